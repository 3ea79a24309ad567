//! Changes arrive at a global index: they are taken up as its capacity allows, and where too many wait, writes of the
//! table are refused.

use std::sync::Arc;

use api::ApiError;
use sim::{MICROS_PER_SECOND, Micros};
use table::{EntryChange, WritePlan};
use trace::{Class, Kind, Station, Touch};
use value::Key;

use super::arrivals::mark;
use crate::admission::{Target, Throttled};
use crate::due::Due;
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::partition::Thread;
use crate::planted::Planted;
use crate::recorder::{Mark, figure, place};
use crate::world::World;

/// The least and the most time until a change that waits for capacity is looked at again, microseconds.
const LEAST_WAIT: Micros = 1_000;
const MOST_WAIT: Micros = MICROS_PER_SECOND;

impl World {
    /// A change arrives at a global index, unless faults keep it on its way.
    pub(crate) fn propagated(&mut self, table: u32, position: u16, number: u64) {
        if self.is_troubled() && self.is_index_stalled(table, position, number) {
            self.replication.stalled.push_back((table, position, number));
            return;
        }
        self.arrive_at_index(table, position, number);
    }

    /// A change is there.
    pub(crate) fn arrive_at_index(&mut self, table: u32, position: u16, number: u64) {
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        let Some(index) = state.indexes.get_mut(usize::from(position)) else { return };
        if !index.queue.arrive(number) {
            return;
        }
        if let Some(lane) = index.queue.behind(number) {
            let lane_of = index.queue.lanes.get(&lane);
            let bucket = lane_of.map_or((trace::Limit::Provisioned, 0), |lane| (lane.limit, lane.rate));
            index.queue.wait(number, lane, bucket);
            return self.check_pressure(table, position, lane);
        }
        match self.index_refuses(table, position, number) {
            None => self.take_up(table, position, number),
            Some((lane, throttled)) => self.hold_back(table, position, number, lane, &throttled),
        }
    }

    /// A global index may have capacity again for the first of those that wait.
    pub(crate) fn unblocked(&mut self, table: u32, position: u16, lane: u32) {
        loop {
            let index = self.tables.get(&table).and_then(|it| it.indexes.get(usize::from(position)));
            let Some(number) = index.and_then(|index| index.queue.first(lane)) else { break };
            if self.is_troubled() && self.is_index_blocked(table, position, number) {
                let at = self.now.saturating_add(MOST_WAIT);
                self.queue.push(at, Due::Unblock { table, index: position, lane });
                break;
            }
            if let Some((_, throttled)) = self.index_refuses(table, position, number) {
                let Some(index) = self.index_mut(table, position) else { return };
                if let Some(lane) = index.queue.lanes.get_mut(&lane) {
                    lane.limit = throttled.limit;
                    lane.rate = throttled.rate;
                }
                self.look_again(table, position, lane, &throttled);
                break;
            }
            let Some(index) = self.index_mut(table, position) else { return };
            index.queue.go_on(lane);
            self.take_up(table, position, number);
        }
        self.check_pressure(table, position, lane);
    }

    /// The index at a position of a table, to change it.
    fn index_mut(&mut self, table: u32, position: u16) -> Option<&mut crate::catalogue::IndexState> {
        self.table_mut(table)?.indexes.get_mut(usize::from(position))
    }

    /// Which partition of the index a change needs capacity of, and which bucket is empty, if one is.
    fn index_refuses(&mut self, table: u32, position: u16, number: u64) -> Option<(u32, Throttled)> {
        if !self.enforces() {
            return None;
        }
        let index = self.tables.get(&table)?.indexes.get(usize::from(position))?;
        let pending = index.queue.pending.get(&number).filter(|pending| pending.step.units > 0)?;
        let (call, key) = (pending.thread.call, main_key(&pending.step)?.clone());
        let lane = index.partitions.locate(&key);
        let target = Target { table, index: Some(position), partition: lane, key: Some(&key) };
        self.refusal(call, target, Class::Write).map(|throttled| (lane, throttled))
    }

