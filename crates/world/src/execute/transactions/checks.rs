//! What can be said of a transaction before any item is looked at.

use std::collections::BTreeSet;

use api::dynamodb::{GetItem, TableRef, TransactGetItems, TransactWrite, TransactWriteItems};
use api::{ApiError, CancellationReason};
use table::{Schema, Write};
use value::{Attributes, Item, Key, attributes_size};

use super::{Dialect, MAX_BYTES, TOO_BIG, TWICE};
use crate::catalogue::TableState;
use crate::execute::lookup::{Lookup, one};
use crate::world::World;

/// An action whose table and key were looked for.
pub(super) struct Checked<T> {
    /// Number and schema of its table; absent when there is none.
    pub(super) table: Option<(u32, Schema)>,
    /// Its key's position in what the call touched, from 1; 0 without a valid key.
    pub(super) nth: u16,
    /// What is to be done, or why it can't be.
    pub(super) action: Result<T, CancellationReason>,
}

impl World {
    /// Checks the actions of a transaction, in the service's order: tables, then keys.
    pub(super) fn check_writes<'a>(
        &self,
        region: &str,
        transaction: &'a TransactWriteItems,
        dialect: Dialect,
    ) -> Result<Vec<Checked<Write<'a>>>, ApiError> {
        let actions = &transaction.actions;
        let tables = self.reach_all(region, actions.iter().map(TransactWrite::table), dialect)?;
        if actions.iter().map(bytes).sum::<u64>() > MAX_BYTES {
            return Err(ApiError::validation(TOO_BIG));
        }
        let write = |schema: &Schema, action: &'a TransactWrite| {
            let is_put = matches!(action, TransactWrite::Put(_));
            let write = Write::transact(schema, action).map_err(|error| dialect.reason(error, is_put));
            // That an item comes twice is told before what else is wrong with one of its actions.
            let key = match &write {
                Ok(write) => Some(write.key().clone()),
                Err(_) => schema.key_among(&key_attributes(schema, action)),
            };
            (key, write)
        };
        let checked = check_each(actions, &tables, write)?;
        for ((action, table), checked) in actions.iter().zip(&tables).zip(&checked) {
            if let (Some(table), Err(_)) = (table, &checked.action) {
                let schema = table.schema();
                schema.check_key_not_empty(&key_attributes(schema, action))?;
                if let TransactWrite::Put(put) = action {
                    schema.check_index_keys_not_empty(&put.item)?;
                }
            }
        }
        Ok(checked)
    }

    /// Checks one action against its table, if that is there and the one of before.
    pub(super) fn check_write<'a>(
        &self,
        region: &str,
        id: u32,
        action: &'a TransactWrite,
        dialect: Dialect,
    ) -> Option<(Schema, Result<Write<'a>, CancellationReason>)> {
        let table = self.reach(region, action.table()).ok().filter(|table| table.id == id)?;
        let is_put = matches!(action, TransactWrite::Put(_));
        let write = Write::transact(table.schema(), action).map_err(|error| dialect.reason(error, is_put));
        Some((table.schema().clone(), write))
    }

    /// The same for reads. An action is a key.
    pub(super) fn check_gets(
        &self,
        region: &str,
        transaction: &TransactGetItems,
        dialect: Dialect,
    ) -> Result<Vec<Checked<Key>>, ApiError> {
        let gets = &transaction.gets;
        let tables = self.reach_all(region, gets.iter().map(|get| &get.table), dialect)?;
        let key = |schema: &Schema, get: &GetItem| {
            let key = schema.key_of(&get.key).map_err(|error| dialect.reason(error, false));
            (key.as_ref().ok().cloned(), key)
        };
        let checked = check_each(gets, &tables, key)?;
        for ((get, table), checked) in gets.iter().zip(&tables).zip(&checked) {
            if let (Some(table), Err(_)) = (table, &checked.action) {
                table.schema().check_key_not_empty(&get.key)?;
            }
        }
        Ok(checked)
    }

    /// The tables of all actions. In statements, one may be missing.
    fn reach_all<'t>(
        &self,
        region: &str,
        tables: impl Iterator<Item = &'t TableRef>,
        dialect: Dialect,
    ) -> Result<Vec<Option<&TableState>>, ApiError> {
        tables
            .map(|table| match self.reach(region, table) {
                Ok(table) => Ok(Some(table)),
                Err(_) if dialect == Dialect::Statements => Ok(None),
                Err(error) => Err(error),
            })
            .collect()
    }

    /// The ways of the keys of actions that have a valid one.
    pub(super) fn write_lookups(
        &self,
        transaction: &TransactWriteItems,
        checked: &[Checked<Write<'_>>],
    ) -> Vec<Lookup> {
        let lookup = |(action, checked): (&TransactWrite, &Checked<Write<'_>>)| {
            let (id, schema) = checked.table.as_ref()?;
            let write = checked.action.as_ref().ok()?;
            let attributes = key_attributes(schema, action);
            let changes = !matches!(action, TransactWrite::Check(_));
            Some(one(self.tables.get(id)?, write.key(), attributes, changes))
        };
        transaction.actions.iter().zip(checked).filter_map(lookup).collect()
    }

    /// The same for reads.
    pub(super) fn get_lookups(
        &self,
        transaction: &TransactGetItems,
        checked: &[Checked<Key>],
    ) -> Vec<Lookup> {
        let lookup = |(get, checked): (&GetItem, &Checked<Key>)| {
            let (id, _) = checked.table.as_ref()?;
            Some(one(self.tables.get(id)?, checked.action.as_ref().ok()?, get.key.clone(), false))
        };
        transaction.gets.iter().zip(checked).filter_map(lookup).collect()
    }
}

