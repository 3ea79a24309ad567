//! The way of one call over the stage: how far it came, which places it touched, and its tokens.

use lab::view::{CallDetail, Mark, TableView};
use yew::prelude::*;

use super::layout::{Plan, Slot};
use super::marks::{Way, tip};

/// The last station that a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    Router,
    Admission,
    Partition,
}

/// A call's way, worked out once for a plan.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Journey {
    pub(super) reach: Reach,
    /// Whether it ended there with an error.
    pub(super) failed: bool,
    pub(super) throttled: bool,
    pub(super) write: bool,
    /// Where the main token rests, hop by hop; the first is the client.
    pub(super) stops: Vec<(i32, i32)>,
    /// Hops after which router, admission and partition have been reached.
    pub(super) router_at: usize,
    pub(super) admission_at: usize,
    pub(super) partition_at: usize,
    /// Touched partitions of the table, by position, with the height of the key on the ruler.
    pub(super) targets: Vec<(usize, i32)>,
    /// Copies that acknowledged before the answer, by zone.
    pub(super) acknowledged: [bool; 3],
    /// Zone that served the first target.
    served: Option<usize>,
}

/// Above so many arrows the touched partitions are only outlined.
const ARROWS: usize = 8;

impl Journey {
    pub(super) fn of(detail: &CallDetail, table: &TableView, plan: &Plan) -> Self {
        let at_station = |name: &str| detail.spans.iter().any(|span| span.station == name);
        let failed = detail.summary.error.is_some();
        let throttled = detail.summary.error.as_deref().is_some_and(|name| {
            name.contains("Throttl") || name.contains("ThroughputExceeded") || name.contains("RequestLimit")
        });
        let places: Vec<_> = detail
            .touched
            .iter()
            .filter(|place| place.table == table.name && place.region == table.region)
            .collect();
        let reach = if places.iter().any(|place| place.index.is_none())
            || (at_station("partition") && !places.is_empty())
        {
            Reach::Partition
        } else if at_station("admission") {
            Reach::Admission
        } else {
            Reach::Router
        };
        let write = places.iter().any(|place| place.write) || detail.summary.units.1 > 0;
        let targets: Vec<(usize, i32)> = table
            .partitions
            .iter()
            .zip(&plan.slots)
            .enumerate()
            .filter(|(_, (partition, _))| {
                places.iter().any(|place| place.index.is_none() && place.partition == partition.name)
            })
            .map(|(i, (partition, slot))| {
                let marked =
                    partition.collections.iter().find(|c| c.items.iter().any(|chip| chip.mark != Mark::None));
                (i, height(partition.from, partition.to, marked.map(|c| c.hash), *slot))
            })
            .collect();
        let served = places
            .iter()
            .find(|place| place.index.is_none())
            .and_then(|place| place.zone.as_deref())
            .and_then(zone);
        let mut acknowledged = [false; 3];
        if write && !failed && reach == Reach::Partition {
            for at in detail.persisted.iter().filter_map(|name| zone(name)) {
                acknowledged[at] = true;
            }
            if let Some((first, _)) = targets.first() {
                for (i, replica) in table.partitions[*first].replicas.iter().enumerate().take(3) {
                    acknowledged[i] |= replica.leader;
                }
            }
        }
        let mut journey = Self {
            reach,
            failed,
            throttled,
            write,
            targets,
            acknowledged,
            served,
            stops: Vec::new(),
            router_at: 1,
            admission_at: 2,
            partition_at: 3,
        };
        journey.stops = journey.way(plan);
        journey
    }

    /// The way that the first visit's command will take, to the partition that holds its key.
    pub(super) fn ahead(table: &TableView, plan: &Plan, key: &str) -> Option<Self> {
        let at = table.partitions.iter().position(|p| p.collections.iter().any(|c| c.key == key))?;
        let (partition, slot) = (table.partitions.get(at)?, plan.slots.get(at)?);
        let hash = partition.collections.iter().find(|c| c.key == key).map(|c| c.hash);
        let mut journey = Self {
            reach: Reach::Partition,
            failed: false,
            throttled: false,
            write: true,
            acknowledged: [false; 3],
            targets: vec![(at, height(partition.from, partition.to, hash, *slot))],
            served: partition.replicas.iter().position(|replica| replica.leader),
            stops: Vec::new(),
            router_at: 1,
            admission_at: 2,
            partition_at: 3,
        };
        journey.stops = journey.way(plan);
        Some(journey)
    }

