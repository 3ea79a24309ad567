//! Backups on demand.

use serde_json::{Value, json};
use world::World;

use crate::support::{ORDERS, PLAIN, ask, check_contains, create, instant, simulated};

fn answer(world: &mut World, operation: &str, body: &Value) -> Value {
    let answer = ask(world, operation, &body.to_string());
    serde_json::from_str(&answer).unwrap_or(Value::String(answer))
}

fn put(world: &mut World, n: u32) {
    let item = json!({"pk": {"S": format!("p{}", n % 3)}, "sk": {"S": format!("s{n}")}, "owner": {"S": "o"}});
    ask(world, "PutItem", &json!({"TableName": "Orders", "Item": item}).to_string());
}

fn count(world: &mut World, table: &str, index: Option<&str>) -> Value {
    answer(world, "Scan", &json!({"TableName": table, "IndexName": index, "Select": "COUNT"}))["Count"]
        .clone()
}

fn back_up(world: &mut World, table: &str, name: &str) -> Value {
    answer(world, "CreateBackup", &json!({"TableName": table, "BackupName": name}))["BackupDetails"].clone()
}

#[test]
fn a_table_comes_back_as_it_was() {
    let mut world = instant();
    create(&mut world, ORDERS);
    for n in 0..10 {
        put(&mut world, n);
    }
    let details = back_up(&mut world, "Orders", "before");
    assert_eq!((&details["BackupStatus"], &details["BackupType"]), (&json!("CREATING"), &json!("USER")));
    let arn = details["BackupArn"].as_str().expect("an ARN").to_owned();
    let (table, label) = arn.split_once("/backup/").expect("a backup");
    assert_eq!(table, "arn:aws:dynamodb:eu-central-1:123456789012:table/Orders");
    let parts: Vec<usize> = label.split('-').map(str::len).collect();
    assert_eq!(parts, [14, 8]);
    for n in 10..15 {
        put(&mut world, n);
    }
    ask(&mut world, "DeleteTable", r#"{"TableName":"Orders"}"#);
    let found = answer(&mut world, "DescribeBackup", &json!({"BackupArn": arn}))["BackupDescription"].clone();
    assert_eq!(found["BackupDetails"]["BackupStatus"], "AVAILABLE");
    let source = &found["SourceTableDetails"];
    assert_eq!((&source["TableName"], &source["ItemCount"]), (&json!("Orders"), &json!(10)));
    assert_eq!(source["BillingMode"], "PAY_PER_REQUEST");
    let features = &found["SourceTableFeatureDetails"];
    assert_eq!(features["GlobalSecondaryIndexes"].as_array().map(Vec::len), Some(2));
    assert_eq!(features["TimeToLiveDescription"], json!({"TimeToLiveStatus": "DISABLED"}));
    // Backups outlive checkpoints, too.
    let mut world = World::restore(world.durable(), Some(&world.volatile())).expect("a checkpoint");
    let restore = json!({"TargetTableName": "Again", "BackupArn": arn});
    let described = answer(&mut world, "RestoreTableFromBackup", &restore)["TableDescription"].clone();
    assert_eq!(described["TableStatus"], "CREATING");
    let summary = &described["RestoreSummary"];
    assert_eq!((&summary["RestoreInProgress"], &summary["SourceBackupArn"]), (&json!(true), &json!(arn)));
    assert_eq!(summary["SourceTableArn"], table);
    let described = answer(&mut world, "DescribeTable", &json!({"TableName": "Again"}))["Table"].clone();
    assert_eq!((&described["TableStatus"], &described["ItemCount"]), (&json!("ACTIVE"), &json!(10)));
    assert_eq!(described["RestoreSummary"]["RestoreInProgress"], false);
    assert_eq!(count(&mut world, "Again", None), 10);
    assert_eq!(count(&mut world, "Again", Some("ByOwner")), 10);
    assert_eq!(count(&mut world, "Again", Some("ByStatus")), 0);
    assert_eq!(
        answer(&mut world, "RestoreTableFromBackup", &restore),
        "TableAlreadyExistsException: Table already exists: Again"
    );
    let fewer = json!({"TargetTableName": "Fewer", "BackupArn": arn, "GlobalSecondaryIndexOverride": [],
        "LocalSecondaryIndexOverride": [], "BillingModeOverride": "PROVISIONED",
        "ProvisionedThroughputOverride": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4}});
    let restored = answer(&mut world, "RestoreTableFromBackup", &fewer)["TableDescription"].clone();
    // How it is billed is told of a restored table, though it never was on demand.
    // spec: 3.3/BillingModeSummary
    assert_eq!(restored["BillingModeSummary"], json!({"BillingMode": "PROVISIONED"}));
    let described = answer(&mut world, "DescribeTable", &json!({"TableName": "Fewer"}))["Table"].clone();
    assert_eq!(described["ProvisionedThroughput"]["WriteCapacityUnits"], 4);
    assert_eq!(
        (described.get("GlobalSecondaryIndexes"), described["AttributeDefinitions"].as_array().map(Vec::len)),
        (None, Some(2))
    );
    let copy = World::restore(world.durable(), None).expect("a checkpoint");
    assert_eq!(copy.state_hash(), world.state_hash());
    let gone = answer(&mut world, "DeleteBackup", &json!({"BackupArn": arn}));
    assert_eq!(gone["BackupDescription"]["BackupDetails"]["BackupStatus"], "DELETED");
    assert_ne!(copy.state_hash(), world.state_hash());
    for operation in ["DescribeBackup", "DeleteBackup"] {
        assert_eq!(
            answer(&mut world, operation, &json!({"BackupArn": arn})),
            format!("BackupNotFoundException: Backup not found: {arn}").as_str()
        );
    }
}

