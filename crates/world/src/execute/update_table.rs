//! `UpdateTable`.

use api::ApiError;
use api::dynamodb::{Response, UpdateTable};

use crate::flight::Flight;
use crate::world::{World, internal};

impl World {
    pub(crate) fn update_table(
        &mut self,
        _flight: &mut Flight,
        _span: u16,
        _update: &UpdateTable,
    ) -> Result<Response, ApiError> {
        Err(internal())
    }
}

impl World {
    /// An index's status ends, or its backfill takes a step.
    pub(crate) fn index_goes_on(&mut self, _table: u32, _position: u16) {}
}
