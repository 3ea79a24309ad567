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

/// The checksum of some bytes with others behind them, from the checksum of each part and the length of the second:
/// whoever knows the parts' need not look at any byte again.
pub fn crc32_joined(first: u32, second: u32, length: u64) -> u32 {
    // Bytes behind others multiply the polynomial that those are by x, eight times each.
    let powers = (0..u64::BITS).filter(|bit| (length >> bit) & 1 == 1);
    powers.fold(first, |moved, bit| product(moved, BYTES[bit as usize % BYTES.len()])) ^ second
}

/// x to the power of 8, 16, 32 …: what 1, 2, 4 … bytes multiply by. Behind these they come again, for it is a field.
const BYTES: [u32; 32] = {
    let mut powers = [1 << 23; 32];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = product(powers[at - 1], powers[at - 1]);
        at += 1;
    }
    powers
};

/// The product of two polynomials over two elements, modulo that of the checksum; the top bit is the constant.
const fn product(one: u32, mut other: u32) -> u32 {
    let (mut sum, mut left) = (0, one);
    while left != 0 {
        if left >> 31 == 1 {
            sum ^= other;
        }
        left <<= 1;
        other = if other & 1 == 1 { (other >> 1) ^ 0xEDB8_8320 } else { other >> 1 };
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{crc32, crc32_joined, crc32_on};

    #[test]
    fn known_answers() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b"The quick brown fox jumps over the lazy dog"), 0x414F_A339);
    }

    #[test]
    fn parts_are_joined_without_their_bytes() {
        let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for (cut, end) in (0..300).map(|n| (n, 2 * n)).chain([(0, 100_000), (1, 99_999), (70_000, 100_000)]) {
            let (first, second) = bytes[..end].split_at(cut);
            let joined = crc32_joined(crc32(first), crc32(second), second.len() as u64);
            assert_eq!(joined, crc32(&bytes[..end]), "{cut} of {end}");
        }
    }

    #[test]
    fn what_comes_after_goes_on_from_what_was() {
        let bytes: Vec<u8> = (0..100_u8).map(|n| n.wrapping_mul(91)).collect();
        for cut in 0..=bytes.len() {
            assert_eq!(crc32_on(crc32(&bytes[..cut]), &bytes[cut..]), crc32(&bytes), "cut at {cut}");
        }
    }
}
