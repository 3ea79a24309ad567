//! What floats over the page under the button that opened it.

use gloo::events::EventListener;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent, Node, window};
use yew::prelude::*;

/// Closes what floats inside a place on Escape, which leads back to its button, and on a press elsewhere.
#[hook]
pub(crate) fn use_closing(place: &NodeRef, open: bool, close: &Callback<()>) {
    let (place, close) = (place.clone(), close.clone());
    use_effect_with(open, move |open| {
        let listeners = open.then(window).flatten().map(|window| {
            let (inside, leave) = (place.clone(), close.clone());
            let pressed = EventListener::new(&window, "pointerdown", move |event| {
                let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                if !inside.cast::<HtmlElement>().is_some_and(|it| it.contains(target.as_ref())) {
                    leave.emit(());
                }
            });
            let escaped = EventListener::new(&window, "keydown", move |event| {
                if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
                    let opener = place.cast::<HtmlElement>().and_then(|it| {
                        let opener = it.query_selector("[aria-expanded=true]").ok().flatten()?;
                        opener.dyn_into::<HtmlElement>().ok()
                    });
                    close.emit(());
                    if let Some(opener) = opener {
                        opener.focus().ok();
                    }
                }
            });
            (pressed, escaped)
        });
        move || drop(listeners)
    });
}

/// Whether something floats, and the place that holds it and its button.
#[hook]
pub(crate) fn use_popup() -> (NodeRef, UseStateHandle<bool>) {
    let (place, open) = (use_node_ref(), use_state(|| false));
    let close = {
        let open = open.clone();
        Callback::from(move |()| open.set(false))
    };
    use_closing(&place, *open, &close);
    (place, open)
}
