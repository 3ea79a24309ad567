//! The smallest marks of the stage: meters, chips, copies, arrowheads.

use lab::transactions::TransactionView;
use lab::view::{Expiry, ItemChip, Mark, ReplicaView};
use yew::prelude::*;

use super::layout::{ChipRow, ChipSlot, LABEL, Rect};
use crate::page::icons::sign;
use crate::page::model::Lens;
use crate::words::{bytes, count, cut, named, number};

/// Text at a place.
pub(super) fn text(x: i32, y: i32, class: &'static str, words: impl Into<AttrValue>) -> Html {
    html! { <text x={x.to_string()} y={y.to_string()} {class}>{ words.into() }</text> }
}

/// A rounded rectangle.
pub(super) fn rect(at: Rect, radius: i32, class: impl Into<Classes>) -> Html {
    html! {
        <rect x={at.x.to_string()} y={at.y.to_string()} width={at.w.to_string()} height={at.h.to_string()}
              rx={radius.to_string()} class={class.into()}/>
    }
}

/// What can be hit of a mark that is drawn smaller than a finger or an unsteady hand needs: 24 pixels each way.
fn hit(at: Rect) -> Html {
    let (wider, higher) = ((24 - at.w).max(0), (24 - at.h).max(0));
    let grown = Rect { x: at.x - wider / 2, y: at.y - higher / 2, w: at.w + wider, h: at.h + higher };
    rect(grown, 0, "hit")
}

/// A level in milli-units against a ceiling in units, with an optional tick at a share of it.
pub(super) fn meter(at: Rect, milli: u64, ceiling: u64, class: &'static str, tick: Option<u64>) -> Html {
    let full = ceiling.max(1).saturating_mul(1000);
    let part = |value: u64| (i128::from(value.min(full)) * i128::from(at.w) / i128::from(full)) as i32;
    let level = if milli == 0 { 0 } else { part(milli).max(4) };
    let notch = tick.map(|units| at.x + part(units.saturating_mul(1000)));
    html! { <>
        { rect(at, 3, "tr") }
        <rect x={at.x.to_string()} y={at.y.to_string()} width={level.to_string()} height={at.h.to_string()} rx="3" {class}/>
        { for notch.map(|x| html! { <path d={format!("M{x} {}v{}", at.y - 2, at.h + 4)} class="lim"/> }) }
    </> }
}

/// An arrowhead whose tip is at the place, pointing that way.
pub(super) fn tip(x: i32, y: i32, way: Way, class: &'static str) -> Html {
    let d = match way {
        Way::Right => format!("M{x} {y}l-8 -4.5v9z"),
        Way::Left => format!("M{x} {y}l8 -4.5v9z"),
        Way::Down => format!("M{x} {y}l-4.5 -8h9z"),
    };
    html! { <path {d} class={classes!("tip", class)}/> }
}

/// The way to a tile: its column, and the seam between the rows above it.
pub(super) fn above(tile: Rect) -> (i32, i32) {
    (tile.middle().0, tile.y - 2)
}

/// An arrowhead as high as the seam, at the tile that it points to.
pub(super) fn small_tip(tile: Rect, class: &'static str) -> Html {
    let d = format!("M{} {}l-4 -5h8z", tile.middle().0, tile.y + 1);
    html! { <path {d} class={classes!("tip", class)}/> }
}

/// Where an arrowhead points.
#[derive(Clone, Copy)]
pub(super) enum Way {
    Right,
    Left,
    Down,
}

/// What chips are seen through: the lens, the moment in seconds since 1970, the ledger of transactions.
type Seen<'a> = (Lens, u64, &'a [TransactionView]);

/// A row of chips with its key before it and what is left out after it.
pub(super) fn chip_row(
    row: &ChipRow<'_>,
    x: i32,
    place: &str,
    lens: Seen<'_>,
    press: &dyn Fn(&ItemChip) -> Callback<MouseEvent>,
) -> Html {
    let key = row.collection.map(|collection| {
        html! { <g role="img" aria-label={format!("Item collection {}", collection.key)} data-about={format!("collection:{place}")}>
            <title>{ format!("Item collection {}, hash {:016X}", collection.key, collection.hash) }</title>
            { text(x, row.baseline, "m B", cut(&collection.key, LABEL)) }
        </g> }
    });
    let thread = match (row.collection, row.chips.first(), row.chips.last()) {
        (Some(_), Some(first), Some(last)) if first.at != last.at => {
            let y = first.at.y + first.at.h / 2;
            html! { <path d={format!("M{} {y}H{}", first.at.x, last.at.x)} class="th thin"/> }
        }
        _ => Html::default(),
    };
    html! { <>
        { for key }
        { thread }
        { for row.chips.iter().map(|slot| chip(slot, place, lens, press(slot.chip))) }
        if row.more > 0 {
            { text(row.end + 2, row.baseline, "k", format!("+{}", number(row.more))) }
        }
    </> }
}

