//! What may be said to the service and what it says back: operations as types, errors with their words.

pub mod dynamodb;
mod error;

pub use error::{ApiError, ErrorCode};
