//! What the service does with files in S3: exports, imports, bulk writes. Each is a job that is begun, goes on by itself, and
//! can be asked about.

use serde::{Deserialize, Serialize};

use super::TableRef;

/// Which of them. Checkpoints have it, too: new ones are added at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobKind {
    /// `ExportTableToPointInTime`.
    Export,
    /// `ImportTable`.
    Import,
    /// `StartBulkPutItems`.
    Bulk,
}

impl JobKind {
    /// What stands for it in an ARN.
    pub const fn part(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Import => "import",
            Self::Bulk => "bulk-operation",
        }
    }

    /// The operations that begin, describe and list it.
    pub const fn operations(self) -> [&'static str; 3] {
        match self {
            Self::Export => ["ExportTableToPointInTime", "DescribeExport", "ListExports"],
            Self::Import => ["ImportTable", "DescribeImport", "ListImports"],
            Self::Bulk => ["StartBulkPutItems", "DescribeBulkOperation", "ListBulkOperations"],
        }
    }
}

/// An order to begin one.
#[derive(Clone, Debug)]
pub struct StartJob {
    /// Which of them.
    pub kind: JobKind,
    /// The table that is read or written.
    pub table: TableRef,
    /// `ExportTime`, in milliseconds since 1970.
    pub at_ms: Option<u64>,
    /// `ClientToken`.
    pub token: Option<String>,
    /// Members of the order that its description repeats, with their JSON, in the order in which descriptions have them.
    pub echo: Vec<(String, String)>,
}

/// An operation on jobs.
#[derive(Clone, Debug)]
pub enum JobRequest {
    /// Begins one.
    Start(StartJob),
    /// Describes one.
    Describe {
        /// Which of them.
        kind: JobKind,
        /// Its ARN.
        arn: String,
    },
    /// Lists them, the newest last.
    List {
        /// Which of them.
        kind: JobKind,
        /// Those of this table only.
        table: Option<String>,
        /// How many a page.
        limit: u32,
        /// `NextToken`.
        start: Option<String>,
    },
    /// `CancelBulkOperation`.
    Cancel {
        /// Its ARN.
        arn: String,
    },
}

impl JobRequest {
    /// `ExportTableToPointInTime` and so on.
    pub const fn operation_name(&self) -> &'static str {
        let (kind, at) = match self {
            Self::Start(start) => (start.kind, 0),
            Self::Describe { kind, .. } => (*kind, 1),
            Self::List { kind, .. } => (*kind, 2),
            Self::Cancel { .. } => return "CancelBulkOperation",
        };
        kind.operations()[at]
    }
}

/// How far one has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobStatus {
    /// `IN_PROGRESS`.
    InProgress,
    /// `CANCELLED`.
    Cancelled,
    /// `FAILED`.
    Failed,
}

/// One, described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobDescription {
    /// Which of them.
    pub kind: JobKind,
    /// Its ARN.
    pub arn: String,
    /// How far it has come.
    pub status: JobStatus,
    /// The table's ARN.
    pub table_arn: String,
    /// The table's id, where there is a table.
    pub table_id: Option<String>,
    /// `StartTime` in milliseconds since 1970.
    pub started_ms: u64,
    /// `EndTime`, once it is over.
    pub ended_ms: Option<u64>,
    /// `ExportTime`.
    pub at_ms: Option<u64>,
    /// Code and message of why it failed.
    pub failure: Option<(&'static str, &'static str)>,
    /// See [`StartJob::echo`].
    pub echo: Vec<(String, String)>,
}

/// The answers.
#[derive(Clone, Debug)]
pub enum JobOutput {
    /// One that was begun, or asked about.
    Described(Box<JobDescription>),
    /// A page of them.
    Listed {
        /// Which of them.
        kind: JobKind,
        /// The page.
        jobs: Vec<JobDescription>,
        /// `NextToken`.
        next: Option<String>,
    },
    /// One that was cancelled, or was over before.
    Cancelled {
        /// Its ARN.
        arn: String,
        /// How far it has come.
        status: JobStatus,
    },
}
