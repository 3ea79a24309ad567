//! `INSERT`, `UPDATE`, `DELETE` and `EXISTS` as conditional writes of one item.

use api::ApiError;
use api::dynamodb::{
    ConditionCheck, DeleteItem, DeleteStatement, InsertStatement, PutItem, ReturnConsumedCapacity,
    ReturnValues, SelectStatement, UpdateItem, UpdateStatement,
};
use expression::{Comparator, Condition, Operand, Path, Predicate};
use value::{AttributeValue, Attributes};

use super::{check_key, other_type};
use crate::fault::validation;
use crate::schema::{Schema, attributes, has_type, names};

const NO_KEY: &str = "Where clause does not contain a mandatory equality on all key attributes";

/// The sentence about a `SELECT` that needs the whole primary key and has less.
pub const KEYLESS_CHECK: &str =
    "Select statements within ExecuteTransaction must specify the primary key in the where clause.";

pub(super) fn put(
    schema: &Schema,
    insert: &InsertStatement,
    return_item_on_failure: bool,
    loose: bool,
) -> Result<PutItem, ApiError> {
    for attribute in attributes(schema.key()) {
        let value = insert.item.get(&attribute.name);
        if !loose && value.is_some_and(|value| !has_type(&value, attribute)) {
            return Err(other_type(attribute));
        }
    }
    Ok(PutItem {
        table: insert.table.clone(),
        item: insert.item.clone(),
        condition: Some(Condition::new(Predicate::NotExists(partition_path(schema)))),
        return_values: ReturnValues::None,
        return_item_on_failure,
        return_consumed: ReturnConsumedCapacity::None,
        return_metrics: false,
    })
}

pub(super) fn update(
    schema: &Schema,
    update: &UpdateStatement,
    return_item_on_failure: bool,
    loose: bool,
) -> Result<UpdateItem, ApiError> {
    let Pinned { key, mut rest } = pin(schema, update.condition.as_ref(), loose)?;
    rest.insert(0, Predicate::Exists(partition_path(schema)));
    Ok(UpdateItem {
        table: update.table.clone(),
        key,
        update: Some(update.update.clone()),
        condition: all(rest),
        return_values: update.return_values,
        return_item_on_failure,
        return_consumed: ReturnConsumedCapacity::None,
        return_metrics: false,
    })
}

pub(super) fn delete(
    schema: &Schema,
    delete: &DeleteStatement,
    return_item_on_failure: bool,
    transaction: bool,
) -> Result<DeleteItem, ApiError> {
    let Pinned { key, rest } = pin(schema, delete.condition.as_ref(), transaction)?;
    // Outside of transactions an item that isn't there is as good as deleted, whatever else was asked of it.
    let condition = match all(rest) {
        Some(condition) if !transaction => Some(Condition::new(Predicate::Or(vec![
            Predicate::NotExists(partition_path(schema)),
            condition.predicate().clone(),
        ]))),
        condition => condition,
    };
    Ok(DeleteItem {
        table: delete.table.clone(),
        key,
        condition,
        return_values: delete.return_values,
        return_item_on_failure,
        return_consumed: ReturnConsumedCapacity::None,
        return_metrics: false,
    })
}

pub(super) fn check(
    schema: &Schema,
    select: &SelectStatement,
    return_item_on_failure: bool,
    loose: bool,
) -> Result<ConditionCheck, ApiError> {
    let pinned = pin(schema, select.condition.as_ref(), loose);
    let Pinned { key, mut rest } = pinned.map_err(|error| match error.message.as_str() {
        NO_KEY => validation(KEYLESS_CHECK),
        _ => error,
    })?;
    let exists = Predicate::Exists(partition_path(schema));
    rest.insert(0, exists.clone());
    Ok(ConditionCheck {
        table: select.table.clone(),
        key,
        condition: all(rest).unwrap_or_else(|| Condition::new(exists)),
        return_item_on_failure,
    })
}

/// The key that a condition pins, and what else it demands.
struct Pinned {
    key: Attributes,
    rest: Vec<Predicate>,
}

/// Finds an equality for each key attribute among the parts that must all hold.
fn pin(schema: &Schema, condition: Option<&Predicate>, loose: bool) -> Result<Pinned, ApiError> {
    let mut parts = Vec::new();
    if let Some(condition) = condition {
        flatten(condition, &mut parts);
    }
    let mut key = Attributes::new();
    let mut rest = Vec::new();
    for part in parts {
        match pinned(part) {
            Some((name, value)) if names(schema.key()).any(|key| key == name) => {
                if key.insert(name.to_owned(), value.clone()).is_some() {
                    return Err(twice(name));
                }
            }
            _ => rest.push(part.clone()),
        }
    }
    if names(schema.key()).any(|name| !key.contains_key(name)) {
        return Err(validation(NO_KEY));
    }
    let compares = |part: &&Predicate| {
        matches!(
            part,
            Predicate::Compare { .. }
                | Predicate::Between { .. }
                | Predicate::In { .. }
                | Predicate::BeginsWith(..)
        )
    };
    for part in rest.iter().filter(compares) {
        let condition = Condition::new(part.clone());
        for path in condition.paths() {
            if !path.is_nested() && key.contains_key(path.name()) {
                return Err(twice(path.name()));
            }
        }
    }
    for attribute in attributes(schema.key()) {
        if let Some(value) = key.get(&attribute.name) {
            check_key(attribute, value, loose)?;
        }
    }
    Ok(Pinned { key, rest })
}

fn twice(name: &str) -> ApiError {
    validation(format!(
        "Multiple conditions on same key {name}. Only single item Update/Insert/Delete are supported"
    ))
}

/// The parts of nested ANDs. Recurses as deep as conditions nest.
fn flatten<'p>(predicate: &'p Predicate, parts: &mut Vec<&'p Predicate>) {
    match predicate {
        Predicate::And(inner) => inner.iter().for_each(|part| flatten(part, parts)),
        other => parts.push(other),
    }
}

fn pinned(predicate: &Predicate) -> Option<(&str, &AttributeValue)> {
    let Predicate::Compare { left, comparator: Comparator::Eq, right } = predicate else { return None };
    match (left, right) {
        (Operand::Path(path), Operand::Value(value)) | (Operand::Value(value), Operand::Path(path))
            if !path.is_nested() =>
        {
            Some((path.name(), value))
        }
        _ => None,
    }
}

fn all(mut parts: Vec<Predicate>) -> Option<Condition> {
    match (parts.len(), parts.pop()) {
        (_, None) => None,
        (1, Some(one)) => Some(Condition::new(one)),
        (_, Some(last)) => {
            parts.push(last);
            Some(Condition::new(Predicate::And(parts)))
        }
    }
}

/// The path by which an item tells that it is there.
fn partition_path(schema: &Schema) -> Path {
    Path::new(schema.attribute_names().next().unwrap_or_default())
}
