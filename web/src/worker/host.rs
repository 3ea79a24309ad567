//! The engine's host: takes requests in order, works in slices of a few milliseconds, and lets the event loop
//! turn between them, so that Stop, Check and the page's questions never wait for a long run.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Date, Uint8Array};
use lab::Lab;
use lab::protocol::{Fault, News, Notice, Opened, Reply, Request, ToWorker};
use lab::worlds::Library;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

use super::post::Post;
use super::saver::{Saver, Told};
use super::storage::{Storage, StorageError};
use super::{import, lock, pause, run, storage, worlds};
use crate::codec::decode;

/// Milliseconds of work before the event loop gets its turn.
const SLICE: f64 = 8.0;
/// Replies that leave together: the page goes on with them while the rest is being done.
const REPLIES: usize = 32;
/// Milliseconds between two pictures, and while a long run goes on.
const FRAME: f64 = 16.0;
const BUSY_FRAME: f64 = 100.0;
/// A picture waits a frame for each call that it shows, but no longer than so many milliseconds: drawing costs the page
/// the same whatever the rate of calls is.
const PATIENCE: f64 = 250.0;
/// Milliseconds without a call after which there is time for a checkpoint.
const PAUSE: u32 = 300;

thread_local! {
    static HOST: RefCell<Option<Rc<Host>>> = const { RefCell::new(None) };
}

/// The worker's state.
pub struct Host {
    /// Name of the database.
    pub(super) database: String,
    pub(super) post: Rc<Post>,
    pub(super) lab: RefCell<Option<Lab>>,
    pub(super) saver: Rc<Saver>,
    orders: RefCell<VecDeque<ToWorker>>,
    /// The request that is being carried out, to be told when it panics.
    at: Cell<Option<u32>>,
    working: Cell<bool>,
    stop: Cell<bool>,
    busy: Cell<bool>,
    /// Replies of this slice: they leave when what they acknowledge has been handed to the saver.
    replies: RefCell<Vec<(u32, Result<Reply, Fault>)>>,
    slice_began: Cell<f64>,
    /// Revision of the latest picture, the calls made by then, and when it was posted.
    pub(super) shown: Cell<Option<u64>>,
    shown_calls: Cell<u64>,
    shown_at: Cell<f64>,
    due: RefCell<Option<Timeout>>,
    /// Makes a checkpoint when there is a pause.
    checkpoint: RefCell<Option<Timeout>>,
    /// When the latest work ended.
    rested_at: Cell<f64>,
    /// Whether this tab holds the lock.
    holding: Cell<bool>,
    /// Whether another one took it since.
    lost: Rc<Cell<bool>>,
    /// Whether this page lives inside another one: it neither reads nor writes what the browser stores.
    pub(super) guest: Cell<bool>,
    /// Files that the page handed over, for the requests that want their texts.
    pub(super) handed: RefCell<VecDeque<Blob>>,
    /// What a list was last told of which world.
    pub(super) noted: RefCell<Vec<(String, lab::About)>>,
}

/// Starts answering the page.
#[wasm_bindgen]
pub fn start_worker() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let to_page = scope.clone();
    let host = Host::new(storage::DATABASE, move |bytes, transfer| {
        to_page.post_message_with_transfer(bytes, transfer).ok();
    });
    HOST.with(|slot| *slot.borrow_mut() = Some(host.clone()));
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| host.hear(&event.data()));
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget(); // Lives as long as the worker.
}

/// Stores what was acknowledged, after a panic: `worker.js` calls this before it tells the page.
#[wasm_bindgen]
pub async fn flush() {
    if let Some(host) = host() {
        host.saver.saved().await.ok();
        host.post.send();
    }
}

/// The number of the request that was being carried out, after a panic.
#[wasm_bindgen]
pub fn culprit() -> Option<u32> {
    host()?.at.get()
}

fn host() -> Option<Rc<Host>> {
    HOST.with(|slot| slot.try_borrow().ok().and_then(|host| host.clone()))
}

impl Host {
    /// A host that keeps its world in the database of this name and speaks to the page by `send`.
    pub fn new(database: &str, send: impl Fn(&Uint8Array, &Array) + 'static) -> Rc<Self> {
        let post = Post::new(send);
        let told = post.clone();
        let lost = Rc::new(Cell::new(false));
        let losing = lost.clone();
        let saver = Saver::new(move |what| match what {
            Told::State(state) => told.news(News::Saved(state)),
            Told::Superseded => {
                losing.set(true);
                let text =
                    "Another tab has taken this world over. What you do here from now on is not saved.";
                told.news(News::Notice(Notice { code: "second-tab".to_owned(), text: text.to_owned() }));
            }
        });
        Rc::new(Self {
            database: database.to_owned(),
            post,
            lab: RefCell::default(),
            saver,
            orders: RefCell::default(),
            at: Cell::default(),
            working: Cell::default(),
            stop: Cell::default(),
            busy: Cell::default(),
            replies: RefCell::default(),
            slice_began: Cell::default(),
            shown: Cell::default(),
            shown_calls: Cell::default(),
            shown_at: Cell::default(),
            due: RefCell::default(),
            checkpoint: RefCell::default(),
            rested_at: Cell::default(),
            holding: Cell::default(),
            lost,
            guest: Cell::default(),
            handed: RefCell::default(),
            noted: RefCell::default(),
        })
    }

