//! As Python: boto3's client, and its resource with Python's own values.

use std::fmt::Write as _;

use api::shapes::{Service, Shape};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::layout::Layout;
use super::{Request, inner};
use crate::cli::kebab;
use crate::json::{Node, Value};

/// `put_item` for `PutItem`.
fn method(request: &Request<'_>) -> String {
    kebab(request.operation.name).replace('-', "_")
}

/// With the client: values say their type.
pub(super) fn client(request: &Request<'_>) -> Result<String, String> {
    let (service, name) = match request.operation.service {
        Service::DynamoDb => ("dynamodb", "dynamodb"),
        Service::Streams => ("dynamodbstreams", "streams"),
        _ => return Err(super::BESIDE.to_owned()),
    };
    let call = call(request, &format!("{name}.{}", method(request)), false, None)?;
    Ok(format!(
        "import boto3\n\n{name} = boto3.client(\"{service}\", region_name={})\nresponse = {}\nprint(response)\n",
        text(request.region),
        call.write(0, ",")
    ))
}

/// With the resource: values are Python's own.
pub(super) fn resource(request: &Request<'_>) -> Result<String, String> {
    if !matches!(request.operation.service, Service::DynamoDb | Service::Streams) {
        return Err(super::BESIDE.to_owned());
    }
    if request.operation.service == Service::Streams {
        return Err("boto3 has no resource for DynamoDB Streams; use the client.".to_owned());
    }
    let method = method(request);
    let of_table = matches!(
        request.operation.name,
        "PutItem"
            | "GetItem"
            | "UpdateItem"
            | "DeleteItem"
            | "Query"
            | "Scan"
            | "UpdateTable"
            | "DeleteTable"
    );
    let table = request.input.get("TableName").and_then(Node::as_str).filter(|_| of_table);
    let mut out = String::new();
    let (target, without) = match (table, request.operation.name) {
        (Some(table), name) => {
            let _ = writeln!(out, "table = dynamodb.Table({})", text(table));
            let method = match name {
                "UpdateTable" => "update",
                "DeleteTable" => "delete",
                _ => &method,
            };
            (format!("table.{method}"), Some("TableName"))
        }
        (None, "BatchGetItem" | "BatchWriteItem" | "CreateTable") => (format!("dynamodb.{method}"), None),
        (None, _) => (format!("dynamodb.meta.client.{method}"), None),
    };
    let call = call(request, &target, true, without)?;
    let _ = writeln!(out, "response = {}\nprint(response)", call.write(0, ","));
    let decimal = if out.contains("Decimal(\"") { "from decimal import Decimal\n\n" } else { "" };
    let region = text(request.region);
    Ok(format!(
        "{decimal}import boto3\n\ndynamodb = boto3.resource(\"dynamodb\", region_name={region})\n{out}"
    ))
}

/// `dynamodb.put_item(TableName="T", …)`.
fn call(request: &Request<'_>, target: &str, native: bool, without: Option<&str>) -> Result<Layout, String> {
    let mut elements = Vec::new();
    for (key, node) in request.input.members() {
        if Some(key.text.as_str()) == without {
            continue;
        }
        let Some(member) = request.operation.input.member(&key.text) else {
            return Err(format!("boto3 refuses it: {} has no member {}.", request.operation.name, key.text));
        };
        elements.push((format!("{}=", key.text), literal(node, Some(member.shape), native)?));
    }
    Ok(Layout::Group { open: format!("{target}("), close: ")", elements })
}

fn word(text: impl Into<String>) -> Layout {
    Layout::Word(text.into())
}

