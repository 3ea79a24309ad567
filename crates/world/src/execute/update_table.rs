//! `UpdateTable`: one logical change a call, most of which take their time.

mod backfill;
mod indexes;
mod settings;
mod units;

use std::sync::Arc;

use api::dynamodb::{
    BillingMode, EncryptionDescription, IndexStatus, IndexUpdate, Response, TableStatus, UpdateTable,
};
use api::{ApiError, ErrorCode};
use sim::Micros;
use trace::{Kind, Place, Status};

pub(crate) use self::indexes::FOR_DEMAND;
pub(crate) use self::settings::merge_limits;
pub(crate) use self::units::{NO_UNITS_ON_DEMAND, check_limits};
use super::tables::{in_use, no_table};
use crate::catalogue::TableState;
use crate::control::{Backfill, Control, Pending};
use crate::due::Due;
use crate::flight::Flight;
use crate::world::{World, internal};

/// What most sentences begin with.
pub(crate) fn invalid(sentence: impl AsRef<str>) -> ApiError {
    ApiError::validation(format!("One or more parameter values were invalid: {}", sentence.as_ref()))
}

/// `LimitExceededException`.
pub(crate) fn over_limit(sentence: impl AsRef<str>) -> ApiError {
    let message = format!("Subscriber limit exceeded: {}", sentence.as_ref());
    ApiError::new(ErrorCode::LimitExceededException, message)
}

impl World {
    pub(crate) fn update_table(
        &mut self,
        flight: &mut Flight,
        span: u16,
        update: &UpdateTable,
    ) -> Result<Response, ApiError> {
        let missing = || no_table(&update.table.name);
        let table = self.find(&flight.region, &update.table).ok_or_else(missing)?;
        let id = table.id;
        check_status(table, update)?;
        let billing = update.billing.unwrap_or(table.definition.billing);
        if billing == BillingMode::PayPerRequest && update.throughput.is_some() {
            return Err(invalid(NO_UNITS_ON_DEMAND));
        }
        if let Some(fault) = &update.fault {
            return Err(fault.clone());
        }
        if let Some(replicas) = &update.replicas {
            return Err(refused_replicas(replicas, &flight.region));
        }
        // What the answer tells is mostly as it was before.
        let before = self.describe(table);
        let mut story = Story { flight, span };
        if let Some(protected) = update.deletion_protection {
            self.change_protection(id, protected)?;
        } else if let Some(class) = update.class {
            self.change_class(id, class, &mut story)?;
        } else if let Some(encryption) = &update.encryption {
            self.change_encryption(id, encryption)?;
        } else if let Some(warm) = update.warm {
            self.change_warmth(id, warm)?;
        } else if let Some(index) = update.indexes.iter().find(|index| is_structural(index)) {
            if update.indexes.iter().filter(|index| is_structural(index)).count() > 1 {
                return Err(one_at_a_time());
            }
            match index {
                IndexUpdate::Create(index) => self.create_index(id, index, update, &mut story)?,
                IndexUpdate::Delete { name, vector } => self.delete_index(id, (name, *vector), &mut story)?,
                IndexUpdate::Update { .. } => {}
            }
        } else {
            self.change_units(id, update, &mut story)?;
        }
        let table = self.tables.get(&id).ok_or_else(missing)?;
        let mut answer = self.describe(table);
        // What takes its time has only begun, however short that is.
        if update.encryption.is_some() {
            let key = before.encryption.map(|encryption| encryption.key).unwrap_or_default();
            answer.encryption = Some(EncryptionDescription { key, updating: true });
        }
        if let (Some(was), Some(warm)) = (before.warm, &mut answer.warm) {
            warm.updating |= was.units != warm.units;
        }
        Ok(Response::UpdateTable(Box::new(answer)))
    }

    /// What the control plane remembers of a table, to change it.
    pub(crate) fn control_mut(&mut self, id: u32) -> Option<&mut Control> {
        self.table_mut(id).map(|table| Arc::make_mut(&mut table.control))
    }

