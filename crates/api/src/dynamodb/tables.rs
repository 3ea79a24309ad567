//! Operations on tables, and how a table describes itself.

use serde::{Deserialize, Serialize};

use super::{RestoreSummary, StreamView, VectorSpec};

/// A table as a request names it: by name or by ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRef {
    /// What was sent; `ConsumedCapacity` echoes it.
    pub given: String,
    /// The table's name.
    pub name: String,
    /// `(region, account)` when an ARN was sent.
    pub arn_of: Option<(String, String)>,
}

/// The scalar type of a key attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyType {
    /// String, ordered by UTF-8 bytes.
    S,
    /// Number, ordered by value.
    N,
    /// Binary, ordered by unsigned bytes.
    B,
}

/// The part an attribute plays in a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyKind {
    /// Partition key.
    Hash,
    /// Sort key.
    Range,
}

/// One attribute of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyAttribute {
    /// 1 to 255 bytes.
    pub name: String,
    /// Its declared type.
    pub key_type: KeyType,
}

/// The key of a table or index: one partition attribute (up to 4 in a global index), then sort attributes
/// (at most 1; up to 4 in a global index).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeySchema {
    /// At least one.
    pub partition: Vec<KeyAttribute>,
    /// None, or as many as the kind of table or index allows.
    pub sort: Vec<KeyAttribute>,
}

/// Which attributes an index copies besides its keys and the table's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Projection {
    /// Keys only.
    KeysOnly,
    /// Keys and these (as sent).
    Include(Vec<String>),
    /// The whole item.
    All,
    /// Of a vector index: what that is over, and what it copies. (A global index with this is a vector index; its
    /// partition key is the search schema's `HASH`, or else the table's.)
    Vectors(Box<VectorSpec>),
}

impl Projection {
    /// What a vector index is over; absent for any other index.
    pub fn vectors(&self) -> Option<&VectorSpec> {
        match self {
            Self::Vectors(spec) => Some(spec),
            Self::KeysOnly | Self::Include(_) | Self::All => None,
        }
    }

    /// How many attributes it names that are no keys: all indexes of a table share a limit of them.
    pub fn named(&self) -> usize {
        match self {
            Self::Include(names) => names.len(),
            Self::KeysOnly | Self::All => 0,
            Self::Vectors(spec) => {
                1 + spec.copies.named() + spec.search.iter().filter(|(_, hash)| !hash).count()
            }
        }
    }
}

/// Provisioned capacity in whole units a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Throughput {
    /// Read capacity units.
    pub read: u64,
    /// Write capacity units.
    pub write: u64,
}

/// `OnDemandThroughput`: the most request units a second; absent where there is no limit or none is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OnDemandLimits {
    /// `MaxReadRequestUnits`; -1 means none.
    pub read: Option<i64>,
    /// `MaxWriteRequestUnits`; -1 means none.
    pub write: Option<i64>,
}

/// `WarmThroughput` as far as it is given: units a second that can be served at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WarmUnits {
    /// `ReadUnitsPerSecond`.
    pub read: Option<u64>,
    /// `WriteUnitsPerSecond`.
    pub write: Option<u64>,
}

/// What a request says of an index's capacity besides `ProvisionedThroughput`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexCapacity {
    /// `OnDemandThroughput`.
    pub on_demand: Option<OnDemandLimits>,
    /// `WarmThroughput`.
    pub warm: Option<WarmUnits>,
}

/// `SSESpecification`: a customer's key, or the service's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encryption {
    /// Off means the key that AWS owns.
    pub enabled: bool,
    /// `KMSMasterKeyId`, if given.
    pub key: Option<String>,
}

/// How a table is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BillingMode {
    /// For capacity set in advance (what the API means when nothing is said).
    Provisioned,
    /// For what is used.
    PayPerRequest,
}

/// The price class of a table's storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TableClass {
    /// `STANDARD`.
    Standard,
    /// `STANDARD_INFREQUENT_ACCESS`.
    InfrequentAccess,
}

