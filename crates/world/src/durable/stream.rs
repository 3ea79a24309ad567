//! Streams in the durable part.

use std::sync::Arc;

use api::dynamodb::{KeySchema, StreamView};
use serde::{Deserialize, Serialize};
use sim::Micros;

use crate::shard::{Life, Shard};
use crate::small::SmallMap;
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

    /// The stream, with what is remembered of its shards' lives.
    pub(super) fn restore(self, lives: &mut Vec<Lives>) -> Stream {
        let known = lives.iter().position(|lives| lives.stream == self.id).map(|at| lives.swap_remove(at));
        let count = u32::try_from(self.shards.len()).unwrap_or(u32::MAX);
        let opened = self.created;
        let born = known.as_ref().map_or(count, |known| known.born);
        let known = known.map(|known| known.shards).unwrap_or_default();
        let shard = |(position, stored): (u32, DurableShard)| {
            let usual = (position, usual(position, opened));
            let (number, life) = known.get(position as usize).cloned().unwrap_or(usual);
            let mut shard = Shard {
                newest: stored.newest,
                shown: stored.newest,
                trimmed: stored.trimmed,
                content: stored.content,
                ..Shard::new(number, life, stored.id.into(), stored.from, stored.first)
            };
            for (number, record) in stored.records {
                shard.put_back(number, record);
            }
            shard
        };
        let shards: imbl::Vector<Shard> = (0..).zip(self.shards).map(shard).collect();
        let mut open = SmallMap::new();
        for shard in shards.iter().filter(|shard| shard.life.closed.is_none()) {
            open.insert(shard.life.partition, shard.number);
        }
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
            shards,
            born,
            open,
        }
    }
}

/// The lives of a stream's shards, unless they are those of the shards that it began with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lives {
    stream: u32,
    /// Shards opened so far.
    born: u32,
    /// Number and life, by number.
    shards: Vec<(u32, Life)>,
}

impl Lives {
    pub(crate) fn of(stream: &Stream) -> Option<Self> {
        let as_begun = (0..).zip(&stream.shards).all(|(position, shard)| {
            shard.number == position && shard.life == usual(position, stream.created)
        });
        let all = stream.shards.len() as u64 == u64::from(stream.born);
        let shards = || stream.shards.iter().map(|shard| (shard.number, shard.life.clone()));
        (!as_begun || !all).then(|| Self { stream: stream.id, born: stream.born, shards: shards().collect() })
    }
}

/// The life of a shard with which a stream begins.
fn usual(partition: u32, opened: Micros) -> Life {
    Life { partition, parent: None, opened, closed: None }
}
