//! `PutItem`, `GetItem`, `UpdateItem`, `DeleteItem`.

use value::Item;

use super::constraints::{
    Faults, Layer, Voice, at, at_unquoted, enveloped, min_length, missing, table_name_faults, table_ref,
};
use super::expressions::{self, Expressions};
use super::{Input, legacy, values};
use crate::dynamodb::{
    DeleteItem, GetItem, PutItem, Request, ReturnConsumedCapacity, ReturnValues, TableRef, UpdateItem,
};
use crate::error::ApiError;
use crate::json::Node;

/// Bytes of an item.
const MAX_ITEM_BYTES: u64 = 409_600;

/// The enumerations of a write, in the order in which the newer layer checks them.
const WRITE_CHOICES: [&str; 3] =
    ["ReturnValues", "ReturnItemCollectionMetrics", "ReturnValuesOnConditionCheckFailure"];

pub(super) fn put(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("PutItem");
    let voice = Voice::single_write(layer);
    let (table, item) = write_members(input, "Item", layer)?;
    // How large it may be is checked after its key, which needs the table.
    let item = values::item(item, voice)?;
    let expressions = expressions::parse(input, voice)?;
    let return_values = old_or_nothing(input, voice)?;
    Ok(Request::PutItem(PutItem {
        table,
        item,
        condition: expressions.condition,
        return_values,
        return_item_on_failure: return_item_on_failure(input),
        return_consumed: return_consumed(input),
        return_metrics: return_metrics(input),
    }))
}

pub(super) fn delete(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("DeleteItem");
    let voice = Voice::single_write(layer);
    let (table, key) = write_members(input, "Key", layer)?;
    let key = values::key(key, input, voice)?;
    let expressions = expressions::parse(input, voice)?;
    let return_values = old_or_nothing(input, voice)?;
    Ok(Request::DeleteItem(DeleteItem {
        table,
        key,
        condition: expressions.condition,
        return_values,
        return_item_on_failure: return_item_on_failure(input),
        return_consumed: return_consumed(input),
        return_metrics: return_metrics(input),
    }))
}

pub(super) fn update(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("UpdateItem");
    let voice = Voice::single_write(layer);
    let (table, key) = match layer {
        Layer::Older => write_members(input, "Key", layer)?,
        Layer::Newer => update_members(input)?,
    };
    let key = values::key(key, input, voice)?;
    let Expressions { condition, update, .. } = expressions::parse(input, voice)?;
    Ok(Request::UpdateItem(UpdateItem {
        table,
        key,
        update,
        condition,
        return_values: return_values(input),
        return_item_on_failure: return_item_on_failure(input),
        return_consumed: return_consumed(input),
        return_metrics: return_metrics(input),
    }))
}

pub(super) fn get(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("GetItem");
    let voice = Voice::bare(layer);
    let table = table_name(input, layer)?;
    let mut faults = Faults::default();
    if layer == Layer::Older {
        legacy::members::get(&mut faults, input);
    } else {
        faults.extend(table_faults(table, layer));
        faults.extend(input.enumeration("ReturnConsumedCapacity", layer));
        std::mem::take(&mut faults).finish()?;
        faults.extend(input.get("Key").is_none().then(|| missing("key")));
        // The page loads what looks at it when there is one.
        if input.get("AttributesToGet").is_some() {
            faults.extend(legacy::members::attributes_to_get(input));
        }
    }
    faults.finish()?;
    let (Some(table), Some(key)) = (table, input.get("Key")) else { return Err(enveloped(&missing("key"))) };
    let key = values::key(key, input, voice)?;
    let expressions = expressions::parse(input, voice)?;
    Ok(Request::GetItem(GetItem {
        table: table_ref(table),
        key,
        consistent: input.boolean("ConsistentRead").unwrap_or_default(),
        projection: expressions.projection,
        return_consumed: return_consumed(input),
    }))
}

/// An item that is put in a batch or a transaction: at most 409,600 bytes.
pub(super) fn whole_item(item: Item) -> Result<Item, ApiError> {
    if item.size() > MAX_ITEM_BYTES {
        return Err(ApiError::validation(values::ITEM_TOO_BIG));
    }
    Ok(item)
}

