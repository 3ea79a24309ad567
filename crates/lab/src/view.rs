//! Pictures of the world for a screen: plain data, bounded in size, made from the world and its trace.
//!
//! The page is a function of these types. They carry numbers and the engine's names, never markup.

use serde::{Deserialize, Serialize};

pub use crate::readers_view::{FlagView, MappingView, PlaceView, RunView};

/// Everything the shell shows, as of [`Snapshot::clock`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Rises with every change; a picture with a lower number is older.
    pub revision: u64,
    /// Virtual microseconds since the start of the scenario.
    pub clock: u64,
    /// Unix microseconds at virtual time 0.
    pub epoch: u64,
    /// The world's name ("Orders, three copies").
    pub name: String,
    /// The Region that the console talks to.
    pub region: String,
    /// The account, 12 digits.
    pub account: String,
    /// Tables of every Region, sorted by Region and name; at most 50, the rest counted in `more_tables`.
    pub tables: Vec<TableView>,
    /// Tables not listed.
    pub more_tables: u64,
    /// The latest calls, oldest first, at most 200.
    pub calls: Vec<CallSummary>,
    /// Calls made in this world altogether.
    pub call_count: u64,
    /// Names of the files that `file://` can read.
    pub files: Vec<String>,
    /// Whether anything was ever done here (a fresh world shows what to do first).
    pub untouched: bool,
    /// What the timeline marks, in the order of time, thinned to a few hundred marks.
    pub rail: Vec<RailMark>,
    /// The earliest moment that can be looked at.
    pub earliest: u64,
    /// The name of the branch that this is.
    pub branch: String,
    /// All branches, in the order of their forks; empty while there is only one.
    pub branches: Vec<BranchView>,
    /// The input that can be taken back: `PutItem 12`.
    pub undo: Option<String>,
    /// `DAX` clusters and applications' own caches.
    #[serde(default)]
    pub caches: Vec<CacheView>,
    /// The cache that commands go through: `dax:music`.
    #[serde(default)]
    pub via: Option<String>,
    /// As whom calls can be made: JSON for the picker; empty while there is nobody but the administrator.
    #[serde(default)]
    pub principals: String,
    /// The ledger of transactions, for [`crate::transactions::read`]; empty where there was none.
    #[serde(default)]
    pub ledger: String,
    /// The latest that happened outside of calls, oldest first: number, moment, words. What goes on keeps its number
    /// while its words grow.
    #[serde(default)]
    pub told: Vec<(u64, u64, String)>,
}

/// A cache.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheView {
    /// Its number in trace events.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// As commands name it: `dax:music`, `cache:side`.
    pub via: String,
    /// The Region of a cluster.
    pub region: String,
    /// `available` …
    pub status: String,
    /// When that ends by itself.
    pub until: Option<u64>,
    /// The type of a cluster's nodes, or an application's strategy.
    pub kind: String,
    /// How long items may be served, microseconds; 0: as long as there is room.
    pub item_life: u64,
    /// The same of pages; 0: a cluster caches none.
    pub page_life: u64,
    /// Bytes that each node has room for.
    pub room: u64,
    /// Normalised requests that each node serves in a second; 0: not limited.
    pub requests: u64,
    /// What was found: items, pages.
    pub hits: (u64, u64),
    /// What was not.
    pub misses: (u64, u64),
    /// Of the hits: that there is no such item.
    pub negative: u64,
    /// Requests that it had nothing to say to.
    pub passed: u64,
    /// Entries that had to go.
    pub evicted: u64,
    /// Requests that it refused.
    pub throttled: u64,
    /// Its nodes; an application's own has one.
    pub nodes: Vec<CacheNodeView>,
}

/// A node of a cache.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheNodeView {
    /// From 1; 0 for an application's own cache.
    pub number: u16,
    /// `music-a`.
    pub id: String,
    /// `a`, `b` or `c`.
    pub zone: String,
    /// Whether it takes the writes.
    pub primary: bool,
    /// `available` …
    pub status: String,
    /// Bytes that it remembers.
    pub bytes: u64,
    /// Entries altogether.
    pub entries: u64,
    /// Normalised requests in this second.
    pub used: u64,
    /// What is on its way to it.
    pub coming: u64,
    /// The youngest entries.
    pub shown: Vec<CacheEntryView>,
}

