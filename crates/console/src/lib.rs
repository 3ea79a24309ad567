//! Other notations of the same requests: AWS CLI in, printed output and completion out.

mod action;
mod cache;
mod catalogue;
mod cli;
mod code;
mod complete;
mod configure;
mod ddb;
mod direct;
mod distance;
mod duration;
mod explain;
mod fault;
mod help;
mod json;
mod lab;
mod load;
mod place;
mod print;
mod query;
mod quote;
mod script;
mod shell;
mod size;
mod tokens;
mod yaml;

pub use action::{Action, HelpTopic};
pub use cache::CacheCommand;
pub use catalogue::{Catalogue, IndexEntry, KeyPart, Named, TableEntry};
pub use cli::{
    ApiCall, Context, File, FileUse, Notation, Output, Pager, Paging, PagingError, Typed, Wait, Waited,
    Waiter,
};
pub use code::{Shown, notations};
pub use complete::{Choice, Completions, complete};
pub use configure::{
    Answers, Configure, Profile, output, print_configuration, print_configure, print_setting,
};
pub use duration::duration;
pub use explain::{Failure, Hint, advise, explain};
pub use fault::{Fault, GENERAL, NOT_FOUND, Remark, SERVICE, SHELL_SYNTAX, USAGE};
pub use help::{VERSION, help};
pub use lab::{LabCommand, PRESETS, Preset, Unit};
pub use load::{Flags, LoadCommand};
pub use place::Place;
pub use print::{ErrorFormat, Look, print_error, print_failure, print_json, print_text, sample};
pub use quote::{quoted, word};
pub use script::{Command, Script, When, parse_command, parse_script, tokens};
pub use tokens::{Token, TokenKind};
