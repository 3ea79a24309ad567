//! Read-only pictures of a world, in plain data.

use std::sync::Arc;

use api::dynamodb::{IndexStatus, StreamEvent, StreamStatus, StreamView, TableStatus, Throughput};
use sim::Micros;
use table::Schema;
use trace::{Limit, SplitRefusal};
use value::{Attributes, Item};

use crate::split::{Place, row};

/// A table.
#[derive(Clone, Debug)]
pub struct TableInfo {
    /// Its number in trace events.
    pub id: u32,
    /// Its Region.
    pub region: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Its status.
    pub status: TableStatus,
    /// When the status ends by itself, if it does.
    pub status_until: Option<Micros>,
    /// When it was created.
    pub created: Micros,
    /// Keys and indexes.
    pub schema: Schema,
    /// Provisioned units a second; absent on demand.
    pub provisioned: Option<Throughput>,
    /// Items in the leaders' state.
    pub item_count: u64,
    /// Bytes, as the service counts them, of those items.
    pub size_bytes: u64,
    /// Capacity of the table itself and its local indexes, and of its global indexes.
    pub consumed: Consumed,
    /// What its partitions draw on.
    pub capacity: Capacity,
    /// Partitions in key order.
    pub partitions: Vec<PartitionInfo>,
    /// Indexes in the order of `schema.indexes()`, without vacant places.
    pub indexes: Vec<IndexInfo>,
    /// Its newest stream, as long as it can be read.
    pub stream: Option<StreamInfo>,
    /// Time to live, when it is on.
    pub ttl: Option<TtlInfo>,
    /// Key and value, in order of arrival.
    pub tags: Vec<(String, String)>,
    /// The newest span of its map that is over, if it ended within the last minute: when it began, and its seconds.
    pub lately: Option<(Micros, u64)>,
    /// Calls that came to it in the newest whole second.
    pub traffic: crate::metrics::Traffic,
}

/// A table's newest stream.
#[derive(Clone, Debug)]
pub struct StreamInfo {
    /// Its ARN.
    pub arn: String,
    /// The time of its creation as text.
    pub label: Arc<str>,
    /// Its status.
    pub status: StreamStatus,
    /// What its records show.
    pub view: StreamView,
    /// One for each partition of the table.
    pub shards: Vec<ShardInfo>,
    /// Places that readers hold.
    pub flags: Vec<FlagInfo>,
    /// What reads it for functions.
    pub mappings: Vec<MappingInfo>,
}

/// A shard of a stream.
#[derive(Clone, Debug)]
pub struct ShardInfo {
    /// Its number in its stream, from 0.
    pub number: u32,
    /// The id of the shard whose place it took.
    pub parent: Option<Arc<str>>,
    /// When it was opened.
    pub opened: Micros,
    /// When others took its place.
    pub closed: Option<Micros>,
    /// How long its oldest record can still be read.
    pub leaves: Option<Micros>,
    /// Its id.
    pub id: Arc<str>,
    /// The partition whose changes it tells: `P1`, `P2` …
    pub partition: String,
    /// Whether it takes more records.
    pub open: bool,
    /// Records that can be read.
    pub record_count: u64,
    /// Records on their way to the readers.
    pub behind: u64,
    /// The newest records, on their way or there to be read, the newest first, at most [`ShardInfo::LATEST`].
    pub latest: Vec<RecordInfo>,
}

impl ShardInfo {
    /// The most records that a picture shows.
    pub const LATEST: usize = 10;
}

/// A place that a reader of a shard holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagInfo {
    /// The shard's number.
    pub shard: u32,
    /// Sequence number from which on it reads.
    pub next: String,
    /// How long it can still be used.
    pub left: Micros,
}