/// An entry of a cache.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheEntryView {
    /// Whether it is a page of a query or scan.
    pub page: bool,
    /// The table of an item.
    pub table: String,
    /// The item's key, or what the page was asked for by.
    pub title: String,
    /// It says that there is no such item.
    pub negative: bool,
    /// Items of a page.
    pub count: u64,
    /// Since when it is remembered.
    pub since: u64,
    /// Until when it may be served; absent: as long as there is room.
    pub until: Option<u64>,
    /// Its bytes.
    pub bytes: u64,
    /// Whether the table has something else by now.
    pub stale: bool,
}

/// A mark on the timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RailMark {
    /// Virtual microseconds.
    pub at: u64,
    /// What it says.
    pub kind: RailKind,
    /// How many it stands for.
    pub count: u64,
    /// The call, if it is one.
    pub call: u64,
}

/// What a mark on the timeline says; a later kind says more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RailKind {
    /// A call.
    #[default]
    Call,
    /// A knob was turned.
    Setting,
    /// Time to live deleted items.
    Expiry,
    /// A call that was refused.
    Failed,
    /// A request was throttled.
    Throttle,
    /// A partition was split.
    Split,
    /// Something went wrong, or was mended.
    Fault,
}

/// A branch of the world.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchView {
    /// Its name.
    pub name: String,
    /// Where it left the branch that it was forked from; absent for the first one.
    pub forked_at: Option<u64>,
    /// Its clock.
    pub clock: u64,
    /// Calls made in it.
    pub calls: u64,
}

/// The world at a moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    /// The moment, virtual microseconds.
    pub at: u64,
    /// Whether it is the present.
    pub live: bool,
    /// The picture of the world then.
    pub picture: Snapshot,
    /// The latest call that was made by then.
    pub focus: Option<u64>,
    /// Calls that were under way.
    pub under_way: Vec<u64>,
    /// When something happened next; absent if nothing did until the present.
    pub next: Option<u64>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TableView {
    /// Its name.
    pub name: String,
    /// Its Region.
    pub region: String,
    /// `CREATING`, `ACTIVE`, `UPDATING` or `DELETING`.
    pub status: String,
    /// When the status ends by itself, if it does.
    pub status_until: Option<u64>,
    /// The partition key: name and type (`S`, `N`, `B`).
    pub partition_key: (String, String),
    /// The sort key, if any.
    pub sort_key: Option<(String, String)>,
    /// Provisioned read and write units a second; absent on demand.
    pub provisioned: Option<(u64, u64)>,
    /// Items in the leader's state.
    pub item_count: u64,
    /// Bytes of those items.
    pub size_bytes: u64,
    /// Read and write milli-units consumed in the current virtual second, without those of its global indexes, which have
    /// buckets of their own.
    pub consumed_this_second: (u64, u64),
    /// Read and write milli-units consumed since the table was created.
    pub consumed_total: (u64, u64),
    /// Requests throttled in the current virtual second, by the table or its partitions: reads and writes.
    pub throttled_this_second: (u32, u32),
    /// What its partitions draw on, where requests are throttled.
    pub capacity: Option<CapacityView>,
    /// Partitions in key-range order; of very many, some.
    pub partitions: Vec<PartitionView>,
    /// How many there are besides.
    #[serde(default)]
    pub more_partitions: u64,
    /// How the copies of all its partitions are, of those that are not among [`Self::partitions`] as well.
    #[serde(default)]
    pub copies: CopiesView,
    /// Secondary indexes, local first, in the table's order.
    pub indexes: Vec<IndexView>,
    /// Its newest stream, while there is something to read in it.
    pub stream: Option<StreamView>,
    /// When items expire, where time to live is on.
    pub ttl: Option<TtlView>,
    /// Key and value, in order of arrival.
    pub tags: Vec<(String, String)>,
    /// The newest span of the heat map that is over, if it ended within the last minute: when it began, and its seconds.
    #[serde(default)]
    pub lately: Option<(u64, u64)>,
    /// What all of its partitions used in that span: read and write milli-units a second, and refused requests.
    #[serde(default)]
    pub used_lately: (u64, u64, u64),
    /// Calls in the newest whole second: served reads, served writes, throttled.
    #[serde(default)]
    pub traffic: (u64, u64, u64),
    /// Read and write units a second that one of its partitions, or of its indexes', serves.
    #[serde(default)]
    pub ceiling: (u64, u64),
}

