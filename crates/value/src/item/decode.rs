//! Bytes to attributes. The order of names and sets is not looked at: the bytes were checked.

use super::encode::tag;
use super::{DecodeError, MAX_DEPTH, VERSION, check};
use crate::attribute::{AttributeValue, Attributes};
use crate::cursor::Cursor;
use crate::number::{Number, NumberBytes};

/// Size, count, and the entries' bytes.
pub(super) fn header(bytes: &[u8]) -> Result<(u64, u64, Cursor<'_>), DecodeError> {
    let mut cursor = Cursor::new(bytes);
    let version = cursor.byte()?;
    if version != VERSION {
        return Err(DecodeError::Version(version));
    }
    let size = cursor.varint()?;
    let count = cursor.varint()?;
    Ok((size, count, cursor))
}

/// Names and values as bytes, up to the end.
pub(super) fn entries(mut cursor: Cursor<'_>) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || Some((cursor.block().ok()?, cursor.block().ok()?)))
}

/// All entries up to the end.
pub(super) fn attributes(bytes: &[u8]) -> Result<Attributes, DecodeError> {
    // One insertion after the other: collecting would make a list, sort it, and make the map of that.
    let mut attributes = Attributes::new();
    for (name, bytes) in entries(Cursor::new(bytes)) {
        attributes.insert(text(name)?, value(bytes)?);
    }
    Ok(attributes)
}

/// The value of exactly these bytes, which may come from anywhere.
pub(crate) fn decode_value(bytes: &[u8]) -> Result<AttributeValue, DecodeError> {
    check::value(bytes, MAX_DEPTH)?;
    value(bytes)
}

/// The value of these bytes of an item.
pub(super) fn value(bytes: &[u8]) -> Result<AttributeValue, DecodeError> {
    let mut cursor = Cursor::new(bytes);
    let tag = cursor.byte()?;
    let payload = cursor.rest();
    Ok(match tag {
        tag::S => AttributeValue::S(text(payload)?),
        tag::N => AttributeValue::N(number(payload)?),
        tag::B => AttributeValue::B(payload.to_vec()),
        tag::FALSE => AttributeValue::Bool(false),
        tag::TRUE => AttributeValue::Bool(true),
        tag::NULL => AttributeValue::Null,
        tag::SS => AttributeValue::Ss(elements(payload, text)?),
        tag::NS => AttributeValue::Ns(elements(payload, number)?),
        tag::BS => AttributeValue::Bs(elements(payload, |bytes| Ok(bytes.to_vec()))?),
        tag::L => AttributeValue::L(elements(payload, value)?),
        tag::M => {
            cursor.varint()?;
            AttributeValue::M(attributes(cursor.rest())?)
        }
        tag => return Err(DecodeError::Tag(tag)),
    })
}

/// The elements of a set or list, each by `decode`.
fn elements<T>(
    payload: &[u8],
    decode: impl Fn(&[u8]) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    let mut cursor = Cursor::new(payload);
    let count = cursor.varint()?;
    // The bytes were checked, so the count is true; an element takes at least a byte.
    let mut elements = Vec::with_capacity(cursor.rest().len().min(usize::try_from(count).unwrap_or(0)));
    for _ in 0..count {
        elements.push(decode(cursor.block()?)?);
    }
    Ok(elements)
}

fn text(bytes: &[u8]) -> Result<String, DecodeError> {
    std::str::from_utf8(bytes).map(ToOwned::to_owned).map_err(|_| DecodeError::Utf8)
}

fn number(bytes: &[u8]) -> Result<Number, DecodeError> {
    NumberBytes::decode(bytes).ok_or(DecodeError::Number)
}
