//! Where things happen.

use serde::{Deserialize, Serialize};

/// A place that a request passes, as the stage draws it. Numbers and names are frozen; new ones are added at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Station {
    /// Who asks.
    Client = 1,
    /// The cache in front of the service.
    Dax = 2,
    /// Parses, validates, finds the partition.
    Router = 3,
    /// Decides whether the caller may.
    Auth = 4,
    /// Counts capacity.
    Admission = 5,
    /// A partition's leader, or the replica that a read chose.
    Partition = 6,
    /// A copy of a partition following its leader.
    Replica = 7,
    /// A global secondary index.
    Index = 8,
    /// A stream's shard.
    Stream = 9,
    /// A function.
    Lambda = 10,
    /// The coordinator of a transaction.
    Txn = 11,
    /// Another Region.
    Region = 12,
    /// The control plane: tables and settings.
    Control = 13,
    /// A cache that an application keeps beside its table.
    Cache = 14,
}

impl Station {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Dax => "dax",
            Self::Router => "router",
            Self::Auth => "auth",
            Self::Admission => "admission",
            Self::Partition => "partition",
            Self::Replica => "replica",
            Self::Index => "index",
            Self::Stream => "stream",
            Self::Lambda => "lambda",
            Self::Txn => "txn",
            Self::Region => "region",
            Self::Control => "control",
            Self::Cache => "cache",
        }
    }
}
