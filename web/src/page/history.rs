//! The history: the calls this world has seen, latest first; those that the reader keeps stand above the others.

use std::collections::BTreeSet;

use lab::protocol::{Reply, Request};
use lab::view::{CallSummary, Snapshot};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icons::icon;
use super::model::{Action, DockTab, Shared};
use super::shell::{Hands, TypeIn};
use crate::words::{capacity, clock, count, duration, number};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HistoryProps {
    pub(crate) picture: Shared<Snapshot>,
    /// The call in focus.
    pub(crate) chosen: Option<u64>,
    /// Calls that stay at the top.
    pub(crate) kept: Shared<BTreeSet<u64>>,
}

/// The history.
#[component]
pub(crate) fn History(props: &HistoryProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let filter = use_state(String::new);
    let oninput = {
        let filter = filter.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
                filter.set(input.value().to_ascii_lowercase());
            }
        })
    };
    let picture = &props.picture;
    let fits = |call: &&CallSummary| {
        let text =
            format!("{} {} {}", call.operation, call.target, call.error.as_deref().unwrap_or_default())
                .to_ascii_lowercase();
        filter.split_whitespace().all(|word| text.contains(word))
    };
    let older = picture.call_count.saturating_sub(picture.calls.len() as u64);
    let calls = |kept: bool| {
        let calls = picture.calls.iter().rev().filter(fits);
        calls.filter(move |call| props.kept.contains(&call.id) == kept)
    };
    let line =
        |call: &CallSummary| row(call, props.chosen == Some(call.id), props.kept.contains(&call.id), &hands);
    html! {
        <div class="past" data-testid="history">
            if picture.calls.is_empty() {
                <p class="quiet">{ "No calls yet." }</p>
            } else {
                <input class="filter" type="search" placeholder="Filter by operation, table or error" aria-label="Filter the history" {oninput}/>
                <table>
                    <thead><tr><th>{ "#" }</th><th>{ "Operation" }</th><th>{ "Table" }</th><th>{ "At" }</th><th>{ "Took" }</th><th>{ "Cost" }</th><th class="grow">{ "Outcome" }</th><th><span class="unseen">{ "What can be done" }</span></th></tr></thead>
                    <tbody>{ for calls(true).map(line) }{ for calls(false).map(line) }</tbody>
                </table>
                if older > 0 { <p class="quiet">{ format!("and {} before these", count(older, "call", "calls")) }</p> }
            }
        </div>
    }
}

fn row(call: &CallSummary, on: bool, kept: bool, hands: &Hands) -> Html {
    let id = call.id;
    let press = hands.on(move || Action::Pin(id));
    let keep = hands.on(move || Action::Keep(id));
    let what = format!("{} {}", call.operation, number(id));
    html! {
        <tr key={id} class={classes!(on.then_some("on"), kept.then_some("kept"))}>
            <td class="mono">{ number(id) }</td>
            <td><button class="link" onclick={press} aria-current={on.then_some("true")}>{ &call.operation }</button></td>
            <td>{ &call.target }</td>
            <td class="mono">{ clock(call.at) }</td>
            <td class="mono">{ duration(call.latency) }</td>
            <td class="mono">{ capacity(call.units) }</td>
            <td class="grow">{ match &call.error {
                Some(name) => html! { <span class="tag bad">{ name }</span> },
                None if call.stale => html! { <><span class="tag ok">{ "200" }</span>{ " " }<span class="tag w">{ "stale" }</span></> },
                None => html! { <span class="tag ok">{ "200" }</span> },
            } }</td>
            <td>
                <button class="btn sq small" aria-pressed={kept.to_string()} title="Keep at the top" aria-label={format!("Keep {what} at the top")} onclick={keep}>{ icon("pin") }</button>
                <button class="link again" title="Make this call again, now" aria-label={format!("Make {what} again")} onclick={again(hands, id)}>{ "Again" }</button>
            </td>
        </tr>
    }
}

/// Makes a call again as if it were typed now.
fn again(hands: &Hands, id: u64) -> Callback<MouseEvent> {
    let hands = hands.clone();
    Callback::from(move |_: MouseEvent| {
        let hands = hands.clone();
        spawn_local(async move {
            let Ok(Reply::Notations(shown)) = hands.bridge.ask(Request::Notations(id)).await else { return };
            // The AWS CLI has no words for some requests; JSON has for all.
            let typed = ["AWS CLI", "JSON"]
                .iter()
                .find_map(|name| shown.iter().find(|notation| notation.name == *name)?.code.as_ref().ok());
            if let Some(text) = typed {
                hands.dispatch.dispatch(Action::Dock(DockTab::Console));
                hands.type_in(TypeIn::Run(text.clone()));
            }
        });
    })
}
