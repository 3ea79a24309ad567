//! Answers as botocore reads them: members in the model's order, unknown ones left out, times as times.

use super::time::iso;
use crate::json::{Node, Value};
use crate::place::Place;

/// A structure a line: its name, and its members in the model's order. A member's structure stands behind `:`, in
/// `[…]` when the member is a list of it, in `{…}` when it is a map to it; `@` marks a time. What stands behind `%` is for
/// templates only (`#` a whole number, `~` a number, `?` a boolean, `!` bytes, `=` a text of that name): what such a member
/// holds stays as it comes.
const COMMON: &str = include_str!("common.txt");
/// Those of what is rarely anybody's first.
const ANSWERS: &str = include_str!("answers.txt");
/// The same of the services beside `DynamoDB`.
const BESIDE: &str = include_str!("beside.txt");

/// The answer of an operation as the AWS CLI goes on with it.
pub(super) fn read(operation: &str, node: &Node) -> Node {
    as_structure(&structure_of(operation), node)
}

/// The structure of an operation's answer.
pub(super) fn structure_of(operation: &str) -> String {
    match operation {
        "DescribeEndpoints" => "DescribeEndpointsResponse".to_owned(),
        "DisableKinesisStreamingDestination" | "EnableKinesisStreamingDestination" => {
            "KinesisStreamingDestinationOutput".to_owned()
        }
        operation => format!("{operation}Output"),
    }
}

/// A member's name and what stands behind it.
pub(super) fn split(member: &str) -> (&str, &str) {
    member.split_at(member.find([':', '[', '{', '@', '%']).unwrap_or(member.len()))
}

/// The members of a structure.
pub(super) fn members(structure: &str) -> Option<impl Iterator<Item = &'static str>> {
    let line = line_of(COMMON, structure).or_else(|| rare_line(structure))?;
    Some(line.split(' ').skip(1))
}

/// A structure's line that is rarely looked for: the page loads this, and the texts, with what it loads later.
#[inline(never)]
fn rare_line(structure: &str) -> Option<&'static str> {
    line_of(ANSWERS, structure).or_else(|| line_of(BESIDE, structure))
}

fn line_of(structures: &'static str, structure: &str) -> Option<&'static str> {
    structures.lines().find(|line| line.split(' ').next() == Some(structure))
}

fn as_structure(structure: &str, node: &Node) -> Node {
    let (Value::Object { .. }, Some(members)) = (&node.value, members(structure)) else {
        return node.clone();
    };
    let mut read = Node::object(Vec::new(), Place::default());
    for member in members {
        let (name, shape) = split(member);
        if let Some(value) = node.get(name).filter(|value| !matches!(value.value, Value::Null)) {
            read.set(name, as_shape(shape, value));
        }
    }
    read
}

fn as_shape(shape: &str, node: &Node) -> Node {
    let inner = |open: char, close: char| shape.strip_prefix(open)?.strip_suffix(close);
    match (&node.value, shape.chars().next()) {
        (Value::Integer(number) | Value::Fraction(number), Some('@')) => {
            iso(number).map_or_else(|| node.clone(), |time| Node::string(time, node.at))
        }
        (Value::Object { .. }, Some(':')) => as_structure(&shape[1..], node),
        (Value::List(elements), Some('[')) => {
            let shape = inner('[', ']').unwrap_or_default();
            Node::new(Value::List(elements.iter().map(|element| nested(shape, element)).collect()), node.at)
        }
        (Value::Object { members, ordered }, Some('{')) => {
            let shape = inner('{', '}').unwrap_or_default();
            let members = members.iter().map(|(key, member)| (key.clone(), nested(shape, member))).collect();
            Node::new(Value::Object { members, ordered: *ordered }, node.at)
        }
        _ => node.clone(),
    }
}

/// What a list or map holds: a structure, or a list again.
fn nested(shape: &str, node: &Node) -> Node {
    if shape.starts_with(['[', '{', '@']) { as_shape(shape, node) } else { as_structure(shape, node) }
}

#[cfg(test)]
mod tests {
    use super::{ANSWERS, COMMON, read};
    use crate::json::{self, Text};
    use crate::place::Place;

    #[track_caller]
    fn check(operation: &str, answer: &str, expect: &str) {
        let node = json::read(Text::at(answer, Place::default())).expect("JSON");
        let mut out = String::new();
        json::write(&mut out, &read(operation, &node));
        assert_eq!(out, expect);
    }

    #[test]
    fn members_in_the_models_order() {
        check(
            "DescribeTable",
            r#"{"Table":{"CreationDateTime":1795165200.5,"Unknown":1,"TableName":"T","KeySchema":[{"KeyType":"HASH","AttributeName":"a"}]}}"#,
            r#"{"Table":{"TableName":"T","KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"CreationDateTime":"2026-11-20T09:00:00.500000+00:00"}}"#,
        );
        check(
            "BatchWriteItem",
            r#"{"UnprocessedItems":{"T":[{"PutRequest":{"Item":{"Count":{"N":"1"},"CreationDateTime":{"N":"5"}}}}]}}"#,
            r#"{"UnprocessedItems":{"T":[{"PutRequest":{"Item":{"Count":{"N":"1"},"CreationDateTime":{"N":"5"}}}}]}}"#,
        );
        check(
            "GetItem",
            r#"{"Item":{"b":{"S":""},"a":{"N":"1"}}}"#,
            r#"{"Item":{"b":{"S":""},"a":{"N":"1"}}}"#,
        );
        check("Frobnicate", r#"{"b":1,"a":2}"#, r#"{"b":1,"a":2}"#);
    }

    #[test]
    fn every_structure_is_there() {
        let names: Vec<&str> =
            COMMON.lines().chain(ANSWERS.lines()).filter_map(|line| line.split(' ').next()).collect();
        for operation in api::shapes::operations().iter().filter(|operation| operation.built) {
            let name = format!("{}Output", operation.name);
            let empty = matches!(operation.name, "TagResource" | "UntagResource" | "DescribeEndpoints");
            assert!(empty || names.contains(&name.as_str()), "{name}");
        }
        for line in COMMON.lines().chain(ANSWERS.lines()) {
            for member in line.split(' ').skip(1) {
                let structure = super::split(member).1.trim_matches(['%', ':', '[', ']', '{', '}', '@']);
                let known = matches!(structure, "" | "#" | "~" | "?" | "!") || structure.starts_with('=');
                assert!(known || names.contains(&structure), "{line}");
            }
        }
    }
}
