//! As JavaScript: the AWS SDK v3's client.

use std::fmt::Write as _;

use api::shapes::{Service, Shape};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::layout::Layout;
use super::{Request, inner};
use crate::json::{self, Node, Value};

pub(super) fn write(request: &Request<'_>) -> Result<String, String> {
    let (client, package) = match request.operation.service {
        Service::DynamoDb => ("DynamoDBClient", "@aws-sdk/client-dynamodb"),
        Service::Streams => ("DynamoDBStreamsClient", "@aws-sdk/client-dynamodb-streams"),
        _ => return Err(super::BESIDE.to_owned()),
    };
    let command = format!("{}Command", request.operation.name);
    let input = literal(&request.input, Some(request.operation.input))?;
    let input = match input {
        Layout::Group { elements, .. } => {
            Layout::Group { open: format!("new {command}({{"), close: "})", elements }
        }
        other @ Layout::Word(_) => other,
    };
    let mut region = String::new();
    json::write_string(&mut region, request.region);
    Ok(format!(
        "import {{ {client}, {command} }} from \"{package}\";\n\nconst client = new {client}({{ region: {region} }});\nconst response = await client.send({});\nconsole.log(response);\n",
        input.write(0, ",")
    ))
}

fn word(text: impl Into<String>) -> Layout {
    Layout::Word(text.into())
}

fn literal(node: &Node, shape: Option<&'static Shape>) -> Result<Layout, String> {
    Ok(match (&node.value, shape) {
        (Value::String { text, .. }, Some(Shape::Blob)) => {
            let bytes = STANDARD
                .decode(text)
                .map_err(|_| "A binary value of the request is no base64.".to_owned())?;
            let mut out = String::from("new Uint8Array([");
            for (index, byte) in bytes.iter().enumerate() {
                let comma = if index > 0 { ", " } else { "" };
                let _ = write!(out, "{comma}{byte}");
            }
            out.push_str("])");
            word(out)
        }
        (Value::Integer(number) | Value::Fraction(number), Some(Shape::Timestamp)) => {
            word(format!("new Date({number} * 1000)"))
        }
        (Value::String { text, .. }, _) => word(string(text)),
        (Value::List(elements), shape) => {
            let element = inner(shape, "");
            let elements: Result<Vec<_>, String> =
                elements.iter().map(|node| Ok((String::new(), literal(node, element)?))).collect();
            Layout::Group { open: "[".to_owned(), close: "]", elements: elements? }
        }
        (Value::Object { members, .. }, shape) => {
            let elements: Result<Vec<_>, String> = members
                .iter()
                .map(|(key, member)| {
                    Ok((format!("{}: ", name(&key.text)), literal(member, inner(shape, &key.text))?))
                })
                .collect();
            Layout::Group { open: "{".to_owned(), close: "}", elements: elements? }
        }
        _ => {
            let mut out = String::new();
            json::write(&mut out, node);
            word(out)
        }
    })
}

/// A property's name: bare if it can be. `__proto__` would mean something else.
fn name(text: &str) -> String {
    let first = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$');
    let bare = text.starts_with(first) && text.chars().all(|c| first(c) || c.is_ascii_digit());
    if text == "__proto__" {
        return "[\"__proto__\"]".to_owned();
    }
    if bare { text.to_owned() } else { string(text) }
}

fn string(text: &str) -> String {
    let mut out = String::new();
    json::write_string(&mut out, text);
    // Line ends to JavaScript's readers of old.
    out.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
