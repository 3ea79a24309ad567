//! The world behind the endpoint: one lock, the wall clock as its clock, and a way back after a panic.

// This is where the wall clock meets the engine, which knows none.
#![allow(clippy::disallowed_types)]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use api::{ApiError, ErrorCode};
use tokio::sync::{Notify, oneshot};
use world::{Call, CallId, Completion, Config, Input, Mode, World};

/// A copy of the world is kept from so many calls ago at most, to go back to after a panic.
const COPY_EVERY: usize = 1000;

/// Whether things take time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Every step at once.
    Instant,
    /// As long as the model says, in real time.
    RealTime,
}

/// What the endpoint sends back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) request_id: String,
    pub(crate) body: String,
}

/// The world and who waits for it.
pub(crate) struct Host {
    pace: Pace,
    seed: u64,
    start: Instant,
    state: Mutex<State>,
    /// Wakes the driver when a new event may be due before the one it waits for.
    news: Notify,
    /// Numbers of answers that never reached the world.
    refused: AtomicU64,
}

struct State {
    world: World,
    /// The world as it was before the inputs in `since`.
    copy: World,
    since: Vec<(u64, Call)>,
    waiting: BTreeMap<CallId, oneshot::Sender<Completion>>,
}

impl Host {
    /// Makes an empty world whose time 0 is now, and in real time the task that drives it.
    pub(crate) fn start(pace: Pace, seed: u64) -> Arc<Self> {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mode = match pace {
            Pace::Instant => Mode::Instant,
            Pace::RealTime => Mode::Simulated,
        };
        let mut world = World::new(Config { seed, epoch_micros: micros(wall), mode, ..Config::default() });
        world.set_level(trace::Level::Off);
        let state = State { copy: world.clone(), world, since: Vec::new(), waiting: BTreeMap::new() };
        let host = Arc::new(Self {
            pace,
            seed,
            start: Instant::now(),
            state: Mutex::new(state),
            news: Notify::new(),
            refused: AtomicU64::new(0),
        });
        if pace == Pace::RealTime {
            tokio::spawn(Arc::clone(&host).drive());
        }
        host
    }

    /// One call. Parsing and printing happen outside the lock.
    pub(crate) async fn call(&self, region: String, operation: String, body: &[u8]) -> Answer {
        let request = catch_unwind(|| api::parse(&operation, body)).unwrap_or_else(|_| Err(internal_error()));
        let call = Call { region, operation, request, request_bytes: body.len() as u64 };
        let completion = match self.pace {
            Pace::Instant => self.at_once(call),
            Pace::RealTime => self.in_time(call).await,
        };
        completion.map_or_else(|| self.refuse(internal_error()), |completion| answer(&completion))
    }

    /// The answer to what never reached the world.
    pub(crate) fn refuse(&self, error: ApiError) -> Answer {
        // Request ids of calls count up from 1, these count down: they never meet.
        let number = u64::MAX - self.refused.fetch_add(1, Ordering::Relaxed);
        print(&Err(error), sim::ids::request_id(self.seed, number))
    }

    fn at_once(&self, call: Call) -> Option<Completion> {
        let mut state = self.lock();
        let now = self.now();
        state.guarded(now, call, |world, id| world.run_to_completion(id)).map(|(_, completion)| completion)
    }

    async fn in_time(&self, call: Call) -> Option<Completion> {
        let (sender, receiver) = oneshot::channel();
        {
            let mut state = self.lock();
            let now = self.now();
            let (id, ()) = state.guarded(now, call, |_, _| ())?;
            state.waiting.insert(id, sender);
        }
        self.news.notify_one();
        receiver.await.ok()
    }

    /// Keeps the world at the wall clock and hands out what is complete.
    async fn drive(self: Arc<Self>) {
        loop {
            let next = {
                let mut state = self.lock();
                let now = self.now();
                state.run_until(now);
                state.world.next_event_at().map(|at| Duration::from_micros(at.saturating_sub(now)))
            };
            // The notification is kept when it comes before we wait for it.
            match next {
                Some(pause) => {
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = self.news.notified() => {}
                    }
                }
                None => self.news.notified().await,
            }
        }
    }

    fn now(&self) -> u64 {
        micros(self.start.elapsed())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic can't happen while the lock is held but inside `guarded`, which mends the state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Submits a call and does the rest; a panic takes back the world to before the call.
    fn guarded<T>(
        &mut self,
        now: u64,
        call: Call,
        rest: impl FnOnce(&mut World, CallId) -> T,
    ) -> Option<(CallId, T)> {
        let kept = call.clone();
        let world = &mut self.world;
        let done = catch_unwind(AssertUnwindSafe(move || {
            let id = world.submit(now, Input::Call(call));
            (id, rest(world, id))
        }));
        if done.is_err() {
            self.recover();
            return None;
        }
        self.since.push((now, kept));
        if self.since.len() >= COPY_EVERY {
            self.copy = self.world.clone();
            self.since.clear();
        }
        done.ok()
    }

    /// Lets time pass and answers who waited for what is complete by then.
    fn run_until(&mut self, now: u64) {
        let world = &mut self.world;
        if catch_unwind(AssertUnwindSafe(|| world.run_until(now))).is_err() {
            self.recover();
        }
        for completion in self.world.take_completions() {
            if let Some(sender) = self.waiting.remove(&completion.call) {
                // A client that went away needs no answer.
                sender.send(completion).ok();
            }
        }
    }

    /// Back to the kept copy, and on through everything that worked since. Who still waits is told of an
    /// internal error by the channel that closes.
    fn recover(&mut self) {
        eprintln!("dynamarium: an internal error; the world is taken back to before it");
        self.waiting.clear();
        self.world = self.copy.clone();
        for (at, call) in &self.since {
            self.world.submit(*at, Input::Call(call.clone()));
        }
        self.world.take_completions();
    }
}

fn answer(completion: &Completion) -> Answer {
    print(&completion.result, completion.request_id.clone())
}

fn print(result: &Result<api::dynamodb::Response, ApiError>, request_id: String) -> Answer {
    let mut body = String::new();
    let status = match result {
        Ok(response) => {
            response.write_json(&mut body);
            200
        }
        Err(error) => {
            error.write_json(&mut body);
            error.http_status()
        }
    };
    Answer { status, request_id, body }
}

fn internal_error() -> ApiError {
    ApiError::new(ErrorCode::InternalServerError, "Internal server error")
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
