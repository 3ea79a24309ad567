//! Workloads in words.

use std::fmt::Write as _;

use trace::Class;
use world::workload::{Bucketed, End, Need, Preview, Spec, WorkloadInfo};

use super::form::line;
use crate::lab::Lab;
use crate::words::{count, grouped, span, units};

/// Partitions that a preview lists: those that would be used most.
const MOST_PARTITIONS: usize = 8;

impl Lab {
    /// Those that run, and the latest of those that are over.
    pub(super) fn tell_workloads(&self) -> String {
        let all = self.session.world().workloads();
        if all.is_empty() {
            return "There is no workload. `lab workload start --table T --rate 50` begins one.\n".to_owned();
        }
        all.iter().fold(String::new(), |out, workload| out + &self.tell_workload(workload))
    }

    fn tell_workload(&self, workload: &WorkloadInfo) -> String {
        let WorkloadInfo { spec, tally, .. } = workload;
        let state = match workload.over {
            None => {
                let end = workload.started.saturating_add(spec.lasts);
                format!("runs, {} to go", span(end.saturating_sub(self.clock())))
            }
            Some((_, End::Done)) if workload.under_way > 0 => "is over, but for what is under way".to_owned(),
            Some((_, End::Done)) => "is over".to_owned(),
            Some((_, End::Stopped)) => "was stopped".to_owned(),
        };
        let command = line(spec, self.region());
        let mut out = format!("{} on {} {state}\n  {command}\n", spec.name, spec.table);
        let mut line = |name: &str, figure: u64| {
            if figure > 0 {
                // Writing to a String cannot fail.
                let _ = writeln!(out, "  {name:<22}{:>14}", grouped(figure));
            }
        };
        line("operations", tally.offered);
        line("succeeded", tally.succeeded);
        line("given up", tally.given_up);
        line("failed otherwise", tally.failed);
        line("dropped", tally.dropped);
        line("under way", workload.under_way);
        line("calls", tally.attempts);
        line("throttled calls", tally.throttled);
        line("retries", tally.retries);
        if let Some((half, most)) = tally.within(50).zip(tally.within(99)) {
            let _ = writeln!(out, "  half were done within {}, 99 of 100 within {}", span(half), span(most));
        }
        if let Some(allowed) = workload.allowed {
            let _ = writeln!(out, "  its clients allow themselves {} calls a second", units(allowed));
        }
        out
    }
}

/// What a workload would need, as a table.
pub(super) fn preview(spec: &Spec, preview: &Preview) -> String {
    let mut out = format!(
        "{} in {}: {} a second on average, {} at most\n",
        count(preview.operations, "operation"),
        span(spec.lasts),
        units(preview.mean),
        units(preview.peak)
    );
    let _ = writeln!(out, "{:<24}{:>8}{:>14}{:>14}{:>14}  ", "", "", "needs/s", "at most/s", "there is/s");
    let (partitions, hidden) = most_used(preview);
    for need in preview.needs.iter().filter(|need| !of_partition(need)).chain(partitions) {
        let name = match &need.bucket {
            Bucketed::Table => spec.table.clone(),
            Bucketed::Index(index) => format!("GSI {index}"),
            Bucketed::Partition(partition) => format!("  {partition}"),
            Bucketed::IndexPartition(index, partition) => format!("  {partition} of {index}"),
        };
        let class = if need.class == Class::Read { "read" } else { "write" };
        let verdict = if need.mean > need.limit {
            "too much"
        } else if need.peak > need.limit {
            "too much at the peak"
        } else {
            ""
        };
        let row = format!(
            "{name:<24}{class:>8}{:>14}{:>14}{:>14}  {verdict}",
            rounded(need.mean),
            rounded(need.peak),
            rounded(need.limit)
        );
        let _ = writeln!(out, "{}", row.trim_end());
    }
    if hidden > 0 {
        let _ = writeln!(out, "  and {} that are used less", count(hidden, "partition"));
    }
    if let Some(failure) = &preview.failure {
        let _ = writeln!(out, "Some calls would fail: {failure}");
    }
    let _ = writeln!(
        out,
        "Found out with its first {} on a copy of this world.",
        count(preview.tried, "operation")
    );
    out
}

/// The partitions that would be used most, and how many others there are.
pub(super) fn most_used(preview: &Preview) -> (Vec<&Need>, u64) {
    let mut partitions: Vec<&Need> = preview.needs.iter().filter(|need| of_partition(need)).collect();
    value::sort_by_key(&mut partitions, |need| {
        std::cmp::Reverse((need.peak.saturating_sub(need.limit), need.mean))
    });
    let hidden = partitions.len().saturating_sub(MOST_PARTITIONS);
    partitions.truncate(MOST_PARTITIONS);
    (partitions, hidden as u64)
}

pub(super) fn of_partition(need: &Need) -> bool {
    matches!(need.bucket, Bucketed::Partition(_) | Bucketed::IndexPartition(..))
}

/// Milli-units as units with one digit behind the point.
fn rounded(milli: u64) -> String {
    let tenths = (milli + 50) / 100;
    if tenths.is_multiple_of(10) {
        grouped(tenths / 10)
    } else {
        format!("{}.{}", grouped(tenths / 10), tenths % 10)
    }
}
