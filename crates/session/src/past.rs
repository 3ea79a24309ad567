//! Moments gone by: the points from which a session can be played again, and the playing.

use std::collections::{BTreeMap, VecDeque};

use sim::Micros;
use world::World;

use crate::{Answer, Input, Record, Session};

/// Trace events between two points: replaying so many takes some 20 ms in a browser.
const EVENTS: u64 = 10_000;
/// Trace events that a call of a workload counts for.
const EVENTS_A_CALL: u64 = 8;
/// Bytes that points may hold beyond the world itself, by estimate.
const BUDGET: u64 = 96 * 1024 * 1024;
/// The same for a world that was put aside.
const BUDGET_ASIDE: u64 = BUDGET / 8;
/// Answers that are kept until somebody takes them: the latest.
const ANSWERS: usize = 200;
/// Bytes of map nodes that a write copies in each tree when an earlier state is kept: measured over 100,000 items.
const BYTES_A_RECORD: u64 = 1024;
/// Bytes of map nodes that an item has in a tree.
const BYTES_AN_ITEM: u64 = 64;

/// Points of a session's past, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Points {
    /// Records carried out so far.
    records: u64,
    kept: Vec<Point>,
}

/// A world as it was after so many records.
#[derive(Clone, Debug)]
struct Point {
    world: World,
    settings: BTreeMap<String, i64>,
    weight: Weight,
}

/// What a world is worth as a point, and what it takes.
#[derive(Clone, Copy, Debug)]
struct Weight {
    records: u64,
    /// What it takes to play until here, in trace events.
    work: u64,
    /// Calls that the world has made by itself.
    calls: u32,
    /// Items and entries of indexes, and the most trees that one write touches.
    entries: u64,
    trees: u64,
    /// Everything that is in it, and what a later one doesn't share in any case.
    bytes: u64,
    copied: u64,
    /// See [`World::bytes_replaced`].
    replaced: u64,
}

impl Weight {
    /// Of a world with so many records in it; the point before it is of the moment `since`.
    fn of(world: &World, records: u64, since: Micros) -> Weight {
        let (mut entries, mut trees) = (0, 1);
        for table in world.tables() {
            let indexes = table.indexes.iter().map(|index| index.entry_count);
            entries += table.item_count + indexes.sum::<u64>();
            trees = trees.max(1 + table.indexes.len() as u64);
        }
        Weight {
            records,
            work: work(world),
            calls: world.own_calls(),
            entries,
            trees,
            bytes: world.bytes(),
            copied: world.bytes_copied(since),
            replaced: world.bytes_replaced(),
        }
    }

    /// Bytes that this world holds and a later one doesn't, by estimate, rather too many than too few.
    fn beside(&self, later: &Weight) -> u64 {
        let writes = later.records - self.records + u64::from(later.calls.saturating_sub(self.calls));
        let nodes = (writes * BYTES_A_RECORD * self.trees).min(self.entries * BYTES_AN_ITEM);
        let replaced = later.replaced.wrapping_sub(self.replaced);
        (replaced.saturating_add(nodes)).min(self.bytes) + self.copied
    }
}

impl Points {
    /// Of a world that has so many records in it.
    pub(crate) fn after(records: u64) -> Self {
        Self { records, ..Self::default() }
    }

    /// Lets points go until the others hold no more than so many bytes, but not the first and the last.
    fn thin(&mut self, budget: u64) {
        let held =
            |kept: &[Point]| kept.windows(2).map(|pair| pair[0].weight.beside(&pair[1].weight)).sum::<u64>();
        while self.kept.len() > 2 && held(&self.kept) > budget {
            // The one without which the longest way from a point grows least: so any moment is about as near as another.
            let way = |pair: &(usize, &[Point])| pair.1[2].weight.work - pair.1[0].weight.work;
            let least = self.kept.windows(3).enumerate().min_by_key(way).map_or(0, |(at, _)| at);
            self.kept.remove(least + 1);
        }
    }
}

/// What it took to come here, in trace events: a call that leaves none takes about as long as some of them.
fn work(world: &World) -> u64 {
    world.events_made().saturating_add(u64::from(world.own_calls()) * EVENTS_A_CALL)
}

