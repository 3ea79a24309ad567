//! What the service counts of itself.

use world::{MetricId, MetricQuery, Stat, World};

use crate::support::{ORDERS, PLAIN, REGION, SECOND, ask, complete, create, instant, send, simulated, text};

/// Seconds of Unix time at the world's beginning.
const EPOCH: u32 = 1_790_000_000;

/// Runs to the next full minute, and gives it.
pub(crate) fn next_minute(world: &mut World) -> u32 {
    let second = EPOCH + u32::try_from(world.now() / SECOND).expect("not so late");
    let minute = second - second % 60 + 60;
    world.run_until(u64::from(minute - EPOCH) * SECOND);
    minute
}

pub(crate) fn points(
    world: &World,
    name: &str,
    dimensions: &[(&str, &str)],
    period: u32,
) -> Vec<(u32, Stat)> {
    let metric = MetricId::new(name, dimensions);
    world.metric(&MetricQuery { region: REGION.to_owned(), metric, from: 0, to: u32::MAX, period })
}

/// What a minute held: count, sum, least, greatest, in thousandths.
fn minute(world: &World, name: &str, dimensions: &[(&str, &str)], at: u32) -> Option<(u64, u64, u64, u64)> {
    let found = points(world, name, dimensions, 60).into_iter().find(|(start, _)| *start == at);
    found.map(|(_, stat)| (stat.count, stat.sum, stat.min, stat.max))
}

const NOTES: [(&str, &str); 1] = [("TableName", "Notes")];

fn put(world: &mut World, key: &str, bytes: usize) {
    let body = format!(
        r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"{key}"}},"t":{{"S":"{}"}}}}}}"#,
        "x".repeat(bytes)
    );
    let answer = ask(world, "PutItem", &body);
    assert_eq!(answer, "{}");
}

fn get(world: &mut World, key: &str, strong: bool) {
    let body = format!(r#"{{"TableName":"Notes","ConsistentRead":{strong},"Key":{{"pk":{{"S":"{key}"}}}}}}"#);
    ask(world, "GetItem", &body);
}

#[test]
fn units_of_a_minute_add_up() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let at = next_minute(&mut world);
    // 2,505 bytes: 3 write units; read, 1 unit or a half.
    put(&mut world, "a", 2_500);
    put(&mut world, "b", 10);
    get(&mut world, "a", true);
    get(&mut world, "a", false);
    get(&mut world, "none", false);
    let next = next_minute(&mut world);
    assert_eq!(next, at + 60);
    assert_eq!(minute(&world, "ConsumedWriteCapacityUnits", &NOTES, at), Some((2, 4_000, 1_000, 3_000)));
    assert_eq!(minute(&world, "ConsumedReadCapacityUnits", &NOTES, at), Some((3, 2_000, 500, 1_000)));
    // What goes on in the next minute belongs there.
    get(&mut world, "a", true);
    world.run_until(world.now() + 60 * SECOND);
    assert_eq!(minute(&world, "ConsumedReadCapacityUnits", &NOTES, at), Some((3, 2_000, 500, 1_000)));
    assert_eq!(minute(&world, "ConsumedReadCapacityUnits", &NOTES, next), Some((1, 1_000, 1_000, 1_000)));
    // Five minutes are the sum of them.
    let five = points(&world, "ConsumedReadCapacityUnits", &NOTES, 300);
    let stat = five.iter().fold(Stat::default(), |all, (_, stat)| all.with(*stat));
    assert_eq!((stat.sum, stat.max), (3_000, 1_000));
    // Another name, a dimension too few or too many: no points.
    assert_eq!(points(&world, "ConsumedReadCapacityUnits", &[("TableName", "Other")], 60), []);
    assert_eq!(points(&world, "ConsumedReadCapacityUnits", &[], 60), []);
    let more = [("TableName", "Notes"), ("Operation", "GetItem")];
    assert_eq!(points(&world, "ConsumedReadCapacityUnits", &more, 60), []);
}

