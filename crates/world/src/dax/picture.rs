//! Read-only pictures of caches, in plain data.

use std::sync::Arc;

use sim::Micros;
use value::{Attributes, Item};

use super::cluster::{Counts, lives};
use super::store::{Entry, Held, Lives, Slot, Store};
use crate::chaos::CacheNode;
use crate::world::World;

/// A cluster, or an application's own cache.
#[derive(Clone, Debug)]
pub struct CacheInfo {
    /// Its number in trace events.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// As calls name it: `dax:music`.
    pub via: String,
    /// Its Region; empty for an application's own.
    pub region: Arc<str>,
    /// `available` …
    pub status: &'static str,
    /// When that ends by itself.
    pub until: Option<Micros>,
    /// The type of its nodes; of an application's own its strategy.
    pub kind: String,
    /// How long items may be served; 0: as long as there is room.
    pub item_life: Micros,
    /// How long pages may be served; 0: not at all, in a cluster.
    pub page_life: Micros,
    /// Bytes that each node has room for.
    pub room: u64,
    /// Normalised requests that each node serves in a second; 0: not limited.
    pub requests: u64,
    /// What its nodes counted altogether.
    pub counts: Counts,
    /// Its nodes; an application's own has one.
    pub nodes: Vec<CacheNodeInfo>,
}

/// A node.
#[derive(Clone, Debug)]
pub struct CacheNodeInfo {
    /// From 1; 0 for an application's own cache.
    pub number: u16,
    /// `music-a`.
    pub id: String,
    /// 0 to 2.
    pub zone: u8,
    /// Whether it takes writes.
    pub primary: bool,
    /// `available` …
    pub status: &'static str,
    /// Bytes that it remembers.
    pub bytes: u64,
    /// Entries altogether.
    pub entries: u64,
    /// Normalised requests in this second.
    pub used: u64,
    /// What is on its way to it.
    pub coming: u64,
    /// What it counted.
    pub counts: Counts,
    /// The entries, the youngest first, as many as were asked for.
    pub shown: Vec<CacheEntry>,
}

/// An entry.
#[derive(Clone, Debug)]
pub struct CacheEntry {
    /// The table's number; 0 for pages.
    pub table: u32,
    /// The primary key of an item; absent for a page.
    pub key: Option<Arc<Attributes>>,
    /// What a page was asked for by: `Query ByOwner of Orders`.
    pub title: String,
    /// The item; absent when it is known that there is none, and for a page.
    pub item: Option<Item>,
    /// Items of a page.
    pub count: u64,
    /// Since when it is remembered.
    pub since: Micros,
    /// Until when it may be served; absent: as long as there is room.
    pub until: Option<Micros>,
    /// Its bytes.
    pub bytes: u64,
    /// Whether the table has the same at present; absent for a page.
    pub current: Option<bool>,
}

impl World {
    /// Whether any DAX cluster has such a node.
    pub fn has_cache_node(&self, node: &CacheNode) -> bool {
        let mut clusters = self.caches.clusters.values();
        clusters.any(|cluster| cluster.nodes.iter().any(|it| node.is(cluster, it.number)))
    }

    /// The clusters and the applications' own caches, with so many entries of each node.
    pub fn caches(&self, most: usize) -> Vec<CacheInfo> {
        let mut all = Vec::new();
        for cluster in self.caches.clusters.values() {
            let second = self.now / sim::MICROS_PER_SECOND;
            let group = self.cache_group(&cluster.region, &cluster.group).ok();
            let lives = group.map_or(Lives { item: 0, page: 0 }, |group| lives(&group));
            let node = |node: &super::cluster::Node| CacheNodeInfo {
                number: node.number,
                id: cluster.node_id(node.number),
                zone: node.zone,
                primary: node.number == cluster.primary,
                status: node.status.name(),
                bytes: node.store.bytes,
                entries: node.store.len(),
                used: node.used(second) / 1_000,
                coming: cluster.parcels.values().filter(|parcel| parcel.to == node.number).count() as u64,
                counts: node.counts,
                shown: self.entries(&node.store, lives, most),
            };
            all.push(CacheInfo {
                id: cluster.id,
                name: cluster.name.clone(),
                via: format!("dax:{}", cluster.name),
                region: Arc::clone(&cluster.region),
                status: cluster.status.name(),
                until: cluster.next(),
                kind: cluster.node_type.clone(),
                item_life: lives.item,
                page_life: lives.page,
                room: self.room_of(cluster.id),
                requests: self.requests_of(cluster.id),
                counts: cluster.counts(),
                nodes: cluster.nodes.iter().map(node).collect(),
            });
        }
        for side in self.caches.sides.values() {
            let lives = Lives { item: side.ttl, page: side.ttl };
            let node = CacheNodeInfo {
                number: 0,
                id: side.name.clone(),
                zone: 0,
                primary: true,
                status: "available",
                bytes: side.store.bytes,
                entries: side.store.len(),
                used: 0,
                coming: 0,
                counts: side.counts,
                shown: self.entries(&side.store, lives, most),
            };
            all.push(CacheInfo {
                id: side.id,
                name: side.name.clone(),
                via: format!("cache:{}", side.name),
                region: "".into(),
                status: "available",
                until: None,
                kind: side.strategy.name().to_owned(),
                item_life: side.ttl,
                page_life: side.ttl,
                room: side.room,
                requests: 0,
                counts: side.counts,
                nodes: vec![node],
            });
        }
        all
    }

    fn entries(&self, store: &Store, lives: Lives, most: usize) -> Vec<CacheEntry> {
        let mut all: Vec<(&Slot, &Entry)> = store.iter().collect();
        value::sort_by_key(&mut all, |(_, entry)| u64::MAX - entry.since);
        all.into_iter().take(most).map(|(slot, entry)| self.entry(slot, entry, lives)).collect()
    }

    fn entry(&self, slot: &Slot, entry: &Entry, lives: Lives) -> CacheEntry {
        let life = lives.of(slot);
        let mut told = CacheEntry {
            table: 0,
            key: None,
            title: String::new(),
            item: None,
            count: 0,
            since: entry.since,
            until: (life > 0).then(|| entry.since.saturating_add(life)),
            bytes: entry.bytes,
            current: None,
        };
        match (slot, &entry.held) {
            (Slot::Item(table, key), Held::Item(of, item)) => {
                told.table = *table;
                told.key = Some(Arc::clone(of));
                told.item.clone_from(item);
                let now = self.tables.get(table).and_then(|table| table.data.rows().get(key));
                told.current = Some(now == item.as_ref());
            }
            (_, Held::Page(page)) => {
                told.title.clone_from(&page.title);
                told.count = page.count;
            }
            _ => {}
        }
        told
    }

    /// How calls name a cache: `dax:music`, by its number in trace events.
    pub fn cache_via(&self, cache: u16) -> Option<String> {
        let id = u32::from(cache);
        let cluster = self.caches.clusters.get(&id).map(|cluster| format!("dax:{}", cluster.name));
        cluster.or_else(|| self.caches.sides.get(&id).map(|side| format!("cache:{}", side.name)))
    }

    /// Name and kind of a cache by its number in trace events, with the id of a node of it.
    pub fn cache_name(&self, cache: u16, node: u16) -> Option<String> {
        let id = u32::from(cache);
        if let Some(cluster) = self.caches.clusters.get(&id) {
            return Some(if node == 0 { cluster.name.clone() } else { cluster.node_id(node) });
        }
        self.caches.sides.get(&id).map(|side| side.name.clone())
    }
}
