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

/// A function's row.
pub(super) fn function(it: &MappingView, at: Rect, measure: Measure, chosen: bool, hands: &Hands) -> Html {
    let selection = Selection::Mapping { uuid: it.uuid.clone() };
    let press = hands.on(move || Action::Select(selection.clone()));
    let waiting: u64 = it.places.iter().map(|place| place.waiting).sum();
    let lag = it.places.iter().map(|place| place.lag).max().unwrap_or(0);
    let failing = it.places.iter().flat_map(|place| &place.batches).find(|batch| !batch.2.is_empty());
    let state = match (it.state.as_str(), failing, waiting) {
        ("Enabled", Some((records, attempt, _)), _) => {
            format!(
                "batch of {} failed {}, waits",
                number(*records),
                count(u64::from(*attempt), "time", "times")
            )
        }
        ("Enabled", None, 0) => format!("{} done", number(it.done)),
        ("Enabled", None, waiting) => format!("{} waiting, {} behind", number(waiting), duration(lag)),
        (state, ..) => state.to_owned(),
    };
    let queue = match it.failure_count {
        0 => String::new(),
        n => format!("{} in the failure queue", number(n)),
    };
    let bad = failing.is_some();
    let room = usize::try_from((at.w - 40 - measure.text(&state)).max(60) / 8).unwrap_or(12);
    let seen = cut(&it.function, room);
    // It begins with what is seen, in that order.
    let parts = ["λ", &seen, &state, &queue].into_iter().filter(|part| !part.is_empty());
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
            if !queue.is_empty() {
                { " " }
                { text(at.x + 9, at.y + 33, "k", queue) }
            }
            if chosen {
                { rect(Rect { x: at.x - 2, y: at.y - 2, w: at.w + 4, h: at.h + 4 }, 5, "sel") }
            }
        </g>
    }
}
