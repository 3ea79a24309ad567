//! What may be said to the service and what it says back: operations as types, errors with their words.

pub mod cloudwatch;
pub mod dax;
pub mod dynamodb;
mod error;
pub mod identity;
pub mod json;
pub mod lambda;
mod output;
mod parse;
pub mod shapes;

pub use error::{ApiError, CancellationReason, ErrorCode, Speaker, ThrottlingReason};
pub use output::{Object, list as write_list};
pub use parse::{Wording, parse, parse_in, parse_noting, unbuilt, unbuilt_parameter, undefined_keys};
