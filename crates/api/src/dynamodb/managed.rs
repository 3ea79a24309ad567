//! What the control plane does beside tables and tags: continuous backups, Contributor Insights, resource policies,
//! jobs, and the lists of things that a table here never has.

use super::{JobOutput, JobRequest, StartJob, TableRef, TableStatus, Unserved};

/// One of these operations.
#[derive(Clone, Debug)]
pub enum Managed {
    /// `DescribeContinuousBackups`.
    DescribeContinuousBackups(TableRef),
    /// `UpdateContinuousBackups`.
    UpdateContinuousBackups {
        /// Which table.
        table: TableRef,
        /// `PointInTimeRecoveryEnabled`.
        enabled: bool,
        /// `RecoveryPeriodInDays`, 1 to 35.
        days: Option<u32>,
    },
    /// `DescribeContributorInsights`.
    DescribeContributorInsights {
        /// Which table.
        table: TableRef,
        /// Which of its global indexes, if one.
        index: Option<String>,
    },
    /// `UpdateContributorInsights`.
    UpdateContributorInsights {
        /// Which table.
        table: TableRef,
        /// Which of its global indexes, if one.
        index: Option<String>,
        /// `ENABLE` or `DISABLE`.
        enable: bool,
        /// `ContributorInsightsMode`.
        mode: Option<InsightsMode>,
    },
    /// `ListContributorInsights`.
    ListContributorInsights {
        /// Of this table only.
        table: Option<TableRef>,
        /// `MaxResults`.
        limit: Option<u32>,
        /// `NextToken`.
        start: Option<String>,
    },
    /// `PutResourcePolicy`.
    PutResourcePolicy {
        /// The table's ARN.
        arn: String,
        /// The document.
        policy: String,
        /// `ExpectedRevisionId`.
        expected: Option<String>,
    },
    /// `GetResourcePolicy`.
    GetResourcePolicy {
        /// The table's ARN.
        arn: String,
    },
    /// `DeleteResourcePolicy`.
    DeleteResourcePolicy {
        /// The table's ARN.
        arn: String,
        /// `ExpectedRevisionId`.
        expected: Option<String>,
    },
    /// `DescribeKinesisStreamingDestination`.
    DescribeKinesisStreamingDestination(TableRef),
    /// `DescribeTableReplicaAutoScaling`.
    DescribeTableReplicaAutoScaling(TableRef),
    /// `ListGlobalTables` (version 2017.11.29).
    ListGlobalTables,
    /// Exports, imports and bulk writes.
    Job(JobRequest),
    /// `UpdateTableReplicaAutoScaling`, for a table without replicas: nothing of it is for one.
    UpdateTableReplicaAutoScaling(TableRef),
    /// One that looks its table up and is refused.
    Unserved(Unserved),
}

/// What Contributor Insights looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InsightsMode {
    /// `ACCESSED_AND_THROTTLED_KEYS`.
    #[default]
    AccessedAndThrottled,
    /// `THROTTLED_KEYS`.
    Throttled,
}

/// `ContributorInsightsStatus`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InsightsStatus {
    /// `ENABLING`.
    Enabling,
    /// `ENABLED`.
    Enabled,
    /// `DISABLING`.
    Disabling,
    /// `DISABLED`.
    #[default]
    Disabled,
}

/// Contributor Insights of a table or index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsightsDescription {
    /// The table's name.
    pub table: String,
    /// The index's.
    pub index: Option<String>,
    /// Its status.
    pub status: InsightsStatus,
    /// What it looks at, while it is on.
    pub mode: Option<InsightsMode>,
    /// `ContributorInsightsRuleList`.
    pub rules: Vec<String>,
    /// `LastUpdateDateTime` in milliseconds since 1970.
    pub updated_ms: Option<u64>,
}

