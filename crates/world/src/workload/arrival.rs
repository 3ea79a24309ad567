//! When the calls of a workload begin: a rate over time, met in even steps or by chance.

use serde::{Deserialize, Serialize};
use sim::random::sine;
use sim::{MICROS_PER_SECOND, Micros};

use crate::act::ActError;

/// The highest rate, in thousandths of a call a second: a million calls a second.
pub const HIGHEST: u64 = 1_000_000_000;
/// A call, in the unit in which calls are counted here: thousandths of a call a second times microseconds.
pub(crate) const CALL: u128 = 1_000_000_000;
/// The sine of a quarter turn.
const ONE: i128 = 1 << 30;
/// Half of a circle's circumference by its radius, in millionths.
const PI_MILLIONTHS: i128 = 3_141_593;

/// When calls begin. Rates are in thousandths of a call a second, times in microseconds since the workload began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// The rate over time.
    pub shape: Shape,
    /// Whether calls know nothing of each other: their distances are exponential then, and even otherwise.
    #[serde(default)]
    pub poisson: bool,
}

/// A rate over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Shape {
    /// Always the same.
    Constant {
        /// This.
        rate: u64,
    },
    /// Grows or shrinks evenly, and stays then.
    Ramp {
        /// At first.
        from: u64,
        /// At last.
        to: u64,
        /// After so long.
        over: Micros,
    },
    /// A time of another rate.
    Spike {
        /// Before and after.
        base: u64,
        /// In between.
        peak: u64,
        /// Since then.
        at: Micros,
        /// For so long.
        width: Micros,
    },
    /// Goes up and down like a day, beginning at its least.
    Diurnal {
        /// On average.
        rate: u64,
        /// How far it goes up and down, in percent of that.
        swing: u32,
        /// How long a day is.
        day: Micros,
    },
}

impl Arrival {
    pub(super) fn check(&self) -> Result<(), ActError> {
        let refuse = |sentence: &str| Err(ActError(sentence.to_owned()));
        let (rates, rest) = match self.shape {
            Shape::Constant { rate } => ([rate, rate], true),
            Shape::Ramp { from, to, over } => ([from, to], over > 0),
            Shape::Spike { base, peak, width, .. } => ([base, peak], width > 0),
            Shape::Diurnal { rate, swing, day } => ([rate, rate], swing <= 100 && day >= MICROS_PER_SECOND),
        };
        if rates.iter().any(|&rate| rate > HIGHEST) || rates == [0, 0] {
            return refuse("A rate is above 0 and at most 1,000,000 calls a second.");
        }
        if !rest {
            return refuse(match self.shape {
                Shape::Diurnal { .. } => "A day lasts at least a second and its swing is at most 100 %.",
                _ => "A ramp or a spike lasts more than nothing.",
            });
        }
        Ok(())
    }
}

impl Shape {
    /// The rate at a time.
    pub fn rate(&self, t: Micros) -> u64 {
        match *self {
            Self::Constant { rate } => rate,
            Self::Ramp { from, to, over } if t < over => {
                let grown = (i128::from(to) - i128::from(from)) * i128::from(t) / i128::from(over.max(1));
                u64::try_from(i128::from(from) + grown).unwrap_or(0)
            }
            Self::Ramp { to, .. } => to,
            Self::Spike { base, peak, at, width } => {
                if t >= at && t - at < width {
                    peak
                } else {
                    base
                }
            }
            Self::Diurnal { rate, swing, day } => {
                let cosine = i128::from(sine(t % day.max(1) + day / 4, day));
                let above = i128::from(rate) * i128::from(swing) * cosine / (100 * ONE);
                u64::try_from(i128::from(rate) - above).unwrap_or(0)
            }
        }
    }

    /// The highest rate within a time.
    pub fn peak(&self, lasts: Micros) -> u64 {
        match *self {
            Self::Constant { rate } => rate,
            Self::Ramp { from, .. } => from.max(self.rate(lasts)),
            Self::Spike { base, peak, at, width } => {
                let all = at == 0 && width >= lasts;
                if at < lasts && (all || peak > base) { peak } else { base }
            }
            Self::Diurnal { rate, swing, day } => {
                if lasts >= day / 2 {
                    rate + rate * u64::from(swing) / 100
                } else {
                    self.rate(lasts)
                }
            }
        }
    }

    /// The lowest rate within a time.
    pub fn least(&self, lasts: Micros) -> u64 {
        match *self {
            Self::Constant { rate } => rate,
            Self::Ramp { from, .. } => from.min(self.rate(lasts)),
            Self::Spike { base, peak, at, width } => {
                let all = at == 0 && width >= lasts;
                if at < lasts && (all || peak < base) { peak } else { base }
            }
            // It begins at its least.
            Self::Diurnal { .. } => self.rate(0),
        }
    }

    /// Calls until a time, in parts of a [`CALL`].
    pub(crate) fn due(&self, t: Micros) -> u128 {
        let flat = |rate: u64, time: Micros| u128::from(rate) * u128::from(time);
        match *self {
            Self::Constant { rate } => flat(rate, t),
            Self::Ramp { from, to, over } => {
                let slope = t.min(over);
                let (grown, along) = (i128::from(to) - i128::from(from), i128::from(slope));
                // The area under a straight line: a rectangle and a triangle.
                let triangle = (grown * along * along).div_euclid(2 * i128::from(over.max(1)));
                let ramp = i128::from(from) * along + triangle;
                u128::try_from(ramp).unwrap_or(0) + flat(to, t - slope)
            }
            Self::Spike { base, peak, at, width } => {
                let within = t.saturating_sub(at).min(width);
                flat(base, t - within) + flat(peak, within)
            }
            Self::Diurnal { rate, swing, day } => {
                // The integral of 1 - swing * cos is t - swing * sin * day / (2 pi).
                let wave = i128::from(sine(t, day)) * i128::from(day) * i128::from(swing) * 10_000
                    / (2 * PI_MILLIONTHS * ONE);
                u128::try_from((i128::from(t) - wave).max(0)).unwrap_or(0) * u128::from(rate)
            }
        }
    }

