//! Clusters, their nodes, and parameter groups.

use std::sync::Arc;

use api::dax::{Group, NodeType};
use serde::{Deserialize, Serialize};
use sim::Micros;

use super::store::{Entry, Lives, Slot, Store};
use crate::small::SmallMap;

/// All caches of an account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Caches {
    /// Caches made so far, clusters and others.
    pub(crate) made: u32,
    /// Clusters by number.
    pub(crate) clusters: SmallMap<u32, Arc<Cluster>>,
    /// Parameter groups by Region and name.
    pub(crate) groups: SmallMap<(Arc<str>, String), Group>,
    /// Applications' own caches by number.
    pub(crate) sides: SmallMap<u32, Arc<super::side::Side>>,
}

impl Caches {
    /// What survives: definitions, without contents and counters.
    pub(crate) fn durable(&self) -> Self {
        let mut kept = Self { made: self.made, groups: self.groups.clone(), ..Self::default() };
        for (&id, cluster) in self.clusters.iter() {
            kept.clusters.insert(id, Arc::new(cluster.emptied()));
        }
        for (&id, side) in self.sides.iter() {
            kept.sides.insert(id, Arc::new(side.emptied()));
        }
        kept
    }

    pub(crate) fn cluster(&self, region: &str, name: &str) -> Option<&Arc<Cluster>> {
        self.clusters.values().find(|cluster| &*cluster.region == region && cluster.name == name)
    }

    pub(crate) fn cluster_mut(&mut self, id: u32) -> Option<&mut Cluster> {
        self.clusters.get_mut(&id).map(Arc::make_mut)
    }
}

/// What a cluster is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ClusterStatus {
    Creating,
    Available,
    Modifying,
    Deleting,
}

impl ClusterStatus {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Available => "available",
            Self::Modifying => "modifying",
            Self::Deleting => "deleting",
        }
    }
}

/// What a node is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum NodeStatus {
    Creating,
    Available,
    Rebooting,
    /// It has failed, and another one takes its place.
    Failed,
    Deleting,
}

impl NodeStatus {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Available => "available",
            Self::Rebooting => "rebooting",
            Self::Failed => "failed",
            Self::Deleting => "deleting",
        }
    }
}

/// A cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cluster {
    pub(crate) id: u32,
    pub(crate) region: Arc<str>,
    pub(crate) name: String,
    pub(crate) node_type: String,
    pub(crate) description: Option<String>,
    pub(crate) role: String,
    pub(crate) group: String,
    pub(crate) created: Micros,
    pub(crate) status: ClusterStatus,
    pub(crate) until: Option<Micros>,
    /// The number of the node that takes writes.
    pub(crate) primary: u16,
    /// When a replica takes the place of a primary that is gone.
    pub(crate) election: Option<Micros>,
    /// Nodes made so far.
    pub(crate) made: u16,
    pub(crate) nodes: Vec<Node>,
    /// Requests that a node was chosen for.
    pub(crate) turns: u64,
    /// What was sent from node to node so far.
    pub(crate) sent: u64,
    /// What is on its way from node to node.
    pub(crate) parcels: SmallMap<u64, Parcel>,
}

/// Something on its way to a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Parcel {
    /// The node's number.
    pub(crate) to: u16,
    pub(crate) slot: Slot,
    /// What it will remember; nothing when it is to forget.
    pub(crate) entry: Option<Entry>,
    pub(crate) since: Micros,
    /// The event that sent it, and the call that it belongs to.
    pub(crate) cause: u64,
    pub(crate) call: u32,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Node {
    /// From 1; a number is not used twice.
    pub(crate) number: u16,
    /// 0 to 2.
    pub(crate) zone: u8,
    pub(crate) created: Micros,
    pub(crate) status: NodeStatus,
    pub(crate) until: Option<Micros>,
    pub(crate) store: Store,
    pub(crate) counts: Counts,
    /// The second that was counted last, and normalised thousandths of requests in it.
    pub(crate) meter: (u64, u64),
    /// When the newest of what is on its way arrives.
    pub(crate) due: Micros,
}

/// What a node has counted, as its metrics tell it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Items found, also when what was found is that there is none.
    pub item_hits: u64,
    /// Items not found.
    pub item_misses: u64,
    /// Of the hits: that there is no such item.
    pub negative_hits: u64,
    /// Pages of queries found.
    pub query_hits: u64,
    /// Pages of queries not found.
    pub query_misses: u64,
    /// Pages of scans found.
    pub scan_hits: u64,
    /// Pages of scans not found.
    pub scan_misses: u64,
    /// Requests that the cache had nothing to say to.
    pub passed: u64,
    /// Requests in all.
    pub requests: u64,
    /// Requests that write.
    pub writes: u64,
    /// Requests answered with an error of the caller's.
    pub errors: u64,
    /// Requests that the node refused for want of time.
    pub throttled: u64,
    /// Entries that had to go because room was needed, or because their time was over.
    pub evicted: u64,
    /// Their bytes.
    pub evicted_bytes: u64,
}

