//! Time to live: what expires, when, and who hears of it.

use sim::Micros;
use world::{Mode, World};

use crate::support::{
    ORDERS, PLAIN, REGION, SECOND, ask, check_contains, config, create, instant, of_kind, simulated,
};

const DAY: Micros = 86_400 * SECOND;
const EPOCH: i64 = 1_790_000_000;

fn set(world: &mut World, attribute: &str, enabled: bool) -> String {
    set_on(world, "Notes", attribute, enabled)
}

fn set_on(world: &mut World, table: &str, attribute: &str, enabled: bool) -> String {
    let specification = format!(r#"{{"AttributeName":"{attribute}","Enabled":{enabled}}}"#);
    let body = format!(r#"{{"TableName":"{table}","TimeToLiveSpecification":{specification}}}"#);
    ask(world, "UpdateTimeToLive", &body)
}

fn describe(world: &mut World) -> String {
    ask(world, "DescribeTimeToLive", r#"{"TableName":"Notes"}"#)
}

fn put(world: &mut World, key: &str, ttl: &str) {
    let body = format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"{key}"}},"ttl":{ttl}}}}}"#);
    assert_eq!(ask(world, "PutItem", &body), "{}");
}

/// The keys of the items there are, sorted.
fn keys(world: &mut World) -> String {
    let scan = ask(world, "Scan", r#"{"TableName":"Notes","ConsistentRead":true}"#);
    let scan: serde_json::Value = serde_json::from_str(&scan).expect("JSON");
    let items = scan["Items"].as_array().expect("items").iter();
    let mut keys: Vec<&str> = items.filter_map(|item| item["pk"]["S"].as_str()).collect();
    keys.sort_unstable();
    keys.concat()
}

fn seconds(from_now: i64) -> String {
    format!(r#"{{"N":"{}"}}"#, EPOCH + from_now)
}

/// spec: 3.7/TTL
#[test]
fn settings_are_checked() {
    let mut world = simulated(&[]);
    assert_eq!(
        describe(&mut world),
        "ResourceNotFoundException: Requested resource not found: Table: Notes not found"
    );
    assert_eq!(
        set(&mut world, "ttl", true),
        "ResourceNotFoundException: Requested resource not found: Table: Notes not found"
    );
    ask(&mut world, "CreateTable", PLAIN);
    assert_eq!(
        set(&mut world, "ttl", true),
        "ResourceInUseException: Attempt to change a resource which is still in use: Table Notes is being created"
    );
    check_contains(
        &describe(&mut world),
        "Cannot describe time to live while table is in CREATING state: Current table state is CREATING",
    );
    world.run_idle();
    let off = r#"{"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}}"#;
    assert_eq!(describe(&mut world), off);
    assert_eq!(set(&mut world, "ttl", false), "ValidationException: TimeToLive is already disabled");
    assert_eq!(
        set(&mut world, "ttl", true),
        r#"{"TimeToLiveSpecification":{"AttributeName":"ttl","Enabled":true}}"#
    );
    let on = r#"{"TimeToLiveDescription":{"AttributeName":"ttl","TimeToLiveStatus":"ENABLED"}}"#;
    assert_eq!(describe(&mut world), on);
    assert_eq!(set(&mut world, "ttl", true), "ValidationException: TimeToLive is already enabled");
    for enabled in [true, false] {
        assert_eq!(
            set(&mut world, "other", enabled),
            "ValidationException: TimeToLive is active on a different AttributeName: current AttributeName is ttl"
        );
    }
    let soon = "ValidationException: Time to live has been modified multiple times within a fixed interval";
    assert_eq!(set(&mut world, "ttl", false), soon);
    world.run_until(world.now() + 1_800 * SECOND);
    assert_eq!(
        set(&mut world, "ttl", false),
        r#"{"TimeToLiveSpecification":{"AttributeName":"ttl","Enabled":false}}"#
    );
    assert_eq!(describe(&mut world), off);
    assert_eq!(set(&mut world, "other", true), soon);
    // The partition key may be it.
    world.set(0, "ttl.cooldown", 0).expect("a knob");
    check_contains(&set(&mut world, "pk", true), r#""AttributeName":"pk""#);
    let on = world.take_trace();
    assert_eq!(of_kind(&on, "TtlSwitched").len(), 3);
}

#[test]
fn instant_mode_has_a_short_cooldown() {
    let mut world = instant();
    create(&mut world, PLAIN);
    for _ in 0..3 {
        check_contains(&set(&mut world, "ttl", true), "true");
        check_contains(&set(&mut world, "ttl", false), "modified multiple times within a fixed interval");
        world.run_until(world.now() + SECOND / 2);
        check_contains(&set(&mut world, "ttl", false), "false");
        world.run_until(world.now() + SECOND / 2);
    }
}

/// spec: 8/TTL expired items hidden from reads immediately
#[test]
fn expired_items_are_there_until_they_are_swept() {
    let mut world = instant();
    create(&mut world, PLAIN);
    set(&mut world, "ttl", true);
    put(&mut world, "a", &seconds(-100));
    put(&mut world, "b", &seconds(10));
    put(&mut world, "c", &seconds(20));
    assert_eq!(keys(&mut world), "abc");
    world.run_until(SECOND - 1);
    assert_eq!(keys(&mut world), "abc");
    world.run_until(SECOND);
    assert_eq!(keys(&mut world), "bc");
    world.run_until(11 * SECOND);
    assert_eq!(keys(&mut world), "c");
    // Nothing but the clock is needed.
    assert_eq!(world.next_event_at(), Some(21 * SECOND));
    assert_eq!(world.next_arrival_at(), None);
    world.run_until(21 * SECOND);
    assert_eq!((keys(&mut world).as_str(), world.next_event_at()), ("", None));
}

/// spec: 3.7/TTL non-N, or more than 5 years in the past, ignored
#[test]
fn what_says_no_time_never_expires() {
    let mut world = instant();
    create(&mut world, PLAIN);
    set(&mut world, "ttl", true);
    let years = 5 * 365 * 86_400;
    put(&mut world, "a", &format!(r#"{{"S":"{}"}}"#, EPOCH - 10));
    put(&mut world, "b", r#"{"L":[]}"#);
    put(&mut world, "c", &format!(r#"{{"N":"{}000"}}"#, EPOCH - 10));
    put(&mut world, "d", &seconds(-years - 2));
    put(&mut world, "e", r#"{"N":"1544140800"}"#);
    put(&mut world, "f", r#"{"N":"9E+100"}"#);
    put(&mut world, "g", r#"{"N":"-9E+100"}"#);
    put(&mut world, "h", r#"{"NS":["1789999990"]}"#);
    ask(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"i"},"TTL":{"N":"1789999990"}}}"#);
    put(&mut world, "x", &seconds(-years + 60));
    put(&mut world, "y", r#"{"N":"1789999999.9"}"#);
    world.run_until(DAY);
    assert_eq!(keys(&mut world), "abcdefghi");
}

#[test]
fn a_change_of_the_attribute_rescues() {
    const NAME: &str = "#t";
    let mut world = instant();
    create(&mut world, PLAIN);
    set(&mut world, "ttl", true);
    put(&mut world, "a", &seconds(5));
    put(&mut world, "b", &seconds(5));
    put(&mut world, "c", &seconds(5));
    put(&mut world, "d", &seconds(-5));
    let update = |key: &str, expression: &str| {
        format!(
            r#"{{"TableName":"Notes","Key":{{"pk":{{"S":"{key}"}}}},"UpdateExpression":"{expression}",
            "ExpressionAttributeNames":{{"{NAME}":"ttl"}},"ExpressionAttributeValues":{{":t":{}}}}}"#,
            seconds(100)
        )
    };
    assert_eq!(ask(&mut world, "UpdateItem", &update("a", "SET #t = :t")), "{}");
    assert_eq!(ask(&mut world, "UpdateItem", &update("b", "SET u = :t REMOVE #t")), "{}");
    assert_eq!(ask(&mut world, "UpdateItem", &update("d", "SET #t = :t")), "{}");
    world.run_until(50 * SECOND);
    assert_eq!(keys(&mut world), "abd");
    // What is written again expires again.
    put(&mut world, "b", &seconds(60));
    world.run_until(101 * SECOND);
    assert_eq!(keys(&mut world), "");
}

#[test]
fn turning_it_on_takes_up_what_is_there() {
    let mut world = instant();
    create(&mut world, PLAIN);
    put(&mut world, "a", &seconds(-100));
    put(&mut world, "b", &seconds(100));
    put(&mut world, "c", r#"{"S":"never"}"#);
    world.run_until(50 * SECOND);
    assert_eq!(keys(&mut world), "abc");
    set(&mut world, "ttl", true);
    let info = world.table(REGION, "Notes").and_then(|table| table.ttl).expect("it is on");
    assert_eq!((&*info.attribute, info.pending, info.next.len()), ("ttl", 2, 2));
    assert_eq!((info.next[0].0, info.next[1].0), (51 * SECOND, 101 * SECOND));
    assert_eq!(keys(&mut world), "abc");
    world.run_until(51 * SECOND);
    assert_eq!(keys(&mut world), "bc");
    set(&mut world, "ttl", false);
    assert!(world.table(REGION, "Notes").is_some_and(|table| table.ttl.is_none()));
    world.run_until(DAY);
    assert_eq!((keys(&mut world).as_str(), world.next_event_at()), ("bc", None));
}

/// spec: A.5/TTL over the network
/// spec: 5.4/streams: TTL deletes consume no WCU
#[test]
fn the_service_deletes_and_says_so() {
    let mut world = instant();
    create(
        &mut world,
        &PLAIN.replacen(
            '{',
            r#"{"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"},"#,
            1,
        ),
    );
    set(&mut world, "ttl", true);
    put(&mut world, "a", &seconds(3));
    put(&mut world, "b", &seconds(3));
    ask(&mut world, "DeleteItem", r#"{"TableName":"Notes","Key":{"pk":{"S":"b"}}}"#);
    world.take_trace();
    let before = world.table(REGION, "Notes").expect("a table").consumed.total;
    world.run_until(10 * SECOND);
    let table = world.table(REGION, "Notes").expect("a table");
    assert_eq!((table.item_count, table.consumed.total), (0, before));
    let latest = &table.stream.expect("a stream").shards[0].latest;
    let told: Vec<(&str, bool, Micros)> = latest
        .iter()
        .map(|record| {
            (if record.new.is_some() { "put" } else { "delete" }, record.expired, record.at / SECOND)
        })
        .collect();
    assert_eq!(told, [("delete", true, 4), ("delete", false, 0), ("put", false, 0), ("put", false, 0)]);
    let events = world.take_trace();
    assert_eq!(of_kind(&events, "TtlExpired").len(), 1);
    assert!(events.iter().all(|event| (event.call, event.span, event.parent) == (0, 0, 0)));
    assert!(of_kind(&events, "Admit").is_empty());

    let arn = format!(
        r#"{{"StreamArn":"{}"}}"#,
        world.table(REGION, "Notes").expect("a table").stream.expect("a stream").arn
    );
    let stream: serde_json::Value =
        serde_json::from_str(&ask(&mut world, "DescribeStream", &arn)).expect("JSON");
    let shard = stream["StreamDescription"]["Shards"][0]["ShardId"].as_str().expect("an id");
    let body = arn.replacen('{', &format!(r#"{{"ShardId":"{shard}","ShardIteratorType":"TRIM_HORIZON","#), 1);
    let iterator = ask(&mut world, "GetShardIterator", &body);
    let records = ask(&mut world, "GetRecords", &iterator);
    let identity = r#""userIdentity":{"PrincipalId":"dynamodb.amazonaws.com","Type":"Service"}"#;
    assert_eq!(records.matches(identity).count(), 1, "{records}");
}

#[test]
fn indexes_lose_the_entry_for_nothing() {
    let mut world = simulated(&[("ttl.delay", 0), ("ttl.sweep", 0)]);
    create(&mut world, ORDERS);
    set_on(&mut world, "Orders", "n", true);
    let item = format!(
        r#"{{"pk":{{"S":"p"}},"sk":{{"S":"s"}},"status":{{"S":"PAID"}},"owner":{{"S":"o"}},"n":{}}}"#,
        seconds(60)
    );
    ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{item}}}"#));
    world.run_idle();
    let before = world.table(REGION, "Orders").expect("a table");
    assert_eq!(before.indexes.iter().map(|index| index.entry_count).collect::<Vec<_>>(), [1, 1, 1]);
    world.run_until(70 * SECOND);
    let after = world.table(REGION, "Orders").expect("a table");
    assert_eq!(after.item_count, 0);
    for (before, after) in before.indexes.iter().zip(&after.indexes) {
        assert_eq!((after.entry_count, after.consumed.total), (0, before.consumed.total), "{}", after.name);
    }
}

/// Minutes in a simulated world, unless the knob says otherwise, and it says so at once.
#[test]
fn the_delay_is_a_knob() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    set(&mut world, "ttl", true);
    put(&mut world, "a", &seconds(30));
    put(&mut world, "b", &seconds(90));
    world.run_until(330 * SECOND);
    assert_eq!(keys(&mut world), "ab");
    world.run_until(331 * SECOND);
    assert_eq!(keys(&mut world), "b");
    world.set(0, "ttl.delay", 1_000 * 1_000_000).expect("a knob");
    world.run_until(1_000 * SECOND);
    assert_eq!(keys(&mut world), "b");
    world.set(0, "ttl.delay", 0).expect("a knob");
    assert_eq!(keys(&mut world), "");
}

/// An item that expires some day does not keep a world busy.
#[test]
fn idle_does_not_wait_for_expiry() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    set(&mut world, "ttl", true);
    put(&mut world, "a", &seconds(1_000_000));
    world.run_idle();
    assert!(world.now() < 100 * SECOND);
    assert_eq!(world.next_event_at(), Some((1_000_000 + 301) * SECOND));
}

#[test]
fn frames_and_checkpoints_make_no_difference() {
    let run = |frame: Micros, restore: Option<bool>| {
        let mut world = World::new(config(3, Mode::Simulated, &[("ttl.delay", 3_000_000)]));
        create(&mut world, PLAIN);
        set(&mut world, "ttl", true);
        for n in 0..40_i64 {
            put(&mut world, &format!("k{n}"), &seconds(n - 10));
        }
        world.run_until(20 * SECOND);
        if let Some(volatile) = restore {
            let part = world.volatile();
            let hash = world.state_hash();
            world = World::restore(world.durable(), volatile.then_some(&part[..])).expect("a checkpoint");
            assert_eq!(world.state_hash(), hash);
        }
        let mut at = 20 * SECOND;
        while at < 60 * SECOND {
            at = (at + frame).min(60 * SECOND);
            world.run_until(at);
        }
        world.state_hash()
    };
    let once = run(DAY, None);
    for (frame, restore) in [(SECOND / 7, None), (SECOND, Some(true)), (DAY, Some(false))] {
        assert_eq!(run(frame, restore), once, "{frame} {restore:?}");
    }
}

/// A table that goes takes its times along.
#[test]
fn a_deleted_table_expires_nothing() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    set(&mut world, "ttl", true);
    put(&mut world, "a", &seconds(100));
    ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    world.run_idle();
    assert_eq!(world.next_event_at(), None);
    create(&mut world, PLAIN);
    assert_eq!(describe(&mut world), r#"{"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}}"#);
}
