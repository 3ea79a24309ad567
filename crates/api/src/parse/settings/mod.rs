//! What tables and indexes may be told besides keys: throughput, encryption, limits, warmth, tags, policies.

mod seldom;

use super::members::Place;
use crate::dynamodb::{BillingMode, Encryption, OnDemandLimits, Throughput, WarmUnits};
use crate::error::ApiError;
use crate::json::Node;

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
    node.map(seldom::encryption).transpose()
}

/// `OnDemandThroughput` of a table, or of an index by name; -1 lifts a limit.
pub(super) fn on_demand(holder: &Node, index: Option<&str>) -> Result<Option<OnDemandLimits>, ApiError> {
    holder.member("OnDemandThroughput").map(|node| limits(node, index)).transpose()
}

/// `OnDemandThroughput` of a new table or of an index of it, which has none yet that could be lifted.
pub(super) fn first_limits(
    holder: &Node,
    index: Option<&str>,
    billing: BillingMode,
) -> Result<Option<OnDemandLimits>, ApiError> {
    holder.member("OnDemandThroughput").map(|node| seldom::first_limits(node, index, billing)).transpose()
}

/// Such limits, of whatever member.
pub(super) fn limits(node: &Node, index: Option<&str>) -> Result<OnDemandLimits, ApiError> {
    seldom::limits(node, index)
}

/// `WarmThroughput` of a table, or of an index by name.
pub(super) fn warm(holder: &Node, index: Option<&str>) -> Result<Option<WarmUnits>, ApiError> {
    holder.member("WarmThroughput").map(|node| seldom::warm(node, index)).transpose()
}

/// `Tags`, whose members were checked before.
pub(super) fn tags(root: &Place) -> Vec<(String, String)> {
    if root.member("Tags").is_none() { Vec::new() } else { seldom::tags(root) }
}

/// What else tags must be like.
pub(super) fn check_tags(tags: &[(String, String)]) -> Result<(), ApiError> {
    if tags.is_empty() { Ok(()) } else { seldom::check_tags(tags) }
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
