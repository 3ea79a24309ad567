//! `UpdateTable`.

use super::{Input, unbuilt};
use crate::dynamodb::Request;
use crate::error::ApiError;

pub(super) fn update(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("UpdateTable"))
}
