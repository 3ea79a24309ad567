//! `SearchVectors`: the vectors of an index are compared, partition by partition, each at one copy.

use api::ApiError;
use api::dynamodb::{IndexStatus, Response, ReturnConsumedCapacity, SearchOutput, SearchVectors};
use std::sync::Arc;
use table::{Compared, Search};

use super::charge;
use super::lookup::Lookup;
use super::pages::Visit;
use crate::catalogue::TableState;
use crate::flight::Flight;
use crate::recorder::place;
use crate::replica;
use crate::replication::GroupId;
use crate::world::{World, internal};

impl World {
    #[inline(never)]
    pub(super) fn search_lookups(
        &self,
        region: &str,
        search: &SearchVectors,
    ) -> Result<Vec<Lookup>, ApiError> {
        let table = self.reach(region, &search.table)?;
        let plan = Search::new(table.schema(), search)?;
        check_searchable(table, &plan, &search.index)?;
        let partitions = table.partitions_of(Some(plan.index()));
        let first = partitions.visited(plan.keys(), false).first().copied().unwrap_or(0);
        let place = place(table.id, Some(plan.index()), first);
        Ok(vec![Lookup { place, of: partitions.len(), touched: None, key: None }])
    }

    pub(super) fn search_vectors(
        &mut self,
        flight: &mut Flight,
        search: &SearchVectors,
    ) -> Result<(), ApiError> {
        let (id, schema) = self.target(flight, &search.table)?;
        let plan = Search::new(&schema, search)?;
        let table = self.tables.get(&id).ok_or_else(internal)?;
        check_searchable(table, &plan, &search.index)?;
        let index = Some(plan.index());
        let partitions = table.partitions_of(index);
        let mut compared = Compared::default();
        let mut visits = Vec::new();
        for at in partitions.visited(plan.keys(), false) {
            let Some(partition) = partitions.get(at) else { break };
            let log = &partition.log;
            let zone = self.pick(flight, GroupId::new(id, index, at), log);
            let Some(view) = replica::view(&table.data, index, log, zone) else { break };
            let before = compared.vectors;
            plan.visit(&mut compared, view.rows(), &partitions.range(at));
            let items = compared.vectors - before;
            let bytes = items * plan.vector_bytes();
            let leader = log.leader;
            visits.push(Visit { partition: at, leader, zone, items, bytes, first: None, missed: None });
        }
        let name = Arc::clone(&table.name);
        let nearest = plan.finish(compared);
        charge(flight, &name, &nearest.units.lines);
        for visit in &visits {
            self.tell_visit(flight, id, index, visit, &[]);
        }
        let bytes = nearest.units.lines.iter().map(table::UnitLine::milli).sum();
        let consumed = (search.return_consumed != ReturnConsumedCapacity::None).then_some(bytes);
        flight.result = Some(Ok(Response::Search(SearchOutput { results: nearest.results, consumed })));
        Ok(())
    }
}

/// A vector index can be searched once it is active.
fn check_searchable(table: &TableState, plan: &Search<'_>, name: &str) -> Result<(), ApiError> {
    match table.indexes.get(usize::from(plan.index())).map(|state| state.status) {
        Some(IndexStatus::Creating) => {
            Err(ApiError::validation(format!("Cannot search backfilling vector index: {name}")))
        }
        Some(IndexStatus::Deleting) => Err(ApiError::no_index(name)),
        _ => Ok(()),
    }
}
