//! Amazon CloudWatch's answers.

use value::json;

use super::{Object, list};
use crate::cloudwatch::{
    AlarmDescription, DataResult, Datapoint, HistoryEntry, MetricName, Report, Response,
};

pub(super) fn write(out: &mut String, answer: &Response) {
    if matches!(answer, Response::Nothing) {
        return;
    }
    let mut object = Object::new(out);
    match answer {
        Response::Statistics { label, unit, points } => {
            object.text("Label", label);
            list(object.member("Datapoints"), points, |out, point| datapoint(out, point, unit));
        }
        Response::Data(results) => {
            list(object.member("MetricDataResults"), results, data);
            object.member("Messages").push_str("[]");
        }
        Response::List(metrics) => list(object.member("Metrics"), metrics, |out, metric| {
            let mut object = Object::new(out);
            names(&mut object, metric);
            object.end();
        }),
        Response::Alarms(alarms) => {
            list(object.member("MetricAlarms"), alarms, alarm);
            object.member("CompositeAlarms").push_str("[]");
        }
        Response::History(entries) => list(object.member("AlarmHistoryItems"), entries, history),
        Response::Report(report) => contributors(&mut object, report),
        Response::Nothing => {}
    }
    object.end();
}

/// Thousandths as a decimal number.
pub(super) fn decimal(out: &mut String, milli: u64) {
    out.push_str(&(milli / 1_000).to_string());
    let part = format!("{:03}", milli % 1_000);
    out.push('.');
    let kept = part.trim_end_matches('0');
    out.push_str(if kept.is_empty() { "0" } else { kept });
}

fn names(object: &mut Object, metric: &MetricName) {
    object.text("Namespace", &metric.namespace);
    object.text("MetricName", &metric.name);
    list(object.member("Dimensions"), &metric.dimensions, |out, (name, value)| {
        let mut object = Object::new(out);
        object.text("Name", name);
        object.text("Value", value);
        object.end();
    });
}

fn datapoint(out: &mut String, point: &Datapoint, unit: &str) {
    let mut object = Object::new(out);
    object.number("Timestamp", u64::from(point.at));
    for (statistic, milli) in &point.figures {
        decimal(object.member(statistic.name()), *milli);
    }
    object.text("Unit", unit);
    object.end();
}

fn data(out: &mut String, result: &DataResult) {
    let mut object = Object::new(out);
    object.text("Id", &result.id);
    object.text("Label", &result.label);
    list(object.member("Timestamps"), &result.points, |out, (at, _)| out.push_str(&at.to_string()));
    list(object.member("Values"), &result.points, |out, (_, milli)| decimal(out, *milli));
    object.text("StatusCode", "Complete");
    object.end();
}

/// Seconds since 1970.
fn time(object: &mut Object, name: &str, ms: u64) {
    let out = object.member(name);
    out.push_str(&format!("{}.{:03}", ms / 1_000, ms % 1_000));
}

fn alarm(out: &mut String, description: &AlarmDescription) {
    let alarm = &description.alarm;
    let mut object = Object::new(out);
    object.text("AlarmName", &alarm.name);
    object.text("AlarmArn", &description.arn);
    if let Some(text) = &alarm.description {
        object.text("AlarmDescription", text);
    }
    time(&mut object, "AlarmConfigurationUpdatedTimestamp", description.configured_ms);
    object.member("ActionsEnabled").push_str("true");
    for actions in ["OKActions", "AlarmActions", "InsufficientDataActions"] {
        object.member(actions).push_str("[]");
    }
    object.text("StateValue", description.state.name());
    object.text("StateReason", &description.reason);
    time(&mut object, "StateUpdatedTimestamp", description.since_ms);
    names(&mut object, &alarm.metric);
    object.text("Statistic", alarm.statistic.name());
    object.number("Period", u64::from(alarm.period));
    object.number("EvaluationPeriods", u64::from(alarm.periods));
    if let Some(datapoints) = alarm.datapoints {
        object.number("DatapointsToAlarm", u64::from(datapoints));
    }
    let out = object.member("Threshold");
    if alarm.threshold < 0 {
        out.push('-');
    }
    decimal(out, alarm.threshold.unsigned_abs());
    object.text("ComparisonOperator", alarm.comparison.name());
    if let Some(missing) = alarm.missing {
        object.text("TreatMissingData", missing.name());
    }
    object.end();
}

fn history(out: &mut String, entry: &HistoryEntry) {
    let mut object = Object::new(out);
    object.text("AlarmName", &entry.alarm);
    object.text("AlarmType", "MetricAlarm");
    time(&mut object, "Timestamp", entry.at_ms);
    object.text("HistoryItemType", entry.kind);
    object.text("HistorySummary", &entry.summary);
    object.end();
}

fn contributors(object: &mut Object, report: &Report) {
    list(object.member("KeyLabels"), &report.labels, |out, label| json::write_string(out, label));
    object.text("AggregationStatistic", "Sum");
    decimal(object.member("AggregateValue"), report.whole);
    object.number("ApproximateUniqueCount", report.unique);
    list(object.member("Contributors"), &report.contributors, |out, (keys, milli)| {
        let mut object = Object::new(out);
        list(object.member("Keys"), keys, |out, key| json::write_string(out, key));
        decimal(object.member("ApproximateAggregateValue"), *milli);
        object.member("Datapoints").push_str("[]");
        object.end();
    });
}
