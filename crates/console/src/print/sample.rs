//! What an operation's answer looks like: every member with a value of its type, the texts named as their members are.

use super::answer;
use crate::json::{Key, Node, Value, write};
use crate::place::Place;

/// The template of an operation's answer, as JSON.
pub fn sample(operation: &str) -> String {
    let mut out = String::new();
    write(&mut out, &structure(&answer::structure_of(operation), &mut Vec::new()));
    out
}

fn node(value: Value) -> Node {
    Node::new(value, Place::default())
}

fn structure<'a>(name: &'a str, above: &mut Vec<&'a str>) -> Node {
    let mut members = Vec::new();
    // A shape inside of itself is left empty.
    if !above.contains(&name) {
        above.push(name);
        for member in answer::members(name).into_iter().flatten() {
            let (name, shape) = answer::split(member);
            let key = Key { text: name.to_owned(), at: Place::default() };
            members.push((key, shaped(shape.strip_prefix('%').unwrap_or(shape), name, above)));
        }
        above.pop();
    }
    Node::object(members, Place::default())
}

/// A value of this shape, of a member that is called `name`.
fn shaped<'a>(shape: &'a str, name: &str, above: &mut Vec<&'a str>) -> Node {
    let within = |open: char, close: char| shape.strip_prefix(open)?.strip_suffix(close);
    if let Some(element) = within('[', ']') {
        let name = element.strip_prefix('=').unwrap_or_default();
        return node(Value::List(vec![shaped(element, name, above)]));
    }
    if let Some(value) = within('{', '}') {
        let key = Key { text: "KeyName".to_owned(), at: Place::default() };
        return Node::object(vec![(key, shaped(value, "", above))], Place::default());
    }
    match shape {
        "#" => node(Value::Integer("0".to_owned())),
        "~" => node(Value::Fraction("0.0".to_owned())),
        "?" => node(Value::Bool(true)),
        "!" => node(Value::Null),
        "@" => Node::string("1970-01-01T00:00:00", Place::default()),
        _ if shape.is_empty() || shape.starts_with('=') => Node::string(name, Place::default()),
        _ => structure(shape.strip_prefix(':').unwrap_or(shape), above),
    }
}
