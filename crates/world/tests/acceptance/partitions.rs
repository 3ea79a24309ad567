//! How many partitions there are, and when and where they are split.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use trace::Kind;
use world::World;

use crate::load::drive;
use crate::support::{REGION, SECOND, ask, check_contains, create, simulated};

const MINUTE: u64 = 60 * SECOND;

fn plain(units: &str) -> String {
    format!(
        r#"{{"TableName":"Tab","AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}],
            "KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],{units}}}"#
    )
}

fn provisioned(read: u64, write: u64) -> String {
    plain(&format!(r#""ProvisionedThroughput":{{"ReadCapacityUnits":{read},"WriteCapacityUnits":{write}}}"#))
}

fn sorted(units: &str, with_local: bool) -> String {
    let local = if with_local {
        r#""LocalSecondaryIndexes":[{"IndexName":"Lsi","Projection":{"ProjectionType":"ALL"},
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"n","KeyType":"RANGE"}]}],"#
    } else {
        ""
    };
    let number = if with_local { r#",{"AttributeName":"n","AttributeType":"N"}"# } else { "" };
    format!(
        r#"{{"TableName":"Tab","AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}},
            {{"AttributeName":"sk","AttributeType":"S"}}{number}],{local}
            "KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}},{{"AttributeName":"sk","KeyType":"RANGE"}}],{units}}}"#
    )
}

fn count(world: &World) -> usize {
    world.table(REGION, "Tab").expect("a table").partitions.len()
}

fn update(world: &mut World, write: u64) {
    let body = format!(
        r#"{{"TableName":"Tab","ProvisionedThroughput":{{"ReadCapacityUnits":5,"WriteCapacityUnits":{write}}}}}"#
    );
    check_contains(&ask(world, "UpdateTable", &body), "UPDATING");
    // Longer than a split takes.
    let later = world.now() + 10 * MINUTE;
    world.run_until(later);
    world.run_idle();
}

#[test]
fn t01_partitions_by_formula_and_by_doubling() {
    for (write, partitions) in [(5, 1), (3_200, 4), (6_000, 6)] {
        let mut world = simulated(&[]);
        create(&mut world, &provisioned(5, write));
        assert_eq!(count(&world), partitions, "{write} write units");
    }
    let mut world = simulated(&[]);
    create(&mut world, &provisioned(5, 3_200));
    update(&mut world, 3_600);
    assert_eq!(count(&world), 4);
    update(&mut world, 6_000);
    assert_eq!(count(&world), 8);
    update(&mut world, 5_000);
    assert_eq!(count(&world), 8, "partitions are never merged");
    let info = world.table(REGION, "Tab").expect("a table");
    let names: Vec<&str> = info.partitions.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12"]);
    assert_eq!((info.partitions[0].from, info.partitions[7].to), (0, u64::MAX));
}

#[test]
fn t02_a_table_on_demand() {
    let mut world = simulated(&[]);
    create(&mut world, &plain(r#""BillingMode":"PAY_PER_REQUEST""#));
    assert_eq!(count(&world), 4);
    let described = ask(&mut world, "DescribeTable", r#"{"TableName":"Tab"}"#);
    check_contains(&described, r#""ReadUnitsPerSecond":12000"#);
    check_contains(&described, r#""WriteUnitsPerSecond":4000"#);
    let warm = r#""BillingMode":"PAY_PER_REQUEST",
        "WarmThroughput":{"ReadUnitsPerSecond":30000,"WriteUnitsPerSecond":10000}"#;
    let mut world = simulated(&[]);
    create(&mut world, &plain(warm));
    assert_eq!(count(&world), 10);
}

/// Keys whose hash lies in the first quarter of the range, so in P1 of four.
fn keys_of_first(world: &mut World, wanted: usize) -> Vec<String> {
    let mut found = Vec::new();
    for n in 0.. {
        let key = format!("k{n}");
        ask(
            world,
            "PutItem",
            &format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"{key}"}},"sk":{{"S":"a"}}}}}}"#),
        );
        let info = world.table(REGION, "Tab").expect("a table");
        let inside = world.collections(REGION, "Tab", None, info.partitions[0].id, 100, 1);
        let is = |it: &world::Collection| it.key.get("pk").is_some_and(|value| *value == key.as_str().into());
        if inside.iter().any(is) {
            found.push(key);
        }
        if found.len() == wanted {
            break;
        }
    }
    found
}

