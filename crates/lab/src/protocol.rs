//! What the page and the worker say to each other: postcard bytes, a list of messages a post, in order.
//!
//! The page asks with a [`Request`] and a number of its own; the worker answers each number once with a
//! [`Reply`], and tells news with [`FromWorker::News`] at most once a frame. Both sides are built from one
//! commit, so the format needs no version; nothing of it is stored.

use serde::{Deserialize, Serialize};

use crate::chaos::ChaosView;
use crate::grid::Grid;
use crate::heat::HeatView;
use crate::load::{LoadView, PreviewView};
use crate::metrics::{MetricsAsk, MetricsView};
use crate::throttle;
use crate::view::{CallDetail, Expiry, Looked, Snapshot, UnitLine};

/// How what the first minutes don't say is read: the page loads this with what it loads later.
mod late {
    use serde::{Deserialize, Deserializer};

    #[inline(never)]
    pub(super) fn read<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<T, D::Error> {
        T::deserialize(from)
    }
}

/// Page to worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ToWorker {
    /// Chosen by the page; echoed in the reply.
    pub id: u32,
    /// What is wanted.
    pub request: Request,
}

/// A [`ToWorker`] whose request stays where it is while it is written.
#[derive(Debug, Serialize)]
pub struct Asked<'a> {
    /// Chosen by the page; echoed in the reply.
    pub id: u32,
    /// What is wanted.
    pub request: &'a Request,
}

/// What the page can want.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Request {
    /// Open the saved world, or the one in this link fragment (without `#`).
    Open {
        /// The link's fragment, if the page was opened with one.
        link: Option<String>,
        /// Unix microseconds, for the epoch of a fresh world.
        wall: u64,
        /// Raise the epoch even though another tab holds the world.
        take_over: bool,
        /// The page lives inside another one: nothing that the browser stores is read or written.
        guest: bool,
    },
    /// Run console text (one or more commands). Output arrives as [`News::Printed`], then the reply.
    Run {
        /// What was typed or pasted.
        text: String,
    },
    /// Stop what runs.
    Stop,
    /// One API call: operation name and AWS JSON.
    Call {
        /// `PutItem` …
        operation: String,
        /// AWS JSON.
        input: String,
    },
    /// An HTTP request, as the endpoint would get it.
    Http {
        /// `POST` …
        method: String,
        /// Path and query.
        target: String,
        /// Names and values.
        headers: Vec<(String, String)>,
        /// What comes after them.
        body: Vec<u8>,
    },
    /// Let virtual time pass, microseconds.
    Advance(u64),
    /// Let virtual time pass until nothing is on its way.
    Idle,
    /// The clock, microseconds since the scenario's start.
    Clock,
    /// The trace, as a JSON array of trace/1 events.
    Trace,
    /// Hash of the durable state, 32 hex digits.
    StateHash,
    /// Answer when everything acknowledged so far is stored.
    Saved,
    /// Throw the world away and begin with an empty one, or with the first-visit example.
    Reset {
        /// Begin with the example instead of an empty world.
        example: bool,
        /// Random seed.
        seed: u64,
        /// Unix microseconds at virtual time 0.
        epoch: u64,
        /// In an empty world, whether everything takes no time.
        instant: bool,
    },
    /// Faults, what still holds, and what a fault in these words would strike.
    Chaos(Vec<String>),
    /// The heat map of a table.
    Heat(String),
    /// The workloads that run, and the latest that are over.
    Loads,
    /// What the workload of this command would need of each bucket, without beginning it.
    LoadPreview(String),
    /// Everything about one call.
    Detail(u64),
    /// One call's request in every notation.
    Notations(u64),
    /// The first request of a text in every notation.
    ShowAs {
        /// The console's text.
        text: String,
    },
    /// What could be typed at this place of this text (cursor in bytes).
    Complete {
        /// The console's text.
        text: String,
        /// Byte offset of the cursor.
        cursor: u32,
    },
    /// Check console text without running it: the first fault, if any, and what running would touch and cost.
    Check {
        /// The console's text.
        text: String,
    },
    /// What requests (operation and AWS JSON), made one after the other, would touch and cost, and the requests in
    /// every notation, without making them.
    Forecast(Vec<(String, String)>),
    /// When each item of a table of the console's Region would expire, if this attribute said so. It is no call.
    Expiries {
        /// The table.
        table: String,
        /// The attribute.
        attribute: String,
    },
    /// The items that a call answered, as a grid.
    Grid(u64),
    /// What the Metrics panel shows.
    #[serde(deserialize_with = "late::read")]
    Metrics(MetricsAsk),
    /// Make a link's fragment (without `#`).
    Share {
        /// Tell the world anew, by fewer calls.
        trim: bool,
        /// The moment at which it is to be looked at, if that is not its end.
        look: Option<u64>,
    },
    /// This world as the text of a scenario file.
    Export,
    /// The items of a table in the console's Region, as text.
    ExportItems {
        /// The table.
        table: String,
        /// Comma-separated values instead of JSON lines.
        csv: bool,
    },
    /// Write the items of a file into a table of the console's Region; answers [`crate::import::Report`]'s JSON as a text.
    ImportItems {
        /// The table.
        table: String,
        /// A line `{"Item":{…}}` each, or comma-separated values.
        text: String,
        /// Whether they are written; otherwise they are only checked.
        write: bool,
    },
    /// The worlds that this browser stores.
    Worlds,
    /// Do something with one of them, or with the one that is open.
    #[serde(deserialize_with = "late::read")]
    World(WorldOrder),
    /// Add a file that `file://` can read.
    AddFile {
        /// Its name.
        name: String,
        /// Its content.
        content: String,
    },
    /// Switch the console's Region.
    Region(String),
    /// Bring back what [`Request::Reset`] or [`Request::Undo`] took away, as long as this page is open.
    UndoReset,
    /// The world as it was at a moment, of this branch or of another one. The present isn't touched.
    Look {
        /// Virtual microseconds.
        at: u64,
        /// The branch's name; the one that is open if absent.
        branch: Option<String>,
    },
    /// The moment a step away from another.
    Step {
        /// Virtual microseconds.
        at: u64,
        /// How long a step is.
        unit: Unit,
        /// Towards the past.
        back: bool,
    },
    /// Let the next thing arrive that is on its way, if the pace of the console allows it.
    Flow,
    /// Go on from a moment in another way: a new branch, which is open from now on.
    Fork {
        /// Virtual microseconds; the present if absent.
        at: Option<u64>,
        /// The branch's name; chosen if absent.
        name: Option<String>,
    },
    /// Open another branch.
    Switch(String),
    /// Throw a branch away that isn't open.
    DropBranch(String),
    /// Give a branch another name.
    RenameBranch {
        /// As it is called.
        name: String,
        /// As it shall be.
        to: String,
    },
    /// Take the last input back.
    Undo,
    /// Something about throttling.
    #[serde(deserialize_with = "late::read")]
    Throttling(throttle::Order),
    /// Something about who calls and what policies say: JSON, answered with JSON.
    Access(String),
    /// Something about lessons, as JSON, answered with [`Reply::Text`]; see [`crate::learn`].
    Learn(String),
}

