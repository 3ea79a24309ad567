//! Syntax trees, flat in one vector: neither building, checking nor dropping one recurses.

use crate::condition::Comparator;
use crate::error::{ExpressionError, Fault, Kind, Span};

use super::names::{PathSyntax, check_path};

/// The most operators and functions in an expression.
const OPERATORS: u64 = 300;

/// A node's place in its tree. Children come before their parent.
pub(crate) type Id = usize;

/// A syntax tree.
#[derive(Debug)]
pub(crate) struct Tree<'t> {
    pub(crate) nodes: Vec<Node<'t>>,
    pub(crate) root: Id,
    /// The first pair of parentheses directly around another.
    pub(crate) redundant: Option<Span>,
}

/// A node.
#[derive(Debug)]
pub(crate) struct Node<'t> {
    pub(crate) shape: Shape<'t>,
    /// The operand, the operator or the function's name.
    pub(crate) span: Span,
    pub(crate) parenthesised: bool,
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Shape<'t> {
    Path(PathSyntax<'t>),
    Value(&'t str),
    Call(&'t str, Vec<Id>),
    Arithmetic(Sign, Id, Id),
    Compare(Comparator, Id, Id),
    Between([Id; 3]),
    In(Id, Vec<Id>),
    Not(Id),
    And(Id, Id),
    Or(Id, Id),
}

/// The arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Plus,
    Minus,
}

impl Sign {
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Sign::Plus => "+",
            Sign::Minus => "-",
        }
    }
}

const CONDITION_FUNCTIONS: [&str; 6] =
    ["attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size"];
const UPDATE_FUNCTIONS: [&str; 2] = ["if_not_exists", "list_append"];

impl<'t> Tree<'t> {
    pub(crate) fn node(&self, id: Id) -> &Node<'t> {
        &self.nodes[id]
    }

    pub(crate) fn check_parentheses(&self, kind: Kind) -> Result<(), ExpressionError> {
        match self.redundant {
            Some(span) => Err(error(kind, Fault::RedundantParentheses, span)),
            None => Ok(()),
        }
    }

    /// Every function exists, and belongs to this kind of expression.
    pub(crate) fn check_functions(&self, kind: Kind) -> Result<(), ExpressionError> {
        let (own, foreign): (&[&str], &[&str]) = match kind {
            Kind::Update => (&UPDATE_FUNCTIONS, &CONDITION_FUNCTIONS),
            _ => (&CONDITION_FUNCTIONS, &UPDATE_FUNCTIONS),
        };
        let unknown = |name: &str| !own.contains(&name) && !foreign.contains(&name);
        self.first_call(unknown, |name| error_parts(kind, Fault::UnknownFunction(name.to_owned())))?;
        if kind == Kind::KeyCondition {
            return Ok(());
        }
        self.first_call(
            |name| foreign.contains(&name),
            |name| error_parts(kind, Fault::FunctionNotAllowed(kind, name.to_owned())),
        )
    }

    /// Fails with the leftmost call whose name is at fault.
    fn first_call(
        &self,
        at_fault: impl Fn(&str) -> bool,
        error: impl Fn(&str) -> ExpressionError,
    ) -> Result<(), ExpressionError> {
        let calls = self.nodes.iter().filter_map(|node| match node.shape {
            Shape::Call(name, _) if at_fault(name) => Some((node.span, name)),
            _ => None,
        });
        match calls.min_by_key(|(span, _)| span.start) {
            Some((span, name)) => Err(ExpressionError { span: Some(span), ..error(name) }),
            None => Ok(()),
        }
    }

    /// In a condition: `size` only where a value is wanted, the other functions only where a truth is.
    pub(crate) fn check_function_places(&self, kind: Kind) -> Result<(), ExpressionError> {
        let mut first: Option<(Span, &str)> = None;
        for (id, wants_value) in self.uses() {
            let node = self.node(id);
            if let Shape::Call(name, _) = node.shape
                && (name == "size") != wants_value
                && first.is_none_or(|(span, _)| node.span.start < span.start)
            {
                first = Some((node.span, name));
            }
        }
        match first {
            Some((span, name)) => Err(error(kind, Fault::MisplacedFunction(name.to_owned()), span)),
            None => Ok(()),
        }
    }

    /// Every node below another, or at the root, and whether a value is wanted there.
    fn uses(&self) -> Vec<(Id, bool)> {
        let mut uses = vec![(self.root, false)];
        for node in &self.nodes {
            match &node.shape {
                Shape::Path(_) | Shape::Value(_) => {}
                Shape::Call(_, operands) => uses.extend(operands.iter().map(|id| (*id, true))),
                Shape::Arithmetic(_, left, right) | Shape::Compare(_, left, right) => {
                    uses.extend([(*left, true), (*right, true)]);
                }
                Shape::Between(operands) => uses.extend(operands.map(|id| (id, true))),
                Shape::In(operand, list) => {
                    uses.push((*operand, true));
                    uses.extend(list.iter().map(|id| (*id, true)));
                }
                Shape::Not(inner) => uses.push((*inner, false)),
                Shape::And(left, right) | Shape::Or(left, right) => {
                    uses.extend([(*left, false), (*right, false)]);
                }
            }
        }
        uses
    }

    /// No bare name is a reserved word; then depth and indexes of the paths.
    pub(crate) fn check_names(&self, kind: Kind) -> Result<(), ExpressionError> {
        for check in check_path::ALL {
            for node in &self.nodes {
                if let Shape::Path(path) = &node.shape
                    && let Err((fault, span)) = check(path)
                {
                    return Err(error(kind, fault, span));
                }
            }
        }
        Ok(())
    }

    pub(crate) fn check_operator_count(&self, kind: Kind) -> Result<(), ExpressionError> {
        let operators =
            self.nodes.iter().filter(|node| !matches!(node.shape, Shape::Path(_) | Shape::Value(_)));
        let count = operators.count() as u64;
        if count > OPERATORS {
            return Err(ExpressionError {
                kind: Some(kind),
                fault: Fault::TooManyOperators(count),
                span: None,
            });
        }
        Ok(())
    }
}

fn error(kind: Kind, fault: Fault, span: Span) -> ExpressionError {
    ExpressionError { kind: Some(kind), fault, span: Some(span) }
}

fn error_parts(kind: Kind, fault: Fault) -> ExpressionError {
    ExpressionError { kind: Some(kind), fault, span: None }
}
