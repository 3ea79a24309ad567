//! Contributor Insights: which keys are used most, and throttled most.
//!
//! A minute of a rule is a space-saving sketch: so many counters, and a key that has none takes over the smallest, which
//! it is then overestimated by. What is used most is always among them, and the error is known.

use std::sync::Arc;

use api::dynamodb::{InsightsStatus, KeySchema, KeyType};
use serde::{Deserialize, Serialize};
use value::Key;
use value::key;

use crate::catalogue::TableState;
use crate::small::SmallMap;
use crate::world::World;

/// Counters of a minute.
const COUNTERS: usize = 64;
/// Counters that are kept of a minute that is over.
const KEPT: usize = 25;
/// Minutes that are kept.
const MINUTES: usize = 60;

/// A rule of Contributor Insights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rule {
    /// Partition keys that are used most.
    PartitionUsed,
    /// Partition keys that are throttled most.
    PartitionThrottled,
    /// Keys with their sort keys that are used most.
    SortUsed,
    /// Keys with their sort keys that are throttled most.
    SortThrottled,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::PartitionUsed, Self::PartitionThrottled, Self::SortUsed, Self::SortThrottled];

    /// As the rule's name has it.
    pub const fn letters(self) -> &'static str {
        match self {
            Self::PartitionUsed => "PKC",
            Self::PartitionThrottled => "PKT",
            Self::SortUsed => "SKC",
            Self::SortThrottled => "SKT",
        }
    }

    /// Whether it counts throttles.
    pub const fn is_throttles(self) -> bool {
        matches!(self, Self::PartitionThrottled | Self::SortThrottled)
    }

    /// Whether it tells sort keys apart.
    pub const fn has_sort(self) -> bool {
        matches!(self, Self::SortUsed | Self::SortThrottled)
    }
}

/// A key and what it contributed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contributor {
    /// The values of its partition key, and of its sort key where the rule is about that.
    pub keys: Vec<String>,
    /// What it contributed, thousandths; at most [`Contributor::error`] too much.
    pub milli: u64,
    /// By how much that may be too much.
    pub error: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Counter {
    key: Arc<[u8]>,
    milli: u64,
    error: u64,
}

/// One minute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Minute {
    at: u32,
    total: u64,
    /// By key.
    counters: Vec<Counter>,
}

impl Minute {
    fn add(&mut self, key: &[u8], milli: u64) {
        self.total = self.total.saturating_add(milli);
        let at = match self.counters.binary_search_by(|counter| (*counter.key).cmp(key)) {
            Ok(at) => {
                if let Some(counter) = self.counters.get_mut(at) {
                    counter.milli = counter.milli.saturating_add(milli);
                }
                return;
            }
            Err(at) => at,
        };
        if self.counters.len() < COUNTERS {
            return self.counters.insert(at, Counter { key: key.into(), milli, error: 0 });
        }
        // Of equal ones the first by key: the same everywhere.
        let least = (0..).zip(&self.counters).min_by_key(|(_, counter)| counter.milli).map(|(at, _)| at);
        let Some(least) = least else { return };
        let gone = self.counters.remove(least);
        let counter = Counter { key: key.into(), milli: gone.milli.saturating_add(milli), error: gone.milli };
        let at = self.counters.partition_point(|known| *known.key < *counter.key);
        self.counters.insert(at, counter);
    }

    /// The minute is over: only the greatest are kept.
    fn thinned(mut self) -> Self {
        value::sort_by_key(&mut self.counters, |counter| std::cmp::Reverse(counter.milli));
        self.counters.truncate(KEPT);
        self
    }
}

/// A rule through time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Sketch {
    over: Vec<Arc<Minute>>,
    open: Minute,
}

impl Sketch {
    fn add(&mut self, minute: u32, key: &[u8], milli: u64) {
        if minute != self.open.at {
            let before = std::mem::replace(&mut self.open, Minute { at: minute, ..Minute::default() });
            if !before.counters.is_empty() {
                if self.over.len() >= MINUTES {
                    self.over.remove(0);
                }
                self.over.push(Arc::new(before.thinned()));
            }
        }
        self.open.add(key, milli);
    }
}

