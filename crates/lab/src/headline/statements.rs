//! What a teacher would say of `PartiQL` statements.

use api::dynamodb::{BatchStatementOutput, Request, StatementOutput, TransactGetOutput};
use trace::{Event, Kind};

use super::{transactions, wrote};
use crate::history::Kept;
use crate::sentences::{Teller, cost};
use crate::view::ActionView;
use crate::words::count;

/// `ExecuteStatement`.
pub(super) fn one(kept: &Kept, output: &StatementOutput, events: &[Event], teller: &Teller<'_>) -> String {
    let reads = matches!(kept.request(), Some(Request::ExecuteStatement(it)) if it.statement.is_read());
    if !reads {
        return wrote(kept, events, teller);
    }
    let (read, write) = kept.completion.consumed();
    let rest = if output.next_token.is_some() { " There is more: NextToken goes on from here." } else { "" };
    format!(
        "The statement returned {}, for {}.{rest}",
        count(output.items.len() as u64, "row"),
        cost(read, write)
    )
}

/// `BatchExecuteStatement`.
pub(super) fn batch(output: &BatchStatementOutput) -> String {
    let all = output.responses.len() as u64;
    let failed = output.responses.iter().filter(|response| response.error.is_some()).count() as u64;
    let done = match failed {
        0 => format!("{} carried out", were(all, "statement")),
        failed => format!("{failed} of {} failed, the others were carried out", count(all, "statement")),
    };
    format!("{done}, each by itself: a batch is no transaction.")
}

/// `ExecuteTransaction`.
pub(super) fn transaction(
    kept: &Kept,
    output: &TransactGetOutput,
    events: &[Event],
    actions: &[ActionView],
) -> String {
    let wrote = events.iter().any(|event| matches!(event.kind, Kind::TxnCommit { .. }));
    if wrote || output.items.is_empty() {
        transactions::wrote(kept, events, actions)
    } else {
        transactions::read(kept, actions)
    }
}

fn were(number: u64, noun: &str) -> String {
    format!("{} {}", count(number, noun), if number == 1 { "was" } else { "were" })
}
