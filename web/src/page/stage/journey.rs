//! The way of one call over the stage: how far it came, which places it touched, and its tokens.

use lab::view::{CallDetail, Going, Mark, Persisted, TableView, TouchedView};
use yew::prelude::*;

use super::cache;
use super::layout::{Plan, Rect, Slot, Style};
use super::marks::{Way, above, small_tip, tip};

/// The last station that a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// It didn't come to the service: a cache had the answer, or none was found.
    Cache,
    Router,
    Admission,
    Partition,
}

/// A call's way at a moment, worked out for a plan.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Journey {
    /// Microseconds after the call's start; the end of time when the call is over.
    pub(super) tau: u64,
    /// The last station that it comes to.
    pub(super) reach: Reach,
    /// Whether it ends there with an error.
    pub(super) failed: bool,
    pub(super) throttled: bool,
    pub(super) write: bool,
    /// When it comes to the router, to admission, to the partitions, and back to the client.
    times: [u64; 4],
    /// When it is refused, if it is: until then nobody knows, and nothing shows it.
    refused: Option<u64>,
    /// When the leader sends its log records to the other copies.
    sent: u64,
    /// What it looks like on its way there.
    going: &'static str,
    /// Partitions of indexes that it reads: the index's place and the partition's.
    reads: Vec<(usize, usize)>,
    /// Touched partitions of the table, by position, with the height of the key on the ruler.
    pub(super) targets: Vec<(usize, i32)>,
    /// When each copy of each target has the write on disk, by zone.
    on_disk: Vec<[Option<u64>; 3]>,
    /// Copy that serves each target, by zone.
    served: Vec<usize>,
    /// When the change set out for each global index, by its place, and when it arrived.
    index_times: Vec<Option<(u64, Option<u64>)>>,
    /// When the change's record set out for the stream, and when readers get it.
    stream_times: Option<(u64, Option<u64>)>,
    /// When a cache has the call, and when it is done with it, if it goes through one that is drawn.
    cache_times: Option<(u64, u64)>,
}

/// How far a call came, of whose places these are on the stage.
fn reach(detail: &CallDetail, places: &[&TouchedView]) -> Reach {
    let came = |name: &str| detail.spans.iter().any(|it| it.station == name);
    let failed = detail.summary.error.is_some();
    let served = came("partition") || came("replica");
    if (detail.cache.is_some() || failed) && !came("router") {
        Reach::Cache
    } else if places.iter().any(|place| place.index.is_none() && (served || !failed))
        || (served && !places.is_empty())
    {
        Reach::Partition
    } else if came("admission") {
        Reach::Admission
    } else {
        Reach::Router
    }
}

/// Above so many arrows the touched partitions are only outlined.
const ARROWS: usize = 8;

