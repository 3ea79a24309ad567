//! Streams in the durable part.

use std::sync::Arc;

use api::dynamodb::{KeySchema, StreamView};
use serde::{Deserialize, Serialize};
use sim::Micros;

use crate::shard::Shard;
use crate::stream::{Record, Stream};

/// A stream with its records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DurableStream {
    id: u32,
    /// The table's number; the table may be gone.
    table: u32,
    region: String,
    name: String,
    label: String,
    key: KeySchema,
    view: StreamView,
    created: Micros,
    closed: Option<Micros>,
    settled: Micros,
    issued: u64,
    shards: Vec<DurableShard>,
}

/// A shard. A checkpoint's readers see all of its records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct DurableShard {
    id: String,
    from: u64,
    first: u64,
    newest: u64,
    trimmed: u64,
    content: u128,
    /// By number, ascending.
    records: Vec<(u64, Arc<Record>)>,
}

impl DurableStream {
    pub(super) fn of(stream: &Stream) -> Self {
        let shard = |shard: &Shard| DurableShard {
            id: shard.id.to_string(),
            from: shard.from,
            first: shard.first,
            newest: shard.newest,
            trimmed: shard.trimmed,
            content: shard.content,
            records: shard.records.iter().map(|(&number, record)| (number, Arc::clone(record))).collect(),
        };
        Self {
            id: stream.id,
            table: stream.table,
            region: stream.region.to_string(),
            name: stream.name.to_string(),
            label: stream.label.to_string(),
            key: (*stream.key).clone(),
            view: stream.view,
            created: stream.created,
            closed: stream.closed,
            settled: stream.settled,
            issued: stream.issued,
            shards: stream.shards.iter().map(shard).collect(),
        }
    }

    pub(super) fn restore(self) -> Stream {
        let shard = |stored: DurableShard| {
            let mut shard = Shard {
                newest: stored.newest,
                shown: stored.newest,
                trimmed: stored.trimmed,
                content: stored.content,
                ..Shard::new(stored.id.into(), stored.from, stored.first)
            };
            for (number, record) in stored.records {
                shard.put_back(number, record);
            }
            shard
        };
        Stream {
            id: self.id,
            table: self.table,
            region: self.region.into(),
            name: self.name.into(),
            label: self.label.into(),
            key: Arc::new(self.key),
            view: self.view,
            created: self.created,
            closed: self.closed,
            settled: self.settled,
            issued: self.issued,
            shards: self.shards.into_iter().map(shard).collect(),
        }
    }
}
