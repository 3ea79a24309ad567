//! Writes JSON without blanks.

use std::fmt::Write as _;

use super::node::{Node, Tagged, Value};

/// Appends `node`.
pub(crate) fn write(out: &mut String, node: &Node) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Integer(text) | Value::Fraction(text) => out.push_str(text),
        Value::String { raw: Some(raw), .. } => {
            out.push('"');
            out.push_str(raw);
            out.push('"');
        }
        // What is tagged is made into something else before anything is sent.
        Value::String { text, raw: None } | Value::Tagged(Tagged::Binary(text) | Tagged::Time(text)) => {
            write_string(out, text);
        }
        Value::List(elements) | Value::Tagged(Tagged::Set(elements)) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(out, element);
            }
            out.push(']');
        }
        Value::Object { members, .. } => {
            out.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(out, &key.text);
                out.push(':');
                write(out, member);
            }
            out.push('}');
        }
    }
}

/// Appends a string with its quotes; only what JSON demands is escaped.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
