//! `ExecuteStatement`, `BatchExecuteStatement` and `ExecuteTransaction`.

use super::{Input, unbuilt};
use crate::dynamodb::Request;
use crate::error::ApiError;

pub(super) fn execute(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("ExecuteStatement"))
}

pub(super) fn batch(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("BatchExecuteStatement"))
}

pub(super) fn transaction(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("ExecuteTransaction"))
}
