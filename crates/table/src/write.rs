//! Writes to one item, in three steps: checked against the schema, planned against the stored item, applied.
//!
//! Planning changes nothing, so that a dry run, a transaction and a real write are the same code.

use api::dynamodb::{
    ConditionCheck, DeleteItem, MilliUnits, PutItem, ReturnValues, TransactWrite, UpdateItem, WriteRequest,
};
use api::{ApiError, ErrorCode};
use expression::{Condition, Path, Update, UpdateError, Updated};
use value::key::Key;
use value::{Attributes, Item, MAX_DEPTH, attributes_size};

use crate::entry::plan_indexes;
use crate::fault::{invalid, validation};
use crate::keys::Surface;
use crate::output::not_scalar;
use crate::schema::{Schema, names};
use crate::units::{Access, Arm, EntryChange, Formula, Reason, UnitLine, Units};
use crate::vectors;

/// Bytes that an item may have, attribute names included.
pub const MAX_ITEM_SIZE: u64 = 409_600;

const UPDATE_TOO_BIG: &str = "Item size to update has exceeded the maximum allowed size";

/// A write that the schema allows: its key is valid, and everything was checked that needs no stored item.
#[derive(Clone, Debug)]
pub struct Write<'a> {
    key: Key,
    operation: Operation<'a>,
    condition: Option<&'a Condition>,
    returns: ReturnValues,
    return_item_on_failure: bool,
}

#[derive(Clone, Debug)]
enum Operation<'a> {
    Put(&'a Item),
    Delete,
    Update {
        key: &'a Attributes,
        update: Option<&'a Update>,
    },
    /// Nothing: only the condition matters.
    Check,
}

/// What a write will do, and what it costs. Nothing has changed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WritePlan {
    /// Which item.
    pub key: Key,
    /// The stored item.
    pub before: Option<Item>,
    /// What will be stored; absent after a delete.
    pub after: Option<Item>,
    /// Whether `after` differs from `before`. A write that changes nothing is charged but leaves no trace in
    /// logs, indexes and streams.
    pub changed: bool,
    /// `Attributes` of the answer, as `ReturnValues` asked for.
    pub attributes: Option<Item>,
    /// What happens to the indexes, in their order; indexes that don't notice are left out.
    pub indexes: Vec<IndexChange>,
    /// What it costs, table and indexes.
    pub units: Units,
}

/// What a write does to one index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexChange {
    /// Position in [`Schema::indexes`].
    pub index: u16,
    /// Whether the index is global: changed later, when propagation arrives.
    pub global: bool,
    /// What happens. An `Unchanged` entry reads the same as before and costs nothing, its handle is only newer:
    /// [`Table::apply`](crate::Table::apply) re-points local entries, global ones may be skipped.
    pub change: EntryChange,
    /// The entry to delete.
    pub remove: Option<Key>,
    /// The entry to put: the whole item under its index key.
    pub put: Option<(Key, Item)>,
    /// What it costs; one of the plan's unit lines says why.
    pub units: MilliUnits,
}

/// Why a write was not planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The answer.
    pub error: ApiError,
    /// What it costs all the same: a failed condition is charged, other faults are free.
    pub units: Units,
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self { error, units: Units::default() }
    }
}

impl<'a> Write<'a> {
    /// `PutItem`.
    ///
    /// # Errors
    /// `ValidationException` for keys, index keys and size.
    pub fn put(schema: &Schema, request: &'a PutItem) -> Result<Self, ApiError> {
        Ok(Self {
            key: check_put(schema, &request.item, Surface::Put)?,
            operation: Operation::Put(&request.item),
            condition: request.condition.as_ref(),
            returns: request.return_values,
            return_item_on_failure: request.return_item_on_failure,
        })
    }

    /// `DeleteItem`.
    ///
    /// # Errors
    /// `ValidationException` for the key.
    pub fn delete(schema: &Schema, request: &'a DeleteItem) -> Result<Self, ApiError> {
        Ok(Self {
            key: schema.key_of(&request.key)?,
            operation: Operation::Delete,
            condition: request.condition.as_ref(),
            returns: request.return_values,
            return_item_on_failure: request.return_item_on_failure,
        })
    }

    /// `UpdateItem`.
    ///
    /// # Errors
    /// `ValidationException` for the key, for an update of a key attribute, and for one that is too large by itself.
    pub fn update(schema: &Schema, request: &'a UpdateItem) -> Result<Self, ApiError> {
        let write = Self::uncharged_update(schema, request)?;
        if request.update.as_ref().map_or(0, Update::charge) > MAX_ITEM_SIZE {
            return Err(validation(UPDATE_TOO_BIG));
        }
        Ok(write)
    }

    /// An update in a transaction or by a statement: only the finished item may be too large, not the update.
    ///
    /// # Errors
    /// `ValidationException` for the key, and for an update of a key attribute.
    pub fn uncharged_update(schema: &Schema, request: &'a UpdateItem) -> Result<Self, ApiError> {
        let key = schema.key_of(&request.key)?;
        if let Some(update) = &request.update {
            check_paths(schema, update)?;
        }
        Ok(Self {
            key,
            operation: Operation::Update { key: &request.key, update: request.update.as_ref() },
            condition: request.condition.as_ref(),
            returns: request.return_values,
            return_item_on_failure: request.return_item_on_failure,
        })
    }

