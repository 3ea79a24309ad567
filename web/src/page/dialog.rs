//! What lies over the page until it is closed: the browser's own dialog, with a title and a button that closes it.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlDialogElement, HtmlInputElement, HtmlTextAreaElement, window};
use yew::prelude::*;

use super::icons::icon;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DialogProps {
    pub(crate) title: AttrValue,
    #[prop_or_default]
    pub(crate) class: Classes,
    /// It was closed: by its button, by Escape, by a press beside it.
    pub(crate) closed: Callback<()>,
    pub(crate) children: Html,
}

/// A dialog. It opens when it is drawn, holds the focus, and gives it back.
#[component]
pub(crate) fn Dialog(props: &DialogProps) -> Html {
    let place = use_node_ref();
    {
        let place = place.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = place.cast::<HtmlDialogElement>() {
                dialog.show_modal().ok();
            }
        });
    }
    let close = {
        let place = place.clone();
        move || {
            if let Some(dialog) = place.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        }
    };
    let pressed = {
        let (place, close) = (place.clone(), close.clone());
        Callback::from(move |event: MouseEvent| {
            // Everything inside lies in an element of its own: what hits the dialog itself is its backdrop.
            let target = event.target().and_then(|target| target.dyn_into::<HtmlDialogElement>().ok());
            if target.is_some() && target == place.cast::<HtmlDialogElement>() {
                close();
            }
        })
    };
    let closed = props.closed.reform(|_: Event| ());
    html! {
        <dialog ref={place} class={classes!("dialog", props.class.clone())} aria-label={props.title.clone()}
                onclose={closed} onclick={pressed}>
            <div class="inner">
                <header>
                    <h2>{ &props.title }</h2>
                    <button class="btn sq" aria-label="Close" onclick={Callback::from(move |_: MouseEvent| close())}>{ icon("x") }</button>
                </header>
                { props.children.clone() }
            </div>
        </dialog>
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
