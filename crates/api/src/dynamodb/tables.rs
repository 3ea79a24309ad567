//! Operations on tables, and how a table describes itself.

use serde::{Deserialize, Serialize};

use super::StreamView;

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
    /// At most 20.
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
    /// How it is billed.
    pub billing: BillingMode,
    /// Zeros when on demand.
    pub throughput: Throughput,
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
    /// `WarmThroughput`: read and write units a second that can be served at once.
    pub warm: Throughput,
    /// `StreamSpecification`, while a stream is on.
    pub stream: Option<StreamView>,
    /// `LatestStreamLabel` (and with it `LatestStreamArn`), once there was a stream.
    pub stream_label: Option<String>,
}
