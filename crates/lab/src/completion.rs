//! What could be typed.

use crate::lab::Lab;
use crate::protocol::Completions;

impl Lab {
    /// What could be typed at a place of a text (byte offset), from the grammar and from the tables that there are.
    pub fn complete(&self, _text: &str, cursor: u32) -> Completions {
        Completions { replace: (cursor, cursor), choices: Vec::new() }
    }
}
