//! The one place of the engine that computes with floats.
//!
//! It uses nothing but IEEE 754's basic operations and the functions of the `libm` crate, which are the same code natively and in wasm (those of std are not),
//! and it rounds to integers before anything leaves.
#![expect(clippy::float_arithmetic, reason = "distributions need logarithms; see the module's description")]

mod zipf;

use crate::Micros;

pub use zipf::zipf;

/// The 99th percentile of the standard normal distribution.
const NORMAL_P99: f64 = 2.326_347_874_040_841;

/// A duration from the lognormal distribution with this median and 99th percentile, at most `cap_us`; all in microseconds.
///
/// `bits` is a [`draw`](crate::random::draw): larger bits give longer durations. A 99th percentile at or below the median gives the median always.
pub fn lognormal(bits: u64, median_us: Micros, p99_us: Micros, cap_us: Micros) -> Micros {
    if median_us == 0 || p99_us <= median_us {
        return median_us.min(cap_us);
    }
    let median = median_us as f64;
    let sigma = libm::log(p99_us as f64 / median) / NORMAL_P99;
    round(median * libm::exp(sigma * normal(open_unit(bits))), cap_us)
}

/// A duration from the exponential distribution with this mean, at most `cap_us`; all in microseconds. The times between arrivals that know nothing of each other.
pub fn exponential(bits: u64, mean_us: Micros, cap_us: Micros) -> Micros {
    round(-libm::log(open_unit(bits)) * mean_us as f64, cap_us)
}

/// The sine of this part of a whole turn, times 2^30, rounded. A turn of no length has none.
pub fn sine(part: u64, turn: u64) -> i64 {
    if turn == 0 {
        return 0;
    }
    let part = part % turn;
    // The second half is the first turned around, and a half is the same from both its ends: a quarter remains.
    let half = u128::from(part) * 2;
    let (sign, within) = if half < u128::from(turn) { (1, part) } else { (-1, turn - part) };
    let quarter = (within as f64 / turn as f64).min(0.5 - within as f64 / turn as f64);
    let x = quarter * 2.0 * core::f64::consts::PI;
    let series = polynomial(
        x * x,
        &[
            -1.0 / 1_307_674_368_000.0,
            1.0 / 6_227_020_800.0,
            -1.0 / 39_916_800.0,
            1.0 / 362_880.0,
            -1.0 / 5_040.0,
            1.0 / 120.0,
            -1.0 / 6.0,
            1.0,
        ],
    );
    sign * libm::floor(x * series * (1_u64 << 30) as f64 + 0.5) as i64
}

/// The middle of one of 2^52 equal steps between 0 and 1: neither end is ever reached.
fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

/// The nearest integer within 0..=cap.
#[expect(
    clippy::cast_sign_loss,
    reason = "a cast from float saturates, and what is negative or no number becomes 0"
)]
fn round(value: f64, cap: u64) -> u64 {
    (libm::floor(value + 0.5) as u64).min(cap)
}

/// The quantile of the standard normal distribution at `p`, by Acklam's rational approximation (relative error below 1.15e-9).
fn normal(p: f64) -> f64 {
    const TAIL: f64 = 0.024_25;
    if p < TAIL {
        -upper_tail(p)
    } else if p > 1.0 - TAIL {
        upper_tail(1.0 - p)
    } else {
        let q = p - 0.5;
        let r = q * q;
        let numerator = polynomial(
            r,
            &[
                -39.696_830_286_653_76,
                220.946_098_424_520_5,
                -275.928_510_446_968_7,
                138.357_751_867_269,
                -30.664_798_066_147_16,
                2.506_628_277_459_239,
            ],
        );
        let denominator = polynomial(
            r,
            &[
                -54.476_098_798_224_06,
                161.585_836_858_040_9,
                -155.698_979_859_886_6,
                66.801_311_887_719_72,
                -13.280_681_552_885_72,
                1.0,
            ],
        );
        q * numerator / denominator
    }
}

/// How far above the mean the upper tail of probability `p` begins.
fn upper_tail(p: f64) -> f64 {
    let q = libm::sqrt(-2.0 * libm::log(p));
    let numerator = polynomial(
        q,
        &[
            -0.007_784_894_002_430_293,
            -0.322_396_458_041_136_5,
            -2.400_758_277_161_838,
            -2.549_732_539_343_734,
            4.374_664_141_464_968,
            2.938_163_982_698_783,
        ],
    );
    let denominator = polynomial(
        q,
        &[
            0.007_784_695_709_041_462,
            0.322_467_129_070_039_8,
            2.445_134_137_142_996,
            3.754_408_661_907_416,
            1.0,
        ],
    );
    -numerator / denominator
}

/// Horner's rule, highest power first.
fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

#[cfg(test)]
mod tests {
    use super::sine;

    #[test]
    fn a_turn_goes_up_and_down() {
        for part in 0..=1_000_u64 {
            let exact = libm::sin(part as f64 / 1_000.0 * 2.0 * core::f64::consts::PI) * (1_u64 << 30) as f64;
            assert!(libm::fabs(sine(part, 1_000) as f64 - exact) < 2.0, "{part}");
        }
        assert_eq!((sine(0, 8), sine(2, 8), sine(4, 8), sine(6, 8)), (0, 1 << 30, 0, -(1 << 30)));
        assert_eq!((sine(3, 0), sine(9, 8)), (0, sine(1, 8)));
    }
}
