//! `BatchGetItem` and `BatchWriteItem`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::constraints::{
    Faults, Layer, NAME_PATTERN, Voice, at, at_unquoted, enveloped, max_length, min_length, missing,
    table_name_faults, table_ref,
};
use super::items::{return_consumed, return_metrics, whole_item};
use super::{Input, echo, expressions, values};
use crate::dynamodb::{BatchGetItem, BatchWriteItem, KeysToGet, Request, WriteRequest};
use crate::error::ApiError;
use crate::json::Node;
use crate::shapes::Shape;

/// Keys of a `BatchGetItem`, and tables.
const MAX_KEYS: usize = 100;

/// Puts and deletes of a `BatchWriteItem`.
const MAX_WRITES: usize = 25;

const PATH: &str = "requestItems";

pub(super) fn get(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("BatchGetItem");
    let voice = Voice::bare(layer);
    let inputs = get_members(input, layer)?;
    let settings: Vec<Input> = inputs.iter().map(|(_, input)| *input).collect();
    expressions::check_mixing(&settings, voice)?;
    let mut tables = Vec::with_capacity(inputs.len());
    let mut count = 0;
    let mut repeated = false;
    for (name, input) in inputs {
        let nodes = input.get("Keys").and_then(Node::as_list).unwrap_or_default();
        let keys = nodes.iter().map(|key| values::key(key, &input, voice)).collect::<Result<Vec<_>, _>>()?;
        let expressions = expressions::parse(&input, voice)?;
        count += keys.len();
        // Spelling decides: the service takes 1 and 1.0 for two keys here.
        let mut seen = BTreeSet::new();
        repeated |= nodes.iter().any(|key| !seen.insert(spelling(key)));
        tables.push(KeysToGet {
            table: table_ref(name),
            keys,
            consistent: input.boolean("ConsistentRead").unwrap_or_default(),
            projection: expressions.projection,
            projection_json: projection_json(&input),
        });
    }
    if count > MAX_KEYS {
        return Err(ApiError::validation("Too many items requested for the BatchGetItem call"));
    }
    if repeated {
        return Err(ApiError::validation("Provided list of item keys contains duplicates"));
    }
    Ok(Request::BatchGetItem(BatchGetItem { tables, return_consumed: return_consumed(input) }))
}

/// What was sent to choose the parts of the items.
fn projection_json(input: &Input) -> String {
    let mut json = String::new();
    for name in ["AttributesToGet", "ProjectionExpression", "ExpressionAttributeNames"] {
        if let Some(node) = input.get(name) {
            let _ = write!(json, ",\"{name}\":{}", echo::whole_json(node));
        }
    }
    json
}

/// A key as it was spelt, its attributes in order of name.
fn spelling(key: &Node) -> Vec<(String, String)> {
    let entries = key.as_map().unwrap_or_default().iter();
    let mut spelt: Vec<(String, String)> =
        entries.map(|(name, value)| (name.clone().into_owned(), echo::whole_json(value))).collect();
    value::sort(&mut spelt);
    spelt
}

/// Checks the members and hands out the tables with their settings.
fn get_members<'a>(input: &Input<'a>, layer: Layer) -> Result<Vec<(&'a str, Input<'a>)>, ApiError> {
    let (entries, shape) = request_items(input);
    let mut faults = Faults::default();
    faults.extend(input.enumeration("ReturnConsumedCapacity", layer));
    match entries {
        None => faults.add(missing(PATH)),
        Some([]) if layer == Layer::Newer => faults.add(at_unquoted("RequestItems", &min_length(1))),
        Some(entries) => {
            faults.extend(table_count(input, entries.len(), layer));
            faults.extend(table_names(input, layer));
            for (name, node) in entries {
                faults.extend(key_count(name, node, shape, layer));
                if node.member("AttributesToGet").is_some_and(Node::is_empty) {
                    let path = format!("requestItems.{name}.member.attributesToGet");
                    faults.add(at("[]", &path, &min_length(1)));
                }
            }
        }
    }
    faults.finish()?;
    let entries = entries.unwrap_or_default();
    if entries.is_empty() {
        return Err(ApiError::validation("The requestItems parameter is required for BatchGetItem"));
    }
    let wording = input.wording;
    Ok(entries.iter().map(|(name, node)| (name.as_ref(), Input { node, shape, wording })).collect())
}

type Entries<'a> = &'a [(std::borrow::Cow<'a, str>, Node<'a>)];

/// The entries of `RequestItems` and the shape of their values.
fn request_items<'a>(input: &Input<'a>) -> (Option<Entries<'a>>, &'static Shape) {
    let shape = match input.shape.member("RequestItems").map(|member| member.shape) {
        Some(Shape::Map { value, .. }) => value,
        _ => input.shape,
    };
    (input.get("RequestItems").and_then(Node::as_map), shape)
}

