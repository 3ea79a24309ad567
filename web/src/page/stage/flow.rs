//! Traffic that is too dense for single calls: how wide the threads are, and what is counted at each station.
//!
//! Widths grow with the logarithm of what flows, so that 200 and 5,000 calls a second can stand in one picture; the
//! figures beside them are exact. All of it is of the newest whole second: a picture taken within a second says nothing
//! that the next one takes back.

use lab::view::{CallDetail, IndexView, TableView};
use yew::prelude::*;

use super::journey::line_y;
use super::layout::{Plan, Rect, Style};
use super::marks::{Way, above, small_tip, tip};
use crate::page::model::SINGLE;
use crate::words::{count, number};

/// Calls that the world makes by itself have numbers from here on.
const BY_ITSELF: u64 = 1 << 31;
/// Microseconds.
const SECOND: u64 = 1_000_000;

/// What flows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flow {
    /// Calls served in a second: reads and writes.
    pub(super) reads: u64,
    pub(super) writes: u64,
    /// Calls refused in it.
    pub(super) throttled: u64,
}

impl Flow {
    /// The flow to a table, if there is so much that single calls can't be told apart, or if what flows came after the
    /// call in focus. A call that somebody made since is shown instead.
    pub(super) fn of(table: &TableView, focus: Option<&CallDetail>, clock: u64) -> Option<Self> {
        let (reads, writes, throttled) = table.traffic;
        let flow = Self { reads, writes, throttled };
        let whole = clock / SECOND * SECOND;
        let own = focus.filter(|detail| detail.summary.id < BY_ITSELF).map(|detail| detail.summary.at);
        let older = own.is_none_or(|at| at + SECOND < whole);
        let newer = own.is_some_and(|at| at >= whole);
        let shown = if flow.calls() > SINGLE { !newer } else { flow.calls() > 0 && older };
        shown.then_some(flow)
    }

    /// All calls of the second.
    pub(super) const fn calls(&self) -> u64 {
        self.reads + self.writes + self.throttled
    }

    /// Those that were served.
    pub(super) const fn served(&self) -> u64 {
        self.reads + self.writes
    }

    /// What a teacher would say.
    pub(super) fn says(&self) -> String {
        let calls = count(self.calls(), "call", "calls");
        match (self.throttled, self.served()) {
            (0, served) if served > SINGLE => format!(
                "{calls} came in the last second, and all were served. Too many to follow one by one: the threads are as wide as what flows."
            ),
            (0, _) => format!("{calls} came in the last second, and all were served."),
            (_, 0) => format!("{calls} came in the last second, and all were throttled."),
            (refused, served) => format!(
                "{calls} came in the last second: {} served, {} throttled at admission.",
                number(served),
                number(refused)
            ),
        }
    }
}

/// How wide a thread is for so much in a second (calls or units), in stage units.
fn width(much: u64, most: i32) -> i32 {
    if much == 0 {
        return 0;
    }
    // A step for each doubling above 8.
    let doublings = (much / 8 + 1).ilog2() as i32;
    (1 + doublings).clamp(1, most.max(1))
}

/// The threads from the clients to the partitions, and on to indexes and stream. (A function by itself, so that it can
/// lie in the program's second part.)
#[inline(never)]
pub(super) fn threads(flow: &Flow, table: &TableView, plan: &Plan) -> Html {
    let y = line_y(plan);
    let lanes = lanes(flow);
    let from = plan.client.right();
    let lane = |(class, offset, w, reach): (&'static str, i32, i32, i32)| {
        html! { <path d={format!("M{from} {}H{reach}", y + offset)} class={classes!("flow", class)} stroke-width={w.to_string()}/> }
    };
    let end = if plan.measure.narrow { plan.admission.x } else { plan.frame.x - 8 };
    let drawn = lanes.iter().map(|&(class, offset, w)| {
        let reach = if class == "bad" { plan.admission.x } else { end };
        lane((class, offset, w, reach))
    });
    html! { <>
        { for drawn }
        if !plan.measure.narrow {
            { for branches(table, plan).into_iter().map(|it| branch(&it, (end, y), plan.ruler)) }
            { falls(table, plan) }
        }
    </> }
}