/// All rules, by table, index (from 1; 0 for the table) and rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sketches(SmallMap<(u32, u16, Rule), Arc<Sketch>>);

impl Sketches {
    fn add(&mut self, of: (u32, u16, Rule), minute: u32, key: &[u8], milli: u64) {
        if let Some(sketch) = self.0.get_mut(&of) {
            Arc::make_mut(sketch).add(minute, key, milli);
        } else {
            let mut sketch = Sketch::default();
            sketch.add(minute, key, milli);
            self.0.insert(of, Arc::new(sketch));
        }
    }
}

/// The key schema of a table or index that is watched, and whether only throttles are.
fn watched(table: &TableState, index: Option<u16>, now: sim::Micros) -> Option<(&KeySchema, bool)> {
    if table.control.insights.is_empty() {
        return None;
    }
    let index = index.and_then(|position| table.schema().index_at(position));
    let name = index.map(table::Index::name);
    let (_, insights) = table.control.insights.iter().find(|(known, _)| known.as_deref() == name)?;
    let on = insights.enabled && insights.until.is_none_or(|until| until <= now);
    on.then(|| (index.map_or(table.schema().key(), table::Index::key), insights.throttled_only))
}

impl World {
    /// Notes that a key was used, or throttled, where Contributor Insights is on.
    pub(super) fn note_key(
        &mut self,
        (id, index): (u32, Option<u16>),
        key: &Key,
        throttled: bool,
        milli: u64,
    ) {
        let Some(table) = self.tables.get(&id) else { return };
        let Some((schema, throttled_only)) = watched(table, index, self.now) else { return };
        if throttled_only && !throttled {
            return;
        }
        let (partition, sort) = (schema.partition.len(), schema.sort.len());
        let Some((first, end)) = key::part_ends(&key.bytes, partition, sort) else { return };
        let second = self.unix_second();
        let minute = second - second % 60;
        let rules = if throttled {
            [Rule::PartitionThrottled, Rule::SortThrottled]
        } else {
            [Rule::PartitionUsed, Rule::SortUsed]
        };
        let at = index.map_or(0, |position| position.saturating_add(1));
        for rule in rules {
            let part = match (rule.has_sort(), sort) {
                (false, _) => first,
                (true, 0) => continue,
                (true, _) => end,
            };
            let part = key.bytes.get(..part).unwrap_or_default();
            self.metrics.sketches.add((id, at, rule), minute, part, milli);
        }
    }

    /// The rule of this name in a Region: its table, index and kind.
    pub(crate) fn insight_rule(&self, region: &str, name: &str) -> Option<(u32, Option<u16>, Rule)> {
        let rest = name.strip_prefix("DynamoDBContributorInsights-")?;
        let rule = Rule::ALL.into_iter().find(|rule| rest.starts_with(rule.letters()))?;
        let tables = self.tables.values().filter(|table| *table.region == *region);
        tables
            .flat_map(|table| {
                let indexes = table.definition.global.iter().map(|index| Some(index.name.as_str()));
                std::iter::once(None).chain(indexes).map(move |index| (table, index))
            })
            .find(|(table, index)| self.insights(table, *index).rules.iter().any(|known| known == name))
            .map(|(table, index)| {
                let position =
                    index.and_then(|name| table.schema().index(name)).map(|(position, _)| position);
                (table.id, position, rule)
            })
    }

