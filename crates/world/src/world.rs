//! The fold: inputs go in, time passes, answers and trace events come out.

use std::sync::Arc;

use api::dynamodb::Request;
use api::{ApiError, ErrorCode};
use sim::{Micros, Queue};
use trace::{Event, Kind, Level, Place, Station};
use value::Key;

use crate::backups::Backups;
use crate::call::{Call, CallId, Completion, Input, consumed};
use crate::catalogue::{Names, TableState};
use crate::chaos::Chaos;
use crate::config::{Config, Mode};
use crate::dax::Caches;
use crate::due::Due;
use crate::flight::{CLIENT, Flight, Origin, ROUTER, Stage};
use crate::flights::Flights;
use crate::identity::{Identities, Organization};
use crate::jobs::Jobs;
use crate::knobs::{Knob, KnobError, Knobs};
use crate::lambda::{Lambdas, Windows};
use crate::metrics::{ALARMS, Alarms, Metrics};
use crate::naming::TableName;
use crate::pace;
use crate::recorder::{Mark, Recorder, figure};
use crate::replication::Replication;
use crate::small::SmallMap;
use crate::stream::Streams;
use crate::tokens::Tokens;
use crate::transactions::Transactions;
use crate::workload::Load;

/// Room for the trace until it is taken, in events: for what a call tells, and not for a whole run of them.
const MUCH_TRACE: usize = 64;

/// One account's `DynamoDB` in all Regions, on a virtual clock.
///
/// Equal configurations and inputs give equal worlds, natively and in WebAssembly. Frames are invisible:
/// `run_until(a)` and then `run_until(b)` is `run_until(b)`. A clone shares everything with the original and costs
/// the same for one item and for a million.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) config: Arc<Config>,
    /// The knobs as the mode lets them act.
    pub(crate) knobs: Arc<Knobs>,
    pub(crate) now: Micros,
    pub(crate) queue: Queue<Due>,
    pub(crate) tables: SmallMap<u32, Arc<TableState>>,
    /// Tables by Region and name.
    pub(crate) names: SmallMap<TableName, u32>,
    pub(crate) streams: Streams,
    pub(crate) lambda: Lambdas,
    /// Service control policies of the account's organization.
    pub(crate) organization: Organization,
    /// Tumbling windows of mappings.
    pub(crate) windows: Windows,
    pub(crate) backups: Backups,
    pub(crate) caches: Caches,
    /// Users, roles, sessions, policies.
    pub(crate) identities: Identities,
    pub(crate) jobs: Jobs,
    /// When the sweep comes to which table.
    pub(crate) wakes: SmallMap<(Micros, u32), ()>,
    /// Every table there ever was, for the trace.
    pub(crate) directory: SmallMap<u32, Arc<Names>>,
    pub(crate) flights: Flights,
    /// Items that a transaction holds between prepare and commit: table, key, and the call. No part of a checkpoint:
    /// they go with their calls.
    pub(crate) held: SmallMap<(u32, Key), u32>,
    pub(crate) tokens: Tokens,
    pub(crate) transactions: Transactions,
    pub(crate) chaos: Chaos,
    pub(crate) replication: Replication,
    /// The calls that the world makes by itself.
    pub(crate) load: Load,
    pub(crate) metrics: Metrics,
    pub(crate) alarms: Alarms,
    /// Calls so far.
    pub(crate) calls: u32,
    /// Tables created so far.
    pub(crate) created: u32,
    /// Bytes of the rows and stream records that were written, for [`World::bytes_replaced`].
    pub(crate) written: u64,
    pub(crate) recorder: Recorder,
    completions: Vec<Completion>,
    #[cfg(feature = "planted")]
    pub(crate) planted: Option<crate::planted::Planted>,
}

