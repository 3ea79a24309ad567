//! Randomness as a function: the same question always has the same answer, whatever else was asked before.
//!
//! There are no streams whose state is shared, so two branches of a world that differ in one request still draw the same numbers for everything else.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

pub use crate::sampling::{exponential, lognormal, sine, zipf};

/// What a number is drawn for. The numbers are frozen: they decide what happens in scenarios that people have saved. New purposes are added at the end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[repr(u64)]
pub enum Purpose {
    /// Which replica answers an eventually consistent read.
    ReplicaChoice = 1,
    /// How long a replica takes to make a log record durable.
    PersistLag = 2,
    /// How long a replica takes to apply a committed log record.
    ApplyLag = 3,
    /// How long a change takes to reach a global secondary index.
    IndexLag = 4,
    /// How long a step of a request takes.
    Latency = 5,
    /// Request ids.
    RequestId = 6,
    /// Table ids.
    TableId = 7,
    /// How long a change takes to reach a stream.
    StreamLag = 8,
    /// How long after its expiry an item is deleted.
    TtlDelay = 9,
    /// The jitter of a client's wait before it tries again.
    RetryJitter = 10,
    /// When the next request of a workload arrives.
    WorkloadArrival = 11,
    /// Which key a workload asks for.
    WorkloadKey = 12,
    /// What a workload writes.
    WorkloadValue = 13,
    /// Whether and when a scheduled fault strikes.
    Fault = 14,
    /// Which request router a client reaches.
    RouterChoice = 15,
    /// How long a function runs.
    LambdaDuration = 16,
    /// Ids of stream shards.
    ShardId = 17,
    /// Ids and ARNs of backups, exports and imports.
    BackupId = 18,
    /// Which node of a cache cluster a client reaches.
    CacheNode = 19,
    /// How long a change takes to reach another region.
    RegionLag = 20,
    /// Names of partitions, replicas and storage nodes.
    NodeName = 21,
    /// Whatever a user interface or an example needs.
    Example = 22,
    /// How long a replica waits before it stands for election.
    ElectionTimeout = 23,
    /// Which operation a workload performs.
    WorkloadOperation = 24,
    /// Ids of stream records.
    StreamEvent = 25,
    /// Ids of event source mappings.
    MappingId = 26,
    /// Ids of invocations of functions.
    LambdaInvocation = 27,
    /// How long what a node of a cache cluster stored takes to reach another.
    CacheLag = 40,
    /// Ids, keys and secrets of IAM.
    Identity = 60,
    /// Which coordinator gets a transaction.
    Coordinator = 41,
    /// How far a coordinator's clock is off.
    CoordinatorClock = 42,
    /// How long a message between a coordinator and an item's leader takes.
    TransactionMessage = 43,
    /// Ids of exports, imports and bulk writes.
    JobId = 44,
}

/// 64 random bits for a question: the xxh3-64 of the four integers, little-endian.
///
/// `entity` is the id of what the number is about (a call, a replica, a table); `counter` tells apart several numbers for the same thing.
pub fn draw(seed: u64, purpose: Purpose, entity: u64, counter: u64) -> u64 {
    let mut input = [0; 32];
    for (bytes, integer) in input.chunks_exact_mut(8).zip([seed, purpose as u64, entity, counter]) {
        bytes.copy_from_slice(&integer.to_le_bytes());
    }
    xxh3_64(&input)
}

/// A number in the range for these random bits, all equally likely (the bias is below the range's length / 2^64). The start for an empty range.
pub fn uniform(bits: u64, range: Range<u64>) -> u64 {
    let length = range.end.saturating_sub(range.start);
    range.start + ((u128::from(bits) * u128::from(length)) >> 64) as u64
}

/// True for this many in a million of all random bits.
pub fn chance(bits: u64, per_million: u64) -> bool {
    uniform(bits, 0..1_000_000) < per_million
}
