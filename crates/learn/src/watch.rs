//! How far somebody has come in a lesson.

use serde_json::Value;

use crate::{Lesson, Step, World};

/// Follows what happens while a lesson is open. It is a fold over calls and events: the same happenings bring it to the same
/// step.
#[derive(Clone, Debug)]
pub struct Watch {
    /// The lesson.
    pub lesson: Lesson,
    /// Steps that are done.
    pub done: usize,
    /// Which goals of the step at hand are met.
    pub met: Vec<bool>,
    /// When the step at hand began, virtual microseconds.
    since: u64,
    /// For each goal of it, for each of its parts: how many calls or events were counted.
    counted: Vec<Vec<u32>>,
}

impl Watch {
    /// At the beginning of a lesson, whose world has come to this moment.
    pub fn new(lesson: Lesson, now: u64) -> Watch {
        let mut watch = Watch { lesson, done: 0, met: Vec::new(), since: now, counted: Vec::new() };
        watch.begin(now);
        watch
    }

    /// The step at hand; `None` when all are done.
    pub fn step(&self) -> Option<&Step> {
        self.lesson.steps.get(self.done)
    }

    /// Whether an event of this kind could count.
    pub fn wants_event(&self, kind: &str) -> bool {
        let lines = self.step().map_or(&[][..], |step| &step.goals);
        lines.iter().flat_map(|line| line.goal.atoms()).any(|atom| atom.wants_event(kind))
    }

    /// A call was made.
    pub fn call(&mut self, call: &Value) {
        self.count(|atom| atom.counts_call(call));
    }

    /// An event was seen.
    pub fn event(&mut self, kind: &str, event: &Value) {
        self.count(|atom| atom.wants_event(kind) && atom.counts_event(event));
    }

    fn count(&mut self, counts: impl Fn(&crate::Atom) -> bool) {
        let Some(step) = self.lesson.steps.get(self.done) else { return };
        for (line, counted) in step.goals.iter().zip(&mut self.counted) {
            for (atom, counted) in line.goal.atoms().zip(counted) {
                if counts(atom) {
                    *counted = counted.saturating_add(1);
                }
            }
        }
    }

    /// Looks what is met by now, and goes on to the next step when all of this one is.
    pub fn look(&mut self, world: &dyn World) {
        let Some(step) = self.lesson.steps.get(self.done) else { return };
        self.met.clear();
        for (line, counted) in step.goals.iter().zip(&self.counted) {
            let mut counted = counted.iter();
            // Every part has its count, met or not.
            let mut alternatives = line.goal.any.iter().map(|parts| {
                let parts: Vec<_> = parts.iter().zip(counted.by_ref()).collect();
                parts.iter().all(|(atom, counted)| atom.is_met(**counted, self.since, world))
            });
            self.met.push(alternatives.any(|it| it));
        }
        if self.met.iter().all(|&it| it) {
            self.done += 1;
            self.begin(world.clock());
        }
    }

    fn begin(&mut self, now: u64) {
        self.since = now;
        let lines = self.lesson.steps.get(self.done).map_or(&[][..], |step| &step.goals);
        self.met = vec![false; lines.len()];
        self.counted = lines.iter().map(|line| vec![0; line.goal.atoms().count()]).collect();
    }
}
