//! The latest calls, within a budget.

use std::collections::{BTreeMap, VecDeque};

use crate::Event;

/// Bytes that a [`Ring`] keeps unless told otherwise: 8 MB.
pub const RING_BUDGET: u64 = 8 * 1024 * 1024;

/// Bytes that a call costs besides its events.
const PER_CALL: u64 = 96;
/// Bytes of an event.
const PER_EVENT: u64 = size_of::<Event>() as u64;

/// Keeps the trace of the latest calls. A call is there wholly or not at all.
#[derive(Clone, Debug)]
pub struct Ring {
    calls: BTreeMap<u32, Vec<Event>>,
    /// Events that belong to no call, oldest first; they leave one by one.
    others: VecDeque<Event>,
    /// Calls below this number were dropped; what arrives late for them is dropped too.
    first: u32,
    bytes: u64,
    budget: u64,
}

impl Default for Ring {
    fn default() -> Self {
        Self::new(RING_BUDGET)
    }
}

impl Ring {
    /// An empty ring that keeps at most `budget` bytes.
    pub const fn new(budget: u64) -> Self {
        Self { calls: BTreeMap::new(), others: VecDeque::new(), first: 0, bytes: 0, budget }
    }

    /// Adds an event; the oldest calls leave if there is no room.
    pub fn push(&mut self, event: Event) {
        self.extend(&[event]);
    }

    /// Adds events in order.
    pub fn extend(&mut self, events: &[Event]) {
        // Most events in a row are of one call.
        for of_one in events.chunk_by(|one, next| one.call == next.call) {
            self.add(of_one[0].call, of_one);
        }
    }

    fn add(&mut self, call: u32, new: &[Event]) {
        if call == 0 {
            self.others.extend(new);
        } else if call < self.first {
            return;
        } else {
            let events = self.calls.entry(call).or_default();
            if events.is_empty() {
                self.bytes += PER_CALL;
            }
            events.extend_from_slice(new);
        }
        self.bytes += new.len() as u64 * PER_EVENT;
        while self.bytes > self.budget {
            self.drop_oldest();
        }
    }

    /// The events of one call in order; empty if it was dropped or never was.
    pub fn call(&self, call: u32) -> &[Event] {
        self.calls.get(&call).map_or(&[], Vec::as_slice)
    }

    /// Numbers of the calls that are here, ascending.
    pub fn calls(&self) -> impl DoubleEndedIterator<Item = u32> {
        self.calls.keys().copied()
    }

    /// Everything that is here, in order.
    pub fn events(&self) -> Vec<Event> {
        let mut all: Vec<Event> = self.others.iter().chain(self.calls.values().flatten()).copied().collect();
        value::sort_by_key(&mut all, |event| event.id);
        all
    }

    /// Bytes in use.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::new(self.budget);
    }

    /// Drops the older of: the oldest call, the oldest event without a call.
    fn drop_oldest(&mut self) {
        let call =
            self.calls.first_key_value().map(|(&call, events)| (call, events.first().map_or(0, |e| e.id)));
        match (call, self.others.front()) {
            (Some((call, id)), other) if other.is_none_or(|event| id < event.id) => {
                let events = self.calls.remove(&call).unwrap_or_default();
                self.bytes -= PER_CALL + events.len() as u64 * PER_EVENT;
                self.first = call.saturating_add(1);
            }
            (_, Some(_)) => {
                self.others.pop_front();
                self.bytes -= PER_EVENT;
            }
            _ => self.bytes = 0,
        }
    }
}
