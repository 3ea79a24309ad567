//! Where an item stands: keys whose plain comparison is `DynamoDB`'s order (format key/1).
//!
//! All entries of an item collection (same partition key values) stand together, in order of their sort key values.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::xxh3_64;

use crate::attribute::AttributeValue;
use crate::cursor::write_block;
use crate::number::NumberBytes;

/// The place of an entry in a table or index: by hash first, then by bytes, both unsigned.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The hash of the partition key values, which decides the partition. It is this engine's own: the service's is private.
    pub hash: u64,
    /// The key's values in format key/1.
    pub bytes: Arc<[u8]>,
}

impl Key {
    /// The key that continues with these bytes (such as [`sort_bytes`]).
    #[must_use]
    pub fn extended(&self, bytes: &[u8]) -> Self {
        Self { hash: self.hash, bytes: [&self.bytes, bytes].concat().into() }
    }

    /// The smallest key above all keys that begin with this one's hash and bytes. `None` if there is no such key.
    #[must_use]
    pub fn after_prefix(&self) -> Option<Self> {
        match successor(&self.bytes) {
            Some(bytes) => Some(Self { hash: self.hash, bytes: bytes.into() }),
            None => Some(Self { hash: self.hash.checked_add(1)?, bytes: Arc::default() }),
        }
    }
}

/// The key of an item, or of any entry without a base key. `None` if a value is no S, N or B.
pub fn encode(partition: &[&AttributeValue], sort: &[&AttributeValue]) -> Option<Key> {
    encode_index_bytes(partition, sort, &[])
}

/// The key of an index entry: the base key's bytes end it, so that entries of equal index keys are distinct and stand in order of their base keys.
/// `None` if a value is no S, N or B.
pub fn encode_index(partition: &[&AttributeValue], sort: &[&AttributeValue], base: &Key) -> Option<Key> {
    encode_index_bytes(partition, sort, &base.bytes)
}

/// The hash of these partition key values. `None` if one is no S, N or B.
pub fn partition_hash(partition: &[&AttributeValue]) -> Option<u64> {
    let mut bytes = Vec::with_capacity(64);
    write_partition(&mut bytes, partition)?;
    Some(xxh3_64(&bytes))
}

/// The smallest key of an item collection: its entries' keys begin with it. `None` if a value is no S, N or B.
pub fn collection_prefix(partition: &[&AttributeValue]) -> Option<Key> {
    encode(partition, &[])
}

/// The smallest key above all keys of an item collection. `None` if a value is no S, N or B.
pub fn collection_end(partition: &[&AttributeValue]) -> Option<Key> {
    collection_prefix(partition)?.after_prefix()
}

/// A sort key value's part of a key, with its end. `None` if the value is no S, N or B.
pub fn sort_bytes(value: &AttributeValue) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(32);
    write_sort(&mut bytes, value)?;
    Some(bytes)
}

/// What the parts of all sort key values that begin with this value begin with. `None` if the value is no S or B.
pub fn sort_bytes_prefix(value: &AttributeValue) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(32);
    match value {
        AttributeValue::S(text) => write_escaped(&mut bytes, text.as_bytes()),
        AttributeValue::B(binary) => write_escaped(&mut bytes, binary),
        _ => return None,
    }
    Some(bytes)
}

/// The smallest bytes above all that begin with these. `None` if all of them are FF.
pub fn successor(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|&byte| byte != 0xFF)?;
    let mut bytes = prefix[..=last].to_vec();
    bytes[last] += 1;
    Some(bytes)
}

fn encode_index_bytes(partition: &[&AttributeValue], sort: &[&AttributeValue], base: &[u8]) -> Option<Key> {
    let mut bytes = Vec::with_capacity(64 + base.len());
    write_partition(&mut bytes, partition)?;
    let hash = xxh3_64(&bytes);
    for value in sort {
        write_sort(&mut bytes, value)?;
    }
    bytes.extend_from_slice(base);
    Some(Key { hash, bytes: bytes.into() })
}

fn write_partition(out: &mut Vec<u8>, values: &[&AttributeValue]) -> Option<()> {
    for value in values {
        let tag = match value {
            AttributeValue::S(_) => b'S',
            AttributeValue::N(_) => b'N',
            _ => b'B',
        };
        out.push(tag);
        with_canonical(value, |bytes| write_block(out, bytes))?;
    }
    Some(())
}

fn write_sort(out: &mut Vec<u8>, value: &AttributeValue) -> Option<()> {
    with_canonical(value, |bytes| write_escaped(out, bytes))?;
    out.extend_from_slice(&[0, 0]);
    Some(())
}

/// Shows `use_bytes` the bytes that compare like the values of the value's type.
fn with_canonical<T>(value: &AttributeValue, use_bytes: impl FnOnce(&[u8]) -> T) -> Option<T> {
    match value {
        AttributeValue::S(text) => Some(use_bytes(text.as_bytes())),
        AttributeValue::N(number) => Some(use_bytes(&NumberBytes::of(*number))),
        AttributeValue::B(bytes) => Some(use_bytes(bytes)),
        _ => None,
    }
}

/// 00 becomes 00 FF, so that the end, 00 00, is below every continuation.
fn write_escaped(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut parts = bytes.split(|&byte| byte == 0);
    out.extend_from_slice(parts.next().unwrap_or_default());
    for part in parts {
        out.extend_from_slice(&[0, 0xFF]);
        out.extend_from_slice(part);
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}:{}", self.hash, self.bytes.escape_ascii())
    }
}

#[derive(Serialize, Deserialize)]
struct Stored<T>(u64, T);

/// Bytes that serde formats store as such.
struct Raw<T>(T);

impl Serialize for Raw<&[u8]> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de> Deserialize<'de> for Raw<Vec<u8>> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::stored::bytes(deserializer).map(Self)
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored(self.hash, Raw(&*self.bytes)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Stored(hash, Raw(bytes)) = Stored::<Raw<Vec<u8>>>::deserialize(deserializer)?;
        Ok(Self { hash, bytes: bytes.into() })
    }
}
