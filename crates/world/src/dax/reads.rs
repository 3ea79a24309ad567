//! What a node answers by itself, and what it asks the service for.

use std::sync::Arc;

use api::dynamodb::{
    BatchGetItem, BatchGetOutput, GetItem, GetOutput, KeysToGet, PageOutput, Request, Response,
    ReturnConsumedCapacity, TableRef,
};
use table::Units;
use trace::{Gone, Kind, Place};
use value::{Attributes, Item, Key};

use super::nodes::number;
use super::road::{Spot, Way, milli_kb};
use super::store::{Entry, Found, Held, Slot};
use crate::call::{Image, Touched};
use crate::flight::{CLIENT, Flight};
use crate::hash;
use crate::metrics::Metric;
use crate::recorder::figure;
use crate::world::World;

/// A batch of which a part was found.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) request: BatchGetItem,
    /// For each table of the request its number and, for each key, what was found.
    pub(crate) parts: Vec<(u32, Vec<Member>)>,
}

/// A key of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) key: Key,
    /// What the cache had; nothing when the service was asked.
    pub(crate) found: Option<Option<Item>>,
}

impl World {
    /// Looks something up in a node and tells what came of it. `nth` is the key's position in what the call touched.
    fn look_up(
        &mut self,
        flight: &mut Flight,
        spot: Spot,
        (slot, scan, nth): (&Slot, bool, u16),
    ) -> Option<Entry> {
        let now = self.now;
        let second = now / sim::MICROS_PER_SECOND;
        let query = slot.is_page();
        let node = self.node_mut(spot.cache, spot.node)?;
        let found = node.store.look(slot, now, spot.lives);
        let hit = matches!(found, Found::Entry(..));
        node.counts.look(query.then_some(scan), hit);
        if let Found::Expired(bytes) = found {
            node.counts.evict(bytes);
        }
        if let Found::Entry(entry, _) = &found {
            node.use_up(second, milli_kb(entry.bytes));
            node.counts.negative_hits += u64::from(matches!(entry.held, Held::Item(_, None)));
        }
        self.note_node_look((spot.cache, spot.node), query.then_some(scan), hit);
        if let Found::Expired(bytes) = found {
            self.note_node((spot.cache, spot.node), Metric::EvictedSize, bytes.saturating_mul(1_000));
        }
        let span = flight.trip.as_ref().map_or(CLIENT, |trip| trip.span);
        let (_, here, _) = flight.about(span);
        let place = match slot {
            Slot::Item(table, _) => Place { zone: here.zone, ..Place::table(*table) },
            Slot::Page(_) => here,
        };
        let (cache, at) = (number(spot.cache), spot.node);
        let entry = match found {
            Found::Entry(entry, end) => {
                let age = figure(now.saturating_sub(entry.since));
                let left = end.map_or(u32::MAX, |end| figure(end.saturating_sub(now)));
                let kind = match entry.held {
                    Held::Item(_, None) => Kind::NegativeHit { cache, node: at, age, left },
                    _ => Kind::CacheHit { cache, node: at, query, age, left },
                };
                flight.last = self.tell_of(flight, span, place, flight.last, nth, kind);
                return Some(entry);
            }
            Found::Expired(bytes) => {
                let kind = Kind::Evict { cache, node: at, why: Gone::Time, bytes: figure(bytes) };
                flight.last = self.tell_of(flight, span, place, flight.last, nth, kind);
                None
            }
            Found::Nothing => None,
        };
        let kind = Kind::CacheMiss { cache, node: at, query };
        flight.last = self.tell_of(flight, span, place, flight.last, nth, kind);
        entry
    }

    /// Notes a key that a cache answered for.
    pub(crate) fn touch_at_cache(
        &self,
        flight: &mut Flight,
        place: String,
        (table, of): (u32, &Arc<Attributes>),
    ) -> u16 {
        let Some(table) = self.tables.get(&table) else { return 0 };
        flight.touch(Touched {
            region: Arc::clone(&table.region),
            table: Arc::clone(&table.name),
            index: None,
            partition: place,
            zone: None,
            key: Some(Arc::clone(of)),
            write: false,
        })
    }

