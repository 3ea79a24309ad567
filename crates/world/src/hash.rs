//! Digests of state: xxh3-128 over little-endian integers and length-prefixed bytes, the same on every target.

use value::{Item, Key};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Collects what is to be hashed.
#[derive(Default)]
pub(crate) struct Digest(Xxh3);

impl Digest {
    pub(crate) fn number(&mut self, number: u64) {
        self.0.update(&number.to_le_bytes());
    }

    pub(crate) fn wide(&mut self, number: u128) {
        self.0.update(&number.to_le_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    /// The digest, most significant byte first, so that its hexadecimal form reads as xxh3-128 is written.
    pub(crate) fn finish(&self) -> [u8; 16] {
        self.0.digest128().to_be_bytes()
    }
}

/// The hash of one stored row. A table's hash is the wrapping sum of its rows' hashes: a write changes it by two
/// terms, whatever the size of the table, and the order of writes leaves no mark.
pub(crate) fn row(key: &Key, item: &Item) -> u128 {
    let mut digest = Xxh3::new();
    digest.update(&key.hash.to_le_bytes());
    digest.update(&(key.bytes.len() as u64).to_le_bytes());
    digest.update(&key.bytes);
    digest.update(item.as_bytes());
    digest.digest128()
}

/// The digest of one run of bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}
