//! How the page talks to the worker: typed requests out, typed replies and news in, as postcard bytes in a
//! transferred buffer. What is asked in one task leaves in one message. When the worker dies, the bridge starts
//! another and hands it what had not been done.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Promise, Reflect};
use lab::protocol::{
    Asked, Fault, FromWorker, News, Notice, Opened, Printed, Reply, Request, SaveState, WorldOrder,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, MessageEvent, Worker};

use crate::codec::{decode, encode};

/// A second death within this many milliseconds of so many others means that starting again won't help.
const RESTART_WINDOW_MS: f64 = 30_000.0;
const RESTARTS: usize = 3;
/// Requests in a message: the worker begins with the first while the last are being written.
const TOGETHER: usize = 64;
/// Messages in a task: whoever asks thousands of things at once doesn't hold the page up.
const AT_ONCE: usize = 16;
/// Answered requests kept until they are stored; beyond it the oldest are forgotten.
const KEPT: usize = 10_000;

/// What the page hears without asking.
#[derive(Debug)]
pub enum Heard {
    /// News from the worker.
    News(News),
    /// A world was opened: at the start, from a link, after a restart.
    Opened(Opened),
    /// Another world was begun in this one's place, or the one before it brought back.
    Renewed,
    /// The world is now what it was at an earlier moment, or another branch.
    Moved,
}

type Settle = Box<dyn FnOnce(Result<Reply, Fault>)>;
type Listener = Rc<dyn Fn(Heard)>;
/// Starts a worker.
type Hire = Box<dyn Fn() -> Result<Worker, JsValue>>;

struct Waiting {
    request: Request,
    /// The file whose text it wants.
    file: Option<Blob>,
    settle: Settle,
}

/// An answered request that may not be stored yet, and the number of calls made when it was answered.
struct Kept {
    request: Request,
    file: Option<Blob>,
    after: u64,
}

struct Inner {
    hire: Hire,
    /// Whether this page lives inside another one and stores nothing.
    guest: bool,
    worker: RefCell<Option<Worker>>,
    next: Cell<u32>,
    waiting: RefCell<BTreeMap<u32, Waiting>>,
    /// Numbers of the requests that leave with the next message, in order.
    outbox: RefCell<Vec<u32>>,
    kept: RefCell<VecDeque<Kept>>,
    /// Calls made, and stored, as last told.
    save: Cell<SaveState>,
    /// Requests wait here rather than at a worker that is not ready for them.
    held: Cell<bool>,
    deaths: RefCell<Vec<f64>>,
    listener: RefCell<Option<Listener>>,
    /// Files that came with answers, in their order.
    handed: RefCell<VecDeque<Blob>>,
}

/// The page's handle on the engine in its worker. Clones are the same handle.
#[derive(Clone)]
pub struct Bridge(Rc<Inner>);

impl PartialEq for Bridge {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Bridge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bridge").field("waiting", &self.0.waiting.borrow().len()).finish_non_exhaustive()
    }
}

impl Bridge {
    /// A bridge to a worker that `hire` starts when it is time; `guest`: nothing is stored.
    pub fn new(hire: impl Fn() -> Result<Worker, JsValue> + 'static, guest: bool) -> Self {
        Self(Rc::new(Inner {
            hire: Box::new(hire),
            guest,
            worker: RefCell::default(),
            next: Cell::default(),
            waiting: RefCell::default(),
            outbox: RefCell::default(),
            kept: RefCell::default(),
            save: Cell::default(),
            held: Cell::default(),
            deaths: RefCell::default(),
            listener: RefCell::default(),
            handed: RefCell::default(),
        }))
    }

    /// Sets who hears the news.
    pub fn listen(&self, listener: impl Fn(Heard) + 'static) {
        *self.0.listener.borrow_mut() = Some(Rc::new(listener));
    }

    /// Starts the worker and opens the saved world, or the one in the link; answers when it is open.
    pub async fn start(&self, link: Option<String>) -> Result<Opened, Fault> {
        self.spawn()?;
        self.open(link, false).await
    }

    /// Opens the saved world, or the one in the link.
    pub async fn open(&self, link: Option<String>, take_over: bool) -> Result<Opened, Fault> {
        let reply =
            self.ask(Request::Open { link, wall: wall_micros(), take_over, guest: self.0.guest }).await?;
        let Reply::Opened(opened) = reply else { return Err(surprise()) };
        self.tell_page(Heard::Opened(opened.clone()));
        Ok(opened)
    }