/// How long a step through time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// To the next moment at which anything happened.
    Event,
    /// To the next call.
    Call,
}

/// What can be done with worlds. Those that open one are answered with [`Reply::Opened`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorldOrder {
    /// Open the stored world of this name.
    Open(String),
    /// Begin another world; the one that is open stays in the store.
    New {
        /// Begin with the example instead of an empty world.
        example: bool,
        /// Unix microseconds at virtual time 0, and what the seed is made of.
        wall: u64,
    },
    /// Give a world another name.
    Rename {
        /// The world.
        id: String,
        /// Its new name.
        name: String,
    },
    /// Store a copy of a world.
    Duplicate(String),
    /// Throw a world away: it leaves the store when the page is opened the next time.
    Delete {
        /// The world.
        id: String,
        /// Unix microseconds at virtual time 0 of the world that begins when no other is left.
        wall: u64,
    },
    /// Bring back what was thrown away.
    Restore(String),
    /// Open the text of a scenario file as a new world.
    Import(String),
    /// Take in the branches of the open world that lie in the store: after a reload only the open one is there.
    /// Answered with [`Reply::Text`]: what is to be told of it, if anything.
    Gather,
    /// Store the world that is open and not stored (it came with a link) as a new one.
    Keep {
        /// Even though another tab holds the store.
        take_over: bool,
    },
}

/// Worker to page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum FromWorker {
    /// The answer to the request with this number.
    Reply(u32, Result<Reply, Fault>),
    /// Something happened.
    News(News),
}

/// Answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Reply {
    /// Done, nothing to say.
    Done,
    /// How the world was opened.
    Opened(Opened),
    /// What a run printed altogether, and the exit code of its last command.
    Ran {
        /// Printed text.
        text: String,
        /// 0, or as the AWS CLI v2 says (252, 253, 254, 255).
        code: i32,
        /// The last call that it made.
        call: Option<u64>,
    },
    /// A response object as AWS JSON.
    Json(String),
    /// The answer to an HTTP request.
    Http {
        /// The status.
        status: u16,
        /// Names and values.
        headers: Vec<(String, String)>,
        /// What comes after them.
        body: Vec<u8>,
    },
    /// A number (the clock).
    Number(u64),
    /// A text (hash, link fragment, trace).
    Text(String),
    /// Everything about one call; absent when it's too old.
    Detail(Box<Option<CallDetail>>),
    /// A link.
    #[serde(deserialize_with = "late::read")]
    Shared(Shared),
    /// The worlds that this browser stores, the one used last first.
    #[serde(deserialize_with = "late::read")]
    Worlds(Vec<StoredWorld>),
    /// A request in every notation; empty when the call is too old.
    #[serde(deserialize_with = "late::read")]
    Notations(Vec<Notation>),
    /// What a request would do, and the request in every notation.
    Forecast(Box<Forecast>, Vec<Notation>),
    /// When items would expire.
    #[serde(deserialize_with = "late::read")]
    Expiries(Expiries),
    /// What the Metrics panel shows.
    #[serde(deserialize_with = "late::read")]
    Metrics(Box<MetricsView>),
    /// Items; absent when the call is too old, or answered none.
    #[serde(deserialize_with = "late::read")]
    Grid(Box<Option<Grid>>),
    /// Faults, and what still holds.
    #[serde(deserialize_with = "late::read")]
    Chaos(Box<ChaosView>),
    /// A heat map; absent when there is no such table.
    #[serde(deserialize_with = "late::read")]
    Heat(Box<Option<HeatView>>),
    /// Workloads, the latest first.
    #[serde(deserialize_with = "late::read")]
    Loads(Vec<LoadView>),
    /// What one would need, or a sentence about why it can't begin.
    #[serde(deserialize_with = "late::read")]
    LoadPreview(Box<Result<PreviewView, String>>),
    /// Completions.
    Completions(Completions),
    /// What a check found.
    Checked(Box<Checked>),
    /// A moment; absent when its inputs have left memory.
    Looked(Box<Option<Looked>>),
    /// A moment, virtual microseconds, if there is one.
    Moment(Option<u64>),
    /// What there is to say about throttling.
    #[serde(deserialize_with = "late::read")]
    Throttling(throttle::Outcome),
}

/// A link to a world.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// Its fragment (without `#`).
    pub link: String,
    /// What it leaves out, in sentences; empty when nothing.
    pub lost: Vec<String>,
    /// Calls in it.
    pub calls: u64,
}

/// A world that this browser stores.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredWorld {
    /// `w1`, `w2` …
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The name of the branch that it is, if it left another world.
    pub branch: String,
    /// Tables in it.
    pub tables: u64,
    /// Calls made in it.
    pub calls: u64,
    /// Bytes stored of it.
    pub bytes: u64,
    /// Unix milliseconds of its last use; 0 when nobody knows.
    pub used: u64,
    /// Whether it is the one that the store opens.
    pub open: bool,
}

/// What came with a link or a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// What people call it.
    pub name: String,
    /// Names of its tables.
    pub tables: Vec<String>,
    /// Items in them.
    pub items: u64,
    /// Calls made in it.
    pub calls: u64,
    /// Its clock, virtual microseconds.
    pub clock: u64,
    /// The moment at which it is to be looked at, if that is not its end.
    pub look: Option<u64>,
}

/// A request in one notation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notation {
    /// `AWS CLI`, `JSON`, `PartiQL`, `boto3 client`, `boto3 resource`, `JavaScript`.
    pub name: String,
    /// The text; or, in a sentence, why there is none.
    pub code: Result<String, String>,
}

/// How the world was opened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Calls replayed or restored.
    pub calls: u64,
    /// Whether this is the first visit (nothing was stored).
    pub first_visit: bool,
    /// Sentences to show: a damaged log was set aside, another tab holds the world, a link was cut …
    pub notices: Vec<Notice>,
    /// Whether changes will be stored.
    pub storing: bool,
    /// What came with a link, if that was opened.
    pub linked: Option<Linked>,
    /// Whether it has branches in the store, which come with [`WorldOrder::Gather`].
    pub branches: bool,
}

/// A sentence that the page must show.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Stable name: `second-tab`, `damaged`, `newer-version`, `not-saved`, `link-damaged`, `link-differs` …
    pub code: String,
    /// What happened and what to do.
    pub text: String,
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// The AWS error's name, or one of ours.
    pub name: String,
    /// Its sentence.
    pub message: String,
    /// The error's JSON body when it was an AWS error, else empty.
    pub body: String,
}

