//! Everything that explains one call.

use std::collections::BTreeMap;

use trace::{Event, Kind, Names, Ring, Span, Station};
use value::{AttributeValue, Attributes, Item};
use world::{Completion, Image};

use crate::actions::actions;
use crate::headline::headline;
use crate::history::Kept;
use crate::names::LabNames;
use crate::plans::plan;
use crate::sentences::Teller;
use crate::text;
use crate::view::{
    CallDetail, Change, Going, ImageLine, ImageView, Persisted, Sentence, SpanView, TouchedView, UnitLine,
};
use crate::words::span;

/// Sentences shown of a call.
const SENTENCES: usize = 2_000;
/// Bars shown of a call.
const SPANS: usize = 400;
/// Items shown of a call.
const IMAGES: usize = 100;
/// Characters shown of a request or a response.
const MOST_JSON: usize = 200_000;

/// Everything that explains one call, from what is kept of it and the trace.
pub(crate) fn detail(kept: &Kept, ring: &Ring, names: &LabNames<'_>) -> CallDetail {
    let completion = &kept.completion;
    let events = ring.call(completion.call.0);
    let teller = Teller::new(names, completion, events);
    let started = completion.started;
    let actions = actions(kept, events, names);
    let mut headline = headline(kept, events, &teller, &actions);
    let of_index = |event: &&Event| {
        matches!(event.kind, Kind::ItemsRead { .. }) && names.is_global(event.place.table, event.place.index)
    };
    if let Some(read) = events.iter().find(of_index) {
        headline.push_str(&crate::underway::beside(read, ring, names));
    }
    CallDetail {
        summary: kept.summary(),
        headline,
        subject: subject(completion, names),
        spans: spans(completion, events, &teller),
        sentences: events
            .iter()
            .take(SENTENCES)
            .map(|event| Sentence {
                event: event.id,
                at: event.t.saturating_sub(started),
                place: place(event, names),
                text: teller.sentence(event),
            })
            .collect(),
        actions,
        plan: plan(kept, names.world),
        arithmetic: arithmetic(completion),
        images: completion.images.iter().take(IMAGES).map(|image| image_view(image, names)).collect(),
        request: crate::words::cut(&text::pretty(kept.body.text()), MOST_JSON),
        response: crate::words::cut(&text::pretty(&answer_json(completion)), MOST_JSON),
        touched: touched(completion),
        going: going(completion, events),
        persisted: persisted(completion, events, names),
        access: completion.access.as_ref().map(|access| crate::access::decision_json(access)),
        cache: if names.world.has_caches() { crate::caches::trip(names.world, events) } else { None },
    }
}

/// Where an event happened, as the stage names it.
fn place(event: &Event, names: &LabNames<'_>) -> String {
    let (station, place) = (event.station, event.place);
    match station {
        Station::Partition | Station::Replica => {
            format!(
                "{}:{}:{}",
                station.name(),
                names.partition_name(place),
                place.zone_name().unwrap_or_default()
            )
        }
        Station::Index => format!("index:{}", names.index(place.table, place.index).unwrap_or_default()),
        Station::Stream => format!("stream:P{}", place.partition),
        _ => station.name().to_owned(),
    }
}

/// Which way a call goes: what is refused goes the same way as what isn't, so most is told by what is asked for. What a
/// statement asks for shows in what it touched.
fn going(completion: &Completion, events: &[Event]) -> Going {
    match &*completion.operation {
        "PutItem" | "UpdateItem" | "DeleteItem" | "BatchWriteItem" | "TransactWriteItems" => Going::Write,
        "GetItem" | "Query" | "Scan" | "BatchGetItem" | "TransactGetItems" => Going::Read,
        _ if completion.consumed().1 > 0 || completion.touched.iter().any(|it| it.write) => Going::Write,
        _ if !completion.touched.is_empty() => Going::Read,
        _ if events.iter().any(|event| event.station == Station::Admission) => Going::Read,
        _ => Going::Control,
    }
}

/// Copies that had a log record on disk before the answer, each once, and when it first had.
fn persisted(completion: &Completion, events: &[Event], names: &LabNames<'_>) -> Vec<Persisted> {
    let on_disk =
        events.iter().filter(|event| event.t <= completion.at && matches!(event.kind, Kind::Persist { .. }));
    let mut copies: Vec<Persisted> = Vec::new();
    for event in on_disk {
        let Some(zone) = event.place.zone_name() else { continue };
        let partition = names.partition_name(event.place);
        if !copies.iter().any(|it| it.zone == zone && it.partition == partition) {
            let at = event.t.saturating_sub(completion.started);
            copies.push(Persisted { partition, zone: zone.to_owned(), at });
        }
    }
    copies
}

