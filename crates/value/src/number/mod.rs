//! Exact decimal numbers of at most 38 significant digits.

mod arithmetic;
mod bytes;
mod digits;
mod parse;

use std::cmp::Ordering;
use std::fmt;

pub(crate) use bytes::NumberBytes;
use digits::{Digits, POWERS_OF_TEN};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most significant digits that a number can have.
const MAX_DIGITS: u32 = 38;
/// The power of ten of the first digit of the largest numbers: 9.99…E+125.
const MAX_POWER: i16 = 125;
/// The power of ten of the first digit of the smallest positive numbers: 1E-130.
const MIN_POWER: i16 = -130;

/// A `DynamoDB` number: zero, or of a magnitude from 1E-130 to 9.9999999999999999999999999999999999999E+125, with at most 38 significant digits. Exact.
///
/// Numbers that are equal in value are equal in every way: `1.50` and `15E-1` parse to the same `Number`. [`Display`](fmt::Display) prints the plain decimal
/// that the service answers with: no exponent, no `+`, no zeros that carry no value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    /// Without trailing zeros, below 10^38 in magnitude. Zero has exponent 0.
    mantissa: i128,
    /// value = mantissa * 10^exponent.
    exponent: i16,
}

/// Why a text is no number, or a result none that can be stored. [`Display`](fmt::Display) gives the service's exact sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NumberError {
    /// The text is not a decimal number, or its exponent does not fit 64 bits.
    NotNumeric {
        /// The text as given.
        text: String,
    },
    /// More than 38 significant digits were written.
    TooManyDigits,
    /// The magnitude is above the range, or a sum needs more than 38 digits.
    Overflow,
    /// The magnitude is below the range, but not zero.
    Underflow,
}

impl Number {
    /// 0.
    pub const ZERO: Self = Self { mantissa: 0, exponent: 0 };
    /// 1.
    pub const ONE: Self = Self { mantissa: 1, exponent: 0 };

