//! What a `PartiQL` statement comes to: a read of one key, queries, a scan, or one write.

use api::dynamodb::{ExecuteStatement, Request, Statement, StatementAction, StatementStart};
use table::{Read, StatementPlan};
use world::{Completion, World};

use crate::history::Kept;
use crate::text;
use crate::words::{count, cut};

/// The sentence for a call that carried out one statement.
pub(crate) fn plan(kept: &Kept, world: &World) -> Option<String> {
    match kept.request() {
        Some(Request::ExecuteStatement(execute)) => one(&kept.completion, execute, world),
        _ => None,
    }
}

fn one(completion: &Completion, execute: &ExecuteStatement, world: &World) -> Option<String> {
    let statement = &execute.statement;
    let info = world.table(&completion.region, &statement.table().name)?;
    let plan = StatementPlan::new(&info.schema, statement, false).ok()?;
    let order = text::names(info.schema.key());
    let key = |key| cut(&text::key(key, &order), 80);
    Some(match plan {
        StatementPlan::Put(put) => format!(
            "Carried out as a PutItem of ({}) that must not find an item: INSERT never replaces one.",
            key(&info.schema.key_attributes(&put.item))
        ),
        StatementPlan::Update(update) => format!(
            "Carried out as an UpdateItem of ({}) that must find the item: UPDATE never makes one.",
            key(&update.key)
        ),
        StatementPlan::Delete(delete) => format!("Carried out as a DeleteItem of ({}).", key(&delete.key)),
        StatementPlan::Check(check) => format!("Carried out as a condition on ({}).", key(&check.key)),
        StatementPlan::Reads(reads) => {
            let place = place(statement);
            if let Some(point) = reads.point() {
                return Some(format!(
                    "Carried out like a GetItem: WHERE names the whole primary key, ({}), so one item is read.",
                    key(point)
                ));
            }
            let start = StatementStart { read: 0, key: None };
            match (reads.read(&start, None), reads.count()) {
                (Some(Read::Scan(_)), _) => format!(
                    "Carried out as a full Scan of {place}: WHERE does not pin the partition key with = or IN, so every \
                     item is read and charged, whatever comes out."
                ),
                (_, 1) => format!(
                    "Carried out as a Query of {place}: WHERE pins the partition key, so only its item collection is read."
                ),
                (_, many) => format!(
                    "Carried out as {} of {place}, one after the other: WHERE pins the partition key to several values.",
                    count(many.into(), "Query").replace("Querys", "Queries")
                ),
            }
        }
    })
}

/// `Orders`, or `the index ByStatus`.
fn place(statement: &Statement) -> String {
    match &statement.action {
        StatementAction::Select(select) => select
            .index
            .as_ref()
            .map_or_else(|| select.table.name.clone(), |index| format!("the index {index}")),
        _ => statement.table().name.clone(),
    }
}
