//! Values as the API knows them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::item;
use crate::number::Number;

/// Attributes by name, in order of name (UTF-8 bytes).
pub type Attributes = BTreeMap<String, AttributeValue>;

/// The value of an attribute.
///
/// The elements of sets are sorted and distinct, so that equal sets are equal values: build sets with [`string_set`](Self::string_set) and its sisters.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum AttributeValue {
    /// A string.
    S(String),
    /// A number.
    N(Number),
    /// Binary.
    B(Vec<u8>),
    /// A boolean (`BOOL`).
    Bool(bool),
    /// `NULL`.
    Null,
    /// A string set, sorted by UTF-8 bytes.
    Ss(Vec<String>),
    /// A number set, sorted.
    Ns(Vec<Number>),
    /// A binary set, sorted by unsigned bytes.
    Bs(Vec<Vec<u8>>),
    /// A list.
    L(Vec<AttributeValue>),
    /// A map.
    M(Attributes),
}

impl AttributeValue {
    /// A string set of these elements.
    pub fn string_set(elements: Vec<String>) -> Self {
        Self::Ss(set(elements))
    }

    /// A number set of these elements.
    pub fn number_set(elements: Vec<Number>) -> Self {
        Self::Ns(set(elements))
    }

    /// A binary set of these elements.
    pub fn binary_set(elements: Vec<Vec<u8>>) -> Self {
        Self::Bs(set(elements))
    }

    /// The type as requests and responses name it: `S`, `N`, `B`, `BOOL`, `NULL`, `SS`, `NS`, `BS`, `L` or `M`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::S(_) => "S",
            Self::N(_) => "N",
            Self::B(_) => "B",
            Self::Bool(_) => "BOOL",
            Self::Null => "NULL",
            Self::Ss(_) => "SS",
            Self::Ns(_) => "NS",
            Self::Bs(_) => "BS",
            Self::L(_) => "L",
            Self::M(_) => "M",
        }
    }

    /// Its size in bytes in the service's accounting (AWS Developer Guide, "`DynamoDB` item sizes and formats"; the formulas for numbers, lists and maps are
    /// as measured): strings and binary as they are, numbers [by their digits](Number::size), booleans and NULL 1, sets the sum of their elements,
    /// lists and maps 3 and 1 for each element beside what the elements and names take.
    pub fn size(&self) -> u64 {
        match self {
            Self::S(text) => text.len() as u64,
            Self::N(number) => number.size(),
            Self::B(bytes) => bytes.len() as u64,
            Self::Bool(_) | Self::Null => 1,
            Self::Ss(elements) => elements.iter().map(|element| element.len() as u64).sum(),
            Self::Ns(elements) => elements.iter().map(|element| element.size()).sum(),
            Self::Bs(elements) => elements.iter().map(|element| element.len() as u64).sum(),
            Self::L(elements) => 3 + elements.iter().map(|element| 1 + element.size()).sum::<u64>(),
            Self::M(attributes) => 3 + attributes.len() as u64 + attributes_size(attributes),
        }
    }

    /// The levels of nesting: 1 for anything but a list or a map, whose elements are one level deeper. An empty list has 1.
    pub fn depth(&self) -> u32 {
        let elements = match self {
            Self::L(elements) => elements.iter().map(Self::depth).max(),
            Self::M(attributes) => attributes.values().map(Self::depth).max(),
            _ => None,
        };
        1 + elements.unwrap_or(0)
    }

    /// The service's order: strings by UTF-8 bytes, numbers by value, binary by unsigned bytes. `None` for other types and for values of two types.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::S(a), Self::S(b)) => Some(a.cmp(b)),
            (Self::N(a), Self::N(b)) => Some(a.cmp(b)),
            (Self::B(a), Self::B(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

/// The size of attributes in bytes in the service's accounting: what their names and [values](AttributeValue::size) take. The size of an item.
pub fn attributes_size(attributes: &Attributes) -> u64 {
    attributes.iter().map(|(name, value)| name.len() as u64 + value.size()).sum()
}

fn set<T: Ord>(mut elements: Vec<T>) -> Vec<T> {
    crate::sort(&mut elements);
    elements.dedup();
    elements
}

impl From<&str> for AttributeValue {
    fn from(text: &str) -> Self {
        Self::S(text.to_owned())
    }
}

impl From<String> for AttributeValue {
    fn from(text: String) -> Self {
        Self::S(text)
    }
}

impl From<Number> for AttributeValue {
    fn from(number: Number) -> Self {
        Self::N(number)
    }
}

impl From<i64> for AttributeValue {
    fn from(integer: i64) -> Self {
        Self::N(Number::from_i64(integer))
    }
}

impl From<bool> for AttributeValue {
    fn from(boolean: bool) -> Self {
        Self::Bool(boolean)
    }
}

impl From<Attributes> for AttributeValue {
    fn from(attributes: Attributes) -> Self {
        Self::M(attributes)
    }
}

/// As the bytes of a value in item/1, checked when read: a derived form could hold unsorted sets and nest without a limit.
impl Serialize for AttributeValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&item::encode_value(self))
    }
}

impl<'de> Deserialize<'de> for AttributeValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = crate::stored::bytes(deserializer)?;
        item::decode_value(&bytes).map_err(D::Error::custom)
    }
}
