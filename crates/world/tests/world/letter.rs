//! Item operations to the letter, over a whole world: what needs more than one crate to be seen.

use serde_json::Value;
use world::{Mode, World};

use super::support::{ORDERS, PLAIN, ask, check_contains, complete, config, create, instant};

fn notes() -> World {
    let mut world = instant();
    create(&mut world, PLAIN);
    world
}

fn orders() -> World {
    let mut world = instant();
    create(&mut world, ORDERS);
    world
}

#[track_caller]
fn check(world: &mut World, operation: &str, body: &str, answer: &str) {
    let given = ask(world, operation, body);
    match (serde_json::from_str::<Value>(&given), serde_json::from_str::<Value>(answer)) {
        (Ok(given), Ok(answer)) => assert_eq!(given, answer, "{operation} {body}"),
        _ => assert_eq!(given, answer, "{operation} {body}"),
    }
}

#[track_caller]
fn refused(world: &mut World, operation: &str, body: &str, sentence: &str) {
    check(world, operation, body, &format!("ValidationException: {sentence}"));
}

#[test]
fn static_faults_come_before_the_missing_table() {
    let mut world = instant();
    let missing = "ResourceNotFoundException: Requested resource not found";
    // spec: 5.1/static errors before the missing table; 4.5/7 table lookup last; 8/order of errors
    for (operation, body, answer) in [
        ("GetItem", r#"{"TableName":"None","Key":{"pk":{"N":"x"}}}"#, "The parameter cannot be converted"),
        (
            "GetItem",
            r#"{"TableName":"None","Key":{},"ProjectionExpression":"a,,"}"#,
            "Invalid ProjectionExpression",
        ),
        ("PutItem", r#"{"TableName":"None","Item":{},"ReturnValues":"ALL_NEW"}"#, "ReturnValues can only be"),
        ("PutItem", r#"{"TableName":"None","Item":{},"ReturnValues":"X"}"#, "enum value set"),
        (
            "UpdateItem",
            r#"{"TableName":"None","Key":{},"UpdateExpression":"SET a = :v"}"#,
            "attribute value: :v",
        ),
        (
            "DeleteItem",
            r#"{"TableName":"None","Key":{},"ConditionExpression":"a = b","ExpressionAttributeValues":{":v":{"N":"1"}}}"#,
            "unused in expressions",
        ),
        ("Scan", r#"{"TableName":"None","FilterExpression":"size(a)"}"#, "not allowed to be used this way"),
        ("Query", r#"{"TableName":"None"}"#, "Either the KeyConditions"),
        (
            "BatchGetItem",
            r#"{"RequestItems":{"None":{"Keys":[{"a":{}}]}}}"#,
            "Supplied AttributeValue is empty",
        ),
        ("BatchWriteItem", r#"{"RequestItems":{"None":[{}]}}"#, "more than one datatypes"),
        // spec: 1.5/ResourceNotFoundException
        ("GetItem", r#"{"TableName":"None","Key":{}}"#, missing),
        ("PutItem", r#"{"TableName":"None","Item":{}}"#, missing),
        ("UpdateItem", r#"{"TableName":"None","Key":{}}"#, missing),
        ("DeleteItem", r#"{"TableName":"None","Key":{}}"#, missing),
        ("Scan", r#"{"TableName":"None","IndexName":"some"}"#, missing),
        ("BatchGetItem", r#"{"RequestItems":{"None":{"Keys":[{}]}}}"#, missing),
        ("BatchWriteItem", r#"{"RequestItems":{"None":[{"DeleteRequest":{"Key":{}}}]}}"#, missing),
    ] {
        check_contains(&ask(&mut world, operation, body), answer);
    }
}

#[test]
fn key_then_size_then_condition() {
    let mut world = notes();
    // spec: 5.1/order of execution checks
    let big = "x".repeat(409_600);
    let put = |key: &str, more: &str| {
        format!(r#"{{"TableName":"Notes","Item":{{{key}"x":{{"S":"{big}"}}}}{more}}}"#)
    };
    let condition = r#","ConditionExpression":"attribute_exists(pk)""#;
    refused(
        &mut world,
        "PutItem",
        &put("", condition),
        "One or more parameter values were invalid: Missing the key pk in the item",
    );
    // spec: 2.4/put: PutItem
    let too_big = "Item size has exceeded the maximum allowed size";
    refused(&mut world, "PutItem", &put(r#""pk":{"S":"a"},"#, condition), too_big);
    refused(
        &mut world,
        "BatchWriteItem",
        &format!(
            r#"{{"RequestItems":{{"Notes":[{{"PutRequest":{{"Item":{{"pk":{{"S":"a"}},"x":{{"S":"{big}"}}}}}}}}]}}}}"#
        ),
        too_big,
    );
    check(
        &mut world,
        "PutItem",
        &format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"a"}}}}{condition}}}"#),
        "ConditionalCheckFailedException: The conditional request failed",
    );
    refused(
        &mut world,
        "Query",
        r#"{"TableName":"Notes","IndexName":"None","KeyConditionExpression":"q = :q",
            "ExpressionAttributeValues":{":q":{"S":"x"}}}"#,
        "The table does not have the specified index: None",
    );
}

/// An update's own text is charged too: 3 bytes, 19 for the `SET`, its target and its value.
#[test]
fn large_updates() {
    let mut world = notes();
    // spec: 2.4/UpdateItem; 2.4/update request charge
    let mut update = |bytes: usize| {
        let value = "x".repeat(bytes);
        let body = format!(
            r#"{{"TableName":"Notes","Key":{{"pk":{{"S":"k"}}}},"UpdateExpression":"SET x = :v",
                "ConditionExpression":"attribute_exists(pk)","ExpressionAttributeValues":{{":v":{{"S":"{value}"}}}}}}"#
        );
        ask(&mut world, "UpdateItem", &body)
    };
    assert_eq!(update(409_577), "ConditionalCheckFailedException: The conditional request failed");
    // Before the condition.
    assert_eq!(
        update(409_578),
        "ValidationException: Item size to update has exceeded the maximum allowed size"
    );
}

#[test]
fn tables_with_local_indexes_have_room_for_less() {
    let mut world = orders();
    // spec: 2.4/table with LSI
    let mut put = |bytes: usize, n: &str| {
        let value = "x".repeat(bytes);
        let body = format!(
            r#"{{"TableName":"Orders","Item":{{"pk":{{"S":"p"}},"sk":{{"S":"s"}}{n},"x":{{"S":"{value}"}}}}}}"#
        );
        ask(&mut world, "PutItem", &body)
    };
    let sorted = r#","n":{"N":"1"}"#;
    let too_big = "ValidationException: Item size has exceeded the maximum allowed size";
    assert_eq!(put(300_000, ""), "{}");
    assert_eq!(put(300_000, sorted), too_big);
    assert_eq!(put(204_790, sorted), "{}");
    assert_eq!(put(204_791, sorted), too_big);
}

#[test]
fn capacity_in_every_shape() {
    let mut world = orders();
    let item = r#""pk":{"S":"p"},"sk":{"S":"s"},"n":{"N":"1"},"owner":{"S":"o"}"#;
    let key = r#"{"pk":{"S":"p"},"sk":{"S":"s"}}"#;
    for (operation, body, answer) in [
        // spec: 5.4/shape: NONE
        ("PutItem", format!(r#"{{"TableName":"Orders","Item":{{{item}}},"ReturnConsumedCapacity":"NONE"}}"#), "{}"),
        // spec: 5.4/shape: TOTAL
        (
            "PutItem",
            format!(r#"{{"TableName":"Orders","Item":{{{item}}},"ReturnConsumedCapacity":"TOTAL"}}"#),
            r#"{"ConsumedCapacity":{"TableName":"Orders","CapacityUnits":1.0}}"#,
        ),
        (
            "DeleteItem",
            format!(r#"{{"TableName":"Orders","Key":{key},"ReturnConsumedCapacity":"TOTAL"}}"#),
            r#"{"ConsumedCapacity":{"TableName":"Orders","CapacityUnits":3.0}}"#,
        ),
        // spec: 5.4/shape: INDEXES
        (
            "PutItem",
            format!(r#"{{"TableName":"Orders","Item":{{{item}}},"ReturnConsumedCapacity":"INDEXES"}}"#),
            r#"{"ConsumedCapacity":{"TableName":"Orders","CapacityUnits":3.0,"Table":{"CapacityUnits":1.0},"LocalSecondaryIndexes":{"ByN":{"CapacityUnits":1.0}},"GlobalSecondaryIndexes":{"ByOwner":{"CapacityUnits":1.0}}}}"#,
        ),
        (
            "Query",
            r##"{"TableName":"Orders","IndexName":"ByOwner","KeyConditionExpression":"#o = :o","ReturnConsumedCapacity":"INDEXES",
                "ExpressionAttributeNames":{"#o":"owner"},"ExpressionAttributeValues":{":o":{"S":"none"}}}"##
                .to_owned(),
            r#"{"Items":[],"Count":0,"ScannedCount":0,"ConsumedCapacity":{"TableName":"Orders","CapacityUnits":0.5,"Table":{"CapacityUnits":0.0},"GlobalSecondaryIndexes":{"ByOwner":{"CapacityUnits":0.5}}}}"#,
        ),
        // spec: 5.4/GetItem
        (
            "GetItem",
            format!(r#"{{"TableName":"Orders","Key":{key},"ReturnConsumedCapacity":"INDEXES","ConsistentRead":true,"ProjectionExpression":"zzz"}}"#),
            r#"{"Item":{},"ConsumedCapacity":{"TableName":"Orders","CapacityUnits":1.0,"Table":{"CapacityUnits":1.0}}}"#,
        ),
        // spec: 5.4/shape: Batch array; 5.4/BatchGetItem
        (
            "BatchGetItem",
            format!(
                r#"{{"RequestItems":{{"Orders":{{"Keys":[{key},{{"pk":{{"S":"no"}},"sk":{{"S":"s"}}}}],"ProjectionExpression":"n"}}}},"ReturnConsumedCapacity":"TOTAL"}}"#
            ),
            r#"{"Responses":{"Orders":[{"n":{"N":"1"}}]},"UnprocessedKeys":{},"ConsumedCapacity":[{"TableName":"Orders","CapacityUnits":1.0}]}"#,
        ),
        // spec: 5.4/BatchWriteItem
        (
            "BatchWriteItem",
            format!(
                r#"{{"RequestItems":{{"Orders":[{{"DeleteRequest":{{"Key":{key}}}}},{{"DeleteRequest":{{"Key":{{"pk":{{"S":"no"}},"sk":{{"S":"s"}}}}}}}}]}},"ReturnConsumedCapacity":"INDEXES"}}"#
            ),
            r#"{"UnprocessedItems":{},"ConsumedCapacity":[{"TableName":"Orders","CapacityUnits":4.0,"Table":{"CapacityUnits":2.0},"LocalSecondaryIndexes":{"ByN":{"CapacityUnits":1.0}},"GlobalSecondaryIndexes":{"ByOwner":{"CapacityUnits":1.0}}}]}"#,
        ),
        // spec: A.5/Scan of one tiny item
        (
            "Scan",
            r#"{"TableName":"Orders","ReturnConsumedCapacity":"TOTAL","ConsistentRead":true}"#.to_owned(),
            r#"{"Items":[],"Count":0,"ScannedCount":0,"ConsumedCapacity":{"TableName":"Orders","CapacityUnits":4.0}}"#,
        ),
    ] {
        check(&mut world, operation, &body, answer);
    }
}

#[test]
fn batches() {
    let mut world = orders();
    let put =
        |pk: &str, sk: &str| format!(r#"{{"PutRequest":{{"Item":{{"pk":{{"S":"{pk}"}},"sk":{sk}}}}}}}"#);
    let batch = |writes: &[String]| format!(r#"{{"RequestItems":{{"Orders":[{}]}}}}"#, writes.join(","));
    // spec: 5.7/whole batch validated first; 8/batch writes
    for (writes, fault) in [
        (
            vec![put("a", r#"{"S":"1"}"#), put("b", r#"{"N":"1"}"#)],
            "The provided key element does not match the schema",
        ),
        (
            vec![put("a", r#"{"S":"1"}"#), put("b", r#"{"S":""}"#)],
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an \
             empty string value. Key: sk",
        ),
        (
            vec![put("a", r#"{"S":"1"}"#), r#"{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}"#.to_owned()],
            "The provided key element does not match the schema",
        ),
        (
            // spec: 5.7/same key twice
            vec![
                put("a", r#"{"S":"1"}"#),
                r#"{"DeleteRequest":{"Key":{"sk":{"S":"1"},"pk":{"S":"a"}}}}"#.to_owned(),
            ],
            "Provided list of item keys contains duplicates",
        ),
    ] {
        refused(&mut world, "BatchWriteItem", &batch(&writes), fault);
    }
    check(
        &mut world,
        "Scan",
        r#"{"TableName":"Orders","Select":"COUNT"}"#,
        r#"{"Count":0,"ScannedCount":0}"#,
    );
    // spec: 5.6/limits, UnprocessedKeys, missing items
    check(
        &mut world,
        "BatchGetItem",
        r#"{"RequestItems":{"Orders":{"Keys":[{"pk":{"S":"a"},"sk":{"S":"1"}}]}}}"#,
        r#"{"Responses":{"Orders":[]},"UnprocessedKeys":{}}"#,
    );
}

#[test]
fn numbers_that_are_equal_are_one_key() {
    let mut world = instant();
    create(
        &mut world,
        r#"{"TableName":"Numbers","BillingMode":"PAY_PER_REQUEST",
            "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"N"}],
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#,
    );
    // spec: 5.7/same key twice; 2.2/equality by value
    refused(
        &mut world,
        "BatchWriteItem",
        r#"{"RequestItems":{"Numbers":[{"PutRequest":{"Item":{"pk":{"N":"1"}}}},{"DeleteRequest":{"Key":{"pk":{"N":"1.0"}}}}]}}"#,
        "Provided list of item keys contains duplicates",
    );
    check(
        &mut world,
        "PutItem",
        r#"{"TableName":"Numbers","Item":{"pk":{"N":"1e0"},"x":{"N":"0042.1200"}}}"#,
        "{}",
    );
    check(
        &mut world,
        "GetItem",
        r#"{"TableName":"Numbers","Key":{"pk":{"N":"1.00"}},"ConsistentRead":true}"#,
        r#"{"Item":{"pk":{"N":"1"},"x":{"N":"42.12"}}}"#,
    );
}

#[test]
fn a_failed_condition_may_show_the_item() {
    let mut world = notes();
    ask(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"},"n":{"N":"1"}}}"#);
    // spec: 5.2/condition fails
    for (operation, body, item) in [
        (
            "PutItem",
            r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}"#,
            true,
        ),
        (
            "UpdateItem",
            r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}},"UpdateExpression":"REMOVE n","ConditionExpression":"attribute_exists(q)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}"#,
            true,
        ),
        (
            "DeleteItem",
            r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(q)","ReturnValuesOnConditionCheckFailure":"NONE"}"#,
            false,
        ),
        (
            "DeleteItem",
            r#"{"TableName":"Notes","Key":{"pk":{"S":"z"}},"ConditionExpression":"attribute_exists(q)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}"#,
            false,
        ),
        // An older parameter does the same.
        (
            "DeleteItem",
            r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}},"Expected":{"n":{"Exists":false}},"ReturnValuesOnConditionCheckFailure":"ALL_OLD"}"#,
            true,
        ),
    ] {
        let error = complete(&mut world, operation, body).result.expect_err("refused");
        assert_eq!(error.to_string(), "ConditionalCheckFailedException: The conditional request failed");
        assert_eq!(
            error.item.map(|item| item.to_json()),
            item.then(|| r#"{"n":{"N":"1"},"pk":{"S":"a"}}"#.to_owned())
        );
    }
}

/// Each item in exactly one segment, whatever their number.
#[test]
fn segments_are_exact() {
    let mut world = notes();
    for n in 0..60 {
        ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"k{n}"}}}}}}"#));
    }
    // spec: 8/parallel scan
    for total in [1, 2, 3, 7, 1000] {
        let mut found = 0;
        for segment in 0..total {
            let body = format!(
                r#"{{"TableName":"Notes","Segment":{segment},"TotalSegments":{total},"ConsistentRead":true,"Select":"COUNT"}}"#
            );
            let answer = ask(&mut world, "Scan", &body);
            let count = answer
                .trim_start_matches(r#"{"Count":"#)
                .split(',')
                .next()
                .and_then(|n| n.parse::<u32>().ok());
            found += count.expect("a count");
        }
        assert_eq!(found, 60, "{total} segments");
    }
}

#[test]
fn projections_and_local_indexes() {
    let mut world = orders();
    ask(
        &mut world,
        "PutItem",
        r#"{"TableName":"Orders","Item":{"pk":{"S":"p"},"sk":{"S":"s"},"n":{"N":"1"},"status":{"S":"new"},"x":{"L":[{"S":"0"},{"S":"1"},{"S":"2"},{"S":"3"}]}}}"#,
    );
    for (body, answer) in [
        (
            // spec: 3.5/LSI; 4.8/list compaction and merging
            r#"{"TableName":"Orders","IndexName":"ByN","ConsistentRead":true,"KeyConditionExpression":"pk = :p AND n = :n",
                "ProjectionExpression":"x[3], x[1]","ExpressionAttributeValues":{":p":{"S":"p"},":n":{"N":"1"}}}"#,
            r#"{"Items":[{"x":{"L":[{"S":"1"},{"S":"3"}]}}],"Count":1,"ScannedCount":1}"#,
        ),
        (
            // spec: 3.5/Projection
            r##"{"TableName":"Orders","IndexName":"ByStatus","KeyConditionExpression":"#s = :s",
                "ExpressionAttributeNames":{"#s":"status"},"ExpressionAttributeValues":{":s":{"S":"new"}}}"##,
            r#"{"Items":[{"pk":{"S":"p"},"sk":{"S":"s"},"status":{"S":"new"}}],"Count":1,"ScannedCount":1}"#,
        ),
    ] {
        let body = body.replace('\n', " ");
        check(&mut world, "Query", &body, answer);
    }
}

/// Names and values that are used, together.
#[test]
fn placeholders_have_room_for_two_megabytes() {
    let mut world = notes();
    // spec: 4.3/EAN/EAV total
    let mut scan = |bytes: usize| {
        let value = "x".repeat(bytes);
        let body = format!(
            r#"{{"TableName":"Notes","FilterExpression":"a = :v","ExpressionAttributeValues":{{":v":{{"S":"{value}"}}}}}}"#
        );
        ask(&mut world, "Scan", &body)
    };
    check_contains(&scan(2_000_000), r#""Count":0"#);
    check_contains(&scan(2_097_153), "ValidationException: ");
}

/// The items with one partition key, and their entries in local indexes, have room for 10 GB; here for less.
#[test]
fn item_collections_have_a_limit() {
    let mut world = World::new(config(7, Mode::Instant, &[("quota.collection_bytes", 5_000)]));
    create(&mut world, ORDERS);
    create(&mut world, PLAIN);
    let item = |sk: &str, bytes: usize| {
        let text = "x".repeat(bytes);
        format!(r#"{{"pk":{{"S":"p"}},"sk":{{"S":"{sk}"}},"n":{{"N":"1"}},"x":{{"S":"{text}"}}}}"#)
    };
    let put = |sk: &str, bytes: usize| format!(r#"{{"TableName":"Orders","Item":{}}}"#, item(sk, bytes));
    check(&mut world, "PutItem", &put("a", 1_000), "{}");
    check(&mut world, "PutItem", &put("b", 1_000), "{}");
    // spec: 1.5/ItemCollectionSizeLimitExceededException
    let full = "ItemCollectionSizeLimitExceededException: Collection size exceeded.";
    check(&mut world, "PutItem", &put("c", 1_000), full);
    check(
        &mut world,
        "BatchWriteItem",
        &format!(r#"{{"RequestItems":{{"Orders":[{{"PutRequest":{{"Item":{}}}}}]}}}}"#, item("c", 1_000)),
        full,
    );
    let transaction = format!(r#"{{"TransactItems":[{{"Put":{}}}]}}"#, put("c", 1_000));
    check_contains(&ask(&mut world, "TransactWriteItems", &transaction), "[ItemCollectionSizeLimitExceeded]");
    // What makes it smaller is always welcome, and other collections and tables have their own room.
    check(&mut world, "PutItem", &put("b", 10), "{}");
    check(&mut world, "PutItem", &put("c", 900), "{}");
    check(&mut world, "PutItem", &put("d", 2_000).replace(r#""S":"p""#, r#""S":"q""#), "{}");
    let large = "x".repeat(9_000);
    let plain = format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"p"}},"x":{{"S":"{large}"}}}}}}"#);
    check(&mut world, "PutItem", &plain, "{}");
}

/// Names of things: an ARN says region, account, table, index and stream; each table has a number of its own.
#[test]
fn names_of_things() {
    let mut world = orders();
    // spec: 3.1/ARNs; 3.1/TableId
    let describe = r#"{"TableName":"Orders"}"#;
    let described = ask(&mut world, "DescribeTable", describe);
    check_contains(&described, r#""TableArn":"arn:aws:dynamodb:eu-central-1:123456789012:table/Orders""#);
    check_contains(
        &described,
        r#""IndexArn":"arn:aws:dynamodb:eu-central-1:123456789012:table/Orders/index/ByN""#,
    );
    let id = |described: &str| {
        let table: Value = serde_json::from_str(described).expect("JSON");
        table["Table"]["TableId"].as_str().expect("a number").to_owned()
    };
    let first = id(&described);
    let parts: Vec<usize> = first.split('-').map(str::len).collect();
    assert_eq!(parts, [8, 4, 4, 4, 12], "{first}");
    ask(&mut world, "DeleteTable", describe);
    world.run_idle();
    create(&mut world, ORDERS);
    assert_ne!(id(&ask(&mut world, "DescribeTable", describe)), first);
    // spec: 3.1/TableName in data-plane inputs; 8/ARN as TableName
    check(
        &mut world,
        "Scan",
        r#"{"TableName":"arn:aws:dynamodb:eu-central-1:123456789012:table/Orders","Select":"COUNT","ReturnConsumedCapacity":"TOTAL"}"#,
        r#"{"Count":0,"ScannedCount":0,"ConsumedCapacity":{"TableName":"arn:aws:dynamodb:eu-central-1:123456789012:table/Orders","CapacityUnits":2.0}}"#,
    );
}

/// A batch answers with 16 MB at most; the keys that are left come back with what was asked of them.
#[test]
fn full_batches_leave_keys() {
    let mut world = notes();
    let text = "x".repeat(400_000);
    for n in 0..43 {
        let body = format!(
            r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"k{n}"}},"size":{{"N":"1"}},"x":{{"S":"{text}"}}}}}}"#
        );
        check(&mut world, "PutItem", &body, "{}");
    }
    let keys: Vec<String> = (0..43).map(|n| format!(r#"{{"pk":{{"S":"k{n}"}}}}"#)).collect();
    let keys = keys.join(",");
    // spec: 5.6/limits, UnprocessedKeys, missing items
    let left = r#""Keys":[{"pk":{"S":"k41"}},{"pk":{"S":"k42"}}]"#;
    for settings in [
        r#""ProjectionExpression":"pk""#,
        r##""ConsistentRead":true,"ProjectionExpression":"#s, x","ExpressionAttributeNames":{"#s":"size"}"##,
        r#""AttributesToGet":["pk","a.b"]"#,
    ] {
        let body = format!(r#"{{"RequestItems":{{"Notes":{{"Keys":[{keys}],{settings}}}}}}}"#);
        let answer = ask(&mut world, "BatchGetItem", &body);
        check_contains(&answer, &format!(r#""UnprocessedKeys":{{"Notes":{{{left},{settings}}}}}"#));
    }
}