/// How the copies of all partitions of a table are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiesView {
    /// All of them.
    pub count: u64,
    /// Those that something is wrong with.
    pub ill: u64,
    /// The zone of those, where it is one.
    pub zone: Option<String>,
    /// Those that have not applied all that their leader has.
    pub late: u64,
    /// Partitions that nobody leads.
    pub leaderless: u64,
}

/// The buckets of a table or global index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityView {
    /// For reads.
    pub read: PoolView,
    /// For writes.
    pub write: PoolView,
}

/// A bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolView {
    /// What it holds, milli-units; below zero when it is overdrawn.
    pub level: i64,
    /// What flows in, milli-units a second.
    pub rate: u64,
    /// The most that it holds, milli-units.
    pub most: i64,
    /// What an empty one means: `provisioned`, `growth`, `maximum`, `account` …; `share` where it is the shares of all
    /// partitions together, as no pool is in use.
    pub limit: String,
}

/// A table's stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StreamView {
    /// Its ARN, by which it is read.
    pub arn: String,
    /// `KEYS_ONLY`, `NEW_IMAGE`, `OLD_IMAGE` or `NEW_AND_OLD_IMAGES`.
    pub view: String,
    /// `ENABLING`, `ENABLED`, `DISABLING` or `DISABLED`.
    pub status: String,
    /// Records that can be read, of all shards.
    pub record_count: u64,
    /// Shards in the order in which they were opened.
    pub shards: Vec<ShardView>,
    /// What reads it for functions.
    pub mappings: Vec<MappingView>,
}

/// A shard: the changes of one partition, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ShardView {
    /// `shardId-…`.
    pub id: String,
    /// The partition whose changes it holds: `P1` ….
    pub partition: String,
    /// The partition of the shard whose place it took; empty when it took none, or that one is gone.
    pub parent: String,
    /// Whether it takes no more records.
    pub closed: bool,
    /// How long its oldest record can still be read, virtual microseconds.
    pub leaves: Option<u64>,
    /// Places that readers hold.
    pub flags: Vec<FlagView>,
    /// The latest records, oldest first.
    pub records: Vec<RecordView>,
    /// Earlier records that can still be read.
    pub more: u64,
}

/// A record of a shard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordView {
    /// `INSERT`, `MODIFY` or `REMOVE`.
    pub verb: String,
    /// The item's key as text.
    pub key: String,
    /// 21 digits.
    pub sequence: String,
    /// Virtual microseconds of the write.
    pub at: u64,
    /// Bytes of the key and the images that it holds.
    pub size: u64,
    /// The service deleted the item because it had expired.
    pub expired: bool,
    /// Whether readers get it; else it is still on its way to them.
    pub readable: bool,
    /// Whether the latest call wrote it.
    pub fresh: bool,
    /// What it shows of the item: the keys alone, or one image, or what changed between two.
    pub lines: Vec<ImageLine>,
    /// Attributes left out of `lines`.
    pub more_lines: u64,
}

/// Time to live of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TtlView {
    /// The attribute that says when an item expires, in seconds since 1970.
    pub attribute: String,
    /// Items that will be deleted some day.
    pub pending: u64,
    /// Those of them that have expired, and that the sweep has not come to yet; counted up to a thousand.
    pub expired: u64,
    /// The first that will be deleted: when, in virtual time, and their keys. That AWS does so within days is documented;
    /// just when is a model.
    #[serde(default)]
    pub next: Vec<(u64, String)>,
}

/// What time to live makes of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expiry {
    /// The item has no such attribute, or the table no time to live: it stays.
    #[default]
    Never,
    /// It expires at this Unix second.
    At(u64),
    /// It expired at this Unix second and is still here: the sweep has not come yet.
    Passed(u64),
    /// The attribute is there and says nothing, for this reason.
    Ignored(String),
}

