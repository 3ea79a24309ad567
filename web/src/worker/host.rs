//! The engine's host: takes requests in order, works in slices of a few milliseconds, and lets the event loop
//! turn between them, so that Stop, Check and the page's questions never wait for a long run.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::Date;
use lab::Lab;
use lab::protocol::{Fault, FromWorker, News, Notice, Opened, Reply, Request, ToWorker};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::saver::{Saver, Told};
use super::storage::{DATABASE, Storage, StorageError};
use super::{lock, pause, run};
use crate::bridge::{decode, encode};

/// Milliseconds of work before the event loop gets its turn.
const SLICE: f64 = 8.0;
/// Milliseconds between two pictures, and while a long run goes on.
const FRAME: f64 = 16.0;
const BUSY_FRAME: f64 = 50.0;

thread_local! {
    static HOST: RefCell<Option<Rc<Host>>> = const { RefCell::new(None) };
}

/// The worker's state.
pub(super) struct Host {
    scope: DedicatedWorkerGlobalScope,
    pub(super) lab: RefCell<Option<Lab>>,
    saver: Rc<Saver>,
    orders: RefCell<VecDeque<ToWorker>>,
    working: Cell<bool>,
    stop: Cell<bool>,
    busy: Cell<bool>,
    /// Replies of this slice: they leave when what they acknowledge has been handed to the saver.
    replies: RefCell<Vec<(u32, Result<Reply, Fault>)>>,
    slice_began: Cell<f64>,
    /// Revision of the latest picture, and when it was posted.
    shown: Cell<Option<u64>>,
    shown_at: Cell<f64>,
    due: RefCell<Option<Timeout>>,
    /// Whether this tab holds the lock.
    holding: Cell<bool>,
}

/// Starts answering the page.
#[wasm_bindgen]
pub fn start_worker() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let told = scope.clone();
    let saver = Saver::new(move |what| match what {
        Told::State(state) => post(&told, &FromWorker::News(News::Saved(state))),
        Told::Superseded => superseded(&told),
    });
    let host = Rc::new(Host {
        scope: scope.clone(),
        lab: RefCell::default(),
        saver,
        orders: RefCell::default(),
        working: Cell::default(),
        stop: Cell::default(),
        busy: Cell::default(),
        replies: RefCell::default(),
        slice_began: Cell::default(),
        shown: Cell::default(),
        shown_at: Cell::default(),
        due: RefCell::default(),
        holding: Cell::default(),
    });
    HOST.with(|slot| *slot.borrow_mut() = Some(host.clone()));
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(message) = decode::<ToWorker>(&event.data()) {
            host.clone().hear(message);
        }
    });
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget(); // Lives as long as the worker.
}

/// Stores what was acknowledged, after a panic: `worker.js` calls this before it tells the page.
#[wasm_bindgen]
pub async fn flush() {
    let host = HOST.with(|slot| slot.try_borrow().ok().and_then(|host| host.clone()));
    if let Some(host) = host {
        host.saver.saved().await.ok();
    }
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &FromWorker) {
    let (bytes, transfer) = encode(message);
    scope.post_message_with_transfer(&bytes, &transfer).ok();
}

fn superseded(scope: &DedicatedWorkerGlobalScope) {
    let text = "Another tab has taken this world over. What you do here from now on is not saved.";
    post(
        scope,
        &FromWorker::News(News::Notice(Notice { code: "second-tab".to_owned(), text: text.to_owned() })),
    );
}

impl Host {
    /// Tells the page.
    pub(super) fn news(&self, news: News) {
        post(&self.scope, &FromWorker::News(news));
    }

    fn reply(&self, id: u32, reply: Result<Reply, Fault>) {
        self.replies.borrow_mut().push((id, reply));
    }

    fn hear(self: Rc<Self>, message: ToWorker) {
        let ToWorker { id, request } = message;
        if matches!(request, Request::Stop) {
            self.stop.set(true);
            post(&self.scope, &FromWorker::Reply(id, Ok(Reply::Done)));
            return;
        }
        // Questions are answered at once, also in the middle of a run; before a world is open they wait.
        let answer = self.lab.borrow().as_ref().and_then(|lab| run::answer(lab, &request));
        if let Some(answer) = answer {
            post(&self.scope, &FromWorker::Reply(id, answer));
            return;
        }
        self.orders.borrow_mut().push_back(ToWorker { id, request });
        if !self.working.replace(true) {
            spawn_local(async move { self.work().await });
        }
    }

    async fn work(self: Rc<Self>) {
        self.slice_began.set(now());
        loop {
            let next = self.orders.borrow_mut().pop_front();
            let Some(ToWorker { id, request }) = next else { break };
            self.stop.set(false);
            self.clone().take(id, request).await;
            self.breathe().await;
        }
        self.commit();
        self.working.set(false);
    }

