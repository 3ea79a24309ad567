//! JSON as Python reads it, because the AWS CLI's words about broken JSON are Python's.

mod node;
mod read;
mod write;

pub(crate) use node::{Key, Node, Tagged, Text, Value};
pub(crate) use read::read;
pub(crate) use write::{write, write_string};

/// JSON and shorthand may nest so deep; Python gives up at about a thousand.
pub(crate) const DEEPEST: u32 = 400;
