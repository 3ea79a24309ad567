//! Whether a request may use capacity, and the debit of what it used.

use std::sync::Arc;

use api::ApiError;
use api::dynamodb::{IndexStatus, TableStatus};
use sim::random::{draw, uniform};
use sim::{Micros, Purpose};
use trace::{Class, Kind, Limit, Place, Station};
use value::Key;

use super::bucket::{Flow, milli_of, nano_of};
use super::gate::{Era, ceiling};
use super::reasons::Throttled;
use super::shares;
use crate::catalogue::TableState;
use crate::flight::Flight;
use crate::knobs::{Knob, Knobs};
use crate::planted::Planted;
use crate::recorder::{Mark, figure, place};
use crate::world::World;

/// Whose capacity is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) table: u32,
    /// A global index, by position.
    pub(crate) index: Option<u16>,
    pub(crate) partition: u32,
    /// The key that is read or written, where it is one.
    pub(crate) key: Option<&'a Key>,
}

impl Target<'_> {
    pub(super) fn place(&self) -> Place {
        place(self.table, self.index, self.partition)
    }
}

impl World {
    /// Whether capacity is refused when there is none.
    pub(crate) fn enforces(&self) -> bool {
        self.knobs.get(Knob::AdmissionEnforce) != 0
    }

    /// Lets a call use capacity of a partition, if there is some.
    ///
    /// # Errors
    /// The throttling exception, after the trace has told it.
    pub(crate) fn admit(
        &mut self,
        flight: &mut Flight,
        target: Target<'_>,
        class: Class,
    ) -> Result<(), ApiError> {
        if !self.enforces() {
            return Ok(());
        }
        match self.refusal(flight.call, target, class) {
            None => Ok(()),
            Some(throttled) => Err(self.throttle(flight, target, throttled)),
        }
    }

    /// Which bucket is empty, if one is.
    pub(crate) fn refusal(&mut self, call: u32, target: Target<'_>, class: Class) -> Option<Throttled> {
        let (now, knobs) = (self.now, Arc::clone(&self.knobs));
        let table = self.tables.get_mut(&target.table).map(Arc::make_mut)?;
        let (flow, limit) = flow(&knobs, now, table, target.index, class);
        let on_demand = !is_provisioned(table, target.index);
        let refused = |limit, have, flow: Flow, partition| Throttled {
            limit,
            class,
            index: target.index,
            partition,
            have: milli_of(have),
            rate: flow.rate,
            on_demand,
        };
        let door = table.partitions_mut(target.index).get_mut(target.partition)?.doors.door_mut(class);
        let most = ceiling(&knobs, class);
        let have = door.ceiling.refill(most, now);
        if have <= 0 {
            return Some(refused(Limit::Partition, have, most, Some(target.partition)));
        }
        if has_shares(&knobs, table, target.index) {
            return self.share_refusal(target, class);
        }
        let side = table.gate_mut(target.index).side_mut(class);
        let pool = side.pool.refill(flow, now);
        let have = match self.router_of(call) {
            None => pool,
            Some(router) => self.tokens_of((call, router), target, class, flow),
        };
        (have <= 0).then(|| refused(limit, have, flow, None))
    }

