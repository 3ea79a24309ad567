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