fn literal(node: &Node, shape: Option<&'static Shape>, native: bool) -> Result<Layout, String> {
    if native && shape.is_some_and(Shape::is_attribute_value) {
        return value(node);
    }
    Ok(match &node.value {
        Value::Null => word("None"),
        Value::Bool(true) => word("True"),
        Value::Bool(false) => word("False"),
        Value::Integer(number) | Value::Fraction(number) => word(number.as_str()),
        Value::String { text: content, .. } => {
            if let Some(Shape::Blob) = shape {
                word(bytes(content)?)
            } else {
                word(text(content))
            }
        }
        Value::List(elements) => {
            let element = inner(shape, "");
            let elements: Result<Vec<_>, String> =
                elements.iter().map(|node| Ok((String::new(), literal(node, element, native)?))).collect();
            Layout::Group { open: "[".to_owned(), close: "]", elements: elements? }
        }
        Value::Tagged(_) => return Err(NO_VALUE.to_owned()),
        Value::Object { members, .. } => {
            let elements: Result<Vec<_>, String> = members
                .iter()
                .map(|(key, member)| {
                    Ok((format!("{}: ", text(&key.text)), literal(member, inner(shape, &key.text), native)?))
                })
                .collect();
            Layout::Group { open: "{".to_owned(), close: "}", elements: elements? }
        }
    })
}

const NO_VALUE: &str = "Python's values can't say this: a value of the request has no type, or two.";

/// An attribute's value as Python's own.
fn value(node: &Node) -> Result<Layout, String> {
    let [(kind, content)] = node.members() else { return Err(NO_VALUE.to_owned()) };
    let string = || content.as_str().ok_or(NO_VALUE);
    let group = |open: &str, close, elements: Vec<Layout>| Layout::Group {
        open: open.to_owned(),
        close,
        elements: elements.into_iter().map(|element| (String::new(), element)).collect(),
    };
    Ok(match kind.text.as_str() {
        "S" => word(text(string()?)),
        "N" => word(number(string()?)),
        "B" => word(bytes(string()?)?),
        "BOOL" => word(if matches!(content.value, Value::Bool(true)) { "True" } else { "False" }),
        "NULL" => word("None"),
        "SS" | "NS" | "BS" => {
            let elements = content.as_list().ok_or(NO_VALUE)?;
            let mut words = Vec::with_capacity(elements.len());
            for element in elements {
                let content = element.as_str().ok_or(NO_VALUE)?;
                words.push(match kind.text.as_str() {
                    "SS" => text(content),
                    "NS" => number(content),
                    _ => bytes(content)?,
                });
            }
            let distinct = value::set(words.iter().map(String::as_str));
            if words.is_empty() || distinct.len() < words.len() {
                return Err("A set of Python's has no element twice and can't be sent empty.".to_owned());
            }
            group("{", "}", words.into_iter().map(word).collect())
        }
        "L" => {
            let elements = content.as_list().ok_or(NO_VALUE)?;
            let elements: Result<Vec<_>, String> = elements.iter().map(value).collect();
            group("[", "]", elements?)
        }
        "M" => {
            let elements: Result<Vec<_>, String> = content
                .members()
                .iter()
                .map(|(key, member)| Ok((format!("{}: ", text(&key.text)), value(member)?)))
                .collect();
            Layout::Group { open: "{".to_owned(), close: "}", elements: elements? }
        }
        _ => return Err(NO_VALUE.to_owned()),
    })
}

/// Whole numbers as they are, others exactly.
fn number(digits: &str) -> String {
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    let whole = unsigned == "0" && unsigned == digits
        || !unsigned.is_empty()
            && unsigned.len() <= 38
            && !unsigned.starts_with('0')
            && unsigned.bytes().all(|b| b.is_ascii_digit());
    if whole { digits.to_owned() } else { format!("Decimal({})", text(digits)) }
}

/// A string in double quotes.
fn text(content: &str) -> String {
    let mut out = String::from("\"");
    for c in content.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' || c == '\u{7f}' => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Bytes; `content` is base64.
fn bytes(content: &str) -> Result<String, String> {
    let decoded =
        STANDARD.decode(content).map_err(|_| "A binary value of the request is no base64.".to_owned())?;
    let mut out = String::from("b\"");
    for byte in decoded {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b' '..=b'~' => out.push(char::from(byte)),
            byte => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push('"');
    Ok(out)
}