impl Session {
    /// Notes that an input was carried out, and the moment if it is time for a point.
    pub(crate) fn count_in(&mut self) {
        self.points.records += 1;
        self.note_work();
    }

    /// Notes the moment if it is time for a point.
    pub(crate) fn note_work(&mut self) {
        let work = work(&self.world);
        let since = self.points.kept.last().map_or(0, |point| point.weight.work);
        // From a point at which calls are away, nobody would know their answers.
        if self.log.is_some() && !self.is_waiting() && work - since.min(work) >= EVENTS {
            self.note_point();
        }
    }

    /// Makes the present a point to go back to.
    pub(crate) fn note_point(&mut self) {
        // A world in which a call is under way can be played on from, too; what was told of it, was told.
        let mut world = self.world.clone();
        world.take_trace();
        // From where the records have left memory, nothing can be played any more.
        let first = self.first_record().unwrap_or(0);
        let Points { records, kept } = &mut self.points;
        kept.retain(|point| point.weight.records >= first);
        let since = kept.last().map_or(0, |point| point.world.now());
        let weight = Weight::of(&world, *records, since);
        kept.push(Point { world, settings: self.settings.clone(), weight });
        self.points.thin(BUDGET);
    }

    /// Lets go of most points, of which few sessions have so many: this one was put aside.
    pub fn rest(&mut self) {
        self.points.thin(BUDGET_ASIDE);
    }

    /// The earliest moment that [`Session::past`] can show: 0, unless the world's first inputs are no longer in memory.
    pub fn earliest(&self) -> Micros {
        let Some(first) = self.first_record() else { return self.now() };
        let point = self.points.kept.iter().find(|point| point.weight.records >= first);
        if first == 0 { 0 } else { point.map_or(self.now(), |point| point.world.now()) }
    }

    fn first_record(&self) -> Option<u64> {
        self.log.as_ref().map(crate::log::Log::first)
    }

    /// When the input of this number, from 0, was put in, and whether it is a call; while it is in memory.
    pub fn moment(&self, number: u64) -> Option<(Micros, bool)> {
        self.log.as_ref()?.moment(number)
    }

    /// How many inputs were put in by a moment.
    pub fn inputs_until(&self, at: Micros) -> u64 {
        self.log.as_ref().map_or(0, |log| log.until_moment(at))
    }

    /// Whether a point lies between a past and a moment, so that [`Session::past`] has less to do than somebody who
    /// goes on from there.
    pub fn has_point_between(&self, past: &Past, at: Micros) -> bool {
        let found = self.points.kept.iter().rev().find(|point| point.world.now() <= at);
        // Where a workload goes on, time passes without any input; in an instant world it is the other way round.
        found.is_some_and(|point| point.weight.records > past.inputs() || point.world.now() > past.now())
    }

    /// The world before the input of this number was put in, at the moment when it was.
    pub fn past_before(&self, number: u64) -> Option<Past> {
        let (at, _) = self.moment(number)?;
        let first = self.first_record()?;
        let points = self.points.kept.iter().rev();
        let point =
            points.filter(|point| point.weight.records >= first).find(|point| point.weight.records <= number);
        let mut past = self.play_from(point)?;
        past.put_in(self, at, number);
        past.run(at);
        Some(past)
    }

    /// A past that begins at a point, or at the beginning of everything.
    fn play_from(&self, point: Option<&Point>) -> Option<Past> {
        let (world, settings, next) = match point {
            Some(point) => (point.world.clone(), point.settings.clone(), point.weight.records),
            None if self.first_record()? == 0 => (World::new(self.header.config()), BTreeMap::new(), 0),
            None => return None,
        };
        let session = Session { world, settings, ..self.dry() };
        Some(Past { session, next, waiting: BTreeMap::new(), answers: VecDeque::new() })
    }

