//! Key conditions: which item collection, and which part of it.

use value::AttributeValue;

use crate::condition::{Checker, Comparator, Operand, Predicate};
use crate::error::{ExpressionError, Fault, Kind};
use crate::path::Path;
use crate::scope::Scope;
use crate::syntax;

/// A checked key-condition expression: conditions on different attributes that must all hold. Whether those are the
/// keys of the table or index is for the schema to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCondition {
    /// In the order of the text, at most one an attribute.
    pub clauses: Vec<KeyClause>,
}

/// A condition on one key attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyClause {
    /// The attribute's name.
    pub attribute: String,
    /// What it must be.
    pub test: KeyTest,
}

/// What a key attribute must be. The values may be of types that no key can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyTest {
    /// Equal to.
    Eq(AttributeValue),
    /// Less than.
    Lt(AttributeValue),
    /// At most.
    Le(AttributeValue),
    /// Greater than.
    Gt(AttributeValue),
    /// At least.
    Ge(AttributeValue),
    /// From the first to the second, both included; of one type and in order.
    Between(AttributeValue, AttributeValue),
    /// A string or binary beginning with.
    BeginsWith(AttributeValue),
}
