//! A token bucket on the virtual clock, exact in integers.

use serde::{Deserialize, Serialize};
use sim::Micros;

/// Nano-units of a capacity unit. A rate of milli-units a second is so many nano-units a microsecond.
pub(crate) const UNIT: i64 = 1_000_000_000;

/// Tokens that flow in at a rate up to a most, and are taken out. What it holds is in nano-units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bucket {
    level: i64,
    /// When `level` was true. A bucket that was never looked at has no level yet.
    at: Option<Micros>,
}

/// How a bucket fills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flow {
    /// Milli-units a second.
    pub(crate) rate: u64,
    /// The most that it holds, in seconds of its rate.
    pub(crate) seconds: u64,
    /// What it holds at first, in seconds of its rate.
    pub(crate) first: u64,
    /// When that was.
    pub(crate) since: Micros,
}

impl Flow {
    fn nano(self, seconds: u64) -> i64 {
        i64::try_from(self.rate.saturating_mul(seconds)).unwrap_or(i64::MAX).saturating_mul(UNIT / 1_000)
    }

    /// The most that it holds, in nano-units.
    pub(crate) fn most(self) -> i64 {
        self.nano(self.seconds)
    }
}

impl Bucket {
    /// Lets tokens flow in until now, and tells the level in nano-units.
    pub(crate) fn refill(&mut self, flow: Flow, now: Micros) -> i64 {
        let at = self.at.unwrap_or_else(|| {
            self.level = flow.nano(flow.first).min(flow.most());
            flow.since
        });
        let came = i128::from(flow.rate) * i128::from(now.saturating_sub(at));
        let level = (i128::from(self.level) + came).min(i128::from(flow.most()));
        self.level = i64::try_from(level).unwrap_or(i64::MAX);
        self.at = Some(now);
        self.level
    }

    /// What it is for is there from now on: it holds no more than it holds at first.
    pub(crate) fn begin(&mut self, flow: Flow, now: Micros) {
        self.level = self.refill(flow, now).min(flow.nano(flow.first));
    }

    /// Takes nano-units out, even where there are fewer.
    pub(crate) fn take(&mut self, nano: i64) {
        self.level = self.level.saturating_sub(nano);
    }

    /// Puts nano-units back in.
    pub(crate) fn put(&mut self, nano: i64) {
        self.level = self.level.saturating_add(nano);
    }

    /// What it held when it was last looked at, nano-units.
    pub(crate) const fn level(&self) -> i64 {
        self.level
    }

    /// What it would hold now, nano-units.
    pub(crate) fn level_at(mut self, flow: Flow, now: Micros) -> i64 {
        self.refill(flow, now)
    }

    /// A share of what it holds, for the half of a partition: `part` of `whole`.
    #[must_use]
    pub(crate) fn part(self, part: u64, whole: u64) -> Self {
        if whole == 0 {
            return self;
        }
        let level = i128::from(self.level) * i128::from(part) / i128::from(whole);
        Self { level: i64::try_from(level).unwrap_or(0), ..self }
    }
}

/// Milli-units as nano-units.
pub(crate) fn nano_of(milli: u64) -> i64 {
    i64::try_from(milli).unwrap_or(i64::MAX).saturating_mul(UNIT / 1_000)
}

/// Nano-units as whole milli-units.
pub(crate) const fn milli_of(nano: i64) -> i64 {
    nano.div_euclid(UNIT / 1_000)
}

#[cfg(test)]
mod tests {
    use super::{Bucket, Flow, UNIT};

    #[test]
    fn tokens_flow_exactly() {
        let flow = Flow { rate: 5_000, seconds: 300, first: 1, since: 0 };
        let mut bucket = Bucket::default();
        assert_eq!(bucket.refill(flow, 0), 5 * UNIT);
        bucket.take(7 * UNIT);
        assert_eq!(bucket.refill(flow, 1), -2 * UNIT + 5_000);
        // In pieces or at once: the same.
        let (mut pieces, mut once) = (bucket, bucket);
        for now in (1..=1_000_003).step_by(17) {
            pieces.refill(flow, now);
        }
        pieces.refill(flow, 1_000_003);
        assert_eq!(pieces.refill(flow, 1_000_003), once.refill(flow, 1_000_003));
        assert_eq!(once.refill(flow, u64::MAX), 1_500 * UNIT);
    }

    #[test]
    fn a_lower_rate_keeps_no_more_than_it_may() {
        let mut bucket = Bucket::default();
        bucket.refill(Flow { rate: 100_000, seconds: 300, first: 60, since: 0 }, 0);
        assert_eq!(bucket.refill(Flow { rate: 10_000, seconds: 300, first: 60, since: 0 }, 0), 3_000 * UNIT);
    }
}
