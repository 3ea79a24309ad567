//! `TableDescription`.

use value::json;

use super::parts::{key_schema, seconds};
use super::{Object, list, streams, vectors};
use crate::dynamodb::{
    BillingMode, GlobalIndexDescription, IndexStatus, KeyAttribute, KeyType, LocalIndexDescription,
    ModeSummary, OnDemandLimits, Projection, TableClass, TableDescription, TableStatus,
    ThroughputDescription, WarmDescription,
};

pub(super) fn description(out: &mut String, table: &TableDescription) {
    let mut object = Object::new(out);
    // Of a table that is being deleted the service tells what is left: no schema, no index, no stream.
    let stays = table.status != TableStatus::Deleting;
    if stays {
        list(object.member("AttributeDefinitions"), &table.definitions, definition);
    }
    if let Some(mode) = &table.mode {
        let mut summary = Object::new(object.member("BillingModeSummary"));
        summary.text("BillingMode", mode.billing.name());
        since(&mut summary, mode);
        summary.end();
    }
    if stays {
        object.member("CreationDateTime").push_str(&seconds(table.created_ms));
    }
    boolean(object.member("DeletionProtectionEnabled"), table.deletion_protection);
    let vectors = table.global.iter().filter(|index| index.definition.is_vector()).count();
    if stays && table.global.len() > vectors {
        let global = table.global.iter().filter(|index| !index.definition.is_vector());
        list(object.member("GlobalSecondaryIndexes"), global, global_index);
    }
    object.number("ItemCount", table.item_count);
    if stays {
        key_schema(object.member("KeySchema"), &table.key);
        if let Some(label) = &table.stream_label {
            object.text("LatestStreamArn", &format!("{}/stream/{label}", table.arn));
            object.text("LatestStreamLabel", label);
        }
        if !table.local.is_empty() {
            list(object.member("LocalSecondaryIndexes"), &table.local, local_index);
        }
        on_demand(&mut object, table.on_demand);
    }
    throughput(object.member("ProvisionedThroughput"), &table.throughput);
    if stays {
        settings(&mut object, table);
    }
    object.text("TableArn", &table.arn);
    if let Some(class) = table.class
        && stays
    {
        let mut summary = Object::new(object.member("TableClassSummary"));
        if let Some(changed) = table.class_changed_ms {
            summary.member("LastUpdateDateTime").push_str(&seconds(changed));
        }
        summary.text("TableClass", class.name());
        summary.end();
    }
    object.text("TableId", &table.id);
    object.text("TableName", &table.name);
    object.number("TableSizeBytes", table.size_bytes);
    object.text("TableStatus", table.status.name());
    if let Some(mode) = &table.mode {
        let mut summary = Object::new(object.member("TableThroughputModeSummary"));
        since(&mut summary, mode);
        summary.text("TableThroughputMode", mode.billing.name());
        summary.end();
    }
    if stays {
        if vectors > 0 {
            vectors::indexes(&mut object, &table.global);
        }
        if let Some(warm) = &table.warm {
            warm_throughput(object.member("WarmThroughput"), warm);
        }
    }
    object.end();
}

/// When the table last went on demand, if it ever was.
fn since(summary: &mut Object, mode: &ModeSummary) {
    if let Some(since) = mode.on_demand_since_ms {
        summary.member("LastUpdateToPayPerRequestDateTime").push_str(&seconds(since));
    }
}

/// Where the table came from, its key, its stream.
fn settings(object: &mut Object, table: &TableDescription) {
    if let Some(restored) = &table.restored {
        let mut summary = Object::new(object.member("RestoreSummary"));
        summary.member("RestoreDateTime").push_str(&seconds(restored.at_ms));
        boolean(summary.member("RestoreInProgress"), restored.in_progress);
        if let Some(backup) = &restored.backup {
            summary.text("SourceBackupArn", backup);
        }
        summary.text("SourceTableArn", &restored.table);
        summary.end();
    }
    encryption(object, table);
    if let Some(view) = table.stream {
        let mut stream = Object::new(object.member("StreamSpecification"));
        stream.member("StreamEnabled").push_str("true");
        stream.text("StreamViewType", streams::view(view));
        stream.end();
    }
}

pub(super) fn boolean(out: &mut String, value: bool) {
    out.push_str(if value { "true" } else { "false" });
}

fn definition(out: &mut String, attribute: &KeyAttribute) {
    let mut object = Object::new(out);
    object.text("AttributeName", &attribute.name);
    object.text("AttributeType", attribute.key_type.name());
    object.end();
}

