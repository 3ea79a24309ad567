//! Keys and secondary indexes that are to be created.

use std::collections::BTreeSet;

use super::constraints::invalid;
use super::java;
use super::settings::throughput;
use crate::dynamodb::{
    BillingMode, GlobalIndexDefinition, KeyAttribute, KeyKind, KeySchema, KeyType, LocalIndexDefinition,
    Projection,
};
use crate::error::ApiError;
use crate::json::Node;

const MAX_LOCAL: usize = 5;
const MAX_GLOBAL: usize = 20;

/// Attributes of each kind in the key of a global index.
const MAX_OF_A_KIND: usize = 4;

/// Attributes projected besides keys, over all indexes; a name in two indexes counts twice.
const MAX_PROJECTED: usize = 100;

const UNDEFINED: &str = "Invalid KeySchema: Some index key attribute have no definition";
const SAME_NAME: &str = "Both the Hash Key and the Range Key element in the KeySchema have the same name";
const FIRST_NOT_HASH: &str = "Invalid KeySchema: The first KeySchemaElement is not a HASH key type";
const SECOND_NOT_RANGE: &str = "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type";

/// Attributes of an index's key are missing among the definitions that were sent.
pub fn undefined_keys<'a>(keys: impl Iterator<Item = &'a str>, sent: &[KeyAttribute]) -> ApiError {
    let keys: Vec<&str> = keys.collect();
    if sent.len() < keys.len() {
        return ApiError::validation(UNDEFINED);
    }
    let sent: Vec<&str> = sent.iter().map(|attribute| attribute.name.as_str()).collect();
    invalid(format!(
        "Some index key attributes are not defined in AttributeDefinitions. Keys: {}, AttributeDefinitions: {}",
        java::listed(&keys),
        java::listed(&sent)
    ))
}

/// `AttributeDefinitions`.
pub(super) struct Definitions {
    pub(super) attributes: Vec<KeyAttribute>,
}

impl Definitions {
    pub(super) fn new(node: Option<&Node>) -> Self {
        let nodes = node.and_then(Node::as_list).unwrap_or_default();
        let attributes = nodes.iter().map(|node| KeyAttribute {
            name: text(node, "AttributeName").to_owned(),
            key_type: match text(node, "AttributeType") {
                "N" => KeyType::N,
                "B" => KeyType::B,
                _ => KeyType::S,
            },
        });
        Self { attributes: attributes.collect() }
    }

    pub(super) fn check_distinct(&self) -> Result<(), ApiError> {
        let mut seen = BTreeSet::new();
        match self.attributes.iter().find(|attribute| !seen.insert(&attribute.name)) {
            Some(KeyAttribute { name, .. }) => {
                Err(ApiError::validation(format!("Attribute Name is duplicated: {name}")))
            }
            None => Ok(()),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&KeyAttribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The definitions of these key elements; the sentence is about an index.
    fn of_index(&self, elements: &[Element]) -> Result<KeySchema, ApiError> {
        let undefined = || undefined_keys(elements.iter().map(|element| element.name), &self.attributes);
        if self.attributes.len() < elements.len() {
            return Err(undefined());
        }
        self.of(elements).ok_or_else(undefined)
    }

    pub(super) fn of(&self, elements: &[Element]) -> Option<KeySchema> {
        let of_kind = |kind: KeyKind| -> Option<Vec<KeyAttribute>> {
            let elements = elements.iter().filter(|element| element.kind == kind);
            elements.map(|element| self.get(element.name).cloned()).collect()
        };
        Some(KeySchema { partition: of_kind(KeyKind::Hash)?, sort: of_kind(KeyKind::Range)? })
    }
}

pub(super) fn text<'a>(node: &'a Node, member: &str) -> &'a str {
    node.member(member).and_then(Node::as_text).unwrap_or_default()
}

/// A `KeySchemaElement`.
pub(super) struct Element<'a> {
    pub(super) name: &'a str,
    pub(super) kind: KeyKind,
}

