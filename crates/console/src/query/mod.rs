//! `--query`: `JMESPath`, as the AWS CLI's own reader of it understands and refuses it.

mod evaluate;
mod float;
mod functions;
mod lexer;
mod number;
mod parser;
#[cfg(test)]
mod tests;
mod tree;

pub(crate) use evaluate::order;
pub(crate) use float::parse as float;

use self::tree::Tree;
use crate::json::Node;

/// An expression that was read.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    tree: Tree,
}

impl Query {
    /// Reads an expression; the words of the AWS CLI when it can't be read.
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        parser::parse(text).map(|tree| Self { tree }).map_err(|error| error.message)
    }

    /// Where, in bytes, the expression can't be read.
    pub(crate) fn fault(text: &str) -> Option<usize> {
        let column = parser::parse(text).err()?.column;
        Some(text.char_indices().nth(column).map_or(text.len(), |(at, _)| at))
    }

    /// What the expression finds in a value; a function may refuse what it gets.
    pub(crate) fn search(&self, value: &Node) -> Result<Node, String> {
        evaluate::evaluate(&self.tree, value)
    }
}
