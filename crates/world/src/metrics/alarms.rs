//! Alarms: a metric is held against a threshold, once a minute, as long as there is an alarm at all.

use std::sync::Arc;

use api::cloudwatch::{Alarm, AlarmState, Missing, Statistic};
use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};
use trace::{Kind, Place, Watch};

use super::query::{MetricId, MetricQuery};
use super::stat::Stat;
use crate::recorder::Mark;
use crate::small::SmallMap;
use crate::world::World;

/// Lines of history that are kept of all alarms.
const MOST_LINES: usize = 200;
/// The table that alarms have among the times at which something is looked at. No table has it.
pub(crate) const ALARMS: u32 = u32::MAX;
/// A minute.
const MINUTE: Micros = 60 * MICROS_PER_SECOND;

/// An alarm as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub(crate) alarm: Alarm,
    pub(crate) state: AlarmState,
    pub(crate) reason: String,
    /// Since when.
    pub(crate) since: Micros,
    /// When it was set.
    pub(crate) configured: Micros,
    /// Its number: the order in which alarms were made.
    pub(crate) number: u32,
}

/// A line of history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) region: Arc<str>,
    pub(crate) alarm: String,
    pub(crate) at: Micros,
    /// Whether its state changed; otherwise somebody changed it.
    pub(crate) of_state: bool,
    pub(crate) summary: String,
}

/// All alarms, by Region and name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Alarms {
    pub(crate) all: SmallMap<(Arc<str>, String), Arc<Standing>>,
    pub(crate) history: Arc<Vec<Line>>,
    pub(crate) made: u32,
    /// When they are looked at next.
    wake: Option<Micros>,
}

impl Alarms {
    pub(crate) fn tell(&mut self, line: Line) {
        let history = Arc::make_mut(&mut self.history);
        if history.len() >= MOST_LINES {
            history.remove(0);
        }
        history.push(line);
    }
}

/// One period of an alarm: its figure in thousandths, where there is one.
type Figure = Option<i64>;

/// What the periods of an alarm (the newest last) make of it: its state, or none when it stays, and why.
fn judge(alarm: &Alarm, figures: &[Figure]) -> Option<(AlarmState, String)> {
    let wanted = alarm.datapoints.unwrap_or(alarm.periods) as usize;
    let missing = alarm.missing.unwrap_or_default();
    let known: Vec<i64> = figures.iter().copied().flatten().collect();
    let absent = figures.len().saturating_sub(known.len());
    let breaching = known.iter().filter(|figure| alarm.comparison.holds(**figure, alarm.threshold)).count();
    let (breaching, within) = match missing {
        Missing::Breaching => (breaching + absent, known.len() - breaching),
        Missing::NotBreaching => (breaching, figures.len() - breaching),
        Missing::Missing | Missing::Ignore => (breaching, known.len() - breaching),
    };
    if known.is_empty() {
        let none = |state: AlarmState| {
            let treated = match missing {
                Missing::Breaching => " which is treated as [Breaching].",
                Missing::NotBreaching => " which is treated as [NonBreaching].",
                Missing::Missing | Missing::Ignore => ".",
            };
            let count = figures.len();
            let (is, s) = if count == 1 { ("was", "") } else { ("were", "s") };
            Some((state, format!("no datapoint{s} {is} received for {count} period{s}{treated}")))
        };
        return match missing {
            Missing::Missing => none(AlarmState::InsufficientData),
            Missing::Ignore => None,
            Missing::Breaching => none(AlarmState::Alarm),
            Missing::NotBreaching => none(AlarmState::Ok),
        };
    }
    let shown: Vec<String> = known.iter().map(|figure| decimal(*figure)).collect();
    let threshold = decimal(alarm.threshold);
    if breaching >= wanted {
        let than = comparison(alarm, true);
        let reason = format!(
            "Threshold Crossed: {wanted} out of the last {} datapoints [{}] {} {than} the threshold ({threshold}).",
            figures.len(),
            shown.join(", "),
            if wanted == 1 { "was" } else { "were" },
        );
        return Some((AlarmState::Alarm, reason));
    }
    // With some of them missing, the state stays if those that are there can't decide.
    if missing == Missing::Ignore && within + wanted <= figures.len() {
        return None;
    }
    let than = comparison(alarm, false);
    let reason = format!(
        "Threshold Crossed: {within} out of the last {} datapoints [{}] {} {than} the threshold ({threshold}).",
        figures.len(),
        shown.join(", "),
        if within == 1 { "was" } else { "were" },
    );
    Some((AlarmState::Ok, reason))
}

