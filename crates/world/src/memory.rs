//! What a world takes in memory, by estimate: so that whoever keeps clones of it can keep them within a bound.

use sim::{MICROS_PER_SECOND, Micros};

use crate::catalogue::{IndexState, TableState};
use crate::partition::Partition;
use crate::partitions::Partitions;
use crate::world::World;

/// Bytes that an index entry costs in memory, besides the item it shares with the table.
const ENTRY: u64 = 160;
/// Bytes that a log record or a change on its way costs, besides items.
const RECORD: u64 = 320;
/// Bytes that a call in flight or an answer not taken costs, roughly.
const CALL: u64 = 1_536;
/// Bytes of an event of the queue, with the room that the queue has beyond its events.
const EVENT: u64 = 128;
/// Bytes of maps of handles, the router, and whatever else changes with every call.
const REST: u64 = 32 * 1024;

impl World {
    /// Bytes that the world holds, roughly: items, index entries, log records, what is on its way, what was not taken.
    pub fn bytes(&self) -> u64 {
        let waiting = self.recorder.out.len() as u64 * size_of::<trace::Event>() as u64;
        let tables = self.tables.values().map(|table| {
            let entries = table.schema().indexes().iter().map(|index| table.data.counts(index.arm()).0);
            images(&table.partitions)
                + table.indexes.iter().map(|index| images(&index.partitions)).sum::<u64>()
                + entries.sum::<u64>() * ENTRY
        });
        self.stored() + tables.sum::<u64>() + self.passing() + waiting
    }

    /// Bytes of the rows and stream records that were replaced or removed so far, counted from anywhere: two of these
    /// figures tell how much a clone of the earlier moment may hold that the later world doesn't. What a table and its
    /// stream share is counted twice.
    pub fn bytes_replaced(&self) -> u64 {
        self.written.wrapping_sub(self.stored())
    }

    /// Bytes that a clone of this moment soon has for itself, whatever is written: what is on its way, counters, and
    /// the state of partitions. `since`: a moment not long ago; what nobody used since then is shared.
    pub fn bytes_copied(&self, since: Micros) -> u64 {
        let second = (self.config.epoch_micros.saturating_add(since) / MICROS_PER_SECOND) as u32;
        let used = |table: &&TableState| {
            let newest = table.grid.columns.last();
            newest.is_some_and(|it| (it.span + 1) * table.grid.seconds * MICROS_PER_SECOND > since)
        };
        let tables = self.tables.values().map(|table| &**table).filter(used).map(|table| {
            let all = std::iter::once(&table.partitions);
            let all = all.chain(table.indexes.iter().map(|index| &index.partitions));
            let partitions = all.map(|partitions| u64::from(partitions.len())).sum::<u64>();
            (size_of::<TableState>() + table.indexes.len() * size_of::<IndexState>()) as u64
                + partitions * size_of::<Partition>() as u64
        });
        REST + self.passing() + self.metrics.copied_bytes(second) + tables.sum::<u64>()
    }

    /// Bytes of rows and of stream records. Images that a table has, too, count twice.
    fn stored(&self) -> u64 {
        let shards = self.streams.all.values().flat_map(|stream| &stream.shards);
        self.tables.values().map(|table| table.stored).sum::<u64>()
            + shards.map(|shard| shard.stored).sum::<u64>()
    }

    /// Bytes of what is on its way, without items.
    fn passing(&self) -> u64 {
        let records = |partitions: &Partitions| {
            partitions.iter().map(|partition| partition.log.changes.len()).sum::<usize>() as u64
        };
        let of_table = |table: &TableState| {
            let of_index = |index: &IndexState| records(&index.partitions) + index.queue.pending.len() as u64;
            records(&table.partitions) + table.indexes.iter().map(of_index).sum::<u64>()
        };
        let changes = self.tables.values().map(|table| of_table(table)).sum::<u64>();
        let calls = (self.flights.len() + self.answers()) as u64;
        changes * RECORD + calls * CALL + self.queue.len() * EVENT
    }
}

/// Bytes of the items that log records hold.
fn images(partitions: &Partitions) -> u64 {
    let changes = partitions.iter().flat_map(|partition| partition.log.changes.iter());
    changes.filter_map(|(_, change)| change.before.as_ref()).map(|item| item.as_bytes().len() as u64).sum()
}
