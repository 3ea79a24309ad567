//! Streams: what they tell, for how long, and how their shards follow one another.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use sim::Micros;
use value::json::write_string;
use world::World;

use crate::support::{REGION, SECOND, ask, check_contains, create, of_kind, simulated};

pub(crate) const HOUR: Micros = 3_600 * SECOND;

/// A table with a stream, in so many partitions.
pub(crate) fn table(name: &str, write_units: u32) -> String {
    format!(
        r#"{{"TableName":"{name}","AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}],
            "KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],
            "StreamSpecification":{{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}},
            "ProvisionedThroughput":{{"ReadCapacityUnits":5,"WriteCapacityUnits":{write_units}}}}}"#
    )
}

/// The text of a member of an answer, the first of that name.
pub(crate) fn member(answer: &str, name: &str) -> Option<String> {
    let start = answer.find(&format!("\"{name}\":\""))? + name.len() + 4;
    let end = answer[start..].find('"')?;
    Some(answer[start..start + end].to_owned())
}

fn members(answer: &str, name: &str) -> Vec<String> {
    let mut rest = answer;
    let mut found = Vec::new();
    while let Some(text) = member(rest, name) {
        let at = rest.find(&format!("\"{name}\":\"{text}\"")).unwrap_or(0);
        rest = &rest[at + name.len() + text.len() + 4..];
        found.push(text);
    }
    found
}

