//! Copies lag; leaders don't.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::{
    ORDERS, PLAIN, SECOND, ask, check_contains, complete, create, of_kind, send, simulated, text,
};
use world::World;

const OLD: &str = r#"{"TableName":"Notes","Item":{"pk":{"S":"a"},"v":{"N":"1"}}}"#;
const NEW: &str = r#"{"TableName":"Notes","Item":{"pk":{"S":"a"},"v":{"N":"2"}}}"#;
const EVENTUAL: &str = r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}}}"#;
const STRONG: &str = r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}},"ConsistentRead":true}"#;

/// A world whose zone c is a second late and answers all eventually consistent reads.
fn late() -> World {
    let mut world = simulated(&[("replica_lag.c", 1_000_000), ("replica_choice", 3)]);
    create(&mut world, PLAIN);
    ask(&mut world, "PutItem", OLD);
    world.run_idle();
    world
}

/// T12: a follower one second late reads the old version, the leader the new one.
#[test]
fn t12_a_late_follower_reads_the_old_version() {
    let mut world = late();
    let written = complete(&mut world, "PutItem", NEW);
    world.take_trace();
    let stale = complete(&mut world, "GetItem", EVENTUAL);
    check_contains(&text(&stale), r#""v":{"N":"1"}"#);
    assert_eq!(stale.touched[0].zone, Some('c'));
    let events = world.take_trace();
    let told = of_kind(&events, "StaleRead");
    assert_eq!(told.len(), 1);
    assert!(told[0].cause > 0);
    assert!(matches!(told[0].kind, trace::Kind::StaleRead { seen: 1, latest: 2 }));
    let strong = complete(&mut world, "GetItem", STRONG);
    check_contains(&text(&strong), r#""v":{"N":"2"}"#);
    assert_eq!(strong.touched[0].zone, Some('a'));
    let scan = ask(&mut world, "Scan", r#"{"TableName":"Notes"}"#);
    check_contains(&scan, r#""v":{"N":"1"}"#);
    check_contains(
        &ask(&mut world, "Scan", r#"{"TableName":"Notes","ConsistentRead":true}"#),
        r#""v":{"N":"2"}"#,
    );
    world.run_until(written.at + SECOND);
    check_contains(&ask(&mut world, "GetItem", EVENTUAL), r#""v":{"N":"2"}"#);
}

#[test]
fn t12_replays_the_same() {
    let run = || {
        let mut world = late();
        ask(&mut world, "PutItem", NEW);
        let answer = ask(&mut world, "GetItem", EVENTUAL);
        (answer, world.world_hash(), world.take_trace())
    };
    assert_eq!(run(), run());
}

#[test]
fn a_late_follower_misses_deletes_and_inserts() {
    let mut world = late();
    ask(&mut world, "DeleteItem", EVENTUAL);
    ask(&mut world, "PutItem", &NEW.replace("\"a\"", "\"b\""));
    check_contains(&ask(&mut world, "GetItem", EVENTUAL), r#""v":{"N":"1"}"#);
    assert_eq!(ask(&mut world, "GetItem", STRONG), "{}");
    assert_eq!(ask(&mut world, "GetItem", &EVENTUAL.replace("\"a\"", "\"b\"")), "{}");
    check_contains(&ask(&mut world, "Scan", r#"{"TableName":"Notes","Select":"COUNT"}"#), r#""Count":1"#);
    world.run_idle();
    assert_eq!(ask(&mut world, "GetItem", EVENTUAL), "{}");
}

#[test]
fn a_late_follower_of_a_local_index() {
    let mut world = simulated(&[
        ("replica_lag.a", SECOND.cast_signed()),
        ("replica_lag.b", SECOND.cast_signed()),
        ("replica_lag.c", SECOND.cast_signed()),
        ("replica_choice", 5),
    ]);
    create(&mut world, ORDERS);
    let put = |n: u32| {
        format!(r#"{{"TableName":"Orders","Item":{{"pk":{{"S":"a"}},"sk":{{"S":"1"}},"n":{{"N":"{n}"}}}}}}"#)
    };
    let query = |strong: bool| {
        format!(
            r#"{{"TableName":"Orders","IndexName":"ByN","KeyConditionExpression":"pk = :p",
                "ExpressionAttributeValues":{{":p":{{"S":"a"}}}},"ConsistentRead":{strong}}}"#
        )
    };
    ask(&mut world, "PutItem", &put(1));
    world.run_idle();
    ask(&mut world, "PutItem", &put(2));
    check_contains(&ask(&mut world, "Query", &query(false)), r#""n":{"N":"1"}"#);
    check_contains(&ask(&mut world, "Query", &query(true)), r#""n":{"N":"2"}"#);
    world.run_idle();
    check_contains(&ask(&mut world, "Query", &query(false)), r#""n":{"N":"2"}"#);
}

#[test]
fn a_write_waits_for_its_second_copy() {
    let mut world = simulated(&[("persist_lag.median", 50_000), ("persist_lag.p99", 50_000)]);
    create(&mut world, PLAIN);
    let written = complete(&mut world, "PutItem", OLD);
    assert!(written.at - written.started >= 50_000);
    let events = world.take_trace();
    let at = |kind: &str| of_kind(&events, kind)[0].t;
    assert!(at("WalAppend") + 50_000 <= at("Persist"));
    assert_eq!(at("Persist"), at("QuorumReached"));
    assert_eq!(at("QuorumReached"), at("Ack"));
    assert!(at("Ack") < at("RequestEnd"));
}

/// A strongly consistent read between a write's record and its commit shows the committed state.
#[test]
fn nobody_reads_what_is_not_committed() {
    let mut world = simulated(&[("persist_lag.median", 50_000), ("persist_lag.p99", 50_000)]);
    create(&mut world, PLAIN);
    ask(&mut world, "PutItem", OLD);
    world.run_idle();
    let now = world.now();
    let write = world.submit(now, crate::support::input("PutItem", NEW));
    let read = world.submit(now + 20_000, crate::support::input("GetItem", STRONG));
    let answer = world.run_to_completion(read);
    assert!(world.calls_in_flight() == 1);
    check_contains(&text(&answer), r#""v":{"N":"1"}"#);
    world.run_to_completion(write);
    check_contains(&ask(&mut world, "GetItem", STRONG), r#""v":{"N":"2"}"#);
}

#[test]
fn records_leave_when_all_copies_show_them() {
    let mut world = late();
    let partition =
        |world: &World| world.table(crate::support::REGION, "Notes").expect("a table").partitions[0].clone();
    ask(&mut world, "PutItem", NEW);
    let behind: Vec<u64> = partition(&world).replicas.iter().map(|replica| replica.behind).collect();
    assert_eq!((behind[0], behind[2]), (0, 1));
    world.run_idle();
    assert!(partition(&world).replicas.iter().all(|replica| replica.behind == 0 && replica.applied == 2));
}

/// What a delete finds gone may be gone only since a write that can still be taken back: it waits for that one.
#[test]
fn an_answer_is_no_earlier_than_the_write_that_it_rests_on() {
    let slow = [("persist_lag.median", 1_000_000), ("persist_lag.p99", 1_000_000)];
    let mut world = simulated(&slow);
    world.set(0, "persist_lag.cap", 1_000_000).expect("a knob");
    create(&mut world, PLAIN);
    ask(&mut world, "PutItem", OLD);
    world.run_idle();
    let delete = r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}}}"#;
    let first = send(&mut world, "DeleteItem", delete);
    world.run_until(world.now() + SECOND / 2);
    let second = send(&mut world, "DeleteItem", delete);
    let second = world.run_to_completion(second);
    let first = world.run_to_completion(first);
    assert!(second.at >= first.at, "{} and {}", second.at, first.at);
}
