//! One request in every notation: AWS CLI, JSON, `PartiQL`, boto3, the JavaScript SDK.

mod cli;
mod javascript;
mod layout;
mod partiql;
mod python;

use api::shapes::{Operation, Shape};

use crate::json::{self, Node, Text, Value};
use crate::place::Place;

/// A request in one notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// `AWS CLI`, `JSON` …
    pub name: &'static str,
    /// The text to run; or why there is none, in a sentence.
    pub code: Result<String, String>,
}

/// A request that can be shown.
struct Request<'a> {
    operation: &'static Operation,
    input: Node,
    region: &'a str,
}

/// A request in every notation, in a fixed order. `input` is the request's JSON.
pub fn notations(operation: &str, input: &str, region: &str) -> Vec<Shown> {
    let request = read(operation, input, region);
    let show = |name, write: fn(&Request<'_>) -> Result<String, String>| Shown {
        name,
        code: request.as_ref().map_err(Clone::clone).and_then(write),
    };
    vec![
        show("AWS CLI", cli::write),
        show("JSON", |request| {
            Ok(format!("{} {}", request.operation.name, layout::json(&request.input).write(0, "")))
        }),
        show("PartiQL", partiql::write),
        show("boto3 client", python::client),
        show("boto3 resource", python::resource),
        show("JavaScript", javascript::write),
    ]
}

/// The shape of a member or an element of what has this shape.
/// Why there is no code for a call of a service beside `DynamoDB`: what it takes is partly ours.
const BESIDE: &str = "Dynamarium shows code for DynamoDB; this call belongs to another service, which is reached with its command only.";

fn inner(shape: Option<&'static Shape>, name: &str) -> Option<&'static Shape> {
    match shape? {
        Shape::List { element, .. } => Some(element),
        Shape::Map { value, .. } => Some(value),
        shape => shape.member(name).map(|member| member.shape),
    }
}

fn read<'a>(operation: &str, input: &str, region: &'a str) -> Result<Request<'a>, String> {
    let operation =
        api::shapes::operation(operation).ok_or_else(|| format!("There is no operation {operation}."))?;
    let input = json::read(Text::at(input, Place::default()))
        .map_err(|error| format!("The request is no JSON: {}.", error.message))?;
    if !matches!(input.value, Value::Object { .. }) {
        return Err("The request is no JSON object.".to_owned());
    }
    Ok(Request { operation, input, region })
}
