//! How far a table on demand has grown: it serves at once what it served before, and twice that after a while.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};

const MINUTE: Micros = 60 * MICROS_PER_SECOND;

/// What one class of operations asked of a table or index, by minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Demand {
    /// The minute that counts now.
    minute: u64,
    /// Milli-units in it.
    milli: u64,
    /// Greater and greater averages of a minute, units a second, and when that minute ended.
    peaks: Arc<Vec<(Micros, u64)>>,
}

impl Demand {
    /// Counts. Gives the average of the last minute that is over, units a second, when this is the first of a new one.
    pub(crate) fn count(&mut self, now: Micros, milli: u64) -> Option<u64> {
        let minute = now / MINUTE;
        let mut over = None;
        if minute != self.minute {
            let average = self.milli / 60_000;
            if average > self.peak() {
                let end = (self.minute + 1).saturating_mul(MINUTE);
                Arc::make_mut(&mut self.peaks).push((end, average));
            }
            if self.milli > 0 {
                over = Some(average);
            }
            *self = Self { minute, milli: 0, peaks: Arc::clone(&self.peaks) };
        }
        self.milli = self.milli.saturating_add(milli);
        over
    }

    /// The greatest average of a minute so far, units a second.
    pub(crate) fn peak(&self) -> u64 {
        self.peaks.last().map_or(0, |(_, peak)| *peak)
    }

    /// The same as of a time.
    pub(crate) fn peak_at(&self, at: Micros) -> u64 {
        self.peaks.iter().rev().find(|(end, _)| *end <= at).map_or(0, |(_, peak)| *peak)
    }
}

#[cfg(test)]
mod tests {
    use super::{Demand, MINUTE};

    #[test]
    fn a_peak_is_a_minutes_average() {
        let mut demand = Demand::default();
        assert_eq!(demand.count(0, 120_000_000), None);
        assert_eq!(demand.count(MINUTE - 1, 120_000_000), None);
        assert_eq!(demand.peak(), 0);
        assert_eq!(demand.count(MINUTE, 60_000_000), Some(4_000));
        assert_eq!((demand.peak(), demand.peak_at(MINUTE - 1), demand.peak_at(MINUTE)), (4_000, 0, 4_000));
        assert_eq!(demand.count(5 * MINUTE, 1), Some(1_000));
        assert_eq!(demand.peak(), 4_000);
    }
}
