//! Operations on single items and batches of them.

use expression::{Condition, Projection, Update};
use value::{Attributes, Item};

use super::{ConsumedCapacity, ItemCollectionMetrics, ReturnConsumedCapacity, TableRef};

/// Which image of the item a write returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReturnValues {
    /// Nothing (the default).
    #[default]
    None,
    /// The whole item before.
    AllOld,
    /// The touched paths before.
    UpdatedOld,
    /// The whole item after.
    AllNew,
    /// The touched paths after.
    UpdatedNew,
}

/// `PutItem`.
#[derive(Clone, Debug)]
pub struct PutItem {
    /// Where.
    pub table: TableRef,
    /// The whole new item.
    pub item: Item,
    /// Write only if this holds on the stored item.
    pub condition: Option<Condition>,
    /// `NONE` or `ALL_OLD`.
    pub return_values: ReturnValues,
    /// `ReturnValuesOnConditionCheckFailure=ALL_OLD`.
    pub return_item_on_failure: bool,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
    /// `ReturnItemCollectionMetrics=SIZE`.
    pub return_metrics: bool,
}

/// `DeleteItem`.
#[derive(Clone, Debug)]
pub struct DeleteItem {
    /// Where.
    pub table: TableRef,
    /// The primary key.
    pub key: Attributes,
    /// Delete only if this holds on the stored item.
    pub condition: Option<Condition>,
    /// `NONE` or `ALL_OLD`.
    pub return_values: ReturnValues,
    /// `ReturnValuesOnConditionCheckFailure=ALL_OLD`.
    pub return_item_on_failure: bool,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
    /// `ReturnItemCollectionMetrics=SIZE`.
    pub return_metrics: bool,
}

/// `UpdateItem`.
#[derive(Clone, Debug)]
pub struct UpdateItem {
    /// Where.
    pub table: TableRef,
    /// The primary key.
    pub key: Attributes,
    /// What to change; absent means "make sure the item exists".
    pub update: Option<Update>,
    /// Update only if this holds on the stored item.
    pub condition: Option<Condition>,
    /// Which image to return.
    pub return_values: ReturnValues,
    /// `ReturnValuesOnConditionCheckFailure=ALL_OLD`.
    pub return_item_on_failure: bool,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
    /// `ReturnItemCollectionMetrics=SIZE`.
    pub return_metrics: bool,
}

/// `GetItem`.
#[derive(Clone, Debug)]
pub struct GetItem {
    /// Where.
    pub table: TableRef,
    /// The primary key.
    pub key: Attributes,
    /// Strongly consistent.
    pub consistent: bool,
    /// Which parts of the item to return.
    pub projection: Option<Projection>,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
}

/// The keys of one table in a `BatchGetItem`.
#[derive(Clone, Debug)]
pub struct KeysToGet {
    /// Where.
    pub table: TableRef,
    /// 1 to 100 primary keys.
    pub keys: Vec<Attributes>,
    /// Strongly consistent.
    pub consistent: bool,
    /// Which parts of the items to return.
    pub projection: Option<Projection>,
    /// The members that say so, as they were sent: JSON, each after a comma. Keys that are left come back with them.
    pub projection_json: String,
}

/// `BatchGetItem`: at most 100 keys over all tables.
#[derive(Clone, Debug)]
pub struct BatchGetItem {
    /// Tables in request order.
    pub tables: Vec<KeysToGet>,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
}

/// One element of a `BatchWriteItem`.
#[derive(Clone, Debug)]
pub enum WriteRequest {
    /// Put the whole item.
    Put(Item),
    /// Delete by primary key.
    Delete(Attributes),
}

/// `BatchWriteItem`: at most 25 puts and deletes over all tables.
#[derive(Clone, Debug)]
pub struct BatchWriteItem {
    /// Tables in request order, each with its writes in request order.
    pub tables: Vec<(TableRef, Vec<WriteRequest>)>,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
    /// `ReturnItemCollectionMetrics=SIZE`.
    pub return_metrics: bool,
}

/// The answer to `PutItem`, `UpdateItem` and `DeleteItem`.
#[derive(Clone, Debug, Default)]
pub struct WriteOutput {
    /// `Attributes`, when asked for and there were any.
    pub attributes: Option<Item>,
    /// `ConsumedCapacity`, when asked for.
    pub consumed: Option<ConsumedCapacity>,
    /// `ItemCollectionMetrics`, when asked for and the table has a local index.
    pub metrics: Option<ItemCollectionMetrics>,
}

/// The answer to `GetItem`.
#[derive(Clone, Debug, Default)]
pub struct GetOutput {
    /// The item or its projection; absent when there is none.
    pub item: Option<Item>,
    /// `ConsumedCapacity`, when asked for.
    pub consumed: Option<ConsumedCapacity>,
}

/// The answer to `BatchGetItem`.
#[derive(Clone, Debug, Default)]
pub struct BatchGetOutput {
    /// Every table of the request with the items found.
    pub responses: Vec<(String, Vec<Item>)>,
    /// Keys that did not fit into 16 MB, ready to be sent again: table, and the JSON of its `KeysAndAttributes`.
    pub unprocessed: Vec<(String, String)>,
    /// `ConsumedCapacity`, a table each, when asked for.
    pub consumed: Option<Vec<ConsumedCapacity>>,
}

/// The answer to `BatchWriteItem`.
#[derive(Clone, Debug, Default)]
pub struct BatchWriteOutput {
    /// Writes not done, ready to be sent again.
    pub unprocessed: Vec<(String, Vec<WriteRequest>)>,
    /// `ItemCollectionMetrics` by table, when asked for.
    pub metrics: Option<Vec<(String, Vec<ItemCollectionMetrics>)>>,
    /// `ConsumedCapacity`, a table each, when asked for.
    pub consumed: Option<Vec<ConsumedCapacity>>,
}
