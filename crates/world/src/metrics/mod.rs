//! `CloudWatch` beside the tables: what the service, its caches and functions count of themselves, minute by minute, and
//! the alarms that watch it.
//!
//! A series is one metric of one table (or index, or operation of a table). It keeps its seconds for ten minutes,
//! which `CloudWatch` doesn't (they show what an average over a minute hides), its minutes for a day and its hours for
//! fifteen; `CloudWatch` keeps minutes for fifteen days. Nothing is written while nothing happens: metrics that say how
//! things stand (provisioned units, quotas) are told from a list of their changes when somebody asks.

mod alarms;
mod beside;
mod calls;
mod hooks;
mod insights;
mod levels;
mod list;
mod name;
mod query;
mod read;
mod series;
mod stat;
mod traffic;

use serde::{Deserialize, Serialize};

use self::insights::Sketches;
use self::levels::Levels;
use self::series::{Series, SeriesKey};
use crate::small::SmallMap;

pub(crate) use alarms::{ALARMS, Alarms};
pub use insights::{Contributor, Rule};
pub use name::{Dimension, Metric, Unit};
pub use query::{MetricId, MetricQuery, MetricSeries};
pub use stat::Stat;
pub use traffic::Traffic;

/// The most series there are: what is new beyond is not noted.
const MOST_SERIES: usize = 20_000;

/// Everything that was counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Metrics {
    series: SmallMap<SeriesKey, std::sync::Arc<Series>>,
    levels: Levels,
    sketches: Sketches,
    /// What has a name and no number: Region and name of a function or cluster; no name: the account in the Region.
    subjects: Vec<(std::sync::Arc<str>, std::sync::Arc<str>)>,
}

impl Metrics {
    /// Adds to a series. What one call adds to one series in one second is one sample.
    fn note(&mut self, key: SeriesKey, second: u32, call: u32, milli: u64) {
        if let Some(series) = self.series.get_mut(&key) {
            std::sync::Arc::make_mut(series).note(second, call, milli);
        } else if self.series.len() < MOST_SERIES {
            let mut series = Series::default();
            series.note(second, call, milli);
            self.series.insert(key, std::sync::Arc::new(series));
        }
    }

    /// Bytes that were copied for what was noted since a second, when a clone was made then.
    pub(crate) fn copied_bytes(&self, since: u32) -> u64 {
        let handles = self.series.len() * size_of::<(SeriesKey, usize)>();
        let noted = self.series.values().filter(|series| series.last() >= since);
        handles as u64 + noted.map(|series| series.copied_bytes()).sum::<u64>()
    }

    /// The number of a function or cluster, or of the account in a Region.
    fn subject_of(&mut self, region: &str, name: &str) -> u32 {
        if let Some(known) = self.subject_named(region, name) {
            return known;
        }
        self.subjects.push((region.into(), name.into()));
        u32::try_from(self.subjects.len() - 1).unwrap_or(u32::MAX)
    }

    /// The same, where something was counted.
    fn subject_named(&self, region: &str, name: &str) -> Option<u32> {
        let at = self.subjects.iter().position(|(of, known)| **of == *region && **known == *name);
        at.and_then(|at| u32::try_from(at).ok())
    }

    /// Region and name of a number.
    fn subject(&self, number: u32) -> Option<(&str, &str)> {
        let (region, name) = self.subjects.get(usize::try_from(number).ok()?)?;
        Some((region, name))
    }
}
