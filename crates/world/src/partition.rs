//! A partition: an interval of the key order with a log and copies.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::Micros;
use table::{EntryChange, IndexChange};
use value::{Item, Key};

use crate::admission::{Doors, Meter};
use crate::records::Records;
use crate::split::{Heat, Planned};
use crate::zones::Zones;

/// The most copies of a partition: one in each zone.
pub(crate) const REPLICAS: u8 = 3;

/// A slice of the key order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Partition {
    /// Its number, from 0, never used again in its table or index.
    pub(crate) id: u32,
    /// Its first key: a hash, and where it begins inside an item collection, bytes. It ends where the next begins.
    pub(crate) from: Key,
    /// Items or entries.
    pub(crate) items: u64,
    /// Their bytes.
    pub(crate) bytes: u64,
    pub(crate) meter: Meter,
    pub(crate) doors: Doors,
    pub(crate) heat: Heat,
    /// A split that goes on.
    pub(crate) planned: Option<Arc<Planned>>,
    pub(crate) log: Log,
}

/// What the copies know. Zones are 0, 1, 2; what stands in the place of a zone without a copy means nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Log {
    /// The zone whose copy leads.
    pub(crate) leader: u8,
    /// Where there are copies.
    pub(crate) zones: Zones,
    /// Sequence number of the newest record.
    pub(crate) head: u64,
    /// Records up to this one are on disk in two zones.
    pub(crate) committed: u64,
    /// Records up to this one show in the copy's items. The leader shows what is committed.
    pub(crate) applied: [u64; 3],
    /// Records up to this one are on the follower's disk, as far as anybody looked. The leader has all.
    pub(crate) persisted: [u64; 3],
    /// When the newest record is on the copy's disk: records arrive in order.
    pub(crate) persist_due: [Micros; 3],
    /// When the newest committed record shows in the copy's items: in order, too.
    pub(crate) apply_due: [Micros; 3],
    /// Records that some copy does not show yet.
    pub(crate) changes: Records,
}

/// One log record, kept until every copy shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) key: Key,
    /// The item or entry before.
    pub(crate) before: Option<Item>,
    /// Who wrote it, and the spans in which its story goes on.
    pub(crate) thread: Thread,
    /// When it is on each copy's disk.
    pub(crate) persist_at: [Micros; 3],
    /// What it means for global indexes; they hear of it once it is committed.
    pub(crate) indexes: Vec<IndexStep>,
    /// Its record in the table's stream, which readers see some time after it is committed.
    pub(crate) told: Option<Told>,
    /// A transaction that was decided wrote it: no loss of a leader takes it back.
    pub(crate) decided: bool,
}

/// Ties a record to the call that caused it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Thread {
    /// The call.
    pub(crate) call: u32,
    /// The call's span at this partition or index.
    pub(crate) span: u16,
    /// That span's parent.
    pub(crate) parent: u16,
    /// The call's spans at the copies in the three zones.
    pub(crate) zones: [u16; 3],
    /// The event of the log record.
    pub(crate) event: u64,
    /// Which of the call's keys.
    pub(crate) key: u16,
}

/// A change on its way to a global index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct IndexStep {
    pub(crate) index: u16,
    pub(crate) change: EntryChange,
    pub(crate) remove: Option<Key>,
    pub(crate) put: Option<(Key, Item)>,
    pub(crate) units: u64,
    /// The call's span at this index.
    pub(crate) span: u16,
}

/// Where a stream tells of a log record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) stream: u32,
    /// The shard's number.
    pub(crate) shard: u32,
    /// The record's number.
    pub(crate) number: u64,
    /// The call's span at the shard.
    pub(crate) span: u16,
}

impl IndexStep {
    pub(crate) fn new(change: &IndexChange, span: u16) -> Self {
        Self {
            index: change.index,
            change: change.change,
            remove: change.remove.clone(),
            put: change.put.clone(),
            units: change.units,
            span,
        }
    }

