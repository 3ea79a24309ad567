//! What the page knows: the engine's latest picture and the reader's choices, changed by [`Action`]s.

#[cfg(test)]
mod tests;
mod time;

use std::collections::{BTreeSet, VecDeque};
use std::ops::Deref;
use std::rc::Rc;

use lab::protocol::{Linked, News, Notice, Opened, Printed, SaveState};
use lab::view::{CallDetail, CallSummary, ItemChip, Snapshot, TableView};
use yew::Reducible;

pub(crate) use self::time::{Change, Hop, Looking, Mode, SINGLE, is_overtaken};
use super::forms::Form;
use crate::words;

/// Console answers kept on the page.
const ENTRIES: usize = 60;
/// Sentences kept in the narrative.
const LINES: usize = 200;

/// A shared value that equals another only when it is the very same: comparing pictures costs a pointer.
#[derive(Debug)]
pub(crate) struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

/// A table by Region and name.
pub(crate) type TableId = (String, String);

/// What the inspector shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Selection {
    /// The call in focus, if there is one.
    #[default]
    Call,
    /// A partition of the table on the stage, or of one of its indexes.
    Partition { index: Option<String>, name: String },
    /// An item or index entry of the table on the stage.
    Item { index: Option<String>, partition: String, chip: ItemChip },
    /// A record in the stream of the table on the stage.
    Record { shard: String, sequence: String },
    /// A function that the stream of the table on the stage invokes, by its mapping's id.
    Mapping { uuid: String },
}

/// What the stage emphasises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lens {
    /// Items and where they are.
    #[default]
    Data,
    /// What indexes copy, and how late.
    Indexes,
    /// Records and their readers.
    Streams,
    /// What expires when.
    Ttl,
    /// Units against what is there.
    Capacity,
    /// How much partitions are used.
    Heat,
    /// Copies and their logs.
    Replicas,
    /// What happens together.
    Transactions,
    /// Where answers came from.
    Caches,
    /// Who may, and which statement says so.
    Access,
}

/// The tabs of the dock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DockTab {
    /// Typing and answers.
    #[default]
    Console,
    /// What a table holds.
    Items,
    /// How the table was used, by hash and time.
    Heat,
    /// Calls that come by themselves.
    Load,
    /// What caches remember.
    Caches,
    /// Faults, and what still holds.
    Chaos,
    /// The calls made.
    History,
    /// What happened, in sentences.
    Narrative,
    /// What `CloudWatch` shows.
    Metrics,
    /// Who calls, and what they may.
    Access,
}

/// The regions of which a phone shows one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Pane {
    /// The picture.
    #[default]
    Stage,
    /// The dock.
    Console,
    /// The inspector.
    Inspect,
    /// The explorer.
    Tables,
}

/// An answer in the console.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Rises by one for each.
    pub(crate) number: u64,
    /// What the worker said.
    pub(crate) printed: Printed,
    /// The call's line in the history, once the picture has it.
    pub(crate) call: Option<CallSummary>,
}

/// A line of the narrative.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    /// Rises by one for each.
    pub(crate) number: u64,
    /// The call it tells of; 0 of what happened outside of calls.
    pub(crate) call: u64,
    /// The moment, virtual microseconds.
    pub(crate) at: u64,
    /// The number of what the engine told, if it is no call.
    pub(crate) told: u64,
    /// The words.
    pub(crate) text: String,
    /// The first of them, for when there is no time for all.
    pub(crate) brief: String,
    /// Calls in it that failed.
    pub(crate) failed: u64,
}

/// What the picture at hand is of.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Shows {
    #[default]
    World,
    /// Another world was begun whose picture has not come: this one says nothing of it.
    WorldBefore,
}

