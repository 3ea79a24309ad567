//! The playground: a session, what is shown of it, and what is typed into it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use api::dynamodb::Request as ApiRequest;
use scenario::{DEMO_FILES, EXAMPLE_INPUTS, EXAMPLE_NAME, EXAMPLE_REGION};
use session::{Header, Made, Session, SetError, Write, open_write};
use sim::Micros;
use trace::{Ring, write_events};
use world::{Completion, KnobError, Mode};

use crate::detail::detail;
use crate::history::{History, Kept};
use crate::job::Job;
use crate::names::LabNames;
use crate::playhead::Looking;
use crate::protocol::Fault;
use crate::rail::Rail;
use crate::snapshot::Painter;
use crate::strand::{MAIN, Strand};
use crate::told::Told;
use crate::view::{CallDetail, Snapshot};

/// The knob that says how much virtual time passes before each command of the console, microseconds.
pub const PACE: &str = "lab.pace";
/// The knob that says whether a command waits: 0 sends it even while its table is CREATING or DELETING; otherwise
/// the clock runs until the table can serve it.
pub const WAIT: &str = "lab.wait";
/// The knob that says as whom commands are made.
pub(crate) const CALLER: &str = "lab.caller";
/// The playground's own knobs, with their meanings.
pub(crate) const KNOBS: [(&str, &str); 4] = [
    (PACE, "Microseconds of virtual time before each command of the console."),
    (
        WAIT,
        "0 sends a command even while its table is CREATING or DELETING; 1 lets the clock run until it can be served.",
    ),
    (
        session::WORDING,
        "Whose words refuse a bad request: 0 the service's as most Regions answer now, 1 its older ones everywhere.",
    ),
    (CALLER, "As whom commands are made: 0 the administrator, else the number that `lab as` wrote."),
];
/// The value of `lab.pace` unless set: copies have normally caught up by then.
const PACE_DEFAULT: Micros = sim::MICROS_PER_SECOND;
/// Seed of a first visit's world: the same for everyone, so that what a teacher says is what everyone sees.
pub const FIRST_SEED: u64 = 1;
/// Bytes that a file for `file://` may have.
const MOST_FILE: usize = 16_000_000;

/// The number of a caller's word among the settings: the same word has the same number everywhere.
fn number_of_caller(who: &str) -> u64 {
    // FNV-1a, cut to what JSON's numbers hold everywhere; 0 is nobody's.
    let hash = who.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash & ((1 << 52) - 1)) | 1
}

/// The playground without a screen.
pub struct Lab {
    pub(crate) session: Session,
    pub(crate) history: History,
    pub(crate) ring: Ring,
    /// Files that were added, by name.
    pub(crate) files: BTreeMap<String, Arc<str>>,
    pub(crate) region: String,
    /// The cache that commands go through which name none: `dax:` or `cache:` and its name.
    pub(crate) via: Option<String>,
    /// As whom commands are made, if not as the administrator.
    /// As the last `lab as` said it; what counts is the setting (`Lab::caller`).
    pub(crate) caller: Option<String>,
    pub(crate) job: Option<Job>,
    /// What `aws configure` set, besides the Region.
    pub(crate) profile: console::Profile,
    pub(crate) revision: u64,
    /// Items that time to live deleted and that no command's output told of yet.
    pub(crate) swept: u64,
    /// Whether this world is to be stored.
    pub(crate) storing: bool,
    /// The greatest number that a world of the store has.
    pub(crate) taken: u64,
    /// The world that the store says is the open one.
    pub(crate) marked: String,
    /// What [`Lab::reset`] or [`Lab::undo`] took away.
    pub(crate) before: Option<Box<Strand>>,
    /// Writes that are not the session's.
    pub(crate) writes: Vec<Write>,
    /// What the timeline marks.
    pub(crate) rail: Rail,
    /// What happened outside of calls, in sentences.
    pub(crate) told: Told,
    /// The moment that was looked at last.
    pub(crate) looking: RefCell<Option<Looking>>,
    /// This branch's name, and where it left another one.
    pub(crate) branch: (String, Option<Micros>),
    /// The name under which this world's branches know each other in the store; empty until there is one.
    pub(crate) family: String,
    /// The other branches.
    pub(crate) branches: Vec<Strand>,
    /// Virtual time that passed since the last call because somebody watched.
    pub(crate) flowed: Micros,
    /// Inputs at the last undo, if `before` is what it took back.
    pub(crate) undone: Option<u64>,
    /// The lesson that is open.
    pub(crate) following: Option<Box<crate::learn::Following>>,
}