    /// An element of `BatchWriteItem`, which has no condition and returns nothing.
    ///
    /// # Errors
    /// `ValidationException` for keys, index keys and size.
    pub fn batch(schema: &Schema, request: &'a WriteRequest) -> Result<Self, ApiError> {
        let (key, operation) = match request {
            WriteRequest::Put(item) => (check_put(schema, item, Surface::Batch)?, Operation::Put(item)),
            WriteRequest::Delete(key) => (schema.key_of(key)?, Operation::Delete),
        };
        let returns = ReturnValues::None;
        Ok(Self { key, operation, condition: None, returns, return_item_on_failure: false })
    }

    /// `ConditionCheck` in a transaction.
    ///
    /// # Errors
    /// `ValidationException` for the key.
    pub fn check(schema: &Schema, request: &'a ConditionCheck) -> Result<Self, ApiError> {
        Ok(Self {
            key: schema.key_of(&request.key)?,
            operation: Operation::Check,
            condition: Some(&request.condition),
            returns: ReturnValues::None,
            return_item_on_failure: request.return_item_on_failure,
        })
    }

    /// An action of a transaction.
    ///
    /// # Errors
    /// As for the operation that it is.
    pub fn transact(schema: &Schema, action: &'a TransactWrite) -> Result<Self, ApiError> {
        match action {
            TransactWrite::Check(check) => Self::check(schema, check),
            TransactWrite::Put(put) => Self::put(schema, put),
            TransactWrite::Delete(delete) => Self::delete(schema, delete),
            TransactWrite::Update(update) => Self::uncharged_update(schema, update),
        }
    }

    /// Where the item is or will be.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// What the write does to the item that is stored under its key.
    ///
    /// # Errors
    /// `ConditionalCheckFailedException`, charged; `ValidationException` for faults of the update with this
    /// item, or for a result that can't be stored.
    pub fn plan(&self, schema: &Schema, before: Option<&Item>) -> Result<WritePlan, Refusal> {
        if !self.condition_holds(before) {
            return Err(self.condition_failed(schema, before));
        }
        if let Operation::Check = self.operation {
            return Ok(self.checked(schema, before));
        }
        let (after, attributes) = self.outcome(schema, before)?;
        let changed = after.as_ref() != before;
        let mut units = Units::one(item_line(schema, before, after.as_ref()));
        let indexes = plan_indexes(schema, &self.key, (before, after.as_ref(), changed), &mut units);
        Ok(WritePlan {
            key: self.key.clone(),
            before: before.cloned(),
            after,
            changed,
            attributes,
            indexes,
            units,
        })
    }

    /// A condition that held, on an item that stays as it is.
    fn checked(&self, schema: &Schema, before: Option<&Item>) -> WritePlan {
        let size = before.map(|item| schema.charged_size(item));
        let line = UnitLine {
            arm: Arm::Table,
            access: Access::Write,
            reason: Reason::Checked,
            before: size,
            after: size,
            formula: Formula::write(size.unwrap_or(0)),
        };
        WritePlan {
            key: self.key.clone(),
            before: before.cloned(),
            after: before.cloned(),
            changed: false,
            attributes: None,
            indexes: Vec::new(),
            units: Units::one(line),
        }
    }

    fn condition_holds(&self, before: Option<&Item>) -> bool {
        match (self.condition, before) {
            (None, _) => true,
            (Some(condition), Some(item)) => condition.matches(item),
            // Not even the key of the request: a missing item has no attributes.
            (Some(condition), None) => condition.matches(&Attributes::new()),
        }
    }

    /// The service charges a failed condition on the larger of the stored and the proposed item.
    fn condition_failed(&self, schema: &Schema, before: Option<&Item>) -> Refusal {
        let mut error =
            ApiError::new(ErrorCode::ConditionalCheckFailedException, "The conditional request failed");
        if self.return_item_on_failure {
            error.item = before.cloned().map(Box::new);
        }
        let after = self.proposed_size(schema, before);
        let before = before.map(|item| schema.charged_size(item));
        let line = UnitLine {
            arm: Arm::Table,
            access: Access::Write,
            reason: Reason::ConditionFailed,
            before,
            after,
            formula: Formula::write(before.max(after).unwrap_or(0)),
        };
        Refusal { error, units: Units::one(line) }
    }

    /// Bytes of what would have been stored; absent when there would be nothing, or no valid item.
    fn proposed_size(&self, schema: &Schema, before: Option<&Item>) -> Option<u64> {
        match self.operation {
            Operation::Put(item) => Some(schema.charged_size(item)),
            Operation::Delete => None,
            Operation::Check => before.map(|item| schema.charged_size(item)),
            Operation::Update { update: None, key } => {
                Some(before.map_or_else(|| attributes_size(key), |item| schema.charged_size(item)))
            }
            Operation::Update { update: Some(update), key } => {
                let names = update.names();
                let stored = before.map(|item| item.pick(&names));
                let rest = before.map_or(0, Item::size) - stored.as_ref().map_or(0, attributes_size);
                let updated = carry_out(update, stored.as_ref(), key).ok().flatten()?.attributes;
                if schema.has_vectors() {
                    return Some(vectors::updated(schema, before, (&names, &updated)));
                }
                Some(rest + attributes_size(&updated))
            }
        }
    }

