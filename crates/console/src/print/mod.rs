//! Responses and errors as the AWS CLI v2 prints them.

mod error;
mod json;
mod text;
mod time;

pub use error::print_error;
pub use json::print_json;
pub use text::print_text;
