//! Counting capacity.

use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};
use trace::Class;

use crate::inspect::Consumed;

/// What one table, index or partition has consumed, in milli-units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meter {
    /// The virtual second that `read` and `write` belong to.
    second: u64,
    read: u64,
    write: u64,
    /// The same of the last second before it in which there was any use.
    before: (u64, u64, u64),
    total_read: u64,
    total_write: u64,
    /// Requests throttled in this second: reads, writes; and altogether.
    refused: [u32; 2],
    total_refused: [u64; 2],
}

impl Meter {
    /// Counts, and returns the figures of this second before and after.
    pub(crate) fn count(&mut self, now: Micros, class: Class, milli: u64) -> (u64, u64) {
        self.roll(now);
        let (bucket, total) = match class {
            Class::Read => (&mut self.read, &mut self.total_read),
            Class::Write => (&mut self.write, &mut self.total_write),
        };
        let before = *bucket;
        *bucket = bucket.saturating_add(milli);
        *total = total.saturating_add(milli);
        (before, *bucket)
    }

    fn roll(&mut self, now: Micros) {
        let second = now / MICROS_PER_SECOND;
        if second != self.second {
            let before =
                if self.read + self.write > 0 { (self.second, self.read, self.write) } else { self.before };
            *self = Self { second, read: 0, write: 0, before, refused: [0; 2], ..*self };
        }
    }

    /// Notes a request that was throttled.
    pub(crate) fn refuse(&mut self, now: Micros, class: Class) {
        self.roll(now);
        let slot = usize::from(class == Class::Write);
        self.refused[slot] = self.refused[slot].saturating_add(1);
        self.total_refused[slot] = self.total_refused[slot].saturating_add(1);
    }

    /// What was read and written in a second that is this one or the last before it with any use.
    fn used_in(&self, second: u64) -> (u64, u64) {
        match self.before {
            _ if second == self.second => (self.read, self.write),
            (before, read, write) if second == before => (read, write),
            _ => (0, 0),
        }
    }

    /// Milli-units in the second of `now`.
    pub(crate) fn used(&self, now: Micros, class: Class) -> u64 {
        let (read, write) = self.consumed(now).second;
        if class == Class::Read { read } else { write }
    }

    /// The figures as of `now`.
    pub(crate) fn consumed(&self, now: Micros) -> Consumed {
        let current = now / MICROS_PER_SECOND == self.second;
        let second = if current { (self.read, self.write) } else { (0, 0) };
        let refused = if current { self.refused } else { [0; 2] };
        Consumed {
            second,
            total: (self.total_read, self.total_write),
            throttled: (refused[0], refused[1]),
            latest: (now / MICROS_PER_SECOND).checked_sub(1).map_or((0, 0), |second| self.used_in(second)),
            total_throttled: (self.total_refused[0], self.total_refused[1]),
        }
    }
}

/// Splits a page's units over the partitions it visited, in proportion to the bytes read there. The sum stays exact.
pub(crate) fn share(total: u64, bytes: &[u64]) -> Vec<u64> {
    let sum: u64 = bytes.iter().sum();
    let count = bytes.len() as u64;
    let mut left = total;
    let mut shares = Vec::with_capacity(bytes.len());
    for (position, &part) in (1..).zip(bytes) {
        let share = if position == count {
            left
        } else if sum == 0 {
            total / count
        } else {
            (u128::from(total) * u128::from(part) / u128::from(sum)) as u64
        };
        shares.push(share.min(left));
        left = left.saturating_sub(share);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Micros = MICROS_PER_SECOND;

    #[test]
    fn the_second_before_is_the_one_just_before() {
        let mut meter = Meter::default();
        meter.count(SECOND, Class::Write, 656_000);
        meter.count(SECOND + 1, Class::Read, 500);
        assert_eq!(meter.consumed(SECOND + 2).latest, (0, 0));
        assert_eq!(meter.consumed(2 * SECOND).latest, (500, 656_000));
        assert_eq!(meter.consumed(3 * SECOND).latest, (0, 0), "nothing was used in the second before");
        // Refusals use nothing, however many there are.
        for second in 2..16 {
            meter.refuse(second * SECOND, Class::Write);
            let used = if second == 2 { (500, 656_000) } else { (0, 0) };
            assert_eq!(meter.consumed(second * SECOND + 1).latest, used, "{second}");
        }
        meter.count(16 * SECOND, Class::Write, 1_000);
        assert_eq!(meter.consumed(16 * SECOND).latest, (0, 0));
        meter.count(18 * SECOND, Class::Write, 2_000);
        assert_eq!(meter.consumed(18 * SECOND).latest, (0, 0), "the second between them was idle");
        assert_eq!(meter.consumed(19 * SECOND).latest, (0, 2_000));
    }
}
