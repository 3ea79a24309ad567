//! A secondary index below its table: queue, partitions, entries.

use lab::view::{IndexView, ItemChip, Mark, PartitionView};
use yew::prelude::*;

use super::layout::{IndexSlot, Measure, Rect, Slot, Style, chip_rows};
use super::marks::{chip_row, meter, rect, text};
use crate::page::model::{Action, Lens, Selection};
use crate::page::shell::Hands;
use crate::words::{count, cut, duration, number, range, units};

/// Squares of the queue that are drawn; the number beside them says the rest.
const QUEUE: u64 = 6;

/// Draws an index at its place; `ceiling` is what one of its partitions reads and writes in a second, units; `chosen` is the
/// partition in the inspector, `read` says which the call in focus reads.
pub(super) fn index(
    index: &IndexView,
    slot: &IndexSlot,
    (measure, ceiling): (Measure, (u64, u64)),
    (chosen, read): (Option<&str>, &dyn Fn(usize) -> bool),
    hands: &Hands,
) -> Html {
    let frame = slot.frame;
    let y = frame.y + 19;
    let kind = index.kind();
    let label = format!(
        "{kind} {}, {}, {}, {} on the way",
        index.name,
        index.projection,
        count(index.entry_count, "entry", "entries"),
        count(index.queued, "change", "changes")
    );
    let settled = index.status == "ACTIVE";
    let fact = match index.backfill {
        Some(percent) if percent > 0 => format!("CREATING, filled to {percent} %"),
        _ if settled => index.projection.clone(),
        _ => format!("{}, {}", index.status, index.projection),
    };
    html! {
        <g key={index.name.clone()} role="group" aria-label={label} data-about={format!("index:{}", index.name)}>
            { rect(frame, 8, if settled { "frame of-frame" } else { "frame soon" }) }
            <text x={(frame.x + 12).to_string()} y={y.to_string()}>
                <tspan class="h">{ format!("{kind} {}", cut(&index.name, 24)) }</tspan>
                <tspan dx="7" class={if settled { "k" } else { "bt" }}>{ cut(&fact, if measure.narrow { 14 } else { 34 }) }</tspan>
            </text>
            if let Some(percent) = index.backfill {
                { filling(percent, frame) }
            } else if index.global { { queue(index, frame, measure) } } else if !measure.narrow {
                <text x={(frame.right() - 12).to_string()} y={y.to_string()} class="e k">{ "same partitions, at once" }</text>
            }
            { for index.partitions.iter().zip(&slot.parts).enumerate().map(|(i, (partition, part))| {
                let outline = if chosen == Some(partition.name.as_str()) { "sel" } else if read(i) { "touched" } else { "" };
                entries(index, partition, *part, (measure, ceiling), outline, hands)
            }) }
        </g>
    }
}

/// How much of the table's items a new index has read.
fn filling(percent: u8, frame: Rect) -> Html {
    let label = if percent > 0 {
        format!("Backfill: {percent} % of the table's items are read and put into the index")
    } else {
        "Backfill: the index's partitions are being made; then it reads the table's items".to_owned()
    };
    let at = Rect { x: frame.right() - 92, y: frame.y + 11, w: 80, h: 8 };
    html! { <g role="img" aria-label={label.clone()}>
        <title>{ label }</title>
        { rect(at, 4, "tr") }
        if percent > 0 {
            { rect(Rect { w: (at.w * i32::from(percent) / 100).max(4), ..at }, 4, "fi") }
        }
    </g> }
}

fn queue(index: &IndexView, frame: Rect, measure: Measure) -> Html {
    let y = frame.y + 8;
    let right = frame.right() - 12;
    let squares = if measure.narrow { 4 } else { QUEUE };
    let x0 = right - (measure.text(&number(index.queued)) + 10).max(30) - squares as i32 * 16;
    let label = if index.queued > 0 {
        format!(
            "Queue: {}, the oldest waits {}",
            count(index.queued, "change", "changes"),
            duration(index.oldest)
        )
    } else {
        "Queue: empty".to_owned()
    };
    html! { <g role="img" aria-label={label.clone()} tabindex="-1" data-mark="" data-about={format!("queue:{}", index.name)} class="told of-indexes">
        <title>{ label }</title>
        if !measure.narrow {
            <text x={(x0 - 6).to_string()} y={(y + 11).to_string()} class="e k">{ "queue" }</text>
        }
        { for (0..squares).map(|i| {
            let at = Rect { x: x0 + i as i32 * 16, y, w: 13, h: 14 };
            rect(at, 2, if i < index.queued { "pill-ix" } else { "tr" })
        }) }
        <text x={right.to_string()} y={(y + 11).to_string()} class={if index.queued > 0 { "m e ixt B" } else { "m e k" }}>
            { number(index.queued) }
        </text>
    </g> }
}

