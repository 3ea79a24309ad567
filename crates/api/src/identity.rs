//! IAM and STS: who there is, what each may, and whom one becomes.
//!
//! Their operations are many and alike, so a request is its members by name, fitted to the operation's shape; the
//! world looks up what it needs. Answers are made where their content is, as JSON.

/// A request that passed every check that needs no world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `iam:CreateUser`.
    pub operation: &'static str,
    /// The members that were sent.
    pub members: Vec<(&'static str, Field)>,
}

/// The value of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// A string; numbers and booleans as they are written.
    Text(String),
    /// A list.
    List(Vec<Field>),
    /// A structure.
    Members(Vec<(&'static str, Field)>),
}

impl Field {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a list; none for everything else.
    pub fn elements(&self) -> &[Self] {
        match self {
            Self::List(elements) => elements,
            _ => &[],
        }
    }

    /// The text of a structure's member.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self {
            Self::Members(members) => find(members, name)?.as_text(),
            _ => None,
        }
    }

    /// A structure's member.
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Members(members) => find(members, name),
            _ => None,
        }
    }
}

fn find<'a>(members: &'a [(&'static str, Field)], name: &str) -> Option<&'a Field> {
    members.iter().find(|(known, _)| *known == name).map(|(_, field)| field)
}

impl Request {
    /// The text of a member, if it was sent.
    pub fn text(&self, name: &str) -> Option<&str> {
        find(&self.members, name)?.as_text()
    }

    /// The texts of a list of strings.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        self.list(name).iter().filter_map(Field::as_text).collect()
    }

    /// The elements of a list.
    pub fn list(&self, name: &str) -> &[Field] {
        find(&self.members, name).map_or(&[], Field::elements)
    }

    /// `Tags`: keys and values.
    pub fn tags(&self) -> Vec<(String, String)> {
        let tags = self.list("Tags").iter();
        tags.filter_map(|tag| Some((tag.text("Key")?.to_owned(), tag.text("Value")?.to_owned()))).collect()
    }

    /// Whether it may change something.
    pub fn is_write(&self) -> bool {
        let name = self.operation.rsplit(':').next().unwrap_or_default();
        !["Get", "List", "Simulate"].iter().any(|start| name.starts_with(start)) || name == "GetSessionToken"
    }
}
