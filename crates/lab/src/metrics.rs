//! What the Metrics panel shows: series of a table or index, or of a function or cache beside the tables, the keys that are
//! used most, the alarms.

use std::fmt::Write as _;

use api::cloudwatch::DescribeAlarms;
use serde::{Deserialize, Serialize};
use world::{Contributor, Metric, MetricId, MetricQuery, Unit};

use crate::lab::Lab;

/// Seconds that the charts go back.
const BACK: u32 = 600;
/// Keys that are listed.
const KEYS: usize = 10;
/// Lines of the alarms' history.
const HISTORY: u32 = 30;
/// Microseconds in a second.
const SECOND: u64 = 1_000_000;

/// What to show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricsAsk {
    /// The table; absent for what belongs to the account.
    pub table: Option<String>,
    /// A global index of it.
    pub index: Option<String>,
    /// What stands beside the tables, by its dimensions as [`MetricsView::beside`] gives them; then no table counts.
    #[serde(default)]
    pub beside: Option<String>,
    /// The metric in the chart, as [`MetricItem::id`]. Where there is none of that name it is what was throttled, if anything
    /// was, or else what was used most.
    pub chosen: String,
    /// The moment that is looked at, virtual microseconds; absent for the present.
    pub until: Option<u64>,
}

/// What the panel shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricsView {
    /// Whether this world keeps metrics.
    pub kept: bool,
    /// The metrics that have points.
    pub items: Vec<MetricItem>,
    /// Functions, clusters and their nodes that counted something: dimensions for [`MetricsAsk::beside`], and a name.
    #[serde(default)]
    pub beside: Vec<(String, String)>,
    /// The one in the chart.
    pub chart: Option<MetricChart>,
    /// Whether Contributor Insights is on.
    pub insights: bool,
    /// Keys used most: keys, thousandths; and the sum of all.
    pub used: (Vec<(String, u64)>, u64),
    /// Keys throttled most.
    pub throttled: (Vec<(String, u64)>, u64),
    /// All alarms of the Region.
    pub alarms: Vec<AlarmView>,
    /// What happened to them, the newest first: seconds of Unix time, the alarm, what.
    pub history: Vec<(u64, String, String)>,
}

/// A metric that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricItem {
    /// Names it in [`MetricsAsk::chosen`].
    pub id: String,
    /// `CloudWatch`'s name, and the operation where it has one.
    pub name: String,
    /// Its figure of the last minute that had one, with the unit.
    pub latest: String,
}

/// How samples are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Figure {
    /// As so many a second: the sum divided by the length.
    #[default]
    Rate,
    /// The sum.
    Sum,
    /// The average.
    Average,
}

/// Points: the second of Unix time at which each begins, and its figure in thousandths.
pub type Points = Vec<(u32, u64)>;

/// One metric through the last ten minutes, by seconds and by minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricChart {
    /// `CloudWatch`'s name.
    pub name: String,
    /// Names and values.
    pub dimensions: Vec<(String, String)>,
    /// What it is, in a sentence.
    pub about: String,
    /// What the figures are.
    pub unit: String,
    /// How they are made.
    pub figure: Figure,
    /// Whether it tells of writes, of reads, or of something that went wrong: for its colour.
    pub tone: Tone,
    /// From this second of Unix time on.
    pub from: u32,
    /// Until this one.
    pub to: u32,
    /// Every second.
    pub seconds: Points,
    /// Every minute.
    pub minutes: Points,
    /// What is provisioned, from which second on.
    pub level: Points,
    /// Seconds in which something was throttled, and how often.
    pub throttles: Points,
    /// The same question for the AWS CLI.
    pub command: String,
}

/// What a metric tells of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// Reads.
    Read,
    /// Writes.
    Write,
    /// What went wrong.
    Bad,
    /// Everything else.
    #[default]
    Plain,
}

/// An alarm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmView {
    /// Its name.
    pub name: String,
    /// `OK`, `ALARM`, `INSUFFICIENT_DATA`.
    pub state: String,
    /// What it watches, in a sentence.
    pub rule: String,
    /// Why it stands as it does.
    pub reason: String,
    /// Since when, seconds of Unix time.
    pub since: u64,
}

