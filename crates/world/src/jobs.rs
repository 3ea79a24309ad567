//! Exports, imports and bulk writes that were begun. They outlive their tables.

use std::sync::Arc;

use api::dynamodb::JobKind;
use serde::{Deserialize, Serialize};
use sim::Micros;

/// All that were begun, in that order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Jobs(pub(crate) Arc<Vec<Arc<Job>>>);

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) kind: Kind,
    pub(crate) region: String,
    pub(crate) table_arn: String,
    pub(crate) table_id: Option<String>,
    /// The last part of its ARN.
    pub(crate) label: String,
    pub(crate) token: Option<String>,
    pub(crate) started: Micros,
    /// When it is over.
    pub(crate) until: Micros,
    pub(crate) is_cancelled: bool,
    /// `ExportTime`, in milliseconds since 1970.
    pub(crate) at_ms: Option<u64>,
    /// Members of the order with their JSON, which its description repeats.
    pub(crate) echo: Vec<(String, String)>,
}

/// Which of them, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Export,
    Import,
    Bulk,
}

impl From<JobKind> for Kind {
    fn from(kind: JobKind) -> Self {
        match kind {
            JobKind::Export => Self::Export,
            JobKind::Import => Self::Import,
            JobKind::Bulk => Self::Bulk,
        }
    }
}

impl From<Kind> for JobKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Export => Self::Export,
            Kind::Import => Self::Import,
            Kind::Bulk => Self::Bulk,
        }
    }
}

impl Job {
    pub(crate) fn arn(&self) -> String {
        format!("{}/{}/{}", self.table_arn, JobKind::from(self.kind).part(), self.label)
    }
}
