//! A table's stream: what was written, in order, for a day. It outlives its table.

use std::sync::Arc;

use api::dynamodb::{KeySchema, StreamEvent, StreamStatus, StreamView};
use imbl::Vector;
use serde::{Deserialize, Serialize};
use sim::random::draw;
use sim::{Micros, Purpose};
use value::Item;

use crate::shard::Shard;
use crate::small::SmallMap;

/// Region, table and label.
type StreamName = (Arc<str>, Arc<str>, Arc<str>);

/// All streams there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams {
    /// How many there have been.
    pub(crate) made: u32,
    /// By number.
    pub(crate) all: SmallMap<u32, Arc<Stream>>,
    pub(crate) names: SmallMap<StreamName, u32>,
}

/// One stream, from being turned on to a day after being turned off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stream {
    /// Its number, never used again.
    pub(crate) id: u32,
    /// The table's number.
    pub(crate) table: u32,
    pub(crate) region: Arc<str>,
    /// The table's name.
    pub(crate) name: Arc<str>,
    /// The time of its creation as text.
    pub(crate) label: Arc<str>,
    /// The table's primary key.
    pub(crate) key: Arc<KeySchema>,
    pub(crate) view: StreamView,
    pub(crate) created: Micros,
    /// When it was turned off.
    pub(crate) closed: Option<Micros>,
    /// When turning it on, or off, is over.
    pub(crate) settled: Micros,
    /// Numbers given out: to the beginnings of shards, and to records.
    pub(crate) issued: u64,
    /// One for each partition of the table, in the order of their hashes.
    pub(crate) shards: Vector<Shard>,
}

/// A change of an item as the stream tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// When it was written.
    pub(crate) at: Micros,
    pub(crate) event: StreamEvent,
    /// The key attributes.
    pub(crate) keys: Item,
    /// The item after, if the view shows it.
    pub(crate) new: Option<Item>,
    /// The item before, if the view shows it.
    pub(crate) old: Option<Item>,
    /// The service deleted the item because it had expired.
    pub(crate) expired: bool,
}

impl Streams {
    /// The stream of a table with this label.
    pub(crate) fn named(&self, region: &str, table: &str, label: &str) -> Option<&Stream> {
        let name = (Arc::from(region), Arc::from(table), Arc::from(label));
        self.all.get(self.names.get(&name)?).map(|stream| &**stream)
    }

    /// A stream, to change it.
    pub(crate) fn get_mut(&mut self, id: u32) -> Option<&mut Stream> {
        self.all.get_mut(&id).map(Arc::make_mut)
    }

    /// Takes up a stream. False when there is one of its number or name already.
    pub(crate) fn insert(&mut self, stream: Stream) -> bool {
        let name = (Arc::clone(&stream.region), Arc::clone(&stream.name), Arc::clone(&stream.label));
        let fresh = !self.all.contains_key(&stream.id) && !self.names.contains_key(&name);
        if fresh {
            self.names.insert(name, stream.id);
            self.all.insert(stream.id, Arc::new(stream));
        }
        fresh
    }

    /// Forgets the streams whose time is over.
    pub(crate) fn forget(&mut self, now: Micros, retention: Micros) {
        let over: Vec<u32> = self
            .all
            .values()
            .filter(|stream| !stream.lives(now, retention))
            .map(|stream| stream.id)
            .collect();
        for id in over {
            if let Some(stream) = self.all.remove(&id) {
                let Stream { region, name, label, .. } = &*stream;
                self.names.remove(&(Arc::clone(region), Arc::clone(name), Arc::clone(label)));
            }
        }
    }
}

impl Stream {
    /// Whether it can still be read.
    pub(crate) fn lives(&self, now: Micros, retention: Micros) -> bool {
        self.closed.is_none_or(|closed| now <= closed.saturating_add(retention))
    }

    pub(crate) fn status(&self, now: Micros) -> StreamStatus {
        match (self.closed.is_some(), now < self.settled) {
            (false, true) => StreamStatus::Enabling,
            (false, false) => StreamStatus::Enabled,
            (true, true) => StreamStatus::Disabling,
            (true, false) => StreamStatus::Disabled,
        }
    }

    /// `arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<label>`.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:dynamodb:{}:{account}:table/{}/stream/{}", self.region, self.name, self.label)
    }

    /// The position of the shard that takes the records of a hash.
    pub(crate) fn locate(&self, hash: u64) -> Option<u32> {
        let (mut low, mut high) = (0, self.shards.len());
        // The last shard whose range begins at or before the hash.
        while high > low + 1 {
            let middle = low + (high - low) / 2;
            match self.shards.get(middle) {
                Some(shard) if shard.from <= hash => low = middle,
                _ => high = middle,
            }
        }
        u32::try_from(low).ok().filter(|_| !self.shards.is_empty())
    }

    /// Writes a record behind the others of its shard and returns its number.
    pub(crate) fn append(&mut self, position: u32, record: Record, horizon: Micros) -> u64 {
        self.issued = self.issued.saturating_add(1);
        if let Some(shard) = self.shards.get_mut(position as usize) {
            shard.trim(horizon);
            shard.append(self.issued, record);
        }
        self.issued
    }
}

impl Record {
    /// Bytes of keys and images.
    pub(crate) fn size(&self) -> u64 {
        let image = |item: &Option<Item>| item.as_ref().map_or(0, Item::size);
        self.keys.size() + image(&self.new) + image(&self.old)
    }
}

/// The 32 hexadecimal digits of a record's id.
pub(crate) fn event_id(seed: u64, stream: u32, number: u64) -> String {
    let half = |which: u64| draw(seed, Purpose::StreamEvent, u64::from(stream) << 1 | which, number);
    format!("{:016x}{:016x}", half(0), half(1))
}

/// A time as a label: `2026-11-20T09:00:00.000`.
pub(crate) fn label(unix_ms: u64) -> String {
    let (days, ms) = (unix_ms / 86_400_000, unix_ms % 86_400_000);
    // Years are counted from March, so that the day that comes and goes is the last one of a year; 400 years have
    // 146,097 days.
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let from_march = (5 * day + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    format!(
        "{:04}-{month:02}-{:02}T{:02}:{:02}:{:02}.{:03}",
        year + era * 400 + u64::from(month <= 2),
        day - (153 * from_march + 2) / 5 + 1,
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1_000 % 60,
        ms % 1_000,
    )
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn labels_are_dates() {
        assert_eq!(label(0), "1970-01-01T00:00:00.000");
        assert_eq!(label(951_782_399_999), "2000-02-28T23:59:59.999");
        assert_eq!(label(951_782_400_000), "2000-02-29T00:00:00.000");
        assert_eq!(label(1_795_683_723_456), "2026-11-26T09:02:03.456");
        assert_eq!(label(4_107_542_400_000), "2100-03-01T00:00:00.000");
    }
}
