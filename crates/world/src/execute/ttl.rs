//! `UpdateTimeToLive` and `DescribeTimeToLive`.

use api::dynamodb::{DescribeTimeToLive, Response, TableStatus, TimeToLiveDescription, UpdateTimeToLive};
use api::{ApiError, ErrorCode};
use trace::{Kind, Place};

use super::tables::{in_use, no_table};
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::ttl::Ttl;
use crate::world::World;

impl World {
    pub(crate) fn update_ttl(
        &mut self,
        flight: &mut Flight,
        span: u16,
        update: &UpdateTimeToLive,
    ) -> Result<Response, ApiError> {
        let name = &update.table.name;
        let Some(table) = self.find(&flight.region, &update.table) else { return Err(no_table(name)) };
        match table.status {
            TableStatus::Creating => return Err(in_use(&format!("Table {name} is being created"))),
            TableStatus::Deleting => return Err(in_use(&format!("Table is being deleted: {name}"))),
            TableStatus::Active | TableStatus::Updating => {}
        }
        let id = table.id;
        self.check_ttl(&table.ttl, update)?;
        let (clock, now) = (self.clock(), self.now);
        let Some(table) = self.table_mut(id) else { return Err(no_table(name)) };
        let attribute = Some(update.attribute.as_str()).filter(|_| update.enabled);
        let mut ttl = Ttl::switched(attribute, Some(now));
        ttl.wake = table.ttl.wake;
        ttl.fill(table.data.rows().iter(), clock);
        table.ttl = ttl;
        self.await_expiry(id);
        let kind = Kind::TtlSwitched { on: update.enabled };
        flight.last = self.tell_of(flight, span, Place::table(id), flight.last, 0, kind);
        Ok(Response::UpdateTimeToLive(update.clone()))
    }

    /// Whether the setting makes a difference, and may be changed again.
    fn check_ttl(&self, ttl: &Ttl, update: &UpdateTimeToLive) -> Result<(), ApiError> {
        match &ttl.attribute {
            Some(current) if **current != *update.attribute => {
                return Err(ApiError::validation(format!(
                    "TimeToLive is active on a different AttributeName: current AttributeName is {current}"
                )));
            }
            Some(_) if update.enabled => {
                return Err(ApiError::validation("TimeToLive is already enabled"));
            }
            None if !update.enabled => {
                return Err(ApiError::validation("TimeToLive is already disabled"));
            }
            _ => {}
        }
        let cooldown = self.knobs.amount(Knob::TtlCooldown);
        if ttl.changed.is_some_and(|changed| self.now < changed.saturating_add(cooldown)) {
            return Err(ApiError::validation(
                "Time to live has been modified multiple times within a fixed interval",
            ));
        }
        Ok(())
    }

    pub(crate) fn describe_ttl(
        &self,
        flight: &Flight,
        describe: &DescribeTimeToLive,
    ) -> Result<Response, ApiError> {
        let name = &describe.table.name;
        let Some(table) = self.find(&flight.region, &describe.table) else { return Err(no_table(name)) };
        if table.status == TableStatus::Creating {
            return Err(ApiError::new(
                ErrorCode::ValidationException,
                "Cannot describe time to live while table is in CREATING state: Current table state is CREATING",
            ));
        }
        let attribute = table.ttl.attribute.as_deref().map(str::to_owned);
        let time = self.knobs.amount(Knob::TtlEnable);
        let settling = table.ttl.changed.is_some_and(|changed| self.now < changed.saturating_add(time));
        Ok(Response::DescribeTimeToLive(TimeToLiveDescription { attribute, settling }))
    }
}
