//! `aws ddb select`: a Query when `--key-condition` is given, else a Scan.

use super::options::Typed;
use super::{Settings, add_expression, call};
use crate::cli::{ApiCall, Output, Paging, integer, no_number, starting};
use crate::fault::{Fault, GENERAL};
use crate::json::{Node, Value};
use crate::place::Place;

const PAGING: [&str; 3] = ["--starting-token", "--page-size", "--max-items"];

pub(super) fn select(typed: &Typed<'_>, head: Place, settings: &Settings) -> Result<ApiCall, Fault> {
    let size = number(typed, "--page-size")?;
    let most = number(typed, "--max-items")?;
    if let Some((output, at)) = settings.output
        && output != Output::Yaml
    {
        return Err(Fault::cli(format!("{} output format is not supported for ddb commands", output.name()))
            .at(at)
            .hint("These commands print YAML only."));
    }
    let operation = if typed.values("--key-condition").is_some() { "Query" } else { "Scan" };
    let given: Vec<&str> = PAGING
        .into_iter()
        .filter(|name| match *name {
            "--page-size" => size.is_some_and(|size| size > 0),
            "--max-items" => most.is_some_and(|most| most > 0),
            name => typed.value(name).is_some_and(|token| !token.text.is_empty()),
        })
        .collect();
    if let Some(first) = given.first().filter(|_| settings.no_paginate) {
        let fault = Fault::cli(format!(
            "Error during pagination: Cannot specify --no-paginate along with pagination arguments: {}",
            given.join(", ")
        ));
        return Err(fault.code(GENERAL).at(typed.place(first).unwrap_or(head)));
    }
    let input = input(typed, head)?;
    let mut call = call(operation, input, head)?;
    if !settings.no_paginate {
        let mut paging = Paging {
            page_size: size.filter(|size| *size > 0),
            max_items: most.filter(|most| *most > 0),
            start: None,
        };
        if let Some(token) = typed.value("--starting-token").filter(|token| !token.text.is_empty()) {
            paging.start = Some(starting(operation, token)?);
        }
        call.paging = Some(paging);
    }
    call.output = Some(Output::Yaml);
    call.query.clone_from(&settings.query);
    call.plain = true;
    Ok(call)
}

fn input(typed: &Typed<'_>, head: Place) -> Result<Node, Fault> {
    let mut input = Node::object(Vec::new(), head);
    if let Some(table) = typed.arguments.first() {
        input.set("TableName", Node::string(table.text.as_str(), table.at));
    }
    let consistent = typed.switched("--consistent-read", "--no-consistent-read", true);
    input.set("ConsistentRead", Node::new(Value::Bool(consistent), head));
    let index = typed.value("--index-name");
    if let Some(index) = index {
        input.set("IndexName", Node::string(index.text.as_str(), index.at));
    }
    let mut count = 0;
    for (option, member) in [
        ("--projection", "ProjectionExpression"),
        ("--filter", "FilterExpression"),
        ("--key-condition", "KeyConditionExpression"),
    ] {
        add_expression(&mut input, member, typed.values(option).unwrap_or_default(), &mut count)?;
    }
    if let Some(attributes) = typed.value("--attributes") {
        let select = match attributes.text.as_str() {
            "ALL" => "ALL_ATTRIBUTES",
            "ALL_PROJECTED" => "ALL_PROJECTED_ATTRIBUTES",
            other => other,
        };
        input.set("Select", Node::string(select, attributes.at));
    }
    let told = typed.switched("--return-consumed-capacity", "--no-return-consumed-capacity", false);
    let capacity = match (told, index) {
        (false, _) => "NONE",
        (true, None) => "TOTAL",
        (true, Some(_)) => "INDEXES",
    };
    input.set("ReturnConsumedCapacity", Node::string(capacity, head));
    Ok(input)
}

/// The number that an option was given.
fn number(typed: &Typed<'_>, name: &str) -> Result<Option<u64>, Fault> {
    let Some(word) = typed.value(name) else { return Ok(None) };
    let digits = integer(&word.text).map_err(|message| no_number(&message, word.at))?;
    digits.parse().map(Some).map_err(|_| {
        Fault::cli(format!("The value of {name} is out of range: {digits}"))
            .code(GENERAL)
            .at(word.at)
            .hint("A whole number, one or more, is wanted here.")
    })
}
