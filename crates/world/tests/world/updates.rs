//! `UpdateTable` and tags, as the table has it.

use serde_json::{Value, json};
use world::World;

use crate::support::{ORDERS, PLAIN, REGION, SECOND, ask, check_contains, create, instant, simulated};

const P: &str = "ValidationException: One or more parameter values were invalid: ";
const IN_USE: &str = "ResourceInUseException: Attempt to change a resource which is still in use: ";
const ARN: &str = "arn:aws:dynamodb:eu-central-1:123456789012:table/Notes";

fn body(table: &str, members: &Value) -> String {
    let mut body = members.clone();
    body["TableName"] = json!(table);
    body.to_string()
}

fn update(world: &mut World, members: &Value) -> String {
    ask(world, "UpdateTable", &body("Notes", members))
}

#[track_caller]
fn refused(world: &mut World, members: &Value, expected: &str) {
    let before = ask(world, "DescribeTable", r#"{"TableName":"Notes"}"#);
    let answer = update(world, members);
    assert_eq!(answer, expected.replace("P: ", P));
    // Rejected calls change nothing.
    assert_eq!(ask(world, "DescribeTable", r#"{"TableName":"Notes"}"#), before);
}

fn described(world: &mut World) -> Value {
    let answer = ask(world, "DescribeTable", r#"{"TableName":"Notes"}"#);
    serde_json::from_str::<Value>(&answer).expect("JSON")["Table"].clone()
}

fn units(read: u64, write: u64) -> Value {
    json!({"ReadCapacityUnits": read, "WriteCapacityUnits": write})
}

fn on_demand() -> String {
    let mut table: Value = serde_json::from_str(PLAIN).expect("JSON");
    table["BillingMode"] = json!("PAY_PER_REQUEST");
    table.as_object_mut().expect("an object").remove("ProvisionedThroughput");
    table.to_string()
}

/// `Notes` with a global index `ByTag`.
fn indexed(billing: &str) -> String {
    let mut table: Value = serde_json::from_str(&on_demand()).expect("JSON");
    table["BillingMode"] = json!(billing);
    table["AttributeDefinitions"] = json!([{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "tag", "AttributeType": "S"}]);
    table["GlobalSecondaryIndexes"] = json!([by("ByTag", "tag")]);
    if billing == "PROVISIONED" {
        table["ProvisionedThroughput"] = units(5, 5);
        table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"] = units(5, 5);
    }
    table.to_string()
}

fn by(name: &str, attribute: &str) -> Value {
    json!({"IndexName": name, "KeySchema": [{"AttributeName": attribute, "KeyType": "HASH"}],
           "Projection": {"ProjectionType": "ALL"}})
}

fn added(index: &Value, attribute: &str, kind: &str) -> Value {
    json!({"AttributeDefinitions": [{"AttributeName": attribute, "AttributeType": kind}],
           "GlobalSecondaryIndexUpdates": [{"Create": index}]})
}

fn deleted(name: &str) -> Value {
    json!({"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": name}}]})
}

fn put(world: &mut World, attributes: &Value) -> String {
    ask(world, "PutItem", &json!({"TableName": "Notes", "Item": attributes}).to_string())
}

fn query(world: &mut World, index: &str, attribute: &str, value: &str) -> String {
    let body = json!({
        "TableName": "Notes", "IndexName": index, "KeyConditionExpression": "#a = :v",
        "ExpressionAttributeNames": {"#a": attribute}, "ExpressionAttributeValues": {":v": {"S": value}},
    });
    ask(world, "Query", &body.to_string())
}

fn advance(world: &mut World, time: u64) {
    world.run_until(world.now() + time);
}

#[test]
fn there_must_be_a_table() {
    let mut world = simulated(&[]);
    refused(
        &mut world,
        &json!({"DeletionProtectionEnabled": true}),
        "ResourceNotFoundException: Requested resource not found: Table: Notes not found",
    );
}

#[test]
fn busy_tables_wait() {
    let mut world = simulated(&[]);
    ask(&mut world, "CreateTable", PLAIN);
    let change = json!({"ProvisionedThroughput": units(6, 6)});
    // spec: 3.4/ResourceInUseException texts
    refused(&mut world, &change, &format!("{IN_USE}Table is being created: Notes"));
    refused(
        &mut world,
        &json!({"DeletionProtectionEnabled": true}),
        "ResourceInUseException: Table needs to be in ACTIVE status to modify deletion protection setting.",
    );
    world.run_idle();
    check_contains(&update(&mut world, &change), r#""TableStatus":"UPDATING""#);
    refused(&mut world, &change, &format!("{IN_USE}Table IOPS are currently being updated. Table: Notes"));
    let answer = ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    assert_eq!(answer, format!("{IN_USE}Table: Notes is in the process of being updated."));
    world.run_idle();
    check_contains(&update(&mut world, &json!({"TableClass": "STANDARD"})), "UPDATING");
    refused(&mut world, &change, &format!("{IN_USE}Table: Notes is in the process of being updated."));
    world.run_idle();
    ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    refused(&mut world, &change, &format!("{IN_USE}Table is being deleted: Notes"));
}

#[test]
// spec: 3.4/transition: throughput, stream, table class; 3.3/ProvisionedThroughput
fn throughput_changes_in_a_while() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    // spec: 3.4/same throughput
    refused(
        &mut world,
        &json!({"ProvisionedThroughput": units(5, 5)}),
        "ValidationException: The provisioned throughput for the table will not change. The requested value equals \
         the current value. Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. \
         Current WriteCapacityUnits provisioned for the table: 5. Requested WriteCapacityUnits: 5. Refer to the \
         Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
    );
    // spec: 3.2/over quota
    refused(
        &mut world,
        &json!({"ProvisionedThroughput": units(40_001, 5)}),
        "LimitExceededException: The requested ReadCapacityUnits, 40001, is above the per table maximum for the \
         account in eu-central-1. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current \
         limits and how to request higher limits.",
    );
    let answer = update(&mut world, &json!({"ProvisionedThroughput": units(9, 4)}));
    // spec: 3.4/responses echo old values
    // The answer has the old values.
    check_contains(&answer, r#""ReadCapacityUnits":5,"WriteCapacityUnits":5"#);
    check_contains(&answer, r#""TableStatus":"UPDATING""#);
    // Items can be reached meanwhile.
    assert_eq!(put(&mut world, &json!({"pk": {"S": "a"}})), "{}");
    world.run_idle();
    let table = described(&mut world);
    assert_eq!(table["TableStatus"], "ACTIVE");
    let found = &table["ProvisionedThroughput"];
    assert_eq!((&found["ReadCapacityUnits"], &found["WriteCapacityUnits"]), (&json!(9), &json!(4)));
    assert_eq!(found["NumberOfDecreasesToday"], 1);
    assert_eq!(found["LastDecreaseDateTime"], found["LastIncreaseDateTime"]);
    assert!(found["LastDecreaseDateTime"].as_f64().expect("a time") > 1_790_000_000.0);
    assert_eq!(table["WarmThroughput"]["ReadUnitsPerSecond"], 9);
    assert_eq!(table["WarmThroughput"]["WriteUnitsPerSecond"], 5);
    assert_eq!(table.get("BillingModeSummary"), None);
}

#[test]
fn decreases_are_counted_by_the_day() {
    let mut world = simulated(&[]);
    create(&mut world, &PLAIN.replace(":5", ":50"));
    for n in 1..=4 {
        check_contains(&update(&mut world, &json!({"ProvisionedThroughput": units(50 - n, 50)})), "UPDATING");
        world.run_idle();
    }
    assert_eq!(described(&mut world)["ProvisionedThroughput"]["NumberOfDecreasesToday"], 4);
    // spec: 3.4/5th decrease
    let answer = update(&mut world, &json!({"ProvisionedThroughput": units(45, 50)}));
    check_contains(
        &answer,
        "LimitExceededException: Subscriber limit exceeded: Provisioned throughput decreases are limited within a \
         given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at \
         most once every 3600 seconds. Number of decreases today: 4. Last decrease at ",
    );
    // Increases are free, and so are decreases after an hour.
    check_contains(&update(&mut world, &json!({"ProvisionedThroughput": units(60, 50)})), "UPDATING");
    world.run_idle();
    advance(&mut world, 3_600 * SECOND);
    check_contains(&update(&mut world, &json!({"ProvisionedThroughput": units(45, 50)})), "UPDATING");
    world.run_idle();
    check_contains(
        &update(&mut world, &json!({"ProvisionedThroughput": units(44, 50)})),
        "Number of decreases today: 5.",
    );
    advance(&mut world, 24 * 3_600 * SECOND);
    assert_eq!(described(&mut world)["ProvisionedThroughput"]["NumberOfDecreasesToday"], 0);
    check_contains(&update(&mut world, &json!({"ProvisionedThroughput": units(44, 50)})), "UPDATING");
}

#[test]
// spec: 3.3/BillingModeSummary; 3.4/transition: PPR→PROVISIONED / PROVISIONED→PPR
fn billing_mode_switches_and_is_remembered() {
    let mut world = simulated(&[]);
    create(&mut world, &indexed("PROVISIONED"));
    // spec: 3.4/no-op: PPR→PPR, same DeletionProtection, same OnDemandThroughput
    update(&mut world, &json!({"BillingMode": "PAY_PER_REQUEST"}));
    world.run_idle();
    let table = described(&mut world);
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(table["TableThroughputModeSummary"]["TableThroughputMode"], "PAY_PER_REQUEST");
    assert_eq!(
        table["ProvisionedThroughput"],
        json!({"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0})
    );
    assert_eq!(table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"], 0);
    assert_eq!(table["WarmThroughput"]["ReadUnitsPerSecond"], 5);
    let since = table["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"].clone();
    assert_ne!(since, table["CreationDateTime"]);
    let answer = update(&mut world, &json!({"BillingMode": "PAY_PER_REQUEST"}));
    check_contains(&answer, r#""TableStatus":"ACTIVE""#);
    // spec: 3.4/PPR→PROVISIONED without table or per-GSI throughput
    let back = json!({"BillingMode": "PROVISIONED", "ProvisionedThroughput": units(7, 7)});
    refused(&mut world, &back, "P: ProvisionedThroughput must be specified for index: ByTag");
    refused(
        &mut world,
        &json!({"ProvisionedThroughput": units(7, 7)}),
        "P: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
    let of_index = json!([{"Update": {"IndexName": "ByTag", "ProvisionedThroughput": units(8, 8)}}]);
    // spec: 3.4/GSI throughput under PPR
    refused(
        &mut world,
        &json!({"GlobalSecondaryIndexUpdates": of_index}),
        "P: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ByTag when BillingMode is \
         PAY_PER_REQUEST",
    );
    let mut back = back;
    back["GlobalSecondaryIndexUpdates"] = of_index;
    check_contains(&update(&mut world, &back), r#""TableStatus":"UPDATING""#);
    world.run_idle();
    let table = described(&mut world);
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PROVISIONED");
    assert_eq!(table["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"], since);
    assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], 7);
    assert_eq!(table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"], 8);
}

#[test]
// spec: 3.4/transition: DeletionProtection, OnDemandThroughput synchronous
fn limits_on_demand_are_merged() {
    let mut world = simulated(&[]);
    create(&mut world, &on_demand());
    // spec: 3.4/OnDemandThroughput
    for (limits, expected) in [
        (json!({"MaxReadRequestUnits": 10}), json!({"MaxReadRequestUnits": 10})),
        (json!({"MaxWriteRequestUnits": 5}), json!({"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 5})),
        (json!({"MaxWriteRequestUnits": 5}), json!({"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 5})),
        (json!({"MaxReadRequestUnits": -1}), json!({"MaxWriteRequestUnits": 5})),
    ] {
        check_contains(&update(&mut world, &json!({"OnDemandThroughput": limits})), "ACTIVE");
        assert_eq!(described(&mut world)["OnDemandThroughput"], expected);
    }
    update(&mut world, &json!({"OnDemandThroughput": {"MaxWriteRequestUnits": -1}}));
    assert_eq!(described(&mut world).get("OnDemandThroughput"), None);
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    // spec: 3.2/MaxRead/WriteRequestUnits on PROVISIONED
    refused(
        &mut world,
        &json!({"OnDemandThroughput": {"MaxReadRequestUnits": 10}}),
        "P: MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED",
    );
}

#[test]
// spec: 3.3/WarmThroughput; 3.4/transition: WarmThroughput increase
fn warmth_only_grows() {
    let mut world = simulated(&[]);
    create(&mut world, &on_demand());
    // spec: 3.4/WarmThroughput lower
    refused(
        &mut world,
        &json!({"WarmThroughput": {"ReadUnitsPerSecond": 11_999}}),
        "P: Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, \
         decreasing WarmThroughput is not supported",
    );
    update(&mut world, &json!({"WarmThroughput": {"WriteUnitsPerSecond": 5_000}}));
    let expected =
        |status: &str| json!({"ReadUnitsPerSecond": 12_000, "Status": status, "WriteUnitsPerSecond": 5_000});
    assert_eq!(described(&mut world)["WarmThroughput"], expected("UPDATING"));
    advance(&mut world, 300 * SECOND);
    assert_eq!(described(&mut world)["WarmThroughput"], expected("ACTIVE"));
    // spec: 3.2/warm throughput too low
    for (table, warm, expected) in [
        (
            on_demand(),
            json!({"WriteUnitsPerSecond": 3_999}),
            "WriteUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand",
        ),
        (
            PLAIN.to_owned(),
            json!({"ReadUnitsPerSecond": 4}),
            "ReadUnitsPerSecond for WarmThroughput for table is lower than ReadCapacityUnits of ProvisionedThroughput",
        ),
    ] {
        let mut table: Value = serde_json::from_str(&table).expect("JSON");
        table["TableName"] = json!("Other");
        table["WarmThroughput"] = warm;
        let answer = ask(&mut world, "CreateTable", &table.to_string());
        assert_eq!(answer, format!("{P}Requested {expected}"));
    }
    let mut table: Value = serde_json::from_str(ORDERS).expect("JSON");
    table["GlobalSecondaryIndexes"][0]["WarmThroughput"] = json!({"ReadUnitsPerSecond": 11_000});
    assert_eq!(
        ask(&mut world, "CreateTable", &table.to_string()),
        format!(
            "{P}Requested ReadUnitsPerSecond for WarmThroughput for index ByStatus is lower than initial throughput for OnDemand"
        ),
    );
    table["GlobalSecondaryIndexes"][0]["WarmThroughput"] = json!({"ReadUnitsPerSecond": 13_000});
    let answer = ask(&mut world, "CreateTable", &table.to_string());
    check_contains(&answer, r#""WarmThroughput":{"ReadUnitsPerSecond":13000"#);
    assert_eq!(answer.matches("WarmThroughput").count(), 1);
}

#[test]
// spec: 3.3/DeletionProtectionEnabled
fn deletion_protection_has_a_cooldown() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let protect = |on: bool| json!({"DeletionProtectionEnabled": on});
    check_contains(&update(&mut world, &protect(true)), r#""DeletionProtectionEnabled":true"#);
    check_contains(&update(&mut world, &protect(true)), r#""TableStatus":"ACTIVE""#);
    // spec: 3.4/DeletionProtection toggled twice in 15 s
    let answer = update(&mut world, &protect(false));
    check_contains(
        &answer,
        "ThrottlingException: Deletion protection setting for table Notes modified within the previous 15000 \
         milliseconds. Please try again after 2026-09-21T",
    );
    assert!(answer.ends_with('Z'), "{answer}");
    let answer = ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    check_contains(&answer, "Resource cannot be deleted as it is currently protected against deletion.");
    advance(&mut world, 15 * SECOND);
    check_contains(&update(&mut world, &protect(false)), r#""DeletionProtectionEnabled":false"#);
}

#[test]
// spec: 3.3/TableClassSummary; 3.7/Table class
fn the_class_changes_twice_a_month() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    assert_eq!(described(&mut world).get("TableClassSummary"), None);
    for class in ["STANDARD_INFREQUENT_ACCESS", "STANDARD"] {
        check_contains(&update(&mut world, &json!({"TableClass": class})), r#""TableStatus":"UPDATING""#);
        world.run_idle();
        assert_eq!(described(&mut world)["TableClassSummary"], json!({"TableClass": class}));
    }
    // spec: 3.4/TableClass third change
    refused(
        &mut world,
        &json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"}),
        "LimitExceededException: Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s).",
    );
    advance(&mut world, 31 * 24 * 3_600 * SECOND);
    check_contains(&update(&mut world, &json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"})), "UPDATING");
}

#[test]
// spec: 3.3/SSEDescription; 3.4/transition: SSE change
fn encryption_changes_keys() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let encrypt = |on: bool| json!({"SSESpecification": {"Enabled": on}});
    // spec: 3.4/SSE no-op
    refused(&mut world, &encrypt(false), "P: Table is already encrypted by default");
    check_contains(&update(&mut world, &encrypt(true)), r#""TableStatus":"ACTIVE""#);
    let table = described(&mut world);
    let description = table["SSEDescription"].clone();
    assert_eq!((&description["Status"], &description["SSEType"]), (&json!("UPDATING"), &json!("KMS")));
    let key = description["KMSMasterKeyArn"].as_str().expect("a key");
    assert!(key.starts_with("arn:aws:kms:eu-central-1:123456789012:key/"), "{key}");
    refused(&mut world, &encrypt(false), &format!("{IN_USE}Server-Side Encryption is still being updated"));
    advance(&mut world, 30 * SECOND);
    assert_eq!(described(&mut world)["SSEDescription"]["Status"], "ENABLED");
    refused(
        &mut world,
        &encrypt(true),
        "P: Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change \
         Master Key",
    );
    update(&mut world, &encrypt(false));
    assert_eq!(described(&mut world).get("SSEDescription"), None);
}

/// UPDATING and CREATING, then ACTIVE and backfilling, then there.
#[test]
fn an_index_is_added() {
    let mut world = simulated(&[]);
    create(&mut world, &on_demand());
    for n in 0..40 {
        put(&mut world, &json!({"pk": {"S": format!("p{n}")}, "tag": {"S": format!("t{}", n % 2)}}));
    }
    // What doesn't fit the key of the index to come: left out of it.
    put(&mut world, &json!({"pk": {"S": "number"}, "tag": {"N": "1"}}));
    put(&mut world, &json!({"pk": {"S": "empty"}, "tag": {"S": ""}}));
    put(&mut world, &json!({"pk": {"S": "long"}, "tag": {"S": "x".repeat(2_049)}}));
    put(&mut world, &json!({"pk": {"S": "none"}}));
    let answer = update(&mut world, &added(&by("ByTag", "tag"), "tag", "S"));
    check_contains(&answer, r#""Backfilling":false"#);
    check_contains(&answer, r#""IndexStatus":"CREATING""#);
    check_contains(&answer, r#""TableStatus":"UPDATING""#);
    let cannot = "ValidationException: Cannot read from backfilling global secondary index: ByTag";
    // spec: 3.5/Query or Scan on an index that is not ACTIVE yet
    assert_eq!(query(&mut world, "ByTag", "tag", "t0"), cannot);
    // spec: 3.4/second create/delete while one runs, or two in one call
    let one = "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted \
               simultaneously per table";
    refused(&mut world, &added(&by("Other", "tag"), "tag", "S"), one);
    refused(
        &mut world,
        &deleted("ByTag"),
        &format!(
            "{IN_USE}Index creation is in resource allocation phase. Retry deletion during backfilling phase or when \
             the index is active. Table: Notes Index: ByTag"
        ),
    );
    let answer = ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    assert_eq!(
        answer,
        format!("{IN_USE}Cannot delete table while indexes are being created, updated, or deleted.")
    );
    advance(&mut world, 33 * SECOND);
    let table = described(&mut world);
    assert_eq!(table["TableStatus"], "ACTIVE");
    assert_eq!(table["GlobalSecondaryIndexes"][0]["Backfilling"], true);
    assert_eq!(table["GlobalSecondaryIndexes"][0]["IndexStatus"], "CREATING");
    assert_eq!(query(&mut world, "ByTag", "tag", "t0"), cannot);
    refused(&mut world, &added(&by("Other", "tag"), "tag", "S"), one);
    let answer = ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    check_contains(&answer, "Cannot delete table while indexes");
    // What doesn't fit may still be written, what does reaches the index, what goes leaves it.
    assert_eq!(put(&mut world, &json!({"pk": {"S": "late"}, "tag": {"N": "2"}})), "{}");
    assert_eq!(put(&mut world, &json!({"pk": {"S": "p0"}, "tag": {"S": "t1"}})), "{}");
    ask(&mut world, "DeleteItem", r#"{"TableName":"Notes","Key":{"pk":{"S":"p39"}}}"#);
    // A checkpoint in the middle goes on.
    let copy = World::restore(world.durable(), Some(&world.volatile())).expect("a checkpoint");
    let bare = World::restore(world.durable(), None).expect("a checkpoint");
    let mut hashes = Vec::new();
    for mut world in [world, copy, bare] {
        world.run_idle();
        let table = described(&mut world);
        let index = &table["GlobalSecondaryIndexes"][0];
        assert_eq!((&index["IndexStatus"], index.get("Backfilling")), (&json!("ACTIVE"), None));
        assert_eq!(index["ItemCount"], 39);
        check_contains(&query(&mut world, "ByTag", "tag", "t0"), r#""Count":19"#);
        check_contains(&query(&mut world, "ByTag", "tag", "t1"), r#""Count":20"#);
        // From now on, what doesn't fit is refused.
        check_contains(
            &put(&mut world, &json!({"pk": {"S": "late"}, "tag": {"N": "2"}})),
            "Type mismatch for Index Key tag Expected: S Actual: N IndexName: ByTag",
        );
        assert_eq!(table["AttributeDefinitions"].as_array().map(Vec::len), Some(2));
        let info = world.table(REGION, "Notes").expect("the table");
        assert_eq!(info.indexes[0].partitions.iter().map(|it| it.item_count).sum::<u64>(), 39);
        hashes.push(world.state_hash());
    }
    assert_eq!(hashes[0], hashes[1]);
    assert_eq!(hashes[0], hashes[2]);
}

#[test]
// spec: 3.4/transition: GSI delete, GSI throughput update
fn an_index_is_deleted_and_leaves_nothing() {
    let mut world = simulated(&[
        ("index_lag.median", 3_000_000),
        ("index_lag.p99", 4_000_000),
        ("index_lag.cap", 5_000_000),
    ]);
    create(&mut world, &indexed("PAY_PER_REQUEST"));
    put(&mut world, &json!({"pk": {"S": "a"}, "tag": {"S": "t"}}));
    world.run_idle();
    // spec: 3.4/create existing / delete an LSI / unknown index
    refused(
        &mut world,
        &deleted("Other"),
        "ResourceNotFoundException: Requested resource not found: Index Other for table Notes",
    );
    // On its way to the index when that goes.
    put(&mut world, &json!({"pk": {"S": "b"}, "tag": {"S": "t"}}));
    let answer = update(&mut world, &deleted("ByTag"));
    check_contains(&answer, r#""IndexStatus":"DELETING""#);
    check_contains(&answer, r#""TableStatus":"UPDATING""#);
    refused(
        &mut world,
        &deleted("ByTag"),
        &format!("{IN_USE}Index is being deleted. Table: Notes Index: ByTag"),
    );
    check_contains(
        &query(&mut world, "ByTag", "tag", "t"),
        "The table does not have the specified index: ByTag",
    );
    // The key of an index that goes binds nobody.
    assert_eq!(put(&mut world, &json!({"pk": {"S": "c"}, "tag": {"N": "1"}})), "{}");
    world.run_idle();
    let table = described(&mut world);
    assert_eq!((table.get("GlobalSecondaryIndexes"), &table["TableStatus"]), (None, &json!("ACTIVE")));
    // spec: 3.4/GSI create, key undefined: a GSI delete prunes its attributes
    assert_eq!(table["AttributeDefinitions"].as_array().map(Vec::len), Some(1));
    check_contains(
        &query(&mut world, "ByTag", "tag", "t"),
        "The table does not have the specified index: ByTag",
    );
    assert!(world.table(REGION, "Notes").expect("the table").indexes.is_empty());
    // Another one of that name has nothing of the first.
    update(&mut world, &added(&by("ByTag", "pk"), "pk", "S"));
    put(&mut world, &json!({"pk": {"S": "d"}, "tag": {"S": "t"}}));
    world.run_idle();
    let table = described(&mut world);
    assert_eq!(table["GlobalSecondaryIndexes"][0]["ItemCount"], 4);
    check_contains(&query(&mut world, "ByTag", "pk", "a"), r#""Count":1"#);
    let restored = World::restore(world.durable(), Some(&world.volatile())).expect("a checkpoint");
    assert_eq!(restored.world_hash(), world.world_hash());
    let mut bare = World::restore(world.durable(), None).expect("a checkpoint");
    assert_eq!(bare.state_hash(), world.state_hash());
    check_contains(&query(&mut bare, "ByTag", "pk", "a"), r#""Count":1"#);
}

/// A backfilling index can be deleted.
#[test]
fn an_index_is_given_up() {
    let mut world = simulated(&[]);
    create(&mut world, &on_demand());
    put(&mut world, &json!({"pk": {"S": "a"}, "tag": {"S": "t"}}));
    update(&mut world, &added(&by("ByTag", "tag"), "tag", "S"));
    advance(&mut world, 35 * SECOND);
    check_contains(&update(&mut world, &deleted("ByTag")), "DELETING");
    world.run_idle();
    let table = described(&mut world);
    assert_eq!((table.get("GlobalSecondaryIndexes"), &table["TableStatus"]), (None, &json!("ACTIVE")));
}

#[test]
fn an_index_to_add_fits_the_table() {
    let mut world = simulated(&[]);
    create(&mut world, ORDERS);
    let mut check = |members: &Value, expected: &str| {
        let answer = ask(&mut world, "UpdateTable", &body("Orders", members));
        assert_eq!(answer, expected.replace("P: ", P));
    };
    let mut throughput = by("New", "owner");
    throughput["ProvisionedThroughput"] = units(1, 1);
    let two = json!([{"Create": by("New", "owner")}, {"Delete": {"IndexName": "ByOwner"}}]);
    for (members, expected) in [
        // spec: 3.4/create existing / delete an LSI / unknown index
        (
            added(&by("ByOwner", "owner"), "owner", "S"),
            "ValidationException: Attempting to create an index which already exists",
        ),
        (
            added(&by("ByN", "owner"), "owner", "S"),
            "ValidationException: Attempting to create an index which already exists",
        ),
        (
            deleted("ByN"),
            "ValidationException: Cannot delete an index that is not a GlobalSecondaryIndex: ByN",
        ),
        // spec: 3.4/GSI create, key undefined
        (
            json!({"GlobalSecondaryIndexUpdates": [{"Create": by("New", "other")}]}),
            "P: AttributeDefinitions is not specified for index: New",
        ),
        (
            added(&by("New", "other"), "another", "S"),
            "P: Some index key attributes are not defined in AttributeDefinitions. Keys: [other], \
             AttributeDefinitions: [another]",
        ),
        // spec: A.5/GSI lifecycle
        (
            added(&by("New", "owner"), "owner", "N"),
            "P: Attributes cannot be redefined. Please check that your attribute has the same type as previously \
             defined. Existing schema: Schema:[SchemaElement: key{pk:S:HASH,sk:S:RANGE}] New schema: \
             Schema:[SchemaElement: key{owner:N:HASH}]",
        ),
        // spec: 3.4/GSI throughput under PPR
        (
            added(&throughput, "owner", "S"),
            "P: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: New when BillingMode is \
             PAY_PER_REQUEST",
        ),
        // spec: 3.4/second create/delete while one runs, or two in one call
        (
            json!({"GlobalSecondaryIndexUpdates": two}),
            "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted \
             simultaneously per table",
        ),
    ] {
        check(&members, expected);
    }
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    refused(
        &mut world,
        &added(&by("New", "owner"), "owner", "S"),
        "P: ProvisionedThroughput is not specified for index: New",
    );
}

/// Types that the table knows need not be sent again; what isn't needed is ignored.
#[test]
fn definitions_are_a_delta() {
    let mut world = instant();
    create(&mut world, ORDERS);
    let members = json!({
        "AttributeDefinitions": [{"AttributeName": "unused", "AttributeType": "N"}, {"AttributeName": "new", "AttributeType": "N"}],
        "GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "Many", "Projection": {"ProjectionType": "KEYS_ONLY"},
            "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}, {"AttributeName": "owner", "KeyType": "HASH"},
                          {"AttributeName": "new", "KeyType": "RANGE"}]}}],
    });
    let answer = ask(&mut world, "UpdateTable", &body("Orders", &members));
    check_contains(&answer, r#"{"AttributeName":"new","AttributeType":"N"}]"#);
    assert!(!answer.contains("unused"), "{answer}");
    check_contains(
        &answer,
        r#""KeySchema":[{"AttributeName":"status","KeyType":"HASH"},{"AttributeName":"owner","KeyType":"HASH"},{"AttributeName":"new","KeyType":"RANGE"}]"#,
    );
}

#[test]
fn twenty_indexes_are_enough() {
    let mut world = instant();
    create(&mut world, &on_demand());
    for n in 0..20 {
        let answer = update(&mut world, &added(&by(&format!("index{n}"), "tag"), "tag", "S"));
        check_contains(&answer, "CREATING");
        world.run_idle();
    }
    // spec: 3.4/21st GSI
    refused(
        &mut world,
        &added(&by("index20", "tag"), "tag", "S"),
        "LimitExceededException: Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit \
         of 20",
    );
    update(&mut world, &deleted("index7"));
    world.run_idle();
    update(&mut world, &added(&by("index20", "tag"), "tag", "S"));
    world.run_idle();
    let table = described(&mut world);
    let names: Vec<&str> = table["GlobalSecondaryIndexes"]
        .as_array()
        .expect("indexes")
        .iter()
        .filter_map(|index| index["IndexName"].as_str())
        .collect();
    assert_eq!((names.len(), names[6], names[7], names[19]), (20, "index6", "index8", "index20"));
}

#[test]
fn throughput_of_an_index_changes() {
    let mut world = simulated(&[]);
    create(&mut world, &indexed("PROVISIONED"));
    let of = |index: &str, read: u64| json!({"GlobalSecondaryIndexUpdates": [{"Update": {"IndexName": index, "ProvisionedThroughput": units(read, 5)}}]});
    // spec: 3.4/same throughput
    let answer = update(&mut world, &of("ByTag", 5));
    check_contains(&answer, "The provisioned throughput for the index ByTag will not change.");
    refused(
        &mut world,
        &of("Other", 6),
        "ResourceNotFoundException: Requested resource not found: Index Other for table Notes",
    );
    let answer = update(&mut world, &of("ByTag", 6));
    check_contains(&answer, r#""IndexStatus":"UPDATING""#);
    check_contains(&answer, r#""TableStatus":"ACTIVE""#);
    refused(
        &mut world,
        &of("ByTag", 7),
        &format!("{IN_USE}Index is being updated. Table: Notes Index: ByTag"),
    );
    check_contains(&query(&mut world, "ByTag", "tag", "t"), r#""Count":0"#);
    world.run_idle();
    let table = described(&mut world);
    let index = &table["GlobalSecondaryIndexes"][0];
    assert_eq!(
        (&index["IndexStatus"], &index["ProvisionedThroughput"]["ReadCapacityUnits"]),
        (&json!("ACTIVE"), &json!(6))
    );
    assert_eq!(index["WarmThroughput"]["ReadUnitsPerSecond"], 6);
}

/// Everything but the backfill is there with the next request.
#[test]
fn instant_updates() {
    let mut world = instant();
    create(&mut world, PLAIN);
    check_contains(&update(&mut world, &json!({"ProvisionedThroughput": units(9, 9)})), "UPDATING");
    let table = described(&mut world);
    assert_eq!(
        (&table["TableStatus"], &table["ProvisionedThroughput"]["ReadCapacityUnits"]),
        (&json!("ACTIVE"), &json!(9))
    );
    check_contains(&update(&mut world, &json!({"BillingMode": "PAY_PER_REQUEST"})), "UPDATING");
    assert_eq!(described(&mut world)["TableStatus"], "ACTIVE");
    update(&mut world, &added(&by("ByTag", "tag"), "tag", "S"));
    for (time, table_status, backfilling) in [
        (0, "UPDATING", json!(false)),
        (310_000, "ACTIVE", json!(true)),
        (200_000, "ACTIVE", json!(true)),
        (100_000, "ACTIVE", Value::Null),
    ] {
        advance(&mut world, time);
        let table = described(&mut world);
        assert_eq!(table["TableStatus"], table_status);
        assert_eq!(table["GlobalSecondaryIndexes"][0]["Backfilling"], backfilling);
    }
    update(&mut world, &deleted("ByTag"));
    assert_eq!(described(&mut world).get("GlobalSecondaryIndexes"), None);
}

fn tags(world: &mut World) -> Value {
    let answer = ask(world, "ListTagsOfResource", &json!({"ResourceArn": ARN}).to_string());
    serde_json::from_str(&answer).unwrap_or(Value::String(answer))
}

#[test]
// spec: A.5/Tags
fn tags_come_and_go() {
    let mut world = instant();
    let tag = |pairs: &[(&str, &str)]| {
        let tags: Vec<Value> = pairs.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
        json!({"ResourceArn": ARN, "Tags": tags}).to_string()
    };
    // spec: 3.7/Tags
    let missing =
        format!("ResourceNotFoundException: Requested resource not found: ResourceArn: {ARN} not found");
    assert_eq!(ask(&mut world, "TagResource", &tag(&[("a", "1")])), missing);
    assert_eq!(tags(&mut world), json!(missing));
    let mut table: Value = serde_json::from_str(PLAIN).expect("JSON");
    table["Tags"] = json!([{"Key": "first", "Value": "0"}]);
    let answer = ask(&mut world, "CreateTable", &table.to_string());
    assert!(!answer.contains("Tags"), "{answer}");
    assert_eq!(tags(&mut world), json!({"Tags": [{"Key": "first", "Value": "0"}]}));
    assert_eq!(ask(&mut world, "TagResource", &tag(&[("a", "1"), ("first", "2")])), "");
    let both = json!({"Tags": [{"Key": "first", "Value": "2"}, {"Key": "a", "Value": "1"}]});
    assert_eq!(tags(&mut world), both);
    let untag = json!({"ResourceArn": ARN, "TagKeys": ["first", "absent"]}).to_string();
    assert_eq!(ask(&mut world, "UntagResource", &untag), "");
    assert_eq!(tags(&mut world), json!({"Tags": [{"Key": "a", "Value": "1"}]}));
    let many: Vec<(String, &str)> = (0..50).map(|n| (format!("k{n}"), "v")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(key, value)| (key.as_str(), *value)).collect();
    assert_eq!(
        ask(&mut world, "TagResource", &tag(&many)),
        "ValidationException: Number of Tags exceed the current limit for the provided ResourceArn"
    );
    assert_eq!(ask(&mut world, "TagResource", &tag(&many[..49])), "");
    let restored = World::restore(world.durable(), None).expect("a checkpoint");
    assert_eq!(restored.state_hash(), world.state_hash());
    let elsewhere = ARN.replace("123456789012", "999999999999");
    let answer = ask(&mut world, "ListTagsOfResource", &json!({"ResourceArn": elsewhere}).to_string());
    check_contains(&answer, "AccessDeniedException: User: ");
}

#[test]
fn tags_settle() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let tag = |value: &str| json!({"ResourceArn": ARN, "Tags": [{"Key": "a", "Value": value}]}).to_string();
    assert_eq!(ask(&mut world, "TagResource", &tag("1")), "");
    assert_eq!(
        ask(&mut world, "TagResource", &tag("2")),
        "LimitExceededException: Subscriber limit exceeded: Table tags are being updated: Notes"
    );
    advance(&mut world, 2 * SECOND);
    assert_eq!(ask(&mut world, "TagResource", &tag("2")), "");
}

#[test]
fn streams_are_switched() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let on = json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}});
    let off = json!({"StreamSpecification": {"StreamEnabled": false}});
    // spec: 3.4/stream: enable when enabled (or change view type) / disable when none
    refused(&mut world, &off, "ValidationException: Table has no stream to disable: TableName: Notes");
    check_contains(&update(&mut world, &on), r#""TableStatus":"UPDATING""#);
    refused(
        &mut world,
        &off,
        &format!("{IN_USE}A stream status change is currently in progress. Table: Notes"),
    );
    let answer = ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    assert_eq!(answer, format!("{IN_USE}Cannot delete table while stream is being enabled/disabled."));
    world.run_until(world.now() + 5 * SECOND);
    let table = described(&mut world);
    assert_eq!(table["TableStatus"], "ACTIVE");
    assert_eq!(table["StreamSpecification"], json!({"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}));
    let first = table["LatestStreamLabel"].clone();
    refused(&mut world, &on, "ValidationException: Table already has an enabled stream: TableName: Notes");
    update(&mut world, &off);
    world.run_until(world.now() + 5 * SECOND);
    let table = described(&mut world);
    assert_eq!((table.get("StreamSpecification"), &table["LatestStreamLabel"]), (None, &first));
    // Together with the billing mode, which is allowed.
    let mut both = on.clone();
    both["BillingMode"] = json!("PAY_PER_REQUEST");
    update(&mut world, &both);
    world.run_until(world.now() + 100 * SECOND);
    let table = described(&mut world);
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST");
    assert_ne!(table["LatestStreamLabel"], first);
}
