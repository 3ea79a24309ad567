//! Whether bytes are an item, and how large it is.

use super::encode::tag;
use super::{DecodeError, MAX_DEPTH, decode};
use crate::cursor::Cursor;
use crate::number::{Number, NumberBytes};

/// Checks everything that item/1 demands.
pub(super) fn item(bytes: &[u8]) -> Result<(), DecodeError> {
    let (size, count, cursor) = decode::header(bytes)?;
    if attributes(cursor, count, MAX_DEPTH)? == size { Ok(()) } else { Err(DecodeError::Size) }
}

/// The size of an entry of an item.
pub(super) fn entry_size(name: &[u8], bytes: &[u8]) -> u64 {
    // However deep it is: its size must be the one that the item counted.
    name.len() as u64 + value(bytes, u32::MAX).unwrap_or(0)
}

/// Checks the bytes of a value that may have this many levels; returns its size in the service's accounting.
pub(super) fn value(bytes: &[u8], levels: u32) -> Result<u64, DecodeError> {
    let deeper = levels.checked_sub(1).ok_or(DecodeError::Depth)?;
    let mut cursor = Cursor::new(bytes);
    let tag = cursor.byte()?;
    let payload = cursor.rest();
    match tag {
        tag::S => text(payload),
        tag::N => number(payload),
        tag::B => Ok(payload.len() as u64),
        tag::FALSE | tag::TRUE | tag::NULL => cursor.end().map(|()| 1),
        tag::SS => set(cursor, text),
        tag::NS => set(cursor, number),
        tag::BS => set(cursor, |bytes| Ok(bytes.len() as u64)),
        tag::L => {
            let mut size = 3;
            for _ in 0..cursor.varint()? {
                size += 1 + value(cursor.block()?, deeper)?;
            }
            cursor.end()?;
            Ok(size)
        }
        tag::M => {
            let count = cursor.varint()?;
            Ok(3 + attributes(cursor, count, deeper)? + count)
        }
        tag => Err(DecodeError::Tag(tag)),
    }
}

/// Checks this many entries up to the end, with values of at most this many levels; returns the size of names and values.
fn attributes(mut cursor: Cursor<'_>, count: u64, levels: u32) -> Result<u64, DecodeError> {
    let mut size = 0;
    let mut last = None;
    for _ in 0..count {
        let name = cursor.block()?;
        if last >= Some(name) {
            return Err(DecodeError::Order);
        }
        last = Some(name);
        size += text(name)? + value(cursor.block()?, levels)?;
    }
    cursor.end()?;
    Ok(size)
}

/// Checks the elements of a set up to the end; returns the sum of their sizes. Elements compare like their bytes, numbers too.
fn set(
    mut cursor: Cursor<'_>,
    check: impl Fn(&[u8]) -> Result<u64, DecodeError>,
) -> Result<u64, DecodeError> {
    let mut size = 0;
    let mut last = None;
    for _ in 0..cursor.varint()? {
        let element = cursor.block()?;
        if last >= Some(element) {
            return Err(DecodeError::Order);
        }
        last = Some(element);
        size += check(element)?;
    }
    cursor.end()?;
    Ok(size)
}

fn text(bytes: &[u8]) -> Result<u64, DecodeError> {
    std::str::from_utf8(bytes).map(|text| text.len() as u64).map_err(|_| DecodeError::Utf8)
}

fn number(bytes: &[u8]) -> Result<u64, DecodeError> {
    NumberBytes::decode(bytes).map(Number::size).ok_or(DecodeError::Number)
}
