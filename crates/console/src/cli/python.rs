//! Values as Python prints them, because the AWS CLI's messages hold them.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::json::{Node, Tagged, Value};

/// Longer values are cut in messages: they are whole files at times.
const LONGEST: usize = 4000;

/// `str(value)`.
pub(crate) fn printed(node: &Node) -> String {
    let mut out = String::new();
    if let Value::String { text, .. } = &node.value {
        out.push_str(text);
    } else {
        repr(&mut out, node);
    }
    if out.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|at| out.is_char_boundary(*at)).unwrap_or(0);
        out.truncate(end);
        out.push('…');
    }
    out
}

/// The class of a value.
pub(crate) const fn class(node: &Node) -> &'static str {
    match &node.value {
        Value::Null => "<class 'NoneType'>",
        Value::Bool(_) => "<class 'bool'>",
        Value::Integer(_) => "<class 'int'>",
        Value::Fraction(_) => "<class 'float'>",
        Value::String { .. } => "<class 'str'>",
        Value::List(_) => "<class 'list'>",
        Value::Object { ordered: true, .. } => "<class 'collections.OrderedDict'>",
        Value::Object { ordered: false, .. } => "<class 'dict'>",
        Value::Tagged(Tagged::Set(_)) => "<class 'set'>",
        Value::Tagged(Tagged::Binary(_)) => "<class 'bytes'>",
        Value::Tagged(Tagged::Time(text)) if text.len() == 10 => "<class 'datetime.date'>",
        Value::Tagged(Tagged::Time(_)) => "<class 'datetime.datetime'>",
    }
}

fn repr(out: &mut String, node: &Node) {
    if out.len() > LONGEST {
        return;
    }
    match &node.value {
        Value::Null => out.push_str("None"),
        Value::Bool(true) => out.push_str("True"),
        Value::Bool(false) => out.push_str("False"),
        Value::Integer(text) | Value::Tagged(Tagged::Time(text)) => out.push_str(text),
        Value::Fraction(text) => out.push_str(&fraction(text)),
        Value::String { text, .. } => quoted(out, text),
        Value::List(elements) => repr_all(out, '[', elements, ']'),
        Value::Tagged(Tagged::Set(elements)) if elements.is_empty() => out.push_str("set()"),
        Value::Tagged(Tagged::Set(elements)) => repr_all(out, '{', elements, '}'),
        Value::Tagged(Tagged::Binary(text)) => {
            let _ = write!(out, "b'{}'", STANDARD.decode(text).unwrap_or_default().escape_ascii());
        }
        Value::Object { members, ordered } => {
            let (open, close) = match (ordered, members.is_empty()) {
                (true, true) => ("OrderedDict(", ")"),
                (true, false) => ("OrderedDict({", "})"),
                (false, _) => ("{", "}"),
            };
            out.push_str(open);
            for (index, (key, member)) in members.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                quoted(out, &key.text);
                out.push_str(": ");
                repr(out, member);
            }
            out.push_str(close);
        }
    }
}

fn repr_all(out: &mut String, open: char, elements: &[Node], close: char) {
    out.push(open);
    for (index, element) in elements.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        repr(out, element);
    }
    out.push(close);
}

/// `1.50` is printed `1.5`; exponents are left as typed.
fn fraction(text: &str) -> String {
    if text.contains(['e', 'E']) {
        return text.to_owned();
    }
    let short = text.trim_end_matches('0');
    if short.ends_with('.') { format!("{short}0") } else { short.to_owned() }
}

/// Python's string literal of a text.
pub(crate) fn quoted(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c < ' ' || c == '\u{7f}' => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
}