    fn node_name(&self, spot: Spot) -> String {
        self.caches.clusters.get(&spot.cache).map(|cluster| cluster.node_id(spot.node)).unwrap_or_default()
    }

    fn show_found(&self, flight: &mut Flight, table: u32, of: &Arc<Attributes>, item: Option<&Item>) {
        let Some(table) = self.tables.get(&table).filter(|_| self.is_watched()) else { return };
        let (region, name) = (Arc::clone(&table.region), Arc::clone(&table.name));
        let (before, after) = (item.cloned(), item.cloned());
        flight.show(Image { region, table: name, key: Arc::clone(of), before, after });
    }

    /// `GetItem` at a node.
    pub(crate) fn get_at_cache(&mut self, flight: &mut Flight, spot: Spot, get: &GetItem) {
        // What the service would refuse, it refuses itself.
        let Ok((table, key)) = self.slot_of(flight, &get.table, &get.key) else {
            return self.go_on(flight, Way::Relay);
        };
        let of = Arc::new(get.key.clone());
        let slot = Slot::Item(table, key.clone());
        let name = self.node_name(spot);
        let nth = self.touch_at_cache(flight, name, (table, &of));
        if let Some(Entry { held: Held::Item(_, stored), .. }) =
            self.look_up(flight, spot, (&slot, false, nth))
        {
            self.show_found(flight, table, &of, stored.as_ref());
            let item = table::shown(stored.as_ref(), get.projection.as_ref());
            let consumed = self.nothing_consumed(table, &get.table, get.return_consumed);
            flight.result = Some(Ok(Response::Get(GetOutput { item, consumed })));
            return self.answer_here(flight);
        }
        // The whole item is asked for, so that it can be remembered.
        flight.touched.clear();
        let whole = GetItem { projection: None, ..get.clone() };
        flight.request = Arc::new(Ok(Request::GetItem(whole)));
        self.go_on(flight, Way::Item { table, key, of, projection: get.projection.clone() });
    }

    pub(crate) fn slot_of(
        &self,
        flight: &Flight,
        table: &TableRef,
        key: &Attributes,
    ) -> Result<(u32, Key), api::ApiError> {
        let table = self.reach(&flight.region, table)?;
        Ok((table.id, table.schema().key_of(key)?))
    }

    /// What a hit costs, where that was asked for: nothing.
    pub(crate) fn nothing_consumed(
        &self,
        table: u32,
        given: &TableRef,
        wanted: ReturnConsumedCapacity,
    ) -> Option<api::dynamodb::ConsumedCapacity> {
        let table = self.tables.get(&table)?;
        Units::default().consumed(table.schema(), &given.given, wanted)
    }

    /// `Query` or `Scan` at a node. `asked` is all that was asked for, as text.
    pub(crate) fn page_at_cache(
        &mut self,
        flight: &mut Flight,
        spot: Spot,
        (asked, table, title, scan): (&str, &str, String, bool),
    ) {
        let asked = format!("{}/{asked}", flight.region);
        let slot = Slot::Page(hash::of_bytes(asked.as_bytes()).to_be_bytes());
        if let Some(Entry { held: Held::Page(page), .. }) = self.look_up(flight, spot, (&slot, scan, 0)) {
            let region = Arc::clone(&flight.region);
            let wanted = match &*flight.request {
                Ok(Request::Query(query)) => (query.return_consumed, query.table.clone()),
                Ok(Request::Scan(scan)) => (scan.return_consumed, scan.table.clone()),
                _ => return self.go_on(flight, Way::Relay),
            };
            let id = self.find(&region, &wanted.1).map_or(0, |table| table.id);
            let consumed = self.nothing_consumed(id, &wanted.1, wanted.0);
            let (items, last_key) = (page.items.clone(), page.last.clone());
            let (count, scanned_count) = (page.count, page.scanned);
            flight.result =
                Some(Ok(Response::Page(PageOutput { items, count, scanned_count, last_key, consumed })));
            return self.answer_here(flight);
        }
        let way = match spot.lives.page {
            // Pages that may not be served at all are not remembered.
            0 => Way::Relay,
            _ => Way::Page { slot, title, table: table.to_owned(), scan },
        };
        self.go_on(flight, way);
    }