/// The table's name. The newer layer reports an empty one alone, before anything else.
pub(super) fn table_name<'a>(input: &Input<'a>, layer: Layer) -> Result<Option<&'a str>, ApiError> {
    let name = input.text("TableName");
    match (name, layer) {
        (Some(""), Layer::Newer) => Err(enveloped(&at_unquoted("TableName", &min_length(1)))),
        _ => Ok(name),
    }
}

/// What is wrong with a table's name in an operation on items.
pub(super) fn table_faults(name: Option<&str>, layer: Layer) -> Vec<String> {
    let path = "tableName";
    match (name, layer) {
        (None, _) => vec![missing(path)],
        (Some(""), _) => vec![at("", path, &min_length(1))],
        (Some(name), Layer::Older) => table_name_faults(name, path),
        (Some(name), Layer::Newer) => table_name_faults(name, path).pop().into_iter().collect(),
    }
}

/// Checks the members of a write, which need `content` (`Item` or `Key`).
fn write_members<'a>(
    input: &Input<'a>,
    content: &str,
    layer: Layer,
) -> Result<(TableRef, &'a Node<'a>), ApiError> {
    let table = table_name(input, layer)?;
    let mut faults = Faults::default();
    faults.extend(input.enumeration("ReturnConsumedCapacity", layer));
    faults.extend(table_faults(table, layer));
    if layer == Layer::Older {
        legacy::members::write(&mut faults, input, content);
    } else {
        for choice in WRITE_CHOICES {
            faults.extend(input.enumeration(choice, layer));
        }
    }
    faults.finish()?;
    match (table, input.get(content)) {
        (Some(table), Some(node)) => Ok((table_ref(table), node)),
        _ => Err(enveloped(&missing(&super::constraints::lower_first(content)))),
    }
}

/// The newer layer checks the members of `UpdateItem` one after the other.
fn update_members<'a>(input: &Input<'a>) -> Result<(TableRef, &'a Node<'a>), ApiError> {
    let table = table_name(input, Layer::Newer)?;
    let mut faults = Faults::default();
    match table {
        Some(name) => faults.extend(table_name_faults(name, "tableName")),
        None => faults.add(missing("tableName")),
    }
    faults.finish()?;
    // The second tells whether the sentence goes into the envelope.
    let choices = [
        ("ReturnValues", true),
        ("ReturnValuesOnConditionCheckFailure", false),
        ("ReturnItemCollectionMetrics", true),
        ("ReturnConsumedCapacity", false),
    ];
    let (Some(table), Some(key)) = (table, input.get("Key")) else {
        let mut faults = Faults::default();
        faults.extend(choices.iter().filter_map(|(name, _)| input.enumeration(name, Layer::Older)));
        faults.add(missing("key"));
        faults.finish()?;
        return Err(enveloped(&missing("key")));
    };
    for (name, in_envelope) in choices {
        if let Some(sentence) = input.enumeration(name, Layer::Newer) {
            return Err(if in_envelope { enveloped(&sentence) } else { ApiError::validation(sentence) });
        }
    }
    Ok((table_ref(table), key))
}

fn return_values(input: &Input) -> ReturnValues {
    match input.text("ReturnValues") {
        Some("ALL_OLD") => ReturnValues::AllOld,
        Some("UPDATED_OLD") => ReturnValues::UpdatedOld,
        Some("ALL_NEW") => ReturnValues::AllNew,
        Some("UPDATED_NEW") => ReturnValues::UpdatedNew,
        _ => ReturnValues::None,
    }
}

fn old_or_nothing(input: &Input, voice: Voice) -> Result<ReturnValues, ApiError> {
    match return_values(input) {
        allowed @ (ReturnValues::None | ReturnValues::AllOld) => Ok(allowed),
        _ => Err(voice.error("ReturnValues can only be ALL_OLD or NONE")),
    }
}

pub(super) fn return_item_on_failure(input: &Input) -> bool {
    input.text("ReturnValuesOnConditionCheckFailure") == Some("ALL_OLD")
}

pub(super) fn return_metrics(input: &Input) -> bool {
    input.text("ReturnItemCollectionMetrics") == Some("SIZE")
}

pub(super) fn return_consumed(input: &Input) -> ReturnConsumedCapacity {
    match input.text("ReturnConsumedCapacity") {
        Some("TOTAL") => ReturnConsumedCapacity::Total,
        Some("INDEXES") => ReturnConsumedCapacity::Indexes,
        _ => ReturnConsumedCapacity::None,
    }
}
