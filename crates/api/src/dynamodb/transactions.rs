//! `TransactWriteItems` and `TransactGetItems`.

use expression::Condition;
use value::{Attributes, Item};

use super::{
    ConsumedCapacity, DeleteItem, GetItem, ItemCollectionMetrics, PutItem, ReturnConsumedCapacity, TableRef,
    UpdateItem,
};

/// A condition on an item that the transaction does not change.
#[derive(Clone, Debug)]
pub struct ConditionCheck {
    /// Where.
    pub table: TableRef,
    /// The primary key.
    pub key: Attributes,
    /// What must hold.
    pub condition: Condition,
    /// `ReturnValuesOnConditionCheckFailure=ALL_OLD`.
    pub return_item_on_failure: bool,
}

/// One action of a transaction. What the single operations say about returning values and capacity is unset here.
#[derive(Clone, Debug)]
pub enum TransactWrite {
    /// `ConditionCheck`.
    Check(ConditionCheck),
    /// `Put`.
    Put(PutItem),
    /// `Delete`.
    Delete(DeleteItem),
    /// `Update`.
    Update(UpdateItem),
}

impl TransactWrite {
    /// The table that it is about.
    pub const fn table(&self) -> &TableRef {
        match self {
            Self::Check(check) => &check.table,
            Self::Put(put) => &put.table,
            Self::Delete(delete) => &delete.table,
            Self::Update(update) => &update.table,
        }
    }
}

/// `TransactWriteItems`: 1 to 100 actions.
#[derive(Clone, Debug)]
pub struct TransactWriteItems {
    /// In request order.
    pub actions: Vec<TransactWrite>,
    /// `ClientRequestToken`, 1 to 36 characters.
    pub token: Option<String>,
    /// Hash of the parameters that a repeated token must come with again.
    pub fingerprint: u128,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
    /// `ReturnItemCollectionMetrics=SIZE`.
    pub return_metrics: bool,
}

/// `TransactGetItems`: 1 to 100 strongly consistent reads. What the single operation says about capacity is unset.
#[derive(Clone, Debug)]
pub struct TransactGetItems {
    /// In request order.
    pub gets: Vec<GetItem>,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
}

/// The answer to `TransactGetItems`.
#[derive(Clone, Debug, Default)]
pub struct TransactGetOutput {
    /// In request order; absent where there is no item.
    pub items: Vec<Option<Item>>,
    /// `ConsumedCapacity`, a table each, when asked for.
    pub consumed: Option<Vec<ConsumedCapacity>>,
}

/// The answer to `TransactWriteItems`.
#[derive(Clone, Debug, Default)]
pub struct TransactWriteOutput {
    /// `ConsumedCapacity`, a table each, when asked for.
    pub consumed: Option<Vec<ConsumedCapacity>>,
    /// `ItemCollectionMetrics` by table, when asked for.
    pub metrics: Option<Vec<(String, Vec<ItemCollectionMetrics>)>>,
}
