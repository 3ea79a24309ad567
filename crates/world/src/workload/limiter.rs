//! What a client remembers from one call to the next: its quota of retries, and in adaptive mode the rate that it
//! allows itself, by the CUBIC algorithm in whole numbers.

use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};

use crate::{Knob, Knobs};

/// A call, in millionths, in which tokens and rates are counted.
const CALL: u64 = 1_000_000;
/// The rate is measured over half seconds.
const BUCKET: Micros = MICROS_PER_SECOND / 2;
/// A client's rate is at most this multiple of what was measured.
const MOST_OF_MEASURED: u64 = 2;

/// A client of a workload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Client {
    /// What is left of its quota of retries.
    quota: u64,
    /// In adaptive mode.
    limiter: Option<Limiter>,
}

/// The rate that a client allows itself. Rates are in millionths of a call a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Limiter {
    /// Nothing is held back before the first throttle.
    on: bool,
    /// The rate at the last throttle.
    before: u64,
    /// When that was.
    throttled: Micros,
    /// What was measured: calls of the current half second, and the smoothed rate.
    count: u64,
    bucket: u64,
    measured: u64,
    /// The bucket of tokens; below zero, calls wait for tokens to come.
    fill: u64,
    tokens: i128,
    filled: Micros,
}

impl Client {
    pub(crate) fn new(knobs: &Knobs, adaptive: bool, now: Micros) -> Self {
        let limiter = adaptive.then_some(Limiter {
            on: false,
            before: 0,
            throttled: now,
            count: 0,
            bucket: now / BUCKET,
            measured: 0,
            fill: CALL,
            tokens: 0,
            filled: now,
        });
        Self { quota: knobs.amount(Knob::RetryQuota), limiter }
    }

    /// What is left of its quota.
    #[cfg(test)]
    pub(crate) const fn quota(&self) -> u64 {
        self.quota
    }

    /// How long the next call waits for its token.
    pub(crate) fn hold(&mut self, now: Micros) -> Micros {
        let Some(limiter) = self.limiter.as_mut().filter(|limiter| limiter.on) else { return 0 };
        limiter.refill(now);
        limiter.tokens -= i128::from(CALL);
        let missing = u128::try_from(-limiter.tokens).unwrap_or(0) * u128::from(MICROS_PER_SECOND);
        Micros::try_from(missing.div_ceil(u128::from(limiter.fill.max(1)))).unwrap_or(Micros::MAX)
    }

    /// Takes a retry out of the quota, if enough is left.
    pub(crate) fn spend(&mut self, knobs: &Knobs) -> bool {
        match self.quota.checked_sub(knobs.amount(Knob::RetryCost)) {
            Some(left) => {
                self.quota = left;
                true
            }
            None => false,
        }
    }

    /// An answer came. `retried` says that a retry brought it.
    pub(crate) fn learn(&mut self, knobs: &Knobs, now: Micros, throttled: bool, retried: bool, good: bool) {
        if good {
            let back = if retried { knobs.amount(Knob::RetryCost) } else { 1 };
            self.quota = self.quota.saturating_add(back).min(knobs.amount(Knob::RetryQuota));
        }
        if let Some(limiter) = &mut self.limiter {
            limiter.learn(knobs, now, throttled);
        }
    }

    /// The rate that it allows itself, in thousandths of a call a second; `None`: any.
    pub(crate) fn rate(&self) -> Option<u64> {
        self.limiter.as_ref().filter(|limiter| limiter.on).map(|limiter| limiter.fill / 1_000)
    }
}

impl Limiter {
    fn refill(&mut self, now: Micros) {
        let passed = now.saturating_sub(self.filled);
        let come = i128::from(self.fill) * i128::from(passed) / i128::from(MICROS_PER_SECOND);
        self.tokens = (self.tokens + come).min(i128::from(self.fill.max(CALL)));
        self.filled = now;
    }

    fn learn(&mut self, knobs: &Knobs, now: Micros, throttled: bool) {
        self.measure(knobs, now);
        let rate = if throttled {
            let rate = if self.on { self.measured.min(self.fill) } else { self.measured };
            (self.before, self.throttled, self.on) = (rate, now, true);
            thousandths(rate, knobs.amount(Knob::AdaptiveBeta))
        } else {
            self.cubic(knobs, now)
        };
        self.refill(now);
        let floor = knobs.amount(Knob::AdaptiveFloor).saturating_mul(1_000);
        self.fill = rate.min(self.measured.saturating_mul(MOST_OF_MEASURED)).max(floor);
        self.tokens = self.tokens.min(i128::from(self.fill.max(CALL)));
    }

