//! The way of a call through a cache: there, on to the service if need be, and back.

use std::sync::Arc;

use api::dynamodb::Request;
use api::{ApiError, ErrorCode};
use expression::Projection;
use sim::Micros;
use trace::{Kind, Place, Station};
use value::{Attributes, Item, Key};

use super::cluster::{ClusterStatus, lives};
use super::nodes::{MISS_COST, WRITE_COST, number};
use super::reads::Batch;
use super::store::{Entry, Lives, Slot};
use crate::call::Call;
use crate::flight::{CLIENT, Flight, Origin, Stage};
use crate::knobs::Knob;
use crate::world::World;

/// Where a call is that goes through a cache, and what is to be done with the answer.
#[derive(Clone, Debug)]
pub(crate) struct Trip {
    /// What was asked for: `dax:music`.
    via: String,
    /// The cache's number; 0 until it is reached.
    pub(crate) cache: u32,
    /// The node; 0 at an application's own cache.
    pub(crate) node: u16,
    /// The call's span there.
    pub(crate) span: u16,
    pub(crate) way: Way,
    /// The cache has seen the answer.
    pub(crate) back: bool,
    /// What the call wrote: table, key, and the item as it is now.
    pub(crate) wrote: Vec<(u32, Key, Option<Item>)>,
    /// What an application takes to its own cache on its last trip.
    pub(crate) taken: Vec<(Slot, Option<Entry>)>,
}

impl Trip {
    /// Notes what was written.
    pub(crate) fn write(&mut self, table: u32, key: &Key, after: Option<&Item>) {
        self.wrote.push((table, key.clone(), after.cloned()));
    }
}

/// What becomes of an answer when it comes back.
#[derive(Clone, Debug)]
pub(crate) enum Way {
    /// It is handed on.
    Relay,
    /// The item is remembered.
    Item { table: u32, key: Key, of: Arc<Attributes>, projection: Option<Projection> },
    /// The items are remembered, and put together with those that were found.
    Batch(Box<Batch>),
    /// The page is remembered.
    Page { slot: Slot, title: String, table: String, scan: bool },
    /// What was written is remembered.
    Write,
    /// What was written is read again, and then remembered.
    Transaction,
}

/// The cache that a call goes through.
#[derive(Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) cache: u32,
    pub(crate) node: u16,
    pub(crate) lives: Lives,
}

impl World {
    /// A call sets out for a cache.
    #[inline(never)]
    pub(crate) fn start_via(&mut self, call_number: u32, origin: Origin, call: Call) {
        let Call { region, operation, request, request_bytes, via, caller } = call;
        let via = via.unwrap_or_default();
        let bytes = crate::recorder::figure(request_bytes);
        let pace = crate::pace::of(&self.knobs, self.config.seed, call_number, &request);
        let names: (Arc<str>, Arc<str>) = (region.into(), operation.into());
        let mut flight = Flight::new(call_number, origin, names, request, self.now, pace);
        flight.caller = caller.map(Into::into);
        let to_cache = if via.starts_with("cache:") { self.hop() } else { self.third() };
        flight.trip = Some(Box::new(Trip {
            via,
            cache: 0,
            node: 0,
            span: CLIENT,
            way: Way::Relay,
            back: false,
            wrote: Vec::new(),
            taken: Vec::new(),
        }));
        flight.last = self.tell(&flight, CLIENT, 0, 0, Kind::RequestStart { bytes });
        if self.is_past_side(&flight) {
            // The application knows that its cache has nothing to say to this.
            self.name_side(&mut flight);
            let cache = flight.trip.as_ref().map_or(0, |trip| number(trip.cache));
            flight.last = self.tell(&flight, CLIENT, flight.last, 0, Kind::PassThrough { cache, node: 0 });
            self.wait(&flight, pace.out);
        } else {
            flight.stage = Stage::ToCache;
            self.wait(&flight, to_cache);
        }
        self.flights.insert(call_number, Arc::new(flight));
    }

