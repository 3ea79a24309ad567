//! Under the input: what to know before it runs, what would make it better, and the request in other notations.

use gloo::timers::callback::Timeout;
use lab::protocol::{Checked, Reply, Request, Warning};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::page::forms::NotationTabs;
use crate::page::icons::icon;
use crate::page::shell::Hands;

/// Milliseconds of rest before the engine is asked.
const ASK_AFTER: u32 = 140;

/// Mends a text: a byte range and what to put there.
type Mend = Callback<((u32, u32), String)>;

/// The warnings, each with its way out.
pub(super) fn warnings(known: &[Warning], mend: &Mend) -> Html {
    html! { <>{ for known.iter().map(|warning| html! {
        <p class="warning" role="status">{ icon("fault") }<span>{ &warning.text }</span>{ for warning.fix.clone().map(|fix| fixer(mend, fix)) }</p>
    }) }</> }
}

/// The first change that would mend a text or make it better.
pub(super) fn first_fix(found: &Checked) -> Option<((u32, u32), String)> {
    let fault = found.error.as_ref().or(found.forecast.refused.as_ref());
    match fault {
        Some(fault) => fault.at.zip(fault.fix.clone()),
        None => found.forecast.warnings.iter().find_map(|warning| warning.fix.clone()),
    }
}

/// Takes a piece of advice.
fn fixer(mend: &Mend, fix: ((u32, u32), String)) -> Html {
    let mend = mend.clone();
    let press = Callback::from(move |_: MouseEvent| mend.emit(fix.clone()));
    // Pressing must not take the focus from the text.
    let hold = Callback::from(|event: MouseEvent| event.prevent_default());
    html! { <button class="btn small" onclick={press} onmousedown={hold}>{ "Make it a Query" }<kbd class="keys">{ "Ctrl ." }</kbd></button> }
}

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ShowAsProps {
    pub(super) text: String,
}

/// [`ShowAs`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(super) fn show_as(text: String) -> Html {
    html! { <ShowAs {text}/> }
}

/// What is typed, in every notation.
#[component]
pub(super) fn ShowAs(props: &ShowAsProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let shown = use_state(Vec::new);
    {
        let shown = shown.clone();
        use_effect_with(props.text.clone(), move |text| {
            let text = text.clone();
            let timer = Timeout::new(ASK_AFTER, move || {
                spawn_local(async move {
                    if let Ok(Reply::Notations(found)) = hands.bridge.ask(Request::ShowAs { text }).await {
                        shown.set(found);
                    }
                });
            });
            move || drop(timer)
        });
    }
    if shown.is_empty() {
        return html! { <p class="mute">{ "Only requests can be shown in other notations." }</p> };
    }
    html! { <div class="preview"><NotationTabs notations={(*shown).clone()}/></div> }
}