impl Lab {
    /// What the Metrics panel shows. It is a look and no call.
    pub fn metrics(&self, ask: &MetricsAsk) -> MetricsView {
        let world = self.session.world();
        let clock = ask.until.map_or(world.now(), |until| until.min(world.now()));
        let second = |at: u64| u32::try_from((world.config().epoch_micros + at) / SECOND).unwrap_or(u32::MAX);
        let now = second(clock);
        let range = (now.saturating_sub(BACK).max(second(0)), now.saturating_add(1));
        let listed = self.listed(ask);
        let chosen = listed.iter().find(|metric| id(metric) == ask.chosen);
        let chosen = chosen.or_else(|| self.telling(&listed, range)).or(listed.first());
        let keys = |throttled: bool| {
            let table = ask.table.as_deref()?;
            world.top_keys(
                &self.region,
                table,
                ask.index.as_deref(),
                throttled,
                (now.saturating_sub(3_600), range.1),
                KEYS,
            )
        };
        let named = |found: Option<(Vec<Contributor>, u64)>| {
            let (keys, whole) = found.unwrap_or_default();
            (keys.into_iter().map(|it| (it.keys.join(", "), it.milli)).collect(), whole)
        };
        let alarms = world.describe_alarms(&self.region, &DescribeAlarms::default());
        MetricsView {
            kept: world.keeps_metrics(),
            items: listed.iter().map(|metric| self.item(metric, range)).collect(),
            beside: self.beside(),
            chart: chosen.map(|metric| self.chart(metric, range)),
            insights: ask
                .table
                .as_deref()
                .is_some_and(|table| world.has_insights(&self.region, table, ask.index.as_deref())),
            used: named(keys(false)),
            throttled: named(keys(true)),
            alarms: alarms.iter().map(alarm).collect(),
            history: world
                .alarm_history(&self.region, None, HISTORY)
                .into_iter()
                .map(|entry| (entry.at_ms / 1_000, entry.alarm, entry.summary))
                .collect(),
        }
    }

    /// The metrics to choose from: consumption first, what is only a line in a chart left out.
    fn listed(&self, ask: &MetricsAsk) -> Vec<MetricId> {
        let world = self.session.world();
        let fits = |metric: &MetricId| {
            if let Some(beside) = &ask.beside {
                return is_beside(metric) && dimensions(metric) == *beside;
            }
            if is_beside(metric) {
                return false;
            }
            let line = Metric::named(&metric.name).is_none_or(Metric::is_level);
            metric.dimension("TableName") == ask.table.as_deref()
                && metric.dimension("GlobalSecondaryIndexName") == ask.index.as_deref()
                && (!line || ask.table.is_none())
        };
        let mut listed: Vec<MetricId> = world.metric_list(&self.region).into_iter().filter(fits).collect();
        if let (Some(table), Some(index), None) = (&ask.table, &ask.index, &ask.beside) {
            let dimensions = [("TableName", table.as_str()), ("GlobalSecondaryIndexName", index.as_str())];
            for name in [Metric::ConsumedReadCapacityUnits.name(), Metric::ConsumedWriteCapacityUnits.name()]
            {
                let metric = MetricId::new(name, &dimensions);
                if !listed.contains(&metric) {
                    listed.push(metric);
                }
            }
        }
        let place = |metric: &MetricId| Metric::ALL.iter().position(|it| it.name() == metric.name);
        value::sort_by_key(&mut listed, place);
        listed
    }

