//! Where worlds come from and where they go: opening, beginning another one, sharing.

use scenario::{FileError, Scenario, ShareError};
use session::{About, Header, Session};
use sim::Micros;
use trace::Ring;

use crate::history::History;
use crate::lab::{FIRST_SEED, Lab};
use crate::protocol::{Linked, Notice, Opened, Shared};
use crate::rail::Rail;
use crate::strand::{MAIN, Strand};
use crate::told::Told;
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
        if let Some(about) = library.about(lab.kept_as()).filter(|about| !about.family.is_empty()) {
            lab.branch = branch_of(about);
            lab.family.clone_from(&about.family);
        }
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
        let branches = !library.relatives(lab.kept_as(), &lab.family).is_empty();
        (lab, Opened { calls, first_visit, notices, storing: true, linked: None, branches })
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
        (lab, Opened { calls, notices, linked: Some(linked), ..Opened::default() })
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
        self.family.clear();
        if !self.branches.is_empty() {
            self.family = self.session.kept_as().to_owned();
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
        self.about_one(&self.session, &self.branch, used)
    }

    /// What a list says of this world and of its branches, each with the name that it is stored under.
    pub fn abouts(&self, used: u64) -> Vec<(String, About)> {
        let others = self.branches.iter().filter(|strand| strand.storing);
        let others = others.map(|strand| (&strand.session, &strand.branch));
        let all = std::iter::once((&self.session, &self.branch)).chain(others);
        all.map(|(session, branch)| (session.kept_as().to_owned(), self.about_one(session, branch, used)))
            .collect()
    }

    fn about_one(&self, session: &Session, branch: &(String, Option<Micros>), used: u64) -> About {
        let (name, forked_at) = branch;
        About {
            tables: session.world().tables().len() as u64,
            calls: session.calls(),
            bytes: session.stored_bytes(),
            used,
            branch: if name == MAIN { String::new() } else { name.clone() },
            family: self.family.clone(),
            forked_at: *forked_at,
            gone: false,
        }
    }

    /// Takes in a stored branch of this world, from everything that is stored of it: after a reload only the open one
    /// is there. What is to be told of its state; nothing happens where it is here already or belongs to another world.
    pub fn adopt(&mut self, id: &str, records: Vec<(String, Vec<u8>)>) -> Vec<Notice> {
        let about = records.iter().find(|(key, _)| *key == About::key(id));
        let Some(about) = about.and_then(|(_, bytes)| About::read(bytes)) else { return Vec::new() };
        let mut here = self.branches.iter().chain(self.before.as_deref()).map(|strand| &strand.session);
        if about.gone
            || self.family.is_empty()
            || about.family != self.family
            || self.kept_as() == id
            || here.any(|session| session.kept_as() == id)
        {
            return Vec::new();
        }
        let (session, report) = Session::open_world(id, records);
        let Some(mut session) = session else { return Vec::new() };
        let mut history = History::default();
        history.push_answers(report.answers);
        let mut rail = Rail::of(&session);
        let mut ring = Ring::default();
        let trace = session.take_trace();
        rail.take_in(&trace);
        history.take_in(&trace);
        ring.extend(&trace);
        let region = history.last().map_or(&*self.region, |kept| &*kept.completion.region).to_owned();
        let (name, forked_at) = branch_of(&about);
        let branch = (self.unlike(name), forked_at);
        self.writes.extend(report.writes);
        let (told, storing) = (Told::default(), self.storing);
        self.branches.push(Strand { session, history, ring, rail, told, region, storing, branch });
        self.revision += 1;
        let told = |notice: session::Notice| Notice { code: notice.code.to_owned(), text: notice.text };
        report.notices.into_iter().map(told).collect()
    }

    /// The name under which this world's branches know each other in the store; empty where it never had one.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// Gives this world another name.
    pub fn rename(&mut self, name: &str) {
        self.session.rename(name);
        self.revision += 1;
    }

    /// Throws the world away and begins with an empty one or with the example. [`Lab::undo_reset`] brings it back.
    pub fn reset(&mut self, example: bool, header: Header) {
        let mut fresh = Lab::fresh(example, header);
        fresh.session.keep_as(&self.fresh_world());
        if !example {
            fresh.region.clone_from(&self.region);
        }
        fresh.branch = (MAIN.to_owned(), None);
        self.family.clear();
        for mut gone in std::mem::take(&mut self.branches) {
            self.writes.extend(gone.session.forget());
        }
        let region = fresh.region.clone();
        let before = self.exchange(Strand { region, storing: self.storing, ..fresh.into_strand() });
        self.replace_before(before);
        self.undone = None;
    }

    /// An empty world that begins with this, or the example, which takes only seed and epoch of it.
    pub fn fresh(example: bool, header: Header) -> Lab {
        if example { Lab::example(header.seed, header.epoch) } else { Lab::new(header) }
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

/// The name of the branch that a stored world is, and where it left another one.
fn branch_of(about: &About) -> (String, Option<Micros>) {
    let name = if about.branch.is_empty() { MAIN.to_owned() } else { about.branch.clone() };
    (name, about.forked_at)
}
