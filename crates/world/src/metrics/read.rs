//! What was counted, as `CloudWatch` would answer.

use std::collections::BTreeMap;

use super::levels::{self, Level};
use super::name::{self, Dimension, Metric};
use super::query::{MetricId, MetricQuery, MetricSeries};
use super::series::{Grain, MINUTES, SECONDS, SeriesKey};
use super::stat::Stat;
use crate::catalogue::TableState;
use crate::knobs::Knob;
use crate::world::World;

/// How things stand is told so often, seconds.
const FIVE: u32 = 300;
/// The most points of how things stood that are looked up.
const MOST: u32 = 4_320;

impl World {
    /// A stretch of a metric. A metric that nobody knows, or with other dimensions, has no points.
    pub fn metric(&self, query: &MetricQuery) -> MetricSeries {
        let Some(metric) = Metric::named(&query.metric.name) else { return Vec::new() };
        if query.metric.namespace != metric.namespace() || query.period == 0 {
            return Vec::new();
        }
        let query = MetricQuery { to: query.to.min(self.unix_second().saturating_add(1)), ..query.clone() };
        let spans =
            if metric.is_level() { self.levels_of(metric, &query) } else { self.counted(metric, &query) };
        let mut points: BTreeMap<u32, Stat> = BTreeMap::new();
        for (at, stat) in spans {
            let point = points.entry(at - at % query.period).or_default();
            *point = point.with(stat);
        }
        points.into_iter().collect()
    }

    fn counted(&self, metric: Metric, query: &MetricQuery) -> Vec<(u32, Stat)> {
        let (grain, step, kept) = match query.period {
            0..60 => (Grain::Second, 1, SECONDS),
            period if period % 3_600 == 0 => (Grain::Hour, 3_600, u32::MAX),
            _ => (Grain::Minute, 60, MINUTES),
        };
        let keys = self.keys(metric, query);
        let mut spans: Vec<(u32, Stat)> = Vec::new();
        for key in &keys {
            if let Some(series) = self.metrics.series.get(key) {
                spans.extend(series.spans(grain, query.from, query.to));
            }
        }
        if metric.is_told_at_rest() {
            self.add_rest(&keys, query, (step, kept), &mut spans);
        }
        spans
    }

    /// A table without requests tells that it used nothing: a sample of zero.
    fn add_rest(
        &self,
        keys: &[SeriesKey],
        query: &MetricQuery,
        (step, kept): (u32, u32),
        spans: &mut Vec<(u32, Stat)>,
    ) {
        let now = self.unix_second();
        let table = keys.iter().find_map(|key| self.tables.get(&key.subject));
        let Some(table) = table.filter(|table| table.serves()) else { return };
        let from = query.from.max(self.second_of(table.created)).max(now.saturating_sub(kept));
        let first = from.div_ceil(step).saturating_mul(step);
        let known: std::collections::BTreeSet<u32> = spans.iter().map(|(at, _)| *at).collect();
        let mut at = first;
        while at.saturating_add(step) <= now && at < query.to {
            if !known.contains(&at) {
                spans.push((at, Stat::one(0)));
            }
            at = at.saturating_add(step);
        }
    }

    /// The second of Unix time of a moment.
    fn second_of(&self, at: sim::Micros) -> u32 {
        u32::try_from(self.config.epoch_micros.saturating_add(at) / sim::MICROS_PER_SECOND)
            .unwrap_or(u32::MAX)
    }

