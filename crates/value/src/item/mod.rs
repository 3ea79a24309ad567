//! Items as they are stored: one immutable piece of bytes (format item/1).

mod check;
mod decode;
mod encode;
mod error;
mod scalar;
mod write;

use std::fmt;
use std::sync::Arc;

pub(crate) use decode::decode_value;
pub(crate) use encode::encode_value;
pub use encode::{ItemBuilder, Plain};
pub use error::DecodeError;
pub use scalar::Scalar;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::attribute::{AttributeValue, Attributes};
use crate::cursor::Cursor;

/// The most levels of nesting that an item may have (AWS Developer Guide, "Quotas": nested attribute depth).
pub const MAX_DEPTH: u32 = 32;

/// The version byte of item/1.
const VERSION: u8 = 1;

/// An item, immutable. A clone is another handle to the same bytes. Equal items are equal bytes.
///
/// Its bytes were written by this module or [checked](Item::from_bytes), so that reading from them does not fail.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Item(Arc<[u8]>);

impl Item {
    /// The item of these attributes. Whether it nests deeper than [`MAX_DEPTH`] is for the caller to have checked (such an item could not be read back
    /// [from its bytes](Self::from_bytes)).
    pub fn new(attributes: &Attributes) -> Self {
        encode::item(attributes)
    }

    /// The item stored as these bytes, after checking all of them.
    pub fn from_bytes(bytes: Arc<[u8]>) -> Result<Self, DecodeError> {
        check::item(&bytes)?;
        Ok(Self(bytes))
    }

    /// The bytes in format item/1.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Its size in bytes in the service's accounting ([`attributes_size`](crate::attributes_size)), from the header.
    pub fn size(&self) -> u64 {
        self.header().0
    }

    /// How many attributes it has, from the header.
    pub fn len(&self) -> u64 {
        self.header().1
    }

    /// Whether it has no attributes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All attributes.
    pub fn decode(&self) -> Attributes {
        decode::attributes(self.header().2.rest()).unwrap_or_default()
    }

    /// The attributes of these names, without decoding the others.
    pub fn pick(&self, names: &[&str]) -> Attributes {
        let mut picked = Attributes::new();
        for name in names {
            if let Some(value) = self.get(name) {
                picked.insert((*name).to_owned(), value);
            }
        }
        picked
    }

    /// The item with the attributes of these names as they are in `values`, which has no others: one that isn't there
    /// goes. All the rest is copied as it is.
    #[must_use]
    pub fn with(&self, names: &[&str], values: &Attributes) -> Self {
        encode::with(self, names, values)
    }

    /// The value of one attribute, without decoding the others.
    pub fn get(&self, name: &str) -> Option<AttributeValue> {
        decode::value(self.find(name)?).ok()
    }

    /// The value of one attribute where it lies, if a key may have it.
    pub fn scalar(&self, name: &str) -> Option<Scalar<'_>> {
        Scalar::of(self.find(name)?)
    }

    /// Whether it has an attribute of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Whether an attribute is the same in both, or in neither.
    pub fn agrees(&self, other: &Self, name: &str) -> bool {
        self.find(name) == other.find(name)
    }

    /// The names of its attributes, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries().map(|(name, _)| std::str::from_utf8(name).unwrap_or_default())
    }

    /// The item with only the attributes of these names.
    #[must_use]
    pub fn project(&self, names: &[&str]) -> Self {
        let kept = |name: &[u8]| names.iter().any(|wanted| wanted.as_bytes() == name);
        encode::entries(self.entries().filter(|(name, _)| kept(name)))
    }

    /// The size in bytes of the item with only the attributes of these names, without making it.
    pub fn projected_size(&self, names: &[&str]) -> u64 {
        let kept = |name: &[u8]| names.iter().any(|wanted| wanted.as_bytes() == name);
        self.entries()
            .filter(|(name, _)| kept(name))
            .map(|(name, value)| check::entry_size(name, value))
            .sum()
    }

    /// Appends its JSON (`{"pk":{"S":"a"}}`), straight from the bytes.
    pub fn write_json(&self, out: &mut String) {
        // Once for all rather than every time it is full.
        out.reserve(self.0.len() + self.0.len() / 4 + 64);
        // Only bytes that were never checked could end the writing early.
        let _ = write::attributes(out, self.entries());
    }

    /// Its JSON as a new string.
    pub fn to_json(&self) -> String {
        let mut out = String::with_capacity(self.0.len() * 2);
        self.write_json(&mut out);
        out
    }

    /// Size, count, and the entries' bytes.
    fn header(&self) -> (u64, u64, Cursor<'_>) {
        decode::header(&self.0).unwrap_or((0, 0, Cursor::new(&[])))
    }

    /// Names and values as bytes.
    fn entries(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        decode::entries(self.header().2)
    }

    /// The bytes of one value. Names are in order: the search ends where the name would stand.
    fn find(&self, name: &str) -> Option<&[u8]> {
        let (found, value) = self.entries().find(|(entry, _)| *entry >= name.as_bytes())?;
        (found == name.as_bytes()).then_some(value)
    }
}

impl From<&Attributes> for Item {
    fn from(attributes: &Attributes) -> Self {
        Self::new(attributes)
    }
}

/// Prints the item's JSON.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

/// As its bytes, checked when read.
impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = crate::stored::bytes(deserializer)?;
        Self::from_bytes(bytes.into()).map_err(D::Error::custom)
    }
}