    /// Whether a touched partition is this one.
    pub(super) fn touches(&self, at: usize) -> bool {
        self.reach == Reach::Partition && self.targets.iter().any(|(i, _)| *i == at)
    }

    /// The voice of its colour.
    pub(super) fn class(&self) -> &'static str {
        match (self.failed, self.write, self.reach) {
            (true, ..) => "bad",
            (_, true, _) => "wr",
            // A control operation neither reads nor writes items.
            (_, _, Reach::Router) => "control",
            _ => "rd",
        }
    }

    fn way(&mut self, plan: &Plan) -> Vec<(i32, i32)> {
        let y = line_y(plan);
        let mut stops = vec![(plan.client.right() - 6, y), (plan.router.middle().0, y)];
        if self.reach >= Reach::Admission {
            stops.push((plan.admission.middle().0, y));
        }
        if self.reach == Reach::Partition
            && let Some((first, target)) = self.targets.first().copied()
            && let Some(slot) = plan.slots.get(first)
        {
            if !plan.measure.narrow {
                let down = plan.frame.x - 8;
                stops.extend([(down, y), (down, target), (plan.ruler, target)]);
            }
            let zone = self.served.unwrap_or(0).min(2);
            stops.push((plan.zones[zone], copy_y(*slot, plan.measure.narrow)));
            self.partition_at = stops.len() - 1;
            if !self.write && !self.failed {
                // The answer goes back the same way.
                let back: Vec<_> = stops[..stops.len() - 1].iter().rev().copied().collect();
                stops.extend(back);
            }
        }
        stops
    }

    /// The line from the client to where the call came, and on into the partitions.
    pub(super) fn thread(&self, plan: &Plan) -> Html {
        let class = self.class();
        let y = line_y(plan);
        let from = plan.client.right();
        if plan.measure.narrow {
            let to = if self.reach >= Reach::Admission { plan.admission.x } else { plan.router.x };
            return html! { <path d={format!("M{from} {y}H{to}")} class={classes!("th", class)}/> };
        }
        match self.reach {
            Reach::Router => line(from, y, plan.router.x, class),
            Reach::Admission => line(from, y, plan.admission.x, class),
            Reach::Partition => {
                let down = plan.frame.x - 8;
                let shown = if self.targets.len() > ARROWS { &self.targets[..0] } else { &self.targets[..] };
                html! { <>
                    <path d={format!("M{from} {y}H{}", down - 4)} class={classes!("th", class)}/>
                    { for shown.iter().map(|(_, target)| {
                        let turn = (target - y).signum() * 4.min((target - y).abs() / 2);
                        let d = format!("M{} {y}q4 0 4 {turn}V{}q0 {turn} 4 {turn}H{}", down - 4, target - turn, plan.ruler + 3);
                        html! { <><path {d} class={classes!("th", class)}/>{ tip(plan.ruler + 11, *target, Way::Right, class) }</> }
                    }) }
                </> }
            }
        }
    }

    /// What happens between the copies of the partitions it wrote.
    pub(super) fn replication(&self, table: &TableView, plan: &Plan, arrived: bool) -> Html {
        if !self.write || self.failed || !arrived || plan.slots.len() > super::layout::LINES_ABOVE {
            return Html::default();
        }
        html! { <>{ for self.targets.iter().filter_map(|(at, _)| {
            let (partition, slot) = (table.partitions.get(*at)?, plan.slots.get(*at)?);
            let leader = partition.replicas.iter().position(|replica| replica.leader)?;
            let y = copy_y(*slot, plan.measure.narrow);
            Some(html! { <>{ for partition.replicas.iter().enumerate().take(3)
                .filter(|(i, _)| *i != leader)
                .map(|(i, replica)| arrow(plan, leader, i, y, replica.behind > 0)) }</> })
        }) }</> }
    }

    /// Threads from the written partition down to the indexes.
    pub(super) fn falls(&self, table: &TableView, plan: &Plan, indexed: &[bool], arrived: bool) -> Html {
        if !self.write || self.failed || !arrived || plan.measure.narrow {
            return Html::default();
        }
        let Some(slot) = self.targets.first().and_then(|(at, _)| plan.slots.get(*at)) else {
            return Html::default();
        };
        let x = plan.frame.x + 9;
        let start = slot.at.bottom() - 12;
        html! { <>{ for plan.indexes.iter().zip(&table.indexes).zip(indexed).filter(|((_, index), hit)| **hit && index.global)
        .map(|((place, index), _)| {
            let end = place.frame.y;
            let (to, late) = (x.clamp(place.frame.x + 16, place.frame.right() - 16), index.queued > 0);
            let bend = if to == x { String::new() } else { format!("V{}H{to}", end - 7) };
            let d = format!("M{} {start}H{}q-4 0 -4 4{bend}V{}", slot.at.x, x + 4, end - 8);
            html! { <>
                <path {d} class={classes!("th", "ixl", late.then_some("fut"))}/>
                { tip(to, end, Way::Down, "ixl") }
            </> }
        }) }</> }
    }

    /// The thread from the written partition down to the stream, on the table's right.
    pub(super) fn flows(&self, table: &TableView, plan: &Plan, arrived: bool) -> Html {
        if !self.write || self.failed || !arrived || plan.measure.narrow {
            return Html::default();
        }
        let fresh = table.stream.iter().flat_map(|stream| &stream.shards).flat_map(|shard| &shard.records);
        let mut fresh = fresh.filter(|record| record.fresh).peekable();
        let (Some(first), Some(stream)) = (fresh.peek(), &plan.stream) else { return Html::default() };
        let late = !first.readable;
        html! { <>{ for self.targets.iter().take(ARROWS).filter_map(|(at, _)| {
            let slot = plan.slots.get(*at)?;
            let (x, start, end) = (plan.frame.right() - 6, slot.at.bottom() - 14, stream.frame.y);
            let to = x.clamp(stream.frame.x + 16, stream.frame.right() - 16);
            let d = format!("M{} {start}H{}q4 0 4 4V{}H{to}V{}", slot.at.right(), x - 4, end - 7, end - 8);
            Some(html! { <>
                <path {d} class={classes!("th", "str", late.then_some("fut"))}/>
                { tip(to, end, Way::Down, "str") }
            </> })
        }) }</> }
    }

    /// The tokens at a hop: the call's own, and those to the other copies.
    pub(super) fn tokens(&self, table: &TableView, plan: &Plan, hop: usize, resting: bool) -> Html {
        let colour = self.class();
        let (x, y) = self.stops[hop.min(self.stops.len() - 1)];
        let done = hop >= self.stops.len() - 1 && (resting || !self.failed);
        let token = |x: i32, y: i32, off: bool| {
            html! {
                <circle cx={x.to_string()} cy={y.to_string()} r="4.5" class={classes!("tok", colour, off.then_some("off"))}/>
            }
        };
        let mut others = Vec::new();
        if self.write
            && !self.failed
            && self.reach == Reach::Partition
            && let Some((at, _)) = self.targets.first()
            && let (Some(partition), Some(slot)) = (table.partitions.get(*at), plan.slots.get(*at))
        {
            let y = copy_y(*slot, plan.measure.narrow);
            let leader = partition.replicas.iter().position(|r| r.leader).unwrap_or(0).min(2);
            for (i, _) in partition.replicas.iter().enumerate().take(3).filter(|(i, _)| *i != leader) {
                let there = hop > self.partition_at;
                others.push(token(
                    plan.zones[if there { i } else { leader }],
                    y,
                    hop < self.partition_at || resting,
                ));
            }
        }
        html! { <>{ token(x, y, done && resting) }{ for others }</> }
    }

    /// Hops until everything has arrived.
    pub(super) fn hops(&self) -> usize {
        let replicate = usize::from(self.write && !self.failed && self.reach == Reach::Partition);
        self.stops.len() - 1 + replicate
    }
}

/// The height of the line through the stations.
pub(super) fn line_y(plan: &Plan) -> i32 {
    if plan.measure.narrow { plan.router.middle().1 } else { plan.router.y + 46 }
}

fn line(from: i32, y: i32, to: i32, class: &'static str) -> Html {
    html! { <path d={format!("M{from} {y}H{to}")} class={classes!("th", class)}/> }
}

/// The height of the copies in a slot.
fn copy_y(slot: Slot, narrow: bool) -> i32 {
    use super::layout::Style;
    match slot.style {
        Style::Card if narrow => slot.at.y + 24,
        Style::Card => slot.at.y + 30,
        Style::Line | Style::Band => slot.at.middle().1,
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

fn zone(name: &str) -> Option<usize> {
    ["a", "b", "c"].iter().position(|zone| name.ends_with(zone) && name.len() <= 2)
}

#[cfg(test)]
mod tests {
    use super::super::layout::{Rect, Style};
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
    fn zones_are_letters() {
        assert_eq!(zone("b"), Some(1));
        assert_eq!(zone("replica"), None);
        assert_eq!(zone("d"), None);
    }
}