/// Everything the page draws from.
#[derive(Clone, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of the page")]
pub(crate) struct Model {
    /// The engine's latest picture; its tables and calls are shared below.
    pub(crate) picture: Shared<Snapshot>,
    /// The picture's tables, each the same allocation for as long as it stays equal.
    pub(crate) tables: Vec<Shared<TableView>>,
    /// Whether a picture has arrived.
    pub(crate) open: bool,
    /// The latest call's number.
    pub(crate) last_call: u64,
    /// How far saving has come.
    pub(crate) save: SaveState,
    /// Commands done and found, while a run is going on.
    pub(crate) running: Option<(u64, u64)>,
    /// Sentences that must be shown.
    pub(crate) notices: Vec<Notice>,
    /// Answers, oldest first.
    pub(crate) entries: Shared<VecDeque<Shared<Entry>>>,
    /// Answers dropped from `entries`.
    pub(crate) earlier: u64,
    /// The narrative, oldest first.
    pub(crate) lines: Shared<VecDeque<Line>>,
    /// How much of what the engine tells has become lines; what was told before the world was opened does not.
    heard: Option<u64>,
    /// The table on the stage.
    pub(crate) table: Option<TableId>,
    /// What the inspector shows.
    pub(crate) selection: Selection,
    /// The call that the stage draws and the inspector shows.
    pub(crate) focus: Option<Shared<CallDetail>>,
    /// The call that the reader chose from the past; else the latest is in focus.
    pub(crate) pinned: Option<u64>,
    /// Whether the inspector is there (below 1200 px it covers part of the stage).
    pub(crate) inspecting: bool,
    pub(crate) dock: DockTab,
    /// The form that is open.
    pub(crate) form: Option<Form>,
    /// Calls that the reader keeps at the top of the history.
    pub(crate) kept: Shared<BTreeSet<u64>>,
    pub(crate) pane: Pane,
    /// Whether the dock is drawn tall.
    pub(crate) tall: bool,
    pub(crate) lens: Lens,
    /// Where the playhead is, and what the stage shows of that moment.
    pub(crate) time: time::Time,
    /// What came with a link, until the reader has chosen what to do with it.
    pub(crate) linked: Option<Linked>,
    /// Whether the world on the page came with a link and isn't stored.
    pub(crate) visiting: bool,
    /// The call at which the presenter began, while it is open.
    pub(crate) present: Option<u64>,
    /// Whether the page greets: nothing was done in this world, or the inspector doesn't know yet of the call that was.
    greets: bool,
    numbered: u64,
    shows: Shows,
}

/// What changes the model.
pub(crate) enum Action {
    /// A batch of news, in order.
    News(Vec<News>),
    /// A world was opened.
    Opened(Opened),
    /// Another world was begun, or the one before it brought back.
    Renewed,
    /// The world is now what it was at an earlier moment, or another branch.
    Moved,
    /// Leave the summary of what came with a link.
    Explore,
    /// Present, from this call on or from the one in focus; or no longer.
    Present(Option<u64>),
    LeavePresent,
    /// Look through this lens.
    Lens(Lens),
    /// What the transport does.
    Time(time::Change),
    /// Details of a call have arrived.
    Detail {
        detail: Box<CallDetail>,
        /// Whether the inspector may open by itself: where it has a place of its own.
        open: bool,
    },
    /// Show this table.
    Table(TableId),
    /// Inspect this.
    Select(Selection),
    /// Put a call of the past in focus.
    Pin(u64),
    /// Hide the inspector.
    CloseInspector,
    Dock(DockTab),
    Pane(Pane),
    /// Open a form, or close it.
    Form(Option<Form>),
    /// Keep a call at the top of the history, or no longer.
    Keep(u64),
    /// Make the dock tall, or normal again.
    Tall(bool),
    /// A notice was read.
    Dismiss(String),
    /// The page itself has something to tell.
    Tell(Notice),
    /// Empty the console's answers.
    ClearEntries,
}

