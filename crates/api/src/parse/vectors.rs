//! Vector indexes of a table, and the search of one.

use super::constraints::{
    Faults, Voice, at, at_unquoted, enveloped, invalid, lower_first, min_length, missing, table_ref,
    text_faults,
};
use super::expressions::{self, Expressions};
use super::indexes::{self, Definitions, text};
use super::members::{self, Place};
use super::{Input, items, pages, values};
use crate::dynamodb::{
    BillingMode, Distance, GlobalIndexDefinition, IndexCapacity, IndexUpdate, KeyKind, KeySchema, NewIndex,
    Projection, Request, SearchVectors, VectorSpec,
};
use crate::error::ApiError;
use crate::json::Node;
use expression::KeyTest;

/// Vector indexes of a table.
const MAX_INDEXES: usize = 5;

/// Numbers of a vector.
const MAX_DIMENSIONS: i64 = 4096;

/// The most results of a search, at least 1.
const MAX_RESULTS: i64 = 100;

/// The constraints of the members of `VectorIndexes`.
#[inline(never)]
pub(super) fn check_members(faults: &mut Faults, root: &Place) {
    for index in root.elements("VectorIndexes", "vectorIndexes") {
        index_members(faults, &index);
    }
}

/// The constraints of the members of `VectorIndexUpdates`.
pub(super) fn check_update_members(faults: &mut Faults, root: &Place) {
    for update in root.elements("VectorIndexUpdates", "vectorIndexUpdates") {
        if let Some(action) = update.inside("Create", "create") {
            index_members(faults, &action);
        }
        if let Some(action) = update.inside("Delete", "delete") {
            members::index_name(faults, &action);
        }
    }
}

fn index_members(faults: &mut Faults, index: &Place) {
    members::index_name(faults, index);
    match index.inside("VectorAttribute", "vectorAttribute") {
        None => faults.add(missing(&index.path("vectorAttribute"))),
        Some(attribute) => {
            attribute.required(faults, "AttributeName", "attributeName");
            if let Some((node, member)) = attribute.member("AttributeName") {
                let name = node.as_text().unwrap_or_default();
                faults.extend(text_faults(name, member.shape, &attribute.path("attributeName")));
            }
        }
    }
    if index.node.member("SearchSchema").is_some_and(Node::is_empty) {
        faults.add(at("[]", &index.path("searchSchema"), &min_length(1)));
    }
    for element in index.elements("SearchSchema", "searchSchema") {
        members::attribute_name(faults, &element);
        element.required(faults, "SearchSchemaElementType", "searchSchemaElementType");
        element.enumeration(faults, "SearchSchemaElementType", "searchSchemaElementType");
    }
    members::projection(faults, index);
    index.required(faults, "Dimensions", "dimensions");
    let dimensions = index.node.member("Dimensions").and_then(Node::as_integer);
    if let Some(dimensions) = dimensions.filter(|dimensions| *dimensions < 1) {
        let constraint = "Member must have value greater than or equal to 1";
        faults.add(at(&dimensions.to_string(), &index.path("dimensions"), constraint));
    }
    index.required(faults, "DistanceFunction", "distanceFunction");
    index.enumeration(faults, "DistanceFunction", "distanceFunction");
}

/// What a vector index is over. The service's sentences are not known, but for what is said of keys elsewhere.
fn spec(node: &Node) -> Result<VectorSpec, ApiError> {
    let name = text(node, "IndexName");
    let dimensions = node.member("Dimensions").and_then(Node::as_integer).unwrap_or_default();
    if dimensions > MAX_DIMENSIONS {
        return Err(invalid(format!(
            "Dimensions of vector index {name} must be between 1 and {MAX_DIMENSIONS} inclusive"
        )));
    }
    let elements = node.member("SearchSchema").and_then(Node::as_list).unwrap_or_default();
    let element = |node: &Node| {
        (text(node, "AttributeName").to_owned(), text(node, "SearchSchemaElementType") == "HASH")
    };
    let search: Vec<(String, bool)> = elements.iter().map(element).collect();
    if search.iter().filter(|(_, hash)| *hash).count() > 1 {
        return Err(invalid("The SearchSchema exceeds the maximum allowed number of HASH key attributes"));
    }
    let twice =
        |(at, (name, _)): (usize, &(String, bool))| search[..at].iter().any(|(known, _)| known == name);
    if search.iter().enumerate().any(twice) {
        return Err(invalid("The SearchSchema contains multiple attributes with the same name"));
    }
    Ok(VectorSpec {
        attribute: node.member("VectorAttribute").map_or("", |node| text(node, "AttributeName")).to_owned(),
        dimensions: u32::try_from(dimensions).unwrap_or_default(),
        distance: match text(node, "DistanceFunction") {
            "DOT_PRODUCT" => Distance::DotProduct,
            "EUCLIDEAN" => Distance::Euclidean,
            _ => Distance::Cosine,
        },
        search,
        copies: indexes::projection(node)?,
    })
}

