//! `Query` and `Scan`.

use value::Attributes;

use super::constraints::{
    Faults, Layer, Voice, at_unquoted, enveloped, min_length, missing, name_faults, table_ref,
};
use super::expressions::{self, Expressions};
use super::items::{return_consumed, table_faults};
use super::legacy::members::Range;
use super::{Input, legacy, values};
use crate::dynamodb::{Query, Request, Scan, Segment, Select, TableRef};
use crate::error::ApiError;

/// How many segments a parallel scan may have.
const MAX_SEGMENTS: i64 = 1_000_000;

pub(super) fn query(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("Query");
    let voice = Voice::bare(layer);
    let table = page_members(input, layer, &[("Limit", 1, None)])?;
    expressions::check_mixing(std::slice::from_ref(input), voice)?;
    let select = select(input, layer)?;
    let older = expressions::older(input, voice)?;
    let start = query_start(input, voice)?;
    let Expressions { filter, key_condition, projection, .. } = expressions::newer(input, voice, older)?;
    check_select(input, select, layer)?;
    let key_condition = key_condition.ok_or_else(|| enveloped(&missing("keyConditionExpression")))?;
    Ok(Request::Query(Box::new(Query {
        table,
        index: input.text("IndexName").map(str::to_owned),
        key_condition,
        filter,
        projection,
        select,
        limit: limit(input),
        start,
        forward: input.boolean("ScanIndexForward").unwrap_or(true),
        consistent: input.boolean("ConsistentRead").unwrap_or_default(),
        return_consumed: return_consumed(input),
        older: layer == Layer::Older,
    })))
}

pub(super) fn scan(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("Scan");
    let voice = Voice::bare(layer);
    let ranges: [Range; 3] = [
        ("Limit", 1, None),
        ("Segment", 0, Some(MAX_SEGMENTS - 1)),
        ("TotalSegments", 1, Some(MAX_SEGMENTS)),
    ];
    let table = page_members(input, layer, &ranges)?;
    let select = select(input, layer)?;
    let older = expressions::older(input, voice)?;
    let start = start(input, voice, true)?;
    let segment = segment(input, layer)?;
    let Expressions { filter, projection, .. } = expressions::newer(input, voice, older)?;
    check_select(input, select, layer)?;
    Ok(Request::Scan(Box::new(Scan {
        table,
        index: input.text("IndexName").map(str::to_owned),
        filter,
        projection,
        select,
        limit: limit(input),
        start,
        segment,
        consistent: input.boolean("ConsistentRead").unwrap_or_default(),
        return_consumed: return_consumed(input),
        older: layer == Layer::Older,
    })))
}

/// Checks the members but `Select`, which the newer layer looks at last.
fn page_members(input: &Input, layer: Layer, ranges: &[Range]) -> Result<TableRef, ApiError> {
    let name = input.text("TableName");
    let has_conditions =
        ["KeyConditions", "QueryFilter", "ScanFilter"].iter().any(|name| input.get(name).is_some());
    let absent = if has_conditions { legacy::members::absent_operators(input) } else { Faults::default() };
    // The newer layer leaves a scan with such conditions to the older one.
    if layer == Layer::Older || input.get("ScanFilter").is_some() && !absent.is_empty() {
        legacy::members::page(input, ranges).finish()?;
    } else {
        let mut faults = Faults::default();
        for (member, least, most) in ranges {
            faults.extend(input.range(member, *least, *most, layer));
        }
        if name == Some("") {
            faults.add(at_unquoted("TableName", &min_length(1)));
        }
        std::mem::take(&mut faults).finish()?;
        faults.extend(table_faults(name, layer));
        if let Some(index) = input.text("IndexName") {
            index_faults(&mut faults, index, layer);
        }
        faults.extend(input.enumeration("ReturnConsumedCapacity", layer));
        faults.join(absent);
        faults.finish()?;
    }
    name.map(table_ref).ok_or_else(|| enveloped(&missing("tableName")))
}

/// What is wrong with a name in `IndexName`.
pub(super) fn index_faults(faults: &mut Faults, index: &str, layer: Layer) {
    match layer {
        Layer::Older => faults.extend(name_faults(index, "indexName")),
        Layer::Newer => faults.extend(name_faults(index, "indexName").pop()),
    }
}

