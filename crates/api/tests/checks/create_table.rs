//! `CreateTable`.

use api::dynamodb::{
    BillingMode, IndexCapacity, OnDemandLimits, Projection, Request, TableClass, Throughput, WarmUnits,
};
use serde_json::{Value, json};

use super::{accepts, refuses};

const P: &str = "One or more parameter values were invalid: ";

/// A table with partition and sort key, one local and one global index, on demand.
pub(super) fn music() -> Value {
    json!({
        "TableName": "Music",
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
            {"AttributeName": "a", "AttributeType": "B"},
        ],
        "KeySchema": key(&[("pk", "HASH"), ("sk", "RANGE")]),
        "BillingMode": "PAY_PER_REQUEST",
        "LocalSecondaryIndexes": [
            {"IndexName": "loc", "KeySchema": key(&[("pk", "HASH"), ("a", "RANGE")]),
             "Projection": {"ProjectionType": "ALL"}},
        ],
        "GlobalSecondaryIndexes": [
            {"IndexName": "glo", "KeySchema": key(&[("a", "HASH")]),
             "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x", "y"]}},
        ],
    })
}

/// A table with a partition key, on demand.
fn plain() -> Value {
    json!({
        "TableName": "Music",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": key(&[("pk", "HASH")]),
        "BillingMode": "PAY_PER_REQUEST",
    })
}

fn key(elements: &[(&str, &str)]) -> Value {
    elements.iter().map(|(name, kind)| json!({"AttributeName": name, "KeyType": kind})).collect()
}

fn definitions(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"AttributeName": name, "AttributeType": "S"})).collect()
}

/// A row: what is set (by JSON pointer; `null` removes) and what is said.
#[track_caller]
pub(super) fn check(base: Value, changes: &[(&str, Value)], expected: &str) {
    refuses("CreateTable", &changed(base, changes), &expected.replace("P: ", P));
}

#[track_caller]
pub(super) fn passes(base: Value, changes: &[(&str, Value)]) {
    accepts("CreateTable", &changed(base, changes));
}

fn changed(mut base: Value, changes: &[(&str, Value)]) -> String {
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        match base.pointer_mut(parent).expect("a place") {
            Value::Object(members) => {
                members.insert(name.to_owned(), value.clone());
            }
            Value::Array(elements) if name == "-" => elements.push(value.clone()),
            Value::Array(elements) => elements[name.parse::<usize>().expect("an index")] = value.clone(),
            other => panic!("no place in {other}"),
        }
    }
    base.to_string()
}