impl Journey {
    /// The way of a call, at so many microseconds after its start.
    pub(super) fn of(detail: &CallDetail, table: &TableView, plan: &Plan, tau: u64) -> Self {
        let begins =
            |name: &str| detail.spans.iter().filter(|it| it.station == name).map(|it| it.start).min();
        let failed = detail.summary.error.is_some();
        let throttled = detail.summary.error.as_deref().is_some_and(|name| {
            name.contains("Throttl") || name.contains("ThroughputExceeded") || name.contains("RequestLimit")
        });
        let places: Vec<_> = detail
            .touched
            .iter()
            .filter(|place| place.table == table.name && place.region == table.region)
            .collect();
        let at_partition = begins("partition").into_iter().chain(begins("replica")).min();
        let reach = reach(detail, &places);
        let write = detail.going == Going::Write;
        let at_place = |name: &str| places.iter().find(|it| it.index.is_none() && it.partition == *name);
        let mut targets = Vec::new();
        let mut served = Vec::new();
        for (i, (partition, slot)) in table.partitions.iter().zip(&plan.slots).enumerate() {
            let Some(place) = at_place(&partition.name) else { continue };
            let marked =
                partition.collections.iter().find(|c| c.items.iter().any(|chip| chip.mark != Mark::None));
            targets.push((i, height(partition.from, partition.to, marked.map(|c| c.hash), *slot)));
            let leader = leader(partition).unwrap_or(0);
            served.push(place.zone.as_deref().and_then(zone).unwrap_or(leader).min(2));
        }
        let latency = detail.summary.latency;
        let router = begins("router").unwrap_or(0);
        let admission = begins("admission").or(begins("control")).unwrap_or(latency);
        let arrival = at_partition.unwrap_or(latency);
        let times = [router, admission, arrival, latency];
        // The last thing that happened to it before its answer is the refusal.
        let last = match reach {
            Reach::Cache => 0,
            Reach::Router => router,
            Reach::Admission => admission,
            Reach::Partition => arrival,
        };
        let before = detail.sentences.iter().map(|it| it.at).filter(|at| (last..latency).contains(at)).max();
        let refused = failed.then(|| before.unwrap_or(last));
        // A transaction's items are prepared first: their log records set out when they are committed.
        let copying = detail.spans.iter().filter(|it| it.station == "replica" && it.label.contains(" copy "));
        let sent = copying.map(|it| it.start).min().filter(|_| write).unwrap_or(arrival).max(arrival);
        let mut on_disk = vec![[None; 3]; if write && !failed { targets.len() } else { 0 }];
        for (disk, (at, _)) in on_disk.iter_mut().zip(&targets) {
            let partition = &table.partitions[*at];
            for replica in &partition.replicas {
                let is_it = |it: &&Persisted| it.partition == partition.name && it.zone == replica.zone;
                let stored = detail.persisted.iter().find(is_it).map(|it| it.at);
                disk[replica.slot()] = if replica.leader { Some(sent) } else { stored };
            }
        }
        let going = match detail.going {
            Going::Write => "wr",
            Going::Read => "rd",
            Going::Control => "control",
        };
        let read = |place: &&TouchedView| {
            let at = table.indexes.iter().position(|it| Some(&it.name) == place.index.as_ref())?;
            let part = table.indexes[at].partitions.iter().position(|it| it.name == place.partition)?;
            Some((at, part))
        };
        let reads = if write { Vec::new() } else { places.iter().filter_map(read).collect() };
        let at_cache = detail.spans.iter().find(|it| it.station == "dax").filter(|_| detail.cache.is_some());
        let cache_times = at_cache.map(|it| (it.start, it.end.unwrap_or(latency)));
        let index_times = table.indexes.iter().map(|index| {
            let label = format!("GSI {}", index.name);
            let mut spans = detail.spans.iter().filter(|it| it.station == "index" && it.label == label);
            spans.next().map(|first| (first.start, spans.fold(first.end, |end, it| Some(end?.max(it.end?)))))
        });
        let mut spans = detail.spans.iter().filter(|it| it.station == "stream");
        let stream_times = spans.next().filter(|_| write).map(|first| (first.start, first.end));
        Self {
            tau,
            reach,
            failed,
            throttled,
            write,
            times,
            refused,
            sent,
            going,
            reads,
            targets,
            on_disk,
            served,
            index_times: index_times.collect(),
            stream_times,
            cache_times,
        }
    }

    /// The way that the first visit's command will take, to the partition that holds its key.
    pub(super) fn ahead(table: &TableView, plan: &Plan, key: &str) -> Option<Self> {
        let at = table.partitions.iter().position(|p| p.collections.iter().any(|c| c.key == key))?;
        let (partition, slot) = (table.partitions.get(at)?, plan.slots.get(at)?);
        let hash = partition.collections.iter().find(|c| c.key == key).map(|c| c.hash);
        Some(Self {
            tau: 0,
            reach: Reach::Partition,
            failed: false,
            throttled: false,
            write: true,
            times: [1, 2, 3, 4],
            refused: None,
            sent: 3,
            going: "wr",
            reads: Vec::new(),
            on_disk: Vec::new(),
            targets: vec![(at, height(partition.from, partition.to, hash, *slot))],
            served: vec![leader(partition).unwrap_or(0)],
            index_times: Vec::new(),
            stream_times: None,
            cache_times: None,
        })
    }