impl Reducible for Model {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut model = (*self).clone();
        match action {
            Action::News(news) => model.hear(news),
            Action::Opened(opened) => {
                model.forget_branch();
                model.heard = None;
                for notice in opened.notices {
                    model.tell(notice);
                }
                model.save.storing = opened.storing;
                model.visiting = opened.linked.is_some();
                model.linked = opened.linked;
                model.time = time::Time { rate: model.time.rate, ..time::Time::default() };
                model.focus = None;
                model.pinned = None;
                model.greets = false;
                model.shows = Shows::WorldBefore;
            }
            Action::Renewed => {
                model.leave();
                model.shows = Shows::WorldBefore;
            }
            Action::Moved => {
                model.time = time::Time { rate: model.time.rate, ..time::Time::default() };
                model.focus = None;
                model.pinned = None;
                model.selection = Selection::Call;
                model.last_call = 0;
                model.heard = None;
                model.greets = false;
                model.shows = Shows::WorldBefore;
            }
            Action::Explore => model.linked = None,
            Action::Present(call) => {
                model.linked = None;
                model.present = call.or(model.wanted());
            }
            Action::LeavePresent => model.present = None,
            Action::Lens(lens) => model.lens = lens,
            Action::Time(change) => model.change_time(change),
            Action::Detail { detail, open } => model.show(*detail, open),
            Action::Table(id) => {
                model.table = Some(id);
                model.pane = Pane::Stage;
            }
            Action::Select(selection) => {
                model.selection = selection;
                model.inspecting = true;
                model.pane = Pane::Inspect;
            }
            Action::Pin(call) => {
                model.pinned = (call != model.last_call).then_some(call);
                model.selection = Selection::Call;
                model.inspecting = true;
                model.pane = Pane::Inspect;
            }
            Action::CloseInspector => {
                model.inspecting = false;
                model.selection = Selection::Call;
                model.pane = Pane::Stage;
            }
            Action::Dock(tab) => model.dock = tab,
            Action::Form(form) => model.form = form,
            Action::Keep(call) => {
                let mut kept = (*model.kept).clone();
                if !kept.remove(&call) {
                    kept.insert(call);
                }
                model.kept = Shared::new(kept);
            }
            Action::Pane(pane) => model.pane = pane,
            Action::Tall(tall) => model.tall = tall,
            Action::Dismiss(code) => model.notices.retain(|notice| notice.code != code),
            Action::Tell(notice) => model.tell(notice),
            Action::ClearEntries => {
                model.entries = Shared::default();
                model.earlier = 0;
            }
        }
        Rc::new(model)
    }
}

impl Model {
    /// The table on the stage.
    pub(crate) fn shown(&self) -> Option<&Shared<TableView>> {
        let tables = self.tables_then();
        let found = self.table.as_ref().and_then(|(region, name)| {
            tables.iter().find(|table| table.region == *region && table.name == *name)
        });
        found
            .or_else(|| tables.iter().find(|table| table.region == self.picture.region))
            .or_else(|| tables.first())
    }

    /// The call whose details the page wants: the pinned one, else the latest.
    pub(crate) fn wanted(&self) -> Option<u64> {
        let then = match &self.time.looked {
            Some(looked) => looked.focus,
            None => (self.last_call > 0).then_some(self.last_call),
        };
        self.pinned.or(then)
    }

    fn hear(&mut self, news: Vec<News>) {
        let mut entries: Option<VecDeque<Shared<Entry>>> = None;
        for item in news {
            match item {
                News::Picture(picture) => self.see(*picture),
                News::Printed(printed) => {
                    self.numbered += 1;
                    let call = self.summary(printed.call);
                    let list = entries.get_or_insert_with(|| (*self.entries).clone());
                    list.push_back(Shared::new(Entry { number: self.numbered, printed, call }));
                    if list.len() > ENTRIES {
                        list.pop_front();
                        self.earlier += 1;
                    }
                }
                News::Saved(state) => self.save = state,
                News::Notice(notice) => self.tell(notice),
                News::Running(running) => self.running = running,
            }
        }
        let list = entries.as_ref().unwrap_or(&self.entries);
        if list.iter().any(|entry| entry.call.is_none() && self.summary(entry.printed.call).is_some()) {
            let filled = list.iter().map(|entry| match self.summary(entry.printed.call) {
                Some(call) if entry.call.is_none() => {
                    let printed = entry.printed.clone();
                    Shared::new(Entry { number: entry.number, printed, call: Some(call) })
                }
                _ => entry.clone(),
            });
            entries = Some(filled.collect());
        }
        if let Some(list) = entries {
            self.entries = Shared::new(list);
        }
        self.greet();
    }

