//! A shard of a stream: the records of one partition of the table for some hours, by their numbers.

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use sim::Micros;
use value::Item;

use crate::hash;
use crate::stream::Record;

/// What sequence numbers count from: 21 digits are the fewest that the API allows.
const BASE: u128 = 100_000_000_000_000_000_000;

/// Bytes that a record costs besides its items.
const RECORD_OVERHEAD: u64 = 160;

/// One shard. It is open until another one takes its place, or its stream is turned off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shard {
    /// Its number in its stream, from 0, never used again.
    pub(crate) number: u32,
    pub(crate) life: Life,
    /// `GetRecords` in the second that they were counted in.
    pub(crate) reads: (u64, u64),
    /// `shardId-`, 20 digits, `-`, 8 hexadecimal digits.
    pub(crate) id: Arc<str>,
    /// First hash of the partition.
    pub(crate) from: u64,
    /// The number of its beginning; its records have greater ones.
    pub(crate) first: u64,
    /// The number of its newest record, or of its beginning.
    pub(crate) newest: u64,
    /// The number of the newest record that readers see.
    pub(crate) shown: u64,
    /// When the newest record is there for readers: they come in order.
    pub(crate) due: Micros,
    /// The number of the newest record that was trimmed.
    pub(crate) trimmed: u64,
    /// Wrapping sum of the hashes of all records there have been.
    pub(crate) content: u128,
    /// Bytes that its records cost in memory.
    pub(crate) stored: u64,
    /// By number.
    #[serde(deserialize_with = "table::stored_map")]
    pub(crate) records: OrdMap<u64, Arc<Record>>,
}

/// When and for which partition a shard is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Life {
    /// The number of the partition whose writes it takes.
    pub(crate) partition: u32,
    /// The id of the shard whose place it took; that one may be gone.
    pub(crate) parent: Option<Arc<str>>,
    /// When it was opened.
    pub(crate) opened: Micros,
    /// When others took its place.
    pub(crate) closed: Option<Micros>,
}

impl Shard {
    pub(crate) fn new(number: u32, life: Life, id: Arc<str>, from: u64, first: u64) -> Self {
        Self {
            number,
            life,
            reads: (0, 0),
            id,
            from,
            first,
            newest: first,
            shown: first,
            due: 0,
            trimmed: 0,
            content: 0,
            stored: 0,
            records: OrdMap::new(),
        }
    }

    pub(crate) fn append(&mut self, number: u64, record: Record) {
        let bytes = postcard::to_stdvec(&(number, &record)).unwrap_or_default();
        self.content = self.content.wrapping_add(hash::of_bytes(&bytes));
        self.newest = number;
        self.stored = self.stored.saturating_add(cost(&record));
        self.records.insert(number, Arc::new(record));
    }

    /// Forgets a record that readers have not seen: its change was never committed.
    pub(crate) fn take_back(&mut self, number: u64) {
        if let Some(record) = self.records.remove(&number) {
            let bytes = postcard::to_stdvec(&(number, &*record)).unwrap_or_default();
            self.content = self.content.wrapping_sub(hash::of_bytes(&bytes));
            self.stored = self.stored.saturating_sub(cost(&record));
        }
    }

    /// Puts a record back that was stored.
    pub(crate) fn put_back(&mut self, number: u64, record: Arc<Record>) {
        self.stored = self.stored.saturating_add(cost(&record));
        self.records.insert(number, record);
    }

    /// Forgets records that are older than the horizon, and says how many.
    pub(crate) fn trim(&mut self, horizon: Micros) -> u64 {
        let mut count = 0;
        while let Some(&(number, _)) = self.records.get_min().filter(|(_, record)| record.at < horizon) {
            let gone = self.records.remove(&number);
            self.stored = self.stored.saturating_sub(gone.map_or(0, |record| cost(&record)));
            self.trimmed = number;
            count += 1;
        }
        count
    }

    /// Whether nobody can see it any more: it was closed, and its last record is older than the horizon.
    pub(crate) fn is_gone(&self, horizon: Micros) -> bool {
        self.life.closed.is_some_and(|closed| closed < horizon)
    }

    /// The records that readers see from this number on, oldest first.
    pub(crate) fn seen(&self, from: u64) -> impl Iterator<Item = (u64, &Arc<Record>)> {
        // An empty range must not be asked for backwards.
        let to = self.shown.max(from);
        self.records
            .range(from..=to)
            .map(|(&number, record)| (number, record))
            .take_while(|&(number, _)| number <= self.shown)
    }

    /// The number of the newest record that is older than the horizon: what was trimmed, or may be at any moment.
    pub(crate) fn trimmed_to(&self, horizon: Micros) -> u64 {
        let old = self.records.iter().take_while(|(_, record)| record.at < horizon);
        old.last().map_or(self.trimmed, |(&number, _)| number)
    }
}

/// Bytes that a record costs in memory, with images that a table may have, too.
pub(crate) fn cost(record: &Record) -> u64 {
    let bytes = |item: &Item| item.as_bytes().len() as u64;
    let image = |item: &Option<Item>| item.as_ref().map_or(0, bytes);
    RECORD_OVERHEAD + bytes(&record.keys) + image(&record.new) + image(&record.old)
}

/// A number as the API tells it.
pub(crate) fn sequence_number(number: u64) -> String {
    (BASE + u128::from(number)).to_string()
}

/// The number that the API told, if it ever can have.
pub(crate) fn number_of(sequence_number: &str) -> Option<u64> {
    u64::try_from(sequence_number.parse::<u128>().ok()?.checked_sub(BASE)?).ok()
}

#[cfg(test)]
mod tests {
    use super::{number_of, sequence_number};

    #[test]
    fn sequence_numbers_have_21_digits() {
        assert_eq!(sequence_number(7), "100000000000000000007");
        assert_eq!(number_of(&sequence_number(u64::MAX)), Some(u64::MAX));
        assert_eq!(number_of("100000000000000000007"), Some(7));
        for wrong in ["", "7", "99999999999999999999", "1000000000000000000000000000000000000000", "x"] {
            assert_eq!(number_of(wrong), None, "{wrong}");
        }
    }
}
