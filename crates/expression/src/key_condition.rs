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
    /// Something by which no key is found: any other operator of `KeyConditions`, the parameter from before
    /// expressions, with its first value.
    Other(Option<AttributeValue>),
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
            | KeyTest::BeginsWith(value) => (Some(value), None),
            KeyTest::Between(low, high) => (Some(low), Some(high)),
            KeyTest::Other(value) => (value.as_ref(), None),
        };
        first.into_iter().chain(second)
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
        Predicate::BeginsWith(text, prefix) => vec![text, prefix],
        _ => return Err(Fault::KeyNestedOperation),
    };
    match operands.iter().filter(|operand| operand.path().is_some()).count() {
        0 => return Err(Fault::KeyNoName),
        1 => {}
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
        Predicate::Between { .. } => Err(Fault::KeyOrder("BETWEEN")),
        Predicate::BeginsWith(Operand::Path(path), Operand::Value(prefix)) => {
            Ok((path, KeyTest::BeginsWith(prefix)))
        }
        Predicate::BeginsWith(..) => Err(Fault::KeyOrder("begins_with")),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{b, check_error, n, names, s, values};

    #[track_caller]
    fn check<const N: usize>(text: &str, expect: [(&str, KeyTest); N]) {
        let expect = expect.map(|(attribute, test)| KeyClause { attribute: attribute.to_owned(), test });
        let (names, values) = (names(), values());
        let parsed = match KeyCondition::parse(text, &mut Scope::new(Some(&names), Some(&values))) {
            Ok(parsed) => parsed,
            Err(error) => panic!("{text}: {error}"),
        };
        assert_eq!(parsed.clauses, expect, "{text}");
        let mut printer = crate::Printer::new();
        let again = printer.key_condition(&parsed);
        let (names, values) = (printer.names(), printer.values());
        let mut scope = Scope::new(Some(&names), Some(&values));
        assert_eq!(KeyCondition::parse(&again, &mut scope), Ok(parsed), "{again}");
    }

    // spec: 4.7/clauses in any order; 4.2/key condition grammar; 8/key conditions
    #[test]
    fn clauses() {
        check("pk = :s", [("pk", KeyTest::Eq(s("s")))]);
        check("#a = :s AND sk < :n", [("a", KeyTest::Eq(s("s"))), ("sk", KeyTest::Lt(n("1")))]);
        check("sk <= :n and pk = :s", [("sk", KeyTest::Le(n("1"))), ("pk", KeyTest::Eq(s("s")))]);
        check("(pk = :s) AND (sk > :s)", [("pk", KeyTest::Eq(s("s"))), ("sk", KeyTest::Gt(s("s")))]);
        check("(pk = :s AND sk >= :b)", [("pk", KeyTest::Eq(s("s"))), ("sk", KeyTest::Ge(b(b"b")))]);
        check(
            "pk = :s AND sk BETWEEN :n AND :n5",
            [("pk", KeyTest::Eq(s("s"))), ("sk", KeyTest::Between(n("1"), n("5")))],
        );
        check(
            "begins_with(sk, :s) AND pk = :s",
            [("sk", KeyTest::BeginsWith(s("s"))), ("pk", KeyTest::Eq(s("s")))],
        );
        check(
            "a = :s AND b = :s AND c = :n AND d < :n5",
            [
                ("a", KeyTest::Eq(s("s"))),
                ("b", KeyTest::Eq(s("s"))),
                ("c", KeyTest::Eq(n("1"))),
                ("d", KeyTest::Lt(n("5"))),
            ],
        );
        // Whether the type fits is for the schema to say.
        check("pk = :bool", [("pk", KeyTest::Eq(AttributeValue::Bool(true)))]);
    }

    // spec: 4.7/clauses in any order; 8/key conditions
    #[test]
    fn values_first() {
        for (text, test) in [
            (":n = sk", KeyTest::Eq(n("1"))),
            (":n >= sk", KeyTest::Le(n("1"))),
            (":n > sk", KeyTest::Lt(n("1"))),
            (":n <= sk", KeyTest::Ge(n("1"))),
            (":n < sk", KeyTest::Gt(n("1"))),
        ] {
            check(text, [("sk", test)]);
        }
    }

    // spec: 4.7/OR, NOT; 4.7/two on one key; 4.7/nested path; 4.7/nested function; 4.7/both sides
    // spec: 4.7/BETWEEN order; 4.7/operand that no key
    #[test]
    fn static_errors() {
        let operator = |name: &str| format!("Invalid operator used in KeyConditionExpression: {name}");
        let twice = "KeyConditionExpressions must only contain one condition per key";
        let nested_path = "KeyConditionExpressions cannot have conditions on nested attributes";
        let nested = "KeyConditionExpressions cannot contain nested operations";
        let condition = |rest: &str| format!("Invalid condition in KeyConditionExpression: {rest}");
        let many = condition("Multiple attribute names used in one condition");
        let none = condition("No key attribute specified");
        let order = |operator: &str| {
            condition(&format!("{operator} operator must have the key attribute as its first operand"))
        };
        let operand = |operator: &str, type_name: &str| {
            format!(
                "Incorrect operand type for operator or function; operator or function: {operator}, \
                 operand type: {type_name}"
            )
        };
        for (text, sentence, token) in [
            ("pk = :s OR sk = :n", operator("OR"), "OR"),
            ("pk = :s AND NOT sk = :n", operator("NOT"), "NOT"),
            ("pk <> :s", operator("<>"), "<>"),
            ("pk = :s AND sk IN (:n, :n5)", operator("IN"), "IN"),
            ("attribute_exists(pk)", operator("attribute_exists"), "attribute_exists"),
            ("pk = :s AND contains(sk, :s)", operator("contains"), "contains"),
            ("size(pk)", operator("size"), "size"),
            ("pk = :s AND pk = :s2", twice.to_owned(), "="),
            ("pk = :s AND #a > :n AND a < :n5", twice.to_owned(), "<"),
            ("pk.a = :s", nested_path.to_owned(), "="),
            ("pk = :s AND begins_with(sk[0], :s)", nested_path.to_owned(), "begins_with"),
            ("size(pk) = :n", nested.to_owned(), "="),
            ("begins_with(pk, size(sk))", nested.to_owned(), "begins_with"),
            ("pk = sk", many.clone(), "="),
            ("pk BETWEEN :n AND sk", many.clone(), "BETWEEN"),
            ("begins_with(pk, sk)", many, "begins_with"),
            (":s = :s2", none.clone(), "="),
            (":n BETWEEN :n5 AND :n5", none.clone(), "BETWEEN"),
            (":n BETWEEN sk AND :n5", order("BETWEEN"), "BETWEEN"),
            ("begins_with(:s, sk)", order("begins_with"), "begins_with"),
            ("begins_with(:s, :s2)", none, "begins_with"),
            ("begins_with(pk, :n)", operand("begins_with", "N"), ":n"),
            ("pk < :bool", operand("<", "BOOL"), ":bool"),
            ("pk BETWEEN :ss AND :n", operand("BETWEEN", "SS"), ":ss"),
            // A clause at a time.
            ("pk < :bool AND pk.a = :s", operand("<", "BOOL"), ":bool"),
            ("pk.a = :s AND pk < :bool", nested_path.to_owned(), "="),
            (
                "pk BETWEEN :n5 AND :n",
                "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound \
                 operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}"
                    .to_owned(),
                "BETWEEN",
            ),
            (
                "pk = :x",
                "An expression attribute value used in expression is not defined; attribute value: :x".to_owned(),
                ":x",
            ),
            ("key = :s", "Attribute name is a reserved keyword; reserved keyword: key".to_owned(), "key"),
            ("foo(pk)", "Invalid function name; function: foo".to_owned(), "foo"),
        ] {
            check_error(Kind::KeyCondition, text, &sentence, token);
        }
    }
}
