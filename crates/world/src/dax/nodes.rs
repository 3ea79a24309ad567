//! What becomes of nodes: they come up, fail, are replaced; what one remembers reaches the others.

use sim::Purpose;
use sim::random::{draw, lognormal};
use trace::{Gone, Kind, Place, Station};

use super::cluster::{ClusterStatus, Node, NodeStatus, Parcel};
use super::store::{Entry, Slot, Store};
use crate::act::ActError;
use crate::due::Due;
use crate::knobs::Knob;
use crate::metrics::Metric;
use crate::recorder::{Mark, figure};
use crate::world::World;

/// How much of a normalised request a write of 1 KB is to each node, and a miss (documented).
pub(crate) const WRITE_COST: u64 = 25;
pub(crate) const MISS_COST: u64 = 10;

/// An event about a cache, for no call in particular.
pub(crate) fn mark(station: Station, call: u32, place: Place) -> Mark {
    Mark { call, span: 0, parent: 0, place, station, key: 0 }
}

/// A cache's number in events.
pub(crate) fn number(id: u32) -> u16 {
    u16::try_from(id).unwrap_or(u16::MAX)
}

impl World {
    /// A node of a DAX cluster fails: by its id, its number, or `primary`. Another takes its place after
    /// `dax.recover`.
    ///
    /// # Errors
    /// When there is no such cluster or node, or it is down already.
    pub fn dax_node_down(&mut self, cluster: &str, node: &str) -> Result<(), ActError> {
        let known = self.caches.clusters.values().find(|known| known.name == cluster);
        let Some(known) = known else {
            return Err(ActError(format!("No DAX cluster is called {cluster}.")));
        };
        let id = known.id;
        let Some(number) = known.named(node) else {
            return Err(ActError(format!("The cluster {cluster} has no node {node}.")));
        };
        if !known.node(number).is_some_and(Node::is_up) {
            return Err(ActError(format!("The node {} is not up.", known.node_id(number))));
        }
        let until = self.now.saturating_add(self.knobs.amount(Knob::DaxRecover));
        self.node_goes(id, number, NodeStatus::Failed, Some(until));
        self.await_cluster(id);
        Ok(())
    }

    /// Nodes go with a fault, and others take their places after `dax.recover` when it is over.
    pub(crate) fn look_at_cache_nodes(&mut self) {
        let until = self.now.saturating_add(self.knobs.amount(Knob::DaxRecover));
        for (id, cluster) in self.caches.clusters.iter().map(|(&id, it)| (id, it.clone())).collect::<Vec<_>>()
        {
            for node in &cluster.nodes {
                let lost = self.is_cache_node_lost(&cluster, node.number);
                if lost && node.is_up() {
                    self.node_goes(id, node.number, NodeStatus::Failed, None);
                } else if !lost
                    && node.is_held()
                    && let Some(node) =
                        self.caches.cluster_mut(id).and_then(|cluster| cluster.node_mut(node.number))
                {
                    node.until = Some(until);
                }
            }
            self.await_cluster(id);
        }
    }

    /// A node loses all that it remembers and can't be reached until then; without a time, until a fault is over.
    pub(crate) fn node_goes(&mut self, id: u32, node: u16, status: NodeStatus, until: Option<u64>) {
        let election = self.now.saturating_add(self.knobs.amount(Knob::DaxFailover));
        let Some(cluster) = self.caches.cluster_mut(id) else { return };
        let is_primary = cluster.primary == node;
        let Some(gone) = cluster.node_mut(node) else { return };
        gone.status = status;
        gone.until = until;
        gone.store = Store::default();
        let place = Place { zone: gone.zone + 1, ..Place::default() };
        if is_primary && !cluster.up().is_empty() {
            cluster.election = Some(election);
        }
        let kind = Kind::CacheNode { cache: number(id), node, up: false };
        self.recorder.emit(self.now, 0, mark(Station::Dax, 0, place), kind);
    }