    /// The same way, when it has been gone.
    pub(super) fn to_the_end(&self) -> Self {
        Self { tau: u64::MAX, ..self.clone() }
    }

    /// Whether the call has come to the router.
    pub(super) fn at_router(&self) -> bool {
        self.reach > Reach::Cache && self.tau >= self.times[0]
    }

    /// Whether it has come to admission (or to the control plane).
    pub(super) fn at_admission(&self) -> bool {
        self.reach >= Reach::Admission && self.tau >= self.times[1]
    }

    /// Whether it has come to the partitions.
    pub(super) fn arrived(&self) -> bool {
        self.reach == Reach::Partition && self.tau >= self.times[2]
    }

    /// Whether the client has its answer.
    pub(super) fn answered(&self) -> bool {
        self.tau >= self.times[3]
    }

    /// Copies of a partition that have the write on disk, by zone.
    pub(super) fn acknowledged(&self, partition: usize) -> [bool; 3] {
        let target = self.targets.iter().zip(&self.on_disk).find(|((at, _), _)| *at == partition);
        target.map_or([false; 3], |(_, disk)| disk.map(|at| at.is_some_and(|at| at <= self.tau)))
    }

    /// Whether a touched partition is this one.
    pub(super) fn touches(&self, at: usize) -> bool {
        self.arrived() && self.targets.iter().any(|(i, _)| *i == at)
    }

    /// Whether it has been refused by now.
    pub(super) fn is_refused(&self) -> bool {
        self.refused.is_some_and(|at| at <= self.tau)
    }

    /// Whether it reads this partition of an index, and has come there.
    pub(super) fn reads(&self, index: usize, part: usize) -> bool {
        self.arrived() && self.reads.contains(&(index, part))
    }

