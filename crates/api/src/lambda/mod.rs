//! AWS Lambda, as far as a table's stream needs it: functions, and the event source mappings that invoke them.
//!
//! A function is no program here. It says in a few words what it does with each record: keep it in a log, write it to
//! another table, add it up there.

mod calls;
mod event;
mod filter;

use serde::{Deserialize, Serialize};

pub use calls::FunctionCall;
pub use event::{contains, event};
pub use filter::Filter;

/// A request that passed every check that needs no world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `CreateFunction`.
    CreateFunction(Function),
    /// `UpdateFunctionCode`.
    UpdateFunction(Function),
    /// `GetFunction`, by name.
    GetFunction(String),
    /// `DeleteFunction`, by name.
    DeleteFunction(String),
    /// `ListFunctions`.
    ListFunctions,
    /// `CreateEventSourceMapping`, with the seconds of its tumbling windows (0: none).
    CreateMapping(Box<Mapping>, u32),
    /// `UpdateEventSourceMapping`.
    UpdateMapping(Box<MappingChange>),
    /// `GetEventSourceMapping`, by UUID.
    GetMapping(String),
    /// `DeleteEventSourceMapping`, by UUID.
    DeleteMapping(String),
    /// `ListEventSourceMappings`.
    ListMappings {
        /// Of this stream.
        source: Option<String>,
        /// Of this function.
        function: Option<String>,
    },
}

impl Request {
    /// `lambda:CreateFunction` and so on.
    pub const fn operation_name(&self) -> &'static str {
        match self {
            Self::CreateFunction(_) => "lambda:CreateFunction",
            Self::UpdateFunction(_) => "lambda:UpdateFunctionCode",
            Self::GetFunction(_) => "lambda:GetFunction",
            Self::DeleteFunction(_) => "lambda:DeleteFunction",
            Self::ListFunctions => "lambda:ListFunctions",
            Self::CreateMapping(..) => "lambda:CreateEventSourceMapping",
            Self::UpdateMapping(_) => "lambda:UpdateEventSourceMapping",
            Self::GetMapping(_) => "lambda:GetEventSourceMapping",
            Self::DeleteMapping(_) => "lambda:DeleteEventSourceMapping",
            Self::ListMappings { .. } => "lambda:ListEventSourceMappings",
        }
    }

    /// Whether it may change something.
    pub const fn is_write(&self) -> bool {
        !matches!(
            self,
            Self::GetFunction(_) | Self::ListFunctions | Self::GetMapping(_) | Self::ListMappings { .. }
        )
    }
}

/// What a function does with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Keeps it in its log.
    Log,
    /// Writes the new image to a table; a removal removes it there.
    Copy,
    /// Writes what was removed to a table.
    Archive,
    /// Adds it up in a table: a count, and a sum of an attribute, for each value of another attribute.
    Aggregate,
}

impl Task {
    /// As `Do` says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Copy => "copy",
            Self::Archive => "archive",
            Self::Aggregate => "aggregate",
        }
    }

    /// What `Do` says.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Log, Self::Copy, Self::Archive, Self::Aggregate].into_iter().find(|task| task.name() == name)
    }
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// What it does with each record.
    pub task: Task,
    /// The table that it writes to.
    pub table: Option<String>,
    /// The attribute whose values are told apart when it adds up.
    pub by: Option<String>,
    /// The attribute that it adds up.
    pub sum: Option<String>,
    /// It fails at records that this pattern fits.
    pub fail_on: Option<Filter>,
    /// How long an invocation takes besides its writes; absent: the knob `lambda.duration`.
    pub millis: Option<u32>,
}

/// Where in a stream a mapping begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StartingPosition {
    /// At the oldest record.
    TrimHorizon,
    /// Behind the newest record.
    Latest,
}

/// An event source mapping: what reads a stream's records and hands them to a function in batches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The function's name.
    pub function: String,
    /// The stream's ARN.
    pub source: String,
    /// Whether it reads.
    pub enabled: bool,
    /// Records a batch, 1 to 10,000.
    pub batch_size: u32,
    /// How long a batch is gathered, 0 to 300 seconds.
    pub window_s: u32,
    /// Batches of one shard at a time, 1 to 10.
    pub parallel: u32,
    /// Where it begins.
    pub start: StartingPosition,
    /// Whether a batch that failed is halved.
    pub bisect: bool,
    /// How often a batch is tried again; absent: until its records expire.
    pub retries: Option<u32>,
    /// Records that are older are given up, seconds; absent: none.
    pub max_age_s: Option<u32>,
    /// The ARN of the queue or topic that is told what was given up.
    pub on_failure: Option<String>,
    /// A record that none of these fits is passed over; none: every record counts.
    pub filters: Vec<Filter>,
    /// Whether the function says at which record it failed.
    pub report: bool,
}