impl Lab {
    /// A playground with an empty world.
    pub fn new(header: Header) -> Lab {
        Lab::around(Session::new(header))
    }

    /// A playground with the first-visit example.
    pub fn example(seed: u64, epoch: u64) -> Lab {
        let opened = scenario::example(seed, epoch).open();
        let mut lab = Lab::around(opened.session);
        lab.history.push_answers(opened.answers);
        lab.settle();
        lab
    }

    pub(crate) fn around(session: Session) -> Lab {
        Lab {
            rail: Rail::of(&session),
            told: Told::default(),
            looking: RefCell::default(),
            branch: (MAIN.to_owned(), None),
            family: String::new(),
            branches: Vec::new(),
            undone: None,
            following: None,
            flowed: 0,
            session,
            history: History::default(),
            ring: Ring::default(),
            files: BTreeMap::new(),
            region: EXAMPLE_REGION.to_owned(),
            via: None,
            caller: None,
            job: None,
            profile: console::Profile::default(),
            revision: 1,
            swept: 0,
            storing: true,
            taken: 0,
            marked: String::new(),
            before: None,
            writes: Vec::new(),
        }
    }

    /// The session, to look at.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Whether this world is to be stored.
    pub fn storing(&self) -> bool {
        self.storing
    }

    /// From now on this world is not stored (a private window, another tab holds it).
    pub fn stop_storing(&mut self) {
        self.storing = false;
    }

    /// What must be stored to keep everything up to now, in one transaction; see [`Session::take_writes`].
    pub fn take_writes(&mut self) -> Vec<Write> {
        self.writes_with(Session::take_writes)
    }

    /// The same while more calls are waiting; see [`Session::take_writes_in_passing`].
    pub fn take_writes_in_passing(&mut self) -> Vec<Write> {
        self.writes_with(Session::take_writes_in_passing)
    }

    fn writes_with(&mut self, of_session: fn(&mut Session) -> Vec<Write>) -> Vec<Write> {
        if !self.storing {
            return Vec::new();
        }
        let mut writes = std::mem::take(&mut self.writes);
        if self.marked != self.session.kept_as() {
            self.session.kept_as().clone_into(&mut self.marked);
            writes.push(open_write(&self.marked));
        }
        writes.extend(of_session(&mut self.session));
        // What a branch still had to write when another one was opened.
        for strand in self.branches.iter_mut().filter(|strand| strand.storing) {
            writes.extend(of_session(&mut strand.session));
        }
        writes
    }

    /// Whether it is worth while to call [`Lab::take_writes`] in a pause, because a checkpoint is due.
    pub fn checkpoint_is_due(&self) -> bool {
        self.storing && self.session.checkpoint_is_due()
    }

    /// Makes a call at once, in the console's Region; no time passes before it.
    pub fn call(&mut self, operation: &str, input: &str) -> &Completion {
        let region = self.region.clone();
        self.call_in(&region, operation, input);
        // The call was put there just now.
        &self.history.last().expect("the call that was just made").completion
    }

    pub(crate) fn call_in(&mut self, region: &str, operation: &str, input: &str) -> u64 {
        self.answer_to(region, operation, input);
        // The call was put there just now.
        self.history.last().expect("the call that was just made").id()
    }

    /// Makes a call and answers its answer's JSON.
    pub(crate) fn answer_to(&mut self, region: &str, operation: &str, input: &str) -> String {
        self.answer_via((None, None), region, operation, input)
    }

    /// Makes a call through a cache and as somebody, if they are named, and answers its answer's JSON.
    pub(crate) fn answer_via(
        &mut self,
        how: (Option<&str>, Option<&str>),
        region: &str,
        operation: &str,
        input: &str,
    ) -> String {
        let Made { completion, body, tables, answer } = self.session.make_via(how, region, operation, input);
        self.flowed = 0;
        self.rail.call(completion.started, completion.call.0.into(), completion.result.is_err());
        self.history.push(completion, body, tables.as_deref());
        self.settle();
        answer
    }

    /// Lets virtual time pass.
    pub fn advance(&mut self, micros: Micros) {
        self.session.advance(micros);
        self.settle();
    }

    /// Lets a part of the time until a moment pass: all of it, unless workloads make it long.
    pub(crate) fn advance_some(&mut self, until: Micros) {
        self.session.advance_some(until);
        self.settle();
    }

