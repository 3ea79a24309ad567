//! The CRC-32 of what is stored and shared (IEEE 802.3, as gzip and zip have it).
//!
//! Eight bytes at a time, by tables that are made when they are first needed: as constants they would be 8 KB that no
//! compression makes smaller, and every visitor of the page would have to load them.

use std::sync::OnceLock;

/// What each value of a byte adds, if it is the last, the last but one …
type Tables = [[u32; 256]; 8];

static TABLES: OnceLock<Tables> = OnceLock::new();

fn make() -> Tables {
    let mut tables = [[0; 256]; 8];
    for (sum, byte) in tables[0].iter_mut().zip(0_u32..) {
        *sum = byte;
        for _ in 0..8 {
            *sum = if *sum & 1 == 1 { (*sum >> 1) ^ 0xEDB8_8320 } else { *sum >> 1 };
        }
    }
    for later in 1..8 {
        let [last, before] = [tables[0], tables[later - 1]];
        tables[later] = before.map(|sum: u32| (sum >> 8) ^ last[usize::from(sum as u8)]);
    }
    tables
}

/// The checksum of these bytes.
pub fn crc32(bytes: &[u8]) -> u32 {
    crc32_on(0, bytes)
}

/// The checksum of bytes that had the checksum `sum`, with these bytes after them.
pub fn crc32_on(sum: u32, bytes: &[u8]) -> u32 {
    let tables = TABLES.get_or_init(make);
    let (eights, rest) = bytes.as_chunks::<8>();
    let sum = eights.iter().fold(!sum, |sum, &[a, b, c, d, e, f, g, h]| {
        let [a, b, c, d] = (sum ^ u32::from_le_bytes([a, b, c, d])).to_le_bytes();
        let adds = |after: usize, byte: u8| tables[after][usize::from(byte)];
        adds(7, a) ^ adds(6, b) ^ adds(5, c) ^ adds(4, d) ^ adds(3, e) ^ adds(2, f) ^ adds(1, g) ^ adds(0, h)
    });
    !rest.iter().fold(sum, |sum, byte| tables[0][usize::from(sum as u8 ^ byte)] ^ (sum >> 8))
}

#[cfg(test)]
mod tests {
    use super::{crc32, crc32_on};

    #[test]
    fn known_answers() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b"The quick brown fox jumps over the lazy dog"), 0x414F_A339);
    }

    #[test]
    fn what_comes_after_goes_on_from_what_was() {
        let bytes: Vec<u8> = (0..100_u8).map(|n| n.wrapping_mul(91)).collect();
        for cut in 0..=bytes.len() {
            assert_eq!(crc32_on(crc32(&bytes[..cut]), &bytes[cut..]), crc32(&bytes), "cut at {cut}");
        }
    }
}
