//! CloudWatch's calls: reading, alarms, contributors.

use world::World;

use crate::metrics::next_minute;
use crate::support::{PLAIN, REGION, SECOND, ask, check_contains, create, of_kind, send, simulated};

const BUSY: &str = r#"{"AlarmName":"busy","Namespace":"AWS/DynamoDB","MetricName":"ConsumedReadCapacityUnits",
    "Dimensions":[{"Name":"TableName","Value":"Notes"}],"Statistic":"Sum","Period":60,"EvaluationPeriods":1,
    "Threshold":240,"ComparisonOperator":"GreaterThanOrEqualToThreshold"}"#;

/// Strongly consistent reads of nothing, a unit each.
fn read(world: &mut World, count: u32) {
    for _ in 0..count {
        send(world, "GetItem", r#"{"TableName":"Notes","ConsistentRead":true,"Key":{"pk":{"S":"a"}}}"#);
    }
    world.run_until(world.now() + SECOND);
}

fn state(world: &mut World) -> String {
    let answer = ask(world, "cloudwatch:DescribeAlarms", r#"{"AlarmNames":["busy"]}"#);
    let from = answer.find("\"StateValue\":\"").expect("a state") + 14;
    answer[from..].split('"').next().unwrap_or_default().to_owned()
}

/// The documented example: a table with 5 read units, of which 80 % in a minute are 240.
#[test]
fn four_fifths_of_five_read_units_are_240_in_a_minute() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    assert_eq!(ask(&mut world, "cloudwatch:PutMetricAlarm", BUSY), "");
    assert_eq!(state(&mut world), "INSUFFICIENT_DATA");
    next_minute(&mut world);
    read(&mut world, 239);
    let at = next_minute(&mut world);
    assert_eq!(state(&mut world), "OK");
    read(&mut world, 240);
    // Nothing is known before the minute is over.
    assert_eq!(state(&mut world), "OK");
    next_minute(&mut world);
    assert_eq!(state(&mut world), "ALARM");
    let answer = ask(&mut world, "cloudwatch:DescribeAlarms", "{}");
    check_contains(
        &answer,
        "Threshold Crossed: 1 out of the last 1 datapoints [240.0] was greater than or equal to the threshold (240.0).",
    );
    check_contains(&answer, &format!("arn:aws:cloudwatch:{REGION}:123456789012:alarm:busy"));
    next_minute(&mut world);
    assert_eq!(state(&mut world), "OK");
    let events = world.take_trace();
    assert_eq!(of_kind(&events, "AlarmState").len(), 3);
    let history = ask(&mut world, "cloudwatch:DescribeAlarmHistory", r#"{"AlarmName":"busy"}"#);
    let at_alarm = history.find("from OK to ALARM").expect("a line");
    assert!(history.find("from ALARM to OK").expect("a line") < at_alarm, "{history}");
    let statistics = format!(
        r#"{{"Namespace":"AWS/DynamoDB","MetricName":"ConsumedReadCapacityUnits","Period":60,
            "Dimensions":[{{"Name":"TableName","Value":"Notes"}}],"StartTime":{},"EndTime":{},
            "Statistics":["Sum","Average","SampleCount"]}}"#,
        at - 60,
        at + 60
    );
    assert_eq!(
        ask(&mut world, "cloudwatch:GetMetricStatistics", &statistics),
        format!(
            r#"{{"Label":"ConsumedReadCapacityUnits","Datapoints":[{{"Timestamp":{},"Sum":239.0,"Average":1.0,"SampleCount":239.0,"Unit":"Count"}},{{"Timestamp":{at},"Sum":240.0,"Average":1.0,"SampleCount":240.0,"Unit":"Count"}}]}}"#,
            at - 60
        )
    );
}

#[test]
fn an_alarm_without_the_dimension_has_no_data() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let bare = BUSY.replace(r#""Dimensions":[{"Name":"TableName","Value":"Notes"}],"#, "");
    ask(&mut world, "cloudwatch:PutMetricAlarm", &bare);
    next_minute(&mut world);
    read(&mut world, 300);
    next_minute(&mut world);
    assert_eq!(state(&mut world), "INSUFFICIENT_DATA");
}