/// A local secondary index as `CreateTable` asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LocalIndexDefinition {
    /// 3 to 255 characters, unique among the table's indexes.
    pub name: String,
    /// The table's partition key with another sort key.
    pub key: KeySchema,
    /// What is copied.
    pub projection: Projection,
}

/// A global secondary index as `CreateTable` asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GlobalIndexDefinition {
    /// 3 to 255 characters, unique among the table's indexes.
    pub name: String,
    /// Its own key.
    pub key: KeySchema,
    /// What is copied.
    pub projection: Projection,
    /// Its own capacity; absent when the table is on demand.
    pub throughput: Option<Throughput>,
}

impl GlobalIndexDefinition {
    /// Names of the attributes that the table must define for it: its key's and the search schema's.
    pub fn defined_names(&self) -> impl Iterator<Item = &str> {
        let key = self.key.partition.iter().chain(&self.key.sort).map(|attribute| attribute.name.as_str());
        let search = self.projection.vectors().into_iter().flat_map(|spec| &spec.search);
        key.chain(search.map(|(name, _)| name.as_str()))
    }

    /// Whether it is a vector index.
    pub fn is_vector(&self) -> bool {
        self.projection.vectors().is_some()
    }
}

/// `CreateTable`, past every static check.
#[derive(Clone, Debug)]
pub struct CreateTable {
    /// 3 to 255 characters.
    pub name: String,
    /// Attribute definitions in request order: name and type.
    pub definitions: Vec<KeyAttribute>,
    /// The primary key.
    pub key: KeySchema,
    /// At most 5.
    pub local: Vec<LocalIndexDefinition>,
    /// At most 20, and at most 5 vector indexes behind them.
    pub global: Vec<GlobalIndexDefinition>,
    /// Provisioned unless asked otherwise.
    pub billing: BillingMode,
    /// Present exactly when provisioned.
    pub throughput: Option<Throughput>,
    /// `DeletionProtectionEnabled`.
    pub deletion_protection: bool,
    /// As given, if it was.
    pub class: Option<TableClass>,
    /// `StreamSpecification`, when it is on.
    pub stream: Option<StreamView>,
    /// What is said of each global index's capacity, in the order of `global`.
    pub index_capacity: Vec<IndexCapacity>,
    /// `OnDemandThroughput`.
    pub on_demand: Option<OnDemandLimits>,
    /// `WarmThroughput`.
    pub warm: Option<WarmUnits>,
    /// `SSESpecification`.
    pub encryption: Option<Encryption>,
    /// `Tags`: key and value, in request order.
    pub tags: Vec<(String, String)>,
    /// `ResourcePolicy`: a JSON document.
    pub policy: Option<String>,
}

/// `DescribeTable`.
#[derive(Clone, Debug)]
pub struct DescribeTable {
    /// Which.
    pub table: TableRef,
}

/// `DeleteTable`.
#[derive(Clone, Debug)]
pub struct DeleteTable {
    /// Which.
    pub table: TableRef,
}

/// `ListTables`.
#[derive(Clone, Debug)]
pub struct ListTables {
    /// List names after this one.
    pub start: Option<String>,
    /// 1 to 100 (the default).
    pub limit: u32,
}

/// The answer to `ListTables`.
#[derive(Clone, Debug, Default)]
pub struct ListTablesOutput {
    /// Sorted by name.
    pub names: Vec<String>,
    /// Present when there are more.
    pub last: Option<String>,
}

/// Where a table is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TableStatus {
    /// `CREATING`: items can't be reached yet.
    Creating,
    /// `ACTIVE`.
    Active,
    /// `UPDATING`: items can be reached.
    Updating,
    /// `DELETING`.
    Deleting,
}

/// Where a global index is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum IndexStatus {
    /// `CREATING`.
    Creating,
    /// `ACTIVE`.
    Active,
    /// `UPDATING`.
    Updating,
    /// `DELETING`.
    Deleting,
}

/// A local index as the table describes it.
#[derive(Clone, Debug)]
pub struct LocalIndexDescription {
    /// As it was asked for.
    pub definition: LocalIndexDefinition,
    /// `IndexArn`.
    pub arn: String,
    /// Entries.
    pub item_count: u64,
    /// Bytes of the entries.
    pub size_bytes: u64,
}