    /// Asks and waits for the answer.
    pub fn ask(&self, request: Request) -> impl Future<Output = Result<Reply, Fault>> {
        self.asked(request, None)
    }

    /// Asks something that wants a file's text, and has an empty one in its place: the worker reads it, so that however
    /// large it is, nothing of it is read here.
    pub fn ask_of(&self, file: &Blob, request: Request) -> impl Future<Output = Result<Reply, Fault>> {
        self.asked(request, Some(file.clone()))
    }

    async fn asked(&self, request: Request, file: Option<Blob>) -> Result<Reply, Fault> {
        let answer = Rc::new(RefCell::new(None));
        let slot = answer.clone();
        let answered = self.promised(request, file, move |reply| {
            *slot.borrow_mut() = Some(reply);
            Ok(JsValue::UNDEFINED)
        });
        JsFuture::from(answered).await.ok();
        let reply = answer.borrow_mut().take();
        reply.unwrap_or_else(|| Err(surprise()))
    }

    /// Asks; the promise settles with what `turn` makes of the answer.
    pub fn promise(
        &self,
        request: Request,
        turn: impl FnOnce(Result<Reply, Fault>) -> Result<JsValue, JsValue> + 'static,
    ) -> Promise {
        self.promised(request, None, turn)
    }

    fn promised(
        &self,
        request: Request,
        file: Option<Blob>,
        turn: impl FnOnce(Result<Reply, Fault>) -> Result<JsValue, JsValue> + 'static,
    ) -> Promise {
        let mut parts = Some((request, file, turn));
        Promise::new(&mut |resolve, reject| {
            // A promise calls its executor once.
            let Some((request, file, turn)) = parts.take() else { return };
            let settle = move |reply| {
                let settled = match turn(reply) {
                    Ok(value) => resolve.call1(&JsValue::NULL, &value),
                    Err(error) => reject.call1(&JsValue::NULL, &error),
                };
                settled.ok();
            };
            self.post(request, file, Box::new(settle));
        })
    }

    /// The file that an answer stands for that is an empty text: who has such an answer asks at once, so that answers and
    /// files stay in step.
    pub fn handed(&self) -> Option<Blob> {
        self.0.handed.borrow_mut().pop_front()
    }

    /// Asks and takes no interest in the answer.
    pub fn tell(&self, request: Request) {
        self.post(request, None, Box::new(|_| {}));
    }

    fn post(&self, request: Request, file: Option<Blob>, settle: Settle) {
        let id = self.fresh_id();
        let opens = matches!(request, Request::Open { .. });
        self.0.waiting.borrow_mut().insert(id, Waiting { request, file, settle });
        if self.0.held.get() && !opens {
            return;
        }
        let mut outbox = self.0.outbox.borrow_mut();
        outbox.push(id);
        if outbox.len() == 1 {
            // Whoever else is about to ask in this task does so before this has its turn.
            let bridge = self.clone();
            spawn_local(async move { bridge.send() });
        }
    }

    /// Sends what waits in the outbox; much of it in several tasks.
    fn send(&self) {
        let mut ids = std::mem::take(&mut *self.0.outbox.borrow_mut());
        if ids.len() > TOGETHER * AT_ONCE {
            *self.0.outbox.borrow_mut() = ids.split_off(TOGETHER * AT_ONCE);
            let bridge = self.clone();
            Timeout::new(0, move || bridge.send()).forget();
        }
        let Some(worker) = &*self.0.worker.borrow() else { return };
        let waiting = self.0.waiting.borrow();
        // Files are there before the requests that want their texts, in the same order.
        for file in ids.iter().filter_map(|id| waiting.get(id)?.file.as_ref()) {
            worker.post_message(file).ok();
        }
        let asked = ids.iter().filter_map(|id| Some(Asked { id: *id, request: &waiting.get(id)?.request }));
        let asked: Vec<Asked<'_>> = asked.collect();
        for some in asked.chunks(TOGETHER) {
            let (bytes, transfer) = encode(some);
            worker.post_message_with_transfer(&bytes, &transfer).ok();
        }
    }

