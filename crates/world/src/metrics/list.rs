//! Which metrics there are.

use std::collections::BTreeSet;

use super::levels;
use super::name::{self, Dimension, Metric};
use super::query::MetricId;
use super::series::SeriesKey;
use crate::world::World;

/// Metrics without points for this long aren't listed: 14 days.
const LISTED: u32 = 14 * 86_400;

impl World {
    /// Metrics of a Region that have points, in order.
    pub fn metric_list(&self, region: &str) -> Vec<MetricId> {
        let mut found: BTreeSet<MetricId> = BTreeSet::new();
        let horizon = self.unix_second().saturating_sub(LISTED);
        for (key, series) in self.metrics.series.iter() {
            if series.last() >= horizon {
                found.extend(self.ids_of(region, *key));
            }
        }
        for of in self.metrics.levels.subjects() {
            for &metric in Metric::ALL {
                let slot = levels::slot(metric);
                let told = |slot: usize| {
                    let changes = self.metrics.levels.of(of).iter();
                    changes.rev().take(1).any(|(_, level)| level.get(slot).copied().flatten().is_some())
                };
                if slot.is_some_and(told) {
                    let key = SeriesKey { metric, operation: 0, index: of.1, subject: of.0 };
                    found.extend(self.id_of(region, key));
                }
            }
        }
        for table in self.tables_of(region).filter(|table| table.serves()) {
            for &metric in Metric::ALL.iter().filter(|metric| metric.is_told_at_rest()) {
                found.insert(MetricId::new(metric.name(), &[("TableName", &table.name)]));
            }
        }
        let account = Metric::ALL.iter().filter(|it| it.is_level() && it.dimension() == Dimension::Account);
        found.extend(account.filter(|_| self.measures()).map(|metric| MetricId::new(metric.name(), &[])));
        found.into_iter().collect()
    }

    /// The names under which a series is told, if it belongs to this Region.
    fn ids_of(&self, region: &str, key: SeriesKey) -> Vec<MetricId> {
        let dimension = key.metric.dimension();
        if !matches!(dimension, Dimension::Account | Dimension::Function | Dimension::Cache) {
            return self.id_of(region, key).into_iter().collect();
        }
        let Some((_, name)) = self.metrics.subject(key.subject).filter(|(of, _)| *of == region) else {
            return Vec::new();
        };
        let id = |dimensions: &[(&str, &str)]| MetricId::new(key.metric.name(), dimensions);
        match dimension {
            Dimension::Function => vec![id(&[("FunctionName", name)])],
            Dimension::Cache => {
                let node = crate::dax::node_id(name, key.index);
                vec![id(&[]), id(&[("ClusterId", name)]), id(&[("ClusterId", name), ("NodeId", &node)])]
            }
            _ => vec![id(&[])],
        }
    }

    /// The names of a series of a table, if it belongs to this Region.
    fn id_of(&self, region: &str, key: SeriesKey) -> Option<MetricId> {
        let metric = key.metric;
        let operation = name::operation_name(key.operation);
        if metric.dimension() == Dimension::Stream {
            let stream = self.streams.all.get(&key.subject)?;
            let (of, table) = self.names_of(stream.table)?;
            let dimensions = [("TableName", table), ("Operation", operation), ("StreamLabel", &stream.label)];
            return (*of == *region).then(|| MetricId::new(metric.name(), &dimensions));
        }
        let (of, table) = self.names_of(key.subject)?;
        if *of != *region {
            return None;
        }
        let mut dimensions = vec![("TableName", table)];
        if key.index != 0 {
            let names = self.directory.get(&key.subject)?;
            let (index, _) = names.indexes.get(usize::from(key.index) - 1)?;
            dimensions.push(("GlobalSecondaryIndexName", index));
        }
        if metric.dimension() == Dimension::Operation {
            dimensions.push(("Operation", operation));
        }
        Some(MetricId::new(metric.name(), &dimensions))
    }
}
