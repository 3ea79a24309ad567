//! Where worlds come from and where they go: opening, beginning another one, sharing.

use scenario::{FileError, Scenario, ShareError};
use session::{About, Header, Session};
use sim::Micros;

use crate::lab::{FIRST_SEED, Lab};
use crate::protocol::{Linked, Notice, Opened, Shared};
use crate::strand::{MAIN, Strand};
use crate::worlds::Library;

impl Lab {
    /// Opens what a link says, else the open world of what is stored, else the first-visit example. `wall`: Unix
    /// microseconds, where a fresh world's time begins. A linked world is not stored, and what is stored stays as it is.
    pub fn open(records: Vec<(String, Vec<u8>)>, link: Option<&str>, wall: u64) -> (Lab, Opened) {
        Lab::open_world(records, None, link, wall)
    }

    /// Like [`Lab::open`], for the stored world of this name.
    pub fn open_world(
        records: Vec<(String, Vec<u8>)>,
        world: Option<&str>,
        link: Option<&str>,
        wall: u64,
    ) -> (Lab, Opened) {
        let mut notices = Vec::new();
        if let Some(fragment) = link.filter(|fragment| scenario::is_link(fragment)) {
            match Scenario::from_link(fragment) {
                Ok(scenario) => return Lab::open_scenario(&scenario),
                Err(error) => notices.push(Notice { code: error.code().to_owned(), text: error.to_string() }),
            }
        }
        let library = Library::of(&records);
        let world = world.or(library.open());
        let marked = library.said().unwrap_or_default().to_owned();
        let (session, report) = match world {
            Some(world) => Session::open_world(world, records),
            None => Session::open(Vec::new()),
        };
        notices.extend(
            report
                .notices
                .into_iter()
                .map(|notice| Notice { code: notice.code.to_owned(), text: notice.text }),
        );
        let first_visit = session.is_none() && world.is_none();
        let mut lab = match session {
            Some(session) => Lab::around(session),
            None => Lab::example(FIRST_SEED, wall),
        };
        lab.taken = library.taken();
        if first_visit {
            lab.keep_as_next();
        }
        lab.history.push_answers(report.answers);
        lab.settle();
        lab.writes.extend(report.writes);
        // The page that could have brought them back is closed.
        lab.writes.extend(library.clear());
        lab.marked = marked;
        lab.go_where_the_last_call_was();
        let calls = lab.session.calls();
        (lab, Opened { calls, first_visit, notices, storing: true, linked: None })
    }

    /// Opens a scenario, as a link or a file says it. It isn't stored.
    pub fn open_scenario(scenario: &Scenario) -> (Lab, Opened) {
        let opened = scenario.open();
        let mut lab = Lab::around(opened.session);
        lab.storing = false;
        lab.history.push_answers(opened.answers);
        lab.settle();
        lab.go_where_the_last_call_was();
        let difference = opened.difference.map(|text| Notice { code: "link-differs".to_owned(), text });
        let tables = lab.session.world().tables();
        let linked = Linked {
            name: lab.session.header().name.clone(),
            items: tables.iter().map(|table| table.item_count).sum(),
            tables: tables.into_iter().map(|table| table.name.to_string()).collect(),
            calls: lab.session.calls(),
            clock: lab.session.now(),
            look: scenario.look(),
        };
        let calls = lab.session.calls();
        let notices = difference.into_iter().collect();
        (lab, Opened { calls, first_visit: false, notices, storing: false, linked: Some(linked) })
    }

    /// Opens the text of a scenario file.
    pub fn open_file(text: &str) -> Result<(Lab, Opened), FileError> {
        // Editors like to put a mark before a text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Scenario::from_json(text).map(|scenario| Lab::open_scenario(&scenario))
    }

    fn go_where_the_last_call_was(&mut self) {
        if let Some(region) = self.history.last().map(|kept| kept.completion.region.to_string()) {
            self.region = region;
        }
    }

