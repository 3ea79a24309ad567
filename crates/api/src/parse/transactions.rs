//! `TransactGetItems` and `TransactWriteItems`.

use super::{Input, unbuilt};
use crate::dynamodb::Request;
use crate::error::ApiError;

pub(super) fn get(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("TransactGetItems"))
}

pub(super) fn write(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("TransactWriteItems"))
}
