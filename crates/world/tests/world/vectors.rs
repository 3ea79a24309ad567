//! Vector indexes: their lives, what writes do to them, what a search finds, and that nothing of them is lost.

use serde_json::{Value, json};
use world::{Durable, World};

use crate::support::{SECOND, ask, check_contains, create, instant, simulated};

const P: &str = "ValidationException: One or more parameter values were invalid: ";

/// A table on demand with a vector index over `taste` if one is asked for.
fn foods(indexes: &Value) -> String {
    let mut table = json!({"TableName": "Foods", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]});
    if !indexes.is_null() {
        table["VectorIndexes"] = indexes.clone();
    }
    table.to_string()
}

fn by_taste() -> Value {
    json!({"IndexName": "ByTaste", "VectorAttribute": {"AttributeName": "taste"}, "Dimensions": 2,
           "DistanceFunction": "EUCLIDEAN", "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["name"]}})
}

/// `ByTaste` of one kind of food at a time.
fn by_kind() -> Value {
    let mut index = by_taste();
    index["SearchSchema"] = json!([{"AttributeName": "kind", "SearchSchemaElementType": "HASH"},
        {"AttributeName": "colour", "SearchSchemaElementType": "INLINE_FILTER"}]);
    index
}

fn of(world: &mut World, operation: &str, members: Value) -> String {
    let mut body = members;
    body["TableName"] = json!("Foods");
    ask(world, operation, &body.to_string())
}

fn food(pk: &str, taste: &[i64]) -> Value {
    let taste: Vec<Value> = taste.iter().map(|n| json!({"N": n.to_string()})).collect();
    json!({"pk": {"S": pk}, "taste": {"L": taste}, "name": {"S": format!("The {pk}")}, "price": {"N": "1"}})
}

fn put(world: &mut World, item: &Value) -> String {
    of(world, "PutItem", json!({"Item": item}))
}

fn search(world: &mut World, vector: &[i64], members: &Value) -> String {
    let mut body = members.clone();
    body["IndexName"] = json!("ByTaste");
    body["SearchVector"] = vector.iter().map(|n| json!({"N": n.to_string()})).collect();
    body["TopK"] = json!(2);
    of(world, "SearchVectors", body)
}

/// The keys of what is found, the nearest first.
fn found(world: &mut World, vector: &[i64]) -> String {
    let answer = search(world, vector, &json!({}));
    let answer: Value = serde_json::from_str(&answer).expect(&answer);
    let results = answer["SearchResults"].as_array().expect("results");
    let key = |result: &Value| result["Item"]["pk"]["S"].as_str().expect("a key").to_owned();
    results.iter().map(key).collect::<Vec<_>>().join(" ")
}

fn described(world: &mut World) -> Value {
    let answer = of(world, "DescribeTable", json!({}));
    serde_json::from_str::<Value>(&answer).expect("JSON")["Table"].clone()
}

// spec: 3.8/vector indexes
#[test]
fn a_table_with_a_vector_index() {
    let mut world = instant();
    create(&mut world, &foods(&json!([by_taste()])));
    let answer = of(
        &mut world,
        "PutItem",
        json!({"Item": food("plum", &[1, 5]), "ReturnConsumedCapacity": "INDEXES"}),
    );
    assert_eq!(
        answer,
        r#"{"ConsumedCapacity":{"CapacityUnits":1.0,"Table":{"CapacityUnits":1.0},"TableName":"Foods","VectorIndexes":{"ByTaste":{"VectorWriteRequestBytes":1024.0}}}}"#
    );
    put(&mut world, &food("lemon", &[9, 1]));
    put(&mut world, &food("lime", &[9, 0]));
    put(&mut world, &json!({"pk": {"S": "water"}}));
    let answer = search(&mut world, &[9, 2], &json!({"ReturnConsumedCapacity": "TOTAL"}));
    // Three vectors of 8 bytes; the entries returned have key, name and vector: 33 and 31 bytes.
    assert_eq!(
        answer,
        concat!(
            r#"{"ConsumedCapacity":{"VectorSearchRequestBytes":88.0},"SearchResults":["#,
            r#"{"Item":{"name":{"S":"The lemon"},"pk":{"S":"lemon"},"taste":{"L":[{"N":"9"},{"N":"1"}]}},"Score":1.0},"#,
            r#"{"Item":{"name":{"S":"The lime"},"pk":{"S":"lime"},"taste":{"L":[{"N":"9"},{"N":"0"}]}},"Score":2.0}]}"#
        )
    );
    let answer = search(&mut world, &[9, 2], &json!({"ProjectionExpression": "pk"}));
    assert_eq!(
        answer,
        r#"{"SearchResults":[{"Item":{"pk":{"S":"lemon"}},"Score":1.0},{"Item":{"pk":{"S":"lime"}},"Score":2.0}]}"#
    );
    // An update takes an item out of the index, another brings it back; a delete takes it out for good.
    let change = |world: &mut World, update: &str| {
        let values = json!({":v": {"L": [{"N": "9"}, {"N": "2"}]}});
        let mut body = json!({"Key": {"pk": {"S": "lime"}}, "UpdateExpression": update});
        if update.contains(":v") {
            body["ExpressionAttributeValues"] = values;
        }
        of(world, "UpdateItem", body)
    };
    assert_eq!(change(&mut world, "REMOVE taste"), "{}");
    assert_eq!(found(&mut world, &[9, 2]), "lemon plum");
    assert_eq!(change(&mut world, "SET taste = :v"), "{}");
    assert_eq!(found(&mut world, &[9, 2]), "lime lemon");
    of(&mut world, "DeleteItem", json!({"Key": {"pk": {"S": "lime"}}}));
    assert_eq!(found(&mut world, &[9, 2]), "lemon plum");

    let table = described(&mut world);
    assert_eq!(
        table["VectorIndexes"],
        json!([{
            "IndexName": "ByTaste", "VectorAttribute": {"AttributeName": "taste"}, "Dimensions": 2,
            "DistanceFunction": "EUCLIDEAN", "IndexStatus": "ACTIVE", "ItemCount": 2,
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["name"]},
            "IndexArn": "arn:aws:dynamodb:eu-central-1:123456789012:table/Foods/index/ByTaste",
            // Keys, names, vectors: 4 + 2, 4 + 4 and so on.
            "IndexSizeBytes": (2 + 4 + 4 + 8 + 5 + 8) + (2 + 5 + 4 + 9 + 5 + 8),
        }])
    );
    assert_eq!(table.get("GlobalSecondaryIndexes"), None);
    // The table's size has the vectors at four bytes a number, too, and `price`.
    assert_eq!(table["TableSizeBytes"], (2 + 4 + 4 + 8 + 5 + 8 + 7) + (2 + 5 + 4 + 9 + 5 + 8 + 7) + (2 + 5));
}

// spec: 3.8/vector indexes
#[test]
fn every_way_of_writing_is_held_to_the_index() {
    let mut world = instant();
    create(&mut world, &foods(&json!([by_taste()])));
    let size = "One or more parameter values were invalid. Invalid size for parameter taste, Expected: 2, Actual: 1 \
                IndexName: ByTaste";
    let short = food("fig", &[1]);
    check_contains(&put(&mut world, &short), size);
    let batch = json!({"RequestItems": {"Foods": [{"PutRequest": {"Item": short}}]}});
    check_contains(&ask(&mut world, "BatchWriteItem", &batch.to_string()), size);
    let transaction = json!({"TransactItems": [{"Put": {"TableName": "Foods", "Item": short}}]});
    check_contains(&ask(&mut world, "TransactWriteItems", &transaction.to_string()), "[ValidationError]");
    let statement = json!({"Statement": "INSERT INTO \"Foods\" VALUE {'pk': 'fig', 'taste': [1]}"});
    check_contains(&ask(&mut world, "ExecuteStatement", &statement.to_string()), size);
    let update = json!({"Key": {"pk": {"S": "fig"}}, "UpdateExpression": "SET taste = :v",
        "ExpressionAttributeValues": {":v": {"L": [{"N": "1"}]}}});
    check_contains(&of(&mut world, "UpdateItem", update), size);
    assert_eq!(found(&mut world, &[1, 1]), "");
    let select = json!({"Statement": "SELECT * FROM \"Foods\".\"ByTaste\""});
    check_contains(
        &ask(&mut world, "ExecuteStatement", &select.to_string()),
        "ValidationException: Query operation not supported on this index type.",
    );
}

// spec: 3.8/vector indexes
#[test]
fn one_is_added_and_goes_again() {
    let mut world = simulated(&[]);
    create(&mut world, &foods(&Value::Null));
    for n in 0..40 {
        put(&mut world, &food(&format!("p{n}"), &[n, 0]));
    }
    // What doesn't fit the index to come is left out of it.
    put(&mut world, &food("long", &[1, 2, 3]));
    put(&mut world, &json!({"pk": {"S": "text"}, "taste": {"S": "sweet"}}));
    let added = json!({"VectorIndexUpdates": [{"Create": by_kind()}]});
    let refused = of(&mut world, "UpdateTable", added);
    assert_eq!(
        refused,
        "ValidationException: One element in SearchSchema is not defined in attribute definitions"
    );
    let answer = of(&mut world, "UpdateTable", json!({"VectorIndexUpdates": [{"Create": by_taste()}]}));
    check_contains(&answer, r#""VectorIndexes":[{"Backfilling":false"#);
    check_contains(&answer, r#""IndexStatus":"CREATING""#);
    let cannot = "ValidationException: Cannot search backfilling vector index: ByTaste";
    assert_eq!(search(&mut world, &[0, 0], &json!({})), cannot);
    let mut other = by_taste();
    other["IndexName"] = json!("Other");
    check_contains(
        &of(&mut world, "UpdateTable", json!({"VectorIndexUpdates": [{"Create": other}]})),
        "Only 1 online index can be created or deleted simultaneously per table",
    );
    let now = world.now();
    world.run_until(now + 33 * SECOND);
    assert_eq!(described(&mut world)["VectorIndexes"][0]["Backfilling"], true);
    assert_eq!(search(&mut world, &[0, 0], &json!({})), cannot);
    // A checkpoint in the middle goes on.
    let copy = World::restore(world.durable(), Some(&world.volatile())).expect("a checkpoint");
    let bare = World::restore(world.durable(), None).expect("a checkpoint");
    let mut hashes = Vec::new();
    for mut world in [world, copy, bare] {
        world.run_idle();
        let index = &described(&mut world)["VectorIndexes"][0];
        assert_eq!((&index["IndexStatus"], index.get("Backfilling")), (&json!("ACTIVE"), None));
        assert_eq!(index["ItemCount"], 40);
        assert_eq!(found(&mut world, &[0, 0]), "p0 p1");
        // From now on, what doesn't fit is refused.
        check_contains(&put(&mut world, &food("long", &[1, 2, 3])), "Invalid size for parameter taste");
        check_contains(
            &of(&mut world, "UpdateTable", json!({"VectorIndexUpdates": [{"Create": by_taste()}]})),
            "Attempting to create an index which already exists",
        );
        let billing = json!({"BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}});
        assert_eq!(
            of(&mut world, "UpdateTable", billing),
            format!("{P}Vector indexes are only supported for PAY_PER_REQUEST tables")
        );
        // It is none of the global ones.
        check_contains(
            &of(
                &mut world,
                "UpdateTable",
                json!({"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "ByTaste"}}]}),
            ),
            "Cannot delete an index that is not a GlobalSecondaryIndex: ByTaste",
        );
        let gone = json!({"VectorIndexUpdates": [{"Delete": {"IndexName": "ByTaste"}}]});
        check_contains(&of(&mut world, "UpdateTable", gone.clone()), r#""IndexStatus":"DELETING""#);
        let missing = "ValidationException: The table does not have the specified index: ByTaste";
        assert_eq!(search(&mut world, &[0, 0], &json!({})), missing);
        world.run_idle();
        assert_eq!(described(&mut world).get("VectorIndexes"), None);
        assert_eq!(search(&mut world, &[0, 0], &json!({})), missing);
        check_contains(
            &of(&mut world, "UpdateTable", gone),
            "ResourceNotFoundException: Requested resource not found: Index ByTaste for table Foods",
        );
        assert_eq!(put(&mut world, &food("long", &[1, 2, 3])), "{}");
        hashes.push(world.state_hash());
    }
    assert_eq!(hashes[0], hashes[1]);
}

/// Changes reach the index some time after the write, and the search reads what has reached it.
#[test]
fn a_search_is_eventually_consistent() {
    let mut world = simulated(&[]);
    create(&mut world, &foods(&json!([by_taste()])));
    put(&mut world, &food("plum", &[1, 5]));
    world.run_idle();
    put(&mut world, &food("pear", &[1, 6]));
    assert_eq!(found(&mut world, &[1, 6]), "plum");
    world.run_idle();
    assert_eq!(found(&mut world, &[1, 6]), "pear plum");
}

// spec: 3.8/vector indexes
#[test]
fn a_search_says_the_hash_and_may_filter() {
    let mut world = instant();
    let mut table: Value = serde_json::from_str(&foods(&json!([by_kind()]))).expect("JSON");
    for name in ["kind", "colour"] {
        let definitions = table["AttributeDefinitions"].as_array_mut().expect("a list");
        definitions.push(json!({"AttributeName": name, "AttributeType": "S"}));
    }
    create(&mut world, &table.to_string());
    for (pk, kind, colour) in [("plum", "fruit", "red"), ("pea", "seed", "green"), ("pear", "fruit", "green")]
    {
        let mut item = food(pk, &[1, 1]);
        item["kind"] = json!({"S": kind});
        item["colour"] = json!({"S": colour});
        put(&mut world, &item);
    }
    put(&mut world, &food("none", &[1, 1]));
    let fruit = json!({"SearchConditionExpression": "kind = :kind AND colour = :colour", "ProjectionExpression": "pk",
        "ExpressionAttributeValues": {":kind": {"S": "fruit"}, ":colour": {"S": "green"}}});
    assert_eq!(
        search(&mut world, &[1, 1], &fruit),
        r#"{"SearchResults":[{"Item":{"pk":{"S":"pear"}},"Score":0.0}]}"#
    );
    assert_eq!(
        search(&mut world, &[1, 1], &json!({})),
        "ValidationException: SearchConditionExpression must be provided when SearchSchema has a HASH key"
    );
    check_contains(
        &of(
            &mut world,
            "Query",
            json!({"IndexName": "ByTaste", "KeyConditionExpression": "kind = :k",
            "ExpressionAttributeValues": {":k": {"S": "fruit"}}}),
        ),
        "ValidationException: Query operation not supported on this index type.",
    );
    let table = described(&mut world);
    assert_eq!(table["AttributeDefinitions"].as_array().map(Vec::len), Some(3));
    assert_eq!(table["VectorIndexes"][0]["SearchSchema"], by_kind()["SearchSchema"]);
    // Without the index nothing needs its attributes.
    of(&mut world, "UpdateTable", json!({"VectorIndexUpdates": [{"Delete": {"IndexName": "ByTaste"}}]}));
    world.run_idle();
    assert_eq!(described(&mut world)["AttributeDefinitions"].as_array().map(Vec::len), Some(1));
}

/// The durable part has the index and not its entries; a backup brings it back.
#[test]
fn nothing_of_an_index_is_lost() {
    let mut world = instant();
    create(&mut world, &foods(&json!([by_taste()])));
    put(&mut world, &food("plum", &[1, 5]));
    put(&mut world, &food("lemon", &[9, 1]));
    let stored = world.durable().to_bytes();
    let durable = Durable::from_bytes(&stored).expect("a checkpoint");
    assert_eq!(durable, world.durable());
    let mut restored = World::restore(durable, None).expect("a checkpoint");
    assert_eq!(restored.state_hash(), world.state_hash());
    assert_eq!(found(&mut restored, &[9, 1]), "lemon plum");
    let answer = of(&mut world, "CreateBackup", json!({"BackupName": "before"}));
    let answer: Value = serde_json::from_str(&answer).expect(&answer);
    let arn = &answer["BackupDetails"]["BackupArn"];
    let told = ask(&mut world, "DescribeBackup", &json!({"BackupArn": arn}).to_string());
    check_contains(
        &told,
        r#""VectorIndexes":[{"Dimensions":2,"DistanceFunction":"EUCLIDEAN","IndexName":"ByTaste""#,
    );
    let body = json!({"BackupArn": arn, "TargetTableName": "Again"});
    check_contains(
        &ask(&mut world, "RestoreTableFromBackup", &body.to_string()),
        r#""VectorIndexes":[{"Dimensions":2"#,
    );
    world.run_idle();
    let body = json!({"TableName": "Again", "IndexName": "ByTaste", "SearchVector": [{"N": "9"}, {"N": "1"}], "TopK": 1,
        "ProjectionExpression": "pk"});
    assert_eq!(
        ask(&mut world, "SearchVectors", &body.to_string()),
        r#"{"SearchResults":[{"Item":{"pk":{"S":"lemon"}},"Score":0.0}]}"#
    );
}
