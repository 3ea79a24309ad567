//! A value as a cell of a table for spreadsheets, and back, without loss.
//!
//! A number stands as JSON spells it, a boolean as `true` or `false`, a string as it is; whatever would be read as something
//! else stands as DynamoDB's JSON, `{"S":"12"}`.

use serde_json::value::RawValue;
use value::{AttributeValue, Number};

/// The tags of DynamoDB's JSON.
const TAGS: [&str; 10] = ["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"];

/// What a cell holds.
#[derive(Debug, PartialEq)]
pub(super) enum Cell {
    /// A value that stands for itself.
    Plain(AttributeValue),
    /// DynamoDB's JSON.
    Tagged,
}

/// A value as a cell. Key attributes have their type from the table: a string stands as it is whatever it looks like.
pub(crate) fn cell(value: &AttributeValue, of_key: bool) -> String {
    let plain = match value {
        AttributeValue::S(text) => Some(text.clone()),
        AttributeValue::N(number) => Some(number.to_string()),
        AttributeValue::Bool(it) => Some(it.to_string()),
        _ => None,
    };
    match plain {
        Some(plain) if of_key || (!plain.is_empty() && read(&plain) == Cell::Plain(value.clone())) => plain,
        _ => {
            let mut out = String::new();
            value::json::write_attribute(&mut out, value);
            out
        }
    }
}

/// Reads a cell that isn't empty.
pub(super) fn read(cell: &str) -> Cell {
    let value = match cell {
        "true" => AttributeValue::Bool(true),
        "false" => AttributeValue::Bool(false),
        _ if is_tagged(cell) => return Cell::Tagged,
        _ => match Some(cell).filter(|cell| is_number(cell)).map(Number::parse) {
            Some(Ok(number)) => AttributeValue::N(number),
            _ => AttributeValue::S(cell.to_owned()),
        },
    };
    Cell::Plain(value)
}

/// Whether a text is DynamoDB's JSON of one value.
pub(super) fn is_tagged(cell: &str) -> bool {
    let Some(rest) = cell.trim_start().strip_prefix('{') else { return false };
    let Some((tag, rest)) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
        return false;
    };
    TAGS.contains(&tag)
        && rest.trim_start().starts_with(':')
        && serde_json::from_str::<Box<RawValue>>(cell).is_ok()
}

/// Whether a text is a number as JSON has it: `01234` and `+49` are none, they are somebody's post code and telephone.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (text, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|it| digits(it.strip_prefix(['+', '-']).unwrap_or(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_say_what_they_are() {
        for (text, number) in [
            ("12", true),
            ("-0.5", true),
            ("1e3", true),
            ("1.50", true),
            ("01234", false),
            ("+49", false),
            ("1.", false),
            (".5", false),
            ("1e", false),
            ("12 ", false),
            ("0x1", false),
            ("NaN", false),
            ("1e999", false),
        ] {
            assert_eq!(matches!(read(text), Cell::Plain(AttributeValue::N(_))), number, "{text}");
        }
        assert_eq!(read("{\"SS\":[\"a\"]}"), Cell::Tagged);
        for text in ["{\"S\":", "{\"x\":1}", "{}", "[1]", "null", "TRUE"] {
            assert_eq!(read(text), Cell::Plain(AttributeValue::S(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_would_be_misread_says_its_type() {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        assert_eq!(cell(&text("Kim"), false), "Kim");
        for (value, out) in [
            ("12", "{\"S\":\"12\"}"),
            ("true", "{\"S\":\"true\"}"),
            ("", "{\"S\":\"\"}"),
            ("{\"S\":\"x\"}", "{\"S\":\"{\\\"S\\\":\\\"x\\\"}\"}"),
        ] {
            assert_eq!(cell(&text(value), false), out);
        }
        assert_eq!(cell(&text("12"), true), "12");
    }
}
