//! Reads go round twice: what is held by a transaction, or was written between the two, cancels them.

use std::sync::Arc;

use api::dynamodb::{Access, Request, Response, TransactGetOutput};
use api::{ApiError, CancellationReason};
use trace::{Class, Kind, Vote};
use value::Item;

use super::super::writes::coordinator;
use super::super::{Bill, Dialect, MAX_BYTES, TOO_BIG, cancelled, conflict};
use super::reads_of;
use crate::flight::Flight;
use crate::recorder::figure;
use crate::transactions::{Running, State, Step, What};
use crate::world::{World, internal};

impl World {
    /// An item's leader is asked to read.
    pub(super) fn read_arrives(&mut self, txn: &mut Running, flight: &mut Flight, step: Step) {
        let at = usize::from(step.part);
        if self.parks(txn, step) {
            return self.be_patient(txn);
        }
        let second = txn.state == State::Second;
        let Some((table, key, nth)) =
            txn.parts.get(at).and_then(|it| Some((it.table, it.key.clone()?, it.nth)))
        else {
            return;
        };
        let span = self.leader_span(flight, table, &key);
        let home = self.tables.get(&table).map(|table| table.partitions.locate(&key));
        let head = home.and_then(|at| Some(self.tables.get(&table)?.partitions.get(at)?.log.head));
        let round = Kind::ReadRound { round: if second { 2 } else { 1 }, lsn: figure(head.unwrap_or(0)) };
        flight.last = self.tell(flight, span, txn.event, nth, round);
        let stamp = self.transactions.stamps.of(table, &key);
        let Some(part) = txn.parts.get_mut(at) else { return };
        let (vote, reason) = if let Some(other) = self.writer(table, &key) {
            part.with = Some(other);
            flight.last = self.tell(flight, span, flight.last, nth, Kind::TxnConflict { with: other });
            self.note_conflict(table);
            (Vote::Conflict, conflict())
        } else if second && stamp != part.seen {
            flight.last = self.tell(flight, span, flight.last, nth, Kind::TxnChanged);
            self.note_conflict(table);
            (Vote::Older, conflict())
        } else if second {
            let schema = self.tables.get(&table).map(|table| table.schema().clone());
            let price = |stored: Option<&Item>| table::price(schema.as_ref(), stored, true).in_transaction();
            let read = self.read_key_at(flight, (table, &key, nth), true, price);
            (part.units, part.item) = (read.units, read.stored);
            (Vote::Yes, CancellationReason::default())
        } else {
            part.seen = stamp;
            match self.admit_key(flight, table, &key, Class::Read) {
                Ok(()) => (Vote::Yes, CancellationReason::default()),
                Err(error) => (Vote::Capacity, Dialect::Actions.reason(error, false)),
            }
        };
        if let Some(part) = txn.parts.get_mut(at) {
            (part.vote, part.reason, part.event) = (Some(vote), reason, flight.last);
        }
        self.send_to(txn, at, What::Answer);
    }

    /// What an item's leader read reaches the coordinator. Says whether the transaction is over.
    pub(super) fn answer_arrives(&mut self, txn: &mut Running, flight: &mut Flight, at: usize) -> bool {
        if let Some(part) = txn.parts.get_mut(at) {
            part.heard = true;
        }
        if txn.parts.iter().any(|part| !part.heard) {
            return false;
        }
        let span = coordinator(flight);
        let failed = txn.parts.iter().filter(|part| part.reason.code.is_some()).count();
        if failed > 0 {
            let actions = figure(txn.parts.len() as u64);
            let kind = Kind::TxnCancel { actions, failed: figure(failed as u64) };
            flight.last = self.tell(flight, span, flight.last, 0, kind);
            txn.state = State::Cancelled;
            flight.result = Some(Err(cancelled(txn.parts.iter().map(|part| part.reason.clone()).collect())));
        } else if txn.state == State::First {
            txn.state = State::Second;
            txn.event = flight.last;
            self.send_all(txn, flight, What::Read);
            return false;
        } else {
            let output = self.read_all(txn, flight);
            flight.result = Some(output);
        }
        self.conclude(txn, flight);
        true
    }

    /// The answer to a client whose items were all read.
    fn read_all(&self, txn: &Running, flight: &Flight) -> Result<Response, ApiError> {
        let request = Arc::clone(&flight.request);
        let Some(Ok(request)) = Some(request.as_ref()) else { return Err(internal()) };
        let (transaction, dialect) = reads_of(&txn.work, request).ok_or_else(internal)?;
        let mut bill = Bill::default();
        let mut bytes = 0;
        let mut output = TransactGetOutput::default();
        for (get, part) in transaction.gets.iter().zip(&txn.parts) {
            let Some(table) = self.tables.get(&part.table) else { continue };
            bytes += part.item.as_ref().map_or(0, Item::size);
            bill.add((part.table, table.schema()), &get.table, part.units.clone());
            let item = table::shown(part.item.as_ref(), get.projection.as_ref());
            output.items.push(item.filter(|item| !item.is_empty()));
        }
        if bytes > MAX_BYTES {
            return Err(ApiError::validation(TOO_BIG));
        }
        output.consumed = bill.consumed(transaction.return_consumed, Access::Read);
        Ok(match (dialect, request) {
            (Dialect::Statements, Request::ExecuteTransaction(statements)) => {
                self.filter_rows(&flight.region, statements, &mut output);
                Response::StatementTransaction(output)
            }
            (Dialect::Statements, _) => Response::StatementTransaction(output),
            (Dialect::Actions, _) => Response::TransactGet(output),
        })
    }
}
