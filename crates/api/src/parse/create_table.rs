//! `CreateTable`: members, then what belongs together, in the service's order.

use super::constraints::{
    Faults, at, enveloped, invalid, min_length, missing, table_name_faults, table_ref, unimplemented,
};
use super::indexes::{self, Definitions};
use super::members::{self, Place};
use super::settings::throughput;
use super::{Input, java, policy, settings, streams, tables, vectors};
use crate::dynamodb::{
    BillingMode, CreateTable, GlobalIndexDefinition, IndexCapacity, KeyAttribute, KeySchema,
    LocalIndexDefinition, Request, StreamView, TableClass, Throughput,
};
use crate::error::ApiError;
use crate::json::Node;

/// Capacity units a second.
const MAX_UNITS: u64 = 1_000_000_000_000;

pub(super) fn create(input: &Input) -> Result<Request, ApiError> {
    let Some(name) = input.text("TableName") else {
        return Err(tables::no_name());
    };
    check_members(input, name)?;
    refuse_unimplemented(input)?;
    let encryption = settings::encryption(input.get("SSESpecification"))?;

    let billing = match input.text("BillingMode") {
        Some("PAY_PER_REQUEST") => BillingMode::PayPerRequest,
        _ => BillingMode::Provisioned,
    };
    let throughput = input.get("ProvisionedThroughput").map(throughput);
    check_throughput(input, billing, throughput)?;
    let on_demand = settings::first_limits(input.node, None, billing)?;
    let warm = settings::warm(input.node, None)?;
    let mut index_capacity = index_capacity(input, billing)?;

    let definitions = Definitions::new(input.get("AttributeDefinitions"));
    let elements = input.get("KeySchema").ok_or_else(|| enveloped(&missing("keySchema")))?;
    let key = indexes::table_key(elements, &definitions)?;
    definitions.check_distinct()?;
    for list in ["LocalSecondaryIndexes", "GlobalSecondaryIndexes", "VectorIndexes"] {
        if input.get(list).is_some_and(Node::is_empty) {
            return Err(invalid(format!("List of {list} is empty")));
        }
    }
    let nodes = |list: &str| input.get(list).and_then(Node::as_list).unwrap_or_default();
    let local = indexes::local(nodes("LocalSecondaryIndexes"), &key, &definitions)?;
    let mut global = indexes::global(nodes("GlobalSecondaryIndexes"), &local, billing, &definitions)?;
    if let Some(vectors) = input.get("VectorIndexes") {
        vectors::of_table(vectors, (&key, billing, &definitions), &mut global)?;
        indexes::check_names(&local, &global)?;
    }
    index_capacity.resize(global.len(), IndexCapacity::default());
    indexes::check_projected_names(&local, &global)?;
    check_definitions_used(&definitions.attributes, &key, &local, &global)?;
    let stream = stream(input)?;
    let tags = settings::tags(&Place::root(input));
    settings::check_tags(&tags)?;
    let policy = input.text("ResourcePolicy").map(policy::document).transpose()?;

    Ok(Request::CreateTable(Box::new(CreateTable {
        name: table_ref(name).name,
        definitions: definitions.attributes,
        key,
        local,
        global,
        billing,
        throughput,
        deletion_protection: input.boolean("DeletionProtectionEnabled").unwrap_or_default(),
        class: class(input),
        stream,
        index_capacity,
        on_demand,
        warm,
        encryption,
        tags,
        policy,
    })))
}

/// The constraints of members, which the older layer lists together.
fn check_members(input: &Input, name: &str) -> Result<(), ApiError> {
    let root = Place::root(input);
    let mut faults = Faults::default();
    if name.is_empty() {
        faults.add(at("", "tableName", &min_length(1)));
    } else {
        faults.extend(table_name_faults(name, "tableName"));
    }
    root.enumeration(&mut faults, "BillingMode", "billingMode");
    root.enumeration(&mut faults, "TableClass", "tableClass");
    members::throughput(&mut faults, &root);
    members::key_schema(&mut faults, &root, members::TABLE_KEY);
    root.required(&mut faults, "AttributeDefinitions", "attributeDefinitions");
    members::definitions(&mut faults, &root);
    for index in root.elements("GlobalSecondaryIndexes", "globalSecondaryIndexes") {
        members::index_members(&mut faults, &index, members::GLOBAL_KEY);
        members::throughput(&mut faults, &index);
    }
    for index in root.elements("LocalSecondaryIndexes", "localSecondaryIndexes") {
        members::index_members(&mut faults, &index, members::TABLE_KEY);
    }
    if input.get("VectorIndexes").is_some() {
        vectors::check_members(&mut faults, &root);
    }
    members::stream(&mut faults, &root);
    members::encryption(&mut faults, &root);
    members::tags(&mut faults, &root);
    faults.finish()
}

