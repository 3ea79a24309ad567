//! Who reads a stream, for a screen: places of readers, mappings, what became of batches.

use serde::{Deserialize, Serialize};
use world::{FlagInfo, MappingInfo, PlaceInfo};

use crate::text;
use crate::words::count;

/// A place that a reader of a shard holds with an iterator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagView {
    /// Sequence number from which on it reads.
    pub next: String,
    /// How long it can still be used, virtual microseconds.
    pub left: u64,
}

/// An event source mapping with its function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingView {
    /// Its id.
    pub uuid: String,
    /// The function's name.
    pub function: String,
    /// What the function does, in words.
    pub does: String,
    /// `Enabled` …
    pub state: String,
    /// Its settings: name and value.
    pub settings: Vec<(String, String)>,
    /// Invocations of the function.
    pub invokes: u64,
    /// Invocations that failed.
    pub errors: u64,
    /// Records that no filter fits.
    pub filtered: u64,
    /// Records that are done.
    pub done: u64,
    /// Records that were given up.
    pub given_up: u64,
    /// `IteratorAge`, microseconds.
    pub age: u64,
    /// Where it is in each shard that isn't done.
    pub places: Vec<PlaceView>,
    /// Tumbling windows that have begun: partition, begin in seconds of Unix time, records, values, bytes.
    pub windows: Vec<(String, u64, u64, u64, u64)>,
    /// The latest invocations, the newest first.
    pub runs: Vec<RunView>,
    /// The queue's ARN; empty when there is none.
    pub queue: String,
    /// Batches of a shard that may be under way at a time.
    pub parallel: u32,
    /// What the queue was told, the newest first: in words, and as the document that it got.
    pub failures: Vec<(String, String)>,
    /// How many it was told altogether.
    pub failure_count: u64,
}

/// Where a mapping is in a shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// The partition's name.
    pub partition: String,
    /// Records that aren't done.
    pub waiting: u64,
    /// How old the oldest of them is, microseconds.
    pub lag: u64,
    /// Batches under way: records, attempts, and what the last one failed of.
    pub batches: Vec<(u64, u32, String)>,
}

/// An invocation that is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    /// When it ended, virtual microseconds.
    pub at: u64,
    /// The partition of the shard.
    pub partition: String,
    /// How many records.
    pub records: u32,
    /// 1 for the first time.
    pub attempt: u32,
    /// Records before the one that it failed at.
    pub good: u32,
    /// What it failed of; empty when it went well.
    pub error: String,
    /// Whether it was the last of a tumbling window.
    pub ends_window: bool,
}

/// Failures of a queue that a picture shows.
const FAILURES: usize = 5;

pub(crate) fn flag(flag: &FlagInfo) -> FlagView {
    FlagView { next: flag.next.clone(), left: flag.left }
}

pub(crate) fn mapping(info: &MappingInfo) -> MappingView {
    let failures = info.failures.iter().rev().take(FAILURES);
    MappingView {
        uuid: info.uuid.clone(),
        function: info.mapping.function.clone(),
        does: does(info),
        state: info.state.to_owned(),
        settings: settings(info),
        invokes: info.invokes,
        errors: info.errors,
        filtered: info.filtered,
        done: info.done,
        given_up: info.given_up,
        age: info.age,
        places: info.places.iter().filter(|place| !place.done).map(place).collect(),
        windows: info
            .windows
            .iter()
            .map(|it| (it.partition.clone(), it.start, it.records, it.values, it.bytes))
            .collect(),
        runs: info
            .log
            .iter()
            .map(|run| RunView {
                at: run.at,
                partition: run.partition.clone(),
                records: run.records,
                attempt: run.attempt,
                good: run.good,
                error: run.error.clone().unwrap_or_default(),
                ends_window: run.ends_window,
            })
            .collect(),
        queue: info.mapping.on_failure.clone().unwrap_or_default(),
        parallel: info.mapping.parallel,
        failures: failures.map(|it| (given_up(it), text::pretty(&it.to_json()))).collect(),
        failure_count: info.failures.len() as u64,
    }
}

/// A message in a line: what was given up, and why.
fn given_up(it: &api::lambda::Failure) -> String {
    let (records, invokes) = (count(it.records.into(), "record"), count(it.invokes.into(), "invocation"));
    format!("{records} after {invokes}: {}", it.why.condition())
}

fn place(place: &PlaceInfo) -> PlaceView {
    PlaceView {
        partition: place.partition.clone(),
        waiting: place.waiting,
        lag: place.lag,
        batches: place
            .batches
            .iter()
            .map(|batch| (batch.records, batch.attempt, batch.error.clone().unwrap_or_default()))
            .collect(),
    }
}

fn does(info: &MappingInfo) -> String {
    let Some(function) = &info.task else { return "There is no such function any more.".to_owned() };
    let table = function.table.as_deref().unwrap_or_default();
    let by = function.by.as_deref().unwrap_or_default();
    let what = match function.task {
        api::lambda::Task::Log => "It keeps each record in its log.".to_owned(),
        api::lambda::Task::Copy => {
            format!("It writes each new image to {table}, and deletes there what was removed.")
        }
        api::lambda::Task::Archive => format!("It writes what was removed to {table}."),
        api::lambda::Task::Aggregate => match &function.sum {
            Some(sum) => format!("It adds up {sum} for each {by} in {table}, and counts."),
            None => format!("It counts the items of each {by} in {table}."),
        },
    };
    match &function.fail_on {
        Some(filter) => format!("{what} It fails at {}.", filter.text()),
        None => what,
    }
}

fn settings(info: &MappingInfo) -> Vec<(String, String)> {
    let it = &info.mapping;
    let limit = |limit: Option<u32>| limit.map_or_else(|| "-1".to_owned(), |limit| limit.to_string());
    let mut all = vec![
        ("BatchSize", it.batch_size.to_string()),
        ("MaximumBatchingWindowInSeconds", it.window_s.to_string()),
        ("ParallelizationFactor", it.parallel.to_string()),
        ("MaximumRetryAttempts", limit(it.retries)),
        ("MaximumRecordAgeInSeconds", limit(it.max_age_s)),
        ("BisectBatchOnFunctionError", it.bisect.to_string()),
        ("ReportBatchItemFailures", it.report.to_string()),
    ];
    if info.tumbling_s > 0 {
        all.push(("TumblingWindowInSeconds", info.tumbling_s.to_string()));
    }
    all.extend(it.filters.iter().map(|filter| ("Filter", filter.text().to_owned())));
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