#[test]
fn a_table_comes_back_with_other_settings() {
    let mut world = instant();
    create(&mut world, ORDERS);
    let arn = back_up(&mut world, "Orders", "before")["BackupArn"].clone();
    let restore = json!({"TargetTableName": "Again", "BackupArn": arn,
        "SSESpecificationOverride": {"Enabled": true, "SSEType": "KMS"},
        "OnDemandThroughputOverride": {"MaxWriteRequestUnits": 5}});
    answer(&mut world, "RestoreTableFromBackup", &restore);
    let described = answer(&mut world, "DescribeTable", &json!({"TableName": "Again"}))["Table"].clone();
    assert_eq!(described["SSEDescription"]["SSEType"], "KMS");
    assert_eq!(described["OnDemandThroughput"], json!({"MaxWriteRequestUnits": 5}));
}

/// A copy of an encrypted table is encrypted with the same key, and is limited as its source was.
#[test]
fn encryption_and_limits_come_back() {
    let mut world = instant();
    let mut definition: Value = serde_json::from_str(ORDERS).expect("a definition");
    let key = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";
    definition["SSESpecification"] = json!({"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": key});
    definition["OnDemandThroughput"] = json!({"MaxReadRequestUnits": 70});
    definition["GlobalSecondaryIndexes"][1]["OnDemandThroughput"] = json!({"MaxWriteRequestUnits": 8});
    create(&mut world, &definition.to_string());
    let recovery = json!({"TableName": "Orders",
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}});
    answer(&mut world, "UpdateContinuousBackups", &recovery);
    let arn = back_up(&mut world, "Orders", "before")["BackupArn"].clone();
    let mut world = World::restore(world.durable(), None).expect("a checkpoint");
    let found = answer(&mut world, "DescribeBackup", &json!({"BackupArn": arn}))["BackupDescription"].clone();
    let encryption = json!({"KMSMasterKeyArn": key, "SSEType": "KMS", "Status": "ENABLED"});
    let (source, features) = (&found["SourceTableDetails"], &found["SourceTableFeatureDetails"]);
    assert_eq!(features["SSEDescription"], encryption);
    assert_eq!(source["OnDemandThroughput"], json!({"MaxReadRequestUnits": 70}));
    let limits = |of: &Value, at: usize| of["GlobalSecondaryIndexes"][at].get("OnDemandThroughput").cloned();
    let of_index = Some(json!({"MaxWriteRequestUnits": 8}));
    assert_eq!((limits(features, 0), limits(features, 1)), (None, of_index.clone()));
    let from_backup = json!({"TargetTableName": "FromBackup", "BackupArn": arn});
    answer(&mut world, "RestoreTableFromBackup", &from_backup);
    let from_table = json!({"TargetTableName": "FromTable", "SourceTableName": "Orders",
        "UseLatestRestorableTime": true});
    answer(&mut world, "RestoreTableToPointInTime", &from_table);
    for name in ["FromBackup", "FromTable"] {
        let table = answer(&mut world, "DescribeTable", &json!({"TableName": name}))["Table"].clone();
        assert_eq!(table["SSEDescription"], encryption, "{name}");
        assert_eq!(table["OnDemandThroughput"], json!({"MaxReadRequestUnits": 70}), "{name}");
        assert_eq!((limits(&table, 0), limits(&table, 1)), (None, of_index.clone()), "{name}");
    }
    // What is asked for counts, and a table with provisioned throughput has no such limits.
    let other = json!({"TargetTableName": "Other", "BackupArn": arn, "BillingModeOverride": "PROVISIONED",
        "SSESpecificationOverride": {"Enabled": false},
        "ProvisionedThroughputOverride": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4}});
    answer(&mut world, "RestoreTableFromBackup", &other);
    let table = answer(&mut world, "DescribeTable", &json!({"TableName": "Other"}))["Table"].clone();
    assert_eq!((table["TableName"].as_str(), table.get("SSEDescription")), (Some("Other"), None));
    assert_eq!((table.get("OnDemandThroughput"), limits(&table, 1)), (None, None));
    let copy = World::restore(world.durable(), None).expect("a checkpoint");
    assert_eq!(copy.state_hash(), world.state_hash());
}

