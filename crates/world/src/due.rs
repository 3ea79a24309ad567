//! What will happen by itself.

use serde::{Deserialize, Serialize};

use trace::Class;

use crate::partition::Thread;
use crate::replication::Later;
use crate::workload::Attempt;

/// An event of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Due {
    /// A call takes its next step.
    Step {
        /// Its number.
        call: u32,
    },
    /// A follower has a log record on disk.
    Persist {
        /// Of this table.
        table: u32,
        /// And this partition.
        partition: u32,
        /// The follower's zone.
        zone: u8,
        /// The record.
        lsn: u64,
    },
    /// A follower's items show a log record.
    Apply {
        /// Of this table.
        table: u32,
        /// And this global index, if it is one.
        index: Option<u16>,
        /// And this partition.
        partition: u32,
        /// The follower's zone.
        zone: u8,
        /// The record.
        lsn: u64,
    },
    /// A change arrives at a global index.
    Propagate {
        /// Of this table.
        table: u32,
        /// The index.
        index: u16,
        /// Its number in the queue.
        number: u64,
    },
    /// A table's status ends.
    Status {
        /// Of this table.
        table: u32,
    },
    /// An index's status ends, or its backfill takes a step.
    Index {
        /// Of this table.
        table: u32,
        /// The index.
        index: u16,
    },
    /// A stream's readers see a record.
    Publish(Publish),
    /// Lambda does something.
    Lambda(crate::lambda::Step),
    /// A fault strikes, or is over.
    Fault {
        /// Its number.
        number: u32,
    },
    /// Something about copies that are not well.
    Later(Later),
    /// A call that waits for its commits is given up.
    Overdue {
        /// Its number.
        call: u32,
    },
    /// A call that waits for a leader is given up.
    Patience {
        /// Its number.
        call: u32,
    },
    /// A minute of a partition that is used much is over.
    Heat {
        /// Of this table.
        table: u32,
        /// And this global index, if it is one.
        index: Option<u16>,
        /// And this partition.
        partition: u32,
        /// The minute.
        window: u64,
    },
    /// A partition is split.
    Split {
        /// Of this table.
        table: u32,
        /// And this global index, if it is one.
        index: Option<u16>,
        /// And this partition.
        partition: u32,
        /// The event of its beginning.
        cause: u64,
    },
    /// A partition that was throttled gets a greater share.
    Boost {
        /// Of this table.
        table: u32,
        /// And this global index, if it is one.
        index: Option<u16>,
        /// And this partition.
        partition: u32,
        /// Of what.
        class: Class,
    },
    /// A global index may have capacity again for what waits for it.
    Unblock {
        /// Of this table.
        table: u32,
        /// The index.
        index: u16,
        /// The lane: its partition when the first change had to wait.
        lane: u32,
    },
    /// Something of a `DAX` cluster ends.
    Cluster {
        /// The cluster.
        cluster: u32,
    },
    /// What a node of a `DAX` cluster sent to another arrives.
    Parcel {
        /// The cluster.
        cluster: u32,
        /// Its number.
        parcel: u64,
    },
    /// An operation of a workload begins, or its time is over.
    Arrive {
        /// The workload.
        workload: u32,
    },
    /// A client tries an operation again.
    Attempt(Attempt),
    /// A call that its client held back goes out.
    Send(Attempt),
    /// A step of a transaction's protocol.
    Transaction(crate::transactions::Step),
}

/// A stream's readers see a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Publish {
    /// The stream.
    pub(crate) stream: u32,
    /// The shard's number.
    pub(crate) shard: u32,
    /// The record.
    pub(crate) number: u64,
    /// The call that wrote it, its span at the stream, the commit, and which of its keys.
    pub(crate) thread: Thread,
}

impl Due {
    /// Whether it belongs to a call whose answer is still to come.
    pub(crate) const fn is_step(self) -> bool {
        matches!(self, Self::Step { .. })
    }

    /// The workload whose operation it goes on with.
    pub(crate) const fn operation(self) -> Option<u32> {
        match self {
            Self::Attempt(attempt) | Self::Send(attempt) => Some(attempt.workload),
            _ => None,
        }
    }
}