    /// The voice of its colour.
    pub(super) fn class(&self) -> &'static str {
        if self.is_refused() { "bad" } else { self.going }
    }

    /// The line from the client to where the call came, and on into the partitions.
    pub(super) fn thread(&self, plan: &Plan) -> Html {
        let class = self.class();
        let y = line_y(plan);
        // What goes through a cache comes from it: its road is drawn with its card.
        let from = if self.cache_times.is_some() { plan.router.x } else { plan.client.right() };
        let reach = if self.arrived() {
            Reach::Partition
        } else if self.at_admission() {
            Reach::Admission
        } else if self.at_router() {
            Reach::Router
        } else {
            return Html::default();
        };
        if plan.measure.narrow {
            let to = if reach >= Reach::Admission { plan.admission.x } else { plan.router.x };
            return html! { <path d={format!("M{from} {y}H{to}")} class={classes!("th", class)}/> };
        }
        match reach {
            Reach::Cache => Html::default(),
            Reach::Router => line(from, y, plan.router.x, class),
            Reach::Admission => line(from, y, plan.admission.x, class),
            Reach::Partition => {
                let down = plan.frame.x - 8;
                let shown = if self.targets.len() > ARROWS { &self.targets[..0] } else { &self.targets[..] };
                html! { <>
                    <path d={format!("M{from} {y}H{}", down - 4)} class={classes!("th", class)}/>
                    { for shown.iter().map(|(at, target)| {
                        if let Some(slot) = plan.slots.get(*at).filter(|slot| slot.style == Style::Tile) {
                            // Between the rows of tiles, and down into its own.
                            let (x, row) = above(slot.at);
                            let d = format!("M{down} {y}V{row}H{x}");
                            return html! { <><path {d} class={classes!("th", class)}/>{ small_tip(slot.at, class) }</> };
                        }
                        let turn = (target - y).signum() * 4.min((target - y).abs() / 2);
                        let d = format!("M{} {y}q4 0 4 {turn}V{}q0 {turn} 4 {turn}H{}", down - 4, target - turn, plan.ruler + 3);
                        html! { <><path {d} class={classes!("th", class)}/>{ tip(plan.ruler + 11, *target, Way::Right, class) }</> }
                    }) }
                    { for self.reads.iter().take(ARROWS).filter_map(|read| {
                        let way = descent(plan, *read)?;
                        let (to, end) = way[way.len() - 1];
                        let [_, (_, row), ..] = way[..] else { return None };
                        let d = format!("M{} {y}H{down}V{row}H{to}V{}", down - 4, end - 6);
                        Some(html! { <><path {d} class={classes!("th", class)}/>{ tip(to, end, Way::Down, class) }</> })
                    }) }
                </> }
            }
        }
    }

    /// What happens between the copies of the partitions it wrote.
    pub(super) fn replication(&self, table: &TableView, plan: &Plan) -> Html {
        if !self.write || self.failed || !self.arrived() || self.tau < self.sent {
            return Html::default();
        }
        html! { <>{ for self.targets.iter().filter_map(|(at, _)| {
            let (partition, slot) = (table.partitions.get(*at)?, plan.slots.get(*at)?);
            if slot.style != Style::Card {
                return None;
            }
            let leader = leader(partition)?;
            let y = copy_y(*slot, plan.measure.narrow);
            Some(html! { <>{ for partition.replicas.iter()
                .filter(|it| !it.leader)
                .map(|replica| {
                    let i = replica.slot();
                    // On its way until it is on the copy's disk; afterwards as far as the copy shows it.
                    let late = if self.tau == u64::MAX { replica.behind > 0 } else { !self.acknowledged(*at)[i] };
                    arrow(plan, leader, i, y, late)
                }) }</> })
        }) }</> }
    }

    /// Threads from the written partition down to the indexes.
    pub(super) fn falls(&self, table: &TableView, plan: &Plan) -> Html {
        let start = self.targets.first().and_then(|(at, _)| plan.slots.get(*at));
        let Some(slot) = start.filter(|_| self.shows_consequences(plan)) else { return Html::default() };
        html! { <>{ for plan.indexes.iter().zip(&table.indexes).zip(&self.index_times).filter_map(|((place, index), times)| {
            let (set_out, arrived) = times.filter(|_| index.global)?;
            if set_out > self.tau {
                return None;
            }
            let late = arrived.is_none_or(|at| at > self.tau);
            let way = fall(plan, *slot, place.frame);
            let ((from, start), (x, _), (to, end)) = (way[0], way[1], way[way.len() - 1]);
            let bend = if to == x { String::new() } else { format!("V{}H{to}", end - 7) };
            let d = format!("M{from} {start}H{}q-4 0 -4 4{bend}V{}", x + 4, end - 8);
            Some(html! { <>
                <path {d} class={classes!("th", "ixl", late.then_some("fut"))}/>
                { tip(to, end, Way::Down, "ixl") }
            </> })
        }) }</> }
    }

    /// The thread from the written partition down to the stream, on the table's right.
    pub(super) fn flows(&self, table: &TableView, plan: &Plan) -> Html {
        let fresh = table.stream.iter().flat_map(|stream| &stream.shards).flat_map(|shard| &shard.records);
        let mut fresh = fresh.filter(|record| record.fresh).peekable();
        let (Some(first), Some(stream)) = (fresh.peek(), &plan.stream) else { return Html::default() };
        if !self.shows_consequences(plan) {
            return Html::default();
        }
        let late = !first.readable;
        html! { <>{ for self.targets.iter().take(ARROWS).filter_map(|(at, _)| {
            let way = flow(plan, *plan.slots.get(*at)?, stream.frame);
            let ((from, start), (x, _), (to, end)) = (way[0], way[1], way[way.len() - 1]);
            let d = format!("M{from} {start}H{}q4 0 4 4V{}H{to}V{}", x - 4, end - 7, end - 8);
            Some(html! { <>
                <path {d} class={classes!("th", "str", late.then_some("fut"))}/>
                { tip(to, end, Way::Down, "str") }
            </> })
        }) }</> }
    }

    fn shows_consequences(&self, plan: &Plan) -> bool {
        self.write && !self.failed && self.arrived() && !plan.measure.narrow
    }

    /// What travels: the call to its partitions and back, its log records to the other copies.
    pub(super) fn flights(&self, plan: &Plan) -> Vec<Flight> {
        let [router, admission, arrival, latency] = self.times;
        let y = line_y(plan);
        let (client, at_router) = ((plan.client.right() - 6, y), (plan.router.middle().0, y));
        let at_admission = (plan.admission.middle().0, y);
        let class = self.going;
        let mut out = Vec::new();
        if let Some((begin, done)) = self.cache_times {
            let cache::Road { door, at_cache, on } = cache::road(plan);
            out.push(Flight::new("call", class, vec![client, door, at_cache], 0, begin));
            if self.reach == Reach::Cache {
                out.push(Flight::new("call", class, vec![at_cache, at_cache], begin, done));
                out.push(Flight::new("call", class, vec![at_cache, door, client], done, latency));
                return out;
            }
            let on = [vec![at_cache], on, vec![at_router]].concat();
            out.push(Flight::new("call", class, on, begin, router));
        } else {
            let begin = if self.reach == Reach::Cache { latency } else { router };
            out.push(Flight::new("call", class, vec![client, at_router], 0, begin));
            if self.reach == Reach::Cache {
                out[0].way = vec![client, client];
                return out;
            }
        }
        let mut last = at_router;
        let mut there = router;
        if self.reach >= Reach::Admission {
            out.push(Flight::new("call", class, vec![at_router, at_admission], router, admission));
            (last, there) = (at_admission, admission);
        }
        if self.reach < Reach::Partition || (self.targets.is_empty() && self.reads.is_empty()) {
            let back = self.refused.unwrap_or_else(|| latency - (latency - there) / 4);
            out.push(Flight::new("call", class, vec![last, last], there, back));
            out.push(Flight::new("call", self.coming(), vec![last, client], back, latency));
            return out;
        }
        let back = self.refused.unwrap_or_else(|| latency - (latency - arrival) / 4);
        for (n, read) in self.reads.iter().enumerate().take(ARROWS) {
            let mut way = vec![last];
            way.extend(descent(plan, *read).unwrap_or_default());
            let id = id_of(n);
            let end = way[way.len() - 1];
            out.push(Flight::new(id, class, way.clone(), there, arrival));
            out.push(Flight::new(id, class, vec![end, end], arrival, back));
            way.reverse();
            way.push(client);
            out.push(Flight::new(id, self.coming(), way, back, latency));
        }
        for (n, ((at, target), zone)) in self.targets.iter().zip(&self.served).enumerate().take(ARROWS) {
            let Some(slot) = plan.slots.get(*at) else { continue };
            let tile = slot.style == Style::Tile;
            let copy =
                if tile { slot.at.middle() } else { (plan.zones[*zone], copy_y(*slot, plan.measure.narrow)) };
            let mut way = vec![last];
            if !plan.measure.narrow {
                let down = plan.frame.x - 8;
                if tile {
                    let (x, row) = above(slot.at);
                    way.extend([(down, y), (down, row), (x, row)]);
                } else {
                    way.extend([(down, y), (down, *target), (plan.ruler, *target)]);
                }
            }
            way.push(copy);
            let id = id_of(n + self.reads.len());
            out.push(Flight::new(id, class, way.clone(), there, arrival));
            out.push(Flight::new(id, class, vec![copy, copy], arrival, back));
            way.reverse();
            way.push(client);
            out.push(Flight::new(id, self.coming(), way, back, latency));
        }
        self.falling(plan, &mut out);
        for ((((at, _), leader), disk), ids) in
            self.targets.iter().zip(&self.served).zip(&self.on_disk).zip(COPIES)
        {
            let Some(slot) = plan.slots.get(*at).filter(|slot| slot.style != Style::Tile) else { continue };
            let y = copy_y(*slot, plan.measure.narrow);
            for (zone, disk) in disk.iter().enumerate() {
                if let Some(disk) = disk.filter(|_| zone != *leader) {
                    let way = vec![(plan.zones[*leader], y), (plan.zones[zone], y)];
                    out.push(Flight::new(ids[zone], class, way, self.sent.min(disk), disk));
                }
            }
        }
        out
    }

    /// What it looks like on its way back.
    fn coming(&self) -> &'static str {
        if self.failed { "bad" } else { self.going }
    }

    /// What falls to the indexes and the stream, once it is known when it arrives.
    fn falling(&self, plan: &Plan, out: &mut Vec<Flight>) {
        let start = self.targets.first().and_then(|(at, _)| plan.slots.get(*at));
        let Some(slot) = start.filter(|_| self.write && !self.failed && !plan.measure.narrow) else { return };
        for ((place, times), id) in plan.indexes.iter().zip(&self.index_times).zip(FALLS) {
            if let Some((set_out, Some(arrived))) = times {
                out.push(Flight::new(id, "ixl", fall(plan, *slot, place.frame), *set_out, *arrived));
            }
        }
        if let (Some(stream), Some((set_out, Some(arrived)))) = (&plan.stream, self.stream_times) {
            out.push(Flight::new("record", "str", flow(plan, *slot, stream.frame), set_out, arrived));
        }
    }
}

