//! The playhead in the model: which moment the stage shows, and how it got there.

use lab::view::{CallSummary, Looked, Snapshot, TableView};

use super::{Model, Shared};

/// Up to so many calls a second each is drawn by itself; above it the stage shows how wide they flow.
pub(crate) const SINGLE: u64 = 30;

/// So many calls that overlap are followed together.
const TOGETHER: usize = 4;

/// Whether calls came while the playhead was still on its way behind an earlier one.
pub(crate) fn is_overtaken(time: &Time, picture: &Snapshot) -> bool {
    let behind = time.looked.as_ref().is_some_and(|looked| looked.at + 2_000_000 < picture.clock);
    let busy = picture.tables.iter().any(|table| table.traffic != (0, 0, 0));
    time.is_following() && (is_dense(picture) || (behind && busy))
}

/// Whether the calls since one were made alone: a single one, or a few that were sent without waiting, so that they
/// overlap.
fn together(calls: &[CallSummary], before: u64, last: u64) -> bool {
    let new: Vec<&CallSummary> = calls.iter().filter(|call| call.id > before).collect();
    let ended = new.iter().map(|call| call.at + call.latency).min();
    new.len() as u64 == last.saturating_sub(before)
        && (1..=TOGETHER).contains(&new.len())
        && new.iter().all(|call| new.len() == 1 || ended.is_some_and(|ended| call.at < ended))
}

/// Whether so many calls come that none of them can be followed.
fn is_dense(picture: &Snapshot) -> bool {
    picture.tables.iter().any(|table| table.calls_lately() > SINGLE)
}

/// Where the playhead is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    /// In the present.
    #[default]
    Live,
    /// On its way to the present, behind a call that was made just now. The console stays open.
    Following,
    /// At a moment that the reader chose. The console only looks on.
    Looking,
}

/// The way to the next moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hop {
    /// The next moment, virtual microseconds.
    pub(crate) to: u64,
    /// How long the way there takes on the screen, milliseconds.
    pub(crate) ms: u32,
}

/// The playhead.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Time {
    pub(crate) mode: Mode,
    /// Whether the reader chose a moment that isn't seen yet: until it is, nothing else moves the playhead.
    pub(crate) aimed: bool,
    /// Whether it moves by itself.
    pub(crate) playing: bool,
    /// The speed's place in the list of speeds; see `timeline::player`.
    pub(crate) rate: usize,
    /// What is seen, unless it is simply the present.
    pub(crate) looked: Option<Shared<Looked>>,
    /// Its tables.
    pub(crate) tables: Vec<Shared<TableView>>,
    /// The way to the next moment, while it moves.
    pub(crate) hop: Option<Hop>,
    /// The call that waits to be followed, and when it began.
    pub(crate) follow: Option<(u64, u64)>,
    /// The branch beside this one, and what is seen of it.
    pub(crate) beside: Option<(String, Option<Shared<Looked>>)>,
}

impl Time {
    /// Whether it goes on behind calls that come: not any more once the reader chose a moment.
    pub(crate) fn is_following(&self) -> bool {
        self.mode == Mode::Following && !self.aimed
    }
}

/// The moment that is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Looking {
    /// Virtual microseconds.
    pub(crate) at: u64,
    pub(crate) mode: Mode,
    pub(crate) hop: Option<Hop>,
}

/// What the transport does.
pub(crate) enum Change {
    /// The reader chose a moment, which is being looked for.
    Aimed,
    /// A moment is seen.
    Seen { looked: Box<Looked>, mode: Mode, hop: Option<Hop>, playing: bool },
    /// Back to the present.
    Live,
    /// The speed's place in the list of speeds.
    Rate(usize),
    /// The playhead stands still where it is.
    Paused,
    /// A branch is to be seen beside this one, or none.
    Beside(Option<String>),
    /// What is seen of it.
    SeenBeside(Box<Looked>),
}

impl Model {
    /// What the stage is drawn from: the picture at the playhead.
    pub(crate) fn picture_then(&self) -> &Snapshot {
        self.time.looked.as_ref().map_or(&*self.picture, |looked| &looked.picture)
    }

    /// Its tables.
    pub(crate) fn tables_then(&self) -> &[Shared<TableView>] {
        if self.time.looked.is_some() { &self.time.tables } else { &self.tables }
    }

    /// Whether nothing was done in this world, or the first call is just about to set out, or isn't known yet: all of the
    /// page changes at once, when stage and inspector have it.
    pub(crate) fn is_untouched(&self) -> bool {
        let waits = self.time.mode == Mode::Following && self.time.hop.is_none();
        if waits { self.picture_then().untouched } else { self.greets }
    }

    /// The moment that is drawn, unless it is simply the present.
    pub(crate) fn moment(&self) -> Option<Looking> {
        let looked = self.time.looked.as_ref()?;
        Some(Looking { at: looked.at, mode: self.time.mode, hop: self.time.hop })
    }

    pub(super) fn change_time(&mut self, change: Change) {
        match change {
            Change::Aimed => {
                self.time.aimed = true;
                self.time.follow = None;
            }
            Change::Seen { looked, mode, hop, playing } => {
                if mode == Mode::Looking && self.time.mode != Mode::Looking {
                    self.pinned = None;
                }
                self.time.tables = self.shared(&looked.picture.tables);
                self.time.looked = Some(Shared::new(*looked));
                (self.time.mode, self.time.hop, self.time.playing) = (mode, hop, playing);
                self.time.follow = None;
                self.time.aimed = false;
            }
            Change::Live => {
                self.notices.retain(|notice| notice.code != "past");
                self.time.mode = Mode::Live;
                self.time.looked = None;
                self.time.hop = None;
                self.time.playing = false;
                self.time.follow = None;
                self.time.aimed = false;
            }
            Change::Rate(rate) => self.time.rate = rate,
            Change::Paused => {
                self.time.playing = false;
                self.time.hop = None;
                self.time.aimed = false;
            }
            Change::Beside(branch) => self.time.beside = branch.map(|name| (name, None)),
            Change::SeenBeside(looked) => {
                if let Some((name, seen)) = &mut self.time.beside
                    && *name == looked.picture.branch
                {
                    *seen = Some(Shared::new(*looked));
                }
            }
        }
    }

    /// A call that was made alone is followed, also while an earlier one still is: until the playhead is at its beginning,
    /// the stage keeps the picture from before it, and the call is about to set out.
    pub(super) fn before_picture(&mut self, next: &Snapshot, last: u64) {
        let alone = self.open
            && self.shows == super::Shows::World
            && together(&next.calls, self.last_call, last)
            && self.running.is_none()
            && self.time.mode != Mode::Looking
            && !self.time.aimed
            && !is_dense(next)
            && self.pinned.is_none();
        if !alone {
            return;
        }
        let Some(call) = next.calls.iter().find(|call| call.id > self.last_call) else { return };
        self.time.follow = Some((call.id, call.at));
        self.time.mode = Mode::Following;
        self.time.tables = self.tables.clone();
        let picture = (*self.picture).clone();
        let looked = Looked { at: picture.clock, focus: Some(call.id), picture, ..Looked::default() };
        self.time.looked = Some(Shared::new(looked));
        // The way that it was on belongs to the call before.
        self.time.hop = None;
    }
}
