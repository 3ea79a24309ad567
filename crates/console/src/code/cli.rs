//! As a command of the AWS CLI, quoted for bash.

use api::shapes::Shape;

use super::Request;
use super::layout::spaced;
use crate::action::Action;
use crate::cli::{Context, command_of, kebab};
use crate::json::{self, Node, Value};

pub(super) fn write(request: &Request<'_>) -> Result<String, String> {
    let service = command_of(request.operation.service);
    let command = format!("aws {service} {}", kebab(request.operation.own_name()));
    let whole = |text: &str| -> Result<(), String> { check(request, text) };
    if let Some(options) = options(request) {
        let lines: Vec<&str> =
            std::iter::once(command.as_str()).chain(options.iter().map(String::as_str)).collect();
        let long = lines.iter().map(|line| line.len() + 1).sum::<usize>() > 88;
        let text = lines.join(if long { " \\\n    " } else { " " });
        if whole(&text).is_ok() {
            return Ok(text);
        }
    }
    // Some values mean something else on a command line: a text that begins with `file://`, for example.
    let text = format!("{command} --cli-input-json {}", quoted(&spaced(&request.input)));
    whole(&text).map(|()| text)
}

/// An option for each member; `None` when a member is none of the operation's.
fn options(request: &Request<'_>) -> Option<Vec<String>> {
    let mut options = Vec::new();
    for (key, _) in request.input.members() {
        request.operation.input.member(&key.text)?;
    }
    for member in request.operation.input.members() {
        let Some(node) = request.input.get(member.name) else { continue };
        let flag = format!("--{}", kebab(member.name));
        options.push(match (&node.value, member.shape) {
            (Value::Bool(true), _) => flag,
            (Value::Bool(false), _) => format!("--no-{}", &flag[2..]),
            (Value::List(elements), Shape::List { element: Shape::String { .. }, .. }) if plain(elements) => {
                let words: Vec<String> = elements.iter().filter_map(Node::as_str).map(quoted).collect();
                format!("{flag} {}", words.join(" "))
            }
            (Value::String { text, raw: None }, _) if text.starts_with('-') => {
                format!("{flag}={}", quoted(text))
            }
            (Value::String { text, raw: None }, _) => format!("{flag} {}", quoted(text)),
            _ => format!("{flag} {}", quoted(&spaced(node))),
        });
    }
    Some(options)
}

/// Whether words can stand for the elements of a list.
fn plain(elements: &[Node]) -> bool {
    !elements.is_empty()
        && elements.iter().all(|element| {
            element.as_str().is_some_and(|text| !text.is_empty() && !text.starts_with(['-', '[', '{']))
        })
}

/// A word that is a value: what looks like an option is in quotes, too.
fn quoted(word: &str) -> String {
    if word.starts_with('-') { crate::quoted(word) } else { crate::word(word) }
}

/// Whether the command asks for exactly this request; what the AWS CLI would say when it refuses it.
fn check(request: &Request<'_>, text: &str) -> Result<(), String> {
    let script = crate::script::parse_script(text, &Context::default());
    let refused = |what: &str| Err(format!("The AWS CLI can't ask for this: {what}"));
    match script.commands.as_slice() {
        [command] => match &command.action {
            Ok(Action::Aws(call)) => {
                let mut expect = request.input.clone();
                crate::cli::sort_members(&mut expect, request.operation.input);
                let mut input = String::new();
                json::write(&mut input, &expect);
                if call.input == input { Ok(()) } else { refused("it has no words for one of the values.") }
            }
            Err(fault) => refused(fault.message.strip_prefix("aws: [ERROR]: ").unwrap_or(&fault.message)),
            Ok(_) => refused("it is another command."),
        },
        _ => refused("it is no single command."),
    }
}