/// From the line through the stations down to a partition of an index, corner by corner.
fn descent(plan: &Plan, (index, part): (usize, usize)) -> Option<Vec<(i32, i32)>> {
    let place = plan.indexes.get(index)?;
    let at = place.parts.get(part)?.at;
    if plan.measure.narrow {
        return Some(vec![at.middle()]);
    }
    let (down, row) = (plan.frame.x - 8, place.frame.y - 6);
    let x = down.clamp(at.x + 16, at.right() - 16);
    Some(vec![(down, line_y(plan)), (down, row), (x, row), (x, at.y)])
}

/// From a partition down to an index, corner by corner.
fn fall(plan: &Plan, slot: Slot, frame: Rect) -> Vec<(i32, i32)> {
    let (x, start, end) = (plan.frame.x + 9, slot.at.bottom() - 12, frame.y);
    let to = x.clamp(frame.x + 16, frame.right() - 16);
    let mut way = vec![(slot.at.x, start), (x, start)];
    if to != x {
        way.extend([(x, end - 7), (to, end - 7)]);
    }
    way.push((to, end));
    way
}

/// From a partition down to the stream.
fn flow(plan: &Plan, slot: Slot, frame: Rect) -> Vec<(i32, i32)> {
    let (x, start, end) = (plan.frame.right() - 6, slot.at.bottom() - 14, frame.y);
    let to = x.clamp(frame.x + 16, frame.right() - 16);
    vec![(slot.at.right(), start), (x, start), (x, end - 7), (to, end - 7), (to, end)]
}

