//! Partitions in the durable part.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use value::Key;

use super::RestoreError;
use crate::partition::{Log, Partition};
use crate::partitions::{Partitions, Split};
use crate::zones::Zones;

/// A partition without its items: they follow from the range. Part of versions 1 and 2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DurablePartition {
    from: u64,
    to: u64,
    /// The leader's zone: 0, 1, 2.
    leader: u8,
    /// Sequence number of the newest log record.
    head: u64,
}

/// What splits made of the partitions of a table or global index. Absent where none was split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Splits {
    /// The table's number.
    pub(super) table: u32,
    /// The index's position; the table itself otherwise.
    pub(super) index: Option<u16>,
    /// In key order: a partition's number, and where it begins within the hash that it begins with.
    list: Vec<(u32, Vec<u8>)>,
    /// Those that were split: number and heirs.
    split: Vec<(u32, Split)>,
}

impl Splits {
    /// What to remember of these partitions, if any was ever split.
    pub(super) fn of(table: u32, index: Option<u16>, partitions: &Partitions) -> Option<Self> {
        let split: Vec<(u32, Split)> = partitions.split_up().map(|(id, split)| (id, split.clone())).collect();
        let list = partitions.iter().map(|it| (it.id, it.from.bytes.to_vec())).collect();
        (!split.is_empty()).then_some(Self { table, index, list, split })
    }
}

/// Where the partitions of a table or global index have copies. Absent where all have three.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fewer {
    /// The table's number.
    table: u32,
    /// The index's position; the table itself otherwise.
    index: Option<u16>,
    /// In key order: a bit for each zone, the first zone's the least.
    list: Vec<u8>,
}

impl Fewer {
    /// What to remember of these partitions, if any has fewer copies than there can be.
    pub(super) fn of(table: u32, index: Option<u16>, partitions: &Partitions) -> Option<Self> {
        let list: Vec<u8> = partitions.iter().map(|it| it.log.zones.bits()).collect();
        partitions.has_fewer_copies().then_some(Self { table, index, list })
    }

    /// Whether it is about a table, or its global index at a position.
    pub(super) fn is_of(&self, table: u32, index: Option<u16>) -> bool {
        (self.table, self.index) == (table, index)
    }
}

impl DurablePartition {
    pub(super) fn all(partitions: &Partitions) -> Vec<Self> {
        let one = |(position, partition): (u32, &Partition)| {
            let (from, to) = partitions.hashes(position);
            Self { from, to, leader: partition.log.leader, head: partition.log.head }
        };
        (0..).zip(partitions.iter()).map(one).collect()
    }

    /// Partitions whose copies all show the newest state. They must cover the hash range without gaps.
    pub(super) fn restore(
        stored: &[Self],
        splits: Option<Splits>,
        fewer: Option<Fewer>,
    ) -> Result<Partitions, RestoreError> {
        let all = || vec![Zones::ALL; stored.len()];
        let zones =
            fewer.map_or_else(|| Some(all()), |fewer| fewer.list.into_iter().map(Zones::of_bits).collect());
        let zones = zones.filter(|zones| zones.len() == stored.len()).ok_or(RestoreError::Damaged)?;
        let splits = splits.unwrap_or_else(|| Splits {
            table: 0,
            index: None,
            list: (0..).take(stored.len()).map(|id| (id, Vec::new())).collect(),
            split: Vec::new(),
        });
        let mut next = Some(0);
        for ((partition, zones), (_, bytes)) in stored.iter().zip(&zones).zip(&splits.list) {
            // Where a partition begins inside an item collection, the one before it ends with the same hash.
            let begins = if bytes.is_empty() { next } else { next.and_then(|next: u64| next.checked_sub(1)) };
            let fits = begins == Some(partition.from) && partition.from <= partition.to;
            if !fits || !zones.has(partition.leader) {
                return Err(RestoreError::Damaged);
            }
            next = partition.to.checked_add(1);
        }
        let complete = stored.last().is_some_and(|partition| partition.to == u64::MAX);
        if stored.len() != splits.list.len() || !complete {
            return Err(RestoreError::Damaged);
        }
        let one = |((stored, zones), (id, bytes)): ((&Self, Zones), (u32, Vec<u8>))| {
            let log = Log {
                leader: stored.leader,
                zones,
                head: stored.head,
                committed: stored.head,
                applied: [stored.head; 3],
                persisted: [stored.head; 3],
                ..Log::default()
            };
            Partition::new(id, Key { hash: stored.from, bytes: Arc::from(bytes) }, log)
        };
        let list = stored.iter().zip(zones).zip(splits.list).map(one).collect();
        Partitions::restore(list, splits.split).ok_or(RestoreError::Damaged)
    }
}