// spec: 3.2/member constraints; 5.1/enum echo orders
// spec: 3.2/member constraints and their order
#[test]
#[allow(clippy::too_many_lines)] // A table: long but flat.
fn members_are_listed_together() {
    let null =
        |path: &str| format!("Value null at '{path}' failed to satisfy constraint: Member must not be null");
    let enumeration = |path: &str, values: &str| {
        format!(
            "Value 'X' at '{path}' failed to satisfy constraint: Member must satisfy enum value set: [{values}]"
        )
    };
    let one = |sentence: String| format!("1 validation error detected: {sentence}");
    let value = |value: &str, path: &str| {
        format!(
            "Value '{value}' at '{path}' failed to satisfy constraint: Member must have value greater than or equal to 1"
        )
    };
    let length = |value: &str, path: &str, constraint: &str| {
        format!(
            "Value '{value}' at '{path}' failed to satisfy constraint: Member must have length {constraint}"
        )
    };
    let units = |read: i64, write: i64| json!({"ReadCapacityUnits": read, "WriteCapacityUnits": write});
    refuses("CreateTable", "{}", "The parameter 'TableName' is required but was not present in the request");
    let at_least_3 = "greater than or equal to 3";
    for (changes, expected) in [
        (vec![("/TableName", json!("ab"))], one(length("ab", "tableName", at_least_3))),
        (vec![("/TableName", json!(""))], one(length("", "tableName", "greater than or equal to 1"))),
        (vec![("/BillingMode", json!("X"))], one(enumeration("billingMode", "PROVISIONED, PAY_PER_REQUEST"))),
        (
            vec![("/TableClass", json!("X"))],
            one(enumeration("tableClass", "STANDARD, STANDARD_INFREQUENT_ACCESS")),
        ),
        (
            vec![("/ProvisionedThroughput", units(0, -1))],
            format!(
                "2 validation errors detected: {}; {}",
                value("-1", "provisionedThroughput.writeCapacityUnits"),
                value("0", "provisionedThroughput.readCapacityUnits")
            ),
        ),
        (
            vec![("/ProvisionedThroughput", json!({"ReadCapacityUnits": 1}))],
            one(null("provisionedThroughput.writeCapacityUnits")),
        ),
        (vec![("/KeySchema", Value::Null)], one(null("keySchema"))),
        (vec![("/AttributeDefinitions", Value::Null)], one(null("attributeDefinitions"))),
        (vec![("/KeySchema", json!([]))], one(length("[]", "keySchema", "greater than or equal to 1"))),
        (
            vec![("/KeySchema", key(&[("pk", "HASH"), ("sk", "RANGE"), ("a", "RANGE")]))],
            one(length(
                "[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk, keyType=RANGE), \
                 KeySchemaElement(attributeName=a, keyType=RANGE)]",
                "keySchema",
                "less than or equal to 2",
            )),
        ),
        (
            vec![("/KeySchema/0/KeyType", json!("X")), ("/AttributeDefinitions/0/AttributeType", json!("X"))],
            format!(
                "2 validation errors detected: {}; {}",
                enumeration("keySchema.1.member.keyType", "HASH, RANGE"),
                enumeration("attributeDefinitions.1.member.attributeType", "B, N, S")
            ),
        ),
        (
            vec![("/KeySchema/0/AttributeName", json!("")), ("/KeySchema/0/KeyType", Value::Null)],
            format!(
                "2 validation errors detected: {}; {}",
                length("", "keySchema.1.member.attributeName", "greater than or equal to 1"),
                null("keySchema.1.member.keyType")
            ),
        ),
        // Global indexes before local ones.
        (
            vec![
                ("/LocalSecondaryIndexes/0/IndexName", json!("ab")),
                ("/GlobalSecondaryIndexes/0/IndexName", json!("cd")),
                ("/GlobalSecondaryIndexes/0/Projection/ProjectionType", json!("X")),
            ],
            format!(
                "3 validation errors detected: {}; {}; {}",
                length("cd", "globalSecondaryIndexes.1.member.indexName", at_least_3),
                enumeration(
                    "globalSecondaryIndexes.1.member.projection.projectionType",
                    "ALL, INCLUDE, KEYS_ONLY"
                ),
                length("ab", "localSecondaryIndexes.1.member.indexName", at_least_3)
            ),
        ),
        (
            vec![("/GlobalSecondaryIndexes/0", json!({}))],
            format!(
                "3 validation errors detected: {}; {}; {}",
                null("globalSecondaryIndexes.1.member.indexName"),
                null("globalSecondaryIndexes.1.member.keySchema"),
                null("globalSecondaryIndexes.1.member.projection")
            ),
        ),
        (
            vec![("/GlobalSecondaryIndexes/0/Projection/NonKeyAttributes", json!([]))],
            one(length(
                "[]",
                "globalSecondaryIndexes.1.member.projection.nonKeyAttributes",
                "greater than or equal to 1",
            )),
        ),
        (
            vec![("/GlobalSecondaryIndexes/0/ProvisionedThroughput", units(1, 0))],
            one(value("0", "globalSecondaryIndexes.1.member.provisionedThroughput.writeCapacityUnits")),
        ),
        (
            vec![("/LocalSecondaryIndexes/0/KeySchema", json!([{}, {}, {}, {}, {}, {}]))],
            format!(
                // Of thirteen faults.
                "10 validation errors detected: {}; {}",
                length(
                    &format!("[{}]", ["KeySchemaElement(attributeName=null, keyType=null)"; 6].join(", ")),
                    "localSecondaryIndexes.1.member.keySchema",
                    "less than or equal to 2"
                ),
                (0..9)
                    .map(|n| {
                        let member = if n % 2 == 0 { "attributeName" } else { "keyType" };
                        null(&format!(
                            "localSecondaryIndexes.1.member.keySchema.{}.member.{member}",
                            n / 2 + 1
                        ))
                    })
                    .collect::<Vec<_>>()
                    .join("; ")
            ),
        ),
    ] {
        check(music(), &changes, &expected);
    }
}