/// Checks each action against its table, and that no item comes twice. `check` tells an action's item, if it can be
/// told, and what becomes of the action.
fn check_each<'a, A, T>(
    actions: &'a [A],
    tables: &[Option<&TableState>],
    check: impl Fn(&Schema, &'a A) -> (Option<Key>, Result<T, CancellationReason>),
) -> Result<Vec<Checked<T>>, ApiError> {
    let mut seen = BTreeSet::new();
    let mut checked = Vec::with_capacity(actions.len());
    let mut valid = 0;
    for (action, table) in actions.iter().zip(tables) {
        let Some(table) = table else {
            let missing = crate::execute::missing("Requested resource not found");
            let action = Err(Dialect::Statements.reason(missing, false));
            checked.push(Checked { table: None, nth: 0, action });
            continue;
        };
        let (key, action) = check(table.schema(), action);
        if key.is_some_and(|key| !seen.insert((table.id, key))) {
            return Err(ApiError::validation(TWICE));
        }
        let mut nth = 0;
        if action.is_ok() {
            valid += 1;
            nth = valid;
        }
        checked.push(Checked { table: Some((table.id, table.schema().clone())), nth, action });
    }
    Ok(checked)
}

pub(super) fn key_attributes(schema: &Schema, action: &TransactWrite) -> Attributes {
    match action {
        TransactWrite::Put(put) => schema.key_attributes(&put.item),
        TransactWrite::Check(check) => check.key.clone(),
        TransactWrite::Delete(delete) => delete.key.clone(),
        TransactWrite::Update(update) => update.key.clone(),
    }
}

/// What an action brings along, in bytes.
fn bytes(action: &TransactWrite) -> u64 {
    match action {
        TransactWrite::Put(put) => Item::size(&put.item),
        TransactWrite::Check(check) => attributes_size(&check.key),
        TransactWrite::Delete(delete) => attributes_size(&delete.key),
        TransactWrite::Update(update) => {
            attributes_size(&update.key) + update.update.as_ref().map_or(0, expression::Update::charge)
        }
    }
}
