//! What makes a key valid: on the way in, and in what a write leaves behind.

use api::ApiError;
use api::dynamodb::{KeyAttribute, KeySchema};
use value::key::{self, Key, KeyBuilder};
use value::{AttributeValue, Attributes, Item, Scalar};

use crate::fault::{invalid, mismatch, validation};
use crate::schema::{Index, Schema, attributes, has_type, type_name, typed};
use crate::vectors;

/// How what is said of an update begins that would empty an attribute of an index's key.
pub const EMPTIED_INDEX_KEY: &str = "One or more parameter values are not valid. The update expression attempted to \
     update a secondary index key to a value that is not supported.";

/// Bytes that the partition attributes of a key may have together.
pub const MAX_PARTITION_KEY: u64 = 2048;
/// Bytes that the sort attributes of a key may have together.
pub const MAX_SORT_KEY: u64 = 1024;

/// Which operation brings an item; the words for a bad key differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// `PutItem`, and `Put` in a transaction.
    Put,
    /// `PutRequest` in `BatchWriteItem`.
    Batch,
    /// The result of `UpdateItem`.
    Update,
}

impl Schema {
    /// The key of a `Key` parameter, which must hold exactly the key attributes.
    ///
    /// # Errors
    /// `ValidationException`: does not match the schema; empty; too long.
    pub fn key_of(&self, given: &Attributes) -> Result<Key, ApiError> {
        let schema = self.key();
        if given.len() != schema.partition.len() + schema.sort.len() {
            return Err(mismatch());
        }
        let read = |attribute: &KeyAttribute| {
            let value = typed(given, attribute).ok_or_else(mismatch)?;
            check_not_empty(&attribute.name, value).map(|()| value)
        };
        let size = |values: &[&AttributeValue]| values.iter().map(|value| value.size()).sum();
        // All about one attribute before anything about the next.
        let partition = schema.partition.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        check_sizes(size(&partition), 0)?;
        let sort = schema.sort.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        check_sizes(0, size(&sort))?;
        key::encode(&partition, &sort).ok_or_else(mismatch)
    }

    /// The key that these attributes name, be it one that can't be stored because it is empty or too long; `None` if
    /// one is missing or of another type. What else is among them doesn't matter.
    pub fn key_among(&self, given: &Attributes) -> Option<Key> {
        let read = |attribute: &KeyAttribute| typed(given, attribute);
        let partition = self.key().partition.iter().map(read).collect::<Option<Vec<_>>>()?;
        let sort = self.key().sort.iter().map(read).collect::<Option<Vec<_>>>()?;
        key::encode(&partition, &sort)
    }

    /// The key of a whole item.
    ///
    /// # Errors
    /// `ValidationException`: a key attribute is missing, of another type, empty or too long.
    pub fn key_of_item(&self, item: &Item, surface: Surface) -> Result<Key, ApiError> {
        let schema = self.key();
        // Mostly there is nothing to say.
        if let Some(key) = key_in(schema, item, &[]) {
            return Ok(key);
        }
        let read = |attribute: &KeyAttribute| match (item.get(&attribute.name), surface) {
            (Some(value), _) if has_type(&value, attribute) => Ok(value),
            (_, Surface::Batch) => Err(mismatch()),
            (None, _) => Err(invalid(&format!("Missing the key {} in the item", attribute.name))),
            (Some(value), _) => Err(invalid(&format!(
                "Type mismatch for key {} expected: {} actual: {}",
                attribute.name,
                type_name(attribute),
                value.type_name()
            ))),
        };
        // All about one attribute before anything about the next.
        let mut sizes = (0, 0);
        for (place, attribute) in attributes(schema).enumerate() {
            let value = read(attribute)?;
            check_not_empty(&attribute.name, &value)?;
            let in_partition = place < schema.partition.len();
            *(if in_partition { &mut sizes.0 } else { &mut sizes.1 }) += value.size();
            check_sizes(sizes.0, sizes.1)?;
        }
        // What all of these let through had its key above.
        Err(mismatch())
    }

