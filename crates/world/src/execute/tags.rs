//! Tags of tables.

use api::ApiError;
use api::dynamodb::{ListTagsOfResource, Response, TagResource, UntagResource};

use crate::flight::Flight;
use crate::world::{World, internal};

impl World {
    pub(crate) fn tag(&mut self, _flight: &mut Flight, _tag: &TagResource) -> Result<Response, ApiError> {
        Err(internal())
    }

    pub(crate) fn untag(
        &mut self,
        _flight: &mut Flight,
        _untag: &UntagResource,
    ) -> Result<Response, ApiError> {
        Err(internal())
    }

    pub(crate) fn list_tags(
        &mut self,
        _flight: &mut Flight,
        _list: &ListTagsOfResource,
    ) -> Result<Response, ApiError> {
        Err(internal())
    }
}