    /// Takes in a message of the page.
    pub fn hear(self: &Rc<Self>, message: &JsValue) {
        if let Some(file) = message.dyn_ref::<Blob>() {
            self.handed.borrow_mut().push_back(file.clone());
            return;
        }
        for ToWorker { id, request } in decode::<Vec<ToWorker>>(message).unwrap_or_default() {
            self.ask(id, request);
        }
        if !self.orders.borrow().is_empty() && !self.working.replace(true) {
            let host = self.clone();
            spawn_local(async move { host.work().await });
        }
    }

    fn ask(self: &Rc<Self>, id: u32, request: Request) {
        if matches!(request, Request::Stop) {
            self.stop.set(true);
            self.post.reply(id, Ok(Reply::Done));
            return;
        }
        // The page's questions are answered at once, also in the middle of a run; before a world is open they wait.
        // A script's question waits for what was asked before it.
        if run::jumps_the_queue(&request) || self.orders.borrow().is_empty() {
            let before = self.at.replace(Some(id));
            let answer = self.lab.borrow().as_ref().and_then(|lab| run::answer(lab, &request));
            self.at.set(before);
            if let Some(answer) = answer {
                self.post.reply(id, answer);
                return;
            }
        }
        self.orders.borrow_mut().push_back(ToWorker { id, request });
    }

    async fn work(self: Rc<Self>) {
        self.slice_began.set(now());
        loop {
            let next = self.orders.borrow_mut().pop_front();
            let Some(ToWorker { id, request }) = next else { break };
            self.stop.set(false);
            self.at.set(Some(id));
            self.clone().take(id, request).await;
            self.at.set(None);
            if self.replies.borrow().len() >= REPLIES {
                self.commit();
            }
            self.breathe().await;
        }
        self.commit();
        self.show();
        self.working.set(false);
        self.plan_checkpoint();
    }

