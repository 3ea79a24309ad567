//! `ListStreams`, `DescribeStream`, `GetShardIterator` and `GetRecords`.

use super::{Input, unbuilt};
use crate::dynamodb::Request;
use crate::error::ApiError;

pub(super) fn list(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("ListStreams"))
}

pub(super) fn describe(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("DescribeStream"))
}

pub(super) fn iterator(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("GetShardIterator"))
}

pub(super) fn records(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("GetRecords"))
}