/// Names of the tokens that go to indexes.
const FALLS: [&str; 8] = ["fall1", "fall2", "fall3", "fall4", "fall5", "fall6", "fall7", "fall8"];
/// The name of the token that goes to so many-th partition.
fn id_of(n: usize) -> &'static str {
    if n == 0 { "call" } else { MORE[n.min(MORE.len()) - 1] }
}

/// Names of the tokens that go to further partitions, and to copies.
const MORE: [&str; 7] = ["call2", "call3", "call4", "call5", "call6", "call7", "call8"];
const COPIES: [[&str; 3]; 4] = [
    ["copy-a", "copy-b", "copy-c"],
    ["copy-a2", "copy-b2", "copy-c2"],
    ["copy-a3", "copy-b3", "copy-c3"],
    ["copy-a4", "copy-b4", "copy-c4"],
];

/// Something on its way over the stage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flight {
    /// Which token it is: one token's flights follow each other.
    pub(super) id: &'static str,
    pub(super) class: &'static str,
    /// Corner by corner.
    pub(super) way: Vec<(i32, i32)>,
    /// Microseconds after the call's start.
    pub(super) from: u64,
    pub(super) to: u64,
}

impl Flight {
    fn new(id: &'static str, class: &'static str, way: Vec<(i32, i32)>, from: u64, to: u64) -> Self {
        Self { id, class, way, from, to: to.max(from) }
    }
}

/// The height of the line through the stations.
pub(super) fn line_y(plan: &Plan) -> i32 {
    // On a phone below the words, which tokens would cover.
    plan.router.y + if plan.measure.narrow { 44 } else { 46 }
}

fn line(from: i32, y: i32, to: i32, class: &'static str) -> Html {
    html! { <path d={format!("M{from} {y}H{to}")} class={classes!("th", class)}/> }
}

