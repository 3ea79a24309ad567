//! Reading and writing lengths and the blocks that they announce.

use crate::item::DecodeError;

/// Bytes still to be read.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn rest(self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn byte(&mut self) -> Result<u8, DecodeError> {
        let (&byte, rest) = self.rest.split_first().ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(byte)
    }

    /// An LEB128 integer in its shortest form; another form would make equal items different bytes.
    #[inline]
    pub(crate) fn varint(&mut self) -> Result<u64, DecodeError> {
        // Nearly all take one byte.
        if let Some((&byte @ 0..0x80, rest)) = self.rest.split_first() {
            self.rest = rest;
            return Ok(u64::from(byte));
        }
        self.long_varint()
    }

    fn long_varint(&mut self) -> Result<u64, DecodeError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            if (bits << shift) >> shift != bits {
                return Err(DecodeError::Integer);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return if byte == 0 && shift > 0 { Err(DecodeError::Integer) } else { Ok(value) };
            }
        }
        Err(DecodeError::Integer)
    }

    /// The bytes that a varint length announces.
    #[inline]
    pub(crate) fn block(&mut self) -> Result<&'a [u8], DecodeError> {
        let length = usize::try_from(self.varint()?).map_err(|_| DecodeError::Truncated)?;
        let (block, rest) = self.rest.split_at_checked(length).ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(block)
    }

    pub(crate) fn end(self) -> Result<(), DecodeError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DecodeError::Trailing) }
    }
}

/// Appends an integer as LEB128.
pub(crate) fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a block with its length before it.
pub(crate) fn write_block(out: &mut Vec<u8>, block: &[u8]) {
    write_varint(out, block.len() as u64);
    out.extend_from_slice(block);
}

/// Appends what `write` appends, with its length before it. Nearly all lengths take one byte; for the others the block moves up.
pub(crate) fn write_sized<T>(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    let start = out.len();
    out.push(0);
    let result = write(out);
    let length = out.len() - start - 1;
    if let Ok(byte @ 0..0x80) = u8::try_from(length) {
        out[start] = byte;
        return result;
    }
    let mut prefix = Vec::with_capacity(10);
    write_varint(&mut prefix, length as u64);
    out.splice(start..=start, prefix);
    result
}
