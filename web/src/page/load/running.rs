//! Workloads that run, and the latest that are over.

use lab::load::LoadView;
use lab::protocol::Request;
use yew::prelude::*;

use super::{LoadProps, chart, for_time};
use crate::page::icons::icon;
use crate::page::shell::Hands;
use crate::words::{duration, number, units, word};

/// Workloads that are shown.
const SHOWN: usize = 6;

pub(super) fn running(loads: &[LoadView], props: &LoadProps, hands: &Hands) -> Html {
    if loads.is_empty() {
        return html! { <>
            <h2>{ "Workloads" }</h2>
            <p class="mute">{ "None yet. A workload goes on as time passes: begin one, then play some seconds of it." }</p>
        </> };
    }
    let run = |text: String| {
        let hands = hands.clone();
        Callback::from(move |_: MouseEvent| hands.bridge.tell(Request::Run { text: text.clone() }))
    };
    let pause = {
        let hands = hands.clone();
        Callback::from(move |_: MouseEvent| hands.bridge.tell(Request::Stop))
    };
    let alive = loads.iter().any(|load| load.running || load.under_way > 0);
    let locked = props.looking;
    html! { <>
        <div class="load-bar">
            <h2>{ "Workloads" }</h2>
            <span class="sp"></span>
            if props.busy {
                <button class="btn small" onclick={pause}>{ icon("pause") }{ "Pause" }</button>
            } else if alive {
                { for ["1s", "10s", "60s"].map(|time| html! {
                    <button class="btn small" disabled={locked} onclick={run(format!("lab advance {time}"))}>
                        { icon("play") }{ time }
                    </button>
                }) }
            }
        </div>
        <ul class="load-list">{ for loads.iter().take(SHOWN).map(|load| one(load, props, locked, &run)) }</ul>
        if loads.len() > SHOWN { <p class="mute">{ format!("and {} that are over", loads.len() - SHOWN) }</p> }
    </> }
}

fn one(
    load: &LoadView,
    props: &LoadProps,
    locked: bool,
    run: &impl Fn(String) -> Callback<MouseEvent>,
) -> Html {
    let end = load.started.saturating_add(load.lasts);
    let state = if load.running {
        format!("{} to go", for_time(end.saturating_sub(props.clock)))
    } else if load.stopped {
        "stopped".to_owned()
    } else if load.under_way > 0 {
        "over, but for what is under way".to_owned()
    } else {
        "over".to_owned()
    };
    let figure = |name: &str, value: u64, class: &'static str| {
        if value == 0 {
            return html! {};
        }
        html! { <div class={class}><dt>{ name.to_owned() }</dt><dd>{ number(value) }</dd></div> }
    };
    let title = format!("The workload {}", load.name);
    html! {
        <li class={classes!("load-one", load.running.then_some("is-on"))} aria-label={title}>
            <div class="load-bar">
                <b>{ &load.name }</b><span class="mute">{ format!("on {}, {state}", load.table) }</span>
                <span class="sp"></span>
                if load.running {
                    <button class="btn small" disabled={locked} onclick={run(format!("lab workload stop {}", word(&load.name)))}>{ "Stop" }</button>
                } else {
                    <button class="link" disabled={locked || props.busy} onclick={run(again(&load.line))}>{ "Begin again" }</button>
                }
            </div>
            { chart::chart(load) }
            <dl class="load-figures">
                { figure("operations", load.offered, "") }
                { figure("succeeded", load.succeeded, "is-ok") }
                { figure("given up", load.given_up, "is-bad") }
                { figure("failed otherwise", load.failed, "is-bad") }
                { figure("dropped", load.dropped, "is-bad") }
                { figure("under way", load.under_way, "") }
                { figure("calls", load.calls, "") }
                { figure("throttled calls", load.throttled, "is-bad") }
                { figure("retries", load.retries, "") }
            </dl>
            if let Some((half, most)) = load.within {
                <p class="mute">{ format!("Half were done within {}, 99 of 100 within {}.", duration(half), duration(most)) }</p>
            }
            if let Some(allowed) = load.allowed {
                <p class="mute">{ format!("Its clients allow themselves {} calls a second.", units(allowed)) }</p>
            }
        </li>
    }
}

/// The command without its name, which may be taken.
fn again(line: &str) -> String {
    match line.split_once(" --name ") {
        Some((front, back)) => {
            let poisson = if back.ends_with(" --poisson") { " --poisson" } else { "" };
            format!("{front}{poisson}")
        }
        None => line.to_owned(),
    }
}
