//! `PartiQL`: `ExecuteStatement`, `BatchExecuteStatement`, `ExecuteTransaction`.

mod batch;
mod rows;
mod transaction;

use api::dynamodb::{ExecuteStatement, Response, StatementOutput, TransactWrite};
use api::{ApiError, ErrorCode, Speaker};
use table::{Schema, StatementPlan, Write};
use value::Attributes;

use super::lookup::{Lookup, check_readable, one, page};
use crate::flight::Flight;
use crate::world::World;

/// Reads whose ways are told; a list of thousands of keys would drown everything else.
const TOLD: u16 = 25;

impl World {
    pub(crate) fn statement_lookups(
        &self,
        region: &str,
        request: &ExecuteStatement,
    ) -> Result<Vec<Lookup>, ApiError> {
        let table = self.reach(region, request.statement.table())?;
        let plan = StatementPlan::new(table.schema(), &request.statement, false)?;
        let StatementPlan::Reads(reads) = &plan else {
            let Some(action) = action_of(plan) else { return Ok(Vec::new()) };
            let write = Write::transact(table.schema(), &action)?;
            return Ok(vec![one(table, write.key(), key_of(table.schema(), &action), true)]);
        };
        let mut lookups = Vec::new();
        let first = request.start.clone().unwrap_or(rows::FIRST);
        for number in first.read..reads.count() {
            let Some(read) = reads.read(&rows::at(&first, number), request.limit) else { break };
            // Every read is checked before the first one begins.
            let plan = read.plan(table.schema())?;
            check_readable(table, plan.index())?;
            if number - first.read < TOLD {
                lookups.push(page(table, &plan));
            }
        }
        Ok(lookups)
    }

    pub(crate) fn execute_statement(
        &mut self,
        flight: &mut Flight,
        request: &ExecuteStatement,
    ) -> Result<(), ApiError> {
        let (id, schema) = self.target(flight, request.statement.table())?;
        let plan = StatementPlan::new(&schema, &request.statement, false)?;
        if let StatementPlan::Reads(reads) = &plan {
            return self.statement_rows(flight, id, request, reads);
        }
        let Some(action) = action_of(plan) else { return Err(crate::world::internal()) };
        let write = Write::transact(&schema, &action)?;
        let written = self.write_key(flight, (id, &schema, 1), &write, has_condition(&action));
        flight.result = Some(match written {
            Ok(plan) => Ok(Response::Statement(StatementOutput {
                items: plan.attributes.into_iter().collect(),
                consumed: plan.units.consumed(&schema, &action.table().given, request.return_consumed),
                ..StatementOutput::default()
            })),
            Err(error) => Err(ApiError { speaker: Speaker::ExecuteStatement, ..failure(error, &action) }),
        });
        Ok(())
    }
}

/// The write that a statement comes to, if it writes.
fn action_of(plan: StatementPlan<'_>) -> Option<TransactWrite> {
    Some(match plan {
        StatementPlan::Put(put) => TransactWrite::Put(put),
        StatementPlan::Update(update) => TransactWrite::Update(update),
        StatementPlan::Delete(delete) => TransactWrite::Delete(delete),
        StatementPlan::Check(check) => TransactWrite::Check(check),
        StatementPlan::Reads(_) => return None,
    })
}

fn key_of(schema: &Schema, action: &TransactWrite) -> Attributes {
    match action {
        TransactWrite::Put(put) => schema.key_attributes(&put.item),
        TransactWrite::Check(check) => check.key.clone(),
        TransactWrite::Delete(delete) => delete.key.clone(),
        TransactWrite::Update(update) => update.key.clone(),
    }
}

/// Whether a write asks something of the item.
fn has_condition(action: &TransactWrite) -> bool {
    !matches!(action, TransactWrite::Delete(delete) if delete.condition.is_none())
}

/// An `INSERT` whose condition failed found an item.
fn failure(error: ApiError, action: &TransactWrite) -> ApiError {
    match (error.code, action) {
        (ErrorCode::ConditionalCheckFailedException, TransactWrite::Put(_)) => {
            ApiError::new(ErrorCode::DuplicateItemException, "Duplicate primary key exists in table")
        }
        _ => error,
    }
}
