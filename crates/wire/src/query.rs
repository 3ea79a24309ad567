//! The protocol of IAM and STS: parameters of a form go in, XML comes out.

use std::borrow::Cow;

use api::json::Tree;
use api::shapes::{self, Operation, Shape};
use api::{ApiError, Object, write_list};

/// The content type of such a request.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
/// The content type of such an answer.
pub(crate) const XML: &str = "text/xml";

/// Parameters that are read at most.
const MOST: usize = 1_000;
/// Elements of a list at most, and levels of lists and structures.
const MOST_ELEMENTS: usize = 200;

/// The operation that a form asks for, with its input as JSON; nothing when no service here has it.
pub(crate) fn read(body: &[u8]) -> Option<(&'static Operation, String)> {
    let text = std::str::from_utf8(body).ok()?;
    let pairs: Vec<(String, String)> = text
        .split('&')
        .filter(|pair| !pair.is_empty())
        .take(MOST)
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescaped(name), unescaped(value))
        })
        .collect();
    let of = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let action = of("Action")?;
    let service = match of("Version")? {
        "2010-05-08" => "iam",
        "2011-06-15" => "sts",
        _ => return None,
    };
    let known = shapes::operation(&format!("{service}:{action}"))?;
    let mut out = String::new();
    write_input(&mut out, known.input, "", &pairs);
    Some((known, out))
}

/// A value of the input as JSON, from the parameters whose names begin with `path`. Shapes of the two services are two
/// structures and a list deep.
fn write_input(out: &mut String, shape: &Shape, path: &str, pairs: &[(String, String)]) {
    let text = || pairs.iter().find(|(name, _)| name == path).map_or("", |(_, value)| value.as_str());
    match shape {
        Shape::Structure { members, .. } => {
            let mut object = Object::new(out);
            for member in *members {
                let below =
                    if path.is_empty() { member.name.to_owned() } else { format!("{path}.{}", member.name) };
                if is_there(&below, pairs) {
                    write_input(object.member(member.name), member.shape, &below, pairs);
                }
            }
            object.end();
        }
        Shape::List { element, .. } => {
            let places = (1..=MOST_ELEMENTS).map(|at| format!("{path}.member.{at}"));
            let places: Vec<String> = places.take_while(|place| is_there(place, pairs)).collect();
            write_list(out, &places, |out, place| write_input(out, element, place, pairs));
        }
        Shape::Boolean => out.push_str(if text() == "true" { "true" } else { "false" }),
        Shape::Integer { .. } if text().parse::<i32>().is_ok() => out.push_str(text()),
        _ => write_string(out, text()),
    }
}

/// Whether a parameter has this name, or one below it.
fn is_there(path: &str, pairs: &[(String, String)]) -> bool {
    pairs
        .iter()
        .any(|(name, _)| name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

fn write_string(out: &mut String, text: &str) {
    // A list of one is how `api` lends its writer of strings.
    let mut object = String::new();
    let mut one = Object::new(&mut object);
    one.text("", text);
    one.end();
    out.push_str(object.strip_prefix("{\"\":").and_then(|rest| rest.strip_suffix('}')).unwrap_or("\"\""));
}

/// `a%20b+c` as `a b c`.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    Some(byte) => {
                        bytes.push(byte);
                        rest = after.get(2..).unwrap_or_default();
                    }
                    None => bytes.push(b'%'),
                }
            }
            byte => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A successful answer.
pub(crate) fn answer(operation: &str, json: &str, request_id: &str) -> String {
    let (service, name) = operation.split_once(':').unwrap_or(("iam", operation));
    let space = if service == "sts" {
        "https://sts.amazonaws.com/doc/2011-06-15/"
    } else {
        "https://iam.amazonaws.com/doc/2010-05-08/"
    };
    let mut out = format!("<{name}Response xmlns=\"{space}\">\n");
    if let Some(tree) = Tree::read(json).filter(|tree| !tree.members().is_empty()) {
        out.push_str(&format!("<{name}Result>"));
        write_members(&mut out, tree.members(), 0);
        out.push_str(&format!("</{name}Result>\n"));
    }
    out.push_str(&format!(
        "<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>\n</{name}Response>\n"
    ));
    out
}

/// An error.
pub(crate) fn error(error: &ApiError, request_id: &str) -> String {
    let kind = if error.http_status() < 500 { "Sender" } else { "Receiver" };
    format!(
        "<ErrorResponse>\n<Error><Type>{kind}</Type><Code>{}</Code><Message>{}</Message></Error>\n<RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
        error.name(),
        escaped(&error.message)
    )
}

fn write_members(out: &mut String, members: &[(String, Tree)], level: usize) {
    for (name, value) in members {
        out.push_str(&format!("<{name}>"));
        // A policy is a text of its own here, as an address would have it.
        if matches!(name.as_str(), "PolicyDocument" | "AssumeRolePolicyDocument" | "Document") {
            let mut json = String::new();
            write_json(&mut json, value);
            out.push_str(&percent(&json));
        } else {
            write_value(out, value, level + 1);
        }
        out.push_str(&format!("</{name}>"));
    }
}

fn write_value(out: &mut String, value: &Tree, level: usize) {
    if level > Tree::MOST_LEVELS {
        return;
    }
    match value {
        Tree::Null => {}
        Tree::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Tree::Number(number) => out.push_str(number),
        Tree::Text(text) => out.push_str(&escaped(text)),
        Tree::List(elements) => {
            for element in elements {
                out.push_str("<member>");
                write_value(out, element, level + 1);
                out.push_str("</member>");
            }
        }
        Tree::Object(members) => write_members(out, members, level + 1),
    }
}

/// A tree as JSON. `Tree` was read, so it is no deeper than it may be.
fn write_json(out: &mut String, value: &Tree) {
    match value {
        Tree::Null => out.push_str("null"),
        Tree::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Tree::Number(number) => out.push_str(number),
        Tree::Text(text) => write_string(out, text),
        Tree::List(elements) => write_list(out, elements, write_json),
        Tree::Object(members) => {
            let mut object = Object::new(out);
            for (name, value) in members {
                write_json(object.member(name), value);
            }
            object.end();
        }
    }
}

fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&', '"']) {
        return text.into();
    }
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").into()
}

fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
