//! Functions that a stream invokes: batches, retries, halving, filters, what becomes of records that fail.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use trace::{Event, Kind, Outcome};
use world::{MappingInfo, World};

use crate::streams::{HOUR, arn, member, put, table};
use crate::support::{REGION, SECOND, ask, check_contains, create, of_kind, simulated};

pub(crate) const QUEUE: &str = "arn:aws:sqs:eu-central-1:123456789012:failures";
pub(crate) const POISON: &str = r#"{\"dynamodb\":{\"NewImage\":{\"v\":{\"S\":[\"poison\"]}}}}"#;

/// A table with a stream in one partition, and one to add up in.
pub(crate) fn start() -> World {
    let mut world = simulated(&[]);
    create(&mut world, &table("Tab", 1_000));
    create(
        &mut world,
        r#"{"TableName":"Totals","AttributeDefinitions":[{"AttributeName":"what","AttributeType":"S"}],
            "KeySchema":[{"AttributeName":"what","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}"#,
    );
    world
}

pub(crate) fn function(world: &mut World, code: &str) {
    let body = format!(r#"{{"FunctionName":"f","Code":{{{code}}}}}"#);
    check_contains(&ask(world, "lambda:CreateFunction", &body), r#""State":"Active""#);
}

/// A mapping of the stream to the function, in force.
pub(crate) fn mapping(world: &mut World, more: &str) -> String {
    let arn = arn(world, "Tab");
    let body =
        format!(r#"{{"FunctionName":"f","EventSourceArn":"{arn}","StartingPosition":"TRIM_HORIZON"{more}}}"#);
    let answer = ask(world, "lambda:CreateEventSourceMapping", &body);
    check_contains(&answer, r#""State":"Creating""#);
    wait(world, 6);
    member(&answer, "UUID").expect("an id")
}

pub(crate) fn wait(world: &mut World, seconds: u64) {
    let later = world.now() + seconds * SECOND;
    world.run_until(later);
}

pub(crate) fn told(world: &World) -> MappingInfo {
    let stream = world.table(REGION, "Tab").and_then(|table| table.stream).expect("a stream");
    stream.mappings.first().cloned().expect("a mapping")
}

fn count(world: &mut World, what: &str) -> Option<String> {
    let body = format!(r#"{{"TableName":"Totals","ConsistentRead":true,"Key":{{"what":{{"S":"{what}"}}}}}}"#);
    member(&ask(world, "GetItem", &body), "N")
}

pub(crate) fn outcomes(events: &[Event]) -> Vec<(Outcome, u32)> {
    let ends = events.iter().filter_map(|event| match event.kind {
        Kind::InvokeResult { outcome, good, .. } => Some((outcome, good)),
        _ => None,
    });
    ends.collect()
}

/// Ten records of which the seventh makes the function fail.
pub(crate) fn ten(world: &mut World) {
    world.take_trace();
    for n in 1..=10 {
        put(world, "Tab", &format!("k{n}"), if n == 7 { "poison" } else { "good" });
    }
}

const AGGREGATE: &str = r#""Do":"aggregate","Table":"Totals","By":"v""#;

#[test]
fn t19_a_poisoned_batch_is_tried_three_times_and_given_up() {
    let mut world = start();
    function(&mut world, &format!(r#"{AGGREGATE},"FailOn":"{POISON}""#));
    let settings = format!(
        r#","BatchSize":10,"MaximumBatchingWindowInSeconds":5,"MaximumRetryAttempts":2,
           "DestinationConfig":{{"OnFailure":{{"Destination":"{QUEUE}"}}}}"#
    );
    mapping(&mut world, &settings);
    ten(&mut world);
    wait(&mut world, 60);
    let events = world.take_trace();
    assert_eq!(outcomes(&events), [(Outcome::Failed, 0); 3]);
    let invokes: Vec<u64> = of_kind(&events, "Invoke").iter().map(|event| event.t).collect();
    assert!(invokes[1] - invokes[0] >= SECOND && invokes[2] - invokes[1] >= 2 * SECOND, "{invokes:?}");
    // Six records were done each time: a function that counts must expect that.
    assert_eq!(count(&mut world, "good").as_deref(), Some("18"));
    let queue = world.queue(QUEUE);
    assert_eq!(queue.len(), 1);
    let document = queue[0].to_json();
    check_contains(&document, r#""condition":"RetryAttemptsExhausted","approximateInvokeCount":3"#);
    check_contains(&document, r#""batchSize":10"#);
    assert!(!document.contains("poison"), "the records themselves are not told");
    // The shard goes on behind them.
    put(&mut world, "Tab", "later", "good");
    wait(&mut world, 10);
    assert_eq!(count(&mut world, "good").as_deref(), Some("19"));
    let told = told(&world);
    assert_eq!((told.done, told.given_up, told.places[0].waiting), (1, 10, 0));
    assert_eq!((told.invokes, told.errors), (4, 3));

    // The same, and the function says where it failed.
    let mut world = start();
    function(&mut world, &format!(r#"{AGGREGATE},"FailOn":"{POISON}""#));
    mapping(&mut world, &format!(r#"{settings},"FunctionResponseTypes":["ReportBatchItemFailures"]"#));
    ten(&mut world);
    wait(&mut world, 60);
    assert_eq!(
        outcomes(&world.take_trace()),
        [(Outcome::Partial, 6), (Outcome::Partial, 0), (Outcome::Partial, 0)]
    );
    assert_eq!(count(&mut world, "good").as_deref(), Some("6"));
    check_contains(&world.queue(QUEUE)[0].to_json(), r#""batchSize":4"#);
}

/// What is told of failures goes to a queue in the mapping's own Region.
#[test]
fn a_queue_in_another_region_is_refused() {
    let mut world = start();
    function(&mut world, r#""Do":"log""#);
    let to = |queue: &str| format!(r#","DestinationConfig":{{"OnFailure":{{"Destination":"{queue}"}}}}"#);
    let uuid = mapping(&mut world, &to(QUEUE));
    wait(&mut world, 5);
    let elsewhere = to(&QUEUE.replace("eu-central-1", "us-east-1"));
    let mut change =
        |to: &str| ask(&mut world, "lambda:UpdateEventSourceMapping", &format!(r#"{{"UUID":"{uuid}"{to}}}"#));
    let refused = change(&elsewhere);
    check_contains(&refused, "InvalidParameterValueException: The destination ARN arn:aws:sqs:us-east-1:");
    check_contains(&change(&to(QUEUE)), QUEUE);
}

#[test]
fn halving_finds_the_record_that_fails() {
    let mut world = start();
    function(&mut world, &format!(r#""Do":"log","FailOn":"{POISON}""#));
    let settings = format!(
        r#","BatchSize":10,"MaximumBatchingWindowInSeconds":5,"MaximumRetryAttempts":1,"BisectBatchOnFunctionError":true,
           "DestinationConfig":{{"OnFailure":{{"Destination":"{QUEUE}"}}}}"#
    );
    mapping(&mut world, &settings);
    ten(&mut world);
    wait(&mut world, 120);
    let events = world.take_trace();
    // 10 = 5 + 5, then 5 = 2 + 3 with the seventh first or second among its two: 2 = 1 + 1.
    assert_eq!(of_kind(&events, "Bisect").len(), 3);
    let told = told(&world);
    assert_eq!((told.done, told.given_up), (9, 1));
    check_contains(&world.queue(QUEUE)[0].to_json(), r#""batchSize":1"#);
    assert_eq!(of_kind(&events, "Discarded").len(), 1);
}

#[test]
fn t20_numeric_never_fits_a_number_of_an_item() {
    let mut world = start();
    function(&mut world, AGGREGATE);
    let numeric = r#"{\"dynamodb\":{\"NewImage\":{\"age\":{\"N\":[{\"numeric\":[\"=\",35]}]}}}}"#;
    let text = r#"{\"dynamodb\":{\"NewImage\":{\"age\":{\"N\":[\"35\"]}}}}"#;
    let uuid =
        mapping(&mut world, &format!(r#","FilterCriteria":{{"Filters":[{{"Pattern":"{numeric}"}}]}}"#));
    let item = |key: &str| {
        format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"{key}"}},"v":{{"S":"x"}},"age":{{"N":"35"}}}}}}"#)
    };
    assert_eq!(ask(&mut world, "PutItem", &item("a")), "{}");
    wait(&mut world, 5);
    assert_eq!((told(&world).filtered, told(&world).invokes), (1, 0));
    let body = format!(r#"{{"UUID":"{uuid}","FilterCriteria":{{"Filters":[{{"Pattern":"{text}"}}]}}}}"#);
    check_contains(&ask(&mut world, "lambda:UpdateEventSourceMapping", &body), r#""State":"Updating""#);
    wait(&mut world, 6);
    assert_eq!(ask(&mut world, "PutItem", &item("b")), "{}");
    wait(&mut world, 5);
    assert_eq!(count(&mut world, "x").as_deref(), Some("1"), "what was passed over doesn't come again");
    let wrong = format!(r#"{{"UUID":"{uuid}","FilterCriteria":{{"Filters":[{{"Pattern":"{{}}"}}]}}}}"#);
    check_contains(
        &ask(&mut world, "lambda:UpdateEventSourceMapping", &wrong),
        "Invalid filter pattern definition.",
    );
}

#[test]
fn batches_close_by_size_and_by_window() {
    let mut world = start();
    function(&mut world, r#""Do":"log""#);
    mapping(&mut world, r#","BatchSize":4,"MaximumBatchingWindowInSeconds":20"#);
    ten(&mut world);
    wait(&mut world, 10);
    let formed = |world: &mut World| -> Vec<u32> {
        let events = world.take_trace();
        let batches = events.iter().filter_map(|event| match event.kind {
            Kind::BatchFormed { records, .. } => Some(records),
            _ => None,
        });
        batches.collect()
    };
    assert_eq!(formed(&mut world), [4, 4]);
    wait(&mut world, 20);
    assert_eq!(formed(&mut world), [2]);
    assert_eq!(told(&world).done, 10);
    // Nothing is left to do, and a day costs nothing.
    assert_eq!(world.next_event_at(), None);
}

#[test]
fn a_batch_without_a_limit_blocks_its_shard_until_its_records_are_gone() {
    let mut world = start();
    function(&mut world, &format!(r#""Do":"log","FailOn":"{POISON}""#));
    mapping(&mut world, "");
    put(&mut world, "Tab", "a", "poison");
    put(&mut world, "Tab", "b", "good");
    wait(&mut world, 3_600);
    let blocked = told(&world);
    assert_eq!((blocked.done, blocked.places[0].waiting), (0, 2));
    assert!(blocked.places[0].lag >= HOUR - 60 * SECOND, "{}", blocked.places[0].lag);
    assert!(blocked.places[0].batches[0].attempt > 50);
    wait(&mut world, 24 * 3_600);
    assert_eq!((told(&world).given_up, told(&world).places[0].waiting), (2, 0));
    put(&mut world, "Tab", "c", "good");
    wait(&mut world, 60);
    assert_eq!(told(&world).done, 1);
}

#[test]
fn the_records_of_an_item_stay_in_order_across_parallel_batches_and_splits() {
    let mut world = simulated(&[("partition.max_bytes", 65_536)]);
    create(&mut world, &table("Tab", 1_000));
    create(&mut world, &table("Copy", 1_000));
    function(&mut world, r#""Do":"copy","Table":"Copy""#);
    mapping(&mut world, r#","BatchSize":3,"ParallelizationFactor":4"#);
    for n in 0..60 {
        put(&mut world, "Tab", &format!("k{}", n % 7), &format!("{n} {}", "x".repeat(12_000)));
        wait(&mut world, if n % 20 == 19 { 200 } else { 1 });
    }
    wait(&mut world, 60);
    let told = told(&world);
    assert!(told.places.len() >= 3, "the table was split");
    assert_eq!((told.done, told.errors), (60, 0));
    assert!(told.places.iter().all(|place| place.waiting == 0));
    for key in 0..7 {
        let get = |world: &mut World, table: &str| {
            let key =
                format!(r#"{{"TableName":"{table}","ConsistentRead":true,"Key":{{"pk":{{"S":"k{key}"}}}}}}"#);
            ask(world, "GetItem", &key)
        };
        assert_eq!(get(&mut world, "Copy"), get(&mut world, "Tab"));
    }
}

#[test]
fn what_time_to_live_removes_can_be_archived() {
    let mut world = simulated(&[("ttl.delay", 0)]);
    create(&mut world, &table("Tab", 100));
    create(&mut world, &table("Old", 100));
    let body = r#"{"TableName":"Tab","TimeToLiveSpecification":{"AttributeName":"until","Enabled":true}}"#;
    check_contains(&ask(&mut world, "UpdateTimeToLive", body), "until");
    function(&mut world, r#""Do":"archive","Table":"Old""#);
    let service =
        r#"{\"userIdentity\":{\"type\":[\"Service\"],\"principalId\":[\"dynamodb.amazonaws.com\"]}}"#;
    mapping(&mut world, &format!(r#","FilterCriteria":{{"Filters":[{{"Pattern":"{service}"}}]}}"#));
    put(&mut world, "Tab", "deleted", "x");
    ask(&mut world, "DeleteItem", r#"{"TableName":"Tab","Key":{"pk":{"S":"deleted"}}}"#);
    let body = r#"{"TableName":"Tab","Item":{"pk":{"S":"expired"},"until":{"N":"1790000000"}}}"#;
    assert_eq!(ask(&mut world, "PutItem", body), "{}");
    wait(&mut world, 3 * 24 * 3_600);
    let get = |world: &mut World, key: &str| {
        ask(world, "GetItem", &format!(r#"{{"TableName":"Old","Key":{{"pk":{{"S":"{key}"}}}}}}"#))
    };
    check_contains(&get(&mut world, "expired"), "1790000000");
    assert_eq!(get(&mut world, "deleted"), "{}");
}

#[test]
fn mappings_survive_a_checkpoint_and_begin_again_what_was_under_way() {
    let mut world = start();
    function(&mut world, &format!(r#"{AGGREGATE},"FailOn":"{POISON}""#));
    mapping(
        &mut world,
        &format!(r#","BatchSize":10,"DestinationConfig":{{"OnFailure":{{"Destination":"{QUEUE}"}}}}"#),
    );
    ten(&mut world);
    wait(&mut world, 20);
    while world.calls_in_flight() > 0 {
        let next = world.next_arrival_at().expect("a call is under way");
        world.run_until(next);
    }
    let durable = world::Durable::from_bytes(&world.durable().to_bytes()).expect("a checkpoint");
    assert_eq!(durable, world.durable());
    let mut whole = World::restore(durable.clone(), Some(&world.volatile())).expect("a checkpoint");
    assert_eq!(whole.world_hash(), world.world_hash());
    let mut bare = World::restore(durable, None).expect("a checkpoint");
    assert_eq!(bare.state_hash(), world.state_hash());
    for world in [&mut world, &mut whole, &mut bare] {
        wait(world, 25 * 3_600);
        assert_eq!(told(world).given_up, 10);
        assert_eq!(world.queue(QUEUE).len(), 1);
    }
    assert_eq!(whole.world_hash(), world.world_hash());
}

#[test]
fn a_mapping_is_turned_off_and_on_and_deleted() {
    let mut world = start();
    function(&mut world, AGGREGATE);
    let uuid = mapping(&mut world, "");
    let change = |world: &mut World, enabled: bool| {
        let body = format!(r#"{{"UUID":"{uuid}","Enabled":{enabled}}}"#);
        let answer = ask(world, "lambda:UpdateEventSourceMapping", &body);
        wait(world, 6);
        answer
    };
    check_contains(&change(&mut world, false), r#""State":"Disabling""#);
    put(&mut world, "Tab", "a", "x");
    wait(&mut world, 60);
    assert_eq!(count(&mut world, "x"), None);
    check_contains(&change(&mut world, true), r#""State":"Enabling""#);
    wait(&mut world, 2);
    assert_eq!(count(&mut world, "x").as_deref(), Some("1"));
    let one = format!(r#"{{"UUID":"{uuid}"}}"#);
    check_contains(&ask(&mut world, "lambda:GetEventSourceMapping", &one), r#""State":"Enabled""#);
    check_contains(&ask(&mut world, "lambda:DeleteEventSourceMapping", &one), r#""State":"Deleting""#);
    wait(&mut world, 6);
    check_contains(&ask(&mut world, "lambda:GetEventSourceMapping", &one), "ResourceNotFoundException");
    assert_eq!(ask(&mut world, "lambda:ListEventSourceMappings", "{}"), r#"{"EventSourceMappings":[]}"#);
    assert_eq!(ask(&mut world, "lambda:DeleteFunction", r#"{"FunctionName":"f"}"#), "");
    check_contains(
        &ask(&mut world, "lambda:GetFunction", r#"{"FunctionName":"f"}"#),
        "Function not found: arn:aws:lambda:",
    );
}

/// How many times the function wrote, from its calls.
fn writes(events: &[Event]) -> usize {
    of_kind(events, "RequestStart").iter().filter(|event| event.call >= 1 << 31).count()
}

#[test]
fn a_tumbling_window_is_added_up_and_written_once() {
    let mut world = start();
    function(&mut world, AGGREGATE);
    mapping(&mut world, r#","TumblingWindowInSeconds":60,"BatchSize":2"#);
    let minute = |world: &World| (1_790_000_000 + world.now() / SECOND) / 60;
    // A window begins with a minute of Unix time.
    let to_next = 60 - (1_790_000_000 + world.now() / SECOND) % 60;
    wait(&mut world, to_next);
    world.take_trace();
    let first = minute(&world);
    for n in 0..12 {
        put(&mut world, "Tab", &format!("k{n}"), if n % 3 == 0 { "red" } else { "blue" });
        wait(&mut world, 4);
    }
    assert_eq!(minute(&world), first);
    assert_eq!(count(&mut world, "red"), None, "nothing is written before the window is over");
    let kept = told(&world).windows;
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].start, kept[0].records, kept[0].values), (first * 60, 12, 2));
    wait(&mut world, 20);
    assert_eq!((count(&mut world, "red"), count(&mut world, "blue")), (Some("4".into()), Some("8".into())));
    let events = world.take_trace();
    assert_eq!(writes(&events), 2, "one write for each value");
    assert_eq!(of_kind(&events, "WindowOver").len(), 1);
    let told = told(&world);
    assert_eq!((told.done, told.windows.len(), told.tumbling_s), (12, 0, 60));
    assert!(told.log[0].ends_window && told.log[0].records == 0, "{:?}", told.log[0]);
    // Nothing is left to do.
    assert_eq!(world.next_event_at(), None);

    // Each window for itself; the records of a batch are of one.
    for n in 0..6 {
        put(&mut world, "Tab", &format!("m{n}"), "green");
        wait(&mut world, 30);
    }
    wait(&mut world, 120);
    assert_eq!(count(&mut world, "green").as_deref(), Some("6"));
    let over: Vec<u32> = world
        .take_trace()
        .iter()
        .filter_map(|event| match event.kind {
            Kind::WindowOver { records, .. } => Some(records),
            _ => None,
        })
        .collect();
    assert_eq!(over.iter().sum::<u32>(), 6);
    assert!(over.len() >= 3, "{over:?}");
}

#[test]
fn what_a_window_kept_survives_failures_checkpoints_and_a_split_batch() {
    let mut world = start();
    function(&mut world, &format!(r#"{AGGREGATE},"FailOn":"{POISON}""#));
    let settings = r#","TumblingWindowInSeconds":900,"BatchSize":10,"MaximumBatchingWindowInSeconds":5,"MaximumRetryAttempts":1,
        "FunctionResponseTypes":["ReportBatchItemFailures"]"#;
    mapping(&mut world, settings);
    ten(&mut world);
    wait(&mut world, 60);
    // The six before the one that fails are kept once; the four from there on are given up.
    assert_eq!(told(&world).windows[0].records, 6);
    let durable = world::Durable::from_bytes(&world.durable().to_bytes()).expect("a checkpoint");
    let mut whole = World::restore(durable.clone(), Some(&world.volatile())).expect("a checkpoint");
    assert_eq!(whole.world_hash(), world.world_hash());
    let mut bare = World::restore(durable, None).expect("a checkpoint");
    assert_eq!(bare.state_hash(), world.state_hash());
    for world in [&mut world, &mut whole, &mut bare] {
        assert_eq!(told(world).tumbling_s, 900);
        wait(world, 1_000);
        assert_eq!(count(world, "good").as_deref(), Some("6"));
        assert_eq!(told(world).windows, []);
    }
    assert_eq!(whole.world_hash(), world.world_hash());
}

#[test]
fn a_window_that_has_kept_too_much_ends_early() {
    let mut world = start();
    let now = world.now();
    world.submit(now, world::Input::Set { knob: "lambda.window_state".to_owned(), value: 200 });
    function(&mut world, AGGREGATE);
    mapping(&mut world, r#","TumblingWindowInSeconds":900"#);
    for n in 0..20 {
        put(&mut world, "Tab", &format!("k{n}"), &format!("value {n}"));
        wait(&mut world, 1);
    }
    let early = |event: &&Event| matches!(event.kind, Kind::WindowOver { early: true, .. });
    let events = world.take_trace();
    assert!(events.iter().filter(early).count() >= 3);
    wait(&mut world, 1_000);
    for n in 0..20 {
        assert_eq!(count(&mut world, &format!("value {n}")).as_deref(), Some("1"));
    }
}

#[test]
fn a_window_whose_table_is_gone_is_given_up() {
    let mut world = start();
    function(&mut world, AGGREGATE);
    let uuid = mapping(&mut world, r#","TumblingWindowInSeconds":30,"MaximumRetryAttempts":2"#);
    put(&mut world, "Tab", "a", "x");
    wait(&mut world, 2);
    ask(&mut world, "DeleteTable", r#"{"TableName":"Totals"}"#);
    wait(&mut world, 120);
    let told = told(&world);
    assert_eq!((told.given_up, told.windows.len()), (1, 0));
    assert_eq!(world.next_event_at(), None);
    // A window can be taken away again, and is as long as it may be.
    let change = |world: &mut World, seconds: u32| {
        let body = format!(r#"{{"UUID":"{uuid}","TumblingWindowInSeconds":{seconds}}}"#);
        ask(world, "lambda:UpdateEventSourceMapping", &body)
    };
    check_contains(&change(&mut world, 0), r#""TumblingWindowInSeconds":0"#);
    check_contains(&change(&mut world, 901), "Member must have value less than or equal to 900");
}

#[test]
fn windows_of_several_batches_at_a_time_and_of_shards_that_end_add_up() {
    let mut world = simulated(&[("partition.max_bytes", 65_536)]);
    create(&mut world, &table("Tab", 1_000));
    create(
        &mut world,
        r#"{"TableName":"Totals","AttributeDefinitions":[{"AttributeName":"what","AttributeType":"S"}],
            "KeySchema":[{"AttributeName":"what","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}"#,
    );
    function(&mut world, r#""Do":"aggregate","Table":"Totals","By":"kind""#);
    mapping(&mut world, r#","TumblingWindowInSeconds":900,"ParallelizationFactor":3"#);
    for n in 0..40 {
        let item = format!(
            r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"k{n}"}},"kind":{{"S":"x"}},"v":{{"S":"{}"}}}}}}"#,
            "y".repeat(12_000)
        );
        assert_eq!(ask(&mut world, "PutItem", &item), "{}");
        wait(&mut world, if n % 20 == 19 { 200 } else { 1 });
    }
    assert!(told(&world).places.len() >= 3, "the table was split");
    wait(&mut world, 1_800);
    assert_eq!(count(&mut world, "x").as_deref(), Some("40"));
    assert_eq!(world.next_event_at(), None);
}
