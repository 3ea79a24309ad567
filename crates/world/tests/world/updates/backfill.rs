//! Indexes that are added and deleted.

use super::*;

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
    let limits =
        json!([{"Update": {"IndexName": "ByTag", "OnDemandThroughput": {"MaxReadRequestUnits": 5}}}]);
    refused(
        &mut world,
        &json!({"GlobalSecondaryIndexUpdates": limits}),
        &format!("{IN_USE}Index is being created. Table: Notes Index: ByTag"),
    );
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
        assert_eq!(put(&mut world, &json!({"pk": {"S": "later"}, "tag": {"N": "3"}})), "{}");
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

// spec: 3.4/transition: GSI delete, GSI throughput update
#[test]
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
    let mut sorted = by("New", "other");
    sorted["KeySchema"] = json!([
        {"AttributeName": "other", "KeyType": "HASH"},
        {"AttributeName": "missing", "KeyType": "RANGE"},
    ]);
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
        // Fewer definitions than keys, as at the table's creation.
        (
            json!({
                "AttributeDefinitions": [{"AttributeName": "other", "AttributeType": "S"}],
                "GlobalSecondaryIndexUpdates": [{"Create": sorted}],
            }),
            "ValidationException: Invalid KeySchema: Some index key attribute have no definition",
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

/// Whatever is written in whatever rhythm while indexes come and go, in the end each shows the items that have its key.
mod convergence {
    use proptest::prelude::*;

    use serde_json::json;
    use world::World;

    use super::{added, body, by, deleted, on_demand};
    use crate::support::{REGION, complete, create, input, simulated};

    fn scanned(world: &mut World, index: Option<&str>) -> Vec<String> {
        let consistent = index.is_none();
        let request = json!({"TableName": "Notes", "IndexName": index, "ConsistentRead": consistent});
        let completion = complete(world, "Scan", &request.to_string());
        let Ok(api::dynamodb::Response::Page(page)) = completion.result else { panic!("{completion:?}") };
        let mut items: Vec<String> =
            page.items.unwrap_or_default().iter().map(value::Item::to_json).collect();
        items.sort();
        items
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn added_indexes_converge(
            steps in prop::collection::vec((0_u8..16, 0_u8..6, 0_u8..4, 0_u64..90_000), 1..80),
        ) {
            let mut world = simulated(&[
                ("index_lag.median", 15_000),
                ("control.index_allocate", 40_000),
                ("control.index_backfill", 60_000),
                ("control.index_delete", 20_000),
            ]);
            create(&mut world, &on_demand());
            let mut at = world.now();
            for (kind, key, tag, pause) in steps {
                at += pause;
                let pk = json!({"S": format!("p{key}")});
                let (operation, request) = match kind {
                    0 | 1 => ("UpdateTable", body("Notes", &added(&by(&format!("ByTag{kind}"), "tag"), "tag", "S"))),
                    2 => ("UpdateTable", body("Notes", &deleted(&format!("ByTag{}", key % 2)))),
                    3..=5 => ("DeleteItem", json!({"TableName": "Notes", "Key": {"pk": pk}}).to_string()),
                    _ => {
                        let item = match tag {
                            0 => json!({"pk": pk}),
                            tag => json!({"pk": pk, "tag": {"S": format!("t{tag}")}, "n": {"N": kind.to_string()}}),
                        };
                        ("PutItem", json!({"TableName": "Notes", "Item": item}).to_string())
                    }
                };
                world.submit(at, input(operation, &request));
            }
            world.run_idle();
            let names: Vec<String> = {
                let table = world.table(REGION, "Notes").expect("the table");
                for index in &table.indexes {
                    prop_assert_eq!(index.partitions.iter().map(|p| p.item_count).sum::<u64>(), index.entry_count);
                    prop_assert_eq!(index.partitions.iter().map(|p| p.size_bytes).sum::<u64>(), index.size_bytes);
                }
                table.indexes.iter().map(|index| index.name.to_string()).collect()
            };
            let mut tagged = scanned(&mut world, None);
            tagged.retain(|item| item.contains("tag"));
            for name in names {
                prop_assert_eq!(&scanned(&mut world, Some(&name)), &tagged);
            }
        }
    }
}

/// So many items a second are read, so a larger table takes longer, in as many steps.
#[test]
fn a_backfill_takes_as_long_as_its_items() {
    for (rate, takes) in [(0, 60), (1, 120), (1_000, 60)] {
        let mut world = simulated(&[("control.index_backfill_rate", rate)]);
        create(&mut world, &on_demand());
        for n in 0..120 {
            put(&mut world, &json!({"pk": {"S": format!("p{n}")}, "tag": {"S": "t"}}));
        }
        let start = world.now();
        update(&mut world, &added(&by("ByTag", "tag"), "tag", "S"));
        world.take_trace();
        world.run_idle();
        let events = world.take_trace();
        let steps = crate::support::of_kind(&events, "BackfillProgress");
        assert_eq!(steps.len(), 10);
        let took = (steps[9].t - start) / SECOND;
        assert!((takes + 29..=takes + 32).contains(&took), "{rate}: {took}");
    }
}
