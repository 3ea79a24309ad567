//! Calls that were answered with `InternalServerError`, which tells nothing of the outcome: what became of them shows
//! later, in their traces.

use sim::Micros;
use trace::{Event, Kind};

use crate::history::Kept;
use crate::sentences::cost;
use crate::view::Outcome;
use crate::words::span;

/// What became of a call's writes.
enum Fate {
    /// All of them are committed, since then.
    Done(Micros),
    /// A transaction is decided: all of it will be carried out.
    Decided,
    /// A transaction was cancelled then.
    Cancelled(Micros),
    /// Nobody knows yet.
    Open,
    /// The trace that would tell is gone.
    Untold,
}

/// What is said first of such a call. None where nothing had begun, or the client knows what became of it.
#[inline(never)]
pub(crate) fn headline(kept: &Kept, events: &[Event]) -> Option<String> {
    let fate = fate(kept, events)?;
    let after = |at: Micros| match at.saturating_sub(kept.completion.at) {
        0 => String::new(),
        late => format!(" {} after it", span(late)),
    };
    let (read, write) = kept.units();
    let cost = cost(read, write);
    let for_it = if cost.is_empty() { String::new() } else { format!(", for {cost}") };
    let costs = if cost.is_empty() { String::new() } else { format!(" It cost {cost}.") };
    let is_transaction = events.iter().any(asks);
    let became = match fate {
        Fate::Done(at) => format!("It was carried out all the same{}{}{for_it}.", after(at), by(events)),
        Fate::Decided => format!("It is committed{}: its items are being written.{costs}", by(events)),
        Fate::Cancelled(at) => {
            format!("It was taken back{}{}: nothing of it is done.{costs}", after(at), by(events))
        }
        Fate::Open if is_transaction => {
            format!("It is undecided so far: a coordinator will see to it, by the ledger.{costs}")
        }
        Fate::Open => format!("What it wrote is not committed so far.{costs}"),
        Fate::Untold => format!("Its trace made room for later ones.{costs}"),
    };
    Some(format!("No answer came in time: InternalServerError says nothing of the outcome. {became}"))
}

/// What became of a transaction's actions by now, if its answer doesn't tell.
#[inline(never)]
pub(crate) fn outcome(kept: &Kept, events: &[Event]) -> Option<Outcome> {
    Some(match fate(kept, events)? {
        Fate::Done(_) => Outcome::Done,
        Fate::Cancelled(_) => Outcome::Undone,
        Fate::Decided | Fate::Open | Fate::Untold => Outcome::Open,
    })
}

fn fate(kept: &Kept, events: &[Event]) -> Option<Fate> {
    if events.is_empty() {
        return kept.completion.touched.iter().any(|it| it.write).then_some(Fate::Untold);
    }
    let number = |is: fn(&Event) -> bool| events.iter().filter(|event| is(event)).count();
    let last = |is: fn(&Event) -> bool| events.iter().rfind(|event| is(event)).map(|event| event.t);
    let written = number(|event| matches!(event.kind, Kind::WalAppend { .. }));
    let is_transaction = events.iter().any(asks);
    if written == 0 && !is_transaction {
        return None;
    }
    if let Some(at) = last(|event| matches!(event.kind, Kind::TxnCancel { .. })) {
        // A client that was told so knows.
        return (at > kept.completion.at).then_some(Fate::Cancelled(at));
    }
    let actions = events.iter().find_map(|event| match event.kind {
        Kind::TxnCommit { actions } => Some(actions as usize),
        _ => None,
    });
    let applied = number(|event| matches!(event.kind, Kind::CommitApplied { .. }));
    let committed = number(|event| matches!(event.kind, Kind::QuorumReached { .. }));
    let all_applied = !is_transaction || actions.is_some_and(|actions| applied >= actions);
    if all_applied && committed >= written {
        let ends =
            |event: &Event| matches!(event.kind, Kind::QuorumReached { .. } | Kind::CommitApplied { .. });
        return last(ends).map(Fate::Done);
    }
    Some(if actions.is_some() { Fate::Decided } else { Fate::Open })
}

/// Whether a transaction's coordinator asks whether an item can be written.
const fn asks(event: &Event) -> bool {
    matches!(event.kind, Kind::PrepareSent { .. })
}

/// Who ended what a lost coordinator had begun.
fn by(events: &[Event]) -> String {
    let ended = events.iter().rev().find_map(|event| match event.kind {
        Kind::TxnRecovered { coordinator, .. } => Some(coordinator),
        _ => None,
    });
    ended.map_or_else(String::new, |coordinator| format!(" by coordinator {coordinator}"))
}
