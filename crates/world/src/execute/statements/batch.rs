//! `BatchExecuteStatement`: each statement by itself, in the order of the request.

use std::collections::BTreeSet;

use api::dynamodb::{
    BatchExecuteStatement, BatchStatementOutput, BatchStatementResponse, Response, ReturnConsumedCapacity,
    Statement, TransactWrite,
};
use api::{ApiError, ErrorCode};
use table::{Reads, Schema, StatementPlan, Units, Write};
use trace::Class;
use value::{Item, Key};

use super::super::lookup::one;
use super::{action_of, failure, has_condition, key_of};
use crate::flight::Flight;
use crate::world::World;

const KEYLESS: &str =
    "Select statements within BatchExecuteStatement must specify the primary key in the where clause.";
const TWICE: &str = "Provided list of item keys contains duplicates";

/// A statement that can be carried out.
struct Planned<'s> {
    id: u32,
    schema: &'s Schema,
    key: Key,
    step: Step<'s>,
}

enum Step<'s> {
    Read(Box<Reads<'s>>),
    Write(Box<TransactWrite>),
}

impl World {
    pub(crate) fn batch_statements(
        &mut self,
        flight: &mut Flight,
        batch: &BatchExecuteStatement,
    ) -> Result<(), ApiError> {
        let targets: Vec<Result<(u32, Schema), ApiError>> = batch
            .statements
            .iter()
            .map(|member| match &member.statement {
                Ok(statement) => self.target(flight, statement.table()),
                Err(error) => Err(error.clone()),
            })
            .collect();
        let steps: Vec<Result<Planned<'_>, ApiError>> = batch
            .statements
            .iter()
            .zip(&targets)
            .map(|(member, target)| match (&member.statement, target) {
                (Ok(statement), Ok((id, schema))) => plan(*id, schema, statement),
                (Err(error), _) | (_, Err(error)) => Err(error.clone()),
            })
            .collect();
        let mut seen = BTreeSet::new();
        if !steps.iter().flatten().all(|step| seen.insert((step.id, step.key.clone()))) {
            return Err(ApiError::validation(TWICE));
        }
        let mut tables: Vec<(u32, &Schema, &str)> = Vec::new();
        for (member, step) in batch.statements.iter().zip(&steps) {
            if let (Ok(statement), Ok(step)) = (&member.statement, step)
                && tables.iter().all(|(known, ..)| *known != step.id)
            {
                tables.push((step.id, step.schema, &statement.table().given));
            }
        }
        let mut output = BatchStatementOutput::default();
        let mut nth = 0;
        for (member, step) in batch.statements.iter().zip(steps) {
            let statement = &member.statement;
            let (item, error) = match (statement, step) {
                (Ok(_), Ok(step)) => {
                    nth += 1;
                    match self.batch_step(flight, nth, &step) {
                        Ok(item) => (item, None),
                        Err(error) => (None, Some(error)),
                    }
                }
                (_, Err(error)) => (None, Some(error)),
                (Err(error), Ok(_)) => (None, Some(error.clone())),
            };
            let named = error.as_ref().is_none_or(names_table);
            let table = statement.as_ref().ok().filter(|_| named);
            let table = table.map(|statement| statement.table().name.clone());
            output.responses.push(BatchStatementResponse { table, item, error });
        }
        if batch.return_consumed != ReturnConsumedCapacity::None {
            let consumed = tables.into_iter().filter_map(|(id, schema, given)| {
                self.consumed_on(flight, id).consumed(schema, given, batch.return_consumed)
            });
            output.consumed = Some(consumed.collect());
        }
        flight.result = Some(Ok(Response::BatchStatement(output)));
        Ok(())
    }

    /// Everything that the call was charged for on a table, failed conditions included.
    fn consumed_on(&self, flight: &Flight, id: u32) -> Units {
        let name = self.tables.get(&id).map(|table| &table.name);
        let charged = flight.units.iter().filter(|units| Some(&units.table) == name);
        Units { lines: charged.flat_map(|units| units.lines.iter().cloned()).collect() }
    }

    fn batch_step(
        &mut self,
        flight: &mut Flight,
        nth: u16,
        step: &Planned<'_>,
    ) -> Result<Option<Item>, ApiError> {
        let (id, schema) = (step.id, step.schema);
        let attributes = match &step.step {
            Step::Read(reads) => reads.point().cloned().unwrap_or_default(),
            Step::Write(action) => key_of(schema, action),
        };
        if let Some(table) = self.tables.get(&id) {
            let lookup = one(table, &step.key, attributes, matches!(step.step, Step::Write(_)));
            self.tell_lookups(flight, vec![lookup]);
        }
        match &step.step {
            Step::Read(reads) => {
                self.admit_key(flight, id, &step.key, Class::Read)?;
                let stored = self.read_key(flight, id, &step.key, reads.is_consistent(), nth).stored;
                Ok(stored.and_then(|item| reads.filtered_row(&item)))
            }
            Step::Write(action) => {
                let write = Write::transact(schema, action)?;
                match self.write_key(flight, (id, schema, nth), &write, has_condition(action)) {
                    Ok(plan) => Ok(plan.attributes),
                    Err(error) => Err(failure(error, action)),
                }
            }
        }
    }
}

/// Whether the table is known where an error arises. Requests that are not valid don't come so far, but for those whose
/// fault is in the key.
fn names_table(error: &ApiError) -> bool {
    let in_key = |text: &str| {
        ["Cannot update attribute ", "Size of hashkey ", "Aggregated size of all range keys "]
            .iter()
            .any(|fault| text.contains(fault))
    };
    error.code != ErrorCode::ValidationException || in_key(&error.message)
}

fn plan<'s>(id: u32, schema: &'s Schema, statement: &'s Statement) -> Result<Planned<'s>, ApiError> {
    let plan = StatementPlan::new(schema, statement, false)?;
    if let StatementPlan::Reads(reads) = plan {
        let point = reads.point().ok_or_else(|| ApiError::validation(KEYLESS))?;
        let key = schema.key_of(point)?;
        return Ok(Planned { id, schema, key, step: Step::Read(reads) });
    }
    let action = action_of(plan).ok_or_else(crate::world::internal)?;
    let key = Write::transact(schema, &action)?.key().clone();
    Ok(Planned { id, schema, key, step: Step::Write(Box::new(action)) })
}
