//! Help about services, operations and the playground's own commands.

use std::fmt::Write as _;

use api::shapes::{Operation, Service, Shape};

use crate::action::HelpTopic;
use crate::cli::{Flag, WAITERS, command_of, example, flags, kebab, operations_of};
use crate::ddb::{PUT, SELECT};
use crate::lab;

/// The version that `aws --version` prints.
pub const VERSION: &str = concat!("aws-cli/2.31.0 Dynamarium/", env!("CARGO_PKG_VERSION"), "\n");

/// Help about a topic.
pub fn help(topic: HelpTopic) -> String {
    match topic {
        HelpTopic::All => "\
aws dynamodb <operation>         the operations of DynamoDB; `aws dynamodb help` lists them
aws dynamodbstreams <operation>  the operations of DynamoDB Streams
aws ddb select, aws ddb put      items with plain values, in YAML
aws configure [set|get|list]     the default Region and output format
aws lambda <operation>           functions that a stream invokes: create-function, create-event-source-mapping
aws dax <operation>              caches in front of tables: create-cluster, describe-clusters
aws cloudwatch <operation>       metrics and alarms: list-metrics, get-metric-statistics, put-metric-alarm
aws iam <operation>              users, roles, policies: get-user, create-user, put-user-policy
aws sts <operation>              get-caller-identity says who you are; assume-role
SELECT, INSERT, UPDATE, DELETE   PartiQL, as it is: SELECT * FROM \"Orders\" WHERE \"Id\" = 1
PutItem {\"TableName\": …}        any operation with its input as JSON
… &                              sends a call without waiting: several lines that end so overlap in time
wait                             waits for the answers to all that was sent with &
lab help                         commands of this playground
"
        .to_owned(),
        HelpTopic::Service(service) => list(service),
        HelpTopic::Operation(operation) => describe(operation),
        HelpTopic::Ddb => ddb(),
        HelpTopic::Wait => WAITERS
            .iter()
            .fold(String::new(), |out, waiter| format!("{out}aws dynamodb wait {}\n", waiter.name)),
        HelpTopic::Lab => lab::help(),
        HelpTopic::LabCommand(name) => lab::help_about(name),
    }
}

/// Where the second of two columns begins.
const SECOND: usize = 36;

/// Adds a line of two columns; what is too long for the first stands in a line by itself.
pub(crate) fn columns(out: &mut String, first: &str, second: &str) {
    let gap = if first.chars().count() + 2 > SECOND { "\n" } else { "" };
    let width = if gap.is_empty() { SECOND } else { 0 };
    let indent = if gap.is_empty() { 0 } else { SECOND };
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{first:<width$}{gap}{:indent$}{second}", "");
}

fn ddb() -> String {
    let mut out = String::from("aws ddb select <table>            items, in YAML\n");
    for option in SELECT {
        let _ = writeln!(out, "  {:<32}{}", option.name, option.about);
    }
    out.push_str("aws ddb put <table> <items>       items in YAML or JSON: '{Id: 1, Name: Ann}'\n");
    for option in PUT {
        let _ = writeln!(out, "  {:<32}{}", option.name, option.about);
    }
    out
}

fn list(service: Service) -> String {
    let command = command_of(service);
    let mut out = String::new();
    for (name, operation) in operations_of(service) {
        let note = if operation.built { "" } else { "  (not yet)" };
        let _ = writeln!(out, "aws {command} {name}{note}");
    }
    if service == Service::DynamoDb {
        out.push_str("aws dynamodb wait <condition>\n");
    }
    out
}

fn describe(operation: &'static Operation) -> String {
    let command = command_of(operation.service);
    let mut out = format!("aws {command} {}", kebab(operation.own_name()));
    let known = flags(operation);
    for flag in known.iter().filter(|flag| flag.required) {
        let _ = write!(out, " {} {}", flag.name, example(flag));
    }
    out.push('\n');
    for flag in known.iter().filter(|flag| !flag.required) {
        let _ = writeln!(out, "  {:<44}{}", flag.name, about(flag));
    }
    out
}

/// An option in a few words.
pub(crate) fn about(flag: &Flag) -> String {
    let Some(member) = flag.member() else {
        return match flag.name.as_str() {
            "--cli-input-json" => "the whole input as JSON",
            "--cli-input-yaml" => "the whole input as YAML",
            "--generate-cli-skeleton" => "a template of the input",
            "--page-size" => "items a call",
            "--max-items" => "items to print",
            "--starting-token" => "NextToken of the output before",
            _ => "",
        }
        .to_owned();
    };
    let kind = match member.shape {
        Shape::Structure { .. } => "structure".to_owned(),
        Shape::List { .. } => "list".to_owned(),
        Shape::Map { .. } => "map".to_owned(),
        Shape::String { values, .. } if !values.is_empty() => values.join(" | "),
        Shape::String { .. } => "string".to_owned(),
        Shape::Integer { .. } | Shape::Long { .. } => "whole number".to_owned(),
        Shape::Double => "number".to_owned(),
        Shape::Boolean => "switch".to_owned(),
        Shape::Blob => "base64".to_owned(),
        Shape::Timestamp => "time".to_owned(),
    };
    if flag.required { format!("required, {kind}") } else { kind }
}

/// The template that `--generate-cli-skeleton` prints. In YAML, what must be given is marked.
pub(crate) fn skeleton(shape: &'static Shape, yaml: bool) -> String {
    let mut out = String::new();
    fill(&mut out, shape, &mut Vec::new());
    if yaml {
        let mut marked = String::new();
        for member in shape.members() {
            let mark = if member.required { "  # [REQUIRED]" } else { "" };
            let mut value = String::new();
            fill(&mut value, member.shape, &mut vec![shape.name()]);
            let lines = crate::print::yaml(&format!("{{\"{}\":{value}}}", member.name));
            let (first, rest) = lines.split_once('\n').unwrap_or((&lines, ""));
            let _ = writeln!(marked, "{first}{mark}");
            marked.push_str(rest);
        }
        return if marked.is_empty() { "{}\n".to_owned() } else { marked };
    }
    let printed = crate::print::print_json(&out);
    if printed.is_empty() { "{}\n".to_owned() } else { printed }
}

fn fill(out: &mut String, shape: &'static Shape, above: &mut Vec<&'static str>) {
    // A shape inside of itself is left empty.
    if above.contains(&shape.name()) {
        out.push_str("{}");
        return;
    }
    match shape {
        Shape::Structure { name, members } => {
            above.push(name);
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                let _ = write!(out, "\"{}\":", member.name);
                fill(out, member.shape, above);
            }
            out.push('}');
            above.pop();
        }
        Shape::List { element, .. } => {
            out.push('[');
            fill(out, element, above);
            out.push(']');
        }
        Shape::Map { value, .. } => {
            out.push_str("{\"KeyName\":");
            fill(out, value, above);
            out.push('}');
        }
        Shape::String { values, .. } => {
            let _ = write!(out, "\"{}\"", values.first().copied().unwrap_or_default());
        }
        Shape::Integer { .. } | Shape::Long { .. } => out.push('0'),
        Shape::Double => out.push_str("0.0"),
        Shape::Boolean => out.push_str("true"),
        Shape::Blob => out.push_str("null"),
        Shape::Timestamp => out.push_str("\"1970-01-01T00:00:00\""),
    }
}
