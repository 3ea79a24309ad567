//! `DynamoDB` Streams (API version 2012-08-10): what was written, in order, for a day.

use serde::{Deserialize, Serialize};
use value::{Attributes, Item};

use super::{KeySchema, TableRef};

/// What a stream record shows of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StreamView {
    /// `KEYS_ONLY`.
    KeysOnly,
    /// `NEW_IMAGE`.
    NewImage,
    /// `OLD_IMAGE`.
    OldImage,
    /// `NEW_AND_OLD_IMAGES`.
    NewAndOldImages,
}

/// Where a stream is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StreamStatus {
    /// `ENABLING`.
    Enabling,
    /// `ENABLED`.
    Enabled,
    /// `DISABLING`.
    Disabling,
    /// `DISABLED`: no new records.
    Disabled,
}

/// A stream as a request names it: by its ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRef {
    /// What was sent.
    pub arn: String,
    /// Its Region.
    pub region: String,
    /// Its account.
    pub account: String,
    /// Its table's name.
    pub table: String,
    /// The time of its creation as text.
    pub label: String,
}

impl StreamRef {
    /// Reads `arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<label>`; nothing else is a stream's ARN.
    pub fn parse(arn: &str) -> Option<Self> {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let ["arn", partition, "dynamodb", region, account, resource] = parts[..] else { return None };
        let parts: Vec<&str> = resource.split('/').collect();
        let ["table", table, "stream", label] = parts[..] else { return None };
        partition.starts_with("aws").then(|| Self {
            arn: arn.to_owned(),
            region: region.to_owned(),
            account: account.to_owned(),
            table: table.to_owned(),
            label: label.to_owned(),
        })
    }
}

/// `ListStreams`.
#[derive(Clone, Debug)]
pub struct ListStreams {
    /// Only of this table.
    pub table: Option<TableRef>,
    /// 1 to 100 (the default).
    pub limit: u32,
    /// `ExclusiveStartStreamArn`.
    pub start: Option<StreamRef>,
}

/// `DescribeStream`.
#[derive(Clone, Debug)]
pub struct DescribeStream {
    /// Which.
    pub stream: StreamRef,
    /// 1 to 100 (the default) shards.
    pub limit: u32,
    /// `ExclusiveStartShardId`.
    pub start: Option<String>,
    /// `ShardFilter` of type `CHILD_SHARDS`: only the children of this shard.
    pub children_of: Option<String>,
}

/// Where an iterator begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IteratorStart {
    /// `TRIM_HORIZON`: the oldest record there is.
    TrimHorizon,
    /// `LATEST`: after the newest record there is.
    Latest,
    /// `AT_SEQUENCE_NUMBER`.
    At(String),
    /// `AFTER_SEQUENCE_NUMBER`.
    After(String),
    /// `AT_TIMESTAMP`: the first record of this time (milliseconds since 1970) or later.
    Time(u64),
}

/// `GetShardIterator`.
#[derive(Clone, Debug)]
pub struct GetShardIterator {
    /// Which stream.
    pub stream: StreamRef,
    /// Which of its shards.
    pub shard: String,
    /// Where to begin.
    pub start: IteratorStart,
}

/// `GetRecords`.
#[derive(Clone, Debug)]
pub struct GetRecords {
    /// From `GetShardIterator`, or the `NextShardIterator` of the page before.
    pub iterator: String,
    /// 1 to 1,000 (the default) records.
    pub limit: u32,
}

/// The answer to `ListStreams`.
#[derive(Clone, Debug, Default)]
pub struct ListStreamsOutput {
    /// ARN, table, label.
    pub streams: Vec<(String, String, String)>,
    /// Where the next page starts; absent at the end.
    pub last: Option<String>,
}

/// A shard: a run of records in order.
#[derive(Clone, Debug)]
pub struct ShardDescription {
    /// 28 to 65 characters.
    pub id: String,
    /// The shard that it continues.
    pub parent: Option<String>,
    /// Its first sequence number.
    pub first: String,
    /// Its last one; absent while it is open.
    pub last: Option<String>,
}

/// The answer to `DescribeStream`.
#[derive(Clone, Debug)]
pub struct StreamDescription {
    /// Its ARN.
    pub arn: String,
    /// The time of its creation as text.
    pub label: String,
    /// Its status.
    pub status: StreamStatus,
    /// What its records show.
    pub view: StreamView,
    /// `CreationRequestDateTime` in milliseconds since 1970.
    pub created_ms: u64,
    /// The table.
    pub table: String,
    /// The table's primary key.
    pub key: KeySchema,
    /// A page of its shards.
    pub shards: Vec<ShardDescription>,
    /// Where the next page starts; absent at the end.
    pub last_shard: Option<String>,
}

/// What happened to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StreamEvent {
    /// `INSERT`.
    Insert,
    /// `MODIFY`.
    Modify,
    /// `REMOVE`.
    Remove,
}

/// A record of a stream.
#[derive(Clone, Debug)]
pub struct StreamRecord {
    /// 32 hexadecimal digits.
    pub event_id: String,
    /// What happened.
    pub event: StreamEvent,
    /// The table's Region.
    pub region: String,
    /// Milliseconds since 1970.
    pub created_ms: u64,
    /// The item's primary key.
    pub keys: Attributes,
    /// The item after, if the view shows it and there is one.
    pub new: Option<Item>,
    /// The item before, if the view shows it and there was one.
    pub old: Option<Item>,
    /// 21 to 40 digits.
    pub sequence_number: String,
    /// Bytes of keys and images.
    pub size_bytes: u64,
    /// What the record shows.
    pub view: StreamView,
    /// The service deleted the item because it had expired.
    pub expired: bool,
}

/// The answer to `GetRecords`.
#[derive(Clone, Debug, Default)]
pub struct RecordsOutput {
    /// In order.
    pub records: Vec<StreamRecord>,
    /// Where the next page starts; absent at the end of a closed shard.
    pub next: Option<String>,
}
