//! The first phase: every item's leader is asked, and says yes or no.

use api::{ApiError, ErrorCode};
use trace::{Class, Kind, Vote};

use super::super::writes::coordinator;
use super::super::{Dialect, conflict};
use super::writes_of;
use crate::execute::missing;
use crate::flight::Flight;
use crate::planted::Planted;
use crate::recorder::figure;
use crate::transactions::{Running, State, Step, What};
use crate::world::World;

/// What an item's leader says, and why.
struct Word {
    vote: Vote,
    error: Option<ApiError>,
    kind: Kind,
}

impl World {
    /// An item's leader is asked to prepare.
    pub(super) fn prepare_arrives(&mut self, txn: &mut Running, flight: &mut Flight, step: Step) {
        if !matches!(txn.state, State::Preparing | State::Paused) {
            return;
        }
        if self.parks(txn, step) {
            if self.is_any_group_ill() {
                self.be_patient(txn);
            }
            return;
        }
        let at = usize::from(step.part);
        let request = std::sync::Arc::clone(&flight.request);
        let Some((dialect, is_put, word)) = self.word(txn, flight, at, request.as_ref().as_ref().ok()) else {
            return;
        };
        let span = self.leader_of(txn, flight, at);
        let Some(part) = txn.parts.get_mut(at) else { return };
        part.vote = Some(word.vote);
        part.reason = match (word.error, word.vote) {
            (_, Vote::Yes) => api::CancellationReason::default(),
            (Some(error), _) => dialect.reason(error, is_put),
            (None, _) => conflict(),
        };
        let (nth, cause, table) = (part.nth, part.event, part.table);
        let event = self.tell(flight, span, cause, nth, word.kind);
        if let Some(part) = txn.parts.get_mut(at) {
            part.event = event;
        }
        flight.last = event;
        match word.vote {
            Vote::Conflict | Vote::Older => self.note_conflict(table),
            Vote::Condition => self.note_condition(table),
            _ => {}
        }
        self.send_to(txn, at, What::Vote);
    }

    /// What an item's leader says.
    fn word(
        &mut self,
        txn: &mut Running,
        flight: &mut Flight,
        at: usize,
        request: Option<&api::dynamodb::Request>,
    ) -> Option<(Dialect, bool, Word)> {
        let work = txn.work.clone();
        let (transaction, dialect) = writes_of(&work, request?)?;
        let action = transaction.actions.get(at)?;
        let is_put = matches!(action, api::dynamodb::TransactWrite::Put(_));
        let region = std::sync::Arc::clone(&txn.region);
        let part = txn.parts.get_mut(at)?;
        let (table, key) = (part.table, part.key.clone()?);
        let no = |vote, error, kind| Word { vote, error, kind };
        let refused = Kind::Rejected { status: 400 };
        let word = 'word: {
            if let Some(other) = self.holder(table, &key).filter(|other| *other != txn.call) {
                part.with = Some(other);
                break 'word no(Vote::Conflict, None, Kind::TxnConflict { with: other });
            }
            let latest = self.latest_stamp(table, &key).filter(|latest| *latest > txn.stamp);
            if let Some(latest) = latest
                && !self.has_planted(Planted::UncheckedTimestamp)
            {
                let behind = figure(latest.at.saturating_sub(txn.stamp.at));
                break 'word no(Vote::Older, None, Kind::TxnOlder { behind });
            }
            let Some((schema, write)) = self.check_write(&region, table, action, dialect) else {
                let gone = missing("Requested resource not found");
                break 'word no(Vote::Invalid, Some(gone), refused);
            };
            let write = match write {
                Ok(write) => write,
                Err(reason) => {
                    let error = ApiError::validation(reason.message.unwrap_or_default());
                    break 'word no(Vote::Invalid, Some(error), refused);
                }
            };
            let plan = match self.plan_write(table, &schema, &write) {
                Ok(plan) => plan,
                Err(refusal) => {
                    part.units = refusal.units;
                    let held = refusal.error.code == ErrorCode::ConditionalCheckFailedException;
                    let (vote, kind) = if held {
                        (Vote::Condition, Kind::ConditionChecked { held: false })
                    } else {
                        (Vote::Invalid, refused)
                    };
                    break 'word no(vote, Some(refusal.error), kind);
                }
            };
            if self.enforces() {
                let admitted = self.admit_key(flight, table, &key, Class::Write);
                if let Err(error) = admitted.and_then(|()| self.check_indexes(flight, table, &plan)) {
                    break 'word no(Vote::Capacity, Some(error), refused);
                }
            }
            part.plan = Some(plan);
            if !(txn.id % 5 == 2 && self.has_planted(Planted::LostPrepare)) {
                self.held.insert((table, key), txn.call);
            }
            no(Vote::Yes, None, Kind::TxnPrepared)
        };
        Some((dialect, is_put, word))
    }

    /// A leader's word reaches the coordinator. Says whether the transaction is over.
    pub(super) fn vote_arrives(&mut self, txn: &mut Running, flight: &mut Flight, at: usize) -> bool {
        if txn.state != State::Preparing {
            return false;
        }
        let span = coordinator(flight);
        if let Some(part) = txn.parts.get_mut(at).filter(|part| part.key.is_some() && !part.heard) {
            // It may have been asked again meanwhile.
            let Some(vote) = part.vote else { return false };
            part.heard = true;
            let (cause, nth) = (part.event, part.nth);
            flight.last = self.tell(flight, span, cause, nth, Kind::PrepareVote { vote });
        }
        if txn.parts.iter().any(|part| !part.heard) {
            return false;
        }
        if txn.parts.iter().any(|part| part.vote != Some(Vote::Yes)) {
            return self.cancel_all(txn, flight, None);
        }
        txn.state = State::Paused;
        let pause = self.knobs.amount(crate::Knob::TransactPrepare);
        self.send_after(txn, 0, What::Decide, pause);
        false
    }
}
