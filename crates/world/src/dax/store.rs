//! What one node remembers: items and pages, the one used longest ago first to go.

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use sim::Micros;
use value::{Attributes, Item, Key};

/// What something is remembered under.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Slot {
    /// An item, by its table and primary key.
    Item(u32, Key),
    /// A page, by the digest of all that was asked for.
    Page([u8; 16]),
}

impl Slot {
    /// Whether it belongs to the query cache.
    pub(crate) const fn is_page(&self) -> bool {
        matches!(self, Self::Page(_))
    }
}

/// A page of `Query` or `Scan` as it was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Page {
    /// `Scan ByOwner of Orders`.
    pub(crate) title: String,
    /// The table, as the request named it.
    pub(crate) table: String,
    /// Whether it was a scan.
    pub(crate) scan: bool,
    pub(crate) items: Option<Vec<Item>>,
    pub(crate) count: u64,
    pub(crate) scanned: u64,
    pub(crate) last: Option<Attributes>,
}

/// What is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Held {
    /// An item, or that there is none of this key.
    Item(Arc<Attributes>, Option<Item>),
    /// A page.
    Page(Arc<Page>),
}

impl Held {
    /// Bytes that it takes: the service publishes no overhead, so none is counted beyond the item's own size and that
    /// of its key.
    fn bytes(&self) -> u64 {
        let key =
            |key: &Attributes| key.iter().map(|(name, value)| name.len() as u64 + value.size()).sum::<u64>();
        match self {
            Self::Item(of, item) => key(of) + item.as_ref().map_or(0, Item::size),
            Self::Page(page) => {
                page.title.len() as u64 + page.items.iter().flatten().map(Item::size).sum::<u64>()
            }
        }
    }
}

/// An entry of a cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) held: Held,
    /// Since when it is remembered anywhere in the cluster: its age counts from here.
    pub(crate) since: Micros,
    /// The event that it came from.
    pub(crate) event: u64,
    /// When it was used last, as a number that counts up.
    used: u64,
    pub(crate) bytes: u64,
}

impl Entry {
    pub(crate) fn new(held: Held, since: Micros, event: u64) -> Self {
        let bytes = held.bytes();
        Self { held, since, event, used: 0, bytes }
    }
}

/// How long entries may be served, microseconds; 0: as long as there is room.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lives {
    pub(crate) item: Micros,
    pub(crate) page: Micros,
}

impl Lives {
    pub(crate) const fn of(self, slot: &Slot) -> Micros {
        if slot.is_page() { self.page } else { self.item }
    }
}

/// What a look found.
#[derive(Debug)]
pub(crate) enum Found {
    Nothing,
    /// An entry whose time was over; it is gone now. So many bytes.
    Expired(u64),
    /// An entry, and when its time will be over.
    Entry(Entry, Option<Micros>),
}

/// The memory of one node.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Store {
    #[serde(deserialize_with = "table::stored_map")]
    entries: OrdMap<Slot, Entry>,
    /// By last use.
    #[serde(deserialize_with = "table::stored_map")]
    order: OrdMap<u64, Slot>,
    ticks: u64,
    pub(crate) bytes: u64,
}

impl Store {
    pub(crate) fn len(&self) -> u64 {
        self.entries.len() as u64
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Slot, &Entry)> {
        self.entries.iter()
    }

    /// Since when something is remembered, if it is.
    pub(crate) fn since(&self, slot: &Slot) -> Option<Micros> {
        self.entries.get(slot).map(|entry| entry.since)
    }

    /// Looks something up, and notes that it was used.
    pub(crate) fn look(&mut self, slot: &Slot, now: Micros, lives: Lives) -> Found {
        let Some(entry) = self.entries.get(slot).cloned() else { return Found::Nothing };
        let life = lives.of(slot);
        let end = (life > 0).then(|| entry.since.saturating_add(life));
        if end.is_some_and(|end| end <= now) {
            let bytes = entry.bytes;
            self.remove(slot);
            return Found::Expired(bytes);
        }
        self.order.remove(&entry.used);
        let used = self.tick(slot);
        if let Some(kept) = self.entries.get_mut(slot) {
            kept.used = used;
        }
        Found::Entry(entry, end)
    }

    fn tick(&mut self, slot: &Slot) -> u64 {
        self.ticks += 1;
        self.order.insert(self.ticks, slot.clone());
        self.ticks
    }

    /// Remembers something. What had to go for it: so many bytes each, the one used longest ago first. Nothing is
    /// remembered that is larger than the memory.
    pub(crate) fn put(&mut self, slot: Slot, mut entry: Entry, room: u64) -> Vec<u64> {
        self.remove(&slot);
        let mut gone = Vec::new();
        if entry.bytes > room {
            return gone;
        }
        while self.bytes.saturating_add(entry.bytes) > room {
            let Some(oldest) = self.order.get_min().map(|(_, slot)| slot.clone()) else { break };
            gone.push(self.remove(&oldest).unwrap_or(0));
        }
        entry.used = self.tick(&slot);
        self.bytes += entry.bytes;
        self.entries.insert(slot, entry);
        gone
    }

    /// Forgets something: its bytes, if it was there.
    pub(crate) fn remove(&mut self, slot: &Slot) -> Option<u64> {
        let entry = self.entries.remove(slot)?;
        self.order.remove(&entry.used);
        self.bytes = self.bytes.saturating_sub(entry.bytes);
        Some(entry.bytes)
    }
}