/// `greater than or equal to`, or that it isn't.
fn comparison(alarm: &Alarm, holds: bool) -> &'static str {
    use api::cloudwatch::Comparison;
    match (alarm.comparison, holds) {
        (Comparison::GreaterOrEqual, true) => "greater than or equal to",
        (Comparison::GreaterOrEqual, false) => "not greater than or equal to",
        (Comparison::Greater, true) => "greater than",
        (Comparison::Greater, false) => "not greater than",
        (Comparison::Less, true) => "less than",
        (Comparison::Less, false) => "not less than",
        (Comparison::LessOrEqual, true) => "less than or equal to",
        (Comparison::LessOrEqual, false) => "not less than or equal to",
    }
}

/// Thousandths as a decimal number.
fn decimal(milli: i64) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    let milli = milli.unsigned_abs();
    let part = format!("{:03}", milli % 1_000);
    let part = part.trim_end_matches('0');
    format!("{sign}{}.{}", milli / 1_000, if part.is_empty() { "0" } else { part })
}

/// A statistic of samples, in thousandths.
pub(super) const fn figure(statistic: Statistic, stat: Stat) -> u64 {
    match statistic {
        Statistic::SampleCount => stat.count.saturating_mul(1_000),
        Statistic::Average => stat.average(),
        Statistic::Sum => stat.sum,
        Statistic::Minimum => stat.min,
        Statistic::Maximum => stat.max,
    }
}

impl World {
    /// Sets when the alarms are looked at next: at the end of this minute of Unix time, if there are any.
    pub(crate) fn await_alarms(&mut self) {
        let into = self.config.epoch_micros.saturating_add(self.now) % MINUTE;
        let next = self.now.saturating_add(MINUTE - into);
        let next = (!self.alarms.all.is_empty()).then_some(next);
        let was = std::mem::replace(&mut self.alarms.wake, next);
        if was != next {
            if let Some(was) = was {
                self.wakes.remove(&(was, ALARMS));
            }
            if let Some(next) = next {
                self.wakes.insert((next, ALARMS), ());
            }
        }
    }

    /// The same, after the world was read back: nothing waits yet.
    pub(crate) fn rest_alarms(&mut self) {
        self.alarms.wake = None;
        self.await_alarms();
    }

    /// A minute is over: each alarm looks at its metric.
    pub(crate) fn look_at_alarms(&mut self) {
        self.alarms.wake = None;
        let all: Vec<_> = self.alarms.all.iter().map(|(of, it)| (of.clone(), Arc::clone(it))).collect();
        for ((region, name), standing) in all {
            let figures = self.figures(&region, &standing.alarm);
            let Some((state, reason)) = judge(&standing.alarm, &figures) else { continue };
            if state == standing.state {
                continue;
            }
            self.alarm_turns((region, name), (standing.state, state), reason);
        }
        self.await_alarms();
    }

    fn alarm_turns(
        &mut self,
        of: (Arc<str>, String),
        (before, state): (AlarmState, AlarmState),
        reason: String,
    ) {
        let now = self.now;
        let summary = format!("Alarm updated from {} to {}", before.name(), state.name());
        let Some(standing) = self.alarms.all.get_mut(&of).map(Arc::make_mut) else { return };
        standing.state = state;
        standing.reason = reason;
        standing.since = now;
        let number = standing.number;
        let (region, alarm) = of;
        self.alarms.tell(Line { region, alarm, at: now, of_state: true, summary });
        let state = match state {
            AlarmState::Ok => Watch::Ok,
            AlarmState::Alarm => Watch::Alarm,
            AlarmState::InsufficientData => Watch::Unknown,
        };
        let kind = Kind::AlarmState { alarm: number, state };
        self.recorder.emit(now, 0, Mark::control(Place::default()), kind);
    }

