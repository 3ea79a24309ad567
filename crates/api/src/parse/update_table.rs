//! `UpdateTable`: members, then what goes together. What depends on the table is left to the world.

use std::collections::BTreeSet;

use super::constraints::{Faults, at, invalid, min_length, unimplemented};
use super::create_table::{check_bounds, class};
use super::indexes::{self, Definitions, elements, text};
use super::members::{self, Place};
use super::settings::throughput;
use super::{Input, Wording, settings, streams, tables, vectors};
use crate::dynamodb::{
    BillingMode, IndexCapacity, IndexUpdate, NewIndex, Request, StreamChange, Throughput, UpdateTable,
};
use crate::error::ApiError;
use crate::json::Node;

const NOTHING: &str = "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, \
     GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, \
     ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, \
     WarmThroughput or TableClass is required";
const NOTHING_CLASSIC: &str = "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, \
     GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required";

/// What an update may change, by parameter; a call changes one of them, with a few exceptions.
const CHANGES: [&str; 11] = [
    "ProvisionedThroughput",
    "BillingMode",
    "StreamSpecification",
    "GlobalSecondaryIndexUpdates",
    "SSESpecification",
    "DeletionProtectionEnabled",
    "OnDemandThroughput",
    "WarmThroughput",
    "TableClass",
    "VectorIndexUpdates",
    "ReplicaUpdates",
];

/// What may be done with a replica, as a member and as part of a path.
const REPLICA_ACTIONS: [(&str, &str); 3] = [("Create", "create"), ("Update", "update"), ("Delete", "delete")];

/// Parameters of global tables.
const UNBUILT: [&str; 4] = [
    "MultiRegionConsistency",
    "GlobalTableWitnessUpdates",
    "GlobalTableSettingsReplicationMode",
    "DisassociationProtectionEnabled",
];

pub(super) fn update(input: &Input) -> Result<Request, ApiError> {
    let table = tables::oldest(input)?;
    check_members(input)?;
    for parameter in UNBUILT {
        if input.get(parameter).is_some_and(|node| !node.is_empty()) {
            return Err(unimplemented(parameter));
        }
    }
    if CHANGES.iter().all(|parameter| input.get(parameter).is_none()) {
        return Err(ApiError::validation(match input.wording {
            Wording::Current => NOTHING,
            Wording::Classic => NOTHING_CLASSIC,
        }));
    }
    let throughput = input.get("ProvisionedThroughput").map(throughput);
    check_bounds(throughput, "")?;
    let definitions = input.get("AttributeDefinitions").map(|node| Definitions::new(Some(node)));
    if let Some(definitions) = &definitions {
        definitions.check_distinct()?;
    }
    let billing = billing(input);
    let mut indexes = index_updates(input)?;
    indexes.extend(vectors::updates(input)?);
    let clash = check_alone(input, &indexes)?;
    check_billing(billing, throughput, &indexes)?;
    Ok(Request::UpdateTable(Box::new(UpdateTable {
        table,
        definitions: definitions.map(|definitions| definitions.attributes),
        billing,
        throughput,
        stream: stream(input)?,
        deletion_protection: input.boolean("DeletionProtectionEnabled"),
        class: class(input),
        encryption: settings::encryption(input.get("SSESpecification"))?,
        on_demand: settings::on_demand(input.node, None)?,
        warm: settings::warm(input.node, None)?,
        replicas: input.get("ReplicaUpdates").map(|_| replicas(&Place::root(input))),
        fault: clash.or_else(|| indexes.iter().find_map(out_of_bounds)),
        indexes,
    })))
}

/// The regions whose replicas are meant.
fn replicas(root: &Place) -> Vec<String> {
    let updates = root.elements("ReplicaUpdates", "replicaUpdates");
    let actions = updates
        .iter()
        .flat_map(|update| REPLICA_ACTIONS.iter().filter_map(|(action, _)| update.node.member(action)));
    actions.map(|action| text(action, "RegionName").to_owned()).collect()
}

fn billing(input: &Input) -> Option<BillingMode> {
    match input.text("BillingMode")? {
        "PAY_PER_REQUEST" => Some(BillingMode::PayPerRequest),
        _ => Some(BillingMode::Provisioned),
    }
}