/// `place`: the partition's name, or `index:partition`.
fn chip(
    &ChipSlot { chip, at, most }: &ChipSlot<'_>,
    place: &str,
    (lens, now, ledger): Seen<'_>,
    press: Callback<MouseEvent>,
) -> Html {
    let index = place.contains(':');
    let (shape, words, what) = match chip.mark {
        Mark::Written => ("wrote", "m c dark", ", just written"),
        Mark::Read => ("read", "m c dark", ", just read"),
        Mark::Arriving => ("come", "m c ixt", ", on its way in"),
        Mark::Leaving => ("gone", "m c ixt strike", ", on its way out"),
        Mark::None if index => ("ix", "m c s", ""),
        Mark::None => ("", "m c s", ""),
    };
    let noun = if index { "Index entry" } else { "Item" };
    let passed = matches!(chip.expiry, Expiry::Passed(_));
    let time = match &chip.expiry {
        Expiry::Passed(_) => ", expired, not deleted yet",
        Expiry::Ignored(_) => ", never expires: its time to live says nothing",
        Expiry::At(_) | Expiry::Never => "",
    };
    let holder =
        if index || ledger.is_empty() { None } else { super::ledger::holder(ledger, &chip.key_json) };
    let seen = match lens {
        Lens::Indexes if !index && chip.indexed == 0 => "sparse",
        Lens::Indexes if !index => "indexed",
        _ if holder.is_some() => "held",
        _ => "",
    };
    let sparse = if seen == "sparse" { ", in no index" } else { "" };
    let mut label = format!("{noun} {}, {}{what}{time}{sparse}", named(&chip.label, LABEL), bytes(chip.size));
    if let Some(who) = &holder {
        label = format!("{label}, held by {who}");
    }
    let mut shown = chip.label.clone();
    if lens == Lens::Ttl && !index {
        let full = super::lens::expiry(&chip.expiry, now);
        shown = super::lens::short_expiry(&chip.expiry, now, most);
        label = format!("{label}, {full}");
        if !full.contains(&shown) {
            // Who speaks to the page says what is read there.
            label = format!("{label}, {shown}");
        }
    }
    let x = at.middle().0 + if passed { 6 } else { 0 };
    html! {
        <g class="press" role="button" tabindex="-1" data-mark="" aria-label={label.clone()} onclick={press}
           data-key={chip.key_json.clone()} key={chip.key_json.clone()} data-about={if index { format!("entries:{place}") } else { format!("item:{place}") }}>
            <title>{ label }</title>
            { hit(at) }
            { rect(at, 3, classes!("chip", shape, passed.then_some("over"), seen)) }
            if passed { { sign("glass", at.x + 4, at.middle().1 - 5, 10, if shape == "wrote" || shape == "read" { "dark-f" } else { "bad-f" }) } }
            if holder.is_some() { { sign("lock", at.right() - 8, at.y - 4, 11, "lock") } }
            { text(x, at.bottom() - (at.h - 9) / 2, words, cut(&shown, most)) }
        </g>
    }
}

/// A copy of a partition: `L` or `r`, dashed when it is behind, ringed when it answered.
pub(super) fn copy(
    partition: &str,
    replica: &ReplicaView,
    x: i32,
    y: i32,
    radius: i32,
    lsn: Option<i32>,
) -> Html {
    let late = replica.behind > 0;
    let ill = !replica.ill.is_empty();
    let (shape, words, letter) = match (replica.leader, late) {
        _ if ill => ("ill", "c bt B", if replica.ill == "down" { "✗" } else { "…" }),
        (true, _) if replica.powerless => ("late", "c s", "L?"),
        (true, _) => ("lead", "c leadt", "L"),
        (false, true) => ("late", "c s", "r"),
        (false, false) => ("foll", "c s", "r"),
    };
    let role = if replica.leader { "leader" } else { "replica" };
    let mut label =
        format!("{partition}, {role} in zone {}, log applied to {}", replica.zone, replica.applied);
    if late {
        label = format!("{label}, {} behind", count(replica.behind, "write", "writes"));
    }
    if replica.answered {
        label += ", answered the last read";
    }
    if ill {
        label = format!("{label}, {}", replica.ill);
    }
    if replica.leader && replica.powerless {
        label += ", nobody leads now";
    }
    if !replica.stand_in.is_empty() {
        label = format!("{label}, a log replica in zone {} stands in", replica.stand_in);
    }
    html! {
        <g role="img" aria-label={label.clone()} tabindex="-1" data-mark="" data-about={format!("copy:{partition}:{}", replica.zone)} class="told">
            <title>{ label }</title>
            { hit(Rect { x: x - radius, y: y - radius, w: 2 * radius, h: 2 * radius }) }
            <circle cx={x.to_string()} cy={y.to_string()} r={radius.to_string()} class={shape}/>
            if replica.answered {
                <circle cx={x.to_string()} cy={y.to_string()} r={(radius + 4).to_string()} class="answered"/>
            }
            { text(x, y + 4, words, letter) }
            if !replica.stand_in.is_empty() {
                <rect x={(x + radius - 4).to_string()} y={(y - radius - 3).to_string()} width="9" height="9" rx="2" class="stand-in"/>
            }
            if let Some(below) = lsn {
                { text(x, below, if late { "m c bt B" } else { "m c k" }, short(replica.applied)) }
                if ill { { text(x, below + 12, "c bt", replica.ill.clone()) } }
                if late && !ill { { text(x, below + 12, "c bt", format!("−{}", short(replica.behind))) } }
            }
        </g>
    }
}

/// A number in the width of a zone's column: the last digits when it is long.
fn short(n: u64) -> String {
    if n < 1_000_000 { n.to_string() } else { format!("…{:05}", n % 100_000) }
}

/// A small tick that says "has it".
pub(super) fn tick(x: i32, y: i32) -> Html {
    html! { <g role="img" aria-label="has the write on disk">
        <title>{ "has the write on disk" }</title>
        <circle cx={x.to_string()} cy={y.to_string()} r="6.5" class="okb"/>
        { sign("ck", x - 4, y - 4, 8, "okc") }
    </g> }
}