fn select(input: &Input, layer: Layer) -> Result<Option<Select>, ApiError> {
    if let Some(sentence) = input.enumeration("Select", layer) {
        return Err(enveloped(&sentence));
    }
    Ok(match input.text("Select") {
        Some("ALL_ATTRIBUTES") => Some(Select::AllAttributes),
        Some("ALL_PROJECTED_ATTRIBUTES") => Some(Select::AllProjectedAttributes),
        Some("SPECIFIC_ATTRIBUTES") => Some(Select::SpecificAttributes),
        Some("COUNT") => Some(Select::Count),
        _ => None,
    })
}

/// How `Select` goes with the projection and the index.
fn check_select(input: &Input, select: Option<Select>, layer: Layer) -> Result<(), ApiError> {
    select.map_or(Ok(()), |select| check_selected(input, select, layer))
}

/// Few requests say what they select, and the page loads this when one does.
#[inline(never)]
fn check_selected(input: &Input, select: Select, layer: Layer) -> Result<(), ApiError> {
    // Of all that is wrong with a page the newer layer puts this into the envelope.
    let refused = |sentence: String| match layer {
        Layer::Newer => Err(enveloped(&sentence)),
        Layer::Older => Err(ApiError::validation(sentence)),
    };
    let wanted = ["AttributesToGet", "ProjectionExpression"];
    let projection = wanted.into_iter().find(|name| input.get(name).is_some());
    let unwanted = |choice: &str| {
        let projection = projection.unwrap_or_default();
        refused(format!("Cannot specify the {projection} when choosing to get {choice}"))
    };
    match (select, projection.is_some()) {
        (Select::SpecificAttributes, false) => refused(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"
                .to_owned(),
        ),
        (Select::AllAttributes, true) => unwanted("ALL_ATTRIBUTES"),
        (Select::AllProjectedAttributes, true) => unwanted("ALL_PROJECTED_ATTRIBUTES"),
        (Select::Count, true) => unwanted("only the Count"),
        (Select::AllProjectedAttributes, false) if input.get("IndexName").is_none() => {
            refused("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName".to_owned())
        }
        _ => Ok(()),
    }
}

fn limit(input: &Input) -> Option<u32> {
    input.integer("Limit").and_then(|limit| u32::try_from(limit).ok())
}

/// Where the page of a query starts.
pub(super) fn query_start(input: &Input, voice: Voice) -> Result<Option<Attributes>, ApiError> {
    start(input, voice, voice.layer == Layer::Older)
}

fn start(input: &Input, voice: Voice, all_told: bool) -> Result<Option<Attributes>, ApiError> {
    let Some(key) = input.get("ExclusiveStartKey") else { return Ok(None) };
    values::attributes(key, voice).map(Some).map_err(|error| bad_start(error, all_told))
}

/// What is wrong with how many types a value has is told as a fault of the key that it is in; where `all_told`, so are
/// values that their types can't have.
#[cold]
#[inline(never)]
fn bad_start(error: ApiError, all_told: bool) -> ApiError {
    let is = |words: &str| error.message.contains(words);
    if is("Supplied AttributeValue")
        || all_told && (is("Null attr") || is("string set  may") || is("Binary sets"))
    {
        return ApiError::validation(format!("The provided starting key is invalid: {}", error.message));
    }
    error
}

fn segment(input: &Input, layer: Layer) -> Result<Option<Segment>, ApiError> {
    let number = |name: &str| input.integer(name).and_then(|value| u32::try_from(value).ok());
    match (number("Segment"), number("TotalSegments")) {
        (None, None) => Ok(None),
        (index, total) => one_of_segments(input, layer, index, total).map(Some),
    }
}

/// A segment of a parallel scan; the page loads this for the first one.
#[inline(never)]
fn one_of_segments(
    input: &Input,
    layer: Layer,
    index: Option<u32>,
    total: Option<u32>,
) -> Result<Segment, ApiError> {
    let alone = |sentence: &str| {
        let earlier = legacy::order::before_segment(input, Voice::bare(layer));
        Err(earlier.unwrap_or_else(|| ApiError::validation(sentence)))
    };
    match (index, total) {
        (_, None) => alone(
            "The TotalSegments parameter is required but was not present in the request \
             when Segment parameter is present",
        ),
        (None, Some(_)) => alone(
            "The Segment parameter is required but was not present in the request \
             when parameter TotalSegments is present",
        ),
        (Some(index), Some(total)) if index >= total => {
            let tail = match layer {
                Layer::Older => format!(": Segment: {index} is not less than TotalSegments: {total}"),
                Layer::Newer => String::new(),
            };
            Err(ApiError::validation(format!(
                "The Segment parameter is zero-based and must be less than parameter TotalSegments{tail}"
            )))
        }
        (Some(index), Some(total)) => Ok(Segment { index, total }),
    }
}
