//! Query and Scan: a page walks along the partitions.

use std::sync::Arc;

use api::ApiError;
use api::dynamodb::{PageOutput, Query, Response, ReturnConsumedCapacity, Scan, TableRef};
use table::{Page, PageResult, ReadPlan};
use trace::{Class, Kind};
use value::{Attributes, Item, Key};

use super::{charge, items};
use crate::admission::{self, Target};
use crate::call::{Image, Touched};
use crate::catalogue::TableState;
use crate::flight::{CLIENT, Flight};
use crate::partition;
use crate::recorder::{figure, place};
use crate::replica;
use crate::replication::GroupId;
use crate::world::{World, internal, station_of};

/// The most items of a page whose keys and images a completion lists.
const LISTED: usize = 25;

/// What a page found at one partition.
pub(super) struct Visit {
    pub(super) partition: u32,
    pub(super) leader: u8,
    pub(super) zone: u8,
    pub(super) items: u64,
    pub(super) bytes: u64,
    /// The first key that was read.
    pub(super) first: Option<Key>,
    /// The newest committed change here that the copy did not show: event, how far it showed, sequence number.
    pub(super) missed: Option<(u64, u64, u64)>,
}

/// An item that a page looked at: where, its key, what it held.
pub(super) struct Listed {
    partition: u32,
    key: Arc<Attributes>,
    item: Item,
}

impl World {
    pub(crate) fn query(&mut self, flight: &mut Flight, query: &Query) -> Result<(), ApiError> {
        let (id, schema) = self.target(flight, &query.table)?;
        let plan = ReadPlan::query(&schema, query)?;
        self.page(flight, id, &plan, (&query.table, query.return_consumed))
    }

    pub(crate) fn scan(&mut self, flight: &mut Flight, scan: &Scan) -> Result<(), ApiError> {
        let (id, schema) = self.target(flight, &scan.table)?;
        let plan = ReadPlan::scan(&schema, scan)?;
        self.page(flight, id, &plan, (&scan.table, scan.return_consumed))
    }

    fn page(
        &mut self,
        flight: &mut Flight,
        id: u32,
        plan: &ReadPlan<'_>,
        (given, wanted): (&TableRef, ReturnConsumedCapacity),
    ) -> Result<(), ApiError> {
        let result = self.read_page(flight, id, plan)?;
        let table = self.tables.get(&id).ok_or_else(internal)?;
        flight.result = Some(Ok(Response::Page(PageOutput {
            items: result.items,
            count: result.count,
            scanned_count: result.scanned,
            last_key: result.last_key,
            consumed: result.units.consumed(table.schema(), &given.given, wanted),
        })));
        Ok(())
    }

    /// Reads a page, charges and tells it.
    ///
    /// # Errors
    /// The throttling exception.
    pub(crate) fn read_page(
        &mut self,
        flight: &mut Flight,
        id: u32,
        plan: &ReadPlan<'_>,
    ) -> Result<PageResult, ApiError> {
        self.admit_page(flight, id, plan)?;
        let table = self.tables.get(&id).ok_or_else(internal)?;
        let name = Arc::clone(&table.name);
        let (result, visits, listed) = self.walk(flight, table, plan);
        let shares = {
            let bytes: Vec<u64> = visits.iter().map(|visit| visit.bytes).collect();
            admission::share(result.units.total(), &bytes)
        };
        for (visit, share) in visits.iter().zip(shares) {
            self.count(
                flight,
                id,
                (plan.index(), visit.partition, visit.first.as_ref()),
                (Class::Read, share),
            );
            if !plan.is_consistent() {
                let index =
                    plan.index().filter(|&at| self.tables.get(&id).is_some_and(|it| it.is_global(at)));
                self.relieve(Target { table: id, index, partition: visit.partition, key: None }, share);
            }
        }
        charge(flight, &name, &result.units.lines);
        for visit in &visits {
            self.tell_visit(flight, id, plan.index(), visit, &listed);
        }
        Ok(result)
    }

    /// A query is let in when none of the partitions that hold its keys is empty; a scan, of which nobody knows how far
    /// it will come, when its first partition isn't.
    fn admit_page(&mut self, flight: &mut Flight, id: u32, plan: &ReadPlan<'_>) -> Result<(), ApiError> {
        if !self.enforces() {
            return Ok(());
        }
        let table = self.tables.get(&id).ok_or_else(internal)?;
        let index = plan.index().filter(|&position| table.is_global(position));
        let mut visited = table.partitions_of(index).visited(plan.keys(), plan.is_backward());
        if plan.is_scan() {
            visited.truncate(1);
        }
        for partition in visited {
            self.admit(flight, Target { table: id, index, partition, key: None }, Class::Read)?;
        }
        Ok(())
    }

