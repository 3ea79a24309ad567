//! What the older layer makes of numbers with huge exponents: it holds scale and exponent in 32 bits.

use value::NumberError;

/// The older layer's fault with a text that is no number of the service's.
pub(super) fn fault(text: &str, fault: NumberError) -> NumberError {
    if matches!(fault, NumberError::NotNumeric { .. }) {
        return fault;
    }
    let not_numeric = || NumberError::NotNumeric { text: text.to_owned() };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let Ok(exponent) = exponent.parse::<i32>() else { return not_numeric() };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX / 4);
    let Ok(scale) = i32::try_from(length(fraction) - i64::from(exponent)) else { return not_numeric() };
    let digits = whole.trim_start_matches(['+', '-', '0']).len();
    let digits = if digits == 0 { fraction.trim_start_matches('0').len() } else { digits + fraction.len() };
    // The power of ten above the first digit wraps around.
    let power = i64::try_from(digits.max(1)).unwrap_or(i64::MAX / 4) - i64::from(scale);
    if fault == NumberError::Overflow && power > i64::from(i32::MAX) { NumberError::Underflow } else { fault }
}

#[cfg(test)]
mod tests {
    use value::Number;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = Number::parse(text).expect_err("a fault");
        assert!(fault(text, error).to_string().starts_with(expected), "{text}");
    }

    #[test]
    fn exponents_wrap() {
        // spec: 0/N 1e2147483647; 2.2/huge exponents
        for (text, expected) in [
            ("1e126", "Number overflow"),
            ("1e2147483646", "Number overflow"),
            ("1e2147483647", "Number underflow"),
            ("12e2147483646", "Number underflow"),
            ("1.2e2147483647", "Number underflow"),
            ("1e2147483648", "The parameter cannot be converted to a numeric value: 1e2147483648"),
            ("0e2147483648", "The parameter cannot be converted"),
            ("1e-131", "Number underflow"),
            ("1e-2147483647", "Number underflow"),
            ("1e-2147483648", "The parameter cannot be converted"),
            ("0.1e-2147483647", "The parameter cannot be converted"),
            ("x", "The parameter cannot be converted"),
            ("é.5", "The parameter cannot be converted"),
        ] {
            check(text, expected);
        }
        let digits = format!("{}e1", "1".repeat(39));
        check(&digits, "Attempting to store more than 38");
    }
}