pub(super) fn elements<'a>(node: Option<&'a Node>) -> Vec<Element<'a>> {
    let nodes = node.and_then(Node::as_list).unwrap_or_default();
    let element = |node: &'a Node| Element {
        name: text(node, "AttributeName"),
        kind: if text(node, "KeyType") == "RANGE" { KeyKind::Range } else { KeyKind::Hash },
    };
    nodes.iter().map(element).collect()
}

/// One HASH, then at most one RANGE.
fn check_pair(elements: &[Element]) -> Result<(), ApiError> {
    if let [first, second] = elements
        && first.name == second.name
    {
        return Err(ApiError::validation(SAME_NAME));
    }
    if elements.first().is_none_or(|first| first.kind != KeyKind::Hash) {
        return Err(ApiError::validation(FIRST_NOT_HASH));
    }
    if elements.get(1).is_some_and(|second| second.kind != KeyKind::Range) {
        return Err(ApiError::validation(SECOND_NOT_RANGE));
    }
    Ok(())
}

/// The table's own key.
pub(super) fn table_key(node: &Node, definitions: &Definitions) -> Result<KeySchema, ApiError> {
    let elements = elements(Some(node));
    let undefined = || ApiError::validation(UNDEFINED);
    if definitions.attributes.len() < elements.len() {
        return Err(undefined());
    }
    let key = definitions.of(&elements).ok_or_else(undefined)?;
    check_pair(&elements)?;
    Ok(key)
}

/// Several HASH, then several RANGE.
pub(super) fn check_composite(elements: &[Element]) -> Result<(), ApiError> {
    let mut seen = BTreeSet::new();
    if elements.iter().any(|element| !seen.insert(element.name)) {
        return Err(match elements.len() {
            2 => ApiError::validation(SAME_NAME),
            _ => invalid("The KeySchema contains multiple key attributes with the same name"),
        });
    }
    if elements.first().is_none_or(|first| first.kind != KeyKind::Hash) {
        return Err(ApiError::validation(FIRST_NOT_HASH));
    }
    if elements.is_sorted_by_key(|element| element.kind == KeyKind::Range) {
        for (kind, name) in [(KeyKind::Hash, "HASH"), (KeyKind::Range, "RANGE")] {
            if elements.iter().filter(|element| element.kind == kind).count() > MAX_OF_A_KIND {
                return Err(invalid(format!(
                    "The KeySchema exceeds the maximum allowed number of {name} key attributes"
                )));
            }
        }
        Ok(())
    } else {
        Err(invalid("All HASH key attributes must precede RANGE key attributes in the KeySchema"))
    }
}

