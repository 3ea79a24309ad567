//! The timeline: the clock, what moves the playhead, the rail of everything that happened, and the branches.

mod axis;
pub(crate) mod branches;
pub(crate) mod player;
mod rail;
mod warp;

use lab::protocol::Unit;
use lab::view::Snapshot;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use self::branches::Branches;
use self::player::SPEEDS;
use self::rail::Rail;
use self::warp::Warp;
use super::icons::icon;
use super::model::{Mode, Shared};
use super::shell::Hands;
use crate::words::clock;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TimelineProps {
    /// The present.
    pub(crate) picture: Shared<Snapshot>,
    pub(crate) mode: Mode,
    /// Whether the playhead moves by itself.
    pub(crate) playing: bool,
    pub(crate) rate: usize,
    /// The moment that is seen, if it isn't the present.
    pub(crate) at: Option<u64>,
    /// The call in focus: where it began.
    pub(crate) call: Option<u64>,
    /// The branch that is seen beside this one.
    pub(crate) beside: Option<AttrValue>,
}

/// What the keys of the timeline and the stage do.
pub(crate) fn key(hands: &Hands, event: &KeyboardEvent, props: &TimelineProps) -> bool {
    let player = &hands.player;
    let at = props.at.unwrap_or(props.picture.clock);
    let (name, far) = (event.key(), event.shift_key());
    let step = |back: bool, call: bool| {
        player.step(at, if call { Unit::Call } else { Unit::Event }, back);
    };
    match name.as_str() {
        " " => toggle(hands, props),
        "ArrowLeft" => step(true, far),
        "ArrowRight" => step(false, far),
        "," => step(true, false),
        "." => step(false, false),
        "<" | ";" | "PageUp" => step(true, true),
        ">" | ":" | "PageDown" => step(false, true),
        "Home" => player.seek(props.picture.earliest),
        "End" | "l" | "L" => player.live(),
        "[" | "]" => {
            let told = |mark: &&lab::view::RailMark| mark.kind != lab::view::RailKind::Call;
            let rail = &props.picture.rail;
            let found = if name == "[" {
                rail.iter().rev().filter(told).find(|mark| mark.at < at)
            } else {
                rail.iter().filter(told).find(|mark| mark.at > at)
            };
            if let Some(mark) = found {
                player.seek(mark.at);
            }
        }
        "f" | "F" if !event.ctrl_key() && !event.meta_key() => branches::fork(hands, props.at),
        _ => return false,
    }
    event.prevent_default();
    true
}

/// Plays, or stands still. In the present the latest call is played once more.
fn toggle(hands: &Hands, props: &TimelineProps) {
    let player = &hands.player;
    match (props.playing, props.mode) {
        (true, _) => player.pause(),
        (false, Mode::Live) => {
            if let Some(call) = props.call {
                player.play_from(call);
            }
        }
        (false, _) => player.play(),
    }
}

/// The timeline.
#[component]
pub(crate) fn Timeline(props: &TimelineProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let at = props.at.unwrap_or(props.picture.clock);
    let step = |name: &'static str, sign: &'static str, unit: Unit, back: bool, far: bool| {
        let player = hands.player.clone();
        let pressed = Callback::from(move |_: MouseEvent| player.step(at, unit, back));
        html! {
            <button class={classes!("btn", "sq", "bare", far.then_some("far"))} aria-label={name} title={name} onclick={pressed}>{ icon(sign) }</button>
        }
    };
    let (name, sign) = match (props.playing, props.mode) {
        (true, _) => ("Pause", "pause"),
        (false, Mode::Live) => ("Watch the latest call again", "play"),
        (false, _) => ("Play", "play"),
    };
    let play = {
        let (hands, props) = (hands.clone(), props.clone());
        Callback::from(move |_: MouseEvent| toggle(&hands, &props))
    };
    let rate = {
        let player = hands.player.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                player.set_rate(input.value().parse().unwrap_or_default());
            }
        })
    };
    let keys = {
        let (hands, props) = (hands.clone(), props.clone());
        Callback::from(move |event: KeyboardEvent| {
            key(&hands, &event, &props);
        })
    };
    let speed = &SPEEDS[props.rate.min(SPEEDS.len() - 1)];
    let (whole, micros) = (clock(at), format!("{:03}", at % 1_000));
    html! {
        <section class={classes!("timeline", (props.mode == Mode::Looking).then_some("past"))} aria-label="Timeline" data-region="timeline">
            <div class="transport">
                { step("The call before", "first", Unit::Call, true, true) }
                { step("A step back", "back", Unit::Event, true, false) }
                <button class="btn sq play" aria-label={name} title={name} onclick={play} data-testid="play"
                        disabled={props.call.is_none()}>{ icon(sign) }</button>
                { step("A step on", "on", Unit::Event, false, false) }
                { step("The next call", "last", Unit::Call, false, true) }
                <label class="speed">
                    <span class="mute">{ "slower" }</span>
                    <input type="range" min="0" max={(SPEEDS.len() - 1).to_string()} step="1" value={props.rate.to_string()}
                           oninput={rate} aria-label="Speed" aria-valuetext={speed.name}/>
                    <span class="mute">{ "faster" }</span>
                    <b>{ speed.name }</b>
                </label>
                <span class="time" data-testid="clock">
                    if props.mode == Mode::Looking { <span class="mute">{ "Looking at" }</span> }
                    <b>{ whole }</b><span class="mute">{ micros }</span>
                </span>
                { standing(props, &hands) }
                <span class="sp"></span>
                <Warp clock={props.picture.clock} disabled={props.mode == Mode::Looking}/>
                <Branches name={props.picture.branch.clone()} branches={props.picture.branches.clone()}
                          at={props.at} beside={props.beside.clone()} undo={props.picture.undo.clone()}
                          looking={props.mode == Mode::Looking}/>
            </div>
            <Rail picture={props.picture.clone()} {at} mode={props.mode} onkeydown={keys}/>
        </section>
    }
}

/// Whether this is the present, and the ways back to it.
fn standing(props: &TimelineProps, hands: &Hands) -> Html {
    match props.mode {
        Mode::Live => html! { <span class="live">{ "LIVE" }</span> },
        Mode::Following => {
            let player = hands.player.clone();
            let skip = Callback::from(move |_: MouseEvent| player.live());
            html! { <>
                <span class="live">{ "LIVE" }</span>
                <button class="btn small" onclick={skip} data-testid="skip">{ "Skip to the end" }</button>
            </> }
        }
        Mode::Looking => {
            let player = hands.player.clone();
            let back = Callback::from(move |_: MouseEvent| player.live());
            let (hands, at) = (hands.clone(), props.at);
            let fork = Callback::from(move |_: MouseEvent| branches::fork(&hands, at));
            html! { <>
                <button class="btn small go" onclick={back} data-testid="back-to-live">{ "Back to live" }</button>
                <button class="btn small" onclick={fork} data-testid="fork">{ "Fork here" }</button>
            </> }
        }
    }
}
