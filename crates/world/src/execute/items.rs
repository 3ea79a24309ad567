//! Operations on one item.

use std::sync::Arc;

use api::dynamodb::{
    DeleteItem, GetItem, GetOutput, PutItem, Response, ReturnConsumedCapacity, TableRef, UpdateItem,
    WriteOutput,
};
use api::{ApiError, ErrorCode};
use table::{Refusal, Schema, Units, Write, WritePlan};
use trace::{Class, Kind};
use value::{Item, Key};

use super::charge;
use crate::admission::Target;
use crate::call::Image;
use crate::flight::{CLIENT, Flight};
use crate::planted::Planted;
use crate::recorder::{figure, place};
use crate::replica;
use crate::replication::GroupId;
use crate::world::{World, station_of};

/// The service's word on an item that a transaction holds.
pub(crate) const IN_USE: &str = "Transaction is ongoing for the item";

/// What a single write's answer may carry.
struct Wanted<'a> {
    table: &'a TableRef,
    consumed: ReturnConsumedCapacity,
    metrics: bool,
    conditional: bool,
}

/// What a copy answered for one key.
pub(crate) struct Answered {
    pub(crate) zone: u8,
    pub(crate) stored: Option<Item>,
    /// What it cost.
    pub(crate) units: Units,
}

impl World {
    pub(crate) fn put_item(&mut self, flight: &mut Flight, put: &PutItem) -> Result<(), ApiError> {
        let (id, schema) = self.target(flight, &put.table)?;
        let wanted = Wanted {
            table: &put.table,
            consumed: put.return_consumed,
            metrics: put.return_metrics,
            conditional: put.condition.is_some(),
        };
        self.write_item(flight, id, &schema, &Write::put(&schema, put)?, &wanted);
        Ok(())
    }

    pub(crate) fn update_item(&mut self, flight: &mut Flight, update: &UpdateItem) -> Result<(), ApiError> {
        let (id, schema) = self.target(flight, &update.table)?;
        let wanted = Wanted {
            table: &update.table,
            consumed: update.return_consumed,
            metrics: update.return_metrics,
            conditional: update.condition.is_some(),
        };
        self.write_item(flight, id, &schema, &Write::update(&schema, update)?, &wanted);
        Ok(())
    }

    pub(crate) fn delete_item(&mut self, flight: &mut Flight, delete: &DeleteItem) -> Result<(), ApiError> {
        let (id, schema) = self.target(flight, &delete.table)?;
        let wanted = Wanted {
            table: &delete.table,
            consumed: delete.return_consumed,
            metrics: delete.return_metrics,
            conditional: delete.condition.is_some(),
        };
        self.write_item(flight, id, &schema, &Write::delete(&schema, delete)?, &wanted);
        Ok(())
    }

    /// Number and schema of the table that a request names.
    pub(crate) fn target(&self, flight: &Flight, table: &TableRef) -> Result<(u32, Schema), ApiError> {
        let table = self.reach(&flight.region, table)?;
        Ok((table.id, table.schema().clone()))
    }

    fn write_item(
        &mut self,
        flight: &mut Flight,
        id: u32,
        schema: &Schema,
        write: &Write<'_>,
        wanted: &Wanted<'_>,
    ) {
        let written = self.write_key(flight, (id, schema, 1), write, wanted.conditional);
        flight.result = Some(written.map(|plan| {
            let metrics = if wanted.metrics { self.metrics(flight, id, 1) } else { None };
            Response::Write(WriteOutput {
                attributes: plan.attributes,
                consumed: plan.units.consumed(schema, &wanted.table.given, wanted.consumed),
                metrics,
            })
        }));
    }

