//! Operations on tables.

use std::sync::Arc;

use api::dynamodb::{
    CreateTable, DeleteTable, DescribeTable, IndexStatus, ListTables, ListTablesOutput, Request, Response,
    TableStatus, Throughput, WarmUnits,
};
use api::{ApiError, ErrorCode};
use sim::{Purpose, ids};
use trace::{Kind, Place, Station, Status};

use super::limits::endpoints;
use super::missing;
use super::update_table::{invalid, merge_limits, over_limit};
use crate::catalogue::{Definition, IndexState, Names, TableState};
use crate::control::{self, Control, Policy};
use crate::due::Due;
use crate::flight::{CLIENT, Flight, Stage};
use crate::knobs::Knob;
use crate::partitions;
use crate::recorder::place;
use crate::world::{World, internal};

/// Whether the streams' own endpoint takes a request.
const fn is_of_streams(request: &Request) -> bool {
    matches!(
        request,
        Request::ListStreams(_)
            | Request::DescribeStream(_)
            | Request::GetShardIterator(_)
            | Request::GetRecords(_)
    )
}

impl World {
    /// The control plane carries out an operation on tables.
    pub(crate) fn control(&mut self, flight: &mut Flight, request: &Request) {
        flight.stage = Stage::Served;
        let station = match request {
            Request::Lambda(_) => Station::Lambda,
            Request::Dax(_) => Station::Dax,
            Request::Identity(_) => Station::Auth,
            request if is_of_streams(request) => Station::Stream,
            _ => Station::Control,
        };
        let span = flight.span(station, Place::default(), CLIENT);
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Enter);
        self.settle_tables_for(request);
        let result = match request {
            Request::CreateTable(create) => self.create_table(flight, span, create),
            Request::DescribeTable(describe) => self.describe_table(flight, describe),
            Request::ListTables(list) => Ok(Response::ListTables(self.list_tables(&flight.region, list))),
            Request::DeleteTable(delete) => self.delete_table(flight, span, delete),
            Request::UpdateTable(update) => self.update_table(flight, span, update),
            _ => self.control_rarely(flight, span, request),
        };
        let result = result.map_err(|error| self.denied_or(&flight.region, request, error));
        if let Err(error) = &result {
            let status = u32::from(error.http_status());
            flight.last = self.tell(flight, span, flight.last, 0, Kind::Rejected { status });
        }
        flight.result = Some(result);
        flight.leaving.push(span);
        self.wait(flight, flight.pace.work);
    }

    /// What isn't anybody's first operation. Not inlined: the page loads it later than the rest of `control`.
    #[inline(never)]
    fn control_rarely(
        &mut self,
        flight: &mut Flight,
        span: u16,
        request: &Request,
    ) -> Result<Response, ApiError> {
        match request {
            Request::UpdateTimeToLive(update) => self.update_ttl(flight, span, update),
            Request::DescribeTimeToLive(describe) => self.describe_ttl(flight, describe),
            Request::TagResource(tag) => self.tag(flight, tag),
            Request::UntagResource(untag) => self.untag(flight, untag),
            Request::ListTagsOfResource(list) => self.list_tags(flight, list),
            Request::DescribeLimits => Ok(self.limits()),
            Request::DescribeEndpoints => Ok(endpoints(&flight.region)),
            Request::ListStreams(list) => Ok(self.list_streams(flight, list)),
            Request::DescribeStream(describe) => self.describe_stream(flight, describe),
            Request::GetShardIterator(get) => self.shard_iterator(flight, get),
            Request::GetRecords(get) => self.records(flight, get),
            Request::Managed(managed) => self.managed(flight, managed),
            Request::Backup(backup) => self.backup(flight, span, backup),
            Request::CloudWatch(request) => self.cloudwatch(flight, request),
            Request::Lambda(request) => self.lambda(flight, request),
            Request::Dax(request) => self.dax_control(flight, request),
            Request::Identity(request) => self.identity(flight, request),
            _ => Err(crate::world::internal()),
        }
    }

    pub(super) fn create_table(
        &mut self,
        flight: &mut Flight,
        span: u16,
        create: &CreateTable,
    ) -> Result<Response, ApiError> {
        let region = Arc::clone(&flight.region);
        if self.named(&region, &create.name).is_some() {
            let message = format!("Table already exists: {}", create.name);
            return Err(ApiError::new(ErrorCode::ResourceInUseException, message));
        }
        self.check_table_quotas(&region)?;
        if let Some(policy) = &create.policy {
            crate::identity::check_resource_policy(policy)?;
        }
        let definition = Definition::from(create);
        let units = definition.provisioned().into_iter();
        let units = units.chain(definition.global.iter().filter_map(|index| index.throughput));
        let units: Vec<_> = units.collect();
        self.check_units_quota(&region, units.iter().copied())?;
        self.check_account_quota(&region, units.into_iter(), std::iter::empty())?;
        let (warm, index_warm) = self.warmth(create)?;
        self.created = self.created.saturating_add(1);
        let id = self.created;
        let uuid = ids::uuid(self.config.seed, Purpose::TableId, u64::from(id));
        let time = if create.global.is_empty() { Knob::CreateTable } else { Knob::CreateTableIndexed };
        let mut table = TableState::new(id, region, uuid.into(), self.now, definition, &self.knobs);
        let until = self.now.saturating_add(self.changing_for(time));
        table.status_until = Some(until);
        self.queue.push(until, Due::Status { table: id });
        table.control = Arc::new(self.first_control(&table.region, create));
        table.warm = warm;
        // What is warmed up has its partitions from the beginning.
        if create.warm.is_some() {
            table.partitions = partitions::layout(&self.knobs, Some(warm), 0);
        }
        let local = create.local.len();
        for (turn, (state, (capacity, warm))) in
            (1..).zip(table.indexes.iter_mut().skip(local).zip(create.index_capacity.iter().zip(index_warm)))
        {
            if let Some(warm) = warm {
                state.partitions = partitions::layout(&self.knobs, Some(warm), turn);
            }
            state.control.limits = capacity.on_demand.and_then(|limits| merge_limits(None, limits));
            state.control.warm = warm;
        }
        self.directory.insert(id, Arc::new(Names::of(&table)));
        self.names.insert((Arc::clone(&table.region), Arc::clone(&table.name)), id);
        self.tell_created(flight, span, &table);
        self.tables.insert(id, Arc::new(table));
        self.concern(id);
        if let Some(view) = create.stream {
            let settled = self.now.saturating_add(self.knobs.amount(time));
            self.set_stream(flight, span, id, Some(view), settled);
        }
        let mut response = self.describe(self.tables.get(&id).ok_or_else(internal)?);
        // The service tells the warm throughput only once the table can be described, unless it was asked for.
        response.warm = response.warm.filter(|_| create.warm.is_some());
        for (index, capacity) in response.global.iter_mut().zip(&create.index_capacity) {
            index.warm = index.warm.filter(|_| capacity.warm.is_some());
        }
        Ok(Response::CreateTable(Box::new(response)))
    }

    /// How many tables a Region may have, and how many of them may be changing at a time.
    fn check_table_quotas(&self, region: &str) -> Result<(), ApiError> {
        let here = self.names.range((Arc::from(region), Arc::from(""))..);
        let here: Vec<u32> = here.take_while(|((of, _), _)| **of == *region).map(|(_, id)| *id).collect();
        let most = self.knobs.amount(Knob::TablesQuota);
        if here.len() as u64 >= most {
            return Err(over_limit(format!("There is a limit of {most} tables per subscriber")));
        }
        let tables = here.iter().filter_map(|id| self.tables.get(id));
        let changing = tables.filter(|table| table.status != TableStatus::Active).count() as u64;
        if changing >= self.knobs.amount(Knob::ControlQuota) {
            let message = "Too many operations for a given subscriber.";
            return Err(ApiError::new(ErrorCode::LimitExceededException, message));
        }
        Ok(())
    }

    /// What a new table can serve at once, and each of its global indexes where that was said.
    fn warmth(&self, create: &CreateTable) -> Result<(Throughput, Vec<Option<Throughput>>), ApiError> {
        let on_demand = Throughput {
            read: self.knobs.amount(Knob::OnDemandReadUnits),
            write: self.knobs.amount(Knob::OnDemandWriteUnits),
        };
        let table = first_warmth(create.throughput.ok_or(on_demand), create.warm, "table")?;
        let indexes = create.global.iter().zip(&create.index_capacity).map(|(index, capacity)| {
            let whose = format!("index {}", index.name);
            let warm = first_warmth(index.throughput.ok_or(on_demand), capacity.warm, &whose)?;
            Ok(capacity.warm.map(|_| warm))
        });
        Ok((table, indexes.collect::<Result<_, ApiError>>()?))
    }

    /// What the control plane remembers of a table from the beginning.
    fn first_control(&self, region: &str, create: &CreateTable) -> Control {
        let encryption = create.encryption.as_ref().filter(|encryption| encryption.enabled);
        Control {
            tags: create.tags.clone(),
            encryption: encryption.map(|encryption| control::Encryption {
                key: self.kms_key(region, encryption.key.as_deref()),
                until: None,
            }),
            limits: create.on_demand.and_then(|limits| merge_limits(None, limits)),
            policy: create.policy.as_ref().map(|document| Policy {
                document: document.clone(),
                revision: self.policy_revision(),
                since: self.now,
            }),
            ..Control::default()
        }
    }

    fn tell_created(&mut self, flight: &mut Flight, span: u16, table: &TableState) {
        let here = Place::table(table.id);
        let status = Kind::TableStatus { status: Status::Creating };
        flight.last = self.tell_of(flight, span, here, flight.last, 0, status);
        let created = flight.last;
        for partition in 0..table.partitions.born() {
            self.tell_of(flight, span, place(table.id, None, partition), created, 0, Kind::PartitionCreated);
        }
        for (position, index) in (0..).zip(&table.indexes) {
            if index.status != IndexStatus::Creating {
                continue;
            }
            let here = Place { partition: 0, ..place(table.id, Some(position), 0) };
            let status = Kind::IndexStatus { status: Status::Creating };
            self.tell_of(flight, span, here, created, 0, status);
            for partition in 0..index.partitions.born() {
                let here = place(table.id, Some(position), partition);
                self.tell_of(flight, span, here, created, 0, Kind::PartitionCreated);
            }
        }
    }

    fn describe_table(&self, flight: &Flight, describe: &DescribeTable) -> Result<Response, ApiError> {
        let Some(table) = self.find(&flight.region, &describe.table) else {
            return Err(no_table(&describe.table.name));
        };
        Ok(Response::DescribeTable(Box::new(self.describe(table))))
    }

    fn list_tables(&self, region: &str, list: &ListTables) -> ListTablesOutput {
        let start = list.start.as_deref();
        let mut names: Vec<String> = self
            .names
            .range((Arc::from(region), Arc::from(start.unwrap_or("")))..)
            .map(|((of, name), _)| (of, name))
            .take_while(|(of, _)| ***of == *region)
            .filter(|(_, name)| start.is_none_or(|start| &***name > start))
            .map(|(_, name)| name.to_string())
            .take(list.limit as usize + 1)
            .collect();
        let more = names.len() > list.limit as usize;
        names.truncate(list.limit as usize);
        let end = if more { names.last().cloned() } else { None };
        ListTablesOutput { names, last: end }
    }

    fn delete_table(
        &mut self,
        flight: &mut Flight,
        span: u16,
        delete: &DeleteTable,
    ) -> Result<Response, ApiError> {
        let name = &delete.table.name;
        let Some(table) = self.find(&flight.region, &delete.table) else { return Err(no_table(name)) };
        let id = table.id;
        match table.status {
            TableStatus::Creating => return Err(in_use(&format!("Table is being created: {name}"))),
            TableStatus::Deleting => return Err(in_use(&format!("Table is being deleted: {name}"))),
            TableStatus::Active | TableStatus::Updating => {}
        }
        let busy = |index: &IndexState| index.control.until.is_some() && index.status != IndexStatus::Active;
        if table.indexes.iter().any(busy) {
            return Err(in_use("Cannot delete table while indexes are being created, updated, or deleted."));
        }
        if table.control.pending.as_ref().is_some_and(|pending| pending.stream) {
            return Err(in_use("Cannot delete table while stream is being enabled/disabled."));
        }
        if table.status == TableStatus::Updating {
            return Err(in_use(&format!("Table: {name} is in the process of being updated.")));
        }
        if table.definition.deletion_protection {
            return Err(ApiError::validation(
                "Resource cannot be deleted as it is currently protected against deletion. Disable deletion \
                 protection first.",
            ));
        }
        let until = self.now.saturating_add(self.changing_for(Knob::DeleteTable));
        let moment = self.moment();
        let Some(table) = self.table_mut(id) else { return Err(no_table(name)) };
        table.status = TableStatus::Deleting;
        table.status_until = Some(until);
        for index in &mut table.indexes {
            index.status = IndexStatus::Deleting;
        }
        let response = table.describe(&moment);
        self.queue.push(until, Due::Status { table: id });
        let status = Kind::TableStatus { status: Status::Deleting };
        flight.last = self.tell_of(flight, span, Place::table(id), flight.last, 0, status);
        Ok(Response::DeleteTable(Box::new(response)))
    }
}

