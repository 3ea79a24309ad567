//! What the worker says of principals and decisions, taken apart.

use lab::access::Tree;

/// Everybody as whom calls can be made.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Principals {
    /// As whom they are made now; empty for the administrator.
    pub(super) current: String,
    pub(super) list: Vec<Principal>,
}

/// Somebody as whom calls can be made.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Principal {
    /// `user/alice`.
    pub(super) who: String,
    pub(super) name: String,
    pub(super) arn: String,
    /// When it ends, virtual microseconds.
    pub(super) expires: Option<u64>,
    /// Whose policies they are: `User` or `Role`, and the name.
    pub(super) of: (String, String),
    pub(super) policies: Vec<Policy>,
}

/// A policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Policy {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) text: String,
    /// Whether it can be written anew here.
    pub(super) inline: bool,
}

/// A fault of a policy's text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fault {
    /// Bytes of the text.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) message: String,
    pub(super) hint: String,
}

/// The text of a member; empty when there is none.
pub(super) fn text<'a>(tree: &'a Tree, name: &str) -> &'a str {
    match tree.member(name) {
        Some(Tree::Text(text)) => text,
        _ => "",
    }
}

pub(super) fn is(tree: &Tree, name: &str) -> bool {
    matches!(tree.member(name), Some(Tree::Boolean(true)))
}

pub(super) fn number(tree: &Tree, name: &str) -> Option<u64> {
    match tree.member(name) {
        Some(Tree::Number(number)) => number.parse().ok(),
        _ => None,
    }
}

pub(super) fn list<'a>(tree: &'a Tree, name: &str) -> &'a [Tree] {
    match tree.member(name) {
        Some(Tree::List(elements)) => elements,
        _ => &[],
    }
}

/// Reads the picture's principals.
pub(super) fn principals(json: &str) -> Principals {
    let Some(tree) = Tree::read(json) else { return Principals::default() };
    let policy = |it: &Tree| Policy {
        kind: text(it, "kind").to_owned(),
        name: text(it, "name").to_owned(),
        text: text(it, "text").to_owned(),
        inline: is(it, "inline"),
    };
    let one = |it: &Tree| Principal {
        who: text(it, "who").to_owned(),
        name: text(it, "name").to_owned(),
        arn: text(it, "arn").to_owned(),
        expires: number(it, "expires"),
        of: text(it, "of")
            .split_once('/')
            .map(|(sort, name)| (sort.to_owned(), name.to_owned()))
            .unwrap_or_default(),
        policies: list(it, "policies").iter().map(policy).collect(),
    };
    Principals {
        current: text(&tree, "current").to_owned(),
        list: list(&tree, "principals").iter().map(one).collect(),
    }
}

/// Reads the faults of a text.
pub(super) fn faults(json: &str) -> Vec<Fault> {
    let Some(Tree::List(all)) = Tree::read(json) else { return Vec::new() };
    let place =
        |it: &Tree, name: &str| number(it, name).and_then(|it| usize::try_from(it).ok()).unwrap_or_default();
    let one = |it: &Tree| Fault {
        from: place(it, "from"),
        to: place(it, "to"),
        line: place(it, "line"),
        column: place(it, "column"),
        message: text(it, "message").to_owned(),
        hint: text(it, "hint").to_owned(),
    };
    all.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read() {
        let all = principals(
            r#"{"current":"user/a","administrator":"x","principals":[{"who":"user/a","name":"a","arn":"arn","of":"User/a","expires":5,
            "policies":[{"kind":"identity","name":"p","text":"{}","inline":true}]}]}"#,
        );
        assert_eq!(all.current, "user/a");
        let one = all.list.first().expect("one");
        assert_eq!((one.expires, one.of.0.as_str(), one.policies.len()), (Some(5), "User", 1));
        assert_eq!(principals(""), Principals::default());
        let faults = faults(r#"[{"from":1,"to":2,"line":1,"column":2,"message":"No.","hint":""}]"#);
        assert_eq!(faults.first().map(|it| (it.from, it.column)), Some((1, 2)));
    }
}
