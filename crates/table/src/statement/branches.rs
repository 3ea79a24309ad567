//! What a `WHERE` clause demands of keys: alternatives, each a set of tests that must all pass.

use std::collections::BTreeMap;

use api::dynamodb::KeySchema;
use expression::{Comparator, KeyTest, Operand, Path, Predicate};
use value::AttributeValue;

use crate::schema::names;

/// So many alternatives are planned one by one; more are found by looking at everything.
const MAX_BRANCHES: usize = 6000;

/// Tests on key attributes that must all pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Branch {
    tests: BTreeMap<String, Vec<KeyTest>>,
}

impl Branch {
    fn of(attribute: &str, test: KeyTest) -> Self {
        Self { tests: BTreeMap::from([(attribute.to_owned(), vec![test])]) }
    }

    fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        for (attribute, tests) in &other.tests {
            both.tests.entry(attribute.clone()).or_default().extend(tests.iter().cloned());
        }
        both
    }

    /// The value that an attribute must have, if it must have one.
    pub(super) fn pinned(&self, attribute: &str) -> Option<&AttributeValue> {
        self.tests.get(attribute)?.iter().find_map(|test| match test {
            KeyTest::Eq(value) => Some(value),
            _ => None,
        })
    }

    /// The best single test on an attribute: what it can't say, the filter says.
    pub(super) fn test(&self, attribute: &str) -> Option<KeyTest> {
        let tests = self.tests.get(attribute)?;
        if let Some(value) = self.pinned(attribute) {
            return Some(KeyTest::Eq(value.clone()));
        }
        let low = tests.iter().find_map(|test| if let KeyTest::Ge(low) = test { Some(low) } else { None });
        let high = tests.iter().find_map(|test| if let KeyTest::Le(high) = test { Some(high) } else { None });
        if let (Some(low), Some(high)) = (low, high)
            && low.compare(high).is_some_and(std::cmp::Ordering::is_le)
        {
            return Some(KeyTest::Between(low.clone(), high.clone()));
        }
        tests.first().cloned()
    }
}

/// The alternatives of a condition; none when there are too many to count. A part that says nothing of keys allows
/// everything.
pub(super) fn branches(predicate: &Predicate, key: &KeySchema) -> Option<Vec<Branch>> {
    let anything = || Some(vec![Branch::default()]);
    let attribute = |path: &Path| {
        let name = path.name().to_owned();
        (!path.is_nested() && names(key).any(|key| key == name)).then_some(name)
    };
    match predicate {
        Predicate::And(parts) => parts.iter().try_fold(vec![Branch::default()], |sum, part| {
            let more = branches(part, key)?;
            if sum.len().saturating_mul(more.len()) > MAX_BRANCHES {
                return None;
            }
            Some(sum.iter().flat_map(|one| more.iter().map(|other| one.and(other))).collect())
        }),
        Predicate::Or(parts) => {
            let mut sum = Vec::new();
            for part in parts {
                sum.extend(branches(part, key)?);
                if sum.len() > MAX_BRANCHES {
                    return None;
                }
            }
            Some(sum)
        }
        Predicate::Compare { left, comparator, right } => {
            let (path, comparator, value) = match (left, right) {
                (Operand::Path(path), Operand::Value(value)) => (path, *comparator, value),
                (Operand::Value(value), Operand::Path(path)) => (path, comparator.flipped(), value),
                _ => return anything(),
            };
            let Some(name) = attribute(path) else { return anything() };
            let value = value.clone();
            let test = match comparator {
                Comparator::Eq => KeyTest::Eq(value),
                Comparator::Lt => KeyTest::Lt(value),
                Comparator::Le => KeyTest::Le(value),
                Comparator::Gt => KeyTest::Gt(value),
                Comparator::Ge => KeyTest::Ge(value),
                Comparator::Ne => return anything(),
            };
            Some(vec![Branch::of(&name, test)])
        }
        Predicate::Between { operand, low, high } => match (operand, low, high) {
            (Operand::Path(path), Operand::Value(low), Operand::Value(high)) => match attribute(path) {
                Some(name) => Some(vec![Branch::of(&name, KeyTest::Between(low.clone(), high.clone()))]),
                None => anything(),
            },
            _ => anything(),
        },
        Predicate::BeginsWith(Operand::Path(path), Operand::Value(prefix)) => match attribute(path) {
            Some(name) => Some(vec![Branch::of(&name, KeyTest::BeginsWith(prefix.clone()))]),
            None => anything(),
        },
        Predicate::In { operand: Operand::Path(path), list } => {
            let Some(name) = attribute(path) else { return anything() };
            let one = |operand: &Operand| match operand {
                Operand::Value(value) => Some(Branch::of(&name, KeyTest::Eq(value.clone()))),
                _ => None,
            };
            list.iter().map(one).collect::<Option<Vec<_>>>().or_else(anything)
        }
        _ => anything(),
    }
}

/// The most values that one `IN` lists for an attribute.
pub(super) fn longest_list(predicate: &Predicate, attribute: &str) -> usize {
    match predicate {
        Predicate::And(parts) | Predicate::Or(parts) => {
            parts.iter().map(|part| longest_list(part, attribute)).max().unwrap_or(0)
        }
        Predicate::In { operand: Operand::Path(path), list }
            if path.name() == attribute && !path.is_nested() =>
        {
            list.len()
        }
        _ => 0,
    }
}
