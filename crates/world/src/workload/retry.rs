//! What a client does when it is refused: how often it tries again, and how long it waits before.

use serde::{Deserialize, Serialize};
use sim::random::{draw, uniform};
use sim::{Micros, Purpose};

use crate::act::ActError;
use crate::{Knob, Knobs};

/// The most attempts at one operation.
pub const MOST_ATTEMPTS: u32 = 100;

/// How a client tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// In which way.
    pub mode: RetryMode,
    /// How often at most, the first attempt included; 0: as often as the way says.
    #[serde(default)]
    pub attempts: u32,
}

/// Ways of trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryMode {
    /// Not at all.
    None,
    /// boto3's old way, its default: 10 attempts, each wait twice the one before, no jitter.
    Legacy,
    /// The SDKs' standard way: 3 attempts, jitter, and a quota of retries for each client.
    Standard,
    /// Standard, and a client that was throttled slows down.
    Adaptive,
    /// 10 attempts without any wait.
    Immediate,
    /// 10 attempts with the same wait each time.
    Fixed,
    /// 10 attempts, each wait anything up to a bound that doubles.
    FullJitter,
    /// The same, and the program itself tries again what met a conflict with a transaction: no SDK does.
    Conflicts,
}

impl RetryMode {
    /// All of them, with the words of a command line.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::None, "none"),
        (Self::Legacy, "legacy"),
        (Self::Standard, "standard"),
        (Self::Adaptive, "adaptive"),
        (Self::Immediate, "immediate"),
        (Self::Fixed, "fixed"),
        (Self::FullJitter, "full-jitter"),
        (Self::Conflicts, "conflicts"),
    ];

    /// The word of a command line.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(mode, _)| *mode == self).map_or("", |(_, word)| word)
    }

    /// Whether each client keeps a quota of retries.
    pub(crate) const fn has_quota(self) -> bool {
        matches!(self, Self::Standard | Self::Adaptive)
    }
}

impl Retry {
    pub(super) fn check(self) -> Result<(), ActError> {
        if self.attempts > MOST_ATTEMPTS {
            return Err(ActError(format!("A client tries at most {MOST_ATTEMPTS} times.")));
        }
        Ok(())
    }

    /// How often at most, the first attempt included.
    pub(crate) fn most(self, knobs: &Knobs) -> u32 {
        let own = || match self.mode {
            RetryMode::None => 1,
            RetryMode::Standard | RetryMode::Adaptive => attempts(knobs, Knob::StandardAttempts),
            _ => attempts(knobs, Knob::LegacyAttempts),
        };
        if self.attempts == 0 { own() } else { self.attempts }
    }

    /// The wait before retry `n`, from 1, of an operation of a workload.
    pub(crate) fn wait(self, knobs: &Knobs, seed: u64, (workload, number): (u32, u64), n: u32) -> Micros {
        let doubled = |base: Micros, times: u32| base.saturating_mul(1 << times.min(40));
        let base = knobs.amount(Knob::RetryBase);
        let cap = knobs.amount(Knob::RetryCap);
        // Anything from 0 to a bound, both included.
        let any = |most: Micros| {
            let counter = number.wrapping_mul(128).wrapping_add(u64::from(n));
            let bits = draw(seed, Purpose::RetryJitter, u64::from(workload), counter);
            uniform(bits, 0..most.saturating_add(1))
        };
        match self.mode {
            RetryMode::None | RetryMode::Immediate => 0,
            RetryMode::Fixed => base,
            RetryMode::Legacy => doubled(base, n.saturating_sub(1)),
            RetryMode::Standard | RetryMode::Adaptive => {
                any(doubled(knobs.amount(Knob::StandardBase), n.saturating_sub(1)).min(cap))
            }
            RetryMode::FullJitter | RetryMode::Conflicts => any(doubled(base, n).min(cap)),
        }
    }
}

fn attempts(knobs: &Knobs, knob: Knob) -> u32 {
    u32::try_from(knobs.amount(knob)).unwrap_or(MOST_ATTEMPTS).clamp(1, MOST_ATTEMPTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(mode: RetryMode, retries: u32) -> Vec<Micros> {
        let retry = Retry { mode, attempts: 0 };
        (1..=retries).map(|n| retry.wait(&Knobs::default(), 1, (1, 7), n)).collect()
    }

    #[test]
    fn waits_double_without_jitter() {
        let expected = [50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800].map(|ms| ms * 1_000);
        assert_eq!(waits(RetryMode::Legacy, 9), expected);
        assert_eq!(waits(RetryMode::Legacy, 9).iter().sum::<Micros>(), 25_550_000);
        assert_eq!(waits(RetryMode::Fixed, 3), [50_000; 3]);
        assert_eq!(waits(RetryMode::Immediate, 3), [0; 3]);
        let most = |mode| Retry { mode, attempts: 0 }.most(&Knobs::default());
        assert_eq!([RetryMode::None, RetryMode::Legacy, RetryMode::Standard].map(most), [1, 10, 3]);
        assert_eq!(Retry { mode: RetryMode::Legacy, attempts: 4 }.most(&Knobs::default()), 4);
    }

    #[test]
    fn jitter_stays_below_its_bound() {
        let knobs = Knobs::default();
        for (mode, base) in [(RetryMode::Standard, 1_000_000), (RetryMode::FullJitter, 100_000)] {
            let retry = Retry { mode, attempts: 0 };
            for n in 1..=9 {
                let bound = (base << (n - 1)).min(20_000_000);
                let waits = (0..500).map(|number| retry.wait(&knobs, 1, (1, number), n));
                let (least, most) = waits.fold((Micros::MAX, 0), |(a, b), wait| (a.min(wait), b.max(wait)));
                assert!(least < bound / 50 && most <= bound && most > bound - bound / 50, "{mode:?} {n}");
            }
        }
        assert_ne!(waits(RetryMode::Standard, 3), waits(RetryMode::FullJitter, 3));
    }
}
