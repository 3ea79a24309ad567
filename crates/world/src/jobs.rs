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
    pub(crate) kind: JobKind,
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

impl Job {
    pub(crate) fn arn(&self) -> String {
        format!("{}/{}/{}", self.table_arn, self.kind.part(), self.label)
    }
}
