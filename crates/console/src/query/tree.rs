//! An expression as a tree.

use crate::json::Node;

/// How two values are compared.
#[derive(Clone, Copy, Debug)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A part of an expression.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// The value itself.
    Current,
    Field(String),
    Literal(Node),
    Index(i64),
    Slice([Option<i64>; 3]),
    /// Each works on what the one before found.
    Chain(Vec<Tree>),
    Compare(Comparison, Box<(Tree, Tree)>),
    Or(Box<(Tree, Tree)>),
    And(Box<(Tree, Tree)>),
    Not(Box<Tree>),
    /// The second, on each element of the list that the first finds.
    Projection(Box<(Tree, Tree)>),
    /// The second, on each member's value of the object that the first finds.
    Values(Box<(Tree, Tree)>),
    /// The second, on each element of the first's list for which the third is true.
    Filter(Box<(Tree, Tree, Tree)>),
    Flatten(Box<Tree>),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
    Function(String, Vec<Tree>),
    /// An expression that is handed to a function.
    Reference(Box<Tree>),
}
