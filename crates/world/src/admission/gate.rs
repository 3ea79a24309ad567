//! The buckets of a table or global index, and those of a partition.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::Micros;
use trace::{Class, Limit};

use super::bucket::{Bucket, Flow, milli_of};
use super::demand::Demand;
use super::routers::Local;
use crate::inspect::{Capacity, Pool};
use crate::{Knob, Knobs};

/// How admission worked over the years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Era {
    /// Each partition has an even share of the table's throughput and keeps nothing (2012).
    Shares,
    /// The same, and what a partition leaves unused it may use within five minutes.
    Burst,
    /// The same, and a partition that is throttled gets more after a while.
    Adaptive,
    /// The table's throughput is one pool that every partition draws on.
    Global,
}

impl Era {
    pub(crate) fn of(knobs: &Knobs) -> Self {
        match knobs.get(Knob::AdmissionEra) {
            0 => Self::Shares,
            1 => Self::Burst,
            2 => Self::Adaptive,
            _ => Self::Global,
        }
    }
}

/// The buckets of a table with its local indexes, or of a global index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Gate {
    pub(crate) read: Side,
    pub(crate) write: Side,
}

/// One class of operations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Side {
    /// What all partitions draw on.
    pub(crate) pool: Bucket,
    /// What request routers hold of it.
    pub(crate) locals: Arc<Vec<Local>>,
    /// How far it has grown on demand.
    pub(crate) demand: Demand,
}

/// The buckets of a partition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Doors {
    read: Door,
    write: Door,
}

/// One class of operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Door {
    /// What the partition can do.
    pub(crate) ceiling: Bucket,
    /// Its share of the table's throughput, in the eras of shares.
    pub(crate) share: Bucket,
    /// Milli-units a second that adaptive capacity added to the share.
    pub(crate) boost: u64,
    /// Whether a boost is on its way.
    pub(crate) boosting: bool,
}

impl Gate {
    pub(crate) fn side(&self, class: Class) -> &Side {
        match class {
            Class::Read => &self.read,
            Class::Write => &self.write,
        }
    }

    pub(crate) fn side_mut(&mut self, class: Class) -> &mut Side {
        match class {
            Class::Read => &mut self.read,
            Class::Write => &mut self.write,
        }
    }
}

impl Doors {
    pub(crate) fn door(&self, class: Class) -> &Door {
        match class {
            Class::Read => &self.read,
            Class::Write => &self.write,
        }
    }

    pub(crate) fn door_mut(&mut self, class: Class) -> &mut Door {
        match class {
            Class::Read => &mut self.read,
            Class::Write => &mut self.write,
        }
    }

    /// What the partition can do, as a picture.
    pub(crate) fn picture(&self, knobs: &Knobs, now: Micros) -> Capacity {
        let one = |class| {
            let flow = ceiling(knobs, class);
            pool(flow, self.door(class).ceiling.level_at(flow, now), Some(Limit::Partition))
        };
        Capacity { read: one(Class::Read), write: one(Class::Write) }
    }

    /// The doors of a part of the partition that has this share of its keys' traffic.
    #[must_use]
    pub(crate) fn part(self, part: u64, whole: u64) -> Self {
        let door = |door: Door| Door {
            ceiling: door.ceiling.part(part, whole),
            share: door.share.part(part, whole),
            boost: 0,
            boosting: false,
        };
        Self { read: door(self.read), write: door(self.write) }
    }
}

/// A bucket as a picture.
pub(crate) fn pool(flow: Flow, level: i64, limit: Option<Limit>) -> Pool {
    Pool { level: milli_of(level), rate: flow.rate, most: milli_of(flow.most()), limit }
}

/// How a partition's own bucket fills: a second's worth at most, as nothing bursts over what a partition can do.
pub(crate) fn ceiling(knobs: &Knobs, class: Class) -> Flow {
    let rate = match class {
        Class::Read => knobs.amount(Knob::PartitionReadUnits),
        Class::Write => knobs.amount(Knob::PartitionWriteUnits),
    };
    Flow { rate: rate.saturating_mul(1_000), seconds: 1, first: 1, since: 0 }
}
