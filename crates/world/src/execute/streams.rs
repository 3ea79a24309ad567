//! The four operations of `DynamoDB` Streams.

use api::ApiError;
use api::dynamodb::{DescribeStream, GetRecords, GetShardIterator, ListStreams, Response};

use crate::flight::Flight;
use crate::world::{World, internal};

impl World {
    pub(crate) fn list_streams(
        &mut self,
        _flight: &mut Flight,
        _list: &ListStreams,
    ) -> Result<Response, ApiError> {
        Err(internal())
    }

    pub(crate) fn describe_stream(
        &mut self,
        _flight: &mut Flight,
        _describe: &DescribeStream,
    ) -> Result<Response, ApiError> {
        Err(internal())
    }

    pub(crate) fn shard_iterator(
        &mut self,
        _flight: &mut Flight,
        _get: &GetShardIterator,
    ) -> Result<Response, ApiError> {
        Err(internal())
    }

    pub(crate) fn records(&mut self, _flight: &mut Flight, _get: &GetRecords) -> Result<Response, ApiError> {
        Err(internal())
    }
}
