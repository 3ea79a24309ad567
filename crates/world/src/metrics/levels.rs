//! How things stand: provisioned units and maxima, as a list of their changes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::name::Metric;
use crate::catalogue::TableState;
use crate::small::SmallMap;
use crate::world::World;

/// Changes of one table or index that are remembered.
const MOST: usize = 500;

/// Provisioned reads and writes, and the most on demand of both; what there isn't is absent.
pub(super) type Level = [Option<u64>; 4];

/// What changed when, by table and index (from 1; 0 for the table).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Levels(SmallMap<(u32, u16), History>);

/// From which minute on a level holds.
type History = Arc<Vec<(u32, Level)>>;

impl Levels {
    fn put(&mut self, of: (u32, u16), at: u32, level: Level) {
        match self.0.get_mut(&of) {
            None if level == Level::default() => {}
            None => {
                self.0.insert(of, Arc::new(vec![(at, level)]));
            }
            Some(changes) if changes.last().is_some_and(|(_, last)| *last == level) => {}
            Some(changes) => {
                let changes = Arc::make_mut(changes);
                changes.retain(|(known, _)| *known != at);
                if changes.len() >= MOST {
                    changes.remove(0);
                }
                changes.push((at, level));
            }
        }
    }

    /// The changes of a table or index.
    pub(super) fn of(&self, of: (u32, u16)) -> &[(u32, Level)] {
        self.0.get(&of).map_or(&[], |changes| changes.as_slice())
    }

    /// Everything that ever had a level.
    pub(super) fn subjects(&self) -> impl Iterator<Item = (u32, u16)> {
        self.0.keys().copied()
    }

    /// How it stood at a second.
    pub(super) fn at(&self, of: (u32, u16), second: u32) -> Level {
        let changes = self.of(of);
        let before = changes.partition_point(|(at, _)| *at <= second);
        before.checked_sub(1).and_then(|at| changes.get(at)).map(|(_, level)| *level).unwrap_or_default()
    }
}

/// Where a metric stands in a level.
pub(super) const fn slot(metric: Metric) -> Option<usize> {
    match metric {
        Metric::ProvisionedReadCapacityUnits => Some(0),
        Metric::ProvisionedWriteCapacityUnits => Some(1),
        Metric::OnDemandMaxReadRequestUnits => Some(2),
        Metric::OnDemandMaxWriteRequestUnits => Some(3),
        _ => None,
    }
}

fn levels(table: &TableState) -> Vec<(u16, Level)> {
    let set = |units: Option<i64>| units.and_then(|units| u64::try_from(units).ok());
    let provisioned = table.definition.provisioned();
    let limits = table.control.limits.filter(|_| provisioned.is_none());
    let own: Level = [
        provisioned.map(|units| units.read),
        provisioned.map(|units| units.write),
        set(limits.and_then(|it| it.read)),
        set(limits.and_then(|it| it.write)),
    ];
    let indexes = (0_u16..).zip(&table.indexes).filter(|(position, _)| table.is_global(*position));
    let indexes = indexes.map(|(position, index)| {
        let limits = index.control.limits.filter(|_| index.provisioned.is_none());
        let level: Level = [
            index.provisioned.map(|units| units.read),
            index.provisioned.map(|units| units.write),
            set(limits.and_then(|it| it.read)),
            set(limits.and_then(|it| it.write)),
        ];
        (position.saturating_add(1), level)
    });
    std::iter::once((0, own)).chain(indexes).collect()
}

impl World {
    /// Notes what a table and its indexes are provisioned with, if that has changed.
    pub(crate) fn note_levels(&mut self, id: u32) {
        if !self.measures() {
            return;
        }
        let second = self.unix_second();
        let Some(table) = self.tables.get(&id) else { return self.end_levels(id, second) };
        for (index, level) in levels(table) {
            self.metrics.levels.put((id, index), second, level);
        }
    }

    /// The table is gone.
    fn end_levels(&mut self, id: u32, second: u32) {
        let of: Vec<_> = self.metrics.levels.subjects().filter(|(table, _)| *table == id).collect();
        for subject in of {
            self.metrics.levels.put(subject, second, Level::default());
        }
    }
}
