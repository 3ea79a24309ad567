//! What will happen, in order of time.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

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

/// Events that have a place in the heap. The first change after a clone copies them.
const NEAR: usize = 2048;

/// Events in order of (time, number). A clone shares everything with the original, so it costs the same for one event and for a million.
#[derive(Clone, Debug)]
pub struct Queue<E> {
    /// As many events as have a place here, whenever they are due: a heap is much cheaper than a tree.
    near: Arc<BinaryHeap<Entry<E>>>,
    /// The others.
    more: OrdMap<Key, E>,
    pushed: u64,
}

type Key = (Micros, u64);

/// An event of the heap, whose greatest entry is the one that is due first.
#[derive(Clone, Debug)]
struct Entry<E> {
    key: Key,
    event: E,
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<E> Eq for Entry<E> {}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key)
    }
}

impl<E> Default for Queue<E> {
    fn default() -> Self {
        Self { near: Arc::default(), more: OrdMap::new(), pushed: 0 }
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

    fn put(&mut self, key: Key, event: E) {
        if self.near.len() < NEAR {
            Arc::make_mut(&mut self.near).push(Entry { key, event });
        } else {
            self.more.insert(key, event);
        }
    }

    /// Takes the first event, if it is due at `now` or before.
    pub fn pop_due(&mut self, now: Micros) -> Option<(Micros, EventId, E)> {
        let key = self.first().filter(|&(at, _)| at <= now)?;
        let event = if self.near.peek().is_some_and(|entry| entry.key == key) {
            Arc::make_mut(&mut self.near).pop()?.event
        } else {
            self.more.remove(&key)?
        };
        let (at, number) = key;
        Some((at, EventId { at, number }, event))
    }

    /// When the first event is due.
    pub fn next_at(&self) -> Option<Micros> {
        self.first().map(|(at, _)| at)
    }

    fn first(&self) -> Option<Key> {
        let near = self.near.peek().map(|entry| entry.key);
        if self.more.is_empty() {
            return near;
        }
        let more = self.more.get_min().map(|(key, _)| *key);
        near.into_iter().chain(more).min()
    }

    /// Takes an event out before it happens. `None` if it has happened or was cancelled.
    pub fn cancel(&mut self, id: EventId) -> Option<E> {
        let key = (id.at, id.number);
        let found = self.near.iter().find(|entry| entry.key == key).map(|entry| entry.event.clone());
        if found.is_some() {
            Arc::make_mut(&mut self.near).retain(|entry| entry.key != key);
            return found;
        }
        self.more.remove(&key)
    }

    /// The event of this id, if it is still to come.
    pub fn get(&self, id: EventId) -> Option<&E> {
        let key = (id.at, id.number);
        let near = self.near.iter().find(|entry| entry.key == key).map(|entry| &entry.event);
        near.or_else(|| self.more.get(&key))
    }

    /// How many events are still to come.
    pub fn len(&self) -> u64 {
        (self.near.len() + self.more.len()) as u64
    }

    /// Whether nothing is to come.
    pub fn is_empty(&self) -> bool {
        self.near.is_empty() && self.more.is_empty()
    }
}

impl<E> Queue<E> {
    /// The events still to come, in order. It takes as long as sorting them.
    pub fn iter(&self) -> impl Iterator<Item = (EventId, &E)> {
        let near = self.near.iter().map(|entry| Entry { key: entry.key, event: &entry.event });
        let more = self.more.iter().map(|(&key, event)| Entry { key, event });
        let all: BinaryHeap<Entry<&E>> = near.chain(more).collect();
        let sorted = all.into_sorted_vec().into_iter().rev();
        sorted.map(|Entry { key: (at, number), event }| (EventId { at, number }, event))
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
        let mut last = None;
        for (at, number, event) in stored.events {
            // push() must not give out a number again.
            if number >= stored.pushed || last >= Some((at, number)) {
                return Err(D::Error::custom(
                    "events of a queue must be in order and their numbers below its counter",
                ));
            }
            last = Some((at, number));
            queue.put((at, number), event);
        }
        Ok(queue)
    }
}
