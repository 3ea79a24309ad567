//! `Query` and `Scan`, which answer in pages.

use expression::{Condition, KeyCondition, Projection};
use value::{Attributes, Item};

use super::{ConsumedCapacity, ReturnConsumedCapacity, TableRef};

/// Which attributes a page returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Select {
    /// Whole items.
    AllAttributes,
    /// What the index holds.
    AllProjectedAttributes,
    /// What the projection expression names.
    SpecificAttributes,
    /// Only how many.
    Count,
}

/// One segment of a parallel scan: `index` of `total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// 0-based, less than `total`.
    pub index: u32,
    /// 1 to 1,000,000.
    pub total: u32,
}

/// `Query`.
#[derive(Clone, Debug)]
pub struct Query {
    /// Where.
    pub table: TableRef,
    /// The index to read instead of the table.
    pub index: Option<String>,
    /// Which item collection, and which part of it. Checked against the schema later.
    pub key_condition: KeyCondition,
    /// Drops items after they were read and charged.
    pub filter: Option<Condition>,
    /// Which parts of the items to return.
    pub projection: Option<Projection>,
    /// As given; the default depends on index and projection.
    pub select: Option<Select>,
    /// At most so many items are read (not returned).
    pub limit: Option<u32>,
    /// `LastEvaluatedKey` of the page before.
    pub start: Option<Attributes>,
    /// Ascending by sort key (the default).
    pub forward: bool,
    /// Strongly consistent.
    pub consistent: bool,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
    /// Whether the service's older words refuse a start key.
    pub older: bool,
}

/// `Scan`.
#[derive(Clone, Debug)]
pub struct Scan {
    /// Where.
    pub table: TableRef,
    /// The index to read instead of the table.
    pub index: Option<String>,
    /// Drops items after they were read and charged.
    pub filter: Option<Condition>,
    /// Which parts of the items to return.
    pub projection: Option<Projection>,
    /// As given; the default depends on index and projection.
    pub select: Option<Select>,
    /// At most so many items are read (not returned).
    pub limit: Option<u32>,
    /// `LastEvaluatedKey` of the page before.
    pub start: Option<Attributes>,
    /// Which part of the key space, for parallel scans.
    pub segment: Option<Segment>,
    /// Strongly consistent.
    pub consistent: bool,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
    /// Whether the service's older words refuse a start key.
    pub older: bool,
}

/// The answer to `Query` and `Scan`.
#[derive(Clone, Debug, Default)]
pub struct PageOutput {
    /// The items; absent for `Select=COUNT`.
    pub items: Option<Vec<Item>>,
    /// Items that passed the filter.
    pub count: u64,
    /// Items read.
    pub scanned_count: u64,
    /// Where the next page starts; absent at the end.
    pub last_key: Option<Attributes>,
    /// `ConsumedCapacity`, when asked for.
    pub consumed: Option<ConsumedCapacity>,
}
