//! Global admission control: request routers take tokens out of the table's pool for a while, each its share.

use serde::{Deserialize, Serialize};
use sim::Micros;

use super::bucket::UNIT;

/// What one router holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Local {
    /// Nano-units.
    pub(crate) level: i64,
    /// Until when.
    pub(crate) until: Micros,
    /// The period in which `used` counts.
    period: u64,
    /// Nano-units used in this period, and in the one before.
    used: i64,
    before: i64,
}

impl Local {
    /// Nano-units of this period and the one before, as of a time.
    fn roll(&mut self, now: Micros, refill: Micros) {
        let period = now / refill.max(1);
        if period != self.period {
            self.before = if period == self.period + 1 { self.used } else { 0 };
            self.used = 0;
            self.period = period;
        }
    }

    pub(crate) fn spend(&mut self, nano: i64, now: Micros, refill: Micros) {
        self.roll(now, refill);
        self.level = self.level.saturating_sub(nano);
        self.used = self.used.saturating_add(nano);
    }
}

/// What the pool gives to a router that has nothing left: its share, by what it used in the last period, of what flows
/// in during one. Nano-units.
pub(crate) fn vend(
    locals: &mut [Local],
    which: usize,
    pool: i64,
    rate: u64,
    now: Micros,
    refill: Micros,
) -> i64 {
    for local in locals.iter_mut() {
        local.roll(now, refill);
    }
    let total: i128 = locals.iter().map(|local| i128::from(local.before.max(0))).sum();
    let mine = locals.get(which).map_or(0, |local| i128::from(local.before.max(0)));
    let inflow = i128::from(rate) * i128::from(refill);
    let count = i128::try_from(locals.len().max(1)).unwrap_or(1);
    let share = if total == 0 { inflow / count } else { inflow * mine / total };
    // A router that was idle gets something to begin with.
    let least = inflow / (count * 8);
    let wanted = i64::try_from(share.max(least).max(i128::from(UNIT))).unwrap_or(i64::MAX);
    wanted.min(pool.max(0))
}
