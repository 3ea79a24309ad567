//! The way of changes from a table's partitions to a global index.

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use sim::random::{draw, lognormal};
use sim::{Micros, Purpose};
use trace::Limit;
use value::Key;

use crate::partition::{IndexStep, Thread};
use crate::small::SmallMap;
use crate::{Knob, Knobs};

/// Changes on their way to one index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct IndexQueue {
    /// By order of setting out.
    #[serde(deserialize_with = "table::stored_map")]
    pub(crate) pending: OrdMap<u64, Pending>,
    /// How many set out so far.
    pub(crate) sent: u64,
    /// How many of `pending` readers of the index will notice.
    pub(crate) depth: u64,
    /// By partition of the table: when its newest change arrives. Changes of one partition, and so of one item,
    /// arrive in order.
    pub(crate) due: SmallMap<u32, Micros>,
    /// By partition of the table: the newest record that arrived. Older ones are dropped, so a change may be sent
    /// twice without harm.
    pub(crate) arrived: SmallMap<u32, u64>,
    /// Changes that have arrived and wait for capacity, by the partition of the index that they wait for.
    pub(crate) lanes: SmallMap<u32, Lane>,
    /// Lanes in which so many wait, or so long, that writes are refused.
    pub(crate) closed: SmallMap<u32, ()>,
    /// By item: the lane in which changes of it wait, and how many. Later changes of it wait behind them.
    #[serde(deserialize_with = "table::stored_map")]
    waiting: OrdMap<Key, (u32, u32)>,
}

/// Changes that wait for capacity of one partition of an index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Lane {
    /// Their numbers, in order.
    numbers: Vector<u64>,
    /// Which bucket was empty when the first was looked at last.
    pub(crate) limit: Limit,
    /// What flows into it, milli-units a second.
    pub(crate) rate: u64,
}

/// One change on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pending {
    /// The table's partition.
    pub(crate) partition: u32,
    /// The record in that partition's log.
    pub(crate) lsn: u64,
    /// The item's key in the table.
    pub(crate) item: Key,
    /// When it set out.
    pub(crate) since: Micros,
    pub(crate) step: IndexStep,
    /// The event of setting out, and whose change it is.
    pub(crate) thread: Thread,
}

impl IndexQueue {
    /// Sends a change and says under which number, and when it arrives.
    pub(crate) fn send(&mut self, pending: Pending, at: Micros) -> (u64, Micros) {
        let at = self.due.get(&pending.partition).map_or(at, |&due| due.max(at));
        self.due.insert(pending.partition, at);
        self.sent = self.sent.saturating_add(1);
        self.depth += u64::from(pending.step.shows());
        self.pending.insert(self.sent, pending);
        (self.sent, at)
    }

    /// A change arrives: false when the index has had it already; then it is gone.
    pub(crate) fn arrive(&mut self, number: u64) -> bool {
        let Some(pending) = self.pending.get(&number) else { return false };
        let (partition, lsn) = (pending.partition, pending.lsn);
        if self.arrived.get(&partition).is_some_and(|&known| known >= lsn) {
            self.take(number);
            return false;
        }
        self.arrived.insert(partition, lsn);
        true
    }

    /// A change is taken up: it is on its way no longer.
    pub(crate) fn take(&mut self, number: u64) -> Option<Pending> {
        let pending = self.pending.remove(&number)?;
        self.depth = self.depth.saturating_sub(u64::from(pending.step.shows()));
        Some(pending)
    }

    /// The lane in which a change has to wait because another one of its item does.
    pub(crate) fn behind(&self, number: u64) -> Option<u32> {
        if self.waiting.is_empty() {
            return None;
        }
        self.waiting.get(&self.pending.get(&number)?.item).map(|(lane, _)| *lane)
    }

    /// A change waits for capacity. True when it is the first of its lane.
    pub(crate) fn wait(&mut self, number: u64, lane: u32, (limit, rate): (Limit, u64)) -> bool {
        let Some(pending) = self.pending.get(&number) else { return false };
        let (_, count) = self.waiting.get(&pending.item).copied().unwrap_or((lane, 0));
        self.waiting.insert(pending.item.clone(), (lane, count + 1));
        if let Some(lane) = self.lanes.get_mut(&lane) {
            lane.numbers.push_back(number);
            return false;
        }
        let numbers = std::iter::once(number).collect();
        self.lanes.insert(lane, Lane { numbers, limit, rate });
        true
    }

    /// The first change of a lane.
    pub(crate) fn first(&self, lane: u32) -> Option<u64> {
        self.lanes.get(&lane)?.numbers.front().copied()
    }

    /// The first change of a lane waits no longer; it is still on its way. The lane goes with its last one.
    pub(crate) fn go_on(&mut self, lane: u32) -> Option<u64> {
        let waits = self.lanes.get_mut(&lane)?;
        let number = waits.numbers.pop_front();
        if waits.numbers.is_empty() {
            self.lanes.remove(&lane);
        }
        let item = self.pending.get(&number?)?.item.clone();
        let left = self.waiting.get(&item).map_or(0, |(_, count)| count.saturating_sub(1));
        if left == 0 {
            self.waiting.remove(&item);
        } else {
            self.waiting.insert(item, (lane, left));
        }
        number
    }

    /// Whether so many changes wait in a lane, or so long, that no more are taken: as many as `most`, or for `age` until
    /// now, or so many that another one would wait for as long.
    pub(crate) fn is_full(&self, lane: u32, now: Micros, most: u64, age: Micros) -> bool {
        let Some(waits) = self.lanes.get(&lane) else { return false };
        let (depth, oldest) = self.backlog(lane, now);
        let drained = u128::from(waits.rate) * u128::from(age) / 1_000_000_000;
        depth >= most || oldest >= age || u128::from(depth) > drained
    }

    /// How many changes wait in a lane, and how long the first has.
    pub(crate) fn backlog(&self, lane: u32, now: Micros) -> (u64, Micros) {
        let Some(waits) = self.lanes.get(&lane) else { return (0, 0) };
        let first = waits.numbers.front().and_then(|number| self.pending.get(number));
        (waits.numbers.len() as u64, first.map_or(0, |pending| now.saturating_sub(pending.since)))
    }

    /// A partition of the table was split: what its parts send arrives behind what it sent.
    pub(crate) fn pass_on(&mut self, partition: u32, heirs: &[u32]) {
        if let Some(&due) = self.due.get(&partition) {
            for &heir in heirs {
                self.due.insert(heir, due);
            }
        }
    }

    /// Age of the oldest change that readers will notice.
    pub(crate) fn oldest(&self, now: Micros) -> Micros {
        let first = self.pending.values().find(|pending| pending.step.shows());
        first.map_or(0, |pending| now.saturating_sub(pending.since))
    }
}

/// How long a change travels.
pub(crate) fn lag(knobs: &Knobs, seed: u64, entity: u64, lsn: u64) -> Micros {
    lognormal(
        draw(seed, Purpose::IndexLag, entity, lsn),
        knobs.amount(Knob::IndexLagMedian),
        knobs.amount(Knob::IndexLagP99),
        knobs.amount(Knob::IndexLagCap),
    )
}
