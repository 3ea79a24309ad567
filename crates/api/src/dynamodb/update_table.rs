//! `UpdateTable`.

use super::{
    BillingMode, Encryption, IndexCapacity, KeyAttribute, KeyKind, OnDemandLimits, Projection, StreamView,
    TableClass, TableRef, Throughput, WarmUnits,
};
use crate::error::ApiError;

/// `UpdateTable`, past every check that needs no table.
#[derive(Clone, Debug)]
pub struct UpdateTable {
    /// Which.
    pub table: TableRef,
    /// `AttributeDefinitions`, in request order; absent when none were sent.
    pub definitions: Option<Vec<KeyAttribute>>,
    /// `BillingMode`.
    pub billing: Option<BillingMode>,
    /// `ProvisionedThroughput`.
    pub throughput: Option<Throughput>,
    /// `GlobalSecondaryIndexUpdates`, in request order.
    pub indexes: Vec<IndexUpdate>,
    /// `StreamSpecification`.
    pub stream: Option<StreamChange>,
    /// `DeletionProtectionEnabled`.
    pub deletion_protection: Option<bool>,
    /// `TableClass`.
    pub class: Option<TableClass>,
    /// `SSESpecification`.
    pub encryption: Option<Encryption>,
    /// `OnDemandThroughput`.
    pub on_demand: Option<OnDemandLimits>,
    /// `WarmThroughput`.
    pub warm: Option<WarmUnits>,
    /// `ReplicaUpdates`, the regions that they name; absent when none were sent.
    pub replicas: Option<Vec<String>>,
    /// What is wrong with it all the same, once the table is there and can have the throughput that is given: something
    /// else changed at once, or an index's throughput out of bounds.
    pub fault: Option<ApiError>,
}

/// What becomes of a table's stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamChange {
    /// It is turned on with this view.
    On(StreamView),
    /// It is turned off.
    Off,
}

impl StreamChange {
    /// The view, if it is turned on.
    pub const fn view(self) -> Option<StreamView> {
        match self {
            Self::On(view) => Some(view),
            Self::Off => None,
        }
    }
}

/// One element of `GlobalSecondaryIndexUpdates` or `VectorIndexUpdates`.
#[derive(Clone, Debug)]
pub enum IndexUpdate {
    /// A new index, to be backfilled.
    Create(NewIndex),
    /// Other capacity for an index.
    Update {
        /// Its name.
        name: String,
        /// `ProvisionedThroughput`.
        throughput: Option<Throughput>,
        /// The rest.
        capacity: IndexCapacity,
    },
    /// An index to be deleted.
    Delete {
        /// Its name.
        name: String,
        /// Whether it is asked for as a vector index.
        vector: bool,
    },
}

impl IndexUpdate {
    /// The index's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Create(index) => &index.name,
            Self::Update { name, .. } | Self::Delete { name, .. } => name,
        }
    }
}

/// An index to be added. The types of its key's attributes may be known to the table only.
#[derive(Clone, Debug)]
pub struct NewIndex {
    /// 3 to 255 characters.
    pub name: String,
    /// Its key's attributes in order: partition first. None of a vector index that has the table's partition key.
    pub key: Vec<(String, KeyKind)>,
    /// What is copied.
    pub projection: Projection,
    /// `ProvisionedThroughput`.
    pub throughput: Option<Throughput>,
    /// The rest.
    pub capacity: IndexCapacity,
}
