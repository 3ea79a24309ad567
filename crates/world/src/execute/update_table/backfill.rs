//! The life of an index that is added: its partitions are made, it reads the table's items, it is there.

use std::ops::Bound;
use std::sync::Arc;

use api::dynamodb::{IndexStatus, TableStatus};
use sim::{MICROS_PER_SECOND, Micros};
use table::{EntryChange, Index, IndexChange};
use trace::{Class, Kind, Place, Station, Status};
use value::{Item, Key};

use super::units;
use crate::admission::{self, Target};
use crate::control::Backfill;
use crate::due::Due;
use crate::knobs::Knob;
use crate::recorder::{Mark, place};
use crate::world::World;

impl World {
    /// An index's status ends, or its backfill takes a step.
    pub(crate) fn index_goes_on(&mut self, id: u32, position: u16) {
        let moment = self.moment();
        let Some(table) = self.table_mut(id) else { return };
        if table.status == TableStatus::Deleting {
            return;
        }
        let Some(state) = table.indexes.get_mut(usize::from(position)) else { return };
        // Of an index that is being deleted, only the end of that counts.
        if state.control.until.is_none_or(|until| until > moment.now) {
            return;
        }
        match (state.status, state.control.backfill.take()) {
            (IndexStatus::Deleting, _) => self.remove_index(id, position),
            (IndexStatus::Updating, _) => {
                self.rerate(id, |world| {
                    if let Some(table) = world.table_mut(id) {
                        units::settle_index(table, position, &moment);
                    }
                });
                self.tell_index(id, position, Status::Active);
            }
            (IndexStatus::Creating, Some(Backfill::Allocating)) => {
                self.read_later(id, position, None, Backfill::STEPS);
            }
            (IndexStatus::Creating, Some(Backfill::Reading { done, left })) => {
                let left = left.saturating_sub(1);
                let reached = self.read_items(id, position, done, left == 0);
                let taken = Backfill::STEPS.saturating_sub(left);
                self.tell_progress(id, position, taken * 100 / Backfill::STEPS, reached.violations);
                let reached = reached.key;
                if left > 0 {
                    return self.read_later(id, position, reached, left);
                }
                self.open_gate(id, Some(position));
                let Some(table) = self.table_mut(id) else { return };
                table.data.set_strict(position, true);
                if let Some(state) = table.indexes.get_mut(usize::from(position)) {
                    state.status = IndexStatus::Active;
                    state.control.until = None;
                }
                self.tell_index(id, position, Status::Active);
            }
            _ => {}
        }
    }

    fn tell_progress(&mut self, id: u32, position: u16, percent: u32, violations: u32) {
        let here = Place { partition: 0, ..place(id, Some(position), 0) };
        let mark = Mark { station: Station::Index, ..Mark::control(here) };
        self.recorder.emit(self.now, 0, mark, Kind::BackfillProgress { percent, violations });
    }

    fn tell_index(&mut self, id: u32, position: u16, status: Status) {
        let here = Place { partition: 0, ..place(id, Some(position), 0) };
        self.recorder.emit(self.now, 0, Mark::control(here), Kind::IndexStatus { status });
    }

    fn read_later(&mut self, id: u32, position: u16, done: Option<Key>, left: u32) {
        let rate = self.knobs.amount(Knob::BackfillRate);
        let items = self.tables.get(&id).map_or(0, |table| table.data.rows().len() as u64);
        let reading = items.saturating_mul(MICROS_PER_SECOND).checked_div(rate).unwrap_or(0);
        let step = self.knobs.amount(Knob::IndexBackfill).max(reading) / u64::from(Backfill::STEPS);
        let recovers = self.index_recovers(id, position);
        if recovers > step {
            self.note_online_throttle(id, position);
        }
        let until = self.now.saturating_add(step.max(recovers));
        let Some(table) = self.table_mut(id) else { return };
        let Some(state) = table.indexes.get_mut(usize::from(position)) else { return };
        state.control.backfill = Some(Backfill::Reading { done, left });
        state.control.until = Some(until);
        self.queue.push(until, Due::Index { table: id, index: position });
    }

