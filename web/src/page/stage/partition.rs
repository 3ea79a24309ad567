//! One partition of the table: its range, meters, item collections and copies.

use lab::transactions::TransactionView;
use lab::view::{PartitionView, ReplicaView};
use yew::prelude::*;

use super::layout::{Measure, Meters, Rect, Slot, Style, beyond_words, chip_rows, key_column};
use super::marks::{chip_row, copy, meter, rect, text};
use crate::page::model::{Action, Lens, Selection};
use crate::page::shell::Hands;
use crate::words::{count, number, range, units};

/// A partition and its surroundings.
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub(super) struct Drawn<'a> {
    pub(super) partition: &'a PartitionView,
    pub(super) slot: Slot,
    pub(super) zones: [i32; 3],
    pub(super) measure: Measure,
    /// The meters of its row.
    pub(super) meters: Meters,
    pub(super) sorted: bool,
    /// The partition's even share of the table's write units, where these are provisioned.
    pub(super) share: Option<u64>,
    pub(super) chosen: bool,
    /// Whether its figures are of the newest span of the heat map that is over, rather than of the second that runs.
    pub(super) steady: bool,
    pub(super) touched: bool,
    /// The item that the first visit's command will write.
    pub(super) ghost: Option<&'a str>,
    /// The lens in place, and the moment in seconds since 1970.
    pub(super) lens: (Lens, u64),
    /// What the ledger says, under the lens of transactions.
    pub(super) held: &'a [TransactionView],
    /// Copies that have acknowledged the call on the stage, by zone.
    pub(super) acknowledged: [bool; 3],
    /// Read and write units that a partition serves in a second.
    pub(super) ceiling: (u64, u64),
}

impl Drawn<'_> {
    /// Milli-units read and written in a second.
    fn used(&self) -> (u64, u64) {
        if self.steady {
            (self.partition.lately.0, self.partition.lately.1)
        } else {
            self.partition.consumed_this_second
        }
    }

    /// What is used the greater part of: milli-units, units that there are, and the meter's class.
    fn fuller(&self) -> (u64, u64, &'static str) {
        super::index::fuller(self.used(), self.ceiling)
    }
}

/// Draws it.
pub(super) fn partition(drawn: &Drawn<'_>, hands: &Hands) -> Html {
    let Drawn { partition, slot, .. } = drawn;
    let at = slot.at;
    let name = partition.name.clone();
    let press = hands.on(move || Action::Select(Selection::Partition { index: None, name: name.clone() }));
    let (read, write) = drawn.used();
    let hot = write >= drawn.ceiling.1 * 900;
    let warm = (drawn.lens.0 == Lens::Heat).then(|| warmth(drawn)).flatten();
    let plated = warm.map(|step| if step < 5 { "on-low" } else { "on-high" });
    let label = format!(
        "Partition {}, hashes {}, {}, {} WCU and {} RCU {}{}{}",
        partition.name,
        range(partition.from, partition.to),
        count(partition.item_count, "item", "items"),
        units(write),
        units(read),
        if drawn.steady { "a second" } else { "this second" },
        if hot { ", hot" } else { "" },
        if slot.style == Style::Tile { copies_words(partition) } else { String::new() },
    );
    let body = match slot.style {
        Style::Card => card(drawn, hands, hot),
        Style::Line => line(drawn, hot),
        Style::Tile => tile(drawn, hot),
    };
    html! {
        <g key={partition.name.clone()} class={classes!(plated, (slot.style == Style::Tile).then_some("tile"))}>
            <g class="press" role="button" tabindex="-1" data-mark="" data-partition={partition.name.clone()} data-about={format!("partition:{}", partition.name)}
               aria-label={label.clone()} onclick={press}>
                <title>{ label }</title>
                { rect(at, if slot.style == Style::Tile { 4 } else { 6 }, "card") }
                if drawn.lens.0 == Lens::Heat { { heat(drawn, warm) } }
                if slot.style == Style::Card { { for drawn.zones.map(|x| column(x, at)) } }
            </g>
            { body }
            if drawn.chosen {
                { rect(Rect { x: at.x - 2, y: at.y - 2, w: at.w + 4, h: at.h + 4 }, 8, "sel") }
            } else if drawn.touched {
                { rect(Rect { x: at.x - 1, y: at.y - 1, w: at.w + 2, h: at.h + 2 }, 7, "touched") }
            }
        </g>
    }
}