    /// Who contributed most in some minutes (seconds of Unix time), the whole, and how many counters there were.
    pub(crate) fn contributors(
        &self,
        (id, index): (u32, Option<u16>),
        rule: Rule,
        (from, to): (u32, u32),
        most: usize,
    ) -> (Vec<Contributor>, u64, usize) {
        let at = index.map_or(0, |position| position.saturating_add(1));
        let (Some(table), Some(sketch)) =
            (self.tables.get(&id), self.metrics.sketches.0.get(&(id, at, rule)))
        else {
            return (Vec::new(), 0, 0);
        };
        let of_index = index.and_then(|position| table.schema().index_at(position));
        let schema = of_index.map_or(table.schema().key(), table::Index::key);
        let minutes = sketch.over.iter().map(|minute| &**minute).chain([&sketch.open]);
        let mut whole = Minute::default();
        let mut all: SmallMap<Arc<[u8]>, (u64, u64)> = SmallMap::new();
        for minute in minutes.filter(|minute| (from..to).contains(&minute.at)) {
            whole.total = whole.total.saturating_add(minute.total);
            for counter in &minute.counters {
                if let Some((milli, error)) = all.get_mut(&counter.key) {
                    *milli = milli.saturating_add(counter.milli);
                    *error = error.saturating_add(counter.error);
                } else {
                    all.insert(Arc::clone(&counter.key), (counter.milli, counter.error));
                }
            }
        }
        let count = all.len();
        let mut found: Vec<(Arc<[u8]>, u64, u64)> =
            all.iter().map(|(key, &(milli, error))| (Arc::clone(key), milli, error)).collect();
        value::sort_by_key(&mut found, |(_, milli, _)| std::cmp::Reverse(*milli));
        found.truncate(most);
        let kinds: Vec<u8> = schema.sort.iter().map(|sort| letter(sort.key_type)).collect();
        let kinds = if rule.has_sort() { kinds.as_slice() } else { &[] };
        let named = found.into_iter().map(|(key, milli, error)| Contributor {
            keys: key::texts(&key, schema.partition.len(), kinds).unwrap_or_default(),
            milli,
            error,
        });
        (named.collect(), whole.total, count)
    }
}

const fn letter(kind: KeyType) -> u8 {
    match kind {
        KeyType::S => b'S',
        KeyType::N => b'N',
        KeyType::B => b'B',
    }
}

impl World {
    /// Whether this world keeps metrics at all: an instant one doesn't.
    pub fn keeps_metrics(&self) -> bool {
        self.measures()
    }

    /// The keys of a table or index that are used most, or throttled most, by partition key, in
    /// seconds of Unix time, and the sum of all. `None` where there is no such table.
    pub fn top_keys(
        &self,
        region: &str,
        table: &str,
        index: Option<&str>,
        throttled: bool,
        range: (u32, u32),
        most: usize,
    ) -> Option<(Vec<Contributor>, u64)> {
        let table = self.named(region, table)?;
        let position = match index {
            Some(name) => Some(table.schema().index(name)?.0),
            None => None,
        };
        let rule = if throttled { Rule::PartitionThrottled } else { Rule::PartitionUsed };
        let (keys, whole, _) = self.contributors((table.id, position), rule, range, most);
        Some((keys, whole))
    }

    /// Whether Contributor Insights counts for a table or index.
    pub fn has_insights(&self, region: &str, table: &str, index: Option<&str>) -> bool {
        let table = self.named(region, table);
        table.is_some_and(|table| self.insights(table, index).status == InsightsStatus::Enabled)
    }
}

#[cfg(test)]
mod tests {
    use super::{COUNTERS, Minute};

    #[test]
    fn what_is_used_most_is_found_among_many() {
        let mut minute = Minute::default();
        // A key with 30 of 1,000; the others appear a few times each.
        for turn in 0..1_000_u32 {
            let key = if turn % 33 == 0 { 7_u32 } else { 1_000 + turn * 7_919 % 500 };
            minute.add(&key.to_be_bytes(), 1_000);
        }
        assert_eq!(minute.counters.len(), COUNTERS);
        assert_eq!(minute.total, 1_000_000);
        let hot =
            minute.counters.iter().find(|counter| *counter.key == 7_u32.to_be_bytes()).expect("it is kept");
        // Never too little, and too much by no more than the error.
        assert!(hot.milli >= 31_000 && hot.milli - hot.error <= 31_000, "{hot:?}");
        let sum: u64 = minute.counters.iter().map(|counter| counter.milli).sum();
        assert_eq!(sum, 1_000_000);
    }
}
