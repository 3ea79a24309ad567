//! Caches before the service: clusters of `DAX`, and caches that an application keeps beside its table.

mod answers;
mod cluster;
mod control;
mod nodes;
mod picture;
mod reads;
mod road;
mod side;
mod store;

pub use cluster::Counts;
pub use picture::{CacheEntry, CacheInfo, CacheNodeInfo};
pub use side::{Order, Strategy};

pub(crate) use cluster::{Caches, Cluster, node_id};
pub(crate) use road::Trip;

/// Whether an operation goes through a cache when commands are sent through one: what reads and writes items does,
/// tables are managed past it.
pub fn goes_through_caches(operation: &str) -> bool {
    matches!(
        operation,
        "GetItem"
            | "BatchGetItem"
            | "Query"
            | "Scan"
            | "PutItem"
            | "UpdateItem"
            | "DeleteItem"
            | "BatchWriteItem"
            | "TransactGetItems"
            | "TransactWriteItems"
            | "ExecuteStatement"
            | "BatchExecuteStatement"
            | "ExecuteTransaction"
    )
}
