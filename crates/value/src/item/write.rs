//! Bytes to JSON, with nothing in between.

use super::encode::tag;
use super::{DecodeError, decode};
use crate::cursor::Cursor;
use crate::json;
use crate::number::NumberBytes;

/// Appends an object of these names and values.
pub(super) fn attributes<'a>(
    out: &mut String,
    entries: impl Iterator<Item = (&'a [u8], &'a [u8])>,
) -> Result<(), DecodeError> {
    out.push('{');
    for (i, (name, bytes)) in entries.enumerate() {
        if i > 0 {
            out.push(',');
        }
        text(out, name)?;
        out.push(':');
        value(out, bytes)?;
    }
    out.push('}');
    Ok(())
}

fn value(out: &mut String, bytes: &[u8]) -> Result<(), DecodeError> {
    let mut cursor = Cursor::new(bytes);
    let tag = cursor.byte()?;
    json::open(out, type_name(tag)?);
    let payload = cursor.rest();
    match tag {
        tag::S => text(out, payload)?,
        tag::N => number(out, payload)?,
        tag::B => json::write_binary(out, payload),
        tag::SS => elements(out, payload, text)?,
        tag::NS => elements(out, payload, number)?,
        tag::BS => elements(out, payload, |out, bytes| {
            json::write_binary(out, bytes);
            Ok(())
        })?,
        tag::L => elements(out, payload, value)?,
        tag::M => {
            cursor.varint()?;
            attributes(out, decode::entries(cursor))?;
        }
        tag => json::write_bool(out, tag != tag::FALSE),
    }
    out.push('}');
    Ok(())
}

fn elements(
    out: &mut String,
    payload: &[u8],
    write: impl Fn(&mut String, &[u8]) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut cursor = Cursor::new(payload);
    out.push('[');
    for i in 0..cursor.varint()? {
        if i > 0 {
            out.push(',');
        }
        write(out, cursor.block()?)?;
    }
    out.push(']');
    Ok(())
}

fn text(out: &mut String, bytes: &[u8]) -> Result<(), DecodeError> {
    json::write_string(out, std::str::from_utf8(bytes).map_err(|_| DecodeError::Utf8)?);
    Ok(())
}

fn number(out: &mut String, bytes: &[u8]) -> Result<(), DecodeError> {
    json::write_number(out, NumberBytes::decode(bytes).ok_or(DecodeError::Number)?);
    Ok(())
}

fn type_name(tag: u8) -> Result<&'static str, DecodeError> {
    Ok(match tag {
        tag::S => "S",
        tag::N => "N",
        tag::B => "B",
        tag::FALSE | tag::TRUE => "BOOL",
        tag::NULL => "NULL",
        tag::SS => "SS",
        tag::NS => "NS",
        tag::BS => "BS",
        tag::L => "L",
        tag::M => "M",
        tag => return Err(DecodeError::Tag(tag)),
    })
}
