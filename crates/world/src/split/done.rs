//! A split is done: the partition's place is taken by its parts.

use std::ops::Bound;
use std::sync::Arc;

use trace::Kind;
use value::{Item, Key};

use super::grid::Place;
use super::start::{Planned, rows};
use crate::catalogue::TableState;
use crate::partition::{Log, Partition};
use crate::recorder::{Mark, figure, place};
use crate::world::World;

impl World {
    /// The parts take over. What was on its way to the partition goes to whoever has its keys now.
    #[inline(never)]
    pub(crate) fn split_done(&mut self, table: u32, index: Option<u16>, partition: u32, cause: u64) {
        let Some(state) = self.tables.get(&table) else { return };
        let Some(home) = state.partitions_of(index).get(partition) else { return };
        let Some(planned) = home.planned.clone() else { return };
        let now = self.now;
        let leader = home.log.leader;
        let heirs = heirs(state, index, home, &planned);
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        let ids = state.partitions_mut(index).replace(partition, heirs, now);
        let partitions = state.partitions_of(index);
        let begin = |id: &u32| Some(partitions.places(partitions.position(*id)?).0);
        let cuts: Vec<Place> = ids.iter().skip(1).filter_map(begin).collect();
        state.grid_mut(index).cut(cuts.into_iter());
        if index.is_none() {
            self.split_shard(table, partition, &ids);
        }
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        if index.is_none() {
            for queue in state.indexes.iter_mut().map(|index| &mut index.queue) {
                queue.pass_on(partition, &ids);
            }
        }
        let (first, parts) = (ids.first().copied().unwrap_or(0), figure(ids.len() as u64));
        let mark = Mark::control(place(table, index, partition));
        let kind = Kind::SplitDone { first: first.saturating_add(1), parts };
        let event = self.recorder.emit(self.now, cause, mark, kind);
        for &id in &ids {
            let mark = Mark::control(place(table, index, id));
            self.recorder.emit(self.now, event, mark, Kind::PartitionCreated);
        }
        self.inherit((table, index), (partition, leader), &ids);
    }
}

fn heirs(state: &TableState, index: Option<u16>, home: &Partition, planned: &Planned) -> Vec<Partition> {
    let range = state.partitions_of(index).range(home.id);
    let whole: u64 = planned.weights.iter().sum();
    let starts = std::iter::once(&home.from).chain(&planned.cuts);
    let mut heirs = Vec::new();
    for (nth, (from, weight)) in starts.zip(&planned.weights).enumerate() {
        let to = planned.cuts.get(nth).map_or(range.to.clone(), |cut| Bound::Excluded(cut.clone()));
        let mut leaders = home.log.zones.turn(home.log.leader).cycle();
        let leader = leaders.nth(nth).unwrap_or(home.log.leader);
        let (items, bytes) = count(state, index, from, &to);
        heirs.push(Partition {
            items,
            bytes,
            doors: home.doors.part(*weight, whole),
            ..Partition::new(0, from.clone(), log_of(&home.log, leader, from, &to))
        });
    }
    heirs
}

fn count(state: &TableState, index: Option<u16>, from: &Key, to: &Bound<Key>) -> (u64, u64) {
    let index_of = index.and_then(|position| state.schema().index_at(position));
    let size = |item: &Item| index_of.map_or_else(|| item.size(), |index| index.projected_size(item));
    let rows = rows(state, index).into_iter();
    let inside = rows.flat_map(|rows| rows.range::<_, Key>((Bound::Included(from), to.as_ref())));
    inside.fold((0, 0), |(count, bytes), (_, item)| (count + 1, bytes + size(item)))
}

/// The part of a log that is about these keys. Records keep their numbers.
fn log_of(log: &Log, leader: u8, from: &Key, to: &Bound<Key>) -> Log {
    let inside = |key: &Key| {
        key >= from
            && match to {
                Bound::Excluded(to) => key < to,
                Bound::Included(to) => key <= to,
                Bound::Unbounded => true,
            }
    };
    let changes = log.changes.iter().filter(|(_, change)| inside(&change.key));
    let mut part =
        Log { changes: changes.map(|(lsn, change)| (lsn, Arc::clone(change))).collect(), ..log.clone() };
    if leader != part.leader {
        // A planned hand-over: the new leader has everything that is committed before it begins.
        let slot = usize::from(leader.min(2));
        part.applied[slot] = part.applied[slot].max(part.committed);
        part.leader = leader;
    }
    part
}