/// A partition: a slice of the hash range with its copies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PartitionView {
    /// `P1`, `P2` … (`G1` … in a global index).
    pub name: String,
    /// First hash of the range.
    pub from: u64,
    /// Last hash of the range.
    pub to: u64,
    /// Items.
    pub item_count: u64,
    /// Bytes.
    pub size_bytes: u64,
    /// Read and write milli-units consumed in the current virtual second.
    pub consumed_this_second: (u64, u64),
    /// Read and write milli-units a second that it serves.
    #[serde(default)]
    pub serves: (u64, u64),
    /// Requests throttled in the current virtual second: reads and writes.
    pub throttled_this_second: (u32, u32),
    /// Requests throttled so far.
    pub throttled_total: (u64, u64),
    /// Whether it is being split.
    pub splitting: bool,
    /// Minutes on end that it has been hot.
    pub hot_minutes: u32,
    /// Why it is not split though it is hot: `lsi`, `monotonic` or `single_item_isolated`.
    pub refused: Option<String>,
    /// The keys that are used most, noted while it is used much: key, and percent of the partition's use.
    pub hot_keys: Vec<(String, u32)>,
    /// A few item collections, the ones touched last first kept.
    pub collections: Vec<CollectionView>,
    /// Items not shown in `collections`.
    pub more_items: u64,
    /// The copies in the order of their zones (a, b, c).
    pub replicas: Vec<ReplicaView>,
    /// Milli-units read and written in a second of the heat map's newest span that is over, and requests throttled in
    /// all of it.
    #[serde(default)]
    pub lately: (u64, u64, u32),
}

/// Items that share a partition key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CollectionView {
    /// The partition key's value as text, at most 40 characters.
    pub key: String,
    /// The hash of the partition key.
    pub hash: u64,
    /// At most five items.
    pub items: Vec<ItemChip>,
    /// Items of this collection not shown.
    pub more: u64,
}

/// One item or index entry as a chip.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ItemChip {
    /// The sort key's value as text, or the partition key's where there is no sort key; at most 24 characters.
    pub label: String,
    /// Bytes.
    pub size: u64,
    /// The item's primary key as `AttributeValue` JSON, for a `GetItem`.
    pub key_json: String,
    /// What the call in focus did to it.
    pub mark: Mark,
    /// Whether and when it expires.
    pub expiry: Expiry,
    /// Of an item: which of the table's indexes have an entry for it, a bit for each index in the table's order (as far
    /// as the item itself says; a global index may be behind).
    pub indexed: u32,
}

/// What the latest call did to a chip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// Nothing.
    #[default]
    None,
    /// Read it.
    Read,
    /// Wrote it.
    Written,
    /// An index entry on its way in.
    Arriving,
    /// An index entry on its way out.
    Leaving,
}

/// One copy of a partition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReplicaView {
    /// `a`, `b` or `c`.
    pub zone: String,
    /// Serves writes and strongly consistent reads.
    pub leader: bool,
    /// Log sequence number up to which this copy has applied the log.
    pub applied: u64,
    /// Log records that the leader has and this copy has not applied.
    pub behind: u64,
    /// Whether the latest call read from this copy.
    pub answered: bool,
    /// What is wrong with it, in a word or two: `down`, `catching up`; empty where nothing is.
    pub ill: String,
    /// It leads on paper only: its lease is running out, or has.
    pub powerless: bool,
    /// A log replica counts in its place, in this zone.
    pub stand_in: String,
}

impl ReplicaView {
    /// Its zone's place among the three: 0, 1 or 2.
    pub fn slot(&self) -> usize {
        self.zone.bytes().next().map_or(0, |letter| usize::from(letter.wrapping_sub(b'a')).min(2))
    }
}

