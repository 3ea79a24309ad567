//! `ReturnConsumedCapacity` and `ReturnItemCollectionMetrics`, and what they return.

use value::Attributes;

/// Capacity units in thousandths: half a read unit is 500.
pub type MilliUnits = u64;

/// How much of the consumed capacity to report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReturnConsumedCapacity {
    /// Nothing (the default).
    #[default]
    None,
    /// One figure a table.
    Total,
    /// The table and each index apart.
    Indexes,
}

/// Capacity consumed on one table by one request. Indexes appear only where they were touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsumedCapacity {
    /// The table as the request named it (a name or an ARN).
    pub table: String,
    /// Units of the table itself.
    pub table_units: MilliUnits,
    /// Units of each local secondary index touched, in the table's order.
    pub local: Vec<(String, MilliUnits)>,
    /// Units of each global secondary index touched, in the table's order.
    pub global: Vec<(String, MilliUnits)>,
    /// Bytes (in thousandths) written to each vector index touched, in the table's order; no capacity units.
    pub vectors: Vec<(String, MilliUnits)>,
    /// Whether to print the table and its indexes apart (`INDEXES`).
    pub by_index: bool,
    /// Transactions also print the units as read or write units, on every level.
    pub transaction: Option<Access>,
}

/// Reading or writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read units.
    Read,
    /// Write units.
    Write,
}

impl ConsumedCapacity {
    /// Table and indexes together.
    pub fn total(&self) -> MilliUnits {
        self.table_units + self.local.iter().chain(&self.global).map(|(_, units)| units).sum::<u64>()
    }
}

/// Size estimate of an item collection; only for tables with a local secondary index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemCollectionMetrics {
    /// The collection's partition key.
    pub key: Attributes,
    /// Lower and upper bound in whole gigabytes.
    pub size_range_gb: (u64, u64),
}
