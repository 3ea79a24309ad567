//! `ExclusiveStartKey`: where a page begins, and whether it may.

use std::ops::Bound;

use api::ApiError;
use api::dynamodb::{KeyAttribute, Segment};
use value::key::{self, Key};
use value::{AttributeValue, Attributes};

use crate::condition::Selected;
use crate::fault::{mismatch, validation};
use crate::read::Order;
use crate::rows::KeyRange;
use crate::schema::{Index, Schema, attributes, has_type, names, refs};

/// The key of an `ExclusiveStartKey` in the table, or in the index that is read. The item need not exist.
pub(crate) fn start_key(schema: &Schema, index: Option<&Index>, given: &Attributes) -> Result<Key, ApiError> {
    let Some(index) = index else {
        let message = if schema.key().sort.is_empty() {
            "The provided exclusive start key is invalid"
        } else {
            "The provided starting key is invalid"
        };
        return schema.key_of(given).map_err(|_| validation(message));
    };
    index_start_key(schema, index, given).ok_or_else(|| validation("The provided starting key is invalid"))
}

/// The same for a scan, whose older words tell what is wrong with the key besides.
pub(crate) fn scan_start_key(
    schema: &Schema,
    index: Option<&Index>,
    given: &Attributes,
    older: bool,
) -> Result<Key, ApiError> {
    let key = start_key(schema, index, given);
    if older {
        key.map_err(|_| validation(format!("The provided starting key is invalid: {}", mismatch().message)))
    } else {
        key
    }
}

/// An index is restarted from the index key together with the table's key.
fn index_start_key(schema: &Schema, index: &Index, given: &Attributes) -> Option<Key> {
    let known = |name: &String| names(index.key()).chain(names(schema.key())).any(|key| key == name);
    if !given.keys().all(known) {
        return None;
    }
    // A key of which something is missing is none.
    let base = names(schema.key()).filter_map(|name| Some((name.to_owned(), given.get(name)?.clone())));
    let base = schema.key_of(&value::map(base)).ok()?;
    let read = |part: &[KeyAttribute]| -> Option<Vec<AttributeValue>> {
        part.iter().map(|attribute| given.get(&attribute.name).cloned()).collect()
    };
    let (partition, sort) = (read(&index.key().partition)?, read(&index.key().sort)?);
    let mut typed = attributes(index.key()).zip(partition.iter().chain(&sort));
    if !typed.all(|(attribute, value)| has_type(value, attribute)) {
        return None;
    }
    key::encode_index(&refs(&partition), &refs(&sort), &base)
}

/// Whether a query may continue after a key.
pub(crate) fn check_query_start(selected: &Selected, on_table: bool, start: &Key) -> Result<(), ApiError> {
    let collection = &selected.collection;
    if start.hash != collection.hash || !start.bytes.starts_with(&collection.bytes) {
        return Err(validation(
            "The provided starting key is outside query boundaries based on provided conditions",
        ));
    }
    if on_table && selected.complete {
        return Err(validation("The query can return at most one row and cannot be restarted"));
    }
    if !selected.range.contains(start) {
        return Err(validation("The provided starting key does not match the range key predicate"));
    }
    Ok(())
}

/// The hashes of one segment of a parallel scan, first and last: an even split of the hash space.
pub(crate) fn segment_hashes(segment: Option<Segment>) -> (u64, u64) {
    let Some(Segment { index, total }) = segment else { return (0, u64::MAX) };
    let cut = |place: u32| (u128::from(place) << 64) / u128::from(total.max(1));
    let first = cut(index);
    // A segment past the last one can't be asked for; it would be empty rather than wrap around.
    let last = cut(index.saturating_add(1)).saturating_sub(1).min(u128::from(u64::MAX));
    (u64::try_from(first).unwrap_or(u64::MAX), last as u64)
}

/// Whether a scan may continue after a key.
pub(crate) fn check_scan_start(segment: Option<Segment>, start: &Key) -> Result<(), ApiError> {
    let (first, last) = segment_hashes(segment);
    match segment {
        Some(Segment { index, total }) if !(first..=last).contains(&start.hash) => Err(validation(format!(
            "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with \
             correct Segment. TotalSegments: {total} Segment: {index}"
        ))),
        _ => Ok(()),
    }
}

/// What is left of a range after a key, in the direction of reading.
pub(crate) fn after(mut range: KeyRange, start: Option<Key>, order: Order) -> KeyRange {
    match start {
        None => {}
        Some(start) if order == Order::Ascending => range.from = Bound::Excluded(start),
        Some(start) => range.to = Bound::Excluded(start),
    }
    range
}
