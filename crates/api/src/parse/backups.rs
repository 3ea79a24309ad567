//! Backups on demand.

use super::constraints::invalid;
use super::constraints::{Faults, Layer, at, max_length, min_length, missing, name_faults, table_ref};
use super::indexes::text;
use super::members::{self, Place};
use super::settings::throughput;
use super::{Input, settings, streams, tables};
use crate::dynamodb::{BackupRequest, BillingMode, Request, RestoreFrom, RestoreTable};
use crate::error::ApiError;
use crate::json::Node;

/// Characters of a backup's ARN.
const MIN_ARN: usize = 37;
const MAX_ARN: usize = 1_024;

/// Backups a page.
const MAX_PAGE: u32 = 100;

fn backup(backup: BackupRequest) -> Request {
    Request::Backup(Box::new(backup))
}

fn arn_faults(faults: &mut Faults, input: &Input, member: &str, path: &str) {
    match input.text(member) {
        None => faults.add(missing(path)),
        Some(arn) if arn.chars().count() < MIN_ARN => faults.add(at(arn, path, &min_length(MIN_ARN as u32))),
        Some(arn) if arn.chars().count() > MAX_ARN => faults.add(at(arn, path, &max_length(MAX_ARN as u32))),
        Some(_) => {}
    }
}

fn arn(input: &Input) -> Result<String, ApiError> {
    let mut faults = Faults::default();
    arn_faults(&mut faults, input, "BackupArn", "backupArn");
    faults.finish()?;
    Ok(input.text("BackupArn").unwrap_or_default().to_owned())
}

pub(super) fn create(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    match input.text("BackupName") {
        None => faults.add(missing("backupName")),
        Some(name) => faults.extend(name_faults(name, "backupName")),
    }
    let table = tables::table_beside(input, faults)?;
    let name = input.text("BackupName").unwrap_or_default().to_owned();
    Ok(backup(BackupRequest::Create { table, name }))
}

pub(super) fn describe(input: &Input) -> Result<Request, ApiError> {
    Ok(backup(BackupRequest::Describe { arn: arn(input)? }))
}

pub(super) fn delete(input: &Input) -> Result<Request, ApiError> {
    Ok(backup(BackupRequest::Delete { arn: arn(input)? }))
}

pub(super) fn list(input: &Input) -> Result<Request, ApiError> {
    let table = input.text("TableName").map(|_| tables::table(input)).transpose()?;
    let mut faults = Faults::default();
    faults.extend(input.range("Limit", 1, Some(MAX_PAGE.into()), Layer::Older));
    faults.extend(input.enumeration("BackupType", Layer::Older));
    if input.get("ExclusiveStartBackupArn").is_some() {
        arn_faults(&mut faults, input, "ExclusiveStartBackupArn", "exclusiveStartBackupArn");
    }
    faults.finish()?;
    Ok(backup(BackupRequest::List {
        table,
        limit: input.integer("Limit").and_then(|limit| u32::try_from(limit).ok()).unwrap_or(MAX_PAGE),
        start: input.text("ExclusiveStartBackupArn").map(str::to_owned),
        from_ms: input.get("TimeRangeLowerBound").and_then(streams::milliseconds),
        to_ms: input.get("TimeRangeUpperBound").and_then(streams::milliseconds),
        users: matches!(input.text("BackupType"), None | Some("USER" | "ALL")),
    }))
}

pub(super) fn restore(input: &Input) -> Result<Request, ApiError> {
    restored(input, |faults| {
        arn_faults(faults, input, "BackupArn", "backupArn");
        Ok(RestoreFrom::Backup(input.text("BackupArn").unwrap_or_default().to_owned()))
    })
}

pub(super) fn restore_to_point(input: &Input) -> Result<Request, ApiError> {
    restored(input, |faults| {
        if let Some(name) = input.text("SourceTableName") {
            faults.extend(name_faults(name, "sourceTableName"));
        }
        Place::root(input).texts(faults, &["SourceTableArn"]);
        let at_ms = input.get("RestoreDateTime").and_then(streams::milliseconds);
        let latest = input.boolean("UseLatestRestorableTime").unwrap_or_default();
        let sentence = match (input.text("SourceTableName").or_else(|| input.text("SourceTableArn")), at_ms) {
            (None, _) => "One of SourceTableName or SourceTableArn must be specified",
            (_, None) if !latest => "One of RestoreDateTime or UseLatestRestorableTime must be specified",
            (_, Some(_)) if latest => {
                "RestoreDateTime and UseLatestRestorableTime cannot be specified at the same time"
            }
            (Some(source), at_ms) => return Ok(RestoreFrom::Table { source: table_ref(source), at_ms }),
        };
        Err(invalid(sentence))
    })
}

/// A new table, made from what `from` finds in the request; it adds what is wrong with its members.
fn restored(
    input: &Input,
    from: impl Fn(&mut Faults) -> Result<RestoreFrom, ApiError>,
) -> Result<Request, ApiError> {
    let root = Place::root(input);
    let mut faults = Faults::default();
    match input.text("TargetTableName") {
        None => faults.add(missing("targetTableName")),
        Some(name) => faults.extend(name_faults(name, "targetTableName")),
    }
    let from = from(&mut faults);
    faults.extend(input.enumeration("BillingModeOverride", Layer::Older));
    for (list, path, keys) in [
        ("GlobalSecondaryIndexOverride", "globalSecondaryIndexOverride", members::GLOBAL_KEY),
        ("LocalSecondaryIndexOverride", "localSecondaryIndexOverride", members::TABLE_KEY),
    ] {
        for index in root.elements(list, path) {
            members::index_members(&mut faults, &index, keys);
            members::throughput(&mut faults, &index);
        }
    }
    if let Some(units) = root.inside("ProvisionedThroughputOverride", "provisionedThroughputOverride") {
        members::units(&mut faults, &units);
    }
    if let Some(encryption) = root.inside("SSESpecificationOverride", "sSESpecificationOverride") {
        encryption.enumeration(&mut faults, "SSEType", "sSEType");
    }
    faults.finish()?;
    let name = |node: &Node| text(node, "IndexName").to_owned();
    let units = |node: &Node| node.member("ProvisionedThroughput").map(throughput);
    let indexes = |list: &str| input.get(list).and_then(Node::as_list);
    Ok(backup(BackupRequest::Restore(Box::new(RestoreTable {
        target: input.text("TargetTableName").unwrap_or_default().to_owned(),
        from: from?,
        billing: input.text("BillingModeOverride").map(|mode| match mode {
            "PAY_PER_REQUEST" => BillingMode::PayPerRequest,
            _ => BillingMode::Provisioned,
        }),
        throughput: input.get("ProvisionedThroughputOverride").map(throughput),
        global: indexes("GlobalSecondaryIndexOverride")
            .map(|nodes| nodes.iter().map(|node| (name(node), units(node))).collect()),
        local: indexes("LocalSecondaryIndexOverride").map(|nodes| nodes.iter().map(name).collect()),
        on_demand: input
            .get("OnDemandThroughputOverride")
            .map(|node| settings::limits(node, None))
            .transpose()?,
        encryption: settings::encryption(input.get("SSESpecificationOverride"))?,
    }))))
}