pub(super) fn projection(out: &mut String, projection: &Projection) {
    let mut object = Object::new(out);
    let kind = match projection {
        Projection::All => "ALL",
        Projection::KeysOnly => "KEYS_ONLY",
        Projection::Include(names) => {
            list(object.member("NonKeyAttributes"), names, |out, name| json::write_string(out, name));
            "INCLUDE"
        }
        // Told by `vectors`, of what it copies.
        Projection::Vectors(_) => "",
    };
    object.text("ProjectionType", kind);
    object.end();
}

fn throughput(out: &mut String, told: &ThroughputDescription) {
    let mut object = Object::new(out);
    if let Some(time) = told.last_decrease_ms {
        object.member("LastDecreaseDateTime").push_str(&seconds(time));
    }
    if let Some(time) = told.last_increase_ms {
        object.member("LastIncreaseDateTime").push_str(&seconds(time));
    }
    object.number("NumberOfDecreasesToday", told.decreases.into());
    object.number("ReadCapacityUnits", told.units.read);
    object.number("WriteCapacityUnits", told.units.write);
    object.end();
}

/// `OnDemandThroughput`, where it was said.
pub(super) fn on_demand(object: &mut Object, limits: Option<OnDemandLimits>) {
    let Some(limits) = limits else { return };
    let mut object = Object::new(object.member("OnDemandThroughput"));
    for (name, limit) in [("MaxReadRequestUnits", limits.read), ("MaxWriteRequestUnits", limits.write)] {
        if let Some(limit) = limit {
            object.member(name).push_str(&limit.to_string());
        }
    }
    object.end();
}

fn warm_throughput(out: &mut String, warm: &WarmDescription) {
    let mut object = Object::new(out);
    object.number("ReadUnitsPerSecond", warm.units.read);
    object.text("Status", if warm.updating { "UPDATING" } else { "ACTIVE" });
    object.number("WriteUnitsPerSecond", warm.units.write);
    object.end();
}

/// `SSEDescription`, where a KMS key encrypts the table.
pub(super) fn encryption(object: &mut Object, table: &TableDescription) {
    if let Some(encryption) = &table.encryption {
        let mut description = Object::new(object.member("SSEDescription"));
        if !encryption.key.is_empty() {
            description.text("KMSMasterKeyArn", &encryption.key);
            description.text("SSEType", "KMS");
        }
        description.text("Status", if encryption.updating { "UPDATING" } else { "ENABLED" });
        description.end();
    }
}

fn global_index(out: &mut String, index: &GlobalIndexDescription) {
    let mut object = Object::new(out);
    if let Some(backfilling) = index.backfilling {
        boolean(object.member("Backfilling"), backfilling);
    }
    object.text("IndexArn", &index.arn);
    object.text("IndexName", &index.definition.name);
    object.number("IndexSizeBytes", index.size_bytes);
    object.text("IndexStatus", index.status.name());
    object.number("ItemCount", index.item_count);
    key_schema(object.member("KeySchema"), &index.definition.key);
    on_demand(&mut object, index.on_demand);
    projection(object.member("Projection"), &index.definition.projection);
    throughput(object.member("ProvisionedThroughput"), &index.throughput);
    if let Some(warm) = &index.warm {
        warm_throughput(object.member("WarmThroughput"), warm);
    }
    object.end();
}

fn local_index(out: &mut String, index: &LocalIndexDescription) {
    let mut object = Object::new(out);
    object.text("IndexArn", &index.arn);
    object.text("IndexName", &index.definition.name);
    object.number("IndexSizeBytes", index.size_bytes);
    object.number("ItemCount", index.item_count);
    key_schema(object.member("KeySchema"), &index.definition.key);
    projection(object.member("Projection"), &index.definition.projection);
    object.end();
}

impl KeyType {
    /// `S`, `N` or `B`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
        }
    }
}

impl BillingMode {
    /// As in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provisioned => "PROVISIONED",
            Self::PayPerRequest => "PAY_PER_REQUEST",
        }
    }
}

impl TableClass {
    /// As in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::InfrequentAccess => "STANDARD_INFREQUENT_ACCESS",
        }
    }
}

impl TableStatus {
    /// As in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Updating => "UPDATING",
            Self::Deleting => "DELETING",
        }
    }
}

impl IndexStatus {
    /// As in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Updating => "UPDATING",
            Self::Deleting => "DELETING",
        }
    }
}
