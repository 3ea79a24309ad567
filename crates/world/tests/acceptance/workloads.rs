//! Workloads: calls that the world makes by itself.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use world::workload::{
    Arrival, Bucketed, End, Keys, Op, Order, Part, Pattern, Retry, RetryMode, Shape, Spec, WorkloadInfo,
};
use world::{Act, Durable, World};

use crate::support::{REGION, complete, create, of_kind, simulated};

const S: u64 = 1_000_000;

/// A table on demand: four partitions.
const TABLE: &str = r#"{"TableName":"Load","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;

/// 20 puts a second for 10 seconds on a hundred keys of the table Load.
fn spec(name: &str) -> Spec {
    Spec {
        name: name.to_owned(),
        region: REGION.to_owned(),
        table: "Load".to_owned(),
        arrival: Arrival { shape: Shape::Constant { rate: 20_000 }, poisson: false },
        lasts: 10 * S,
        keys: Keys { pattern: Pattern::Uniform, count: 100, sorts: 1, prefix: "key-".to_owned() },
        mix: vec![Part { op: Op::Put, weight: 1 }],
        index: None,
        size: 1_024,
        index_values: 0,
        clients: 4,
        retry: Retry { mode: RetryMode::None, attempts: 0 },
    }
}

fn start(world: &mut World, plan: Spec) {
    let act = Act::Workload(Order::Start(Box::new(plan)));
    world.act(world.now(), &act).expect("the workload begins");
}

fn refusal(world: &mut World, plan: Spec) -> String {
    let act = Act::Workload(Order::Start(Box::new(plan)));
    world.act(world.now(), &act).expect_err("it is refused").to_string()
}

fn about(world: &World, name: &str) -> WorkloadInfo {
    world.workloads().into_iter().find(|it| it.spec.name == name).expect("a workload")
}

/// A world with an on-demand table Load.
fn loaded(knobs: &[(&str, i64)]) -> World {
    let mut world = simulated(knobs);
    create(&mut world, TABLE);
    world.take_trace();
    world
}

#[test]
fn operations_begin_evenly_and_succeed() {
    let mut world = loaded(&[]);
    let began = world.now();
    start(&mut world, spec("w"));
    world.run_until(began + 4 * S);
    let half = about(&world, "w");
    assert_eq!((half.tally.offered, half.over), (81, None));
    world.run_idle();
    let done = about(&world, "w");
    assert_eq!(done.over, Some((began + 10 * S, End::Done)));
    assert_eq!((done.tally.offered, done.tally.succeeded, done.tally.attempts), (200, 200, 200));
    assert_eq!((done.tally.write, done.tally.read, done.under_way), (200_000, 0, 0));
    assert!(done.tally.series.cells.iter().all(|cell| cell.offered == 20), "{:?}", done.tally.series);
    // Nobody outside gets their answers, and calls from outside are numbered as before.
    assert!(world.take_completions().is_empty());
    let calls = world.calls_made();
    assert_eq!(complete(&mut world, "ListTables", "{}").call.0, calls + 1);
    let items = world.table(REGION, "Load").expect("a table").item_count;
    assert!((70..=100).contains(&items), "{items}");
}

