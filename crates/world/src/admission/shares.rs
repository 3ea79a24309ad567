//! The eras before the common pool: each partition has a share of what its table or global index is provisioned with.

use std::sync::Arc;

use sim::Micros;
use trace::{Class, Kind, Limit};

use super::bucket::{Flow, milli_of};
use super::check::{Target, flow};
use super::gate::{Era, ceiling, pool};
use super::reasons::Throttled;
use crate::catalogue::TableState;
use crate::due::Due;
use crate::inspect::{Capacity, Pool};
use crate::knobs::{Knob, Knobs};
use crate::partition::Partition;
use crate::recorder::{Mark, figure, place};
use crate::world::World;

impl World {
    /// Whether a partition's share is used up.
    #[inline(never)]
    pub(super) fn share_refusal(&mut self, target: Target<'_>, class: Class) -> Option<Throttled> {
        let (now, knobs) = (self.now, Arc::clone(&self.knobs));
        let table = self.tables.get_mut(&target.table).map(Arc::make_mut)?;
        let whole = whole(&knobs, now, table, target.index, class);
        let door = table.partitions_mut(target.index).get_mut(target.partition)?.doors.door_mut(class);
        let flow = whole.share(door.boost);
        let have = door.share.refill(flow, now);
        if have > 0 {
            return None;
        }
        if whole.era == Era::Adaptive && !std::mem::replace(&mut door.boosting, true) {
            let (table, index, partition) = (target.table, target.index, target.partition);
            let due = Due::Boost { table, index, partition, class };
            self.queue.push(now.saturating_add(knobs.amount(Knob::AdaptiveDelay)), due);
        }
        Some(Throttled {
            limit: Limit::Share,
            class,
            index: target.index,
            partition: Some(target.partition),
            have: milli_of(have),
            rate: flow.rate,
            on_demand: false,
        })
    }

    /// A partition that was throttled gets a greater share, as far as its table has it to give.
    #[inline(never)]
    pub(crate) fn boosted(&mut self, table: u32, index: Option<u16>, partition: u32, class: Class) {
        let (now, knobs) = (self.now, Arc::clone(&self.knobs));
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        let (flow, _) = flow(&knobs, now, state, index, class);
        let used = state.meter_of(index).used(now.saturating_sub(1), class);
        let count = u64::from(state.partitions_of(index).len());
        let Some(home) = state.partitions_mut(index).get_mut(partition) else { return };
        let mine = home.meter.used(now.saturating_sub(1), class);
        let door = home.doors.door_mut(class);
        door.boosting = false;
        // What the others leave, up to what a partition can do.
        let free = flow.rate.saturating_sub(used.saturating_sub(mine));
        let even = flow.rate / count.max(1);
        door.boost = free.min(ceiling(&knobs, class).rate).saturating_sub(even);
        let rate = figure(even + door.boost);
        let mark = Mark::control(place(table, index, partition));
        self.recorder.emit(now, 0, mark, Kind::AdaptiveBoost { class, rate });
    }
}

/// What the partitions of a table or index share.
struct Whole {
    flow: Flow,
    era: Era,
    /// Seconds of its rate that a share holds.
    seconds: u64,
    partitions: u64,
}

fn whole(knobs: &Knobs, now: Micros, table: &TableState, index: Option<u16>, class: Class) -> Whole {
    let (flow, _) = flow(knobs, now, table, index, class);
    let era = Era::of(knobs);
    let seconds = if era == Era::Shares { 1 } else { knobs.amount(Knob::BurstSeconds).max(1) };
    Whole { flow, era, seconds, partitions: u64::from(table.partitions_of(index).len()).max(1) }
}

impl Whole {
    /// How a partition's share fills.
    fn share(&self, boost: u64) -> Flow {
        let boost = if self.era == Era::Adaptive { boost } else { 0 };
        let rate = self.flow.rate / self.partitions + boost;
        Flow { rate, seconds: self.seconds, first: 1, since: self.flow.since }
    }
}

/// Takes what a call used out of its partition's share.
#[inline(never)]
pub(super) fn debit(
    knobs: &Knobs,
    now: Micros,
    table: &mut TableState,
    target: Target<'_>,
    class: Class,
    nano: i64,
) {
    let whole = whole(knobs, now, table, target.index, class);
    if let Some(partition) = table.partitions_mut(target.index).get_mut(target.partition) {
        let door = partition.doors.door_mut(class);
        door.share.refill(whole.share(door.boost), now);
        door.share.take(nano);
    }
}

/// A table or index is there: its partitions' shares begin to fill.
#[inline(never)]
pub(super) fn begin(knobs: &Knobs, now: Micros, table: &mut TableState, index: Option<u16>) {
    let ids: Vec<u32> = table.partitions_of(index).iter().map(|it| it.id).collect();
    for class in [Class::Read, Class::Write] {
        let whole = whole(knobs, now, table, index, class);
        for &id in &ids {
            let Some(partition) = table.partitions_mut(index).get_mut(id) else { continue };
            let door = partition.doors.door_mut(class);
            door.share.begin(whole.share(door.boost), now);
        }
    }
}

/// The share of a partition as a picture.
#[inline(never)]
pub(crate) fn picture(
    knobs: &Knobs,
    now: Micros,
    (table, index): (&TableState, Option<u16>),
    partition: &Partition,
) -> Capacity {
    let one = |class: Class| {
        let door = partition.doors.door(class);
        let flow = whole(knobs, now, table, index, class).share(door.boost);
        pool(flow, door.share.level_at(flow, now), Some(Limit::Share))
    };
    Capacity { read: one(Class::Read), write: one(Class::Write) }
}

/// All shares together.
#[inline(never)]
pub(crate) fn sum(knobs: &Knobs, now: Micros, (table, index): (&TableState, Option<u16>)) -> Capacity {
    let and = |one: Pool, other: Pool| Pool {
        level: one.level.saturating_add(other.level),
        rate: one.rate.saturating_add(other.rate),
        most: one.most.saturating_add(other.most),
        limit: other.limit,
    };
    let shares = table.partitions_of(index).iter().map(|it| picture(knobs, now, (table, index), it));
    shares.fold(Capacity::default(), |all, it| Capacity {
        read: and(all.read, it.read),
        write: and(all.write, it.write),
    })
}
