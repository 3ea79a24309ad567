//! Streams of calls that the world makes by itself: one record of the log describes thousands of them.

mod arrival;
mod keys;
mod limiter;
mod preview;
mod requests;
mod retry;
mod run;
mod spec;
mod tally;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};

pub use self::arrival::{Arrival, HIGHEST, Shape};
pub use self::keys::{Bucket, Keys, LONGEST_PREFIX, MOST_KEYS, Pattern};
pub(crate) use self::limiter::Client;
pub use self::preview::{Bucketed, Need, Preview};
pub(crate) use self::requests::Prepared;
pub use self::retry::{MOST_ATTEMPTS, Retry, RetryMode};
pub use self::spec::{LARGEST_ITEM, LONGEST, LONGEST_NAME, MOST_CLIENTS, MOST_PARTS, Op, Part, Spec};
pub use self::tally::{Cell, STEPS, Series, Tally};

use crate::act::ActError;
use crate::knobs::Knob;
use crate::small::SmallMap;
use crate::world::World;

/// The most workloads that run at a time.
const MOST_RUNNING: usize = 32;
/// The most workloads that are remembered when they are over.
const MOST_OVER: usize = 32;
/// Calls that the world makes by itself have numbers from here on …
const OWN: u32 = 1 << 31;
/// … and those of them that leave no trace from here on.
pub(crate) const QUIET: u32 = 3 << 30;

/// What can be done about workloads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Begins one.
    Start(Box<Spec>),
    /// Ends one before its time.
    Stop {
        /// Its name.
        name: String,
    },
}

impl Order {
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Start(spec) => format!("the workload {}", spec.name),
            Self::Stop { name } => format!("the end of the workload {name}"),
        }
    }
}

/// Everything about workloads that a world remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Load {
    /// Begun so far.
    begun: u32,
    /// Calls that the world has made by itself.
    calls: u32,
    /// From when on the next operation may be traced.
    traced: Micros,
    /// Those that run, and the latest of those that are over, by number.
    all: SmallMap<u32, Arc<Workload>>,
}

/// A workload that runs, or did.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Workload {
    spec: Arc<Spec>,
    started: Micros,
    /// How it ended and when; absent while operations begin.
    over: Option<(Micros, End)>,
    /// Operations so far; the next has this number.
    made: u64,
    /// The calls that are due when the next operation begins, in parts of a call.
    due: u128,
    /// When that is.
    next: Micros,
    /// Its clients' memories; none where clients have none.
    clients: Arc<Vec<Client>>,
    tally: Tally,
    /// Operations without an end so far. A part of what goes with calls under way, so it isn't stored.
    #[serde(skip)]
    under_way: u64,
    /// What its requests have in common. Made out when it is first needed.
    #[serde(skip)]
    prepared: Option<Arc<Prepared>>,
}

impl PartialEq for Workload {
    fn eq(&self, other: &Self) -> bool {
        let state = |it: &Self| (it.started, it.over, it.made, it.due, it.next);
        state(self) == state(other)
            && self.spec == other.spec
            && self.clients == other.clients
            && self.tally == other.tally
    }
}

impl Eq for Workload {}

/// How a workload ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// Its time was over.
    Done,
    /// Somebody ended it.
    Stopped,
}

/// One attempt at an operation of a workload.
#[expect(clippy::struct_field_names, reason = "attempts are counted")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) workload: u32,
    /// The operation, from 0.
    pub(crate) number: u64,
    /// The attempt, from 1.
    pub(crate) attempt: u32,
    /// When the operation began.
    pub(crate) since: Micros,
    /// Whether its calls are traced.
    pub(crate) traced: bool,
}

/// A workload, for pictures.
#[derive(Clone, Debug)]
pub struct WorkloadInfo {
    /// Its number, from 1, as trace events name it.
    pub number: u32,
    /// What it is.
    pub spec: Arc<Spec>,
    /// When it began.
    pub started: Micros,
    /// When it ended and how; absent while operations begin.
    pub over: Option<(Micros, End)>,
    /// Operations under way: calls without an answer, and waits before a retry.
    pub under_way: u64,
    /// What became of its calls.
    pub tally: Tally,
    /// The rate that its adaptive clients allow themselves together, thousandths of a call a second; absent while
    /// none of them was throttled.
    pub allowed: Option<u64>,
}

impl Load {
    /// A number for a call that the world makes by itself.
    pub(crate) fn number(&mut self, traced: bool) -> u32 {
        self.calls = self.calls.wrapping_add(1);
        (if traced { OWN } else { QUIET }) | (self.calls & !QUIET)
    }

    pub(crate) fn is_running(&self) -> bool {
        self.all.values().any(|workload| workload.over.is_none())
    }

    fn get_mut(&mut self, number: u32) -> Option<&mut Workload> {
        self.all.get_mut(&number).map(Arc::make_mut)
    }

