//! Ids that look random and are functions of the seed.

use crate::random::{Purpose, draw};

/// Characters of a request id.
const REQUEST_ID_LENGTH: usize = 52;

/// The request id of a call: 52 characters of 0-9 and A-Z, as in the service's `x-amzn-RequestId` header.
pub fn request_id(seed: u64, call: u64) -> String {
    const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut id = [0; REQUEST_ID_LENGTH];
    // 36^12 < 2^64 < 36^13: twelve characters spend the bits of one draw.
    for (counter, twelve) in (0..).zip(id.chunks_mut(12)) {
        let mut bits = draw(seed, Purpose::RequestId, call, counter);
        for place in twelve {
            *place = ALPHABET[(bits % 36) as usize];
            bits /= 36;
        }
    }
    // The alphabet is ASCII.
    String::from_utf8(id.to_vec()).unwrap_or_default()
}

/// A UUID of version 4 in its usual lower-case form, such as a table's `TableId`.
pub fn uuid(seed: u64, purpose: Purpose, entity: u64) -> String {
    let high = draw(seed, purpose, entity, 0);
    let low = draw(seed, purpose, entity, 1);
    let version = 0x4000 | (high & 0x0FFF);
    let variant = 0x8000 | ((low >> 48) & 0x3FFF);
    format!(
        "{:08x}-{:04x}-{version:04x}-{variant:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xFFFF,
        low & 0xFFFF_FFFF_FFFF
    )
}
