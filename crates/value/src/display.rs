//! Values as short text for screens.

use crate::attribute::AttributeValue;

impl AttributeValue {
    /// The value in at most `max_chars` characters, the last of which is `…` if something was cut.
    ///
    /// Strings as they are, numbers in canonical text, binary as `<3 bytes>`, sets as `{a, b}`, lists as `[2 elements]`, maps as `{3 attributes}`.
    pub fn display(&self, max_chars: usize) -> String {
        match self {
            Self::S(text) => cut(text, max_chars),
            Self::N(number) => cut(&number.to_string(), max_chars),
            Self::B(bytes) => cut(&binary(bytes), max_chars),
            Self::Bool(boolean) => cut(if *boolean { "true" } else { "false" }, max_chars),
            Self::Null => cut("null", max_chars),
            Self::Ss(elements) => set(elements, max_chars, |text| cut(text, max_chars)),
            Self::Ns(elements) => set(elements, max_chars, ToString::to_string),
            Self::Bs(elements) => set(elements, max_chars, |bytes| binary(bytes)),
            Self::L(elements) => cut(&format!("[{}]", count(elements.len(), "element")), max_chars),
            Self::M(attributes) => cut(&format!("{{{}}}", count(attributes.len(), "attribute")), max_chars),
        }
    }
}

fn binary(bytes: &[u8]) -> String {
    format!("<{}>", count(bytes.len(), "byte"))
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn set<T>(elements: &[T], max_chars: usize, display: impl Fn(&T) -> String) -> String {
    let mut text = String::from("{");
    for (i, element) in elements.iter().enumerate() {
        // A set may have thousands of elements, a screen shows a few.
        if text.len() > max_chars.saturating_mul(4) {
            break;
        }
        if i > 0 {
            text.push_str(", ");
        }
        text.push_str(&display(element));
    }
    text.push('}');
    cut(&text, max_chars)
}

fn cut(text: &str, max_chars: usize) -> String {
    let Some(kept) = max_chars.checked_sub(1) else {
        return String::new();
    };
    let mut rest = text.char_indices().skip(kept);
    match (rest.next(), rest.next()) {
        (Some((end, _)), Some(_)) => {
            let mut short = text[..end].to_owned();
            short.push('…');
            short
        }
        _ => text.to_owned(),
    }
}
