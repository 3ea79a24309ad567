//! Vector indexes and their search, as far as they need no table.

use serde_json::{Value, json};

use api::dynamodb::{Distance, IndexUpdate, Projection, Request, SearchOutput};

use super::create_table::{check, music, passes};
use super::{accepts, refuses};

const P: &str = "One or more parameter values were invalid: ";

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
    let mut element = taste("ByTaste");
    element["SearchSchema"] = json!([]);
    check(
        music(),
        &[("/VectorIndexes", json!([element.clone()]))],
        "1 validation error detected: Value '[]' at 'vectorIndexes.1.member.searchSchema' failed to satisfy constraint: \
         Member must have length greater than or equal to 1",
    );
    element["SearchSchema"] = json!([{"SearchSchemaElementType": "RANGE"}]);
    check(
        music(),
        &[("/VectorIndexes", json!([element]))],
        "2 validation errors detected: Value null at 'vectorIndexes.1.member.searchSchema.1.member.attributeName' failed \
         to satisfy constraint: Member must not be null; Value 'RANGE' at \
         'vectorIndexes.1.member.searchSchema.1.member.searchSchemaElementType' failed to satisfy constraint: Member must \
         satisfy enum value set: [HASH, INLINE_FILTER]",
    );
    // spec: 3.2/too many indexes > 5 LSI / > 20 GSI / > 5 vector
    let many: Value = (0..6).map(|n| taste(&format!("ByTaste{n}"))).collect();
    check(music(), &[("/VectorIndexes", many)], "P: VectorIndex count exceeds the per-table limit of 5");
    check(
        music(),
        &[("/VectorIndexes", json!([taste("ByTaste"), taste("ByTaste")]))],
        "P: Duplicate index name: ByTaste",
    );
    // LSI, GSI and vector indexes share a namespace.
    check(music(), &[("/VectorIndexes", json!([taste("glo")]))], "P: Duplicate index name: glo");
    check(music(), &[("/VectorIndexes", json!([taste("loc")]))], "P: Duplicate index name: loc");
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

/// The same with a search schema.
fn searchable(elements: &[(&str, &str)]) -> Value {
    let mut index = taste("ByTaste");
    let element =
        |(name, kind): &(&str, &str)| json!({"AttributeName": name, "SearchSchemaElementType": kind});
    index["SearchSchema"] = elements.iter().map(element).collect();
    index
}

