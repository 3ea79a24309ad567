//! Floats from text and to text, to the last digit.
//!
//! The standard library does this fast, by tables that are 20 KB of every page load. Queries meet few fractions, so here
//! long numbers are multiplied, shifted and compared instead.

use std::cmp::Ordering;

/// The float nearest to a decimal number; `inf` and `nan` are words for floats, too.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let is = |word: &str| unsigned.eq_ignore_ascii_case(word);
    let magnitude = if is("nan") {
        f64::NAN
    } else if is("inf") || is("infinity") {
        f64::INFINITY
    } else {
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [whole, fraction].concat();
        let power = exponent_of(exponent)? - length(fraction.len());
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        nearest(digits.trim_start_matches('0'), power)
    };
    Some(if negative { -magnitude } else { magnitude })
}

/// What is far out of a float's range may as well be a million.
fn exponent_of(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse().unwrap_or(i64::MAX).min(i64::from(u32::MAX));
    Some(if text.starts_with('-') { -size } else { size })
}

/// Lengths and exponents are added up.
fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX / 2)
}

/// The float nearest to these digits (the first is no zero) times a power of ten.
fn nearest(digits: &str, power: i64) -> f64 {
    /// No more digits than this ever decide where a number is rounded to; of the others it matters whether there are any.
    const DECISIVE: usize = 800;
    let first = length(digits.len()).saturating_add(power);
    if digits.is_empty() || first < -330 {
        return 0.0;
    }
    if first > 310 {
        return f64::INFINITY;
    }
    let (kept, rest) = digits.split_at(digits.len().min(DECISIVE));
    let mut above = Big::from(0);
    kept.bytes().for_each(|digit| above.grow(10, u32::from(digit - b'0')));
    let mut power = power.saturating_add(length(rest.len()));
    if rest.bytes().any(|digit| digit != b'0') {
        above.grow(10, 1);
        power -= 1;
    }
    let mut below = Big::from(1);
    for _ in 0..power.unsigned_abs() {
        if power > 0 { &mut above } else { &mut below }.grow(10, 0);
    }
    // The quotient has 64 or 65 bits.
    let exponent = above.bits() - below.bits() - 64;
    if exponent > 0 { &mut below } else { &mut above }.shift(exponent.unsigned_abs());
    let (quotient, more) = divide(above, &below);
    let dropped = (128 - i64::from(quotient.leading_zeros()) - 53).max(-1074 - exponent);
    let (mut mantissa, rest) = ((quotient >> dropped) as u64, quotient & ((1 << dropped) - 1));
    let half = 1 << (dropped - 1);
    mantissa += u64::from(rest > half || (rest == half && (more || mantissa & 1 == 1)));
    // A mantissa that was rounded up to the next power of two carries into the exponent, as it should.
    let biased = (exponent + dropped + 1075).unsigned_abs();
    if biased >= 2047 {
        return f64::INFINITY;
    }
    f64::from_bits((biased << 52) + mantissa - (1 << 52)).min(f64::INFINITY)
}

/// The shortest digits that mean just this finite float above zero, and the power of ten of the first of them.
pub(super) fn digits(float: f64) -> (String, i32) {
    let bits = float.to_bits();
    let (biased, fraction) = ((bits >> 52).cast_signed(), bits & ((1 << 52) - 1));
    let (mantissa, exponent) =
        if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
    let mut power = (exponent + 63 - i64::from(mantissa.leading_zeros())) * 30103 / 100_000 + 1;
    // 18 digits: one more than are ever needed, to round by.
    let (first, more) = loop {
        let mut above = Big::from(mantissa);
        let mut below = Big::from(1);
        for _ in 0..(17 - power).unsigned_abs() {
            if power < 17 { &mut above } else { &mut below }.grow(10, 0);
        }
        if exponent > 0 { &mut above } else { &mut below }.shift(exponent.unsigned_abs());
        let (quotient, more) = divide(above, &below);
        if quotient >= 10_u128.pow(17) {
            break (quotient as u64, more);
        }
        power -= 1;
    };
    for cut in (1..18).rev() {
        let unit = 10_u64.pow(cut);
        let (kept, rest) = (first / unit, first % unit);
        let above_half = match (rest * 2).cmp(&unit) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => more || kept & 1 == 1,
        };
        for candidate in [kept + u64::from(above_half), kept + u64::from(!above_half)] {
            let shift = power - 17 + i64::from(cut);
            let digits = candidate.to_string();
            if nearest(&digits, shift).to_bits() == bits {
                let power = shift + length(digits.len()) - 1;
                return (digits.trim_end_matches('0').to_owned(), power as i32);
            }
        }
    }
    (first.to_string(), power as i32)
}

/// The whole quotient, which must fit, and whether anything is left.
fn divide(mut above: Big, below: &Big) -> (u128, bool) {
    let mut quotient = 0;
    for bit in (0..=(above.bits() - below.bits()).max(0).unsigned_abs()).rev() {
        let mut part = below.clone();
        part.shift(bit);
        if above.take(&part) {
            quotient |= 1 << bit;
        }
    }
    (quotient, above.bits() > 0)
}

