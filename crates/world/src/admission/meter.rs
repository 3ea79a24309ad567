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
            latest: if current || self.read + self.write == 0 {
                (self.before.1, self.before.2)
            } else {
                (self.read, self.write)
            },
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
