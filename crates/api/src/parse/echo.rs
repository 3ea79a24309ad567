//! Values of a request as the service repeats them in its sentences: in Java's `toString`, or as JSON.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{constraints, java};
use crate::json::Node;
use crate::shapes::Shape;

/// Where an echo ends, in bytes: a faulty batch of 16 MB must not come back tenfold.
const ECHO_BYTES: usize = 32 * 1024;

/// What Java's `AttributeValue` has besides the API's members, in its order.
const ATTRIBUTE_VALUE_FIELDS: [&str; 16] = [
    "S",
    "N",
    "B",
    "INT",
    "DECIMAL",
    "DOUBLE",
    "SS",
    "NS",
    "BS",
    "INTSET",
    "DECIMALSET",
    "DOUBLESET",
    "M",
    "L",
    "NULL",
    "BOOL",
];

/// The structures that have a member in Java which the API does not have.
const HAVE_PROFILES: [&str; 7] =
    ["PutRequest", "DeleteRequest", "ConditionCheck", "Put", "Delete", "Update", "Get"];

/// `KeySchemaElement(attributeName=pk, keyType=HASH)` and the like.
pub(super) fn java(node: &Node, shape: &'static Shape) -> String {
    let mut out = String::new();
    write_java(&mut out, node, shape);
    out
}

/// Recurses as deep as nodes are kept: see [`crate::json::KEPT_LEVELS`].
fn write_java(out: &mut String, node: &Node, shape: &'static Shape) {
    if out.len() > ECHO_BYTES {
        return;
    }
    match (node, shape) {
        (Node::Structure(_), Shape::Structure { name, members }) => {
            out.push_str(name);
            let fields: Vec<&str> = if shape.is_attribute_value() {
                ATTRIBUTE_VALUE_FIELDS.to_vec()
            } else {
                let internal = HAVE_PROFILES.contains(name).then_some("WorkloadProfileName");
                members.iter().map(|member| member.name).chain(internal).collect()
            };
            for (at, field) in fields.into_iter().enumerate() {
                out.push_str(if at == 0 { "(" } else { ", " });
                out.push_str(&constraints::lower_first(field));
                out.push('=');
                match (node.member(field), shape.member(field)) {
                    (Some(value), Some(member)) => write_java(out, value, member.shape),
                    _ => out.push_str("null"),
                }
            }
            out.push(')');
        }
        (Node::List(elements), Shape::List { element, .. }) => {
            out.push('[');
            for (at, value) in elements.iter().enumerate() {
                if out.len() > ECHO_BYTES {
                    break;
                }
                out.push_str(if at == 0 { "" } else { ", " });
                write_java(out, value, element);
            }
            out.push(']');
        }
        (Node::Map(entries), Shape::Map { value: shape, .. }) => {
            let keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_ref()).collect();
            out.push('{');
            for (at, place) in java::order(&keys).into_iter().enumerate() {
                if out.len() > ECHO_BYTES {
                    break;
                }
                out.push_str(if at == 0 { "" } else { ", " });
                out.push_str(keys[place]);
                out.push('=');
                write_java(out, &entries[place].1, shape);
            }
            out.push('}');
        }
        _ => match node {
            Node::Text(text) => out.push_str(text),
            Node::Integer(value) => out.push_str(&value.to_string()),
            Node::Number(text) => out.push_str(text),
            Node::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Node::Blob(bytes) => {
                let length = bytes.len();
                let _ = write!(out, "java.nio.HeapByteBuffer[pos=0 lim={length} cap={length}]");
            }
            _ => out.push_str("null"),
        },
    }
}

/// Compact JSON, cut off when it gets long.
pub(super) fn json(node: &Node) -> String {
    let mut out = String::new();
    write_json(&mut out, node, ECHO_BYTES);
    out
}

/// A number that equal values share, however the entries of their maps are ordered.
pub(super) fn fingerprint(node: &Node) -> u128 {
    let mut out = String::new();
    write_sorted(&mut out, node);
    xxhash_rust::xxh3::xxh3_128(out.as_bytes())
}

/// Compact JSON in full, maps and structures in order of name. Recurses as deep as nodes are kept.
fn write_sorted(out: &mut String, node: &Node) {
    match node {
        Node::List(elements) => {
            out.push('[');
            for element in elements {
                write_sorted(out, element);
                out.push(',');
            }
            out.push(']');
        }
        Node::Map(entries) => {
            write_sorted_object(out, entries.iter().map(|(key, node)| (key.as_ref(), node)).collect());
        }
        Node::Structure(members) => {
            write_sorted_object(out, members.iter().map(|(name, node)| (*name, node)).collect());
        }
        other => write_json(out, other, usize::MAX),
    }
}

fn write_sorted_object(out: &mut String, mut members: Vec<(&str, &Node)>) {
    value::sort_by_key(&mut members, |(name, _)| *name);
    out.push('{');
    for (name, node) in members {
        value::json::write_string(out, name);
        out.push(':');
        write_sorted(out, node);
        out.push(',');
    }
    out.push('}');
}

/// Compact JSON in full: equal texts mean equal values, spelling included.
pub(super) fn whole_json(node: &Node) -> String {
    let mut out = String::new();
    write_json(&mut out, node, usize::MAX);
    out
}

/// Recurses as deep as nodes are kept: see [`crate::json::KEPT_LEVELS`].
fn write_json(out: &mut String, node: &Node, limit: usize) {
    if out.len() > limit {
        return;
    }
    match node {
        Node::Null => out.push_str("null"),
        Node::Text(text) => value::json::write_string(out, text),
        Node::Integer(value) => out.push_str(&value.to_string()),
        Node::Number(text) => out.push_str(text),
        Node::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Node::Blob(bytes) => value::json::write_string(out, &STANDARD.encode(bytes)),
        Node::List(elements) => {
            out.push('[');
            for (at, element) in elements.iter().enumerate() {
                if out.len() > limit {
                    break;
                }
                out.push_str(if at == 0 { "" } else { "," });
                write_json(out, element, limit);
            }
            out.push(']');
        }
        Node::Map(entries) => {
            write_object(out, entries.iter().map(|(key, node)| (key.as_ref(), node)), limit);
        }
        Node::Structure(members) => {
            write_object(out, members.iter().map(|(name, node)| (*name, node)), limit);
        }
    }
}

fn write_object<'n>(out: &mut String, members: impl Iterator<Item = (&'n str, &'n Node<'n>)>, limit: usize) {
    out.push('{');
    for (at, (name, node)) in members.enumerate() {
        if out.len() > limit {
            break;
        }
        out.push_str(if at == 0 { "" } else { "," });
        value::json::write_string(out, name);
        out.push(':');
        write_json(out, node, limit);
    }
    out.push('}');
}