/// What would change the table and isn't built is refused; what asks for nothing passes.
fn refuse_unimplemented(input: &Input) -> Result<(), ApiError> {
    for parameter in ["GlobalTableSourceArn", "GlobalTableSettingsReplicationMode"] {
        if input.get(parameter).is_some() {
            return Err(unimplemented(parameter));
        }
    }
    Ok(())
}

/// `TableClass`, which was checked before.
pub(super) fn class(input: &Input) -> Option<TableClass> {
    match input.text("TableClass") {
        Some("STANDARD") => Some(TableClass::Standard),
        Some("STANDARD_INFREQUENT_ACCESS") => Some(TableClass::InfrequentAccess),
        _ => None,
    }
}

fn index_capacity(input: &Input, billing: BillingMode) -> Result<Vec<IndexCapacity>, ApiError> {
    let indexes = input.get("GlobalSecondaryIndexes").and_then(Node::as_list).unwrap_or_default();
    let capacity = |index: &Node| {
        let name = index.member("IndexName").and_then(Node::as_text);
        Ok(IndexCapacity {
            on_demand: settings::first_limits(index, name, billing)?,
            warm: settings::warm(index, name)?,
        })
    };
    indexes.iter().map(capacity).collect()
}

/// `StreamSpecification`: what the stream's records show, when it is on.
fn stream(input: &Input) -> Result<Option<StreamView>, ApiError> {
    let Some(stream) = input.get("StreamSpecification") else { return Ok(None) };
    let enabled = stream.member("StreamEnabled").and_then(Node::as_boolean).unwrap_or_default();
    match (enabled, streams::view(stream)) {
        (false, None) => Ok(None),
        (false, Some(_)) => Err(invalid(
            "Table is being created with a stream disabled, UpdateViewType should not be specified",
        )),
        (true, None) => {
            Err(invalid("Table is being created with a stream enabled, UpdateViewType is required"))
        }
        (true, view) => Ok(view),
    }
}

fn check_throughput(
    input: &Input,
    billing: BillingMode,
    throughput: Option<Throughput>,
) -> Result<(), ApiError> {
    match (billing, throughput) {
        (BillingMode::PayPerRequest, Some(_)) => {
            return Err(invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified \
                 when BillingMode is PAY_PER_REQUEST",
            ));
        }
        (BillingMode::Provisioned, None) => {
            return Err(invalid(
                "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
            ));
        }
        _ => {}
    }
    check_bounds(throughput, "")?;
    for index in input.get("GlobalSecondaryIndexes").and_then(Node::as_list).unwrap_or_default() {
        let name = index.member("IndexName").and_then(Node::as_text).unwrap_or_default();
        let throughput = index.member("ProvisionedThroughput").map(self::throughput);
        check_bounds(throughput, &format!(" for index {name}"))?;
    }
    Ok(())
}

pub(super) fn check_bounds(throughput: Option<Throughput>, whose: &str) -> Result<(), ApiError> {
    let Some(Throughput { read, write }) = throughput else { return Ok(()) };
    for (name, units) in [("ReadCapacityUnits", read), ("WriteCapacityUnits", write)] {
        if units > MAX_UNITS {
            let sentence = format!("Given value {units} for {name} is out of bounds{whose}");
            return Err(ApiError::validation(sentence));
        }
    }
    Ok(())
}

/// Every definition must be the key of something.
fn check_definitions_used(
    definitions: &[KeyAttribute],
    key: &KeySchema,
    local: &[LocalIndexDefinition],
    global: &[GlobalIndexDefinition],
) -> Result<(), ApiError> {
    let keys = std::iter::once(key).chain(local.iter().map(|index| &index.key));
    let keys =
        keys.flat_map(|key| key.partition.iter().chain(&key.sort)).map(|attribute| attribute.name.as_str());
    let mut used: Vec<&str> = Vec::new();
    for name in keys.chain(global.iter().flat_map(GlobalIndexDefinition::defined_names)) {
        if !used.contains(&name) {
            used.push(name);
        }
    }
    if definitions.iter().all(|definition| used.contains(&definition.name.as_str())) {
        return Ok(());
    }
    if local.is_empty() && global.is_empty() {
        return Err(invalid(
            "Number of attributes in KeySchema does not exactly match \
             number of attributes defined in AttributeDefinitions",
        ));
    }
    let defined: Vec<&str> = definitions.iter().map(|definition| definition.name.as_str()).collect();
    Err(invalid(format!(
        "Some AttributeDefinitions are not used. AttributeDefinitions: {}, keys used: {}",
        java::listed(&defined),
        java::default_listed(&used)
    )))
}