#[test]
fn what_a_vector_index_may_be_over() {
    for (index, expected) in [
        (
            searchable(&[("pk", "HASH"), ("a", "HASH")]),
            "P: The SearchSchema exceeds the maximum allowed number of HASH key attributes",
        ),
        (
            searchable(&[("a", "INLINE_FILTER"), ("a", "INLINE_FILTER")]),
            "P: The SearchSchema contains multiple attributes with the same name",
        ),
        (
            searchable(&[("colour", "INLINE_FILTER")]),
            "One element in SearchSchema is not defined in attribute definitions",
        ),
        (
            json!({"Dimensions": 4097}),
            "P: Dimensions of vector index ByTaste must be between 1 and 4096 inclusive",
        ),
        (json!({"Projection": {}}), "P: Unknown ProjectionType: null"),
        (
            json!({"Projection": {"ProjectionType": "INCLUDE"}}),
            "P: ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
        ),
    ] {
        let mut whole = taste("ByTaste");
        for (name, value) in index.as_object().expect("members") {
            whole[name] = value.clone();
        }
        check(music(), &[("/VectorIndexes", json!([whole]))], expected);
    }
    let mut longer = taste("Longer");
    longer["Dimensions"] = json!(4);
    check(
        music(),
        &[("/VectorIndexes", json!([taste("ByTaste"), longer]))],
        "P: Vector indexes over the attribute taste must have the same number of Dimensions",
    );
    // What the search schema names is defined, and used by that.
    let defined = json!([
        {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"},
        {"AttributeName": "a", "AttributeType": "B"}, {"AttributeName": "colour", "AttributeType": "S"},
    ]);
    let changes =
        |index: Value| [("/AttributeDefinitions", defined.clone()), ("/VectorIndexes", json!([index]))];
    passes(music(), &changes(searchable(&[("colour", "INLINE_FILTER")])));
    passes(music(), &changes(searchable(&[("a", "INLINE_FILTER"), ("colour", "HASH")])));
    check(
        music(),
        &changes(taste("ByTaste")),
        "P: Some AttributeDefinitions are not used. AttributeDefinitions: [sk, a, colour, pk], keys used: [a, sk, pk]",
    );
}

fn update(updates: &Value) -> String {
    json!({"TableName": "Music", "VectorIndexUpdates": updates}).to_string()
}

#[test]
fn updates_of_vector_indexes() {
    for (updates, expected) in [
        (json!([]), "P: List of VectorIndexUpdates is empty"),
        (json!([{}]), "P: One of VectorIndexUpdate.Create, VectorIndexUpdate.Delete must not be null"),
        (
            json!([{"Create": taste("ByTaste"), "Delete": {"IndexName": "ByTaste"}}]),
            "P: Only one vector index action is allowed per VectorIndexUpdate object",
        ),
        (
            json!([{"Delete": {}}]),
            "1 validation error detected: Value null at 'vectorIndexUpdates.1.member.delete.indexName' failed to satisfy \
             constraint: Member must not be null",
        ),
        (
            json!([{"Create": {"IndexName": "ab", "VectorAttribute": {"AttributeName": "taste"}, "Dimensions": 3,
                "DistanceFunction": "COSINE", "Projection": {"ProjectionType": "ALL"}}}]),
            "1 validation error detected: Value 'ab' at 'vectorIndexUpdates.1.member.create.indexName' failed to satisfy \
             constraint: Member must have length greater than or equal to 3",
        ),
    ] {
        refuses("UpdateTable", &update(&updates), &expected.replace("P: ", P));
    }
    let both = json!({"TableName": "Music", "VectorIndexUpdates": [{"Create": taste("ByTaste")}],
        "StreamSpecification": {"StreamEnabled": false}});
    refuses(
        "UpdateTable",
        &both.to_string(),
        &format!("{P}You cannot create or delete index while changing stream status"),
    );
    let Request::UpdateTable(request) =
        accepts("UpdateTable", &update(&json!([{"Create": taste("ByTaste")}])))
    else {
        panic!("another operation")
    };
    let [IndexUpdate::Create(index)] = &request.indexes[..] else { panic!("{request:?}") };
    let spec = index.projection.vectors().expect("a vector index");
    assert_eq!((spec.attribute.as_str(), spec.dimensions, spec.distance), ("taste", 3, Distance::Cosine));
    assert_eq!((spec.copies.clone(), index.key.len()), (Projection::All, 0));
    let Request::UpdateTable(request) =
        accepts("UpdateTable", &update(&json!([{"Delete": {"IndexName": "ByTaste"}}])))
    else {
        panic!("another operation")
    };
    assert!(matches!(&request.indexes[..], [IndexUpdate::Delete { vector: true, .. }]));
}

// spec: 3.8/vector indexes
#[test]
fn conditions_of_a_search() {
    for (condition, expected) in [
        ("colour = :red AND points > :one", "Invalid comparator used in SearchConditionExpression"),
        ("colour <> :red", "Invalid comparator used in SearchConditionExpression"),
        ("colour = :red OR points = :one", "Invalid comparator used in SearchConditionExpression"),
        (
            "begins_with(colour, :red) AND points = :one",
            "Invalid comparator used in SearchConditionExpression",
        ),
        (
            "colour.a = :red",
            "Invalid SearchConditionExpression: SearchConditionExpressions cannot have conditions on nested attributes",
        ),
        ("colour = ", "Invalid SearchConditionExpression: Syntax error; token: \"<EOF>\", near: \"=\""),
        (
            "colour = :blue",
            "Invalid SearchConditionExpression: An expression attribute value used in expression is not defined; \
             attribute value: :blue",
        ),
        ("colour = :red", "Value provided in ExpressionAttributeValues unused in expressions: keys: {:one}"),
    ] {
        let body = json!({"TableName": "Music", "IndexName": "ByTaste", "SearchVector": [{"N": "1"}], "TopK": 3,
            "SearchConditionExpression": condition,
            "ExpressionAttributeValues": {":red": {"S": "red"}, ":one": {"N": "1"}}});
        refuses("SearchVectors", &body.to_string(), expected);
    }
    for top in [0, 101] {
        let body =
            json!({"TableName": "Music", "IndexName": "ByTaste", "SearchVector": [{"N": "1"}], "TopK": top});
        let expected = format!(
            "Provided TopK value '{top}' is out of valid range. The value must be between 1 and 100 inclusive"
        );
        refuses("SearchVectors", &body.to_string(), &expected);
    }
}

/// Scores are fractions.
#[test]
fn scores() {
    for (score, expected) in [
        (0.0, "0.0"),
        (0.1, "0.1"),
        (1.5, "1.5"),
        (-2.0, "-2.0"),
        (1e-10, "0.0000000001"),
        (1e9, "1000000000.0"),
    ] {
        let mut out = String::new();
        let results = vec![(value::Item::new(&value::Attributes::new()), score)];
        api::dynamodb::Response::Search(SearchOutput { results, consumed: Some(41_714_000) })
            .write_json(&mut out);
        assert_eq!(
            out,
            format!(
                r#"{{"ConsumedCapacity":{{"VectorSearchRequestBytes":41714.0}},"SearchResults":[{{"Item":{{}},"Score":{expected}}}]}}"#
            )
        );
    }
}

/// What can't be read is told of with a small letter, unlike everywhere else.
#[test]
fn the_letter_of_serialization() {
    for (operation, key) in [("SearchVectors", "message"), ("Query", "Message")] {
        let error = api::parse(operation, br#"{"TableName": 3}"#).unwrap_err();
        let mut json = String::new();
        error.write_json(&mut json);
        assert!(json.contains(&format!("#SerializationException\",\"{key}\":")), "{json}");
    }
}
