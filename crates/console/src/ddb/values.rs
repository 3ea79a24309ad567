//! Plain values and values that say their type, both ways.

use std::cmp::Ordering;

use super::decimal::decimal;
use crate::cli::{class, printed};
use crate::fault::{Fault, GENERAL};
use crate::json::{Key, Node, Tagged, Value};

/// A plain value with its type: `5` is `{"N": "5"}`.
pub(super) fn typed(node: &Node) -> Result<Node, Fault> {
    let at = node.at;
    let text = |text: &str| Node::string(text, at);
    let number = |digits: &str| {
        decimal(digits).map(|digits| Node::string(digits, at)).map_err(|why| {
            Fault::cli(why)
                .code(GENERAL)
                .at(at)
                .hint("A number has at most 38 digits, and a magnitude from 1E-130 to 9.9E+125.")
        })
    };
    let (kind, value) = match &node.value {
        Value::Null => ("NULL", Node::new(Value::Bool(true), at)),
        Value::Bool(value) => ("BOOL", Node::new(Value::Bool(*value), at)),
        Value::Integer(digits) | Value::Fraction(digits) => ("N", number(digits)?),
        Value::String { text, raw } => {
            ("S", Node::new(Value::String { text: text.clone(), raw: raw.clone() }, at))
        }
        Value::List(elements) => {
            let elements = elements.iter().map(typed).collect::<Result<_, _>>()?;
            ("L", Node::new(Value::List(elements), at))
        }
        Value::Object { .. } => ("M", map(node)?),
        Value::Tagged(Tagged::Binary(packed)) => ("B", text(packed)),
        Value::Tagged(Tagged::Set(elements)) => {
            let all = |fits: fn(&Value) -> bool| elements.iter().all(|element| fits(&element.value));
            let (kind, elements) = if all(|v| matches!(v, Value::Integer(_) | Value::Fraction(_))) {
                let digits = elements.iter().map(|element| match &element.value {
                    Value::Integer(digits) | Value::Fraction(digits) => number(digits),
                    _ => Ok(element.clone()),
                });
                ("NS", distinct(digits.collect::<Result<_, _>>()?))
            } else if all(|v| matches!(v, Value::String { .. })) {
                ("SS", distinct(elements.clone()))
            } else if all(|v| matches!(v, Value::Tagged(Tagged::Binary(_)))) {
                let packed = elements.iter().map(|element| match &element.value {
                    Value::Tagged(Tagged::Binary(packed)) => Node::string(packed.as_str(), element.at),
                    _ => element.clone(),
                });
                ("BS", distinct(packed.collect()))
            } else {
                return Err(unsupported(
                    node,
                    "The elements of a set are all texts, all numbers or all binary.",
                ));
            };
            (kind, Node::new(Value::List(elements), at))
        }
        Value::Tagged(Tagged::Time(_)) => {
            return Err(unsupported(
                node,
                "YAML takes this for a time, which an item can't hold: put it in quotes.",
            ));
        }
    };
    Ok(Node::object(vec![(Key { text: kind.to_owned(), at }, value)], at))
}

/// A map's members with their types.
pub(super) fn map(node: &Node) -> Result<Node, Fault> {
    let members = node.members().iter().map(|(key, member)| Ok((key.clone(), typed(member)?)));
    Ok(Node::object(members.collect::<Result<_, Fault>>()?, node.at))
}

/// Python's sets hold everything once.
fn distinct(elements: Vec<Node>) -> Vec<Node> {
    let mut seen = std::collections::BTreeSet::new();
    elements.into_iter().filter(|element| seen.insert(element.as_str().map(str::to_owned))).collect()
}

fn unsupported(node: &Node, hint: &str) -> Fault {
    Fault::cli(format!("Unsupported type \"{}\" for value \"{}\"", class(node), printed(node)))
        .code(GENERAL)
        .at(node.at)
        .hint(hint)
}

/// An answer of Query or Scan without the types of its values.
pub(crate) fn plain_answer(answer: &Node) -> Node {
    let members = answer.members().iter().filter_map(|(key, member)| {
        let plain = match (key.text.as_str(), &member.value) {
            ("ConsumedCapacity", Value::Null) => return None,
            ("Items", Value::List(items)) => {
                Node::new(Value::List(items.iter().map(plain_map).collect()), member.at)
            }
            ("LastEvaluatedKey", _) => plain_map(member),
            _ => member.clone(),
        };
        Some((key.clone(), plain))
    });
    Node::object(members.collect(), answer.at)
}

fn plain_map(node: &Node) -> Node {
    let members = node.members().iter().map(|(key, member)| (key.clone(), plain(member)));
    Node::object(members.collect(), node.at)
}

/// A value without its type.
fn plain(node: &Node) -> Node {
    let [(kind, content)] = node.members() else { return node.clone() };
    let list = |read: fn(&Node) -> Node| content.as_list().unwrap_or_default().iter().map(read).collect();
    let value = match kind.text.as_str() {
        "NULL" => Value::Null,
        "S" | "BOOL" => return content.clone(),
        "N" => return number(content),
        "B" => return binary(content),
        "L" => Value::List(list(plain)),
        "M" => return plain_map(content),
        // Elements that can be ordered stand in order.
        "SS" => {
            let mut elements: Vec<Node> = list(Clone::clone);
            value::sort_by_key(&mut elements, |element| element.as_str().unwrap_or_default().to_owned());
            Value::Tagged(Tagged::Set(elements))
        }
        "NS" => {
            let mut elements: Vec<Node> = list(number);
            value::sort_by(&mut elements, |a, b| crate::query::order(a, b).unwrap_or(Ordering::Equal));
            Value::Tagged(Tagged::Set(elements))
        }
        "BS" => Value::Tagged(Tagged::Set(list(binary))),
        _ => return node.clone(),
    };
    Node::new(value, node.at)
}

fn number(node: &Node) -> Node {
    let typed = node.as_str().unwrap_or_default();
    let text = decimal(typed).unwrap_or_else(|_| typed.to_owned());
    let whole = !text.contains(['.', 'E']);
    Node::new(if whole { Value::Integer(text) } else { Value::Fraction(text) }, node.at)
}

fn binary(node: &Node) -> Node {
    Node::new(Value::Tagged(Tagged::Binary(node.as_str().unwrap_or_default().to_owned())), node.at)
}
