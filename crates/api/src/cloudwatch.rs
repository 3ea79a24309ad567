//! Amazon CloudWatch, as far as `DynamoDB`'s own metrics need it: reading them, alarms on them, and who contributed.
//!
//! Figures are thousandths of the metric's unit, so that there are no fractions.

use serde::{Deserialize, Serialize};

/// A request that passed every check that needs no world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `GetMetricStatistics`.
    Statistics(GetStatistics),
    /// `GetMetricData`.
    Data(GetData),
    /// `ListMetrics`.
    List(ListMetrics),
    /// `PutMetricAlarm`.
    PutAlarm(Box<Alarm>),
    /// `DescribeAlarms`.
    Alarms(DescribeAlarms),
    /// `DeleteAlarms`, by name.
    DeleteAlarms(Vec<String>),
    /// `DescribeAlarmHistory`, of one alarm or of all.
    History {
        /// The alarm.
        name: Option<String>,
        /// The most entries.
        most: u32,
    },
    /// `GetInsightRuleReport`.
    Report(GetReport),
}

impl Request {
    /// `cloudwatch:GetMetricData` and so on.
    pub const fn operation_name(&self) -> &'static str {
        match self {
            Self::Statistics(_) => "cloudwatch:GetMetricStatistics",
            Self::Data(_) => "cloudwatch:GetMetricData",
            Self::List(_) => "cloudwatch:ListMetrics",
            Self::PutAlarm(_) => "cloudwatch:PutMetricAlarm",
            Self::Alarms(_) => "cloudwatch:DescribeAlarms",
            Self::DeleteAlarms(_) => "cloudwatch:DeleteAlarms",
            Self::History { .. } => "cloudwatch:DescribeAlarmHistory",
            Self::Report(_) => "cloudwatch:GetInsightRuleReport",
        }
    }

    /// Whether it may change something.
    pub const fn is_write(&self) -> bool {
        matches!(self, Self::PutAlarm(_) | Self::DeleteAlarms(_))
    }
}

/// A metric's names.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MetricName {
    /// Such as `AWS/DynamoDB`.
    pub namespace: String,
    /// Such as `ConsumedReadCapacityUnits`.
    pub name: String,
    /// In order of their names.
    pub dimensions: Vec<(String, String)>,
}

/// What is made of the samples of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Statistic {
    /// How many there were.
    SampleCount,
    /// The sum divided by that.
    Average,
    /// The sum.
    Sum,
    /// The least.
    Minimum,
    /// The greatest.
    Maximum,
}

impl Statistic {
    /// All of them, in the order of an answer.
    pub const ALL: [Self; 5] = [Self::SampleCount, Self::Average, Self::Sum, Self::Minimum, Self::Maximum];

    /// As CloudWatch writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SampleCount => "SampleCount",
            Self::Average => "Average",
            Self::Sum => "Sum",
            Self::Minimum => "Minimum",
            Self::Maximum => "Maximum",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|statistic| statistic.name() == name)
    }
}

/// A time range: seconds of Unix time, from the first to before the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// From.
    pub from: u32,
    /// Until.
    pub to: u32,
}

/// `GetMetricStatistics`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetStatistics {
    /// The metric.
    pub metric: MetricName,
    /// When.
    pub range: Range,
    /// Seconds of a point.
    pub period: u32,
    /// What of each.
    pub statistics: Vec<Statistic>,
    /// Only points in this unit.
    pub unit: Option<String>,
}

/// `GetMetricData`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetData {
    /// What is asked for.
    pub queries: Vec<DataQuery>,
    /// When.
    pub range: Range,
    /// Whether the oldest points come first.
    pub oldest_first: bool,
}

/// One series of `GetMetricData`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataQuery {
    /// Its id.
    pub id: String,
    /// What the answer calls it.
    pub label: Option<String>,
    /// The metric.
    pub metric: MetricName,
    /// Seconds of a point.
    pub period: u32,
    /// What of each.
    pub statistic: Statistic,
}

/// `ListMetrics`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListMetrics {
    /// Of this namespace.
    pub namespace: Option<String>,
    /// Of this name.
    pub name: Option<String>,
    /// With these dimensions, of these values where they are given.
    pub dimensions: Vec<(String, Option<String>)>,
}

/// `DescribeAlarms`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribeAlarms {
    /// These; none: all.
    pub names: Vec<String>,
    /// Whose names begin so.
    pub prefix: Option<String>,
    /// In this state.
    pub state: Option<AlarmState>,
}

/// `GetInsightRuleReport`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetReport {
    /// The rule.
    pub rule: String,
    /// When.
    pub range: Range,
    /// The most contributors.
    pub most: u32,
}