/// Warm throughput that a table or index begins with: not less than it would have anyway (what is provisioned, or what
/// on demand begins with).
fn first_warmth(
    least: Result<Throughput, Throughput>,
    wanted: Option<WarmUnits>,
    whose: &str,
) -> Result<Throughput, ApiError> {
    let (units, provisioned) = match least {
        Ok(units) => (units, true),
        Err(units) => (units, false),
    };
    let wanted = wanted.unwrap_or_default();
    for (which, wanted, least, capacity) in [
        ("ReadUnitsPerSecond", wanted.read, units.read, "ReadCapacityUnits"),
        ("WriteUnitsPerSecond", wanted.write, units.write, "WriteCapacityUnits"),
    ] {
        if wanted.is_some_and(|wanted| wanted < least) {
            let least = if provisioned {
                format!("{capacity} of ProvisionedThroughput")
            } else {
                "initial throughput for OnDemand".to_owned()
            };
            return Err(invalid(format!(
                "Requested {which} for WarmThroughput for {whose} is lower than {least}"
            )));
        }
    }
    Ok(Throughput { read: wanted.read.unwrap_or(units.read), write: wanted.write.unwrap_or(units.write) })
}

pub(super) fn no_table(name: &str) -> ApiError {
    missing(&format!("Requested resource not found: Table: {name} not found"))
}

pub(super) fn in_use(what: &str) -> ApiError {
    let message = format!("Attempt to change a resource which is still in use: {what}");
    ApiError::new(ErrorCode::ResourceInUseException, message)
}
