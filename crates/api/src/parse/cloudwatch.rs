//! Amazon CloudWatch's operations.

use super::Input;
use crate::cloudwatch::{
    self, Alarm, AlarmState, Comparison, DataQuery, DescribeAlarms, GetData, GetReport, GetStatistics,
    ListMetrics, MetricName, Missing, Range, Statistic,
};
use crate::dynamodb::Request;
use crate::error::{ApiError, ErrorCode};
use crate::json::Node;

/// Points that `GetMetricStatistics` gives at most.
const MOST_POINTS: u32 = 1_440;
/// Dimensions of a metric.
const MOST_DIMENSIONS: usize = 30;
/// A day of periods is the most that an alarm looks at.
const MOST_EVALUATED: u64 = 86_400;
/// Characters of an alarm's name.
const MAX_NAME: usize = 255;
/// Entries that `DescribeAlarmHistory` gives at most.
const MOST_HISTORY: i64 = 100;

pub(super) fn builder(operation: &str) -> Option<super::Builder> {
    Some(match operation {
        "cloudwatch:GetMetricStatistics" => statistics,
        "cloudwatch:GetMetricData" => data,
        "cloudwatch:ListMetrics" => list,
        "cloudwatch:PutMetricAlarm" => put_alarm,
        "cloudwatch:DescribeAlarms" => describe_alarms,
        "cloudwatch:DeleteAlarms" => delete_alarms,
        "cloudwatch:DescribeAlarmHistory" => history,
        "cloudwatch:GetInsightRuleReport" => report,
        _ => return None,
    })
}

fn wrap(request: cloudwatch::Request) -> Request {
    Request::CloudWatch(Box::new(request))
}

fn value(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidParameterValue, message)
}

fn combination(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidParameterCombination, message)
}

fn fault(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::ValidationError, message)
}

fn absent(member: &str) -> ApiError {
    ApiError::new(ErrorCode::MissingParameter, format!("The parameter {member} is required."))
}

fn text(node: &Node, member: &str) -> Option<String> {
    node.member(member).and_then(Node::as_text).map(str::to_owned)
}

fn elements<'a>(node: &'a Node<'a>, member: &str) -> &'a [Node<'a>] {
    node.member(member).and_then(Node::as_list).unwrap_or_default()
}

fn metric(node: &Node) -> Result<MetricName, ApiError> {
    let needed = |member: &str| text(node, member).filter(|it| !it.is_empty()).ok_or_else(|| absent(member));
    let (namespace, name) = (needed("Namespace")?, needed("MetricName")?);
    let mut dimensions = Vec::new();
    for dimension in elements(node, "Dimensions") {
        let part = |member: &str| {
            text(dimension, member)
                .filter(|it| !it.is_empty())
                .ok_or_else(|| absent(&format!("Dimensions.member.{member}")))
        };
        dimensions.push((part("Name")?, part("Value")?));
    }
    if dimensions.len() > MOST_DIMENSIONS {
        return Err(value(format!(
            "The collection Dimensions must not have a size greater than {MOST_DIMENSIONS}."
        )));
    }
    ::value::sort_by_key(&mut dimensions, |(name, _): &(String, String)| name.clone());
    Ok(MetricName { namespace, name, dimensions })
}

/// Seconds of Unix time; a fraction is dropped.
fn time(node: &Node, member: &str) -> Result<u32, ApiError> {
    let number = node.member(member).and_then(Node::as_number).ok_or_else(|| absent(member))?;
    let milli = milli(number).ok_or_else(|| value(format!("The parameter {member} is no time.")))?;
    u32::try_from(milli / 1_000).map_err(|_| value(format!("The parameter {member} is no time.")))
}

fn range(node: &Node) -> Result<Range, ApiError> {
    let range = Range { from: time(node, "StartTime")?, to: time(node, "EndTime")? };
    if range.from >= range.to {
        return Err(value("The parameter StartTime must be less than the parameter EndTime."));
    }
    Ok(range)
}

/// Seconds of a point: 1, 5, 10, 30, or a multiple of 60.
fn period(node: &Node) -> Result<u32, ApiError> {
    let given = node.member("Period").and_then(Node::as_integer).ok_or_else(|| absent("Period"))?;
    let period = u32::try_from(given).ok().filter(|period| *period > 0);
    let period = period.ok_or_else(|| value("The parameter Period must be greater than 0."))?;
    if !matches!(period, 1 | 5 | 10 | 30) && period % 60 != 0 {
        return Err(value(format!(
            "The parameter Period must be a multiple of 60, or one of 1, 5, 10 and 30; it is {period}."
        )));
    }
    Ok(period)
}

