//! Splits are decided and begin.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use api::dynamodb::Throughput;
use serde::{Deserialize, Serialize};
use trace::{Class, Kind, SplitCause, SplitRefusal};
use value::Key;

use super::boundary::{after, divide, parts};
use crate::Knob;
use crate::catalogue::TableState;
use crate::due::Due;
use crate::partitions;
use crate::recorder::{Mark, figure, place};
use crate::world::World;

/// Above this share of the use, percent, one item is the heat.
const ONE_ITEM: u64 = 90;

/// A split that goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Planned {
    /// Where its parts begin, but for the first.
    pub(crate) cuts: Vec<Key>,
    /// What the parts were used, relative to each other.
    pub(crate) weights: Vec<u64>,
}

impl World {
    /// A partition has been hot for long: it is split, or it is told why that would not help.
    pub(super) fn split_for_heat(&mut self, table: u32, index: Option<u16>, partition: u32, cause: u64) {
        let Some(state) = self.tables.get(&table) else { return };
        let checks = u32::try_from(self.knobs.amount(Knob::HeatChecks)).unwrap_or(u32::MAX);
        let Some(home) = state.partitions_of(index).get(partition) else { return };
        let whole: u64 = home.heat.keys.values().sum();
        let top = home.heat.keys.iter().max_by_key(|(_, used)| **used);
        let Some((top, used)) = top.map(|(key, used)| (key.clone(), *used)) else { return };
        let moves = home.heat.moved.iter().any(|&minutes| minutes >= checks.saturating_sub(1).clamp(1, 4));
        let (why, planned) = if used.saturating_mul(100) > whole.saturating_mul(ONE_ITEM) {
            let cuts = around(state, index, partition, &top);
            if cuts.is_empty() {
                return self.refuse_split(table, index, partition, SplitRefusal::OneItem, cause);
            }
            let weights = cuts.iter().map(|_| 1).chain([1]).collect();
            (SplitCause::HotItem, Planned { cuts, weights })
        } else if moves {
            return self.refuse_split(table, index, partition, SplitRefusal::Monotonic, cause);
        } else {
            match divide(&home.heat.keys, has_local(state, index)) {
                Some((cut, left, right)) => {
                    (SplitCause::Heat, Planned { cuts: vec![cut], weights: vec![left, right] })
                }
                None => return self.refuse_split(table, index, partition, SplitRefusal::LocalIndex, cause),
            }
        };
        self.begin_split(table, index, partition, planned, (why, cause));
    }

    fn refuse_split(
        &mut self,
        table: u32,
        index: Option<u16>,
        partition: u32,
        why: SplitRefusal,
        cause: u64,
    ) {
        if let Some(home) = self.table_mut(table).and_then(|it| it.partitions_mut(index).get_mut(partition)) {
            // It is looked at anew after as long again.
            home.heat.hot = 0;
            home.heat.refused = Some(why);
        }
        let mark = Mark::control(place(table, index, partition));
        self.recorder.emit(self.now, cause, mark, Kind::SplitRefused { why });
    }

    /// Splits a partition that has grown too large in half by bytes.
    pub(crate) fn check_size(&mut self, table: u32, index: Option<u16>, partition: u32) {
        let most = self.knobs.amount(Knob::PartitionMaxBytes);
        let Some(state) = self.tables.get(&table) else { return };
        let partitions = state.partitions_of(index);
        let grown = |it: &crate::partition::Partition| it.bytes > most && it.planned.is_none();
        if partitions.get(partition).is_some_and(grown) {
            self.split_by_size(table, index, partition);
        }
    }

    #[inline(never)]
    fn split_by_size(&mut self, table: u32, index: Option<u16>, partition: u32) {
        let Some(state) = self.tables.get(&table) else { return };
        let range = state.partitions_of(index).range(partition);
        let Some(rows) = rows(state, index) else { return };
        let size = |item: &value::Item| match index.and_then(|at| state.schema().index_at(at)) {
            Some(index) => index.projected_size(item),
            None => item.size(),
        };
        let inside = rows.range::<_, Key>((range.from.as_ref(), range.to.as_ref()));
        let weights: BTreeMap<Key, u64> = value::map(inside.map(|(key, item)| (key.clone(), size(item))));
        let Some((cut, left, right)) = divide(&weights, has_local(state, index)) else { return };
        let planned = Planned { cuts: vec![cut], weights: vec![left, right] };
        self.begin_split(table, index, partition, planned, (SplitCause::Size, 0));
    }