/// `VectorIndexes` of a new table, which go behind its global indexes.
#[inline(never)]
pub(super) fn of_table(
    node: &Node,
    (key, billing, definitions): (&KeySchema, BillingMode, &Definitions),
    global: &mut Vec<GlobalIndexDefinition>,
) -> Result<(), ApiError> {
    let nodes = node.as_list().unwrap_or_default();
    if billing == BillingMode::Provisioned {
        return Err(invalid("Vector indexes are only supported for PAY_PER_REQUEST tables"));
    }
    if nodes.len() > MAX_INDEXES {
        return Err(invalid(format!("VectorIndex count exceeds the per-table limit of {MAX_INDEXES}")));
    }
    for node in nodes {
        let spec = spec(node)?;
        if spec.search.iter().any(|(name, _)| definitions.get(name).is_none()) {
            return Err(VectorSpec::undefined());
        }
        spec.check_beside(global)?;
        let hash = spec.hash().and_then(|name| definitions.get(name)).cloned();
        let partition = hash.map_or_else(|| key.partition.clone(), |hash| vec![hash]);
        global.push(GlobalIndexDefinition {
            name: text(node, "IndexName").to_owned(),
            key: KeySchema { partition, sort: Vec::new() },
            projection: Projection::Vectors(Box::new(spec)),
            throughput: None,
        });
    }
    Ok(())
}

impl VectorSpec {
    /// An attribute of a search schema isn't among the table's definitions.
    pub fn undefined() -> ApiError {
        ApiError::validation("One element in SearchSchema is not defined in attribute definitions")
    }

    /// Indexes over one attribute have vectors of one length: no item could fit two.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn check_beside(&self, others: &[GlobalIndexDefinition]) -> Result<(), ApiError> {
        let mut known = others.iter().filter_map(|index| index.projection.vectors());
        if known.any(|known| known.attribute == self.attribute && known.dimensions != self.dimensions) {
            return Err(invalid(format!(
                "Vector indexes over the attribute {} must have the same number of Dimensions",
                self.attribute
            )));
        }
        Ok(())
    }
}

/// `VectorIndexUpdates`.
pub(super) fn updates(input: &Input) -> Result<Vec<IndexUpdate>, ApiError> {
    let Some(nodes) = input.get("VectorIndexUpdates").and_then(Node::as_list) else {
        return Ok(Vec::new());
    };
    if nodes.is_empty() {
        return Err(invalid("List of VectorIndexUpdates is empty"));
    }
    nodes.iter().map(update).collect()
}

fn update(node: &Node) -> Result<IndexUpdate, ApiError> {
    match node.members() {
        [] => Err(invalid("One of VectorIndexUpdate.Create, VectorIndexUpdate.Delete must not be null")),
        [(kind, action)] => {
            let name = text(action, "IndexName").to_owned();
            if *kind == "Delete" {
                return Ok(IndexUpdate::Delete { name, vector: true });
            }
            let spec = spec(action)?;
            Ok(IndexUpdate::Create(NewIndex {
                name,
                key: spec.hash().map(|hash| (hash.to_owned(), KeyKind::Hash)).into_iter().collect(),
                projection: Projection::Vectors(Box::new(spec)),
                throughput: None,
                capacity: IndexCapacity::default(),
            }))
        }
        _ => Err(invalid("Only one vector index action is allowed per VectorIndexUpdate object")),
    }
}

pub(super) fn search(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("SearchVectors");
    let voice = Voice::bare(layer);
    let name = items::table_name(input, layer)?;
    let mut faults = Faults::default();
    faults.extend(items::table_faults(name, layer));
    match input.text("IndexName") {
        Some(index) => pages::index_faults(&mut faults, index, layer),
        None => faults.add(missing("indexName")),
    }
    faults.extend(input.enumeration("ReturnConsumedCapacity", layer));
    for name in ["SearchVector", "TopK"] {
        if input.get(name).is_none() {
            faults.add(missing(&lower_first(name)));
        }
    }
    faults.finish()?;
    let vector = input.get("SearchVector").and_then(Node::as_list).unwrap_or_default();
    if vector.is_empty() {
        return Err(enveloped(&at_unquoted("SearchVector", &min_length(1))));
    }
    let vector = vector.iter().map(|element| values::single(element, voice)).collect::<Result<_, _>>()?;
    let Expressions { key_condition: condition, projection, .. } =
        expressions::parse(input, voice).map_err(of_search)?;
    let other = |test: &KeyTest| !matches!(test, KeyTest::Eq(_));
    if condition.iter().flat_map(|condition| &condition.clauses).any(|clause| other(&clause.test)) {
        return Err(comparator());
    }
    let top = input.integer("TopK").unwrap_or_default();
    if !(1..=MAX_RESULTS).contains(&top) {
        return Err(ApiError::validation(format!(
            "Provided TopK value '{top}' is out of valid range. The value must be between 1 and {MAX_RESULTS} \
             inclusive"
        )));
    }
    Ok(Request::SearchVectors(Box::new(SearchVectors {
        table: table_ref(name.unwrap_or_default()),
        index: input.text("IndexName").unwrap_or_default().to_owned(),
        vector,
        top: u32::try_from(top).unwrap_or_default(),
        condition,
        projection,
        return_consumed: items::return_consumed(input),
    })))
}

fn comparator() -> ApiError {
    ApiError::validation("Invalid comparator used in SearchConditionExpression")
}

/// A search condition is a key condition that compares for equality only; what is wrong with it is said of itself.
fn of_search(mut error: ApiError) -> ApiError {
    if error.message.contains("Invalid operator used in KeyConditionExpression") {
        return comparator();
    }
    error.message = error.message.replace("KeyConditionExpression", "SearchConditionExpression");
    error
}