impl World {
    /// An empty world at virtual time 0.
    pub fn new(config: Config) -> Self {
        let knobs = effective(&config);
        let skewed = knobs.amount(Knob::TransactSkew) > 0;
        let transactions = Transactions { skewed, ..Transactions::default() };
        Self {
            config: Arc::new(config),
            knobs,
            now: 0,
            queue: Queue::new(),
            tables: SmallMap::new(),
            names: SmallMap::new(),
            streams: Streams::default(),
            lambda: Lambdas::default(),
            organization: Organization::default(),
            windows: Windows::default(),
            backups: Backups::default(),
            caches: Caches::default(),
            identities: Identities::default(),
            jobs: Jobs::default(),
            wakes: SmallMap::new(),
            directory: SmallMap::new(),
            flights: Flights::default(),
            held: SmallMap::new(),
            tokens: Tokens::default(),
            transactions,
            chaos: Chaos::default(),
            replication: Replication::default(),
            load: Load::default(),
            metrics: Metrics::default(),
            alarms: Alarms::default(),
            calls: 0,
            created: 0,
            written: 0,
            recorder: Recorder::default(),
            completions: Vec::new(),
            #[cfg(feature = "planted")]
            planted: None,
        }
    }

    /// What the world was made from, with the knobs as they are now.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The clock: virtual microseconds since the epoch.
    pub const fn now(&self) -> Micros {
        self.now
    }

    /// When something will happen next by itself, if anything will: an arrival, or the expiry of an item.
    pub fn next_event_at(&self) -> Option<Micros> {
        let wake = self.wakes.get_min().map(|((at, _), ())| *at);
        self.queue.next_at().into_iter().chain(wake).min()
    }

    /// When what is on its way arrives next, if anything is: an event, or the end of a status that has none. An item that
    /// expires some day is not on its way.
    pub fn next_arrival_at(&self) -> Option<Micros> {
        self.queue.next_at().into_iter().chain(self.next_ending()).min()
    }

    /// Whether there ever was a cache, or something said of one.
    pub fn has_caches(&self) -> bool {
        self.caches.made > 0 || !self.caches.groups.is_empty()
    }

    /// Whether the ledger has anything to tell of transactions.
    pub fn has_transactions(&self) -> bool {
        !self.transactions.running.is_empty() || !self.transactions.over.is_empty()
    }

    /// Calls submitted so far; the newest call has this number.
    pub const fn calls_made(&self) -> u32 {
        self.calls
    }

    /// Trace events so far, whether or not anybody watched.
    pub const fn events_made(&self) -> u64 {
        self.recorder.events
    }

    /// Calls without an answer yet, and transactions whose client gave up on them.
    pub fn calls_in_flight(&self) -> u64 {
        self.flights.len() as u64 + self.transactions.alone(&self.flights)
    }

    /// Whether a call has no answer yet.
    pub fn is_under_way(&self, call: CallId) -> bool {
        self.flights.contains(call.0)
    }

    /// Puts an input in at a time (the present, if that is past). What is due by then happens first.
    ///
    /// A call gets its number and sets out; its answer comes by [`World::run_to_completion`] or
    /// [`World::take_completions`]. A setting takes effect at once and has no number ([`CallId::NONE`]).
    pub fn submit(&mut self, at: Micros, input: Input) -> CallId {
        match input {
            Input::Call(call) => {
                self.run_until(at);
                self.start_for(Origin::Outside, call)
            }
            Input::Set { knob, value } => {
                // What can't be set changes nothing; `set` says why.
                let _ = self.set(at, &knob, value);
                CallId::NONE
            }
            Input::Act(act) => {
                // The same: `act` says why.
                let _ = self.act(at, &act);
                CallId::NONE
            }
        }
    }

    /// Turns a knob at a time (the present, if that is past). What is due by then happens first.
    ///
    /// # Errors
    /// When there is no such knob or the value is out of its range; only time has passed then.
    pub fn set(&mut self, at: Micros, knob: &str, value: i64) -> Result<(), KnobError> {
        self.run_until(at);
        let config = Arc::make_mut(&mut self.config);
        let knob = config.knobs.set_named(knob, value)?;
        self.turn_knobs();
        if matches!(knob, Knob::TtlSpread | Knob::TtlPastLimit) {
            self.spread_expiries();
        }
        self.await_expiries();
        if knob == Knob::WriteQuorum {
            self.quorum_changed();
        }
        let mark = Mark::control(Place::default());
        self.recorder.emit(self.now, 0, mark, Kind::KnobSet { knob: knob.number() });
        Ok(())
    }

