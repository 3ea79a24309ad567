//! Branches: worlds that share a beginning and then go their own ways, one of which is open.

use session::{About, Input, Session};
use sim::Micros;
use trace::Ring;

use crate::history::History;
use crate::lab::Lab;
use crate::rail::Rail;
use crate::told::Told;
use crate::view::{BranchView, Looked};
use crate::words::cut;

/// The name of the branch that a world begins with.
pub(crate) const MAIN: &str = "main";
/// Branches beside the open one.
const MOST: usize = 12;
/// Characters of a branch's name.
const MOST_NAME: usize = 40;

/// A world that isn't the open one: another branch, or one that was taken away and can be brought back.
pub(crate) struct Strand {
    pub(crate) session: Session,
    pub(crate) history: History,
    pub(crate) ring: Ring,
    pub(crate) rail: Rail,
    pub(crate) told: Told,
    pub(crate) region: String,
    pub(crate) storing: bool,
    pub(crate) branch: (String, Option<Micros>),
}

impl Lab {
    /// Makes a strand the open one; answers the one that was.
    pub(crate) fn exchange(&mut self, strand: Strand) -> Strand {
        self.end_job();
        self.looking.take();
        self.revision += 1;
        self.flowed = 0;
        let mut old = self.swap(strand);
        old.session.rest();
        self.take_number(session::world_number(self.session.kept_as()).unwrap_or(0));
        old
    }

    fn swap(&mut self, strand: Strand) -> Strand {
        let Strand { session, history, ring, rail, told, region, storing, branch } = strand;
        Strand {
            session: std::mem::replace(&mut self.session, session),
            history: std::mem::replace(&mut self.history, history),
            ring: std::mem::replace(&mut self.ring, ring),
            rail: std::mem::replace(&mut self.rail, rail),
            told: std::mem::replace(&mut self.told, told),
            region: std::mem::replace(&mut self.region, region),
            storing: std::mem::replace(&mut self.storing, storing),
            branch: std::mem::replace(&mut self.branch, branch),
        }
    }

    pub(crate) fn into_strand(self) -> Strand {
        let Lab { session, history, ring, rail, told, region, storing, branch, .. } = self;
        Strand { session, history, ring, rail, told, region, storing, branch }
    }

    /// Keeps what was taken away; what had been taken away before can't come back any more.
    pub(crate) fn replace_before(&mut self, before: Strand) {
        let about = About { gone: true, ..About::default() };
        self.writes.push(about.write(before.session.kept_as()));
        if let Some(mut gone) = self.before.replace(Box::new(before)) {
            self.writes.extend(gone.session.forget());
        }
    }

    /// A name for the store that no world here has.
    pub(crate) fn fresh_world(&self) -> String {
        let others = self.branches.iter().chain(self.before.as_deref()).map(|strand| &strand.session);
        let names = others.chain([&self.session]).map(Session::kept_as);
        let number = names.filter_map(session::world_number).chain([self.taken]).max().unwrap_or(0);
        format!("w{}", number + 1)
    }