    /// Whether the key attributes among these, where they have the right type, could be stored: none is empty. A
    /// transaction checks this of all its actions before it looks at any of them closer.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn check_key_not_empty(&self, given: &Attributes) -> Result<(), ApiError> {
        for attribute in attributes(self.key()) {
            if let Some(value) = typed(given, attribute) {
                check_not_empty(&attribute.name, value)?;
            }
        }
        Ok(())
    }

    /// The same of the index keys of an item that is put.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn check_index_keys_not_empty(&self, item: &Item) -> Result<(), ApiError> {
        for index in self.global_first().filter(|index| index.is_strict()) {
            for attribute in attributes(index.key()) {
                if let Some(value) = item.get(&attribute.name).filter(|value| has_type(value, attribute)) {
                    check_index_value(index, attribute, &value, Surface::Put)?;
                }
            }
        }
        Ok(())
    }

    /// Whether every index can take an item: index key attributes that are present must fit.
    ///
    /// # Errors
    /// `ValidationException`: of another type, empty or too long.
    pub fn check_index_keys(&self, item: &Item, surface: Surface) -> Result<(), ApiError> {
        for index in self.global_first().filter(|index| index.is_strict()) {
            let mut sizes = (0, 0);
            for (place, attribute) in attributes(index.key()).enumerate() {
                let size = match item.scalar(&attribute.name) {
                    Some(value) if fits(value, attribute) => value.size(),
                    _ => {
                        let Some(value) = item.get(&attribute.name) else { continue };
                        check_index_value(index, attribute, &value, surface)?;
                        value.size()
                    }
                };
                let in_partition = place < index.key().partition.len();
                *(if in_partition { &mut sizes.0 } else { &mut sizes.1 }) += size;
            }
            check_sizes(sizes.0, sizes.1)?;
            if let Some(spec) = index.vectors() {
                vectors::check(index.name(), spec, item)?;
            }
        }
        Ok(())
    }
}

/// A key attribute's value is no empty string and no empty binary.
pub(crate) fn check_not_empty(name: &str, value: &AttributeValue) -> Result<(), ApiError> {
    match empty_kind(value) {
        None => Ok(()),
        Some(kind) => Err(validation(format!(
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain \
             an empty {kind} value. Key: {name}"
        ))),
    }
}

/// A value for an attribute of an index's key isn't, either, be it put or asked for.
pub(crate) fn check_index_not_empty(index: &str, name: &str, value: &AttributeValue) -> Result<(), ApiError> {
    match empty_kind(value) {
        None => Ok(()),
        Some(kind) => Err(validation(format!(
            "One or more parameter values are not valid. A value specified for a secondary index key is not \
             supported. The AttributeValue for a key attribute cannot contain an empty {kind} value. \
             IndexName: {index}, IndexKey: {name}"
        ))),
    }
}

/// Where an item stands whose values of this key are as they must be, `base` ending the key of an index. `None` if one is
/// missing, of another type, empty or too long: what a write refuses, a backfill leaves out.
pub(crate) fn key_in(schema: &KeySchema, item: &Item, base: &[u8]) -> Option<Key> {
    let mut key = KeyBuilder::new(64 + base.len());
    let (mut partition, mut sort) = (0, 0);
    for attribute in &schema.partition {
        let value = item.scalar(&attribute.name).filter(|value| fits(*value, attribute))?;
        partition += value.size();
        key.partition(value);
    }
    for attribute in &schema.sort {
        let value = item.scalar(&attribute.name).filter(|value| fits(*value, attribute))?;
        sort += value.size();
        key.sort(value);
    }
    check_sizes(partition, sort).ok()?;
    Some(key.key(base))
}

/// Whether a value may stand in a key for this attribute.
fn fits(value: Scalar<'_>, attribute: &KeyAttribute) -> bool {
    value.type_name() == type_name(attribute) && !value.is_empty()
}

fn check_index_value(
    index: &Index,
    attribute: &KeyAttribute,
    value: &AttributeValue,
    surface: Surface,
) -> Result<(), ApiError> {
    if !has_type(value, attribute) {
        return Err(invalid(&format!(
            "Type mismatch for Index Key {} Expected: {} Actual: {} IndexName: {}",
            attribute.name,
            type_name(attribute),
            value.type_name(),
            index.name()
        )));
    }
    match (surface, empty_kind(value)) {
        (Surface::Update, Some(kind)) => Err(validation(format!(
            "{EMPTIED_INDEX_KEY} The AttributeValue for a key attribute cannot contain an empty {kind} value."
        ))),
        _ => check_index_not_empty(index.name(), &attribute.name, value),
    }
}

/// Bytes of the partition attributes and of the sort attributes of a key.
pub(crate) fn check_sizes(partition: u64, sort: u64) -> Result<(), ApiError> {
    if partition > MAX_PARTITION_KEY {
        // The missing space is the service's.
        return Err(invalid("Size of hashkey has exceeded the maximum size limit of2048 bytes"));
    }
    if sort > MAX_SORT_KEY {
        return Err(invalid("Aggregated size of all range keys has exceeded the size limit of 1024 bytes"));
    }
    Ok(())
}

fn empty_kind(value: &AttributeValue) -> Option<&'static str> {
    match value {
        AttributeValue::S(text) if text.is_empty() => Some("string"),
        AttributeValue::B(bytes) if bytes.is_empty() => Some("binary"),
        _ => None,
    }
}
