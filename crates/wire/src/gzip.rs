//! The gzip format (RFC 1952) around deflate.

use crate::deflate::{self, Format, Inflated};
use crate::{MAX_BODY, checksum};

/// Magic, deflate, no flags, no time, the fastest level, of no known system.
const HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 255];

pub(crate) fn pack(level: u8, body: &[u8]) -> Vec<u8> {
    let mut out = HEADER.to_vec();
    out.extend_from_slice(&deflate::deflate(level, Format::Raw, b"", body));
    out.extend_from_slice(&checksum(body).to_le_bytes());
    out.extend_from_slice(&(body.len() as u32).to_le_bytes());
    out
}

/// Unpacks one member after the other, at most [`MAX_BODY`] bytes of all.
pub(crate) fn unpack(packed: &[u8]) -> Inflated {
    let mut out = Vec::new();
    let mut rest = packed;
    loop {
        let Some(stream) = after_header(rest) else { return Inflated::Damaged };
        let member = match deflate::inflate(Format::Raw, b"", stream, MAX_BODY - out.len()) {
            Inflated::Whole { bytes, read } => {
                rest = &stream[read..];
                bytes
            }
            other => return other,
        };
        let Some((trailer, behind)) = rest.split_at_checked(8) else { return Inflated::Damaged };
        let expect = [checksum(&member), member.len() as u32].map(u32::to_le_bytes).concat();
        if trailer != expect {
            return Inflated::Damaged;
        }
        out.extend_from_slice(&member);
        rest = behind;
        if rest.is_empty() {
            return Inflated::Whole { bytes: out, read: packed.len() };
        }
    }
}

/// What follows a member's header.
fn after_header(member: &[u8]) -> Option<&[u8]> {
    const SUM: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    const RESERVED: u8 = 0xE0;
    let (header, mut rest) = member.split_first_chunk::<10>()?;
    let flags = header[3];
    if header[..3] != HEADER[..3] || flags & RESERVED != 0 {
        return None;
    }
    if flags & EXTRA != 0 {
        let (length, behind) = rest.split_first_chunk()?;
        rest = behind.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = &rest[end + 1..];
        }
    }
    if flags & SUM != 0 {
        let (sum, behind) = rest.split_first_chunk()?;
        let header = &member[..member.len() - rest.len()];
        if u16::from_le_bytes(*sum) != checksum(header) as u16 {
            return None;
        }
        rest = behind;
    }
    Some(rest)
}
