//! A value that a key may have, where an item holds it.

use super::encode::tag;
use crate::number::{Number, NumberBytes};

/// A string, number or binary value of an item: what a key asks of it is answered from its bytes, without decoding it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scalar<'a> {
    tag: u8,
    payload: &'a [u8],
}

impl<'a> Scalar<'a> {
    /// The value of these bytes of an item; `None` if it is of another type.
    pub(super) fn of(value: &'a [u8]) -> Option<Self> {
        let (&tag, payload) = value.split_first()?;
        matches!(tag, tag::S | tag::N | tag::B).then_some(Self { tag, payload })
    }

    /// `S`, `N` or `B`.
    pub fn type_name(self) -> &'static str {
        match self.tag {
            tag::S => "S",
            tag::N => "N",
            _ => "B",
        }
    }

    /// Whether it is an empty string or binary value, which no key has.
    pub fn is_empty(self) -> bool {
        self.payload.is_empty()
    }

    /// Its size in bytes in the service's accounting.
    pub fn size(self) -> u64 {
        match self.tag {
            tag::N => NumberBytes::decode(self.payload).map_or(0, Number::size),
            _ => self.payload.len() as u64,
        }
    }

    /// The bytes that compare like the values of its type.
    pub(crate) fn canonical(self) -> &'a [u8] {
        self.payload
    }
}