/// An event source mapping.
#[derive(Clone, Debug)]
pub struct MappingInfo {
    /// Its id.
    pub uuid: String,
    /// Its number, by which the trace names it.
    pub number: u32,
    /// `Enabled` …
    pub state: &'static str,
    /// What it is.
    pub mapping: api::lambda::Mapping,
    /// Seconds of its tumbling windows; 0: none.
    pub tumbling_s: u32,
    /// Tumbling windows that have begun.
    pub windows: Vec<WindowInfo>,
    /// Its function, if there is one.
    pub task: Option<api::lambda::Function>,
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
    /// `IteratorAge` of the last batch.
    pub age: Micros,
    /// Where it is in each shard.
    pub places: Vec<PlaceInfo>,
    /// The latest invocations, the newest first.
    pub log: Vec<InvocationInfo>,
    /// What its queue was told, the oldest first.
    pub failures: Vec<api::lambda::Failure>,
}

/// A tumbling window that has begun, and what a function has kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowInfo {
    /// The partition of the shard.
    pub partition: String,
    /// Its begin, seconds of Unix time.
    pub start: u64,
    /// Records that are done.
    pub records: u64,
    /// Values that are told apart.
    pub values: u64,
    /// Bytes of what is kept.
    pub bytes: u64,
}

/// Where a mapping is in a shard.
#[derive(Clone, Debug)]
pub struct PlaceInfo {
    /// The shard's id.
    pub shard: Arc<str>,
    /// The shard's number.
    pub number: u32,
    /// The partition's name.
    pub partition: String,
    /// Sequence number of the first record that isn't done.
    pub next: String,
    /// Records that aren't done.
    pub waiting: u64,
    /// How old the oldest of them is.
    pub lag: Micros,
    /// Whether the shard is closed and done.
    pub done: bool,
    /// Batches under way, or waiting to be tried again.
    pub batches: Vec<BatchInfo>,
}

/// A batch under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchInfo {
    /// Its records.
    pub records: u64,
    /// How often the function was invoked with it.
    pub attempt: u32,
    /// What it failed of, while it waits to be tried again.
    pub error: Option<String>,
}

/// An invocation that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvocationInfo {
    /// When it ended.
    pub at: Micros,
    /// The partition of the shard.
    pub partition: String,
    /// Sequence number of the first record.
    pub first: String,
    /// Sequence number of the last record.
    pub last: String,
    /// How many.
    pub records: u32,
    /// 1 for the first time.
    pub attempt: u32,
    /// Records before the one that it failed at.
    pub good: u32,
    /// What it failed of.
    pub error: Option<String>,
    /// Whether it was the last of a tumbling window: then it had no records.
    pub ends_window: bool,
}

/// A record of a stream.
#[derive(Clone, Debug)]
pub struct RecordInfo {
    /// Its sequence number.
    pub sequence_number: String,
    /// When it was written.
    pub at: Micros,
    /// What happened to the item.
    pub event: StreamEvent,
    /// The item's key.
    pub keys: Attributes,
    /// The item after, if the stream shows it.
    pub new: Option<Item>,
    /// The item before, if the stream shows it.
    pub old: Option<Item>,
    /// Bytes of key and images.
    pub size_bytes: u64,
    /// The service deleted the item because it had expired.
    pub expired: bool,
    /// Whether readers get it; else it is on its way to them.
    pub readable: bool,
}

/// Time to live of a table.
#[derive(Clone, Debug)]
pub struct TtlInfo {
    /// The attribute with the time of expiry.
    pub attribute: Arc<str>,
    /// Items that will be deleted one day.
    pub pending: u64,
    /// Those of them that have expired, counted up to 1,000.
    pub expired: u64,
    /// The first of them, in order: when each will be deleted, and its key; at most [`TtlInfo::NEXT`].
    pub next: Vec<(Micros, Attributes)>,
}

impl TtlInfo {
    /// The most items that a picture shows.
    pub const NEXT: usize = 10;
}

/// What time to live makes of an item. Times are in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// The item has no such attribute.
    Never,
    /// It expires then.
    At(i64),
    /// It expired then.
    Passed(i64),
    /// The attribute says a time so long ago that it is taken for something else.
    TooOld(i64),
    /// The attribute is no number.
    NoNumber,
    /// The attribute says a time so far ahead that milliseconds were meant.
    Milliseconds(i64),
    /// The attribute lies within another one.
    Nested,
}

