//! Transactions: all of it or nothing.
//!
//! [`World::transact_write`] and [`World::transact_get`] carry out the operations of these names;
//! [`World::transact_statements`] and [`World::transact_reads`] carry out what the statements of an
//! `ExecuteTransaction` mean.

mod checks;
mod commit;
mod reads;
mod rounds;
mod writes;

use api::dynamodb::{Access, ConsumedCapacity, ReturnConsumedCapacity, TableRef};
use api::{ApiError, CancellationReason, ErrorCode};
use table::{Schema, Units};

use super::items::IN_USE;
use crate::flight::Flight;

/// Bytes that the items of one transaction may have together.
const MAX_BYTES: u64 = 4 << 20;

const TOO_BIG: &str = "Transaction item size has exceeded the 4 MB limit";
const TWICE: &str = "Transaction request cannot include multiple operations on one item";

/// In whose words a transaction's faults are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `TransactWriteItems` and `TransactGetItems`: a missing table is an error of the whole request.
    Actions,
    /// `ExecuteTransaction`: a missing table is a reason like any other, and a `Put`, which is an `INSERT`, that
    /// finds an item is a duplicate.
    Statements,
}

impl Dialect {
    /// The reason that an error of one action is.
    fn reason(self, error: ApiError, is_put: bool) -> CancellationReason {
        let item = error.item.map(|item| *item);
        let (code, message) = match error.code {
            ErrorCode::ConditionalCheckFailedException if is_put && self == Self::Statements => {
                ("DuplicateItem", "Duplicate primary key exists in table".to_owned())
            }
            ErrorCode::ConditionalCheckFailedException => ("ConditionalCheckFailed", error.message),
            ErrorCode::TransactionConflictException => ("TransactionConflict", error.message),
            ErrorCode::ResourceNotFoundException => ("ResourceNotFound", error.message),
            ErrorCode::ItemCollectionSizeLimitExceededException => {
                ("ItemCollectionSizeLimitExceeded", error.message)
            }
            ErrorCode::ProvisionedThroughputExceededException => {
                ("ProvisionedThroughputExceeded", error.message)
            }
            ErrorCode::ThrottlingException | ErrorCode::RequestLimitExceeded => {
                ("ThrottlingError", error.message)
            }
            _ => ("ValidationError", error.message),
        };
        CancellationReason { code: Some(code), message: Some(message), item }
    }
}

/// The reason that an item in use is.
fn conflict() -> CancellationReason {
    Dialect::Actions.reason(ApiError::new(ErrorCode::TransactionConflictException, IN_USE), false)
}

/// `TransactionCanceledException` with a reason an action.
fn cancelled(reasons: Vec<CancellationReason>) -> ApiError {
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code.unwrap_or("None")).collect();
    let message = format!(
        "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
        codes.join(", ")
    );
    ApiError { reasons, ..ApiError::new(ErrorCode::TransactionCanceledException, message) }
}

/// Why a transaction's writes weren't carried out: for reasons of its actions, unless an action would empty a key of an
/// index. That refuses the request, like every other empty key; statements are cancelled all the same.
fn refused(flight: &Flight, reasons: Vec<CancellationReason>) -> ApiError {
    let emptied = |reason: &CancellationReason| {
        reason.message.as_ref().filter(|message| message.starts_with(table::EMPTIED_INDEX_KEY)).cloned()
    };
    match reasons.iter().find_map(emptied) {
        Some(message) if flight.statements.is_none() => ApiError::validation(message),
        _ => cancelled(reasons),
    }
}

/// What a transaction consumes, a table at a time in the order of the request.
#[derive(Debug, Default)]
struct Bill {
    tables: Vec<(u32, Schema, String, Units)>,
}

impl Bill {
    fn add(&mut self, (id, schema): (u32, &Schema), table: &TableRef, units: Units) {
        match self.tables.iter_mut().find(|(known, ..)| *known == id) {
            Some((.., sum)) => sum.append(units),
            None => self.tables.push((id, schema.clone(), table.given.clone(), units)),
        }
    }

    /// `ConsumedCapacity`, when asked for: every level tells its read or write units, too.
    fn consumed(&self, wanted: ReturnConsumedCapacity, access: Access) -> Option<Vec<ConsumedCapacity>> {
        if wanted == ReturnConsumedCapacity::None {
            return None;
        }
        let one = |(_, schema, given, units): &(u32, Schema, String, Units)| {
            let consumed = units.consumed(schema, given, wanted)?;
            Some(ConsumedCapacity { transaction: Some(access), ..consumed })
        };
        Some(self.tables.iter().filter_map(one).collect())
    }
}