#[test]
fn a_table_at_rest_tells_zero_and_costs_nothing() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let at = next_minute(&mut world);
    world.run_until(world.now() + 180 * SECOND);
    for turn in 0..3 {
        assert_eq!(minute(&world, "ConsumedReadCapacityUnits", &NOTES, at + turn * 60), Some((1, 0, 0, 0)));
    }
    // The minute that isn't over yet, and what counts events, have no points.
    assert_eq!(minute(&world, "ConsumedReadCapacityUnits", &NOTES, at + 180), None);
    assert_eq!(points(&world, "ReadThrottleEvents", &NOTES, 60), []);
    assert_eq!(world.next_event_at(), None);
}

#[test]
fn each_operation_has_its_latency_and_its_items() {
    let mut world = simulated(&[("latency.spread_percent", 100)]);
    create(&mut world, ORDERS);
    let at = next_minute(&mut world);
    for sk in ["1", "2", "3"] {
        let body = format!(r#"{{"TableName":"Orders","Item":{{"pk":{{"S":"p"}},"sk":{{"S":"{sk}"}}}}}}"#);
        ask(&mut world, "PutItem", &body);
    }
    let query = r#"{"TableName":"Orders","ConsistentRead":true,"KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"p"}}}"#;
    let completion = complete(&mut world, "Query", query);
    assert!(completion.result.is_ok(), "{}", text(&completion));
    let of = |operation| [("TableName", "Orders"), ("Operation", operation)];
    assert_eq!(minute(&world, "ReturnedItemCount", &of("Query"), at), Some((1, 3_000, 3_000, 3_000)));
    let (count, sum, ..) = minute(&world, "SuccessfulRequestLatency", &of("Query"), at).expect("points");
    // 4 ms, of which 15 % are the way to the service and 15 % the way back: 2,800 µs are 2.8 ms.
    assert_eq!((count, sum), (1, 2_800));
    let (count, ..) = minute(&world, "SuccessfulRequestLatency", &of("PutItem"), at).expect("points");
    assert_eq!(count, 3);
    assert_eq!(minute(&world, "SuccessfulRequestLatency", &of("Scan"), at), None);
}

#[test]
fn errors_are_told_by_their_kind() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let at = next_minute(&mut world);
    put(&mut world, "a", 1);
    let taken =
        r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)"}"#;
    assert!(ask(&mut world, "PutItem", taken).contains("ConditionalCheckFailed"));
    let transaction = format!(r#"{{"TransactItems":[{{"Put":{taken}}}]}}"#);
    assert!(ask(&mut world, "TransactWriteItems", &transaction).contains("TransactionCanceled"));
    ask(&mut world, "GetItem", r#"{"TableName":"Nowhere","Key":{"pk":{"S":"a"}}}"#);
    ask(&mut world, "GetItem", r#"{"TableName":"Notes","Key":{"no":{"S":"a"}}}"#);
    // The failed condition counts twice, alone and in the transaction; the transaction, the table that isn't there and
    // the key that doesn't fit are the user's errors.
    assert_eq!(minute(&world, "ConditionalCheckFailedRequests", &NOTES, at), Some((2, 2_000, 1_000, 1_000)));
    assert_eq!(minute(&world, "UserErrors", &[], at), Some((3, 3_000, 1_000, 1_000)));
    assert_eq!(points(&world, "SystemErrors", &[("TableName", "Notes"), ("Operation", "PutItem")], 60), []);
}

#[test]
fn a_throttle_counts_as_event_by_reason_and_as_request() {
    let mut world = simulated(&[("burst.initial", 0), ("burst.seconds", 1)]);
    create(&mut world, PLAIN);
    let at = next_minute(&mut world);
    // 5 units a second, and 50 writes at once.
    let calls: Vec<_> = (0..50)
        .map(|n| {
            send(&mut world, "PutItem", &format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"k{n}"}}}}}}"#))
        })
        .collect();
    let answers: Vec<_> = calls.into_iter().map(|call| world.run_to_completion(call)).collect();
    let throttled = answers.iter().filter(|answer| answer.result.is_err()).count() as u64;
    assert!(throttled > 30, "{throttled}");
    let sum = throttled * 1_000;
    let every = Some((throttled, sum, 1_000, 1_000));
    assert_eq!(minute(&world, "WriteThrottleEvents", &NOTES, at), every);
    assert_eq!(minute(&world, "WriteProvisionedThroughputThrottleEvents", &NOTES, at), every);
    assert_eq!(points(&world, "WriteKeyRangeThroughputThrottleEvents", &NOTES, 60), []);
    assert_eq!(points(&world, "UserErrors", &[], 60), []);
    let requests = [("TableName", "Notes"), ("Operation", "PutItem")];
    assert_eq!(minute(&world, "ThrottledRequests", &requests, at), every);
    // A batch of which something got through is no throttled request, but each of its items is an event.
    world.run_until(world.now() + 2 * SECOND);
    let puts: Vec<_> =
        (0..25).map(|n| format!(r#"{{"PutRequest":{{"Item":{{"pk":{{"S":"b{n}"}}}}}}}}"#)).collect();
    let batch = format!(r#"{{"RequestItems":{{"Notes":[{}]}}}}"#, puts.join(","));
    let answer = ask(&mut world, "BatchWriteItem", &batch);
    let left = answer.matches("PutRequest").count() as u64;
    assert!(left < 25, "{answer}");
    let events = minute(&world, "WriteThrottleEvents", &NOTES, at).expect("points");
    assert_eq!(events.1, sum + left * 1_000);
    let of_batches = [("TableName", "Notes"), ("Operation", "BatchWriteItem")];
    assert_eq!(points(&world, "ThrottledRequests", &of_batches, 60), []);
}

/// What a fault refuses is a throttled request, and no bucket's event.
#[test]
fn what_a_fault_throttles_counts_as_request() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let plan = world::chaos::Plan {
        fault: world::chaos::Fault::Throttle { percent: 100 },
        on: world::chaos::Scope::default(),
        at: None,
        lasts: None,
    };
    let now = world.now();
    world.act(now, &world::Act::Chaos(world::chaos::Order::Start(plan))).expect("it can be planned");
    let at = next_minute(&mut world);
    let answer = ask(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#);
    assert!(answer.contains("Injected by the fault"), "{answer}");
    let requests = [("TableName", "Notes"), ("Operation", "PutItem")];
    assert_eq!(minute(&world, "ThrottledRequests", &requests, at), Some((1, 1_000, 1_000, 1_000)));
    assert_eq!(points(&world, "WriteThrottleEvents", &NOTES, 60), []);
    assert_eq!(points(&world, "UserErrors", &[], 60), []);
}

#[test]
fn a_spike_shows_in_seconds_and_hides_in_the_minute() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let at = next_minute(&mut world);
    world.run_until(world.now() + 10 * SECOND);
    for n in 0..120 {
        send(&mut world, "PutItem", &format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"k{n}"}}}}}}"#));
    }
    world.run_until(world.now() + 50 * SECOND);
    let seconds = points(&world, "ConsumedWriteCapacityUnits", &NOTES, 1);
    let spike = seconds.iter().find(|(second, _)| *second == at + 10).expect("it is there");
    assert_eq!(spike.1.sum, 120_000);
    // 120 in a second are 2 a second in the minute.
    let (_, sum, ..) = minute(&world, "ConsumedWriteCapacityUnits", &NOTES, at).expect("points");
    assert_eq!(sum / 60, 2_000);
}

