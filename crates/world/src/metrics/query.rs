//! What is asked for.

use super::name::Metric;
use super::stat::Stat;

/// A metric by its names.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MetricId {
    /// `AWS/DynamoDB`, `AWS/Lambda` or `AWS/DAX`.
    pub namespace: String,
    /// Such as `ConsumedReadCapacityUnits`.
    pub name: String,
    /// Names and values, in order of the names. A series has exactly these.
    pub dimensions: Vec<(String, String)>,
}

impl MetricId {
    /// A metric, in the namespace that it is of.
    pub fn new(name: &str, dimensions: &[(&str, &str)]) -> Self {
        let mut dimensions: Vec<_> =
            dimensions.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        value::sort_by_key(&mut dimensions, |(name, _)| name.clone());
        let namespace = Metric::named(name).map_or(Self::default_namespace(), Metric::namespace).to_owned();
        Self { namespace, name: name.to_owned(), dimensions }
    }

    /// The namespace of what the tables count.
    pub const fn default_namespace() -> &'static str {
        "AWS/DynamoDB"
    }

    /// The value of a dimension.
    pub fn dimension(&self, name: &str) -> Option<&str> {
        self.dimensions.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A stretch of a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetricQuery {
    /// The Region.
    pub region: String,
    /// Which metric.
    pub metric: MetricId,
    /// From this second of Unix time on.
    pub from: u32,
    /// Until before this one.
    pub to: u32,
    /// Seconds of each point: 1, or a multiple of 60.
    pub period: u32,
}

/// Points in order: where each begins in seconds of Unix time, and what it holds.
pub type MetricSeries = Vec<(u32, Stat)>;