    /// Reads the page. Each partition is read from one copy.
    fn walk(
        &self,
        flight: &mut Flight,
        table: &TableState,
        plan: &ReadPlan<'_>,
    ) -> (PageResult, Vec<Visit>, Vec<Listed>) {
        let partitions = table.partitions_of(plan.index());
        let mut page = Page::default();
        let mut visits = Vec::new();
        let mut views = Vec::new();
        for at in partitions.visited(plan.keys(), plan.is_backward()) {
            let Some(partition) = partitions.get(at).filter(|_| !page.is_full()) else { break };
            let log = &partition.log;
            let zone = if plan.is_consistent() {
                log.leader
            } else {
                let global = plan.index().filter(|&position| table.is_global(position));
                self.pick(flight, GroupId::new(table.id, global, at), log)
            };
            let Some(view) = replica::view(&table.data, plan.index(), log, zone) else { break };
            let before = (page.scanned(), page.bytes());
            let seen = page.seen().len();
            plan.visit(&mut page, view.rows(), &partitions.range(at));
            let missed = log.unseen(zone).filter(|(lsn, _)| *lsn <= log.committed);
            let missed = missed.filter(|(_, change)| plan.keys().contains(&change.key)).last();
            visits.push(Visit {
                partition: at,
                leader: log.leader,
                zone,
                items: page.scanned() - before.0,
                bytes: page.bytes() - before.1,
                first: page.seen().get(seen).map(|seen| seen.key.clone()),
                missed: missed.map(|(lsn, change)| (change.thread.event, log.shown(zone), lsn)),
            });
            views.push(view);
        }
        let result = plan.finish(page);
        let index = plan.index().and_then(|position| table.schema().index_at(position));
        let mut listed = Vec::new();
        // For whoever looks; nobody may.
        let most = if self.is_watched() { LISTED } else { 0 };
        for seen in result.seen.iter().take(most) {
            let partition = partitions.locate(&seen.key);
            let view = visits.iter().position(|visit| visit.partition == partition);
            let view = view.and_then(|position| views.get(position));
            let Some(item) = view.and_then(|view| view.rows().get(&seen.key)) else { continue };
            let shown = index.map_or_else(|| item.clone(), |index| index.project(item));
            listed.push(Listed {
                partition,
                key: Arc::new(table.schema().key_attributes(item)),
                item: shown,
            });
        }
        (result, visits, listed)
    }

    pub(super) fn tell_visit(
        &mut self,
        flight: &mut Flight,
        id: u32,
        index: Option<u16>,
        visit: &Visit,
        listed: &[Listed],
    ) {
        let Some(table) = self.tables.get(&id) else { return };
        let names = (Arc::clone(&table.region), Arc::clone(&table.name));
        let global = index.is_some_and(|position| table.is_global(position));
        let index_name =
            index.and_then(|position| table.schema().index_at(position)).map(|index| index.name().into());
        let touched = |key: Option<Arc<Attributes>>| Touched {
            region: Arc::clone(&names.0),
            table: Arc::clone(&names.1),
            index: index_name.clone(),
            partition: partition::name(visit.partition, global),
            zone: items::zone_letter(visit.zone),
            key,
            write: false,
        };
        let mut first = 0;
        for found in listed.iter().filter(|found| found.partition == visit.partition) {
            let nth = flight.touch(touched(Some(Arc::clone(&found.key))));
            first = if first == 0 { nth } else { first };
            flight.show(Image {
                region: Arc::clone(&names.0),
                table: Arc::clone(&names.1),
                key: Arc::clone(&found.key),
                before: Some(found.item.clone()),
                after: Some(found.item.clone()),
            });
        }
        if first == 0 {
            flight.touch(touched(None));
        }
        let place = place(id, index, visit.partition).in_zone(visit.zone + 1);
        let span = flight.span(station_of(place, visit.leader), place, CLIENT);
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Enter);
        let read = Kind::ItemsRead { items: figure(visit.items), bytes: figure(visit.bytes) };
        flight.last = self.tell(flight, span, flight.last, 0, read);
        if let Some((cause, seen, latest)) = visit.missed {
            let stale = Kind::StaleRead { seen: figure(seen), latest: figure(latest) };
            self.tell(flight, span, cause, 0, stale);
        }
        flight.leaving.push(span);
    }
}
