//! What lies over the page until it is closed: the browser's own dialog, with a title and a button that closes it; and
//! never closed by accident over something typed.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlTextAreaElement, window};
use yew::prelude::*;

use super::icons::icon;

/// What has the focus first where nothing is marked: the first thing to fill in or to choose, not the button that closes.
const FIRST: &str = "[data-first], .form :is(input:not([type=radio]), textarea, select, button)";

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DialogProps {
    pub(crate) title: AttrValue,
    #[prop_or_default]
    pub(crate) class: Classes,
    /// Whether something was typed that closing would lose: then it asks.
    #[prop_or_default]
    pub(crate) dirty: bool,
    /// It was closed: by its button, by Escape, by a press beside it.
    pub(crate) closed: Callback<()>,
    pub(crate) children: Html,
}

/// A dialog. It opens when it is drawn, holds the focus, and gives it back.
#[component]
pub(crate) fn Dialog(props: &DialogProps) -> Html {
    let place = use_node_ref();
    let asking = use_state(|| false);
    let leave = {
        let (asking, closed, dirty) = (asking.clone(), props.closed.clone(), props.dirty);
        Callback::from(move |()| if dirty { asking.set(true) } else { closed.emit(()) })
    };
    {
        let place = place.clone();
        use_effect_with((), move |()| {
            let opener = window().and_then(|w| w.document()).and_then(|d| d.active_element());
            if let Some(dialog) = place.cast::<HtmlDialogElement>() {
                dialog.show_modal().ok();
                focus(dialog.query_selector(FIRST).ok().flatten());
            }
            // Where the reader was before.
            move || focus(opener)
        });
    }
    {
        // The page decides when the window goes; the browser only says that somebody wants it to.
        let (place, leave) = (place.clone(), leave.clone());
        use_effect_with((props.dirty, *asking, props.closed.clone()), move |_| {
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
    let pressed = {
        let (place, leave) = (place.clone(), leave.clone());
        Callback::from(move |event: MouseEvent| {
            // Everything inside lies in an element of its own: what hits the dialog itself is its backdrop.
            let target = event.target().and_then(|target| target.dyn_into::<HtmlDialogElement>().ok());
            if target.is_some() && target == place.cast::<HtmlDialogElement>() {
                leave.emit(());
            }
        })
    };
    // Browsers close a dialog at a second Escape, whatever the page says to it.
    let went = {
        let (place, leave, dirty) = (place.clone(), leave.clone(), props.dirty);
        Callback::from(move |_: Event| {
            if let Some(dialog) = place.cast::<HtmlDialogElement>().filter(|_| dirty) {
                dialog.show_modal().ok();
            }
            leave.emit(());
        })
    };
    let stay = {
        let asking = asking.clone();
        Callback::from(move |_: MouseEvent| asking.set(false))
    };
    html! {
        <dialog ref={place} class={classes!("dialog", props.class.clone())} aria-labelledby="dialog-title"
                onclose={went} onclick={pressed}>
            <div class="inner">
                <header>
                    <h2 id="dialog-title">{ &props.title }</h2>
                    <button class="btn sq" type="button" aria-label="Close" onclick={leave.reform(|_: MouseEvent| ())}>{ icon("x") }</button>
                </header>
                if *asking {
                    <div class="notice" role="alert">
                        <p>{ "What you typed here is not sent yet." }</p>
                        <button class="btn" type="button" onclick={props.closed.reform(|_: MouseEvent| ())}>{ "Discard it" }</button>
                        <button class="btn" type="button" onclick={stay}>{ "Keep writing" }</button>
                    </div>
                }
                { props.children.clone() }
            </div>
        </dialog>
    }
}

fn focus(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.focus().ok();
    }
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CopyProps {
    pub(crate) label: AttrValue,
    pub(crate) text: AttrValue,
    /// Whether it is shown over several lines.
    #[prop_or_default]
    pub(crate) lines: bool,
    /// Whether its button is the dialog's first.
    #[prop_or_default]
    pub(crate) first: bool,
}

/// A text that is there to be copied.
#[component]
pub(crate) fn Copy(props: &CopyProps) -> Html {
    let field = use_node_ref();
    let copied = use_state(|| false);
    {
        let copied = copied.clone();
        use_effect_with(props.text.clone(), move |_| copied.set(false));
    }
    let copy = {
        let (field, copied, text) = (field.clone(), copied.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            // Where the clipboard is out of reach, the reader finds everything selected.
            if let Some(field) =
                field.cast::<HtmlInputElement>().filter(|_| field.cast::<HtmlTextAreaElement>().is_none())
            {
                field.select();
            } else if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                field.select();
            }
            let (copied, text) = (copied.clone(), text.clone());
            spawn_local(async move {
                let Some(window) = window() else { return };
                let done = JsFuture::from(window.navigator().clipboard().write_text(&text)).await;
                copied.set(done.is_ok());
            });
        })
    };
    html! {
        <div class="row copy">
            if props.lines {
                <textarea ref={field} readonly=true rows="3" aria-label={props.label.clone()} value={props.text.clone()}/>
            } else {
                <input ref={field} type="text" readonly=true aria-label={props.label.clone()} value={props.text.clone()}/>
            }
            <button class={classes!("btn", props.first.then_some("go"))} onclick={copy}>
                { if *copied { "Copied" } else { "Copy" } }
            </button>
        </div>
    }
}
