//! Answers about backups.

use super::parts::{key_schema, seconds};
use super::{Object, list, table, vectors};
use crate::dynamodb::{BackupDescription, BackupDetails, BackupOutput, GlobalIndexDescription};

pub(super) fn write(out: &mut String, answer: &BackupOutput) {
    let mut object = Object::new(out);
    match answer {
        BackupOutput::Created(details) => {
            let mut inner = Object::new(object.member("BackupDetails"));
            about(&mut inner, details);
            inner.end();
        }
        BackupOutput::Described(description) => describe(object.member("BackupDescription"), description),
        BackupOutput::Listed { backups, last } => {
            list(object.member("BackupSummaries"), backups, |out, details| {
                let mut summary = Object::new(out);
                about(&mut summary, details);
                summary.text("TableArn", &details.table_arn);
                summary.text("TableId", &details.table_id);
                summary.text("TableName", &details.table);
                summary.end();
            });
            if let Some(last) = last {
                object.text("LastEvaluatedBackupArn", last);
            }
        }
        BackupOutput::Restored(table) => table::description(object.member("TableDescription"), table),
    }
    object.end();
}

fn about(object: &mut Object, details: &BackupDetails) {
    object.text("BackupArn", &details.arn);
    object.member("BackupCreationDateTime").push_str(&seconds(details.created_ms));
    object.text("BackupName", &details.name);
    object.number("BackupSizeBytes", details.size_bytes);
    let status = match (details.deleted, details.available) {
        (true, _) => "DELETED",
        (false, true) => "AVAILABLE",
        (false, false) => "CREATING",
    };
    object.text("BackupStatus", status);
    object.text("BackupType", "USER");
}

fn describe(out: &mut String, description: &BackupDescription) {
    let mut object = Object::new(out);
    let mut details = Object::new(object.member("BackupDetails"));
    about(&mut details, &description.details);
    details.end();
    let source = &description.source;
    let mut inner = Object::new(object.member("SourceTableDetails"));
    inner.text("BillingMode", description.billing.name());
    inner.number("ItemCount", source.item_count);
    key_schema(inner.member("KeySchema"), description.key());
    table::on_demand(&mut inner, source.on_demand);
    let mut units = Object::new(inner.member("ProvisionedThroughput"));
    units.number("ReadCapacityUnits", source.throughput.units.read);
    units.number("WriteCapacityUnits", source.throughput.units.write);
    units.end();
    inner.text("TableArn", &source.arn);
    inner.member("TableCreationDateTime").push_str(&seconds(source.created_ms));
    inner.text("TableId", &source.id);
    inner.text("TableName", &source.name);
    inner.number("TableSizeBytes", source.size_bytes);
    inner.end();
    features(object.member("SourceTableFeatureDetails"), description);
    object.end();
}

fn features(out: &mut String, description: &BackupDescription) {
    let source = &description.source;
    let mut object = Object::new(out);
    let is_global = |index: &&GlobalIndexDescription| !index.definition.is_vector();
    if source.global.iter().any(|index| is_global(&index)) {
        list(
            object.member("GlobalSecondaryIndexes"),
            source.global.iter().filter(is_global),
            |out, index| {
                let mut inner = Object::new(out);
                inner.text("IndexName", &index.definition.name);
                key_schema(inner.member("KeySchema"), &index.definition.key);
                table::on_demand(&mut inner, index.on_demand);
                table::projection(inner.member("Projection"), &index.definition.projection);
                let mut units = Object::new(inner.member("ProvisionedThroughput"));
                units.number("ReadCapacityUnits", index.throughput.units.read);
                units.number("WriteCapacityUnits", index.throughput.units.write);
                units.end();
                inner.end();
            },
        );
    }
    if !source.local.is_empty() {
        list(object.member("LocalSecondaryIndexes"), &source.local, |out, index| {
            let mut inner = Object::new(out);
            inner.text("IndexName", &index.definition.name);
            key_schema(inner.member("KeySchema"), &index.definition.key);
            table::projection(inner.member("Projection"), &index.definition.projection);
            inner.end();
        });
    }
    table::encryption(&mut object, source);
    if let Some(view) = source.stream {
        let mut stream = Object::new(object.member("StreamDescription"));
        stream.member("StreamEnabled").push_str("true");
        stream.text("StreamViewType", super::streams::view(view));
        stream.end();
    }
    let mut ttl = Object::new(object.member("TimeToLiveDescription"));
    if let Some(attribute) = &description.ttl {
        ttl.text("AttributeName", attribute);
    }
    ttl.text("TimeToLiveStatus", if description.ttl.is_some() { "ENABLED" } else { "DISABLED" });
    ttl.end();
    vectors::infos(&mut object, &source.global);
    object.end();
}