/// A global index as the table describes it.
#[derive(Clone, Debug)]
pub struct GlobalIndexDescription {
    /// As it was asked for.
    pub definition: GlobalIndexDefinition,
    /// `IndexArn`.
    pub arn: String,
    /// Its status.
    pub status: IndexStatus,
    /// Entries.
    pub item_count: u64,
    /// Bytes of the entries.
    pub size_bytes: u64,
    /// `Backfilling`: said of an index that was added, until it is active.
    pub backfilling: Option<bool>,
    /// Zeros when on demand.
    pub throughput: ThroughputDescription,
    /// `OnDemandThroughput`, when it was said.
    pub on_demand: Option<OnDemandLimits>,
    /// `WarmThroughput`, when it is told.
    pub warm: Option<WarmDescription>,
}

/// `ProvisionedThroughput` of a table or index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThroughputDescription {
    /// What is provisioned.
    pub units: Throughput,
    /// `NumberOfDecreasesToday`.
    pub decreases: u32,
    /// `LastIncreaseDateTime` in milliseconds since 1970.
    pub last_increase_ms: Option<u64>,
    /// `LastDecreaseDateTime` in milliseconds since 1970.
    pub last_decrease_ms: Option<u64>,
}

/// `WarmThroughput` of a table or index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WarmDescription {
    /// What can be served at once.
    pub units: Throughput,
    /// Whether more is being prepared.
    pub updating: bool,
}

/// `BillingModeSummary` and `TableThroughputModeSummary`, of a table that is or was on demand, or was restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModeSummary {
    /// Now, or once the switch that is under way is over.
    pub billing: BillingMode,
    /// `LastUpdateToPayPerRequestDateTime` in milliseconds since 1970; of a table that was on demand.
    pub on_demand_since_ms: Option<u64>,
}

/// `SSEDescription`, of a table that a KMS key encrypts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptionDescription {
    /// `KMSMasterKeyArn`; empty where there is none yet.
    pub key: String,
    /// Whether the change to it goes on.
    pub updating: bool,
}

/// `TableDescription` as create, describe and delete print it.
#[derive(Clone, Debug)]
pub struct TableDescription {
    /// Its name.
    pub name: String,
    /// `arn:aws:dynamodb:<region>:<account>:table/<name>`.
    pub arn: String,
    /// `TableId`, a UUID.
    pub id: String,
    /// Its status.
    pub status: TableStatus,
    /// `CreationDateTime` in milliseconds since 1970.
    pub created_ms: u64,
    /// Attribute definitions in request order.
    pub definitions: Vec<KeyAttribute>,
    /// The primary key.
    pub key: KeySchema,
    /// Present when it is or was on demand, is about to be, or was restored.
    pub mode: Option<ModeSummary>,
    /// Zeros when on demand.
    pub throughput: ThroughputDescription,
    /// `OnDemandThroughput`, when it was said.
    pub on_demand: Option<OnDemandLimits>,
    /// `SSEDescription`; absent for the key that AWS owns.
    pub encryption: Option<EncryptionDescription>,
    /// Items.
    pub item_count: u64,
    /// Bytes of the items.
    pub size_bytes: u64,
    /// Local indexes in request order.
    pub local: Vec<LocalIndexDescription>,
    /// Global indexes in request order.
    pub global: Vec<GlobalIndexDescription>,
    /// `DeletionProtectionEnabled`.
    pub deletion_protection: bool,
    /// `TableClassSummary`, when a class was given.
    pub class: Option<TableClass>,
    /// When the class was last changed, in milliseconds since 1970, if it ever was.
    pub class_changed_ms: Option<u64>,
    /// `WarmThroughput`, when it is told.
    pub warm: Option<WarmDescription>,
    /// `RestoreSummary`, of a table that came from a backup.
    pub restored: Option<RestoreSummary>,
    /// `StreamSpecification`, while a stream is on.
    pub stream: Option<StreamView>,
    /// `LatestStreamLabel` (and with it `LatestStreamArn`), once there was a stream.
    pub stream_label: Option<String>,
}
