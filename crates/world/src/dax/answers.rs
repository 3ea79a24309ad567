//! What a node makes of the service's answers.

use std::sync::Arc;

use api::dynamodb::{
    GetItem, GetOutput, Request, Response, ReturnConsumedCapacity, TableRef, TransactGetItems,
};
use trace::{Place, Station};
use value::{Attributes, Item, Key};

use super::reads::Batch;
use super::road::{Trip, Way};
use super::store::{Entry, Held, Page, Slot};
use crate::call::Call;
use crate::flight::{Flight, Origin};
use crate::recorder::Mark;
use crate::world::World;

impl World {
    /// A successful answer reaches the node that asked.
    pub(crate) fn take_answer(&mut self, flight: &mut Flight, trip: &Trip) {
        match &trip.way {
            Way::Relay => {}
            Way::Item { table, key, of, projection } => {
                let Some(Ok(Response::Get(got))) = flight.result.take() else { return };
                let GetOutput { item, consumed } = got;
                self.remember(flight, trip, (*table, key, of), item.clone());
                let item = table::shown(item.as_ref(), projection.as_ref());
                flight.result = Some(Ok(Response::Get(GetOutput { item, consumed })));
            }
            Way::Batch(batch) => self.take_batch(flight, trip, batch),
            Way::Page { slot, title, table, scan } => {
                let Some(Ok(Response::Page(page))) = &flight.result else { return };
                let page = Page {
                    title: title.clone(),
                    table: table.clone(),
                    scan: *scan,
                    items: page.items.clone(),
                    count: page.count,
                    scanned: page.scanned_count,
                    last: page.last_key.clone(),
                };
                let entry = Entry::new(Held::Page(Arc::new(page)), self.now, flight.last);
                self.take_at_primary(flight, trip, (slot.clone(), Some(entry)), (0, 0));
            }
            Way::Write => {
                for (table, key, after) in &trip.wrote {
                    let home = self.tables.get(table);
                    let of = after.as_ref().zip(home).map(|(item, home)| home.schema().key_attributes(item));
                    match of {
                        Some(of) => self.remember(flight, trip, (*table, key, &Arc::new(of)), after.clone()),
                        // What was deleted is forgotten.
                        None => {
                            let slot = Slot::Item(*table, key.clone());
                            self.take_at_primary(flight, trip, (slot, None), (*table, 0));
                        }
                    }
                }
            }
            Way::Transaction => self.read_again(flight, trip),
        }
    }

    fn take_batch(&mut self, flight: &mut Flight, trip: &Trip, batch: &Batch) {
        let Some(Ok(Response::BatchGet(output))) = flight.result.take() else { return };
        let mut fetched: Vec<(u32, Key, Item)> = Vec::new();
        for (part, (table, members)) in batch.request.tables.iter().zip(&batch.parts) {
            let Some(schema) = self.tables.get(table).map(|table| table.schema().clone()) else { continue };
            let answered = output.responses.iter().filter(|(given, _)| *given == part.table.given);
            for item in answered.flat_map(|(_, items)| items) {
                fetched.extend(schema.stored_key(item).map(|key| (*table, key, item.clone())));
            }
            // Of keys that weren't answered it isn't known whether there are items.
            let whole = output.unprocessed.iter().all(|(given, _)| *given != part.table.given);
            for (member, of) in members.iter().zip(&part.keys).filter(|(member, _)| member.found.is_none()) {
                let item = fetched.iter().find(|(id, key, _)| id == table && *key == member.key);
                let item = item.map(|(_, _, item)| item.clone());
                if !part.consistent && (item.is_some() || whole) {
                    self.remember(flight, trip, (*table, &member.key, &Arc::new(of.clone())), item);
                }
            }
        }
        let find = |table: u32, key: &Key| {
            fetched
                .iter()
                .find(|(id, known, _)| *id == table && known == key)
                .map(|(_, _, item)| item.clone())
        };
        flight.result = Some(Ok(Response::BatchGet(batch.put_together(output, find))));
    }