/// The answer's body.
pub(crate) fn answer_json(completion: &Completion) -> String {
    let mut out = String::new();
    match &completion.result {
        Ok(response) => response.write_json(&mut out),
        Err(error) => error.write_json(&mut out),
    }
    out
}

/// `Kim, 2026-11-18 at P1`.
fn subject(completion: &Completion, names: &LabNames<'_>) -> String {
    let mut keys = completion.touched.iter().filter(|touched| touched.index.is_none() || !touched.write);
    let Some(first) = keys.next() else { return String::new() };
    let place = match &first.index {
        Some(index) => format!("{} of {index}", first.partition),
        None => first.partition.clone(),
    };
    let more = keys.filter(|touched| touched.key.is_some()).count();
    let info = names.world.table(&first.region, &first.table);
    let order = info.as_ref().map(|info| text::names(info.schema.key())).unwrap_or_default();
    match &first.key {
        Some(key) if more > 0 => format!("{} at {place}, and {more} more", text::key(key, &order)),
        Some(key) => format!("{} at {place}", text::key(key, &order)),
        None => place,
    }
}

fn spans(completion: &Completion, events: &[Event], teller: &Teller<'_>) -> Vec<SpanView> {
    let spans = trace::spans(events);
    let mut depths: BTreeMap<u16, u32> = BTreeMap::new();
    let mut views = Vec::new();
    for it in spans.iter().take(SPANS) {
        let depth = depths.get(&it.parent).map_or(0, |depth| depth + 1);
        depths.insert(it.span, depth);
        let mine = || events.iter().filter(|event| event.span == it.span);
        let ended = match it.station {
            Station::Replica => {
                teller.is_read(it.span) || mine().any(|event| matches!(event.kind, Kind::Apply { .. }))
            }
            Station::Index => {
                !mine().any(|event| matches!(event.kind, Kind::PropagateQueued { .. }))
                    || mine().any(|event| matches!(event.kind, Kind::PropagateApplied { .. }))
            }
            _ => true,
        };
        let after_answer = it.end > completion.at || !ended;
        views.push(SpanView {
            station: it.station.name().to_owned(),
            label: label(it, teller),
            depth,
            start: it.start.saturating_sub(completion.started),
            end: ended.then(|| it.end.saturating_sub(completion.started)),
            note: note(it, mine(), ended, after_answer, completion),
            after_answer,
        });
    }
    views
}

fn label(it: &Span, teller: &Teller<'_>) -> String {
    let place = it.place;
    match it.station {
        Station::Client => "Client".to_owned(),
        Station::Dax => "DAX".to_owned(),
        Station::Router => "Router".to_owned(),
        Station::Auth => "IAM".to_owned(),
        Station::Admission => "Admission".to_owned(),
        Station::Partition => {
            let partition = teller.names.partition_name(place);
            match place.zone_name() {
                Some(zone) => format!("{partition} leader {zone}"),
                None => partition,
            }
        }
        Station::Replica => {
            let zone = place.zone_name().unwrap_or("?");
            format!("{} copy {zone}", teller.names.partition_name(place))
        }
        Station::Index => teller.names.index_name(place),
        Station::Txn => "Coordinator".to_owned(),
        Station::Stream => format!("Stream shard {}", place.partition),
        Station::Control => "Control plane".to_owned(),
        Station::Cache => "Own cache".to_owned(),
        station => station.name().to_owned(),
    }
}

fn note<'a>(
    it: &Span,
    mut events: impl Iterator<Item = &'a Event>,
    ended: bool,
    after_answer: bool,
    completion: &Completion,
) -> String {
    match it.station {
        Station::Replica if !ended => "behind".to_owned(),
        Station::Replica | Station::Stream if after_answer => {
            format!("{} after the answer", span(it.end.saturating_sub(completion.at)))
        }
        Station::Index => {
            let depth = events.find_map(|event| match event.kind {
                Kind::PropagateQueued { depth, .. } => Some(depth),
                _ => None,
            });
            match depth {
                Some(depth) if !ended => format!("{depth} on the way"),
                _ => span(it.end - it.start),
            }
        }
        // A moment has no length.
        Station::Stream if it.end == it.start => "at once".to_owned(),
        _ => span(it.end - it.start),
    }
}

/// The sum of a call's capacity, a table at a time, and the totals.
fn arithmetic(completion: &Completion) -> Vec<UnitLine> {
    sum([completion])
}

