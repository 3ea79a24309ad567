//! `UpdateTimeToLive` and `DescribeTimeToLive`.

use super::{Input, unbuilt};
use crate::dynamodb::Request;
use crate::error::ApiError;

pub(super) fn update(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("UpdateTimeToLive"))
}

pub(super) fn describe(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("DescribeTimeToLive"))
}
