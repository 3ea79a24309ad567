//! `ExecuteStatement`, `BatchExecuteStatement` and `ExecuteTransaction`: `PartiQL`.

use expression::{Path, Predicate, Update};
use value::{Attributes, Item};

use super::{ConsumedCapacity, ReturnConsumedCapacity, ReturnValues, TableRef};
use crate::error::ApiError;

/// A statement whose `?` have their values.
#[derive(Clone, Debug)]
pub struct Statement {
    /// As sent, 1 to 8,192 characters.
    pub text: String,
    /// What it asks for.
    pub action: StatementAction,
    /// Strongly consistent.
    pub consistent: bool,
    /// `ReturnValuesOnConditionCheckFailure=ALL_OLD`.
    pub return_item_on_failure: bool,
}

/// What a statement asks for.
#[derive(Clone, Debug)]
pub enum StatementAction {
    /// `SELECT`.
    Select(SelectStatement),
    /// `EXISTS(SELECT …)`, in a transaction.
    Exists(SelectStatement),
    /// `INSERT`.
    Insert(InsertStatement),
    /// `UPDATE`.
    Update(UpdateStatement),
    /// `DELETE`.
    Delete(DeleteStatement),
}

/// `SELECT`.
#[derive(Clone, Debug)]
pub struct SelectStatement {
    /// Where.
    pub table: TableRef,
    /// The index to read instead of the table.
    pub index: Option<String>,
    /// What of the items; absent for `*`.
    pub columns: Option<Vec<Column>>,
    /// `WHERE`.
    pub condition: Option<Predicate>,
    /// `ORDER BY`: attributes, and whether each descends.
    pub order: Vec<(String, bool)>,
    /// What is wrong with an `ORDER BY` that names something else than attributes. It is told once the table is found.
    pub order_fault: Option<String>,
}

/// A part of an item under the name that it has in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The path from its last name on: `tags[0]` for an element of a list.
    pub label: String,
    /// Where it is.
    pub path: Path,
}

/// `INSERT`.
#[derive(Clone, Debug)]
pub struct InsertStatement {
    /// Where.
    pub table: TableRef,
    /// The whole new item (at most 409,600 bytes).
    pub item: Item,
}

/// `UPDATE`.
#[derive(Clone, Debug)]
pub struct UpdateStatement {
    /// Where.
    pub table: TableRef,
    /// What to change.
    pub update: Update,
    /// `WHERE`.
    pub condition: Option<Predicate>,
    /// `RETURNING`.
    pub return_values: ReturnValues,
}

/// `DELETE`.
#[derive(Clone, Debug)]
pub struct DeleteStatement {
    /// Where.
    pub table: TableRef,
    /// `WHERE`.
    pub condition: Option<Predicate>,
    /// `RETURNING`: nothing, or `ALL OLD *`.
    pub return_values: ReturnValues,
}

impl Statement {
    /// The table that it is about.
    pub const fn table(&self) -> &TableRef {
        match &self.action {
            StatementAction::Select(select) | StatementAction::Exists(select) => &select.table,
            StatementAction::Insert(insert) => &insert.table,
            StatementAction::Update(update) => &update.table,
            StatementAction::Delete(delete) => &delete.table,
        }
    }

    /// Whether it only reads. `EXISTS` stands with the writes: it is a condition of theirs.
    pub const fn is_read(&self) -> bool {
        matches!(self.action, StatementAction::Select(_))
    }
}

/// Where a page of a statement ended: which of its reads, and the last key read there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementStart {
    /// The read, from 0, in the order in which the statement's plan does them.
    pub read: u16,
    /// The last key; absent to begin the read.
    pub key: Option<Attributes>,
}

/// `ExecuteStatement`.
#[derive(Clone, Debug)]
pub struct ExecuteStatement {
    /// What to do.
    pub statement: Statement,
    /// What a token of this statement is bound to: a hash of its text and parameters.
    pub binding: u64,
    /// Where the page before ended.
    pub start: Option<StatementStart>,
    /// At most so many items are read (not returned).
    pub limit: Option<u32>,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
}

/// `BatchExecuteStatement`: 1 to 25 statements, each by itself.
#[derive(Clone, Debug)]
pub struct BatchExecuteStatement {
    /// In request order.
    pub statements: Vec<BatchStatement>,
    /// How much of the consumed capacity to report.
    pub return_consumed: ReturnConsumedCapacity,
}

/// A statement of a batch, which may be faulty without stopping the others.
#[derive(Clone, Debug)]
pub struct BatchStatement {
    /// As sent.
    pub text: String,
    /// What it means, or why it means nothing.
    pub statement: Result<Statement, ApiError>,
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
    pub last_key: Option<Attributes>,
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