    /// The calls that are due when the first one begins: at once, or as soon as there is a rate.
    pub(crate) fn first(&self) -> u128 {
        u128::from(self.rate(0) == 0)
    }

    /// The first time from `from` on, before `until`, by which so many calls are due.
    pub(crate) fn when(&self, calls: u128, from: Micros, until: Micros) -> Option<Micros> {
        if let Self::Constant { rate } = *self {
            let t = calls.div_ceil(u128::from(rate).max(1));
            return Micros::try_from(t).ok().map(|t| t.max(from)).filter(|&t| t < until);
        }
        if until == 0 || from >= until || self.due(until - 1) < calls {
            return None;
        }
        if self.due(from) >= calls {
            return Some(from);
        }
        // At `low` they are not due, at `high` they are. The rate now says about how far that is.
        let missing = calls - self.due(from);
        let guess = Micros::try_from(missing / u128::from(self.rate(from)).max(1)).unwrap_or(Micros::MAX);
        let (mut low, mut step) = (from, guess.clamp(1, until - from));
        let mut high = loop {
            let high = low.saturating_add(step).min(until - 1);
            if high == until - 1 || self.due(high) >= calls {
                break high;
            }
            low = high;
            step = step.saturating_mul(2);
        };
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.due(middle) >= calls { high = middle } else { low = middle }
        }
        Some(high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Micros = MICROS_PER_SECOND;

    /// All times of even arrivals.
    fn times(shape: Shape, until: Micros) -> Vec<Micros> {
        let (mut times, mut calls, mut from) = (Vec::new(), shape.first(), 0);
        while let Some(t) = shape.when(calls, from, until) {
            times.push(t);
            (calls, from) = (calls + CALL, t);
        }
        times
    }

    /// How many lie in each second.
    fn seconds(shape: Shape, until: u64) -> Vec<usize> {
        let times = times(shape, until * S);
        (0..until).map(|s| times.iter().filter(|&&t| t / S == s).count()).collect()
    }

    #[test]
    fn an_even_rate() {
        let shape = Shape::Constant { rate: 4_000 };
        assert_eq!(times(shape, S), [0, 250_000, 500_000, 750_000]);
        // A third of a call a second doesn't drift.
        let shape = Shape::Constant { rate: 333 };
        assert_eq!(times(shape, 10 * S), [0, 3_003_004, 6_006_007, 9_009_010]);
    }

    #[test]
    fn a_ramp_and_a_spike() {
        assert_eq!(seconds(Shape::Ramp { from: 0, to: 10_000, over: 5 * S }, 7), [1, 3, 5, 7, 9, 10, 10]);
        assert_eq!(seconds(Shape::Ramp { from: 10_000, to: 0, over: 2 * S }, 4), [8, 2, 1, 0]);
        let spike = Shape::Spike { base: 2_000, peak: 50_000, at: 2 * S, width: S };
        assert_eq!(seconds(spike, 5), [2, 2, 50, 2, 2]);
        assert_eq!((spike.least(5 * S), spike.peak(5 * S)), (2_000, 50_000));
        assert_eq!((spike.least(S), spike.peak(S)), (2_000, 2_000));
        let always = Shape::Spike { base: 2_000, peak: 50_000, at: 0, width: 9 * S };
        assert_eq!((always.least(5 * S), always.peak(5 * S)), (50_000, 50_000));
        let ramp = Shape::Ramp { from: 10_000, to: 0, over: 2 * S };
        assert_eq!((ramp.least(S), ramp.peak(S)), (5_000, 10_000));
        let quiet = Shape::Spike { base: 0, peak: 5_000, at: 3 * S, width: S };
        assert_eq!(seconds(quiet, 5), [0, 0, 0, 5, 0]);
    }

    #[test]
    fn a_day() {
        let day = Shape::Diurnal { rate: 100_000, swing: 100, day: 10 * S };
        let counts = seconds(day, 20);
        assert!((1_999..=2_001).contains(&counts.iter().sum::<usize>()), "{counts:?}");
        assert!(counts[0] < 10 && counts[4] > 190 && counts[9] < 10 && counts[14] > 190, "{counts:?}");
        assert_eq!((day.rate(0), day.rate(5 * S), day.peak(20 * S)), (0, 200_000, 200_000));
        assert_eq!((day.least(20 * S), day.peak(S)), (0, day.rate(S)));
        for t in 0..200 {
            assert!(day.due((t + 1) * S / 10) >= day.due(t * S / 10), "{t}");
        }
    }

    #[test]
    fn what_is_due_comes_as_soon_as_it_is() {
        let shapes = [
            Shape::Ramp { from: 7, to: 123_456, over: 9 * S },
            Shape::Spike { base: 1, peak: 999_999, at: 12_345, width: 777_000 },
            Shape::Diurnal { rate: 12_345, swing: 80, day: 3 * S },
        ];
        for shape in shapes {
            let mut from = 0;
            for n in 0..500_u64 {
                let calls = u128::from(n * n) * CALL / 3;
                let Some(t) = shape.when(calls, from, 20 * S) else { break };
                assert!(shape.due(t) >= calls && t >= from, "{shape:?} {n}");
                assert!(t == from || shape.due(t - 1) < calls, "{shape:?} {n}");
                from = t;
            }
            assert!(from > 0, "{shape:?}");
        }
    }
}
