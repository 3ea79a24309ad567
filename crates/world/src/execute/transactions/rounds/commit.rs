//! The second phase: the decision, and what it does to every item.

use std::sync::Arc;

use api::dynamodb::{Access, ItemCollectionMetrics, TransactWrite};
use api::{ApiError, CancellationReason};
use table::{Arm, Units, WritePlan};
use trace::{Kind, Vote};

use super::super::commit::{answer, note};
use super::super::writes::coordinator;
use super::super::{Bill, refused};
use super::recovery::detach;
use super::writes_of;
use crate::execute::missing;
use crate::flight::Flight;
use crate::recorder::figure;
use crate::transactions::{Running, State, Step, What};
use crate::world::{World, internal};

impl World {
    /// The pause is over: the transaction is committed, unless one of its tables went meanwhile. Says whether it is
    /// over.
    pub(super) fn decide(&mut self, txn: &mut Running, flight: &mut Flight) -> bool {
        if txn.state != State::Paused {
            return false;
        }
        let gone = |table: &u32| self.tables.get(table).is_none_or(|table| !table.serves());
        if txn.parts.iter().any(|part| gone(&part.table)) {
            let error = missing("Requested resource not found");
            return self.cancel_all(txn, flight, Some(error));
        }
        txn.state = State::Committed;
        let span = coordinator(flight);
        let kind = Kind::TxnCommit { actions: figure(txn.parts.len() as u64) };
        txn.event = self.tell(flight, span, flight.last, 0, kind);
        flight.last = txn.event;
        self.send_to(txn, 0, What::Decided);
        false
    }

    /// The ledger has the decision on disk: every item's leader is told.
    pub(super) fn decided(&mut self, txn: &mut Running, flight: &mut Flight) {
        match txn.state {
            State::Committed => self.send_all(txn, flight, What::Commit),
            State::Cancelled => self.send_all(txn, flight, What::Release),
            _ => {}
        }
    }

    /// An item's leader is told to commit. Says whether that was the last.
    pub(super) fn commit_arrives(&mut self, txn: &mut Running, flight: &mut Flight, step: Step) -> bool {
        let at = usize::from(step.part);
        if txn.state != State::Committed || txn.parts.get(at).is_none_or(|part| part.done) {
            return false;
        }
        if self.parks(txn, step) {
            return false;
        }
        self.apply(txn, flight, at);
        if txn.parts.iter().any(|part| !part.done) {
            return false;
        }
        // Only now the token means that it was carried out: who hears so finds it everywhere.
        let request = Arc::clone(&flight.request);
        let (work, region) = (txn.work.clone(), Arc::clone(&txn.region));
        let token = request.as_ref().as_ref().ok().and_then(|request| writes_of(&work, request));
        if let Some(token) = token.and_then(|(transaction, _)| transaction.token.as_ref()) {
            self.tokens.commit(&region, token, self.now);
        }
        if !txn.alone {
            self.tell_committed(txn, flight);
        }
        self.conclude(txn, flight);
        true
    }

    /// A transaction's write to one item becomes true.
    fn apply(&mut self, txn: &mut Running, flight: &mut Flight, at: usize) {
        let request = Arc::clone(&flight.request);
        let work = txn.work.clone();
        let action = request.as_ref().as_ref().ok().and_then(|request| {
            let (transaction, dialect) = writes_of(&work, request)?;
            Some((transaction.actions.get(at)?, dialect, transaction.return_metrics))
        });
        let Some(part) = txn.parts.get_mut(at) else { return };
        part.done = true;
        let Some(((action, dialect, metrics), key)) = action.zip(part.key.clone()) else { return };
        let (table, nth) = (part.table, part.nth);
        if self.held.get(&(table, key.clone())) == Some(&txn.call) {
            self.held.remove(&(table, key.clone()));
        }
        // Indexes may have come meanwhile; the item is as it was, for it was held.
        let again: Option<WritePlan> = self
            .check_write(&txn.region, table, action, dialect)
            .and_then(|(schema, write)| self.plan_write(table, &schema, &write.ok()?).ok());
        // Its table may be gone: then nothing is left to be written.
        let Some(mut plan) = again.or(part.plan.take()).filter(|_| self.tables.contains_key(&table)) else {
            return;
        };
        plan.units = plan.units.in_transaction();
        part.units = plan.units.clone();
        let is_check = matches!(action, TransactWrite::Check(_));
        let deleted = plan.after.is_none();
        self.transactions.committing = true;
        flight.last = txn.event;
        self.carry_out_action(flight, table, nth, action, &plan);
        self.transactions.committing = false;
        self.note_stamp(table, &key, deleted, txn.stamp);
        let span = self.leader_span(flight, table, &key);
        flight.last = self.tell(flight, span, flight.last, nth, Kind::CommitApplied { txn: txn.id });
        if metrics && !is_check {
            let found: Option<ItemCollectionMetrics> = self.metrics(flight, table, nth);
            if let Some(part) = txn.parts.get_mut(at) {
                part.metrics = found;
            }
        }
    }

