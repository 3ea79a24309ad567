//! An application's own cache beside its table: the application looks there first, or writes to both, and each of its
//! trips takes time.

use std::sync::Arc;

use api::dynamodb::{GetItem, GetOutput, Request, Response};
use api::{ApiError, ErrorCode};
use serde::{Deserialize, Serialize};
use sim::Micros;
use trace::{Gone, Kind, Place, Station};

use super::cluster::Counts;
use super::nodes::number;
use super::road::{Trip, Way};
use super::store::{Entry, Found, Held, Lives, Slot, Store};
use crate::act::ActError;
use crate::flight::{CLIENT, Flight, Stage};
use crate::knobs::Knob;
use crate::recorder::figure;
use crate::world::World;

/// When an application fills its cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// When it read something that wasn't there (cache-aside).
    Lazy,
    /// Whenever it writes.
    WriteThrough,
    /// Both.
    Both,
}

impl Strategy {
    /// As it is written: `lazy`, `write-through`, `both`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lazy => "lazy",
            Self::WriteThrough => "write-through",
            Self::Both => "both",
        }
    }

    /// The strategy of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Lazy, Self::WriteThrough, Self::Both].into_iter().find(|known| known.name() == name)
    }
}

/// What can be done about an application's own caches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Sets one up.
    Create {
        /// Its name.
        name: String,
        /// When it is filled.
        strategy: Strategy,
        /// How long an entry may be served, milliseconds; 0: as long as there is room.
        ttl_ms: u64,
        /// Bytes that it has room for.
        bytes: u64,
    },
    /// Takes one away.
    Delete {
        /// Its name.
        name: String,
    },
    /// Its node is lost: another one takes its place, with nothing in it.
    Lose {
        /// Its name.
        name: String,
    },
}

impl Order {
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Create { name, .. } => format!("the cache {name}"),
            Self::Delete { name } => format!("the end of the cache {name}"),
            Self::Lose { name } => format!("the loss of the cache {name}"),
        }
    }
}

/// An application's own cache.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Side {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) strategy: Strategy,
    pub(crate) ttl: Micros,
    pub(crate) room: u64,
    pub(crate) store: Store,
    pub(crate) counts: Counts,
}

impl Side {
    /// The same with nothing in it.
    pub(crate) fn emptied(&self) -> Self {
        Self { store: Store::default(), counts: Counts::default(), ..self.clone() }
    }

    const fn fills_by_reads(&self) -> bool {
        matches!(self.strategy, Strategy::Lazy | Strategy::Both)
    }

    const fn fills_by_writes(&self) -> bool {
        matches!(self.strategy, Strategy::WriteThrough | Strategy::Both)
    }

    const fn lives(&self) -> Lives {
        Lives { item: self.ttl, page: self.ttl }
    }
}

impl World {
    /// Does something about an application's own cache.
    pub(crate) fn order_cache(&mut self, order: &Order) -> Result<(), ActError> {
        match order {
            Order::Create { name, strategy, ttl_ms, bytes } => {
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
                if name.is_empty() || name.len() > 40 || !name.bytes().all(plain) {
                    return Err(ActError(
                        "A cache's name has 1 to 40 letters, digits, hyphens and underscores.".to_owned(),
                    ));
                }
                if self.side(name).is_some() {
                    return Err(ActError(format!("There is a cache called {name} already.")));
                }
                self.caches.made = self.caches.made.saturating_add(1);
                let id = self.caches.made;
                let side = Side {
                    id,
                    name: name.clone(),
                    strategy: *strategy,
                    ttl: ttl_ms.saturating_mul(1_000),
                    room: *bytes,
                    store: Store::default(),
                    counts: Counts::default(),
                };
                self.caches.sides.insert(id, Arc::new(side));
            }
            Order::Delete { name } => {
                let id = self.known_side(name)?;
                self.caches.sides.remove(&id);
            }
            Order::Lose { name } => {
                let id = self.known_side(name)?;
                if let Some(side) = self.side_mut(id) {
                    side.store = Store::default();
                }
                let mark = super::nodes::mark(Station::Cache, 0, Place::default());
                let kind = Kind::CacheNode { cache: number(id), node: 0, up: false };
                self.recorder.emit(self.now, 0, mark, kind);
            }
        }
        Ok(())
    }

