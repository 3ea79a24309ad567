//! JSON numbers as integers.

/// Whether `text` is a number by JSON's grammar.
pub(super) fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// Whether a JSON number is written with a fraction or an exponent.
pub(super) fn is_decimal(text: &str) -> bool {
    text.contains(['.', 'e', 'E'])
}

/// A JSON number without its fraction, saturated to 64 bits.
pub(super) fn saturating(text: &str) -> i64 {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    let leading_zeros = digits().take_while(|digit| *digit == b'0').count();
    let length = |count: usize| i64::try_from(count).unwrap_or(i64::MAX / 2);
    let point = length(whole.len()).saturating_add(exponent_of(exponent));
    let places = point.saturating_sub(length(leading_zeros));
    if places <= 0 || digits().all(|digit| digit == b'0') {
        return 0;
    }
    // 19 decimal places hold every i64; the 20th is there to see the overflow.
    let mut value: i128 = 0;
    let mut rest = digits().skip(leading_zeros);
    for _ in 0..places.min(20) {
        value = value * 10 + i128::from(rest.next().map_or(0, |digit| digit - b'0'));
    }
    let value = if negative { -value } else { value };
    i64::try_from(value).unwrap_or(if negative { i64::MIN } else { i64::MAX })
}

fn exponent_of(text: &str) -> i64 {
    let limit = if text.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
    text.parse::<i64>().map_or(limit, |exponent| exponent.clamp(i64::MIN / 2, i64::MAX / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: i64) {
        assert!(is_json_number(text), "{text}");
        assert_eq!(saturating(text), expected, "{text}");
    }

    #[test]
    fn fractions_are_cut_and_excess_saturates() {
        for (text, expected) in [
            ("0", 0),
            ("-0", 0),
            ("7", 7),
            ("-7", -7),
            ("1.999", 1),
            ("-1.999", -1),
            ("0.001e3", 1),
            ("1e3", 1000),
            ("1.25E+1", 12),
            ("125e-1", 12),
            ("1e-1", 0),
            ("0e999999999999999999999", 0),
            ("1e999999999999999999999", i64::MAX),
            ("-1e999999999999999999999", i64::MIN),
            ("1e-999999999999999999999", 0),
            ("9223372036854775807", i64::MAX),
            ("9223372036854775808", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("-9223372036854775809", i64::MIN),
            ("123456789012345678901234567890", i64::MAX),
            ("0.00000000000000000000000000000012e31", 1),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn only_json_numbers_are_numbers() {
        for text in
            ["", "-", "01", "-01", "1.", ".5", "1e", "1e+", "1.e3", "+1", "1-", "0x1", "1.2.3", "1e2e3"]
        {
            assert!(!is_json_number(text), "{text}");
        }
    }
}
