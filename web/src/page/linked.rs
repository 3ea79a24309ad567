//! What came with a link: a summary, and what can be done with it.

use lab::protocol::{Linked, Notice, Request, WorldOrder};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::icons::icon;
use super::model::Action;
use super::shell::Hands;
use crate::words::{clock, count};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct SummaryProps {
    pub(crate) linked: Linked,
}

/// [`Summary`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(crate) fn summary(props: SummaryProps) -> Html {
    html! { <Summary ..props/> }
}

/// The summary of a world that came with a link.
#[component]
pub(crate) fn Summary(props: &SummaryProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let linked = &props.linked;
    let explore = hands.on(|| Action::Explore);
    let play = {
        let hands = hands.clone();
        Callback::from(move |_: MouseEvent| {
            hands.dispatch.dispatch(Action::Explore);
            hands.player.play_from(0);
        })
    };
    let copy = {
        let hands = hands.clone();
        Callback::from(move |_: MouseEvent| keep(&hands, false))
    };
    let tables = match linked.tables.as_slice() {
        [] => "no tables".to_owned(),
        [one] => format!("the table {one}"),
        some @ [first, second, ..] if some.len() <= 3 => {
            let third = some.get(2).map(|third| format!(" and {third}")).unwrap_or_default();
            format!("the tables {first}{} {second}{third}", if third.is_empty() { " and" } else { "," })
        }
        [first, second, rest @ ..] => {
            format!("the tables {first}, {second} and {} more", rest.len())
        }
    };
    html! {
        <section class="linked" aria-label="A world by link" data-region="linked">
            <div>
                <h2>{ &linked.name }</h2>
                <p>{ format!("A world by link: {tables} with {}, made by {} until {}. It isn't stored here, and your own worlds stay as they are.",
                             count(linked.items, "item", "items"), count(linked.calls, "call", "calls"), clock(linked.clock)) }</p>
            </div>
            <div class="row">
                <button class="btn go" data-first="" onclick={play} disabled={linked.calls == 0}>{ icon("play") }{ "Play" }</button>
                <button class="btn" onclick={explore}>{ "Explore" }</button>
                <button class="btn" onclick={copy}>{ "Copy to my worlds" }</button>
            </div>
        </section>
    }
}

/// Stores the world that came with a link as one of the reader's own.
pub(crate) fn keep(hands: &Hands, take_over: bool) {
    let hands = hands.clone();
    spawn_local(async move {
        let order = WorldOrder::Keep { take_over };
        let notice = match hands.bridge.ask(Request::World(order)).await {
            Ok(_) => {
                super::forget_link();
                Notice {
                    code: "kept".to_owned(),
                    text: "This world is one of yours now, and saved.".to_owned(),
                }
            }
            Err(fault) if fault.name == "SecondTab" => Notice {
                code: "keep-second-tab".to_owned(),
                text: format!("Not copied yet: {}", fault.message),
            },
            Err(fault) => {
                Notice { code: "keep-error".to_owned(), text: format!("Not copied: {}", fault.message) }
            }
        };
        hands.dispatch.dispatch(Action::Tell(notice));
    });
}
