//! The worlds of the store: the list of them, and what is done with one. All but the list needs the store in our hand.

use std::rc::Rc;

use js_sys::Date;
use lab::protocol::{Fault, Notice, Opened, Reply, WorldOrder};
use lab::worlds::{Library, is_small};
use lab::{About, Header, Lab, Write};

use super::host::{Host, fault};
use super::storage::{Storage, StorageError};

/// Characters of a world's name.
const NAME: usize = 80;

impl Host {
    /// The worlds that are stored.
    pub(super) async fn worlds(&self) -> Result<Reply, Fault> {
        let records = self.small_records().await.map_err(|error| refused(&error))?;
        Ok(Reply::Worlds(Library::of(&records).list()))
    }

    /// Carries out an order.
    pub(super) async fn world(self: &Rc<Self>, order: WorldOrder) -> Result<Reply, Fault> {
        match order {
            WorldOrder::Open(id) => Ok(Reply::Opened(self.switch(&id).await?)),
            WorldOrder::New { example, wall } => {
                let lab = Lab::fresh(example, begun(wall));
                Ok(Reply::Opened(self.begin(lab, Opened::default(), false).await?))
            }
            WorldOrder::Import(text) => {
                let (lab, opened) =
                    Lab::open_file(&text).map_err(|error| fault(error.code(), error.to_string()))?;
                Ok(Reply::Opened(self.begin(lab, opened, false).await?))
            }
            WorldOrder::Keep { take_over } => {
                // Storing must be possible before the world lets go of being only looked at.
                let storage = self.hold(take_over).await?;
                let Some(mut lab) = self.lab.borrow_mut().take() else { return Err(nothing_open()) };
                let library = Library::of(&small(&storage).await.map_err(|error| refused(&error))?);
                lab.keep(library.taken());
                let calls = lab.session().calls();
                *self.lab.borrow_mut() = Some(lab);
                self.start_saving(storage, calls);
                Ok(Reply::Opened(Opened { calls, storing: true, ..Opened::default() }))
            }
            WorldOrder::Gather => self.gather().await,
            WorldOrder::Rename { id, name } => self.rename(&id, &name).await,
            WorldOrder::Duplicate(id) => self.duplicate(&id).await,
            WorldOrder::Delete { id, wall } => self.delete(&id, wall).await,
            WorldOrder::Restore(id) => self.mark(&id, false).await.map(|()| Reply::Done),
        }
    }

    /// Notes down what a list says of the open world, if that has changed.
    pub(super) fn note(&self) {
        let lab = self.lab.borrow();
        let Some(lab) = lab.as_ref().filter(|lab| lab.storing()) else { return };
        let abouts = lab.abouts(0);
        let before = self.noted.replace(abouts.clone());
        let used = now();
        let fresh = abouts.into_iter().filter(|about| !before.contains(about));
        let writes: Vec<Write> = fresh.map(|(id, about)| About { used, ..about }.write(&id)).collect();
        if !writes.is_empty() {
            self.add(writes, lab.session().calls());
        }
    }

    /// Takes in the stored branches of the open world.
    async fn gather(&self) -> Result<Reply, Fault> {
        let asked = {
            let lab = self.lab.borrow();
            let lab = lab.as_ref().filter(|lab| lab.storing() && !lab.family().is_empty());
            lab.map(|lab| (lab.kept_as().to_owned(), lab.family().to_owned()))
        };
        let mut told = Vec::new();
        if let Some((id, family)) = asked {
            let records = self.small_records().await.map_err(|error| refused(&error))?;
            for branch in Library::of(&records).relatives(&id, &family) {
                let storage = Storage::open(&self.database).await.map_err(|error| refused(&error))?;
                let records = storage.read_world(&branch).await;
                storage.close();
                let records = records.map_err(|error| refused(&error))?;
                let notices =
                    self.lab.borrow_mut().as_mut().map(|lab| lab.adopt(&branch, records)).unwrap_or_default();
                told.extend(notices.into_iter().map(|notice| notice.text));
            }
        }
        Ok(Reply::Text(told.join(" ")))
    }

