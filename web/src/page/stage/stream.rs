//! A table's stream below it: a lane for each shard, a record for each change, the newest on the right.

use lab::view::{RecordView, ShardView, StreamView};
use yew::prelude::*;

use super::layout::{Measure, RECORD, RecordSlot, Rect, StreamSlot, record_verb, records};
use super::marks::{rect, text};
use super::readers;
use crate::page::icons::sign;
use crate::page::model::{Action, Selection};
use crate::page::shell::Hands;
use crate::words::{bytes, count, cut, named, number};

/// Draws a stream at its place; `chosen` is the shard and the record in the inspector.
#[inline(never)]
pub(super) fn stream(
    stream: &StreamView,
    slot: &StreamSlot,
    measure: Measure,
    (chosen, function): (Option<(&str, &str)>, Option<&str>),
    hands: &Hands,
) -> Html {
    let frame = slot.frame;
    let y = frame.y + 19;
    let settled = stream.status == "ENABLED";
    let label = format!(
        "Stream, {}, {}, {}, {} to read",
        stream.view,
        stream.status,
        count(stream.shards.len() as u64, "shard", "shards"),
        count(stream.record_count, "record", "records")
    );
    let idle = (stream.shards.len() - slot.lanes.len()) as u64;
    let folded = match (slot.lanes.len(), idle) {
        (0, _) | (_, 0) => count(stream.record_count, "record", "records"),
        (_, idle) => format!("{} idle, folded", count(idle, "shard", "shards")),
    };
    let fact = if settled { stream.view.clone() } else { format!("{}, {}", stream.status, stream.view) };
    let room = frame.w - 24 - 52 - measure.text(&folded);
    html! {
        <g role="group" aria-label={label}>
            { rect(frame, 8, if settled { "frame of-stream" } else { "frame soon" }) }
            <text x={(frame.x + 12).to_string()} y={y.to_string()}>
                <tspan class="h">{ "Stream" }</tspan>
                <tspan dx="7" class={if settled { "k" } else { "bt" }}>{ cut(&fact, (room.max(56) / 7) as usize) }</tspan>
            </text>
            <text x={(frame.right() - 12).to_string()} y={y.to_string()} class="e k">{ folded }</text>
            if slot.lanes.is_empty() {
                { text(frame.x + 12, frame.y + 43, "k", if settled {
                    "Nothing of the last 24 hours: the next change of an item will be a record here."
                } else {
                    "Nothing is to be read here."
                }) }
            }
            { for slot.lanes.iter().filter_map(|(at, place)| Some((stream.shards.get(*at)?, *place))).map(|(shard, place)| {
                lane(shard, place, measure, chosen, hands)
            }) }
            { for stream.mappings.iter().zip(&slot.functions).map(|(mapping, at)| {
                readers::function(mapping, *at, measure, function == Some(mapping.uuid.as_str()), hands)
            }) }
        </g>
    }
}

fn lane(shard: &ShardView, at: Rect, measure: Measure, chosen: Option<(&str, &str)>, hands: &Hands) -> Html {
    let (drawn, earlier) = records(shard, at, measure);
    let newest = shard.records.last().map(|record| tail(&record.sequence)).unwrap_or_default();
    let name = title(shard);
    let label = format!(
        "{}: {}",
        name.replacen("shard", "Shard", 1),
        count(shard.records.len() as u64 + shard.more, "record", "records")
    );
    html! { <g key={shard.id.clone()} role="group" aria-label={label} data-about={format!("shard:{}", shard.partition)} class="of-streams">
        { text(at.x, at.y - 4, "k", name.clone()) }
        if !shard.flags.is_empty() { { readers::flags(shard, at.x + measure.text(&name) + 14, at.y - 4) } }
        <text x={at.right().to_string()} y={(at.y - 4).to_string()} class="m e k">{ newest }</text>
        { rect(at, 4, "card") }
        if earlier > 0 {
            { text(at.x + 8, at.y + at.h / 2 + 4, "k", format!("{} earlier", number(earlier))) }
        }
        { for drawn.iter().map(|slot| record(shard, slot, measure, chosen, hands)) }
    </g> }
}

fn record(
    shard: &ShardView,
    slot: &RecordSlot<'_>,
    measure: Measure,
    chosen: Option<(&str, &str)>,
    hands: &Hands,
) -> Html {
    let RecordSlot { record, at } = slot;
    let selection = Selection::Record { shard: shard.id.clone(), sequence: record.sequence.clone() };
    let press = hands.on(move || Action::Select(selection.clone()));
    let label = says(record);
    let class = match (record.readable, record.fresh) {
        (false, _) => "rec soon",
        (true, true) => "rec now",
        (true, false) => "rec",
    };
    let verb = record_verb(record);
    let first = at.y + if measure.narrow { 19 } else { 13 };
    let ink = if record.readable && record.fresh { "dark" } else { "" };
    html! {
        <g class="press" role="button" tabindex="-1" data-mark="" data-record={record.sequence.clone()} data-about={format!("record:{}", shard.partition)}
           aria-label={label.clone()} onclick={press} key={record.sequence.clone()}>
            <title>{ label }</title>
            { rect(*at, 3, class) }
            if record.expired { { sign("glass", at.right() - 13, at.y + 3, 9, if ink.is_empty() { "k-f" } else { "dark-f" }) } }
            <text x={(at.x + 6).to_string()} y={first.to_string()} class={classes!("m", if ink.is_empty() { "stt" } else { ink })}>{ verb }</text>
            // Two words for ears, too.
            { " " }
            <text x={(at.x + 6).to_string()} y={(at.bottom() - 5).to_string()} class={classes!("m", if ink.is_empty() { "s" } else { ink })}>{ cut(&record.key, RECORD) }</text>
            if chosen == Some((shard.id.as_str(), record.sequence.as_str())) {
                { rect(Rect { x: at.x - 2, y: at.y - 2, w: at.w + 4, h: at.h + 4 }, 5, "sel") }
            }
        </g>
    }
}

/// A shard in words, with whose place it took and whether others took its own.
fn title(shard: &ShardView) -> String {
    let child = match shard.parent.as_str() {
        "" => String::new(),
        parent if parent == shard.partition => ", after the one before".to_owned(),
        parent => format!(", child of {parent}"),
    };
    let closed = if shard.closed { ", closed" } else { "" };
    format!("shard of {}{child}{closed}", shard.partition)
}

/// A record in words.
fn says(record: &RecordView) -> String {
    let who =
        if record.expired { ", removed by the service because its time to live had passed" } else { "" };
    let when = if record.readable { "" } else { ", on its way to the readers" };
    // It begins with what is seen.
    let key = named(&record.key, RECORD);
    format!("Record {} {key}, {}{who}{when}", record_verb(record), bytes(record.size))
}

/// The digits at the end of a sequence number.
fn tail(sequence: &str) -> String {
    let start = sequence.len().saturating_sub(6);
    let digits = sequence.get(start..).unwrap_or(sequence).trim_start_matches('0');
    format!("…{digits}")
}
