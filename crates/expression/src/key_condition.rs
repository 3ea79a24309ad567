//! Key conditions: which item collection, and which part of it.

use value::AttributeValue;

use crate::condition::{Checker, Comparator, Operand, Predicate};
use crate::error::{ExpressionError, Fault, Kind};
use crate::path::Path;
use crate::scope::Scope;
use crate::syntax::{self, Id, Shape, Tree};

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

impl KeyCondition {
    /// Parses a `KeyConditionExpression` and makes every check that needs no schema.
    pub fn parse(text: &str, scope: &mut Scope<'_>) -> Result<KeyCondition, ExpressionError> {
        let kind = Kind::KeyCondition;
        let tree = syntax::parse_condition(kind, text, scope)?;
        let checker = Checker::new(kind, &tree, scope);
        let mut clauses: Vec<KeyClause> = Vec::new();
        // The conditions still to look at, the next one last.
        let mut open = vec![tree.root];
        while let Some(id) = open.pop() {
            let node = tree.node(id);
            if let Shape::And(left, right) = node.shape {
                open.extend([right, left]);
                continue;
            }
            let error = |fault| checker.error(fault, node.span);
            check_operator(&tree, id).map_err(error)?;
            let (path, required) = test(checker.predicate(id)?).map_err(error)?;
            if path.is_nested() {
                return Err(error(Fault::KeyNestedPath));
            }
            if clauses.iter().any(|clause| clause.attribute == path.name()) {
                return Err(error(Fault::KeyTwice));
            }
            clauses.push(KeyClause { attribute: path.name().to_owned(), test: required });
        }
        Ok(KeyCondition { clauses })
    }

    /// The condition on an attribute.
    pub fn test(&self, attribute: &str) -> Option<&KeyTest> {
        self.clauses.iter().find(|clause| clause.attribute == attribute).map(|clause| &clause.test)
    }
}

impl KeyTest {
    /// The constants, in the order of the text.
    pub fn values(&self) -> impl Iterator<Item = &AttributeValue> {
        let (first, second) = match self {
            KeyTest::Eq(value)
            | KeyTest::Lt(value)
            | KeyTest::Le(value)
            | KeyTest::Gt(value)
            | KeyTest::Ge(value)
            | KeyTest::BeginsWith(value) => (value, None),
            KeyTest::Between(low, high) => (low, Some(high)),
        };
        std::iter::once(first).chain(second)
    }
}

/// Whether key conditions have the operator at all, and whether its operands are plain.
fn check_operator(tree: &Tree<'_>, id: Id) -> Result<(), Fault> {
    let operator = |name: &str| Err(Fault::KeyOperator(name.to_owned()));
    let operands = match &tree.node(id).shape {
        Shape::Or(..) => return operator("OR"),
        Shape::Not(_) => return operator("NOT"),
        Shape::In(..) => return operator("IN"),
        Shape::Compare(Comparator::Ne, ..) => return operator("<>"),
        Shape::Call(name, _) if *name != "begins_with" => return operator(name),
        Shape::Compare(_, left, right) => vec![*left, *right],
        Shape::Between(operands) => operands.to_vec(),
        Shape::Call(_, operands) => operands.clone(),
        Shape::Path(_) | Shape::Value(_) | Shape::Arithmetic(..) | Shape::And(..) => Vec::new(),
    };
    if operands.into_iter().any(|operand| matches!(tree.node(operand).shape, Shape::Call(..))) {
        return Err(Fault::KeyNestedOperation);
    }
    Ok(())
}

/// A condition as a test of one attribute.
fn test(predicate: Predicate) -> Result<(Path, KeyTest), Fault> {
    let operands: Vec<&Operand> = match &predicate {
        Predicate::Compare { left, right, .. } => vec![left, right],
        Predicate::Between { operand, low, high } => vec![operand, low, high],
        Predicate::BeginsWith(_, prefix) => {
            if prefix.path().is_some() {
                return Err(Fault::KeyManyNames);
            }
            Vec::new()
        }
        _ => return Err(Fault::KeyNestedOperation),
    };
    match operands.iter().filter(|operand| operand.path().is_some()).count() {
        0 if !operands.is_empty() => return Err(Fault::KeyNoName),
        0 | 1 => {}
        _ => return Err(Fault::KeyManyNames),
    }
    match predicate {
        Predicate::Compare { left: Operand::Path(path), comparator, right: Operand::Value(value) } => {
            Ok((path, comparison(comparator, value)?))
        }
        Predicate::Compare { left: Operand::Value(value), comparator, right: Operand::Path(path) } => {
            Ok((path, comparison(comparator.flipped(), value)?))
        }
        Predicate::Between {
            operand: Operand::Path(path),
            low: Operand::Value(low),
            high: Operand::Value(high),
        } => Ok((path, KeyTest::Between(low, high))),
        Predicate::Between { .. } => Err(Fault::KeyBetweenOrder),
        Predicate::BeginsWith(path, Operand::Value(prefix)) => Ok((path, KeyTest::BeginsWith(prefix))),
        _ => Err(Fault::KeyNestedOperation),
    }
}

fn comparison(comparator: Comparator, value: AttributeValue) -> Result<KeyTest, Fault> {
    Ok(match comparator {
        Comparator::Eq => KeyTest::Eq(value),
        Comparator::Lt => KeyTest::Lt(value),
        Comparator::Le => KeyTest::Le(value),
        Comparator::Gt => KeyTest::Gt(value),
        Comparator::Ge => KeyTest::Ge(value),
        Comparator::Ne => return Err(Fault::KeyOperator("<>".to_owned())),
    })
}
