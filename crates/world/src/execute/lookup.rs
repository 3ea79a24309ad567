//! What the router finds out: the table, the checks that need its schema, the partition of each key.

use std::collections::BTreeSet;
use std::sync::Arc;

use api::ApiError;
use api::dynamodb::{BatchGetItem, BatchWriteItem, IndexStatus, Request, WriteRequest};
use table::{ReadPlan, Write};
use trace::Place;
use value::{Attributes, Key};

use crate::call::Touched;
use crate::catalogue::TableState;
use crate::partition;
use crate::recorder::place;
use crate::world::World;

/// One key's or page's way.
pub(crate) struct Lookup {
    pub(crate) place: Place,
    /// Partitions of the table or index.
    pub(crate) of: u32,
    /// The key; absent for a page.
    pub(crate) touched: Option<Touched>,
    /// The key of an item that is read, so that it is made but once.
    pub(crate) key: Option<Key>,
}

impl World {
    /// Finds the partitions that a data-plane request goes to.
    ///
    /// # Errors
    /// The service's, when a table can't be reached or the request doesn't fit its schema.
    pub(crate) fn lookups(&self, region: &str, request: &Request) -> Result<Vec<Lookup>, ApiError> {
        match request {
            Request::TransactGetItems(transaction) => self.transact_get_lookups(region, transaction),
            Request::TransactWriteItems(transaction) => self.transact_write_lookups(region, transaction),
            Request::ExecuteStatement(statement) => self.statement_lookups(region, statement),
            Request::PutItem(put) => {
                let table = self.reach(region, &put.table)?;
                let write = Write::put(table.schema(), put)?;
                let key = table.schema().key_attributes(&put.item);
                Ok(vec![one(table, write.key(), key, true)])
            }
            Request::UpdateItem(update) => {
                let table = self.reach(region, &update.table)?;
                let write = Write::update(table.schema(), update)?;
                Ok(vec![one(table, write.key(), update.key.clone(), true)])
            }
            Request::DeleteItem(delete) => {
                let table = self.reach(region, &delete.table)?;
                let write = Write::delete(table.schema(), delete)?;
                Ok(vec![one(table, write.key(), delete.key.clone(), true)])
            }
            Request::GetItem(get) => {
                let table = self.reach(region, &get.table)?;
                let key = table.schema().key_of(&get.key)?;
                let lookup = one(table, &key, get.key.clone(), false);
                Ok(vec![Lookup { key: Some(key), ..lookup }])
            }
            Request::Query(query) => {
                let table = self.reach(region, &query.table)?;
                let plan = ReadPlan::query(table.schema(), query)?;
                check_readable(table, plan.index())?;
                Ok(vec![page(table, &plan)])
            }
            Request::Scan(scan) => {
                let table = self.reach(region, &scan.table)?;
                let plan = ReadPlan::scan(table.schema(), scan)?;
                check_readable(table, plan.index())?;
                Ok(vec![page(table, &plan)])
            }
            Request::SearchVectors(search) => self.search_lookups(region, search),
            Request::BatchGetItem(batch) => self.batch_get_lookups(region, batch),
            Request::BatchWriteItem(batch) => self.batch_write_lookups(region, batch),
            // The control plane looks for itself. Statements that come several at once fault one by one, or in words
            // of their own: they are looked up when they are carried out.
            _ => Ok(Vec::new()),
        }
    }

    fn batch_get_lookups(&self, region: &str, batch: &BatchGetItem) -> Result<Vec<Lookup>, ApiError> {
        for part in &batch.tables {
            self.reach(region, &part.table)?;
        }
        let mut lookups = Vec::new();
        for part in &batch.tables {
            let table = self.reach(region, &part.table)?;
            for key in &part.keys {
                lookups.push(one(table, &table.schema().key_of(key)?, key.clone(), false));
            }
        }
        Ok(lookups)
    }

    /// The whole batch is checked before anything is written, table by table in the order of the request.
    fn batch_write_lookups(&self, region: &str, batch: &BatchWriteItem) -> Result<Vec<Lookup>, ApiError> {
        let mut lookups = Vec::new();
        let mut keys = BTreeSet::new();
        for (table, writes) in &batch.tables {
            let table = self.reach(region, table)?;
            for request in writes {
                let write = Write::batch(table.schema(), request)?;
                if !keys.insert((table.id, write.key().clone())) {
                    return Err(ApiError::validation("Provided list of item keys contains duplicates"));
                }
                let key = match request {
                    WriteRequest::Put(item) => table.schema().key_attributes(item),
                    WriteRequest::Delete(key) => key.clone(),
                };
                lookups.push(one(table, write.key(), key, true));
            }
        }
        Ok(lookups)
    }
}

/// An index can be read from once it is active.
///
/// # Errors
/// `ValidationException` for an index that is being built, or deleted.
pub(crate) fn check_readable(table: &TableState, index: Option<u16>) -> Result<(), ApiError> {
    let Some(position) = index else { return Ok(()) };
    let name = table.schema().index_at(position).map_or("", table::Index::name);
    match table.indexes.get(usize::from(position)).map(|state| state.status) {
        Some(IndexStatus::Creating) => {
            Err(ApiError::validation(format!("Cannot read from backfilling global secondary index: {name}")))
        }
        Some(IndexStatus::Deleting) => Err(ApiError::no_index(name)),
        _ => Ok(()),
    }
}

pub(crate) fn one(table: &TableState, key: &Key, attributes: Attributes, write: bool) -> Lookup {
    let at = table.partitions.locate(key);
    Lookup {
        place: place(table.id, None, at),
        of: table.partitions.len(),
        touched: Some(Touched {
            region: Arc::clone(&table.region),
            table: Arc::clone(&table.name),
            index: None,
            partition: partition::name(at, false),
            zone: None,
            key: Some(Arc::new(attributes)),
            write,
        }),
        key: None,
    }
}

pub(crate) fn page(table: &TableState, plan: &ReadPlan<'_>) -> Lookup {
    let partitions = table.partitions_of(plan.index());
    let visited = partitions.visited(plan.keys(), plan.is_backward());
    let place = place(table.id, plan.index(), visited.first().copied().unwrap_or(0));
    Lookup { place, of: partitions.len(), touched: None, key: None }
}
