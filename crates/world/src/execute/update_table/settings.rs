//! Deletion protection, table class, encryption, warm throughput, limits on demand.

use std::sync::Arc;

use api::dynamodb::{OnDemandLimits, TableClass, Throughput, WarmUnits};
use api::{ApiError, ErrorCode};
use sim::{MICROS_PER_DAY, Micros, Purpose, ids};

use super::{Story, internal, invalid, over_limit};
use crate::control::{self, Pending};
use crate::execute::tables::in_use;
use crate::knobs::Knob;
use crate::world::World;

/// Days over which changes of the table class are counted, and how many there may be.
const CLASS_DAYS: u64 = 30;
const CLASS_CHANGES: usize = 2;

/// Changes of encryption in a day.
const ENCRYPTION_CHANGES: usize = 4;

impl World {
    pub(super) fn change_protection(&mut self, id: u32, protected: bool) -> Result<(), ApiError> {
        let table = self.tables.get(&id).ok_or_else(internal)?;
        if table.definition.deletion_protection == protected {
            return Ok(());
        }
        self.check_cooldown(
            table.control.protection_changed,
            &format!("Deletion protection setting for table {}", table.name),
        )?;
        let now = self.now;
        let table = self.table_mut(id).ok_or_else(internal)?;
        Arc::make_mut(&mut table.definition).deletion_protection = protected;
        Arc::make_mut(&mut table.control).protection_changed = Some(now);
        Ok(())
    }

    /// Refuses a change that comes too soon after the last one.
    pub(crate) fn check_cooldown(&self, last: Option<Micros>, what: &str) -> Result<(), ApiError> {
        let cooldown = self.knobs.amount(Knob::SettingCooldown);
        let Some(until) = last.map(|last| last.saturating_add(cooldown)).filter(|until| *until > self.now)
        else {
            return Ok(());
        };
        let when = crate::calendar::iso_millis(self.config.epoch_micros.saturating_add(until));
        Err(ApiError::new(
            ErrorCode::ThrottlingException,
            format!(
                "{what} modified within the previous {} milliseconds. Please try again after {when}",
                cooldown / sim::MICROS_PER_MILLI
            ),
        ))
    }

    pub(super) fn change_class(
        &mut self,
        id: u32,
        class: TableClass,
        story: &mut Story<'_>,
    ) -> Result<(), ApiError> {
        let now = self.now;
        let time = self.knobs.amount(Knob::UpdateClass);
        let table = self.tables.get(&id).ok_or_else(internal)?;
        let changes = class != table.definition.class.unwrap_or(TableClass::Standard);
        let from = now.saturating_sub(CLASS_DAYS * MICROS_PER_DAY);
        let recent: Vec<Micros> =
            table.control.class_changes.iter().copied().filter(|at| *at >= from).collect();
        if changes && recent.len() >= CLASS_CHANGES {
            return Err(over_limit(format!(
                "Updates to TableClass are limited to {CLASS_CHANGES} times in {CLASS_DAYS} day(s)."
            )));
        }
        if changes {
            let control = self.control_mut(id).ok_or_else(internal)?;
            control.class_changes = recent.into_iter().chain([now]).collect();
        }
        self.begin_update(id, time, Some(Pending { class: Some(class), ..Pending::default() }), story);
        Ok(())
    }

    pub(super) fn change_encryption(
        &mut self,
        id: u32,
        wanted: &api::dynamodb::Encryption,
    ) -> Result<(), ApiError> {
        let now = self.now;
        let table = self.tables.get(&id).ok_or_else(internal)?;
        let region = Arc::clone(&table.region);
        let wanted = wanted.enabled.then(|| self.kms_key(&region, wanted.key.as_deref()));
        let current = table.control.encryption.as_ref();
        if current.is_some_and(|encryption| encryption.until.is_some_and(|until| until > now)) {
            return Err(in_use("Server-Side Encryption is still being updated"));
        }
        if wanted.as_ref() == current.map(|encryption| &encryption.key) {
            return Err(invalid(if wanted.is_some() {
                "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to \
                 change Master Key"
            } else {
                "Table is already encrypted by default"
            }));
        }
        let from = now.saturating_sub(MICROS_PER_DAY);
        let mut recent: Vec<Micros> =
            table.control.encryption_changes.iter().copied().filter(|at| *at >= from).collect();
        if recent.len() >= ENCRYPTION_CHANGES {
            return Err(over_limit(format!(
                "Updates to SSESpecification are limited to {ENCRYPTION_CHANGES} times in 1 day(s)."
            )));
        }
        recent.push(now);
        let until = now.saturating_add(self.knobs.amount(Knob::UpdateEncryption));
        let control = self.control_mut(id).ok_or_else(internal)?;
        control.encryption = wanted.map(|key| control::Encryption { key, until: Some(until) });
        control.encryption_changes = recent;
        Ok(())
    }

    /// The ARN of the KMS key that was meant: the one that AWS manages for the account unless another was named.
    pub(crate) fn kms_key(&self, region: &str, named: Option<&str>) -> String {
        let account = &self.config.account;
        let entity = crate::hash::of_bytes(named.unwrap_or("alias/aws/dynamodb").as_bytes()) as u64;
        let made_up = || ids::uuid(self.config.seed, Purpose::TableId, entity);
        let id = match named {
            Some(arn) if arn.starts_with("arn:") && !arn.contains(":alias/") => return arn.to_owned(),
            Some(id) if !id.contains("alias/") => id.to_owned(),
            Some(_) | None => made_up(),
        };
        format!("arn:aws:kms:{region}:{account}:key/{id}")
    }

    pub(super) fn change_warmth(&mut self, id: u32, wanted: WarmUnits) -> Result<(), ApiError> {
        let until = self.now.saturating_add(self.knobs.amount(Knob::WarmUp));
        let table = self.table_mut(id).ok_or_else(internal)?;
        let warm = warmer(table.warm, wanted, "table")?;
        if warm != table.warm {
            table.warm = warm;
            Arc::make_mut(&mut table.control).warming = Some(until);
            self.split_for(id, None, warm);
        }
        Ok(())
    }
}

/// Warm throughput only ever grows.
pub(super) fn warmer(now: Throughput, wanted: WarmUnits, whose: &str) -> Result<Throughput, ApiError> {
    let units =
        [("ReadUnitsPerSecond", wanted.read, now.read), ("WriteUnitsPerSecond", wanted.write, now.write)];
    for (which, wanted, now) in units {
        if wanted.is_some_and(|wanted| wanted < now) {
            return Err(invalid(format!(
                "Requested {which} for WarmThroughput for {whose} is lower than current WarmThroughput, \
                 decreasing WarmThroughput is not supported"
            )));
        }
    }
    Ok(Throughput { read: wanted.read.unwrap_or(now.read), write: wanted.write.unwrap_or(now.write) })
}

/// Limits after a change: what isn't named stays, -1 lifts.
pub(crate) fn merge_limits(now: Option<OnDemandLimits>, wanted: OnDemandLimits) -> Option<OnDemandLimits> {
    let merge = |now: Option<i64>, wanted: Option<i64>| wanted.or(now).filter(|units| *units != -1);
    let now = now.unwrap_or_default();
    let merged = OnDemandLimits { read: merge(now.read, wanted.read), write: merge(now.write, wanted.write) };
    (merged != OnDemandLimits::default()).then_some(merged)
}
