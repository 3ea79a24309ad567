//! Key conditions against a schema: one item collection, and a range in it.

use std::ops::Bound;

use api::ApiError;
use api::dynamodb::{KeyAttribute, KeySchema};
use expression::{KeyClause, KeyCondition, KeyTest};
use value::AttributeValue;
use value::key::{Key, collection_prefix, sort_bytes, sort_bytes_prefix};

use crate::fault::{invalid, mismatch, validation};
use crate::keys::{check_index_not_empty, check_not_empty, check_sizes};
use crate::rows::KeyRange;
use crate::schema::{attributes, has_type};

const NOT_INDEXABLE: &str = "Attempted conditional constraint is not an indexable operation";

/// What a key condition selects.
pub(crate) struct Selected {
    /// The item collection: its keys begin with this one.
    pub(crate) collection: Key,
    /// The part of it.
    pub(crate) range: KeyRange,
    /// Whether a sort key attribute has a condition.
    pub(crate) narrowed: bool,
}

/// Checks a key condition against the key of a table, or of the index of this name.
pub(crate) fn select(
    schema: &KeySchema,
    index: Option<&str>,
    condition: &KeyCondition,
) -> Result<Selected, ApiError> {
    let clauses = &condition.clauses;
    let count = attributes(schema).count();
    if clauses.len() > count {
        return Err(validation(format!(
            "The number of query conditions ({}) exceeds the number of key attributes defined in the schema \
             ({count})",
            clauses.len()
        )));
    }
    let test_of = |attribute: &KeyAttribute| {
        clauses.iter().find(|clause| clause.attribute == attribute.name).map(|clause| &clause.test)
    };
    check_partition(schema, test_of)?;
    check_strangers(schema, clauses, test_of)?;
    check_sort_run(&schema.sort, test_of)?;
    check_operands(schema, index, clauses)?;
    if clauses.iter().any(|clause| matches!(clause.test, KeyTest::Other(_))) {
        return Err(validation(NOT_INDEXABLE));
    }

    let partition: Vec<_> = schema.partition.iter().filter_map(test_of).filter_map(equal_to).collect();
    check_sizes(partition.iter().map(|value| value.size()).sum(), 0)?;
    let collection = collection_prefix(&partition).ok_or_else(mismatch)?;
    let mut prefix = collection.clone();
    let narrowed = schema.sort.iter().any(|attribute| test_of(attribute).is_some());
    let mut range = None;
    for attribute in &schema.sort {
        match test_of(attribute) {
            None => {}
            Some(KeyTest::Eq(value)) => prefix = prefix.extended(&sort_bytes(value).ok_or_else(mismatch)?),
            Some(test) => range = Some(part_of(&prefix, test).ok_or_else(mismatch)?),
        }
    }
    Ok(Selected { range: range.unwrap_or_else(|| beginning_with(prefix)), collection, narrowed })
}

fn equal_to(test: &KeyTest) -> Option<&AttributeValue> {
    if let KeyTest::Eq(value) = test { Some(value) } else { None }
}

/// Every partition attribute needs an equality.
fn check_partition<'c>(
    schema: &KeySchema,
    test_of: impl Fn(&KeyAttribute) -> Option<&'c KeyTest>,
) -> Result<(), ApiError> {
    let lacks = |attribute: &&KeyAttribute| test_of(attribute).and_then(equal_to).is_none();
    let lacking: Vec<_> = schema.partition.iter().filter(lacks).collect();
    let Some(first) = lacking.first() else { return Ok(()) };
    Err(validation(if schema.partition.len() > 1 {
        format!(
            "HASH key attributes {} must have equality conditions specified in the query",
            listed(lacking.iter().copied())
        )
    } else if test_of(first).is_none() {
        missed(&first.name)
    } else if matches!(test_of(first), Some(KeyTest::Other(_))) {
        NOT_INDEXABLE.to_owned()
    } else {
        "Query key condition not supported".to_owned()
    }))
}