    /// Lets virtual time pass until this moment.
    pub(crate) fn advance_to(&mut self, at: Micros) {
        self.session.advance_to(at);
        self.settle();
    }

    /// Lets virtual time pass until nothing is on its way; `false` if something still is after an hour.
    pub fn idle(&mut self) -> bool {
        let idle = self.session.idle();
        self.settle();
        idle
    }

    /// The clock, virtual microseconds.
    pub fn clock(&self) -> Micros {
        self.session.now()
    }

    /// Turns a knob of the model, or of the playground (`lab.…`).
    pub fn set(&mut self, knob: &str, value: i64) -> Result<(), SetError> {
        if knob.starts_with("lab.") && KNOBS.iter().all(|(name, _)| *name != knob) {
            return Err(SetError::Knob(KnobError::Unknown { name: knob.to_owned() }));
        }
        let result = self.session.set(knob, value);
        self.settle();
        result
    }

    /// Virtual time that passes before an entry of the console.
    pub(crate) fn pace(&self) -> Micros {
        match self.session.mode() {
            Mode::Instant => 0,
            Mode::Simulated => self.session.setting(PACE).unwrap_or(PACE_DEFAULT),
        }
    }

    /// Whether commands wait for the tables that they are about.
    pub(crate) fn waits(&self) -> bool {
        self.session.setting(WAIT) != Some(0)
    }

    /// The trace that is kept, as a JSON array of trace/1 events.
    pub fn trace_json(&self) -> String {
        let mut out = String::new();
        write_events(&mut out, &self.ring.events(), &self.names());
        out
    }

    /// Hash of the durable state: 32 hex digits.
    pub fn state_hash(&self) -> String {
        self.session.state_hash()
    }

    /// Adds a file that `file://` can read. Files belong to the page: they are not stored.
    pub fn add_file(&mut self, name: String, content: String) -> Result<(), Fault> {
        if content.len() > MOST_FILE {
            return Err(Fault {
                name: "FileTooLarge".to_owned(),
                message: format!("{name} has {} bytes; a file may have {MOST_FILE}.", content.len()),
                body: String::new(),
            });
        }
        self.files.insert(name, content.into());
        self.revision += 1;
        Ok(())
    }

    /// The Region that the console talks to.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Switches the Region that the console talks to.
    pub fn set_region(&mut self, region: String) {
        self.region = region;
        self.revision += 1;
    }

    /// Sends the commands that follow through a cache, or straight to the service.
    pub fn set_via(&mut self, via: Option<String>) {
        self.via = via;
        self.revision += 1;
    }

    /// Makes the commands that follow as somebody (`user/<name>`, `key/<id>`), or as the administrator.
    pub fn set_caller(&mut self, caller: Option<String>) {
        let number = caller.as_deref().map_or(0, number_of_caller);
        self.caller = caller;
        if self.session.setting(CALLER).unwrap_or(0) != number {
            // Not negative, so it is taken.
            self.set(CALLER, i64::try_from(number).unwrap_or(0)).ok();
        }
        self.revision += 1;
    }

    /// As whom the commands that follow are made; nothing: the administrator. It goes by the setting, which is stored
    /// with the world and comes back with it.
    pub(crate) fn caller(&self) -> Option<String> {
        let number = self.session.setting(CALLER).filter(|number| *number != 0)?;
        let meant = |who: &String| number_of_caller(who) == number;
        let known = || self.session.world().callers().into_iter().find(meant);
        // Somebody who is gone isn't the administrator: their calls are refused.
        Some(self.caller.clone().filter(meant).or_else(known).unwrap_or_else(|| "user/".to_owned()))
    }

    /// The cache that an operation goes through unless its command says another. Tables are managed past it.
    pub(crate) fn via_of(&self, operation: &str) -> Option<String> {
        self.via.clone().filter(|_| world::goes_through_caches(operation))
    }

    /// Rises with every change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The picture of the world.
    pub fn snapshot(&self) -> Snapshot {
        let calls: Vec<&Kept> = self.history.iter().collect();
        self.paint(&self.session, &calls)
    }

