//! Condition, filter, key-condition, update and projection expressions: parse, check, evaluate.

mod condition;
mod error;
mod key_condition;
mod path;
mod print;
mod projection;
#[cfg(test)]
mod properties;
mod record;
mod reserved;
mod scope;
mod syntax;
#[cfg(test)]
mod testing;
mod update;

pub use condition::{Comparator, Condition, Operand, Predicate, TypeName};
pub use error::{ExpressionError, Fault, Kind, Span};
pub use key_condition::{KeyClause, KeyCondition, KeyTest};
pub use path::{Element, Path};
pub use print::{Printer, echo_path, echo_value};
pub use projection::Projection;
pub use record::Record;
pub use reserved::is_reserved;
pub use scope::Scope;
pub use update::{Action, SetOperand, SetValue, Update, UpdateError, Updated};