    fn hold_back(&mut self, table: u32, position: u16, number: u64, lane: u32, throttled: &Throttled) {
        let Some(index) = self.index_mut(table, position) else { return };
        let first = index.queue.wait(number, lane, (throttled.limit, throttled.rate));
        let (depth, _) = index.queue.backlog(lane, 0);
        let thread = index.queue.pending.get(&number).map(|pending| pending.thread).unwrap_or_default();
        let here = place(table, Some(position), lane);
        let mark = mark(&thread, thread.span, thread.parent, Station::Index, here);
        let kind = Kind::PropagateBlocked { limit: throttled.limit, depth: figure(depth) };
        self.recorder.emit(self.now, thread.event, mark, kind);
        if first {
            self.look_again(table, position, lane, throttled);
        }
        self.check_pressure(table, position, lane);
    }

    /// Looks at a lane again when the empty bucket has something in it.
    fn look_again(&mut self, table: u32, position: u16, lane: u32, throttled: &Throttled) {
        let missing = u64::try_from(1_i64.saturating_sub(throttled.have)).unwrap_or(1);
        let wait = missing.saturating_mul(MICROS_PER_SECOND).div_ceil(throttled.rate.max(1));
        let at = self.now.saturating_add(wait.clamp(LEAST_WAIT, MOST_WAIT));
        self.queue.push(at, Due::Unblock { table, index: position, lane });
    }

    /// Tells when so many wait that writes are refused, and when that is over.
    fn check_pressure(&mut self, table: u32, position: u16, lane: u32) {
        let (now, most) = (self.now, self.knobs.amount(Knob::IndexQueueLimit));
        let oldest = self.knobs.amount(Knob::IndexQueueAge);
        let Some(index) = self.index_mut(table, position) else { return };
        let (depth, age) = index.queue.backlog(lane, now);
        let was = index.queue.closed.contains_key(&lane);
        let is = index.queue.is_full(lane, now, most, oldest);
        if was == is {
            return;
        }
        if is {
            index.queue.closed.insert(lane, ());
        } else {
            index.queue.closed.remove(&lane);
        }
        let kind = if is {
            Kind::BackPressureOn { depth: figure(depth), age: figure(age) }
        } else {
            Kind::BackPressureOff
        };
        let mark = Mark { station: Station::Index, ..Mark::control(place(table, Some(position), lane)) };
        self.recorder.emit(now, 0, mark, kind);
    }

    /// Refuses a write whose changes would add to those that wait for an index.
    ///
    /// # Errors
    /// The throttling exception of the index.
    pub(crate) fn check_indexes(
        &mut self,
        flight: &mut Flight,
        table: u32,
        plan: &WritePlan,
    ) -> Result<(), ApiError> {
        let Some((throttled, lane)) = self.pressed(table, plan) else { return Ok(()) };
        let target = Target { table, index: throttled.index, partition: lane, key: None };
        Err(self.throttle(flight, target, throttled))
    }

    /// The index that takes no more of what this write would send it, if there is one.
    pub(crate) fn pressed(&self, table: u32, plan: &WritePlan) -> Option<(Throttled, u32)> {
        if !self.enforces() {
            return None;
        }
        let state = self.tables.get(&table)?;
        for change in plan.indexes.iter().filter(|change| change.global && change.units > 0) {
            let index = state.indexes.get(usize::from(change.index))?;
            if index.queue.lanes.is_empty() {
                continue;
            }
            let key = change.put.as_ref().map(|(key, _)| key).or(change.remove.as_ref())?;
            let lane = index.partitions.locate(key);
            let Some(waits) = index.queue.lanes.get(&lane) else { continue };
            let most = self.knobs.amount(Knob::IndexQueueLimit);
            if !index.queue.is_full(lane, self.now, most, self.knobs.amount(Knob::IndexQueueAge)) {
                continue;
            }
            let of_partition = waits.limit == trace::Limit::Partition;
            let throttled = Throttled {
                limit: waits.limit,
                class: Class::Write,
                index: Some(change.index),
                partition: of_partition.then_some(lane),
                have: 0,
                rate: waits.rate,
                on_demand: index.provisioned.is_none(),
            };
            return Some((throttled, lane));
        }
        None
    }