    /// The answer to a client whose transaction was carried out.
    fn tell_committed(&mut self, txn: &Running, flight: &mut Flight) {
        let request = Arc::clone(&flight.request);
        let work = request.as_ref().as_ref().ok().and_then(|request| writes_of(&txn.work, request));
        let Some((transaction, dialect)) = work else {
            flight.result = Some(Err(internal()));
            return;
        };
        let mut bill = Bill::default();
        let mut metrics = Vec::new();
        for (action, part) in transaction.actions.iter().zip(&txn.parts) {
            let Some(table) = self.tables.get(&part.table) else { continue };
            bill.add((part.table, table.schema()), action.table(), part.units.clone());
            if let Some(size) = &part.metrics {
                note(&mut metrics, &action.table().given, size.clone());
            }
        }
        let metrics = transaction.return_metrics.then_some(metrics);
        flight.result = Some(Ok(answer((transaction, dialect), &bill, Access::Write, metrics)));
    }

    /// Nothing is carried out: the ledger says so, the client hears why, and items are let go. Says whether it is
    /// over with that.
    pub(super) fn cancel_all(
        &mut self,
        txn: &mut Running,
        flight: &mut Flight,
        error: Option<ApiError>,
    ) -> bool {
        txn.state = State::Cancelled;
        let request = Arc::clone(&flight.request);
        let work = txn.work.clone();
        let token = request.as_ref().as_ref().ok().and_then(|request| writes_of(&work, request));
        if let Some(token) = token.and_then(|(transaction, _)| transaction.token.as_ref()) {
            self.tokens.cancel(&txn.region, token);
        }
        let failed = txn.parts.iter().filter(|part| part.reason.code.is_some()).count();
        let kind = Kind::TxnCancel { actions: figure(txn.parts.len() as u64), failed: figure(failed as u64) };
        self.charge_looks(txn, flight);
        let span = coordinator(flight);
        txn.event = self.tell(flight, span, flight.last, 0, kind);
        flight.last = txn.event;
        let reasons: Vec<CancellationReason> = txn.parts.iter().map(|part| part.reason.clone()).collect();
        flight.result = Some(Err(error.unwrap_or_else(|| refused(flight, reasons))));
        self.conclude(txn, flight);
        // The client doesn't wait for that.
        detach(txn, flight);
        // Where nothing is held there is nothing to let go.
        for part in &mut txn.parts {
            part.done |= part.vote != Some(Vote::Yes);
        }
        self.send_all(txn, flight, What::Release);
        txn.parts.iter().all(|part| part.done)
    }

    /// Looking at the items, which is half of what a transaction costs, is charged.
    fn charge_looks(&mut self, txn: &mut Running, flight: &mut Flight) {
        for at in 0..txn.parts.len() {
            let Some(part) = txn.parts.get_mut(at) else { return };
            let Some(key) = part.key.clone() else { continue };
            let (id, nth) = (part.table, part.nth);
            let units = match &part.plan {
                Some(plan) => {
                    let lines = plan.units.lines.iter().filter(|line| line.arm == Arm::Table);
                    Units { lines: lines.cloned().collect() }
                }
                None => part.units.clone(),
            };
            if self.arrive(flight, id, nth, (&key, &units)).is_some() {
                let before = self.tables.get(&id).and_then(|table| table.data.rows().get(&key)).cloned();
                self.picture(flight, id, nth, before.clone(), before);
            }
        }
    }

    /// An item's leader is told to let go. Says whether that was the last.
    pub(super) fn release_arrives(&mut self, txn: &mut Running, flight: &mut Flight, step: Step) -> bool {
        let at = usize::from(step.part);
        if txn.state != State::Cancelled || self.parks(txn, step) {
            return false;
        }
        let span = self.leader_of(txn, flight, at);
        let Some(part) = txn.parts.get_mut(at).filter(|part| !part.done) else { return false };
        part.done = true;
        let place = part.key.clone().map(|key| (part.table, key));
        let nth = part.nth;
        if let Some(place) = place.filter(|place| self.held.get(place) == Some(&txn.call)) {
            self.held.remove(&place);
            self.tell(flight, span, txn.event, nth, Kind::TxnReleased);
        }
        txn.parts.iter().all(|part| part.done)
    }
}
