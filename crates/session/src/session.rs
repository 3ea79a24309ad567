//! A world that remembers what was done to it.

use std::collections::BTreeMap;
use std::fmt;

use api::dynamodb::{Request, Response};
use api::{ApiError, Wording};
use sim::Micros;
use world::{Call, CallId, Completion, Config, Knobs, Mode, World};

use crate::log::Log;
use crate::past::Points;
use crate::record::{call_line, digest};
use crate::saving::Saving;
use crate::{Body, Header, Input, Record};

/// [`Session::idle`] lets at most this much virtual time pass.
pub const IDLE_CAP: Micros = sim::MICROS_PER_HOUR;

/// Calls that a workload makes in a part of the time that passes.
const SLICE: u32 = 100;
/// The smallest part of the time that passes while there are workloads.
const FRAME: Micros = 10_000;

/// The setting that chooses the service's words: 0 as most Regions answer now, 1 its older ones everywhere. Requests
/// are parsed at the edge, so the world doesn't know it.
pub const WORDING: &str = "lab.wording";

/// A world with its log.
///
/// Equal headers and inputs make equal sessions, in this process and in any other.
#[derive(Clone)]
pub struct Session {
    pub(crate) header: Header,
    pub(crate) world: World,
    /// Settings of the playground (`lab.…`), which the world doesn't know.
    pub(crate) settings: BTreeMap<String, i64>,
    /// `None`: nothing is written down.
    pub(crate) log: Option<Log>,
    pub(crate) saving: Saving,
    /// Where its past can be played from.
    pub(crate) points: Points,
    /// Calls that were sent and have no answer yet, by number.
    pub(crate) away: BTreeMap<u32, Record>,
}

/// What became of a call.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was put in.
    pub record: Record,
    /// What came out.
    pub completion: Completion,
}

/// A call that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// What came out.
    pub completion: Completion,
    /// What was sent.
    pub body: Body,
    /// Names of the tables that it is about; `None` when it could not be understood.
    pub tables: Option<Vec<String>>,
    /// The JSON of the response, or of the error.
    pub answer: String,
}

/// Names of the tables that a request is about.
pub fn tables_of(request: &Request) -> Vec<String> {
    match request {
        Request::CreateTable(create) => vec![create.name.clone()],
        _ => request.tables().into_iter().map(|table| table.name.clone()).collect(),
    }
}

/// Why a setting was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetError {
    /// The world refused.
    Knob(world::KnobError),
    /// Settings of the playground are not negative.
    Negative,
}

impl fmt::Display for SetError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetError::Knob(error) => error.fmt(out),
            SetError::Negative => out.write_str("A setting of the playground can't be negative."),
        }
    }
}

impl std::error::Error for SetError {}

impl Header {
    /// The world's configuration.
    pub(crate) fn config(&self) -> Config {
        Config {
            seed: self.seed,
            epoch_micros: self.epoch,
            account: self.account.clone(),
            mode: self.mode,
            knobs: Knobs::default(),
        }
    }
}

impl Session {
    /// A fresh world, whose log will be stored as the world `w1` unless [`Session::keep_as`] says otherwise.
    pub fn new(header: Header) -> Session {
        let world = World::new(header.config());
        let saving = Saving::new("w1");
        Session {
            header,
            world,
            settings: BTreeMap::new(),
            log: Some(Log::default()),
            saving,
            points: Points::default(),
            away: BTreeMap::new(),
        }
    }

    /// A fresh world that writes nothing down: for servers and tests.
    pub fn in_memory(header: Header) -> Session {
        Session { log: None, ..Session::new(header) }
    }

    /// What the world began with.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Whether things take time here.
    pub fn mode(&self) -> Mode {
        self.header.mode
    }

    /// The world, to look at.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Virtual time.
    pub fn now(&self) -> Micros {
        self.world.now()
    }

    /// Calls made since the world began.
    pub fn calls(&self) -> u64 {
        u64::from(self.world.calls_made())
    }

    /// Inputs since the world began.
    pub fn inputs(&self) -> u64 {
        self.log.as_ref().map_or(0, Log::len)
    }

    /// The input of this number, from 0, while it is in memory.
    pub fn record(&self, number: u64) -> Option<Record> {
        self.log.as_ref()?.record(number)
    }

    /// All inputs since the world began; `None` if there are too many to be held in memory, if their beginning
    /// was lost, or if nothing is written down.
    pub fn records(&self) -> Option<Vec<Record>> {
        self.log.as_ref()?.records()
    }

