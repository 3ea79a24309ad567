//! What the page and the worker say to each other about throttling.

use serde::{Deserialize, Serialize};

use super::{Case, Reading};

/// What the page can want.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Order {
    /// Understand the text of an exception.
    Read(String),
    /// Make a link to a world in which this comes up.
    Build(Box<Case>),
    /// Why this call was throttled.
    Why(Refused),
    /// Try a remedy on a branch, for this call: [`Remedy::id`].
    Try(Refused, String),
}

/// A call that was throttled. Its times are known to who asks, even when the call has left the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Its number.
    pub call: u64,
    /// When it was made.
    pub started: u64,
    /// When it was answered.
    pub answered: u64,
}

/// Its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// What a text says.
    Read(Reading),
    /// A world.
    Built(Box<Built>),
    /// Why; absent when the call wasn't throttled, or is too old.
    Why(Box<Option<Diagnosis>>),
    /// What became of a try.
    Tried(Trial),
}

/// A world in which a throttle comes up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Built {
    /// A link's fragment (without `#`); it leads to the moment of the first throttle.
    pub link: String,
    /// The first throttle; absent when all of the traffic was served.
    pub first: Option<First>,
    /// Calls of the traffic, and those of them that were throttled.
    pub calls: (u64, u64),
}

/// The first call that was throttled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct First {
    /// Its number.
    pub call: u64,
    /// When it was made.
    pub started: u64,
    /// When it was answered.
    pub at: u64,
    /// The reason that its exception names.
    pub reason: String,
    /// The resource that it names.
    pub resource: String,
    /// The exception.
    pub error: String,
}

/// Why a call was throttled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// The call.
    pub call: u64,
    /// When it was refused.
    pub at: u64,
    /// The reason that the exception names.
    pub reason: String,
    /// The resource that it names.
    pub resource: String,
    /// The exception.
    pub error: String,
    /// No bucket was empty: somebody injected the fault.
    pub injected: bool,
    /// What was empty, in a line with its figures.
    pub headline: String,
    /// What that means, in a sentence or two.
    pub why: String,
    /// The buckets in the call's way, the empty one first.
    pub buckets: Vec<BucketView>,
    /// `WCU` or `RCU`.
    pub unit: String,
    /// The keys that were used most in the ten seconds before.
    pub keys: Vec<KeyUse>,
    /// Calls around this one that are the same traffic, and microseconds from the first to the last.
    pub window: (u64, u64),
    /// What could be done.
    pub remedies: Vec<Remedy>,
}

/// A bucket at the moment of a throttle; milli-units.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BucketView {
    /// `G2 of GSI1`, `the table Orders`.
    pub name: String,
    /// What flows in each second.
    pub rate: u64,
    /// What was taken out in the second before.
    pub used: u64,
    /// What it held; below zero where it was overdrawn.
    pub level: i64,
    /// The most that it holds.
    pub most: i64,
    /// Whether it was this one that was empty.
    pub empty: bool,
}

/// How much a key was used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyUse {
    /// The partition key's value.
    pub key: String,
    /// Calls with it.
    pub calls: u64,
    /// Those of them that were throttled.
    pub throttled: u64,
}

/// Something that could be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Stable name.
    pub id: String,
    /// What is done.
    pub title: String,
    /// What that means, in a sentence.
    pub about: String,
}

/// What became of a remedy that was tried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// The remedy.
    pub remedy: String,
    /// The branch on which it was tried.
    pub branch: String,
    /// Whether nothing was throttled any more.
    pub clears: bool,
    /// Throttles before and after, and calls of the traffic.
    pub throttled: (u64, u64, u64),
    /// The reason that came up most afterwards.
    pub reason: String,
    /// All of it in a sentence.
    pub says: String,
}