    /// Ends the slice when it has been long enough: hands over what is done and lets the event loop turn.
    /// Answers whether it did.
    pub(super) async fn breathe(self: &Rc<Self>) -> bool {
        if (0.0..SLICE).contains(&(now() - self.slice_began.get())) {
            return false;
        }
        self.commit();
        self.show();
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

    /// Gives what is done to the saver, then answers.
    fn commit(self: &Rc<Self>) {
        if let Some(lab) = &mut *self.lab.borrow_mut() {
            self.add(lab.take_writes_in_passing(), lab.session().calls());
        }
        for (id, reply) in self.replies.take() {
            self.post.reply(id, reply);
        }
        self.post.send();
    }

    /// Gives writes to the saver.
    pub(super) fn add(&self, writes: Vec<lab::Write>, calls: u64) {
        let before = self.saver.state();
        self.saver.add(writes.into_iter().map(|write| (write.key, write.bytes)), calls);
        if before != self.saver.state() {
            self.saver.report();
        }
    }

    /// Makes the checkpoint that is due, and notes what the list of worlds says of this one, when no call has come for a
    /// while.
    fn plan_checkpoint(self: &Rc<Self>) {
        self.rested_at.set(now());
        // One timer serves all the calls that come before it fires.
        if self.checkpoint.borrow().is_none() && self.lab.borrow().as_ref().is_some_and(Lab::storing) {
            self.await_pause(PAUSE);
        }
    }

    fn await_pause(self: &Rc<Self>, milliseconds: u32) {
        let host = self.clone();
        *self.checkpoint.borrow_mut() = Some(Timeout::new(milliseconds, move || {
            host.checkpoint.borrow_mut().take();
            let left = host.rested_at.get() + f64::from(PAUSE) - now();
            if host.working.get() {
                return;
            }
            if left > 0.0 && left <= f64::from(PAUSE) {
                return host.await_pause(left.ceil() as u32);
            }
            if let Some(lab) = host.lab.borrow_mut().as_mut().filter(|lab| lab.checkpoint_is_due()) {
                host.add(lab.take_writes(), lab.session().calls());
            }
            host.note();
        }));
    }

    /// Posts the picture if it changed, at most once a frame.
    fn show(self: &Rc<Self>) {
        let calls = self.lab.borrow().as_ref().map_or(0, |lab| lab.session().calls());
        let fresh = calls.abs_diff(self.shown_calls.get()).max(1);
        let frame = if self.busy.get() { BUSY_FRAME } else { (FRAME * fresh as f64).min(PATIENCE) };
        let early = self.shown_at.get() + frame - now();
        if early > 0.0 && early <= frame {
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
        self.shown_calls.set(calls);
        self.shown_at.set(now());
        self.post.news(News::Picture(Box::new(picture)));
    }

    /// Carries out one order.
    async fn take(self: Rc<Self>, id: u32, mut request: Request) {
        if !self.handed.borrow().is_empty() {
            let filled: Pin<Box<dyn Future<Output = _>>> = Box::pin(import::fill(&self, request));
            request = match filled.await {
                Ok(request) => request,
                Err(fault) => return self.replies.borrow_mut().push((id, Err(fault))),
            };
        }
        let reply = match request {
            Request::Open { link, wall, take_over, guest } => {
                self.guest.set(guest);
                Ok(Reply::Opened(self.open(link, wall, take_over).await))
            }
            Request::Run { text } => run::run(&self, &text).await,
            Request::ImportItems { table, text, write } => {
                let imported: Pin<Box<dyn Future<Output = _>>> =
                    Box::pin(import::import(&self, &table, &text, write));
                imported.await
            }
            Request::Worlds => self.worlds().await,
            Request::World(order) => {
                self.commit();
                // Apart from this function: the first minutes do without.
                let carried: Pin<Box<dyn Future<Output = _>>> = Box::pin(self.world(order));
                carried.await
            }
            Request::Saved => {
                // What was acknowledged before this must be on its way first; what comes after need not wait.
                self.commit();
                let host = self.clone();
                spawn_local(async move {
                    let saved = host.saver.saved().await.map(|()| Reply::Done);
                    host.post.reply(id, saved.map_err(|message| fault("NotSaved", message)));
                });
                return;
            }
            other => {
                let handled = match &mut *self.lab.borrow_mut() {
                    Some(lab) => lab.handle(&other),
                    None => Some(Err(fault("NotOpen", "no world is open yet".to_owned()))),
                };
                // Which worlds are branches of each other is known at once, however soon the page goes.
                if matches!(other, Request::Fork { .. } | Request::RenameBranch { .. }) {
                    self.note();
                }
                let handled = if matches!(other, Request::Export | Request::ExportItems { .. }) {
                    handled.map(import::as_file)
                } else {
                    handled
                };
                handled.unwrap_or_else(|| Err(fault("Unexpected", format!("{other:?}"))))
            }
        };
        self.replies.borrow_mut().push((id, reply));
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
        if self.guest.get() {
            let (mut lab, mut opened) = Lab::open(Vec::new(), link.as_deref(), wall);
            lab.stop_storing();
            opened.storing = false;
            self.saver.begin(None, opened.calls);
            *self.lab.borrow_mut() = Some(lab);
            return opened;
        }
        self.open_stored(None, link.as_deref(), wall, take_over).await
    }

    /// Whether this tab holds the lock, after trying to get it.
    pub(super) async fn holds(&self, take_over: bool) -> bool {
        let ours = (self.holding.get() && !self.lost.replace(false)) || lock::hold(take_over).await;
        self.holding.set(ours);
        ours
    }

    /// Opens a stored world: the one of this name, or the one that was open last. `link` is a damaged one, to be told of.
    pub(super) async fn open_stored(
        self: &Rc<Self>,
        world: Option<&str>,
        link: Option<&str>,
        wall: u64,
        take_over: bool,
    ) -> Opened {
        self.shown.set(None);
        let ours = self.holds(take_over).await;
        let read = async {
            let mut storage = Storage::open(&self.database).await?;
            if ours {
                storage.claim().await?;
            }
            let mut records = worlds::small(&storage).await?;
            // Only one of the worlds is read as a whole.
            let library = Library::of(&records);
            if let Some(world) = world.or(library.open()) {
                let prefix = format!("{world}/");
                records.retain(|(key, _)| !key.starts_with(&prefix));
                records.extend(storage.read_world(world).await?);
            }
            Ok::<_, StorageError>((storage, records))
        };
        let (storage, records, refused) = match read.await {
            Ok((storage, records)) => (Some(storage), records, None),
            Err(error) => (None, Vec::new(), Some(error)),
        };
        let (mut lab, mut opened) = Lab::open_world(records, world, link, wall);
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

/// Unix milliseconds. The clock may be set back: who waits for a while since a moment waits no longer than that.
pub(super) fn now() -> f64 {
    Date::now()
}
