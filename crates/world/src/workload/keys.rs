//! Which keys the calls of a workload are about.

use std::fmt::Write as _;

use api::dynamodb::KeyType;
use serde::{Deserialize, Serialize};
use sim::Purpose;
use sim::random::{draw, uniform, zipf};
use value::{AttributeValue, Number};

use crate::act::ActError;

/// The most keys.
pub const MOST_KEYS: u64 = 1_000_000_000;
/// The most characters of the prefix of a key.
pub const LONGEST_PREFIX: usize = 100;

/// Which keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// How they are chosen.
    pub pattern: Pattern,
    /// How many partition keys there are.
    pub count: u64,
    /// How many sort keys an item collection has, all equally likely; 0: each is greater than the one before.
    pub sorts: u64,
    /// What partition keys begin with, when they are strings or binary.
    pub prefix: String,
}

/// How keys are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Pattern {
    /// All equally likely.
    Uniform,
    /// By Zipf's law: the key of rank r in proportion to 1/r^theta.
    Zipf {
        /// In thousandths.
        theta: u32,
    },
    /// A few keys have a share, the rest is spread over all others.
    Hot {
        /// So many keys …
        keys: u64,
        /// … get so many percent of the calls.
        percent: u32,
    },
    /// One after the other: with a sort key, it counts up within each partition key; without, the partition key does.
    Sequential,
    /// The partition key is the date: all that is written at a time has the same.
    Date {
        /// Which part of the time counts.
        bucket: Bucket,
    },
    /// Each key is spread over several by a number behind it.
    Sharded {
        /// So many.
        shards: u32,
    },
}

/// How long a partition key that is a date stays the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// `2026-11-20`.
    Day,
    /// `2026-11-20T09`.
    Hour,
    /// `2026-11-20T09:05`.
    Minute,
}

/// A key that was chosen: numbers, which become values of the types that the table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    partition: Label,
    /// The number of the sort key.
    pub(crate) sort: u64,
}

/// A partition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    /// The key of a number.
    Plain(u64),
    /// A shard of it.
    Shard(u64, u64),
    /// A date, and how much of it: minutes since 1970.
    Date(u64, Bucket),
}

impl Keys {
    pub(super) fn check(&self) -> Result<(), ActError> {
        let refuse = |sentence: String| Err(ActError(sentence));
        if self.count == 0 || self.count > MOST_KEYS || self.sorts > MOST_KEYS {
            return refuse("A workload has 1 to 1,000,000,000 keys.".to_owned());
        }
        if self.prefix.is_empty() || self.prefix.chars().count() > LONGEST_PREFIX {
            return refuse(format!("What keys begin with has 1 to {LONGEST_PREFIX} characters."));
        }
        match self.pattern {
            Pattern::Zipf { theta } if theta > 5_000 => refuse("Theta is at most 5.".to_owned()),
            Pattern::Hot { keys, percent } if keys == 0 || keys > self.count || percent > 100 => {
                refuse("There are as many hot keys as keys at most, and they have at most 100 %.".to_owned())
            }
            Pattern::Sharded { shards } if shards == 0 || shards > 10_000 => {
                refuse("A key has 1 to 10,000 shards.".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// The key of call `n` of a workload. `unix` is the time in microseconds since 1970.
    pub(crate) fn choose(&self, seed: u64, workload: u32, n: u64, unix: u64) -> Chosen {
        let bits = |which: u64| {
            draw(seed, Purpose::WorkloadKey, u64::from(workload), n.wrapping_mul(4).wrapping_add(which))
        };
        let count = self.count.max(1);
        let sort = |which| if self.sorts == 0 { n } else { uniform(bits(which), 0..self.sorts) };
        match self.pattern {
            Pattern::Uniform => Chosen { partition: Label::Plain(uniform(bits(0), 0..count)), sort: sort(1) },
            Pattern::Zipf { theta } => {
                Chosen { partition: Label::Plain(zipf(bits(0), count, theta)), sort: sort(1) }
            }
            Pattern::Hot { keys, percent } => {
                let keys = keys.min(count);
                let hot = keys == count || uniform(bits(2), 0..100) < u64::from(percent);
                let range = if hot { 0..keys } else { keys..count };
                Chosen { partition: Label::Plain(uniform(bits(0), range)), sort: sort(1) }
            }
            Pattern::Sequential => Chosen { partition: Label::Plain(n), sort: n },
            Pattern::Date { bucket } => Chosen { partition: Label::Date(unix / 60_000_000, bucket), sort: n },
            Pattern::Sharded { shards } => {
                let shard = uniform(bits(2), 0..u64::from(shards.max(1)));
                Chosen { partition: Label::Shard(uniform(bits(0), 0..count), shard), sort: sort(1) }
            }
        }
    }

    /// The partition key as a value. With a sort key, what counts up is that, and `count` partition keys take turns.
    pub(crate) fn partition(&self, chosen: Chosen, kind: KeyType, has_sort: bool) -> AttributeValue {
        let label = match chosen.partition {
            Label::Plain(n) if self.pattern == Pattern::Sequential && has_sort => {
                Label::Plain(n % self.count.max(1))
            }
            label => label,
        };
        if kind == KeyType::N {
            return AttributeValue::N(whole(match label {
                Label::Plain(n) => n,
                Label::Shard(n, shard) => n.saturating_mul(10_000).saturating_add(shard),
                Label::Date(minutes, bucket) => match bucket {
                    Bucket::Day => minutes / 1_440,
                    Bucket::Hour => minutes / 60,
                    Bucket::Minute => minutes,
                },
            }));
        }
        let mut text = String::with_capacity(self.prefix.len() + 12);
        // Writing to a String cannot fail.
        let _ = match label {
            Label::Plain(n) => write!(text, "{}{n}", self.prefix),
            Label::Shard(n, shard) => write!(text, "{}{n}#{shard}", self.prefix),
            Label::Date(minutes, bucket) => {
                let (year, month, day) = sim::calendar::date(minutes / 1_440);
                let (hour, minute) = (minutes / 60 % 24, minutes % 60);
                let date = write!(text, "{year:04}-{month:02}-{day:02}");
                match bucket {
                    Bucket::Day => date,
                    Bucket::Hour => write!(text, "T{hour:02}"),
                    Bucket::Minute => write!(text, "T{hour:02}:{minute:02}"),
                }
            }
        };
        typed(text, kind)
    }
}

/// A whole number as a value's number.
pub(crate) fn whole(n: u64) -> Number {
    Number::from_i64(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A number as a key of this type: strings have so many digits that they sort like numbers.
pub(crate) fn numbered(n: u64, kind: KeyType) -> AttributeValue {
    match kind {
        KeyType::N => AttributeValue::N(whole(n)),
        _ => typed(format!("{n:012}"), kind),
    }
}

/// Text as a key of this type, which is no number.
pub(crate) fn typed(text: String, kind: KeyType) -> AttributeValue {
    if kind == KeyType::B { AttributeValue::B(text.into_bytes()) } else { AttributeValue::S(text) }
}
