//! The rounds of a transaction: what its coordinator and the leaders of its items say to each other.

use trace::{Event, Kind, Ledger, Vote};

use super::Teller;
use crate::words::{clock, grouped, span};

impl Teller<'_> {
    pub(super) fn of_rounds(&self, event: &Event) -> String {
        match event.kind {
            Kind::TxnBegin { txn, coordinator, skew } => {
                let stamp = clock(event.t.saturating_add_signed(skew.into()));
                let off = match skew {
                    0 => String::new(),
                    _ => format!(" (its clock is off by {})", span(skew.unsigned_abs().into())),
                };
                format!(
                    "Coordinator {coordinator}{off} takes transaction {} and gives it the timestamp {stamp}: its place in the order of all writes.",
                    grouped(txn.into())
                )
            }
            Kind::PrepareSent { .. } => {
                format!(
                    "The coordinator asks the leader of {}: can {} be written?",
                    self.home(event),
                    self.it(event)
                )
            }
            Kind::PrepareVote { vote } => self.vote(event, vote),
            Kind::CommitApplied { .. } => {
                format!("{} is written, at the transaction's timestamp, and free again.", self.the(event))
            }
            Kind::TxnReleased => format!("{} is free again: its transaction was cancelled.", self.the(event)),
            Kind::TxnRecovered { coordinator, ledger } => {
                let then = match ledger {
                    Ledger::Preparing => "nothing is decided, so it asks every item again",
                    Ledger::Committed => "it is committed, so every item is told to write",
                    Ledger::Cancelled => "it is cancelled, so every item is let go",
                };
                let lost = |of: &Event| of.kind == Kind::CoordinatorLost { coordinator };
                let comes = if self.events.iter().any(lost) { "is back" } else { "takes over" };
                format!("Coordinator {coordinator} {comes} and reads the ledger: {then}.")
            }
            Kind::ReadRound { round: 1, lsn } => format!(
                "First look: {} remembers {} as of log record {}.",
                self.copy(event),
                self.it(event),
                grouped(lsn.into())
            ),
            Kind::ReadRound { lsn, .. } => format!(
                "Second look, at log record {}: was {} written since the first?",
                grouped(lsn.into()),
                self.it(event)
            ),
            Kind::TxnOlder { behind } => format!(
                "{} was written {} after the transaction's timestamp: the transaction comes too late for its place in the order.",
                self.the(event),
                span(behind.into())
            ),
            Kind::CoordinatorLost { coordinator } => format!(
                "Coordinator {coordinator} is gone. The ledger knows the transaction; its items stay as they are until a coordinator takes over."
            ),
            _ => format!(
                "{} was written between the two looks: what was read is of two moments.",
                self.the(event)
            ),
        }
    }

    fn vote(&self, event: &Event, vote: Vote) -> String {
        let word = match vote {
            Vote::Yes => return format!("Yes for {}: it is held for this transaction.", self.it(event)),
            Vote::Conflict => "another transaction holds it",
            Vote::Older => "it was written later than the transaction's timestamp",
            Vote::Condition => "its condition does not hold",
            Vote::Capacity => "there is no capacity for it",
            Vote::Invalid => "it can't be written so",
        };
        format!("No for {}: {word}. Nobody waits; one no cancels the whole transaction.", self.it(event))
    }

    fn it(&self, event: &Event) -> String {
        self.key_of(event).map_or_else(|| "the item".to_owned(), |key| format!("({key})"))
    }

    fn the(&self, event: &Event) -> String {
        self.key_of(event).map_or_else(|| "The item".to_owned(), |key| format!("({key})"))
    }

    fn home(&self, event: &Event) -> String {
        self.names.partition_name(event.place)
    }
}
