//! Reads a request's JSON into its operation's shape.
//!
//! A stack of open values, kept here and not on the machine's stack, follows the shape table. So a body of any depth
//! costs no more than its bytes.

mod blob;
mod generic;
mod integer;
mod node;
mod reader;
mod tokens;
mod tree;

pub use node::Node;
pub use reader::{KEPT_LEVELS, MAX_LEVELS, is_json, read, read_noting};
pub use tree::Tree;
