//! `UpdateTable`.

use super::{
    BillingMode, GlobalIndexDefinition, KeyAttribute, OnDemandLimits, StreamView, TableClass, TableRef,
    Throughput,
};

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
    /// `StreamSpecification`: on with a view, or off.
    pub stream: Option<Option<StreamView>>,
    /// `DeletionProtectionEnabled`.
    pub deletion_protection: Option<bool>,
    /// `TableClass`.
    pub class: Option<TableClass>,
    /// `SSESpecification`.
    pub encryption: Option<Encryption>,
    /// `OnDemandThroughput`.
    pub on_demand: Option<OnDemandLimits>,
    /// `WarmThroughput`: read and write units a second, as far as given.
    pub warm: Option<(Option<u64>, Option<u64>)>,
}

/// `SSESpecification`: a customer's key, or the service's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encryption {
    /// Off means the key that AWS owns.
    pub enabled: bool,
    /// `KMSMasterKeyId`, if given.
    pub key: Option<String>,
}

/// One element of `GlobalSecondaryIndexUpdates`.
#[derive(Clone, Debug)]
pub enum IndexUpdate {
    /// A new index, to be backfilled.
    Create(GlobalIndexDefinition),
    /// Other capacity for an index.
    Update {
        /// Its name.
        name: String,
        /// `ProvisionedThroughput`.
        throughput: Option<Throughput>,
        /// `OnDemandThroughput`.
        on_demand: Option<OnDemandLimits>,
        /// `WarmThroughput`.
        warm: Option<(Option<u64>, Option<u64>)>,
    },
    /// An index to be deleted.
    Delete {
        /// Its name.
        name: String,
    },
}
