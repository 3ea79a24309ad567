//! Decimal numbers, compared as they are written.

use std::cmp::Ordering;

/// A decimal number, in parts that compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    negative: bool,
    whole: String,
    part: String,
}

impl Number {
    /// `-12.50`, of at most 64 digits.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if digits.len() > 64 || whole.len() + part.len() == 0 || !plain(whole) || !plain(part) {
            return None;
        }
        let whole = whole.trim_start_matches('0').to_owned();
        let part = part.trim_end_matches('0').to_owned();
        let zero = whole.is_empty() && part.is_empty();
        Some(Self { negative: negative && !zero, whole, part })
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let size =
            (self.whole.len(), &self.whole, &self.part).cmp(&(other.whole.len(), &other.whole, &other.part));
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (true, true) => size.reverse(),
            (false, false) => size,
        }
    }
}
