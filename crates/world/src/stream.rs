//! A table's stream: what was written, in order, for a day. It outlives its table.

use std::sync::Arc;

use api::dynamodb::{KeySchema, StreamEvent, StreamStatus, StreamView};
use imbl::Vector;
use serde::{Deserialize, Serialize};
use sim::random::draw;
use sim::{MICROS_PER_SECOND, Micros, Purpose};
use value::Item;

use crate::iterator::ShardIterator;
use crate::shard::{Life, Shard};
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
    /// Places that readers hold, the newest last, at most [`FLAGS`]: for pictures. An iterator needs nothing here.
    pub(crate) flags: Vector<Flag>,
}

/// The most places of readers that are remembered.
const FLAGS: usize = 32;

/// The place that a reader holds with an iterator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flag {
    pub(crate) stream: u32,
    pub(crate) shard: u32,
    /// The number of the next record is this or a greater one.
    pub(crate) next: u64,
    pub(crate) issued: Micros,
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
    /// By number. Each partition of the table has an open one, and those that came before it on the same keys.
    pub(crate) shards: Vector<Shard>,
    /// Shards opened so far.
    pub(crate) born: u32,
    /// By partition: the number of the shard that takes its writes.
    pub(crate) open: SmallMap<u32, u32>,
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

    /// Remembers the place that a reader holds now; it leaves the one where it was.
    pub(crate) fn flag(&mut self, stream: u32, left: Option<ShardIterator>, held: ShardIterator) {
        let flag = |it: ShardIterator| Flag { stream, shard: it.shard, next: it.next, issued: it.issued };
        if let Some(at) = left.and_then(|left| self.flags.iter().position(|known| *known == flag(left))) {
            self.flags.remove(at);
        }
        self.flags.push_back(flag(held));
        if self.flags.len() > FLAGS {
            self.flags.pop_front();
        }
    }

    /// Counts a read from a shard; false when there were `most` in this second.
    pub(crate) fn count_read(&mut self, stream: u32, shard: u32, now: Micros, most: u64) -> bool {
        let Some(shard) = self.get_mut(stream).and_then(|stream| stream.shard_mut(shard)) else {
            return true;
        };
        let second = now / MICROS_PER_SECOND;
        let count = if shard.reads.0 == second { shard.reads.1 } else { 0 };
        if count < most {
            shard.reads = (second, count + 1);
        }
        count < most
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

    fn position(&self, number: u32) -> Option<usize> {
        let (mut low, mut high) = (0, self.shards.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let found = self.shards.get(middle)?.number;
            if found == number {
                return Some(middle);
            }
            if found < number { low = middle + 1 } else { high = middle }
        }
        None
    }

    /// The shard with this number.
    pub(crate) fn shard(&self, number: u32) -> Option<&Shard> {
        self.shards.get(self.position(number)?)
    }

    /// The same, to change it.
    pub(crate) fn shard_mut(&mut self, number: u32) -> Option<&mut Shard> {
        let position = self.position(number)?;
        self.shards.get_mut(position)
    }

    /// The shards that readers can see: those that were closed go with their last record.
    pub(crate) fn visible(&self, horizon: Micros) -> impl Iterator<Item = &Shard> {
        self.shards.iter().filter(move |shard| !shard.is_gone(horizon))
    }

    /// Whether a shard takes writes.
    pub(crate) fn is_open(&self, shard: &Shard) -> bool {
        self.closed.is_none() && shard.life.closed.is_none()
    }

    /// The open shard of a partition.
    pub(crate) fn open_shard(&self, partition: u32) -> Option<&Shard> {
        self.shard(*self.open.get(&partition)?)
    }

    /// Opens a shard for a partition, whose first hash is `from`, and returns its number.
    pub(crate) fn open_for(
        &mut self,
        (partition, from): (u32, u64),
        parent: Option<Arc<str>>,
        now: Micros,
        (seed, unix_ms): (u64, u64),
    ) -> u32 {
        let number = self.born;
        self.born = self.born.saturating_add(1);
        self.issued = self.issued.saturating_add(1);
        let bits = draw(seed, Purpose::ShardId, self.id.into(), self.issued);
        let id = format!("shardId-{unix_ms:020}-{:08x}", bits >> 32);
        let life = Life { partition, parent, opened: now, closed: None };
        self.shards.push_back(Shard::new(number, life, id.into(), from, self.issued));
        self.open.insert(partition, number);
        number
    }

    /// Closes the open shard of a partition: its number, and its id.
    pub(crate) fn close_for(&mut self, partition: u32, now: Micros) -> Option<(u32, Arc<str>)> {
        let number = self.open.remove(&partition)?;
        let shard = self.shard_mut(number)?;
        shard.life.closed = Some(now);
        Some((number, Arc::clone(&shard.id)))
    }

    /// Forgets what nobody can see any more, in all shards, and says how many records that were.
    pub(crate) fn trim(&mut self, horizon: Micros) -> u64 {
        let trimmed = self.shards.iter_mut().map(|shard| shard.trim(horizon)).sum();
        if self.shards.iter().any(|shard| shard.is_gone(horizon)) {
            self.shards = self.shards.iter().filter(|shard| !shard.is_gone(horizon)).cloned().collect();
        }
        trimmed
    }

    /// Writes a record behind the others of a shard and returns its number, and how many old ones were forgotten.
    pub(crate) fn append(&mut self, number: u32, record: Record, horizon: Micros) -> (u64, u64) {
        self.issued = self.issued.saturating_add(1);
        let issued = self.issued;
        let mut trimmed = 0;
        if let Some(shard) = self.shard_mut(number) {
            trimmed = shard.trim(horizon);
            shard.append(issued, record);
        }
        (issued, trimmed)
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
