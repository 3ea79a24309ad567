//! Statements: from what they say to the reads and writes that they come to on one table.

mod branches;
mod reads;
mod rows;
mod writes;

use api::ApiError;
use api::dynamodb::{
    ConditionCheck, DeleteItem, KeyAttribute, PutItem, Statement, StatementAction, UpdateItem,
};
use value::AttributeValue;

pub use reads::{Read, Reads};
pub use writes::KEYLESS_CHECK;

use crate::fault::validation;
use crate::schema::{Schema, has_type};

/// What a statement comes to.
#[derive(Clone, Debug)]
pub enum StatementPlan<'s> {
    /// `SELECT`: one read after the other.
    Reads(Box<Reads<'s>>),
    /// `INSERT`: a put where nothing is yet.
    Put(PutItem),
    /// `UPDATE` of an item that is there.
    Update(UpdateItem),
    /// `DELETE`.
    Delete(DeleteItem),
    /// `EXISTS` in a transaction.
    Check(ConditionCheck),
}

impl<'s> StatementPlan<'s> {
    /// Plans a statement on a table. Transactions take the conditions of a `DELETE` at their word, and leave wrong
    /// types of keys to be told as reasons.
    ///
    /// # Errors
    /// `ValidationException`: no such index; a key that is not pinned, or pinned to what it can't be; an order that
    /// the keys don't have.
    pub fn new(schema: &'s Schema, statement: &'s Statement, transaction: bool) -> Result<Self, ApiError> {
        match &statement.action {
            StatementAction::Select(select) => {
                let reads = Reads::new(schema, select, statement.consistent, transaction)?;
                Ok(Self::Reads(Box::new(reads)))
            }
            StatementAction::Exists(select) => {
                let check = writes::check(schema, select, statement.return_item_on_failure, transaction)?;
                Ok(Self::Check(check))
            }
            StatementAction::Insert(insert) => {
                writes::put(schema, insert, statement.return_item_on_failure, transaction).map(Self::Put)
            }
            StatementAction::Update(update) => {
                writes::update(schema, update, statement.return_item_on_failure, transaction)
                    .map(Self::Update)
            }
            StatementAction::Delete(delete) => {
                writes::delete(schema, delete, statement.return_item_on_failure, transaction)
                    .map(Self::Delete)
            }
        }
    }
}

/// Whether a key attribute can have a value; `loose` leaves a wrong type of key to whoever looks the key up.
fn check_key(attribute: &KeyAttribute, value: &AttributeValue, loose: bool) -> Result<(), ApiError> {
    let kind = value.type_name();
    if !matches!(kind, "S" | "N" | "B") {
        return Err(validation(format!(
            "Key value must be of type S, N, or B. Key name: {}, Key type: {kind}",
            attribute.name
        )));
    }
    if !loose && !has_type(value, attribute) {
        return Err(other_type(attribute));
    }
    Ok(())
}

fn other_type(attribute: &KeyAttribute) -> ApiError {
    validation(format!(
        "Key attribute's data type should match its data type in table's schema: Key {}",
        attribute.name
    ))
}
