//! `UpdateTimeToLive` and `DescribeTimeToLive`.

use api::ApiError;
use api::dynamodb::{DescribeTimeToLive, Response, UpdateTimeToLive};

use crate::flight::Flight;
use crate::world::{World, internal};

impl World {
    pub(crate) fn update_ttl(
        &mut self,
        _flight: &mut Flight,
        _span: u16,
        _update: &UpdateTimeToLive,
    ) -> Result<Response, ApiError> {
        Err(internal())
    }

    pub(crate) fn describe_ttl(
        &mut self,
        _flight: &mut Flight,
        _describe: &DescribeTimeToLive,
    ) -> Result<Response, ApiError> {
        Err(internal())
    }
}