    /// Opens another stored world.
    async fn switch(self: &Rc<Self>, id: &str) -> Result<Opened, Fault> {
        let records = self.small_records().await.map_err(|error| refused(&error))?;
        if !Library::of(&records).has(id) {
            return Err(fault("NoSuchWorld", "This world is not stored any more.".to_owned()));
        }
        self.note();
        // What was acknowledged is stored before its place is left.
        self.saved_if_storing().await?;
        Ok(self.open_stored(Some(id), None, 0, false).await)
    }

    /// Puts a world in the place of the one that is open, which stays in the store; the new one is stored as well if
    /// that can be.
    async fn begin(self: &Rc<Self>, lab: Lab, mut opened: Opened, take_over: bool) -> Result<Opened, Fault> {
        self.note();
        self.saved_if_storing().await?;
        let storage = self.hold(take_over).await;
        let mut lab = lab;
        opened.linked = None;
        opened.calls = lab.session().calls();
        match storage {
            Ok(storage) => {
                let library = Library::of(&small(&storage).await.map_err(|error| refused(&error))?);
                lab.keep(library.taken());
                opened.storing = true;
                *self.lab.borrow_mut() = Some(lab);
                self.start_saving(storage, opened.calls);
            }
            Err(why) => {
                lab.stop_storing();
                opened.storing = false;
                let text = format!("Not saved: {} This world lasts as long as this page.", why.message);
                opened.notices.push(Notice { code: "not-saved".to_owned(), text });
                self.saver.begin(None, opened.calls);
                *self.lab.borrow_mut() = Some(lab);
            }
        }
        Ok(opened)
    }

    /// The store, with the right to write into it.
    async fn hold(&self, take_over: bool) -> Result<Storage, Fault> {
        if self.guest.get() {
            return Err(fault("Guest", "A page inside another page stores nothing.".to_owned()));
        }
        if !self.holds(take_over).await {
            let text = "Your worlds are open in another tab, which saves them.";
            return Err(fault("SecondTab", text.to_owned()));
        }
        let mut storage = Storage::open(&self.database).await.map_err(|error| refused(&error))?;
        storage.claim().await.map_err(|error| refused(&error))?;
        Ok(storage)
    }

    /// Stores the open world from its beginning.
    fn start_saving(self: &Rc<Self>, storage: Storage, calls: u64) {
        self.shown.set(None);
        self.saver.begin(Some(storage), 0);
        let writes = self.lab.borrow_mut().as_mut().map(Lab::take_writes).unwrap_or_default();
        self.add(writes, calls);
        self.noted.take();
        self.note();
    }

    async fn rename(self: &Rc<Self>, id: &str, name: &str) -> Result<Reply, Fault> {
        let name: String = name.trim().chars().filter(|c| !c.is_control()).take(NAME).collect();
        if name.is_empty() {
            return Err(fault("NoName", "A world needs a name.".to_owned()));
        }
        let open = match &mut *self.lab.borrow_mut() {
            // Not stored, it has a name all the same.
            Some(lab) if !lab.storing() && id.is_empty() => {
                lab.rename(&name);
                return Ok(Reply::Done);
            }
            Some(lab) if lab.kept_as() == id && lab.storing() => {
                lab.rename(&name);
                Some((lab.take_writes(), lab.session().calls()))
            }
            _ => None,
        };
        self.must_store()?;
        if let Some((writes, calls)) = open {
            self.add(writes, calls);
            return self.stored().await;
        }
        let records = self.small_records().await.map_err(|error| refused(&error))?;
        let head = records.iter().find(|(key, _)| *key == lab::head_key(id));
        let header = head.and_then(|(_, bytes)| lab::read_head(bytes).ok());
        let Some(mut header) = header else {
            return Err(fault("NoSuchWorld", "This world's beginning can't be read.".to_owned()));
        };
        header.name = name;
        self.add(vec![lab::head_write(id, &header)], self.saver.state().made);
        self.stored().await
    }