/// A secondary index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexView {
    /// Its name.
    pub name: String,
    /// Global (its own partitions, later) or local (the table's partitions, at once).
    pub global: bool,
    /// Whether it is a vector index, which is global, too.
    #[serde(default)]
    pub vector: bool,
    /// Its status; `ACTIVE` for local indexes.
    pub status: String,
    /// Key attributes: name and type, partition key first.
    pub keys: Vec<(String, String)>,
    /// `ALL`, `KEYS_ONLY`, or `INCLUDE a, b`; of a vector index `3 COSINE`.
    pub projection: String,
    /// Entries.
    pub entry_count: u64,
    /// Bytes.
    pub size_bytes: u64,
    /// Changes on their way.
    pub queued: u64,
    /// Those of them that wait for its capacity.
    pub waiting: u64,
    /// Whether writes of the table that would add to them are refused.
    pub pressed: bool,
    /// What its partitions draw on, where requests are throttled.
    pub capacity: Option<CapacityView>,
    /// Age of the oldest change on its way, microseconds.
    pub oldest: u64,
    /// Provisioned read and write units a second; absent on demand and for local indexes.
    pub provisioned: Option<(u64, u64)>,
    /// Partitions of a global index; one pseudo-partition without replicas for a local one.
    pub partitions: Vec<PartitionView>,
    /// How far it has come, percent, while it is being filled with the items that were there before it.
    pub backfill: Option<u8>,
}

impl TableView {
    /// All of its partitions.
    pub fn partition_count(&self) -> u64 {
        self.partitions.len() as u64 + self.more_partitions
    }

    /// Calls in the newest whole second, whatever became of them.
    pub fn calls_lately(&self) -> u64 {
        let (reads, writes, throttled) = self.traffic;
        reads + writes + throttled
    }
}

impl IndexView {
    /// What kind of index it is, in a word.
    pub fn kind(&self) -> &'static str {
        match (self.vector, self.global) {
            (true, _) => "Vector index",
            (false, true) => "GSI",
            (false, false) => "LSI",
        }
    }
}

/// One line of the history.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallSummary {
    /// Number of the call, from 1.
    pub id: u64,
    /// `PutItem` …
    pub operation: String,
    /// Table, or tables separated by commas.
    pub target: String,
    /// Virtual microseconds of its start.
    pub at: u64,
    /// Microseconds until its answer.
    pub latency: u64,
    /// The error's name; absent when it succeeded.
    pub error: Option<String>,
    /// Read and write milli-units it consumed.
    pub units: (u64, u64),
    /// Whether it read from a copy that lagged behind what it read.
    pub stale: bool,
}

/// Everything the inspector shows of one call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallDetail {
    /// The line in the history.
    pub summary: CallSummary,
    /// One sentence that a teacher would say first.
    pub headline: String,
    /// The call's key or keys as text, and where they live ("C#1042, 2026-11-18 at P2").
    pub subject: String,
    /// The waterfall, in order of start; a parent before its children.
    pub spans: Vec<SpanView>,
    /// What happened, a sentence an event, in order.
    pub sentences: Vec<Sentence>,
    /// What it was to do, action by action: the actions of a transaction or a batch of statements.
    pub actions: Vec<ActionView>,
    /// What a `PartiQL` statement was carried out as.
    pub plan: Option<String>,
    /// The sum of its capacity units, line by line.
    pub arithmetic: Vec<UnitLine>,
    /// The items it changed or read.
    pub images: Vec<ImageView>,
    /// Request as AWS JSON, pretty-printed.
    pub request: String,
    /// Response or error as AWS JSON, pretty-printed.
    pub response: String,
    /// Table names it touched, and the partitions in them, for the stage.
    pub touched: Vec<TouchedView>,
    /// Which way it goes.
    pub going: Going,
    /// Followers that had a log record of this write on disk before the answer.
    pub persisted: Vec<Persisted>,
    /// What a cache said to it, if it went through one.
    #[serde(default)]
    pub cache: Option<CacheTrip>,
    /// What IAM decided about it, when it was asked: JSON for the panel that shows it.
    #[serde(default)]
    pub access: Option<String>,
}

/// Which way a call goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Going {
    /// To the control plane, or not far enough to be anything else.
    #[default]
    Control,
    /// To read items.
    Read,
    /// To write items, whether or not it may in the end.
    Write,
}