    /// Splits partitions until they can serve so much: each into two, or four, or eight …
    pub(crate) fn split_for(&mut self, table: u32, index: Option<u16>, units: Throughput) {
        let needed = partitions::needed(&self.knobs, Some(units));
        let Some(state) = self.tables.get(&table) else { return };
        let partitions = state.partitions_of(index);
        // A deleted index has a place, but no partitions any more.
        if partitions.len() == 0 {
            return;
        }
        let mut into = 1_u64;
        while u64::from(partitions.len()).saturating_mul(into) < needed {
            into = into.saturating_mul(2);
        }
        if into == 1 {
            return;
        }
        let into = u32::try_from(into).unwrap_or(u32::MAX);
        let cuts: Vec<(u32, Vec<Key>)> = (0..)
            .zip(partitions.iter())
            .filter(|(_, partition)| partition.planned.is_none())
            .map(|(position, partition)| {
                let (from, to) = partitions.hashes(position);
                (partition.id, parts(from, to, into))
            })
            .collect();
        for (partition, cuts) in cuts.into_iter().filter(|(_, cuts)| !cuts.is_empty()) {
            let weights = vec![1; cuts.len() + 1];
            let planned = Planned { cuts, weights };
            self.begin_split(table, index, partition, planned, (SplitCause::Throughput, 0));
        }
    }

    /// A table or index on demand served this many units a second for a minute: it can serve as much at once from now
    /// on, and prepares for twice that.
    pub(crate) fn grew(&mut self, (table, index): (u32, Option<u16>), class: Class, average: u64) {
        let now = self.now;
        let knobs = Arc::clone(&self.knobs);
        let Some(state) = self.table_mut(table) else { return };
        let (flow, _) = crate::admission::flow(&knobs, now, state, index, class);
        let position = index.map(usize::from);
        let warm = position.and_then(|at| state.indexes.get(at)).map_or(state.warm, |it| state.warm_of(it));
        let slot = |units: &mut Throughput| match class {
            Class::Read => units.read = units.read.max(average),
            Class::Write => units.write = units.write.max(average),
        };
        let mut greater = warm;
        slot(&mut greater);
        if greater != warm {
            match position.and_then(|at| state.indexes.get_mut(at)) {
                Some(index) => index.control.warm = Some(greater),
                None => state.warm = greater,
            }
        }
        if average.saturating_mul(2_000) > flow.rate {
            let twice = average.saturating_mul(2);
            let units = match class {
                Class::Read => Throughput { read: twice, write: 0 },
                Class::Write => Throughput { read: 0, write: twice },
            };
            self.split_for(table, index, units);
        }
    }

    fn begin_split(
        &mut self,
        table: u32,
        index: Option<u16>,
        partition: u32,
        planned: Planned,
        (why, cause): (SplitCause, u64),
    ) {
        let parts = figure(planned.weights.len() as u64);
        let Some(home) = self.table_mut(table).and_then(|it| it.partitions_mut(index).get_mut(partition))
        else {
            return;
        };
        home.planned = Some(Arc::new(planned));
        let mark = Mark::control(place(table, index, partition));
        let event = self.recorder.emit(self.now, cause, mark, Kind::SplitStarted { why, parts });
        let at = self.now.saturating_add(self.knobs.amount(Knob::SplitDuration));
        self.queue.push(at, Due::Split { table, index, partition, cause: event });
    }
}

/// Whether item collections of a table must stay whole. A global index has no local ones.
pub(super) fn has_local(state: &TableState, index: Option<u16>) -> bool {
    index.is_none() && state.schema().local_count() > 0
}

/// The rows of a table or global index.
pub(super) fn rows(state: &TableState, index: Option<u16>) -> Option<&imbl::OrdMap<Key, value::Item>> {
    match index {
        Some(position) => state.data.index_rows(position),
        None => Some(state.data.rows()),
    }
}

/// Where one item is set apart from the others of its partition: nowhere, if there are none.
fn around(state: &TableState, index: Option<u16>, partition: u32, item: &Key) -> Vec<Key> {
    let partitions = state.partitions_of(index);
    let range = partitions.range(partition);
    let Some(rows) = rows(state, index) else { return Vec::new() };
    let some = |from: Bound<&Key>, to: Bound<&Key>| rows.range::<_, Key>((from, to)).next().is_some();
    let next = after(item);
    // With a local index the item's whole collection goes with it.
    let (from, to) = if has_local(state, index) {
        let end = item.hash.checked_add(1).map(super::boundary::edge);
        (super::boundary::edge(item.hash), end)
    } else {
        (item.clone(), Some(next))
    };
    let below = some(range.from.as_ref(), Bound::Excluded(&from));
    let above = to.as_ref().is_some_and(|to| match &range.to {
        Bound::Excluded(end) if end <= to => false,
        end => some(Bound::Included(to), end.as_ref()),
    });
    let first = below.then_some(from);
    first.into_iter().chain(to.filter(|_| above)).collect()
}