    /// How long an index's write capacity takes to recover from what a step of its backfill used.
    fn index_recovers(&mut self, id: u32, position: u16) -> Micros {
        if !self.enforces() {
            return 0;
        }
        let (now, knobs) = (self.now, Arc::clone(&self.knobs));
        let Some(table) = self.table_mut(id) else { return 0 };
        let (flow, _) = admission::flow(&knobs, now, table, Some(position), Class::Write);
        let level = table.gate_mut(Some(position)).side_mut(Class::Write).pool.refill(flow, now);
        let missing = u64::try_from(level.saturating_neg()).unwrap_or(0);
        missing.div_ceil(flow.rate.max(1))
    }

    /// Puts the next share of the table's items (`all`: the rest) into an index, and says how far that went. Reading the
    /// table is free; the entries are paid for by the index.
    ///
    /// Items that don't fit the index's key are left out. Changes that are on their way to the index do no harm:
    /// each arrives after the item was read as it was then or later, and says what becomes of the entry.
    fn read_items(&mut self, id: u32, position: u16, done: Option<Key>, all: bool) -> Reached {
        let Some(table) = self.table_mut(id) else { return Reached { key: done, violations: 0 } };
        let share = table.data.rows().len() / Backfill::STEPS as usize + 1;
        let from = done.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
        let rows = table.data.rows().range::<_, Key>((from, Bound::Unbounded));
        let rows = rows.take(if all { usize::MAX } else { share });
        let rows: Vec<(Key, Item)> = rows.map(|(key, item)| (key.clone(), item.clone())).collect();
        let reached = rows.last().map(|(key, _)| key.clone()).or(done);
        let mut reached = Reached { key: reached, violations: 0 };
        let Some(index) = table.schema().index_at(position).cloned() else { return reached };
        let mut paid = Vec::new();
        for (key, item) in rows {
            let Some(entry) = index.entry_key(&item, &key) else {
                reached.violations += u32::from(violates(&index, &item));
                continue;
            };
            let before = table.data.index_rows(position).and_then(|rows| rows.get(&entry)).cloned();
            let sizes = (before.map(|item| index.projected_size(&item)), index.projected_size(&item));
            let at = table.indexes.get_mut(usize::from(position)).and_then(|state| {
                let at = state.partitions.locate(&entry);
                state.partitions.get_mut(at)
            });
            if let Some(partition) = at {
                partition.resize(sizes.0, Some(sizes.1));
                paid.push((partition.id, entry.clone(), sizes.1.div_ceil(table::WRITE_BLOCK).max(1) * 1_000));
            }
            let put = IndexChange {
                index: position,
                global: true,
                change: EntryChange::Added,
                remove: None,
                put: Some((entry, item)),
                units: 0,
            };
            table.data.apply_index(position, &put);
        }
        if self.enforces() && !index.is_vector() {
            for (partition, key, milli) in paid {
                let target = Target { table: id, index: Some(position), partition, key: Some(&key) };
                self.debit(0, target, Class::Write, milli);
                self.note_online(id, position, milli);
            }
        }
        reached
    }
}

/// How far a step of a backfill went.
struct Reached {
    /// The last key that was read.
    key: Option<Key>,
    /// Items that could not be taken up.
    violations: u32,
}

/// Whether an item that has no entry has all key attributes of the index all the same: one of them is of another type,
/// or empty. Without one the item is just not in the index.
fn violates(index: &Index, item: &Item) -> bool {
    let parts = index.key().partition.iter().chain(&index.key().sort);
    let present: Vec<_> = parts.map(|part| item.get(&part.name)).collect();
    present.iter().all(Option::is_some)
}