    /// Reads a number as the service does. The checks come in its order: is it a number, its digits, its magnitude.
    ///
    /// Zero is checked as if its last written digit were a 1: `0e126` overflows and `0e-131` underflows. Exponents of up to 64 bits are read;
    /// beyond that the text is [not numeric](NumberError::NotNumeric). The time is linear in the length of the text whatever it says.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        parse::parse(text)
    }

    /// The exact sum. [`Overflow`](NumberError::Overflow) when it needs more than 38 digits (the service has no other sentence for that).
    pub fn checked_add(self, other: Self) -> Result<Self, NumberError> {
        arithmetic::add(self, other)
    }

    /// The exact difference; errors as for [`checked_add`](Self::checked_add).
    pub fn checked_sub(self, other: Self) -> Result<Self, NumberError> {
        arithmetic::add(self, other.negated())
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { mantissa: -self.mantissa, ..self }
    }

    /// This integer.
    pub fn from_i64(integer: i64) -> Self {
        // Nineteen digits are always in range.
        Self::normalized(integer < 0, u128::from(integer.unsigned_abs()), 0).unwrap_or(Self::ZERO)
    }

    /// The number as an integer, if it is one that fits.
    pub fn to_i64(self) -> Option<i64> {
        let power = POWERS_OF_TEN.get(usize::try_from(self.exponent).ok()?)?;
        i64::try_from(self.mantissa.checked_mul(i128::try_from(*power).ok()?)?).ok()
    }

    /// The greatest integer that is not above the number times this power of ten, if it fits.
    pub fn floor_times_ten_to(self, power: i16) -> Option<i64> {
        let exponent = self.exponent.checked_add(power)?;
        let factor = POWERS_OF_TEN.get(usize::from(exponent.unsigned_abs()));
        let factor = factor.and_then(|&factor| i128::try_from(factor).ok());
        let floor = match (exponent >= 0, factor) {
            (true, factor) => self.mantissa.checked_mul(factor?)?,
            (false, Some(factor)) => self.mantissa.div_euclid(factor),
            // Divided by more than any mantissa holds.
            (false, None) => i128::from(self.mantissa < 0).wrapping_neg(),
        };
        i64::try_from(floor).ok()
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Its size in bytes in the service's accounting: one, one for each two digits on either side of the decimal point, and one for a minus sign.
    pub fn size(self) -> u64 {
        if self.mantissa == 0 {
            return 1;
        }
        let digits = i32::try_from(self.digit_count()).unwrap_or(0);
        // value = 0.digits * 10^point
        let point = digits + i32::from(self.exponent);
        let integer = point.clamp(0, digits).unsigned_abs();
        let fraction = digits.unsigned_abs() - integer;
        u64::from(1 + integer.div_ceil(2) + fraction.div_ceil(2) + u32::from(self.mantissa < 0))
    }

    /// How many digits the mantissa has; 1 for zero.
    fn digit_count(self) -> u32 {
        self.mantissa.unsigned_abs().checked_ilog10().unwrap_or(0) + 1
    }

    /// The power of ten of the first digit.
    fn power(self) -> i16 {
        self.exponent + i16::try_from(self.digit_count()).unwrap_or(0) - 1
    }

    /// The number of this sign, magnitude and exponent, with trailing zeros moved into the exponent; the errors are those of a result.
    fn normalized(negative: bool, mut magnitude: u128, mut exponent: i16) -> Result<Self, NumberError> {
        if magnitude == 0 {
            return Ok(Self::ZERO);
        }
        // Most magnitudes fit a machine word, whose division is many times faster.
        if let Ok(mut word) = u64::try_from(magnitude) {
            while word.is_multiple_of(10) {
                word /= 10;
                exponent += 1;
            }
            magnitude = u128::from(word);
        } else {
            while magnitude.is_multiple_of(10) {
                magnitude /= 10;
                exponent += 1;
            }
        }
        let signed = i128::try_from(magnitude).map_err(|_| NumberError::Overflow)?;
        let number = Self { mantissa: if negative { -signed } else { signed }, exponent };
        if number.digit_count() > MAX_DIGITS || number.power() > MAX_POWER {
            Err(NumberError::Overflow)
        } else if number.power() < MIN_POWER {
            Err(NumberError::Underflow)
        } else {
            Ok(number)
        }
    }

    /// Appends the canonical text: what [`Display`](fmt::Display) prints, without a formatter's detours.
    pub fn write_text(self, out: &mut String) {
        if self.mantissa < 0 {
            out.push('-');
        }
        let digits = Digits::of(self.mantissa.unsigned_abs());
        let text = digits.as_str();
        let zeros = |out: &mut String, count: usize| out.extend(std::iter::repeat_n('0', count));
        let places = usize::from(self.exponent.unsigned_abs());
        if self.exponent >= 0 {
            out.push_str(text);
            zeros(out, places);
        } else if let Some((integer, fraction)) =
            text.len().checked_sub(places).filter(|&at| at > 0).map(|at| text.split_at(at))
        {
            out.push_str(integer);
            out.push('.');
            out.push_str(fraction);
        } else {
            out.push_str("0.");
            zeros(out, places - text.len());
            out.push_str(text);
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let signs = self.mantissa.signum().cmp(&other.mantissa.signum());
        if signs.is_ne() || self.mantissa == 0 {
            return signs;
        }
        let powers = self.power().cmp(&other.power());
        if powers.is_ne() {
            return if self.mantissa < 0 { powers.reverse() } else { powers };
        }
        // First digits of the same power: written with the same count of digits, the mantissas compare.
        let scaled = |number: &Self, by: i16| {
            let index = usize::try_from(by).unwrap_or(0);
            number.mantissa * i128::try_from(POWERS_OF_TEN[index]).unwrap_or(1)
        };
        let least = self.exponent.min(other.exponent);
        scaled(self, self.exponent - least).cmp(&scaled(other, other.exponent - least))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for Number {
    fn from(integer: i64) -> Self {
        Self::from_i64(integer)
    }
}

impl std::str::FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        Self::parse(text)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write_text(&mut text);
        f.pad(&text)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNumeric { text } => {
                write!(f, "The parameter cannot be converted to a numeric value: {text}")
            }
            Self::TooManyDigits => {
                f.write_str("Attempting to store more than 38 significant digits in a Number")
            }
            Self::Overflow => f.write_str(
                "Number overflow. Attempting to store a number with magnitude larger than supported range",
            ),
            Self::Underflow => f.write_str(
                "Number underflow. Attempting to store a number with magnitude smaller than supported range",
            ),
        }
    }
}

impl std::error::Error for NumberError {}

/// As canonical text where people read, as the bytes of key/1 elsewhere. Both are checked when read.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_bytes(&NumberBytes::of(*self))
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
            Self::parse(&text).map_err(D::Error::custom)
        } else {
            let bytes = crate::stored::bytes(deserializer)?;
            NumberBytes::decode(&bytes).ok_or_else(|| D::Error::custom("not the bytes of a number"))
        }
    }
}