/// How much of its ceiling the partition used, as a step of the heat's colours; nothing where it was left alone.
fn warmth(drawn: &Drawn<'_>) -> Option<usize> {
    let (milli, most, _) = drawn.fuller();
    crate::page::heat::step(milli, most)
}

/// How much the partition is used, as a plate behind its name; a lock where requests are throttled, a fork where it is being
/// split. What it is in figures stands beside.
fn heat(drawn: &Drawn<'_>, warm: Option<usize>) -> Html {
    let Drawn { partition, slot, measure, .. } = drawn;
    let (at, style) = (slot.at, slot.style);
    let names = match style {
        Style::Card if drawn.sorted => key_column(partition, slot.rows, card_area(drawn).w, *measure) - 4,
        Style::Card => measure.text(&partition.name) + 6,
        Style::Line => 30,
        Style::Tile => 0,
    };
    let plate = if style == Style::Tile { Rect { h: at.h / 2, ..at } } else { Rect { w: 10 + names, ..at } };
    let class = warm.map_or("heat-none".to_owned(), |step| format!("heat-f{step}"));
    let throttled = partition.lately.2;
    html! { <>
        if warm.is_some() { { rect(plate, if style == Style::Tile { 4 } else { 6 }, class) } }
        if style == Style::Tile {
            if throttled > 0 { { crate::page::icons::sign("lock", at.right() - 48, at.y + 3, 10, if warm.is_none_or(|step| step < 5) { "lock-low" } else { "dark-f" }) } }
        } else {
            if throttled > 0 { { crate::page::icons::sign("lock", at.x + at.w - 18, at.y + 4, 12, "bad-f") } }
            if partition.splitting { { crate::page::icons::sign("cut", at.x + at.w - 34, at.y + 4, 12, "k-f") } }
        }
    </> }
}

fn column(x: i32, at: Rect) -> Html {
    rect(Rect { x: x - 22, y: at.y + 1, w: 44, h: at.h - 2 }, 0, "az")
}

/// Where a card's chips lie.
fn card_area(drawn: &Drawn<'_>) -> Rect {
    let Drawn { slot, zones, measure, .. } = drawn;
    let left = slot.at.x + 10;
    let first = slot.at.y + if measure.narrow { 42 } else { 27 };
    Rect { x: left, y: first, w: zones[0] - 22 - 12 - left, h: 0 }
}

fn card(drawn: &Drawn<'_>, hands: &Hands, hot: bool) -> Html {
    let Drawn { partition, slot, zones, measure, .. } = drawn;
    let at = slot.at;
    let area = card_area(drawn);
    let (left, right, first) = (area.x, area.right(), area.y);
    let title = at.y + if measure.narrow { 28 } else { 17 };
    let (rows, more) = chip_rows(partition, first, area, slot.rows, drawn.sorted, *measure);
    let beyond: u64 = more - rows.iter().map(|row| row.more).sum::<u64>().min(more);
    let last = rows.last().map_or(title + measure.row, |row| row.baseline);
    // Where chips reach the end of their row, what is beyond them is counted in the next.
    let crowded = rows.last().is_some_and(|row| row.collection.is_none() && row.end > right - 76);
    let counted = if crowded && rows.len() < slot.rows { last + measure.row } else { last };
    let middle = if measure.narrow { at.y + 24 } else { at.y + 30 };
    let lsn = (!measure.narrow).then_some(middle + 27);
    let press = |chip: &lab::view::ItemChip| {
        let selection =
            Selection::Item { index: None, partition: partition.name.clone(), chip: chip.clone() };
        hands.on(move || Action::Select(selection.clone()))
    };
    html! { <>
        { heading(drawn, left, right, title, hot) }
        <g class="of-data">{ for rows.iter().map(|row| chip_row(row, left, &partition.name, (drawn.lens.0, drawn.lens.1, drawn.held), &press)) }</g>
        { for drawn.ghost.map(|key| ghost(key, &rows, *measure, right)) }
        if beyond > 0 {
            <text x={right.to_string()} y={counted.max(first + measure.chip_h - 5).to_string()} class="e k">
                { beyond_words(beyond, *measure) }
            </text>
        }
        if partition.item_count == 0 && drawn.ghost.is_none() {
            { text(left, first + 13, "k", "no items yet") }
        }
        <g class="of-replicas">{ for partition.replicas.iter().map(|it| copy(&partition.name, it, zones[it.slot()], middle, measure.radius, lsn)) }</g>
        { for (0..3).filter(|i| drawn.acknowledged[*i]).map(|i| super::marks::tick(zones[i] + 10, middle - 10)) }
    </> }
}

