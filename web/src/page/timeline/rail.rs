//! The rail: everything that happened, from left to right, and the playhead's handle.

use lab::view::{RailKind, RailMark, Snapshot};
use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::axis::{Axis, WHOLE};
use crate::page::icons::sign;
use crate::page::model::{Mode, Shared};
use crate::page::shell::Hands;
use crate::words::{clock, count, number, span};

/// Ticks with a time under the rail.
const TICKS: u64 = 6;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct RailProps {
    pub(super) picture: Shared<Snapshot>,
    /// The playhead.
    pub(super) at: u64,
    pub(super) mode: Mode,
    pub(super) onkeydown: Callback<KeyboardEvent>,
}

/// The rail.
#[component]
pub(super) fn Rail(props: &RailProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let dragging = use_mut_ref(|| false);
    let picture = &props.picture;
    let to = picture.clock.max(props.at);
    let axis = use_memo((picture.clone(), to), |(picture, to)| {
        Axis::new(picture.earliest, *to, picture.rail.iter().map(|mark| mark.at))
    });
    let seek = {
        let (player, axis, live) = (hands.player.clone(), axis.clone(), picture.clock);
        move |event: &PointerEvent| {
            let Some(rail) = event.current_target().and_then(|it| it.dyn_into::<Element>().ok()) else {
                return;
            };
            let line = rail.get_bounding_client_rect();
            let x = (f64::from(event.client_x()) - line.left()) / line.width().max(1.0);
            let at = axis.moment((x.clamp(0.0, 1.0) * WHOLE as f64) as u64);
            if at >= live { player.live() } else { player.seek(at) }
        }
    };
    let down = {
        let (dragging, seek) = (dragging.clone(), seek.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                *dragging.borrow_mut() = true;
                if let Some(rail) = event.current_target().and_then(|it| it.dyn_into::<Element>().ok()) {
                    rail.set_pointer_capture(event.pointer_id()).ok();
                }
                seek(&event);
            }
        })
    };
    let moved = {
        let dragging = dragging.clone();
        Callback::from(move |event: PointerEvent| {
            if *dragging.borrow() {
                seek(&event);
            }
        })
    };
    let up = Callback::from(move |_: PointerEvent| *dragging.borrow_mut() = false);
    let percent = |place: u64| format!("{}.{:02}%", place * 100 / WHOLE, place * 10_000 / WHOLE % 100);
    let here = axis.place(props.at);
    let whole = clock(props.at);
    let said = if props.mode == Mode::Looking { whole } else { format!("{whole}, live") };
    html! {
        <div class="rail" role="slider" tabindex="0" aria-label="Playhead" data-testid="rail" data-first=""
             aria-valuemin={millis(picture.earliest)} aria-valuemax={millis(to)} aria-valuenow={millis(props.at)}
             aria-valuetext={said} onkeydown={props.onkeydown.clone()}
             onpointerdown={down} onpointermove={moved} onpointerup={up.clone()} onpointercancel={up}>
            <svg width="100%" height="34" aria-hidden="true">
                <line class="way" x1="0" x2="100%" y1="11" y2="11"/>
                <line class="way past" x1="0" x2={percent(here)} y1="11" y2="11"/>
                { for axis.breaks().into_iter().map(|(from, to, _)| html! { <svg x={percent(u64::midpoint(from, to))} overflow="visible">
                    <rect class="gap" x="-6" y="5" width="12" height="12"/>
                    <path class="break" d="M-4 17l4 -12M0 17l4 -12"/>
                </svg> }) }
                { for ticks(&axis).into_iter().map(|(place, _)| html! { <svg x={percent(place)} overflow="visible"><path class="tick" d="M0 14v4"/></svg> }) }
                { for labels(&axis, room()).into_iter().map(|(place, text)| html! { <svg x={percent(place)} overflow="visible">
                    <text class={if place == 0 { "" } else if place == WHOLE { "e" } else { "c" }} y="32">{ text }</text>
                </svg> }) }
                { for picture.rail.iter().map(|it| html! { <svg x={percent(axis.place(it.at))} overflow="visible">{ mark(it) }</svg> }) }
                <svg x={percent(here)} overflow="visible" class="head">
                    <path d="M0 4v30"/><path class="grip" d="M-6 0h12v9l-6 6l-6 -6z"/>
                </svg>
            </svg>
        </div>
    }
}