    /// The welcome gives way to everything at once: what has a place on the page is there when the page is.
    fn greet(&mut self) {
        let is_known = |id: u64| self.focus.as_ref().is_some_and(|detail| detail.summary.id == id);
        let waits = self.running.is_none() && self.wanted().is_some_and(|id| !is_known(id));
        self.greets = self.picture.untouched || (self.greets && waits);
    }

    fn see(&mut self, picture: Snapshot) {
        let older = picture.revision < self.picture.revision && picture.call_count >= self.last_call;
        if self.open && self.shows == Shows::World && older {
            return;
        }
        self.shows = Shows::World;
        let last = picture.calls.last().map_or(0, |call| call.id);
        if last < self.last_call {
            self.leave();
        }
        self.before_picture(&picture, last);
        let was_still = self.tables.iter().all(|table| table.calls_lately() == 0);
        self.tables = self.shared(&picture.tables);
        if was_still {
            self.turn_to_traffic();
        }
        self.last_call = last;
        if self.heard.is_none() {
            self.settle_lines(picture.clock);
        }
        let told = self.heard.is_none() || picture.told != self.picture.told;
        self.picture = Shared::new(picture);
        if told {
            self.listen();
        }
        self.open = true;
    }

    /// What begins on another table while nothing happens on the stage comes there: a workload, a script. (A single call
    /// does by being in focus.)
    fn turn_to_traffic(&mut self) {
        if self.pinned.is_some()
            || self.time.looked.is_some()
            || self.shown().is_none_or(|table| table.calls_lately() > 0)
        {
            return;
        }
        let busiest = self.tables.iter().max_by_key(|table| table.calls_lately());
        if let Some(table) = busiest.filter(|table| table.calls_lately() > 0) {
            self.table = Some((table.region.clone(), table.name.clone()));
        }
    }

    /// Tables as shared values: those that stayed equal stay the same allocation.
    fn shared(&self, tables: &[TableView]) -> Vec<Shared<TableView>> {
        let known = || self.time.tables.iter().chain(&self.tables);
        let share = |table: &TableView| {
            let same = known().find(|old| ***old == *table);
            same.cloned().unwrap_or_else(|| Shared::new(table.clone()))
        };
        tables.iter().map(share).collect()
    }

    /// Another world: what was said about the calls of the old one is over.
    fn leave(&mut self) {
        self.time = time::Time { rate: self.time.rate, ..time::Time::default() };
        self.focus = None;
        self.pinned = None;
        self.form = None;
        self.kept = Shared::default();
        self.selection = Selection::Call;
        self.lines = Shared::default();
        self.heard = None;
        self.entries = Shared::default();
        self.earlier = 0;
        self.last_call = 0;
        self.greets = false;
        self.forget_branch();
    }

    /// What was told of a branch is of the world before.
    fn forget_branch(&mut self) {
        self.notices.retain(|notice| notice.code != "branch");
    }

    fn show(&mut self, detail: CallDetail, open: bool) {
        let id = detail.summary.id;
        if self.wanted() != Some(id) {
            return;
        }
        let fresh = self.focus.as_ref().is_none_or(|old| old.summary.id != id);
        let looking = self.time.mode == Mode::Looking;
        if fresh && self.pinned.is_none() && !self.picture.untouched {
            if !looking {
                self.narrate(&detail);
            }
            // A function goes on while calls come: whoever watches one looks away by hand.
            if !matches!(self.selection, Selection::Mapping { .. }) {
                self.selection = Selection::Call;
            }
        }
        if fresh {
            let first = detail.touched.first().map(|place| (place.region.clone(), place.table.clone()));
            if detail.touched.is_empty() {
                // Control operations touch no partition: their table is looked at.
                let id = (self.picture.region.clone(), detail.summary.target.clone());
                if self.tables.iter().any(|table| table.region == id.0 && table.name == id.1) {
                    self.table = Some(id);
                }
            }
            if let Some(id) = first
                && !detail.touched.iter().any(|place| self.is_shown(&place.region, &place.table))
            {
                self.table = Some(id);
            }
            if open && !self.picture.untouched && !looking {
                self.inspecting = true;
            }
        }
        self.focus = Some(Shared::new(detail));
        self.greet();
    }