    /// Ends the slice when it has been long enough: hands over what is done and lets the event loop turn.
    /// Answers whether it did.
    pub(super) async fn breathe(self: &Rc<Self>) -> bool {
        if now() - self.slice_began.get() < SLICE {
            return false;
        }
        self.commit();
        pause::turn().await;
        while self.saver.is_full() {
            pause::rest(20).await;
        }
        self.slice_began.set(now());
        true
    }

    /// Whether the reader wants the run to stop.
    pub(super) fn stopped(&self) -> bool {
        self.stop.get()
    }

    /// Marks that a long run begins or ends: pictures come less often, and Stop makes sense.
    pub(super) fn set_busy(&self, busy: bool) {
        self.busy.set(busy);
    }

    /// Gives what is done to the saver, then answers, then shows the picture.
    fn commit(self: &Rc<Self>) {
        if let Some(lab) = &mut *self.lab.borrow_mut() {
            let writes = lab.take_writes().into_iter().map(|write| (write.key, write.bytes));
            let before = self.saver.state();
            self.saver.add(writes, lab.session().calls());
            if before != self.saver.state() {
                self.saver.report();
            }
        }
        for (id, reply) in self.replies.take() {
            post(&self.scope, &FromWorker::Reply(id, reply));
        }
        self.show();
    }

    /// Posts the picture if it changed, at most once a frame.
    fn show(self: &Rc<Self>) {
        let frame = if self.busy.get() { BUSY_FRAME } else { FRAME };
        let early = self.shown_at.get() + frame - now();
        if early > 0.0 {
            if self.due.borrow().is_none() {
                let host = self.clone();
                *self.due.borrow_mut() = Some(Timeout::new(early.ceil() as u32, move || {
                    host.due.borrow_mut().take();
                    host.show();
                }));
            }
            return;
        }
        let picture = match &*self.lab.borrow() {
            Some(lab) if self.shown.get() != Some(lab.revision()) => {
                self.shown.set(Some(lab.revision()));
                lab.snapshot()
            }
            _ => return,
        };
        self.shown_at.set(now());
        self.news(News::Picture(Box::new(picture)));
    }

    /// Carries out one order.
    async fn take(self: Rc<Self>, id: u32, request: Request) {
        match request {
            Request::Open { link, wall, take_over } => {
                let opened = self.open(link, wall, take_over).await;
                self.reply(id, Ok(Reply::Opened(opened)));
            }
            Request::Run { text } => {
                let ran = run::run(&self, &text).await;
                self.reply(id, ran);
            }
            Request::Saved => {
                // What was acknowledged before this must be on its way first; what comes after need not wait.
                self.commit();
                let host = self.clone();
                spawn_local(async move {
                    let saved = host.saver.saved().await.map(|()| Reply::Done);
                    let reply = saved.map_err(|message| fault("NotSaved", message));
                    post(&host.scope, &FromWorker::Reply(id, reply));
                });
            }
            other => {
                let handled = match &mut *self.lab.borrow_mut() {
                    Some(lab) => lab.handle(&other),
                    None => Some(Err(fault("NotOpen", "no world is open yet".to_owned()))),
                };
                self.reply(id, handled.unwrap_or_else(|| Err(fault("Unexpected", format!("{other:?}")))));
            }
        }
    }

    async fn open(self: &Rc<Self>, link: Option<String>, wall: u64, take_over: bool) -> Opened {
        self.shown.set(None);
        // A linked world is kept in memory: whatever this browser stores stays as it is, in whichever tab.
        if link.is_some() {
            let (lab, opened) = Lab::open(Vec::new(), link.as_deref(), wall);
            if !opened.storing {
                self.saver.begin(None, opened.calls);
                *self.lab.borrow_mut() = Some(lab);
                return opened;
            }
        }
        let ours = self.holding.get() || lock::hold(take_over).await;
        self.holding.set(ours);
        let read = async {
            let mut storage = Storage::open(DATABASE).await?;
            if ours {
                storage.claim().await?;
            }
            let records = storage.read_all().await?;
            Ok::<_, StorageError>((storage, records))
        };
        let (storage, records, refused) = match read.await {
            Ok((storage, records)) => (Some(storage), records, None),
            Err(error) => (None, Vec::new(), Some(error)),
        };
        let (mut lab, mut opened) = Lab::open(records, link.as_deref(), wall);
        if let Some(error) = refused {
            lab.stop_storing();
            opened.storing = false;
            let text = format!("Not saved: {error}. The world lasts as long as this page.");
            opened.notices.push(Notice { code: "not-saved".to_owned(), text });
        } else if !ours {
            lab.stop_storing();
            opened.storing = false;
            let text = "This world is open in another tab, which saves it. Here you have a copy of your own that is not saved.";
            opened.notices.push(Notice { code: "second-tab".to_owned(), text: text.to_owned() });
        }
        self.saver.begin(storage.filter(|_| opened.storing), opened.calls);
        *self.lab.borrow_mut() = Some(lab);
        opened
    }
}

/// A fault of the playground's own.
pub(super) fn fault(name: &str, message: String) -> Fault {
    Fault { name: name.to_owned(), message, body: String::new() }
}

fn now() -> f64 {
    Date::now()
}
