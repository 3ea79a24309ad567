//! The list of completions: floats at the word that it completes.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, window};
use yew::prelude::*;

use super::input::Offer;
use crate::words::count;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ChoicesProps {
    pub(super) offer: Offer,
    /// Where the word begins.
    pub(super) anchor: NodeRef,
    pub(super) accept: Callback<(Offer, usize)>,
}

/// The list.
#[component]
pub(super) fn Choices(props: &ChoicesProps) -> Html {
    let list = use_node_ref();
    {
        let (list, anchor) = (list.clone(), props.anchor.clone());
        use_effect_with(props.offer.clone(), move |offer| {
            put(&list, &anchor);
            let chosen = list
                .cast::<HtmlElement>()
                .and_then(|list| list.query_selector(&format!("#choice-{}", offer.chosen)).ok().flatten());
            if let (Some(list), Some(chosen)) =
                (list.cast::<HtmlElement>(), chosen.and_then(|c| c.dyn_into::<HtmlElement>().ok()))
            {
                let (top, bottom) = (chosen.offset_top(), chosen.offset_top() + chosen.offset_height());
                if top < list.scroll_top() {
                    list.set_scroll_top(top);
                } else if bottom > list.scroll_top() + list.client_height() {
                    list.set_scroll_top(bottom - list.client_height());
                }
            }
        });
    }
    let choices = &props.offer.completions.choices;
    html! { <>
        <ul ref={list} class="choices" id="choices" role="listbox" aria-label="Completions">
            { for choices.iter().enumerate().map(|(i, choice)| {
                let (offer, accept) = (props.offer.clone(), props.accept.clone());
                // Pressing must not take the focus from the text.
                let press = Callback::from(move |event: MouseEvent| {
                    event.prevent_default();
                    accept.emit((offer.clone(), i));
                });
                let selected = (i == props.offer.chosen).to_string();
                html! { <li key={i} id={format!("choice-{i}")} role="option" aria-selected={selected} onmousedown={press}>
                    { choice.insert.trim() }<span>{ &choice.about }</span>
                </li> }
            }) }
        </ul>
        <span class="unseen" role="status">{ count(choices.len() as u64, "completion", "completions") }</span>
    </> }
}

/// Places the list below the word, or above it where there is more room.
fn put(list: &NodeRef, anchor: &NodeRef) {
    let (Some(list), Some(anchor)) = (list.cast::<HtmlElement>(), anchor.cast::<HtmlElement>()) else {
        return;
    };
    let Some(window) = window() else { return };
    let size =
        |side: Result<wasm_bindgen::JsValue, _>| side.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    let (width, height) = (size(window.inner_width()), size(window.inner_height()));
    let at = anchor.get_bounding_client_rect();
    let own = list.get_bounding_client_rect();
    let line = 22.0;
    let below = at.top() + line;
    let top = if below + own.height() <= height || at.top() < own.height() {
        below
    } else {
        at.top() - own.height() - 4.0
    };
    let left = at.left().min(width - own.width() - 8.0).max(8.0);
    list.style().set_property("left", &format!("{left}px")).ok();
    list.style().set_property("top", &format!("{top}px")).ok();
}