/// A whole number: 32 bits each, the lowest first, the highest no zero.
#[derive(Clone)]
struct Big(Vec<u32>);

impl Big {
    fn from(number: u64) -> Self {
        let mut big = Self(vec![number as u32, (number >> 32) as u32]);
        big.trim();
        big
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn bits(&self) -> i64 {
        let highest = self.0.last().map_or(0, |part| 32 - part.leading_zeros());
        i64::from(highest) + 32 * (length(self.0.len().max(1)) - 1)
    }

    /// Times `factor`, plus `more`.
    fn grow(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for part in &mut self.0 {
            carry += u64::from(*part) * u64::from(factor);
            *part = carry as u32;
            carry >>= 32;
        }
        self.0.push(carry as u32);
        self.trim();
    }

    /// Times two to this power.
    fn shift(&mut self, bits: u64) {
        self.grow(1 << (bits % 32), 0);
        if !self.0.is_empty() {
            self.0.splice(0..0, std::iter::repeat_n(0, (bits / 32) as usize));
        }
    }

    /// Takes the other away where it isn't larger.
    fn take(&mut self, other: &Self) -> bool {
        let order = self.0.len().cmp(&other.0.len());
        if order.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev())).is_lt() {
            return false;
        }
        let mut borrowed = 0;
        for (at, part) in self.0.iter_mut().enumerate() {
            let (less, under) = part.overflowing_sub(other.0.get(at).copied().unwrap_or(0));
            let (less, too) = less.overflowing_sub(borrowed);
            borrowed = u32::from(under || too);
            *part = less;
        }
        self.trim();
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{digits, parse};

    #[track_caller]
    fn check(text: &str) {
        let expect = text.parse::<f64>().ok();
        assert_eq!(parse(text).map(f64::to_bits), expect.map(f64::to_bits), "{text}");
    }

    #[track_caller]
    fn shortest(float: f64) {
        let (digits, power) = digits(float);
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let (told, expect) = (format!("{first}{point}{rest}e{power}"), format!("{float:e}"));
        // Of two that are equally near, Python takes the even one and Rust the greater one.
        let exact = format!("{float:.1100e}").replace('.', "");
        let exact = exact.split('e').next().unwrap_or_default().trim_end_matches('0');
        let tie = told.len() == expect.len() && exact.strip_prefix(&digits) == Some("5");
        assert!(told == expect || tie, "{told} for {expect}");
        assert_eq!((parse(&told), parse(&expect)), (Some(float), Some(float)));
    }

    #[test]
    fn texts_at_the_edges() {
        for text in [
            "0",
            "-0",
            "0.0",
            "1",
            "+1",
            "-1.5",
            ".5",
            "5.",
            "1e0",
            "0.1",
            "1e23",
            "8.5e22",
            "1e400",
            "-1e400",
            "1e-400",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "0e99999999999999999999",
            "inf",
            "-INF",
            "infinity",
            "",
            "-",
            ".",
            "e5",
            "1e",
            "1e+",
            "1x",
            "--1",
            "1.2.3",
            "in",
            " 1",
            "1_0",
            "9007199254740993",
            "9007199254740992.99999999999999999999999",
            "9007199254740993.0000000000000000000000001",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "179769313486231580793728971405301",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.48e-324",
            "000000000000000000000000001e-5",
        ] {
            check(text);
        }
        assert_eq!(digits(2.0_f64.powi(-25)), ("29802322387695312".to_owned(), -8));
        assert!(parse("nan").is_some_and(f64::is_nan));
        check(&format!("9007199254740993.{}5", "0".repeat(1000)));
        check(&format!("1{}", "0".repeat(400)));
        check(&format!("0.{}1", "0".repeat(300)));
        check(&format!("{}e-900", "7".repeat(1000)));
    }

    #[test]
    fn powers_of_two_and_ten_and_their_neighbours() {
        for exponent in (0..2047_u64).step_by(7) {
            for bits in
                [(exponent << 52).max(1), (exponent << 52) + 1, (exponent << 52).saturating_sub(1).max(1)]
            {
                shortest(f64::from_bits(bits));
            }
        }
        for power in (-324..309).step_by(3) {
            if let Ok(float) = format!("1e{power}").parse::<f64>()
                && float > 0.0
            {
                shortest(float);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn as_the_standard_library_reads(text in "-?[0-9]{1,25}(\\.[0-9]{0,25})?(e-?[0-9]{1,3})?") {
            check(&text);
        }

        #[test]
        fn as_the_standard_library_prints(bits in 1..0x7FF0_0000_0000_0000_u64, short in 1..1_000_000_u32, places in 0..12_i32) {
            shortest(f64::from_bits(bits));
            shortest(f64::from(short) / 10_f64.powi(places));
        }
    }
}
