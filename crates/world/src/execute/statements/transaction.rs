//! `ExecuteTransaction`: its statements as the actions of a transaction.

use api::ApiError;
use api::dynamodb::{
    DeleteItem, ExecuteTransaction, GetItem, Response, ReturnConsumedCapacity, ReturnValues, Statement,
    TransactGetItems, TransactGetOutput, TransactWrite, TransactWriteItems,
};
use table::{KEYLESS_CHECK, Reads, Schema, StatementPlan};
use value::Attributes;

use super::action_of;
use crate::flight::Flight;
use crate::world::World;

impl World {
    pub(crate) fn execute_transaction(
        &mut self,
        flight: &mut Flight,
        request: &ExecuteTransaction,
    ) -> Result<(), ApiError> {
        // A missing table is told as a reason, not here.
        let schemas: Vec<Option<Schema>> = request
            .statements
            .iter()
            .map(|statement| self.target(flight, statement.table()).ok().map(|(_, schema)| schema))
            .collect();
        let statements = request.statements.iter().zip(&schemas).enumerate();
        if request.statements.iter().all(Statement::is_read) {
            let reads = statements
                .map(|(place, (statement, schema))| {
                    let reads = schema.as_ref().map(|schema| reads_of(schema, statement));
                    reads.transpose().map_err(|error| error.in_transact_statement(place))
                })
                .collect::<Result<Vec<_>, ApiError>>()?;
            return self.transaction_rows(flight, request, &reads);
        }
        let actions = statements
            .map(|(place, (statement, schema))| match schema {
                Some(schema) => {
                    let plan = StatementPlan::new(schema, statement, true);
                    let action = plan.and_then(|plan| action_of(plan).ok_or_else(crate::world::internal));
                    action.map_err(|error| error.in_transact_statement(place))
                }
                None => Ok(nowhere(statement)),
            })
            .collect::<Result<Vec<TransactWrite>, ApiError>>()?;
        self.transact_statements(
            flight,
            TransactWriteItems {
                actions,
                token: request.token.clone(),
                fingerprint: request.fingerprint,
                return_consumed: request.return_consumed,
                return_metrics: false,
            },
        )
    }

    fn transaction_rows(
        &mut self,
        flight: &mut Flight,
        request: &ExecuteTransaction,
        reads: &[Option<Box<Reads<'_>>>],
    ) -> Result<(), ApiError> {
        let gets = request.statements.iter().zip(reads).map(|(statement, reads)| GetItem {
            table: statement.table().clone(),
            key: reads.as_ref().and_then(|reads| reads.point()).cloned().unwrap_or_default(),
            consistent: true,
            projection: None,
            return_consumed: ReturnConsumedCapacity::None,
        });
        let gets = TransactGetItems { gets: gets.collect(), return_consumed: request.return_consumed };
        self.transact_reads(flight, &gets)?;
        if let Some(Ok(Response::StatementTransaction(output))) = &mut flight.result {
            filter(output, reads);
        }
        Ok(())
    }

    /// Of the items that were read, what the statements ask for.
    pub(crate) fn filter_rows(
        &self,
        region: &str,
        request: &ExecuteTransaction,
        output: &mut TransactGetOutput,
    ) {
        let schemas: Vec<Option<Schema>> = request
            .statements
            .iter()
            .map(|statement| self.reach(region, statement.table()).ok().map(|table| table.schema().clone()))
            .collect();
        let reads = request.statements.iter().zip(&schemas);
        let reads: Vec<Option<Box<Reads<'_>>>> = reads
            .map(|(statement, schema)| schema.as_ref().and_then(|schema| reads_of(schema, statement).ok()))
            .collect();
        filter(output, &reads);
    }
}

fn filter(output: &mut TransactGetOutput, reads: &[Option<Box<Reads<'_>>>]) {
    for (item, reads) in output.items.iter_mut().zip(reads) {
        let row = item.as_ref().zip(reads.as_ref()).and_then(|(item, reads)| reads.filtered_row(item));
        *item = row.filter(|row| !row.is_empty());
    }
}

fn reads_of<'s>(schema: &'s Schema, statement: &'s Statement) -> Result<Box<Reads<'s>>, ApiError> {
    match StatementPlan::new(schema, statement, true)? {
        StatementPlan::Reads(reads) if reads.point().is_some() => Ok(reads),
        _ => Err(ApiError::validation(KEYLESS_CHECK)),
    }
}

/// Stands for a statement about a table that isn't there.
fn nowhere(statement: &Statement) -> TransactWrite {
    TransactWrite::Delete(DeleteItem {
        table: statement.table().clone(),
        key: Attributes::new(),
        condition: None,
        return_values: ReturnValues::None,
        return_item_on_failure: false,
        return_consumed: ReturnConsumedCapacity::None,
        return_metrics: false,
    })
}
