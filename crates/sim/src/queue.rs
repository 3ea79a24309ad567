//! What will happen, in order of time.

use imbl::OrdMap;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Micros;

/// Names one event of a [`Queue`]. Never used twice by the same queue. Ordered as the events happen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct EventId {
    /// When the event is due.
    pub at: Micros,
    /// How many events were pushed before it. Events due at the same time happen in this order.
    pub number: u64,
}

/// Events in order of (time, number). A clone shares everything with the original, so it costs the same for one event and for a million.
#[derive(Clone, Debug)]
pub struct Queue<E> {
    events: OrdMap<(Micros, u64), E>,
    pushed: u64,
}

impl<E> Default for Queue<E> {
    fn default() -> Self {
        Self { events: OrdMap::new(), pushed: 0 }
    }
}

impl<E: Clone> Queue<E> {
    /// An empty queue.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an event that is due at `at`, after the events already due then.
    pub fn push(&mut self, at: Micros, event: E) -> EventId {
        let number = self.pushed;
        self.pushed += 1;
        self.events.insert((at, number), event);
        EventId { at, number }
    }

    /// Takes the first event, if it is due at `now` or before.
    pub fn pop_due(&mut self, now: Micros) -> Option<(Micros, EventId, E)> {
        let (at, number) = self.events.get_min()?.0;
        if at > now {
            return None;
        }
        let event = self.events.remove(&(at, number))?;
        Some((at, EventId { at, number }, event))
    }

    /// When the first event is due.
    pub fn next_at(&self) -> Option<Micros> {
        Some(self.events.get_min()?.0.0)
    }

    /// Takes an event out before it happens. `None` if it has happened or was cancelled.
    pub fn cancel(&mut self, id: EventId) -> Option<E> {
        self.events.remove(&(id.at, id.number))
    }

    /// The event of this id, if it is still to come.
    pub fn get(&self, id: EventId) -> Option<&E> {
        self.events.get(&(id.at, id.number))
    }

    /// The events still to come, in order.
    pub fn iter(&self) -> impl Iterator<Item = (EventId, &E)> {
        self.events.iter().map(|(&(at, number), event)| (EventId { at, number }, event))
    }

    /// How many events are still to come.
    pub fn len(&self) -> u64 {
        self.events.len() as u64
    }

    /// Whether nothing is to come.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

/// The stored form: a list, since a map with pairs for keys has no form in JSON.
#[derive(Serialize, Deserialize)]
struct Stored<T> {
    pushed: u64,
    events: Vec<(Micros, u64, T)>,
}

impl<E: Serialize> Serialize for Queue<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let events = self.events.iter().map(|(&(at, number), event)| (at, number, event)).collect();
        Stored { pushed: self.pushed, events }.serialize(serializer)
    }
}

impl<'de, E: Clone + Deserialize<'de>> Deserialize<'de> for Queue<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::<E>::deserialize(deserializer)?;
        let mut queue = Self { events: OrdMap::new(), pushed: stored.pushed };
        for (at, number, event) in stored.events {
            // A number that push() would give out again could overwrite an event.
            if number >= stored.pushed || queue.events.insert((at, number), event).is_some() {
                return Err(D::Error::custom(
                    "event numbers of a queue must be distinct and below its counter",
                ));
            }
        }
        Ok(queue)
    }
}