/// The sum of the capacity of calls, a table at a time, and the totals.
pub(crate) fn sum<'a>(calls: impl IntoIterator<Item = &'a Completion>) -> Vec<UnitLine> {
    let mut lines = Vec::new();
    let (mut read, mut write) = (0, 0);
    let tables = calls.into_iter().flat_map(|completion| &completion.units);
    for table in tables {
        let (r, w) = table.consumed();
        (read, write) = (read + r, write + w);
        for line in &table.lines {
            let label = line.label();
            let label = match label.strip_prefix("table: ") {
                Some(rest) => format!("{}, {rest}", table.table),
                None => label.replacen(": ", ", ", 1),
            };
            lines.push(UnitLine {
                label,
                formula: line.formula.to_string(),
                units: line.milli(),
                unit: line.unit().to_owned(),
                total: false,
            });
        }
    }
    for (sum, access) in [(read, table::Access::Read), (write, table::Access::Write)] {
        let unit = unit(access);
        if lines.iter().any(|line| line.unit == unit) {
            lines.push(UnitLine {
                label: "Together".to_owned(),
                formula: String::new(),
                units: sum,
                unit: unit.to_owned(),
                total: true,
            });
        }
    }
    lines
}

fn unit(access: table::Access) -> &'static str {
    match access {
        table::Access::Read => "RCU",
        table::Access::Write => "WCU",
    }
}

/// An item before and after, attribute by attribute.
fn image_view(image: &Image, names: &LabNames<'_>) -> ImageView {
    let info = names.world.table(&image.region, &image.table);
    let order: Vec<String> = info
        .map(|info| text::names(info.schema.key()).into_iter().map(str::to_owned).collect())
        .unwrap_or_default();
    let order: Vec<&str> = order.iter().map(String::as_str).collect();
    let decode = |item: &Option<Item>| item.as_ref().map(Item::decode).unwrap_or_default();
    ImageView {
        table: image.table.to_string(),
        key: text::key(&image.key, &order),
        lines: diff(&decode(&image.before), &decode(&image.after), &order),
        size_before: image.before.as_ref().map(Item::size),
        size_after: image.after.as_ref().map(Item::size),
    }
}

pub(crate) fn diff(before: &Attributes, after: &Attributes, keys: &[&str]) -> Vec<ImageLine> {
    let mut names: Vec<&str> = before.keys().chain(after.keys()).map(String::as_str).collect();
    value::sort(&mut names);
    names.dedup();
    value::sort_by_key(&mut names, |name| keys.iter().position(|key| key == name).unwrap_or(usize::MAX));
    let mut lines = Vec::new();
    for name in names {
        let mut add = |change, value: &AttributeValue| {
            lines.push(ImageLine {
                change,
                name: name.to_owned(),
                type_name: value.type_name().to_owned(),
                value: value.display(200),
                bytes: name.len() as u64 + value.size(),
            });
        };
        match (before.get(name), after.get(name)) {
            (Some(old), Some(new)) if old == new => add(Change::Kept, old),
            (old, new) => {
                if let Some(old) = old {
                    add(Change::Removed, old);
                }
                if let Some(new) = new {
                    add(Change::Added, new);
                }
            }
        }
    }
    lines
}

fn touched(completion: &Completion) -> Vec<TouchedView> {
    let mut places: Vec<TouchedView> = Vec::new();
    for it in &completion.touched {
        let place = TouchedView {
            region: it.region.to_string(),
            table: it.table.to_string(),
            index: it.index.as_deref().map(str::to_owned),
            partition: it.partition.clone(),
            zone: it.zone.map(String::from),
            write: it.write,
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_attribute_is_removed_and_added() {
        let attributes = |pairs: &[(&str, &str)]| -> Attributes {
            pairs.iter().map(|&(name, text)| (name.to_owned(), AttributeValue::S(text.to_owned()))).collect()
        };
        let before = attributes(&[("Day", "1"), ("A", "x"), ("Gone", "g"), ("Status", "PAID")]);
        let after = attributes(&[("Day", "1"), ("A", "x"), ("New", "nn"), ("Status", "SHIPPED")]);
        let lines: Vec<(Change, String, u64)> = diff(&before, &after, &["Day"])
            .into_iter()
            .map(|line| (line.change, line.name, line.bytes))
            .collect();
        let line = |change, name: &str, bytes| (change, name.to_owned(), bytes);
        assert_eq!(
            lines,
            [
                line(Change::Kept, "Day", 4),
                line(Change::Kept, "A", 2),
                line(Change::Removed, "Gone", 5),
                line(Change::Added, "New", 5),
                line(Change::Removed, "Status", 10),
                line(Change::Added, "Status", 13),
            ]
        );
    }
}