/// A condition on another attribute stands in the place of one on a key attribute, which the service misses.
fn check_strangers<'c>(
    schema: &KeySchema,
    clauses: &[KeyClause],
    test_of: impl Fn(&KeyAttribute) -> Option<&'c KeyTest>,
) -> Result<(), ApiError> {
    let known = |clause: &KeyClause| attributes(schema).any(|attribute| attribute.name == clause.attribute);
    if clauses.iter().all(known) {
        return Ok(());
    }
    let free = schema.sort.iter().find(|attribute| test_of(attribute).is_none());
    Err(validation(
        free.map_or_else(
            || "Query key condition not supported".to_owned(),
            |attribute| missed(&attribute.name),
        ),
    ))
}

/// Sort attributes: equalities from the left without a gap, anything on the last one named.
fn check_sort_run<'c>(
    sort: &[KeyAttribute],
    test_of: impl Fn(&KeyAttribute) -> Option<&'c KeyTest>,
) -> Result<(), ApiError> {
    let Some(last) = sort.iter().rposition(|attribute| test_of(attribute).is_some()) else { return Ok(()) };
    let lacks = |attribute: &&KeyAttribute| test_of(attribute).and_then(equal_to).is_none();
    let lacking: Vec<_> = sort[..last].iter().filter(lacks).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    Err(validation(format!(
        "RANGE key attributes {} must have equality conditions specified in the query because a condition is \
         present on key attribute {}",
        listed(lacking.into_iter()),
        sort[last].name
    )))
}

/// Values must be of the schema's types, and possible as keys.
fn check_operands(schema: &KeySchema, index: Option<&str>, clauses: &[KeyClause]) -> Result<(), ApiError> {
    for attribute in attributes(schema) {
        for value in clauses.iter().filter(|c| c.attribute == attribute.name).flat_map(|c| c.test.values()) {
            if !has_type(value, attribute) {
                return Err(invalid("Condition parameter type does not match schema type"));
            }
            match index {
                None => check_not_empty(&attribute.name, value)?,
                Some(index) => check_index_not_empty(index, &attribute.name, value)?,
            }
            if schema.sort.contains(attribute) {
                check_sizes(0, value.size())?;
            }
        }
    }
    Ok(())
}

/// The keys that begin with `prefix` and whose next sort attribute passes the test.
fn part_of(prefix: &Key, test: &KeyTest) -> Option<KeyRange> {
    let at = |value: &AttributeValue| Some(prefix.extended(&sort_bytes(value)?));
    let start = || Bound::Included(prefix.clone());
    let (from, to) = match test {
        KeyTest::Eq(value) => return Some(beginning_with(at(value)?)),
        KeyTest::BeginsWith(value) => {
            return Some(beginning_with(prefix.extended(&sort_bytes_prefix(value)?)));
        }
        KeyTest::Lt(value) => (start(), Bound::Excluded(at(value)?)),
        KeyTest::Le(value) => (start(), end_of(&at(value)?)),
        KeyTest::Gt(value) => {
            (at(value)?.after_prefix().map_or(Bound::Unbounded, Bound::Included), end_of(prefix))
        }
        KeyTest::Ge(value) => (Bound::Included(at(value)?), end_of(prefix)),
        KeyTest::Between(low, high) => (Bound::Included(at(low)?), end_of(&at(high)?)),
        // Not reached: refused above.
        KeyTest::Other(_) => return None,
    };
    Some(KeyRange { from, to })
}

/// Every key that begins with this one.
fn beginning_with(prefix: Key) -> KeyRange {
    KeyRange { to: end_of(&prefix), from: Bound::Included(prefix) }
}

fn end_of(prefix: &Key) -> Bound<Key> {
    prefix.after_prefix().map_or(Bound::Unbounded, Bound::Excluded)
}

fn missed(name: &str) -> String {
    format!("Query condition missed key schema element: {name}")
}

fn listed<'k>(attributes: impl Iterator<Item = &'k KeyAttribute>) -> String {
    attributes.map(|attribute| attribute.name.as_str()).collect::<Vec<_>>().join(", ")
}
