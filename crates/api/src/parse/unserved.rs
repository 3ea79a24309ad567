//! Operations that look their table up, and are refused for want of something that no table here has.

use super::constraints::{Faults, lower_first};
use super::members::Place;
use super::{Input, managed, tables};
use crate::dynamodb::{Need, Request, TableRef, Unserved};
use crate::error::ApiError;
use crate::json::Node;

fn unserved(operation: &'static str, table: TableRef, need: Need) -> Request {
    managed::unserved(Unserved { operation, table, need })
}

/// What is wrong with the texts in these members.
pub(super) fn texts(input: &Input, names: &[&str]) -> Faults {
    let mut faults = Faults::default();
    Place::root(input).texts(&mut faults, names);
    faults
}

fn kinesis(
    input: &Input,
    operation: &'static str,
    configuration: &str,
    need: fn(String) -> Need,
) -> Result<Request, ApiError> {
    let mut faults = texts(input, &["StreamArn"]);
    if let Some(place) = Place::root(input).inside(configuration, &lower_first(configuration)) {
        let (name, path) = ("ApproximateCreationDateTimePrecision", "approximateCreationDateTimePrecision");
        place.enumeration(&mut faults, name, path);
    }
    let table = tables::table_beside(input, faults)?;
    let stream = input.text("StreamArn").unwrap_or_default().to_owned();
    Ok(unserved(operation, table, need(stream)))
}

pub(super) fn enable_kinesis(input: &Input) -> Result<Request, ApiError> {
    let configuration = "EnableKinesisStreamingConfiguration";
    kinesis(input, "EnableKinesisStreamingDestination", configuration, Need::KinesisStream)
}

pub(super) fn disable_kinesis(input: &Input) -> Result<Request, ApiError> {
    let configuration = "EnableKinesisStreamingConfiguration";
    kinesis(input, "DisableKinesisStreamingDestination", configuration, Need::KinesisDestination)
}

pub(super) fn update_kinesis(input: &Input) -> Result<Request, ApiError> {
    let configuration = "UpdateKinesisStreamingConfiguration";
    let request =
        kinesis(input, "UpdateKinesisStreamingDestination", configuration, Need::KinesisDestination)?;
    let precision = |node: &Node| node.member("ApproximateCreationDateTimePrecision").is_some();
    if !input.get(configuration).is_some_and(precision) {
        return Err(ApiError::validation(format!(
            "Streaming destination cannot be updated with given parameters: {configuration} cannot be null or contain \
             only null values"
        )));
    }
    Ok(request)
}
