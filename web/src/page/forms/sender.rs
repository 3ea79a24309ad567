//! The foot of a form: the forecast, what the service refused, and the button that sends.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::preview::{Preview, Requests, carry_out};
use crate::page::model::Action;
use crate::page::shell::Hands;

/// Why a form can't send.
const LOCKED: &str = "You are looking at the past: go back to live to write.";

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct SenderProps {
    pub(crate) requests: Requests,
    pub(crate) world: u64,
    pub(crate) locked: bool,
    /// What the button says.
    pub(crate) words: String,
    /// Called when everything was answered; else the form closes.
    #[prop_or_default]
    pub(crate) done: Option<Callback<()>>,
}

/// The foot. What the service refuses is said here, and the form keeps what was typed.
#[component]
pub(crate) fn Sender(props: &SenderProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let refused = use_state(|| None::<String>);
    let busy = use_state(|| false);
    let send = {
        let (hands, requests, done) = (hands.clone(), props.requests.clone(), props.done.clone());
        let (refused, busy) = (refused.clone(), busy.clone());
        Callback::from(move |_: MouseEvent| {
            let (hands, requests, done) = (hands.clone(), requests.clone(), done.clone());
            let (refused, busy) = (refused.clone(), busy.clone());
            busy.set(true);
            spawn_local(async move {
                let answer = carry_out(&hands, &requests).await;
                busy.set(false);
                match (answer, done) {
                    (Err(why), _) => refused.set(Some(why)),
                    (Ok(_), None) => hands.dispatch.dispatch(Action::Form(None)),
                    (Ok(_), Some(done)) => {
                        refused.set(None);
                        done.emit(());
                    }
                }
            });
        })
    };
    let ready = !props.requests.is_empty() && !*busy && !props.locked;
    html! { <>
        <Preview requests={props.requests.clone()} world={props.world} open=true/>
        if let Some(why) = &*refused { <div class="fault" role="alert"><code>{ why }</code></div> }
        <div class="foot">
            <button class="btn go" type="button" disabled={!ready} onclick={send}>{ &props.words }</button>
            if props.locked { <span class="mute">{ LOCKED }</span> }
        </div>
    </> }
}