/// Reads, writes and what is refused, one below the other around the line through the stations: class, offset, width.
fn lanes(flow: &Flow) -> Vec<(&'static str, i32, i32)> {
    let all = [("wr", flow.writes), ("rd", flow.reads), ("bad", flow.throttled)];
    let widths: Vec<_> =
        all.iter().map(|&(class, much)| (class, width(much, 14))).filter(|it| it.1 > 0).collect();
    let whole: i32 = widths.iter().map(|it| it.1).sum::<i32>() + 2 * (widths.len() as i32 - 1);
    let mut top = -whole / 2;
    widths
        .into_iter()
        .map(|(class, w)| {
            let middle = top + w / 2;
            top += w + 2;
            (class, middle, w)
        })
        .collect()
}

/// What leaves the line for one row of partitions.
#[derive(Debug, PartialEq, Eq)]
struct Branch {
    /// The height at which it goes into the table: the row's middle, or the seam above a row of tiles.
    row: i32,
    /// Milli-units that the row read and wrote in a second.
    used: (u64, u64),
    /// The tiles of the row that used any, and what each did.
    tiles: Vec<(Rect, (u64, u64))>,
}

/// The rows that used anything. Tiles that stand beside each other are one row, and each of them gets its own end.
fn branches(table: &TableView, plan: &Plan) -> Vec<Branch> {
    let mut out: Vec<Branch> = Vec::new();
    for (partition, slot) in table.partitions.iter().zip(&plan.slots) {
        let (read, write, _) = partition.lately;
        let is_tile = slot.style == Style::Tile;
        if (read, write) == (0, 0) {
            continue;
        }
        let row = if is_tile { above(slot.at).1 } else { slot.at.middle().1 };
        let tiles = is_tile.then_some((slot.at, (read, write)));
        match out.last_mut().filter(|last| is_tile && last.row == row) {
            Some(last) => {
                last.used = (last.used.0 + read, last.used.1 + write);
                last.tiles.extend(tiles);
            }
            None => out.push(Branch { row, used: (read, write), tiles: tiles.into_iter().collect() }),
        }
    }
    out
}

/// The colour of what used so much, and how wide its thread is.
fn thread((read, write): (u64, u64), most: i32) -> (&'static str, i32) {
    let (class, milli) = if write >= read { ("wr", write) } else { ("rd", read) };
    (class, width(milli.div_ceil(1_000), most))
}

/// From the line to one row, as wide as what it used: to the ruler, or through the seam to the tiles that used it.
fn branch(branch: &Branch, (x, y): (i32, i32), ruler: i32) -> Html {
    let (class, w) = thread(branch.used, 9);
    let row = branch.row;
    let piece = |d: String, class: &'static str, w: i32| {
        html! { <path {d} class={classes!("flow", class)} stroke-width={w.to_string()}/> }
    };
    if branch.tiles.is_empty() {
        return html! { <>
            { piece(format!("M{x} {y}V{row}H{}", ruler + 3), class, w) }
            { tip(ruler + 11, row, Way::Right, class) }
        </> };
    }
    html! { <>
        { piece(format!("M{x} {y}V{row}"), class, w) }
        { for branch.tiles.iter().map(|&(tile, used)| {
            // A seam is as wide as four units.
            let (class, w) = thread(used, 4);
            piece(format!("M{x} {row}H{}", tile.middle().0), class, w)
        }) }
        { for branch.tiles.iter().map(|&(tile, used)| small_tip(tile, thread(used, 4).0)) }
    </> }
}

/// From the table down to the indexes of the first row, and to the stream.
fn falls(table: &TableView, plan: &Plan) -> Html {
    let row = plan.indexes.iter().map(|place| place.frame.y).min();
    let start = plan.frame.bottom();
    let index = |(view, place): (&IndexView, &super::layout::IndexSlot)| {
        let w = width(writes(view).div_ceil(1_000), 8);
        if w == 0 || Some(place.frame.y) != row || place.frame.right() < plan.frame.x + 24 {
            return None;
        }
        let x = (plan.frame.x + 12).max(place.frame.x + 24);
        let end = place.frame.y;
        Some(html! { <>
            <path d={format!("M{x} {start}V{}", end - 5)} class="flow ixl" stroke-width={w.to_string()}/>
            { tip(x, end, Way::Down, "ixl") }
        </> })
    };
    let stream = plan.stream.as_ref().filter(|_| table.traffic.1 > 0).map(|place| {
        let w = width(table.traffic.1, 8);
        let x = (plan.frame.right() - 12).min(place.frame.right() - 16);
        html! { <>
            <path d={format!("M{x} {start}V{}", place.frame.y - 5)} class="flow str" stroke-width={w.to_string()}/>
            { tip(x, place.frame.y, Way::Down, "str") }
        </> }
    });
    html! { <>{ for table.indexes.iter().filter(|view| view.global).zip(plan.indexes.iter().skip(locals(table))).filter_map(index) }{ for stream }</> }
}

