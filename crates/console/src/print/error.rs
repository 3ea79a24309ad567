//! Errors of the service.

use super::Look;
use crate::cli::Output;
use crate::json::{Node, Value};
use crate::place::Place;

/// Lists and objects with as many members are told to be looked at in another format.
const MANY: usize = 5;

/// `--cli-error-format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorFormat {
    /// The sentence, and what else the error says.
    #[default]
    Enhanced,
    /// The sentence alone.
    Legacy,
    /// The error in an output format.
    As(Output),
}

/// The sentence with which the AWS CLI tells an error that the service answered.
pub fn print_error(operation: &str, name: &str, message: &str) -> String {
    format!("An error occurred ({name}) when calling the {operation} operation: {message}")
}

/// What the AWS CLI v2 prints (with exit code 254) when the service answers an error. `body` is the answer, JSON.
pub fn print_failure(
    operation: &str,
    name: &str,
    message: &str,
    body: &str,
    format: ErrorFormat,
    query: Option<&str>,
) -> String {
    let sentence = format!("\naws: [ERROR]: {}\n", print_error(operation, name, message));
    let body = super::parse(body);
    let more: Vec<(&str, &Node)> = body
        .iter()
        .flat_map(Node::members)
        .map(|(key, member)| (key.text.as_str(), member))
        .filter(|(key, _)| !matches!(*key, "__type" | "message" | "Message" | "code" | "Code"))
        .collect();
    match format {
        ErrorFormat::Legacy => sentence,
        ErrorFormat::Enhanced if more.is_empty() => sentence,
        ErrorFormat::Enhanced => {
            let mut out = format!("{sentence}\nAdditional error details:\n");
            for (key, member) in more {
                for part in [key, ": ", &inline(member), "\n"] {
                    out.push_str(part);
                }
            }
            out
        }
        ErrorFormat::As(output) => {
            let place = Place::default();
            let mut error = Node::object(Vec::new(), place);
            error.set("Message", Node::string(message, place));
            error.set("Code", Node::string(name, place));
            for (key, member) in more {
                error.set(key, member.clone());
            }
            let look = Look { output, query: query.map(str::to_owned), ..Look::default() };
            look.node("error", &error).unwrap_or(sentence)
        }
    }
}

/// A member on a line.
fn inline(node: &Node) -> String {
    let simple = |node: &Node| !matches!(node.value, Value::List(_) | Value::Object { .. });
    let members = node.members();
    match &node.value {
        Value::List(elements) if elements.len() < MANY && elements.iter().all(simple) => {
            let words: Vec<String> = elements.iter().map(super::text::scalar).collect();
            format!("[{}]", words.join(", "))
        }
        Value::Object { .. } if members.len() < MANY && members.iter().all(|(_, member)| simple(member)) => {
            let pairs: Vec<String> = members
                .iter()
                .map(|(key, member)| format!("{}: {}", key.text, super::text::scalar(member)))
                .collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Value::List(_) | Value::Object { .. } => {
            "<complex value>, --cli-error-format json recommended for full details".to_owned()
        }
        _ => super::text::scalar(node),
    }
}
