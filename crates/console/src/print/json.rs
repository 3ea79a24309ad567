//! JSON, indented by four.

use crate::json::{self, Node, Value};

/// What the AWS CLI v2 prints of a response: four blanks of indentation, members in the response's order; nothing at
/// all for `{}`. Numbers keep their text.
pub(super) fn print(node: &Node) -> String {
    if matches!(&node.value, Value::Object { members, .. } if members.is_empty()) {
        return String::new();
    }
    let mut out = String::new();
    write(&mut out, node, 0);
    out.push('\n');
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("    ");
    }
}

fn write(out: &mut String, node: &Node, depth: usize) {
    match &node.value {
        Value::List(elements) if !elements.is_empty() => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                line(out, depth + 1);
                write(out, element, depth + 1);
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
                write(out, member, depth + 1);
            }
            line(out, depth);
            out.push('}');
        }
        _ => json::write(out, node),
    }
}
