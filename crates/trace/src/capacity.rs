//! What can be said of capacity and partitions.

use serde::{Deserialize, Serialize};

/// Which bucket was empty when a request was throttled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Limit {
    /// The partition's own: documented as 3,000 read or 1,000 write units a second.
    Partition,
    /// The partition's even share of the table's throughput, as admission worked before there was a common pool.
    Share,
    /// What the table or index is provisioned with, and what it saved up.
    Provisioned,
    /// What a table on demand has grown to so far.
    Growth,
    /// The maximum that was set for a table on demand.
    Maximum,
    /// The account's quota of a table.
    Account,
    /// None: the fault was injected.
    Injected,
}

/// Why a partition is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SplitCause {
    /// It has grown too large.
    Size,
    /// The table is to serve more than its partitions can.
    Throughput,
    /// It is used nearly as much as a partition can be.
    Heat,
    /// One item of it is: the item gets a partition for itself.
    HotItem,
}

/// Why a partition that is used so much is not split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SplitRefusal {
    /// The heat is in one item collection, and the table has a local index.
    LocalIndex,
    /// New keys always come after (or before) all that were used so far: the newest part would be as hot.
    Monotonic,
    /// It is one item, which is alone already.
    OneItem,
}

impl Limit {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Partition => "partition",
            Self::Share => "share",
            Self::Provisioned => "provisioned",
            Self::Growth => "growth",
            Self::Maximum => "maximum",
            Self::Account => "account",
            Self::Injected => "injected",
        }
    }

    /// The last part of the reason that an exception names.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Partition | Self::Growth => "KeyRangeThroughputExceeded",
            Self::Share | Self::Provisioned | Self::Injected => "ProvisionedThroughputExceeded",
            Self::Maximum => "MaxOnDemandThroughputExceeded",
            Self::Account => "AccountLimitExceeded",
        }
    }
}

impl SplitCause {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Throughput => "throughput",
            Self::Heat => "heat",
            Self::HotItem => "hot_item",
        }
    }
}

impl SplitRefusal {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LocalIndex => "lsi",
            Self::Monotonic => "monotonic",
            Self::OneItem => "single_item_isolated",
        }
    }
}
