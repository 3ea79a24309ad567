//! One clock: frames are invisible, equal seeds give equal worlds, zero time is instant mode.

use proptest::prelude::*;
use world::{Mode, World};

use crate::support::{
    ORDERS, PLAIN, SECOND, ask, check_contains, complete, config, create, input, instant, of_kind, simulated,
    text, timeless,
};

/// Random requests on `Orders`: some good, some bad.
fn requests() -> impl Strategy<Value = (String, String)> {
    let key = (0_u8..3, 0_u8..4).prop_map(|(pk, sk)| format!(r#""pk":{{"S":"p{pk}"}},"sk":{{"S":"s{sk}"}}"#));
    let more = (0_u8..3, 0_u8..3, 0_u16..2_000).prop_map(|(status, owner, size)| {
        let size = "x".repeat(usize::from(size));
        let status = if status > 0 { format!(r#","status":{{"S":"st{status}"}}"#) } else { String::new() };
        let owner = if owner > 0 {
            format!(r#","owner":{{"S":"o{owner}"}},"n":{{"N":"{owner}"}}"#)
        } else {
            String::new()
        };
        format!(r#","x":{{"S":"{size}"}}{status}{owner}"#)
    });
    let consumed = r#""ReturnConsumedCapacity":"INDEXES""#;
    prop_oneof![
        4 => (key.clone(), more.clone()).prop_map(move |(key, more)| (
            "PutItem".to_owned(),
            format!(r#"{{"TableName":"Orders",{consumed},"Item":{{{key}{more}}}}}"#)
        )),
        2 => (key.clone(), any::<bool>()).prop_map(move |(key, strong)| (
            "GetItem".to_owned(),
            format!(r#"{{"TableName":"Orders",{consumed},"ConsistentRead":{strong},"Key":{{{key}}}}}"#)
        )),
        2 => (key.clone(), 0_u8..3).prop_map(move |(key, v)| (
            "UpdateItem".to_owned(),
            format!(
                r##"{{"TableName":"Orders",{consumed},"Key":{{{key}}},"UpdateExpression":"SET #s = :v ADD m :one",
                "ConditionExpression":"attribute_not_exists(m) OR m < :most","ReturnValues":"ALL_NEW",
                "ExpressionAttributeNames":{{"#s":"status"}},"ExpressionAttributeValues":{{":v":{{"S":"st{v}"}},
                ":one":{{"N":"1"}},":most":{{"N":"2"}}}}}}"##
            )
        )),
        1 => key.clone().prop_map(|key| (
            "DeleteItem".to_owned(),
            format!(r#"{{"TableName":"Orders","ReturnValues":"ALL_OLD","ReturnItemCollectionMetrics":"SIZE","Key":{{{key}}}}}"#)
        )),
        1 => (0_u8..3, any::<bool>()).prop_map(move |(pk, forward)| (
            "Query".to_owned(),
            format!(
                r#"{{"TableName":"Orders",{consumed},"ScanIndexForward":{forward},"Limit":3,
                "KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{{":p":{{"S":"p{pk}"}}}}}}"#
            )
        )),
        1 => prop_oneof![Just(""), Just(r#","IndexName":"ByOwner""#), Just(r#","IndexName":"ByN""#)].prop_map(
            move |index| ("Scan".to_owned(), format!(r#"{{"TableName":"Orders",{consumed}{index}}}"#))
        ),
        1 => (key.clone(), key.clone(), more).prop_map(move |(one, two, more)| (
            "BatchWriteItem".to_owned(),
            format!(
                r#"{{{consumed},"RequestItems":{{"Orders":[{{"PutRequest":{{"Item":{{{one}{more}}}}}}},
                {{"DeleteRequest":{{"Key":{{{two}}}}}}}]}}}}"#
            )
        )),
        1 => (key.clone(), 0_u8..3).prop_map(move |(one, pk)| (
            "BatchGetItem".to_owned(),
            format!(
                r#"{{{consumed},"RequestItems":{{"Orders":{{"Keys":[{{{one}}},{{"pk":{{"S":"q{pk}"}},"sk":{{"S":"s"}}}}]}}}}}}"#
            )
        )),
        1 => Just(("DescribeTable".to_owned(), r#"{"TableName":"Orders"}"#.to_owned())),
        1 => Just(("GetItem".to_owned(), r#"{"TableName":"Nowhere","Key":{"pk":{"S":"a"}}}"#.to_owned())),
        1 => Just(("PutItem".to_owned(), r#"{"TableName":"Orders","Item":{"pk":{"N":"1"}}}"#.to_owned())),
        1 => Just(("Invent".to_owned(), "{}".to_owned())),
    ]
}

fn script() -> impl Strategy<Value = Vec<(u64, String, String)>> {
    let one = (0_u64..30_000, requests()).prop_map(|(pause, (operation, body))| (pause, operation, body));
    prop::collection::vec(one, 1..40)
}

fn active(mode: Mode, knobs: world::Knobs) -> World {
    let mut world = World::new(world::Config { knobs, ..config(11, mode, &[]) });
    create(&mut world, ORDERS);
    world
}

/// Submits a script, calling `frame` before each input with the time that it comes at.
fn play(world: &mut World, script: &[(u64, String, String)], frame: impl Fn(&mut World, u64)) -> Vec<String> {
    let mut at = world.now();
    for (pause, operation, body) in script {
        at += pause;
        frame(world, at);
        world.submit(at, input(operation, body));
    }
    world.run_idle();
    let mut answers = world.take_completions();
    answers.sort_by_key(|completion| completion.call);
    answers.iter().map(|completion| format!("{} {}", completion.request_id(), text(completion))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn frames_are_invisible(script in script(), frame in 1_u64..9_000) {
        let mut whole = active(Mode::Simulated, world::Knobs::default());
        let mut split = whole.clone();
        let answers = play(&mut whole, &script, |_, _| {});
        let again = play(&mut split, &script, |world, until| {
            while world.now() + frame < until {
                let next = world.now() + frame;
                world.run_until(next);
            }
        });
        prop_assert_eq!(answers, again);
        let end = whole.now().max(split.now()) + 1;
        whole.run_until(end);
        split.run_until(end);
        prop_assert_eq!(whole.take_trace(), split.take_trace());
        prop_assert_eq!(whole.world_hash(), split.world_hash());
    }

    #[test]
    fn no_time_at_all_is_instant(script in script()) {
        let mut zero = active(Mode::Simulated, timeless());
        let mut instant = active(Mode::Instant, world::Knobs::default());
        prop_assert_eq!(play(&mut zero, &script, |_, _| {}), play(&mut instant, &script, |_, _| {}));
        prop_assert_eq!(zero.state_hash(), instant.state_hash());
        prop_assert_eq!(zero.take_trace(), instant.take_trace());
    }

    #[test]
    fn observers_change_nothing(script in script()) {
        let mut watched = active(Mode::Simulated, world::Knobs::default());
        let mut unwatched = watched.clone();
        unwatched.set_level(trace::Level::Off);
        prop_assert_eq!(play(&mut watched, &script, |_, _| {}), play(&mut unwatched, &script, |world, _| {
            world.take_trace();
        }));
        prop_assert!(unwatched.take_trace().is_empty());
        prop_assert_eq!(watched.world_hash(), unwatched.world_hash());
    }

    /// A checkpoint taken anywhere between calls goes on like the original.
    #[test]
    fn checkpoints_go_on(script in script(), more in script()) {
        let mut world = active(Mode::Simulated, world::Knobs::default());
        let mut at = world.now();
        for (pause, operation, body) in &script {
            at += pause;
            let call = world.submit(at, input(operation, body));
            world.run_to_completion(call);
        }
        let bytes = world.durable().to_bytes();
        prop_assert_eq!(world.volatile_and_hash(), (world.volatile(), world.world_hash()));
        let volatile = world.volatile();
        let durable = world::Durable::from_bytes(&bytes).expect("what was written");
        let mut restored = World::restore(durable.clone(), Some(&volatile)).expect("what was written");
        prop_assert_eq!(world.world_hash(), restored.world_hash());
        let bare = World::restore(durable, None).expect("what was written");
        prop_assert_eq!(world.state_hash(), bare.state_hash());
        world.take_trace();
        let answers = play(&mut world, &more, |_, _| {});
        prop_assert_eq!(answers, play(&mut restored, &more, |_, _| {}));
        prop_assert_eq!(world.take_trace(), restored.take_trace());
        prop_assert_eq!(world.world_hash(), restored.world_hash());
    }
}

/// T40: the same seed and inputs give the same trace, byte for byte; another seed another one.
#[test]
fn t40_the_same_seed_the_same_trace() {
    let run = |seed| {
        let mut world = World::new(config(seed, Mode::Simulated, &[]));
        create(&mut world, ORDERS);
        for n in 0..20 {
            let item = format!(r#""pk":{{"S":"p{n}"}},"sk":{{"S":"s"}},"status":{{"S":"NEW"}}"#);
            ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#));
            ask(&mut world, "Scan", r#"{"TableName":"Orders","IndexName":"ByStatus"}"#);
        }
        world.run_idle();
        let mut json = String::new();
        trace::write_events(&mut json, &world.take_trace(), &world);
        (json, world.world_hash(), world.state_hash())
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1).0, run(2).0);
}

#[test]
fn latencies_follow_the_knobs() {
    #[track_caller]
    fn check(operation: &str, body: &str, median: u64) {
        let mut world = simulated(&[("latency.spread_percent", 100), ("persist_lag.p99", 1_000)]);
        create(&mut world, PLAIN);
        let completion = complete(&mut world, operation, body);
        assert_eq!(completion.at - completion.started, median, "{operation}");
    }
    check("GetItem", r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}}}"#, 2_000);
    check("GetItem", r#"{"TableName":"Notes","ConsistentRead":true,"Key":{"pk":{"S":"a"}}}"#, 3_000);
    check("PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#, 5_000);
    check("Scan", r#"{"TableName":"Notes"}"#, 6_000);
    check("ListTables", "{}", 30_000);
}

#[test]
fn inputs_of_the_past_come_now() {
    let mut world = simulated(&[]);
    world.run_until(1_000);
    let call = world.submit(10, input("ListTables", "{}"));
    assert_eq!(world.run_to_completion(call).started, 1_000);
    let lost = world.run_to_completion(call);
    assert_eq!(text(&lost), "InternalServerError: Internal server error");
}

#[test]
fn calls_overlap() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let now = world.now();
    let calls: Vec<_> = (0..5)
        .map(|n| {
            let body = format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"k{n}"}}}}}}"#);
            world.submit(now + n, input("PutItem", &body))
        })
        .collect();
    assert_eq!(world.calls_in_flight(), 5);
    world.run_idle();
    let mut done: Vec<_> = world.take_completions().iter().map(|completion| completion.call).collect();
    done.sort();
    assert_eq!(done, calls);
}

/// A table that goes while a write waits for its quorum takes the log with it, not the answer.
#[test]
fn a_write_outlives_its_table() {
    let mut world = simulated(&[
        ("persist_lag.median", 9_000_000),
        ("persist_lag.p99", 9_000_000),
        ("persist_lag.cap", 9_000_000),
    ]);
    create(&mut world, PLAIN);
    let now = world.now();
    let write = world.submit(now, input("PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#));
    let delete = world.submit(now, input("DeleteTable", r#"{"TableName":"Notes"}"#));
    assert!(world.run_to_completion(delete).result.is_ok());
    let written = world.run_to_completion(write);
    assert!(written.result.is_ok() && written.at < now + 6_000_000, "{written:?}");
    world.run_idle();
    assert_eq!((world.calls_in_flight(), world.tables().len()), (0, 0));
}

#[test]
fn a_world_can_change_threads() {
    fn check<T: Send + 'static>() {}
    check::<World>();
}

#[test]
fn knobs_are_checked() {
    let mut world = instant();
    assert_eq!(
        world.set(0, "replica_lag.d", 1).expect_err("no such knob").to_string(),
        "No knob is called replica_lag.d."
    );
    assert_eq!(
        world.set(0, "replica_choice", 9).expect_err("out of range").to_string(),
        "replica_choice takes 0 to 5, not 9."
    );
    let before = world.state_hash();
    world.set(0, "replica_choice", 3).expect("a knob");
    assert_ne!(world.state_hash(), before);
    assert_eq!(of_kind(&world.take_trace(), "KnobSet").len(), 1);
}

/// After a call, what is described goes on for so long, and idling waits for it.
#[track_caller]
fn goes_on(call: (&str, &str), asked: (&str, &str), word: &str, micros: u64) {
    let mut world = simulated(&[("ttl.enable_time", 7_000_000)]);
    create(&mut world, PLAIN);
    let began = complete(&mut world, call.0, call.1).at;
    world.run_until(began + SECOND);
    // Streams and splits of partitions may come before it.
    let mut ends = world.next_arrival_at().expect("something is on its way");
    while ends + SECOND < began + micros {
        world.run_until(ends);
        ends = world.next_arrival_at().expect("something is still on its way");
    }
    assert!(ends <= began + micros, "{word}: {ends} after {began}");
    world.run_until(ends - SECOND);
    assert!(ask(&mut world, asked.0, asked.1).contains(word), "{word} before {ends}");
    world.run_idle();
    let answer = ask(&mut world, asked.0, asked.1);
    assert!(world.now() >= ends && !answer.contains(word), "{answer}");
}

#[test]
fn what_ends_by_itself_is_on_its_way() {
    let table = r#"{"TableName":"Notes"}"#;
    let (describe, update) = (("DescribeTable", table), "UpdateTable");
    let warm =
        r#"{"TableName":"Notes","WarmThroughput":{"ReadUnitsPerSecond":12100,"WriteUnitsPerSecond":4100}}"#;
    goes_on((update, warm), describe, r#""Status":"UPDATING""#, 270_000_000);
    let key = r#"{"TableName":"Notes","SSESpecification":{"Enabled":true}}"#;
    goes_on((update, key), describe, r#""Status":"UPDATING""#, 22_000_000);
    let insights = r#"{"TableName":"Notes","ContributorInsightsAction":"ENABLE"}"#;
    let shown = ("DescribeContributorInsights", table);
    goes_on(("UpdateContributorInsights", insights), shown, "ENABLING", 5_000_000);
    let expiry =
        r#"{"TableName":"Notes","TimeToLiveSpecification":{"AttributeName":"until","Enabled":true}}"#;
    goes_on(("UpdateTimeToLive", expiry), ("DescribeTimeToLive", table), "ENABLING", 7_000_000);
    let backup = r#"{"TableName":"Notes","BackupName":"first"}"#;
    goes_on(("CreateBackup", backup), ("ListBackups", "{}"), "CREATING", 2_000_000);
    let recovery =
        r#"{"TableName":"Notes","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#;
    let export =
        r#"{"TableArn":"arn:aws:dynamodb:eu-central-1:123456789012:table/Notes","S3Bucket":"nowhere"}"#;
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    complete(&mut world, "UpdateContinuousBackups", recovery);
    let (began, now) = (complete(&mut world, "ExportTableToPointInTime", export).result.is_ok(), world.now());
    assert!(began && world.next_arrival_at().is_some_and(|at| at <= now + 5_000_000));
    world.run_idle();
    check_contains(&ask(&mut world, "ListExports", "{}"), "FAILED");
}
