//! Numbers against a big-decimal crate.

use std::str::FromStr as _;

use bigdecimal::num_bigint::BigInt;
use bigdecimal::{BigDecimal, Zero as _};
use proptest::prelude::*;
use value::{Number, NumberError};

use crate::strategies::number;

fn big(number: Number) -> BigDecimal {
    BigDecimal::from_str(&number.to_string()).expect("canonical text")
}

/// What a result of this value must be.
fn expected(value: &BigDecimal) -> Result<BigDecimal, NumberError> {
    if value.is_zero() {
        return Ok(BigDecimal::zero());
    }
    let value = value.normalized();
    let (digits, scale) = value.as_bigint_and_exponent();
    let count = i64::try_from(digits.magnitude().to_string().len()).expect("small");
    let power = count - scale - 1;
    if count > 38 || power > 125 {
        Err(NumberError::Overflow)
    } else if power < -130 {
        Err(NumberError::Underflow)
    } else {
        Ok(value)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    // spec: 2.2/arithmetic overflow; 8/numbers
    #[test]
    fn sums_are_exact(a in number(), b in number()) {
        prop_assert_eq!(a.checked_add(b).map(big), expected(&(big(a) + big(b))));
        prop_assert_eq!(a.checked_sub(b).map(big), expected(&(big(a) - big(b))));
        prop_assert_eq!(a.checked_add(b), b.checked_add(a));
    }

    // spec: 2.2/equality by value
    #[test]
    fn order_is_the_order_of_values(a in number(), b in number()) {
        prop_assert_eq!(a.cmp(&b), big(a).cmp(&big(b)));
        prop_assert_eq!(a == b, big(a) == big(b));
    }

    #[test]
    fn texts_are_read_exactly(
        sign in "[+-]?", integer in "[0-9]{0,25}", fraction in "[0-9]{0,25}", exponent in prop_oneof![-10..10_i64, -170..170_i64], with_exponent: bool,
    ) {
        prop_assume!(!integer.is_empty() || !fraction.is_empty());
        let exponent = if with_exponent { exponent } else { 0 };
        let mut text = format!("{sign}{integer}");
        if !fraction.is_empty() || exponent % 2 == 0 {
            text = format!("{text}.{fraction}");
        }
        if with_exponent {
            text = format!("{text}e{exponent}");
        }
        let digits = BigInt::from_str(&format!("{}{integer}{fraction}", if sign == "-" { "-" } else { "" })).expect("digits");
        let scale = i64::try_from(fraction.len()).expect("small") - exponent;
        let expected = if digits.is_zero() {
            expected(&BigDecimal::new(BigInt::from(1), scale)).map(|_| BigDecimal::zero())
        } else {
            let written = BigDecimal::new(digits, scale);
            let significant = written.normalized().as_bigint_and_exponent().0.magnitude().to_string().len();
            if significant > 38 { Err(NumberError::TooManyDigits) } else { expected(&written) }
        };
        prop_assert_eq!(Number::parse(&text).map(big), expected, "{}", text);
    }

    #[test]
    fn text_round_trips(number in number()) {
        prop_assert_eq!(Number::parse(&number.to_string()), Ok(number));
        let json = serde_json::to_string(&number).expect("a string");
        prop_assert_eq!(serde_json::from_str::<Number>(&json).ok(), Some(number));
        let bytes = postcard::to_stdvec(&number).expect("bytes");
        prop_assert_eq!(postcard::from_bytes::<Number>(&bytes).ok(), Some(number));
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,60}") {
        if let Ok(number) = Number::parse(&text) {
            prop_assert_eq!(Number::parse(&number.to_string()), Ok(number));
        }
    }

    #[test]
    fn sizes_follow_the_canonical_text(number in number()) {
        // The same count, taken from the text: pairs of digits on either side of the point, without the zeros that only place it.
        let text = number.to_string();
        let plain = text.trim_start_matches('-');
        let (integer, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let integer = if fraction.is_empty() { integer.trim_matches('0') } else { integer.trim_start_matches('0') };
        let fraction = if integer.is_empty() { fraction.trim_start_matches('0') } else { fraction };
        let expected = 1 + integer.len().div_ceil(2) + fraction.len().div_ceil(2) + usize::from(text.starts_with('-'));
        prop_assert_eq!(number.size(), expected as u64);
    }
}
