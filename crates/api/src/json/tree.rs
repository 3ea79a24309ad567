//! JSON without a shape: what a filter may say, and what it is held against.

use super::tokens::{Malformed, Token, Tokens};

/// A JSON value. Numbers stay as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(String),
    /// A text.
    Text(String),
    /// An array.
    List(Vec<Tree>),
    /// An object, its members as they come.
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// A value nested deeper is refused: whoever walks a tree may use the machine's stack.
    pub const MOST_LEVELS: usize = 80;

    /// Reads a JSON value; `None` when the text is none, or nested too deep.
    pub fn read(text: &str) -> Option<Self> {
        read(text).ok().flatten()
    }

    /// The member of an object.
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    /// The members of an object; none of everything else.
    pub fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }
}

/// A list or an object that is still open.
enum Open {
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>, String),
}

fn read(text: &str) -> Result<Option<Tree>, Malformed> {
    let mut tokens = Tokens::of(text);
    let mut open: Vec<Open> = Vec::new();
    let mut whole = None;
    while let Some(token) = tokens.next()? {
        let value = match token {
            Token::Object | Token::List if open.len() >= Tree::MOST_LEVELS => return Err(Malformed),
            Token::Object => {
                open.push(Open::Object(Vec::new(), String::new()));
                continue;
            }
            Token::List => {
                open.push(Open::List(Vec::new()));
                continue;
            }
            Token::Key(name) => {
                if let Some(Open::Object(_, key)) = open.last_mut() {
                    *key = name.into_owned();
                }
                continue;
            }
            Token::End => match open.pop() {
                Some(Open::List(elements)) => Tree::List(elements),
                Some(Open::Object(members, _)) => Tree::Object(members),
                None => return Err(Malformed),
            },
            Token::Null => Tree::Null,
            Token::Boolean(value) => Tree::Boolean(value),
            Token::Number(number) => Tree::Number(number.to_owned()),
            Token::Text(text) => Tree::Text(text.into_owned()),
        };
        match open.last_mut() {
            Some(Open::List(elements)) => elements.push(value),
            Some(Open::Object(members, key)) => members.push((std::mem::take(key), value)),
            None => whole = Some(value),
        }
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn values_are_read() {
        let tree = Tree::read(r#" {"a":[1.50,null,{"b":"x\n"}],"c":true} "#).expect("JSON");
        let text = |text: &str| Tree::Text(text.to_owned());
        let object = Tree::Object(vec![("b".to_owned(), text("x\n"))]);
        let list = Tree::List(vec![Tree::Number("1.50".to_owned()), Tree::Null, object]);
        assert_eq!(tree.member("a"), Some(&list));
        assert_eq!(tree.member("c"), Some(&Tree::Boolean(true)));
        for wrong in ["", "{", "[1,]", "{} {}", &"[".repeat(90), &("[".repeat(90) + &"]".repeat(90))] {
            assert_eq!(Tree::read(wrong), None, "{wrong}");
        }
    }
}