#[test]
fn few_operations_are_traced_one_by_one() {
    let mut world = loaded(&[]);
    start(&mut world, Spec { lasts: 2 * S, ..spec("slow") });
    world.run_idle();
    let events = world.take_trace();
    assert_eq!(of_kind(&events, "RequestStart").len(), 40);
    assert_eq!(of_kind(&events, "WorkloadStarted").len(), 1);
    assert_eq!(of_kind(&events, "WorkloadEnded").len(), 1);
    // Faster than 30 a second: a share of them, in full.
    let arrival = Arrival { shape: Shape::Constant { rate: 2_000_000 }, poisson: false };
    start(&mut world, Spec { lasts: 2 * S, arrival, ..spec("fast") });
    world.run_idle();
    let events = world.take_trace();
    let starts = of_kind(&events, "RequestStart");
    assert!((58..=60).contains(&starts.len()), "{}", starts.len());
    assert_eq!(of_kind(&events, "RequestEnd").len(), starts.len());
    assert_eq!(of_kind(&events, "Ack").len(), starts.len());
    assert_eq!(about(&world, "fast").tally.succeeded, 4_000);
    // What is traced changes nothing else.
    let [mut seen, mut unseen] = [30, 0].map(|traced| {
        let mut world = loaded(&[("workload.traced", traced)]);
        start(&mut world, spec("w"));
        world.run_idle();
        world
    });
    assert!(!seen.take_trace().is_empty());
    assert!(of_kind(&unseen.take_trace(), "RequestStart").is_empty());
    assert_eq!(about(&seen, "w").tally.succeeded, about(&unseen, "w").tally.succeeded);
}

#[test]
fn frames_are_invisible_and_seeds_decide() {
    let run = |seed: u64, frame: u64| {
        let mut config = crate::support::config(seed, world::Mode::Simulated, &[]);
        config.knobs.set_named("workload.traced", 7).expect("a knob");
        let mut world = World::new(config);
        create(&mut world, TABLE);
        let arrival =
            Arrival { shape: Shape::Diurnal { rate: 90_000, swing: 90, day: 3 * S }, poisson: true };
        let keys = Keys { pattern: Pattern::Zipf { theta: 990 }, ..spec("w").keys };
        let mix = vec![Part { op: Op::Put, weight: 3 }, Part { op: Op::Get, weight: 7 }];
        start(&mut world, Spec { arrival, keys, mix, lasts: 5 * S, ..spec("w") });
        let end = world.now() + 7 * S;
        while world.now() < end {
            let next = (world.now() + frame).min(end);
            world.run_until(next);
        }
        world.run_until(end);
        world.world_hash()
    };
    assert_eq!(run(1, 10 * S), run(1, 16_667));
    assert_ne!(run(1, 10 * S), run(2, 10 * S));
}

#[test]
fn keys_follow_their_pattern() {
    let shares = |pattern: Pattern, count: u64| {
        let mut world = loaded(&[]);
        let keys = Keys { pattern, count, ..spec("w").keys };
        let arrival = Arrival { shape: Shape::Constant { rate: 1_000_000 }, poisson: false };
        start(&mut world, Spec { keys, arrival, lasts: S, size: 100, ..spec("w") });
        world.run_idle();
        let table = world.table(REGION, "Load").expect("a table");
        let mut writes: Vec<u64> =
            table.partitions.iter().map(|partition| partition.consumed.total.1 / 1_000).collect();
        writes.sort_unstable();
        (table.item_count, writes)
    };
    let (items, writes) = shares(Pattern::Uniform, 1_000_000);
    assert!(items > 990 && writes.iter().all(|writes| (180..=320).contains(writes)), "{items} {writes:?}");
    let (_, writes) = shares(Pattern::Hot { keys: 1, percent: 90 }, 10_000);
    assert!(writes[3] > 880, "{writes:?}");
    let (items, _) = shares(Pattern::Sequential, 1);
    assert_eq!(items, 1_000);
    let (items, _) = shares(Pattern::Date { bucket: world::workload::Bucket::Day }, 1);
    assert_eq!(items, 1, "a table without a sort key has one item a day");
    let (items, writes) = shares(Pattern::Sharded { shards: 40 }, 1);
    assert!(items == 40 && writes.iter().all(|writes| *writes > 50), "{items} {writes:?}");
}