fn millis(at: u64) -> String {
    (at / 1000).to_string()
}

/// Moments at even places, away from the stretches that are drawn short.
fn ticks(axis: &Axis) -> Vec<(u64, u64)> {
    let breaks = axis.breaks();
    let free = |place: &u64| breaks.iter().all(|(from, to, _)| place <= from || place >= to);
    let mut ticks: Vec<(u64, u64)> = (0..=TICKS)
        .map(|i| i * WHOLE / TICKS)
        .filter(free)
        .map(|place| (place, axis.moment(place)))
        .collect();
    // Two that would say the same say it once.
    ticks.dedup_by_key(|(_, at)| *at / 1_000_000);
    ticks
}

/// What one text under the axis needs, as a share of it: about 60 pixels of a window's width.
fn room() -> u64 {
    let width = web_sys::window().and_then(|it| it.inner_width().ok()).and_then(|it| it.as_f64());
    (60.0 / width.unwrap_or(1_280.0).max(320.0) * WHOLE as f64) as u64
}

/// The texts under the axis: how long the shortened stretches are, the longest first, then times; one that would touch
/// another is left out.
fn labels(axis: &Axis, room: u64) -> Vec<(u64, String)> {
    let mut gaps = axis.breaks();
    value::sort_by_key(&mut gaps, |(from, _, gap)| (u64::MAX - gap, *from));
    let gaps = gaps.into_iter().map(|(from, to, gap)| (u64::midpoint(from, to), span(gap)));
    let times = ticks(axis).into_iter().map(|(place, at)| (place, short(at)));
    let mut taken: Vec<(u64, String)> = Vec::new();
    for (place, text) in gaps.chain(times) {
        // Those at the ends begin or end there.
        let middle = place.clamp(room / 2, WHOLE.saturating_sub(room / 2));
        let free = |other: u64| middle.abs_diff(other.clamp(room / 2, WHOLE - room / 2)) >= room;
        if taken.iter().all(|(other, _)| free(*other)) {
            taken.push((place, text));
        }
    }
    taken
}

/// `00:21`, or `48:00:21` from an hour on.
fn short(at: u64) -> String {
    let seconds = at / 1_000_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

fn mark(mark: &RailMark) -> Html {
    let whole = clock(mark.at);
    let (what, drawn) = match mark.kind {
        RailKind::Call => ("call", html! { <circle class="dot" cy="11" r="3"/> }),
        RailKind::Setting => ("setting", html! { <path class="set" d="M0 6l5 5l-5 5l-5 -5z"/> }),
        RailKind::Expiry => ("expired item", sign("glass", -6, 5, 12, "k-f")),
        RailKind::Failed => ("refused call", sign("fault", -6, 4, 13, "bad-f")),
        RailKind::Throttle => ("throttled request", sign("bolt", -6, 4, 13, "bad-f")),
        RailKind::Fault => {
            ("fault", html! { <text class="bad-f" text-anchor="middle" y="15" font-size="13">{ "☇" }</text> })
        }
        RailKind::Split => ("split", sign("cut", -6, 4, 13, "k-f")),
    };
    let title = match (mark.kind, mark.count) {
        (RailKind::Call | RailKind::Failed, 1) => format!("Call {}, {what}, {whole}", number(mark.call)),
        (_, many) => format!("{}, {whole}", count(many, what, &format!("{what}s"))),
    };
    html! { <g class={if mark.count > 1 { "many" } else { "" }}><title>{ title }</title>{ drawn }</g> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_under_the_axis_do_not_touch() {
        // A call every hour, forty times, and two days at the end.
        let marks: Vec<u64> = (0..40).map(|n| n * 3_600_000_000).collect();
        let end = 40 * 3_600_000_000 + 48 * 3_600_000_000;
        let axis = Axis::new(0, end, marks);
        assert_eq!(axis.breaks().len(), 40);
        for room in [4_000, 17_000] {
            let labels = labels(&axis, room);
            assert!(labels.iter().any(|(_, text)| text.contains("49")), "the longest is told: {labels:?}");
            let mut places: Vec<u64> = labels.iter().map(|(place, _)| *place).collect();
            places.sort_unstable();
            assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= room / 2), "{labels:?}");
            assert!(labels.len() as u64 <= WHOLE / room + 2, "{labels:?}");
        }
    }
}
