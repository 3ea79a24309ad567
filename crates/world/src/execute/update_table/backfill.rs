//! The life of an index that is added: its partitions are made, it reads the table's items, it is there.

use std::ops::Bound;

use api::dynamodb::{IndexStatus, TableStatus};
use table::{EntryChange, IndexChange};
use trace::{Kind, Place, Status};
use value::{Item, Key};

use super::units;
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
                if left > 0 {
                    return self.read_later(id, position, reached, left);
                }
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

    fn tell_index(&mut self, id: u32, position: u16, status: Status) {
        let here = Place { partition: 0, ..place(id, Some(position), 0) };
        self.recorder.emit(self.now, 0, Mark::control(here), Kind::IndexStatus { status });
    }

    fn read_later(&mut self, id: u32, position: u16, done: Option<Key>, left: u32) {
        let step = self.knobs.amount(Knob::IndexBackfill) / u64::from(Backfill::STEPS);
        let until = self.now.saturating_add(step);
        let Some(table) = self.table_mut(id) else { return };
        let Some(state) = table.indexes.get_mut(usize::from(position)) else { return };
        state.control.backfill = Some(Backfill::Reading { done, left });
        state.control.until = Some(until);
        self.queue.push(until, Due::Index { table: id, index: position });
    }

    /// Puts the next share of the table's items (`all`: the rest) into an index, and says how far that went.
    ///
    /// Items that don't fit the index's key are left out. Changes that are on their way to the index do no harm:
    /// each arrives after the item was read as it was then or later, and says what becomes of the entry.
    fn read_items(&mut self, id: u32, position: u16, done: Option<Key>, all: bool) -> Option<Key> {
        let Some(table) = self.table_mut(id) else { return done };
        let share = table.data.rows().len() / Backfill::STEPS as usize + 1;
        let from = done.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
        let rows = table.data.rows().range::<_, Key>((from, Bound::Unbounded));
        let rows = rows.take(if all { usize::MAX } else { share });
        let rows: Vec<(Key, Item)> = rows.map(|(key, item)| (key.clone(), item.clone())).collect();
        let reached = rows.last().map(|(key, _)| key.clone()).or(done);
        let Some(index) = table.schema().index_at(position).cloned() else { return reached };
        for (key, item) in rows {
            let Some(entry) = index.entry_key(&item, &key) else { continue };
            let before = table.data.index_rows(position).and_then(|rows| rows.get(&entry)).cloned();
            let sizes = (before.map(|item| index.projected_size(&item)), index.projected_size(&item));
            let at = table.indexes.get_mut(usize::from(position)).and_then(|state| {
                let at = state.partitions.locate(&entry);
                state.partitions.get_mut(at)
            });
            if let Some(partition) = at {
                partition.resize(sizes.0, Some(sizes.1));
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
        reached
    }
}
