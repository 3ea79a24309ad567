//! Amazon CloudWatch, as far as metrics of `DynamoDB` need it.

use super::{Bounds, Member, Operation, Service, Shape};

const ANY: Bounds = Bounds { min: None, max: None };

const fn must(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: true }
}

const fn may(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: false }
}

const fn text(name: &'static str) -> Shape {
    Shape::String { name, length: ANY, pattern: None, values: &[] }
}

const fn choice(name: &'static str, values: &'static [&'static str]) -> Shape {
    Shape::String { name, length: ANY, pattern: None, values }
}

const fn list(name: &'static str, element: &'static Shape) -> Shape {
    Shape::List { name, element, length: ANY }
}

static TEXT: Shape = text("String");
static NAMESPACE: Shape = text("Namespace");
static METRIC_NAME: Shape = text("MetricName");
static ALARM_NAME: Shape = text("AlarmName");
static RULE_NAME: Shape = text("InsightRuleName");
static NUMBER: Shape = Shape::Integer { range: ANY };
static FRACTION: Shape = Shape::Double;
static SWITCH: Shape = Shape::Boolean;
static TIME: Shape = Shape::Timestamp;

static DIMENSION: Shape =
    Shape::Structure { name: "Dimension", members: &[must("Name", &TEXT), must("Value", &TEXT)] };
static DIMENSIONS: Shape = list("Dimensions", &DIMENSION);
static FILTER: Shape =
    Shape::Structure { name: "DimensionFilter", members: &[must("Name", &TEXT), may("Value", &TEXT)] };
static FILTERS: Shape = list("DimensionFilters", &FILTER);
static STATISTIC: Shape = choice("Statistic", &["SampleCount", "Average", "Sum", "Minimum", "Maximum"]);
static STATISTICS: Shape = list("Statistics", &STATISTIC);
static UNIT: Shape = choice("StandardUnit", &["Count", "Milliseconds", "Bytes", "Percent"]);
static METRIC: Shape = Shape::Structure {
    name: "Metric",
    members: &[may("Namespace", &NAMESPACE), may("MetricName", &METRIC_NAME), may("Dimensions", &DIMENSIONS)],
};
static METRIC_STAT: Shape = Shape::Structure {
    name: "MetricStat",
    members: &[must("Metric", &METRIC), must("Period", &NUMBER), must("Stat", &TEXT), may("Unit", &UNIT)],
};
static DATA_QUERY: Shape = Shape::Structure {
    name: "MetricDataQuery",
    members: &[
        must("Id", &TEXT),
        may("MetricStat", &METRIC_STAT),
        may("Expression", &TEXT),
        may("Label", &TEXT),
        may("ReturnData", &SWITCH),
    ],
};
static DATA_QUERIES: Shape = list("MetricDataQueries", &DATA_QUERY);
static ALARM_NAMES: Shape = list("AlarmNames", &ALARM_NAME);
static STATE: Shape = choice("StateValue", &["OK", "ALARM", "INSUFFICIENT_DATA"]);
static COMPARISON: Shape = choice(
    "ComparisonOperator",
    &[
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "LessThanThreshold",
        "LessThanOrEqualToThreshold",
    ],
);
static MISSING: Shape = choice("TreatMissingData", &["breaching", "notBreaching", "ignore", "missing"]);
static SCAN_BY: Shape = choice("ScanBy", &["TimestampDescending", "TimestampAscending"]);

static GET_STATISTICS: Shape = Shape::Structure {
    name: "GetMetricStatisticsInput",
    members: &[
        must("Namespace", &NAMESPACE),
        must("MetricName", &METRIC_NAME),
        may("Dimensions", &DIMENSIONS),
        must("StartTime", &TIME),
        must("EndTime", &TIME),
        must("Period", &NUMBER),
        may("Statistics", &STATISTICS),
        may("Unit", &UNIT),
    ],
};
static GET_DATA: Shape = Shape::Structure {
    name: "GetMetricDataInput",
    members: &[
        must("MetricDataQueries", &DATA_QUERIES),
        must("StartTime", &TIME),
        must("EndTime", &TIME),
        may("ScanBy", &SCAN_BY),
    ],
};
static LIST_METRICS: Shape = Shape::Structure {
    name: "ListMetricsInput",
    members: &[may("Namespace", &NAMESPACE), may("MetricName", &METRIC_NAME), may("Dimensions", &FILTERS)],
};
static PUT_ALARM: Shape = Shape::Structure {
    name: "PutMetricAlarmInput",
    members: &[
        must("AlarmName", &ALARM_NAME),
        may("AlarmDescription", &TEXT),
        may("MetricName", &METRIC_NAME),
        may("Namespace", &NAMESPACE),
        may("Statistic", &STATISTIC),
        may("Dimensions", &DIMENSIONS),
        may("Period", &NUMBER),
        must("EvaluationPeriods", &NUMBER),
        may("DatapointsToAlarm", &NUMBER),
        may("Threshold", &FRACTION),
        must("ComparisonOperator", &COMPARISON),
        may("TreatMissingData", &MISSING),
    ],
};
static DESCRIBE_ALARMS: Shape = Shape::Structure {
    name: "DescribeAlarmsInput",
    members: &[may("AlarmNames", &ALARM_NAMES), may("AlarmNamePrefix", &TEXT), may("StateValue", &STATE)],
};
static DELETE_ALARMS: Shape =
    Shape::Structure { name: "DeleteAlarmsInput", members: &[must("AlarmNames", &ALARM_NAMES)] };
static HISTORY: Shape = Shape::Structure {
    name: "DescribeAlarmHistoryInput",
    members: &[may("AlarmName", &ALARM_NAME), may("MaxRecords", &NUMBER)],
};
static REPORT: Shape = Shape::Structure {
    name: "GetInsightRuleReportInput",
    members: &[
        must("RuleName", &RULE_NAME),
        must("StartTime", &TIME),
        must("EndTime", &TIME),
        must("Period", &NUMBER),
        may("MaxContributorCount", &NUMBER),
    ],
};

const fn operation(name: &'static str, input: &'static Shape) -> Operation {
    Operation { name, service: Service::CloudWatch, input, built: true }
}

/// Sorted by name.
pub(super) static OPERATIONS: &[Operation] = &[
    operation("cloudwatch:DeleteAlarms", &DELETE_ALARMS),
    operation("cloudwatch:DescribeAlarmHistory", &HISTORY),
    operation("cloudwatch:DescribeAlarms", &DESCRIBE_ALARMS),
    operation("cloudwatch:GetInsightRuleReport", &REPORT),
    operation("cloudwatch:GetMetricData", &GET_DATA),
    operation("cloudwatch:GetMetricStatistics", &GET_STATISTICS),
    operation("cloudwatch:ListMetrics", &LIST_METRICS),
    operation("cloudwatch:PutMetricAlarm", &PUT_ALARM),
];
