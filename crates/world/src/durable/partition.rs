//! Partitions in the durable part.

use imbl::Vector;
use serde::{Deserialize, Serialize};

use super::RestoreError;
use crate::admission::Meter;
use crate::partition::{self, Log, Partition};

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

impl DurablePartition {
    pub(super) fn all(partitions: &Vector<Partition>) -> Vec<Self> {
        let one = |partition: &Partition| Self {
            from: partition.from,
            to: partition.to,
            leader: partition.log.leader,
            head: partition.log.head,
        };
        partitions.iter().map(one).collect()
    }

    /// Partitions whose copies all show the newest state. They must cover the hash range without gaps.
    pub(super) fn restore(stored: &[Self]) -> Result<Vector<Partition>, RestoreError> {
        let mut next = Some(0);
        for partition in stored {
            let fits = next == Some(partition.from) && partition.from <= partition.to;
            if !fits || partition.leader >= partition::REPLICAS {
                return Err(RestoreError::Damaged);
            }
            next = partition.to.checked_add(1);
        }
        if stored.is_empty() || next.is_some() {
            return Err(RestoreError::Damaged);
        }
        let one = |stored: &Self| Partition {
            from: stored.from,
            to: stored.to,
            items: 0,
            bytes: 0,
            meter: Meter::default(),
            log: Log {
                leader: stored.leader,
                head: stored.head,
                committed: stored.head,
                applied: [stored.head; 3],
                ..Log::default()
            },
        };
        Ok(stored.iter().map(one).collect())
    }
}