    /// The world as it was at a moment: what was due by then has happened, and inputs of that moment have been put
    /// in. The present for a later moment; nothing for one before [`Session::earliest`].
    pub fn past(&self, at: Micros) -> Option<Past> {
        let at = at.min(self.now());
        let first = self.first_record()?;
        let points = self.points.kept.iter().rev();
        // A point lies behind its last input: inputs of the same moment may follow it, none before it.
        let point =
            points.filter(|point| point.weight.records >= first).find(|point| point.world.now() <= at);
        let mut past = self.play_from(point)?;
        past.go_on(self, at);
        Some(past)
    }
}

/// A session at an earlier moment, which goes on as it went. It writes nothing down.
#[derive(Clone, Debug)]
pub struct Past {
    session: Session,
    /// The next record of the original.
    next: u64,
    /// Calls under way, by number.
    waiting: BTreeMap<u32, Record>,
    answers: VecDeque<Answer>,
}

impl Past {
    /// The session as it was, to look at.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The moment.
    pub fn now(&self) -> Micros {
        self.session.now()
    }

    /// Inputs of the original up to here.
    pub fn inputs(&self) -> u64 {
        self.next
    }

    /// What happened since this was asked last.
    pub fn take_trace(&mut self) -> Vec<trace::Event> {
        self.session.take_trace()
    }

    /// Calls that were answered since this was asked last, the latest 200. At first these are the calls between the
    /// point from which this moment was played and the moment.
    pub fn take_answers(&mut self) -> Vec<Answer> {
        std::mem::take(&mut self.answers).into()
    }

    /// The calls that are under way, and when they were made.
    pub fn under_way(&self) -> impl Iterator<Item = (u32, Micros)> {
        self.waiting.iter().map(|(&call, record)| (call, record.at))
    }

    /// Goes on to a later moment, at most the original's present.
    pub fn go_on(&mut self, original: &Session, to: Micros) {
        let to = to.min(original.now());
        self.put_in(original, to, u64::MAX);
        self.run(to);
    }

    /// Lets the calls under way come to their answers, without any further input.
    pub fn finish(&mut self) {
        while let Some(at) = self.session.world.next_event_at().filter(|_| !self.waiting.is_empty()) {
            self.run(at);
        }
    }

    /// Puts in what was put in by a moment, before the record of this number.
    fn put_in(&mut self, original: &Session, to: Micros, before: u64) {
        while let Some(record) =
            original.record(self.next).filter(|record| record.at <= to && self.next < before)
        {
            self.next += 1;
            match &record.input {
                Input::Call { region, operation, body, via, caller, .. } => {
                    let call = self.session.call_input(region, operation, body);
                    let call = world::Call { via: via.clone(), caller: caller.clone(), ..call };
                    let id = self.session.world.submit(record.at, world::Input::Call(call));
                    self.waiting.insert(id.0, record);
                }
                // What was refused then is refused now.
                Input::Set { knob, value } => drop(self.session.adjust(record.at, knob, *value)),
                Input::Act(act) => drop(self.session.world.act(record.at, act)),
            }
        }
    }

    fn run(&mut self, to: Micros) {
        self.session.advance_to(to);
        for completion in self.session.world.take_completions() {
            let Some(record) = self.waiting.remove(&completion.call.0) else { continue };
            if self.answers.len() == ANSWERS {
                self.answers.pop_front();
            }
            self.answers.push_back(Answer { record, completion });
        }
    }

    /// When something happens next: an input, or what is on its way; nothing once the present is reached.
    pub fn next_at(&self, original: &Session) -> Option<Micros> {
        let input = original.record(self.next).map(|record| record.at);
        let arrival = self.session.world.next_event_at();
        input.into_iter().chain(arrival).min().filter(|&at| at <= original.now())
    }

    /// A world of its own that begins like the original and goes its own way from here. Its log is the original's
    /// until now; nothing of it is stored yet. Nothing if the original's first inputs are no longer in memory.
    pub fn fork(self, original: &Session) -> Option<Session> {
        let log = original.log.as_ref()?.until(self.next)?;
        let mut fork = self.session;
        fork.log = Some(log);
        let Points { kept, .. } = &original.points;
        let (records, now) = (self.next, fork.now());
        let before = |point: &&Point| point.weight.records <= records && point.world.now() <= now;
        fork.points = Points { records, kept: kept.iter().filter(before).cloned().collect() };
        Some(fork)
    }
}
