//! Operations: looked up in the router, carried out at the partitions.

mod arrivals;
mod backups;
mod batches;
mod items;
mod jobs;
mod limits;
mod lineage;
mod lookup;
mod managed;
mod pages;
mod propagated;
mod search;
mod statements;
mod stream_settings;
mod streams;
mod sweep;
mod tables;
mod tags;
mod telling;
mod transactions;
mod ttl;
mod unserved;
mod unwatched;
mod update_table;
mod writes;

use std::sync::Arc;

pub(crate) use items::zone_letter;

use api::ApiError;
use api::dynamodb::{Request, ReturnConsumedCapacity, TableRef};
use table::{Schema, UnitLine, Units};
use trace::{Class, Kind, Place, Station};
use value::Key;

pub(crate) use self::lookup::Lookup;
pub(crate) use self::transactions::Dialect;
use crate::admission::Target;
use crate::call::TableUnits;
use crate::catalogue::TableState;
use crate::flight::{CLIENT, Flight, ROUTER, Stage};
use crate::naming::Named;
use crate::recorder::{figure, place};
use crate::world::World;

impl World {
    /// The router is done: it knows where the request goes, or that it goes nowhere.
    pub(crate) fn leave_router(&mut self, flight: &mut Flight) {
        let request = Arc::clone(&flight.request);
        let request = match &*request {
            Ok(request) => request,
            Err(error) => return self.refuse(flight, ROUTER, error.clone()),
        };
        if flight.caller.is_some() && !self.may(flight, request) {
            return;
        }
        let mut lookups = self.lookups(&flight.region, request);
        if lookups.is_err() && self.settle_tables_for(request) {
            lookups = self.lookups(&flight.region, request);
        }
        let lookups = match lookups {
            Ok(lookups) => lookups,
            Err(error) => {
                let error = self.denied_or(&flight.region, request, error);
                return self.refuse(flight, ROUTER, error);
            }
        };
        self.tell_lookups(flight, lookups);
        flight.last = self.tell(flight, ROUTER, flight.last, 0, Kind::Leave);
        if is_control(request) {
            return self.control(flight, request);
        }
        let admission = flight.span(Station::Admission, Place::default(), CLIENT);
        flight.last = self.tell(flight, admission, flight.last, 0, Kind::Enter);
        flight.stage = Stage::Admitted;
        self.wait(flight, flight.pace.admission);
    }

    /// Tells what the router found out.
    pub(crate) fn tell_lookups(&mut self, flight: &mut Flight, lookups: Vec<Lookup>) {
        for lookup in lookups {
            let key = lookup.touched.map_or(0, |touched| flight.touch(touched));
            let kind = Kind::RouterLookup { of: lookup.of };
            flight.table = lookup.place.table;
            flight.key = lookup.key.map(|key| (flight.table, key));
            flight.last = self.tell_of(flight, ROUTER, lookup.place, flight.last, key, kind);
        }
    }

    /// The request reaches its partitions.
    pub(crate) fn execute(&mut self, flight: &mut Flight) {
        if self.is_troubled() && self.is_stopped_by_faults(flight) {
            return;
        }
        flight.stage = Stage::Served;
        let request = Arc::clone(&flight.request);
        let done = match &*request {
            Ok(Request::PutItem(put)) => self.put_item(flight, put),
            Ok(Request::UpdateItem(update)) => self.update_item(flight, update),
            Ok(Request::DeleteItem(delete)) => self.delete_item(flight, delete),
            Ok(Request::GetItem(get)) => self.get_item(flight, get),
            Ok(Request::Query(query)) => self.query(flight, query),
            Ok(Request::Scan(scan)) => self.scan(flight, scan),
            Ok(Request::BatchGetItem(batch)) => self.batch_get(flight, batch),
            Ok(Request::BatchWriteItem(batch)) => self.batch_write(flight, batch),
            Ok(request) => self.execute_rarely(flight, request),
            Err(_) => Err(crate::world::internal()),
        };
        // Only what changed since the router looked can stop a request here: its table is gone.
        if let Err(error) = done {
            let admission = admission(flight);
            return self.refuse(flight, admission, error);
        }
        if flight.waiting == 0 && flight.stage == Stage::Served {
            self.wait(flight, flight.pace.work);
        }
    }

    /// Transactions, statements and searches. Not inlined: the page loads them later than the rest of `execute`.
    #[inline(never)]
    fn execute_rarely(&mut self, flight: &mut Flight, request: &Request) -> Result<(), ApiError> {
        self.settle_tables_for(request);
        match request {
            Request::TransactGetItems(transaction) => self.transact_get(flight, transaction),
            Request::TransactWriteItems(transaction) => self.transact_write(flight, transaction),
            Request::ExecuteStatement(statement) => self.execute_statement(flight, statement),
            Request::BatchExecuteStatement(batch) => self.batch_statements(flight, batch),
            Request::ExecuteTransaction(transaction) => self.execute_transaction(flight, transaction),
            Request::SearchVectors(search) => self.search_vectors(flight, search),
            // The router has dealt with these: `is_control`.
            _ => Err(crate::world::internal()),
        }
    }

    /// A table that a data-plane request names, if its items can be reached.
    pub(crate) fn reach(&self, region: &str, table: &TableRef) -> Result<&TableState, ApiError> {
        self.find(region, table)
            .filter(|table| table.serves())
            .ok_or_else(|| missing("Requested resource not found"))
    }

