//! Workloads as the page draws them.

use console::{Action, LabCommand, LoadCommand};
use serde::{Deserialize, Serialize};
use sim::MICROS_PER_SECOND;
use trace::Class;
use world::TableInfo;
use world::workload::{Bucketed, End, Need, WorkloadInfo};

use super::form::line;
use super::tell::{most_used, of_partition};
use crate::lab::Lab;
use crate::protocol::Printed;

/// A workload that runs, or did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadView {
    /// Its name.
    pub name: String,
    /// Its table.
    pub table: String,
    /// The command that begins the same.
    pub line: String,
    /// Whether its operations begin.
    pub running: bool,
    /// Whether somebody ended it.
    pub stopped: bool,
    /// When it began and how long it lasts, virtual microseconds.
    pub started: u64,
    /// For so long.
    pub lasts: u64,
    /// Operations that began, and those of them that succeeded, were given up, failed otherwise, never went out, and
    /// are under way.
    pub offered: u64,
    /// Succeeded.
    pub succeeded: u64,
    /// Given up.
    pub given_up: u64,
    /// Failed with an error that nobody tries again.
    pub failed: u64,
    /// Never went out.
    pub dropped: u64,
    /// Under way.
    pub under_way: u64,
    /// Calls that were made.
    pub calls: u64,
    /// Those of them that were throttled.
    pub throttled: u64,
    /// Calls that were made again.
    pub retries: u64,
    /// Within which half of the operations and 99 of 100 were done, microseconds; absent before the first.
    pub within: Option<(u64, u64)>,
    /// The rate that adaptive clients allow themselves, thousandths of a call a second.
    pub allowed: Option<u64>,
    /// Microseconds of a cell of the series.
    pub width: u64,
    /// Over time: operations begun, succeeded, given up; calls throttled.
    pub cells: Vec<[u32; 4]>,
}

/// What a workload would need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewView {
    /// Operations altogether.
    pub operations: u64,
    /// A second on average and at most, in thousandths.
    pub rates: (u64, u64),
    /// How many of them were tried on a copy.
    pub tried: u64,
    /// What the first that failed was told.
    pub failure: Option<String>,
    /// By bucket; of the partitions those that are used most.
    pub needs: Vec<NeedView>,
    /// Partitions that aren't listed.
    pub hidden: u64,
    /// How long it lasts, virtual microseconds.
    pub lasts: u64,
}

/// What one bucket would have to give: milli-units a second.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedView {
    /// `Orders`, `GSI ByStatus`, `P2`, `G1 of ByStatus`.
    pub bucket: String,
    /// Whether it is a partition's.
    pub partition: bool,
    /// For writes, or for reads.
    pub write: bool,
    /// On average.
    pub mean: u64,
    /// At most.
    pub peak: u64,
    /// What it gives.
    pub limit: u64,
    /// Where more is needed than it gives, and something is saved up: for how long that makes up for it, microseconds.
    pub saved: Option<u64>,
}

impl Lab {
    /// The workloads, the latest first.
    pub fn loads(&self) -> Vec<LoadView> {
        self.session.world().workloads().iter().rev().map(|workload| self.load_view(workload)).collect()
    }

    fn load_view(&self, workload: &WorkloadInfo) -> LoadView {
        let WorkloadInfo { spec, tally, .. } = workload;
        LoadView {
            name: spec.name.clone(),
            table: spec.table.clone(),
            line: line(spec, &self.region),
            running: workload.over.is_none(),
            stopped: matches!(workload.over, Some((_, End::Stopped))),
            started: workload.started,
            lasts: spec.lasts,
            offered: tally.offered,
            succeeded: tally.succeeded,
            given_up: tally.given_up,
            failed: tally.failed,
            dropped: tally.dropped,
            under_way: workload.under_way,
            calls: tally.attempts,
            throttled: tally.throttled,
            retries: tally.retries,
            within: tally.within(50).zip(tally.within(99)),
            allowed: workload.allowed,
            width: tally.series.width,
            cells: tally
                .series
                .cells
                .iter()
                .map(|cell| [cell.offered, cell.succeeded, cell.given_up, cell.throttled])
                .collect(),
        }
    }

    /// What the workload of a command would need, found out on a copy of the world. `Err` says in a sentence why it
    /// couldn't begin.
    pub fn load_preview(&self, text: &str) -> Result<PreviewView, String> {
        let script = self.parse(text);
        let action = script.commands.into_iter().next().map(|command| command.action);
        let flags = match action {
            Some(Ok(Action::Lab(LabCommand::Workload(
                LoadCommand::Start(flags) | LoadCommand::Preview(flags),
            )))) => flags,
            Some(Err(fault)) => return Err(fault.message),
            _ => return Err("This is no workload.".to_owned()),
        };
        let spec = self.spec(&flags)?;
        // A table that is being made is waited for, as the command would.
        let mut copy = self.dry();
        copy.await_table(&spec.region, &spec.table, &mut Printed::default());
        let preview = copy.session.world().preview(&spec).map_err(|error| error.to_string())?;
        let (partitions, hidden) = most_used(&preview);
        let table = copy.session.world().table(&spec.region, &spec.table);
        let named = |need: &Need| NeedView {
            saved: table.as_ref().and_then(|table| saved(table, need)),
            bucket: match &need.bucket {
                Bucketed::Table => spec.table.clone(),
                Bucketed::Index(index) => format!("GSI {index}"),
                Bucketed::Partition(partition) => partition.clone(),
                Bucketed::IndexPartition(index, partition) => format!("{partition} of {index}"),
            },
            partition: of_partition(need),
            write: need.class == Class::Write,
            mean: need.mean,
            peak: need.peak,
            limit: need.limit,
        };
        let whole = preview.needs.iter().filter(|need| !of_partition(need));
        Ok(PreviewView {
            operations: preview.operations,
            rates: (preview.mean, preview.peak),
            tried: preview.tried,
            needs: whole.chain(partitions).map(named).collect(),
            hidden,
            failure: preview.failure,
            lasts: spec.lasts,
        })
    }
}

/// For how long a table's or index's savings make up for what is needed beyond what flows in.
fn saved(table: &TableInfo, need: &Need) -> Option<u64> {
    let capacity = match &need.bucket {
        Bucketed::Table => &table.capacity,
        Bucketed::Index(name) => &table.indexes.iter().find(|index| *index.name == **name)?.capacity,
        Bucketed::Partition(_) | Bucketed::IndexPartition(..) => return None,
    };
    let pool = if need.class == Class::Write { &capacity.write } else { &capacity.read };
    let (level, beyond) = (u64::try_from(pool.level).ok()?, need.mean.checked_sub(need.limit)?);
    level.saturating_mul(MICROS_PER_SECOND).checked_div(beyond).filter(|time| *time >= MICROS_PER_SECOND)
}
