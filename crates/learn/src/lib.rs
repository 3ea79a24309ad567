//! Lessons: what they say, what counts as done, and how far somebody has come.
//!
//! A lesson is a text file (format lesson/1, see [`Lesson::read`]). Its goals are predicates over what the engine answers
//! ([`Goal`]): the state, asked by calls that change nothing; the calls that were made; the trace. What somebody typed is
//! never looked at. The crate knows no engine: whoever has one tells it what happened ([`Watch`]).

mod condition;
mod goal;
mod index;
mod lesson;
mod read;
mod watch;

pub use condition::{Compare, Condition, find};
pub use goal::{Atom, Goal, World};
pub use index::{Heading, Index, Listed};
pub use lesson::{Choice, Guess, Lesson, Line, Step, Wrong};
pub use read::Fault;
pub use watch::Watch;
