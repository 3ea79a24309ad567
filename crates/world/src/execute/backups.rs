//! Operations on backups.

use std::sync::Arc;

use api::dynamodb::{
    BackupDescription, BackupDetails, BackupOutput, BackupRequest, BillingMode, CreateTable, Encryption,
    EncryptionDescription, GlobalIndexDefinition, IndexCapacity, Response, RestoreFrom, RestoreTable,
    TableRef, TableStatus,
};
use api::{ApiError, ErrorCode};
use imbl::OrdMap;
use sim::Purpose;
use sim::random::draw;
use value::{Item, Key};

use super::update_table::{FOR_DEMAND, NO_UNITS_ON_DEMAND, check_limits, invalid};
use crate::backups::{About, Backup, Settings};
use crate::catalogue::{Definition, TableState};
use crate::control::Restored;
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::world::{World, internal};

impl World {
    pub(crate) fn backup(
        &mut self,
        flight: &mut Flight,
        span: u16,
        request: &BackupRequest,
    ) -> Result<Response, ApiError> {
        let region = Arc::clone(&flight.region);
        let output = match request {
            BackupRequest::Create { table, name } => self.create_backup(&region, table, name)?,
            BackupRequest::Describe { arn } => {
                let backup = self.backup_of(&region, arn)?;
                BackupOutput::Described(Box::new(self.describe_backup(backup)))
            }
            BackupRequest::Delete { arn } => {
                let backup = Arc::clone(self.available(&region, arn)?);
                let mut description = self.describe_backup(&backup);
                description.details.deleted = true;
                self.backups.all.remove(&backup.about.id);
                BackupOutput::Described(Box::new(description))
            }
            BackupRequest::List { .. } => self.list_backups(&region, request),
            BackupRequest::Restore(restore) => self.restore_table(flight, span, restore)?,
        };
        Ok(Response::Backup(Box::new(output)))
    }

    fn backup_of(&self, region: &str, arn: &str) -> Result<&Arc<Backup>, ApiError> {
        self.backups.find(&self.config.account, region, arn).ok_or_else(|| {
            ApiError::new(ErrorCode::BackupNotFoundException, format!("Backup not found: {arn}"))
        })
    }

    /// A backup that is there, not only on its way.
    fn available(&self, region: &str, arn: &str) -> Result<&Arc<Backup>, ApiError> {
        let backup = self.backup_of(region, arn)?;
        if backup.about.ready > self.now {
            let message = format!("Backup is being created: {arn}");
            return Err(ApiError::new(ErrorCode::BackupInUseException, message));
        }
        Ok(backup)
    }

    fn create_backup(
        &mut self,
        region: &str,
        table: &TableRef,
        name: &str,
    ) -> Result<BackupOutput, ApiError> {
        let table = self.backed_up(region, table)?;
        match table.status {
            TableStatus::Creating => {
                return Err(ApiError::new(
                    ErrorCode::ContinuousBackupsUnavailableException,
                    format!("Backups are being enabled for the table: {}. Please retry later", table.name),
                ));
            }
            TableStatus::Deleting => {
                let message = format!("Table is being deleted: {}", table.name);
                return Err(ApiError::new(ErrorCode::TableInUseException, message));
            }
            TableStatus::Active | TableStatus::Updating => {}
        }
        let id = self.backups.made.saturating_add(1);
        let bits = draw(self.config.seed, Purpose::BackupId, u64::from(id), 0);
        let (_, size_bytes) = table.data.counts(&table::Arm::Table);
        let about = About {
            id,
            region: region.to_owned(),
            name: name.to_owned(),
            label: format!("{:014}-{:08x}", self.moment().unix_ms(self.now), bits >> 32),
            created: self.now,
            ready: self.now.saturating_add(self.knobs.amount(Knob::CreateBackup)),
            table_id: table.uuid.to_string(),
            table_created: table.created,
            definition: (*table.definition).clone(),
            size_bytes,
            stream: table.stream_view(),
            ttl: table.ttl.attribute.as_deref().map(str::to_owned),
        };
        let settings = Settings::of(table);
        let backup = Backup { about, settings, items: table.data.rows().clone(), content: table.content };
        let mut details = self.backup_details(&backup);
        // There are moments in which it is not there yet.
        details.available = false;
        self.backups.made = id;
        self.backups.all.insert(id, Arc::new(backup));
        Ok(BackupOutput::Created(details))
    }

