//! Continuous backups, Contributor Insights, resource policies, and lists of what a table here never has.

use super::constraints::{Faults, Layer, at, invalid, lower_first, min_length, missing, name_faults};
use super::members::Place;
use super::unserved::texts;
use super::{Input, policy, tables, tags};
use crate::dynamodb::{InsightsMode, Managed, Request, Unserved};
use crate::error::{ApiError, ErrorCode};
use crate::json::Node;

/// Days that point-in-time recovery may reach back.
const MAX_DAYS: i64 = 35;

/// Entries of a page of Contributor Insights.
const MAX_INSIGHTS: i64 = 100;

pub(super) fn managed(managed: Managed) -> Request {
    Request::Managed(Box::new(managed))
}

pub(super) fn unserved(unserved: Unserved) -> Request {
    managed(Managed::Unserved(unserved))
}

pub(super) fn describe_continuous_backups(input: &Input) -> Result<Request, ApiError> {
    Ok(managed(Managed::DescribeContinuousBackups(tables::table(input)?)))
}

pub(super) fn update_continuous_backups(input: &Input) -> Result<Request, ApiError> {
    let root = Place::root(input);
    let (member, path) = ("PointInTimeRecoverySpecification", "pointInTimeRecoverySpecification");
    let mut faults = Faults::default();
    root.required(&mut faults, member, path);
    let specification = root.inside(member, path);
    let told = |name: &str| specification.as_ref().and_then(|place| place.node.member(name));
    let days = told("RecoveryPeriodInDays").and_then(Node::as_integer);
    if let Some(place) = &specification {
        place.required(&mut faults, "PointInTimeRecoveryEnabled", "pointInTimeRecoveryEnabled");
        if let Some(days) = days.filter(|days| !(1..=MAX_DAYS).contains(days)) {
            let constraint = if days < 1 {
                "Member must have value greater than or equal to 1".to_owned()
            } else {
                format!("Member must have value less than or equal to {MAX_DAYS}")
            };
            faults.add(at(&days.to_string(), &place.path("recoveryPeriodInDays"), &constraint));
        }
    }
    let table = tables::table_beside(input, faults)?;
    let enabled = told("PointInTimeRecoveryEnabled").and_then(Node::as_boolean).unwrap_or_default();
    let days = days.and_then(|days| u32::try_from(days).ok());
    Ok(managed(Managed::UpdateContinuousBackups { table, enabled, days }))
}

fn index(input: &Input) -> Result<Option<String>, ApiError> {
    let Some(name) = input.text("IndexName") else { return Ok(None) };
    let mut faults = Faults::default();
    faults.extend(name_faults(name, "indexName"));
    faults.finish()?;
    Ok(Some(name.to_owned()))
}

pub(super) fn describe_insights(input: &Input) -> Result<Request, ApiError> {
    Ok(managed(Managed::DescribeContributorInsights { table: tables::table(input)?, index: index(input)? }))
}

pub(super) fn update_insights(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    match input.text("ContributorInsightsAction") {
        None => faults.add(missing("contributorInsightsAction")),
        Some(_) => faults.extend(input.enumeration("ContributorInsightsAction", Layer::Older)),
    }
    faults.extend(input.enumeration("ContributorInsightsMode", Layer::Older));
    let table = tables::table_beside(input, faults)?;
    let mode = input.text("ContributorInsightsMode").map(|mode| match mode {
        "THROTTLED_KEYS" => InsightsMode::Throttled,
        _ => InsightsMode::AccessedAndThrottled,
    });
    let enable = input.text("ContributorInsightsAction") == Some("ENABLE");
    Ok(managed(Managed::UpdateContributorInsights { table, index: index(input)?, enable, mode }))
}

pub(super) fn list_insights(input: &Input) -> Result<Request, ApiError> {
    let table = input.text("TableName").map(|_| tables::table(input)).transpose()?;
    let mut faults = Faults::default();
    faults.extend(input.range("MaxResults", 1, Some(MAX_INSIGHTS), Layer::Older));
    faults.finish()?;
    let limit = input.integer("MaxResults").and_then(|limit| u32::try_from(limit).ok());
    let start = input.text("NextToken").map(str::to_owned);
    Ok(managed(Managed::ListContributorInsights { table, limit, start }))
}

