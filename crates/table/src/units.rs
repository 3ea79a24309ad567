//! Capacity units as sums that can be shown: a line per thing charged, each with its formula.
//!
//! A line stores what went into it (bytes, block size, rate), never the result: [`UnitLine::milli`] computes it,
//! so that what is printed and what is charged cannot differ.

use std::sync::Arc;

use api::dynamodb::{ConsumedCapacity, MilliUnits, ReturnConsumedCapacity};
use serde::{Deserialize, Serialize};

use crate::Schema;

/// Bytes that one write unit covers.
pub const WRITE_BLOCK: u64 = 1024;
/// Bytes that one strongly consistent read unit, or half of it eventually consistent, covers.
pub const READ_BLOCK: u64 = 4096;

/// What is charged: a table, or one of its indexes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Arm {
    /// The table itself.
    Table,
    /// A local secondary index, by name; it draws on the table's throughput.
    Local(Arc<str>),
    /// A global secondary index, by name; it has its own throughput.
    Global(Arc<str>),
    /// A vector index, by name; it is charged in bytes, which are no capacity units.
    Vector(Arc<str>),
}

/// Which kind of unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Access {
    /// Read units.
    Read,
    /// Write units.
    Write,
}

/// What a write did to one index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EntryChange {
    /// The item wasn't in the index and is now.
    Added,
    /// The item was in the index and isn't any more.
    Removed,
    /// The item's index key changed: the old entry is deleted and a new one put.
    Moved,
    /// Same index key, other projected attributes.
    Changed,
    /// Same index key, same projected attributes: free.
    Unchanged,
}

/// Why a line is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// An item was written where there was none.
    Created,
    /// An item was replaced, changed, or written again as it was.
    Replaced,
    /// An item was deleted.
    Deleted,
    /// A delete (or an update that only removes) found no item: the minimum.
    NothingToDelete,
    /// A condition failed: charged as if it had held.
    ConditionFailed,
    /// A change of an index entry.
    Entry(EntryChange),
    /// The item is in a sparse index neither before nor after.
    NotInIndex,
    /// One item was read.
    Got,
    /// A read found no item: the minimum.
    Missing,
    /// All items that a page of `Query` or `Scan` evaluated, rounded up once.
    Page,
    /// Items that a local index query fetched from the table, each rounded up by itself.
    Fetched,
    /// A transaction checked a condition on an item that it does not change.
    Checked,
    /// Vectors that a search compared, and what it returned.
    Searched,
}

/// How the units of a line follow from bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Formula {
    /// Nothing is charged.
    Free,
    /// `max(least, ceil(bytes / block)) × rate`.
    Blocks {
        /// Bytes that count.
        bytes: u64,
        /// Bytes a unit covers.
        block: u64,
        /// At least so many blocks.
        least: u64,
        /// Milli-units a block.
        rate: MilliUnits,
    },
    /// `(ceil(removed / block) + ceil(added / block)) × rate`: an index entry that moved.
    Both {
        /// Bytes of the entry deleted.
        removed: u64,
        /// Bytes of the entry put.
        added: u64,
        /// Bytes a unit covers.
        block: u64,
        /// Milli-units a block.
        rate: MilliUnits,
    },
    /// Many items, each rounded up by itself to `blocks` altogether, `× rate`.
    Each {
        /// How many items.
        items: u64,
        /// Bytes of them together.
        bytes: u64,
        /// Bytes a unit covers.
        block: u64,
        /// Blocks of them together.
        blocks: u64,
        /// Milli-units a block.
        rate: MilliUnits,
    },
    /// `max(least, bytes)`, in bytes: of a vector index.
    Bytes {
        /// Bytes that count.
        bytes: u64,
        /// At least so many.
        least: u64,
    },
}

impl Formula {
    /// The result in thousandths of a unit.
    pub fn milli(&self) -> MilliUnits {
        match *self {
            Self::Free => 0,
            Self::Blocks { bytes, block, least, rate } => blocks(bytes, block).max(least) * rate,
            Self::Both { removed, added, block, rate } => {
                (blocks(removed, block) + blocks(added, block)) * rate
            }
            Self::Each { blocks, rate, .. } => blocks * rate,
            Self::Bytes { bytes, least } => bytes.max(least) * 1000,
        }
    }

    /// The same at another rate: `times` as much.
    #[must_use]
    pub(crate) fn times(mut self, times: MilliUnits) -> Self {
        match &mut self {
            Self::Free | Self::Bytes { .. } => {}
            Self::Blocks { rate, .. } | Self::Both { rate, .. } | Self::Each { rate, .. } => *rate *= times,
        }
        self
    }