#[test]
fn an_index_counts_for_itself() {
    let mut world = simulated(&[]);
    create(&mut world, ORDERS);
    let at = next_minute(&mut world);
    let order = r#"{"TableName":"Orders","Item":{"pk":{"S":"p"},"sk":{"S":"1"},"owner":{"S":"ada"}}}"#;
    ask(&mut world, "PutItem", order);
    world.run_idle();
    let index = [("TableName", "Orders"), ("GlobalSecondaryIndexName", "ByOwner")];
    assert_eq!(minute(&world, "ConsumedWriteCapacityUnits", &index, at), Some((1, 1_000, 1_000, 1_000)));
    let table = [("TableName", "Orders")];
    assert_eq!(minute(&world, "ConsumedWriteCapacityUnits", &table, at), Some((1, 1_000, 1_000, 1_000)));
}

#[test]
fn provisioned_units_are_told_every_five_minutes_and_when_they_change() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    world.run_until(world.now() + 600 * SECOND);
    let answer = ask(
        &mut world,
        "UpdateTable",
        r#"{"TableName":"Notes","ProvisionedThroughput":{"ReadCapacityUnits":50,"WriteCapacityUnits":5}}"#,
    );
    assert!(answer.contains("UPDATING"), "{answer}");
    world.run_until(world.now() + 600 * SECOND);
    let read = points(&world, "ProvisionedReadCapacityUnits", &NOTES, 60);
    let values: Vec<u64> = read.iter().map(|(_, stat)| stat.max).collect();
    // From creation, two marks of five minutes, the change, two more.
    assert_eq!(values, [5_000, 5_000, 5_000, 50_000, 50_000, 50_000]);
    assert!(read.iter().skip(1).filter(|(at, _)| at % 300 == 0).count() >= 4, "{read:?}");
    // 50 of the account's 80,000, and of the 40,000 of a table.
    let share = points(&world, "AccountProvisionedReadCapacityUtilization", &[], 60);
    assert_eq!(share.last().map(|(_, stat)| stat.max), Some(62));
    let most = points(&world, "MaxProvisionedTableReadCapacityUtilization", &[], 60);
    assert_eq!(most.last().map(|(_, stat)| stat.max), Some(125));
    ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    let gone = world.now();
    world.run_until(gone + 900 * SECOND);
    let after = EPOCH + u32::try_from(gone / SECOND).expect("not so late") + 60;
    let read = points(&world, "ProvisionedReadCapacityUnits", &NOTES, 60);
    assert!(read.iter().all(|(at, _)| *at < after), "{read:?}");
}