/// What `UpdateEventSourceMapping` changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappingChange {
    /// Which mapping.
    pub uuid: String,
    /// See [`Mapping`].
    pub function: Option<String>,
    /// See [`Mapping`].
    pub enabled: Option<bool>,
    /// See [`Mapping`].
    pub batch_size: Option<u32>,
    /// See [`Mapping`].
    pub window_s: Option<u32>,
    /// See [`Mapping`].
    pub parallel: Option<u32>,
    /// See [`Mapping`].
    pub bisect: Option<bool>,
    /// See [`Mapping`].
    pub retries: Option<Option<u32>>,
    /// See [`Mapping`].
    pub max_age_s: Option<Option<u32>>,
    /// See [`Mapping`].
    pub on_failure: Option<Option<String>>,
    /// See [`Mapping`].
    pub filters: Option<Vec<Filter>>,
    /// See [`Mapping`].
    pub report: Option<bool>,
    /// Seconds of its tumbling windows; 0: none.
    pub tumbling_s: Option<u32>,
}

impl MappingChange {
    /// Makes the changes.
    pub fn apply(self, mapping: &mut Mapping) {
        fn take<T>(slot: &mut T, change: Option<T>) {
            if let Some(value) = change {
                *slot = value;
            }
        }
        take(&mut mapping.function, self.function);
        take(&mut mapping.enabled, self.enabled);
        take(&mut mapping.batch_size, self.batch_size);
        take(&mut mapping.window_s, self.window_s);
        take(&mut mapping.parallel, self.parallel);
        take(&mut mapping.bisect, self.bisect);
        take(&mut mapping.retries, self.retries);
        take(&mut mapping.max_age_s, self.max_age_s);
        take(&mut mapping.on_failure, self.on_failure);
        take(&mut mapping.filters, self.filters);
        take(&mut mapping.report, self.report);
    }
}

/// A mapping as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingDescription {
    /// Its id.
    pub uuid: String,
    /// Its function's ARN.
    pub function_arn: String,
    /// What it is.
    pub mapping: Mapping,
    /// Seconds of its tumbling windows; 0: none.
    pub tumbling_s: u32,
    /// `Creating`, `Enabling`, `Enabled`, `Disabling`, `Disabled`, `Updating`, `Deleting`.
    pub state: &'static str,
    /// When it was changed, milliseconds since 1970.
    pub modified_ms: u64,
    /// How its last batch went: `OK`, `PROBLEM: Function call failed`, `No records processed`.
    pub last_result: &'static str,
}

/// A function as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionDescription {
    /// Its ARN.
    pub arn: String,
    /// What it is.
    pub function: Function,
    /// When it was changed, milliseconds since 1970.
    pub modified_ms: u64,
}

/// What Lambda answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// `CreateFunction`, `UpdateFunctionCode`.
    Function(FunctionDescription),
    /// `GetFunction`: `{"Configuration": …, "Code": …}`.
    GotFunction(FunctionDescription),
    /// `ListFunctions`.
    Functions(Vec<FunctionDescription>),
    /// All about one mapping.
    Mapping(Box<MappingDescription>),
    /// `ListEventSourceMappings`.
    Mappings(Vec<MappingDescription>),
    /// `DeleteFunction`: an empty body.
    Nothing,
}

/// Why records were given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GivenUp {
    /// They were tried as often as they may be.
    RetriesExhausted,
    /// They are too old.
    RecordAge,
    /// The stream doesn't have them any more.
    Trimmed,
}

impl GivenUp {
    /// `condition` of the failure document.
    pub const fn condition(self) -> &'static str {
        match self {
            Self::RetriesExhausted => "RetryAttemptsExhausted",
            Self::RecordAge | Self::Trimmed => "RecordAgeExceeded",
        }
    }
}

/// What a queue is told of records that were given up: where they are, not what they hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The id of the last invocation.
    pub request_id: String,
    /// The function's ARN.
    pub function_arn: String,
    /// Why.
    pub why: GivenUp,
    /// How often the function was invoked with them.
    pub invokes: u32,
    /// When they were given up: `2026-11-20T09:00:00.000Z`.
    pub at: String,
    /// The shard.
    pub shard: String,
    /// Sequence number of the first record.
    pub start: String,
    /// Sequence number of the last record.
    pub end: String,
    /// When the first was written.
    pub first_at: String,
    /// When the last was written.
    pub last_at: String,
    /// How many.
    pub records: u32,
    /// The stream's ARN.
    pub source: String,
}