    /// A third of the time of a hit: there, in the node, and back.
    fn third(&self) -> Micros {
        self.knobs.amount(Knob::DaxHit) / 3
    }

    /// The call reaches the cache.
    #[inline(never)]
    pub(crate) fn reach_cache(&mut self, flight: &mut Flight) {
        let via = flight.trip.as_ref().map(|trip| trip.via.clone()).unwrap_or_default();
        match via.split_once(':') {
            Some(("dax", name)) => match self.may_use_cluster(flight, name) {
                Ok(()) => self.reach_cluster(flight, name),
                Err(error) => self.turn_back(flight, error),
            },
            Some(("cache", name)) => self.reach_side(flight, name),
            _ => self.turn_back(
                flight,
                ApiError::new(
                    ErrorCode::NoRouteException,
                    format!("\"{via}\" names no cache: dax:<cluster> and cache:<name> do."),
                ),
            ),
        }
    }

    /// The call comes to nothing before the service has heard of it.
    pub(crate) fn turn_back(&mut self, flight: &mut Flight, error: ApiError) {
        let span = flight.trip.as_mut().map_or(CLIENT, |trip| {
            trip.back = true;
            trip.span
        });
        flight.pace.back = self.third();
        self.refuse(flight, span, error);
    }

    fn reach_cluster(&mut self, flight: &mut Flight, name: &str) {
        let region = Arc::clone(&flight.region);
        let no_route = |why: &str| ApiError::new(ErrorCode::NoRouteException, why.to_owned());
        let Some(cluster) = self.caches.cluster(&region, name) else {
            return self
                .turn_back(flight, no_route(&format!("No DAX cluster is called {name} in {region}.")));
        };
        let (id, group) = (cluster.id, cluster.group.clone());
        let up = cluster.up();
        if up.is_empty() || cluster.status == ClusterStatus::Creating {
            let why = format!(
                "No node of the DAX cluster {name} can be reached: it is {}.",
                if cluster.status == ClusterStatus::Available {
                    "without nodes"
                } else {
                    cluster.status.name()
                }
            );
            return self.turn_back(flight, no_route(&why));
        }
        let request = Arc::clone(&flight.request);
        let writes = matches!(&*request, Ok(request) if request.is_write());
        // Writes go through the primary; reads take turns.
        let node = if writes {
            cluster.primary
        } else {
            let turn = usize::try_from(cluster.turns % up.len() as u64).unwrap_or(0);
            up.get(turn).copied().unwrap_or(cluster.primary)
        };
        if !up.contains(&node) {
            let why = format!("The primary of the DAX cluster {name} is down: no node takes writes yet.");
            return self.turn_back(flight, no_route(&why));
        }
        let zone = cluster.node(node).map_or(0, |node| node.zone);
        let span = flight.span(Station::Dax, Place { zone: zone + 1, ..Place::default() }, CLIENT);
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Enter);
        if let Some(trip) = &mut flight.trip {
            (trip.cache, trip.node, trip.span) = (id, node, span);
        }
        self.note_node_request((id, node), &flight.operation);
        let second = self.now / sim::MICROS_PER_SECOND;
        let most = self.requests_of(id);
        let lives =
            self.cache_group(&region, &group).map_or(Lives { item: 0, page: 0 }, |group| lives(&group));
        let Some(home) = self.caches.cluster_mut(id).and_then(|cluster| {
            cluster.turns += u64::from(!writes);
            cluster.node_mut(node)
        }) else {
            return;
        };
        home.counts.requests += 1;
        home.counts.writes += u64::from(writes);
        if home.used(second) >= most.saturating_mul(1_000) {
            home.counts.throttled += 1;
            let kind = Kind::CacheThrottle {
                cache: number(id),
                node,
                used: crate::recorder::figure(home.used(second) / 1_000),
                most: crate::recorder::figure(most),
            };
            flight.last = self.tell(flight, span, flight.last, 0, kind);
            let why = "Rate of requests exceeds the capacity of the node";
            let error = ApiError::new(ErrorCode::ThrottlingException, why);
            self.note_node_error((id, node), &error, true);
            self.note_node_load((id, node));
            return self.turn_back(flight, error);
        }
        self.serve_at_node(flight, Spot { cache: id, node, lives }, &request);
    }

    /// A node that has time for it looks at a request.
    fn serve_at_node(&mut self, flight: &mut Flight, spot: Spot, request: &Result<Request, ApiError>) {
        match request {
            Ok(Request::GetItem(get)) if !get.consistent => self.get_at_cache(flight, spot, get),
            Ok(Request::BatchGetItem(batch)) if batch.tables.iter().any(|part| !part.consistent) => {
                self.batch_at_cache(flight, spot, batch);
            }
            Ok(Request::Query(query)) if !query.consistent => {
                let title = title("Query", &query.table.name, query.index.as_deref());
                self.page_at_cache(flight, spot, (&format!("{request:?}"), &query.table.given, title, false));
            }
            Ok(Request::Scan(scan)) if !scan.consistent => {
                let title = title("Scan", &scan.table.name, scan.index.as_deref());
                self.page_at_cache(flight, spot, (&format!("{request:?}"), &scan.table.given, title, true));
            }
            Ok(
                Request::PutItem(_)
                | Request::UpdateItem(_)
                | Request::DeleteItem(_)
                | Request::BatchWriteItem(_),
            ) => self.go_on(flight, Way::Write),
            Ok(Request::TransactWriteItems(_)) => self.pass(flight, spot, Way::Transaction),
            Ok(
                Request::GetItem(_)
                | Request::BatchGetItem(_)
                | Request::Query(_)
                | Request::Scan(_)
                | Request::TransactGetItems(_),
            )
            | Err(_) => self.pass(flight, spot, Way::Relay),
            Ok(request) => {
                let what = request.operation_name();
                let why = format!(
                    "DAX does not support {what}: it reads and writes items. Send this to DynamoDB itself."
                );
                let error = ApiError::new(ErrorCode::UnknownOperationException, why);
                self.note_node_error((spot.cache, spot.node), &error, false);
                self.turn_back(flight, error);
            }
        }
    }

    /// The cache has nothing to say to a request: it goes on as it is.
    fn pass(&mut self, flight: &mut Flight, spot: Spot, way: Way) {
        let kind = Kind::PassThrough { cache: number(spot.cache), node: spot.node };
        let span = flight.trip.as_ref().map_or(CLIENT, |trip| trip.span);
        flight.last = self.tell(flight, span, flight.last, 0, kind);
        if let Some(node) = self.node_mut(spot.cache, spot.node) {
            node.counts.passed += 1;
        }
        self.go_on(flight, way);
    }

    pub(crate) fn node_mut(&mut self, cache: u32, node: u16) -> Option<&mut super::cluster::Node> {
        self.caches.cluster_mut(cache)?.node_mut(node)
    }

    /// The request goes on to the service.
    pub(crate) fn go_on(&mut self, flight: &mut Flight, way: Way) {
        if let Some(trip) = &mut flight.trip {
            trip.way = way;
        }
        flight.stage = Stage::Sent;
        self.wait(flight, flight.pace.out);
    }

    /// The cache answers by itself.
    pub(crate) fn answer_here(&mut self, flight: &mut Flight) {
        let third = self.third();
        flight.pace.back = third;
        self.leave_cache(flight, third);
    }

    /// The answer leaves the cache after this time.
    pub(crate) fn leave_cache(&mut self, flight: &mut Flight, after: Micros) {
        if let Some(of) = flight.trip.as_ref().map(|trip| (trip.cache, trip.node)).filter(|of| of.1 != 0) {
            self.note_node_load(of);
        }
        if let Some(trip) = &mut flight.trip {
            trip.back = true;
            if trip.span != CLIENT && !flight.leaving.contains(&trip.span) {
                flight.leaving.push(trip.span);
            }
        }
        flight.stage = Stage::Served;
        self.wait(flight, after);
    }

    /// The service's answer is on its way to the cache that asked. Whether it is.
    pub(crate) fn returns(&mut self, flight: &mut Flight) -> bool {
        if flight.trip.as_ref().is_none_or(|trip| trip.back) {
            return false;
        }
        flight.stage = Stage::Returned;
        self.wait(flight, flight.pace.back);
        true
    }

    /// The service's answer reaches the cache.
    #[inline(never)]
    pub(crate) fn back_at_cache(&mut self, flight: &mut Flight) {
        let Some(trip) = flight.trip.clone() else { return };
        if trip.node == 0 {
            return self.back_at_side(flight, *trip);
        }
        let written = flight.result.as_ref().is_some_and(Result::is_ok);
        self.use_up(&trip, flight, written);
        if written {
            self.take_answer(flight, &trip);
        } else {
            if let Some(node) = self.node_mut(trip.cache, trip.node) {
                node.counts.errors += 1;
            }
            if let Some(Err(error)) = &flight.result {
                self.note_node_error((trip.cache, trip.node), error, false);
            }
        }
        // What a miss takes beside the service's own time, less the way here.
        flight.pace.back = self.knobs.amount(Knob::DaxMiss).saturating_sub(self.third());
        self.leave_cache(flight, 0);
    }

    /// What the request took of what its node can do: a write 25 times its size in KB at every node, a miss ten times.
    fn use_up(&mut self, trip: &Trip, flight: &Flight, done: bool) {
        let second = self.now / sim::MICROS_PER_SECOND;
        let size = |item: &Option<Item>| item.as_ref().map_or(0, Item::size);
        let (cost, bytes, everywhere) = match &trip.way {
            Way::Write | Way::Transaction if done => {
                (WRITE_COST, trip.wrote.iter().map(|(_, _, item)| size(item)).sum(), true)
            }
            Way::Write | Way::Transaction => (WRITE_COST, 0, false),
            Way::Relay | Way::Item { .. } | Way::Batch(_) | Way::Page { .. } => {
                (MISS_COST, answer_bytes(flight), false)
            }
        };
        let milli = cost.saturating_mul(milli_kb(bytes));
        let Some(cluster) = self.caches.cluster_mut(trip.cache) else { return };
        for node in cluster.nodes.iter_mut().filter(|node| everywhere || node.number == trip.node) {
            node.use_up(second, milli);
        }
    }
}

