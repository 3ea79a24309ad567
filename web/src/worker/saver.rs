//! Saving: takes what the engine wants stored and brings it to the storage, one transaction at a time, all
//! that has gathered in each (group commit).

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Date, Function, Promise};
use lab::protocol::SaveState;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::pause::rest;
use super::storage::{Storage, StorageError};

/// Bytes that may wait to be stored; beyond it calls wait.
const TAIL: usize = 32 * 1024 * 1024;
/// Milliseconds from the beginning of one transaction to that of the next: what comes meanwhile goes together.
const GATHER: f64 = 50.0;
/// Milliseconds until a failed save is tried again.
const RETRY: u32 = 3_000;

/// What the saver tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// How far saving has come.
    State(SaveState),
    /// Another tab has taken the world over: nothing is stored any more.
    Superseded,
}

/// The saver. Its state is apart from the engine's: it can still save when the engine has panicked.
pub struct Saver {
    storage: RefCell<Option<Rc<Storage>>>,
    /// What waits, by key: a later write of a key replaces an earlier one.
    waiting: RefCell<BTreeMap<String, Vec<u8>>>,
    bytes: Cell<usize>,
    /// Calls contained in `waiting` and everything before.
    taken: Cell<u64>,
    /// Writes taken in, and how many of them are stored.
    added: Cell<u64>,
    stored: Cell<u64>,
    busy: Cell<bool>,
    state: Cell<SaveState>,
    waiters: RefCell<Vec<Function>>,
    tell: Box<dyn Fn(Told)>,
}

impl Saver {
    /// A saver without a storage: nothing is stored until [`Saver::begin`].
    pub fn new(tell: impl Fn(Told) + 'static) -> Rc<Self> {
        Rc::new(Self {
            storage: RefCell::default(),
            waiting: RefCell::default(),
            bytes: Cell::default(),
            taken: Cell::default(),
            added: Cell::default(),
            stored: Cell::default(),
            busy: Cell::default(),
            state: Cell::default(),
            waiters: RefCell::default(),
            tell: Box::new(tell),
        })
    }

    /// Begins with a world of so many calls, all of them stored; without a storage it is kept in memory only.
    pub fn begin(&self, storage: Option<Storage>, calls: u64) {
        let storing = storage.is_some();
        if let Some(old) = self.storage.replace(storage.map(Rc::new)) {
            old.close();
        }
        self.waiting.borrow_mut().clear();
        self.bytes.set(0);
        self.taken.set(calls);
        self.stored.set(self.added.get());
        self.state.set(SaveState { saved: calls, made: calls, storing, at: 0, failed: false });
        (self.tell)(Told::State(self.state.get()));
        self.wake();
    }

    /// How far saving has come.
    pub fn state(&self) -> SaveState {
        self.state.get()
    }

    /// Whether so much waits that calls must wait too.
    pub fn is_full(&self) -> bool {
        self.bytes.get() > TAIL && !self.state.get().failed
    }

    /// Whether everything taken in is stored.
    pub fn is_done(&self) -> bool {
        self.waiting.borrow().is_empty() && !self.busy.get()
    }

    /// Takes in writes, after so many calls altogether.
    pub fn add(self: &Rc<Self>, writes: impl IntoIterator<Item = (String, Vec<u8>)>, calls: u64) {
        let mut state = self.state.get();
        state.made = calls;
        // A new world begins to count at 0.
        state.saved = state.saved.min(calls);
        self.state.set(state);
        if self.storage.borrow().is_none() {
            return;
        }
        let mut waiting = self.waiting.borrow_mut();
        let mut bytes = self.bytes.get();
        for (key, value) in writes {
            self.added.set(self.added.get() + 1);
            bytes += key.len() + value.len();
            if let Some(old) = waiting.insert(key, value) {
                bytes -= old.len();
            }
        }
        self.bytes.set(bytes);
        self.taken.set(calls);
        drop(waiting);
        self.start();
    }

    /// Tells how far saving has come.
    pub fn report(&self) {
        (self.tell)(Told::State(self.state.get()));
    }

    /// Waits until everything taken in so far is stored; what is taken in meanwhile may still wait.
    pub async fn saved(&self) -> Result<(), String> {
        let wanted = self.added.get();
        loop {
            let state = self.state.get();
            if !state.storing {
                return Err("this world is not stored".to_owned());
            }
            if state.failed {
                return Err("the last attempt to store failed".to_owned());
            }
            if self.stored.get() >= wanted {
                return Ok(());
            }
            let waiters = &self.waiters;
            let next = Promise::new(&mut |resolve, _| waiters.borrow_mut().push(resolve));
            JsFuture::from(next).await.ok();
        }
    }

    fn start(self: &Rc<Self>) {
        if self.busy.replace(true) {
            return;
        }
        let saver = self.clone();
        spawn_local(async move { saver.work().await });
    }

    async fn work(&self) {
        while !self.waiting.borrow().is_empty() {
            let batch: Vec<(String, Vec<u8>)> =
                std::mem::take(&mut *self.waiting.borrow_mut()).into_iter().collect();
            self.bytes.set(0);
            let (calls, added, began) = (self.taken.get(), self.added.get(), Date::now());
            let Some(storage) = self.storage.borrow().clone() else { break };
            let written = storage.write(&batch).await;
            if !self.storage.borrow().as_ref().is_some_and(|now| Rc::ptr_eq(now, &storage)) {
                // Another world has begun meanwhile, and brought its own.
                continue;
            }
            let mut state = self.state.get();
            match written {
                Ok(()) => {
                    state.saved = calls;
                    state.at = Date::now() as u64;
                    state.failed = false;
                    self.state.set(state);
                    self.stored.set(added);
                }
                Err(StorageError::Superseded) => {
                    self.storage.take();
                    self.waiting.borrow_mut().clear();
                    state.storing = false;
                    self.state.set(state);
                    (self.tell)(Told::Superseded);
                }
                Err(StorageError::Refused(why)) => {
                    web_sys::console::warn_1(&JsValue::from(format!("not stored: {why}")));
                    let mut waiting = self.waiting.borrow_mut();
                    for (key, value) in batch {
                        self.bytes.set(self.bytes.get() + key.len() + value.len());
                        waiting.entry(key).or_insert(value);
                    }
                    drop(waiting);
                    state.failed = true;
                    self.state.set(state);
                }
            }
            (self.tell)(Told::State(self.state.get()));
            self.wake();
            if self.state.get().failed {
                rest(RETRY).await;
            } else if !self.waiting.borrow().is_empty() {
                rest((began + GATHER - Date::now()).clamp(0.0, GATHER) as u32).await;
            }
        }
        self.busy.set(false);
        self.wake();
    }

    fn wake(&self) {
        for waiter in self.waiters.take() {
            waiter.call0(&JsValue::NULL).ok();
        }
    }
}
