//! What version 3 of the durable part adds to version 2.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::Micros;

use super::RestoreError;
use super::partition::{DurablePartition, Fewer, Splits};
use super::stream::Lives;
use crate::backups::Settings;
use crate::catalogue::TableState;
use crate::chaos::Chaos;
use crate::dax::Caches;
use crate::identity::{Identities, Organization};
use crate::jobs::Jobs;
use crate::lambda::{Lambdas, Windows};
use crate::metrics::Alarms;
use crate::partitions::Partitions;
use crate::transactions::Ledger;
use crate::workload::Load;
use crate::world::World;

/// Everything that came after version 2, a field for each part of the service. The default of each is what a world of
/// version 2 had; it leaves no mark in the state's hash.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Extra {
    /// Partitions that were split.
    pub(super) splits: Vec<Splits>,
    /// By table: when it went on demand, in the last day.
    pub(super) switches: Vec<(u32, Vec<Micros>)>,
    /// Clusters, their groups, and applications' own caches; nothing of what is in them.
    pub(super) caches: Caches,
    /// Faults that are planned or under way.
    pub(super) chaos: Chaos,
    /// Workloads: what they are, how far they have come, what became of their calls.
    pub(super) load: Load,
    /// Shards of streams that took the place of others.
    pub(super) shards: Vec<Lives>,
    /// Functions, mappings with their places in streams, queues.
    pub(super) lambda: Lambdas,
    /// Alarms, how they stand, and their history.
    pub(super) alarms: Alarms,
    /// Users, groups, roles, policies, keys and sessions.
    pub(super) identities: Identities,
    /// Transactions begun, and coordinators that are gone.
    pub(super) transactions: Ledger,
    /// Tumbling windows of mappings, and what functions have kept of them.
    pub(super) windows: Windows,
    /// Service control policies, and those that are attached.
    pub(super) organization: Organization,
    /// Exports, imports and bulk writes.
    pub(super) jobs: Jobs,
    /// Partitions that have fewer than three copies.
    pub(super) fewer: Vec<Fewer>,
    /// By backup: settings of its table that its definition doesn't tell.
    pub(super) backups: Vec<(u32, Settings)>,
}

impl Extra {
    pub(super) fn of(world: &World) -> Self {
        let tables = || world.tables.values();
        let switched = tables().filter(|table| !table.switches.is_empty());
        let set = world.backups.all.values().filter(|backup| backup.settings != Settings::default());
        Self {
            splits: tables().flat_map(|table| splits(table)).collect(),
            caches: world.caches.durable(),
            switches: switched.map(|table| (table.id, table.switches.to_vec())).collect(),
            chaos: world.chaos.clone(),
            load: world.load.clone(),
            shards: world.streams.all.values().filter_map(|stream| Lives::of(stream)).collect(),
            lambda: world.lambda.durable(),
            alarms: world.alarms.clone(),
            identities: world.identities.clone(),
            transactions: world.transactions.ledger.clone(),
            windows: world.windows.clone(),
            organization: world.organization.clone(),
            jobs: world.jobs.clone(),
            fewer: tables().flat_map(|table| fewer_copies(table)).collect(),
            backups: set.map(|backup| (backup.about.id, backup.settings.clone())).collect(),
        }
    }

    /// When a table went on demand.
    pub(super) fn switches(&self, table: u32) -> Arc<Vec<Micros>> {
        let known = self.switches.iter().find(|(id, _)| *id == table);
        known.map(|(_, at)| at.clone()).unwrap_or_default().into()
    }

    /// The partitions of a table, or of the global index at a position.
    pub(super) fn partitions(
        &mut self,
        stored: &[DurablePartition],
        table: u32,
        index: Option<u16>,
    ) -> Result<Partitions, RestoreError> {
        let split = self.splits.iter().position(|it| (it.table, it.index) == (table, index));
        let fewer = self.fewer.iter().position(|it| it.is_of(table, index));
        let splits = split.map(|at| self.splits.swap_remove(at));
        DurablePartition::restore(stored, splits, fewer.map(|at| self.fewer.swap_remove(at)))
    }
}

/// What splits made of a table's partitions and of those of its indexes.
pub(crate) fn splits(table: &TableState) -> Vec<Splits> {
    of_all(table, Splits::of)
}

/// Where a table's partitions and those of its indexes have copies, if not everywhere.
pub(crate) fn fewer_copies(table: &TableState) -> Vec<Fewer> {
    of_all(table, Fewer::of)
}

/// What there is to remember of a table's partitions and of those of its indexes.
fn of_all<T>(table: &TableState, of: impl Fn(u32, Option<u16>, &Partitions) -> Option<T>) -> Vec<T> {
    let indexes =
        (0..).zip(&table.indexes).filter_map(|(at, index)| of(table.id, Some(at), &index.partitions));
    of(table.id, None, &table.partitions).into_iter().chain(indexes).collect()
}
