//! Where an item stands: keys whose plain comparison is `DynamoDB`'s order (format key/1).
//!
//! All entries of an item collection (same partition key values) stand together, in order of their sort key values.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::xxh3_64;

use crate::attribute::AttributeValue;
use crate::cursor::{Cursor, write_block};
use crate::item::Scalar;
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

/// Makes a key of values that lie in an item, one after the other: those of the partition key first.
#[derive(Debug)]
pub struct KeyBuilder {
    bytes: Vec<u8>,
    /// Where the partition key values end.
    partition: usize,
}

impl KeyBuilder {
    /// Nothing yet, with room for so many bytes.
    pub fn new(room: usize) -> Self {
        Self { bytes: Vec::with_capacity(room), partition: 0 }
    }

    /// Adds the next partition key value.
    pub fn partition(&mut self, value: Scalar<'_>) {
        push_partition(&mut self.bytes, value.type_name(), value.canonical());
        self.partition = self.bytes.len();
    }

    /// Adds the next sort key value.
    pub fn sort(&mut self, value: Scalar<'_>) {
        push_sort(&mut self.bytes, value.canonical());
    }

    /// The key; `base`: the bytes that end it (see [`encode_index`]; none for an item's own).
    pub fn key(mut self, base: &[u8]) -> Key {
        let hash = xxh3_64(&self.bytes[..self.partition]);
        self.bytes.extend_from_slice(base);
        Key { hash, bytes: self.bytes.into() }
    }
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

/// Where the partition part of a key ends that has this many values in it, and where the sort part does. `None` if
/// there are not as many.
pub fn part_ends(bytes: &[u8], partition: usize, sort: usize) -> Option<(usize, usize)> {
    let mut cursor = Cursor::new(bytes);
    for _ in 0..partition {
        cursor.byte().ok()?;
        cursor.block().ok()?;
    }
    let rest = cursor.rest();
    let first = bytes.len() - rest.len();
    let mut end = 0;
    for _ in 0..sort {
        end += sort_end(rest.get(end..)?)?;
    }
    Some((first, first + end))
}

/// Where the first value of a sort part ends, its end mark included.
fn sort_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0)?;
        match bytes.get(at + 1)? {
            0 => return Some(at + 2),
            _ => at += 2,
        }
    }
}

/// The values of a key as one reads them: strings as they are, numbers in digits, binary values in base64. `kinds` are
/// the letters of its sort key's types. `None` if the bytes are no such key.
pub fn texts(bytes: &[u8], partition: usize, kinds: &[u8]) -> Option<Vec<String>> {
    let (first, end) = part_ends(bytes, partition, kinds.len())?;
    let mut texts = Vec::new();
    let mut cursor = Cursor::new(bytes.get(..first)?);
    for _ in 0..partition {
        let kind = cursor.byte().ok()?;
        texts.push(text_of(kind, cursor.block().ok()?)?);
    }
    let mut rest = bytes.get(first..end)?;
    for &kind in kinds {
        let (one, left) = rest.split_at_checked(sort_end(rest)?)?;
        let escaped = one.strip_suffix(&[0, 0])?;
        let mut plain = Vec::with_capacity(escaped.len());
        for (at, part) in escaped.split(|&byte| byte == 0).enumerate() {
            if at > 0 {
                plain.push(0);
            }
            plain.extend_from_slice(if at > 0 { part.strip_prefix(&[0xFF])? } else { part });
        }
        texts.push(text_of(kind, &plain)?);
        rest = left;
    }
    Some(texts)
}

fn text_of(kind: u8, canonical: &[u8]) -> Option<String> {
    match kind {
        b'S' => std::str::from_utf8(canonical).ok().map(str::to_owned),
        b'N' => {
            let mut out = String::new();
            NumberBytes::decode(canonical)?.write_text(&mut out);
            Some(out)
        }
        _ => {
            let mut out = String::new();
            crate::json::write_attribute(&mut out, &AttributeValue::B(canonical.into()));
            out.strip_prefix("{\"B\":\"")?.strip_suffix("\"}").map(str::to_owned)
        }
    }
}

/// The smallest bytes above all that begin with these. `None` if all of them are FF.
pub fn successor(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|&byte| byte != 0xFF)?;
    let mut bytes = prefix[..=last].to_vec();
    bytes[last] += 1;
    Some(bytes)
}

fn encode_index_bytes(partition: &[&AttributeValue], sort: &[&AttributeValue], base: &[u8]) -> Option<Key> {
    let mut key = KeyBuilder::new(64 + base.len());
    write_partition(&mut key.bytes, partition)?;
    key.partition = key.bytes.len();
    for value in sort {
        write_sort(&mut key.bytes, value)?;
    }
    Some(key.key(base))
}

fn write_partition(out: &mut Vec<u8>, values: &[&AttributeValue]) -> Option<()> {
    for value in values {
        with_canonical(value, |bytes| push_partition(out, value.type_name(), bytes))?;
    }
    Some(())
}

/// A partition key value: its type's letter, then its bytes with their length before them.
fn push_partition(out: &mut Vec<u8>, type_name: &str, canonical: &[u8]) {
    out.extend_from_slice(type_name.as_bytes());
    write_block(out, canonical);
}

fn write_sort(out: &mut Vec<u8>, value: &AttributeValue) -> Option<()> {
    with_canonical(value, |bytes| push_sort(out, bytes))
}

/// A sort key value: its bytes, and an end below every continuation.
fn push_sort(out: &mut Vec<u8>, canonical: &[u8]) {
    write_escaped(out, canonical);
    out.extend_from_slice(&[0, 0]);
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
