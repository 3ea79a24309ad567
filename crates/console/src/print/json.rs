//! JSON, indented by four.

use super::time::{is_time, iso};
use crate::json::{self, Node, Text, Value};
use crate::place::Place;

/// What the AWS CLI v2 prints of a response: four blanks of indentation, members in the response's order, times as
/// ISO 8601; nothing at all for `{}`. Numbers keep their text. What is no JSON is answered as it is.
pub fn print_json(response: &str) -> String {
    let Ok(node) = json::read(Text::at(response, Place::default())) else { return response.to_owned() };
    if matches!(&node.value, Value::Object { members, .. } if members.is_empty()) {
        return String::new();
    }
    let mut out = String::with_capacity(response.len() * 2);
    print(&mut out, &node, 0, None);
    out.push('\n');
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("    ");
    }
}

fn print(out: &mut String, node: &Node, depth: usize, name: Option<&str>) {
    match &node.value {
        Value::List(elements) if !elements.is_empty() => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                line(out, depth + 1);
                print(out, element, depth + 1, None);
            }
            line(out, depth);
            out.push(']');
        }
        Value::Object { members, .. } if !members.is_empty() => {
            out.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                line(out, depth + 1);
                json::write_string(out, &key.text);
                out.push_str(": ");
                print(out, member, depth + 1, Some(&key.text));
            }
            line(out, depth);
            out.push('}');
        }
        Value::Integer(number) | Value::Fraction(number) if name.is_some_and(is_time) => match iso(number) {
            Some(time) => json::write_string(out, &time),
            None => out.push_str(number),
        },
        _ => json::write(out, node),
    }
}