    fn backup_details(&self, backup: &Backup) -> BackupDetails {
        let about = &backup.about;
        BackupDetails {
            arn: backup.arn(&self.config.account),
            name: about.name.clone(),
            created_ms: self.moment().unix_ms(about.created),
            available: about.ready <= self.now,
            deleted: false,
            size_bytes: about.size_bytes,
            table: about.definition.name.clone(),
            table_id: about.table_id.clone(),
            table_arn: backup.table_arn(&self.config.account),
        }
    }

    fn describe_backup(&self, backup: &Backup) -> BackupDescription {
        let about = &backup.about;
        // A table of this definition describes itself; the rest is as it was.
        let table = TableState::new(
            0,
            about.region.as_str().into(),
            about.table_id.as_str().into(),
            about.table_created,
            about.definition.clone(),
            &self.knobs,
        );
        let mut source = self.describe(&table);
        source.item_count = backup.items.len() as u64;
        source.size_bytes = about.size_bytes;
        source.stream = about.stream;
        let key = backup.settings.key.clone();
        source.encryption = key.map(|key| EncryptionDescription { key, updating: false });
        let mut limits = backup.settings.limits.iter().copied();
        source.on_demand = limits.next().flatten();
        for index in &mut source.global {
            index.on_demand = limits.next().flatten();
        }
        BackupDescription {
            details: self.backup_details(backup),
            source,
            billing: about.definition.billing,
            ttl: about.ttl.clone(),
        }
    }

    fn list_backups(&self, region: &str, request: &BackupRequest) -> BackupOutput {
        let BackupRequest::List { table, limit, start, from_ms, to_ms, users } = request else {
            return BackupOutput::Listed { backups: Vec::new(), last: None };
        };
        let moment = self.moment();
        let wanted = |backup: &&Arc<Backup>| {
            let about = &backup.about;
            let at = moment.unix_ms(about.created);
            *users
                && about.region == region
                && table.as_ref().is_none_or(|table| table.name == about.definition.name)
                && from_ms.is_none_or(|from| at >= from)
                && to_ms.is_none_or(|to| at < to)
        };
        let after = start.as_deref().and_then(|arn| self.backups.find(&self.config.account, region, arn));
        let after = after.map_or(0, |backup| backup.about.id);
        let found = self.backups.all.values().filter(|backup| backup.about.id > after).filter(wanted);
        let mut backups: Vec<BackupDetails> =
            found.take(*limit as usize + 1).map(|backup| self.backup_details(backup)).collect();
        let more = backups.len() > *limit as usize;
        backups.truncate(*limit as usize);
        let last = backups.last().filter(|_| more).map(|backup| backup.arn.clone());
        BackupOutput::Listed { backups, last }
    }

    fn restore_table(
        &mut self,
        flight: &mut Flight,
        span: u16,
        restore: &RestoreTable,
    ) -> Result<BackupOutput, ApiError> {
        let region = Arc::clone(&flight.region);
        let origin = match &restore.from {
            RestoreFrom::Backup(arn) => self.restored_backup(&region, arn)?,
            RestoreFrom::Table { source, at_ms } => self.restored_table(&region, source, *at_ms)?,
        };
        if self.named(&region, &restore.target).is_some() {
            let message = format!("Table already exists: {}", restore.target);
            return Err(ApiError::new(ErrorCode::TableAlreadyExistsException, message));
        }
        let create = recreate(&origin, restore)?;
        self.create_table(flight, span, &create)?;
        let id = self.created;
        // What comes back is on all copies and in all indexes before the table can be reached.
        if let Some(control) = self.control_mut(id) {
            control.restored = Some(origin.restored);
        }
        let table = self.table_mut(id).ok_or_else(internal)?;
        for (key, item) in &origin.items {
            table.account(key, None, Some(item));
            table.data.replace(key, Some(item.clone()), true);
        }
        crate::durable::count_entries(table);
        let restored = table.stored;
        self.written += restored;
        let table = self.tables.get(&id).ok_or_else(internal)?;
        Ok(BackupOutput::Restored(Box::new(self.describe(table))))
    }
}

/// What a new table is made from.
struct Origin {
    definition: Definition,
    settings: Settings,
    items: OrdMap<Key, Item>,
    restored: Restored,
}

impl World {
    fn restored_backup(&self, region: &str, arn: &str) -> Result<Origin, ApiError> {
        let backup = self.available(region, arn)?;
        let account = &self.config.account;
        Ok(Origin {
            definition: backup.about.definition.clone(),
            settings: backup.settings.clone(),
            items: backup.items.clone(),
            restored: Restored {
                backup: backup.arn(account),
                table: backup.table_arn(account),
                at: self.now,
            },
        })
    }

