//! Every constant of the model can be found by its name and turned; those that came last do what they say.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use trace::Kind;
use world::chaos::Fault;
use world::{Input, Knob, Knobs, World};

use crate::caches::{cluster, dax, get, put};
use crate::faults::{notes_with, plan, strike};
use crate::support::{PLAIN, SECOND, ask, check_contains, create, of_kind, simulated};

/// The model's constants: what it is about, the knob and its default, in the order in which the design lists them.
///
/// Where a default is not the documented or measured value, or lies within a measured range, a remark says so. A world
/// is stored without the knobs that have their defaults, so a default can't be changed any more.
const CONSTANTS: &[(&str, &[(&str, i64)])] = &[
    ("size of a partition", &[("partition.max_bytes", 10 << 30)]),
    ("what a partition serves", &[("partition.read_units", 3_000), ("partition.write_units", 1_000)]),
    ("savings", &[("burst.seconds", 300)]),
    ("savings of a new table", &[("burst.initial", 60)]),
    ("a new table on demand", &[("on_demand.read_units", 12_000), ("on_demand.write_units", 4_000)]),
    ("doubling", &[("on_demand.doubling_window", 30 * MINUTE)]),
    ("quota of a table", &[("quota.table_read_units", 40_000), ("quota.table_write_units", 40_000)]),
    ("quota of an account", &[("quota.account_read_units", 80_000), ("quota.account_write_units", 80_000)]),
    ("tokens of routers", &[("gac.refill_period", 2 * SECONDS)]),
    // The simple view of one router, in which the figures on the screen are exact.
    ("routers", &[("gac.routers", 1)]),
    ("copies", &[("replication.copies", 3)]),
    ("quorum of writes", &[("replication.write_quorum", 2)]),
    (
        "lag of copies",
        &[
            ("replica_lag.fast_max", 5_000),
            ("replica_lag.slow_median", 20_000),
            ("replica_lag.slow_p99", 400_000),
            ("replica_lag.slow_cap", SECONDS),
            // The slider: -1 leaves it to chance.
            ("replica_lag.a", -1),
            ("replica_lag.b", -1),
            ("replica_lag.c", -1),
        ],
    ),
    ("lease", &[("leader.lease", 2 * SECONDS)]),
    ("heartbeat", &[("leader.heartbeat", 500_000), ("leader.missed", 3)]),
    ("mending", &[("replica.log_replica_add", 3 * SECONDS), ("replica.full_heal", 5 * MINUTE)]),
    ("heat", &[("split.heat_percent", 80), ("split.heat_minutes", 5)]),
    ("a split", &[("split.duration", 90 * SECONDS)]),
    ("eventually consistent reads beyond the ceiling", &[("admission.eventual_headroom", 0)]),
    (
        "way to a global index",
        &[("index_lag.median", 10_000), ("index_lag.p99", 200_000), ("index_lag.cap", SECONDS)],
    ),
    ("queue of a global index", &[("index_queue.limit", 500), ("index_queue.age", 5 * SECONDS)]),
    ("life of a stream's records", &[("stream.retention", 24 * HOUR)]),
    ("life of a shard", &[("stream.rollover", 4 * HOUR)]),
    ("way to a stream's readers", &[("stream_lag.min", 20_000), ("stream_lag.max", 200_000)]),
    ("life of an iterator", &[("stream.iterator_life", 15 * MINUTE)]),
    // Minutes, so that it can be watched; the documented picture is the preset ttl-48-hours.
    ("expiry", &[("ttl.sweep", SECONDS), ("ttl.delay", 5 * MINUTE), ("ttl.spread", 0)]),
    ("how late expiry is a mistake", &[("ttl.past_limit", 5 * 365 * 24 * HOUR)]),
    // Documented: an hour; observed: half of that.
    ("change of time to live", &[("ttl.cooldown", 30 * MINUTE)]),
    ("beginning of time to live", &[("ttl.enable_time", 0)]),
    ("life in DAX", &[("dax.item_ttl", 300 * SECONDS), ("dax.query_ttl", 300 * SECONDS)]),
    ("way between DAX nodes", &[("dax.lag_median", 50_000), ("dax.lag_cap", SECONDS)]),
    (
        "latencies",
        &[
            ("latency.get_eventual", 2_000),
            ("latency.get_strong", 3_000),
            ("latency.write", 5_000),
            ("latency.transact_write", 12_000),
            ("dax.hit", 300),
            ("dax.miss", 1_000),
        ],
    ),
    // Each within what was measured.
    (
        "control plane",
        &[
            ("control.create_table", 4 * SECONDS),
            ("control.create_table_indexed", 18 * SECONDS),
            ("control.delete_table", 5 * SECONDS),
            ("control.update_throughput", 1_500_000),
            ("control.update_stream", 4_500_000),
            ("control.update_class", 5 * SECONDS),
            ("control.index_allocate", 30 * SECONDS),
            ("control.index_backfill", 60 * SECONDS),
            ("control.index_backfill_rate", 0),
            ("control.index_delete", 3 * SECONDS),
            ("control.update_billing_back", 80 * SECONDS),
            ("control.update_billing", 150 * SECONDS),
            ("control.update_billing_again", 5 * SECONDS),
            ("control.warm_up", 270 * SECONDS),
            ("control.update_encryption", 22 * SECONDS),
        ],
    ),
];
const SECONDS: i64 = 1_000_000;
const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