    /// A branch that begins as this one was at a moment, and is open from now on. Calls under way come to their
    /// answers in it. Its name; or in words why there is none.
    #[inline(never)]
    pub fn fork(&mut self, at: Option<Micros>, name: Option<&str>) -> Result<String, String> {
        if self.branches.len() >= MOST {
            return Err(format!("There are {} branches already; throw one away first.", MOST + 1));
        }
        let name = match name.map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => {
                let name = cut(name, MOST_NAME);
                self.free_name(&name)?;
                name
            }
            None => self.next_name(),
        };
        let at = at.unwrap_or(self.session.now()).min(self.session.now());
        let past = self.session.past(at).ok_or_else(|| OUT_OF_REACH.to_owned())?;
        let strand = self.strand_from(past, (name.clone(), Some(at)))?;
        let old = self.exchange(strand);
        // Branches may lie in the store that nobody has asked for yet: they keep their name.
        if self.family.is_empty() {
            old.session.kept_as().clone_into(&mut self.family);
        }
        self.branches.push(old);
        self.undone = None;
        Ok(name)
    }

    /// Takes the last input back. What it was; or in words why it can't be done. [`Lab::undo_reset`] brings back
    /// everything that was taken back in a row.
    #[inline(never)]
    pub fn undo(&mut self) -> Result<String, String> {
        let name = self.undo_name().ok_or("Nothing was done here yet.")?;
        let number = self.session.inputs() - 1;
        let past = self.session.past_before(number).ok_or_else(|| OUT_OF_REACH.to_owned())?;
        let strand = self.strand_from(past, self.branch.clone())?;
        let mut old = self.exchange(strand);
        if self.undone == Some(old.session.inputs()) && self.before.is_some() {
            // One of several in a row: the first of them holds what all took back.
            self.writes.extend(old.session.forget());
        } else {
            self.replace_before(old);
        }
        self.undone = Some(self.session.inputs());
        Ok(name)
    }

    #[inline(never)]
    fn strand_from(
        &self,
        mut past: session::Past,
        branch: (String, Option<Micros>),
    ) -> Result<Strand, String> {
        past.finish();
        let (at, calls) = (past.now(), past.session().calls());
        let mut history = self.history.until(at, calls);
        if history.last().is_none_or(|last| last.id() != calls) {
            history = History::default();
            history.push_answers(past.take_answers());
        }
        let mut ring = Ring::default();
        ring.extend(&past.take_trace());
        let mut session = past.fork(&self.session).ok_or_else(|| OUT_OF_REACH.to_owned())?;
        session.keep_as(&self.fresh_world());
        let (region, storing) = (self.region.clone(), self.storing);
        let (rail, told) = (self.rail.until(at), self.told.until(at));
        Ok(Strand { session, history, ring, rail, told, region, storing, branch })
    }

    /// Opens another branch.
    #[inline(never)]
    pub fn switch(&mut self, name: &str) -> Result<(), String> {
        if self.branch.0 == name {
            return Ok(());
        }
        let place = self.place_of(name)?;
        let strand = self.branches.remove(place);
        let old = self.exchange(strand);
        self.branches.push(old);
        self.undone = None;
        Ok(())
    }

    /// Throws a branch away.
    #[inline(never)]
    pub fn drop_branch(&mut self, name: &str) -> Result<(), String> {
        if self.branch.0 == name {
            return Err("This branch is open: open another one first.".to_owned());
        }
        let place = self.place_of(name)?;
        let mut gone = self.branches.remove(place);
        self.writes.extend(gone.session.forget());
        self.revision += 1;
        Ok(())
    }

    /// Gives a branch another name.
    #[inline(never)]
    pub fn rename_branch(&mut self, name: &str, to: &str) -> Result<(), String> {
        let to = cut(to.trim(), MOST_NAME);
        if to.is_empty() {
            return Err("A branch needs a name.".to_owned());
        }
        if name != to {
            self.free_name(&to)?;
        }
        if self.branch.0 == name {
            self.branch.0 = to;
        } else {
            let place = self.place_of(name)?;
            self.branches[place].branch.0 = to;
        }
        self.revision += 1;
        Ok(())
    }

    /// [`Lab::look_at`] in a branch; in words, that there is no such branch.
    pub(crate) fn look_at_branch(
        &mut self,
        at: Micros,
        branch: Option<&str>,
    ) -> Result<Option<Looked>, String> {
        let Some(name) = branch.filter(|name| *name != self.branch.0) else { return Ok(self.look_at(at)) };
        let place = self.place_of(name)?;
        let looking = self.looking.take();
        let strand = self.branches.remove(place);
        let open = self.swap(strand);
        let looked = self.look_at(at);
        let strand = self.swap(open);
        self.branches.insert(place, strand);
        self.looking.replace(looking);
        Ok(looked)
    }

    /// The branches, in the order of their forks.
    pub(crate) fn branch_views(&self) -> Vec<BranchView> {
        if self.branches.is_empty() {
            return Vec::new();
        }
        let view = |(name, forked_at): &(String, Option<Micros>), session: &Session| BranchView {
            name: name.clone(),
            forked_at: *forked_at,
            clock: session.now(),
            calls: session.calls(),
        };
        let mut views: Vec<BranchView> =
            self.branches.iter().map(|strand| view(&strand.branch, &strand.session)).collect();
        views.push(view(&self.branch, &self.session));
        value::sort_by_key(&mut views, |view| (view.forked_at, view.name.clone()));
        views
    }

    /// What [`Lab::undo`] would take back.
    pub(crate) fn undo_name(&self) -> Option<String> {
        let last = self.session.inputs().checked_sub(1)?;
        if self.untouched() || self.session.earliest() > 0 {
            return None;
        }
        Some(match self.session.record(last)?.input {
            Input::Call { operation, .. } => format!("{operation} {}", self.session.calls()),
            Input::Set { knob, .. } if knob == crate::lab::CALLER => "who calls".to_owned(),
            Input::Set { knob, .. } => format!("the setting of {knob}"),
            Input::Act(act) => act.title(),
        })
    }

    fn place_of(&self, name: &str) -> Result<usize, String> {
        let place = self.branches.iter().position(|strand| strand.branch.0 == name);
        place.ok_or_else(|| format!("There is no branch {}.", cut(name, MOST_NAME)))
    }

    fn free_name(&self, name: &str) -> Result<(), String> {
        if self.branch.0 == name || self.place_of(name).is_ok() {
            return Err(format!("There is a branch {name} already."));
        }
        Ok(())
    }

    /// This name, or this name with the first number that makes it free.
    pub(crate) fn unlike(&self, name: String) -> String {
        if self.free_name(&name).is_ok() {
            return name;
        }
        let numbered = (2..).map(|number: u32| format!("{name} {number}"));
        numbered.into_iter().find(|name| self.free_name(name).is_ok()).unwrap_or_default()
    }

    /// `B`, `C` … the first that is free.
    fn next_name(&self) -> String {
        let letters = ('B'..='Z').map(String::from);
        letters.into_iter().find(|name| self.free_name(name).is_ok()).unwrap_or_default()
    }
}

const OUT_OF_REACH: &str =
    "The first inputs of this world are no longer in memory, so its past can't be played again.";
