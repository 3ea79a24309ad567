//! Policies of IAM: their documents, and what they say to a request, with the reason.
//!
//! It knows neither tables nor users: whoever asks brings the caller, the policies that apply to it, and the context
//! of the request. Nothing here panics, whatever the text of a policy is.
#![deny(clippy::float_arithmetic)]

mod condition;
mod context;
mod date;
mod decision;
mod document;
mod evaluate;
mod fault;
mod glob;
mod ip;
mod json;
mod number;
mod operator;
mod read;
mod template;
mod words;

pub use context::Context;
pub use decision::{Check, Decision, Finding, Met, Reason, StatementFinding, Step};
pub use document::{Clause, Effect, Kind, Matched, Policy, Principals, Statement};
pub use evaluate::{Applied, Caller, Request, evaluate};
pub use fault::Fault;
pub use glob::matches as glob_matches;
pub use operator::{Operator, Quantifier, Test};
pub use read::{Rules, read};
pub use template::Template;
pub use words::{denial, reason};