/// Capacity consumed, in milli-units: (read, write).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consumed {
    /// In the current virtual second.
    pub second: (u64, u64),
    /// Since creation (or since the world was restored without its volatile part).
    pub total: (u64, u64),
    /// In the second just before it.
    pub latest: (u64, u64),
    /// Requests throttled in the current virtual second: (reads, writes).
    pub throttled: (u32, u32),
    /// Requests throttled since creation.
    pub total_throttled: (u64, u64),
}

/// What the partitions of a table or global index draw on. Nothing is drawn in instant mode. In the eras of shares no pool
/// is in use: then it is what all shares hold together, and an empty one means [`Limit::Share`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capacity {
    /// For reads.
    pub read: Pool,
    /// For writes.
    pub write: Pool,
}

/// A bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// What it holds, milli-units; below zero when it is overdrawn.
    pub level: i64,
    /// What flows in, milli-units a second.
    pub rate: u64,
    /// The most that it holds, milli-units.
    pub most: i64,
    /// What an empty one means.
    pub limit: Option<Limit>,
}

/// The use of a table or global index by hash and time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeatMap {
    /// Seconds of a column.
    pub seconds: u64,
    /// The hashes with which parts of the hash range begin in the newest columns. Where a partition begins inside of an item
    /// collection, its hash stands there once more.
    pub rows: Arc<[u64]>,
    /// In order of time. Where nothing happened there is none.
    pub columns: Vec<HeatColumn>,
    /// Splits that were done, in the order of the partitions' numbers.
    pub splits: Vec<SplitInfo>,
}

/// A partition that was split.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SplitInfo {
    /// When.
    pub at: Micros,
    /// Its name: it is gone.
    pub partition: String,
    /// The names of its heirs.
    pub heirs: Vec<String>,
    /// The hashes with which the second and later ones begin.
    pub cuts: Vec<u64>,
}

/// A key that is used much.
#[derive(Clone, Debug, PartialEq)]
pub struct HotKey {
    /// The item's key, where there is such an item.
    pub key: Option<Attributes>,
    /// Its hash.
    pub hash: u64,
    /// Milli-units that it took since the heat began.
    pub milli: u64,
    /// Percent of what was noted of its partition.
    pub percent: u32,
}

/// The use in one span of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeatColumn {
    /// When it begins.
    pub from: Micros,
    /// Parts of the hash range, in order.
    pub cells: Vec<HeatCell>,
    /// The hash with which each begins. What was split meanwhile is one part in older columns.
    pub rows: Arc<[u64]>,
}

/// The part of a map that a place lies in: its hash, and how many partitions begin inside of the item collection with this
/// hash, up to the place.
pub fn heat_row(rows: &[u64], hash: u64, inner: u32) -> usize {
    row(rows, Place { hash, inner })
}

/// The use of one part of the hash range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeatCell {
    /// Milli-units read.
    pub read: u64,
    /// Milli-units written.
    pub write: u64,
    /// Requests throttled.
    pub throttled: u32,
}

/// A partition of a table or of a global index.
#[derive(Clone, Debug, Default)]
pub struct PartitionInfo {
    /// Its number, from 0, in trace events (there from 1). Those that were split have left theirs.
    pub id: u32,
    /// `P1`, `P2` …, or `G1` … in a global index.
    pub name: String,
    /// First hash of its range.
    pub from: u64,
    /// Last hash of its range.
    pub to: u64,
    /// How many partitions, this one and those before it, begin inside of the item collection with its first hash; and with
    /// its last, where that is the same.
    pub inner: (u32, u32),
    /// Items or entries.
    pub item_count: u64,
    /// Their bytes.
    pub size_bytes: u64,
    /// Capacity.
    pub consumed: Consumed,
    /// What the partition itself can do.
    pub capacity: Capacity,
    /// Its share of what its table or index is provisioned with, in the eras of shares.
    pub share: Option<Capacity>,
    /// What it used in the newest span of the map that is over: milli-units a second, and requests throttled in all of it.
    pub lately: HeatCell,
    /// Whether it is being split.
    pub splitting: bool,
    /// Minutes on end that it has been hot.
    pub hot_minutes: u32,
    /// Why it is not split though it is hot.
    pub refused: Option<SplitRefusal>,
    /// The copies, in the order of their zones. Empty for a local index.
    pub replicas: Vec<ReplicaInfo>,
    /// How they are.
    pub group: GroupInfo,
}