fn put(pk: &str, sk: &str) -> (&'static str, String) {
    (
        "PutItem",
        format!(
            r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"{pk}"}},"sk":{{"S":"{sk}"}},"n":{{"N":"1"}}}}}}"#
        ),
    )
}

#[test]
fn t07_heat_on_two_keys_splits_between_them() {
    // A small partition keeps the test small: the rule is a share of what a partition can do.
    let mut world = simulated(&[("partition.write_units", 50), ("on_demand.write_units", 200)]);
    create(&mut world, &sorted(r#""BillingMode":"PAY_PER_REQUEST""#, false));
    let keys = keys_of_first(&mut world, 2);
    world.take_trace();
    let rate = 90;
    let before = drive(&mut world, rate, 60, |n| put(&keys[(n % 2) as usize], "a"));
    assert!(before.throttled() > 30 * 60, "one partition takes 50 a second");
    let reasons = before.reasons();
    assert_eq!(reasons.len(), 1);
    assert_eq!(reasons[0].0, "TableWriteKeyRangeThroughputExceeded");
    let mut minutes = 1;
    while count(&world) == 4 {
        drive(&mut world, rate, 60, |n| put(&keys[(n % 2) as usize], "a"));
        minutes += 1;
        assert!(minutes < 10, "five hot minutes and ninety seconds are enough");
    }
    assert_eq!(count(&world), 5);
    let after = drive(&mut world, rate, 60, |n| put(&keys[(n % 2) as usize], "a"));
    assert_eq!(after.throttled(), 0, "each key has a partition");
    let events = world.take_trace();
    let done = events.iter().find(|event| matches!(event.kind, Kind::SplitDone { parts: 2, first: 5 }));
    assert!(done.is_some_and(|event| event.place.partition == 1));
}

#[test]
fn t08_splits_that_would_not_help_are_refused() {
    let small = [("partition.write_units", 20), ("on_demand.write_units", 80), ("split.heat_minutes", 3)];
    let refusal = |local: bool, call: &mut dyn FnMut(u64) -> (&'static str, String)| {
        let mut world = simulated(&small);
        create(&mut world, &sorted(r#""BillingMode":"PAY_PER_REQUEST""#, local));
        drive(&mut world, 24, 60 * 8, call);
        let later = world.now() + 5 * MINUTE;
        world.run_until(later);
        let events = world.take_trace();
        let refused = events.iter().find_map(|event| match event.kind {
            Kind::SplitRefused { why } => Some(why.name()),
            _ => None,
        });
        let started = events.iter().find_map(|event| match event.kind {
            Kind::SplitStarted { why, .. } => Some(why.name()),
            _ => None,
        });
        (refused, started, count(&world))
    };
    // New sort keys always come after all others.
    let monotonic = refusal(false, &mut |n| put("a", &format!("{n:08}")));
    assert_eq!(monotonic, (Some("monotonic"), None, 4));
    // One item collection, which a local index keeps in one piece.
    let local = refusal(true, &mut |n| put("a", &format!("{}", n * 7_919 % 50)));
    assert_eq!(local, (Some("lsi"), None, 4));
    // One item: it gets a partition of its own, once.
    let mut isolated = simulated(&small);
    create(&mut isolated, &sorted(r#""BillingMode":"PAY_PER_REQUEST""#, false));
    keys_of_first(&mut isolated, 6);
    let alone = |n: u64| if n.is_multiple_of(40) { put("k1", "b") } else { put("a", "b") };
    drive(&mut isolated, 24, 60 * 16, alone);
    let events = isolated.take_trace();
    let hot = |event: &trace::Event| matches!(event.kind, Kind::SplitStarted { why, .. } if why.name() == "hot_item");
    assert_eq!(events.iter().filter(|event| hot(event)).count(), 1);
    let single = |event: &trace::Event| matches!(event.kind, Kind::SplitRefused { why } if why.name() == "single_item_isolated");
    assert!(events.iter().any(single), "what is alone can't be divided");
    assert!(count(&isolated) > 4);
}