#[test]
fn an_index_comes_back_with_other_units() {
    let mut world = instant();
    create(&mut world, ORDERS);
    let arn = back_up(&mut world, "Orders", "before")["BackupArn"].clone();
    let index = json!({"IndexName": "ByStatus", "Projection": {"ProjectionType": "KEYS_ONLY"},
        "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}],
        "ProvisionedThroughput": {"ReadCapacityUnits": 7, "WriteCapacityUnits": 8}});
    let mut restore =
        json!({"TargetTableName": "Again", "BackupArn": arn, "GlobalSecondaryIndexOverride": [index]});
    assert_eq!(
        answer(&mut world, "RestoreTableFromBackup", &restore),
        "ValidationException: One or more parameter values were invalid: ProvisionedThroughput should not be specified \
         for index: ByStatus when BillingMode is PAY_PER_REQUEST"
    );
    restore["BillingModeOverride"] = "PROVISIONED".into();
    restore["ProvisionedThroughputOverride"] = json!({"ReadCapacityUnits": 3, "WriteCapacityUnits": 4});
    answer(&mut world, "RestoreTableFromBackup", &restore);
    let described = answer(&mut world, "DescribeTable", &json!({"TableName": "Again"}))["Table"].clone();
    let indexes = described["GlobalSecondaryIndexes"].as_array().expect("a list");
    let units = |of: &Value| of["ProvisionedThroughput"]["WriteCapacityUnits"].clone();
    assert_eq!((indexes.len(), units(&indexes[0]), units(&described)), (1, json!(8), json!(4)));
}

