//! What is counted beside the tables: by functions that streams invoke, and by the nodes of caches.

use api::ApiError;
use sim::{MICROS_PER_SECOND, Micros};

use super::hooks::ONE;
use super::name::Metric;
use crate::world::World;

impl World {
    /// A function is done with a batch: whether it failed, how long it ran, how old the last record was.
    pub(crate) fn note_invocation(
        &mut self,
        (region, function): (&str, &str),
        failed: bool,
        took: Micros,
        age: Option<Micros>,
    ) {
        if !self.measures() {
            return;
        }
        let function = (self.metrics.subject_of(region, function), None);
        self.note_of(Metric::Invocations, function, 0, ONE);
        self.note_of(Metric::Errors, function, 0, if failed { ONE } else { 0 });
        // Microseconds are thousandths of milliseconds.
        self.note_of(Metric::Duration, function, 0, took);
        if let Some(age) = age {
            self.note_of(Metric::IteratorAge, function, 0, age);
        }
    }

    /// A node of a cluster counts something.
    pub(crate) fn note_node(&mut self, (cluster, node): (u32, u16), metric: Metric, milli: u64) {
        if !self.measures() {
            return;
        }
        let Some(known) = self.caches.clusters.get(&cluster) else { return };
        let subject = self.metrics.subject_of(&known.region, &known.name);
        // The series of a node has its number where that of an index has its position, from 1.
        self.note_of(metric, (subject, node.checked_sub(1)), 0, milli);
    }

    /// A request reaches a node.
    pub(crate) fn note_node_request(&mut self, of: (u32, u16), operation: &str) {
        self.note_node(of, Metric::TotalRequestCount, ONE);
        if let Some(metric) = Metric::of_requests(operation) {
            self.note_node(of, metric, ONE);
        }
    }

    /// A node looks for an item (`page`: for a page of a query, or of a scan), and finds it or doesn't.
    pub(crate) fn note_node_look(&mut self, of: (u32, u16), page: Option<bool>, hit: bool) {
        let metric = match (page, hit) {
            (None, true) => Metric::ItemCacheHits,
            (None, false) => Metric::ItemCacheMisses,
            (Some(false), true) => Metric::QueryCacheHits,
            (Some(false), false) => Metric::QueryCacheMisses,
            (Some(true), true) => Metric::ScanCacheHits,
            (Some(true), false) => Metric::ScanCacheMisses,
        };
        self.note_node(of, metric, ONE);
    }

    /// A request through a node ends with an error; `own` if the node itself refuses it for want of time.
    pub(crate) fn note_node_error(&mut self, of: (u32, u16), error: &ApiError, own: bool) {
        let metric = if own {
            Metric::ThrottledRequestCount
        } else if error.http_status() >= 500 {
            Metric::FaultRequestCount
        } else {
            Metric::ErrorRequestCount
        };
        self.note_node(of, metric, ONE);
        self.note_node(of, Metric::FailedRequestCount, ONE);
    }

    /// A node has answered: how much of it is taken.
    pub(crate) fn note_node_load(&mut self, of: (u32, u16)) {
        if !self.measures() {
            return;
        }
        let (room, most) = (self.room_of(of.0).max(1), self.requests_of(of.0).max(1));
        let second = self.now / MICROS_PER_SECOND;
        let node = self.caches.clusters.get(&of.0).and_then(|cluster| cluster.node(of.1));
        let Some((bytes, used)) = node.map(|node| (node.store.bytes, node.used(second))) else { return };
        let percent = |part: u64, whole: u64| part.saturating_mul(100_000) / whole;
        self.note_node(of, Metric::EstimatedDbSize, bytes.saturating_mul(ONE));
        self.note_node(of, Metric::CacheMemoryUtilization, percent(bytes, room));
        // What was used is in thousandths of requests.
        self.note_node(of, Metric::CPUUtilization, percent(used / 1_000, most).min(100_000));
    }
}