pub(crate) fn arn(world: &mut World, table: &str) -> String {
    let answer = ask(world, "DescribeTable", &format!(r#"{{"TableName":"{table}"}}"#));
    member(&answer, "LatestStreamArn").expect("a stream")
}

pub(crate) fn put(world: &mut World, table: &str, key: &str, value: &str) {
    let mut text = String::new();
    write_string(&mut text, value);
    let body = format!(r#"{{"TableName":"{table}","Item":{{"pk":{{"S":"{key}"}},"v":{{"S":{text}}}}}}}"#);
    assert_eq!(ask(world, "PutItem", &body), "{}");
}

fn describe(world: &mut World, arn: &str, more: &str) -> String {
    ask(world, "DescribeStream", &format!(r#"{{"StreamArn":"{arn}"{more}}}"#))
}

fn iterator(world: &mut World, arn: &str, shard: &str, kind: &str) -> String {
    let body = format!(r#"{{"StreamArn":"{arn}","ShardId":"{shard}","ShardIteratorType":"{kind}"}}"#);
    let answer = ask(world, "GetShardIterator", &body);
    member(&answer, "ShardIterator").unwrap_or(answer)
}

fn records(world: &mut World, iterator: &str) -> String {
    ask(world, "GetRecords", &format!(r#"{{"ShardIterator":"{iterator}"}}"#))
}

/// What a stream with one shard tells.
fn told(world: &mut World, arn: &str) -> String {
    let shards = members(&describe(world, arn, ""), "ShardId");
    let from = iterator(world, arn, &shards[0], "TRIM_HORIZON");
    records(world, &from)
}

fn settle(world: &mut World) {
    let later = world.now() + SECOND;
    world.run_until(later);
}

#[test]
fn t14_an_identical_item_is_no_change() {
    let mut world = simulated(&[]);
    create(&mut world, &table("Tab", 5));
    let arn = arn(&mut world, "Tab");
    for value in ["x", "x", "y", "y"] {
        put(&mut world, "Tab", "a", value);
        settle(&mut world);
    }
    let answer = told(&mut world, &arn);
    assert_eq!(members(&answer, "eventName"), ["INSERT", "MODIFY"], "{answer}");
}

#[test]
fn t15_records_are_gone_after_a_day() {
    let mut world = simulated(&[]);
    create(&mut world, &table("Tab", 5));
    let arn = arn(&mut world, "Tab");
    put(&mut world, "Tab", "a", "x");
    let written = world.now();
    world.run_until(written + 24 * HOUR - 10 * SECOND);
    let shards = members(&describe(&mut world, &arn, ""), "ShardId");
    let early = iterator(&mut world, &arn, &shards[0], "TRIM_HORIZON");
    let answer = records(&mut world, &early);
    assert_eq!(members(&answer, "eventName"), ["INSERT"]);
    let number = member(&answer, "SequenceNumber").expect("a record");
    world.run_until(written + 24 * HOUR + SECOND);
    check_contains(&records(&mut world, &early), "TrimmedDataAccessException");
    let body = format!(
        r#"{{"StreamArn":"{arn}","ShardId":"{}","ShardIteratorType":"AT_SEQUENCE_NUMBER","SequenceNumber":"{number}"}}"#,
        shards[0]
    );
    check_contains(&ask(&mut world, "GetShardIterator", &body), "TrimmedDataAccessException");
    check_contains(&told(&mut world, &arn), r#""Records":[]"#);
}

#[test]
fn t16_iterators_expire_after_a_quarter_of_an_hour() {
    let mut world = simulated(&[]);
    create(&mut world, &table("Tab", 5));
    let arn = arn(&mut world, "Tab");
    let shard = members(&describe(&mut world, &arn, ""), "ShardId").remove(0);
    let place = iterator(&mut world, &arn, &shard, "LATEST");
    let issued = world.now();
    world.run_until(issued + 900 * SECOND - SECOND);
    check_contains(&records(&mut world, &place), r#""NextShardIterator":"#);
    world.run_until(issued + 900 * SECOND);
    check_contains(&records(&mut world, &place), "ExpiredIteratorException");
    assert_eq!(of_kind(&world.take_trace(), "IteratorExpired").len(), 1);
}

#[test]
fn t17_a_page_has_1000_records_and_1_mb_at_most() {
    let mut world = simulated(&[]);
    create(&mut world, &table("Small", 1_000));
    create(&mut world, &table("Large", 1_000));
    for n in 0..1_001 {
        put(&mut world, "Small", "a", &format!("{n:040}"));
    }
    for n in 0..20 {
        let body = format!(
            r#"{{"TableName":"Large","Item":{{"pk":{{"S":"k{n}"}},"v":{{"S":"{}"}}}}}}"#,
            "x".repeat(102_393)
        );
        assert_eq!(ask(&mut world, "PutItem", &body), "{}");
        settle(&mut world);
    }
    settle(&mut world);
    let small = arn(&mut world, "Small");
    let answer = told(&mut world, &small);
    assert_eq!(members(&answer, "eventName").len(), 1_000);
    let next = member(&answer, "NextShardIterator").expect("there is more");
    assert_eq!(members(&records(&mut world, &next), "eventName").len(), 1);
    let large = arn(&mut world, "Large");
    let answer = told(&mut world, &large);
    // 100 KB and the key each: the eleventh would be over.
    assert_eq!(members(&answer, "eventName").len(), 10);
}

#[test]
fn t18_a_split_closes_the_parent_and_opens_two_children() {
    let mut world = simulated(&[("partition.max_bytes", 65_536)]);
    create(&mut world, &table("Tab", 1_000));
    let arn = arn(&mut world, "Tab");
    let before = members(&describe(&mut world, &arn, ""), "ShardId");
    assert_eq!(before.len(), 1);
    for n in 0..40 {
        put(&mut world, "Tab", &format!("k{n}"), &"x".repeat(2_000));
    }
    let later = world.now() + 600 * SECOND;
    world.run_until(later);
    let answer = describe(&mut world, &arn, "");
    assert_eq!(members(&answer, "ShardId").len(), 3, "{answer}");
    assert_eq!(members(&answer, "EndingSequenceNumber").len(), 1, "{answer}");
    assert_eq!(members(&answer, "ParentShardId"), [before[0].clone(), before[0].clone()], "{answer}");
    let filter = format!(r#","ShardFilter":{{"Type":"CHILD_SHARDS","ShardId":"{}"}}"#, before[0]);
    let children = describe(&mut world, &arn, &filter);
    let ids = members(&children, "ShardId");
    assert_eq!(ids.len(), 2, "{children}");
    assert!(!ids.contains(&before[0]));
    // The parent is read to its end, the children go on.
    let from = iterator(&mut world, &arn, &before[0], "TRIM_HORIZON");
    let page = records(&mut world, &from);
    assert!(member(&page, "NextShardIterator").is_none(), "{page}");
    assert_eq!(members(&page, "eventName").len(), 40);
    for n in 40..60 {
        put(&mut world, "Tab", &format!("k{n}"), "y");
    }
    settle(&mut world);
    let mut found = 0;
    for id in &ids {
        let from = iterator(&mut world, &arn, id, "TRIM_HORIZON");
        let page = records(&mut world, &from);
        let count = members(&page, "eventName").len();
        assert!(count > 0 && member(&page, "NextShardIterator").is_some(), "{page}");
        found += count;
    }
    assert_eq!(found, 20);
    let stored = world::Durable::from_bytes(&world.durable().to_bytes()).expect("a checkpoint");
    let mut again = World::restore(stored, None).expect("a checkpoint");
    assert_eq!(again.state_hash(), world.state_hash());
    assert_eq!(members(&describe(&mut again, &arn, &filter), "ShardId"), ids);
}

/// A shard makes room for another when it has been open for four hours and is written to; the old ones go a day later.
#[test]
fn shards_follow_one_another() {
    let mut world = simulated(&[]);
    create(&mut world, &table("Tab", 5));
    let arn = arn(&mut world, "Tab");
    let begun = world.now();
    assert_eq!(world.next_event_at(), None);
    world.run_until(begun + 9 * HOUR);
    assert_eq!(members(&describe(&mut world, &arn, ""), "ShardId").len(), 1, "nothing happens while idle");
    for n in 0..8 {
        put(&mut world, "Tab", "a", &format!("{n}"));
        let later = world.now() + 4 * HOUR;
        world.run_until(later);
    }
    let answer = describe(&mut world, &arn, "");
    let (ids, parents) = (members(&answer, "ShardId"), members(&answer, "ParentShardId"));
    // Of nine shards, those are left that were closed within the last day.
    assert_eq!(ids.len(), 6, "{answer}");
    assert!(ids.is_sorted());
    assert_eq!(parents[1..], ids[..ids.len() - 1]);
    assert_eq!(members(&answer, "EndingSequenceNumber").len(), 5);
    let old = member(&answer, "ParentShardId").expect("its parent is gone");
    check_contains(&iterator(&mut world, &arn, &old, "TRIM_HORIZON"), "ResourceNotFoundException");
    let page = describe(&mut world, &arn, &format!(r#","Limit":2,"ExclusiveStartShardId":"{}""#, ids[1]));
    assert_eq!(members(&page, "ShardId"), ids[2..4]);
    assert_eq!(member(&page, "LastEvaluatedShardId").as_ref(), Some(&ids[3]));
    let picture = world.table(REGION, "Tab").and_then(|table| table.stream).expect("a stream");
    assert_eq!(picture.shards.iter().filter(|shard| shard.open).count(), 1);
}

#[test]
fn a_shard_serves_two_readers() {
    let mut world = simulated(&[("latency.stream", 0)]);
    create(&mut world, &table("Tab", 5));
    let arn = arn(&mut world, "Tab");
    let shard = members(&describe(&mut world, &arn, ""), "ShardId").remove(0);
    let place = iterator(&mut world, &arn, &shard, "LATEST");
    let next = world.now() / SECOND * SECOND + SECOND;
    world.run_until(next);
    let answers: Vec<String> = (0..11).map(|_| records(&mut world, &place)).collect();
    assert!(answers[..10].iter().all(|answer| answer.contains("NextShardIterator")));
    check_contains(&answers[10], "ThrottlingException");
    world.run_until(next + SECOND);
    check_contains(&records(&mut world, &place), "NextShardIterator");
}
