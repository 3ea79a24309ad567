//! What could be done about a throttle, each to be tried on a branch.

use lab::protocol::Request;
use lab::throttle::{Order, Outcome, Refused, Remedy, Trial};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::order;
use crate::page::icons::icon;
use crate::page::shell::Hands;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct RemediesProps {
    pub(super) refused: Refused,
    pub(super) remedies: Vec<Remedy>,
    pub(super) trials: Vec<Trial>,
    /// Hears of a try.
    pub(super) tried: Callback<Trial>,
}

/// The list.
#[component]
pub(super) fn Remedies(props: &RemediesProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let busy = use_state(|| None::<String>);
    let trouble = use_state(|| None::<String>);
    let attempt = |remedy: &Remedy| {
        let (hands, busy, trouble) = (hands.clone(), busy.clone(), trouble.clone());
        let (tried, refused, id) = (props.tried.clone(), props.refused, remedy.id.clone());
        Callback::from(move |_: MouseEvent| {
            let (hands, busy, trouble) = (hands.clone(), busy.clone(), trouble.clone());
            let (tried, id) = (tried.clone(), id.clone());
            busy.set(Some(id.clone()));
            trouble.set(None);
            spawn_local(async move {
                match order(&hands, Order::Try(refused, id)).await {
                    Ok(Outcome::Tried(trial)) => tried.emit(trial),
                    Ok(_) => trouble.set(Some("The engine tried something else.".to_owned())),
                    Err(why) => trouble.set(Some(why)),
                }
                busy.set(None);
            });
        })
    };
    let open = |branch: &str| {
        let (hands, branch) = (hands.clone(), branch.to_owned());
        Callback::from(move |_: MouseEvent| {
            let (hands, branch) = (hands.clone(), branch.clone());
            spawn_local(async move {
                hands.bridge.ask(Request::Switch(branch)).await.ok();
            });
        })
    };
    html! {
        <section class="sec">
            <h2>{ "What helps?" }</h2>
            <p class="mute">{ "Try it out: on a branch something is changed before the same calls come again. This world stays as it is." }</p>
            <ul class="remedies">{ for props.remedies.iter().map(|remedy| {
                let trial = props.trials.iter().find(|trial| trial.remedy == remedy.id);
                let trying = busy.as_deref() == Some(&remedy.id);
                html! {
                    <li key={remedy.id.clone()} data-remedy={remedy.id.clone()}>
                        <div><b>{ &remedy.title }</b><p class="mute">{ &remedy.about }</p></div>
                        <button class="btn small" aria-label={format!("Try: {}", remedy.title)} disabled={busy.is_some()} onclick={attempt(remedy)}>
                            { if trying { "Trying…" } else if trial.is_some() { "Again" } else { "Try" } }
                        </button>
                        <div class="result" role="status">
                            if let Some(trial) = trial {
                                <p class={if trial.clears { "clears" } else { "fails" }}>
                                    { icon(if trial.clears { "ck" } else { "x" }) }<span>{ &trial.says }</span>
                                </p>
                                <button class="link" onclick={open(&trial.branch)}>{ format!("Open the branch {}", trial.branch) }</button>
                            }
                        </div>
                    </li>
                }
            }) }</ul>
            if let Some(why) = &*trouble { <p class="wrong" role="alert">{ why }</p> }
        </section>
    }
}