    /// Makes a call and lets the clock run to its answer.
    pub fn call(&mut self, region: &str, operation: &str, body: &str) -> Completion {
        self.make(region, operation, body).completion
    }

    /// Like [`Session::make`], through a cache (`dax:` or `cache:` and its name) and as somebody (`user/<name>` or
    /// `key/<id of an access key>`).
    pub fn make_via(
        &mut self,
        (via, caller): (Option<&str>, Option<&str>),
        region: &str,
        operation: &str,
        body: &str,
    ) -> Made {
        let (body, call) = self.received(region, operation, body);
        let at = self.world.now();
        let call = Call { via: via.map(str::to_owned), caller: caller.map(str::to_owned), ..call };
        let tables = call.request.as_ref().ok().map(tables_of);
        let completion = self.perform(at, call);
        let answer = outcome_of(&completion.result);
        if let Some(log) = &mut self.log {
            log.push(call_line(at, (region, via, caller, false), operation, &body, Some(&digest(&answer))));
        }
        self.count_in();
        Made { completion, body, tables, answer }
    }

    /// Like [`Session::call`], with everything that was found out on the way.
    pub fn make(&mut self, region: &str, operation: &str, body: &str) -> Made {
        self.make_via((None, None), region, operation, body)
    }

    /// A copy that writes nothing down, to find out what something would do.
    #[must_use]
    pub fn dry(&self) -> Session {
        Session {
            header: self.header.clone(),
            world: self.world.clone(),
            settings: self.settings.clone(),
            log: None,
            saving: Saving::new("w1"),
            points: Points::default(),
            away: BTreeMap::new(),
        }
    }

    /// What a call would answer now, without making it.
    pub fn dry_call(&self, region: &str, operation: &str, body: &str) -> Completion {
        let mut world = self.world.clone();
        let (at, body) = (world.now(), Body::new(body));
        let call = world.submit(at, world::Input::Call(self.call_input(region, operation, &body)));
        world.run_to_completion(call)
    }

    /// Whose words refuse a bad request.
    pub fn wording(&self) -> Wording {
        match self.setting(WORDING) {
            None | Some(0) => Wording::Current,
            Some(_) => Wording::Classic,
        }
    }

    /// What was sent, as it is kept, and the call that it is.
    fn received(&self, region: &str, operation: &str, sent: &str) -> (Body, Call) {
        // What is a request is JSON, which need not be found out by itself. White space that is not kept means
        // nothing to a request.
        let Ok((request, blanks)) = api::parse_noting(operation, sent.as_bytes(), self.wording()) else {
            let body = Body::new(sent);
            let call = self.call_input(region, operation, &body);
            return (body, call);
        };
        let request = Ok(request);
        let body = if blanks { Body::of_json(sent) } else { Body::of_compact(sent) };
        let request_bytes = body.text().len() as u64;
        let (region, operation) = (region.to_owned(), operation.to_owned());
        (body, Call { region, operation, request, request_bytes, via: None, caller: None })
    }

    pub(crate) fn call_input(&self, region: &str, operation: &str, body: &Body) -> Call {
        let text = body.text();
        Call {
            region: region.to_owned(),
            operation: operation.to_owned(),
            request: api::parse_in(operation, text.as_bytes(), self.wording()),
            request_bytes: text.len() as u64,
            via: None,
            caller: None,
        }
    }

    /// Turns a knob of the world, or makes a setting of the playground (`lab.…`). Refusals are logged too: they
    /// change nothing, then as now.
    pub fn set(&mut self, knob: &str, value: i64) -> Result<(), SetError> {
        let at = self.world.now();
        let result = self.adjust(at, knob, value);
        let outcome = result.as_ref().map_or_else(ToString::to_string, |()| "{}".to_owned());
        self.write_down(at, Input::Set { knob: knob.to_owned(), value }, Some(&outcome));
        self.count_in();
        result
    }

    /// A setting of the playground that was made with [`Session::set`].
    pub fn setting(&self, name: &str) -> Option<u64> {
        self.settings.get(name).and_then(|&value| u64::try_from(value).ok())
    }

    /// Lets virtual time pass.
    pub fn advance(&mut self, micros: Micros) {
        self.advance_to(self.world.now().saturating_add(micros));
    }

    /// Lets virtual time pass until this moment; a past one changes nothing.
    pub fn advance_to(&mut self, at: Micros) {
        while at > self.world.now() {
            self.advance_some(at);
        }
    }

