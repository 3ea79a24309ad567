//! Reads of many items at one moment.

use std::sync::Arc;

use api::dynamodb::{Access, Response, TransactGetItems, TransactGetOutput};
use api::{ApiError, CancellationReason};
use trace::{Class, Kind};
use value::{Item, Key};

use super::checks::Checked;
use super::writes::coordinator;
use super::{Bill, Dialect, MAX_BYTES, TOO_BIG, cancelled, conflict};
use crate::execute::items::Answered;
use crate::execute::lookup::Lookup;
use crate::flight::Flight;
use crate::recorder::figure;
use crate::world::World;

impl World {
    pub(crate) fn transact_get_lookups(
        &self,
        region: &str,
        transaction: &TransactGetItems,
    ) -> Result<Vec<Lookup>, ApiError> {
        let checked = self.check_gets(region, transaction, Dialect::Actions)?;
        Ok(self.get_lookups(transaction, &checked))
    }

    /// `TransactGetItems`.
    pub(crate) fn transact_get(
        &mut self,
        flight: &mut Flight,
        transaction: &TransactGetItems,
    ) -> Result<(), ApiError> {
        if let Some(output) = self.read_together(flight, transaction, Dialect::Actions)? {
            flight.result = Some(output.map(Response::TransactGet));
        }
        Ok(())
    }

    /// `ExecuteTransaction` whose statements read, as the reads that they mean.
    pub(crate) fn transact_reads(
        &mut self,
        flight: &mut Flight,
        transaction: &TransactGetItems,
    ) -> Result<(), ApiError> {
        if let Some(output) = self.read_together(flight, transaction, Dialect::Statements)? {
            flight.result = Some(output.map(Response::StatementTransaction));
        }
        Ok(())
    }

    /// The outer error stops the request before it reaches the items, the inner one after. Nothing is there yet where
    /// that takes time.
    fn read_together(
        &mut self,
        flight: &mut Flight,
        transaction: &TransactGetItems,
        dialect: Dialect,
    ) -> Result<Option<Result<TransactGetOutput, ApiError>>, ApiError> {
        let region = Arc::clone(&flight.region);
        let checked = self.check_gets(&region, transaction, dialect)?;
        if dialect == Dialect::Statements {
            let lookups = self.get_lookups(transaction, &checked);
            self.tell_lookups(flight, lookups);
        }
        let span = coordinator(flight);
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Enter);
        flight.leaving.push(span);
        if self.has_rounds() {
            self.begin_reads(flight, (transaction, dialect), checked);
            return Ok(None);
        }
        let reasons: Vec<CancellationReason> =
            checked.iter().map(|checked| self.obstacle(flight, checked, dialect)).collect();
        let failed = reasons.iter().filter(|reason| reason.code.is_some()).count();
        if failed > 0 {
            let kind =
                Kind::TxnCancel { actions: figure(reasons.len() as u64), failed: figure(failed as u64) };
            flight.last = self.tell(flight, span, flight.last, 0, kind);
            return Ok(Some(Err(cancelled(reasons))));
        }
        let mut bill = Bill::default();
        let mut bytes = 0;
        let mut output = TransactGetOutput::default();
        for (get, checked) in transaction.gets.iter().zip(&checked) {
            let (Some((id, schema)), Ok(key)) = (&checked.table, &checked.action) else { continue };
            let price = |stored: Option<&Item>| table::price(Some(schema), stored, true).in_transaction();
            let Answered { stored, units, .. } =
                self.read_key_at(flight, (*id, key, checked.nth), true, price);
            bytes += stored.as_ref().map_or(0, Item::size);
            bill.add((*id, schema), &get.table, units);
            let item = table::shown(stored.as_ref(), get.projection.as_ref());
            // Of an item without any of the attributes asked for nothing is told, not even that it is there.
            output.items.push(item.filter(|item| !item.is_empty()));
        }
        if bytes > MAX_BYTES {
            return Ok(Some(Err(ApiError::validation(TOO_BIG))));
        }
        output.consumed = bill.consumed(transaction.return_consumed, Access::Read);
        Ok(Some(Ok(output)))
    }

    /// Why an item can't be read now, if so: a transaction holds it, a write to it is not committed yet, or there is no
    /// capacity for it.
    fn obstacle(
        &mut self,
        flight: &mut Flight,
        checked: &Checked<Key>,
        dialect: Dialect,
    ) -> CancellationReason {
        let key = match &checked.action {
            Ok(key) => key,
            Err(reason) => return reason.clone(),
        };
        let Some(other) = checked.table.as_ref().and_then(|(id, _)| self.writer(*id, key)) else {
            let Some((id, _)) = &checked.table else { return CancellationReason::default() };
            let admitted = self.admit_key(flight, *id, key, Class::Read);
            return admitted.err().map_or_else(CancellationReason::default, |it| dialect.reason(it, false));
        };
        let id = checked.table.as_ref().map_or(0, |(id, _)| *id);
        let span = self.leader_span(flight, id, key);
        flight.last = self.tell(flight, span, flight.last, checked.nth, Kind::TxnConflict { with: other });
        self.note_conflict(id);
        conflict()
    }

    /// The call that is writing an item, if one is.
    pub(super) fn writer(&self, id: u32, key: &Key) -> Option<u32> {
        self.holder(id, key).or_else(|| self.uncommitted(id, key))
    }
}
