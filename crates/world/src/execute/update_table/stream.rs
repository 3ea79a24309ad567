//! A table's stream is switched on or off.

use api::ApiError;
use api::dynamodb::StreamView;
use sim::Micros;

use super::{Story, internal};
use crate::world::World;

impl World {
    /// Whether a stream can be switched on or off.
    pub(super) fn check_stream_change(&self, id: u32, wanted: Option<StreamView>) -> Result<(), ApiError> {
        let _ = (id, wanted);
        Err(internal())
    }

    pub(super) fn change_stream(
        &mut self,
        id: u32,
        wanted: Option<StreamView>,
        time: Micros,
        story: &mut Story<'_>,
    ) {
        let _ = (id, wanted, time, story);
    }
}