fn entries(
    index: &IndexView,
    partition: &PartitionView,
    slot: Slot,
    (measure, ceiling): (Measure, (u64, u64)),
    outline: &'static str,
    hands: &Hands,
) -> Html {
    let at = slot.at;
    let (left, right) = (at.x + 10, at.right() - 10);
    let selection = Selection::Partition { index: Some(index.name.clone()), name: partition.name.clone() };
    let press = hands.on(move || Action::Select(selection.clone()));
    let (read, write) = partition.consumed_this_second;
    let (level, most, class) = fuller(partition.consumed_this_second, ceiling);
    let label = if index.global {
        format!(
            "Index partition {}, hashes {}, {}, {} WCU and {} RCU this second",
            partition.name,
            range(partition.from, partition.to),
            count(partition.item_count, "entry", "entries"),
            units(write),
            units(read)
        )
    } else {
        format!("Entries of {}: {}", index.name, number(partition.item_count))
    };
    let y = at.y + 17;
    let press_chip = |chip: &ItemChip| {
        let (index, partition) = (Some(index.name.clone()), partition.name.clone());
        let selection = Selection::Item { index, partition, chip: chip.clone() };
        hands.on(move || Action::Select(selection.clone()))
    };
    let area = Rect { x: left, y: at.y, w: right - left - 64, h: 0 };
    let sorted = index.keys.len() > 1;
    let (rows, more) = chip_rows(partition, at.y + 26, area, slot.rows, sorted, measure);
    let beyond = more - rows.iter().map(|row| row.more).sum::<u64>().min(more);
    let change = change(partition);
    let place = format!("{}:{}", index.name, partition.name);
    let room = right - left;
    html! { <g key={partition.name.clone()}>
        <g class="press" role="button" tabindex="-1" data-mark="" data-partition={partition.name.clone()} data-about={format!("entries:{}:{}", index.name, partition.name)}
           aria-label={label.clone()} onclick={press}>
            <title>{ label }</title>
            { rect(at, if slot.style == Style::Tile { 4 } else { 6 }, "card") }
        </g>
        if slot.style == Style::Tile {
            { tile(index, partition, at, ceiling) }
        } else {
            { text(left, y, "h", if index.global { partition.name.clone() } else { "entries".to_owned() }) }
        }
        if index.global && slot.style != Style::Tile {
            if room >= 300 { { text(left + 24, y, "m k", range(partition.from, partition.to)) } }
            <g class="of-capacity">
                { meter(Rect { x: left + if room >= 300 { 102 } else { 30 }, y: y - 7, w: 50, h: 6 }, level, most, class, None) }
                { text(left + if room >= 300 { 158 } else { 86 }, y, "m s", figure(level, class)) }
            </g>
        }
        if slot.style == Style::Card {
            <g class="of-indexes">{ for rows.iter().map(|row| chip_row(row, left, &place, (Lens::Data, 0, &[]), &press_chip)) }</g>
            if rows.is_empty() { { text(left, at.y + 39, "k", "no entries") } }
            if let Some((words, count)) = change {
                <text x={right.to_string()} y={y.to_string()} class="e ixt B">{ format!("{words}{count}") }</text>
            }
            if beyond > 0 {
                <text x={right.to_string()} y={(at.bottom() - 11).to_string()} class="e k">{ format!("+{}", count(beyond, "entry", "entries")) }</text>
            }
        }
        if !outline.is_empty() {
            { rect(Rect { x: at.x - 2, y: at.y - 2, w: at.w + 4, h: at.h + 4 }, 8, outline) }
        }
    </g> }
}

/// A partition of an index in little room: how many entries it holds, and what it used.
fn tile(index: &IndexView, partition: &PartitionView, at: Rect, ceiling: (u64, u64)) -> Html {
    let (level, most, class) = fuller(partition.consumed_this_second, ceiling);
    let y = at.y + at.h / 2 - 3;
    html! { <>
        { text(at.x + 7, y, "h", if index.global { partition.name.clone() } else { "entries".to_owned() }) }
        { text(at.right() - 7, y, "m e ixt", number(partition.item_count)) }
        if index.global {
            <g class="of-capacity">{ meter(Rect { x: at.x + 7, y: y + 6, w: at.w - 14, h: 5 }, level, most, class, None) }</g>
        }
    </> }
}

/// What a partition uses the greater part of: milli-units, units that there are, and the meter's class.
pub(super) fn fuller((read, write): (u64, u64), (reads, writes): (u64, u64)) -> (u64, u64, &'static str) {
    if read * writes > write * reads { (read, reads, "fr") } else { (write, writes, "fw") }
}

/// The figure beside a meter, with its unit.
pub(super) fn figure(milli: u64, class: &'static str) -> String {
    format!("{} {}", units(milli), if class == "fr" { "RCU" } else { "WCU" })
}

/// What is on its way into or out of a partition.
fn change(partition: &PartitionView) -> Option<(&'static str, &'static str)> {
    let marks = || partition.collections.iter().flat_map(|c| &c.items).map(|chip| chip.mark);
    match (marks().any(|m| m == Mark::Leaving), marks().any(|m| m == Mark::Arriving)) {
        (true, true) => Some(("−1 +1", "")),
        (true, false) => Some(("−1", " delete")),
        (false, true) => Some(("+1", " put")),
        (false, false) => None,
    }
}
