//! Base64 for links: A-Z a-z 0-9 - _ without padding.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};

/// Reads what a cut text still says: a last character may stand for bits of which the rest is missing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// What a text says.
pub(crate) struct Decoded {
    /// The whole bytes in it.
    pub(crate) bytes: Vec<u8>,
    /// Whether the text can be a whole one; if not, its end is missing.
    pub(crate) whole: bool,
}

/// The text for these bytes.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a text, a cut one too. `Err` is the byte offset of the first character that doesn't belong.
pub(crate) fn decode(text: &str) -> Result<Decoded, usize> {
    let strange =
        text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    if let Some(place) = strange {
        return Err(place);
    }
    if let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) {
        return Ok(Decoded { bytes, whole: true });
    }
    // One character alone is less than a byte.
    let readable = if text.len() % 4 == 1 { &text[..text.len() - 1] } else { text };
    let bytes = LENIENT.decode(readable).unwrap_or_default();
    Ok(Decoded { bytes, whole: false })
}
