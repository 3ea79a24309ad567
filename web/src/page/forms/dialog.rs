//! A window over the page: modal, closed by Escape and by its button, and never by accident over something typed.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDialogElement, HtmlElement, window};
use yew::prelude::*;

use crate::page::icons::icon;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct FormDialogProps {
    pub(crate) title: String,
    /// Whether something was typed that closing would lose: then it asks.
    #[prop_or_default]
    pub(crate) dirty: bool,
    /// Whether it takes more room.
    #[prop_or_default]
    pub(crate) wide: bool,
    pub(crate) close: Callback<()>,
    pub(crate) children: Html,
}

/// The window.
#[component]
pub(crate) fn FormDialog(props: &FormDialogProps) -> Html {
    let place = use_node_ref();
    let asking = use_state(|| false);
    let leave = {
        let (asking, close, dirty) = (asking.clone(), props.close.clone(), props.dirty);
        Callback::from(move |()| if dirty { asking.set(true) } else { close.emit(()) })
    };
    {
        let place = place.clone();
        use_effect_with((), move |()| {
            let opener = window().and_then(|w| w.document()).and_then(|d| d.active_element());
            if let Some(dialog) = place.cast::<HtmlDialogElement>() {
                dialog.show_modal().ok();
                // The first thing to fill in, not the button that closes.
                let first =
                    dialog.query_selector(".form :is(input:not([type=radio]), textarea, select, button)");
                if let Some(first) =
                    first.ok().flatten().and_then(|first| first.dyn_into::<HtmlElement>().ok())
                {
                    first.focus().ok();
                }
            }
            // Where the reader was before.
            move || {
                if let Some(opener) = opener.and_then(|opener| opener.dyn_into::<HtmlElement>().ok()) {
                    opener.focus().ok();
                }
            }
        });
    }
    {
        // The page decides when the window goes; the browser only says that somebody wants it to.
        let (place, leave) = (place.clone(), leave.clone());
        use_effect_with((props.dirty, *asking), move |_| {
            let options = EventListenerOptions::enable_prevent_default();
            let listener = place.cast::<HtmlElement>().map(|dialog| {
                EventListener::new_with_options(&dialog, "cancel", options, move |event| {
                    event.prevent_default();
                    leave.emit(());
                })
            });
            move || drop(listener)
        });
    }
    let press = leave.reform(|_: MouseEvent| ());
    let stay = {
        let asking = asking.clone();
        Callback::from(move |_: MouseEvent| asking.set(false))
    };
    html! {
        <dialog ref={place} class={classes!("form-dialog", props.wide.then_some("wide"))} aria-labelledby="dialog-title">
            <header>
                <h2 id="dialog-title">{ &props.title }</h2>
                <button class="btn sq small" type="button" aria-label="Close" onclick={press}>{ icon("x") }</button>
            </header>
            if *asking {
                <div class="notice" role="alert">
                    <p>{ "What you typed here is not sent yet." }</p>
                    <button class="btn" type="button" onclick={props.close.reform(|_: MouseEvent| ())}>{ "Discard it" }</button>
                    <button class="btn" type="button" onclick={stay}>{ "Keep writing" }</button>
                </div>
            }
            { props.children.clone() }
        </dialog>
    }
}