    /// Lets time pass until `t`: everything due by then happens, `t` included.
    pub fn run_until(&mut self, t: Micros) {
        loop {
            let wake = self.wakes.get_min().map(|(wake, ())| *wake).filter(|&(at, _)| at <= t);
            // Arrivals come before the sweep of the same moment.
            let until = wake.map_or(t, |(at, _)| at);
            if let Some((at, _, due)) = self.queue.pop_due(until) {
                self.now = self.now.max(at);
                self.happen(due);
            } else if let Some((at, table)) = wake {
                self.now = self.now.max(at);
                self.wakes.remove(&(at, table));
                if table == ALARMS {
                    self.look_at_alarms();
                } else {
                    self.sweep(table);
                }
            } else {
                break;
            }
        }
        self.now = self.now.max(t);
    }

    /// Lets time pass until the call is answered, and returns the answer.
    ///
    /// A number whose answer was taken already, or that no call has, gets an `InternalServerError`.
    pub fn run_to_completion(&mut self, call: CallId) -> Completion {
        while self.flights.contains(call.0) {
            let Some(at) = self.queue.next_at() else { break };
            self.run_until(at);
        }
        match self.completions.iter().position(|completion| completion.call == call) {
            Some(position) => self.completions.remove(position),
            None => self.lost(call),
        }
    }

    /// Lets time pass until nothing is on its way.
    pub fn run_idle(&mut self) {
        while let Some(at) = self.next_arrival_at() {
            self.run_until(at);
        }
    }

    /// The answers that nobody has taken yet, in order of their arrival.
    pub fn take_completions(&mut self) -> Vec<Completion> {
        std::mem::take(&mut self.completions)
    }

    /// The trace events that nobody has taken yet, in order. Take them after each call or frame: they pile up.
    pub fn take_trace(&mut self) -> Vec<Event> {
        // As much will happen again.
        let room = Vec::with_capacity(self.recorder.out.len().min(MUCH_TRACE));
        std::mem::replace(&mut self.recorder.out, room)
    }

    /// How much of the trace is kept from now on. At [`Level::Off`] completions show no items either. Changes nothing
    /// else.
    pub fn set_level(&mut self, level: Level) {
        self.recorder.level = level;
    }

    pub(crate) fn is_watched(&self) -> bool {
        self.recorder.level != Level::Off
    }

    /// Answers that nobody has taken yet.
    pub(crate) fn answers(&self) -> usize {
        self.completions.len()
    }

    /// A call sets out. Its answer goes to whoever made it.
    pub(crate) fn start_for(&mut self, origin: Origin, call: Call) -> CallId {
        let number = match origin {
            Origin::Outside => {
                self.calls = self.calls.saturating_add(1);
                self.calls
            }
            // Calls that the world makes leave no gap between those that come from outside.
            Origin::Client(_) | Origin::Function(_) | Origin::Cache { .. } => self.load.number(true),
        };
        if call.via.is_some() {
            self.start_via(number, origin, call);
            return CallId(number);
        }
        let Call { region, operation, request, request_bytes, caller, .. } = call;
        self.launch(number, origin, (region.into(), operation.into()), request, request_bytes);
        if let Some(caller) = caller {
            self.call_as(number, caller);
        }
        CallId(number)
    }

    /// Says as whom a call is made that has set out.
    fn call_as(&mut self, number: u32, caller: String) {
        if let Some(flight) = self.flights.get_mut(number) {
            flight.caller = Some(caller.into());
        }
    }

    /// A call sets out under a number.
    pub(crate) fn launch(
        &mut self,
        number: u32,
        origin: Origin,
        (region, operation): (Arc<str>, Arc<str>),
        request: Result<Request, ApiError>,
        bytes: u64,
    ) {
        let pace = pace::of(&self.knobs, self.config.seed, number, &request);
        let mut flight = Flight::new(number, origin, (region, operation), request, self.now, pace);
        if flight.is_quiet() {
            // Nobody follows it through the router, where nothing would happen to it: it was made for its table.
            flight.stage = Stage::Admitted;
            self.wait(&flight, pace.out + pace.router + pace.admission);
        } else {
            flight.last = self.tell(&flight, CLIENT, 0, 0, Kind::RequestStart { bytes: figure(bytes) });
            self.wait(&flight, pace.out);
        }
        self.flights.insert(number, Arc::new(flight));
    }

