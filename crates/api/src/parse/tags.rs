//! `TagResource`, `UntagResource` and `ListTagsOfResource`.

use super::{Input, unbuilt};
use crate::dynamodb::Request;
use crate::error::ApiError;

pub(super) fn tag(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("TagResource"))
}

pub(super) fn untag(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("UntagResource"))
}

pub(super) fn list(_input: &Input) -> Result<Request, ApiError> {
    Err(unbuilt("ListTagsOfResource"))
}
