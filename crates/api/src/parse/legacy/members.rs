//! Member constraints: those of the older parameters, and all of `Query` and `Scan` as the older layer tells them.

use crate::json::Node;
use crate::parse::Input;
use crate::parse::constraints::{
    Faults, Layer, at, enumeration, lower_first, min_length, missing, name_faults,
};
use crate::parse::items::table_faults;
use crate::shapes::{Member, Shape};

/// A member that is an integer, its least and its greatest value.
pub(in crate::parse) type Range = (&'static str, i64, Option<i64>);

/// The members of `Query` and of `Scan`, in the order in which the older layer tells what is wrong with them.
const QUERY: &[&str] = &[
    "Select",
    "IndexName",
    "ReturnConsumedCapacity",
    "QueryFilter",
    "TableName",
    "ConditionalOperator",
    "AttributesToGet",
    "Limit",
    "KeyConditions",
];
const SCAN: &[&str] = &[
    "Select",
    "IndexName",
    "TotalSegments",
    "ReturnConsumedCapacity",
    "TableName",
    "ConditionalOperator",
    "ScanFilter",
    "Segment",
    "Limit",
    "AttributesToGet",
];

/// Everything that is wrong with the members of `Query` or `Scan`, as the older layer tells it.
#[inline(never)]
pub(in crate::parse) fn page(input: &Input, ranges: &[Range]) -> Faults {
    let mut faults = Faults::default();
    let members = if input.shape.name() == "ScanInput" { SCAN } else { QUERY };
    for member in members {
        match *member {
            "TableName" => faults.extend(table_faults(input.text("TableName"), Layer::Older)),
            "IndexName" => {
                faults.extend(
                    input.text("IndexName").into_iter().flat_map(|name| name_faults(name, "indexName")),
                );
            }
            "AttributesToGet" => faults.extend(attributes_to_get(input)),
            "QueryFilter" | "ScanFilter" | "KeyConditions" => operators(&mut faults, input, member, true),
            member => match ranges.iter().find(|(name, ..)| *name == member) {
                Some((_, least, most)) => faults.extend(input.range(member, *least, *most, Layer::Older)),
                None => faults.extend(input.enumeration(member, Layer::Older)),
            },
        }
    }
    faults
}

/// The conditions of a `Query` or `Scan` that have no operator, which either layer tells among the members.
#[inline(never)]
pub(in crate::parse) fn absent_operators(input: &Input) -> Faults {
    let mut faults = Faults::default();
    for parameter in ["KeyConditions", "QueryFilter", "ScanFilter"] {
        operators(&mut faults, input, parameter, false);
    }
    faults
}

/// What the older layer says of a write's members after its table: each operation has its own order. It needs
/// `content` (`Item` or `Key`).
#[inline(never)]
pub(in crate::parse) fn write(faults: &mut Faults, input: &Input, content: &str) {
    let (first, second) = match input.shape.name() {
        "UpdateItemInput" => ("ReturnItemCollectionMetrics", "ReturnValues"),
        _ => ("ReturnValues", "ReturnItemCollectionMetrics"),
    };
    let choices = [first, second, "ReturnValuesOnConditionCheckFailure"];
    let choices = choices.into_iter().filter_map(|choice| input.enumeration(choice, Layer::Older));
    let mut rest = Faults::default();
    if input.get(content).is_none() {
        rest.add(missing(&lower_first(content)));
    }
    rest.extend(input.enumeration("ConditionalOperator", Layer::Older));
    operators(&mut rest, input, "Expected", true);
    if content == "Item" {
        faults.join(rest);
        faults.extend(choices);
    } else {
        faults.extend(choices);
        faults.join(rest);
    }
}

/// What the older layer says of the members of `GetItem`.
#[inline(never)]
pub(in crate::parse) fn get(faults: &mut Faults, input: &Input) {
    faults.extend(input.enumeration("ReturnConsumedCapacity", Layer::Older));
    faults.extend(attributes_to_get(input));
    faults.extend(table_faults(input.text("TableName"), Layer::Older));
    faults.extend(input.get("Key").is_none().then(|| missing("key")));
}

/// `AttributesToGet` without any.
pub(in crate::parse) fn attributes_to_get(input: &Input) -> Option<String> {
    let none = input.get("AttributesToGet").is_some_and(Node::is_empty);
    none.then(|| at("[]", "attributesToGet", &min_length(1)))
}

/// The operators of a map of conditions: those that must be there and aren't, and, if these are told, unknown ones.
fn operators(faults: &mut Faults, input: &Input, parameter: &str, unknown: bool) {
    let Some(Member { shape: Shape::Map { value, .. }, .. }) = input.shape.member(parameter) else { return };
    let Some(member) = value.member("ComparisonOperator") else { return };
    for (name, node) in input.get(parameter).and_then(Node::as_map).unwrap_or_default() {
        let path = format!("{}.{name}.member.comparisonOperator", lower_first(parameter));
        match node.member("ComparisonOperator").and_then(Node::as_text) {
            // An expectation may do without.
            None if parameter != "Expected" => faults.add(missing(&path)),
            Some(operator) if unknown => {
                faults.extend(enumeration(operator, member.shape, &path, Layer::Older));
            }
            _ => {}
        }
    }
}
