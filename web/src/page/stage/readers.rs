//! Who reads a stream: flags of iterators above a lane, and a row for each function below the lanes.

use lab::view::{MappingView, ShardView};
use yew::prelude::*;

use super::layout::{Measure, Rect};
use super::marks::{rect, text};
use crate::page::icons::sign;
use crate::page::model::{Action, Selection};
use crate::page::shell::Hands;
use crate::words::{count, cut, duration, number};

/// The flag of the iterator that goes last, with the time that is left, and how many there are.
#[inline(never)]
pub(super) fn flags(shard: &ShardView, x: i32, y: i32) -> Html {
    let Some(last) = shard.flags.iter().map(|flag| flag.left).max() else { return Html::default() };
    let left = duration(last.div_ceil(1_000_000) * 1_000_000);
    let words = match shard.flags.len() {
        1 => format!("iterator, {left} left"),
        n => format!("{n} iterators, {left} left"),
    };
    html! {
        <g class="flag" aria-label={format!("{words} of its 15 minutes")}>
            <path d={format!("M{x} {} v-11 l8 3 l-8 3", y + 1)} class="flag-mark"/>
            { text(x + 12, y - 2, "k", words) }
        </g>
    }
}

/// A batch that failed and waits: how many records, how often it was tried.
fn failing(it: &MappingView) -> Option<(u64, u32)> {
    let batches = it.places.iter().flat_map(|place| &place.batches);
    batches.filter(|batch| !batch.2.is_empty()).map(|batch| (batch.0, batch.1)).next()
}

/// How a mapping stands.
fn state(it: &MappingView) -> String {
    let waiting: u64 = it.places.iter().map(|place| place.waiting).sum();
    let lag = it.places.iter().map(|place| place.lag).max().unwrap_or(0);
    let batches: usize = it.places.iter().map(|place| place.batches.len()).sum();
    match (it.state.as_str(), failing(it), waiting) {
        ("Enabled", Some((records, attempt)), _) => {
            format!(
                "batch of {} failed {}, waits",
                number(records),
                count(u64::from(attempt), "time", "times")
            )
        }
        ("Enabled", None, 0) => format!("{} done", number(it.done)),
        ("Enabled", None, waiting) => {
            let beside = match batches {
                0 | 1 => String::new(),
                several => format!("{several} batches at once, "),
            };
            format!("{beside}{} waiting, {} behind", number(waiting), duration(lag))
        }
        (state, ..) => state.to_owned(),
    }
}

/// What became of records that the function has not done.
fn lost(it: &MappingView) -> String {
    let parts = [
        (it.filtered, format!("{} left out by the filter", number(it.filtered))),
        (it.given_up, format!("{} given up", number(it.given_up))),
        (it.failure_count, format!("{} in its queue", count(it.failure_count, "message", "messages"))),
    ];
    parts.into_iter().filter(|part| part.0 > 0).map(|part| part.1).collect::<Vec<_>>().join(", ")
}

/// A function's row.
#[inline(never)]
pub(super) fn function(it: &MappingView, at: Rect, measure: Measure, chosen: bool, hands: &Hands) -> Html {
    let selection = Selection::Mapping { uuid: it.uuid.clone() };
    let press = hands.on(move || Action::Select(selection.clone()));
    let state = state(it);
    let lost = lost(it);
    let bad = failing(it).is_some();
    let room = usize::try_from((at.w - 40 - measure.text(&state)).max(60) / 8).unwrap_or(12);
    let seen = cut(&it.function, room);
    // It begins with what is seen, in that order.
    let parts = ["λ", &seen, &state, &lost].into_iter().filter(|part| !part.is_empty());
    let mut label = format!("Function {}. {}", parts.collect::<Vec<_>>().join(" "), it.does);
    if seen != it.function {
        label = format!("{label} In full {}.", it.function);
    }
    html! {
        <g class="press of-streams" role="button" tabindex="-1" data-mark="" data-about={format!("mapping:{}", it.uuid)} aria-label={label.clone()}
           onclick={press} key={it.uuid.clone()}>
            <title>{ label }</title>
            { rect(at, 4, if bad { "card late" } else { "card" }) }
            <text x={(at.x + if bad { 22 } else { 9 }).to_string()} y={(at.y + 17).to_string()}>
                <tspan class="h">{ "λ " }</tspan><tspan class="h">{ seen }</tspan>
            </text>
            // Words for ears, too.
            { " " }
            if bad { { sign("bolt", at.x + 8, at.y + 7, 11, "bad-f") } }
            <text x={(at.right() - 9).to_string()} y={(at.y + 17).to_string()} class={if bad { "e bt" } else { "e k" }}>{ state }</text>
            if !lost.is_empty() {
                { " " }
                { text(at.x + 9, at.y + 33, "k", cut(&lost, (at.w / 6) as usize)) }
            }
            if chosen {
                { rect(Rect { x: at.x - 2, y: at.y - 2, w: at.w + 4, h: at.h + 4 }, 5, "sel") }
            }
        </g>
    }
}

#[cfg(test)]
mod tests {
    use lab::view::PlaceView;

    use super::*;

    #[test]
    fn a_row_tells_records_from_messages_and_batches_from_each_other() {
        let batch = (2, 1, String::new());
        let place = PlaceView {
            waiting: 9,
            lag: 2_500_000,
            batches: vec![batch.clone(), batch],
            ..PlaceView::default()
        };
        let mut it =
            MappingView { state: "Enabled".to_owned(), places: vec![place], ..MappingView::default() };
        assert_eq!(
            (state(&it).as_str(), lost(&it).as_str()),
            ("2 batches at once, 9 waiting, 2.50 s behind", "")
        );
        (it.filtered, it.given_up, it.failure_count) = (4, 3, 1);
        assert_eq!(lost(&it), "4 left out by the filter, 3 given up, 1 message in its queue");
        it.places[0].batches[1] = (2, 2, "no".to_owned());
        assert_eq!(state(&it), "batch of 2 failed 2 times, waits");
    }
}