    /// The denial of a request for a table of another account, or else what was found out.
    fn denied_or(&self, region: &str, request: &Request, error: ApiError) -> ApiError {
        let is_ours = |table: &&TableRef| {
            table.arn_of.as_ref().is_none_or(|(_, account)| *account == self.config.account)
        };
        if request.tables().iter().all(is_ours) {
            return error;
        }
        self.unless_of_others(region, request, error)
    }

    /// A table that a request names, in whatever state.
    pub(crate) fn find(&self, region: &str, table: &TableRef) -> Option<&TableState> {
        if let Some((arn_region, account)) = &table.arn_of
            && (arn_region != region || *account != self.config.account)
        {
            return None;
        }
        self.named(region, &table.name)
    }

    /// The table of a name.
    pub(crate) fn named(&self, region: &str, name: &str) -> Option<&TableState> {
        let wanted: &dyn Named = &(region, name);
        let id = self.names.get(wanted)?;
        self.tables.get(id).map(|table| &**table)
    }

    /// A table, to change it.
    pub(crate) fn table_mut(&mut self, id: u32) -> Option<&mut TableState> {
        self.tables.get_mut(&id).map(Arc::make_mut)
    }

    /// Lets a call use capacity of the partition that holds a key of a table, if there is some.
    ///
    /// # Errors
    /// The throttling exception.
    pub(crate) fn admit_key(
        &mut self,
        flight: &mut Flight,
        id: u32,
        key: &Key,
        class: Class,
    ) -> Result<(), ApiError> {
        if !self.enforces() {
            return Ok(());
        }
        let Some(table) = self.tables.get(&id) else { return Ok(()) };
        let partition = table.partitions.locate(key);
        self.admit(flight, Target { table: id, index: None, partition, key: Some(key) }, class)
    }

    /// Counts capacity of a table or index (by position) at one of its partitions, used for a key where there is one,
    /// and tells it.
    pub(crate) fn count(
        &mut self,
        flight: &mut Flight,
        table: u32,
        (index, partition, key): (Option<u16>, u32, Option<&Key>),
        (class, milli): (Class, u64),
    ) {
        let now = self.now;
        let Some(state) = self.table_mut(table) else { return };
        let global = index.filter(|&position| state.is_global(position));
        match global.and_then(|position| state.indexes.get_mut(usize::from(position))) {
            Some(index) => index.meter.count(now, class, milli),
            None => state.meter.count(now, class, milli),
        };
        let bucket = state.partitions_mut(global).get_mut(partition);
        let (before, after) = bucket.map_or((0, milli), |bucket| bucket.meter.count(now, class, milli));
        let kind = Kind::Admit { class, before: figure(before), after: figure(after) };
        let span = admission(flight);
        flight.last = self.tell_of(flight, span, place(table, global, partition), flight.last, 0, kind);
        // The key of a local index is not the table's.
        let key_of_table = key.filter(|_| index == global);
        self.note_consumed(flight.call, (table, global, key_of_table), (class, milli));
        if self.enforces() {
            self.debit(flight.call, Target { table, index: global, partition, key }, class, milli);
        }
    }
}

/// The call's span at admission.
pub(crate) fn admission(flight: &mut Flight) -> u16 {
    flight.span(Station::Admission, Place::default(), CLIENT)
}

/// Adds the arithmetic of an operation to what the call consumed on a table.
pub(crate) fn charge(flight: &mut Flight, table: &Arc<str>, lines: &[UnitLine]) {
    match flight.units.last_mut().filter(|units| units.table == *table) {
        Some(units) => units.lines.extend_from_slice(lines),
        None => flight.units.push(TableUnits { table: Arc::clone(table), lines: lines.to_vec() }),
    }
}

/// `ConsumedCapacity` of a batch: a table each, when asked for.
pub(crate) fn consumed_each<'a>(
    tables: impl Iterator<Item = (&'a Schema, &'a TableRef, &'a Units)>,
    wanted: ReturnConsumedCapacity,
) -> Option<Vec<api::dynamodb::ConsumedCapacity>> {
    if wanted == ReturnConsumedCapacity::None {
        return None;
    }
    Some(tables.filter_map(|(schema, table, units)| units.consumed(schema, &table.given, wanted)).collect())
}

/// `ResourceNotFoundException`.
pub(crate) fn missing(message: &str) -> ApiError {
    ApiError::new(api::ErrorCode::ResourceNotFoundException, message)
}

/// Whether the control plane carries a request out.
pub(crate) const fn is_control(request: &Request) -> bool {
    matches!(
        request,
        Request::CreateTable(_)
            | Request::DescribeTable(_)
            | Request::ListTables(_)
            | Request::DeleteTable(_)
            | Request::UpdateTable(_)
            | Request::UpdateTimeToLive(_)
            | Request::DescribeTimeToLive(_)
            | Request::TagResource(_)
            | Request::UntagResource(_)
            | Request::ListTagsOfResource(_)
            | Request::DescribeLimits
            | Request::DescribeEndpoints
            | Request::ListStreams(_)
            | Request::DescribeStream(_)
            | Request::GetShardIterator(_)
            | Request::GetRecords(_)
            | Request::Managed(_)
            | Request::Backup(_)
            | Request::Lambda(_)
            | Request::CloudWatch(_)
            | Request::Dax(_)
            | Request::Identity(_)
    )
}
