//! `NextToken`: opaque to the caller, bound to its statement and parameters.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use value::Item;

use super::StatementStart;

impl StatementStart {
    /// The token that leads here, bound to a hash of the statement.
    pub fn token(&self, binding: u64) -> String {
        let mut bytes = binding.to_le_bytes().to_vec();
        bytes.extend(self.read.to_le_bytes());
        if let Some(key) = &self.key {
            bytes.extend_from_slice(Item::new(key).as_bytes());
        }
        STANDARD.encode(bytes)
    }

    /// Where a token leads, with the hash that it is bound to; `None` if it is no token.
    pub(crate) fn from_token(token: &str) -> Option<(Self, u64)> {
        let bytes = STANDARD.decode(token).ok()?;
        let (bound, rest) = bytes.split_first_chunk()?;
        let (read, key) = rest.split_first_chunk()?;
        let key = match key {
            [] => None,
            bytes => Some(Item::from_bytes(bytes.into()).ok()?.decode()),
        };
        Some((Self { read: u16::from_le_bytes(*read), key }, u64::from_le_bytes(*bound)))
    }
}