    /// Takes what a call used out of the buckets that let it in.
    pub(crate) fn debit(&mut self, call: u32, target: Target<'_>, class: Class, milli_units: u64) {
        if milli_units == 0 || self.has_planted(Planted::MintedToken) {
            return;
        }
        let (now, knobs) = (self.now, Arc::clone(&self.knobs));
        let router = self.router_of(call);
        let nano = nano_of(milli_units);
        let Some(table) = self.tables.get_mut(&target.table).map(Arc::make_mut) else { return };
        let (flow, _) = flow(&knobs, now, table, target.index, class);
        let on_demand = !is_provisioned(table, target.index);
        let shares = has_shares(&knobs, table, target.index);
        if let Some(partition) = table.partitions_mut(target.index).get_mut(target.partition) {
            let door = partition.doors.door_mut(class);
            door.ceiling.refill(ceiling(&knobs, class), now);
            door.ceiling.take(nano);
        }
        if shares {
            shares::debit(&knobs, now, table, target, class, nano);
        }
        let used = table.meter_of(target.index).used(now, class);
        let side = table.gate_mut(target.index).side_mut(class);
        let mut left = None;
        if !shares {
            side.pool.refill(flow, now);
            match router {
                None => side.pool.take(nano),
                Some(router) => {
                    let locals = Arc::make_mut(&mut side.locals);
                    if let Some(local) = locals.get_mut(usize::from(router)) {
                        local.spend(nano, now, knobs.amount(Knob::RouterRefill));
                    }
                }
            }
            // What was used before this call in this second had been within the rate.
            let spends = used > flow.rate && flow.seconds > 1;
            left = spends.then(|| milli_of(side.pool.level()).max(0) / 1_000);
        }
        let minute = if on_demand { side.demand.count(now, milli_units) } else { None };
        if let Some(left) = left {
            let here = Place { partition: 0, ..target.place() };
            let mark = Mark { call, span: 0, parent: 0, place: here, station: Station::Admission, key: 0 };
            let left = figure(left.unsigned_abs());
            self.recorder.emit(now, 0, mark, Kind::BurstSpend { class, left });
        }
        if let Some(average) = minute {
            self.grew((target.table, target.index), class, average);
        }
        self.warm_up(target, class, milli_units);
    }

    /// An eventually consistent read was taken out of its partition's ceiling as if one copy had served it. Each other copy
    /// that may serve it takes a sixth off: where all three do, it costs two thirds.
    pub(crate) fn relieve(&mut self, target: Target<'_>, milli_units: u64) {
        if self.knobs.get(Knob::EventualHeadroom) == 0 || !self.enforces() {
            return;
        }
        let Some(table) = self.table_mut(target.table) else { return };
        if let Some(partition) = table.partitions_mut(target.index).get_mut(target.partition) {
            let others = i64::from(partition.log.zones.bits().count_ones()) - 1;
            partition.doors.door_mut(Class::Read).ceiling.put(nano_of(milli_units) * others / 6);
        }
    }

    /// The router that a call comes through, where there are several.
    fn router_of(&self, call: u32) -> Option<u16> {
        let routers = self.knobs.amount(Knob::Routers);
        let bits =
            (routers > 1).then(|| draw(self.config.seed, Purpose::RouterChoice, u64::from(call), 0))?;
        u16::try_from(uniform(bits, 0..routers)).ok()
    }

    /// Tells that a call is throttled, and gives the exception.
    #[inline(never)]
    pub(crate) fn throttle(
        &mut self,
        flight: &mut Flight,
        target: Target<'_>,
        throttled: Throttled,
    ) -> ApiError {
        let span = crate::execute::admission(flight);
        let index = throttled.index;
        let here = match throttled.partition {
            Some(partition) => place(target.table, index, partition),
            None => Place { partition: 0, ..place(target.table, index, 0) },
        };
        let kind = Kind::Throttle {
            limit: throttled.limit,
            class: throttled.class,
            have: figure(u64::try_from(throttled.have).unwrap_or(0)),
            rate: figure(throttled.rate),
        };
        flight.last = self.tell_of(flight, span, here, flight.last, 0, kind);
        self.note_throttle(target, &throttled);
        flight.table = target.table;
        self.note_throttled(target, &throttled);
        throttled.error(self.arn_of(target.table, index))
    }

    /// The ARN of a table, or of its index at a position.
    pub(crate) fn arn_of(&self, table: u32, index: Option<u16>) -> String {
        let Some(table) = self.tables.get(&table) else { return String::new() };
        let arn = table.arn(&self.config.account);
        match index.and_then(|position| table.schema().index_at(position)) {
            Some(index) => format!("{arn}/index/{}", index.name()),
            None => arn,
        }
    }
}