    pub(crate) fn write(bytes: u64) -> Self {
        Self::Blocks { bytes, block: WRITE_BLOCK, least: 1, rate: 1000 }
    }

    pub(crate) fn read(bytes: u64, least: u64, consistent: bool) -> Self {
        Self::Blocks { bytes, block: READ_BLOCK, least, rate: read_rate(consistent) }
    }
}

/// How many blocks `bytes` fill, rounded up.
pub(crate) fn blocks(bytes: u64, block: u64) -> u64 {
    bytes.div_ceil(block.max(1))
}

/// Milli-units a block of reading: half a unit when eventually consistent.
pub(crate) fn read_rate(consistent: bool) -> MilliUnits {
    if consistent { 1000 } else { 500 }
}

/// One thing that is charged.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitLine {
    /// To whom.
    pub arm: Arm,
    /// In which unit.
    pub access: Access,
    /// Why.
    pub reason: Reason,
    /// Bytes of the item or index entry before, if there was one; for reads, the bytes read.
    pub before: Option<u64>,
    /// Bytes of the item or index entry after, if there is one; for reads, the bytes read.
    pub after: Option<u64>,
    /// How much.
    pub formula: Formula,
}

impl UnitLine {
    /// How much, in thousandths of a unit.
    pub fn milli(&self) -> MilliUnits {
        self.formula.milli()
    }

    /// Whether it is in capacity units, and not in bytes of vectors.
    pub fn is_capacity(&self) -> bool {
        !matches!(self.arm, Arm::Vector(_))
    }
}

/// What an operation consumes on one table: the sum of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Units {
    /// In the order in which they arose: table first, then indexes in the table's order.
    pub lines: Vec<UnitLine>,
}

impl Units {
    /// Units of one line.
    pub fn one(line: UnitLine) -> Self {
        Self { lines: vec![line] }
    }

    /// All capacity units together, in thousandths.
    pub fn total(&self) -> MilliUnits {
        self.capacity().map(UnitLine::milli).sum()
    }

    /// Units of one kind, in thousandths.
    pub fn of_access(&self, access: Access) -> MilliUnits {
        self.capacity().filter(|line| line.access == access).map(UnitLine::milli).sum()
    }

    /// The lines that are in capacity units.
    fn capacity(&self) -> impl Iterator<Item = &UnitLine> {
        self.lines.iter().filter(|line| line.is_capacity())
    }

    /// Units of the table or one index, in thousandths.
    pub fn of(&self, arm: &Arm) -> MilliUnits {
        self.lines.iter().filter(|line| line.arm == *arm).map(UnitLine::milli).sum()
    }

    /// Units that draw on the table's own throughput (the table and its local indexes), in thousandths.
    pub fn of_table_throughput(&self) -> MilliUnits {
        let draws = |line: &&UnitLine| !matches!(line.arm, Arm::Global(_));
        self.capacity().filter(draws).map(UnitLine::milli).sum()
    }

    /// Adds the lines of another operation on the same table: batches are charged item by item.
    pub fn append(&mut self, mut other: Units) {
        self.lines.append(&mut other.lines);
    }

    /// What a transaction consumes: it comes to an item twice, to prepare and to commit, and so the table charges
    /// double. Indexes hear of the change once, and charge once.
    #[must_use]
    pub fn in_transaction(mut self) -> Self {
        for line in self.lines.iter_mut().filter(|line| line.arm == Arm::Table) {
            line.formula = line.formula.times(2);
        }
        self
    }

    /// `ConsumedCapacity` as the request wants it; `table` is echoed (a name or an ARN).
    ///
    /// Indexes that cost nothing were not touched and are left out.
    pub fn consumed(
        &self,
        schema: &Schema,
        table: &str,
        wanted: ReturnConsumedCapacity,
    ) -> Option<ConsumedCapacity> {
        if wanted == ReturnConsumedCapacity::None {
            return None;
        }
        let mut consumed = ConsumedCapacity {
            table: table.to_owned(),
            table_units: self.of(&Arm::Table),
            by_index: wanted == ReturnConsumedCapacity::Indexes,
            ..ConsumedCapacity::default()
        };
        for index in schema.indexes() {
            let entry = (index.name().to_owned(), self.of(index.arm()));
            match index.arm() {
                _ if entry.1 == 0 => {}
                Arm::Global(_) => consumed.global.push(entry),
                Arm::Vector(_) => consumed.vectors.push(entry),
                Arm::Local(_) | Arm::Table => consumed.local.push(entry),
            }
        }
        Some(consumed)
    }
}