/// Name, range and meters; what has no room is in the inspector.
fn heading(drawn: &Drawn<'_>, left: i32, right: i32, y: i32, hot: bool) -> Html {
    let Drawn { partition, measure, .. } = drawn;
    let (read, write) = drawn.used();
    let (reads, writes) = drawn.ceiling;
    let second = if drawn.steady { "a second" } else { "this second" };
    let own = left + measure.text(&partition.name) + 8;
    // In line with the chips below.
    let aligned = drawn.sorted && !measure.narrow;
    let column =
        if aligned { key_column(partition, drawn.slot.rows, right - left, *measure) } else { own - left };
    let range_x = own.max(left + column);
    let (level, most, class) = match drawn.meters {
        Meters::Both { .. } => (write, writes, "fw"),
        Meters::One => drawn.fuller(),
    };
    let (figure, room) = match drawn.meters {
        Meters::Both { .. } => (units(level), 56),
        Meters::One => (super::index::figure(level, class), (right - own - 6 - measure.text(FIGURE)).min(56)),
    };
    let first = match drawn.meters {
        Meters::Both { write, .. } => write,
        Meters::One if measure.narrow => own.max(left + 34),
        Meters::One => right - measure.text(FIGURE) - 6 - room.max(0),
    };
    let told = if class == "fr" { ("read", "RCU") } else { ("write", "WCU") };
    let pill = if measure.narrow { first + 70 + measure.text(&figure) } else { first - 38 };
    let pilled = hot && pill >= own && pill + 31 <= right;
    let range_end = range_x + measure.text("0000–FFFF") + if pilled { 46 } else { 8 };
    html! { <>
        { text(left, y, "h", partition.name.clone()) }
        if !measure.narrow && range_end <= first { { text(range_x, y, "m k", range(partition.from, partition.to)) } }
        if pilled {
            { rect(Rect { x: pill, y: y - 11, w: 31, h: 14 }, 7, "pill-bad") }
            { text(pill + 16, y, "c bt B", "hot") }
        }
        { told_meter(told.0, partition, &format!("{} of {} {} {second}", units(level), number(most), told.1), html! { <>
            if room >= 16 {
                { meter(Rect { x: first, y: y - 8, w: room, h: 6 }, level, most, class, drawn.share.filter(|_| class == "fw")) }
            }
            { text(first + room.max(0) + 6, y, if hot { "m bt B" } else { "m B" }, figure) }
        </> }) }
        if let Meters::Both { read: second_x, .. } = drawn.meters {
            { told_meter("read", partition, &format!("{} of {} RCU {second}", units(read), number(reads)), html! { <>
                { meter(Rect { x: second_x, y: y - 8, w: 46, h: 6 }, read, reads, "fr", None) }
                { text(second_x + 52, y, "m B", units(read)) }
            </> }) }
        }
    </> }
}

/// The longest figure that stands beside a meter.
const FIGURE: &str = "2,999.5 RCU";