    fn side(&self, name: &str) -> Option<&Arc<Side>> {
        self.caches.sides.values().find(|side| side.name == name)
    }

    fn known_side(&self, name: &str) -> Result<u32, ActError> {
        self.side(name).map(|side| side.id).ok_or_else(|| ActError(format!("No cache is called {name}.")))
    }

    fn side_mut(&mut self, id: u32) -> Option<&mut Side> {
        self.caches.sides.get_mut(&id).map(Arc::make_mut)
    }

    /// Half of the time of a trip to the application's own cache.
    pub(crate) fn hop(&self) -> Micros {
        self.knobs.amount(Knob::CacheTrip) / 2
    }

    /// Whether a call goes by the application's own cache: only eventually consistent reads look there first.
    pub(crate) fn is_past_side(&self, flight: &Flight) -> bool {
        let Some(side) = side_of(flight).and_then(|name| self.side(name)) else { return false };
        match &*flight.request {
            // A write-through cache is looked into before a read, too: it was filled for that.
            Ok(Request::GetItem(get)) => get.consistent,
            Ok(Request::Query(query)) => query.consistent || !side.fills_by_reads(),
            Ok(Request::Scan(scan)) => scan.consistent || !side.fills_by_reads(),
            _ => true,
        }
    }

    /// Says which cache a call goes by, and what is to be done when it comes back.
    pub(crate) fn name_side(&self, flight: &mut Flight) {
        let Some(side) = side_of(flight).and_then(|name| self.side(name)) else { return };
        let writes = matches!(&*flight.request, Ok(request) if request.is_write());
        let (id, fills) = (side.id, side.fills_by_writes() && writes);
        if let Some(trip) = &mut flight.trip {
            trip.cache = id;
            trip.way = if fills { Way::Write } else { Way::Relay };
        }
    }

