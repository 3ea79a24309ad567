//! `DescribeLimits` and `DescribeEndpoints`: nothing to ask.

use super::Input;
use crate::dynamodb::Request;
use crate::error::ApiError;

#[expect(clippy::unnecessary_wraps, reason = "has the signature of the other operations")]
pub(super) fn limits(_input: &Input) -> Result<Request, ApiError> {
    Ok(Request::DescribeLimits)
}

#[expect(clippy::unnecessary_wraps, reason = "has the signature of the other operations")]
pub(super) fn endpoints(_input: &Input) -> Result<Request, ApiError> {
    Ok(Request::DescribeEndpoints)
}