    /// The series that a metric with these dimensions is made of: tables of one name follow each other.
    fn keys(&self, metric: Metric, query: &MetricQuery) -> Vec<SeriesKey> {
        let MetricId { dimensions, .. } = &query.metric;
        let names: Vec<&str> = dimensions.iter().map(|(name, _)| name.as_str()).collect();
        let value = |name: &str| query.metric.dimension(name).unwrap_or_default();
        let key = |operation, index, subject| SeriesKey { metric, operation, index, subject };
        match (metric.dimension(), names.as_slice()) {
            (Dimension::Account, []) => {
                let region = self.metrics.subject_named(&query.region, "");
                region.map(|at| key(0, 0, at)).into_iter().collect()
            }
            (Dimension::Function, ["FunctionName"]) => {
                let function = self.metrics.subject_named(&query.region, value("FunctionName"));
                function.map(|at| key(0, 0, at)).into_iter().collect()
            }
            (Dimension::Cache, [] | ["ClusterId"] | ["ClusterId", "NodeId"]) => {
                let of_metric = self.metrics.series.keys().filter(|key| key.metric == metric).copied();
                let wanted = |key: &SeriesKey| {
                    let Some((region, cluster)) = self.metrics.subject(key.subject) else { return false };
                    let node = crate::dax::node_id(cluster, key.index);
                    *region == *query.region
                        && query.metric.dimension("ClusterId").is_none_or(|wanted| wanted == cluster)
                        && query.metric.dimension("NodeId").is_none_or(|wanted| wanted == node)
                };
                of_metric.filter(wanted).collect()
            }
            (Dimension::Table | Dimension::TableOrIndex, ["TableName"]) => {
                self.tables_named(&query.region, value("TableName")).map(|(id, _)| key(0, 0, id)).collect()
            }
            (Dimension::Index | Dimension::TableOrIndex, ["GlobalSecondaryIndexName", "TableName"]) => {
                let index = value("GlobalSecondaryIndexName");
                self.tables_named(&query.region, value("TableName"))
                    .flat_map(|(id, names)| {
                        let positions = (1_u16..).zip(&names.indexes);
                        let named = positions.filter(|(_, (name, global))| *global && **name == *index);
                        named.map(move |(at, _)| key(0, at, id))
                    })
                    .collect()
            }
            (Dimension::Operation, ["Operation", "TableName"]) => {
                let operation = name::operation(value("Operation"));
                let tables = self.tables_named(&query.region, value("TableName"));
                tables.filter(|_| operation != 0).map(|(id, _)| key(operation, 0, id)).collect()
            }
            (Dimension::Stream, ["Operation", "StreamLabel", "TableName"]) => {
                let operation = name::operation(value("Operation"));
                let stream = self.streams.named(&query.region, value("TableName"), value("StreamLabel"));
                stream.filter(|_| operation != 0).map(|it| key(operation, 0, it.id)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn tables_named<'a>(
        &'a self,
        region: &'a str,
        name: &'a str,
    ) -> impl Iterator<Item = (u32, &'a crate::catalogue::Names)> {
        let all = self.directory.iter().map(|(id, names)| (*id, &**names));
        all.filter(move |(_, names)| *names.region == *region && *names.name == *name)
    }

    /// How things stood: every five minutes, and whenever that changed.
    fn levels_of(&self, metric: Metric, query: &MetricQuery) -> Vec<(u32, Stat)> {
        let (from, to) = (query.from.max(self.second_of(0)), query.to);
        let first = from.div_ceil(FIVE).saturating_mul(FIVE).max((to / FIVE).saturating_sub(MOST) * FIVE);
        let every = (first..to).step_by(FIVE as usize);
        if metric.dimension() == Dimension::Account {
            if !query.metric.dimensions.is_empty() {
                return Vec::new();
            }
            return every.map(|at| (at, Stat::one(self.of_account(metric, &query.region, at)))).collect();
        }
        let Some(slot) = levels::slot(metric) else { return Vec::new() };
        let mut spans = Vec::new();
        for key in self.keys(metric, query) {
            let of = (key.subject, key.index);
            let told = |level: Level| level.get(slot).copied().flatten();
            let mut known = |at: u32, level: Level| {
                if let Some(units) = told(level) {
                    spans.push((at, Stat::one(units.saturating_mul(1_000))));
                }
            };
            every.clone().for_each(|at| known(at, self.metrics.levels.at(of, at)));
            for &(at, level) in self.metrics.levels.of(of) {
                if (from..to).contains(&at) && at % FIVE != 0 {
                    known(at, level);
                }
            }
        }
        spans
    }

    /// A figure of the account in a Region at a second, in thousandths.
    fn of_account(&self, metric: Metric, region: &str, at: u32) -> u64 {
        let knob = |knob: Knob| self.knobs.amount(knob);
        let in_region =
            |(table, _): &(u32, u16)| self.directory.get(table).is_some_and(|names| *names.region == *region);
        let units = |slot: usize| -> Vec<u64> {
            let subjects = self.metrics.levels.subjects().filter(in_region);
            subjects.filter_map(|of| self.metrics.levels.at(of, at).get(slot).copied().flatten()).collect()
        };
        let percent = |part: u64, whole: u64| part.saturating_mul(100_000) / whole.max(1);
        let sum = |slot| units(slot).iter().sum::<u64>();
        let most = |slot| units(slot).into_iter().max().unwrap_or(0);
        match metric {
            Metric::AccountMaxReads => knob(Knob::AccountReadQuota).saturating_mul(1_000),
            Metric::AccountMaxWrites => knob(Knob::AccountWriteQuota).saturating_mul(1_000),
            Metric::AccountMaxTableLevelReads => knob(Knob::TableReadQuota).saturating_mul(1_000),
            Metric::AccountMaxTableLevelWrites => knob(Knob::TableWriteQuota).saturating_mul(1_000),
            Metric::AccountProvisionedReadCapacityUtilization => {
                percent(sum(0), knob(Knob::AccountReadQuota))
            }
            Metric::AccountProvisionedWriteCapacityUtilization => {
                percent(sum(1), knob(Knob::AccountWriteQuota))
            }
            Metric::MaxProvisionedTableReadCapacityUtilization => {
                percent(most(0), knob(Knob::TableReadQuota))
            }
            Metric::MaxProvisionedTableWriteCapacityUtilization => {
                percent(most(1), knob(Knob::TableWriteQuota))
            }
            _ => 0,
        }
    }

    /// A table's region and name, where there is one of its number now.
    pub(super) fn names_of(&self, id: u32) -> Option<(&str, &str)> {
        self.directory.get(&id).map(|names| (&*names.region, &*names.name))
    }

    /// A table of a Region that is there now.
    pub(super) fn tables_of<'a>(&'a self, region: &'a str) -> impl Iterator<Item = &'a TableState> {
        self.tables.values().map(|table| &**table).filter(move |table| *table.region == *region)
    }
}
