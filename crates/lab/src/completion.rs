//! What could be typed.

use crate::lab::Lab;
use crate::protocol::{Choice, Completions};

impl Lab {
    /// What could be typed at a place of a text (byte offset), from the grammar and from the tables that there are.
    pub fn complete(&self, text: &str, cursor: u32) -> Completions {
        let found = console::complete(text, cursor as usize, &self.catalogue());
        let choice = |choice: console::Choice| Choice { insert: choice.insert, about: choice.about };
        Completions {
            replace: (found.replace.from, found.replace.to),
            choices: found.choices.into_iter().map(choice).collect(),
        }
    }
}
