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
use crate::schema::{Index, Schema, names, typed};

/// The key of an `ExclusiveStartKey` in the table, or in the index that is read. The item need not exist. The error is
/// about the key as any other operation would tell it.
fn start_key(schema: &Schema, index: Option<&Index>, given: &Attributes) -> Result<Key, ApiError> {
    match index {
        None => schema.key_of(given),
        Some(index) => index_start_key(schema, index, given),
    }
}

/// What is said of a start key that is no key.
const INVALID: &str = "The provided starting key is invalid";

/// The start key of a query, which says of a value that no key may have what any other operation says.
#[inline(never)]
pub(crate) fn query_start_key(
    schema: &Schema,
    index: Option<&Index>,
    given: &Attributes,
    older: bool,
) -> Result<Key, ApiError> {
    start_key(schema, index, given).map_err(|why| {
        if older {
            return if why == mismatch() { mistyped(schema, index, given) } else { why };
        }
        // The newer words look at names and types of all attributes before what their values are.
        let is_typed = |attribute: &KeyAttribute| typed(given, attribute).is_some();
        let mut parts = [index.map_or(schema.key(), Index::key), schema.key()].into_iter();
        if why == mismatch() || !parts.all(|part| part.partition.iter().chain(&part.sort).all(is_typed)) {
            validation(INVALID)
        } else {
            why
        }
    })
}

/// What the older words tell of a start key that doesn't match: of one that has the right attributes, that a value of
/// the key that is read has another type; or, with the key it comes from, that one of the table's key has.
fn mistyped(schema: &Schema, index: Option<&Index>, given: &Attributes) -> ApiError {
    let read = index.map_or(schema.key(), Index::key);
    let parts = [read, schema.key()];
    let all = || parts.into_iter().flat_map(names);
    let right =
        all().all(|name| given.contains_key(name)) && given.keys().all(|name| all().any(|key| key == name));
    if !right {
        return validation(INVALID);
    }
    if read.partition.iter().chain(&read.sort).all(|attribute| typed(given, attribute).is_some()) {
        validation(format!("{INVALID}: {}", mismatch().message))
    } else {
        mismatch()
    }
}

/// The start key of a scan, whose older words tell what is wrong with the key besides.
#[inline(never)]
pub(crate) fn scan_start_key(
    schema: &Schema,
    index: Option<&Index>,
    given: &Attributes,
    older: bool,
) -> Result<Key, ApiError> {
    start_key(schema, index, given).map_err(|why| match index {
        _ if !older => validation(INVALID),
        Some(_) if why == mismatch() => mistyped(schema, index, given),
        _ => validation(format!("{INVALID}: {}", why.message)),
    })
}

/// An index is restarted from the index key together with the table's key.
fn index_start_key(schema: &Schema, index: &Index, given: &Attributes) -> Result<Key, ApiError> {
    // Whether it is a key at all comes before what its values are.
    let all = || names(index.key()).chain(names(schema.key()));
    let known = |name: &String| all().any(|key| key == name);
    if !given.keys().all(known) || !all().all(|name| given.contains_key(name)) {
        return Err(mismatch());
    }
    let base = names(schema.key()).filter_map(|name| Some((name.to_owned(), given.get(name)?.clone())));
    let base = schema.key_of(&value::map(base))?;
    let read = |part: &[KeyAttribute]| -> Option<Vec<&AttributeValue>> {
        part.iter().map(|attribute| typed(given, attribute)).collect()
    };
    read(&index.key().partition)
        .zip(read(&index.key().sort))
        .and_then(|(partition, sort)| key::encode_index(&partition, &sort, &base))
        .ok_or_else(mismatch)
}

/// Whether a query may continue after a key: the condition on the sort key is looked at first, wherever the key is.
#[inline(never)]
pub(crate) fn check_query_start(
    schema: &Schema,
    index: Option<&Index>,
    selected: &Selected,
    start: &Key,
    older: bool,
) -> Result<(), ApiError> {
    let collection = &selected.collection;
    let inside = start.hash == collection.hash && start.bytes.starts_with(&collection.bytes);
    if !selected.narrowed {
        let outside = if older || index.is_some() || !schema.key().sort.is_empty() {
            "The provided starting key is outside query boundaries based on provided conditions"
        } else {
            "The provided exclusive start key is invalid"
        };
        return if inside { Ok(()) } else { Err(validation(outside)) };
    }
    // The key with the same sort key in the collection that is read.
    let partition = index.map_or(schema.key(), Index::key).partition.len();
    let end = key::part_ends(&start.bytes, partition, 0).map_or(0, |(end, _)| end);
    if !selected.range.contains(&collection.extended(&start.bytes[end..])) {
        return Err(validation("The provided starting key does not match the range key predicate"));
    }
    if inside {
        Ok(())
    } else {
        Err(validation("The query can return at most one row and cannot be restarted"))
    }
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
#[inline(never)]
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
