//! A call's request as AWS CLI, JSON, `PartiQL` and code, to copy or to change in the console.

use lab::protocol::{Notation, Reply, Request};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::window;
use yew::prelude::*;

use crate::page::model::{Action, DockTab, Pane};
use crate::page::shell::{Hands, TypeIn};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct NotationsProps {
    pub(super) call: u64,
}

/// [`Notations`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(super) fn notations(call: u64) -> Html {
    html! { <Notations key={call} {call}/> }
}

/// The request in every notation.
#[component]
pub(super) fn Notations(props: &NotationsProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let shown = use_state(|| None::<Vec<Notation>>);
    {
        let (shown, hands) = (shown.clone(), hands.clone());
        use_effect_with(props.call, move |call| {
            let call = *call;
            spawn_local(async move {
                let found = match hands.bridge.ask(Request::Notations(call)).await {
                    Ok(Reply::Notations(found)) => found,
                    _ => Vec::new(),
                };
                shown.set(Some(found));
            });
        });
    }
    match &*shown {
        None => html! { <section class="sec"><p role="status">{ "Writing it down…" }</p></section> },
        Some(all) if all.is_empty() => {
            html! { <section class="sec"><p role="status">{ "This call is too old to be shown." }</p></section> }
        }
        Some(all) => html! { <>{ for all.iter().map(|notation| html! {
            <Block key={notation.name.clone()} notation={notation.clone()}/>
        }) }</> },
    }
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct BlockProps {
    pub(crate) notation: Notation,
    /// Whether its name is said elsewhere.
    #[prop_or_default]
    pub(crate) bare: bool,
}

/// One notation, with what can be done with it.
#[component]
pub(crate) fn Block(props: &BlockProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let copied = use_state(|| false);
    let Notation { name, code } = &props.notation;
    let code = match code {
        Ok(code) => code,
        Err(why) => {
            return html! { <section class="sec">if !props.bare { <h2>{ name }</h2> }<p>{ why }</p></section> };
        }
    };
    let copy = {
        let (copied, code) = (copied.clone(), code.clone());
        Callback::from(move |_: MouseEvent| {
            let (copied, code) = (copied.clone(), code.clone());
            spawn_local(async move {
                let Some(window) = window() else { return };
                let done = JsFuture::from(window.navigator().clipboard().write_text(&code)).await;
                copied.set(done.is_ok());
            });
        })
    };
    // What the console reads can be changed there.
    let place = matches!(name.as_str(), "AWS CLI" | "JSON" | "PartiQL").then(|| {
        let (hands, code) = (hands.clone(), code.clone());
        let press = Callback::from(move |_: MouseEvent| {
            for action in [Action::Form(None), Action::Dock(DockTab::Console), Action::Pane(Pane::Console)] {
                hands.dispatch.dispatch(action);
            }
            hands.type_in(TypeIn::Place(code.clone()));
        });
        html! { <button class="btn small" aria-label={format!("Edit the {name} in the console")} onclick={press}>{ "Edit" }</button> }
    });
    // What is laid out in levels keeps its lines; a command is one line, however long.
    let layered = !matches!(name.as_str(), "AWS CLI" | "PartiQL");
    let deeds = html! { <>
        <span class="sp"></span>
        <button class="btn small" aria-label={format!("Copy the {name}")} onclick={copy}>{ if *copied { "Copied" } else { "Copy" } }</button>
        { place.unwrap_or_default() }
    </> };
    html! {
        <section class="sec">
            if props.bare { <div class="line">{ deeds }</div> } else { <h2>{ name }{ deeds }</h2> }
            <pre class={classes!("body", layered.then_some("code"))} tabindex="0">{ code }</pre>
        </section>
    }
}