    /// The periods that an alarm looks at, the newest last.
    fn figures(&self, region: &str, alarm: &Alarm) -> Vec<Figure> {
        let now = self.unix_second();
        let metric = MetricId {
            namespace: alarm.metric.namespace.clone(),
            name: alarm.metric.name.clone(),
            dimensions: alarm.metric.dimensions.clone(),
        };
        // Periods end with this minute, wherever in an hour they begin.
        let from = now.saturating_sub(alarm.period.saturating_mul(alarm.periods));
        let query = MetricQuery { region: region.to_owned(), metric, from, to: now, period: 60 };
        let minutes = self.metric(&query);
        (0..alarm.periods)
            .map(|turn| {
                let start = from.saturating_add(turn.saturating_mul(alarm.period));
                let end = start.saturating_add(alarm.period);
                let within = minutes.iter().filter(|(at, _)| (start..end).contains(at));
                let stat = within.fold(Stat::default(), |all, (_, stat)| all.with(*stat));
                (stat.count > 0).then(|| i64::try_from(figure(alarm.statistic, stat)).unwrap_or(i64::MAX))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use api::cloudwatch::{Alarm, AlarmState, Comparison, MetricName, Missing, Statistic};

    use super::{Figure, judge};

    /// 2 of 3, at least 10.
    fn alarm(missing: Missing) -> Alarm {
        Alarm {
            name: "a".into(),
            description: None,
            metric: MetricName::default(),
            statistic: Statistic::Sum,
            period: 60,
            periods: 3,
            datapoints: Some(2),
            threshold: 10_000,
            comparison: Comparison::GreaterOrEqual,
            missing: Some(missing),
        }
    }

    #[track_caller]
    fn check(missing: Missing, figures: [Figure; 3], expect: Option<AlarmState>) {
        assert_eq!(
            judge(&alarm(missing), &figures).map(|(state, _)| state),
            expect,
            "{missing:?} {figures:?}"
        );
    }

    #[test]
    fn so_many_of_so_many() {
        let (low, high) = (Some(9_999), Some(10_000));
        for missing in [Missing::Missing, Missing::NotBreaching, Missing::Breaching, Missing::Ignore] {
            check(missing, [low, high, high], Some(AlarmState::Alarm));
            check(missing, [high, low, high], Some(AlarmState::Alarm));
            check(missing, [low, low, high], Some(AlarmState::Ok));
        }
    }

    #[test]
    fn what_is_missing_counts_as_it_says() {
        let (low, high) = (Some(0), Some(10_000));
        check(Missing::Missing, [None; 3], Some(AlarmState::InsufficientData));
        check(Missing::Ignore, [None; 3], None);
        check(Missing::Breaching, [None; 3], Some(AlarmState::Alarm));
        check(Missing::NotBreaching, [None; 3], Some(AlarmState::Ok));
        check(Missing::Breaching, [None, low, high], Some(AlarmState::Alarm));
        check(Missing::NotBreaching, [None, None, high], Some(AlarmState::Ok));
        check(Missing::Missing, [None, high, high], Some(AlarmState::Alarm));
        // One within the threshold, two that are missing: they might have been beyond it.
        check(Missing::Ignore, [None, None, low], None);
        check(Missing::Ignore, [None, low, low], Some(AlarmState::Ok));
    }

    #[test]
    fn it_says_why() {
        let alarm = alarm(Missing::Missing);
        let (_, reason) = judge(&alarm, &[Some(9_500), Some(10_000), Some(12_250)]).expect("a state");
        assert_eq!(
            reason,
            "Threshold Crossed: 2 out of the last 3 datapoints [9.5, 10.0, 12.25] were greater than or equal to the threshold (10.0)."
        );
    }
}