#[test]
fn workloads_are_stopped_and_several_run_at_a_time() {
    let mut world = loaded(&[]);
    start(&mut world, spec("a"));
    start(&mut world, Spec { mix: vec![Part { op: Op::GetStrong, weight: 1 }], ..spec("b") });
    assert!(refusal(&mut world, spec("a")).contains("already"));
    let now = world.now();
    world.run_until(now + 2 * S);
    let stop = |name: &str| Act::Workload(Order::Stop { name: name.to_owned() });
    world.act(world.now(), &stop("a")).expect("it is stopped");
    assert_eq!(
        world.act(world.now(), &stop("a")).expect_err("it is over").to_string(),
        "No workload called a is running."
    );
    world.run_idle();
    let (a, b) = (about(&world, "a"), about(&world, "b"));
    assert_eq!((a.over, a.tally.offered, a.tally.succeeded), (Some((now + 2 * S, End::Stopped)), 41, 41));
    assert_eq!((b.tally.offered, b.tally.succeeded), (200, 200));
    // The name is free again.
    start(&mut world, spec("a"));
}

/// A table whose one unit a second is used up all the time.
fn exhausted(knobs: &[(&str, i64)]) -> World {
    let mut world = simulated(&[&[("burst.initial", 0)], knobs].concat());
    create(
        &mut world,
        &TABLE.replace(
            r#""BillingMode":"PAY_PER_REQUEST""#,
            r#""ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}"#,
        ),
    );
    let arrival = Arrival { shape: Shape::Constant { rate: 100_000 }, poisson: false };
    start(&mut world, Spec { arrival, lasts: 600 * S, ..spec("everybody else") });
    let now = world.now();
    // Between two of their calls.
    world.run_until(now + 5 * S + 3_000);
    world
}

/// One put.
fn one(retry: Retry) -> Spec {
    let arrival = Arrival { shape: Shape::Constant { rate: 1_000 }, poisson: false };
    Spec { arrival, lasts: S, clients: 1, retry, ..spec("one") }
}

#[test]
fn t37_a_legacy_client_tries_a_throttled_put_ten_times() {
    let mut world = exhausted(&[("workload.traced", 1_000)]);
    world.take_trace();
    let began = world.now();
    start(&mut world, one(Retry { mode: RetryMode::Legacy, attempts: 0 }));
    world.run_until(began + 60 * S);
    let tally = about(&world, "one").tally;
    assert_eq!((tally.offered, tally.attempts, tally.throttled, tally.retries), (1, 10, 10, 9));
    assert_eq!((tally.succeeded, tally.given_up, tally.waited), (0, 1, 25_550_000));
    let events = world.take_trace();
    let waits: Vec<u32> = events
        .iter()
        .filter_map(|event| match event.kind {
            trace::Kind::ClientWaits { wait, .. } => Some(wait),
            _ => None,
        })
        .collect();
    assert_eq!(waits, [50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800].map(|ms| ms * 1_000));
    let gave_up = events.iter().find(|event| event.kind == trace::Kind::ClientGaveUp { attempts: 10 });
    // 25.55 s of waits, and ten calls that were refused.
    let took = gave_up.expect("it gave up").t - began;
    assert!((25_550_000..25_700_000).contains(&took), "{took}");
    assert_eq!(tally.latency[15], 1, "between 16 and 33 seconds");
}

#[test]
fn each_way_of_trying_again_has_its_end() {
    let tries = |mode, attempts| {
        let mut world = exhausted(&[]);
        start(&mut world, one(Retry { mode, attempts }));
        let now = world.now();
        world.run_until(now + 200 * S);
        let tally = about(&world, "one").tally;
        assert_eq!((tally.given_up, tally.throttled), (1, tally.attempts), "{mode:?}");
        (tally.attempts, tally.waited)
    };
    assert_eq!(tries(RetryMode::None, 0), (1, 0));
    assert_eq!(tries(RetryMode::Immediate, 0), (10, 0));
    assert_eq!(tries(RetryMode::Fixed, 5), (5, 200_000));
    let (attempts, waited) = tries(RetryMode::Standard, 0);
    assert!(attempts == 3 && waited <= 3_000_000, "{waited}");
    let (attempts, waited) = tries(RetryMode::FullJitter, 0);
    assert!(attempts == 10 && waited > 1_000_000 && waited < 51_100_000, "{waited}");
}