pub(super) fn put_policy(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    tags::resource(&mut faults, input);
    let policy = input.text("Policy");
    if policy.is_none() {
        faults.add(missing("policy"));
    }
    faults.join(texts(input, &["ExpectedRevisionId"]));
    faults.finish()?;
    let arn = tags::arn(input)?;
    let policy = policy::document(policy.unwrap_or_default())?;
    let expected = input.text("ExpectedRevisionId").map(str::to_owned);
    Ok(managed(Managed::PutResourcePolicy { arn, policy, expected }))
}

pub(super) fn get_policy(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    tags::resource(&mut faults, input);
    faults.finish()?;
    Ok(managed(Managed::GetResourcePolicy { arn: tags::arn(input)? }))
}

pub(super) fn delete_policy(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    tags::resource(&mut faults, input);
    faults.join(texts(input, &["ExpectedRevisionId"]));
    faults.finish()?;
    let expected = input.text("ExpectedRevisionId").map(str::to_owned);
    Ok(managed(Managed::DeleteResourcePolicy { arn: tags::arn(input)?, expected }))
}

pub(super) fn describe_kinesis(input: &Input) -> Result<Request, ApiError> {
    Ok(managed(Managed::DescribeKinesisStreamingDestination(tables::table(input)?)))
}

pub(super) fn describe_auto_scaling(input: &Input) -> Result<Request, ApiError> {
    Ok(managed(Managed::DescribeTableReplicaAutoScaling(tables::table(input)?)))
}

/// What it would change are settings of replicas, and how many writes a global table may take.
pub(super) fn update_auto_scaling(input: &Input) -> Result<Request, ApiError> {
    let root = Place::root(input);
    let mut faults = Faults::default();
    for list in ["GlobalSecondaryIndexUpdates", "ReplicaUpdates"] {
        if input.get(list).is_some_and(Node::is_empty) {
            faults.add(at("[]", &lower_first(list), &min_length(1)));
        }
    }
    for replica in root.elements("ReplicaUpdates", "replicaUpdates") {
        replica.required(&mut faults, "RegionName", "regionName");
    }
    let table = tables::table_beside(input, faults)?;
    Ok(managed(Managed::UpdateTableReplicaAutoScaling(table)))
}

pub(super) fn list_global_tables(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    if let Some(start) = input.text("ExclusiveStartGlobalTableName") {
        faults.extend(name_faults(start, "exclusiveStartGlobalTableName"));
    }
    faults.extend(input.range("Limit", 1, None, Layer::Older));
    faults.finish()?;
    Ok(managed(Managed::ListGlobalTables))
}

/// Global tables of the first version are no longer made.
pub(super) fn legacy_global_table(input: &Input) -> Result<Request, ApiError> {
    global_table_name(input)?;
    Err(invalid(
        "DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global tables \
         version 2019.11.21, instead of version 2017.11.29 (Legacy).",
    ))
}

/// There are no global tables of the first version.
pub(super) fn unknown_global_table(input: &Input) -> Result<Request, ApiError> {
    let name = global_table_name(input)?;
    Err(ApiError::new(
        ErrorCode::GlobalTableNotFoundException,
        format!("Global table not found: Global table with name: '{name}' does not exist."),
    ))
}

fn global_table_name<'a>(input: &Input<'a>) -> Result<&'a str, ApiError> {
    let path = "globalTableName";
    let mut faults = Faults::default();
    match input.text("GlobalTableName") {
        None => faults.add(missing(path)),
        Some(name) => faults.extend(name_faults(name, path)),
    }
    if input.shape.member("ReplicationGroup").is_some() && input.get("ReplicationGroup").is_none() {
        faults.add(missing("replicationGroup"));
    }
    if input.shape.member("ReplicaUpdates").is_some_and(|member| member.required)
        && input.get("ReplicaUpdates").is_none()
    {
        faults.add(missing("replicaUpdates"));
    }
    faults.finish()?;
    Ok(input.text("GlobalTableName").unwrap_or_default())
}
