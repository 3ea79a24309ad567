//! Planned writes are carried out at one moment, and writes that were committed before are answered again.

use std::sync::Arc;

use api::dynamodb::{
    Access, ItemCollectionMetrics, Response, TransactGetOutput, TransactWrite, TransactWriteItems,
    TransactWriteOutput,
};
use table::{Write, WritePlan};
use trace::{Kind, Station};
use value::{Item, Key};

use super::checks::Checked;
use super::writes::coordinator;
use super::{Bill, Dialect};
use crate::flight::{CLIENT, Flight};
use crate::recorder::{figure, place};
use crate::world::World;

impl World {
    /// Carries out everything that was planned.
    pub(super) fn commit_plans(
        &mut self,
        flight: &mut Flight,
        (transaction, dialect): (&TransactWriteItems, Dialect),
        checked: &[Checked<Write<'_>>],
        plans: Vec<WritePlan>,
    ) {
        let coordinator = coordinator(flight);
        let kind = Kind::TxnCommit { actions: figure(plans.len() as u64) };
        flight.last = self.tell(flight, coordinator, flight.last, 0, kind);
        let mut bill = Bill::default();
        let mut metrics: Vec<(String, Vec<ItemCollectionMetrics>)> = Vec::new();
        for ((action, checked), mut plan) in transaction.actions.iter().zip(checked).zip(plans) {
            let Some((id, schema)) = &checked.table else { continue };
            plan.units = plan.units.in_transaction();
            self.carry_out_action(flight, *id, checked.nth, action, &plan);
            let is_check = matches!(action, TransactWrite::Check(_));
            if transaction.return_metrics
                && !is_check
                && let Some(size) = self.metrics(flight, *id, checked.nth)
            {
                note(&mut metrics, &action.table().given, size);
            }
            bill.add((*id, schema), action.table(), plan.units);
        }
        if let Some(token) = &transaction.token {
            self.tokens.commit(&flight.region, token, self.now);
        }
        let metrics = transaction.return_metrics.then_some(metrics);
        flight.result = Some(Ok(answer((transaction, dialect), &bill, Access::Write, metrics)));
    }

    pub(super) fn carry_out_action(
        &mut self,
        flight: &mut Flight,
        id: u32,
        nth: u16,
        action: &TransactWrite,
        plan: &WritePlan,
    ) {
        let held = match action {
            TransactWrite::Check(_) => {
                let Some((span, _)) = self.arrive(flight, id, nth, (&plan.key, &plan.units)) else { return };
                let kind = Kind::ConditionChecked { held: true };
                flight.last = self.tell(flight, span, flight.last, nth, kind);
                return self.picture(flight, id, nth, plan.before.clone(), plan.after.clone());
            }
            TransactWrite::Put(put) => put.condition.is_some(),
            TransactWrite::Delete(delete) => delete.condition.is_some(),
            TransactWrite::Update(update) => update.condition.is_some(),
        };
        self.carry_out(flight, id, nth, plan, held.then_some(true));
    }

    /// A transaction that was carried out before succeeds again and does nothing: it reads its items.
    pub(super) fn repeat(&mut self, flight: &mut Flight, transaction: &TransactWriteItems, dialect: Dialect) {
        let region = Arc::clone(&flight.region);
        // Tables that went meanwhile are no fault any more.
        let checked = self.check_writes(&region, transaction, dialect).unwrap_or_default();
        if dialect == Dialect::Statements {
            let lookups = self.write_lookups(transaction, &checked);
            self.tell_lookups(flight, lookups);
        }
        let mut bill = Bill::default();
        for (action, checked) in transaction.actions.iter().zip(&checked) {
            let (Some((id, schema)), Ok(write)) = (&checked.table, &checked.action) else { continue };
            let price = |stored: Option<&Item>| table::price(Some(schema), stored, true).in_transaction();
            let units = self.read_key_at(flight, (*id, write.key(), checked.nth), true, price).units;
            bill.add((*id, schema), action.table(), units);
        }
        let metrics = transaction.return_metrics.then(Vec::new);
        flight.result = Some(Ok(answer((transaction, dialect), &bill, Access::Read, metrics)));
    }

    /// The call's span at the leader of a key's partition.
    pub(super) fn leader_span(&self, flight: &mut Flight, id: u32, key: &Key) -> u16 {
        let Some(table) = self.tables.get(&id) else { return CLIENT };
        let at = table.partitions.locate(key);
        let leader = table.partitions.get(at).map_or(0, |partition| partition.log.leader);
        flight.span(Station::Partition, place(id, None, at).in_zone(leader + 1), CLIENT)
    }
}

/// Adds the size of a collection to its table's, once.
pub(super) fn note(
    metrics: &mut Vec<(String, Vec<ItemCollectionMetrics>)>,
    table: &str,
    size: ItemCollectionMetrics,
) {
    match metrics.iter_mut().find(|(known, _)| known == table) {
        Some((_, sizes)) if sizes.contains(&size) => {}
        Some((_, sizes)) => sizes.push(size),
        None => metrics.push((table.to_owned(), vec![size])),
    }
}

pub(super) fn answer(
    (transaction, dialect): (&TransactWriteItems, Dialect),
    bill: &Bill,
    access: Access,
    metrics: Option<Vec<(String, Vec<ItemCollectionMetrics>)>>,
) -> Response {
    let consumed = bill.consumed(transaction.return_consumed, access);
    match dialect {
        Dialect::Actions => Response::TransactWrite(TransactWriteOutput { consumed, metrics }),
        Dialect::Statements => {
            Response::StatementTransaction(TransactGetOutput { items: Vec::new(), consumed })
        }
    }
}