impl PartitionInfo {
    /// Read and write milli-units a second that it serves: what it can do, or its share where that is less.
    pub fn serves(&self) -> (u64, u64) {
        let (can, share) = (self.capacity, self.share.unwrap_or(self.capacity));
        (can.read.rate.min(share.read.rate), can.write.rate.min(share.write.rate))
    }
}

/// How the copies of a partition are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupInfo {
    /// Each copy: zones a, b, c. Where there is none, nothing is wrong.
    pub copies: [CopyState; 3],
    /// Log replicas.
    pub stand_ins: Vec<StandIn>,
    /// Who leads.
    pub lead: LeadInfo,
}

/// How a copy is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CopyState {
    /// Well.
    #[default]
    Up,
    /// Its host, disk or zone is gone.
    Down,
    /// Up again, and fetching what it missed.
    CatchingUp,
    /// Up again without its disk: it gets all items.
    Healing,
    /// Up, but it can't be reached from the leader.
    Cut,
    /// Up, but a log replica counts in its place.
    Replaced,
}

/// A log replica, which counts in the place of a copy that is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// The zone where it stands.
    pub zone: char,
    /// The zone of the copy.
    pub instead_of: char,
    /// Its log reaches to this record.
    pub persisted: u64,
}

/// Who leads a partition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LeadInfo {
    /// The leader, as it should be.
    #[default]
    Held,
    /// The leader still, but it reaches no majority, and its lease runs out.
    Lapsing {
        /// Then.
        until: Micros,
    },
    /// Nobody: the lost leader's lease is good until then.
    Lease {
        /// Then.
        until: Micros,
    },
    /// Nobody yet: an election is on.
    Electing,
    /// Nobody: no copy can have a majority.
    NoMajority,
}

/// One copy of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplicaInfo {
    /// `a`, `b` or `c`.
    pub zone: char,
    /// Whether it leads.
    pub leader: bool,
    /// Log sequence number up to which its items show the log.
    pub applied: u64,
    /// Log records that the leader has written and this copy does not show.
    pub behind: u64,
}

/// A secondary index.
#[derive(Clone, Debug)]
pub struct IndexInfo {
    /// Its name.
    pub name: Arc<str>,
    /// Its position in `schema.indexes()`, by which trace events name it.
    pub position: u16,
    /// Whether it is a global one.
    pub global: bool,
    /// Its status; `ACTIVE` for a local one.
    pub status: IndexStatus,
    /// Entries.
    pub entry_count: u64,
    /// Bytes of the entries (what they project).
    pub size_bytes: u64,
    /// Provisioned units a second; absent on demand and for local indexes.
    pub provisioned: Option<Throughput>,
    /// Changes on their way to it.
    pub queued: u64,
    /// Those of them that wait for its capacity.
    pub waiting: u64,
    /// Whether writes that would add to them are refused.
    pub pressed: bool,
    /// Age of the oldest of them.
    pub oldest: Micros,
    /// Capacity.
    pub consumed: Consumed,
    /// What its partitions draw on.
    pub capacity: Capacity,
    /// How far it has come in reading the items that were there before it, percent; absent when it has them all.
    /// Nothing was read yet while its partitions are made.
    pub backfill: Option<u8>,
    /// Partitions of a global index; those of the table, without replicas, for a local one.
    pub partitions: Vec<PartitionInfo>,
}

/// Items that share a partition key, from the leader's state.
#[derive(Clone, Debug, PartialEq)]
pub struct Collection {
    /// Hash of the partition key.
    pub hash: u64,
    /// The partition key's attributes.
    pub key: Attributes,
    /// The first few items (whole, even in an index), in key order.
    pub items: Vec<Item>,
    /// Items not listed, counted up to 1,000.
    pub more: u64,
}
