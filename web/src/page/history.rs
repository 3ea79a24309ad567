//! The history: the calls this world has seen, latest first.

use lab::view::{CallSummary, Snapshot};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::model::{Action, Shared};
use super::shell::Hands;
use crate::words::{capacity, clock, count, duration, number};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HistoryProps {
    pub(crate) picture: Shared<Snapshot>,
    /// The call in focus.
    pub(crate) chosen: Option<u64>,
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
    html! {
        <div class="past" data-testid="history">
            if picture.calls.is_empty() {
                <p class="quiet">{ "No calls yet." }</p>
            } else {
                <input class="filter" type="search" placeholder="Filter by operation, table or error" aria-label="Filter the history" {oninput}/>
                <table>
                    <thead><tr><th>{ "#" }</th><th>{ "Operation" }</th><th>{ "Table" }</th><th>{ "At" }</th><th>{ "Took" }</th><th>{ "Cost" }</th><th class="grow">{ "Outcome" }</th></tr></thead>
                    <tbody>{ for picture.calls.iter().rev().filter(fits).map(|call| row(call, props.chosen == Some(call.id), &hands)) }</tbody>
                </table>
                if older > 0 { <p class="quiet">{ format!("and {} before these", count(older, "call", "calls")) }</p> }
            }
        </div>
    }
}

fn row(call: &CallSummary, on: bool, hands: &Hands) -> Html {
    let id = call.id;
    let press = hands.on(move || Action::Pin(id));
    html! {
        <tr key={id} class={on.then_some("on")}>
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
        </tr>
    }
}
