//! Conditions and filters.

mod check;
mod evaluate;
mod print;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use value::AttributeValue;

use crate::error::{ExpressionError, Kind};
use crate::path::Path;
use crate::record::Record;
use crate::scope::Scope;
use crate::syntax;

pub(crate) use check::Checker;

/// A checked condition or filter expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    root: Predicate,
    from_parameters: bool,
}

/// A node of a condition that is true or false for an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// All of them, tried from left to right.
    And(Vec<Predicate>),
    /// Any of them, tried from left to right.
    Or(Vec<Predicate>),
    /// Not this.
    Not(Box<Predicate>),
    /// `left = right` and its kin.
    Compare {
        /// On the left.
        left: Operand,
        /// How to compare.
        comparator: Comparator,
        /// On the right.
        right: Operand,
    },
    /// `operand BETWEEN low AND high`, both bounds included.
    Between {
        /// What is compared.
        operand: Operand,
        /// The lower bound.
        low: Operand,
        /// The upper bound.
        high: Operand,
    },
    /// `operand IN (…)`: equal to any of 1 to 100.
    In {
        /// What is compared.
        operand: Operand,
        /// With what.
        list: Vec<Operand>,
    },
    /// `attribute_exists(path)`.
    Exists(Path),
    /// `attribute_not_exists(path)`.
    NotExists(Path),
    /// `attribute_type(path, :t)`.
    HasType(Path, TypeName),
    /// `begins_with(text, prefix)`.
    BeginsWith(Operand, Operand),
    /// `contains(container, element)`.
    Contains(Operand, Operand),
}

/// A value in a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Whatever the path leads to.
    Path(Path),
    /// A constant.
    Value(AttributeValue),
    /// `size(path)`: UTF-16 code units, bytes or members.
    Size(Path),
    /// `size(:v)`, which the service takes, too: of a constant that has a size.
    ConstantSize(AttributeValue),
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// `=`
    Eq,
    /// `<>`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Comparator {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Comparator::Eq => "=",
            Comparator::Ne => "<>",
            Comparator::Lt => "<",
            Comparator::Le => "<=",
            Comparator::Gt => ">",
            Comparator::Ge => ">=",
        }
    }

    /// The operator that means the same with the operands exchanged.
    #[must_use]
    pub fn flipped(self) -> Comparator {
        match self {
            Comparator::Lt => Comparator::Gt,
            Comparator::Le => Comparator::Ge,
            Comparator::Gt => Comparator::Lt,
            Comparator::Ge => Comparator::Le,
            same => same,
        }
    }
}

/// A type that `attribute_type` can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TypeName {
    /// String.
    S,
    /// Number.
    N,
    /// Binary.
    B,
    /// Boolean.
    Bool,
    /// Null.
    Null,
    /// String set.
    Ss,
    /// Number set.
    Ns,
    /// Binary set.
    Bs,
    /// List.
    L,
    /// Map.
    M,
}

impl TypeName {
    const ALL: [TypeName; 10] = [
        TypeName::S,
        TypeName::N,
        TypeName::B,
        TypeName::Bool,
        TypeName::Null,
        TypeName::Ss,
        TypeName::Ns,
        TypeName::Bs,
        TypeName::L,
        TypeName::M,
    ];

    /// The name in requests: `S`, `BOOL`, ….
    pub fn name(self) -> &'static str {
        match self {
            TypeName::S => "S",
            TypeName::N => "N",
            TypeName::B => "B",
            TypeName::Bool => "BOOL",
            TypeName::Null => "NULL",
            TypeName::Ss => "SS",
            TypeName::Ns => "NS",
            TypeName::Bs => "BS",
            TypeName::L => "L",
            TypeName::M => "M",
        }
    }

    /// The type of that name.
    pub fn from_name(name: &str) -> Option<TypeName> {
        TypeName::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Condition {
    /// Parses and checks a `ConditionExpression` or `FilterExpression`; `kind` is the parameter's name in errors.
    pub fn parse(kind: Kind, text: &str, scope: &mut Scope<'_>) -> Result<Condition, ExpressionError> {
        let tree = syntax::parse_condition(kind, text, scope)?;
        Ok(Condition::new(Checker::new(kind, &tree, scope).condition()?))
    }

    /// A condition from a tree made elsewhere. The tree must not be deeper than a few hundred nodes: evaluation
    /// and drop recurse.
    pub fn new(root: Predicate) -> Condition {
        Condition { root, from_parameters: false }
    }

    /// A condition that was not an expression but `Expected`, `QueryFilter` or `ScanFilter`, the parameters from
    /// before expressions. It means what its tree says; only sentences about it differ.
    pub fn from_parameters(root: Predicate) -> Condition {
        Condition { root, from_parameters: true }
    }

    /// Whether it came as parameters from before expressions.
    pub fn is_from_parameters(&self) -> bool {
        self.from_parameters
    }

    /// The tree.
    pub fn predicate(&self) -> &Predicate {
        &self.root
    }

    /// Whether the condition holds for an item. For an item that doesn't exist, ask an empty one.
    pub fn matches(&self, record: &impl Record) -> bool {
        evaluate::holds(&self.root, record)
    }

    /// All paths, from left to right.
    pub fn paths(&self) -> Vec<&Path> {
        let mut paths = Vec::new();
        self.root.collect_paths(&mut paths);
        paths
    }

    /// The top-level attributes that the condition reads.
    pub fn attribute_names(&self) -> BTreeSet<&str> {
        self.paths().into_iter().map(Path::name).collect()
    }
}

impl Predicate {
    fn collect_paths<'p>(&'p self, paths: &mut Vec<&'p Path>) {
        match self {
            Predicate::And(parts) | Predicate::Or(parts) => {
                for part in parts {
                    part.collect_paths(paths);
                }
            }
            Predicate::Not(inner) => inner.collect_paths(paths),
            Predicate::Compare { left, right, .. } => {
                paths.extend([left, right].into_iter().filter_map(Operand::path));
            }
            Predicate::Between { operand, low, high } => {
                paths.extend([operand, low, high].into_iter().filter_map(Operand::path));
            }
            Predicate::In { operand, list } => {
                paths.extend(std::iter::once(operand).chain(list).filter_map(Operand::path));
            }
            Predicate::Exists(path) | Predicate::NotExists(path) | Predicate::HasType(path, _) => {
                paths.push(path);
            }
            Predicate::BeginsWith(one, other) | Predicate::Contains(one, other) => {
                paths.extend([one, other].into_iter().filter_map(Operand::path));
            }
        }
    }
}

impl Operand {
    /// The path that the operand reads, if it is no constant.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Operand::Path(path) | Operand::Size(path) => Some(path),
            Operand::Value(_) | Operand::ConstantSize(_) => None,
        }
    }

    /// The type, where it is known without an item.
    pub(crate) fn type_name(&self) -> Option<&'static str> {
        match self {
            Operand::Path(_) => None,
            Operand::Value(value) => Some(value.type_name()),
            Operand::Size(_) | Operand::ConstantSize(_) => Some("N"),
        }
    }
}