    /// Carries out a write, or tells why it can't be. `nth` is the key's position in what the call touched, from 1.
    pub(crate) fn write_key(
        &mut self,
        flight: &mut Flight,
        (id, schema, nth): (u32, &Schema, u16),
        write: &Write<'_>,
        conditional: bool,
    ) -> Result<WritePlan, ApiError> {
        self.admit_key(flight, id, write.key(), Class::Write)?;
        if let Some(other) = self.holder(id, write.key()) {
            return Err(self.conflicting_write(flight, (id, nth), write.key(), other));
        }
        match self.plan_write(id, schema, write) {
            Err(refusal) => {
                let table = self.tables.get(&id);
                let before = table.and_then(|table| table.data.rows().get(write.key())).cloned();
                Err(self.refused_write(flight, (id, nth), write.key(), refusal, before))
            }
            Ok(plan) => {
                self.check_indexes(flight, id, &plan)?;
                self.carry_out(flight, id, nth, &plan, conditional.then_some(true));
                Ok(plan)
            }
        }
    }

    /// A write that the leader refused after looking at the item: it is charged, and changes nothing.
    fn refused_write(
        &mut self,
        flight: &mut Flight,
        (id, nth): (u32, u16),
        key: &Key,
        refusal: Refusal,
        before: Option<Item>,
    ) -> ApiError {
        let Some((span, _)) = self.arrive(flight, id, nth, (key, &refusal.units)) else {
            return refusal.error;
        };
        if refusal.error.code == ErrorCode::ConditionalCheckFailedException {
            flight.last = self.tell(flight, span, flight.last, nth, Kind::ConditionChecked { held: false });
            self.note_condition(id);
        } else {
            let status = u32::from(refusal.error.http_status());
            flight.last = self.tell(flight, span, flight.last, nth, Kind::Rejected { status });
        }
        self.picture(flight, id, nth, before.clone(), before);
        refusal.error
    }

    /// The call whose transaction holds an item, if one does.
    pub(crate) fn holder(&self, id: u32, key: &Key) -> Option<u32> {
        // Mostly there is none at all: then the key need not be copied to look for it.
        if self.held.is_empty() { None } else { self.held.get(&(id, key.clone())).copied() }
    }

    /// The call whose write to an item is not committed yet, if there is one.
    pub(crate) fn uncommitted(&self, id: u32, key: &Key) -> Option<u32> {
        let table = self.tables.get(&id)?;
        let at = table.partitions.locate(key);
        let log = &table.partitions.get(at)?.log;
        let mut running = log.changes.range(log.committed.saturating_add(1)..);
        running.find(|(_, change)| change.key == *key).map(|(_, change)| change.thread.call)
    }

    /// A write to an item that a transaction holds: it is refused, and costs nothing.
    fn conflicting_write(
        &mut self,
        flight: &mut Flight,
        (id, nth): (u32, u16),
        key: &Key,
        other: u32,
    ) -> ApiError {
        let error = ApiError::new(ErrorCode::TransactionConflictException, IN_USE);
        self.note_conflict(id);
        if let Some((span, _)) = self.arrive(flight, id, nth, (key, &Units::default())) {
            flight.last = self.tell(flight, span, flight.last, nth, Kind::TxnConflict { with: other });
            let status = u32::from(error.http_status());
            flight.last = self.tell(flight, span, flight.last, nth, Kind::Rejected { status });
        }
        error
    }

    pub(crate) fn get_item(&mut self, flight: &mut Flight, get: &GetItem) -> Result<(), ApiError> {
        let (id, schema) = self.target(flight, &get.table)?;
        // A table's key is the same as long as its number is.
        let key = match flight.key.take() {
            Some((table, key)) if table == id => key,
            _ => schema.key_of(&get.key)?,
        };
        self.admit_key(flight, id, &key, Class::Read)?;
        let answered = self.read_key(flight, id, &key, get.consistent, 1);
        let consumed = answered.units.consumed(&schema, &get.table.given, get.return_consumed);
        let item = table::shown(answered.stored.as_ref(), get.projection.as_ref());
        flight.result = Some(Ok(Response::Get(GetOutput { item, consumed })));
        Ok(())
    }

