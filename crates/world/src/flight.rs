//! A call between its start and its answer.

use std::sync::Arc;

use api::ApiError;
use api::dynamodb::{Request, Response, TransactWriteItems};
use sim::Micros;
use trace::{Place, Station};
use value::Key;

use crate::call::{Completion, Image, TableUnits, Touched};
use crate::dax::Trip;
use crate::identity::Access;
use crate::workload::{Attempt, QUIET};
use crate::world::internal;

/// How far a call has come: what its next step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// On its way to the router.
    Sent,
    /// Being parsed and looked up.
    Routed,
    /// Being admitted; next it is carried out.
    Admitted,
    /// Carried out; waits for `waiting` commits, or its work's time.
    Served,
    /// The answer is on its way to the client.
    Answered,
    /// A transaction whose coordinator is at work.
    Prepared,
    /// On its way to a cache.
    ToCache,
    /// The service's answer is on its way back to a cache.
    Returned,
    /// An application takes what it read or wrote to its own cache.
    Filling,
}

/// How long a call spends where, microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pace {
    pub(crate) out: Micros,
    pub(crate) router: Micros,
    pub(crate) admission: Micros,
    pub(crate) work: Micros,
    pub(crate) back: Micros,
}

/// Whose call it is: who gets the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Somebody outside of the world, who takes completions.
    Outside,
    /// A node of a `DAX` cluster, which reads what was written through it.
    Cache {
        /// The cluster's number.
        cluster: u32,
        /// The node's.
        node: u16,
    },
    /// A client of a workload.
    Client(Attempt),
    /// A function that a stream invokes.
    Function(crate::lambda::Turn),
}

/// A call in flight.
#[derive(Clone, Debug)]
pub(crate) struct Flight {
    pub(crate) call: u32,
    pub(crate) origin: Origin,
    pub(crate) region: Arc<str>,
    pub(crate) operation: Arc<str>,
    pub(crate) request: Arc<Result<Request, ApiError>>,
    pub(crate) started: Micros,
    /// The table that it is about, or was throttled at; 0 while that isn't known.
    pub(crate) table: u32,
    /// The table and the key in it that the router found, if it is one item that is read.
    pub(crate) key: Option<(u32, Key)>,
    pub(crate) pace: Pace,
    pub(crate) stage: Stage,
    /// Commits that the answer waits for.
    pub(crate) waiting: u32,
    /// The event that brings about the next.
    pub(crate) last: u64,
    /// Spans opened, by station and place; a span's number is its position, from 1.
    spans: Vec<(Station, Place, u16)>,
    /// Spans that end with the answer.
    pub(crate) leaving: Vec<u16>,
    pub(crate) result: Option<Result<Response, ApiError>>,
    pub(crate) touched: Vec<Touched>,
    pub(crate) units: Vec<TableUnits>,
    pub(crate) images: Vec<Image>,
    /// Replica choices made so far.
    pub(crate) choices: u32,
    /// The transaction that statements were made into.
    pub(crate) statements: Option<Arc<TransactWriteItems>>,
    /// Its way through a cache, if it goes through one.
    pub(crate) trip: Option<Box<Trip>>,
    /// As whom it is made; the administrator unless it says.
    pub(crate) caller: Option<Arc<str>>,
    /// What IAM decided.
    pub(crate) access: Option<Arc<Access>>,
}

/// The client's span.
pub(crate) const CLIENT: u16 = 1;
/// The router's span.
pub(crate) const ROUTER: u16 = 2;

impl Flight {
    pub(crate) fn new(
        number: u32,
        origin: Origin,
        (region, operation): (Arc<str>, Arc<str>),
        request: Result<Request, ApiError>,
        started: Micros,
        pace: Pace,
    ) -> Self {
        Self {
            call: number,
            origin,
            region,
            operation,
            request: Arc::new(request),
            started,
            table: 0,
            key: None,
            pace,
            stage: Stage::Sent,
            waiting: 0,
            last: 0,
            spans: vec![(Station::Client, Place::default(), 0), (Station::Router, Place::default(), CLIENT)],
            leaving: Vec::new(),
            result: None,
            touched: Vec::new(),
            units: Vec::new(),
            images: Vec::new(),
            choices: 0,
            statements: None,
            trip: None,
            caller: None,
            access: None,
        }
    }

    /// What the service does of its own accord, as if somebody had called. It has no number and no spans.
    pub(crate) fn of_service(now: Micros) -> Self {
        let names: (Arc<str>, Arc<str>) = ("".into(), "".into());
        Self::new(0, Origin::Outside, names, Err(internal()), now, Pace::default())
    }

    /// Whether nobody follows it: it leaves no trace.
    pub(crate) const fn is_quiet(&self) -> bool {
        self.call >= QUIET
    }

    /// Whether what it writes belongs to a transaction that was decided.
    pub(crate) fn is_decided(&self) -> bool {
        self.statements.is_some() || matches!(&*self.request, Ok(Request::TransactWriteItems(_)))
    }

    /// The number under which events tell a span: none for what nobody called for.
    pub(crate) const fn told(&self, span: u16) -> u16 {
        if self.call == 0 { 0 } else { span }
    }

    /// The span at a place, opened if need be.
    pub(crate) fn span(&mut self, station: Station, place: Place, parent: u16) -> u16 {
        let same = |&(s, p, _): &(Station, Place, u16)| s == station && p == place;
        if let Some(position) = self.spans.iter().position(same) {
            return position as u16 + 1;
        }
        if self.spans.len() < usize::from(u16::MAX) {
            self.spans.push((station, place, parent));
        }
        self.spans.len() as u16
    }

    /// Another span at a place, whatever spans there are at it.
    pub(crate) fn open(&mut self, station: Station, place: Place, parent: u16) -> u16 {
        if self.spans.len() < usize::from(u16::MAX) {
            self.spans.push((station, place, parent));
        }
        self.spans.len() as u16
    }

    /// Station, place and parent of a span.
    pub(crate) fn about(&self, span: u16) -> (Station, Place, u16) {
        let found = self.spans.get(usize::from(span).wrapping_sub(1)).copied();
        found.unwrap_or((Station::Client, Place::default(), 0))
    }

    /// Shows each table that it reached.
    pub(crate) fn each_table(&self, mut show: impl FnMut(u32)) {
        // Mostly it is one: only a second one needs a list.
        let mut first = 0;
        let mut others: Vec<u32> = Vec::new();
        let reached = self.spans.iter().map(|(_, place, _)| place.table).chain([self.table]);
        for table in reached.filter(|table| *table != 0) {
            if first == 0 {
                first = table;
                show(table);
            } else if table != first && !others.contains(&table) {
                others.push(table);
                show(table);
            }
        }
    }

    /// Notes a place, and says which one it is, from 1; 0 if there are too many.
    pub(crate) fn touch(&mut self, touched: Touched) -> u16 {
        if self.touched.len() >= Completion::MOST {
            return 0;
        }
        self.touched.push(touched);
        self.touched.len() as u16
    }

    /// Notes an item.
    pub(crate) fn show(&mut self, image: Image) {
        if self.images.len() < Completion::MOST {
            self.images.push(image);
        }
    }
}
