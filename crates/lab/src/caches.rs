//! Caches: what is shown of them, and `lab cache …`.

use std::fmt::Write as _;

use console::CacheCommand;
use trace::{Event, Kind};
use world::{Act, CacheEntry, CacheInfo, CacheNodeInfo, CacheOrder, CacheStrategy, World};

use crate::lab::Lab;
use crate::protocol::Printed;
use crate::text;
use crate::view::{CacheEntryView, CacheNodeView, CacheTrip, CacheView};
use crate::words::{count, cut, span};

/// Entries shown of a node.
const ENTRIES: usize = 12;
/// Characters shown of a key.
const KEY: usize = 60;

impl Lab {
    /// `lab via dax music`, or a name alone where only one cache has it.
    pub(crate) fn via_command(&mut self, via: Option<String>, printed: &mut Printed) {
        let Some(said) = via else {
            "What follows goes straight to DynamoDB.\n".clone_into(&mut printed.output);
            return self.set_via(None);
        };
        let caches = self.session.world().caches(0);
        let known: Vec<&CacheInfo> = caches.iter().filter(|it| it.name == said).collect();
        let via = match known.as_slice() {
            _ if said.contains(':') => said,
            [one] => one.via.clone(),
            other => {
                let message = match other {
                    [] => format!("lab via: no cache is called {said}"),
                    _ => format!("lab via: more than one cache is called {said}"),
                };
                let hint = "Write `lab via dax music`, `lab via cache side` or `lab via off`; `lab cache list` lists them.";
                return printed.refuse(message, hint);
            }
        };
        printed.output = format!("What follows goes through {via}.\n");
        self.set_via(Some(via));
    }

    pub(crate) fn cache_command(&mut self, command: CacheCommand, printed: &mut Printed) {
        let (order, done) = match command {
            CacheCommand::List => {
                printed.output = listed(self.session.world());
                return;
            }
            CacheCommand::Create { name, strategy, ttl_ms, bytes } => {
                let strategy = CacheStrategy::named(&strategy).unwrap_or(CacheStrategy::Lazy);
                let done = format!(
                    "The application has a cache {name}. `lab via cache {name}` sends what follows through it.\n"
                );
                (CacheOrder::Create { name, strategy, ttl_ms, bytes }, done)
            }
            CacheCommand::Delete(name) => {
                let done = format!("The cache {name} is gone.\n");
                (CacheOrder::Delete { name }, done)
            }
            CacheCommand::Lose(name) => {
                let done = format!(
                    "The node of the cache {name} was lost: another one begins with nothing in it.\n"
                );
                (CacheOrder::Lose { name }, done)
            }
        };
        let result = self.session.act(Act::Cache(order));
        self.settle();
        match result {
            Ok(()) => printed.output = done,
            Err(refused) => printed.refuse(refused.0, "`lab cache list` lists them."),
        }
    }
}

/// What a cache said to a call.
pub(crate) fn trip(world: &World, events: &[Event]) -> Option<CacheTrip> {
    let mut trip: Option<(u16, CacheTrip)> = None;
    let mut say = |cache: u16, node: u16, outcome: &str, age: Option<(u32, u32)>| {
        let (_, told) = trip.get_or_insert_with(|| (cache, CacheTrip::default()));
        let known = std::mem::take(&mut told.outcome);
        let mixed = matches!(
            (known.as_str(), outcome),
            ("hit" | "negative" | "part", "miss") | ("miss" | "part", "hit" | "negative")
        );
        told.outcome = if mixed { "part".to_owned() } else { outcome.to_owned() };
        told.node = node;
        told.age = age.map(|(age, _)| age.into());
        told.left = age.map(|(_, left)| left).filter(|&left| left != u32::MAX).map(u64::from);
    };
    for event in events {
        match event.kind {
            Kind::CacheHit { cache, node, age, left, .. } => say(cache, node, "hit", Some((age, left))),
            Kind::NegativeHit { cache, node, age, left } => say(cache, node, "negative", Some((age, left))),
            Kind::CacheMiss { cache, node, .. } => say(cache, node, "miss", None),
            Kind::PassThrough { cache, node } => say(cache, node, "pass", None),
            Kind::CacheThrottle { cache, node, .. } => say(cache, node, "throttled", None),
            _ => {}
        }
    }
    // A write that was neither looked up nor passed through was remembered.
    if trip.as_ref().is_none_or(|(_, trip)| trip.outcome == "pass") {
        for event in events {
            if let Kind::CacheStore { cache, node, .. } | Kind::CacheForget { cache, node } = event.kind
                && event.span != 0
            {
                trip =
                    Some((cache, CacheTrip { node, outcome: "stored".to_owned(), ..CacheTrip::default() }));
            }
        }
    }
    let (cache, mut trip) = trip?;
    trip.via = world.cache_via(cache)?;
    Some(trip)
}

