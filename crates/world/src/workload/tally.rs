//! What became of a workload's calls.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};

/// The most cells of a series: when there are more, two become one.
const MOST_CELLS: usize = 240;
/// Steps of the histogram: up to 1 ms, 2 ms, 4 ms … and at last everything above.
pub const STEPS: usize = 20;

/// What became of a workload's operations and of their attempts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Operations that began.
    pub offered: u64,
    /// Calls that were made for them.
    pub attempts: u64,
    /// Operations that succeeded.
    pub succeeded: u64,
    /// Calls that were throttled.
    pub throttled: u64,
    /// Calls that were made again.
    pub retries: u64,
    /// Operations that were given up after a throttle or a fault of the service.
    pub given_up: u64,
    /// Operations that failed with an error that no client tries again.
    pub failed: u64,
    /// Operations that never began: too many were under way.
    pub dropped: u64,
    /// Read milli-units consumed.
    pub read: u64,
    /// Write milli-units consumed.
    pub write: u64,
    /// Time that was spent in waits before retries, microseconds.
    pub waited: u64,
    /// Operations by the time from their beginning to their end, waits included; see [`STEPS`].
    pub latency: [u64; STEPS],
    /// Over time.
    pub series: Series,
}

/// What happened over time, in cells of equal width.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// Microseconds of a cell.
    pub width: Micros,
    /// From the workload's beginning on.
    pub cells: Arc<Vec<Cell>>,
}

/// A while.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Operations that began.
    pub offered: u32,
    /// Calls made.
    pub attempts: u32,
    /// Operations that succeeded.
    pub succeeded: u32,
    /// Calls that were throttled.
    pub throttled: u32,
    /// Operations that were given up.
    pub given_up: u32,
}

impl Default for Series {
    fn default() -> Self {
        Self { width: MICROS_PER_SECOND, cells: Arc::default() }
    }
}

impl Series {
    /// The cell of a time since the workload's beginning.
    pub(crate) fn at(&mut self, since: Micros) -> &mut Cell {
        let width = self.width.max(1);
        let cells = Arc::make_mut(&mut self.cells);
        let mut place = (since / width) as usize;
        while place >= MOST_CELLS {
            self.width = self.width.saturating_mul(2);
            *cells = cells.chunks(2).map(Cell::sum).collect();
            place /= 2;
        }
        if cells.len() <= place {
            cells.resize(place + 1, Cell::default());
        }
        &mut cells[place]
    }
}

impl Cell {
    fn sum(cells: &[Self]) -> Self {
        cells.iter().fold(Self::default(), |sum, cell| Self {
            offered: sum.offered.saturating_add(cell.offered),
            attempts: sum.attempts.saturating_add(cell.attempts),
            succeeded: sum.succeeded.saturating_add(cell.succeeded),
            throttled: sum.throttled.saturating_add(cell.throttled),
            given_up: sum.given_up.saturating_add(cell.given_up),
        })
    }
}

/// The step of the histogram for a time.
pub(crate) fn step(latency: Micros) -> usize {
    let millis = latency.div_ceil(1_000).max(1);
    (millis.next_power_of_two().trailing_zeros() as usize).min(STEPS - 1)
}

impl Tally {
    /// The time within which so many percent of the finished operations were done: the upper end of a step of the
    /// histogram, microseconds. Nothing without any.
    pub fn within(&self, percent: u64) -> Option<Micros> {
        let all: u64 = self.latency.iter().sum();
        let wanted = (u128::from(all) * u128::from(percent)).div_ceil(100);
        let mut seen = 0;
        self.latency.iter().zip(0_u32..).find_map(|(&count, step)| {
            seen += u128::from(count);
            (count > 0 && seen >= wanted).then_some(1_000 << step)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_stays_short() {
        let mut series = Series::default();
        for second in 0..100_000 {
            series.at(second * MICROS_PER_SECOND).offered += 1;
        }
        assert!(series.cells.len() <= MOST_CELLS && series.cells.len() > MOST_CELLS / 3);
        assert_eq!(series.width, 512 * MICROS_PER_SECOND);
        assert_eq!(series.cells.iter().map(|cell| cell.offered).sum::<u32>(), 100_000);
        assert!(series.cells.iter().rev().skip(1).all(|cell| cell.offered == 512));
        // What comes late is counted where it belongs.
        series.at(0).throttled += 1;
        assert_eq!(series.cells[0], Cell { offered: 512, throttled: 1, ..Cell::default() });
    }

    #[test]
    fn steps_double() {
        let steps = [0, 1, 1_000, 1_001, 2_000, 2_001, 4_000, 25_550_000, u64::MAX];
        assert_eq!(steps.map(step), [0, 0, 0, 1, 1, 2, 2, 15, STEPS - 1]);
        let mut tally = Tally::default();
        assert_eq!(tally.within(50), None);
        tally.latency[step(3_000)] = 98;
        tally.latency[step(100_000)] = 2;
        assert_eq!([50, 98, 99, 100].map(|p| tally.within(p)), [4_000, 4_000, 128_000, 128_000].map(Some));
    }
}