    fn is_shown(&self, region: &str, name: &str) -> bool {
        self.shown().is_some_and(|table| table.region == region && table.name == name)
    }

    /// Another world or branch is shown: what came after its moment is not of it, and what it tells has numbers of its own.
    fn settle_lines(&mut self, clock: u64) {
        let kept = self.lines.iter().filter(|line| line.at <= clock);
        self.lines = Shared::new(kept.map(|line| Line { told: 0, ..line.clone() }).collect());
    }

    /// Takes what happened outside of calls among the lines.
    fn listen(&mut self) {
        let picture = self.picture.clone();
        let newest = picture.told.last().map_or(0, |told| told.0);
        let Some(heard) = self.heard.replace(newest) else { return };
        let mut lines = (*self.lines).clone();
        for (told, at, text) in &picture.told {
            if let Some(line) = lines.iter_mut().find(|line| line.told == *told) {
                line.text.clone_from(text);
                line.brief.clone_from(text);
            } else if *told > heard {
                let (text, brief) = (text.clone(), text.clone());
                self.add(&mut lines, Line { told: *told, at: *at, text, brief, ..Line::default() });
            }
        }
        self.lines = Shared::new(lines);
    }

    /// Adds a line at its moment.
    fn add(&mut self, lines: &mut VecDeque<Line>, line: Line) {
        self.numbered += 1;
        let place = lines.iter().rposition(|it| it.at <= line.at).map_or(0, |last| last + 1);
        lines.insert(place, Line { number: self.numbered, ..line });
        while lines.len() > LINES {
            lines.pop_front();
        }
    }

    fn narrate(&mut self, detail: &CallDetail) {
        let mut lines = (*self.lines).clone();
        let told = lines.iter().map(|line| line.call).max().unwrap_or(0);
        let between: Vec<&CallSummary> =
            self.picture.calls.iter().filter(|call| call.id > told && call.id < detail.summary.id).collect();
        if told > 0 && detail.summary.id > told + 1 {
            let errors = between.iter().filter(|call| call.error.is_some()).count() as u64;
            let calls = words::count(detail.summary.id - told - 1, "call", "calls");
            let text = if errors > 0 {
                format!("{calls} before it, {} of the latest failed.", words::number(errors))
            } else {
                format!("{calls} before it.")
            };
            let (call, at, brief) = (detail.summary.id - 1, detail.summary.at, text.clone());
            self.add(&mut lines, Line { call, at, text, brief, failed: errors, ..Line::default() });
        }
        let brief = format!("{} {}: {}", detail.summary.operation, detail.summary.id, detail.headline);
        let mut text = brief.clone();
        for sentence in detail.sentences.iter().take(12) {
            if !text.contains(&sentence.text) {
                text.push(' ');
                text.push_str(&sentence.text);
            }
        }
        let failed = u64::from(detail.summary.error.is_some());
        let (call, at) = (detail.summary.id, detail.summary.at);
        self.add(&mut lines, Line { call, at, text, brief, failed, ..Line::default() });
        self.lines = Shared::new(lines);
    }

    fn summary(&self, call: Option<u64>) -> Option<CallSummary> {
        let call = call.filter(|_| self.shows == Shows::World)?;
        self.picture.calls.iter().rev().find(|summary| summary.id == call).cloned()
    }

    fn tell(&mut self, notice: Notice) {
        self.notices.retain(|old| old.code != notice.code);
        self.notices.push(notice);
    }
}