    /// Something of a cluster ends: its status, or that of a node.
    #[inline(never)]
    pub(crate) fn cluster_goes_on(&mut self, id: u32) {
        let now = self.now;
        let Some(cluster) = self.caches.clusters.get(&id).cloned() else { return };
        let lost = |node: &&Node| self.is_cache_node_lost(&cluster, node.number);
        let lost: Vec<u16> = cluster.nodes.iter().filter(lost).map(|node| node.number).collect();
        drop(cluster);
        let Some(cluster) = self.caches.cluster_mut(id) else { return };
        if cluster.status == ClusterStatus::Deleting {
            if cluster.until.is_some_and(|until| until <= now) {
                self.caches.clusters.remove(&id);
            }
            return;
        }
        let mut news = Vec::new();
        if cluster.election.is_some_and(|at| at <= now) {
            cluster.election = None;
            let heir = cluster.up().first().copied();
            let gone = cluster.primary;
            if let Some(to) = heir.filter(|_| !cluster.node(gone).is_some_and(Node::is_up)) {
                cluster.primary = to;
                news.push((0, Kind::Failover { cache: number(id), from: gone, to }));
            }
        }
        let ended = |until: Option<u64>| until.is_some_and(|until| until <= now);
        cluster.nodes.retain(|node| node.status != NodeStatus::Deleting || !ended(node.until));
        // What a fault takes away doesn't come up while it lasts.
        for node in cluster.nodes.iter_mut().filter(|node| ended(node.until) && lost.contains(&node.number)) {
            (node.status, node.until) = (NodeStatus::Failed, None);
        }
        // A node that comes up gets what the primary remembers, or another node.
        let up = cluster.up();
        let source = Some(cluster.primary).filter(|primary| up.contains(primary)).or(up.first().copied());
        let warm = source.and_then(|from| cluster.node(from)).map(|from| from.store.clone());
        let mut came = Vec::new();
        for node in cluster.nodes.iter_mut().filter(|node| ended(node.until)) {
            node.until = None;
            node.status = NodeStatus::Available;
            node.store = warm.clone().unwrap_or_default();
            news.push((node.zone + 1, Kind::CacheNode { cache: number(id), node: node.number, up: true }));
            came.push(node.number);
        }
        // Nobody was there to be promoted: the first node that comes back takes writes.
        if up.is_empty()
            && !came.contains(&cluster.primary)
            && let Some(&to) = came.first()
        {
            news.push((0, Kind::Failover { cache: number(id), from: cluster.primary, to }));
            cluster.primary = to;
            cluster.election = None;
        }
        if ended(cluster.until) {
            cluster.until = None;
            cluster.status = ClusterStatus::Available;
        }
        for (zone, kind) in news {
            let place = Place { zone, ..Place::default() };
            self.recorder.emit(now, 0, mark(Station::Dax, 0, place), kind);
        }
        self.await_cluster(id);
    }

    /// Bytes that a node has room for.
    pub(crate) fn room_of(&self, id: u32) -> u64 {
        match self.knobs.amount(Knob::DaxMemory) {
            0 => self
                .caches
                .clusters
                .get(&id)
                .and_then(|cluster| cluster.node_type())
                .map_or(0, |node_type| node_type.memory),
            bytes => bytes,
        }
    }

    /// Normalised requests that a node serves in a second.
    pub(crate) fn requests_of(&self, id: u32) -> u64 {
        match self.knobs.amount(Knob::DaxRequests) {
            0 => self
                .caches
                .clusters
                .get(&id)
                .and_then(|cluster| cluster.node_type())
                .map_or(0, |node_type| node_type.requests),
            requests => requests,
        }
    }

