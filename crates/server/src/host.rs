//! The world behind the endpoint: one lock, the wall clock as its clock, and a way back after a panic.

// This is where the wall clock meets the engine, which knows none.
#![allow(clippy::disallowed_types)]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use api::{ApiError, ErrorCode, Wording};
use tokio::sync::{Notify, oneshot};
use wire::{Answer, Form, Refusal};
use world::{Call, CallId, Completion, Config, Knob, Knobs, Mode, World};

use crate::kept::{Kept, Lost};

/// Whether things take time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Every step at once.
    Instant,
    /// As long as the model says, in real time.
    RealTime,
}

/// How long a table is being created or deleted in instant mode while nobody asks for it, in microseconds.
const UNWATCHED: i64 = 250_000;

/// The world and who waits for it.
pub(crate) struct Host {
    pace: Pace,
    wording: Wording,
    seed: u64,
    start: Instant,
    state: Mutex<State>,
    /// Wakes the driver when a new event may be due before the one it waits for.
    news: Notify,
    /// Numbers of answers that never reached the world.
    refused: AtomicU64,
}

struct State {
    kept: Kept,
    waiting: BTreeMap<CallId, oneshot::Sender<Completion>>,
}

impl Host {
    /// Makes an empty world whose time 0 is now, and in real time the task that drives it.
    pub(crate) fn start(pace: Pace, wording: Wording, seed: u64, mut knobs: Knobs) -> Arc<Self> {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mode = match pace {
            Pace::Instant => Mode::Instant,
            Pace::RealTime => Mode::Simulated,
        };
        if knobs.get(Knob::Unwatched) == 0 {
            // In the knob's range.
            knobs.set(Knob::Unwatched, UNWATCHED).ok();
        }
        let config = Config { seed, epoch_micros: micros(wall), mode, knobs, ..Config::default() };
        let mut world = World::new(config);
        world.set_level(trace::Level::Off);
        let state = State { kept: Kept::new(world), waiting: BTreeMap::new() };
        let host = Arc::new(Self {
            pace,
            wording,
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
    pub(crate) async fn call(
        &self,
        key: &str,
        region: String,
        operation: &str,
        body: &[u8],
        form: Form,
    ) -> Answer {
        let parsed = catch_unwind(|| api::parse_in(operation, body, self.wording));
        let request = parsed.unwrap_or_else(|_| Err(internal_error()));
        let request_bytes = body.len() as u64;
        let (operation, via, caller) = (operation.to_owned(), None, None);
        let call = Call { region, operation, request, request_bytes, via, caller };
        let completion = match self.pace {
            Pace::Instant => self.at_once(key, call),
            Pace::RealTime => self.in_time(key, call).await,
        };
        match completion {
            Some(completion) => {
                let written = catch_unwind(AssertUnwindSafe(|| {
                    form.answer(&completion.result, completion.request_id())
                }));
                written.unwrap_or_else(|_| self.fail(form))
            }
            None => self.fail(form),
        }
    }

    /// The answer to a call that met a fault of the engine.
    fn fail(&self, form: Form) -> Answer {
        form.answer(&Err(internal_error()), self.fresh_request_id())
    }

    /// The answer to what never reached the world.
    pub(crate) fn refuse(&self, refusal: Refusal) -> Answer {
        refusal.answer(self.fresh_request_id())
    }

    /// Request ids of calls count up from 1, these count down: they never meet.
    fn fresh_request_id(&self) -> String {
        let number = u64::MAX - self.refused.fetch_add(1, Ordering::Relaxed);
        sim::ids::request_id(self.seed, number)
    }

    fn at_once(&self, key: &str, call: Call) -> Option<Completion> {
        let mut state = self.lock();
        let now = self.now();
        let call = Call { caller: state.kept.caller(key), ..call };
        state.submit(now, call, World::run_to_completion)
    }

    async fn in_time(&self, key: &str, call: Call) -> Option<Completion> {
        let (sender, receiver) = oneshot::channel();
        {
            let mut state = self.lock();
            let now = self.now();
            let call = Call { caller: state.kept.caller(key), ..call };
            let id = state.submit(now, call, |_, id| id)?;
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
                state.kept.next_event_at().map(|at| Duration::from_micros(at.saturating_sub(now)))
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
        // A panic can't happen while the lock is held but inside `Kept`, which mends the world.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Lets time pass and answers who waited for what is complete by then.
    fn run_until(&mut self, now: u64) {
        match self.kept.run_until(now) {
            Ok(completions) => {
                for completion in completions {
                    if let Some(sender) = self.waiting.remove(&completion.call) {
                        // A client that went away needs no answer.
                        sender.send(completion).ok();
                    }
                }
            }
            // Who still waits is told of an internal error by the channel that closes.
            Err(Lost) => self.waiting.clear(),
        }
    }

    /// Submits a call and does the rest; nothing after a panic.
    fn submit<T>(&mut self, now: u64, call: Call, rest: impl FnOnce(&mut World, CallId) -> T) -> Option<T> {
        let done = self.kept.submit(now, call, rest);
        if done.is_err() {
            self.waiting.clear();
        }
        done.ok()
    }
}

fn internal_error() -> ApiError {
    ApiError::new(ErrorCode::InternalServerError, "Internal server error")
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
