//! The four operations of `DynamoDB` Streams.

use super::parts::{key_schema, seconds};
use super::{Object, attributes, list};
use crate::dynamodb::{
    ListStreamsOutput, RecordsOutput, StreamDescription, StreamEvent, StreamRecord, StreamStatus, StreamView,
};

pub(crate) const fn view(view: StreamView) -> &'static str {
    match view {
        StreamView::KeysOnly => "KEYS_ONLY",
        StreamView::NewImage => "NEW_IMAGE",
        StreamView::OldImage => "OLD_IMAGE",
        StreamView::NewAndOldImages => "NEW_AND_OLD_IMAGES",
    }
}

const fn status(status: StreamStatus) -> &'static str {
    match status {
        StreamStatus::Enabling => "ENABLING",
        StreamStatus::Enabled => "ENABLED",
        StreamStatus::Disabling => "DISABLING",
        StreamStatus::Disabled => "DISABLED",
    }
}

pub(crate) const fn event(event: StreamEvent) -> &'static str {
    match event {
        StreamEvent::Insert => "INSERT",
        StreamEvent::Modify => "MODIFY",
        StreamEvent::Remove => "REMOVE",
    }
}

pub(super) fn streams(out: &mut String, answer: &ListStreamsOutput) {
    let mut object = Object::new(out);
    if let Some(last) = &answer.last {
        object.text("LastEvaluatedStreamArn", last);
    }
    list(object.member("Streams"), &answer.streams, |out, (arn, table, label)| {
        let mut stream = Object::new(out);
        stream.text("StreamArn", arn);
        stream.text("StreamLabel", label);
        stream.text("TableName", table);
        stream.end();
    });
    object.end();
}

pub(super) fn description(out: &mut String, stream: &StreamDescription) {
    let mut object = Object::new(out);
    let mut inner = Object::new(object.member("StreamDescription"));
    inner.member("CreationRequestDateTime").push_str(&seconds(stream.created_ms));
    key_schema(inner.member("KeySchema"), &stream.key);
    if let Some(last) = &stream.last_shard {
        inner.text("LastEvaluatedShardId", last);
    }
    list(inner.member("Shards"), &stream.shards, |out, shard| {
        let mut object = Object::new(out);
        if let Some(parent) = &shard.parent {
            object.text("ParentShardId", parent);
        }
        let mut range = Object::new(object.member("SequenceNumberRange"));
        if let Some(last) = &shard.last {
            range.text("EndingSequenceNumber", last);
        }
        range.text("StartingSequenceNumber", &shard.first);
        range.end();
        object.text("ShardId", &shard.id);
        object.end();
    });
    inner.text("StreamArn", &stream.arn);
    inner.text("StreamLabel", &stream.label);
    inner.text("StreamStatus", status(stream.status));
    inner.text("StreamViewType", view(stream.view));
    inner.text("TableName", &stream.table);
    inner.end();
    object.end();
}

pub(super) fn iterator(out: &mut String, iterator: &str) {
    let mut object = Object::new(out);
    object.text("ShardIterator", iterator);
    object.end();
}

pub(super) fn records(out: &mut String, answer: &RecordsOutput) {
    let mut object = Object::new(out);
    if let Some(next) = &answer.next {
        object.text("NextShardIterator", next);
    }
    list(object.member("Records"), &answer.records, record);
    object.end();
}

fn record(out: &mut String, record: &StreamRecord) {
    let mut object = Object::new(out);
    object.text("awsRegion", &record.region);
    let mut inner = Object::new(object.member("dynamodb"));
    // Whole seconds, as the service rounds them.
    inner.number("ApproximateCreationDateTime", record.created_ms / 1000);
    attributes(inner.member("Keys"), &record.keys);
    if let Some(item) = &record.new {
        item.write_json(inner.member("NewImage"));
    }
    if let Some(item) = &record.old {
        item.write_json(inner.member("OldImage"));
    }
    inner.text("SequenceNumber", &record.sequence_number);
    inner.number("SizeBytes", record.size_bytes);
    inner.text("StreamViewType", view(record.view));
    inner.end();
    object.text("eventID", &record.event_id);
    object.text("eventName", event(record.event));
    object.text("eventSource", "aws:dynamodb");
    object.text("eventVersion", "1.1");
    if record.expired {
        let mut identity = Object::new(object.member("userIdentity"));
        identity.text("PrincipalId", "dynamodb.amazonaws.com");
        identity.text("Type", "Service");
        identity.end();
    }
    object.end();
}