    /// `BatchGetItem` at a node: what it has, it answers; for the rest it asks.
    pub(crate) fn batch_at_cache(&mut self, flight: &mut Flight, spot: Spot, batch: &BatchGetItem) {
        let mut parts = Vec::new();
        let mut left = Vec::new();
        let name = self.node_name(spot);
        // Everything is checked before anything is looked up.
        for part in &batch.tables {
            for key in &part.keys {
                if self.slot_of(flight, &part.table, key).is_err() {
                    return self.go_on(flight, Way::Relay);
                }
            }
        }
        for part in &batch.tables {
            let mut members = Vec::new();
            let mut missing = Vec::new();
            let mut id = 0;
            for attributes in &part.keys {
                let Ok((table, key)) = self.slot_of(flight, &part.table, attributes) else { continue };
                id = table;
                let of = Arc::new(attributes.clone());
                let slot = Slot::Item(table, key.clone());
                // The keys that the service is asked for are numbered by it, so none is noted here yet.
                let entry = (!part.consistent).then(|| self.look_up(flight, spot, (&slot, false, 0)));
                let found = match entry.flatten() {
                    Some(Entry { held: Held::Item(_, item), .. }) => {
                        self.show_found(flight, table, &of, item.as_ref());
                        Some(item)
                    }
                    _ => {
                        missing.push(attributes.clone());
                        None
                    }
                };
                members.push(Member { key, found });
            }
            if !missing.is_empty() {
                left.push(KeysToGet {
                    keys: missing,
                    projection: None,
                    projection_json: String::new(),
                    ..part.clone()
                });
            }
            parts.push((id, members));
        }
        let batch = Batch { request: batch.clone(), parts };
        if left.is_empty() {
            for (part, (table, _)) in batch.request.tables.iter().zip(&batch.parts) {
                for of in &part.keys {
                    self.touch_at_cache(flight, name.clone(), (*table, &Arc::new(of.clone())));
                }
            }
            let mut output = BatchGetOutput::default();
            if batch.request.return_consumed != ReturnConsumedCapacity::None {
                output.consumed = Some(Vec::new());
            }
            let whole = batch.put_together(output, |_, _| None);
            flight.result = Some(Ok(Response::BatchGet(whole)));
            return self.answer_here(flight);
        }
        flight.request = Arc::new(Ok(Request::BatchGetItem(BatchGetItem {
            tables: left,
            return_consumed: batch.request.return_consumed,
        })));
        self.go_on(flight, Way::Batch(Box::new(batch)));
    }
}

impl Batch {
    /// The answer: what was found in the cache and what the service answered, in the order of the request.
    pub(crate) fn put_together(
        &self,
        answered: BatchGetOutput,
        fetched: impl Fn(u32, &Key) -> Option<Item>,
    ) -> BatchGetOutput {
        let mut whole = BatchGetOutput { consumed: answered.consumed, ..BatchGetOutput::default() };
        for (part, (table, members)) in self.request.tables.iter().zip(&self.parts) {
            let one = |member: &Member| {
                let stored = member.found.clone().unwrap_or_else(|| fetched(*table, &member.key));
                table::shown(stored.as_ref(), part.projection.as_ref())
            };
            whole.responses.push((part.table.given.clone(), members.iter().filter_map(one).collect()));
            for (_, keys) in answered.unprocessed.iter().filter(|(given, _)| *given == part.table.given) {
                // They are asked for again with the settings of the request.
                let open = keys.strip_suffix('}').unwrap_or(keys);
                whole
                    .unprocessed
                    .push((part.table.given.clone(), format!("{open}{}}}", part.projection_json)));
            }
        }
        whole
    }
}
