//! `UpdateTimeToLive` and `DescribeTimeToLive`.

use super::constraints::{Faults, missing, text_faults};
use super::{Input, tables};
use crate::dynamodb::{DescribeTimeToLive, Request, UpdateTimeToLive};
use crate::error::ApiError;
use crate::json::Node;

pub(super) fn update(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    let specification = input.get("TimeToLiveSpecification");
    let member = |name: &str| specification.and_then(|specification| specification.member(name));
    let attribute = member("AttributeName").and_then(Node::as_text);
    let enabled = member("Enabled").and_then(Node::as_boolean);
    if specification.is_none() {
        faults.add(missing("timeToLiveSpecification"));
    } else {
        let shape = input.shape.member("TimeToLiveSpecification").map(|member| member.shape);
        let shape = shape.and_then(|shape| shape.member("AttributeName")).map(|member| member.shape);
        match attribute.zip(shape) {
            Some((name, shape)) => {
                faults.extend(text_faults(name, shape, "timeToLiveSpecification.attributeName"));
            }
            None => faults.add(missing("timeToLiveSpecification.attributeName")),
        }
        if enabled.is_none() {
            faults.add(missing("timeToLiveSpecification.enabled"));
        }
    }
    Ok(Request::UpdateTimeToLive(UpdateTimeToLive {
        table: tables::table_beside(input, faults)?,
        attribute: attribute.unwrap_or_default().to_owned(),
        enabled: enabled.unwrap_or_default(),
    }))
}

pub(super) fn describe(input: &Input) -> Result<Request, ApiError> {
    Ok(Request::DescribeTimeToLive(DescribeTimeToLive { table: tables::oldest(input)? }))
}