#[test]
fn a_quota_holds_a_storm_back_and_adaptive_clients_fit_in() {
    let run = |mode| {
        let mut world = exhausted(&[]);
        let arrival = Arrival { shape: Shape::Constant { rate: 50_000 }, poisson: false };
        let retry = Retry { mode, attempts: 0 };
        start(&mut world, Spec { arrival, lasts: 60 * S, clients: 1, retry, ..spec("storm") });
        let now = world.now();
        world.run_until(now + 60 * S);
        about(&world, "storm")
    };
    let legacy = run(RetryMode::Legacy);
    let standard = run(RetryMode::Standard);
    let adaptive = run(RetryMode::Adaptive);
    // 500 tokens pay for 100 retries, and hardly any come back.
    assert!((100..=130).contains(&standard.tally.retries), "{}", standard.tally.retries);
    assert!(legacy.tally.attempts > 3 * standard.tally.attempts, "{:?}", legacy.tally.attempts);
    assert!(adaptive.tally.attempts * 5 < standard.tally.attempts, "{:?}", adaptive.tally.attempts);
    assert!(adaptive.allowed.is_some_and(|rate| rate < 20_000), "{:?}", adaptive.allowed);
    assert!(adaptive.under_way > 1_000, "calls wait for tokens: {}", adaptive.under_way);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut world = loaded(&[]);
    let mut check = |change: &dyn Fn(&mut Spec), part: &str| {
        let mut spec = spec("w");
        change(&mut spec);
        let sentence = refusal(&mut world, spec);
        assert!(sentence.contains(part) && sentence.ends_with('.'), "{sentence}");
    };
    check(&|spec| spec.table = "Nowhere".to_owned(), "no table Nowhere");
    check(&|spec| spec.index = Some("ByNothing".to_owned()), "no index ByNothing");
    check(&|spec| spec.name = String::new(), "name");
    check(&|spec| spec.lasts = 0, "30 days");
    check(&|spec| spec.lasts = u64::MAX, "30 days");
    check(&|spec| spec.clients = 0, "clients");
    check(&|spec| spec.clients = u32::MAX, "clients");
    check(&|spec| spec.size = 409_601, "409600 bytes");
    check(&|spec| spec.mix.clear(), "kinds of operation");
    check(&|spec| spec.keys.count = 0, "keys");
    check(&|spec| spec.keys.pattern = Pattern::Hot { keys: 101, percent: 9 }, "hot keys");
    check(&|spec| spec.keys.pattern = Pattern::Zipf { theta: 5_001 }, "Theta");
    check(&|spec| spec.retry.attempts = 101, "100 times");
    check(&|spec| spec.arrival.shape = Shape::Constant { rate: 0 }, "rate");
    check(&|spec| spec.arrival.shape = Shape::Ramp { from: 1, to: 2, over: 0 }, "ramp");
    check(&|spec| spec.arrival.shape = Shape::Diurnal { rate: 1, swing: 101, day: 10 * S }, "swing");
    assert!(world.workloads().is_empty());
}

#[test]
fn a_running_workload_survives_a_checkpoint() {
    let mut world = loaded(&[]);
    let began = world.now();
    start(&mut world, Spec { retry: Retry { mode: RetryMode::Adaptive, attempts: 0 }, ..spec("w") });
    world.run_until(began + 3 * S + 30_000);
    assert_eq!(world.calls_in_flight(), 0);
    let (durable, volatile) = (world.durable().to_bytes(), world.volatile());
    let read = || Durable::from_bytes(&durable).expect("a durable part");
    let mut exact = World::restore(read(), Some(&volatile)).expect("a world");
    assert_eq!(exact.world_hash(), world.world_hash());
    let mut rebuilt = World::restore(read(), None).expect("a world");
    assert_eq!(rebuilt.state_hash(), world.state_hash());
    for other in [&mut world, &mut exact, &mut rebuilt] {
        other.run_idle();
        let done = about(other, "w");
        assert_eq!((done.tally.offered, done.tally.succeeded), (200, 200));
        assert_eq!(done.over, Some((began + 10 * S, End::Done)));
    }
    assert_eq!(exact.world_hash(), world.world_hash());
    assert_eq!(rebuilt.tables()[0].item_count, world.tables()[0].item_count);
}