#[test]
fn every_constant_has_a_name_and_can_be_turned() {
    for (name, value) in CONSTANTS.iter().flat_map(|(_, knobs)| *knobs) {
        let knob = Knob::named(name).unwrap_or_else(|| panic!("no knob is called {name}"));
        assert_eq!(knob.default_value(), *value, "{name}");
    }
    let mut knobs = Knobs::default();
    for &knob in Knob::ALL {
        let (least, most) = knob.range();
        assert!((least..=most).contains(&knob.default_value()), "{}", knob.name());
        for value in [least, most] {
            assert_eq!(knobs.set_named(knob.name(), value), Ok(knob));
            assert_eq!(knobs.get(knob), value);
        }
        assert!(knobs.set(knob, most.saturating_add(1)).is_err() || most == i64::MAX, "{}", knob.name());
        assert!(knob.about().ends_with('.'), "{}", knob.name());
        assert!(Knob::ALL.iter().filter(|other| other.name() == knob.name()).count() == 1, "{}", knob.name());
    }
}

fn set(world: &mut World, knob: &str, value: i64) {
    let now = world.now();
    world.submit(now, Input::Set { knob: knob.to_owned(), value });
}

fn wait(world: &mut World, seconds: u64) {
    let later = world.now() + seconds * SECOND;
    world.run_until(later);
}

#[test]
fn time_to_live_may_take_its_time_to_begin_and_reach_further_back() {
    let mut world = simulated(&[("ttl.delay", 0), ("ttl.enable_time", 3_600_000_000)]);
    create(&mut world, PLAIN);
    let switch =
        r#"{"TableName":"Notes","TimeToLiveSpecification":{"AttributeName":"until","Enabled":true}}"#;
    check_contains(&ask(&mut world, "UpdateTimeToLive", switch), "until");
    let status = |world: &mut World| ask(world, "DescribeTimeToLive", r#"{"TableName":"Notes"}"#);
    check_contains(&status(&mut world), "\"ENABLING\"");
    let item = |key: &str, until: i64| {
        format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"{key}"}},"until":{{"N":"{until}"}}}}}}"#)
    };
    let six_years_ago = 1_790_000_000 - 6 * 365 * 86_400;
    ask(&mut world, "PutItem", &item("passed", 1_790_000_000));
    ask(&mut world, "PutItem", &item("old", six_years_ago));
    let there = |world: &mut World, key: &str| {
        let body = format!(r#"{{"TableName":"Notes","ConsistentRead":true,"Key":{{"pk":{{"S":"{key}"}}}}}}"#);
        ask(world, "GetItem", &body) != "{}"
    };
    wait(&mut world, 3_000);
    assert!(there(&mut world, "passed"), "nothing goes while it is being turned on");
    wait(&mut world, 700);
    check_contains(&status(&mut world), "\"ENABLED\"");
    assert!(!there(&mut world, "passed"));
    assert!(there(&mut world, "old"), "six years are taken for a mistake");
    set(&mut world, "ttl.past_limit", 10 * 365 * 86_400 * 1_000_000);
    wait(&mut world, 10);
    assert!(!there(&mut world, "old"), "unless ten years are not");
}

#[test]
fn entries_of_a_cluster_live_as_long_as_the_knob_says() {
    let mut world = cluster(1, &[("dax.item_ttl", 2_000_000)]);
    dax(&mut world, "PutItem", &put("a", 1));
    dax(&mut world, "GetItem", &get("a"));
    world.take_trace();
    wait(&mut world, 1);
    dax(&mut world, "GetItem", &get("a"));
    assert_eq!(of_kind(&world.take_trace(), "CacheHit").len(), 1);
    wait(&mut world, 2);
    dax(&mut world, "GetItem", &get("a"));
    assert_eq!(of_kind(&world.take_trace(), "CacheMiss").len(), 1);
    let parameters = ask(&mut world, "dax:DescribeParameters", r#"{"ParameterGroupName":"default.dax1.0"}"#);
    check_contains(&parameters, r#""ParameterValue":"2000""#);
    check_contains(&parameters, r#""ParameterValue":"300000""#);
}

#[test]
fn an_election_waits_for_words_that_are_missed() {
    let gap = |missed: i64| {
        let mut world = notes_with(&[("leader.missed", missed)]);
        let crash = world.now();
        strike(&mut world, plan(Fault::LeaderCrash {}));
        wait(&mut world, 60);
        let events = world.take_trace();
        let elected = events.iter().find(|event| matches!(event.kind, Kind::LeaderElected { .. }));
        elected.expect("a leader").t - crash
    };
    // With the usual three the lease lasts longer.
    assert!((2 * SECOND..=2 * SECOND + 100_000).contains(&gap(3)), "{}", gap(3));
    assert!((5 * SECOND..=5 * SECOND + 100_000).contains(&gap(10)), "{}", gap(10));
}

#[test]
fn a_switch_of_billing_takes_minutes_the_first_time() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let status = |world: &mut World| {
        ask(world, "DescribeTable", r#"{"TableName":"Notes"}"#).contains(r#""TableStatus":"ACTIVE""#)
    };
    let mut takes = |body: &str| {
        let answer = ask(&mut world, "UpdateTable", body);
        check_contains(&answer, "UPDATING");
        let from = world.now();
        while !status(&mut world) {
            wait(&mut world, 1);
        }
        (world.now() - from) / SECOND
    };
    let on_demand = r#"{"TableName":"Notes","BillingMode":"PAY_PER_REQUEST"}"#;
    let provisioned = r#"{"TableName":"Notes","BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}}"#;
    assert!((149..=152).contains(&takes(on_demand)));
    assert!((79..=82).contains(&takes(provisioned)));
    assert!((4..=7).contains(&takes(on_demand)));
}
