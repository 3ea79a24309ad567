//! What is seldom sent: its checks come with the rest of the program.

use std::collections::BTreeSet;

use super::super::constraints::invalid;
use super::super::members::Place;
use super::{check_tag_key, is_tag_character};
use crate::dynamodb::{BillingMode, Encryption, OnDemandLimits, WarmUnits};
use crate::error::ApiError;
use crate::json::Node;

/// Tags of one resource.
const MAX_TAGS: usize = 50;

fn integer(node: &Node, member: &str) -> Option<i64> {
    node.member(member).and_then(Node::as_integer)
}

#[inline(never)]
pub(super) fn encryption(node: &Node) -> Result<Encryption, ApiError> {
    let enabled = node.member("Enabled").and_then(Node::as_boolean).unwrap_or_default();
    let key = node.member("KMSMasterKeyId").and_then(Node::as_text);
    match node.member("SSEType").and_then(Node::as_text) {
        Some("AES256") => Err(invalid("SSEType AES256 is not supported")),
        Some(_) if !enabled => Err(invalid("SSEType can not be specified if Enabled is false")),
        None if key.is_some() => Err(invalid("SSEType KMS is required if KMSMasterKeyId is specified")),
        _ => Ok(Encryption { enabled, key: key.map(str::to_owned) }),
    }
}

const LIMITS: [&str; 2] = ["MaxReadRequestUnits", "MaxWriteRequestUnits"];

/// Limits where there are none yet; only tables on demand have any.
#[inline(never)]
pub(super) fn first_limits(
    node: &Node,
    index: Option<&str>,
    billing: BillingMode,
) -> Result<OnDemandLimits, ApiError> {
    if billing == BillingMode::Provisioned
        && let Some(which) = LIMITS.iter().find(|member| node.member(member).is_some())
    {
        return Err(invalid(format!(
            "{which} for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED."
        )));
    }
    limits_from(1, node, index)
}

#[inline(never)]
pub(super) fn limits(node: &Node, index: Option<&str>) -> Result<OnDemandLimits, ApiError> {
    limits_from(-1, node, index)
}

/// Limits of at least 1, and `least`.
fn limits_from(least: i64, node: &Node, index: Option<&str>) -> Result<OnDemandLimits, ApiError> {
    let limit = |member: &str| match integer(node, member) {
        Some(units) if units != least && units < 1 => {
            let whose = index.map_or_else(|| "table".to_owned(), |name| format!("index {name}"));
            Err(invalid(format!(
                "Requested {member} for OnDemandThroughput for {whose} is outside of valid range"
            )))
        }
        units => Ok(units),
    };
    let [read, write] = LIMITS;
    Ok(OnDemandLimits { read: limit(read)?, write: limit(write)? })
}

#[inline(never)]
pub(super) fn warm(node: &Node, index: Option<&str>) -> Result<WarmUnits, ApiError> {
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
    Ok(WarmUnits { read: units("ReadUnitsPerSecond")?, write: units("WriteUnitsPerSecond")? })
}

#[inline(never)]
pub(super) fn tags(root: &Place) -> Vec<(String, String)> {
    let text =
        |node: &Node, name: &str| node.member(name).and_then(Node::as_text).unwrap_or_default().to_owned();
    let elements = root.elements("Tags", "tags");
    elements.iter().map(|tag| (text(tag.node, "Key"), text(tag.node, "Value"))).collect()
}

#[inline(never)]
pub(super) fn check_tags(tags: &[(String, String)]) -> Result<(), ApiError> {
    for (key, value) in tags {
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
    Ok(())
}