fn statistic(name: &str) -> Result<Statistic, ApiError> {
    let known = Statistic::ALL.map(Statistic::name).join(", ");
    Statistic::named(name).ok_or_else(|| {
        value(format!("The value {name} for parameter Statistics is not supported. Here there are {known}."))
    })
}

fn statistics(input: &Input) -> Result<Request, ApiError> {
    let node = input.node;
    let (metric, range, period) = (metric(node)?, range(node)?, period(node)?);
    let asked = elements(node, "Statistics").iter().filter_map(Node::as_text).map(statistic);
    let statistics = asked.collect::<Result<Vec<_>, _>>()?;
    if statistics.is_empty() {
        return Err(combination(
            "At least one of the parameters Statistics and ExtendedStatistics must be specified.",
        ));
    }
    let points = (range.to - range.from).div_ceil(period);
    if points > MOST_POINTS {
        return Err(combination(format!(
            "You have requested up to {points} datapoints, which exceeds the limit of {MOST_POINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range."
        )));
    }
    let unit = text(node, "Unit");
    Ok(wrap(cloudwatch::Request::Statistics(GetStatistics { metric, range, period, statistics, unit })))
}

fn data(input: &Input) -> Result<Request, ApiError> {
    let node = input.node;
    let range = range(node)?;
    let mut queries: Vec<DataQuery> = Vec::new();
    for query in elements(node, "MetricDataQueries") {
        let id = text(query, "Id").ok_or_else(|| absent("MetricDataQueries.member.Id"))?;
        let valid = id.bytes().enumerate().all(|(at, byte)| match byte {
            b'a'..=b'z' => true,
            b'A'..=b'Z' | b'0'..=b'9' | b'_' => at > 0,
            _ => false,
        });
        if id.is_empty() || !valid {
            return Err(fault(format!(
                "Error in expression '{id}': the id of a query begins with a small letter and has letters, digits and underscores only."
            )));
        }
        if queries.iter().any(|known| known.id == id) {
            return Err(fault(format!(
                "The values for parameter id in class MetricDataQuery are not unique: {id}"
            )));
        }
        if query.member("Expression").is_some() {
            return Err(super::unbuilt_parameter("MetricDataQueries.Expression"));
        }
        let stat = query
            .member("MetricStat")
            .ok_or_else(|| fault(format!("The query '{id}' must have one of MetricStat and Expression.")))?;
        let of = stat.member("Metric").ok_or_else(|| absent("MetricStat.Metric"))?;
        let name = text(stat, "Stat").ok_or_else(|| absent("MetricStat.Stat"))?;
        if query.member("ReturnData").and_then(Node::as_boolean) != Some(false) {
            queries.push(DataQuery {
                label: text(query, "Label"),
                metric: metric(of)?,
                period: period(stat)?,
                statistic: statistic(&name)?,
                id,
            });
        }
    }
    let oldest_first = input.text("ScanBy") == Some("TimestampAscending");
    Ok(wrap(cloudwatch::Request::Data(GetData { queries, range, oldest_first })))
}

fn list(input: &Input) -> Result<Request, ApiError> {
    let dimensions = elements(input.node, "Dimensions").iter().map(|dimension| {
        let name = text(dimension, "Name").ok_or_else(|| absent("Dimensions.member.Name"))?;
        Ok((name, text(dimension, "Value")))
    });
    Ok(wrap(cloudwatch::Request::List(ListMetrics {
        namespace: text(input.node, "Namespace"),
        name: text(input.node, "MetricName"),
        dimensions: dimensions.collect::<Result<_, ApiError>>()?,
    })))
}

/// A number within bounds.
fn count(input: &Input, member: &str) -> Result<Option<u32>, ApiError> {
    match input.integer(member) {
        None => Ok(None),
        Some(given) => match u32::try_from(given).ok().filter(|given| *given >= 1) {
            Some(given) => Ok(Some(given)),
            None => Err(fault(format!("The parameter {member} must be at least 1."))),
        },
    }
}

