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
    /// The first event; absent when there is none. Where one thing happens at a time, it costs no map.
    first: Option<(Key, E)>,
    /// The events after it.
    later: OrdMap<Key, E>,
    pushed: u64,
}

type Key = (Micros, u64);

impl<E> Default for Queue<E> {
    fn default() -> Self {
        Self { first: None, later: OrdMap::new(), pushed: 0 }
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
        self.put((at, number), event);
        EventId { at, number }
    }

    /// What was there under the same key.
    fn put(&mut self, key: Key, event: E) -> Option<E> {
        match &mut self.first {
            None => self.first = Some((key, event)),
            Some((first, there)) if *first == key => return Some(std::mem::replace(there, event)),
            Some((first, there)) if key < *first => {
                let after = std::mem::replace(first, key);
                let there = std::mem::replace(there, event);
                self.later.insert(after, there);
            }
            Some(_) => return self.later.insert(key, event),
        }
        None
    }

    fn take_first(&mut self) -> Option<(Key, E)> {
        let taken = self.first.take()?;
        if let Some(&(key, _)) = self.later.get_min() {
            self.first = self.later.remove(&key).map(|event| (key, event));
        }
        Some(taken)
    }

    /// Takes the first event, if it is due at `now` or before.
    pub fn pop_due(&mut self, now: Micros) -> Option<(Micros, EventId, E)> {
        if self.next_at()? > now {
            return None;
        }
        let ((at, number), event) = self.take_first()?;
        Some((at, EventId { at, number }, event))
    }

    /// When the first event is due.
    pub fn next_at(&self) -> Option<Micros> {
        self.first.as_ref().map(|((at, _), _)| *at)
    }

    /// Takes an event out before it happens. `None` if it has happened or was cancelled.
    pub fn cancel(&mut self, id: EventId) -> Option<E> {
        let key = (id.at, id.number);
        if self.first.as_ref().is_some_and(|(first, _)| *first == key) {
            return self.take_first().map(|(_, event)| event);
        }
        self.later.remove(&key)
    }

    /// The event of this id, if it is still to come.
    pub fn get(&self, id: EventId) -> Option<&E> {
        let key = (id.at, id.number);
        match &self.first {
            Some((first, event)) if *first == key => Some(event),
            _ => self.later.get(&key),
        }
    }

    /// How many events are still to come.
    pub fn len(&self) -> u64 {
        self.later.len() as u64 + u64::from(self.first.is_some())
    }

    /// Whether nothing is to come.
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }
}

impl<E> Queue<E> {
    /// The events still to come, in order.
    pub fn iter(&self) -> impl Iterator<Item = (EventId, &E)> {
        let first = self.first.iter().map(|(key, event)| (key, event));
        first.chain(&self.later).map(|(&(at, number), event)| (EventId { at, number }, event))
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
        let events = self.iter().map(|(EventId { at, number }, event)| (at, number, event)).collect();
        Stored { pushed: self.pushed, events }.serialize(serializer)
    }
}

impl<'de, E: Clone + Deserialize<'de>> Deserialize<'de> for Queue<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::<E>::deserialize(deserializer)?;
        let mut queue = Self { pushed: stored.pushed, ..Self::default() };
        for (at, number, event) in stored.events {
            // A number that push() would give out again could overwrite an event.
            if number >= stored.pushed || queue.put((at, number), event).is_some() {
                return Err(D::Error::custom(
                    "event numbers of a queue must be distinct and below its counter",
                ));
            }
        }
        Ok(queue)
    }
}