/// A meter that says what it is.
fn told_meter(kind: &str, partition: &PartitionView, words: &str, drawn: Html) -> Html {
    let label = format!("{}: {words}", partition.name);
    html! {
        <g class="of-capacity told" role="img" tabindex="-1" data-mark="" aria-label={label.clone()} data-about={format!("{kind}:{}", partition.name)}>
            <title>{ label }</title>{ drawn }
        </g>
    }
}

fn ghost(key: &str, rows: &[super::layout::ChipRow<'_>], measure: Measure, right: i32) -> Html {
    let Some(row) = rows.iter().find(|row| row.collection.is_some_and(|c| c.key == key)) else {
        return Html::default();
    };
    let y = row.baseline - 4 - measure.chip_h / 2;
    let w = 136.min(right - row.end - 4);
    if w < 60 {
        return Html::default();
    }
    let at = Rect { x: row.end + 4, y, w, h: measure.chip_h };
    html! { <g role="img" aria-label="Your order will land here">
        <title>{ "Your order will land here" }</title>
        { rect(at, 3, "chip ghost") }
        { text(at.x + w / 2, row.baseline, "c wt", if w >= 120 { "your order lands here" } else { "yours" }) }
    </g> }
}

fn line(drawn: &Drawn<'_>, hot: bool) -> Html {
    let Drawn { partition, slot, zones, measure, .. } = drawn;
    let at = slot.at;
    let y = at.y + at.h / 2 + 4;
    let left = at.x + 10;
    let right = zones[0] - 22 - 12;
    let both = right - left >= 345;
    let with_range = right - left >= 415;
    let (read, write) = drawn.used();
    // Where there is room for one meter, it is of what is used the greater part of.
    let (level, most, class) = if both { (write, drawn.ceiling.1, "fw") } else { drawn.fuller() };
    let notch = drawn.share.filter(|_| class == "fw");
    let first = left + if with_range { 106 } else { 36 };
    let second = first + 62 + measure.text(FIGURE);
    let figure = super::index::figure(level, class);
    let end = if both { second + 52 + measure.text(FIGURE) } else { first + 62 + measure.text(&figure) } + 8;
    let held = [count(partition.item_count, "item", "items"), number(partition.item_count)];
    let held = held.into_iter().find(|words| end + measure.text(words) <= right);
    html! { <>
        { text(left, y, "h", partition.name.clone()) }
        if with_range { { text(left + 34, y, "m k", range(partition.from, partition.to)) } }
        { meter(Rect { x: first, y: y - 7, w: 56, h: 6 }, level, most, class, notch) }
        { text(first + 62, y, if hot { "m bt B" } else { "m s" }, figure) }
        if both {
            { meter(Rect { x: second, y: y - 7, w: 46, h: 6 }, read, drawn.ceiling.0, "fr", None) }
            { text(second + 52, y, "m s", super::index::figure(read, "fr")) }
        }
        if let Some(words) = held { <text x={right.to_string()} y={y.to_string()} class="e k">{ words }</text> }
        { for partition.replicas.iter()
            .map(|it| copy(&partition.name, it, zones[it.slot()], at.y + at.h / 2, (at.h / 2 - 3).min(measure.radius), None)) }
    </> }
}

/// The copies of a partition that is drawn small, in words.
fn copies_words(partition: &PartitionView) -> String {
    let leader = partition.replicas.iter().find(|it| it.leader && it.ill.is_empty() && !it.powerless);
    let mut words = match leader {
        Some(leader) => format!(", led from zone {}", leader.zone),
        None if partition.replicas.is_empty() => String::new(),
        None => ", without a leader".to_owned(),
    };
    for copy in &partition.replicas {
        if !copy.ill.is_empty() {
            words += &format!(", the copy in zone {} is {}", copy.zone, copy.ill);
        } else if copy.behind > 0 {
            words += &format!(
                ", the copy in zone {} is {} behind",
                copy.zone,
                count(copy.behind, "write", "writes")
            );
        }
    }
    words
}

/// The figure that a tile has room for, and what it is called in the table's heading.
fn tile_figure(drawn: &Drawn<'_>) -> String {
    let partition = drawn.partition;
    match drawn.lens.0 {
        Lens::Data | Lens::Indexes | Lens::Streams | Lens::Ttl => number(partition.item_count),
        Lens::Replicas => {
            let behind: u64 = partition.replicas.iter().map(|copy| copy.behind).sum();
            if behind == 0 { String::new() } else { format!("−{}", number(behind)) }
        }
        _ => units(drawn.used().1),
    }
}

/// What the figure on a tile counts.
pub(super) fn tile_words(lens: Lens) -> &'static str {
    match lens {
        Lens::Data | Lens::Indexes | Lens::Streams | Lens::Ttl => "items",
        Lens::Replicas => "writes behind",
        _ => "WCU a second",
    }
}

