//! How many calls came to a table lately.

use sim::{MICROS_PER_SECOND, Micros};

use super::name::{self, Metric, OPERATIONS};
use super::series::{Grain, SeriesKey};
use crate::world::World;

/// Calls of one second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// When the second began, virtual time.
    pub from: Micros,
    /// Calls that read and were served.
    pub reads: u64,
    /// Calls that wrote and were served.
    pub writes: u64,
    /// Calls that were throttled.
    pub throttled: u64,
}

impl Traffic {
    /// All of them.
    pub const fn calls(&self) -> u64 {
        self.reads.saturating_add(self.writes).saturating_add(self.throttled)
    }
}

impl World {
    /// The calls to a table in the newest whole second. Where nothing is counted there is none.
    pub fn traffic(&self, table: u32) -> Traffic {
        let Some(from) = (self.now / MICROS_PER_SECOND).checked_sub(1) else { return Traffic::default() };
        let from = from.saturating_mul(MICROS_PER_SECOND);
        let mut seen = Traffic { from, ..Traffic::default() };
        let unix = u32::try_from(self.config.epoch_micros.saturating_add(from) / MICROS_PER_SECOND);
        let Ok(second) = unix else { return seen };
        for operation in OPERATIONS.iter().map(|name| name::operation(name)) {
            let count = |metric| {
                let key = SeriesKey { metric, operation, index: 0, subject: table };
                let series = self.metrics.series.get(&key).filter(|series| series.last() >= second);
                let spans = series.map(|it| it.spans(Grain::Second, second, second.saturating_add(1)));
                spans.and_then(|spans| spans.first().map(|(_, stat)| stat.count)).unwrap_or(0)
            };
            let served = count(Metric::SuccessfulRequestLatency);
            let side = if name::writes(operation) { &mut seen.writes } else { &mut seen.reads };
            *side = side.saturating_add(served);
            seen.throttled = seen.throttled.saturating_add(count(Metric::ThrottledRequests));
        }
        seen
    }
}