    /// The picture of a world, with the calls that were made in it.
    pub(crate) fn paint(&self, session: &Session, calls: &[&Kept]) -> Snapshot {
        let header = self.session.header();
        let (tables, more_tables) = Painter { world: session.world(), calls }.tables();
        let demos = DEMO_FILES.iter().map(|file| file.path.to_owned());
        let files = demos.filter(|path| !self.files.contains_key(path)).chain(self.files.keys().cloned());
        Snapshot {
            revision: self.revision,
            clock: session.now(),
            epoch: header.epoch,
            name: header.name.clone(),
            region: self.region.clone(),
            account: header.account.clone(),
            tables,
            more_tables,
            calls: calls.iter().map(|kept| kept.summary()).collect(),
            call_count: session.calls(),
            files: files.collect(),
            untouched: self.untouched(),
            rail: self.rail.shown(),
            told: self.told.view(),
            earliest: self.session.earliest(),
            branch: self.branch.0.clone(),
            branches: self.branch_views(),
            undo: self.undo_name(),
            caches: if session.world().has_caches() {
                crate::caches::views(session.world())
            } else {
                Vec::new()
            },
            via: self.via.clone(),
            principals: if session.world().has_principals() {
                crate::access::principals_json(session.world(), self.caller().as_deref())
            } else {
                String::new()
            },
            ledger: if session.world().has_transactions() {
                crate::transactions::told(session.world())
            } else {
                String::new()
            },
        }
    }

    /// Everything about one call; absent when it's neither among the latest 200 nor near the moment looked at.
    pub fn detail(&self, call: u64) -> Option<CallDetail> {
        let told = |kept: &Kept| detail(kept, &self.ring, &self.names());
        match self.history.get(call) {
            Some(kept) if !self.ring.call(kept.completion.call.0).is_empty() => Some(told(kept)),
            // A world that was opened has not seen its earlier calls itself.
            kept => self.detail_again(call).or_else(|| kept.map(told)),
        }
    }

    /// Names of tables, the one created last first.
    pub(crate) fn newest_tables(&self) -> Vec<String> {
        let mut tables = self.session.world().tables();
        value::sort_by_key(&mut tables, |table| (u64::MAX - table.created, u32::MAX - table.id));
        tables.into_iter().map(|table| table.name.to_string()).collect()
    }

    /// Whether the tables that a request is about can serve it: if not, when that may change.
    pub(crate) fn busy_until(
        &self,
        region: &str,
        request: &ApiRequest,
    ) -> Option<(String, &'static str, Micros)> {
        use api::dynamodb::TableStatus as Status;
        for name in session::tables_of(request) {
            let Some(info) = self.session.world().table(region, &name) else { continue };
            let waits = match request {
                ApiRequest::DescribeTable(_)
                | ApiRequest::ListTables(_)
                | ApiRequest::DescribeTimeToLive(_)
                | ApiRequest::ListStreams(_) => false,
                ApiRequest::CreateTable(_) => info.status == Status::Deleting,
                ApiRequest::DeleteTable(_) => matches!(info.status, Status::Creating | Status::Updating),
                _ => info.status == Status::Creating,
            };
            if let Some(until) = info.status_until.filter(|_| waits) {
                let what = if info.status == Status::Deleting { "gone" } else { "ACTIVE" };
                return Some((name, what, until));
            }
        }
        None
    }

    pub(crate) fn names(&self) -> LabNames<'_> {
        LabNames { world: self.session.world(), history: &self.history }
    }

    /// A copy that nothing is written down of, to find out what something would do.
    pub(crate) fn dry(&self) -> Lab {
        let mut copy = Lab::around(self.session.dry());
        copy.files.clone_from(&self.files);
        copy.region.clone_from(&self.region);
        copy.profile.clone_from(&self.profile);
        copy.storing = false;
        copy
    }

    /// Takes in what happened.
    pub(crate) fn settle(&mut self) {
        let news = self.session.take_trace();
        self.swept +=
            news.iter().filter(|event| matches!(event.kind, trace::Kind::TtlExpired { .. })).count() as u64;
        self.ring.extend(&news);
        self.rail.take_in(&news);
        self.hear(&news);
        let answered = if self.session.is_waiting() { self.take_answers() } else { Vec::new() };
        self.history.take_in(&news);
        self.revision += 1;
        if self.following.is_some() {
            self.follow(&news, &answered);
        }
    }

    /// Whether nothing was done here but what the example does.
    pub(crate) fn untouched(&self) -> bool {
        let inputs = self.session.inputs();
        inputs == 0 || (inputs == EXAMPLE_INPUTS && self.session.header().name == EXAMPLE_NAME)
    }
}
