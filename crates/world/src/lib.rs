//! The service around the tables: router, partitions, replicas, propagation, on a virtual clock.
#![deny(clippy::float_arithmetic)]

mod act;
mod admission;
mod backups;
mod calendar;
mod call;
mod catalogue;
pub mod chaos;
mod config;
mod control;
mod dax;
mod describe;
mod digest;
mod due;
mod durable;
mod endings;
mod execute;
mod flight;
mod flights;
mod hash;
mod identity;
mod inspect;
mod iterator;
mod jobs;
mod knobs;
mod lambda;
mod memory;
mod metrics;
mod naming;
mod pace;
mod partition;
mod partitions;
mod picture;
mod picture_stream;
mod planted;
mod propagation;
mod recorder;
mod records;
mod replica;
mod replication;
mod shard;
mod small;
mod split;
mod stream;
mod tokens;
mod transactions;
mod ttl;
mod volatile;
pub mod workload;
mod world;
mod zones;

pub use act::{Act, ActError};
pub use call::{Call, CallId, Completion, Image, Input, TableUnits, Touched};
pub use config::{Config, Mode};
pub use dax::{
    CacheEntry, CacheInfo, CacheNodeInfo, Counts as CacheCounts, Order as CacheOrder,
    Strategy as CacheStrategy, goes_through_caches,
};
pub use durable::{Durable, RestoreError};
pub use identity::{Access, PolicyText, PrincipalInfo};
pub use inspect::{
    BatchInfo, Capacity, Collection, Consumed, CopyState, Expiry, FlagInfo, GroupInfo, HeatCell, HeatColumn,
    HeatMap, HotKey, IndexInfo, InvocationInfo, LeadInfo, MappingInfo, PartitionInfo, PlaceInfo, Pool,
    RecordInfo, ReplicaInfo, ShardInfo, SplitInfo, StandIn, StreamInfo, TableInfo, TtlInfo, WindowInfo,
    heat_row,
};
pub use knobs::{Knob, KnobError, KnobUnit, Knobs};
pub use metrics::{
    Contributor, Dimension, Metric, MetricId, MetricQuery, MetricSeries, Rule, Stat, Traffic, Unit,
};
#[cfg(feature = "planted")]
pub use planted::Planted;
pub use transactions::{LedgerState, TransactionInfo, TransactionItem};
pub use world::World;
