//! `TransactGetItems` and `TransactWriteItems`.

use api::ApiError;
use api::dynamodb::{TransactGetItems, TransactWriteItems};

use super::lookup::Lookup;
use crate::flight::Flight;
use crate::world::{World, internal};

impl World {
    pub(crate) fn transact_get_lookups(
        &self,
        _region: &str,
        _request: &TransactGetItems,
    ) -> Result<Vec<Lookup>, ApiError> {
        Err(internal())
    }

    pub(crate) fn transact_write_lookups(
        &self,
        _region: &str,
        _request: &TransactWriteItems,
    ) -> Result<Vec<Lookup>, ApiError> {
        Err(internal())
    }

    pub(crate) fn transact_get(
        &mut self,
        _flight: &mut Flight,
        _transaction: &TransactGetItems,
    ) -> Result<(), ApiError> {
        Err(internal())
    }

    pub(crate) fn transact_write(
        &mut self,
        _flight: &mut Flight,
        _transaction: &TransactWriteItems,
    ) -> Result<(), ApiError> {
        Err(internal())
    }
}