// spec: 3.2/PPR + throughput; 3.2/PROVISIONED (default); 3.2/throughput > 1e12
// spec: 3.2/GSI throughput under PPR; 3.2/GSI no throughput; 8/CreateTable
#[test]
fn billing_goes_with_throughput() {
    let units = |read: u64, write: u64| json!({"ReadCapacityUnits": read, "WriteCapacityUnits": write});
    for (changes, expected) in [
        (
            vec![("/ProvisionedThroughput", units(1, 1))],
            "P: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        ),
        (
            // spec: 3.2/PROVISIONED (default) without throughput
            vec![("/BillingMode", json!("PROVISIONED"))],
            "P: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        ),
        (
            vec![("/BillingMode", Value::Null)],
            "P: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        ),
        (
            vec![("/BillingMode", Value::Null), ("/ProvisionedThroughput", units(1_000_000_000_001, 1))],
            "Given value 1000000000001 for ReadCapacityUnits is out of bounds",
        ),
        (
            vec![("/BillingMode", Value::Null), ("/ProvisionedThroughput", units(1, 1_000_000_000_001))],
            "Given value 1000000000001 for WriteCapacityUnits is out of bounds",
        ),
        (
            vec![("/GlobalSecondaryIndexes/0/ProvisionedThroughput", units(1, 1))],
            // spec: 3.2/GSI throughput under PPR
            "P: ProvisionedThroughput should not be specified for index: glo when BillingMode is PAY_PER_REQUEST",
        ),
        (
            vec![("/BillingMode", Value::Null), ("/ProvisionedThroughput", units(1, 1))],
            // spec: 3.2/GSI no throughput under PROVISIONED
            "P: ProvisionedThroughput is not specified for index: glo",
        ),
    ] {
        check(music(), &changes, expected);
    }
}

// spec: 3.2/table key undefined; 3.2/duplicate AttributeDefinitions; 3.2/same name twice
// spec: 3.2/first not HASH; 3.2/unused definitions, no index
#[test]
fn keys_need_definitions_and_order() {
    let undefined = "Invalid KeySchema: Some index key attribute have no definition";
    let same = "Both the Hash Key and the Range Key element in the KeySchema have the same name";
    let first = "Invalid KeySchema: The first KeySchemaElement is not a HASH key type";
    let second = "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type";
    for (names, elements, expected) in [
        // spec: 3.2/table key undefined
        (vec!["x"], vec![("pk", "HASH")], undefined),
        (vec![], vec![("pk", "HASH")], undefined),
        (vec!["pk"], vec![("pk", "HASH"), ("sk", "RANGE")], undefined),
        (vec!["pk"], vec![("pk", "HASH"), ("pk", "RANGE")], undefined),
        // spec: 3.2/same name twice
        (vec!["pk", "x"], vec![("pk", "HASH"), ("pk", "RANGE")], same),
        // spec: 3.2/first not HASH / second not RANGE
        (vec!["pk"], vec![("pk", "RANGE")], first),
        (vec!["pk", "sk"], vec![("pk", "RANGE"), ("sk", "HASH")], first),
        (vec!["pk", "sk"], vec![("pk", "HASH"), ("sk", "HASH")], second),
        // spec: 3.2/duplicate AttributeDefinitions name
        (vec!["pk", "pk"], vec![("pk", "HASH")], "Attribute Name is duplicated: pk"),
        (
            vec!["pk", "sk"],
            vec![("pk", "HASH")],
            // spec: 3.2/unused definitions, no index
            "P: Number of attributes in KeySchema does not exactly match \
             number of attributes defined in AttributeDefinitions",
        ),
    ] {
        let changes = [("/AttributeDefinitions", definitions(&names)), ("/KeySchema", key(&elements))];
        check(plain(), &changes, expected);
    }
}

// spec: 3.2/index key undefined; 3.2/empty lists; 3.2/LSI on hash-only; 3.2/LSI without range
// spec: 3.2/LSI other hash; 3.2/too many indexes; 3.2/bracketed name lists
#[test]
fn local_indexes_share_the_partition_key() {
    let elements = "/LocalSecondaryIndexes/0/KeySchema";
    for (changes, expected) in [
        // spec: 3.2/empty lists
        (vec![("/LocalSecondaryIndexes", json!([]))], "P: List of LocalSecondaryIndexes is empty"),
        (
            vec![("/KeySchema", key(&[("pk", "HASH")]))],
            // spec: 3.2/LSI on hash-only table
            "P: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
        ),
        (
            vec![(elements, key(&[("pk", "HASH")]))],
            // spec: 3.2/LSI without range
            "P: Index KeySchema does not have a range key for index: loc",
        ),
        (
            vec![(elements, key(&[("sk", "HASH"), ("a", "RANGE")]))],
            // spec: 3.2/LSI other hash
            "P: Index KeySchema does not have the same leading hash key as table KeySchema for index: loc. \
             index hash key: sk, table hash key: pk",
        ),
        (
            vec![(elements, key(&[("pk", "HASH"), ("zz", "RANGE")]))],
            // spec: 3.2/index key undefined; 3.2/bracketed name lists in hash order
            "P: Some index key attributes are not defined in AttributeDefinitions. \
             Keys: [zz, pk], AttributeDefinitions: [sk, a, pk]",
        ),
        (
            vec![(elements, key(&[("pk", "HASH"), ("pk", "RANGE")]))],
            "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        ),
        (
            vec![(elements, key(&[("pk", "RANGE"), ("a", "HASH")]))],
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        ),
        (
            vec![(elements, key(&[("pk", "HASH"), ("a", "HASH")]))],
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
        ),
    ] {
        check(music(), &changes, expected);
    }
    let index = |n: usize| {
        json!({"IndexName": format!("loc{n}"), "KeySchema": key(&[("pk", "HASH"), ("a", "RANGE")]),
               "Projection": {"ProjectionType": "KEYS_ONLY"}})
    };
    let indexes = |count: usize| (0..count).map(index).collect::<Value>();
    check(
        music(),
        &[("/LocalSecondaryIndexes", indexes(6))],
        // spec: 3.2/too many indexes
        "P: Number of LocalSecondaryIndexes exceeds per-table limit of 5",
    );
    // They are counted once each is sound and has a name of its own, and before global ones are looked at.
    let mut unsound = indexes(6);
    unsound[5]["Projection"] = json!({});
    let twice: Value = (0..2).map(|_| index(0)).collect();
    let bad_global = ("/GlobalSecondaryIndexes/0/Projection", json!({}));
    for (local, expected) in [
        (unsound, "P: Unknown ProjectionType: null"),
        ((0..6).map(|_| index(0)).collect(), "P: Duplicate index name: loc0"),
        (twice, "P: Duplicate index name: loc0"),
        (indexes(6), "P: Number of LocalSecondaryIndexes exceeds per-table limit of 5"),
    ] {
        check(music(), &[("/LocalSecondaryIndexes", local), bad_global.clone()], expected);
    }
    check(
        music(),
        &[("/KeySchema", key(&[("pk", "HASH")])), ("/LocalSecondaryIndexes", indexes(6))],
        "P: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    );
    passes(music(), &[("/LocalSecondaryIndexes", indexes(5))]);
}

// spec: 3.6/more than > 4 HASH; 3.6/repeated name; 3.6/order
#[test]
fn global_indexes_may_have_several_keys() {
    let elements = "/GlobalSecondaryIndexes/0/KeySchema";
    let h = |names: &str| names.chars().map(|c| (c.to_string(), "HASH")).collect::<Vec<_>>();
    let schema = |hash: &str, range: &str| -> Value {
        let range = range.chars().map(|c| (c.to_string(), "RANGE"));
        let all: Vec<(String, &str)> = h(hash).into_iter().chain(range).collect();
        key(&all.iter().map(|(name, kind)| (name.as_str(), *kind)).collect::<Vec<_>>())
    };
    let names: Vec<&str> = vec!["pk", "sk", "a", "b", "c", "d", "e", "f", "g", "h"];
    for (value, expected) in [
        (schema("abcde", ""), "P: The KeySchema exceeds the maximum allowed number of HASH key attributes"),
        (schema("a", "bcdef"), "P: The KeySchema exceeds the maximum allowed number of RANGE key attributes"),
        (schema("a", "bb"), "P: The KeySchema contains multiple key attributes with the same name"),
        (schema("a", "a"), "Both the Hash Key and the Range Key element in the KeySchema have the same name"),
        (
            key(&[("a", "HASH"), ("b", "RANGE"), ("c", "HASH")]),
            "P: All HASH key attributes must precede RANGE key attributes in the KeySchema",
        ),
        (schema("", "ab"), "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
    ] {
        check(music(), &[("/AttributeDefinitions", definitions(&names)), (elements, value)], expected);
    }
    let body = changed(
        music(),
        &[("/AttributeDefinitions", definitions(&names)), (elements, schema("abcd", "efgh"))],
    );
    let Request::CreateTable(request) = accepts("CreateTable", &body) else { panic!("another operation") };
    assert_eq!(request.global[0].key.partition.len(), 4);
    assert_eq!(request.global[0].key.sort.len(), 4);

    check(music(), &[("/GlobalSecondaryIndexes", json!([]))], "P: List of GlobalSecondaryIndexes is empty");
    let index = |n: usize| {
        json!({"IndexName": format!("glo{n}"), "KeySchema": key(&[("a", "HASH")]),
               "Projection": {"ProjectionType": "KEYS_ONLY"}})
    };
    let indexes = |count: usize| (0..count).map(index).collect::<Value>();
    check(
        music(),
        &[("/GlobalSecondaryIndexes", indexes(21))],
        "P: GlobalSecondaryIndex count exceeds the per-table limit of 20",
    );
    let mut unsound = indexes(21);
    unsound[20]["Projection"] = json!({});
    for (global, expected) in [
        (unsound, "P: Unknown ProjectionType: null"),
        ((0..21).map(|_| index(0)).collect(), "P: Duplicate index name: glo0"),
    ] {
        check(music(), &[("/GlobalSecondaryIndexes", global)], expected);
    }
    passes(music(), &[("/GlobalSecondaryIndexes", indexes(20))]);
}

// spec: 3.2/projection missing; 3.2/ALL/KEYS_ONLY; 3.2/INCLUDE without; 3.2/duplicate NonKeyAttributes
// spec: 3.2/more than > 100 projected; 3.2/index name reused; 3.2/unused definitions, with index
// spec: 8/CreateTable
#[test]
fn projections_and_names_of_indexes() {
    let projection = "/GlobalSecondaryIndexes/0/Projection";
    for (changes, expected) in [
        // spec: 3.2/projection missing type
        (vec![(projection, json!({}))], "P: Unknown ProjectionType: null"),
        (
            vec![(projection, json!({"ProjectionType": "ALL", "NonKeyAttributes": ["x"]}))],
            // spec: 3.2/ALL/KEYS_ONLY + NonKeyAttributes
            "P: ProjectionType is ALL, but NonKeyAttributes is specified",
        ),
        (
            vec![(projection, json!({"ProjectionType": "KEYS_ONLY", "NonKeyAttributes": ["x"]}))],
            "P: ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified",
        ),
        (
            vec![(projection, json!({"ProjectionType": "INCLUDE"}))],
            // spec: 3.2/INCLUDE without
            "P: ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
        ),
        (
            vec![(projection, json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x", "y", "x"]}))],
            // spec: 3.2/duplicate NonKeyAttributes
            "P: Duplicate element in NonKeyAttributes: x",
        ),
        // spec: 3.2/index name reused
        (vec![("/GlobalSecondaryIndexes/0/IndexName", json!("loc"))], "P: Duplicate index name: loc"),
        (
            vec![("/AttributeDefinitions/-", json!({"AttributeName": "zz", "AttributeType": "S"}))],
            // spec: 3.2/unused definitions, with index
            "P: Some AttributeDefinitions are not used. \
             AttributeDefinitions: [sk, zz, a, pk], keys used: [a, sk, pk]",
        ),
    ] {
        check(music(), &changes, expected);
    }
    let index = |n: usize| {
        let names: Vec<String> = (0..20).map(|name| format!("x{name}")).collect();
        json!({"IndexName": format!("glo{n}"), "KeySchema": key(&[("a", "HASH")]),
               "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": names}})
    };
    let indexes = |count: usize| (0..count).map(index).collect::<Value>();
    passes(music(), &[("/GlobalSecondaryIndexes", indexes(5))]);
    check(
        music(),
        &[("/GlobalSecondaryIndexes", indexes(6))],
        // spec: 3.2/> 100 projected NonKeyAttributes over all indexes
        "P: Number of NonKeyAttributes over all indexes exceeds the per-table limit of 100",
    );
}

#[test]
fn what_is_not_built_is_refused() {
    let refused = |name: &str| format!("Dynamarium does not implement the parameter {name} yet.");
    for (changes, expected) in [
        (vec![("/VectorIndexes", json!([]))], "P: List of VectorIndexes is empty".to_owned()),
        (
            vec![("/GlobalTableSourceArn", json!("arn:aws:dynamodb:r:1:table/Tab"))],
            refused("GlobalTableSourceArn"),
        ),
    ] {
        check(music(), &changes, &expected);
    }
}

#[test]
fn streams_have_a_view() {
    let stream = |enabled: bool| json!({"StreamEnabled": enabled, "StreamViewType": "NEW_IMAGE"});
    for (specification, expected) in [
        // spec: 3.2/StreamViewType with StreamEnabled false / missing with true
        (
            json!({"StreamEnabled": true}),
            "P: Table is being created with a stream enabled, UpdateViewType is required",
        ),
        (
            stream(false),
            "P: Table is being created with a stream disabled, UpdateViewType should not be specified",
        ),
    ] {
        check(music(), &[("/StreamSpecification", specification)], expected);
    }
    passes(music(), &[("/StreamSpecification", json!({"StreamEnabled": false}))]);
}

#[test]
fn encryption_is_whole() {
    for (specification, expected) in [
        // spec: 3.2/SSE
        (json!({"Enabled": true, "SSEType": "AES256"}), "P: SSEType AES256 is not supported"),
        (json!({"Enabled": false, "SSEType": "KMS"}), "P: SSEType can not be specified if Enabled is false"),
        (
            json!({"Enabled": true, "KMSMasterKeyId": "k"}),
            "P: SSEType KMS is required if KMSMasterKeyId is specified",
        ),
        (
            json!({"Enabled": true, "SSEType": "X"}),
            "1 validation error detected: Value 'X' at 'sSESpecification.sSEType' failed to satisfy constraint: \
             Member must satisfy enum value set: [AES256, KMS]",
        ),
    ] {
        check(music(), &[("/SSESpecification", specification)], expected);
    }
    let key = |specification: Value| {
        let body = changed(plain(), &[("/SSESpecification", specification)]);
        let Request::CreateTable(request) = accepts("CreateTable", &body) else { panic!("another") };
        request.encryption.map(|encryption| (encryption.enabled, encryption.key))
    };
    assert_eq!(key(json!({"Enabled": false})), Some((false, None)));
    assert_eq!(key(json!({"Enabled": true})), Some((true, None)));
    let named = json!({"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "alias/mine"});
    assert_eq!(key(named), Some((true, Some("alias/mine".to_owned()))));
}

#[test]
fn limits_and_warmth() {
    let on_demand = "/OnDemandThroughput";
    let of_index = "/GlobalSecondaryIndexes/0/OnDemandThroughput";
    for (pointer, value, expected) in [
        // spec: 3.2/on-demand max < 1
        (
            on_demand,
            json!({"MaxReadRequestUnits": 0}),
            "P: Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range",
        ),
        // There is no limit yet that could be lifted.
        (
            on_demand,
            json!({"MaxReadRequestUnits": -1}),
            "P: Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range",
        ),
        (
            on_demand,
            json!({"MaxWriteRequestUnits": -2}),
            "P: Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range",
        ),
        (
            of_index,
            json!({"MaxReadRequestUnits": 0}),
            "P: Requested MaxReadRequestUnits for OnDemandThroughput for index glo is outside of valid range",
        ),
        (
            "/WarmThroughput",
            json!({"ReadUnitsPerSecond": 0}),
            "P: Requested ReadUnitsPerSecond for WarmThroughput for table is outside of valid range",
        ),
    ] {
        check(music(), &[(pointer, value)], expected);
    }
    // spec: 3.2/MaxRead/WriteRequestUnits on PROVISIONED
    for limit in [5, -1, 0] {
        check(
            plain(),
            &[
                ("/BillingMode", json!("PROVISIONED")),
                ("/ProvisionedThroughput", json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 7})),
                (on_demand, json!({"MaxReadRequestUnits": limit})),
            ],
            "P: MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.",
        );
    }
    let body = changed(
        music(),
        &[
            (on_demand, json!({"MaxReadRequestUnits": 8, "MaxWriteRequestUnits": 7})),
            ("/WarmThroughput", json!({"ReadUnitsPerSecond": 13_000})),
            (of_index, json!({"MaxReadRequestUnits": 3})),
            ("/GlobalSecondaryIndexes/0/WarmThroughput", json!({"WriteUnitsPerSecond": 5_000})),
        ],
    );
    let Request::CreateTable(request) = accepts("CreateTable", &body) else { panic!("another operation") };
    assert_eq!(request.on_demand, Some(OnDemandLimits { read: Some(8), write: Some(7) }));
    assert_eq!(request.warm, Some(WarmUnits { read: Some(13_000), write: None }));
    let capacity = IndexCapacity {
        on_demand: Some(OnDemandLimits { read: Some(3), write: None }),
        warm: Some(WarmUnits { read: None, write: Some(5_000) }),
    };
    assert_eq!(request.index_capacity, [capacity]);
}

#[test]
fn tags_and_policies_come_with_the_table() {
    let tag = |key: &str, value: &str| json!({"Key": key, "Value": value});
    let tags = |count: usize| (0..count).map(|n| tag(&format!("k{n}"), "v")).collect::<Value>();
    for (value, expected) in [
        // spec: 3.2/> 50 tags, bad tag
        (tags(51), "Number of Tags exceed the current limit for the provided ResourceArn".to_owned()),
        (
            json!([tag("a", "1"), tag("a", "2")]),
            "Duplicate Tag Keys provided as input: Duplicate Tag Key found a".to_owned(),
        ),
        (json!([tag("aws:a", "1")]), "Tag Key cannot be prefixed with aws:, Key: aws:a".to_owned()),
        (json!([tag("a?", "1")]), "The Tag Key provided is invalid, Key: a?".to_owned()),
        (json!([tag("a", "1?")]), "The Tag Value provided is invalid, Value: 1?".to_owned()),
        (
            json!([tag("", "1")]),
            "1 validation error detected: Value '' at 'tags.1.member.key' failed to satisfy constraint: \
             Member must have length greater than or equal to 1"
                .to_owned(),
        ),
        (
            json!([tag("a", "1"), tag(&"k".repeat(129), &"v".repeat(257))]),
            format!(
                "2 validation errors detected: Value '{}' at 'tags.2.member.key' failed to satisfy constraint: \
                 Member must have length less than or equal to 128; Value '{}' at 'tags.2.member.value' failed to \
                 satisfy constraint: Member must have length less than or equal to 256",
                "k".repeat(129),
                "v".repeat(257)
            ),
        ),
    ] {
        check(plain(), &[("/Tags", value)], &expected);
    }
    passes(plain(), &[("/Tags", tags(50))]);
    passes(plain(), &[("/Tags", json!([tag("a b+-=._:/\u{e4}1", "")]))]);
    let body = changed(
        plain(),
        &[("/Tags", tags(2)), ("/ResourcePolicy", json!(r#"{"Statement": {"Effect": "Deny"}}"#))],
    );
    let Request::CreateTable(request) = accepts("CreateTable", &body) else { panic!("another operation") };
    let pair = |key: &str| (key.to_owned(), "v".to_owned());
    assert_eq!(request.tags, [pair("k0"), pair("k1")]);
    assert_eq!(request.policy.as_deref(), Some(r#"{"Statement": {"Effect": "Deny"}}"#));
    check(
        plain(),
        &[("/ResourcePolicy", json!("no json"))],
        "P: Invalid policy document: Syntax errors in policy.",
    );
}

#[test]
fn a_table_arrives_whole() {
    let Request::CreateTable(request) = accepts("CreateTable", &music().to_string()) else {
        panic!("another operation")
    };
    assert_eq!(request.name, "Music");
    assert_eq!(request.billing, BillingMode::PayPerRequest);
    assert_eq!((request.throughput, request.class, request.deletion_protection), (None, None, false));
    let names = |key: &[api::dynamodb::KeyAttribute]| -> Vec<String> {
        key.iter().map(|attribute| format!("{}:{}", attribute.name, attribute.key_type.name())).collect()
    };
    assert_eq!(names(&request.definitions), ["pk:S", "sk:N", "a:B"]);
    assert_eq!(
        (names(&request.key.partition), names(&request.key.sort)),
        (vec!["pk:S".into()], vec!["sk:N".into()])
    );
    assert_eq!(request.local[0].projection, Projection::All);
    assert_eq!(names(&request.local[0].key.sort), ["a:B"]);
    assert_eq!(request.global[0].projection, Projection::Include(vec!["x".into(), "y".into()]));
    let body = changed(
        plain(),
        &[
            ("/BillingMode", Value::Null),
            ("/ProvisionedThroughput", json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 7})),
            ("/TableClass", json!("STANDARD_INFREQUENT_ACCESS")),
            ("/DeletionProtectionEnabled", json!(true)),
            ("/TableName", json!("arn:aws:dynamodb:r:123456789012:table/Tab")),
        ],
    );
    let Request::CreateTable(request) = accepts("CreateTable", &body) else { panic!("another operation") };
    assert_eq!((request.name.as_str(), request.billing), ("Tab", BillingMode::Provisioned));
    assert_eq!(request.throughput, Some(Throughput { read: 5, write: 7 }));
    assert_eq!((request.class, request.deletion_protection), (Some(TableClass::InfrequentAccess), true));
}
