//! Draws: frozen values, and that distributions are what they say.

use proptest::prelude::*;
use sim::Purpose;
use sim::random::{chance, draw, exponential, lognormal, uniform};

/// Sorted samples of what `sample` makes of random bits.
fn samples(sample: impl Fn(u64) -> u64) -> Vec<u64> {
    let mut samples: Vec<u64> =
        (0..100_000).map(|counter| sample(draw(1, Purpose::Example, 2, counter))).collect();
    samples.sort_unstable();
    samples
}

#[track_caller]
fn check_near(actual: u64, expect: u64, percent: u64) {
    assert!(
        actual.abs_diff(expect) * 100 <= expect * percent,
        "{actual} is not within {percent} % of {expect}"
    );
}

#[test]
fn purposes_are_frozen() {
    assert_eq!(Purpose::ReplicaChoice as u64, 1);
    assert_eq!(Purpose::TableId as u64, 7);
    assert_eq!(Purpose::Fault as u64, 14);
    assert_eq!(Purpose::WorkloadOperation as u64, 24);
    assert_eq!(Purpose::StreamEvent as u64, 25);
}

#[test]
fn draws_are_frozen() {
    let drawn: Vec<String> = [
        draw(0, Purpose::ReplicaChoice, 0, 0),
        draw(0, Purpose::ReplicaChoice, 0, 1),
        draw(0, Purpose::ReplicaChoice, 1, 0),
        draw(1, Purpose::ReplicaChoice, 0, 0),
        draw(0, Purpose::PersistLag, 0, 0),
        draw(u64::MAX, Purpose::Fault, u64::MAX, u64::MAX),
    ]
    .map(|bits| format!("{bits:016x}"))
    .to_vec();
    assert_eq!(
        drawn.join(" "),
        "a65eda5036eee9fb e8795ee538556a43 2e0046af89bb0635 3a207ad872dd0877 317be4699b5ca194 8ab0181f3340f63e"
    );
}

/// Frozen, and the same in wasm: a difference in the last bit of a logarithm would show in the sum.
#[test]
fn samples_are_frozen() {
    let bits = |i: u64| draw(3, Purpose::Latency, 0, i);
    let first: Vec<u64> = (0..8).map(|i| lognormal(bits(i), 4_000, 12_000, 1_000_000)).collect();
    assert_eq!(format!("{first:?}"), "[1937, 12594, 3550, 4168, 5516, 5141, 3884, 3087]");
    let first: Vec<u64> = (0..8).map(|i| exponential(bits(i), 50_000, 1_000_000)).collect();
    assert_eq!(format!("{first:?}"), "[138743, 380, 45788, 31293, 14256, 17663, 37203, 61604]");
    let large = 1 << 50;
    let sum = (0..10_000).fold(0_u64, |sum, i| {
        sum.wrapping_mul(31)
            .wrapping_add(lognormal(bits(i), large, 5 * large, u64::MAX))
            .wrapping_add(exponential(bits(i), large, u64::MAX))
    });
    assert_eq!(format!("{sum:016x}"), "7a3f8f2fb8c7f432");
}

#[test]
fn uniform_covers_its_range_evenly() {
    let drawn = samples(|bits| uniform(bits, 10..20));
    for value in 10..20 {
        check_near(drawn.iter().filter(|&&sample| sample == value).count() as u64, 10_000, 5);
    }
    assert_eq!((drawn[0], drawn[99_999]), (10, 19));
    assert_eq!((uniform(0, 5..9), uniform(u64::MAX, 5..9)), (5, 8));
    assert_eq!(uniform(u64::MAX, 0..u64::MAX), u64::MAX - 1);
    let (start, end) = (9, 3);
    assert_eq!(uniform(u64::MAX, start..end), 9);
}

#[test]
fn chance_is_in_a_million() {
    check_near(samples(|bits| u64::from(chance(bits, 250_000))).iter().sum(), 25_000, 3);
    assert!(!chance(0, 0) && chance(u64::MAX, 1_000_000));
}

#[test]
fn lognormal_has_its_median_and_99th_percentile() {
    let drawn = samples(|bits| lognormal(bits, 4_000, 12_000, u64::MAX));
    check_near(drawn[50_000], 4_000, 1);
    check_near(drawn[99_000], 12_000, 3);
    check_near(drawn[1_000], 1_333, 3);
    assert_eq!(samples(|bits| lognormal(bits, 4_000, 12_000, 9_000))[99_999], 9_000);
}

#[test]
fn exponential_has_its_mean() {
    let drawn = samples(|bits| exponential(bits, 50_000, u64::MAX));
    check_near(drawn.iter().sum::<u64>() / 100_000, 50_000, 1);
    check_near(drawn[50_000], 34_657, 2);
}

#[test]
fn extremes() {
    for bits in [0, 1, 1 << 63, u64::MAX] {
        assert_eq!(lognormal(bits, 0, 100, 50), 0);
        assert_eq!(lognormal(bits, 70, 70, 50), 50);
        assert_eq!(lognormal(bits, 70, 10, 100), 70);
        assert!(lognormal(bits, 1, u64::MAX, 1_000) <= 1_000);
        assert!(exponential(bits, u64::MAX, 1_000) <= 1_000);
        assert_eq!(exponential(bits, 0, 1_000), 0);
    }
}

proptest! {
    #[test]
    fn more_bits_are_longer_durations(a: u64, b: u64, median in 1..1_000_000_u64, factor in 2..50_u64) {
        let (low, high) = (a.min(b), a.max(b));
        let sample = |bits| lognormal(bits, median, median * factor, u64::MAX);
        prop_assert!(sample(low) <= sample(high));
    }
}