    /// Reads one key from the leader or from a copy of chance, charges and tells it. `nth` is the key's position in
    /// what the call touched, from 1.
    pub(crate) fn read_key(
        &mut self,
        flight: &mut Flight,
        id: u32,
        key: &Key,
        consistent: bool,
        nth: u16,
    ) -> Answered {
        let schema = self.tables.get(&id).map(|table| table.schema().clone());
        let price = |stored: Option<&Item>| table::price(schema.as_ref(), stored, consistent);
        self.read_key_at(flight, (id, key, nth), consistent, price)
    }

    /// The same at a price.
    pub(crate) fn read_key_at(
        &mut self,
        flight: &mut Flight,
        (id, key, nth): (u32, &Key, u16),
        consistent: bool,
        price: impl Fn(Option<&Item>) -> Units,
    ) -> Answered {
        let mut answered = Answered { zone: 0, stored: None, units: Units::default() };
        let Some(table) = self.tables.get(&id) else { return answered };
        let name = Arc::clone(&table.name);
        let at = table.partitions.locate(key);
        let Some(partition) = table.partitions.get(at) else { return answered };
        let log = &partition.log;
        let leader = log.leader;
        answered.zone = if consistent {
            if self.has_planted(Planted::StaleStrongRead) { log.next() } else { leader }
        } else {
            self.pick(flight, GroupId::new(id, None, at), log)
        };
        let zone = answered.zone;
        let (stored, missed) = replica::look(&table.data, log, zone, key);
        answered.stored = stored.cloned();
        let stale = missed.map(|lsn| {
            let cause = log.changes.get(lsn).map_or(0, |change| change.thread.event);
            (cause, Kind::StaleRead { seen: figure(log.shown(zone)), latest: figure(lsn) })
        });
        answered.units = price(stored);
        let total = answered.units.total();
        let bytes = stored.map_or(0, Item::size);
        let items = u32::from(stored.is_some());
        self.count(flight, id, (None, at, Some(key)), (Class::Read, total));
        if !consistent {
            self.relieve(Target { table: id, index: None, partition: at, key: None }, total);
        }
        charge(flight, &name, &answered.units.lines);
        let place = place(id, None, at).in_zone(zone + 1);
        let span = flight.span(station_of(place, leader), place, CLIENT);
        flight.last = self.tell(flight, span, flight.last, nth, Kind::Enter);
        flight.last =
            self.tell(flight, span, flight.last, nth, Kind::ItemsRead { items, bytes: figure(bytes) });
        if let Some((cause, kind)) = stale {
            self.tell(flight, span, cause, nth, kind);
        }
        if !flight.leaving.contains(&span) {
            flight.leaving.push(span);
        }
        serve(flight, nth, zone);
        self.picture(flight, id, nth, answered.stored.clone(), answered.stored.clone());
        answered
    }

    /// Notes an item before and after, under the key that the call touched as its `nth`.
    pub(crate) fn picture(
        &self,
        flight: &mut Flight,
        id: u32,
        nth: u16,
        before: Option<Item>,
        after: Option<Item>,
    ) {
        if !self.is_watched() {
            return;
        }
        let Some(table) = self.tables.get(&id) else { return };
        let touched = flight.touched.get(usize::from(nth).wrapping_sub(1));
        let Some(key) = touched.and_then(|touched| touched.key.clone()) else { return };
        let (region, table) = (Arc::clone(&table.region), Arc::clone(&table.name));
        flight.show(Image { region, table, key, before, after });
    }
}

/// Notes which copy served the key that the call touched as its `nth`.
pub(crate) fn serve(flight: &mut Flight, nth: u16, zone: u8) {
    if let Some(touched) = flight.touched.get_mut(usize::from(nth).wrapping_sub(1)) {
        touched.zone = zone_letter(zone);
    }
}

/// `a`, `b` or `c`.
pub(crate) fn zone_letter(zone: u8) -> Option<char> {
    ['a', 'b', 'c'].get(usize::from(zone)).copied()
}