    /// A node remembers something, or forgets it, and sends it on to the others. `told` is what is told of it: the call,
    /// its span, the cause, the place and key.
    pub(crate) fn node_takes(
        &mut self,
        id: u32,
        node: u16,
        (slot, entry): (Slot, Option<Entry>),
        (mark, cause): (Mark, u64),
    ) -> u64 {
        let (room, second) = (self.room_of(id), self.now / sim::MICROS_PER_SECOND);
        let Some(cluster) = self.caches.cluster_mut(id) else { return cause };
        let Some(home) = cluster.node_mut(node).filter(|home| home.is_up()) else { return cause };
        let query = slot.is_page();
        let (cache, bytes) = (number(id), entry.as_ref().map_or(0, |entry| entry.bytes));
        let gone = match &entry {
            Some(entry) => home.store.put(slot.clone(), entry.clone(), room),
            None => {
                if home.store.remove(&slot).is_none() {
                    // There was nothing to forget; the others may know more.
                    home.use_up(second, 1);
                }
                Vec::new()
            }
        };
        for &bytes in &gone {
            home.counts.evict(bytes);
        }
        let kind = match entry {
            Some(_) => Kind::CacheStore { cache, node, query, bytes: figure(bytes) },
            None => Kind::CacheForget { cache, node },
        };
        let event = self.recorder.emit(self.now, cause, mark, kind);
        for bytes in gone {
            let kind = Kind::Evict { cache, node, why: Gone::Room, bytes: figure(bytes) };
            self.recorder.emit(self.now, event, mark, kind);
            self.note_node((id, node), Metric::EvictedSize, bytes.saturating_mul(1_000));
        }
        self.send_on(id, node, &slot, entry.as_ref(), (event, mark.call));
        event
    }

    /// Sends what a node remembers or forgets to the others.
    fn send_on(&mut self, id: u32, from: u16, slot: &Slot, entry: Option<&Entry>, told: (u64, u32)) {
        let (median, p99, cap) = (
            self.knobs.amount(Knob::DaxLagMedian),
            self.knobs.amount(Knob::DaxLagP99),
            self.knobs.amount(Knob::DaxLagCap),
        );
        let (now, seed) = (self.now, self.config.seed);
        let Some(cluster) = self.caches.cluster_mut(id) else { return };
        let others: Vec<u16> = cluster.up().into_iter().filter(|&other| other != from).collect();
        for to in others {
            cluster.sent += 1;
            let parcel = cluster.sent;
            let entity = (u64::from(id) << 16) | u64::from(to);
            let lag = lognormal(draw(seed, Purpose::CacheLag, entity, parcel), median, p99, cap);
            let Some(node) = cluster.node_mut(to) else { continue };
            // What was sent first arrives first.
            node.due = node.due.max(now.saturating_add(lag));
            let due = node.due;
            let entry = entry.cloned();
            let (cause, call) = told;
            cluster.parcels.insert(parcel, Parcel { to, slot: slot.clone(), entry, since: now, cause, call });
            self.queue.push(due, Due::Parcel { cluster: id, parcel });
        }
    }

    /// What one node sent reaches another.
    #[inline(never)]
    pub(crate) fn parcel_arrives(&mut self, id: u32, parcel: u64) {
        let (now, room) = (self.now, self.room_of(id));
        let Some(cluster) = self.caches.cluster_mut(id) else { return };
        let Some(parcel) = cluster.parcels.remove(&parcel) else { return };
        let Some(node) = cluster.node_mut(parcel.to).filter(|node| node.is_up()) else { return };
        let place = match &parcel.slot {
            Slot::Item(table, _) => Place { zone: node.zone + 1, ..Place::table(*table) },
            Slot::Page(_) => Place { zone: node.zone + 1, ..Place::default() },
        };
        let query = parcel.slot.is_page();
        let gone = match parcel.entry {
            Some(entry) => node.store.put(parcel.slot, entry, room),
            None => {
                node.store.remove(&parcel.slot);
                Vec::new()
            }
        };
        for &bytes in &gone {
            node.counts.evict(bytes);
        }
        let (cache, node) = (number(id), parcel.to);
        let lag = figure(now.saturating_sub(parcel.since));
        let mark = mark(Station::Dax, parcel.call, place);
        let event =
            self.recorder.emit(now, parcel.cause, mark, Kind::CacheReplicate { cache, node, query, lag });
        for bytes in gone {
            let kind = Kind::Evict { cache, node, why: Gone::Room, bytes: figure(bytes) };
            self.recorder.emit(now, event, mark, kind);
            self.note_node((id, node), Metric::EvictedSize, bytes.saturating_mul(1_000));
        }
    }
}