    /// A table is UPDATING from now on, for so long.
    fn begin_update(&mut self, id: u32, time: Micros, pending: Option<Pending>, story: &mut Story<'_>) {
        let time = if pending.is_some() { self.at_least_a_moment(time) } else { time };
        let until = self.now.saturating_add(time);
        let Some(table) = self.table_mut(id) else { return };
        table.status = TableStatus::Updating;
        table.status_until = Some(until);
        if pending.is_some() {
            Arc::make_mut(&mut table.control).pending = pending;
        }
        self.queue.push(until, Due::Status { table: id });
        story.tell(self, Place::table(id), Kind::TableStatus { status: Status::Updating });
    }

    /// What was pending becomes true when the status of a table ends.
    pub(crate) fn settle(&mut self, id: u32) {
        let moment = self.moment();
        let Some(table) = self.table_mut(id) else { return };
        let Some(pending) = table.control.pending.clone() else { return };
        Arc::make_mut(&mut table.control).pending = None;
        let table = table.id;
        self.rerate(id, |world| {
            if let Some(table) = world.table_mut(table) {
                units::settle(table, &pending, &moment);
            }
        });
        let Some(table) = self.table_mut(id) else { return };
        if let Some(class) = pending.class {
            Arc::make_mut(&mut table.definition).class = Some(class);
        }
    }
}

/// The call whose change it is, and its span at the control plane.
pub(crate) struct Story<'a> {
    flight: &'a mut Flight,
    span: u16,
}

impl Story<'_> {
    fn tell(&mut self, world: &mut World, place: Place, kind: Kind) {
        self.flight.last = world.tell_of(self.flight, self.span, place, self.flight.last, 0, kind);
    }
}

fn is_structural(index: &IndexUpdate) -> bool {
    !matches!(index, IndexUpdate::Update { .. })
}

/// There are no replicas here; a table's own region is none of them at the service, either.
fn refused_replicas(regions: &[String], local: &str) -> ApiError {
    if regions.iter().any(|region| region == local) {
        return ApiError::validation(
            "Cannot add, delete, or update the local region through ReplicaUpdates. Use CreateTable, DeleteTable, \
             or UpdateTable as required.",
        );
    }
    api::unbuilt_parameter("ReplicaUpdates")
}

fn one_at_a_time() -> ApiError {
    over_limit("Only 1 online index can be created or deleted simultaneously per table")
}

/// Whether a table can be changed now.
fn check_status(table: &TableState, update: &UpdateTable) -> Result<(), ApiError> {
    let name = &table.name;
    if update.deletion_protection.is_some() && table.status != TableStatus::Active {
        return Err(ApiError::new(
            ErrorCode::ResourceInUseException,
            "Table needs to be in ACTIVE status to modify deletion protection setting.",
        ));
    }
    let structural = update.indexes.iter().find(|index| is_structural(index));
    match table.status {
        TableStatus::Creating => return Err(in_use(&format!("Table is being created: {name}"))),
        TableStatus::Deleting => return Err(in_use(&format!("Table is being deleted: {name}"))),
        TableStatus::Active | TableStatus::Updating => {}
    }
    let running = table.definition.global.iter().find_map(|index| {
        let (position, _) = table.schema().index(&index.name)?;
        let state = table.indexes.get(usize::from(position))?;
        let busy = matches!(state.status, IndexStatus::Creating | IndexStatus::Deleting);
        busy.then_some((index.name.as_str(), state))
    });
    if let (Some(wanted), Some((running, state))) = (structural, running) {
        let deletes = matches!(wanted, IndexUpdate::Delete { .. });
        if deletes && wanted.name() == running {
            if state.status == IndexStatus::Deleting {
                return Err(in_use(&format!("Index is being deleted. Table: {name} Index: {running}")));
            }
            if state.control.backfill == Some(Backfill::Allocating) {
                return Err(in_use(&format!(
                    "Index creation is in resource allocation phase. Retry deletion during backfilling phase or \
                     when the index is active. Table: {name} Index: {running}"
                )));
            }
            return Ok(());
        }
        return Err(one_at_a_time());
    }
    if table.status == TableStatus::Active {
        return Ok(());
    }
    Err(match &table.control.pending {
        Some(Pending { stream: true, .. }) => {
            in_use(&format!("A stream status change is currently in progress. Table: {name}"))
        }
        Some(pending) if pending.billing.is_some() || pending.throughput.is_some() => {
            in_use(&format!("Table IOPS are currently being updated. Table: {name}"))
        }
        _ => in_use(&format!("Table: {name} is in the process of being updated.")),
    })
}