    fn measure(&mut self, knobs: &Knobs, now: Micros) {
        self.count += 1;
        let bucket = now / BUCKET;
        if bucket > self.bucket {
            let time = (bucket - self.bucket).saturating_mul(BUCKET);
            let rate = u128::from(self.count) * u128::from(CALL) * u128::from(MICROS_PER_SECOND)
                / u128::from(time.max(1));
            let rate = u64::try_from(rate).unwrap_or(u64::MAX);
            let smooth = knobs.amount(Knob::AdaptiveSmoothing).min(1_000);
            self.measured =
                thousandths(rate, smooth).saturating_add(thousandths(self.measured, 1_000 - smooth));
            (self.count, self.bucket) = (0, bucket);
        }
    }

    /// w(t) = C (t - K)^3 + before, with K where it comes back to the rate before the throttle.
    fn cubic(&self, knobs: &Knobs, now: Micros) -> u64 {
        let scale = knobs.amount(Knob::AdaptiveScale).max(1);
        let lost = 1_000 - knobs.amount(Knob::AdaptiveBeta).min(1_000);
        // K^3 = before * (1 - beta) / C, in milliseconds cubed: 10^9 a second cubed, and rates are in millionths.
        let k = cube_root(u128::from(self.before) * 1_000 * u128::from(lost) / u128::from(scale));
        let since = now.saturating_sub(self.throttled) / 1_000;
        // A day later the rate is beyond every bound.
        let t = i128::from(since.min(86_400_000)) - i128::from(k);
        let grown = t * t * t * i128::from(scale) / 1_000_000;
        u64::try_from((i128::from(self.before) + grown).max(0)).unwrap_or(u64::MAX)
    }
}

fn thousandths(value: u64, share: u64) -> u64 {
    u64::try_from(u128::from(value) * u128::from(share) / 1_000).unwrap_or(u64::MAX)
}

/// The greatest number whose cube is no greater.
fn cube_root(value: u128) -> u64 {
    let (mut low, mut high) = (0_u64, 1 << 42);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if u128::from(middle).pow(3) <= value { low = middle } else { high = middle - 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Micros = MICROS_PER_SECOND;

    #[test]
    fn cube_roots() {
        for (value, root) in [(0, 0), (1, 1), (7, 1), (8, 2), (26, 2), (27, 3), (1_000_000_000, 1_000)] {
            assert_eq!(cube_root(value), root, "{value}");
        }
        assert_eq!(cube_root(u128::MAX), 1 << 42);
    }

    #[test]
    fn a_quota_runs_out_and_comes_back() {
        let knobs = Knobs::default();
        let mut client = Client::new(&knobs, false, 0);
        assert_eq!((0..200).filter(|_| client.spend(&knobs)).count(), 100);
        // A plain success brings one back, a retry that succeeds what it cost.
        for _ in 0..4 {
            client.learn(&knobs, 0, false, false, true);
        }
        assert!(!client.spend(&knobs));
        client.learn(&knobs, 0, false, true, true);
        assert_eq!(client.quota(), 9);
        assert!(client.spend(&knobs) && !client.spend(&knobs));
        for _ in 0..1_000 {
            client.learn(&knobs, 0, false, false, true);
        }
        assert_eq!(client.quota(), 500);
    }

    #[test]
    fn a_throttled_client_slows_down_and_recovers() {
        let knobs = Knobs::default();
        let mut client = Client::new(&knobs, true, 0);
        // 100 calls a second, all well.
        for n in 0..500 {
            assert_eq!(client.hold(n * 10_000), 0);
            client.learn(&knobs, n * 10_000, false, false, true);
        }
        assert_eq!(client.rate(), None);
        client.learn(&knobs, 5 * S, true, false, false);
        let after = client.rate().unwrap_or(0);
        // 70 % of about 100 calls a second.
        assert!((69_000..=72_000).contains(&after), "{after}");
        // A second's tokens had gathered at the rate before; after them, each call waits its turn.
        assert_eq!((0..1_000).take_while(|_| client.hold(5 * S) == 0).count(), 49);
        let waits: Vec<Micros> = (0..3).map(|_| client.hold(5 * S)).collect();
        assert!(waits[0] < waits[1] && waits[1] < waits[2], "{waits:?}");
        assert!((14_000..=14_500).contains(&(waits[2] - waits[1])), "{waits:?}");
        // K = cbrt(100 * 0.3 / 0.4) = 4.2 s later the rate is what it was.
        let mut now = 5 * S;
        while now < 5 * S + 4_200_000 {
            now += 10_000;
            client.learn(&knobs, now, false, false, true);
        }
        let back = client.rate().unwrap_or(0);
        assert!((98_000..=104_000).contains(&back), "{back}");
        // Throttled again and again it never stops entirely.
        for _ in 0..100 {
            now += S;
            client.learn(&knobs, now, true, false, false);
        }
        assert_eq!(client.rate(), Some(500));
    }
}
