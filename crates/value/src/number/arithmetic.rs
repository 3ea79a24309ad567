//! Exact sums.

use super::digits::POWERS_OF_TEN;
use super::{Number, NumberError};

pub(super) fn add(a: Number, b: Number) -> Result<Number, NumberError> {
    if a.mantissa == 0 {
        return Ok(b);
    }
    if b.mantissa == 0 {
        return Ok(a);
    }
    let (high, low) = if a.exponent >= b.exponent { (a, b) } else { (b, a) };
    let places = usize::from((high.exponent - low.exponent).unsigned_abs());
    // Both mantissas in units of the lower exponent. Where the higher one exceeds 128 bits (3.4E38), no mantissa of 38 digits taken from it leaves less
    // than 2.4E38: the sum has 39 digits, and ends in the lower one's last digit, which is not zero. The same holds for a sum that exceeds 128 bits.
    let high_magnitude = POWERS_OF_TEN
        .get(places)
        .and_then(|power| high.mantissa.unsigned_abs().checked_mul(*power))
        .ok_or(NumberError::Overflow)?;
    let low_magnitude = low.mantissa.unsigned_abs();
    let high_negative = high.mantissa < 0;
    let (negative, magnitude) = if high_negative == (low.mantissa < 0) {
        (high_negative, high_magnitude.checked_add(low_magnitude).ok_or(NumberError::Overflow)?)
    } else if high_magnitude >= low_magnitude {
        (high_negative, high_magnitude - low_magnitude)
    } else {
        (!high_negative, low_magnitude - high_magnitude)
    };
    Number::normalized(negative, magnitude, low.exponent)
}