/// Unasked news.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum News {
    /// The picture changed; at most one a frame.
    Picture(Box<Snapshot>),
    /// A piece of output of the run that is going on.
    Printed(Printed),
    /// How far saving has come.
    Saved(SaveState),
    /// Something to show.
    Notice(Notice),
    /// A run has begun or ended; while it runs, how many commands are done of how many.
    Running(Option<(u64, u64)>),
}

/// A piece of console output.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Printed {
    /// The command it belongs to, as typed.
    pub command: String,
    /// What it printed.
    pub output: String,
    /// Remarks of the playground (clock ran until the table was ACTIVE; which items.json was meant), one a line.
    pub remarks: Vec<String>,
    /// An error: what it is, where, and what to do.
    pub error: Option<ConsoleError>,
    /// Its exit code.
    pub code: i32,
    /// The API call that it made, if any.
    pub call: Option<u64>,
}

impl Printed {
    /// A command of the playground itself was refused: why, and what to do.
    pub(crate) fn refuse(&mut self, message: String, hint: &str) {
        self.output = format!("{message}\n");
        self.code = console::USAGE;
        self.error = Some(ConsoleError { message, hint: hint.to_owned(), ..ConsoleError::default() });
    }
}

/// A fault in what was typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConsoleError {
    /// The exact words (of the service or the AWS CLI).
    pub message: String,
    /// Byte range in the typed text that the fault is about, if it is about a place.
    pub at: Option<(u32, u32)>,
    /// A plain sentence: why, and what to do.
    pub hint: String,
    /// A replacement text for that range which would mend it, if there is one.
    pub fix: Option<String>,
}

/// Completions at a cursor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Completions {
    /// Byte range that a choice replaces.
    pub replace: (u32, u32),
    /// Choices, best first, at most 50.
    pub choices: Vec<Choice>,
}

/// One completion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// What is inserted.
    pub insert: String,
    /// What it is, in a few words ("table, 9 items", "required, string").
    pub about: String,
}

/// What checking the console's text found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// Commands found.
    pub commands: u64,
    /// The first fault.
    pub error: Option<ConsoleError>,
    /// What running it would do; empty when there is a fault.
    pub forecast: Forecast,
    /// The text in coloured pieces: byte range and kind.
    pub tokens: Vec<Token>,
}

/// What running something would touch and cost, found out on a copy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// "Will touch P2 of Orders and cost 1 WCU." Empty when it makes no call.
    pub says: String,
    /// What one should know before it runs: that it is a Scan, that a filter comes after the bill, what is replaced.
    pub warnings: Vec<Warning>,
    /// The partitions that it would touch, a table or index at a time.
    pub places: Vec<PlaceView>,
    /// The sum of its units, line by line, and the totals.
    pub sum: Vec<UnitLine>,
    /// Lines left out of `sum`.
    pub more_lines: u64,
    /// Calls that it would make (pages, for a command that reads them all).
    pub calls: u64,
    /// The first refusal that it would meet.
    pub refused: Option<ConsoleError>,
}

/// When the items of a table would expire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiries {
    /// Key as text, and when: those that have expired first, then by time, then those whose attribute says nothing.
    pub items: Vec<(String, Expiry)>,
    /// Items that have the attribute and are not listed.
    pub more: u64,
    /// Items without the attribute: they stay.
    pub without: u64,
    /// Items that were not looked at, in a large table.
    pub unseen: u64,
}

/// Something to know before a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// A sentence.
    pub text: String,
    /// A better text, for this byte range of the typed one, if there is one.
    pub fix: Option<((u32, u32), String)>,
}

/// Partitions of one table or index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// The table's name, or the index's.
    pub name: String,
    /// Whether it is an index.
    pub index: bool,
    /// `P1`, `P2` … by number.
    pub partitions: Vec<String>,
}

/// A coloured piece of console text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// First byte.
    pub from: u32,
    /// Byte after the last.
    pub to: u32,
    /// What it is.
    pub kind: TokenKind,
}

/// Kinds of console token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenKind {
    /// `aws dynamodb put-item`, `lab advance`.
    Command,
    /// `--table-name`.
    Option,
    /// A quoted string or JSON.
    String,
    /// A bare value.
    Value,
    /// `\`, `^`, comments, prompts.
    Quiet,
    /// Not understood.
    Wrong,
}

/// How far saving has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveState {
    /// Every call up to this number is stored.
    pub saved: u64,
    /// Calls made.
    pub made: u64,
    /// Whether this world is stored at all (not in a private window, not in a second tab).
    pub storing: bool,
    /// Unix milliseconds of the last save; 0 before the first.
    pub at: u64,
    /// Whether the last attempt to store failed.
    pub failed: bool,
}
