//! Backups on demand.

use super::{BillingMode, Encryption, KeySchema, OnDemandLimits, TableDescription, TableRef, Throughput};

/// One of the operations.
#[derive(Clone, Debug)]
pub enum BackupRequest {
    /// `CreateBackup`.
    Create {
        /// Of which table.
        table: TableRef,
        /// `BackupName`; need not be unique.
        name: String,
    },
    /// `DescribeBackup`.
    Describe {
        /// `BackupArn`.
        arn: String,
    },
    /// `DeleteBackup`.
    Delete {
        /// `BackupArn`.
        arn: String,
    },
    /// `ListBackups`.
    List {
        /// Of this table only.
        table: Option<TableRef>,
        /// 1 to 100.
        limit: u32,
        /// `ExclusiveStartBackupArn`.
        start: Option<String>,
        /// `TimeRangeLowerBound` (inclusive) in milliseconds since 1970.
        from_ms: Option<u64>,
        /// `TimeRangeUpperBound` (exclusive) in milliseconds since 1970.
        to_ms: Option<u64>,
        /// Whether those that users made are asked for; there are no others.
        users: bool,
    },
    /// `RestoreTableFromBackup` and `RestoreTableToPointInTime`.
    Restore(Box<RestoreTable>),
}

/// What a table is made from.
#[derive(Clone, Debug)]
pub enum RestoreFrom {
    /// The backup of this ARN.
    Backup(String),
    /// A table that has point-in-time recovery.
    Table {
        /// Which one.
        source: TableRef,
        /// `RestoreDateTime` in milliseconds since 1970; absent for the latest time there is.
        at_ms: Option<u64>,
    },
}

/// `RestoreTableFromBackup` and `RestoreTableToPointInTime`.
#[derive(Clone, Debug)]
pub struct RestoreTable {
    /// The new table's name.
    pub target: String,
    /// What it is made from.
    pub from: RestoreFrom,
    /// `BillingModeOverride`.
    pub billing: Option<BillingMode>,
    /// `ProvisionedThroughputOverride`.
    pub throughput: Option<Throughput>,
    /// Names in `GlobalSecondaryIndexOverride`, and the throughput asked for: only these indexes are restored.
    pub global: Option<Vec<(String, Option<Throughput>)>>,
    /// Names in `LocalSecondaryIndexOverride`.
    pub local: Option<Vec<String>>,
    /// `OnDemandThroughputOverride`.
    pub on_demand: Option<OnDemandLimits>,
    /// `SSESpecificationOverride`.
    pub encryption: Option<Encryption>,
}

/// `BackupDetails` and what a summary has besides.
#[derive(Clone, Debug)]
pub struct BackupDetails {
    /// `BackupArn`.
    pub arn: String,
    /// `BackupName`.
    pub name: String,
    /// `BackupCreationDateTime` in milliseconds since 1970.
    pub created_ms: u64,
    /// Whether it is there already.
    pub available: bool,
    /// Whether it was deleted.
    pub deleted: bool,
    /// `BackupSizeBytes`.
    pub size_bytes: u64,
    /// The table's name.
    pub table: String,
    /// The table's id.
    pub table_id: String,
    /// The table's ARN.
    pub table_arn: String,
}

/// `BackupDescription`.
#[derive(Clone, Debug)]
pub struct BackupDescription {
    /// What it is.
    pub details: BackupDetails,
    /// The table as it was, indexes included.
    pub source: TableDescription,
    /// Its billing mode.
    pub billing: BillingMode,
    /// The attribute of its time to live, if that was on.
    pub ttl: Option<String>,
}

impl BackupDescription {
    /// The table's key.
    pub const fn key(&self) -> &KeySchema {
        &self.source.key
    }
}

/// `RestoreSummary` of a table that came from a backup or another table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreSummary {
    /// `SourceBackupArn`, unless it came from a table.
    pub backup: Option<String>,
    /// `SourceTableArn`.
    pub table: String,
    /// `RestoreDateTime` in milliseconds since 1970.
    pub at_ms: u64,
    /// `RestoreInProgress`.
    pub in_progress: bool,
}

/// The answers.
#[derive(Clone, Debug)]
pub enum BackupOutput {
    /// Of `CreateBackup`.
    Created(BackupDetails),
    /// Of `DescribeBackup` and `DeleteBackup`.
    Described(Box<BackupDescription>),
    /// Of `ListBackups`.
    Listed {
        /// A page.
        backups: Vec<BackupDetails>,
        /// `LastEvaluatedBackupArn`.
        last: Option<String>,
    },
    /// Of `RestoreTableFromBackup` and `RestoreTableToPointInTime`.
    Restored(Box<TableDescription>),
}

impl BackupRequest {
    /// `CreateBackup` and so on.
    pub const fn operation_name(&self) -> &'static str {
        match self {
            Self::Create { .. } => "CreateBackup",
            Self::Describe { .. } => "DescribeBackup",
            Self::Delete { .. } => "DeleteBackup",
            Self::List { .. } => "ListBackups",
            Self::Restore(restore) => match restore.from {
                RestoreFrom::Backup(_) => "RestoreTableFromBackup",
                RestoreFrom::Table { .. } => "RestoreTableToPointInTime",
            },
        }
    }

    /// The table it refers to by name.
    pub const fn table(&self) -> Option<&TableRef> {
        match self {
            Self::Create { table, .. } => Some(table),
            Self::List { table, .. } => table.as_ref(),
            Self::Restore(restore) => match &restore.from {
                RestoreFrom::Table { source, .. } => Some(source),
                RestoreFrom::Backup(_) => None,
            },
            Self::Describe { .. } | Self::Delete { .. } => None,
        }
    }

    /// Whether it changes anything.
    pub const fn is_write(&self) -> bool {
        matches!(self, Self::Create { .. } | Self::Delete { .. } | Self::Restore(_))
    }
}
