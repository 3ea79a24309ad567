//! Vector indexes of a new table: what the service says about them before Dynamarium refuses them.

use super::constraints::invalid;
use super::constraints::{Faults, at, missing, text_faults, unimplemented};
use super::indexes::text;
use super::members::{self, Place};
use crate::dynamodb::BillingMode;
use crate::error::ApiError;
use crate::json::Node;

/// Vector indexes of a table.
const MAX_INDEXES: usize = 5;

/// The constraints of their members.
pub(super) fn check_members(faults: &mut Faults, root: &Place) {
    for index in root.elements("VectorIndexes", "vectorIndexes") {
        members::index_name(faults, &index);
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
        members::projection(faults, &index);
        index.required(faults, "Dimensions", "dimensions");
        let dimensions = index.node.member("Dimensions").and_then(Node::as_integer);
        if let Some(dimensions) = dimensions.filter(|dimensions| *dimensions < 1) {
            let constraint = "Member must have value greater than or equal to 1";
            faults.add(at(&dimensions.to_string(), &index.path("dimensions"), constraint));
        }
        index.required(faults, "DistanceFunction", "distanceFunction");
        index.enumeration(faults, "DistanceFunction", "distanceFunction");
    }
}

/// The rules for them; `others` are the names of the table's other indexes.
pub(super) fn refuse(indexes: &[Node], billing: BillingMode, others: &[&str]) -> Result<(), ApiError> {
    if indexes.is_empty() {
        return Ok(());
    }
    if billing == BillingMode::Provisioned {
        return Err(invalid("Vector indexes are only supported for PAY_PER_REQUEST tables"));
    }
    if indexes.len() > MAX_INDEXES {
        return Err(invalid(format!("VectorIndex count exceeds the per-table limit of {MAX_INDEXES}")));
    }
    let mut seen = others.to_vec();
    for index in indexes {
        let name = text(index, "IndexName");
        if seen.contains(&name) {
            return Err(invalid(format!("Duplicate index name: {name}")));
        }
        seen.push(name);
    }
    Err(unimplemented("VectorIndexes"))
}
