//! Numbers as bytes that compare like the numbers (part of key/1, and how item/1 stores them).
//!
//! A magnitude is 0.d1d2… × 100^E in base 100, with d1 and the last digit not zero and E from -64 to 63.
//! Positive: `80 + (E + 64)`, then each digit + 1. Zero: `80` alone, which sorts before the positive numbers that begin like it.
//! Negative: the complement of the positive form, then `FF`, so that more digits sort lower.

use std::ops::Deref;

use super::digits::Digits;
use super::{MAX_DIGITS, Number};

/// Sign and exponent, 20 digits in base 100, the end of a negative number.
const CAPACITY: usize = 22;
/// The first byte of zero and of the smallest positive numbers.
const ZERO: u8 = 0x80;
/// What makes exponents start from 0.
const EXPONENT_BIAS: i16 = 64;
/// The last byte of a negative number.
const NEGATIVE_END: u8 = 0xFF;

/// The bytes of one number.
#[derive(Clone, Copy)]
pub(crate) struct NumberBytes {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl NumberBytes {
    pub(crate) fn of(number: Number) -> Self {
        let mut out = Self { bytes: [0; CAPACITY], length: 0 };
        if number.mantissa == 0 {
            out.push(ZERO);
            return out;
        }
        let digits = Digits::of(number.mantissa.unsigned_abs());
        let point = number.power() + 1; // value = 0.digits * 10^point
        // Pairs of digits meet the decimal point: before an odd number of digits stands a zero.
        let odd = point.rem_euclid(2);
        let exponent = (point + odd).div_euclid(2);
        out.push(ZERO | u8::try_from(exponent + EXPONENT_BIAS).unwrap_or(0));
        let (first, rest) = digits.as_bytes().split_at(usize::from(odd == 1));
        if let [digit] = first {
            out.push(digit - b'0' + 1);
        }
        for pair in rest.chunks(2) {
            let units = pair.get(1).map_or(0, |units| units - b'0');
            out.push((pair[0] - b'0') * 10 + units + 1);
        }
        if number.mantissa < 0 {
            for byte in &mut out.bytes[..out.length] {
                *byte = !*byte;
            }
            out.push(NEGATIVE_END);
        }
        out
    }

    /// The number of exactly these bytes; `None` if no number has them.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Number> {
        let (&first, rest) = bytes.split_first()?;
        let negative = first < ZERO;
        if !negative && rest.is_empty() {
            return (first == ZERO).then_some(Number::ZERO);
        }
        let (flip, digits) = if negative { (0xFF, rest.strip_suffix(&[NEGATIVE_END])?) } else { (0, rest) };
        let digit = |byte: &u8| (byte ^ flip).checked_sub(1).filter(|digit| *digit < 100);
        let (first_digit, last_digit) = (digit(digits.first()?)?, digit(digits.last()?)?);
        if first_digit == 0 || last_digit == 0 || digits.len() >= CAPACITY {
            return None;
        }
        let last_is_tens = last_digit % 10 == 0;
        let count = 2 * digits.len() - usize::from(first_digit < 10) - usize::from(last_is_tens);
        if count > MAX_DIGITS as usize {
            return None;
        }
        let (_, before_last) = digits.split_last()?;
        let mut mantissa = 0_i128;
        for byte in before_last {
            mantissa = mantissa * 100 + i128::from(digit(byte)?);
        }
        mantissa = if last_is_tens {
            mantissa * 10 + i128::from(last_digit / 10)
        } else {
            mantissa * 100 + i128::from(last_digit)
        };
        let exponent = i16::from((first ^ flip) & !ZERO) - EXPONENT_BIAS;
        let exponent = 2 * (exponent - i16::try_from(digits.len()).ok()?) + i16::from(last_is_tens);
        Some(Number { mantissa: if negative { -mantissa } else { mantissa }, exponent })
    }

    fn push(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }
}

impl Deref for NumberBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}