    /// Records an event in a span of a call. `key` is a position in what the call touched, from 1.
    pub(crate) fn tell(&mut self, flight: &Flight, span: u16, cause: u64, key: u16, kind: Kind) -> u64 {
        let (_, place, _) = flight.about(span);
        self.tell_of(flight, span, place, cause, key, kind)
    }

    /// The same, about another place than the span's.
    pub(crate) fn tell_of(
        &mut self,
        flight: &Flight,
        span: u16,
        place: Place,
        cause: u64,
        key: u16,
        kind: Kind,
    ) -> u64 {
        let (station, _, parent) = flight.about(span);
        let (span, parent) = (flight.told(span), flight.told(parent));
        let mark = Mark { call: flight.call, span, parent, place, station, key };
        self.recorder.emit(self.now, cause, mark, kind)
    }

    /// The call takes its next step after this time.
    pub(crate) fn wait(&mut self, flight: &Flight, time: Micros) {
        self.queue.push(self.now.saturating_add(time), Due::Step { call: flight.call });
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Step { call } => self.step(call),
            Due::Persist { table, partition, zone, lsn } => self.persisted(table, partition, zone, lsn),
            Due::Apply { table, index, partition, zone, lsn } => {
                self.applied(table, index, partition, zone, lsn);
            }
            Due::Propagate { table, index, number } => self.propagated(table, index, number),
            // In instant mode a status may have ended before its time.
            Due::Status { table } if self.is_hurried(table) => {}
            Due::Status { table } => {
                self.status_ends(table);
                self.note_levels(table);
            }
            Due::Publish(publish) => self.published(&publish),
            Due::Lambda(step) => self.lambda_step(step),
            Due::Fault { number } => self.fault_due(number),
            Due::Later(later) => self.later(later),
            Due::Overdue { call } => self.overdue(call),
            Due::Patience { call } => self.patience_ends(call),
            Due::Heat { table, index, partition, window } => {
                self.look_at_heat(table, index, partition, window);
            }
            Due::Split { table, index, partition, cause } => self.split_done(table, index, partition, cause),
            Due::Boost { table, index, partition, class } => self.boosted(table, index, partition, class),
            Due::Unblock { table, index, lane } => self.unblocked(table, index, lane),
            Due::Index { table, index } => {
                self.index_goes_on(table, index);
                self.note_building(table, index);
                self.note_levels(table);
            }
            Due::Cluster { cluster } => self.cluster_goes_on(cluster),
            Due::Parcel { cluster, parcel } => self.parcel_arrives(cluster, parcel),
            Due::Arrive { workload } => self.operation_begins(workload),
            Due::Attempt(attempt) => self.attempt(attempt),
            Due::Send(attempt) => self.send_held(attempt),
            Due::Transaction(step) => self.transaction_step(step),
        }
    }

    fn step(&mut self, call: u32) {
        let Some(mut flight) = self.flights.take(call) else { return };
        let next = Arc::make_mut(&mut flight);
        match next.stage {
            Stage::Sent => self.reach_router(next),
            Stage::Routed => self.leave_router(next),
            Stage::Admitted => self.execute(next),
            // Its coordinator goes on with it.
            Stage::Prepared => {}
            Stage::ToCache => self.reach_cache(next),
            Stage::Returned => self.back_at_cache(next),
            Stage::Filling => self.fill_side(next),
            Stage::Served => self.answer(next),
            Stage::Answered => {
                self.flights.over(call);
                return self.finish(Arc::unwrap_or_clone(flight));
            }
        }
        self.flights.insert(call, flight);
    }

    fn reach_router(&mut self, flight: &mut Flight) {
        flight.last = self.tell(flight, ROUTER, flight.last, 0, Kind::Enter);
        flight.stage = Stage::Routed;
        self.wait(flight, flight.pace.router);
    }

    /// The request is refused at this span.
    pub(crate) fn refuse(&mut self, flight: &mut Flight, span: u16, error: ApiError) {
        let status = u32::from(error.http_status());
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Rejected { status });
        flight.result = Some(Err(error));
        self.answer(flight);
    }

    /// The answer leaves for the client.
    pub(crate) fn answer(&mut self, flight: &mut Flight) {
        for span in std::mem::take(&mut flight.leaving) {
            flight.last = self.tell(flight, span, flight.last, 0, Kind::Leave);
        }
        if flight.trip.is_some() && self.returns(flight) {
            return;
        }
        flight.stage = Stage::Answered;
        self.wait(flight, flight.pace.back);
    }

    fn finish(&mut self, mut flight: Flight) {
        self.note_answer(&flight);
        let status = match &flight.result {
            Some(Ok(_)) => 200,
            Some(Err(error)) => u32::from(error.http_status()),
            None => u32::from(internal().http_status()),
        };
        let (read, write) = consumed(&flight.units);
        let latency = self.now.saturating_sub(flight.started);
        let end =
            Kind::RequestEnd { status, read: figure(read), write: figure(write), latency: figure(latency) };
        self.tell(&flight, CLIENT, flight.last, 0, end);
        match flight.origin {
            Origin::Outside => self.complete(flight),
            Origin::Client(attempt) => self.client_hears(&mut flight, attempt, (read, write)),
            Origin::Function(turn) => self.function_hears(&mut flight, turn),
            Origin::Cache { cluster, node } => self.read_for_cache((cluster, node), &mut flight),
        }
    }

    /// Somebody outside has an answer.
    fn complete(&mut self, mut flight: Flight) {
        self.completions.push(Completion {
            seed: self.config.seed,
            call: CallId(flight.call),
            started: flight.started,
            at: self.now,
            result: flight.result.take().unwrap_or_else(|| Err(internal())),
            region: flight.region,
            operation: flight.operation,
            touched: flight.touched,
            units: flight.units,
            images: flight.images,
            access: flight.access,
        });
    }

    fn lost(&self, call: CallId) -> Completion {
        Completion {
            seed: self.config.seed,
            call,
            region: "".into(),
            operation: "".into(),
            started: self.now,
            at: self.now,
            result: Err(internal()),
            touched: Vec::new(),
            units: Vec::new(),
            images: Vec::new(),
            access: None,
        }
    }
}