    fn spawn(&self) -> Result<(), Fault> {
        let worker =
            (self.0.hire)().map_err(|error| internal(&format!("the browser refused a worker: {error:?}")))?;
        let bridge = self.clone();
        let heard =
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| bridge.hear(&event.data()));
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        let bridge = self.clone();
        let failed = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            let message = event.dyn_ref::<web_sys::ErrorEvent>().map(web_sys::ErrorEvent::message);
            bridge.mourn(&message.unwrap_or_else(|| "worker.js could not be loaded".to_owned()), None);
        });
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        // They live as long as the worker may speak, which is as long as the page.
        heard.forget();
        failed.forget();
        *self.0.worker.borrow_mut() = Some(worker);
        Ok(())
    }

    fn hear(&self, data: &JsValue) {
        if let Some(messages) = decode::<Vec<FromWorker>>(data) {
            for message in messages {
                match message {
                    FromWorker::Reply(id, reply) => self.settle(id, reply),
                    FromWorker::News(news) => self.hear_news(news),
                }
            }
            return;
        }
        if let Some(file) = data.dyn_ref::<Blob>() {
            self.0.handed.borrow_mut().push_back(file.clone());
            return;
        }
        let told = |name: &str| Reflect::get(data, &name.into()).ok();
        if let Some(reason) = told("dead").and_then(|reason| reason.as_string()) {
            self.mourn(&reason, told("at").and_then(|at| at.as_f64()).map(|at| at as u32));
        }
    }

    fn hear_news(&self, mut news: News) {
        if let News::Printed(printed) = &mut news {
            self.localize(printed);
        }
        if let News::Saved(state) = &news {
            self.0.save.set(*state);
            let mut kept = self.0.kept.borrow_mut();
            while kept.front().is_some_and(|first| first.after <= state.saved) {
                kept.pop_front();
            }
        }
        self.tell_page(Heard::News(news));
    }

    /// A fault's place is given in all that was typed; the page shows one command.
    fn localize(&self, printed: &mut Printed) {
        let Some(error) = &mut printed.error else { return };
        let Some((from, to)) = error.at.take() else { return };
        let waiting = self.0.waiting.borrow();
        let typed = waiting.values().find_map(|waiting| match &waiting.request {
            Request::Run { text } => Some(text),
            _ => None,
        });
        let length = printed.command.len();
        let found = typed.and_then(|text| {
            text.match_indices(printed.command.as_str())
                .map(|(at, _)| at)
                .find(|at| (*at..=at + length).contains(&(from as usize)) && to as usize <= at + length)
        });
        error.at = found.map(|at| (from - at as u32, to - at as u32));
        if error.at.is_none() {
            error.fix = None;
        }
    }

    fn settle(&self, id: u32, reply: Result<Reply, Fault>) {
        let Some(Waiting { request, file, settle }) = self.0.waiting.borrow_mut().remove(&id) else { return };
        match &request {
            Request::Open { .. } | Request::Reset { .. } | Request::UndoReset if reply.is_ok() => {
                self.0.kept.borrow_mut().clear();
                if !matches!(request, Request::Open { .. }) {
                    self.tell_page(Heard::Renewed);
                }
            }
            Request::World(order) => {
                if let Ok(Reply::Opened(opened)) = &reply {
                    self.0.kept.borrow_mut().clear();
                    if !matches!(order, WorldOrder::Keep { .. }) {
                        self.tell_page(Heard::Renewed);
                    }
                    self.tell_page(Heard::Opened(opened.clone()));
                }
            }
            Request::Fork { .. } | Request::Switch(_) | Request::Undo if reply.is_ok() => {
                self.0.kept.borrow_mut().clear();
                self.tell_page(Heard::Moved);
            }
            _ if changes(&request) => {
                let mut kept = self.0.kept.borrow_mut();
                kept.push_back(Kept { request, file, after: self.0.save.get().made });
                if kept.len() > KEPT {
                    kept.pop_front();
                }
            }
            _ => {}
        }
        settle(reply);
    }

    /// The worker died: fail what killed it (the request that it was at, if it could tell), start another, and
    /// give it the rest.
    fn mourn(&self, reason: &str, at: Option<u32>) {
        let Some(worker) = self.0.worker.borrow_mut().take() else { return };
        worker.set_onmessage(None);
        worker.set_onerror(None);
        worker.terminate();
        self.0.held.set(true);
        // What had not left yet is waiting like everything else, and a file without its answer is nobody's.
        self.0.outbox.borrow_mut().clear();
        self.0.handed.borrow_mut().clear();

        let now = js_sys::Date::now();
        let recent = {
            let mut deaths = self.0.deaths.borrow_mut();
            deaths.retain(|at| now - at < RESTART_WINDOW_MS);
            deaths.push(now);
            deaths.len()
        };
        let waiting = std::mem::take(&mut *self.0.waiting.borrow_mut());
        // Who can't be told from the rest is the first of the orders: it was done first.
        let first = || waiting.iter().find(|(_, waiter)| changes(&waiter.request)).map(|(id, _)| *id);
        let culprit = at.filter(|at| waiting.contains_key(at)).or_else(first);
        for (id, waiter) in waiting {
            // Questions are asked again by whoever still wants to know.
            if recent > RESTARTS || culprit == Some(id) || !changes(&waiter.request) {
                (waiter.settle)(Err(internal(reason)));
            } else {
                self.0.waiting.borrow_mut().insert(id, waiter);
            }
        }
        self.tell_page(Heard::News(News::Running(None)));
        if recent > RESTARTS {
            let text = format!(
                "The engine stopped again and again ({reason}). What was saved is safe: reload the page."
            );
            self.notice("engine-stopped", text);
            return;
        }
        let text = "The engine met a fault of its own and was started again from what is stored.";
        self.notice("engine-restarted", text.to_owned());
        let bridge = self.clone();
        spawn_local(async move { bridge.revive().await });
    }

    async fn revive(&self) {
        let kept: Vec<Kept> = self.0.kept.borrow_mut().drain(..).collect();
        let mut before = self.0.save.get().saved;
        let opened = match self.spawn() {
            Ok(()) => self.open(None, false).await,
            Err(fault) => Err(fault),
        };
        let mut again = Vec::new();
        match opened {
            Ok(opened) => {
                for Kept { request, file, after } in kept {
                    // Stored as a whole: done. Not at all: again. Half a run cannot be told from a whole one
                    // by its text; what is stored of it stays.
                    if before >= opened.calls && after > opened.calls {
                        again.push((request, file));
                    }
                    before = after;
                }
            }
            Err(fault) => {
                self.notice("engine-stopped", format!("The engine did not start again: {}", fault.message));
            }
        }
        let unanswered: Vec<u32> = self.0.waiting.borrow().keys().copied().collect();
        self.0.held.set(false);
        for (request, file) in again {
            self.post(request, file, Box::new(|_| {}));
        }
        // Behind those, and with them.
        self.0.outbox.borrow_mut().extend(unanswered);
        self.send();
    }

    fn fresh_id(&self) -> u32 {
        let id = self.0.next.get();
        self.0.next.set(id.wrapping_add(1));
        id
    }

    fn notice(&self, code: &str, text: String) {
        self.tell_page(Heard::News(News::Notice(Notice { code: code.to_owned(), text })));
    }

    fn tell_page(&self, heard: Heard) {
        let listener = self.0.listener.borrow().clone();
        if let Some(listener) = listener {
            listener(heard);
        }
    }
}

/// Whether a request changes the world, so that losing it would lose something.
fn changes(request: &Request) -> bool {
    matches!(
        request,
        Request::Run { .. }
            | Request::Call { .. }
            | Request::Http { .. }
            | Request::Advance(_)
            | Request::Idle
            | Request::AddFile { .. }
            | Request::ImportItems { .. }
            | Request::Region(_)
            | Request::Reset { .. }
            | Request::UndoReset
            | Request::Flow
            | Request::Fork { .. }
            | Request::Switch(_)
            | Request::DropBranch(_)
            | Request::RenameBranch { .. }
            | Request::Undo
    )
}

fn internal(reason: &str) -> Fault {
    Fault {
        name: "InternalServerError".to_owned(),
        message: format!("The playground's engine met a fault of its own: {reason}"),
        body: String::new(),
    }
}

fn surprise() -> Fault {
    internal("an answer of the wrong kind")
}

/// Unix microseconds now.
pub fn wall_micros() -> u64 {
    js_sys::Date::now() as u64 * 1000
}
