//! Vector indexes of a new table, as far as the service refuses them.

use serde_json::{Value, json};

use super::create_table::{check, music};

/// A vector index.
pub(super) fn taste(name: &str) -> Value {
    json!({"IndexName": name, "VectorAttribute": {"AttributeName": "taste"}, "Dimensions": 3,
           "DistanceFunction": "COSINE", "Projection": {"ProjectionType": "ALL"}})
}

#[test]
fn vector_indexes_keep_the_services_rules() {
    let null = |path: &str| {
        format!(
            "Value null at 'vectorIndexes.1.member.{path}' failed to satisfy constraint: Member must not be null"
        )
    };
    let all = ["indexName", "vectorAttribute", "projection", "dimensions", "distanceFunction"].map(null);
    check(
        music(),
        &[("/VectorIndexes", json!([{}]))],
        &format!("5 validation errors detected: {}", all.join("; ")),
    );
    let mut wrong = taste("ByTaste");
    wrong["Dimensions"] = json!(0);
    wrong["DistanceFunction"] = json!("MANHATTAN");
    check(
        music(),
        &[("/VectorIndexes", json!([wrong]))],
        "2 validation errors detected: Value '0' at 'vectorIndexes.1.member.dimensions' failed to satisfy constraint: \
         Member must have value greater than or equal to 1; Value 'MANHATTAN' at \
         'vectorIndexes.1.member.distanceFunction' failed to satisfy constraint: Member must satisfy enum value set: \
         [COSINE, DOT_PRODUCT, EUCLIDEAN]",
    );
    let many: Value = (0..6).map(|n| taste(&format!("ByTaste{n}"))).collect();
    check(music(), &[("/VectorIndexes", many)], "P: VectorIndex count exceeds the per-table limit of 5");
    check(
        music(),
        &[("/VectorIndexes", json!([taste("ByTaste"), taste("ByTaste")]))],
        "P: Duplicate index name: ByTaste",
    );
    check(
        music(),
        &[
            ("/VectorIndexes", json!([taste("ByTaste")])),
            ("/GlobalSecondaryIndexes", Value::Null),
            ("/BillingMode", json!("PROVISIONED")),
            ("/ProvisionedThroughput", json!({"ReadCapacityUnits": 1, "WriteCapacityUnits": 1})),
        ],
        // spec: 3.2/vector on PROVISIONED
        "P: Vector indexes are only supported for PAY_PER_REQUEST tables",
    );
}
