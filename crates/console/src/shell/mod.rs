//! Text into words, as the shells do it that commands are pasted from.

mod lexer;
mod paste;
mod quotes;
mod word;

pub(crate) use lexer::{Ending, Statement, is_blank, statement};
pub(crate) use paste::{Found, is_assignment, next};
pub(crate) use word::Word;