    /// The index takes a change up.
    fn take_up(&mut self, table: u32, position: u16, number: u64) {
        let now = self.now;
        let keeps = self.has_planted(Planted::SkippedIndexDelete);
        let Some(state) = self.tables.get_mut(&table).map(Arc::make_mut) else { return };
        let Some(index) = state.indexes.get_mut(usize::from(position)) else { return };
        let Some(pending) = index.queue.take(number) else { return };
        let step = &pending.step;
        if !step.shows() {
            state.data.apply_index(position, &step.as_change());
            return;
        }
        let touch = match step.change {
            EntryChange::Added => Touch::Put,
            EntryChange::Removed => Touch::Delete,
            EntryChange::Moved => Touch::Move,
            EntryChange::Changed | EntryChange::Unchanged => Touch::Update,
        };
        let mut change = step.as_change();
        if keeps {
            change.remove = None;
        }
        let (from, to) = state.data.apply_index(position, &change);
        let main = main_key(step).cloned();
        let at = main.as_ref().map_or(0, |key| index.partitions.locate(key));
        // The delete of an entry that moves is the work of the partition that it leaves. That one pays, but is not asked
        // before: a change waits in one lane, which is that of where the entry goes to (a model).
        let left = step.remove.clone().filter(|_| step.put.is_some());
        let left = left.zip(from.as_ref()).and_then(|(key, item)| {
            let partition = index.partitions.locate(&key);
            let units = state.data.entry_units(position, item).min(step.units);
            (partition != at).then_some((partition, Some(key), units))
        });
        let freed = left.as_ref().map_or(0, |&(.., units)| units);
        let removed = step.remove.clone().map(|key| (key, from, None));
        let put = step.put.clone().map(|(key, item)| (key, to, Some(item)));
        let (thread, lsn, since, units) = (pending.thread, pending.lsn, pending.since, step.units);
        let mut event = thread.event;
        for (partition, key, units) in left.into_iter().chain([(at, main, units - freed)]) {
            let of = (table, position, partition);
            event = self.charge_index(of, key.as_ref(), units, Thread { event, ..thread });
        }
        let here = place(table, Some(position), at);
        let mark = mark(&thread, thread.span, thread.parent, Station::Index, here);
        let kind = Kind::PropagateApplied { lsn: figure(lsn), touch, lag: figure(now.saturating_sub(since)) };
        let event = self.recorder.emit(now, event, mark, kind);
        for (key, before, after) in removed.into_iter().chain(put) {
            self.index_row_changed(table, position, key, (before, after), Thread { event, ..thread });
        }
    }

    /// A partition of a global index pays for what it did. Answers the event that tells of it.
    fn charge_index(
        &mut self,
        (table, position, partition): (u32, u16, u32),
        key: Option<&Key>,
        units: u64,
        thread: Thread,
    ) -> u64 {
        let (now, class) = (self.now, Class::Write);
        let (mut before, mut after) = (0, units);
        if let Some(index) = self.index_mut(table, position) {
            index.meter.count(now, class, units);
            if let Some(partition) = index.partitions.get_mut(partition) {
                (before, after) = partition.meter.count(now, class, units);
            }
        }
        let here = place(table, Some(position), partition);
        let mark = mark(&thread, thread.span, thread.parent, Station::Index, here);
        let kind = Kind::Admit { class, before: figure(before), after: figure(after) };
        let event = self.recorder.emit(now, thread.event, mark, kind);
        self.note_consumed(thread.call, (table, Some(position), key), (class, units));
        if self.enforces() {
            let target = Target { table, index: Some(position), partition, key };
            self.debit(thread.call, target, class, units);
        }
        event
    }
}

/// The key in the index of the entry that is put, or else of the one that is removed.
fn main_key(step: &crate::partition::IndexStep) -> Option<&Key> {
    step.put.as_ref().map(|(key, _)| key).or(step.remove.as_ref())
}
