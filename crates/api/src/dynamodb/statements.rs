//! `ExecuteStatement`, `BatchExecuteStatement` and `ExecuteTransaction`: `PartiQL`.

use value::{AttributeValue, Item};

use super::{ConsumedCapacity, ReturnConsumedCapacity};
use crate::error::ApiError;

/// A statement with the values of its `?`.
#[derive(Clone, Debug)]
pub struct Statement {
    /// 1 to 8,192 characters.
    pub text: String,
    /// In order.
    pub parameters: Vec<AttributeValue>,
    /// Strongly consistent.
    pub consistent: bool,
    /// `ReturnValuesOnConditionCheckFailure=ALL_OLD`.
    pub return_item_on_failure: bool,
}

/// `ExecuteStatement`.
#[derive(Clone, Debug)]
pub struct ExecuteStatement {
    /// What to do.
    pub statement: Statement,
    /// Where the page before ended.
    pub next_token: Option<String>,
    /// At most so many items are read (not returned).
    pub limit: Option<u32>,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
}

/// `BatchExecuteStatement`: 1 to 25 statements, each by itself.
#[derive(Clone, Debug)]
pub struct BatchExecuteStatement {
    /// In request order.
    pub statements: Vec<Statement>,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
}

/// `ExecuteTransaction`: 1 to 100 statements, all or nothing.
#[derive(Clone, Debug)]
pub struct ExecuteTransaction {
    /// In request order.
    pub statements: Vec<Statement>,
    /// `ClientRequestToken`, 1 to 36 characters.
    pub token: Option<String>,
    /// Hash of the parameters that a repeated token must come with again.
    pub fingerprint: u128,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
}

/// The answer to `ExecuteStatement`.
#[derive(Clone, Debug, Default)]
pub struct StatementOutput {
    /// Rows, or what a write returns.
    pub items: Vec<Item>,
    /// Where the next page starts; absent at the end.
    pub next_token: Option<String>,
    /// `LastEvaluatedKey`.
    pub last_key: Option<value::Attributes>,
    /// `ConsumedCapacity`, when asked for.
    pub consumed: Option<ConsumedCapacity>,
}

/// What one statement of a batch came to.
#[derive(Clone, Debug, Default)]
pub struct BatchStatementResponse {
    /// The statement's table, when it is known.
    pub table: Option<String>,
    /// The item read.
    pub item: Option<Item>,
    /// Why not; printed with a code of its own list.
    pub error: Option<ApiError>,
}

/// The answer to `BatchExecuteStatement`.
#[derive(Clone, Debug, Default)]
pub struct BatchStatementOutput {
    /// In request order.
    pub responses: Vec<BatchStatementResponse>,
    /// `ConsumedCapacity`, a table each, when asked for.
    pub consumed: Option<Vec<ConsumedCapacity>>,
}
