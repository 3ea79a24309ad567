//! Text to number.

use super::digits::POWERS_OF_TEN;
use super::{MAX_DIGITS, MAX_POWER, MIN_POWER, Number, NumberError};

/// What the digits before the exponent say.
#[derive(Default)]
struct Mantissa {
    /// The value of the significant digits read, while they are at most 38.
    value: u128,
    /// Digits from the first that is not zero to the last that is not zero.
    significant: u64,
    /// Zeros since then.
    zeros: u64,
    /// Digits after the point.
    fraction: u64,
    /// All digits.
    written: u64,
}

impl Mantissa {
    fn push(&mut self, digit: u8) {
        self.written += 1;
        if digit == 0 {
            self.zeros += u64::from(self.significant > 0);
            return;
        }
        self.significant += self.zeros + 1;
        if self.significant <= u64::from(MAX_DIGITS) {
            // At most 38 zeros and digits: in range of the table and of the value.
            self.value = self.value * POWERS_OF_TEN[(self.zeros + 1) as usize] + u128::from(digit);
        }
        self.zeros = 0;
    }
}

pub(super) fn parse(text: &str) -> Result<Number, NumberError> {
    let Some((negative, mantissa, written_exponent)) = scan(text.as_bytes()) else {
        return Err(NumberError::NotNumeric { text: text.to_owned() });
    };
    if mantissa.significant > u64::from(MAX_DIGITS) {
        return Err(NumberError::TooManyDigits);
    }
    // The power of ten of the last written digit. Lengths and exponents have 64 bits, so nothing here overflows.
    let last = i128::from(written_exponent) - i128::from(mantissa.fraction);
    // Zero stands where its last written digit does; anything else where its first significant digit does.
    let exponent = last + i128::from(mantissa.zeros);
    let power = exponent + i128::from(mantissa.significant.max(1)) - 1;
    if power > i128::from(MAX_POWER) {
        return Err(NumberError::Overflow);
    }
    if power < i128::from(MIN_POWER) {
        return Err(NumberError::Underflow);
    }
    if mantissa.value == 0 {
        return Ok(Number::ZERO);
    }
    let value = i128::try_from(mantissa.value).map_err(|_| NumberError::Overflow)?;
    let exponent = i16::try_from(exponent).map_err(|_| NumberError::Overflow)?;
    Ok(Number { mantissa: if negative { -value } else { value }, exponent })
}

/// Reads `[+-]?(digits[.digits*]|.digits)([eE][+-]?digits)?` to the end: whether negative, the digits, the exponent.
fn scan(text: &[u8]) -> Option<(bool, Mantissa, i64)> {
    let (negative, mut rest) = sign(text);
    let mut mantissa = Mantissa::default();
    let mut point = false;
    while let [byte, tail @ ..] = rest {
        match byte {
            b'0'..=b'9' => {
                mantissa.push(byte - b'0');
                mantissa.fraction += u64::from(point);
            }
            b'.' if !point => point = true,
            _ => break,
        }
        rest = tail;
    }
    if mantissa.written == 0 {
        return None;
    }
    match rest {
        [] => Some((negative, mantissa, 0)),
        [b'e' | b'E', exponent @ ..] => Some((negative, mantissa, integer(exponent)?)),
        _ => None,
    }
}

/// A signed integer of 64 bits; `None` for anything else.
fn integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = sign(text);
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_i64, |value, byte| {
        let digit = i64::from(byte.is_ascii_digit().then(|| byte - b'0')?);
        value.checked_mul(10)?.checked_add(if negative { -digit } else { digit })
    })
}

fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}
