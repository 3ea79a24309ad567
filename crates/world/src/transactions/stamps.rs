//! When items were last written: the order in which transactions and single writes count.

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use sim::Micros;
use value::Key;

use crate::small::SmallMap;
use crate::world::World;

/// A place in the order of all writes. Of equal times the later given is the later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Stamp {
    /// The clock of whoever gave it.
    pub(crate) at: Micros,
    serial: u64,
}

/// The latest stamps of items, as far as a transaction may still come with an older one: what is older than every
/// transaction under way decides nothing any more and is forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamps {
    #[serde(deserialize_with = "table::stored_map")]
    of: OrdMap<(u32, Key), Stamp>,
    /// The same, in the order in which they were noted.
    order: Vector<(Stamp, u32, Key)>,
    /// By table and partition: the latest stamp of a delete. An item that isn't there has no stamp of its own.
    deleted: SmallMap<(u32, u32), Stamp>,
    serial: u64,
}

impl Stamps {
    /// A stamp of a clock.
    pub(crate) fn give(&mut self, at: Micros) -> Stamp {
        self.serial += 1;
        Stamp { at, serial: self.serial }
    }

    pub(crate) fn of(&self, table: u32, key: &Key) -> Option<Stamp> {
        if self.of.is_empty() { None } else { self.of.get(&(table, key.clone())).copied() }
    }

    fn note(&mut self, table: u32, key: &Key, stamp: Stamp) {
        let place = (table, key.clone());
        let later = self.of.get(&place).is_none_or(|known| *known < stamp);
        if later {
            self.order.push_back((stamp, table, key.clone()));
            self.of.insert(place, stamp);
        }
    }

    /// Forgets what was noted of times before this.
    fn forget(&mut self, before: Micros) {
        while let Some((stamp, table, key)) = self.order.front().cloned() {
            if stamp.at >= before {
                break;
            }
            self.order.pop_front();
            let place = (table, key);
            // It may have been written again since.
            if self.of.get(&place) == Some(&stamp) {
                self.of.remove(&place);
            }
        }
        if self.order.is_empty() && !self.deleted.is_empty() {
            self.deleted = SmallMap::new();
        }
    }
}

impl World {
    /// An item was written by itself: its stamp is that of its leader's clock, and later than the one before.
    #[inline(never)]
    pub(crate) fn stamp_write(&mut self, table: u32, key: &Key, deleted: bool) {
        let known = self.transactions.stamps.of(table, key);
        let at = known.map_or(self.now, |known| known.at.max(self.now));
        let stamp = self.transactions.stamps.give(at);
        self.note_stamp(table, key, deleted, stamp);
    }

    /// An item was written at this stamp.
    pub(crate) fn note_stamp(&mut self, table: u32, key: &Key, deleted: bool, stamp: Stamp) {
        self.transactions.stamps.note(table, key, stamp);
        if deleted {
            let at = self.tables.get(&table).map_or(0, |table| table.partitions.locate(key));
            let stamps = &mut self.transactions.stamps;
            if stamps.deleted.get(&(table, at)).is_none_or(|known| *known < stamp) {
                stamps.deleted.insert((table, at), stamp);
            }
        }
        self.forget_stamps();
    }

    /// Forgets stamps that are older than all that may still come.
    pub(crate) fn forget_stamps(&mut self) {
        let skew = self.knobs.amount(crate::Knob::TransactSkew);
        let next = self.now.saturating_sub(skew);
        let before = self.transactions.oldest().map_or(next, |oldest| oldest.min(next));
        self.transactions.stamps.forget(before);
    }

    /// The latest stamp that counts against a write of an item: its own, or where there is no item, that of the latest
    /// delete in its partition.
    pub(crate) fn latest_stamp(&self, table: u32, key: &Key) -> Option<Stamp> {
        let stamps = &self.transactions.stamps;
        let own = stamps.of(table, key);
        let state = self.tables.get(&table)?;
        if stamps.deleted.is_empty() || state.data.rows().contains_key(key) {
            return own;
        }
        own.max(stamps.deleted.get(&(table, state.partitions.locate(key))).copied())
    }

    /// A partition was split: its parts have its latest delete.
    pub(crate) fn inherit_stamps(&mut self, table: u32, parent: u32, heirs: &[u32]) {
        let Some(stamp) = self.transactions.stamps.deleted.get(&(table, parent)).copied() else { return };
        self.transactions.stamps.deleted.remove(&(table, parent));
        for &heir in heirs {
            self.transactions.stamps.deleted.insert((table, heir), stamp);
        }
    }
}
