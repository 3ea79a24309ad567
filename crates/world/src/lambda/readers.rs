//! How far a mapping has come in a shard.

use imbl::Vector;
use serde::{Deserialize, Serialize};
use sim::Micros;

/// A mapping's place in a shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reader {
    /// The number of the next record to read is this or a greater one.
    pub(crate) next: u64,
    /// Whether it will look for records soon.
    pub(crate) awaited: bool,
    /// Whether the shard is closed and read to its end.
    pub(crate) drained: bool,
    /// As many as batches may be under way at a time.
    pub(crate) slots: Vec<Slot>,
}

/// Records of a shard that go one batch after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Slot {
    /// Records that no batch has yet: number and bytes.
    pub(crate) pending: Vector<(u64, u64)>,
    /// When the first of them came.
    pub(crate) since: Micros,
    /// Whether the end of the window will come.
    pub(crate) awaited: bool,
    /// Under way, or waiting to be tried again.
    pub(crate) batch: Option<Batch>,
    /// Parts of a batch that was halved, the next one last.
    pub(crate) parts: Vec<Batch>,
}

/// A batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Batch {
    /// Its records.
    pub(crate) numbers: Vec<u64>,
    /// Which run this is, among all.
    pub(crate) run: u32,
    /// How often the function was invoked with these records.
    pub(crate) invokes: u32,
    /// Retries that count.
    pub(crate) retries: u32,
    /// When the invocation began.
    pub(crate) began: Micros,
    /// The record that the function is at, by position, and its next call for it.
    pub(crate) at: u32,
    pub(crate) call: u32,
    /// What the function failed of.
    pub(crate) error: Option<String>,
    /// Whether it raised an error: then it can't say which records went well.
    pub(crate) raised: bool,
    /// The last of a tumbling window: it has no records.
    pub(crate) last: bool,
}

impl Reader {
    pub(crate) fn new(next: u64, slots: u32) -> Self {
        Self { next, slots: vec![Slot::default(); slots.max(1) as usize], ..Self::default() }
    }

    /// Whether everything is done.
    pub(crate) fn is_done(&self) -> bool {
        self.drained && self.slots.iter().all(Slot::is_empty)
    }

    /// The first record that isn't done.
    pub(crate) fn checkpoint(&self) -> u64 {
        self.slots.iter().filter_map(Slot::first).fold(self.next, u64::min)
    }

    pub(crate) fn pending(&self) -> u64 {
        self.slots.iter().map(|slot| slot.pending.len() as u64).sum()
    }

    pub(crate) fn rewind(&mut self) {
        let done = self.is_done();
        *self = Self { drained: done, ..Self::new(self.checkpoint(), self.slots.len() as u32) };
    }
}

impl Slot {
    pub(crate) fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.batch.is_none() && self.parts.is_empty()
    }

    fn first(&self) -> Option<u64> {
        let batches = self.batch.iter().chain(&self.parts).filter_map(|batch| batch.numbers.first().copied());
        batches.chain(self.pending.front().map(|(number, _)| *number)).min()
    }
}