fn check_members(input: &Input) -> Result<(), ApiError> {
    let root = Place::root(input);
    let mut faults = Faults::default();
    members::throughput(&mut faults, &root);
    root.enumeration(&mut faults, "BillingMode", "billingMode");
    members::definitions(&mut faults, &root);
    for update in root.elements("GlobalSecondaryIndexUpdates", "globalSecondaryIndexUpdates") {
        if let Some(action) = update.inside("Update", "update") {
            members::index_name(&mut faults, &action);
            members::throughput(&mut faults, &action);
        }
        if let Some(action) = update.inside("Create", "create") {
            members::index_members(&mut faults, &action, members::GLOBAL_KEY);
            members::throughput(&mut faults, &action);
        }
        if let Some(action) = update.inside("Delete", "delete") {
            members::index_name(&mut faults, &action);
        }
    }
    if input.get("ReplicaUpdates").is_some_and(Node::is_empty) {
        faults.add(at("[]", "replicaUpdates", &min_length(1)));
    }
    for update in root.elements("ReplicaUpdates", "replicaUpdates") {
        for action in REPLICA_ACTIONS.iter().filter_map(|(name, path)| update.inside(name, path)) {
            action.required(&mut faults, "RegionName", "regionName");
        }
    }
    vectors::check_update_members(&mut faults, &root);
    members::stream(&mut faults, &root);
    members::encryption(&mut faults, &root);
    faults.finish()?;
    if input
        .text("TableClass")
        .is_some_and(|class| !matches!(class, "STANDARD" | "STANDARD_INFREQUENT_ACCESS"))
    {
        return Err(ApiError::validation(
            "Invalid table-class parameter provided. Please try again with a valid table-class value: \
             [STANDARD, STANDARD_INFREQUENT_ACCESS].",
        ));
    }
    Ok(())
}

fn index_updates(input: &Input) -> Result<Vec<IndexUpdate>, ApiError> {
    let Some(nodes) = input.get("GlobalSecondaryIndexUpdates").and_then(Node::as_list) else {
        return Ok(Vec::new());
    };
    if nodes.is_empty() {
        return Err(invalid("List of GlobalSecondaryIndexUpdates is empty"));
    }
    let updates = nodes.iter().map(index_update).collect::<Result<Vec<_>, _>>()?;
    let mut seen = BTreeSet::new();
    match updates.iter().map(IndexUpdate::name).find(|name| !seen.insert(*name)) {
        Some(name) => Err(invalid(format!(
            "Only one global secondary index update per index is allowed simultaneously. Index: {name}"
        ))),
        None => Ok(updates),
    }
}

fn index_update(node: &Node) -> Result<IndexUpdate, ApiError> {
    match node.members() {
        [] => Err(invalid(
            "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, \
             GlobalSecondaryIndexUpdate.Delete must not be null",
        )),
        [(kind, action)] => {
            let name = text(action, "IndexName").to_owned();
            if *kind == "Delete" {
                return Ok(IndexUpdate::Delete { name, vector: false });
            }
            let throughput = action.member("ProvisionedThroughput").map(throughput);
            let capacity = IndexCapacity {
                on_demand: settings::on_demand(action, Some(&name))?,
                warm: settings::warm(action, Some(&name))?,
            };
            if *kind == "Update" {
                return Ok(IndexUpdate::Update { name, throughput, capacity });
            }
            let elements = elements(action.member("KeySchema"));
            indexes::check_composite(&elements)?;
            let key = elements.iter().map(|element| (element.name.to_owned(), element.kind)).collect();
            let projection = indexes::projection(action)?;
            Ok(IndexUpdate::Create(NewIndex { name, key, projection, throughput, capacity }))
        }
        _ => Err(invalid(
            "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object",
        )),
    }
}

/// What is wrong with an index's throughput, which is told only of a table that is there.
fn out_of_bounds(index: &IndexUpdate) -> Option<ApiError> {
    let throughput = match index {
        IndexUpdate::Update { throughput, .. } | IndexUpdate::Create(NewIndex { throughput, .. }) => {
            *throughput
        }
        IndexUpdate::Delete { .. } => None,
    };
    check_bounds(throughput, &format!(" for index {}", index.name())).err()
}