    /// The latest state that point-in-time recovery reaches is the present one here; no older ones are kept.
    fn restored_table(
        &self,
        region: &str,
        source: &TableRef,
        at_ms: Option<u64>,
    ) -> Result<Origin, ApiError> {
        let table = self.backed_up(region, source)?;
        let recovery = self.recovery(table).ok_or_else(|| no_recovery(&table.name))?;
        let at = match at_ms {
            None => self.now,
            Some(at) if (recovery.earliest_ms..=recovery.latest_ms).contains(&at) => {
                return Err(api::unbuilt_parameter("RestoreDateTime"));
            }
            Some(_) => {
                let message =
                    format!("RestoreDateTime is out of the restorable range of the table: {}", table.name);
                return Err(ApiError::new(ErrorCode::InvalidRestoreTimeException, message));
            }
        };
        Ok(Origin {
            definition: (*table.definition).clone(),
            settings: Settings::of(table),
            items: table.data.rows().clone(),
            restored: Restored { backup: String::new(), table: table.arn(&self.config.account), at },
        })
    }
}

/// Point-in-time recovery is off.
pub(super) fn no_recovery(table: &str) -> ApiError {
    ApiError::new(
        ErrorCode::PointInTimeRecoveryUnavailableException,
        format!("Point in time recovery is not enabled for table '{table}'"),
    )
}

/// The request that makes a table as it was again, as far as nothing else is asked for.
fn recreate(origin: &Origin, restore: &RestoreTable) -> Result<CreateTable, ApiError> {
    let Origin { definition, settings, .. } = origin;
    let billing = restore.billing.unwrap_or(definition.billing);
    if billing == BillingMode::PayPerRequest && restore.throughput.is_some() {
        return Err(invalid(NO_UNITS_ON_DEMAND));
    }
    let throughput = match billing {
        BillingMode::PayPerRequest => None,
        BillingMode::Provisioned => restore.throughput.or(definition.throughput),
    };
    check_limits(restore.on_demand, billing)?;
    if billing == BillingMode::Provisioned && throughput.is_none() {
        return Err(invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED"));
    }
    let has_local = |name: &String| definition.local.iter().any(|index| index.name == *name);
    let has_global = |name: &String| definition.global.iter().any(|index| index.name == *name);
    let unknown = restore.local.iter().flatten().find(|name| !has_local(name));
    let asked = || restore.global.iter().flatten();
    if let Some(name) = unknown.or_else(|| asked().map(|(name, _)| name).find(|name| !has_global(name))) {
        return Err(invalid(format!("The source table does not have the specified index: {name}")));
    }
    let local = definition.local.iter();
    let local = local.filter(|index| restore.local.as_ref().is_none_or(|names| names.contains(&index.name)));
    let local: Vec<_> = local.cloned().collect();
    let limit = |at: usize| {
        settings.limits.get(at).copied().flatten().filter(|_| billing == BillingMode::PayPerRequest)
    };
    let global = (1..).zip(&definition.global);
    let global =
        global.filter(|(_, index)| restore.global.is_none() || asked().any(|(name, _)| *name == index.name));
    let global = global.map(|(at, index)| {
        (index.clone(), IndexCapacity { on_demand: limit(at), ..IndexCapacity::default() })
    });
    let (mut global, index_capacity): (Vec<_>, Vec<_>) = global.unzip();
    for index in &mut global {
        let units = asked().find(|(name, _)| *name == index.name).and_then(|(_, units)| *units);
        if billing == BillingMode::PayPerRequest && units.is_some() {
            return Err(invalid(format!(
                "ProvisionedThroughput should not be specified for index: {} when BillingMode is PAY_PER_REQUEST",
                index.name
            )));
        }
        index.throughput = match billing {
            BillingMode::PayPerRequest => None,
            BillingMode::Provisioned => units.or(index.throughput).or(throughput),
        };
    }
    if billing == BillingMode::Provisioned && global.iter().any(GlobalIndexDefinition::is_vector) {
        return Err(invalid(FOR_DEMAND));
    }
    let used: Vec<&str> = definition.defined_names(&local, &global).collect();
    let definitions =
        definition.definitions.iter().filter(|it| used.contains(&it.name.as_str())).cloned().collect();
    let key = settings.key.clone().map(|key| Encryption { enabled: true, key: Some(key) });
    Ok(CreateTable {
        name: restore.target.clone(),
        definitions,
        key: definition.key.clone(),
        index_capacity,
        local,
        global,
        billing,
        throughput,
        deletion_protection: false,
        class: definition.class,
        stream: None,
        on_demand: restore.on_demand.or_else(|| limit(0)),
        warm: None,
        encryption: restore.encryption.clone().or(key),
        tags: Vec::new(),
        policy: None,
    })
}