/// `PointInTimeRecoveryDescription` of a table that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoveryDescription {
    /// `RecoveryPeriodInDays`.
    pub days: u32,
    /// `EarliestRestorableDateTime` in milliseconds since 1970.
    pub earliest_ms: u64,
    /// `LatestRestorableDateTime` in milliseconds since 1970.
    pub latest_ms: u64,
}

/// The answers.
#[derive(Clone, Debug)]
pub enum ManagedOutput {
    /// Of `DescribeContinuousBackups` and `UpdateContinuousBackups`.
    ContinuousBackups(Option<RecoveryDescription>),
    /// Of `DescribeContributorInsights` and `UpdateContributorInsights`.
    Insights(InsightsDescription),
    /// Of `ListContributorInsights`.
    InsightsList {
        /// A page of them.
        summaries: Vec<InsightsDescription>,
        /// `NextToken`.
        next: Option<String>,
    },
    /// Of `PutResourcePolicy` and `DeleteResourcePolicy`: the revision that is, or was.
    PolicyRevision(String),
    /// Of `GetResourcePolicy`.
    Policy {
        /// The document.
        document: String,
        /// Its revision.
        revision: String,
    },
    /// Of `DescribeKinesisStreamingDestination`: there is none.
    KinesisDestinations {
        /// The table's name.
        table: String,
    },
    /// Of `DescribeTableReplicaAutoScaling`: there are no replicas.
    ReplicaAutoScaling {
        /// The table's name.
        table: String,
        /// Its status.
        status: TableStatus,
    },
    /// Of `ListGlobalTables`.
    NoGlobalTables,
    /// Of exports, imports and bulk writes.
    Job(JobOutput),
}

impl Managed {
    /// `DescribeContinuousBackups` and so on.
    pub const fn operation_name(&self) -> &'static str {
        match self {
            Self::DescribeContinuousBackups(_) => "DescribeContinuousBackups",
            Self::UpdateContinuousBackups { .. } => "UpdateContinuousBackups",
            Self::DescribeContributorInsights { .. } => "DescribeContributorInsights",
            Self::UpdateContributorInsights { .. } => "UpdateContributorInsights",
            Self::ListContributorInsights { .. } => "ListContributorInsights",
            Self::PutResourcePolicy { .. } => "PutResourcePolicy",
            Self::GetResourcePolicy { .. } => "GetResourcePolicy",
            Self::DeleteResourcePolicy { .. } => "DeleteResourcePolicy",
            Self::DescribeKinesisStreamingDestination(_) => "DescribeKinesisStreamingDestination",
            Self::DescribeTableReplicaAutoScaling(_) => "DescribeTableReplicaAutoScaling",
            Self::ListGlobalTables => "ListGlobalTables",
            Self::Job(job) => job.operation_name(),
            Self::UpdateTableReplicaAutoScaling(_) => "UpdateTableReplicaAutoScaling",
            Self::Unserved(unserved) => unserved.operation,
        }
    }

    /// The table it refers to by name.
    pub const fn table(&self) -> Option<&TableRef> {
        match self {
            Self::DescribeContinuousBackups(table)
            | Self::UpdateContinuousBackups { table, .. }
            | Self::DescribeContributorInsights { table, .. }
            | Self::UpdateContributorInsights { table, .. }
            | Self::DescribeKinesisStreamingDestination(table)
            | Self::DescribeTableReplicaAutoScaling(table)
            | Self::UpdateTableReplicaAutoScaling(table)
            | Self::Job(JobRequest::Start(StartJob { table, .. })) => Some(table),
            Self::ListContributorInsights { table, .. } => table.as_ref(),
            Self::Unserved(unserved) => Some(&unserved.table),
            _ => None,
        }
    }

    /// Whether it changes anything.
    pub const fn is_write(&self) -> bool {
        matches!(
            self,
            Self::UpdateContinuousBackups { .. }
                | Self::UpdateContributorInsights { .. }
                | Self::PutResourcePolicy { .. }
                | Self::DeleteResourcePolicy { .. }
                | Self::Job(JobRequest::Start(_) | JobRequest::Cancel { .. })
        )
    }
}