    /// The item after the write, and the attributes to return.
    fn outcome(
        &self,
        schema: &Schema,
        before: Option<&Item>,
    ) -> Result<(Option<Item>, Option<Item>), ApiError> {
        let old = || before.cloned();
        match self.operation {
            Operation::Put(item) => {
                Ok((Some(item.clone()), old().filter(|_| self.returns == ReturnValues::AllOld)))
            }
            Operation::Delete => Ok((None, old().filter(|_| self.returns == ReturnValues::AllOld))),
            Operation::Check => Ok((before.cloned(), None)),
            Operation::Update { key, update } => self.updated(schema, before, key, update),
        }
    }

    fn updated(
        &self,
        schema: &Schema,
        before: Option<&Item>,
        key: &Attributes,
        update: Option<&Update>,
    ) -> Result<(Option<Item>, Option<Item>), ApiError> {
        let Some(update) = update else {
            let item = before.cloned().unwrap_or_else(|| Item::new(key));
            let returned = match self.returns {
                ReturnValues::AllOld => before.cloned(),
                ReturnValues::AllNew => Some(item.clone()),
                ReturnValues::None | ReturnValues::UpdatedOld | ReturnValues::UpdatedNew => None,
            };
            return Ok((Some(item), returned));
        };
        let names = update.names();
        let stored = before.map(|item| item.pick(&names));
        let updated =
            carry_out(update, stored.as_ref(), key).map_err(|fault| validation(fault.to_string()))?;
        let Some(updated) = updated else { return Ok((None, None)) };
        if updated.attributes.values().any(|value| value.depth() > MAX_DEPTH) {
            return Err(validation("Nesting Levels have exceeded supported limits"));
        }
        let item = match before {
            Some(before) => before.with(&names, &updated.attributes),
            None => Item::new(&updated.attributes),
        };
        schema.check_index_keys(&item, Surface::Update)?;
        if schema.size_in_collection(&self.key, &item) > MAX_ITEM_SIZE {
            return Err(validation(UPDATE_TOO_BIG));
        }
        let some = |part: Attributes| (!part.is_empty()).then(|| Item::new(&part));
        let returned = match self.returns {
            ReturnValues::None => None,
            ReturnValues::AllOld => before.cloned(),
            ReturnValues::AllNew => Some(item.clone()),
            ReturnValues::UpdatedOld => stored.as_ref().and_then(|stored| some(updated.touched_old(stored))),
            ReturnValues::UpdatedNew => some(updated.touched_new()),
        };
        Ok((Some(item), returned))
    }
}

/// The update of the stored item, or of none; nothing when it would only remove from an item that isn't there.
fn carry_out<'u>(
    update: &'u Update,
    stored: Option<&Attributes>,
    key: &Attributes,
) -> Result<Option<Updated<'u>>, UpdateError> {
    match stored {
        Some(stored) => update.apply(stored).map(Some),
        None => update.create(key),
    }
}

/// Bytes that a write may charge: the table's own line.
fn item_line(schema: &Schema, before: Option<&Item>, after: Option<&Item>) -> UnitLine {
    let reason = match (before, after) {
        (None, Some(_)) => Reason::Created,
        (Some(_), Some(_)) => Reason::Replaced,
        (Some(_), None) => Reason::Deleted,
        (None, None) => Reason::NothingToDelete,
    };
    let size = |item: &Item| schema.charged_size(item);
    let (before, after) = (before.map(size), after.map(size));
    let formula = Formula::write(before.max(after).unwrap_or(0));
    UnitLine { arm: Arm::Table, access: Access::Write, reason, before, after, formula }
}

fn check_put(schema: &Schema, item: &Item, surface: Surface) -> Result<Key, ApiError> {
    let key = schema.key_of_item(item, surface)?;
    schema.check_index_keys(item, surface)?;
    if schema.size_in_collection(&key, item) > MAX_ITEM_SIZE {
        return Err(validation("Item size has exceeded the maximum allowed size"));
    }
    Ok(key)
}

/// An update may not touch the primary key, nor go into a key as if it were a document, be it to read there.
fn check_paths(schema: &Schema, update: &Update) -> Result<(), ApiError> {
    let of_key = |path: &&Path| names(schema.key()).any(|key| key == path.name());
    if let Some(path) = update.targets().find(of_key) {
        let name = path.name();
        return Err(invalid(&format!("Cannot update attribute {name}. This attribute is part of the key")));
    }
    let mut below = None;
    update.each_path(&mut |path| {
        if path.is_nested() && below.is_none() {
            below = not_scalar(schema, schema.indexes(), path);
        }
    });
    below.map_or(Ok(()), Err)
}
