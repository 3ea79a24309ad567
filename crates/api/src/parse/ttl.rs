//! `UpdateTimeToLive` and `DescribeTimeToLive`.

use super::Input;
use super::constraints::{Faults, missing, text_faults};
use super::tables::table;
use crate::dynamodb::{DescribeTimeToLive, Request, UpdateTimeToLive};
use crate::error::ApiError;
use crate::json::Node;

pub(super) fn update(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    if input.get("TableName").is_none() {
        faults.add(missing("tableName"));
    }
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
    faults.finish()?;
    Ok(Request::UpdateTimeToLive(UpdateTimeToLive {
        table: table(input)?,
        attribute: attribute.unwrap_or_default().to_owned(),
        enabled: enabled.unwrap_or_default(),
    }))
}

pub(super) fn describe(input: &Input) -> Result<Request, ApiError> {
    Ok(Request::DescribeTimeToLive(DescribeTimeToLive { table: table(input)? }))
}
