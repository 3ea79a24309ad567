//! `PartiQL` statements as the service understands them: read into a tree, printed back to text.
//!
//! The tree is syntax: what parameters, functions and attributes mean is for others to say.

mod error;
mod expression;
mod ion;
mod keyword;
mod parser;
mod print;
#[cfg(test)]
mod properties;
mod select;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod types;
mod walk;

pub use error::{Error, Place};
pub use tree::{
    Arithmetic, Assignment, Change, Comparison, Delete, Direction, Expr, Image, Insert, Order, Path,
    Returning, Select, Source, Statement, Step, Update,
};
pub use types::foreign_type;

/// Reads one statement.
///
/// # Errors
/// What is wrong with the text, in the service's words.
pub fn parse(text: &str) -> Result<Statement, Error> {
    parser::Parser::new(text)?.statement()
}