#[test]
fn an_instant_world_keeps_none() {
    let mut world = instant();
    create(&mut world, PLAIN);
    put(&mut world, "a", 1);
    world.run_until(world.now() + 600 * SECOND);
    assert!(world.metric_list(REGION).iter().all(|metric| metric.name.starts_with("Consumed")));
    let sums = points(&world, "ConsumedWriteCapacityUnits", &NOTES, 60);
    assert!(sums.iter().all(|(_, stat)| stat.sum == 0), "{sums:?}");
}

#[test]
fn metrics_change_no_answer_and_come_back_with_a_checkpoint() {
    let run = |keep: i64| {
        let mut world = simulated(&[("metrics.keep", keep), ("burst.initial", 0)]);
        create(&mut world, PLAIN);
        let mut answers = Vec::new();
        for n in 0..40 {
            let completion = complete(
                &mut world,
                "PutItem",
                &format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"k{n}"}}}}}}"#),
            );
            answers.push((completion.at, text(&completion)));
        }
        world.run_idle();
        (world, answers)
    };
    let (world, with) = run(1);
    let (_, without) = run(0);
    assert_eq!(with, without);
    let volatile = world.volatile();
    let again = World::restore(world.durable(), Some(&volatile)).expect("it is whole");
    assert_eq!(again.world_hash(), world.world_hash());
    let sums = |world: &World| points(world, "ConsumedWriteCapacityUnits", &NOTES, 60);
    assert_eq!(sums(&again), sums(&world));
    assert!(!sums(&world).is_empty());
}

#[test]
fn the_calls_of_the_newest_whole_second_are_counted() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let second = (world.now() / SECOND + 1) * SECOND;
    world.run_until(second);
    let seen = |world: &World| {
        let info = world.table(REGION, "Notes").expect("the table");
        let traffic = info.traffic;
        (traffic.from / SECOND, traffic.reads, traffic.writes, traffic.throttled)
    };
    put(&mut world, "a", 10);
    get(&mut world, "a", true);
    get(&mut world, "a", false);
    assert_eq!(seen(&world), (second / SECOND - 1, 0, 0, 0), "the second goes on");
    world.run_until(second + SECOND);
    assert_eq!(seen(&world), (second / SECOND, 2, 1, 0));
    // What each partition used in it, and nothing of it a minute later.
    let info = world.table(REGION, "Notes").expect("the table");
    assert_eq!(info.lately, Some((second, 1)));
    let used =
        info.partitions.iter().fold((0, 0), |sum, it| (sum.0 + it.lately.read, sum.1 + it.lately.write));
    assert_eq!(used, (1_500, 1_000));
    world.run_until(second + 62 * SECOND);
    assert_eq!(seen(&world).1, 0);
    assert_eq!(world.table(REGION, "Notes").expect("the table").lately, None);
}