    /// Stores this world from now on, as a new one beside those with numbers up to `taken`.
    pub fn keep(&mut self, taken: u64) {
        // The names that it and its branches had were of no store.
        self.writes.clear();
        self.marked.clear();
        self.taken = taken;
        self.keep_as_next();
        self.storing = true;
        for strand in self.branches.iter_mut().chain(self.before.as_deref_mut()) {
            self.taken += 1;
            strand.session.keep_as(&format!("w{}", self.taken));
            strand.storing = true;
        }
        self.revision += 1;
    }

    /// Gives this world the next free name of the store.
    fn keep_as_next(&mut self) {
        self.taken += 1;
        self.session.keep_as(&format!("w{}", self.taken));
    }

    /// The name that this world is stored under.
    pub fn kept_as(&self) -> &str {
        self.session.kept_as()
    }

    /// Says that a world with this number has come into the store.
    pub fn take_number(&mut self, taken: u64) {
        self.taken = self.taken.max(taken);
    }

    /// What a list says of this world; `used`: Unix milliseconds of its last use.
    pub fn about(&self, used: u64) -> About {
        About {
            tables: self.session.world().tables().len() as u64,
            calls: self.session.calls(),
            bytes: self.session.stored_bytes(),
            used,
            branch: if self.branch.0 == MAIN { String::new() } else { self.branch.0.clone() },
            gone: false,
        }
    }

    /// Gives this world another name.
    pub fn rename(&mut self, name: &str) {
        self.session.rename(name);
        self.revision += 1;
    }

    /// Throws the world away and begins with an empty one or with the example. [`Lab::undo_reset`] brings it back.
    pub fn reset(&mut self, example: bool, seed: u64, epoch: u64) {
        let mut fresh = Lab::fresh(example, seed, epoch);
        fresh.session.keep_as(&self.fresh_world());
        if !example {
            fresh.region.clone_from(&self.region);
        }
        fresh.branch = (MAIN.to_owned(), None);
        for mut gone in std::mem::take(&mut self.branches) {
            self.writes.extend(gone.session.forget());
        }
        let region = fresh.region.clone();
        let before = self.exchange(Strand { region, storing: self.storing, ..fresh.into_strand() });
        self.replace_before(before);
        self.undone = None;
    }

    /// An empty world, or the example.
    pub fn fresh(example: bool, seed: u64, epoch: u64) -> Lab {
        if example {
            Lab::example(seed, epoch)
        } else {
            Lab::new(Header { seed, epoch, ..Header::default() })
        }
    }

    /// Brings back what [`Lab::reset`] or [`Lab::undo`] took away; `false` if there is nothing.
    pub fn undo_reset(&mut self) -> bool {
        let Some(before) = self.before.take() else { return false };
        let mut gone = self.exchange(*before);
        self.writes.extend(gone.session.forget());
        self.writes.push(self.about(0).write(self.session.kept_as()));
        self.undone = None;
        true
    }

    /// A link's fragment (without `#`) that leads to this world as it is now.
    pub fn share(&self) -> Result<String, ShareError> {
        Scenario::of(&self.session).map(|scenario| scenario.to_link())
    }

    /// A link that leads to this world: as it came to be, or (`trim`) told anew by fewer calls. `look`: the moment at
    /// which it is to be looked at, if that is not its end. `Err` says in a sentence why there is none.
    #[inline(never)]
    pub fn link(&self, trim: bool, look: Option<Micros>) -> Result<Shared, String> {
        let (mut scenario, lost, calls) = if trim {
            let trimmed = self.trimmed()?;
            let calls = trimmed.session.calls();
            (Scenario::of(&trimmed.session), trimmed.lost, calls)
        } else {
            (Scenario::of(&self.session), Vec::new(), self.session.calls())
        };
        if let (Ok(scenario), Some(look)) = (&mut scenario, look.filter(|_| !trim)) {
            scenario.set_look(look);
        }
        let scenario = scenario.map_err(|error| error.to_string())?;
        Ok(Shared { link: scenario.to_link(), lost, calls })
    }

    /// This world as a scenario file's text.
    pub fn to_file(&self) -> Result<String, ShareError> {
        Scenario::of(&self.session).map(|scenario| scenario.to_file())
    }
}