    fn named(&self, name: &str) -> Option<u32> {
        let running =
            |(_, workload): &(&u32, &Arc<Workload>)| workload.over.is_none() && workload.spec.name == name;
        self.all.iter().find(running).map(|(&number, _)| number)
    }

    /// When the next operation of each running workload begins.
    pub(crate) fn awaited(&self) -> Vec<(u32, Micros)> {
        let running = self.all.iter().filter(|(_, workload)| workload.over.is_none());
        running.map(|(&number, workload)| (number, workload.next)).collect()
    }

    /// The operations under way are these.
    pub(crate) fn resume(&mut self, attempts: impl Iterator<Item = u32>) {
        for workload in attempts {
            if let Some(workload) = self.get_mut(workload) {
                workload.under_way += 1;
            }
        }
    }
}

impl World {
    /// The workloads that run, and the latest of those that are over, in order of their beginning.
    pub fn workloads(&self) -> Vec<WorkloadInfo> {
        let info = |(&number, workload): (&u32, &Arc<Workload>)| {
            let rates = workload.clients.iter().filter_map(Client::rate);
            let allowed =
                rates.fold(None, |sum: Option<u64>, rate| Some(sum.unwrap_or(0).saturating_add(rate)));
            WorkloadInfo {
                number,
                spec: Arc::clone(&workload.spec),
                started: workload.started,
                over: workload.over,
                under_way: workload.under_way,
                tally: workload.tally.clone(),
                allowed,
            }
        };
        self.load.all.iter().map(info).collect()
    }

    /// Whether a workload's operations begin.
    pub fn is_loaded(&self) -> bool {
        self.load.is_running()
    }

    /// Calls that the world made by itself.
    pub fn own_calls(&self) -> u32 {
        self.load.calls
    }

    pub(crate) fn order_workload(&mut self, order: &Order) -> Result<(), ActError> {
        match order {
            Order::Start(spec) => self.start_workload(spec),
            Order::Stop { name } => {
                let number = self.load.named(name);
                let number =
                    number.ok_or_else(|| ActError(format!("No workload called {name} is running.")))?;
                self.end_workload(number, End::Stopped);
                Ok(())
            }
        }
    }

    fn start_workload(&mut self, spec: &Spec) -> Result<(), ActError> {
        spec.check()?;
        if self.load.named(&spec.name).is_some() {
            return Err(ActError(format!("A workload called {} is running already.", spec.name)));
        }
        if self.load.awaited().len() >= MOST_RUNNING {
            return Err(ActError(format!("At most {MOST_RUNNING} workloads run at a time.")));
        }
        let Some(table) = self.named(&spec.region, &spec.table) else {
            return Err(ActError(format!("There is no table {} in {}.", spec.table, spec.region)));
        };
        if let Some(index) = &spec.index
            && table.schema().index(index).is_none()
        {
            return Err(ActError(format!("The table {} has no index {index}.", spec.table)));
        }
        let clients = if spec.retry.mode.has_quota() { spec.clients } else { 0 };
        let adaptive = spec.retry.mode == RetryMode::Adaptive;
        let client = Client::new(&self.knobs, adaptive, self.now);
        self.load.begun = self.load.begun.saturating_add(1);
        let workload = Workload {
            spec: Arc::new(spec.clone()),
            started: self.now,
            over: None,
            made: 0,
            due: 0,
            next: self.now,
            clients: Arc::new(vec![client; clients as usize]),
            tally: Tally::default(),
            under_way: 0,
            prepared: None,
        };
        let number = self.load.begun;
        self.load.all.insert(number, Arc::new(workload));
        self.forget_workloads();
        self.tell_workload(number, trace::Kind::WorkloadStarted { workload: number });
        self.expect_operation(number, true);
        Ok(())
    }

    /// Those that have been over for longest go.
    fn forget_workloads(&mut self) {
        let over: Vec<u32> =
            self.load.all.iter().filter(|(_, it)| it.over.is_some()).map(|(&n, _)| n).collect();
        for number in over.iter().take(over.len().saturating_sub(MOST_OVER)) {
            self.load.all.remove(number);
        }
    }

    pub(crate) fn end_workload(&mut self, number: u32, end: End) {
        let now = self.now;
        let Some(workload) = self.load.get_mut(number).filter(|workload| workload.over.is_none()) else {
            return;
        };
        workload.over = Some((now, end));
        let calls = crate::recorder::figure(workload.tally.attempts);
        self.tell_workload(number, trace::Kind::WorkloadEnded { workload: number, calls });
    }

    /// Between two operations that are traced.
    pub(crate) fn trace_distance(&self) -> Option<Micros> {
        let most = self.knobs.amount(Knob::WorkloadTraced);
        (most > 0).then(|| MICROS_PER_SECOND / most.max(1))
    }
}
