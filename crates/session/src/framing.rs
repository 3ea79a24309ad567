//! Format store/1: how a value is wrapped before it is stored, and what can be wrong with it afterwards.

use std::fmt;

/// The first bytes of every stored value.
const MAGIC: [u8; 4] = *b"DYNM";
/// The version of store/1 and of the payloads in it.
const VERSION: u8 = 1;
/// Magic, kind, version, length, checksum.
const HEADER: usize = 14;
/// A stored value is at most 1 MB, wrapping included, so that one bad value costs little.
pub(crate) const MOST_PAYLOAD: usize = 1_000_000 - HEADER;

/// What a stored value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The world's header: seed, epoch, account, mode, name.
    Head,
    /// Log records in a row.
    Log,
    /// The clock that was reached.
    Clock,
    /// A checkpoint.
    Check,
    /// A few numbers about a world, for lists.
    About,
    /// Which world is the open one.
    Open,
}

impl Kind {
    /// Those that a branch of a world is made of.
    pub const ALL: [Kind; 4] = [Kind::Head, Kind::Log, Kind::Clock, Kind::Check];

    /// Its byte in the wrapping.
    fn byte(self) -> u8 {
        match self {
            Kind::Head => b'H',
            Kind::Log => b'L',
            Kind::Clock => b'T',
            Kind::Check => b'C',
            Kind::About => b'A',
            Kind::Open => b'O',
        }
    }

    /// Its name in a key.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Head => "head",
            Kind::Log => "log",
            Kind::Clock => "clock",
            Kind::Check => "check",
            Kind::About => "about",
            Kind::Open => "open",
        }
    }

    /// The kind of this name, if a branch holds such values.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Why a stored value can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// It doesn't begin with `DYNM`.
    Magic,
    /// It says that it is of another kind than its key says.
    Kind,
    /// A later version of Dynamarium wrote it.
    Newer(u8),
    /// It is shorter or longer than it says.
    Length {
        /// What it says.
        expected: u64,
        /// What is there.
        found: u64,
    },
    /// Its bytes changed after it was written.
    Checksum,
    /// It is whole but says something that can't be understood.
    Content(String),
}

impl fmt::Display for Damage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Damage::Magic => out.write_str("it does not begin like a Dynamarium record"),
            Damage::Kind => out.write_str("it is of another kind than its key says"),
            Damage::Newer(version) => {
                write!(
                    out,
                    "a later version of Dynamarium wrote it (format {version}, this one reads {VERSION})"
                )
            }
            Damage::Length { expected, found } => {
                write!(out, "it should have {expected} bytes and has {found}")
            }
            Damage::Checksum => {
                out.write_str("its checksum does not match: bytes changed after it was written")
            }
            Damage::Content(what) => out.write_str(what),
        }
    }
}

/// Wraps a payload of at most [`MOST_PAYLOAD`] bytes.
pub(crate) fn wrap(kind: Kind, payload: &[u8]) -> Vec<u8> {
    wrap_summed(kind, payload, sim::crc32(payload))
}

/// Wraps a payload whose checksum is known.
pub(crate) fn wrap_summed(kind: Kind, payload: &[u8], sum: u32) -> Vec<u8> {
    debug_assert!(payload.len() <= MOST_PAYLOAD);
    let mut bytes = Vec::with_capacity(HEADER + payload.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.push(kind.byte());
    bytes.push(VERSION);
    bytes.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

/// What unwrapping found.
pub(crate) struct Unwrapped<'a> {
    /// The payload, or as much of it as is there when it is damaged.
    pub(crate) payload: &'a [u8],
    /// What is wrong with it. The payload may be searched for whole lines when only bytes are missing or changed.
    pub(crate) damage: Option<Damage>,
}

/// Unwraps a value that should be of this kind.
pub(crate) fn unwrap(kind: Kind, bytes: &[u8]) -> Unwrapped<'_> {
    let useless = |damage| Unwrapped { payload: &[], damage: Some(damage) };
    let Some((header, payload)) = bytes.split_at_checked(HEADER) else {
        return useless(Damage::Length { expected: HEADER as u64, found: bytes.len() as u64 });
    };
    if header[..4] != MAGIC {
        return useless(Damage::Magic);
    }
    if header[4] != kind.byte() {
        return useless(Damage::Kind);
    }
    if header[5] > VERSION {
        return useless(Damage::Newer(header[5]));
    }
    if header[5] != VERSION {
        return useless(Damage::Content("its format version is not one that ever was".to_owned()));
    }
    let word = |from: usize| {
        u32::from_le_bytes([header[from], header[from + 1], header[from + 2], header[from + 3]])
    };
    let (length, checksum) = (word(6), word(10));
    if u64::from(length) != payload.len() as u64 {
        let (expected, found) = (u64::from(length) + HEADER as u64, bytes.len() as u64);
        return Unwrapped { payload, damage: Some(Damage::Length { expected, found }) };
    }
    let damage = (sim::crc32(payload) != checksum).then_some(Damage::Checksum);
    Unwrapped { payload, damage }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_and_unwrapping() {
        let bytes = wrap(Kind::Clock, b"{\"clock\":7}");
        assert_eq!(bytes[..6], *b"DYNMT\x01");
        let back = unwrap(Kind::Clock, &bytes);
        assert_eq!((back.payload, back.damage), (&b"{\"clock\":7}"[..], None));
        assert_eq!(unwrap(Kind::Head, &bytes).damage, Some(Damage::Kind));
        assert_eq!(unwrap(Kind::Clock, &[]).damage, Some(Damage::Length { expected: 14, found: 0 }));
        let mut newer = bytes.clone();
        newer[5] = 2;
        assert_eq!(unwrap(Kind::Clock, &newer).damage, Some(Damage::Newer(2)));
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let bytes = wrap(Kind::Log, b"some payload");
        for place in 0..bytes.len() {
            for bit in 0..8 {
                let mut bad = bytes.clone();
                bad[place] ^= 1 << bit;
                assert!(unwrap(Kind::Log, &bad).damage.is_some(), "byte {place} bit {bit}");
            }
        }
    }
}