/// `RequestItems` as the layer repeats it.
fn echoed(input: &Input, layer: Layer) -> String {
    match (input.get("RequestItems"), input.shape.member("RequestItems"), layer) {
        (Some(node), Some(member), Layer::Older) => echo::java(node, member.shape),
        (Some(node), _, _) => echo::json(node),
        _ => String::new(),
    }
}

fn table_count(input: &Input, count: usize, layer: Layer) -> Option<String> {
    (count > MAX_KEYS).then(|| match layer {
        Layer::Older => at(&echoed(input, layer), PATH, &max_length(100)),
        Layer::Newer => at_unquoted("RequestItems", &max_length(100)),
    })
}

fn table_names(input: &Input, layer: Layer) -> Option<String> {
    let (entries, _) = request_items(input);
    let wrong = entries.unwrap_or_default().iter().any(|(name, _)| !table_name_faults(name, "").is_empty());
    wrong.then(|| {
        let constraint = format!(
            "Map keys must satisfy constraint: [{}, {}, {NAME_PATTERN}]",
            max_length(255),
            min_length(3)
        );
        at(&echoed(input, layer), PATH, &constraint)
    })
}

fn key_count(table: &str, node: &Node, shape: &'static Shape, layer: Layer) -> Option<String> {
    let path = || format!("requestItems.{table}.member.keys");
    let Some(keys) = node.member("Keys") else { return Some(missing(&path())) };
    let constraint = match keys.as_list().map_or(0, <[Node]>::len) {
        0 => min_length(1),
        count if count > MAX_KEYS => max_length(100),
        _ => return None,
    };
    Some(match layer {
        Layer::Older => {
            let echo = shape.member("Keys").map(|member| echo::java(keys, member.shape)).unwrap_or_default();
            at(&echo, &path(), &constraint)
        }
        Layer::Newer => at_unquoted(&format!("RequestItems.{table}.member.Keys"), &constraint),
    })
}

pub(super) fn write(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("BatchWriteItem");
    let voice = Voice::bare(layer);
    let entries = write_members(input, layer)?;
    let mut tables = Vec::with_capacity(entries.len());
    let mut count = 0;
    for (name, node) in entries {
        let requests = node.as_list().unwrap_or_default();
        let requests = requests.iter().map(|request| write_request(request, voice));
        let requests = requests.collect::<Result<Vec<WriteRequest>, ApiError>>()?;
        count += requests.len();
        tables.push((table_ref(name), requests));
    }
    if count > MAX_WRITES {
        return Err(ApiError::validation("Too many items requested for the BatchWriteItem call"));
    }
    Ok(Request::BatchWriteItem(BatchWriteItem {
        tables,
        return_consumed: return_consumed(input),
        return_metrics: return_metrics(input),
    }))
}

fn write_members<'a>(input: &Input<'a>, layer: Layer) -> Result<Entries<'a>, ApiError> {
    let (entries, _) = request_items(input);
    let mut faults = Faults::default();
    faults.extend(input.enumeration("ReturnConsumedCapacity", layer));
    faults.extend(input.enumeration("ReturnItemCollectionMetrics", layer));
    let Some(entries) = entries else {
        faults.add(missing(PATH));
        faults.finish()?;
        return Err(enveloped(&missing(PATH)));
    };
    faults.extend(table_count(input, entries.len(), layer));
    faults.extend(table_names(input, layer));
    let length = |node: &Node| node.as_list().map_or(0, <[Node]>::len);
    if entries.iter().any(|(_, node)| !(1..=MAX_WRITES).contains(&length(node))) {
        let constraint =
            format!("Map value must satisfy constraint: [{}, {}]", max_length(25), min_length(1));
        faults.add(at(&echoed(input, layer), PATH, &constraint));
    }
    for (table, node) in entries {
        for (at, request) in node.as_list().unwrap_or_default().iter().enumerate() {
            for (kind, content, path) in
                [("PutRequest", "Item", "putRequest.item"), ("DeleteRequest", "Key", "deleteRequest.key")]
            {
                if request.member(kind).is_some_and(|request| request.member(content).is_none()) {
                    let member = at + 1;
                    faults.add(missing(&format!("requestItems.{table}.member.{member}.member.{path}")));
                }
            }
        }
    }
    faults.finish()?;
    if entries.is_empty() {
        return Err(ApiError::validation("The requestItems parameter is required for BatchWriteItem"));
    }
    Ok(entries)
}

fn write_request(request: &Node, voice: Voice) -> Result<WriteRequest, ApiError> {
    let put = request.member("PutRequest").and_then(|put| put.member("Item"));
    let delete = request.member("DeleteRequest").and_then(|delete| delete.member("Key"));
    match (put, delete) {
        (Some(item), None) => Ok(WriteRequest::Put(whole_item(values::item(item, voice)?)?)),
        (None, Some(key)) => Ok(WriteRequest::Delete(values::attributes(key, voice)?)),
        // The service says the same of a request that does nothing.
        _ => Err(voice.error(values::MANY_TYPES)),
    }
}
