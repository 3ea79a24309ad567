//! `ListStreams`, `DescribeStream`, `GetShardIterator` and `GetRecords`.

use super::Input;
use super::constraints::invalid;
use super::constraints::{
    Faults, Layer, enumeration, lower_first, missing, name_faults, table_ref, text_faults,
};
use crate::dynamodb::{
    DescribeStream, GetRecords, GetShardIterator, IteratorStart, ListStreams, Request, StreamRef, StreamView,
};
use crate::error::ApiError;
use crate::json::Node;

/// Streams or shards a page.
const MAX_PAGE: u32 = 100;
/// Records a page.
const MAX_RECORDS: u32 = 1_000;

pub(super) fn list(input: &Input) -> Result<Request, ApiError> {
    let table = input.text("TableName");
    let mut faults = Faults::default();
    if let Some(table) = table {
        faults.extend(name_faults(table, "tableName"));
    }
    faults.extend(input.range("Limit", 1, Some(MAX_PAGE.into()), Layer::Older));
    text(input, &mut faults, "ExclusiveStartStreamArn");
    faults.finish()?;
    Ok(Request::ListStreams(ListStreams {
        table: table.map(table_ref),
        limit: limit(input, MAX_PAGE),
        start: input.text("ExclusiveStartStreamArn").map(stream_ref).transpose()?,
    }))
}

pub(super) fn describe(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    text(input, &mut faults, "StreamArn");
    faults.extend(input.range("Limit", 1, Some(MAX_PAGE.into()), Layer::Older));
    text(input, &mut faults, "ExclusiveStartShardId");
    let filter = input.get("ShardFilter");
    let filtered = |name: &str| filter.and_then(|filter| filter.member(name)).and_then(Node::as_text);
    let shape = input.shape.member("ShardFilter").map(|member| member.shape);
    if let Some(shape) = shape {
        let of = |name: &str| Some((filtered(name)?, shape.member(name)?.shape));
        if let Some((kind, shape)) = of("Type") {
            faults.extend(enumeration(kind, shape, "shardFilter.type", Layer::Older));
        }
        if let Some((shard, shape)) = of("ShardId") {
            faults.extend(text_faults(shard, shape, "shardFilter.shardId"));
        }
    }
    faults.finish()?;
    let children_of = match (filter, filtered("Type"), filtered("ShardId")) {
        (None, _, _) => None,
        (Some(_), Some(_), Some(shard)) if !is_shard_id(shard) => {
            return Err(invalid(format!("Invalid ShardId in ShardFilter: {shard}")));
        }
        (Some(_), Some(_), Some(shard)) => Some(shard.to_owned()),
        (Some(_), None, _) => return Err(invalid("ShardFilter Type cannot be null")),
        (Some(_), Some(_), None) => {
            return Err(invalid("ShardFilter ShardId cannot be null when Type is CHILD_SHARDS"));
        }
    };
    Ok(Request::DescribeStream(DescribeStream {
        stream: stream_ref(input.text("StreamArn").unwrap_or_default())?,
        limit: limit(input, MAX_PAGE),
        start: input.text("ExclusiveStartShardId").map(str::to_owned),
        children_of,
    }))
}

pub(super) fn iterator(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    for member in ["StreamArn", "ShardId", "ShardIteratorType"] {
        text(input, &mut faults, member);
    }
    faults.extend(input.enumeration("ShardIteratorType", Layer::Older));
    text(input, &mut faults, "SequenceNumber");
    faults.finish()?;
    let number = || {
        let number = input.text("SequenceNumber").map(str::to_owned);
        number.ok_or_else(|| invalid("SequenceNumber cannot be null"))
    };
    let kind = input.text("ShardIteratorType").unwrap_or_default();
    if matches!(kind, "LATEST" | "TRIM_HORIZON") && input.get("SequenceNumber").is_some() {
        return Err(invalid("SequenceNumber should not be passed for this iterator type"));
    }
    let start = match kind {
        "LATEST" => IteratorStart::Latest,
        "AT_SEQUENCE_NUMBER" => IteratorStart::At(number()?),
        "AFTER_SEQUENCE_NUMBER" => IteratorStart::After(number()?),
        "AT_TIMESTAMP" => {
            let time = input.get("Timestamp").and_then(milliseconds);
            IteratorStart::Time(time.ok_or_else(|| invalid("Timestamp cannot be null"))?)
        }
        _ => IteratorStart::TrimHorizon,
    };
    Ok(Request::GetShardIterator(GetShardIterator {
        stream: stream_ref(input.text("StreamArn").unwrap_or_default())?,
        shard: input.text("ShardId").unwrap_or_default().to_owned(),
        start,
    }))
}

pub(super) fn records(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    text(input, &mut faults, "ShardIterator");
    faults.extend(input.range("Limit", 1, Some(MAX_RECORDS.into()), Layer::Older));
    faults.finish()?;
    Ok(Request::GetRecords(GetRecords {
        iterator: input.text("ShardIterator").unwrap_or_default().to_owned(),
        limit: limit(input, MAX_RECORDS),
    }))
}

/// `StreamViewType` of a `StreamSpecification` whose members were checked before.
pub(super) fn view(specification: &Node) -> Option<StreamView> {
    Some(match specification.member("StreamViewType")?.as_text()? {
        "NEW_IMAGE" => StreamView::NewImage,
        "OLD_IMAGE" => StreamView::OldImage,
        "NEW_AND_OLD_IMAGES" => StreamView::NewAndOldImages,
        _ => StreamView::KeysOnly,
    })
}

/// What is wrong with the text in a member.
fn text(input: &Input, faults: &mut Faults, name: &str) {
    let Some(member) = input.shape.member(name) else { return };
    match input.text(name) {
        Some(text) => faults.extend(text_faults(text, member.shape, &lower_first(name))),
        None if member.required => faults.add(missing(&lower_first(name))),
        None => {}
    }
}

fn limit(input: &Input, most: u32) -> u32 {
    input.integer("Limit").and_then(|limit| u32::try_from(limit).ok()).unwrap_or(most)
}

/// `shardId-`, digits, `-`, hexadecimal digits.
fn is_shard_id(id: &str) -> bool {
    let parts = id.strip_prefix("shardId-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(time, rest)| {
        time.bytes().all(|digit| digit.is_ascii_digit())
            && rest.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// A timestamp in milliseconds; times before 1970 count as 1970.
pub(super) fn milliseconds(node: &Node) -> Option<u64> {
    let Node::Number(text) = node else { return None };
    let number = value::Number::parse(text).ok()?;
    if number.is_negative() {
        return Some(0);
    }
    // What is too late for 64 bits is later than any record.
    Some(number.floor_times_ten_to(3).map_or(u64::MAX, i64::cast_unsigned))
}

fn stream_ref(arn: &str) -> Result<StreamRef, ApiError> {
    StreamRef::parse(arn).ok_or_else(|| ApiError::validation("Invalid StreamArn"))
}