    /// The same for a part of the way: all of it, unless workloads make calls by the hundred meanwhile.
    pub fn advance_some(&mut self, at: Micros) {
        let begun = self.world.own_calls();
        while at > self.world.now() && self.world.own_calls().wrapping_sub(begun) < SLICE {
            let next = if self.world.is_loaded() { self.world.now().saturating_add(FRAME) } else { at };
            self.world.run_until(next.min(at));
        }
        self.note_work();
    }

    /// Lets virtual time pass until nothing is on its way, at most [`IDLE_CAP`]. Whether it is so now.
    pub fn idle(&mut self) -> bool {
        let most = self.world.now().saturating_add(IDLE_CAP);
        while let Some(at) = self.world.next_arrival_at() {
            if at > most {
                self.advance_to(most);
                return false;
            }
            self.advance_some(at.max(self.world.now()));
            if at <= self.world.now() && self.world.next_arrival_at() == Some(at) {
                self.world.run_until(at);
            }
        }
        true
    }

    /// What happened since this was asked last.
    pub fn take_trace(&mut self) -> Vec<trace::Event> {
        self.world.take_trace()
    }

    /// Hash of the durable state: 32 hex digits.
    pub fn state_hash(&self) -> String {
        hex(self.world.state_hash())
    }

    /// Hash of everything: 32 hex digits.
    pub fn world_hash(&self) -> String {
        hex(self.world.world_hash())
    }

    /// Does again what a record says was done. Its outcome's digest is in the answer's record if it had one before
    /// and it is another one now.
    pub fn replay(&mut self, record: &Record) -> Replayed {
        let (outcome, answer) = match &record.input {
            Input::Call { sent: true, .. } => {
                self.send_again(record);
                (String::new(), None)
            }
            Input::Call { region, operation, body, via, caller, .. } => {
                let call = Call {
                    via: via.clone(),
                    caller: caller.clone(),
                    ..self.call_input(region, operation, body)
                };
                let completion = self.perform(record.at, call);
                (outcome_of(&completion.result), Some(Answer { record: record.clone(), completion }))
            }
            Input::Set { knob, value } => {
                let result = self.adjust(record.at, knob, *value);
                (result.map_or_else(|error| error.to_string(), |()| "{}".to_owned()), None)
            }
            Input::Act(act) => {
                let result = self.world.act(record.at, act);
                (result.map_or_else(|error| error.to_string(), |()| "{}".to_owned()), None)
            }
        };
        self.count_in();
        let same = record.is_sent() || record.out.as_ref().is_none_or(|out| *out == digest(&outcome));
        Replayed { answer, same, outcome }
    }

    /// Like [`Session::replay`], for records that are new to this world: they are written down.
    pub fn take_in(&mut self, record: &Record) -> Option<Answer> {
        let replayed = self.replay(record);
        let outcome = if record.is_sent() { None } else { Some(replayed.outcome.as_str()) };
        self.write_down(record.at, record.input.clone(), outcome);
        replayed.answer
    }

    fn perform(&mut self, at: Micros, call: Call) -> Completion {
        let call: CallId = self.world.submit(at, world::Input::Call(call));
        self.world.run_to_completion(call)
    }

    pub(crate) fn adjust(&mut self, at: Micros, knob: &str, value: i64) -> Result<(), SetError> {
        if !knob.starts_with("lab.") {
            return self.world.set(at, knob, value).map_err(SetError::Knob);
        }
        self.advance_to(at);
        if value < 0 {
            return Err(SetError::Negative);
        }
        self.settings.insert(knob.to_owned(), value);
        Ok(())
    }

    /// Writes an input down; what was only sent has no outcome yet.
    pub(crate) fn write_down(&mut self, at: Micros, input: Input, outcome: Option<&str>) {
        if let Some(log) = &mut self.log {
            log.push(Record { at, input, out: outcome.map(digest) }.to_json());
        }
    }
}

/// What doing a record again brought.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The answer, if it was a call.
    pub answer: Option<Answer>,
    /// Whether its outcome is the one that the record tells of.
    pub same: bool,
    /// Its outcome's JSON.
    pub(crate) outcome: String,
}

/// The JSON whose digest a record keeps.
fn outcome_of(result: &Result<Response, ApiError>) -> String {
    let mut out = String::new();
    match result {
        Ok(response) => response.write_json(&mut out),
        Err(error) => error.write_json(&mut out),
    }
    out
}

pub(crate) fn hex(bytes: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(bytes))
}

impl fmt::Debug for Session {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (inputs, now) = (self.inputs(), self.now());
        out.debug_struct("Session")
            .field("header", &self.header)
            .field("inputs", &inputs)
            .field("now", &now)
            .finish_non_exhaustive()
    }
}