    /// The one that tells most of a table or index: what was throttled, if anything was, or else what was used most.
    fn telling<'a>(&self, listed: &'a [MetricId], range: (u32, u32)) -> Option<&'a MetricId> {
        let greatest = |of: [Metric; 2]| {
            let among = listed.iter().filter(|it| of.iter().any(|metric| metric.name() == it.name));
            let sum = |it: &MetricId| self.points(it, range, 1).iter().map(|(_, stat)| stat.sum).sum::<u64>();
            // Of what is alike the first.
            among.map(|it| (sum(it), it)).rev().max_by_key(|(sum, _)| *sum).filter(|(sum, _)| *sum > 0)
        };
        greatest([Metric::ReadThrottleEvents, Metric::WriteThrottleEvents])
            .or_else(|| greatest([Metric::ConsumedReadCapacityUnits, Metric::ConsumedWriteCapacityUnits]))
            .map(|(_, it)| it)
    }

    /// What counts beside the tables.
    fn beside(&self) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        for metric in self.session.world().metric_list(&self.region).iter().filter(|it| is_beside(it)) {
            let Some((kind, name)) = metric.dimensions.last() else { continue };
            let what = match kind.as_str() {
                "FunctionName" => "Function",
                "NodeId" => "Node",
                _ => "Cluster",
            };
            let one = (dimensions(metric), format!("{what} {name}"));
            if !found.contains(&one) {
                found.push(one);
            }
        }
        value::sort_by_key(&mut found, |(dimensions, _)| dimensions.clone());
        found
    }

    fn points(&self, metric: &MetricId, (from, to): (u32, u32), period: u32) -> world::MetricSeries {
        let query = MetricQuery { region: self.region.clone(), metric: metric.clone(), from, to, period };
        self.session.world().metric(&query)
    }

    fn item(&self, metric: &MetricId, (from, to): (u32, u32)) -> MetricItem {
        let points = self.points(metric, (from - from % 60, to), 60);
        let figure = figure_of(&metric.name);
        let latest = points.last().map(|(_, stat)| figure.of(*stat, 60));
        MetricItem {
            id: id(metric),
            name: title(metric),
            latest: latest
                .map(|milli| format!("{} {}", decimal(milli), unit(&metric.name)))
                .unwrap_or_default(),
        }
    }

    fn chart(&self, metric: &MetricId, (from, to): (u32, u32)) -> MetricChart {
        let figure = figure_of(&metric.name);
        // A minute that has begun counts whole.
        let first = from - from % 60;
        let made = |period: u32, from: u32| -> Points {
            let points = self.points(metric, (from, to), period);
            points.into_iter().map(|(at, stat)| (at, figure.of(stat, period))).collect()
        };
        let known = Metric::named(&metric.name);
        let (level, throttles) = match known {
            Some(Metric::ConsumedReadCapacityUnits) => {
                (Some(Metric::ProvisionedReadCapacityUnits), Some(Metric::ReadThrottleEvents))
            }
            Some(Metric::ConsumedWriteCapacityUnits) => {
                (Some(Metric::ProvisionedWriteCapacityUnits), Some(Metric::WriteThrottleEvents))
            }
            _ => (None, None),
        };
        let beside = |metric: &MetricId, other: Metric, range: (u32, u32), period: u32| {
            let other = MetricId { name: other.name().to_owned(), ..metric.clone() };
            self.points(&other, range, period)
        };
        let level = level.map(|it| beside(metric, it, (0, to), 60)).unwrap_or_default();
        let throttles = throttles.map(|it| beside(metric, it, (from, to), 1)).unwrap_or_default();
        MetricChart {
            name: metric.name.clone(),
            dimensions: metric.dimensions.clone(),
            about: known.map(Metric::about).unwrap_or_default().to_owned(),
            unit: unit(&metric.name).to_owned(),
            figure,
            tone: tone(&metric.name),
            from,
            to,
            seconds: made(1, from),
            minutes: made(60, first),
            level: steps(level.into_iter().map(|(at, stat)| (at, stat.max)), from),
            throttles: throttles.into_iter().map(|(at, stat)| (at, stat.sum)).collect(),
            command: Self::command(metric, figure, (first, to)),
        }
    }

    /// The question of a chart, for the AWS CLI.
    fn command(metric: &MetricId, figure: Figure, (from, to): (u32, u32)) -> String {
        let time = |second: u32| {
            let (days, of_day) = (u64::from(second / 86_400), second % 86_400);
            let (year, month, day) = sim::calendar::date(days);
            let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
        };
        let mut command = format!(
            "aws cloudwatch get-metric-statistics --namespace {} --metric-name {}",
            metric.namespace, metric.name
        );
        if !metric.dimensions.is_empty() {
            command.push_str(" --dimensions");
            for (name, value) in &metric.dimensions {
                let _ = write!(command, " Name={name},Value={value}");
            }
        }
        let statistic = if figure == Figure::Average { "Average Maximum" } else { "Sum" };
        let _ = write!(
            command,
            " --start-time {} --end-time {} --period 60 --statistics {statistic}",
            time(from),
            time(to)
        );
        command
    }
}

