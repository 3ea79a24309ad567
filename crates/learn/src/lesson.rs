//! What a lesson says.

use crate::Goal;

/// A lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Its name in files and addresses.
    pub id: String,
    /// The heading under which it is listed.
    pub heading: String,
    /// Its title.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// How long it takes.
    pub minutes: u32,
    /// What chance is drawn from in its world.
    pub seed: u64,
    /// Through which lens the stage is seen.
    pub lens: String,
    /// Console commands that make the world in which it begins.
    pub start: String,
    /// What is to be done, in order.
    pub steps: Vec<Step>,
    /// Lines to take home.
    pub sheet: Vec<String>,
}

/// A step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Its title.
    pub title: String,
    /// What is told: paragraphs.
    pub says: Vec<String>,
    /// What is asked before anything is run.
    pub guess: Option<Guess>,
    /// What has to be so: the step is done when all of them are, at once.
    pub goals: Vec<Line>,
    /// Hints, each telling more than the one before.
    pub hints: Vec<String>,
    /// Console commands that do it.
    pub solution: String,
    /// Others that do it, too.
    pub others: Vec<String>,
    /// What looks as if it did, and doesn't.
    pub wrongs: Vec<Wrong>,
    /// Why it works.
    pub why: Vec<String>,
}

/// A goal, and how it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// In words.
    pub says: String,
    /// What has to be so.
    pub goal: Goal,
}

/// A question before the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guess {
    /// What is asked.
    pub asks: String,
    /// What can be answered.
    pub choices: Vec<Choice>,
}

/// An answer to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// In words.
    pub says: String,
    /// Whether it is the right one.
    pub right: bool,
    /// What is so after the step if this is right; the engine says it, not the lesson.
    pub proof: Option<Goal>,
}

/// What doesn't do it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wrong {
    /// Why not.
    pub says: String,
    /// Console commands.
    pub commands: String,
}