impl Counts {
    /// Adds another one's.
    pub fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.item_hits, other.item_hits),
            (&mut self.item_misses, other.item_misses),
            (&mut self.negative_hits, other.negative_hits),
            (&mut self.query_hits, other.query_hits),
            (&mut self.query_misses, other.query_misses),
            (&mut self.scan_hits, other.scan_hits),
            (&mut self.scan_misses, other.scan_misses),
            (&mut self.passed, other.passed),
            (&mut self.requests, other.requests),
            (&mut self.writes, other.writes),
            (&mut self.errors, other.errors),
            (&mut self.throttled, other.throttled),
            (&mut self.evicted, other.evicted),
            (&mut self.evicted_bytes, other.evicted_bytes),
        ];
        for (sum, more) in pairs {
            *sum = sum.saturating_add(more);
        }
    }

    /// What was found and what was not, of items and pages.
    pub const fn hits_and_misses(&self) -> (u64, u64) {
        (
            self.item_hits + self.query_hits + self.scan_hits,
            self.item_misses + self.query_misses + self.scan_misses,
        )
    }

    /// Counts a look for an item, or for a page of a query or scan.
    pub(crate) fn look(&mut self, page: Option<bool>, hit: bool) {
        let counter = match (page, hit) {
            (None, true) => &mut self.item_hits,
            (None, false) => &mut self.item_misses,
            (Some(false), true) => &mut self.query_hits,
            (Some(false), false) => &mut self.query_misses,
            (Some(true), true) => &mut self.scan_hits,
            (Some(true), false) => &mut self.scan_misses,
        };
        *counter += 1;
    }

    pub(crate) fn evict(&mut self, bytes: u64) {
        self.evicted += 1;
        self.evicted_bytes = self.evicted_bytes.saturating_add(bytes);
    }
}

impl Node {
    pub(crate) fn is_up(&self) -> bool {
        self.status == NodeStatus::Available
    }

    /// Whether a fault keeps it away: it doesn't know when it is back.
    pub(crate) fn is_held(&self) -> bool {
        self.status == NodeStatus::Failed && self.until.is_none()
    }

    /// Uses some of what the node can do in a second: thousandths of a normalised request.
    pub(crate) fn use_up(&mut self, second: u64, milli: u64) {
        if self.meter.0 != second {
            self.meter = (second, 0);
        }
        self.meter.1 = self.meter.1.saturating_add(milli);
    }

    /// What was used in this second.
    pub(crate) const fn used(&self, second: u64) -> u64 {
        if self.meter.0 == second { self.meter.1 } else { 0 }
    }
}

impl Cluster {
    pub(crate) fn node_type(&self) -> Option<&'static NodeType> {
        api::dax::node_type(&self.node_type)
    }

    /// `music-a`.
    pub(crate) fn node_id(&self, number: u16) -> String {
        node_id(&self.name, number)
    }

    pub(crate) fn node(&self, number: u16) -> Option<&Node> {
        self.nodes.iter().find(|node| node.number == number)
    }

    pub(crate) fn node_mut(&mut self, number: u16) -> Option<&mut Node> {
        self.nodes.iter_mut().find(|node| node.number == number)
    }

    /// The node of this id, of this number, or the one that is the primary.
    pub(crate) fn named(&self, name: &str) -> Option<u16> {
        if name == "primary" {
            return Some(self.primary);
        }
        let known = |node: &&Node| self.node_id(node.number) == name || node.number.to_string() == name;
        self.nodes.iter().find(known).map(|node| node.number)
    }

    /// Adds a node, in the zone that comes next.
    pub(crate) fn add_node(&mut self, now: Micros, until: Micros) {
        self.made += 1;
        self.nodes.push(Node {
            number: self.made,
            zone: u8::try_from((self.made - 1) % 3).unwrap_or(0),
            created: now,
            status: NodeStatus::Creating,
            until: Some(until),
            store: Store::default(),
            counts: Counts::default(),
            meter: (0, 0),
            due: 0,
        });
    }

    /// The numbers of the nodes that can be reached.
    pub(crate) fn up(&self) -> Vec<u16> {
        self.nodes.iter().filter(|node| node.is_up()).map(|node| node.number).collect()
    }

    /// What its nodes counted altogether.
    pub(crate) fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        for node in &self.nodes {
            sum.add(&node.counts);
        }
        sum
    }

    /// When something ends next.
    pub(crate) fn next(&self) -> Option<Micros> {
        let nodes = self.nodes.iter().filter_map(|node| node.until);
        nodes.chain(self.until).chain(self.election).min()
    }

    /// The same with nothing in it.
    fn emptied(&self) -> Self {
        let mut kept = self.clone();
        (kept.turns, kept.sent, kept.parcels) = (0, 0, SmallMap::new());
        for node in &mut kept.nodes {
            node.store = Store::default();
            node.counts = Counts::default();
            (node.meter, node.due) = ((0, 0), 0);
        }
        kept
    }
}

/// The id of a cluster's node: `music-a`.
pub(crate) fn node_id(cluster: &str, number: u16) -> String {
    let letter = char::from(b'a' + u8::try_from((number.max(1) - 1) % 26).unwrap_or(0));
    match (number.max(1) - 1) / 26 {
        0 => format!("{cluster}-{letter}"),
        more => format!("{cluster}-{letter}{more}"),
    }
}

/// How long entries live by a group.
pub(crate) fn lives(group: &Group) -> Lives {
    Lives { item: group.record_ttl_ms.saturating_mul(1_000), page: group.query_ttl_ms.saturating_mul(1_000) }
}
