//! `PartiQL`: `ExecuteStatement`, `BatchExecuteStatement`, `ExecuteTransaction`.

use api::ApiError;
use api::dynamodb::{BatchExecuteStatement, ExecuteStatement, ExecuteTransaction};

use super::lookup::Lookup;
use crate::flight::Flight;
use crate::world::{World, internal};

impl World {
    pub(crate) fn statement_lookups(
        &self,
        _region: &str,
        _request: &ExecuteStatement,
    ) -> Result<Vec<Lookup>, ApiError> {
        Err(internal())
    }

    pub(crate) fn execute_statement(
        &mut self,
        _flight: &mut Flight,
        _statement: &ExecuteStatement,
    ) -> Result<(), ApiError> {
        Err(internal())
    }

    pub(crate) fn batch_statements(
        &mut self,
        _flight: &mut Flight,
        _batch: &BatchExecuteStatement,
    ) -> Result<(), ApiError> {
        Err(internal())
    }

    pub(crate) fn execute_transaction(
        &mut self,
        _flight: &mut Flight,
        _transaction: &ExecuteTransaction,
    ) -> Result<(), ApiError> {
        Err(internal())
    }
}