/// How a figure and the threshold are held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// Greater, or equal.
    GreaterOrEqual,
    /// Greater.
    Greater,
    /// Less.
    Less,
    /// Less, or equal.
    LessOrEqual,
}

impl Comparison {
    /// As CloudWatch writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GreaterOrEqual => "GreaterThanOrEqualToThreshold",
            Self::Greater => "GreaterThanThreshold",
            Self::Less => "LessThanThreshold",
            Self::LessOrEqual => "LessThanOrEqualToThreshold",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::GreaterOrEqual, Self::Greater, Self::Less, Self::LessOrEqual];
        all.into_iter().find(|comparison| comparison.name() == name)
    }

    /// Whether a figure breaches a threshold.
    pub const fn holds(self, figure: i64, threshold: i64) -> bool {
        match self {
            Self::GreaterOrEqual => figure >= threshold,
            Self::Greater => figure > threshold,
            Self::Less => figure < threshold,
            Self::LessOrEqual => figure <= threshold,
        }
    }
}

/// What a period without a point counts as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// It doesn't count; when all are missing, the state is `INSUFFICIENT_DATA`.
    #[default]
    Missing,
    /// As within the threshold.
    NotBreaching,
    /// As beyond it.
    Breaching,
    /// The state stays.
    Ignore,
}

impl Missing {
    /// As CloudWatch writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::NotBreaching => "notBreaching",
            Self::Breaching => "breaching",
            Self::Ignore => "ignore",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Missing, Self::NotBreaching, Self::Breaching, Self::Ignore];
        all.into_iter().find(|missing| missing.name() == name)
    }
}

/// The state of an alarm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlarmState {
    /// Within the threshold.
    Ok,
    /// Beyond it.
    Alarm,
    /// Nobody knows.
    #[default]
    InsufficientData,
}

impl AlarmState {
    /// As CloudWatch writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Ok, Self::Alarm, Self::InsufficientData].into_iter().find(|state| state.name() == name)
    }
}

/// What `PutMetricAlarm` sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// Its name.
    pub name: String,
    /// For people.
    pub description: Option<String>,
    /// The metric.
    pub metric: MetricName,
    /// What of each period.
    pub statistic: Statistic,
    /// Seconds of a period, a multiple of 60.
    pub period: u32,
    /// Periods that are looked at.
    pub periods: u32,
    /// How many of them must be beyond the threshold.
    pub datapoints: Option<u32>,
    /// Thousandths.
    pub threshold: i64,
    /// How the figure is held against it.
    pub comparison: Comparison,
    /// What a period without a point counts as; absent: `missing`.
    pub missing: Option<Missing>,
}

/// An alarm as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmDescription {
    /// Its ARN.
    pub arn: String,
    /// What it is.
    pub alarm: Alarm,
    /// How it stands.
    pub state: AlarmState,
    /// Why.
    pub reason: String,
    /// Since when, milliseconds since 1970.
    pub since_ms: u64,
    /// When it was set, milliseconds since 1970.
    pub configured_ms: u64,
}

/// A line of an alarm's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The alarm.
    pub alarm: String,
    /// When, milliseconds since 1970.
    pub at_ms: u64,
    /// `ConfigurationUpdate`, `StateUpdate`.
    pub kind: &'static str,
    /// What happened.
    pub summary: String,
}

/// A point: where it begins, seconds of Unix time, and its figures, thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datapoint {
    /// When it begins.
    pub at: u32,
    /// What was asked for.
    pub figures: Vec<(Statistic, u64)>,
}

/// One series of `GetMetricData`'s answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataResult {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Where each point begins, and its figure, thousandths.
    pub points: Vec<(u32, u64)>,
}

/// Who contributed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What the keys are called.
    pub labels: Vec<String>,
    /// All together, thousandths.
    pub whole: u64,
    /// About how many keys there were.
    pub unique: u64,
    /// Keys and what each contributed, thousandths.
    pub contributors: Vec<(Vec<String>, u64)>,
}

/// What CloudWatch answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// `GetMetricStatistics`.
    Statistics {
        /// The metric's name.
        label: String,
        /// The unit of all points.
        unit: &'static str,
        /// The points.
        points: Vec<Datapoint>,
    },
    /// `GetMetricData`.
    Data(Vec<DataResult>),
    /// `ListMetrics`.
    List(Vec<MetricName>),
    /// `DescribeAlarms`.
    Alarms(Vec<AlarmDescription>),
    /// `DescribeAlarmHistory`.
    History(Vec<HistoryEntry>),
    /// `GetInsightRuleReport`.
    Report(Report),
    /// An empty body.
    Nothing,
}