#[test]
fn a_preview_says_what_each_bucket_would_have_to_give() {
    let mut world = loaded(&[]);
    let hash = world.world_hash();
    let keys = Keys { pattern: Pattern::Hot { keys: 1, percent: 100 }, ..spec("w").keys };
    let arrival = Arrival {
        shape: Shape::Spike { base: 100_000, peak: 1_500_000, at: 9 * S, width: S },
        poisson: false,
    };
    // Items of 2 KB: 2 units each.
    let hot = Spec { keys, arrival, size: 2_048, ..spec("w") };
    let preview = world.preview(&hot).expect("a preview");
    assert_eq!((preview.operations, preview.mean, preview.peak), (2_400, 240_000, 1_500_000));
    let needs: Vec<_> =
        preview.needs.iter().map(|need| (&need.bucket, need.mean, need.peak, need.limit)).collect();
    assert_eq!(needs.len(), 2, "{needs:?}");
    assert_eq!(needs[0], (&Bucketed::Table, 480_000, 3_000_000, 4_000_000));
    assert!(matches!(needs[1], (Bucketed::Partition(_), 480_000, 3_000_000, 1_000_000)), "{needs:?}");
    assert_eq!(world.world_hash(), hash, "looking changes nothing");
    assert!(world.preview(&Spec { table: "U".to_owned(), ..hot }).is_err());
    // It is what comes.
    start(&mut world, spec("w"));
    let preview = world.preview(&spec("v")).expect("a preview");
    world.run_idle();
    let table = &world.tables()[0];
    assert_eq!(preview.needs[0].mean * 10, table.consumed.total.1);
}

/// Clients whose transactions meet: an SDK doesn't try a cancelled transaction again, a program may.
#[test]
fn transactions_of_clients_meet() {
    let sum = |world: &mut World| -> u64 {
        let page = complete(world, "Scan", r#"{"TableName":"Load","ConsistentRead":true}"#);
        let page = crate::support::text(&page);
        let counts = page.split(r#""calls":{"N":""#).skip(1);
        counts.filter_map(|rest| rest.split('"').next()?.parse::<u64>().ok()).sum()
    };
    let mut met = Vec::new();
    for mode in [RetryMode::Standard, RetryMode::Conflicts] {
        let mut world = loaded(&[]);
        let mix = vec![Part { op: Op::Transact, weight: 3 }, Part { op: Op::TransactGet, weight: 1 }];
        let keys = Keys { pattern: Pattern::Uniform, count: 3, sorts: 1, prefix: "key-".to_owned() };
        let arrival = Arrival { shape: Shape::Constant { rate: 60_000 }, poisson: true };
        start(&mut world, Spec { mix, keys, arrival, retry: Retry { mode, attempts: 0 }, ..spec("w") });
        world.run_idle();
        let tally = about(&world, "w").tally;
        met.push((tally.failed, tally.retries));
        assert_eq!(tally.offered, tally.succeeded + tally.failed + tally.given_up);
        // Two counters for each that succeeded, or one where both keys were the same: nothing is half done.
        let (total, reads) = (sum(&mut world), tally.offered / 8);
        assert!(total > tally.succeeded - 2 * reads && total < 2 * tally.succeeded, "{total} {tally:?}");
        assert_eq!(world.calls_in_flight(), 0);
    }
    let [(failed, retried), (left, again)] = met.as_slice() else { panic!("two modes") };
    assert!(*failed > 50 && *retried == 0, "{met:?}");
    assert!(*left == 0 && *again > 50, "{met:?}");
}
