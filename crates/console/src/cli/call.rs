//! What a command of the AWS CLI asks for.

use super::context::FileUse;
use super::paging::Paging;
use crate::place::Place;
use crate::print::ErrorFormat;

/// How a response is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// JSON, indented by four.
    #[default]
    Json,
    /// Columns of text.
    Text,
    /// Boxes.
    Table,
    /// YAML.
    Yaml,
    /// YAML, a list's element for each page.
    YamlStream,
    /// Nothing.
    Off,
}

impl Output {
    /// The format of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "json" => Self::Json,
            "text" => Self::Text,
            "table" => Self::Table,
            "yaml" => Self::Yaml,
            "yaml-stream" => Self::YamlStream,
            "off" => Self::Off,
            _ => return None,
        })
    }

    /// As `--output` takes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Table => "table",
            Self::Yaml => "yaml",
            Self::YamlStream => "yaml-stream",
            Self::Off => "off",
        }
    }
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

/// How a request was typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// `aws dynamodb put-item …`.
    #[default]
    Cli,
    /// `PutItem {"TableName": …}`. It is sent as it is: nothing was checked but that it is JSON.
    Json,
    /// A `PartiQL` statement.
    Statement,
}

/// One call of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiCall {
    /// The Region that the command names, if it names one.
    pub region: Option<String>,
    /// The cache that it goes through, if the command names one: `dax:` and the cluster's name.
    pub via: Option<String>,
    /// `--profile`: as whom it is made, if the command says.
    pub profile: Option<String>,
    /// `PutItem`.
    pub operation: &'static str,
    /// The operation's input as JSON. From the AWS CLI, it passes every check that is made before anything is sent.
    pub input: String,
    /// How it was typed.
    pub notation: Notation,
    /// Typed and printed with plain values, as `aws ddb` does.
    pub plain: bool,
    /// How to print the response; `None`: as configured.
    pub output: Option<Output>,
    /// `--query`: what to print of the response.
    pub query: Option<String>,
    /// How to print an error.
    pub errors: ErrorFormat,
    /// How to call several times and print one answer, for `query`, `scan`, `list-tables` and their like.
    pub paging: Option<Paging>,
    /// Requests, as JSON, that further batches of writes carry.
    pub waiting: Vec<String>,
    /// Files that were read.
    pub files: Vec<FileUse>,
    /// Which members were typed where.
    pub typed: Vec<Typed>,
    /// The command's place.
    pub at: Place,
}