impl Figure {
    fn of(self, stat: world::Stat, period: u32) -> u64 {
        match self {
            Self::Rate => stat.sum / u64::from(period.max(1)),
            Self::Sum => stat.sum,
            Self::Average => stat.average(),
        }
    }
}

/// Only where something changed; the first says how it stood at the beginning.
fn steps(points: impl Iterator<Item = (u32, u64)>, from: u32) -> Points {
    let mut steps: Points = Vec::new();
    for (at, milli) in points {
        match steps.last_mut() {
            Some((_, last)) if *last == milli => {}
            Some(last) if at <= from => *last = (from, milli),
            _ => steps.push((at.max(from), milli)),
        }
    }
    steps
}

/// Whether a metric is of a function or cache.
fn is_beside(metric: &MetricId) -> bool {
    metric.namespace != MetricId::default_namespace()
}

/// The dimensions of a metric in a line.
fn dimensions(metric: &MetricId) -> String {
    let all: Vec<String> = metric.dimensions.iter().map(|(name, value)| format!("{name}={value}")).collect();
    all.join(",")
}

fn id(metric: &MetricId) -> String {
    title(metric)
}

/// `SuccessfulRequestLatency of GetItem`.
fn title(metric: &MetricId) -> String {
    let of = [metric.dimension("Operation"), metric.dimension("StreamLabel")];
    of.iter().flatten().fold(metric.name.clone(), |title, of| format!("{title} of {of}"))
}

fn figure_of(name: &str) -> Figure {
    match Metric::named(name) {
        Some(Metric::ConsumedReadCapacityUnits | Metric::ConsumedWriteCapacityUnits) => Figure::Rate,
        Some(
            Metric::SuccessfulRequestLatency
            | Metric::OnlineIndexPercentageProgress
            | Metric::Duration
            | Metric::IteratorAge
            | Metric::EstimatedDbSize,
        ) => Figure::Average,
        Some(metric) if metric.unit() == Unit::Percent => Figure::Average,
        Some(metric) if metric.is_level() => Figure::Average,
        _ => Figure::Sum,
    }
}

fn unit(name: &str) -> &'static str {
    match Metric::named(name) {
        Some(Metric::ConsumedReadCapacityUnits) => "RCU a second",
        Some(Metric::ConsumedWriteCapacityUnits) => "WCU a second",
        Some(Metric::OnlineIndexPercentageProgress) => "%",
        Some(metric) => match metric.unit() {
            Unit::Count => "",
            Unit::Milliseconds => "ms",
            Unit::Bytes => "bytes",
            Unit::Percent => "%",
        },
        None => "",
    }
}

fn tone(name: &str) -> Tone {
    if name.contains("Throttle")
        || name.contains("Error")
        || name.contains("Conflict")
        || name.contains("Failed")
        || name.contains("Fault")
    {
        Tone::Bad
    } else if name.contains("Write") {
        Tone::Write
    } else if name.contains("Read") || name.starts_with("Returned") {
        Tone::Read
    } else {
        Tone::Plain
    }
}

/// Thousandths for people.
fn decimal(milli: u64) -> String {
    crate::words::units(milli)
}

fn alarm(description: &api::cloudwatch::AlarmDescription) -> AlarmView {
    use api::cloudwatch::Comparison;
    let alarm = &description.alarm;
    let sign = match alarm.comparison {
        Comparison::GreaterOrEqual => "≥",
        Comparison::Greater => ">",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "≤",
    };
    let minus = if alarm.threshold < 0 { "−" } else { "" };
    let dimensions: Vec<&str> = alarm.metric.dimensions.iter().map(|(_, value)| value.as_str()).collect();
    let of = if dimensions.is_empty() { String::new() } else { format!(" of {}", dimensions.join(", ")) };
    let wanted = alarm.datapoints.unwrap_or(alarm.periods);
    AlarmView {
        name: alarm.name.clone(),
        state: description.state.name().to_owned(),
        rule: format!(
            "{} of {}{of} {sign} {minus}{} over {} s, in {wanted} of {} periods",
            alarm.statistic.name(),
            alarm.metric.name,
            decimal(alarm.threshold.unsigned_abs()),
            alarm.period,
            alarm.periods
        ),
        reason: description.reason.clone(),
        since: description.since_ms / 1_000,
    }
}