    /// An item, or that there is none, is remembered by the cluster.
    fn remember(
        &mut self,
        flight: &mut Flight,
        trip: &Trip,
        (table, key, of): (u32, &Key, &Arc<Attributes>),
        item: Option<Item>,
    ) {
        let slot = Slot::Item(table, key.clone());
        // An answer that set out before something newer was written does not take its place.
        let is_read = !matches!(trip.way, Way::Write);
        let primary = self.caches.clusters.get(&trip.cache).map(|cluster| cluster.primary);
        let newer = primary
            .and_then(|primary| self.caches.clusters.get(&trip.cache)?.node(primary)?.store.since(&slot))
            .is_some_and(|since| since > flight.started);
        if is_read && newer {
            return;
        }
        let nth = flight
            .touched
            .iter()
            .position(|touched| touched.index.is_none() && touched.key.as_ref() == Some(of))
            .and_then(|at| u16::try_from(at + 1).ok())
            .unwrap_or(0);
        let entry = Entry::new(Held::Item(Arc::clone(of), item), self.now, flight.last);
        self.take_at_primary(flight, trip, (slot, Some(entry)), (table, nth));
    }

    /// The primary takes something, or the node that asked while there is no primary.
    fn take_at_primary(
        &mut self,
        flight: &mut Flight,
        trip: &Trip,
        what: (Slot, Option<Entry>),
        (table, nth): (u32, u16),
    ) {
        let Some(cluster) = self.caches.clusters.get(&trip.cache) else { return };
        let up = cluster.up();
        let node = if up.contains(&cluster.primary) { cluster.primary } else { trip.node };
        let zone = cluster.node(node).map_or(0, |node| node.zone + 1);
        let (_, _, parent) = flight.about(trip.span);
        let mark = Mark {
            call: flight.call,
            span: flight.told(trip.span),
            parent: flight.told(parent),
            place: Place { zone, ..Place::table(table) },
            station: Station::Dax,
            key: nth,
        };
        flight.last = self.node_takes(trip.cache, node, what, (mark, flight.last));
    }

    /// After a transaction wrote through a node, the node reads what it wrote with a transaction of its own.
    fn read_again(&mut self, flight: &Flight, trip: &Trip) {
        let Ok(Request::TransactWriteItems(write)) = &*flight.request else { return };
        let mut gets: Vec<GetItem> = Vec::new();
        let mut add = |table: &TableRef, key: Attributes| {
            gets.push(GetItem {
                table: table.clone(),
                key,
                consistent: true,
                projection: None,
                return_consumed: ReturnConsumedCapacity::None,
            });
        };
        for action in &write.actions {
            use api::dynamodb::TransactWrite;
            match action {
                TransactWrite::Check(_) => {}
                TransactWrite::Delete(delete) => add(&delete.table, delete.key.clone()),
                TransactWrite::Update(update) => add(&update.table, update.key.clone()),
                TransactWrite::Put(put) => {
                    let home = self.find(&flight.region, &put.table);
                    let key = home.map(|table| table.schema().key_attributes(&put.item));
                    add(&put.table, key.unwrap_or_default());
                }
            }
        }
        if gets.is_empty() {
            return;
        }
        let request = TransactGetItems { gets, return_consumed: ReturnConsumedCapacity::None };
        let call = Call {
            region: flight.region.to_string(),
            operation: "TransactGetItems".to_owned(),
            request: Ok(Request::TransactGetItems(request)),
            request_bytes: 0,
            via: None,
            caller: None,
        };
        self.start_for(Origin::Cache { cluster: trip.cache, node: trip.node }, call);
    }

    /// What a node asked for by itself is answered.
    #[inline(never)]
    pub(crate) fn read_for_cache(&mut self, (cluster, node): (u32, u16), flight: &mut Flight) {
        let request = Arc::clone(&flight.request);
        let Some(Ok(Response::TransactGet(got))) = flight.result.take() else { return };
        let Ok(Request::TransactGetItems(request)) = &*request else { return };
        let trip = Trip::of_node(cluster, node);
        for (get, item) in request.gets.iter().zip(&got.items) {
            let Ok((table, key)) = self.slot_of(flight, &get.table, &get.key) else { continue };
            self.remember(flight, &trip, (table, &key, &Arc::new(get.key.clone())), item.clone());
        }
    }
}