/// One logical change a call. What clashes with a change of throughput is left to be told once the table is known to have
/// any.
fn check_alone(input: &Input, indexes: &[IndexUpdate]) -> Result<Option<ApiError>, ApiError> {
    let asked: Vec<&str> = CHANGES.into_iter().filter(|parameter| input.get(parameter).is_some()).collect();
    for (parameter, sentence) in [
        ("SSESpecification", "Server-Side Encryption modification must be the only operation in the request"),
        ("TableClass", "TableClass modification must be the only operation in the request"),
        (
            "DeletionProtectionEnabled",
            "DeletionProtection modification must be the only operation in the request",
        ),
        ("WarmThroughput", "WarmThroughput must be the only operation in the request"),
    ] {
        if asked.len() > 1 && asked.contains(&parameter) {
            return Err(invalid(sentence));
        }
    }
    let others = |allowed: &str| asked.iter().any(|parameter| *parameter != allowed);
    if asked.contains(&"OnDemandThroughput")
        && asked.iter().any(|parameter| !matches!(*parameter, "OnDemandThroughput" | "BillingMode"))
    {
        return Err(invalid(
            "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request",
        ));
    }
    let restructured = indexes.iter().any(|index| !matches!(index, IndexUpdate::Update { .. }));
    let to_demand = billing(input) == Some(BillingMode::PayPerRequest);
    let index_units = indexes.iter().any(|index| matches!(index, IndexUpdate::Update { .. }));
    let units = asked.contains(&"ProvisionedThroughput")
        || index_units
        || (asked.contains(&"BillingMode") && !to_demand);
    let clash = |sentence: &str| {
        let depends = asked.contains(&"ProvisionedThroughput") && !asked.contains(&"BillingMode");
        if depends { Ok(Some(invalid(sentence))) } else { Err(invalid(sentence)) }
    };
    if asked.contains(&"StreamSpecification") && others("StreamSpecification") {
        if units {
            return clash("You cannot modify stream status while updating table IOPS");
        }
        if restructured {
            return Err(invalid("You cannot create or delete index while changing stream status"));
        }
    }
    let billed = asked.contains(&"ProvisionedThroughput") || asked.contains(&"BillingMode");
    if restructured && (billed || index_units) {
        return clash("You cannot create or delete index while updating table IOPS");
    }
    Ok(None)
}

fn check_billing(
    billing: Option<BillingMode>,
    throughput: Option<Throughput>,
    indexes: &[IndexUpdate],
) -> Result<(), ApiError> {
    match (billing, throughput) {
        (Some(BillingMode::PayPerRequest), Some(_)) => {
            return Err(invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified \
                 when BillingMode is PAY_PER_REQUEST",
            ));
        }
        (Some(BillingMode::Provisioned), None) => {
            return Err(invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED"));
        }
        _ => {}
    }
    let with_units = indexes.iter().find(|index| {
        matches!(
            index,
            IndexUpdate::Update { throughput: Some(_), .. }
                | IndexUpdate::Create(NewIndex { throughput: Some(_), .. })
        )
    });
    if billing == Some(BillingMode::PayPerRequest)
        && let Some(index) = with_units
    {
        return Err(invalid(format!(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: {} \
             when BillingMode is PAY_PER_REQUEST",
            index.name()
        )));
    }
    Ok(())
}

/// `StreamSpecification`: on with a view, or off.
fn stream(input: &Input) -> Result<Option<StreamChange>, ApiError> {
    let Some(stream) = input.get("StreamSpecification") else { return Ok(None) };
    let enabled = stream.member("StreamEnabled").and_then(Node::as_boolean).unwrap_or_default();
    match (enabled, streams::view(stream)) {
        (true, None) => Err(invalid("If stream is being enabled then UpdateViewType is required")),
        (false, Some(_)) => {
            Err(invalid("If stream is being disabled, then UpdateViewType must not be specified"))
        }
        (true, Some(view)) => Ok(Some(StreamChange::On(view))),
        (false, None) => Ok(Some(StreamChange::Off)),
    }
}
