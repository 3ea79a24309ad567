//! `DescribeTable`, `DeleteTable`, `ListTables`.

use super::constraints::{
    Faults, Layer, NAME_PATTERN, at, length_fault, min_length, missing, name_faults, table_name_faults,
    table_ref,
};
use super::{Input, Wording};
use crate::dynamodb::{DeleteTable, DescribeTable, ListTables, Request, TableRef};
use crate::error::ApiError;

/// Names a page of `ListTables`.
const MAX_PAGE: u32 = 100;

pub(super) fn describe(input: &Input) -> Result<Request, ApiError> {
    Ok(Request::DescribeTable(DescribeTable { table: oldest(input)? }))
}

pub(super) fn delete(input: &Input) -> Result<Request, ApiError> {
    Ok(Request::DeleteTable(DeleteTable { table: oldest(input)? }))
}

pub(super) fn list(input: &Input) -> Result<Request, ApiError> {
    let start = input.text("ExclusiveStartTableName");
    let limit = input.range("Limit", 1, Some(MAX_PAGE.into()), Layer::Older);
    let is_classic = input.wording == Wording::Classic;
    let mut faults = Faults::default();
    faults.extend(limit.clone().filter(|_| is_classic));
    if let Some(start) = start {
        faults.extend(name_faults(start, "exclusiveStartTableName"));
    }
    faults.extend(limit.filter(|_| !is_classic));
    faults.finish()?;
    let limit = input.integer("Limit").and_then(|limit| u32::try_from(limit).ok()).unwrap_or(MAX_PAGE);
    Ok(Request::ListTables(ListTables { start: start.map(str::to_owned), limit }))
}

/// The table of an operation that is as old as the service: those have their own sentence about a missing name, too.
pub(super) fn oldest(input: &Input) -> Result<TableRef, ApiError> {
    match input.text("TableName") {
        None => Err(no_name()),
        Some("") => Err(bad_length()),
        Some(_) => table(input),
    }
}

/// `TableName` is missing, in the words of the oldest operations on tables.
pub(super) fn no_name() -> ApiError {
    ApiError::validation("The parameter 'TableName' is required but was not present in the request")
}

/// `TableName` is too short or too long, in the words of the operations on tables.
pub(super) fn bad_length() -> ApiError {
    ApiError::validation("TableName must be at least 3 characters long and at most 255 characters long")
}

/// The operations on tables have their own sentence about the length of a name.
pub(super) fn table(input: &Input) -> Result<TableRef, ApiError> {
    table_beside(input, Faults::default())
}

/// The same beside other members: what is wrong with those is told together with what is wrong with the name.
pub(super) fn table_beside(input: &Input, others: Faults) -> Result<TableRef, ApiError> {
    let path = "tableName";
    let given = input.text("TableName");
    let table = table_ref(given.unwrap_or_default());
    let mut faults = Faults::default();
    match given {
        None => faults.add(missing(path)),
        Some("") => faults.add(at("", path, &min_length(1))),
        Some(given) if length_fault(&table.name).is_none() && !table_name_faults(given, path).is_empty() => {
            faults.add(at(given, path, NAME_PATTERN));
        }
        Some(_) => {}
    }
    faults.join(others);
    faults.finish()?;
    if length_fault(&table.name).is_some() { Err(bad_length()) } else { Ok(table) }
}
