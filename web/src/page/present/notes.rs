//! The presenter's second window (`web/notes`): it is told what is shown and what comes next, and may press on.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent, window};
use yew::prelude::*;

use super::Move;
use crate::page::route::here;

/// Where the window lies, beside the page.
const WINDOW: &str = "notes/";
/// How the browser may open it: a window of its own, which a second press finds again.
const NAME: &str = "dynamarium-notes";
const FEATURES: &str = "popup,width=620,height=760";

/// What the window shows, in the order in which `notes.js` reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) world: String,
    pub(super) call: u64,
    pub(super) headline: String,
    pub(super) now: String,
    /// Nothing after the last sentence of the last call.
    pub(super) next: String,
    pub(super) clock: String,
    pub(super) place: String,
}

impl Told {
    fn message(&self) -> JsValue {
        let call = self.call.to_string();
        [&self.world, &call, &self.headline, &self.now, &self.next, &self.clock, &self.place]
            .into_iter()
            .map(JsValue::from)
            .collect::<Array>()
            .into()
    }
}

/// Opens the window, or brings it forward.
pub(super) fn open() {
    let address = folder(&here()) + WINDOW;
    if let Some(window) = window() {
        window.open_with_url_and_target_and_features(&address, NAME, FEATURES).ok();
    }
}

/// Tells the window what is shown, and does what it asks for.
#[hook]
pub(super) fn use_notes(told: Told, act: Rc<impl Fn(Move) + 'static>) {
    let channel = use_memo((), |()| channel().map(Rc::new));
    let latest = use_mut_ref(Told::default);
    // The window may open at any time, and asks then.
    use_effect({
        let (channel, latest) = (channel.clone(), latest.clone());
        move || {
            let heard = channel.as_ref().as_ref().map(|channel| {
                let answering = channel.clone();
                let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                    match event.data().as_string().as_deref() {
                        Some("on") => act(Move::On),
                        Some("back") => act(Move::Back),
                        Some("hello") => drop(answering.post_message(&latest.borrow().message())),
                        _ => {}
                    }
                });
                channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
                heard
            });
            move || drop(heard)
        }
    });
    use_effect_with(told, {
        let channel = channel.clone();
        move |told| {
            latest.borrow_mut().clone_from(told);
            if let Some(channel) = &*channel {
                channel.post_message(&told.message()).ok();
            }
        }
    });
    use_effect_with((), move |()| {
        move || {
            if let Some(channel) = &*channel {
                channel.set_onmessage(None);
                channel.post_message(&"end".into()).ok();
                channel.close();
            }
        }
    });
}

/// What the windows of this site speak over: others of its host have their own.
fn channel() -> Option<BroadcastChannel> {
    let path = window()?.location().pathname().ok()?;
    BroadcastChannel::new(&format!("dynamarium.present {}", folder(&path))).ok()
}

/// The folder of an address or path, with the slash at its end.
fn folder(address: &str) -> String {
    address.rfind('/').map_or(String::new(), |end| address[..=end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_lies_in_its_folder() {
        for (page, lies) in
            [("/", "/"), ("/x/y/", "/x/y/"), ("/x/index.html", "/x/"), ("http://a/b", "http://a/")]
        {
            assert_eq!(folder(page), lies);
        }
    }
}
