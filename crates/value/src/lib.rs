//! Attribute values, 38-digit numbers, items, sizes and order-preserving keys.
#![deny(clippy::float_arithmetic)]

mod attribute;
mod cursor;
mod display;
mod item;
pub mod json;
pub mod key;
mod number;
mod sort;
mod stored;

pub use attribute::{AttributeValue, Attributes, attributes_size};
pub use item::{DecodeError, Item, ItemBuilder, MAX_DEPTH, Plain, Scalar};
pub use key::Key;
pub use number::{Number, NumberError};
pub use sort::{map, set, sort, sort_by, sort_by_key};