    /// The first trip: the application looks into its cache.
    pub(crate) fn reach_side(&mut self, flight: &mut Flight, name: &str) {
        let Some(side) = self.side(name).cloned() else {
            let why = format!("No cache is called {name}.");
            return self.turn_back(flight, ApiError::new(ErrorCode::NoRouteException, why));
        };
        let span = flight.open(Station::Cache, Place::default(), CLIENT);
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Enter);
        if let Some(trip) = &mut flight.trip {
            trip.cache = side.id;
        }
        let request = Arc::clone(&flight.request);
        let asked = match &*request {
            Ok(Request::GetItem(get)) => {
                self.slot_of(flight, &get.table, &get.key).ok().map(|(table, key)| {
                    let of = Arc::new(get.key.clone());
                    let nth = self.touch_at_cache(flight, name.to_owned(), (table, &of));
                    let slot = Slot::Item(table, key.clone());
                    (slot, nth, Way::Item { table, key, of, projection: get.projection.clone() })
                })
            }
            Ok(Request::Query(query)) => {
                let title = super::road::title("Query", &query.table.name, query.index.as_deref());
                Some(page_way(flight, &request, title, &query.table.given, false))
            }
            Ok(Request::Scan(scan)) => {
                let title = super::road::title("Scan", &scan.table.name, scan.index.as_deref());
                Some(page_way(flight, &request, title, &scan.table.given, true))
            }
            _ => None,
        };
        let Some((slot, nth, way)) = asked else {
            // The service says what is wrong with it.
            return self.leave_side(flight, span, Way::Relay);
        };
        if let Some(entry) = self.look_into_side(flight, (side.id, span), &slot, nth) {
            flight.result = self.answer_of(flight, &entry).map(Ok);
            flight.leaving.push(span);
            flight.pace.back = self.hop();
            if let Some(trip) = &mut flight.trip {
                trip.back = true;
            }
            flight.stage = Stage::Served;
            return self.wait(flight, 0);
        }
        if let (Ok(Request::GetItem(get)), true) = (&*request, side.fills_by_reads()) {
            flight.touched.clear();
            let whole = GetItem { projection: None, ..get.clone() };
            flight.request = Arc::new(Ok(Request::GetItem(whole)));
        } else {
            flight.touched.clear();
        }
        let way = if side.fills_by_reads() { way } else { Way::Relay };
        self.leave_side(flight, span, way);
    }

    /// Back from the cache without an answer; now to the service.
    fn leave_side(&mut self, flight: &mut Flight, span: u16, way: Way) {
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Leave);
        if let Some(trip) = &mut flight.trip {
            trip.way = way;
        }
        flight.stage = Stage::Sent;
        let there = self.hop().saturating_add(flight.pace.out);
        self.wait(flight, there);
    }

    fn look_into_side(
        &mut self,
        flight: &mut Flight,
        (id, span): (u32, u16),
        slot: &Slot,
        nth: u16,
    ) -> Option<Entry> {
        let now = self.now;
        let scan = matches!(&*flight.request, Ok(Request::Scan(_)));
        let query = slot.is_page();
        let cache = number(id);
        let side = self.side_mut(id)?;
        let found = side.store.look(slot, now, side.lives());
        side.counts.requests += 1;
        side.counts.look(query.then_some(scan), matches!(found, Found::Entry(..)));
        let place = match slot {
            Slot::Item(table, _) => Place::table(*table),
            Slot::Page(_) => Place::default(),
        };
        match found {
            Found::Entry(entry, end) => {
                let age = figure(now.saturating_sub(entry.since));
                let left = end.map_or(u32::MAX, |end| figure(end.saturating_sub(now)));
                let kind = Kind::CacheHit { cache, node: 0, query, age, left };
                flight.last = self.tell_of(flight, span, place, flight.last, nth, kind);
                return Some(entry);
            }
            Found::Expired(bytes) => {
                side.counts.evict(bytes);
                let kind = Kind::Evict { cache, node: 0, why: Gone::Time, bytes: figure(bytes) };
                flight.last = self.tell_of(flight, span, place, flight.last, nth, kind);
            }
            Found::Nothing => {}
        }
        let kind = Kind::CacheMiss { cache, node: 0, query };
        flight.last = self.tell_of(flight, span, place, flight.last, nth, kind);
        None
    }

    /// The answer that an entry gives.
    fn answer_of(&self, flight: &Flight, entry: &Entry) -> Option<Response> {
        match (&entry.held, flight.request.as_ref()) {
            (Held::Item(_, item), Ok(Request::GetItem(get))) => {
                let item = table::shown(item.as_ref(), get.projection.as_ref());
                let id = self.find(&flight.region, &get.table).map_or(0, |table| table.id);
                let consumed = self.nothing_consumed(id, &get.table, get.return_consumed);
                Some(Response::Get(GetOutput { item, consumed }))
            }
            (Held::Page(page), Ok(_)) => Some(Response::Page(api::dynamodb::PageOutput {
                items: page.items.clone(),
                count: page.count,
                scanned_count: page.scanned,
                last_key: page.last.clone(),
                consumed: None,
            })),
            _ => None,
        }
    }

    /// The service's answer is back at the application: the last trip, if there is something to remember.
    pub(crate) fn back_at_side(&mut self, flight: &mut Flight, mut trip: Trip) {
        let Some(Ok(response)) = &mut flight.result else { return self.end_side(flight, 0) };
        let mut taken: Vec<(Slot, Option<Entry>)> = Vec::new();
        let now = self.now;
        match (&trip.way, response) {
            (Way::Item { table, key, of, projection }, Response::Get(got)) => {
                let whole = got.item.clone();
                got.item = table::shown(whole.as_ref(), projection.as_ref());
                // An application remembers what it found; that there is nothing it asks again.
                if whole.is_some() {
                    let entry = Entry::new(Held::Item(Arc::clone(of), whole), now, flight.last);
                    taken.push((Slot::Item(*table, key.clone()), Some(entry)));
                }
            }
            (Way::Page { slot, title, table, scan }, Response::Page(page)) => {
                let page = super::store::Page {
                    title: title.clone(),
                    table: table.clone(),
                    scan: *scan,
                    items: page.items.clone(),
                    count: page.count,
                    scanned: page.scanned_count,
                    last: page.last_key.clone(),
                };
                taken.push((slot.clone(), Some(Entry::new(Held::Page(Arc::new(page)), now, flight.last))));
            }
            (Way::Write, _) => {
                for (table, key, after) in std::mem::take(&mut trip.wrote) {
                    let home = self.tables.get(&table);
                    let of = after.as_ref().zip(home).map(|(item, home)| home.schema().key_attributes(item));
                    let entry = of.map(|of| Entry::new(Held::Item(Arc::new(of), after), now, flight.last));
                    taken.push((Slot::Item(table, key), entry));
                }
            }
            _ => {}
        }
        if taken.is_empty() {
            return self.end_side(flight, 0);
        }
        let hop = self.hop();
        if let Some(trip) = &mut flight.trip {
            trip.taken = taken;
        }
        flight.stage = Stage::Filling;
        self.wait(flight, hop);
    }

    /// The last trip reaches the cache.
    #[inline(never)]
    pub(crate) fn fill_side(&mut self, flight: &mut Flight) {
        let Some(trip) = &mut flight.trip else { return };
        let (id, taken) = (trip.cache, std::mem::take(&mut trip.taken));
        let span = flight.open(Station::Cache, Place::default(), CLIENT);
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Enter);
        let cache = number(id);
        for (slot, entry) in taken {
            let place = match &slot {
                Slot::Item(table, _) => Place::table(*table),
                Slot::Page(_) => Place::default(),
            };
            let query = slot.is_page();
            let nth = u16::from(!query && flight.touched.len() == 1);
            let bytes = entry.as_ref().map_or(0, |entry| entry.bytes);
            let Some(side) = self.side_mut(id) else { break };
            let (kind, gone) = match entry {
                Some(entry) => {
                    let kind = Kind::CacheStore { cache, node: 0, query, bytes: figure(bytes) };
                    (kind, side.store.put(slot, entry, side.room))
                }
                None => {
                    side.store.remove(&slot);
                    (Kind::CacheForget { cache, node: 0 }, Vec::new())
                }
            };
            for &bytes in &gone {
                side.counts.evict(bytes);
            }
            flight.last = self.tell_of(flight, span, place, flight.last, nth, kind);
            for bytes in gone {
                let kind = Kind::Evict { cache, node: 0, why: Gone::Room, bytes: figure(bytes) };
                flight.last = self.tell_of(flight, span, place, flight.last, 0, kind);
            }
        }
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Leave);
        let hop = self.hop();
        self.end_side(flight, hop);
    }

    /// The application has its answer after this time.
    fn end_side(&mut self, flight: &mut Flight, after: Micros) {
        if let Some(trip) = &mut flight.trip {
            trip.back = true;
        }
        flight.pace.back = after;
        flight.stage = Stage::Served;
        self.wait(flight, 0);
    }
}

/// The name of the application's own cache that a call goes through.
fn side_of(flight: &Flight) -> Option<&str> {
    flight.trip.as_ref()?.side()
}

fn page_way(
    flight: &Flight,
    request: &Result<Request, ApiError>,
    title: String,
    table: &str,
    scan: bool,
) -> (Slot, u16, Way) {
    let asked = format!("{}/{request:?}", flight.region);
    let slot = Slot::Page(crate::hash::of_bytes(asked.as_bytes()).to_be_bytes());
    (slot.clone(), 0, Way::Page { slot, title, table: table.to_owned(), scan })
}
