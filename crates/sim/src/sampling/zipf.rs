//! Ranks of Zipf's law.

use super::open_unit;

/// A rank from 0 below `count`, rank r with a likelihood in proportion to 1/(r + 1)^theta; `theta` in thousandths.
/// `bits` is a [`draw`](crate::random::draw). 0 for no ranks at all.
///
/// Rejection-inversion (Hörmann and Derflinger 1996): no table, and the same time for ten ranks and for ten million.
#[expect(clippy::cast_sign_loss, reason = "ranks are positive, and a cast from float saturates")]
pub fn zipf(bits: u64, count: u64, theta: u32) -> u64 {
    if count <= 1 {
        return 0;
    }
    let law = Law { theta: f64::from(theta) / 1_000.0 };
    let n = count as f64;
    let first = law.area(1.5) - 1.0;
    let last = law.area(n + 0.5);
    let sure = 2.0 - law.place(law.area(2.5) - law.height(2.0));
    let mut bits = bits;
    // A try fails less than one time in three.
    for _ in 0..64 {
        let u = last + open_unit(bits) * (first - last);
        let x = law.place(u);
        let rank = libm::floor(x + 0.5).clamp(1.0, n);
        if rank - x <= sure || u >= law.area(rank + 0.5) - law.height(rank) {
            return rank as u64 - 1;
        }
        bits = again(bits);
    }
    0
}

/// Other random bits, made of these (the finalizer of `SplitMix64`).
fn again(bits: u64) -> u64 {
    let mixed = bits.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// 1/x^theta and its integral.
struct Law {
    theta: f64,
}

impl Law {
    fn height(&self, x: f64) -> f64 {
        libm::exp(-self.theta * libm::log(x))
    }

    /// From 1 to x.
    fn area(&self, x: f64) -> f64 {
        let log = libm::log(x);
        let t = (1.0 - self.theta) * log;
        let part = if libm::fabs(t) > 1e-8 { libm::expm1(t) / t } else { 1.0 + t / 2.0 };
        part * log
    }

    /// Up to where the area is this.
    fn place(&self, area: f64) -> f64 {
        let t = (area * (1.0 - self.theta)).max(-1.0);
        let part = if libm::fabs(t) > 1e-8 { libm::log1p(t) / t } else { 1.0 - t / 2.0 };
        libm::exp(part * area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, draw};

    /// How often each of the first ranks came in so many draws.
    fn counts(draws: u64, count: u64, theta: u32) -> Vec<u64> {
        let mut counts = vec![0; count as usize];
        for n in 0..draws {
            counts[zipf(draw(7, Purpose::WorkloadKey, 1, n), count, theta) as usize] += 1;
        }
        counts
    }

    #[track_caller]
    fn check(theta: u32) {
        let (draws, count) = (200_000, 100);
        let weight = |rank: usize| libm::pow(1.0 / (rank as f64 + 1.0), f64::from(theta) / 1_000.0);
        let all: f64 = (0..count as usize).map(weight).sum();
        for (rank, &seen) in counts(draws, count, theta).iter().enumerate() {
            let expected = draws as f64 * weight(rank) / all;
            let deviation = (seen as f64 - expected) / libm::sqrt(expected);
            assert!(libm::fabs(deviation) < 5.0, "theta {theta}, rank {rank}: {seen}, expected {expected}");
        }
    }

    #[test]
    fn ranks_follow_the_law() {
        for theta in [1, 500, 990, 1_000, 1_200, 2_500] {
            check(theta);
        }
    }

    #[test]
    fn few_and_many_ranks() {
        assert_eq!(zipf(5, 0, 990), 0);
        assert_eq!(zipf(5, 1, 990), 0);
        for n in 0..10_000 {
            let bits = draw(1, Purpose::WorkloadKey, 2, n);
            assert!(zipf(bits, 2, 5_000) < 2);
            assert!(zipf(bits, u64::from(u32::MAX), 990) < u64::from(u32::MAX));
        }
        for bits in [0, 1, u64::MAX] {
            assert!(zipf(bits, 1_000, 0) < 1_000);
        }
    }
}