pub(super) fn projection(index: &Node) -> Result<Projection, ApiError> {
    let node = index.member("Projection");
    let names = node.and_then(|node| node.member("NonKeyAttributes")).and_then(Node::as_list);
    let kind = node.and_then(|node| node.member("ProjectionType")).and_then(Node::as_text);
    match (kind, names) {
        (None, _) => Err(invalid("Unknown ProjectionType: null")),
        (Some("INCLUDE"), None) => {
            Err(invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified"))
        }
        (Some("INCLUDE"), Some(nodes)) => {
            let mut seen = BTreeSet::new();
            let names: Vec<&str> = nodes.iter().filter_map(Node::as_text).collect();
            if let Some(name) = names.iter().find(|name| !seen.insert(**name)) {
                return Err(invalid(format!("Duplicate element in NonKeyAttributes: {name}")));
            }
            Ok(Projection::Include(names.into_iter().map(str::to_owned).collect()))
        }
        (Some(kind), Some(_)) => {
            Err(invalid(format!("ProjectionType is {kind}, but NonKeyAttributes is specified")))
        }
        (Some("ALL"), None) => Ok(Projection::All),
        (Some(_), None) => Ok(Projection::KeysOnly),
    }
}

/// `LocalSecondaryIndexes`.
pub(super) fn local(
    nodes: &[Node],
    table: &KeySchema,
    definitions: &Definitions,
) -> Result<Vec<LocalIndexDefinition>, ApiError> {
    if !nodes.is_empty() && table.sort.is_empty() {
        return Err(invalid(
            "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
        ));
    }
    let local =
        nodes.iter().map(|node| local_index(node, table, definitions)).collect::<Result<Vec<_>, _>>()?;
    check_names(&local, &[])?;
    if local.len() > MAX_LOCAL {
        return Err(invalid("Number of LocalSecondaryIndexes exceeds per-table limit of 5"));
    }
    Ok(local)
}

fn local_index(
    node: &Node,
    table: &KeySchema,
    definitions: &Definitions,
) -> Result<LocalIndexDefinition, ApiError> {
    let name = text(node, "IndexName");
    let elements = elements(node.member("KeySchema"));
    let key = definitions.of_index(&elements)?;
    check_pair(&elements)?;
    if key.sort.is_empty() {
        return Err(invalid(format!("Index KeySchema does not have a range key for index: {name}")));
    }
    let hash = |key: &KeySchema| key.partition.first().map(|first| first.name.clone()).unwrap_or_default();
    let (own, tables) = (hash(&key), hash(table));
    if own != tables {
        return Err(invalid(format!(
            "Index KeySchema does not have the same leading hash key as table KeySchema for index: {name}. \
             index hash key: {own}, table hash key: {tables}"
        )));
    }
    Ok(LocalIndexDefinition { name: name.to_owned(), key, projection: projection(node)? })
}

/// `GlobalSecondaryIndexes`, beside the local ones.
pub(super) fn global(
    nodes: &[Node],
    local: &[LocalIndexDefinition],
    billing: BillingMode,
    definitions: &Definitions,
) -> Result<Vec<GlobalIndexDefinition>, ApiError> {
    let global =
        nodes.iter().map(|node| global_index(node, billing, definitions)).collect::<Result<Vec<_>, _>>()?;
    check_names(local, &global)?;
    if global.len() > MAX_GLOBAL {
        return Err(invalid("GlobalSecondaryIndex count exceeds the per-table limit of 20"));
    }
    Ok(global)
}

/// All indexes of a table share their names. Those of a kind are looked at once each of them is sound, before they are
/// counted.
pub(super) fn check_names(
    local: &[LocalIndexDefinition],
    global: &[GlobalIndexDefinition],
) -> Result<(), ApiError> {
    let mut seen = BTreeSet::new();
    let names = local.iter().map(|index| &index.name).chain(global.iter().map(|index| &index.name));
    for name in names {
        if !seen.insert(name) {
            return Err(invalid(format!("Duplicate index name: {name}")));
        }
    }
    Ok(())
}

fn global_index(
    node: &Node,
    billing: BillingMode,
    definitions: &Definitions,
) -> Result<GlobalIndexDefinition, ApiError> {
    let name = text(node, "IndexName");
    let elements = elements(node.member("KeySchema"));
    let key = definitions.of_index(&elements)?;
    check_composite(&elements)?;
    let projection = projection(node)?;
    let throughput = node.member("ProvisionedThroughput").map(throughput);
    match (billing, throughput) {
        (BillingMode::PayPerRequest, Some(_)) => Err(invalid(format!(
            "ProvisionedThroughput should not be specified for index: {name} when BillingMode is PAY_PER_REQUEST"
        ))),
        (BillingMode::Provisioned, None) => {
            Err(invalid(format!("ProvisionedThroughput is not specified for index: {name}")))
        }
        _ => Ok(GlobalIndexDefinition { name: name.to_owned(), key, projection, throughput }),
    }
}

/// How much all indexes together may project.
pub(super) fn check_projected_names(
    local: &[LocalIndexDefinition],
    global: &[GlobalIndexDefinition],
) -> Result<(), ApiError> {
    let projections =
        local.iter().map(|index| &index.projection).chain(global.iter().map(|index| &index.projection));
    let count: usize = projections.map(Projection::named).sum();
    if count > MAX_PROJECTED {
        // The service's sentence is not known beyond its beginning.
        return Err(invalid(format!(
            "Number of NonKeyAttributes over all indexes exceeds the per-table limit of {MAX_PROJECTED}"
        )));
    }
    Ok(())
}
