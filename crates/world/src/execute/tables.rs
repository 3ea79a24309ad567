//! Operations on tables.

use std::sync::Arc;

use api::dynamodb::{
    CreateTable, DeleteTable, DescribeTable, IndexStatus, ListTables, ListTablesOutput, Request, Response,
    TableStatus, Throughput,
};
use api::{ApiError, ErrorCode};
use sim::{Purpose, ids};
use trace::{Kind, Place, Station, Status};

use super::limits::endpoints;
use super::missing;
use crate::catalogue::{Definition, Names, TableState};
use crate::due::Due;
use crate::flight::{CLIENT, Flight, Stage};
use crate::knobs::Knob;
use crate::recorder::place;
use crate::world::World;

impl World {
    /// The control plane carries out an operation on tables.
    pub(crate) fn control(&mut self, flight: &mut Flight, request: &Request) {
        flight.stage = Stage::Served;
        let span = flight.span(Station::Control, Place::default(), CLIENT);
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Enter);
        let result = match request {
            Request::CreateTable(create) => self.create_table(flight, span, create),
            Request::DescribeTable(describe) => self.describe_table(flight, describe),
            Request::ListTables(list) => Ok(Response::ListTables(self.list_tables(&flight.region, list))),
            Request::DeleteTable(delete) => self.delete_table(flight, span, delete),
            Request::UpdateTable(update) => self.update_table(flight, span, update),
            Request::UpdateTimeToLive(update) => self.update_ttl(flight, span, update),
            Request::DescribeTimeToLive(describe) => self.describe_ttl(flight, describe),
            Request::TagResource(tag) => self.tag(flight, tag),
            Request::UntagResource(untag) => self.untag(flight, untag),
            Request::ListTagsOfResource(list) => self.list_tags(flight, list),
            Request::DescribeLimits => Ok(self.limits()),
            Request::DescribeEndpoints => Ok(endpoints(&flight.region)),
            Request::ListStreams(list) => self.list_streams(flight, list),
            Request::DescribeStream(describe) => self.describe_stream(flight, describe),
            Request::GetShardIterator(get) => self.shard_iterator(flight, get),
            Request::GetRecords(get) => self.records(flight, get),
            _ => Err(crate::world::internal()),
        };
        if let Err(error) = &result {
            let status = u32::from(error.http_status());
            flight.last = self.tell(flight, span, flight.last, 0, Kind::Rejected { status });
        }
        flight.result = Some(result);
        flight.leaving.push(span);
        self.wait(flight, flight.pace.work);
    }

    fn create_table(
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
        let definition = Definition::from(create);
        self.check_quota(&region, &definition)?;
        self.created = self.created.saturating_add(1);
        let id = self.created;
        let uuid = ids::uuid(self.config.seed, Purpose::TableId, u64::from(id));
        let time = if create.global.is_empty() { Knob::CreateTable } else { Knob::CreateTableIndexed };
        let mut table = TableState::new(id, region, uuid.into(), self.now, definition, &self.knobs);
        let until = self.now.saturating_add(self.knobs.amount(time));
        table.status_until = Some(until);
        self.queue.push(until, Due::Status { table: id });
        self.directory.insert(id, Arc::new(Names::of(&table)));
        self.names.insert((Arc::clone(&table.region), Arc::clone(&table.name)), id);
        self.tell_created(flight, span, &table);
        let mut response = table.describe(&self.config.account, self.config.epoch_micros);
        self.tables.insert(id, Arc::new(table));
        if let Some(view) = create.stream {
            self.set_stream(flight, span, id, Some(view), until);
            if let Some(table) = self.tables.get(&id) {
                response = table.describe(&self.config.account, self.config.epoch_micros);
            }
        }
        Ok(Response::CreateTable(Box::new(response)))
    }

    fn tell_created(&mut self, flight: &mut Flight, span: u16, table: &TableState) {
        let here = Place::table(table.id);
        let status = Kind::TableStatus { status: Status::Creating };
        flight.last = self.tell_of(flight, span, here, flight.last, 0, status);
        let created = flight.last;
        for partition in 0..table.partitions.len() as u32 {
            self.tell_of(flight, span, place(table.id, None, partition), created, 0, Kind::PartitionCreated);
        }
        for (position, index) in (0..).zip(&table.indexes) {
            if index.status != IndexStatus::Creating {
                continue;
            }
            let here = Place { partition: 0, ..place(table.id, Some(position), 0) };
            let status = Kind::IndexStatus { status: Status::Creating };
            self.tell_of(flight, span, here, created, 0, status);
            for partition in 0..index.partitions.len() as u32 {
                let here = place(table.id, Some(position), partition);
                self.tell_of(flight, span, here, created, 0, Kind::PartitionCreated);
            }
        }
    }

    /// The account's quota of throughput for a table and for each global index.
    fn check_quota(&self, region: &str, definition: &Definition) -> Result<(), ApiError> {
        let most = Throughput {
            read: self.knobs.amount(Knob::TableReadQuota),
            write: self.knobs.amount(Knob::TableWriteQuota),
        };
        let all =
            definition.provisioned().into_iter().chain(definition.global.iter().filter_map(|i| i.throughput));
        for wanted in all {
            let (which, wanted, most) = if wanted.read > most.read {
                ("ReadCapacityUnits", wanted.read, most.read)
            } else if wanted.write > most.write {
                ("WriteCapacityUnits", wanted.write, most.write)
            } else {
                continue;
            };
            return Err(ApiError::new(
                ErrorCode::LimitExceededException,
                format!(
                    "The requested {which}, {wanted}, is above the per table maximum for the account in {region}. \
                     Per table maximum: {most}. Refer to the Amazon DynamoDB Developer Guide for current limits and \
                     how to request higher limits."
                ),
            ));
        }
        Ok(())
    }

    fn describe_table(&self, flight: &Flight, describe: &DescribeTable) -> Result<Response, ApiError> {
        let Some(table) = self.find(&flight.region, &describe.table) else {
            return Err(no_table(&describe.table.name));
        };
        let description = table.describe(&self.config.account, self.config.epoch_micros);
        Ok(Response::DescribeTable(Box::new(description)))
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
            TableStatus::Updating => {
                return Err(in_use(&format!("Table: {name} is in the process of being updated.")));
            }
            TableStatus::Active => {}
        }
        if table.definition.deletion_protection {
            return Err(ApiError::validation(
                "Resource cannot be deleted as it is currently protected against deletion. Disable deletion \
                 protection first.",
            ));
        }
        let until = self.now.saturating_add(self.knobs.amount(Knob::DeleteTable));
        let (account, epoch) = (self.config.account.clone(), self.config.epoch_micros);
        let Some(table) = self.table_mut(id) else { return Err(no_table(name)) };
        table.status = TableStatus::Deleting;
        table.status_until = Some(until);
        for index in &mut table.indexes {
            index.status = IndexStatus::Deleting;
        }
        let response = table.describe(&account, epoch);
        self.queue.push(until, Due::Status { table: id });
        let status = Kind::TableStatus { status: Status::Deleting };
        flight.last = self.tell_of(flight, span, Place::table(id), flight.last, 0, status);
        Ok(Response::DeleteTable(Box::new(response)))
    }
}

pub(super) fn no_table(name: &str) -> ApiError {
    missing(&format!("Requested resource not found: Table: {name} not found"))
}

pub(super) fn in_use(what: &str) -> ApiError {
    let message = format!("Attempt to change a resource which is still in use: {what}");
    ApiError::new(ErrorCode::ResourceInUseException, message)
}
