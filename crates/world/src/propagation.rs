//! The way of changes from a table's partitions to a global index.

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use sim::random::{draw, lognormal};
use sim::{Micros, Purpose};

use crate::partition::{IndexStep, Thread};
use crate::small::SmallMap;
use crate::{Knob, Knobs};

/// Changes on their way to one index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct IndexQueue {
    /// By order of setting out.
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
}

/// One change on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pending {
    /// The table's partition.
    pub(crate) partition: u32,
    /// The record in that partition's log.
    pub(crate) lsn: u64,
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

    /// A change arrives: what it is, unless the index has it already.
    pub(crate) fn arrive(&mut self, number: u64) -> Option<Pending> {
        let pending = self.pending.remove(&number)?;
        self.depth = self.depth.saturating_sub(u64::from(pending.step.shows()));
        if self.arrived.get(&pending.partition).is_some_and(|&lsn| lsn >= pending.lsn) {
            return None;
        }
        self.arrived.insert(pending.partition, pending.lsn);
        Some(pending)
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
