//! Throughput, billing mode, limits, streams.

use super::*;

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
fn there_must_be_a_table() {
    let mut world = simulated(&[]);
    refused(
        &mut world,
        &json!({"DeletionProtectionEnabled": true}),
        "ResourceNotFoundException: Requested resource not found: Table: Notes not found",
    );
}

// spec: 3.4/transition: throughput, stream, table class; 3.3/ProvisionedThroughput
#[test]
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
    // When it was changed is told at once; a decrease counts once it is there.
    check_contains(&answer, r#""LastDecreaseDateTime":1"#);
    check_contains(&answer, r#""LastIncreaseDateTime":1"#);
    check_contains(&answer, r#""NumberOfDecreasesToday":0"#);
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

/// Whether throughput may be changed at all comes before what else is changed with it.
// spec: 3.4/bad combinations
#[test]
fn throughput_is_changed_alone() {
    let stream = json!({"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"});
    let mut index = added(&by("ByTag", "tag"), "tag", "S");
    index["ProvisionedThroughput"] = units(6, 6);
    let stream = json!({"StreamSpecification": stream, "ProvisionedThroughput": units(6, 6)});
    for (change, clash) in [
        (stream, "P: You cannot modify stream status while updating table IOPS"),
        (index, "P: You cannot create or delete index while updating table IOPS"),
    ] {
        let mut world = simulated(&[]);
        let missing = "ResourceNotFoundException: Requested resource not found: Table: Notes not found";
        refused(&mut world, &change, missing);
        create(&mut world, PLAIN);
        refused(&mut world, &change, clash);
        let mut world = simulated(&[]);
        create(&mut world, &on_demand());
        refused(
            &mut world,
            &change,
            "P: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        );
    }
}

/// The table, then its own throughput, then that of its indexes.
// spec: 3.4/same throughput; 3.2/> 1e12
#[test]
fn the_table_comes_before_its_indexes() {
    let of_index = |name: &str, read: u64| json!([{"Update": {"IndexName": name, "ProvisionedThroughput": units(read, 5)}}]);
    let beyond = of_index("ByTag", 1_000_000_000_001);
    let mut new = added(&by("ByTag", "tag"), "tag", "S");
    new["GlobalSecondaryIndexUpdates"][0]["Create"]["ProvisionedThroughput"] = units(1, 1_000_000_000_001);
    let alone = json!({"GlobalSecondaryIndexUpdates": beyond});
    let both = json!({"GlobalSecondaryIndexUpdates": beyond, "ProvisionedThroughput": units(6, 6)});
    let out = "ValidationException: Given value 1000000000001 for ReadCapacityUnits is out of bounds for index ByTag";
    let mut world = simulated(&[]);
    for change in [&alone, &both, &new] {
        let missing = "ResourceNotFoundException: Requested resource not found: Table: Notes not found";
        refused(&mut world, change, missing);
    }
    create(&mut world, &indexed("PROVISIONED"));
    refused(&mut world, &alone, out);
    refused(&mut world, &both, out);
    refused(&mut world, &new, &out.replace("Read", "Write"));
    let change =
        json!({"GlobalSecondaryIndexUpdates": of_index("Nope", 6), "ProvisionedThroughput": units(5, 5)});
    let same = update(&mut world, &change);
    check_contains(&same, "ValidationException: The provisioned throughput for the table will not change.");
    let mut world = simulated(&[]);
    create(&mut world, &indexed("PAY_PER_REQUEST"));
    refused(
        &mut world,
        &both,
        "P: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
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

// spec: 3.3/BillingModeSummary; 3.4/transition: PPR→PROVISIONED / PROVISIONED→PPR
#[test]
fn billing_mode_switches_and_is_remembered() {
    let mut world = simulated(&[]);
    create(&mut world, &indexed("PROVISIONED"));
    // spec: 3.4/no-op: PPR→PPR, same DeletionProtection, same OnDemandThroughput
    let answer = update(&mut world, &json!({"BillingMode": "PAY_PER_REQUEST"}));
    // The new mode is told at once, when it came only once it is there.
    for told in [
        r#""BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"}"#,
        r#""TableThroughputModeSummary":{"TableThroughputMode":"PAY_PER_REQUEST"}"#,
        r#""ReadCapacityUnits":0"#,
        r#""TableStatus":"UPDATING""#,
        r#""IndexStatus":"UPDATING""#,
    ] {
        check_contains(&answer, told);
    }
    assert!(!answer.contains(r#""ReadCapacityUnits":5"#), "{answer}");
    world.run_idle();
    let table = described(&mut world);
    assert_eq!(table["GlobalSecondaryIndexes"][0]["IndexStatus"], "ACTIVE");
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
    let table = described(&mut world);
    let index = &table["GlobalSecondaryIndexes"][0];
    assert_eq!((&table["TableStatus"], &index["IndexStatus"]), (&json!("UPDATING"), &json!("UPDATING")));
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PROVISIONED");
    assert_eq!(table["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"], since);
    for (told, units) in [(&table["ProvisionedThroughput"], 7), (&index["ProvisionedThroughput"], 8)] {
        assert_eq!((&told["ReadCapacityUnits"], &told["WriteCapacityUnits"]), (&json!(units), &json!(units)));
        assert!(told["LastIncreaseDateTime"].is_f64(), "{told}");
    }
    world.run_idle();
    let table = described(&mut world);
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PROVISIONED");
    assert_eq!(table["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"], since);
    assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], 7);
    assert_eq!(table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"], 8);
}

// spec: 3.4/transition: DeletionProtection, OnDemandThroughput synchronous
#[test]
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

// spec: 3.3/WarmThroughput; 3.4/transition: WarmThroughput increase
#[test]
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
    check_contains(&answer, r#""LastIncreaseDateTime":1"#);
    assert!(!answer.contains(r#""ReadCapacityUnits":6"#), "{answer}");
    refused(
        &mut world,
        &of("ByTag", 7),
        &format!("{IN_USE}Index is being updated. Table: Notes Index: ByTag"),
    );
    refused(
        &mut world,
        &deleted("ByTag"),
        &format!("{IN_USE}Index is being updated. Table: Notes Index: ByTag"),
    );
    check_contains(
        &put(&mut world, &json!({"pk": {"S": "a"}, "tag": {"N": "1"}})),
        "Type mismatch for Index Key tag",
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
    let answer = update(&mut world, &json!({"BillingMode": "PAY_PER_REQUEST"}));
    check_contains(&answer, r#""BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"}"#);
    check_contains(&answer, r#""TableStatus":"UPDATING""#);
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
    world.run_until(world.now() + 160 * SECOND);
    let table = described(&mut world);
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST");
    assert_ne!(table["LatestStreamLabel"], first);
}

/// Found by probing: the place that a deleted index leaves has no partitions, which no number of splits makes enough.
#[test]
fn throughput_changes_after_an_index_was_deleted() {
    for mut world in [instant(), simulated(&[])] {
        create(&mut world, &indexed("PROVISIONED"));
        update(&mut world, &deleted("ByTag"));
        world.run_idle();
        check_contains(
            &update(&mut world, &json!({"ProvisionedThroughput": units(9, 9)})),
            "TableDescription",
        );
        world.run_idle();
        check_contains(&update(&mut world, &json!({"BillingMode": "PAY_PER_REQUEST"})), "TableDescription");
        world.run_idle();
        let back = json!({"BillingMode": "PROVISIONED", "ProvisionedThroughput": units(7, 7)});
        check_contains(&update(&mut world, &back), "TableDescription");
        world.run_idle();
        assert_eq!(described(&mut world)["ProvisionedThroughput"]["ReadCapacityUnits"], 7);
    }
}
