//! What version 3 of the durable part adds to version 2.

use serde::{Deserialize, Serialize};

use super::partition::Splits;
use crate::catalogue::TableState;
use crate::workload::Load;
use crate::world::World;

/// Everything that came after version 2, a field for each part of the service. The default of each is what a world of
/// version 2 had; it leaves no mark in the state's hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Extra {
    /// Partitions that were split.
    pub(super) splits: Vec<Splits>,
    /// Workloads: what they are, how far they have come, what became of their calls.
    pub(super) load: Load,
}

impl Extra {
    pub(super) fn of(world: &World) -> Self {
        Self {
            splits: world.tables.values().flat_map(|table| splits(table)).collect(),
            load: world.load.clone(),
        }
    }

    /// What to remember of the partitions of a table, or of the global index at a position.
    pub(super) fn take_splits(&mut self, table: u32, index: Option<u16>) -> Option<Splits> {
        let at = self.splits.iter().position(|it| (it.table, it.index) == (table, index))?;
        Some(self.splits.swap_remove(at))
    }
}

/// What splits made of a table's partitions and of those of its indexes.
pub(crate) fn splits(table: &TableState) -> Vec<Splits> {
    let indexes = (0..)
        .zip(&table.indexes)
        .filter_map(|(position, index)| Splits::of(table.id, Some(position), &index.partitions));
    Splits::of(table.id, None, &table.partitions).into_iter().chain(indexes).collect()
}