    async fn duplicate(self: &Rc<Self>, id: &str) -> Result<Reply, Fault> {
        self.must_store()?;
        self.saved_if_storing().await?;
        let storage = Storage::open(&self.database).await.map_err(|error| refused(&error))?;
        let library = Library::of(&small(&storage).await.map_err(|error| refused(&error))?);
        let copy = format!("w{}", library.taken() + 1);
        let records = storage.read_world(id).await.map_err(|error| refused(&error))?;
        storage.close();
        let (from, to) = (format!("{id}/main/"), format!("{copy}/main/"));
        let mut writes = Vec::new();
        for (key, bytes) in records {
            let Some(rest) = key.strip_prefix(&from) else { continue };
            let header = (key == lab::head_key(id)).then(|| lab::read_head(&bytes).ok()).flatten();
            writes.push(match header {
                Some(mut header) => {
                    header.name = format!("{}, copy", header.name);
                    lab::head_write(&copy, &header)
                }
                None => Write { key: format!("{to}{rest}"), bytes },
            });
        }
        if let Some(about) = library.about(id) {
            writes.push(About { used: now(), ..about.clone() }.write(&copy));
        }
        if let Some(lab) = &mut *self.lab.borrow_mut() {
            lab.take_number(library.taken() + 1);
        }
        self.add(writes, self.saver.state().made);
        self.stored().await
    }

    /// Throws a world away; where it is the open one, another opens.
    async fn delete(self: &Rc<Self>, id: &str, wall: u64) -> Result<Reply, Fault> {
        self.must_store()?;
        let open = self.lab.borrow().as_ref().is_some_and(|lab| lab.kept_as() == id);
        if !open {
            return self.mark(id, true).await.map(|()| Reply::Done);
        }
        let records = self.small_records().await.map_err(|error| refused(&error))?;
        let library = Library::of(&records);
        let opened = match library.next_best(id) {
            Some(other) => self.switch(other).await?,
            None => self.begin(Lab::fresh(false, begun(wall)), Opened::default(), false).await?,
        };
        self.mark(id, true).await?;
        Ok(Reply::Opened(opened))
    }

    /// Marks a world as thrown away, or as here again.
    async fn mark(self: &Rc<Self>, id: &str, gone: bool) -> Result<(), Fault> {
        self.must_store()?;
        let records = self.small_records().await.map_err(|error| refused(&error))?;
        let library = Library::of(&records);
        let about = library.about(id).cloned().unwrap_or_default();
        self.add(vec![About { gone, ..about }.write(id)], self.saver.state().made);
        self.stored().await.map(drop)
    }

    /// The small values of the store, and all its keys.
    async fn small_records(&self) -> Result<Vec<(String, Vec<u8>)>, StorageError> {
        if self.guest.get() {
            return Ok(Vec::new());
        }
        // What waits to be written is part of it.
        self.saver.saved().await.ok();
        let storage = Storage::open(&self.database).await?;
        let records = small(&storage).await;
        storage.close();
        records
    }

    fn must_store(&self) -> Result<(), Fault> {
        if self.saver.state().storing {
            Ok(())
        } else {
            Err(fault(
                "NotStoring",
                "Your worlds are not in this page's hand: open one of them first.".to_owned(),
            ))
        }
    }

    async fn saved_if_storing(&self) -> Result<(), Fault> {
        if !self.saver.state().storing {
            return Ok(());
        }
        let waiting = self.lab.borrow_mut().as_mut().map(|lab| (lab.take_writes(), lab.session().calls()));
        if let Some((writes, calls)) = waiting {
            self.add(writes, calls);
        }
        self.stored().await.map(drop)
    }

    async fn stored(&self) -> Result<Reply, Fault> {
        self.saver.saved().await.map(|()| Reply::Done).map_err(|message| fault("NotSaved", message))
    }
}

/// All keys of a store, and the values that tell of its worlds.
pub(super) async fn small(storage: &Storage) -> Result<Vec<(String, Vec<u8>)>, StorageError> {
    let keys = storage.keys().await?;
    let mut records = Vec::with_capacity(keys.len());
    for key in keys {
        let bytes = if is_small(&key) { storage.read(&key).await?.unwrap_or_default() } else { Vec::new() };
        records.push((key, bytes));
    }
    Ok(records)
}

fn refused(error: &StorageError) -> Fault {
    fault("NotSaved", format!("{error}."))
}

fn nothing_open() -> Fault {
    fault("NotOpen", "no world is open yet".to_owned())
}

/// How a world begins that is made at a time of the wall clock, in microseconds.
fn begun(wall: u64) -> Header {
    Header { seed: wall / 1_000_000, epoch: wall, ..Header::default() }
}

fn now() -> u64 {
    Date::now() as u64
}
