//! Base64 as the service takes it: standard alphabet, padded, canonical.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Decodes `text`, or tells in the service's words why not.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, String> {
    let length = text.chars().count();
    if !length.is_multiple_of(4) {
        return Err(format!("Base64 encoded length is expected a multiple of 4 bytes but found: {length}"));
    }
    STANDARD.decode(text).map_err(|_| match foreign_character(text) {
        Some(character) => format!("Invalid Base64 character: '{character}'"),
        None => "Invalid last non-pad Base64 character dectected".to_owned(),
    })
}

/// The first character that is not of the alphabet, padding before the end included.
fn foreign_character(text: &str) -> Option<char> {
    let unpadded = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    unpadded.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/')))
}