/// Local indexes come first.
fn locals(table: &TableView) -> usize {
    table.indexes.iter().filter(|view| !view.global).count()
}

/// Milli-units that an index wrote in a second.
fn writes(view: &IndexView) -> u64 {
    view.partitions.iter().map(|partition| partition.lately.1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lab::view::CallSummary;

    #[test]
    fn widths_grow_by_doublings_and_end() {
        assert_eq!([0, 1, 30, 200, 5_000, 40_000].map(|much| width(much, 14)), [0, 1, 3, 5, 10, 13]);
        assert_eq!(width(1 << 40, 9), 9);
        assert_eq!(width(9, 0), 1);
    }

    #[test]
    fn a_thread_ends_at_the_tile_that_is_used() {
        let mut table =
            TableView { partitions: vec![lab::view::PartitionView::default(); 64], ..TableView::default() };
        table.partitions[2].lately = (0, 1_000, 0);
        table.partitions[63].lately = (0, 20_000, 0);
        let plan = crate::page::stage::layout::plan(848, &table, false, |_| false);
        let found = branches(&table, &plan);
        let ends: Vec<Vec<Rect>> =
            found.iter().map(|it| it.tiles.iter().map(|tile| tile.0).collect()).collect();
        assert_eq!(ends, [vec![plan.slots[2].at], vec![plan.slots[63].at]]);
        for (it, tile) in found.iter().zip([2, 63]) {
            assert!(
                plan.slots.iter().all(|slot| it.row <= slot.at.y || it.row >= slot.at.bottom()),
                "{it:?}"
            );
            assert!(it.row < plan.slots[tile].at.y && it.row > plan.slots[tile].at.y - 5);
        }
        // Rows of few partitions are met at their middle.
        table.partitions.truncate(4);
        let plan = crate::page::stage::layout::plan(848, &table, false, |_| false);
        let found = branches(&table, &plan);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].row, found[0].tiles.len()), (plan.slots[2].at.middle().1, 0));
    }

    #[test]
    fn lanes_lie_beside_each_other_around_the_line() {
        let lanes = lanes(&Flow { reads: 200, writes: 5_000, throttled: 30 });
        assert_eq!(lanes.iter().map(|it| it.0).collect::<Vec<_>>(), ["wr", "rd", "bad"]);
        for pair in lanes.windows(2) {
            assert!(pair[0].1 + pair[0].2 / 2 < pair[1].1 - pair[1].2 / 2 + 1, "{lanes:?}");
        }
        assert!(lanes.iter().all(|&(_, offset, w)| offset.abs() + w < 24), "{lanes:?}");
    }

    #[test]
    fn few_calls_and_what_somebody_does_now_are_shown_one_by_one() {
        let call = |id, at| CallDetail {
            summary: CallSummary { id, at, ..CallSummary::default() },
            ..CallDetail::default()
        };
        let table = TableView { traffic: (20, 10, 0), ..TableView::default() };
        assert_eq!(Flow::of(&table, Some(&call(7, 4_200_000)), 5_400_000), None);
        assert!(Flow::of(&table, Some(&call(7, 3_900_000)), 5_400_000).is_some(), "it is long over");
        assert_eq!(Flow::of(&TableView::default(), None, 5_400_000), None, "nothing comes");
        let table = TableView { traffic: (20, 10, 1), ..TableView::default() };
        let flow = Flow { reads: 20, writes: 10, throttled: 1 };
        assert_eq!(Flow::of(&table, None, 5_000_000), Some(flow));
        assert_eq!(Flow::of(&table, Some(&call(7, 4_999_999)), 5_400_000), Some(flow));
        assert_eq!(Flow::of(&table, Some(&call(7, 5_300_000)), 5_400_000), None);
        assert_eq!(Flow::of(&table, Some(&call(BY_ITSELF + 7, 5_300_000)), 5_400_000), Some(flow));
    }
}
