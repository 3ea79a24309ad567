//! What is told to the page, gathered: everything of one task leaves in one message, in order.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use lab::protocol::{Fault, FromWorker, News, Reply};
use wasm_bindgen_futures::spawn_local;

use crate::codec::encode;

/// Sends a message, and the list of what is moved rather than copied with it.
type Send = Box<dyn Fn(&Uint8Array, &Array)>;

/// The way to the page.
pub(super) struct Post {
    send: Send,
    waiting: RefCell<Vec<FromWorker>>,
}

impl Post {
    pub(super) fn new(send: impl Fn(&Uint8Array, &Array) + 'static) -> Rc<Self> {
        Rc::new(Self { send: Box::new(send), waiting: RefCell::default() })
    }

    /// Answers the request with this number.
    pub(super) fn reply(self: &Rc<Self>, id: u32, reply: Result<Reply, Fault>) {
        self.tell(FromWorker::Reply(id, reply));
    }

    /// Tells something without having been asked.
    pub(super) fn news(self: &Rc<Self>, news: News) {
        self.tell(FromWorker::News(news));
    }

    fn tell(self: &Rc<Self>, message: FromWorker) {
        let mut waiting = self.waiting.borrow_mut();
        waiting.push(message);
        if waiting.len() == 1 {
            let post = self.clone();
            spawn_local(async move { post.send() });
        }
    }

    /// Sends what waits, now.
    pub(super) fn send(&self) {
        let waiting = std::mem::take(&mut *self.waiting.borrow_mut());
        if !waiting.is_empty() {
            let (bytes, transfer) = encode(&waiting);
            (self.send)(&bytes, &transfer);
        }
    }
}