/// The height of the copies in a slot.
fn copy_y(slot: Slot, narrow: bool) -> i32 {
    match slot.style {
        Style::Card if narrow => slot.at.y + 24,
        Style::Card => slot.at.y + 30,
        Style::Line | Style::Tile => slot.at.middle().1,
    }
}

fn arrow(plan: &Plan, from: usize, to: usize, y: i32, late: bool) -> Html {
    let radius = plan.measure.radius;
    let (x1, x2) = (plan.zones[from], plan.zones[to]);
    let way = (x2 - x1).signum();
    let (class, pointed) =
        if late { (classes!("th", "wr", "fut"), "wr") } else { (classes!("th", "ac"), "ac") };
    if from.abs_diff(to) == 1 {
        let (a, b) = (x1 + way * (radius + 1), x2 - way * (radius + 1));
        let head = if way > 0 { Way::Right } else { Way::Left };
        html! { <><path d={format!("M{a} {y}H{}", b - way * 6)} {class}/>{ tip(b, y, head, pointed) }</> }
    } else {
        // Over the copy between.
        let (a, b, top) = (x1 + way * 6, x2 - way * 6, y - radius);
        html! { <>
            <path d={format!("M{a} {top}C{a} {} {b} {} {b} {}", top - 13, top - 13, top - 5)} {class}/>
            { tip(b, top, Way::Down, pointed) }
        </> }
    }
}

/// Where a key's hash lies in its partition's slot.
fn height(from: u64, to: u64, hash: Option<u64>, slot: Slot) -> i32 {
    let (low, high) = (slot.at.y + 8.min(slot.at.h / 2), slot.at.bottom() - 8.min(slot.at.h / 2));
    let Some(hash) = hash.filter(|hash| (from..=to).contains(hash)) else { return slot.at.middle().1 };
    let span = u128::from(to - from).max(1);
    let part = u128::from(hash - from) * u128::from((slot.at.h).unsigned_abs()) / span;
    (slot.at.y + part as i32).clamp(low, high)
}

/// The place of the leader's zone.
fn leader(partition: &lab::view::PartitionView) -> Option<usize> {
    partition.replicas.iter().find(|replica| replica.leader).map(lab::view::ReplicaView::slot)
}

fn zone(name: &str) -> Option<usize> {
    ["a", "b", "c"].iter().position(|zone| name.ends_with(zone) && name.len() <= 2)
}

#[cfg(test)]
mod tests {
    use lab::view::SpanView;

    use super::*;

    #[test]
    fn the_arrow_points_at_the_keys_true_place() {
        let slot = Slot { at: Rect { x: 0, y: 100, w: 10, h: 80 }, style: Style::Card, rows: 2 };
        assert_eq!(height(0, 99, Some(50), slot), 140);
        assert_eq!(height(0, 99, Some(0), slot), 108);
        assert_eq!(height(0, 99, Some(99), slot), 172);
        assert_eq!(height(0, 99, None, slot), 140);
        assert_eq!(height(0, 99, Some(500), slot), 140);
        assert_eq!(height(0, u64::MAX, Some(u64::MAX), slot), 172);
    }

    #[test]
    fn what_found_no_cache_did_not_come_to_the_service() {
        let with = |stations: &[&str], error: Option<&str>| {
            let span = |station: &&str| SpanView { station: (*station).to_owned(), ..SpanView::default() };
            let mut detail =
                CallDetail { spans: stations.iter().map(span).collect(), ..CallDetail::default() };
            detail.summary.error = error.map(str::to_owned);
            reach(&detail, &[])
        };
        assert_eq!(with(&["client"], Some("NoRouteException")), Reach::Cache);
        assert_eq!(with(&["client", "router"], Some("ValidationException")), Reach::Router);
        assert_eq!(with(&["client", "router", "admission"], Some("ThrottlingException")), Reach::Admission);
    }

    #[test]
    fn zones_are_letters() {
        assert_eq!(zone("b"), Some(1));
        assert_eq!(zone("replica"), None);
        assert_eq!(zone("d"), None);
    }
}
