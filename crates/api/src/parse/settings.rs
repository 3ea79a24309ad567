//! What tables and indexes may be told besides keys: throughput, encryption, limits, warmth, tags, policies.

use std::collections::BTreeSet;

use super::constraints::invalid;
use super::members::Place;
use crate::dynamodb::{Encryption, OnDemandLimits, Throughput, WarmUnits};
use crate::error::ApiError;
use crate::json::Node;

/// Tags of one resource.
const MAX_TAGS: usize = 50;

fn integer(node: &Node, member: &str) -> Option<i64> {
    node.member(member).and_then(Node::as_integer)
}

/// `ProvisionedThroughput`, whose members were checked before.
pub(super) fn throughput(node: &Node) -> Throughput {
    let units = |name: &str| {
        node.member(name)
            .and_then(Node::as_integer)
            .and_then(|units| u64::try_from(units).ok())
            .unwrap_or_default()
    };
    Throughput { read: units("ReadCapacityUnits"), write: units("WriteCapacityUnits") }
}

/// `SSESpecification`.
pub(super) fn encryption(node: Option<&Node>) -> Result<Option<Encryption>, ApiError> {
    let Some(node) = node else { return Ok(None) };
    let enabled = node.member("Enabled").and_then(Node::as_boolean).unwrap_or_default();
    let key = node.member("KMSMasterKeyId").and_then(Node::as_text);
    match node.member("SSEType").and_then(Node::as_text) {
        Some("AES256") => Err(invalid("SSEType AES256 is not supported")),
        Some(_) if !enabled => Err(invalid("SSEType can not be specified if Enabled is false")),
        None if key.is_some() => Err(invalid("SSEType KMS is required if KMSMasterKeyId is specified")),
        _ => Ok(Some(Encryption { enabled, key: key.map(str::to_owned) })),
    }
}

/// `OnDemandThroughput` of a table, or of an index by name; -1 lifts a limit.
pub(super) fn on_demand(holder: &Node, index: Option<&str>) -> Result<Option<OnDemandLimits>, ApiError> {
    holder.member("OnDemandThroughput").map(|node| limits(node, index)).transpose()
}

/// Such limits, of whatever member.
pub(super) fn limits(node: &Node, index: Option<&str>) -> Result<OnDemandLimits, ApiError> {
    let limit = |member: &str| match integer(node, member) {
        Some(units) if units != -1 && units < 1 => {
            let whose = index.map_or_else(|| "table".to_owned(), |name| format!("index {name}"));
            Err(invalid(format!(
                "Requested {member} for OnDemandThroughput for {whose} is outside of valid range"
            )))
        }
        units => Ok(units),
    };
    Ok(OnDemandLimits { read: limit("MaxReadRequestUnits")?, write: limit("MaxWriteRequestUnits")? })
}

/// `WarmThroughput` of a table, or of an index by name.
pub(super) fn warm(holder: &Node, index: Option<&str>) -> Result<Option<WarmUnits>, ApiError> {
    let Some(node) = holder.member("WarmThroughput") else { return Ok(None) };
    let units = |member: &str| match integer(node, member) {
        Some(units) => match u64::try_from(units) {
            Ok(units) if units > 0 => Ok(Some(units)),
            _ => {
                let whose = index.map_or_else(|| "table".to_owned(), |name| format!("index {name}"));
                Err(invalid(format!(
                    "Requested {member} for WarmThroughput for {whose} is outside of valid range"
                )))
            }
        },
        None => Ok(None),
    };
    Ok(Some(WarmUnits { read: units("ReadUnitsPerSecond")?, write: units("WriteUnitsPerSecond")? }))
}

/// `Tags`, whose members were checked before.
pub(super) fn tags(root: &Place) -> Result<Vec<(String, String)>, ApiError> {
    let text =
        |node: &Node, name: &str| node.member(name).and_then(Node::as_text).unwrap_or_default().to_owned();
    let elements = root.elements("Tags", "tags");
    let tags: Vec<(String, String)> =
        elements.iter().map(|tag| (text(tag.node, "Key"), text(tag.node, "Value"))).collect();
    for (key, value) in &tags {
        check_tag_key(key)?;
        if !value.chars().all(is_tag_character) {
            return Err(ApiError::validation(format!("The Tag Value provided is invalid, Value: {value}")));
        }
    }
    let mut seen = BTreeSet::new();
    if let Some((key, _)) = tags.iter().find(|(key, _)| !seen.insert(key)) {
        return Err(ApiError::validation(format!(
            "Duplicate Tag Keys provided as input: Duplicate Tag Key found {key}"
        )));
    }
    if tags.len() > MAX_TAGS {
        return Err(ApiError::validation(
            "Number of Tags exceed the current limit for the provided ResourceArn",
        ));
    }
    Ok(tags)
}

pub(super) fn check_tag_key(key: &str) -> Result<(), ApiError> {
    if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
        return Err(ApiError::validation(format!("Tag Key cannot be prefixed with aws:, Key: {key}")));
    }
    if !key.chars().all(is_tag_character) {
        return Err(ApiError::validation(format!("The Tag Key provided is invalid, Key: {key}")));
    }
    Ok(())
}

fn is_tag_character(letter: char) -> bool {
    letter.is_alphanumeric() || letter.is_whitespace() || "+-=._:/".contains(letter)
}
