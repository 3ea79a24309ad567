//! Global admission control: request routers take tokens out of the table's pool for a while, each its share.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::Micros;
use trace::{Class, Kind, Place, Station};

use super::bucket::{Flow, UNIT, milli_of};
use super::check::Target;
use crate::knobs::Knob;
use crate::recorder::{Mark, figure};
use crate::world::World;

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
fn vend(locals: &mut [Local], which: usize, pool: i64, rate: u64, now: Micros, refill: Micros) -> i64 {
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

impl World {
    /// What a router has for a call, after it has got more from the pool where it had nothing left. Nano-units.
    #[inline(never)]
    pub(super) fn tokens_of(
        &mut self,
        (call, router): (u32, u16),
        target: Target<'_>,
        class: Class,
        flow: Flow,
    ) -> i64 {
        let (now, knobs) = (self.now, Arc::clone(&self.knobs));
        let Some(table) = self.table_mut(target.table) else { return 0 };
        let side = table.gate_mut(target.index).side_mut(class);
        let refill = knobs.amount(Knob::RouterRefill);
        let locals = Arc::make_mut(&mut side.locals);
        locals.resize(knobs.amount(Knob::Routers) as usize, Local::default());
        let mut told = Vec::new();
        let local = locals.get(usize::from(router)).copied().unwrap_or_default();
        if local.level > 0 && local.until < now {
            side.pool.put(local.level);
            told.push(Kind::TokenExpire { class, milli: milli(local.level) });
            set_level(locals, router, 0, local.until);
        }
        let level = locals.get(usize::from(router)).map_or(0, |local| local.level);
        let mut have = level;
        if level <= 0 {
            let given = vend(locals, usize::from(router), side.pool.level(), flow.rate, now, refill);
            side.pool.take(given);
            have = level.saturating_add(given);
            set_level(locals, router, have, now.saturating_add(refill.saturating_mul(2)));
            told.push(Kind::TokenVend { class, milli: milli(given) });
        }
        for kind in told.into_iter().filter(|kind| !matches!(kind, Kind::TokenVend { milli: 0, .. })) {
            let here = Place { partition: 0, ..target.place() };
            let mark = Mark { call, span: 0, parent: 0, place: here, station: Station::Admission, key: 0 };
            self.recorder.emit(now, 0, mark, kind);
        }
        have
    }
}

fn milli(nano: i64) -> u32 {
    figure(u64::try_from(milli_of(nano)).unwrap_or(0))
}

fn set_level(locals: &mut [Local], router: u16, level: i64, until: Micros) {
    if let Some(local) = locals.get_mut(usize::from(router)) {
        local.level = level;
        local.until = until;
    }
}