    pub(crate) fn as_change(&self) -> IndexChange {
        IndexChange {
            index: self.index,
            global: true,
            change: self.change,
            remove: self.remove.clone(),
            put: self.put.clone(),
            units: self.units,
        }
    }

    /// Whether the index's readers will see a difference. Otherwise only the handle of the entry is renewed.
    pub(crate) fn shows(&self) -> bool {
        self.change != EntryChange::Unchanged
    }
}

impl Log {
    /// Adds a record that a quorum still has to persist.
    pub(crate) fn append(&mut self, change: Change) -> u64 {
        self.head = self.head.saturating_add(1);
        self.changes.insert(self.head, Arc::new(change));
        self.head
    }

    /// Records that the copy in this zone does not show, oldest first.
    pub(crate) fn unseen(&self, zone: u8) -> impl Iterator<Item = (u64, &Change)> {
        let from = self.shown(zone).saturating_add(1);
        self.changes.range(from..).map(|(lsn, change)| (lsn, change.as_ref()))
    }

    /// Up to which record the copy in this zone shows the log.
    pub(crate) fn shown(&self, zone: u8) -> u64 {
        self.applied.get(usize::from(zone)).copied().unwrap_or(0)
    }

    /// How many records the copy in this zone does not show.
    pub(crate) fn behind(&self, zone: u8) -> u64 {
        let shown = self.shown(zone);
        if shown < self.committed {
            return self.head.saturating_sub(shown);
        }
        // Numbers between the newest record and the head may be those of the other part of a partition that was split.
        self.unseen(zone).count() as u64
    }

    /// The zones whose copies follow.
    pub(crate) fn followers(&self) -> impl Iterator<Item = u8> + Clone + use<> {
        let leader = self.leader;
        self.zones.iter().filter(move |zone| *zone != leader)
    }

    /// The next zone with a copy after the leader's, in turn.
    pub(crate) fn next(&self) -> u8 {
        self.zones.turn(self.leader).nth(1).unwrap_or(self.leader)
    }

    /// Forgets the records that every copy shows.
    pub(crate) fn trim(&mut self) {
        self.trim_for([true; 3]);
    }

    /// The same where nobody follows, so that nobody will say that it shows a record.
    pub(crate) fn trim_alone(&mut self) {
        if self.zones.count() == 1 {
            self.trim();
        }
    }

    /// Forgets the records that these copies show.
    pub(crate) fn trim_for(&mut self, reads: [bool; 3]) {
        let read = self.zones.iter().filter(|zone| reads.get(usize::from(*zone)) == Some(&true));
        let everywhere = read.map(|zone| self.shown(zone)).min().unwrap_or(0).min(self.committed);
        self.changes.forget(everywhere);
    }
}

impl Partition {
    /// One without rows.
    pub(crate) fn new(id: u32, from: Key, log: Log) -> Self {
        Self {
            id,
            from,
            items: 0,
            bytes: 0,
            meter: Meter::default(),
            doors: Doors::default(),
            heat: Heat::default(),
            planned: None,
            log,
        }
    }

    /// Records the change of one row's size; sizes are absent where there is no row.
    pub(crate) fn resize(&mut self, before: Option<u64>, after: Option<u64>) {
        self.items =
            self.items.saturating_add(u64::from(after.is_some())).saturating_sub(u64::from(before.is_some()));
        self.bytes = self.bytes.saturating_add(after.unwrap_or(0)).saturating_sub(before.unwrap_or(0));
    }
}

/// `P1`, `P2` … or, in a global index, `G1`, `G2` …
pub(crate) fn name(partition: u32, global: bool) -> String {
    let mut name = (u64::from(partition) + 1).to_string();
    name.insert(0, if global { 'G' } else { 'P' });
    name
}

#[cfg(test)]
mod tests {
    use super::Log;

    #[test]
    fn numbers_of_another_partitions_records_are_not_missed() {
        let part = Log { head: 34, committed: 29, applied: [29, 12, 29], ..Log::default() };
        assert_eq!([part.behind(0), part.behind(1), part.behind(2)], [0, 22, 0]);
    }
}
