//! What a command of the AWS CLI asks for.

use super::context::FileUse;
use super::paging::Paging;
use crate::place::Place;

/// How a response is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// JSON, indented by four.
    #[default]
    Json,
    /// Columns of text.
    Text,
    /// Nothing.
    Off,
}

/// A member of the input as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// `FilterExpression`.
    pub member: &'static str,
    /// Where the option's name stands.
    pub name: Place,
    /// Where its values stand; empty for switches.
    pub value: Place,
}

/// One call of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiCall {
    /// The Region that the command names, if it names one.
    pub region: Option<String>,
    /// `PutItem`.
    pub operation: &'static str,
    /// The operation's input as JSON. Passes every check that the AWS CLI makes before it sends anything.
    pub input: String,
    /// How to print the response; `None`: as configured.
    pub output: Option<Output>,
    /// How to call several times and print one answer, for `query`, `scan`, `list-tables` and their like.
    pub paging: Option<Paging>,
    /// Files that were read.
    pub files: Vec<FileUse>,
    /// Which members were typed where.
    pub typed: Vec<Typed>,
    /// The command's place.
    pub at: Place,
}

/// Conditions that `aws dynamodb wait` can wait for here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiter {
    /// Until the table is ACTIVE: 25 looks, 20 seconds apart.
    TableExists,
    /// Until there is no such table: 25 looks, 20 seconds apart.
    TableNotExists,
}

impl Waiter {
    /// Seconds between two looks.
    pub const DELAY_SECONDS: u64 = 20;
    /// Looks before it gives up.
    pub const ATTEMPTS: u32 = 25;

    /// What the AWS CLI prints, with exit code 255, when it gives up.
    pub const fn gave_up(self) -> &'static str {
        match self {
            Self::TableExists => "\naws: [ERROR]: Waiter TableExists failed: Max attempts exceeded\n",
            Self::TableNotExists => "\naws: [ERROR]: Waiter TableNotExists failed: Max attempts exceeded\n",
        }
    }
}

/// `aws dynamodb wait …`: silent when it succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// For what.
    pub until: Waiter,
    /// The table as given (a name or an ARN).
    pub table: String,
    /// The `DescribeTable` that it repeats.
    pub call: ApiCall,
}