/// Indexes may be left out of what comes back, not added; a table on demand has no throughput.
#[test]
fn what_cannot_come_back_is_refused() {
    let mut world = instant();
    create(&mut world, ORDERS);
    let arn = back_up(&mut world, "Orders", "before")["BackupArn"].clone();
    let index = json!({"IndexName": "ByNobody", "Projection": {"ProjectionType": "ALL"}, "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "owner", "KeyType": "RANGE"}]});
    for list in ["GlobalSecondaryIndexOverride", "LocalSecondaryIndexOverride"] {
        let restore = json!({"TargetTableName": "Again", "BackupArn": arn, list: [index]});
        assert_eq!(
            answer(&mut world, "RestoreTableFromBackup", &restore),
            "ValidationException: One or more parameter values were invalid: The source table does not have the specified \
             index: ByNobody"
        );
    }
    let restore = json!({"TargetTableName": "Again", "BackupArn": arn, "BillingModeOverride": "PROVISIONED",
        "ProvisionedThroughputOverride": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4},
        "OnDemandThroughputOverride": {"MaxReadRequestUnits": 5}});
    assert_eq!(
        answer(&mut world, "RestoreTableFromBackup", &restore),
        "ValidationException: One or more parameter values were invalid: MaxReadRequestUnits for OnDemandThroughput \
         cannot be specified when the table BillingMode is PROVISIONED"
    );
    let units = json!({"TargetTableName": "Again", "BackupArn": arn,
        "ProvisionedThroughputOverride": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4}});
    let mut on_demand = units.clone();
    on_demand["BillingModeOverride"] = "PAY_PER_REQUEST".into();
    for restore in [units, on_demand] {
        assert_eq!(
            answer(&mut world, "RestoreTableFromBackup", &restore),
            "ValidationException: One or more parameter values were invalid: Neither ReadCapacityUnits nor \
             WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
        );
    }
    assert_eq!(ask(&mut world, "ListTables", "{}"), r#"{"TableNames":["Orders"]}"#);
}

#[test]
fn backups_are_listed() {
    let mut world = instant();
    create(&mut world, PLAIN);
    create(&mut world, ORDERS);
    assert_eq!(answer(&mut world, "ListBackups", &json!({})), json!({"BackupSummaries": []}));
    for (table, name) in [("Notes", "one"), ("Orders", "two"), ("Notes", "three")] {
        back_up(&mut world, table, name);
        world.run_until(world.now() + 1_000_000);
    }
    let names = |world: &mut World, body: Value| -> (Vec<String>, Value) {
        let found = answer(world, "ListBackups", &body);
        let summaries = found["BackupSummaries"].as_array().expect("a list").iter();
        let names = summaries.filter_map(|summary| summary["BackupName"].as_str().map(str::to_owned));
        (names.collect(), found["LastEvaluatedBackupArn"].clone())
    };
    assert_eq!(names(&mut world, json!({})).0, ["one", "two", "three"]);
    assert_eq!(names(&mut world, json!({"TableName": "Notes"})).0, ["one", "three"]);
    let (page, last) = names(&mut world, json!({"Limit": 2}));
    assert_eq!(page, ["one", "two"]);
    let (page, end) = names(&mut world, json!({"Limit": 2, "ExclusiveStartBackupArn": last}));
    assert_eq!((page, end), (vec!["three".to_owned()], Value::Null));
    assert!(names(&mut world, json!({"BackupType": "SYSTEM"})).0.is_empty());
    let from = 1_790_000_000.5;
    assert_eq!(names(&mut world, json!({"TimeRangeLowerBound": from})).0, ["two", "three"]);
    assert_eq!(names(&mut world, json!({"TimeRangeUpperBound": from})).0, ["one"]);
}

#[test]
fn backups_take_a_while() {
    let mut world = simulated(&[]);
    assert_eq!(
        answer(&mut world, "CreateBackup", &json!({"TableName": "Notes", "BackupName": "one"})),
        "TableNotFoundException: Table not found: Notes"
    );
    create(&mut world, PLAIN);
    let arn = back_up(&mut world, "Notes", "one")["BackupArn"].clone();
    let found = answer(&mut world, "DescribeBackup", &json!({"BackupArn": arn}));
    assert_eq!(found["BackupDescription"]["BackupDetails"]["BackupStatus"], "CREATING");
    let busy = ask(&mut world, "DeleteBackup", &json!({"BackupArn": arn}).to_string());
    check_contains(&busy, "BackupInUseException: ");
    world.run_until(world.now() + 3_000_000);
    let found = answer(&mut world, "DeleteBackup", &json!({"BackupArn": arn}));
    assert_eq!(found["BackupDescription"]["BackupDetails"]["BackupStatus"], "DELETED");
}

#[test]
fn a_table_with_recovery_is_made_again_as_it_is() {
    let mut world = instant();
    let restore =
        json!({"SourceTableName": "Orders", "TargetTableName": "Again", "UseLatestRestorableTime": true});
    let at =
        |time: u64| json!({"SourceTableName": "Orders", "TargetTableName": "Again", "RestoreDateTime": time});
    let again = |world: &mut World, body: &Value| answer(world, "RestoreTableToPointInTime", body);
    assert_eq!(again(&mut world, &restore), "TableNotFoundException: Table not found: Orders");
    create(&mut world, ORDERS);
    for n in 0..10 {
        put(&mut world, n);
    }
    assert_eq!(
        again(&mut world, &restore),
        "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for table 'Orders'"
    );
    let on = json!({"TableName": "Orders", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}});
    answer(&mut world, "UpdateContinuousBackups", &on);
    assert_eq!(
        again(&mut world, &at(1)),
        "InvalidRestoreTimeException: RestoreDateTime is out of the restorable range of the table: Orders"
    );
    let described = again(&mut world, &restore)["TableDescription"].clone();
    let summary = &described["RestoreSummary"];
    assert_eq!(summary["SourceTableArn"], "arn:aws:dynamodb:eu-central-1:123456789012:table/Orders");
    assert_eq!((&summary["RestoreInProgress"], summary.get("SourceBackupArn")), (&json!(true), None));
    put(&mut world, 10);
    // What came back is a table of its own, also after a checkpoint.
    let mut world = World::restore(world.durable(), Some(&world.volatile())).expect("a checkpoint");
    assert_eq!(count(&mut world, "Again", Some("ByOwner")), 10);
    assert_eq!(count(&mut world, "Orders", None), 11);
    let described = answer(&mut world, "DescribeTable", &json!({"TableName": "Again"}))["Table"].clone();
    assert_eq!(described["RestoreSummary"].get("SourceBackupArn"), None);
    assert_eq!(again(&mut world, &restore), "TableAlreadyExistsException: Table already exists: Again");
}