/// The marks of copies on tiles: what they mean, by their class.
pub(super) const MARKS: [(&str, &str); 4] =
    [("lead", "leads"), ("foll", "follows"), ("late", "behind"), ("ill", "out")];

/// Which of [`MARKS`] is a copy's.
pub(super) fn copy_class(copy: &ReplicaView) -> &'static str {
    match (copy.leader, copy.behind > 0) {
        _ if !copy.ill.is_empty() => "ill",
        (true, _) if copy.powerless => "ill",
        (true, _) => "lead",
        (false, true) => "late",
        (false, false) => "foll",
    }
}

/// A mark as a path, from its left edge and its middle's height: a ring or dot, and a cross for a copy that is out of service.
pub(super) fn copy_mark(class: &str, x: i32, y: i32) -> String {
    if class == "ill" {
        format!("M{x} {}l6 6m0 -6l-6 6", y - 3)
    } else {
        format!("M{x} {y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0")
    }
}

/// A partition among many: name, a figure, a meter, and its copies as dots, the leader's filled.
fn tile(drawn: &Drawn<'_>, hot: bool) -> Html {
    let at = drawn.slot.at;
    let y = at.y + at.h / 2 - 3;
    let low = y + if drawn.measure.narrow { 15 } else { 11 };
    let copies = MARKS.map(|(class, _)| {
        let own = drawn.partition.replicas.iter().filter(|copy| copy_class(copy) == class);
        let d: String =
            own.map(|copy| copy_mark(class, at.right() - 35 + 10 * copy.slot() as i32, low)).collect();
        (class, d)
    });
    let (level, most, class) = drawn.fuller();
    html! { <>
        { text(at.x + 7, y, "h", drawn.partition.name.clone()) }
        { text(at.right() - 7, y, if hot { "fig m e bt B" } else { "fig m e s" }, tile_figure(drawn)) }
        <g class="of-capacity">{ meter(Rect { x: at.x + 7, y: low - 3, w: at.w - 52, h: 5 }, level, most, class, None) }</g>
        <g class="of-replicas">{ for copies.into_iter().filter(|it| !it.1.is_empty()).map(|(class, d)| html! { <path {d} {class}/> }) }</g>
    </> }
}

#[cfg(test)]
mod tests {
    use lab::view::ReplicaView;

    use super::{MARKS, copy_class, copy_mark};

    #[test]
    fn a_copy_that_is_down_has_a_mark_of_its_own() {
        let copy = |leader, behind, ill: &str, powerless| {
            let ill = ill.to_owned();
            copy_class(&ReplicaView { leader, behind, ill, powerless, ..ReplicaView::default() })
        };
        assert_eq!(copy(true, 0, "", false), "lead");
        assert_eq!(copy(false, 0, "", true), "foll");
        assert_eq!(copy(false, 4, "", false), "late");
        // Whatever it lacks, it is not merely late.
        assert_eq!(copy(false, 4, "down", false), "ill");
        assert_eq!(copy(true, 0, "down", false), "ill");
        assert_eq!(copy(true, 0, "", true), "ill");
        let shapes: Vec<String> = MARKS.iter().map(|(class, _)| copy_mark(class, 0, 3)).collect();
        assert!(shapes[..3].iter().all(|shape| shape.contains('a')), "{shapes:?}");
        assert!(!shapes[3].contains('a'), "no ring: {shapes:?}");
    }
}