/// The knobs as the mode lets them act.
pub(crate) fn effective(config: &Config) -> Arc<Knobs> {
    Arc::new(match config.mode {
        Mode::Instant => config.knobs.without_time(),
        Mode::Simulated => config.knobs.clone(),
    })
}

/// The service's word for "our fault".
pub(crate) fn internal() -> ApiError {
    ApiError::new(ErrorCode::InternalServerError, "Internal server error")
}

/// Names for `trace::write_events`. [`trace::Names::key`] knows the calls in flight only: whoever holds completions
/// answers it from [`Completion::touched`].
impl trace::Names for World {
    fn table(&self, table: u32) -> Option<(&str, &str)> {
        let names = self.directory.get(&table)?;
        Some((&names.region, &names.name))
    }

    fn index(&self, table: u32, index: u8) -> Option<&str> {
        let names = self.directory.get(&table)?;
        Some(&names.indexes.get(usize::from(index).checked_sub(1)?)?.0)
    }

    fn cache(&self, cache: u16, node: u16) -> Option<String> {
        self.cache_name(cache, node)
    }

    fn is_global(&self, table: u32, index: u8) -> bool {
        let index = usize::from(index).checked_sub(1);
        let names = self.directory.get(&table).zip(index);
        names.and_then(|(names, index)| names.indexes.get(index)).is_some_and(|(_, global)| *global)
    }

    fn key(&self, call: u32, key: u16) -> Option<String> {
        let touched = self.flights.get(call)?.touched.get(usize::from(key).checked_sub(1)?)?;
        touched.key_text()
    }

    fn knob(&self, knob: u32) -> Option<&str> {
        Knob::ALL.get(knob as usize).map(|knob| knob.name())
    }
}

impl World {
    /// Whether the index at a place of a table, as trace events have it, is a vector index.
    pub fn is_vector_index(&self, table: u32, index: u8) -> bool {
        let position = u16::from(index).checked_sub(1);
        let table = self.tables.get(&table).zip(position);
        table.and_then(|(table, at)| table.schema().index_at(at)).is_some_and(table::Index::is_vector)
    }
}

/// The station where a copy of a partition serves: the leader's is the partition itself.
pub(crate) fn station_of(place: Place, leader: u8) -> Station {
    if place.zone == leader + 1 { Station::Partition } else { Station::Replica }
}
