//! Letting other things happen: a turn of the event loop, a while, or a given time.

use std::cell::RefCell;

use gloo::timers::callback::Timeout;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

thread_local! {
    static TURNS: RefCell<Option<Turns>> = const { RefCell::new(None) };
}

/// A channel to oneself. Unlike a timer of 0 ms, which browsers stretch to 4, a message arrives at once, but
/// only after what is waiting already: a Stop, a Check.
struct Turns {
    channel: MessageChannel,
    waiting: Vec<Function>,
    _heard: Closure<dyn Fn()>,
}

impl Turns {
    fn new() -> Option<Self> {
        let channel = MessageChannel::new().ok()?;
        let heard = Closure::<dyn Fn()>::new(|| {
            let next =
                TURNS.with(|turns| turns.borrow_mut().as_mut().map(|t| std::mem::take(&mut t.waiting)));
            for resolve in next.into_iter().flatten() {
                resolve.call0(&JsValue::NULL).ok();
            }
        });
        channel.port1().set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self { channel, waiting: Vec::new(), _heard: heard })
    }
}

/// Lets the event loop take one turn.
pub(super) async fn turn() {
    let turned = Promise::new(&mut |resolve, _| {
        TURNS.with(|turns| {
            let mut turns = turns.borrow_mut();
            if turns.is_none() {
                *turns = Turns::new();
            }
            match turns.as_mut() {
                Some(turns) => {
                    turns.waiting.push(resolve);
                    turns.channel.port2().post_message(&JsValue::NULL).ok();
                }
                None => {
                    resolve.call0(&JsValue::NULL).ok();
                }
            }
        });
    });
    JsFuture::from(turned).await.ok();
}

/// Waits so many milliseconds.
pub(super) async fn rest(milliseconds: u32) {
    let rested = Promise::new(&mut |resolve, _| {
        Timeout::new(milliseconds, move || drop(resolve.call0(&JsValue::NULL))).forget();
    });
    JsFuture::from(rested).await.ok();
}
