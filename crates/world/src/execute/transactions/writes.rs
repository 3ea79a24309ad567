//! Writes are prepared: every action is planned on the item as it is, and either all of them can be carried out, or
//! the transaction is cancelled with a reason for each that can't.

use std::sync::Arc;

use api::dynamodb::{TransactWrite, TransactWriteItems};
use api::{ApiError, CancellationReason, ErrorCode};
use table::{Arm, Units, Write, WritePlan};
use trace::{Class, Kind, Place, Station};
use value::{Item, Key};

use super::checks::Checked;
use super::{Dialect, conflict, refused};
use crate::execute::lookup::Lookup;
use crate::flight::{CLIENT, Flight};
use crate::recorder::figure;
use crate::tokens::Known;
use crate::world::World;

const OTHER_PARAMETERS: &str = "DynamoDB rejected the request because you retried a request with a different payload but \
     with an idempotent token that was already used.";
const IN_PROGRESS: &str = "The transaction with the given request token is already in progress.";

/// What one action comes to.
pub(super) type Planned = Result<WritePlan, Failure>;

/// Why one action can't be carried out.
pub(super) struct Failure {
    reason: CancellationReason,
    /// What looking cost.
    units: Units,
    /// The call that holds the item.
    held_by: Option<u32>,
}

impl From<CancellationReason> for Failure {
    fn from(reason: CancellationReason) -> Self {
        Self { reason, units: Units::default(), held_by: None }
    }
}

