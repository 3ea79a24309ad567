//! The JSON of attribute values as requests and responses carry it (`{"S":"a"}`), written without spaces.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::attribute::{AttributeValue, Attributes};
use crate::number::Number;

/// Appends one value: `{"S":"a"}`.
pub fn write_attribute(out: &mut String, value: &AttributeValue) {
    open(out, value.type_name());
    match value {
        AttributeValue::S(text) => write_string(out, text),
        AttributeValue::N(number) => write_number(out, *number),
        AttributeValue::B(bytes) => write_binary(out, bytes),
        AttributeValue::Bool(boolean) => write_bool(out, *boolean),
        AttributeValue::Null => write_bool(out, true),
        AttributeValue::Ss(elements) => write_list(out, elements, |out, text| write_string(out, text)),
        AttributeValue::Ns(elements) => write_list(out, elements, |out, number| write_number(out, *number)),
        AttributeValue::Bs(elements) => write_list(out, elements, |out, bytes| write_binary(out, bytes)),
        AttributeValue::L(elements) => write_list(out, elements, write_attribute),
        AttributeValue::M(attributes) => write_attributes(out, attributes),
    }
    out.push('}');
}

/// Appends attributes by name, in order of name: `{"pk":{"S":"a"}}`.
pub fn write_attributes(out: &mut String, attributes: &Attributes) {
    out.push('{');
    for (i, (name, value)) in attributes.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_string(out, name);
        out.push(':');
        write_attribute(out, value);
    }
    out.push('}');
}

/// Appends a string with its quotes, escaping what JSON demands and nothing else.
pub fn write_string(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    // Hardly any text has something to escape.
    if plain_length(text.as_bytes()) == text.len() {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut written = 0;
    for (i, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x0C => "\\f",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "\\u00",
            _ => continue,
        };
        // Escaped bytes are ASCII: the text between them is whole characters.
        out.push_str(&text[written..i]);
        out.push_str(escape);
        if escape.len() > 2 {
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 0xF)]));
        }
        written = i + 1;
    }
    out.push_str(&text[written..]);
    out.push('"');
}

/// How many of these bytes stand before the first that stands for more than itself in a JSON string: a quote, a
/// backslash, or a control character. All of them, if there is none.
pub fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TOPS: u64 = ONES << 7;
    // Eight bytes at once: a byte less than the subtrahend borrows, which shows in its top bit. What borrows by
    // itself comes first, so that a borrow never shows in a word that has no such byte. With one bit flipped the quote
    // stands right behind the control characters, and the blank where the quote was.
    let special = |eight: &[u8; 8]| {
        let word = u64::from_le_bytes(*eight);
        let any = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21)
            | (word ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
        // What is looked for has no top bit of its own.
        any & !word & TOPS
    };
    let words = |from: usize, most: usize| {
        let (eights, _) = bytes[from..].as_chunks::<8>();
        from + 8 * eights.iter().take(most).take_while(|eight| special(eight) == 0).count()
    };
    // Most texts are short. In a long one eight words are taken together, without a decision between them.
    let mut plain = words(0, 2);
    if plain == 16 {
        let (blocks, _) = bytes[plain..].as_chunks::<64>();
        let any =
            |block: &[u8; 64]| block.as_chunks::<8>().0.iter().fold(0, |any, eight| any | special(eight));
        plain += 64 * blocks.iter().take_while(|block| any(block) == 0).count();
        plain = words(plain, usize::MAX);
    }
    let special = bytes[plain..].iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F));
    special.map_or(bytes.len(), |more| plain + more)
}

/// Opens the object of a value of this type.
pub(crate) fn open(out: &mut String, type_name: &str) {
    out.push_str("{\"");
    out.push_str(type_name);
    out.push_str("\":");
}

pub(crate) fn write_number(out: &mut String, number: Number) {
    out.push('"');
    number.write_text(out);
    out.push('"');
}

/// Writes bytes as a string in base64.
pub fn write_binary(out: &mut String, bytes: &[u8]) {
    out.push('"');
    STANDARD.encode_string(bytes, out);
    out.push('"');
}

pub(crate) fn write_bool(out: &mut String, boolean: bool) {
    out.push_str(if boolean { "true" } else { "false" });
}

fn write_list<T>(out: &mut String, elements: &[T], write: impl Fn(&mut String, &T)) {
    out.push('[');
    for (i, element) in elements.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(out, element);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    use super::plain_length;

    /// Every byte at every place, with neighbours that borrow, carry, or look like it.
    #[test]
    fn the_first_special_byte_is_found_wherever_it_stands() {
        let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1F);
        for neighbour in [b'a', b' ', b'!', b'#', b']', 0x7F, 0x80, 0xA2, 0xFF, b'"', 0] {
            for byte in 0..=u8::MAX {
                for place in (0..30).chain(75..100) {
                    let mut bytes = [neighbour; 100];
                    bytes[..place].fill(b'x');
                    bytes[place] = byte;
                    let expected = bytes.iter().position(is_special).unwrap_or(bytes.len());
                    assert_eq!(plain_length(&bytes), expected, "{bytes:?}");
                }
            }
        }
    }
}
