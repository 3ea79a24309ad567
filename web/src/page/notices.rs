//! Sentences that must be read: above everything, each with what can be done about it.

use lab::protocol::{Notice, Request};
use wasm_bindgen_futures::spawn_local;
use web_sys::window;
use yew::prelude::*;

use super::icons::icon;
use super::linked;
use super::model::Action;
use super::shell::Hands;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct NoticesProps {
    pub(crate) notices: Vec<Notice>,
    /// What lies below them.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The notices.
#[component]
pub(crate) fn Notices(props: &NoticesProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    if props.notices.is_empty() && props.children == Html::default() {
        return Html::default();
    }
    html! {
        <section class="notices" aria-label="Notices" data-region="notices">
            { for props.notices.iter().map(|notice| line(&hands, notice)) }
            { props.children.clone() }
        </section>
    }
}

fn line(hands: &Hands, notice: &Notice) -> Html {
    let code = notice.code.as_str();
    let bad = matches!(code, "damaged" | "link-damaged" | "link-differs" | "not-saved" | "newer-version")
        || code.starts_with("engine")
        || code.ends_with("-error");
    let loud = code == "link-damaged";
    let dismiss = {
        let code = notice.code.clone();
        hands.on(move || Action::Dismiss(code.clone()))
    };
    let role = if bad { "alert" } else { "status" };
    html! {
        <div class={classes!("notice", bad.then_some("bad"), loud.then_some("loud"))} {role} key={notice.code.clone()}
             data-code={notice.code.clone()}>
            { icon(if bad || code == "past" { "fault" } else { "ck" }) }
            <p>{ &notice.text }</p>
            { match code {
                "second-tab" => html! { <button class="btn" onclick={take_over(hands)}>{ "Take over" }</button> },
                "keep-second-tab" => html! { <button class="btn" onclick={keep(hands)}>{ "Take over and copy" }</button> },
                "update" => html! { <button class="btn" onclick={Callback::from(|_: MouseEvent| reload())}>{ "Reload" }</button> },
                "reset" => html! { <button class="btn" onclick={undo(hands)}>{ "Undo" }</button> },
                _ => Html::default(),
            } }
            <button class="btn sq" aria-label="Dismiss" onclick={dismiss}>{ icon("x") }</button>
        </div>
    }
}

/// Shows the new build; what was done is stored.
fn reload() {
    if let Some(window) = window() {
        window.location().reload().ok();
    }
}

fn take_over(hands: &Hands) -> Callback<MouseEvent> {
    let hands = hands.clone();
    Callback::from(move |_| {
        let hands = hands.clone();
        spawn_local(async move {
            if hands.bridge.open(None, true).await.is_ok_and(|opened| opened.storing) {
                hands.dispatch.dispatch(Action::Dismiss("second-tab".to_owned()));
            }
        });
    })
}

fn keep(hands: &Hands) -> Callback<MouseEvent> {
    let hands = hands.clone();
    Callback::from(move |_| {
        linked::keep(&hands, true);
        hands.dispatch.dispatch(Action::Dismiss("keep-second-tab".to_owned()));
    })
}

fn undo(hands: &Hands) -> Callback<MouseEvent> {
    let hands = hands.clone();
    Callback::from(move |_| {
        hands.bridge.tell(Request::UndoReset);
        hands.dispatch.dispatch(Action::Dismiss("reset".to_owned()));
    })
}
