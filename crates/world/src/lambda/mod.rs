//! AWS Lambda beside the tables: functions, and event source mappings that hand them a stream's records in batches.
//!
//! Nothing here happens by itself while there is nothing to do: a mapping looks into a shard when readers see a new
//! record there.

mod batch;
mod control;
mod picture;
mod poll;
mod readers;
mod run;
mod windows;
mod work;

use std::sync::Arc;

use api::lambda::{Failure, Function, Mapping};
use imbl::Vector;
use serde::{Deserialize, Serialize};
use sim::Micros;

use crate::small::SmallMap;

pub(crate) use readers::{Batch, Reader, Slot};
pub(crate) use windows::Windows;
pub(crate) use work::{Step, Turn};

/// Invocations that a function's log keeps.
const LOGGED: usize = 20;
/// Messages that a queue keeps.
const QUEUED: usize = 1_000;

/// All functions and mappings, and the queues that are told of failures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lambdas {
    /// Mappings made so far.
    pub(crate) made: u32,
    /// Batches begun so far.
    pub(crate) runs: u32,
    /// By Region and name.
    pub(crate) functions: SmallMap<(Arc<str>, Arc<str>), Arc<Deployed>>,
    /// By number.
    pub(crate) mappings: SmallMap<u32, Arc<Mapped>>,
    /// By ARN: what they were told, the oldest first.
    pub(crate) queues: SmallMap<Arc<str>, Vector<Failure>>,
}

/// A function, and how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Deployed {
    pub(crate) function: Function,
    pub(crate) changed: Micros,
    pub(crate) invokes: u64,
    pub(crate) errors: u64,
    /// Records that were handed to it, again and again if need be.
    pub(crate) records: u64,
    /// The latest invocations, the newest last.
    pub(crate) log: Vector<Invocation>,
}

/// An invocation that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Invocation {
    pub(crate) at: Micros,
    pub(crate) mapping: u32,
    /// The partition of the shard.
    pub(crate) partition: u32,
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) records: u32,
    pub(crate) attempt: u32,
    /// Records before the one that it failed at; all of them when it didn't.
    pub(crate) good: u32,
    /// What it failed of.
    pub(crate) error: Option<String>,
    /// Whether it was the last of a tumbling window.
    pub(crate) ends_window: bool,
}

/// What a mapping is becoming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Becoming {
    Created,
    Updated,
    Enabled,
    Disabled,
    Deleted,
}

/// How a mapping's last batch went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Went {
    Nothing,
    Well,
    Failed,
}

/// An event source mapping and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mapped {
    pub(crate) id: u32,
    pub(crate) region: Arc<str>,
    pub(crate) mapping: Mapping,
    /// The stream's number.
    pub(crate) stream: u32,
    pub(crate) changed: Micros,
    pub(crate) becoming: Becoming,
    /// When it is what it becomes.
    pub(crate) settled: Micros,
    /// Whether it has found its places in the stream.
    pub(crate) started: bool,
    /// Shards from this number on are its business: those that were closed before it began at the end are not.
    pub(crate) since: u32,
    pub(crate) went: Went,
    /// Records that no filter fits.
    pub(crate) filtered: u64,
    /// Records that are done.
    pub(crate) done: u64,
    /// Records that were given up.
    pub(crate) given_up: u64,
    /// `IteratorAge` of the last batch, microseconds.
    pub(crate) age: Micros,
    /// By number of the shard.
    pub(crate) readers: SmallMap<u32, Reader>,
}

impl Lambdas {
    pub(crate) fn mapping_mut(&mut self, id: u32) -> Option<&mut Mapped> {
        self.mappings.get_mut(&id).map(Arc::make_mut)
    }

    /// What survives a checkpoint without its volatile part: batches under way begin again where they began.
    pub(crate) fn durable(&self) -> Self {
        let mut kept = self.clone();
        kept.runs = 0;
        let names: Vec<_> = kept.functions.keys().cloned().collect();
        for name in names {
            if let Some(deployed) = kept.functions.get_mut(&name) {
                Arc::make_mut(deployed).log = Vector::new();
            }
        }
        let ids: Vec<u32> = kept.mappings.keys().copied().collect();
        for id in ids {
            if let Some(mapped) = kept.mapping_mut(id) {
                mapped.rewind();
            }
        }
        kept
    }
}

impl Mapped {
    /// Whether it reads.
    pub(crate) fn is_active(&self, now: Micros) -> bool {
        self.mapping.enabled && self.started && self.becoming != Becoming::Deleted && now >= self.settled
    }

    /// Takes every reader back to the first record that isn't done.
    pub(crate) fn rewind(&mut self) {
        let shards: Vec<u32> = self.readers.keys().copied().collect();
        for shard in shards {
            if let Some(reader) = self.readers.get_mut(&shard) {
                reader.rewind();
            }
        }
    }
}
