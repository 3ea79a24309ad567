//! The tab of faults: what can go wrong, what is going wrong, and what is still true all the same.

mod form;
mod kinds;

use std::rc::Rc;
use std::time::Duration;

use lab::chaos::{ChaosView, FaultView, TruthView};
use lab::protocol::{Reply, Request};
use lab::view::TableView;
use wasm_bindgen_futures::spawn_local;
use yew::platform::time::sleep;
use yew::prelude::*;

use self::form::Form;
use super::icons::icon;
use super::model::Shared;
use super::shell::{Hands, TypeIn};
use crate::words::{clock, word};

/// Between two looks while things change.
const PAUSE: Duration = Duration::from_millis(250);

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ChaosProps {
    /// The table on the stage.
    pub(crate) table: Option<Shared<TableView>>,
    /// Rises as the world changes.
    pub(crate) world: u64,
    /// Whether the stage looks at the past: then nothing can be done.
    pub(crate) locked: bool,
}

/// The tab.
#[component]
pub(crate) fn Chaos(props: &ChaosProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let view = use_state(|| None::<Rc<ChaosView>>);
    let words =
        use_state(|| vec!["az-loss".to_owned(), "b".to_owned(), "--for".to_owned(), "15s".to_owned()]);
    use_look(&hands, &view, (*words).clone(), props.world);
    let Some(seen) = (*view).clone() else {
        return html! { <p class="quiet past" aria-busy="true">{ "Looking at what can go wrong …" }</p> };
    };
    let change = {
        let words = words.clone();
        Callback::from(move |next: Vec<String>| words.set(next))
    };
    let start = {
        let (hands, words) = (hands.clone(), words.clone());
        Callback::from(move |_: MouseEvent| {
            let text = words.iter().map(|text| word(text)).collect::<Vec<_>>().join(" ");
            hands.type_in(TypeIn::Run(format!("lab chaos {text}")));
        })
    };
    let command = words.iter().map(|text| word(text)).collect::<Vec<_>>().join(" ");
    html! {
        <div class="chaos" data-testid="chaos">
            <section class="chaos-plan" aria-label="Let something go wrong">
                <h2>{ "Let something go wrong" }</h2>
                <Form kinds={seen.kinds.clone()} table={props.table.clone()} {change}/>
                <div class="chaos-extent" role="status" data-testid="chaos-extent">
                    if let Some(refusal) = &seen.refusal {
                        <p class="is-bad">{ icon("fault") }{ refusal }</p>
                    }
                    { for seen.extent.iter().map(|line| html! { <p>{ line }</p> }) }
                </div>
                <div class="chaos-do">
                    <button class="btn go" disabled={props.locked || seen.refusal.is_some()} onclick={start}>{ "Let it happen" }</button>
                    <code class="mono">{ format!("lab chaos {command}") }</code>
                </div>
            </section>
            <section class="chaos-now" aria-label="Faults under way and planned">
                <h2>{ "Under way and planned" }</h2>
                if seen.faults.is_empty() {
                    <p class="quiet">{ "All is well. A fault that you order stands here until it is over." }</p>
                } else {
                    <ul>{ for seen.faults.iter().map(|fault| row(fault, props.locked, &hands)) }</ul>
                }
            </section>
            <section class="chaos-true" aria-label="Still true">
                <h2>{ "Still true" }</h2>
                <p class="mute">{ "What DynamoDB promises, checked on this world at this moment." }</p>
                <ul data-testid="still-true">{ for seen.truths.iter().map(truth) }</ul>
            </section>
        </div>
    }
}

fn row(fault: &FaultView, locked: bool, hands: &Hands) -> Html {
    let number = fault.number;
    let stop = {
        let hands = hands.clone();
        Callback::from(move |_: MouseEvent| hands.type_in(TypeIn::Run(format!("lab chaos stop {number}"))))
    };
    let (from, ends) = (clock(fault.from), &fault.ends);
    let time = if fault.running {
        format!("Under way: since {from}, {ends}")
    } else {
        format!("Planned: from {from} {ends}")
    };
    let name = fault.title.split(' ').next().unwrap_or_default();
    let called = kinds::named(name).map_or_else(|| fault.title.clone(), |kind| kind.1.to_owned());
    html! {
        <li key={number} class={if fault.running { "on" } else { "later" }}>
            <span class="glyph" aria-hidden="true">{ icon(if fault.running { "fault" } else { "glass" }) }</span>
            <span><b>{ called }</b><span class="mute mono">{ &fault.title }</span><span>{ time }</span><span class="mute">{ &fault.keeps }</span></span>
            <button class="btn small" disabled={locked} onclick={stop} aria-label={format!("{} {}", if fault.running { "Stop" } else { "Call off" }, fault.title)}>{ if fault.running { "Stop" } else { "Call off" } }</button>
        </li>
    }
}

fn truth(truth: &TruthView) -> Html {
    let (sign, said) = match truth.standing.as_str() {
        "holds" => ("✓", "holds"),
        "waits" => ("…", "holds, and waits"),
        _ => ("✗", "broken"),
    };
    html! {
        <li class={format!("is-{}", truth.standing)}>
            <span class="glyph" aria-hidden="true">{ sign }</span>
            <span><span class="unseen">{ format!("{said}: ") }</span><b>{ &truth.promise }</b><span class="mute">{ &truth.detail }</span></span>
        </li>
    }
}

/// Asks the worker what there is to show, and again when the words or the world change; one question at a time.
#[hook]
fn use_look(hands: &Hands, view: &UseStateHandle<Option<Rc<ChaosView>>>, words: Vec<String>, world: u64) {
    let wanted = use_mut_ref(|| None::<(Vec<String>, u64)>);
    let busy = use_mut_ref(|| false);
    let (bridge, view) = (hands.bridge.clone(), view.clone());
    use_effect_with((words, world), move |asked| {
        *wanted.borrow_mut() = Some(asked.clone());
        if std::mem::replace(&mut *busy.borrow_mut(), true) {
            return;
        }
        spawn_local(async move {
            loop {
                let next = wanted.borrow_mut().take();
                let Some((words, _)) = next else { break };
                if let Ok(Reply::Chaos(seen)) = bridge.ask(Request::Chaos(words)).await {
                    view.set(Some(Rc::new(*seen)));
                }
                sleep(PAUSE).await;
            }
            *busy.borrow_mut() = false;
        });
    });
}