impl World {
    pub(crate) fn transact_write_lookups(
        &self,
        region: &str,
        transaction: &TransactWriteItems,
    ) -> Result<Vec<Lookup>, ApiError> {
        let done = self.was_done(region, transaction)?;
        match self.check_writes(region, transaction, Dialect::Actions) {
            Ok(checked) => Ok(self.write_lookups(transaction, &checked)),
            Err(_) if done => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// `TransactWriteItems`.
    pub(crate) fn transact_write(
        &mut self,
        flight: &mut Flight,
        transaction: &TransactWriteItems,
    ) -> Result<(), ApiError> {
        self.prepare(flight, transaction, Dialect::Actions)
    }

    /// `ExecuteTransaction` whose statements write, as the actions that they mean. Answers with an empty
    /// list.
    pub(crate) fn transact_statements(
        &mut self,
        flight: &mut Flight,
        transaction: TransactWriteItems,
    ) -> Result<(), ApiError> {
        let transaction = Arc::new(transaction);
        flight.statements = Some(Arc::clone(&transaction));
        self.prepare(flight, &transaction, Dialect::Statements)
    }

    fn prepare(
        &mut self,
        flight: &mut Flight,
        transaction: &TransactWriteItems,
        dialect: Dialect,
    ) -> Result<(), ApiError> {
        let region = Arc::clone(&flight.region);
        if self.was_done(&region, transaction)? {
            self.repeat(flight, transaction, dialect);
            return Ok(());
        }
        let checked = self.check_writes(&region, transaction, dialect)?;
        if dialect == Dialect::Statements {
            let lookups = self.write_lookups(transaction, &checked);
            self.tell_lookups(flight, lookups);
        }
        let coordinator = coordinator(flight);
        flight.last = self.tell(flight, coordinator, flight.last, 0, Kind::Enter);
        flight.leaving.push(coordinator);
        if self.has_rounds() {
            self.begin_writes(flight, (transaction, dialect), checked);
            return Ok(());
        }
        let planned = self.plan_writes(transaction, &checked, dialect);
        let planned = self.admit_writes(flight, &checked, planned, dialect);
        let plans: Result<Vec<WritePlan>, Vec<Planned>> = if planned.iter().all(Result::is_ok) {
            Ok(planned.into_iter().filter_map(Result::ok).collect())
        } else {
            Err(planned)
        };
        match plans {
            Err(planned) => self.cancel(flight, &checked, planned),
            Ok(plans) => {
                if let Some(token) = &transaction.token {
                    self.tokens.begin(&region, token, transaction.fingerprint, self.now);
                }
                self.tell_prepared(flight, &checked, &plans);
                self.commit_plans(flight, (transaction, dialect), &checked, plans);
            }
        }
        Ok(())
    }

    /// A shortage of capacity for one item cancels the whole transaction.
    fn admit_writes(
        &mut self,
        flight: &mut Flight,
        checked: &[Checked<Write<'_>>],
        planned: Vec<Planned>,
        dialect: Dialect,
    ) -> Vec<Planned> {
        if !self.enforces() {
            return planned;
        }
        let admit = |(checked, planned): (&Checked<Write<'_>>, Planned)| {
            let (Some((id, _)), Ok(plan)) = (&checked.table, &planned) else { return planned };
            let admitted = self.admit_key(flight, *id, &plan.key, Class::Write);
            match admitted.and_then(|()| self.check_indexes(flight, *id, plan)) {
                Ok(()) => planned,
                Err(error) => Err(dialect.reason(error, false).into()),
            }
        };
        checked.iter().zip(planned).map(admit).collect()
    }

    /// Whether the token says that the transaction was carried out before.
    fn was_done(&self, region: &str, transaction: &TransactWriteItems) -> Result<bool, ApiError> {
        let Some(token) = &transaction.token else { return Ok(false) };
        let error = |code, message| Err(ApiError::new(code, message));
        match self.tokens.look(region, token, transaction.fingerprint, self.now) {
            Known::No => Ok(false),
            Known::Done => Ok(true),
            Known::Running => error(ErrorCode::TransactionInProgressException, IN_PROGRESS),
            Known::Other => error(ErrorCode::IdempotentParameterMismatchException, OTHER_PARAMETERS),
        }
    }

    /// What each action would do to the items as they are.
    pub(super) fn plan_writes(
        &self,
        transaction: &TransactWriteItems,
        checked: &[Checked<Write<'_>>],
        dialect: Dialect,
    ) -> Vec<Planned> {
        let plan = |(action, checked): (&TransactWrite, &Checked<Write<'_>>)| {
            let write = checked.action.as_ref().map_err(Clone::clone)?;
            let Some((id, schema)) = &checked.table else { return Err(conflict().into()) };
            if let Some(other) = self.holder(*id, write.key()) {
                return Err(Failure { held_by: Some(other), ..conflict().into() });
            }
            self.plan_write(*id, schema, write).map_err(|refusal| Failure {
                reason: dialect.reason(refusal.error, matches!(action, TransactWrite::Put(_))),
                units: refusal.units,
                held_by: None,
            })
        };
        transaction.actions.iter().zip(checked).map(plan).collect()
    }

    /// Every partition is ready to commit its items.
    fn tell_prepared(&mut self, flight: &mut Flight, checked: &[Checked<Write<'_>>], plans: &[WritePlan]) {
        for (checked, plan) in checked.iter().zip(plans) {
            let Some((id, _)) = &checked.table else { continue };
            let span = self.leader_span(flight, *id, &plan.key);
            flight.last = self.tell(flight, span, flight.last, checked.nth, Kind::TxnPrepared);
        }
    }

    /// Nothing is carried out. Looking at the items, which is half of what a transaction costs, is charged.
    fn cancel(&mut self, flight: &mut Flight, checked: &[Checked<Write<'_>>], planned: Vec<Planned>) {
        for (checked, planned) in checked.iter().zip(&planned) {
            if let (Some((id, _)), Ok(write)) = (&checked.table, &checked.action) {
                self.tell_planned(flight, *id, checked.nth, write.key(), planned);
            }
        }
        let reasons: Vec<CancellationReason> = planned
            .into_iter()
            .map(|planned| planned.err().map_or_else(CancellationReason::default, |failure| failure.reason))
            .collect();
        let failed = figure(reasons.iter().filter(|reason| reason.code.is_some()).count() as u64);
        let kind = Kind::TxnCancel { actions: figure(reasons.len() as u64), failed };
        let coordinator = coordinator(flight);
        flight.last = self.tell(flight, coordinator, flight.last, 0, kind);
        flight.result = Some(Err(refused(flight, reasons)));
    }

    /// What one action of a cancelled transaction came to.
    fn tell_planned(&mut self, flight: &mut Flight, id: u32, nth: u16, key: &Key, planned: &Planned) {
        let (units, kind) = match planned {
            Ok(plan) => {
                let of_table = |line: &&table::UnitLine| line.arm == Arm::Table;
                let lines = plan.units.lines.iter().filter(of_table).cloned().collect();
                (Units { lines }, Kind::TxnPrepared)
            }
            Err(Failure { held_by: Some(other), .. }) => {
                self.note_conflict(id);
                (Units::default(), Kind::TxnConflict { with: *other })
            }
            Err(Failure { reason, units, .. }) => {
                let kind = match reason.code {
                    Some("ConditionalCheckFailed" | "DuplicateItem") => {
                        self.note_condition(id);
                        Kind::ConditionChecked { held: false }
                    }
                    _ => Kind::Rejected { status: 400 },
                };
                (units.clone(), kind)
            }
        };
        let Some((span, _)) = self.arrive(flight, id, nth, (key, &units)) else { return };
        flight.last = self.tell(flight, span, flight.last, nth, kind);
        let before: Option<Item> = self.tables.get(&id).and_then(|table| table.data.rows().get(key)).cloned();
        self.picture(flight, id, nth, before.clone(), before);
    }
}

/// The call's span at the coordinator.
pub(super) fn coordinator(flight: &mut Flight) -> u16 {
    flight.span(Station::Txn, Place::default(), CLIENT)
}