/// Thousandths of a KB, at least one whole.
pub(crate) fn milli_kb(bytes: u64) -> u64 {
    (bytes.saturating_mul(1_000) / 1_024).max(1_000)
}

/// Bytes of the items of an answer.
fn answer_bytes(flight: &Flight) -> u64 {
    use api::dynamodb::Response;
    match &flight.result {
        Some(Ok(Response::Get(got))) => got.item.as_ref().map_or(0, Item::size),
        Some(Ok(Response::Page(page))) => page.items.iter().flatten().map(Item::size).sum(),
        Some(Ok(Response::BatchGet(batch))) => {
            batch.responses.iter().flat_map(|(_, items)| items).map(Item::size).sum()
        }
        _ => 0,
    }
}

/// `Query ByOwner of Orders`.
pub(crate) fn title(what: &str, table: &str, index: Option<&str>) -> String {
    match index {
        Some(index) => format!("{what} {index} of {table}"),
        None => format!("{what} {table}"),
    }
}

impl Trip {
    /// Of what a node asks for by itself.
    pub(crate) fn of_node(cache: u32, node: u16) -> Self {
        let way = Way::Write;
        let (wrote, taken) = (Vec::new(), Vec::new());
        Self { via: String::new(), cache, node, span: CLIENT, way, back: true, wrote, taken }
    }

    /// The name of the cluster, if it goes through one.
    pub(crate) fn cluster_name(&self) -> Option<&str> {
        self.via.strip_prefix("dax:")
    }

    /// The name of the application's own cache, if it goes through one.
    pub(crate) fn side(&self) -> Option<&str> {
        self.via.strip_prefix("cache:")
    }
}