/// A follower that has a log record on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Persisted {
    /// Partition name.
    pub partition: String,
    /// Its zone.
    pub zone: String,
    /// When the first one was, microseconds after the call's start.
    pub at: u64,
}

/// What a cache said to a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheTrip {
    /// Which cache: `dax:music`, `cache:side`.
    pub via: String,
    /// The node; 0 at an application's own cache.
    pub node: u16,
    /// `hit`, `negative`, `miss`, `part` (of a batch), `pass`, `stored` (a write), `throttled`.
    pub outcome: String,
    /// How old the answer was, microseconds.
    pub age: Option<u64>,
    /// How long it could still be served, microseconds.
    pub left: Option<u64>,
}

/// One action of a transaction, or one statement of several.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ActionView {
    /// `Put`, `Update`, `Delete`, `ConditionCheck`, `Get`; of a statement, its first word.
    pub verb: String,
    /// Its table, as far as it is known.
    pub table: String,
    /// Its key as text; of a statement, the statement.
    pub key: String,
    /// How it went.
    pub outcome: Outcome,
    /// The reason's code: `ConditionalCheckFailed` …; empty when it is no reason.
    pub code: String,
    /// The reason in the service's words.
    pub message: String,
}

/// How an action went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It was carried out.
    #[default]
    Done,
    /// It was a reason to refuse.
    Failed,
    /// It could have been carried out, but another one failed.
    Undone,
    /// Nobody knows yet.
    Open,
}

/// A bar of the waterfall.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SpanView {
    /// `client`, `router`, `admission`, `partition`, `replica`, `index` … (trace/1's station).
    pub station: String,
    /// `P2 leader b`, `copy c`, `GSI ByStatus` …
    pub label: String,
    /// 0 for a top-level bar, 1 for its children …
    pub depth: u32,
    /// Microseconds after the call's start.
    pub start: u64,
    /// Microseconds after the call's start; absent while it hasn't ended.
    pub end: Option<u64>,
    /// A short fact ("1.82", "late", "2 queued").
    pub note: String,
    /// Whether it ends after the call's answer (drawn dashed).
    pub after_answer: bool,
}

/// One event in words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// Id of the trace event.
    pub event: u64,
    /// Microseconds after the call's start.
    pub at: u64,
    /// Where it happened: `router`, `partition:P1:a`, `replica:P1:b`, `index:ByStatus`, `stream:P1` ….
    pub place: String,
    /// The words.
    pub text: String,
}

/// One line of a sum.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UnitLine {
    /// `Orders, item replaced, the larger size counts, 1,202 B before, 1,234 B after`, `GSI ByStatus, entry added, 42 B after` …
    pub label: String,
    /// "ceil(1,234 / 1,024)"; empty for the total.
    pub formula: String,
    /// Milli-units.
    pub units: u64,
    /// `WCU` or `RCU`.
    pub unit: String,
    /// The last line: all of the above together.
    pub total: bool,
}

/// One item before and after.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageView {
    /// Its table.
    pub table: String,
    /// Its key as text.
    pub key: String,
    /// Attributes in name order, keys first.
    pub lines: Vec<ImageLine>,
    /// Bytes before; absent when there was no item.
    pub size_before: Option<u64>,
    /// Bytes after; absent when there is none. Equal to before for a read.
    pub size_after: Option<u64>,
}

/// One attribute of an [`ImageView`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageLine {
    /// Kept, added or removed; a changed attribute is removed and added.
    pub change: Change,
    /// Its name.
    pub name: String,
    /// Its type (`S`, `N` …).
    pub type_name: String,
    /// Its value as text, at most 200 characters.
    pub value: String,
    /// Name and value in bytes.
    pub bytes: u64,
}

/// How an attribute changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// The same before and after.
    #[default]
    Kept,
    /// New, or the new value.
    Added,
    /// Gone, or the old value.
    Removed,
}

/// A place on the stage that a call touched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchedView {
    /// Region.
    pub region: String,
    /// Table.
    pub table: String,
    /// Index, if it was one.
    pub index: Option<String>,
    /// Partition name.
    pub partition: String,
    /// Zone of the replica that served, if one did.
    pub zone: Option<String>,
    /// Whether it was a write.
    pub write: bool,
}