/// Whether a table, or its global index at a position, is provisioned.
fn is_provisioned(table: &TableState, index: Option<u16>) -> bool {
    match index {
        Some(position) => {
            table.indexes.get(usize::from(position)).is_some_and(|index| index.provisioned.is_some())
        }
        None => table.definition.provisioned().is_some(),
    }
}

/// How the pool of a table or global index fills, and what it is that an empty one means.
pub(crate) fn flow(
    knobs: &Knobs,
    now: Micros,
    table: &TableState,
    index: Option<u16>,
    class: Class,
) -> (Flow, Limit) {
    let state = index.and_then(|position| table.indexes.get(usize::from(position)));
    let of = |units: api::dynamodb::Throughput| match class {
        Class::Read => units.read,
        Class::Write => units.write,
    };
    let provisioned = match (index, state) {
        (Some(_), Some(state)) => state.provisioned,
        _ => table.definition.provisioned(),
    };
    // Nothing is saved up before it is there.
    let comes = table.status == TableStatus::Creating
        || state.is_some_and(|state| state.status == IndexStatus::Creating);
    let since = if comes { now } else { table.created };
    let quota = knobs.amount(match class {
        Class::Read => Knob::TableReadQuota,
        Class::Write => Knob::TableWriteQuota,
    });
    if let Some(units) = provisioned {
        let (rate, limit) = least([(of(units), Limit::Provisioned), (quota, Limit::Account)]);
        let (seconds, bank) = (knobs.amount(Knob::BurstSeconds), knobs.amount(Knob::InitialBank));
        let seconds = seconds.max(1);
        let first = bank.saturating_add(1);
        return (Flow { rate: rate.saturating_mul(1_000), seconds, first, since }, limit);
    }
    let (warm, limits) = match state {
        Some(state) => (table.warm_of(state), state.control.limits),
        None => (table.warm, table.control.limits),
    };
    let side = table.gate(index).side(class);
    let window = knobs.amount(Knob::DoublingWindow);
    let before = now.checked_sub(window).map_or(0, |at| side.demand.peak_at(at));
    let initial = knobs.amount(match class {
        Class::Read => Knob::OnDemandReadUnits,
        Class::Write => Knob::OnDemandWriteUnits,
    });
    let grown = of(warm).max(initial).max(before.saturating_mul(2)).max(side.demand.peak());
    let set = limits.and_then(|limits| match class {
        Class::Read => limits.read,
        Class::Write => limits.write,
    });
    let set = set.and_then(|units| u64::try_from(units).ok()).unwrap_or(u64::MAX);
    let (rate, limit) = least([(set, Limit::Maximum), (quota, Limit::Account), (grown, Limit::Growth)]);
    let seconds = knobs.amount(Knob::OnDemandBurstSeconds).max(1);
    (Flow { rate: rate.saturating_mul(1_000), seconds, first: seconds, since }, limit)
}

/// The least of several rates, the first of equal ones.
fn least<const N: usize>(rates: [(u64, Limit); N]) -> (u64, Limit) {
    let first = rates[0];
    rates.into_iter().skip(1).fold(first, |least, next| if next.0 < least.0 { next } else { least })
}

impl World {
    /// A table, or its global index at a position, is about to be there: its buckets begin to fill.
    pub(crate) fn open_gate(&mut self, table: u32, index: Option<u16>) {
        if !self.enforces() {
            return;
        }
        let (now, knobs) = (self.now, Arc::clone(&self.knobs));
        let Some(state) = self.table_mut(table) else { return };
        let shares = has_shares(&knobs, state, index);
        for class in [Class::Read, Class::Write] {
            let (whole, _) = flow(&knobs, now, state, index, class);
            state.gate_mut(index).side_mut(class).pool.begin(whole, now);
        }
        if shares {
            shares::begin(&knobs, now, state, index);
        }
    }
}

/// Whether each partition has a share of its own, and no pool is drawn on: in the eras before it, of what is provisioned.
pub(crate) fn has_shares(knobs: &Knobs, table: &TableState, index: Option<u16>) -> bool {
    Era::of(knobs) != Era::Global && is_provisioned(table, index)
}