fn put_alarm(input: &Input) -> Result<Request, ApiError> {
    let name = input.text("AlarmName").unwrap_or_default().to_owned();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(fault(format!("The parameter AlarmName must have 1 to {MAX_NAME} characters.")));
    }
    let metric = metric(input.node)?;
    let given = input
        .text("Statistic")
        .ok_or_else(|| fault("Exactly one of Statistic and ExtendedStatistic must be specified."))?;
    let statistic = statistic(given)?;
    let period = period(input.node)?;
    if period % 60 != 0 {
        return Err(fault(format!(
            "Metrics of AWS/DynamoDB come once a minute: the period of an alarm on them is a multiple of 60 seconds, not {period}."
        )));
    }
    let periods = count(input, "EvaluationPeriods")?.ok_or_else(|| absent("EvaluationPeriods"))?;
    if u64::from(period) * u64::from(periods) > MOST_EVALUATED {
        return Err(fault(
            "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).",
        ));
    }
    let datapoints = count(input, "DatapointsToAlarm")?;
    if datapoints.is_some_and(|datapoints| datapoints > periods) {
        return Err(fault("DatapointsToAlarm must be less than or equal to EvaluationPeriods"));
    }
    let threshold = input.get("Threshold").and_then(Node::as_number).ok_or_else(|| absent("Threshold"))?;
    let threshold =
        signed_milli(threshold).ok_or_else(|| fault("The parameter Threshold is out of range."))?;
    let known = |member: &str, given: &str| fault(format!("The value {given} is not allowed for {member}."));
    let comparison = input.text("ComparisonOperator").ok_or_else(|| absent("ComparisonOperator"))?;
    let comparison = Comparison::named(comparison).ok_or_else(|| known("ComparisonOperator", comparison))?;
    let missing = match input.text("TreatMissingData") {
        None => None,
        Some(given) => Some(Missing::named(given).ok_or_else(|| known("TreatMissingData", given))?),
    };
    Ok(wrap(cloudwatch::Request::PutAlarm(Box::new(Alarm {
        name,
        description: text(input.node, "AlarmDescription"),
        metric,
        statistic,
        period,
        periods,
        datapoints,
        threshold,
        comparison,
        missing,
    }))))
}

fn names(input: &Input) -> Vec<String> {
    elements(input.node, "AlarmNames").iter().filter_map(Node::as_text).map(str::to_owned).collect()
}

fn describe_alarms(input: &Input) -> Result<Request, ApiError> {
    let state = match input.text("StateValue") {
        None => None,
        Some(given) => {
            Some(AlarmState::named(given).ok_or_else(|| value(format!("{given} is no state of an alarm.")))?)
        }
    };
    let (names, prefix) = (names(input), text(input.node, "AlarmNamePrefix"));
    if !names.is_empty() && prefix.is_some() {
        return Err(combination("AlarmNames and AlarmNamePrefix cannot be specified together."));
    }
    Ok(wrap(cloudwatch::Request::Alarms(DescribeAlarms { names, prefix, state })))
}

fn delete_alarms(input: &Input) -> Result<Request, ApiError> {
    Ok(wrap(cloudwatch::Request::DeleteAlarms(names(input))))
}

fn history(input: &Input) -> Result<Request, ApiError> {
    let most = input.integer("MaxRecords").unwrap_or(MOST_HISTORY);
    let most = u32::try_from(most).ok().filter(|most| (1..=100).contains(most));
    let most = most.ok_or_else(|| value("The parameter MaxRecords must be from 1 to 100."))?;
    Ok(wrap(cloudwatch::Request::History { name: text(input.node, "AlarmName"), most }))
}

fn report(input: &Input) -> Result<Request, ApiError> {
    let range = range(input.node)?;
    let period = period(input.node)?;
    if period % 60 != 0 {
        return Err(value("The parameter Period must be a multiple of 60."));
    }
    let most = input.integer("MaxContributorCount").unwrap_or(10);
    let most = u32::try_from(most).ok().filter(|most| (1..=100).contains(most));
    let most = most.ok_or_else(|| value("The parameter MaxContributorCount must be from 1 to 100."))?;
    let rule = input.text("RuleName").ok_or_else(|| absent("RuleName"))?.to_owned();
    Ok(wrap(cloudwatch::Request::Report(GetReport { rule, range, most })))
}

/// A decimal number in thousandths, cut off behind them; `None` for one that is too large.
fn signed_milli(number: &str) -> Option<i64> {
    let (negative, number) = match number.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, number),
    };
    let milli = i64::try_from(milli(number)?).ok()?;
    Some(if negative { -milli } else { milli })
}

/// The same of a number that isn't negative.
fn milli(number: &str) -> Option<u64> {
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (number, 0),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = whole.chars().chain(part.chars()).collect();
    if digits.is_empty() || digits.len() > 30 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: u128 = digits.parse().ok()?;
    let shift = exponent.checked_sub(i32::try_from(part.len()).ok()?)?.checked_add(3)?;
    let power = 10_u128.checked_pow(shift.unsigned_abs());
    let milli = if shift >= 0 { value.checked_mul(power?)? } else { power.map_or(0, |power| value / power) };
    u64::try_from(milli).ok()
}