#[test]
fn minutes_are_looked_at_while_there_is_an_alarm() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    assert_eq!(world.next_event_at(), None);
    ask(&mut world, "cloudwatch:PutMetricAlarm", BUSY);
    let first = world.next_event_at().expect("the end of the minute");
    assert!(first - world.now() <= 60 * SECOND);
    // An alarm is nothing that is on its way.
    assert_eq!(world.next_arrival_at(), None);
    let volatile = world.volatile();
    let again = World::restore(world.durable(), Some(&volatile)).expect("it is whole");
    assert_eq!((again.next_event_at(), again.world_hash()), (Some(first), world.world_hash()));
    let later = World::restore(world.durable(), None).expect("it is whole");
    assert_eq!(later.state_hash(), world.state_hash());
    let unknown = ask(&mut world, "cloudwatch:DeleteAlarms", r#"{"AlarmNames":["busy","none"]}"#);
    check_contains(&unknown, "ResourceNotFound");
    assert!(world.next_event_at().is_some());
    assert_eq!(ask(&mut world, "cloudwatch:DeleteAlarms", r#"{"AlarmNames":["busy"]}"#), "");
    assert_eq!(world.next_event_at(), None);
}

#[test]
fn metrics_are_listed_with_their_dimensions() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    read(&mut world, 1);
    let answer = ask(
        &mut world,
        "cloudwatch:ListMetrics",
        r#"{"MetricName":"SuccessfulRequestLatency","Dimensions":[{"Name":"Operation"}]}"#,
    );
    assert_eq!(
        answer,
        r#"{"Metrics":[{"Namespace":"AWS/DynamoDB","MetricName":"SuccessfulRequestLatency","Dimensions":[{"Name":"Operation","Value":"GetItem"},{"Name":"TableName","Value":"Notes"}]}]}"#
    );
    let none = ask(&mut world, "cloudwatch:ListMetrics", r#"{"Namespace":"AWS/EC2"}"#);
    assert_eq!(none, r#"{"Metrics":[]}"#);
}

#[test]
fn several_series_come_in_one_answer() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let at = next_minute(&mut world);
    read(&mut world, 3);
    next_minute(&mut world);
    let stat = |name: &str, stat: &str| {
        format!(
            r#"{{"Metric":{{"Namespace":"AWS/DynamoDB","MetricName":"{name}","Dimensions":[{{"Name":"TableName","Value":"Notes"}}]}},"Period":60,"Stat":"{stat}"}}"#
        )
    };
    let body = format!(
        r#"{{"MetricDataQueries":[{{"Id":"m1","MetricStat":{}}},{{"Id":"m2","Label":"throttles","MetricStat":{}}}],"StartTime":{},"EndTime":{}}}"#,
        stat("ConsumedReadCapacityUnits", "Sum"),
        stat("ReadThrottleEvents", "Sum"),
        at,
        at + 60
    );
    assert_eq!(
        ask(&mut world, "cloudwatch:GetMetricData", &body),
        format!(
            r#"{{"MetricDataResults":[{{"Id":"m1","Label":"ConsumedReadCapacityUnits","Timestamps":[{at}],"Values":[3.0],"StatusCode":"Complete"}},{{"Id":"m2","Label":"throttles","Timestamps":[],"Values":[],"StatusCode":"Complete"}}],"Messages":[]}}"#
        )
    );
}

#[test]
fn contributors_are_counted_once_insights_are_on() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    read(&mut world, 5);
    ask(
        &mut world,
        "UpdateContributorInsights",
        r#"{"TableName":"Notes","ContributorInsightsAction":"ENABLE"}"#,
    );
    world.run_until(world.now() + 10 * SECOND);
    let at = next_minute(&mut world);
    read(&mut world, 4);
    // A write counts three times.
    for key in ["a", "b", "b"] {
        ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"{key}"}}}}}}"#));
    }
    let described = ask(&mut world, "DescribeContributorInsights", r#"{"TableName":"Notes"}"#);
    let from = described.find("DynamoDBContributorInsights-PKC-Notes").expect("a rule");
    let rule = described[from..].split('"').next().unwrap_or_default().to_owned();
    let report = format!(
        r#"{{"RuleName":"{rule}","StartTime":{},"EndTime":{},"Period":60,"MaxContributorCount":1}}"#,
        at - 600,
        at + 60
    );
    assert_eq!(
        ask(&mut world, "cloudwatch:GetInsightRuleReport", &report),
        r#"{"KeyLabels":["pk"],"AggregationStatistic":"Sum","AggregateValue":13.0,"ApproximateUniqueCount":2,"Contributors":[{"Keys":["a"],"ApproximateAggregateValue":7.0,"Datapoints":[]}]}"#
    );
    let unknown = report.replace(&rule, "DynamoDBContributorInsights-PKC-Other-1");
    check_contains(&ask(&mut world, "cloudwatch:GetInsightRuleReport", &unknown), "does not exist");
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let mut world = simulated(&[]);
    let mut refused = |operation: &str, body: &str, expect: &str| {
        check_contains(&ask(&mut world, &format!("cloudwatch:{operation}"), body), expect);
    };
    let statistics =
        |more: &str| format!(r#"{{"Namespace":"AWS/DynamoDB","MetricName":"UserErrors",{more}}}"#);
    let times = r#""StartTime":1000000,"EndTime":1086461"#;
    refused(
        "GetMetricStatistics",
        &statistics(&format!(r#"{times},"Period":61,"Statistics":["Sum"]"#)),
        "multiple of 60",
    );
    refused(
        "GetMetricStatistics",
        &statistics(&format!(r#"{times},"Period":60,"Statistics":["Sum"]"#)),
        "You have requested up to 1442 datapoints, which exceeds the limit of 1440",
    );
    refused(
        "GetMetricStatistics",
        &statistics(&format!(r#"{times},"Period":300"#)),
        "InvalidParameterCombination",
    );
    refused(
        "GetMetricStatistics",
        &statistics(r#""StartTime":5,"EndTime":5,"Period":60,"Statistics":["Sum"]"#),
        "StartTime must be less than the parameter EndTime",
    );
    refused("PutMetricAlarm", &BUSY.replace("\"Period\":60", "\"Period\":30"), "once a minute");
    refused(
        "PutMetricAlarm",
        &BUSY.replace("\"Threshold\":240", "\"DatapointsToAlarm\":2"),
        "DatapointsToAlarm",
    );
}
