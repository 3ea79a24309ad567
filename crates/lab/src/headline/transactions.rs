//! What a teacher would say of a transaction.

use api::{ApiError, ErrorCode};
use trace::{Event, Kind};

use crate::actions::failed;
use crate::history::Kept;
use crate::sentences::cost;
use crate::view::ActionView;
use crate::words::{count, cut, listed};

/// Reasons that are named one by one.
const NAMED: usize = 3;

/// All of it was carried out.
pub(super) fn wrote(kept: &Kept, events: &[Event], actions: &[ActionView]) -> String {
    let (read, write) = kept.completion.consumed();
    let cost = cost(read, write);
    let all = count(actions.len() as u64, "action");
    if !events.iter().any(|event| matches!(event.kind, Kind::TxnCommit { .. })) {
        return format!(
            "This transaction was carried out before: the same ClientRequestToken came within ten minutes. Nothing was written again; \
             looking its items up cost {cost}."
        );
    }
    format!(
        "All or nothing, and it was all: {all} carried out together for {cost}. Every item was come to twice, \
         to prepare it and to commit it, which is why a transaction costs double."
    )
}

/// Everything was read.
pub(super) fn read(kept: &Kept, actions: &[ActionView]) -> String {
    let (read, write) = kept.completion.consumed();
    let absent = actions.iter().filter(|action| !action.message.is_empty()).count() as u64;
    let but = if absent == 0 { String::new() } else { format!(" {} had none.", count(absent, "key")) };
    format!(
        "{} read as of one moment: no write of another call lies between them.{but} It cost {}, double what single reads cost.",
        match actions.len() {
            1 => "1 item was".to_owned(),
            many => format!("{many} items were"),
        },
        cost(read, write)
    )
}

/// Nothing was carried out.
pub(super) fn cancelled(kept: &Kept, error: &ApiError, actions: &[ActionView]) -> String {
    let (read, write) = kept.completion.consumed();
    let cost = match cost(read, write) {
        cost if cost.is_empty() => "It cost nothing.".to_owned(),
        cost => format!("It cost {cost} all the same."),
    };
    match error.code {
        ErrorCode::TransactionCanceledException => {
            let reasons: Vec<String> = failed(actions).take(NAMED).map(reason).collect();
            let more = failed(actions).count().saturating_sub(NAMED) as u64;
            let more = if more == 0 { String::new() } else { format!(", and {more} more") };
            format!("All or nothing, and it was nothing: {}{more}. {cost}", listed(&reasons))
        }
        ErrorCode::IdempotentParameterMismatchException => {
            "This ClientRequestToken was used for another transaction in the last ten minutes: nothing was done. \
             A token stands for one request, to the last letter."
                .to_owned()
        }
        ErrorCode::TransactionInProgressException => {
            "The transaction with this ClientRequestToken is not done yet: nothing was done a second time."
                .to_owned()
        }
        _ => format!("The transaction was refused with {}. Nothing of it was done. {cost}", error.name()),
    }
}

/// `action 2 (Update Kim) failed because its condition did not hold`.
fn reason((number, action): (usize, &ActionView)) -> String {
    let why = match action.code.as_str() {
        "ConditionalCheckFailed" => "its condition did not hold",
        "TransactionConflict" => "its item is held by another transaction or write",
        "DuplicateItem" => "there is an item of this key already",
        "ValidationError" => "it asks for something invalid",
        "ResourceNotFound" => "its table is not there",
        "ItemCollectionSizeLimitExceeded" => "the item collection would be too large",
        _ => "it could not be carried out",
    };
    let what = if action.table.is_empty() { &action.verb } else { &action.key };
    let named = if *what == action.verb { what.clone() } else { format!("{} {what}", action.verb) };
    format!("action {number} ({}) failed because {why}", cut(&named, 60))
}
