//! What clients did and saw: the only thing that the checks believe.

use sim::Micros;

/// What became of a call, as its client knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was carried out.
    Done,
    /// It was refused, and changed nothing.
    Refused,
    /// It may have been carried out or not.
    Unknown,
}

/// A write of one key. Versions are never used twice; none stands for a delete.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) key: u64,
    pub(crate) version: Option<u64>,
    pub(crate) start: Micros,
    /// When the client had the answer.
    pub(crate) end: Micros,
    pub(crate) outcome: Outcome,
}

impl Written {
    /// When it had certainly happened, if it certainly has.
    pub(crate) fn done_by(&self) -> Option<Micros> {
        (self.outcome == Outcome::Done).then_some(self.end)
    }

    pub(crate) fn may_have_happened(&self) -> bool {
        self.outcome != Outcome::Refused
    }
}

/// A read of one key that was answered.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) key: u64,
    pub(crate) version: Option<u64>,
    pub(crate) start: Micros,
    pub(crate) end: Micros,
    pub(crate) strong: bool,
}

/// Everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    pub(crate) writes: Vec<Written>,
    pub(crate) reads: Vec<Seen>,
    /// The versions that each transaction wrote, together.
    pub(crate) transactions: Vec<Vec<u64>>,
}

/// A change of a key as the stream tells it: before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) key: u64,
    pub(crate) before: Option<u64>,
    pub(crate) after: Option<u64>,
}