/// What a teacher would say first of a call that a cache answered.
pub(crate) fn headline(world: &World, events: &[Event]) -> Option<String> {
    let trip = trip(world, events)?;
    let name = trip.via.split_once(':').map_or("the cache", |(_, name)| name);
    let left = match trip.left {
        Some(left) => format!(" It may be served for another {}.", span(left)),
        None => String::new(),
    };
    match trip.outcome.as_str() {
        "hit" => Some(format!(
            "{name} had it, {} old, and answered for no units. Whether the table has something newer, nobody asked.{left}",
            span(trip.age.unwrap_or(0))
        )),
        "negative" => Some(format!(
            "{name} remembered for {} that there is no such item, and answered for no units.{left}",
            span(trip.age.unwrap_or(0))
        )),
        _ => None,
    }
}

/// A line for each cache and cluster.
fn listed(world: &World) -> String {
    let mut out = String::new();
    for cache in world.caches(0) {
        let (hits, misses) = cache.counts.hits_and_misses();
        let bytes: u64 = cache.nodes.iter().map(|node| node.bytes).sum();
        let there = cache.nodes.iter().filter(|node| node.status == "available").count() as u64;
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}  {}  {}  {}  {hits} hits  {misses} misses  {} evicted  {bytes} bytes  items live {}",
            cache.via,
            cache.kind,
            cache.status,
            match (there, cache.nodes.len() as u64) {
                (there, all) if there < all => format!("{there} of {}", count(all, "node")),
                (_, all) => count(all, "node"),
            },
            cache.counts.evicted,
            match cache.item_life {
                0 => "as long as there is room".to_owned(),
                life => span(life),
            }
        );
    }
    if out.is_empty() {
        out.push_str(
            "There is no cache. `lab cache create` makes one, `aws dax create-cluster` a DAX cluster.\n",
        );
    }
    out
}

/// The picture of all caches.
pub(crate) fn views(world: &World) -> Vec<CacheView> {
    world.caches(ENTRIES).iter().map(|info| view(world, info)).collect()
}

fn view(world: &World, info: &CacheInfo) -> CacheView {
    let counts = info.counts;
    CacheView {
        id: info.id,
        name: info.name.clone(),
        via: info.via.clone(),
        region: info.region.to_string(),
        status: info.status.to_owned(),
        until: info.until,
        kind: info.kind.clone(),
        item_life: info.item_life,
        page_life: info.page_life,
        room: info.room,
        requests: info.requests,
        hits: (counts.item_hits, counts.query_hits + counts.scan_hits),
        misses: (counts.item_misses, counts.query_misses + counts.scan_misses),
        negative: counts.negative_hits,
        passed: counts.passed,
        evicted: counts.evicted,
        throttled: counts.throttled,
        nodes: info.nodes.iter().map(|node| node_view(world, node)).collect(),
    }
}

fn node_view(world: &World, node: &CacheNodeInfo) -> CacheNodeView {
    CacheNodeView {
        number: node.number,
        id: node.id.clone(),
        zone: ["a", "b", "c"][usize::from(node.zone.min(2))].to_owned(),
        primary: node.primary,
        status: node.status.to_owned(),
        bytes: node.bytes,
        entries: node.entries,
        used: node.used,
        coming: node.coming,
        shown: node.shown.iter().map(|entry| entry_view(world, entry)).collect(),
    }
}

fn entry_view(world: &World, entry: &CacheEntry) -> CacheEntryView {
    let names = trace::Names::table(world, entry.table);
    let info = names.and_then(|(region, table)| world.table(region, table));
    let order = info.as_ref().map(|info| text::names(info.schema.key())).unwrap_or_default();
    let key = entry.key.as_ref().map(|key| text::key(key, &order));
    CacheEntryView {
        page: entry.key.is_none(),
        table: names.map(|(_, table)| table.to_owned()).unwrap_or_default(),
        title: cut(&key.unwrap_or_else(|| entry.title.clone()), KEY),
        negative: entry.key.is_some() && entry.item.is_none(),
        count: entry.count,
        since: entry.since,
        until: entry.until,
        bytes: entry.bytes,
        stale: entry.current == Some(false),
    }
}
