//! DAX, and an application's own cache.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use trace::Kind;
use world::{Act, CacheOrder, CacheStrategy, Call, Completion, Input, World};

use crate::support::{PLAIN, REGION, SECOND, ask, check_contains, create, of_kind, simulated, text};

/// Sends a call through a cache.
fn via(world: &mut World, via: &str, operation: &str, body: &str) -> Completion {
    let now = world.now();
    let call = world.submit(
        now,
        Input::Call(Call {
            region: REGION.to_owned(),
            operation: operation.to_owned(),
            request: api::parse(operation, body.as_bytes()),
            request_bytes: body.len() as u64,
            via: Some(via.to_owned()),
            caller: None,
        }),
    );
    world.run_to_completion(call)
}

pub(crate) fn dax(world: &mut World, operation: &str, body: &str) -> Completion {
    via(world, "dax:music", operation, body)
}

/// A table `Notes` and a cluster `music` of so many nodes.
pub(crate) fn cluster(nodes: u16, knobs: &[(&str, i64)]) -> World {
    let mut world = simulated(knobs);
    create(&mut world, PLAIN);
    let made = ask(
        &mut world,
        "dax:CreateCluster",
        &format!(
            r#"{{"ClusterName":"music","NodeType":"dax.r5.large","ReplicationFactor":{nodes},
                "IamRoleArn":"arn:aws:iam::123456789012:role/DaxRole"}}"#
        ),
    );
    check_contains(&made, r#""Status":"creating""#);
    world.run_idle();
    world.take_trace();
    check_contains(&ask(&mut world, "dax:DescribeClusters", "{}"), r#""Status":"available""#);
    world
}

pub(crate) fn put(key: &str, n: u32) -> String {
    format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"{key}"}},"n":{{"N":"{n}"}}}}}}"#)
}

pub(crate) fn get(key: &str) -> String {
    format!(r#"{{"TableName":"Notes","Key":{{"pk":{{"S":"{key}"}}}}}}"#)
}

fn strong(key: &str) -> String {
    format!(r#"{{"TableName":"Notes","ConsistentRead":true,"Key":{{"pk":{{"S":"{key}"}}}}}}"#)
}

/// What the events of the last call say: `CacheMiss`, `CacheStore` …
pub(crate) fn story(world: &mut World) -> Vec<&'static str> {
    let told = |name: &&str| {
        name.contains("Cache") || name.contains("Hit") || *name == "PassThrough" || *name == "Evict"
    };
    world.take_trace().iter().map(|event| event.kind.name()).filter(told).collect()
}

const SCAN: &str = r#"{"TableName":"Notes"}"#;

#[test]
fn t24_a_write_past_the_cache_is_not_seen_until_the_entry_is_five_minutes_old() {
    let mut world = cluster(1, &[]);
    ask(&mut world, "PutItem", &put("a", 1));
    world.run_idle();
    world.take_trace();

    let miss = dax(&mut world, "GetItem", &get("a"));
    check_contains(&text(&miss), r#""n":{"N":"1"}"#);
    assert_eq!(miss.consumed(), (500, 0));
    assert_eq!(story(&mut world), ["CacheMiss", "CacheStore"]);
    let stored = world.now();

    let hit = dax(&mut world, "GetItem", &get("a"));
    assert_eq!(hit.consumed(), (0, 0), "a hit costs nothing");
    assert!(hit.at - hit.started <= 300, "{} µs", hit.at - hit.started);
    assert!(miss.at - miss.started > 1_000);
    let events = world.take_trace();
    assert!(of_kind(&events, "RouterLookup").is_empty(), "it never reaches the router");

    let page = dax(&mut world, "Scan", SCAN);
    assert_eq!(page.consumed().1, 0);
    story(&mut world);

    // Somebody writes to the table itself.
    ask(&mut world, "PutItem", &put("a", 2));
    world.run_idle();
    check_contains(&text(&dax(&mut world, "GetItem", &get("a"))), r#""n":{"N":"1"}"#);
    // Strongly consistent reads pass the cache, and leave it as it is.
    story(&mut world);
    check_contains(&text(&dax(&mut world, "GetItem", &strong("a"))), r#""n":{"N":"2"}"#);
    assert_eq!(story(&mut world), ["PassThrough"]);
    world.run_until(stored + 300 * SECOND - 200_000);
    check_contains(&text(&dax(&mut world, "GetItem", &get("a"))), r#""n":{"N":"1"}"#);

    // Writing through the cache renews the item, and leaves the pages as they are.
    dax(&mut world, "PutItem", &put("a", 3));
    check_contains(&text(&dax(&mut world, "GetItem", &get("a"))), r#""n":{"N":"3"}"#);
    check_contains(&text(&dax(&mut world, "Scan", SCAN)), r#""n":{"N":"1"}"#);

    let mut world = cluster(1, &[]);
    ask(&mut world, "PutItem", &put("a", 1));
    world.run_idle();
    dax(&mut world, "GetItem", &get("a"));
    let stored = world.now();
    ask(&mut world, "PutItem", &put("a", 2));
    world.run_until(stored + 300 * SECOND);
    world.take_trace();
    check_contains(&text(&dax(&mut world, "GetItem", &get("a"))), r#""n":{"N":"2"}"#);
    assert_eq!(story(&mut world), ["Evict", "CacheMiss", "CacheStore"]);
}

#[test]
fn t25_that_there_is_no_item_is_remembered_too() {
    let mut world = cluster(1, &[]);
    let first = dax(&mut world, "GetItem", &get("none"));
    assert_eq!(text(&first), "{}");
    assert_eq!(first.consumed(), (500, 0));
    story(&mut world);
    let second = dax(&mut world, "GetItem", &get("none"));
    assert_eq!((text(&second).as_str(), second.consumed()), ("{}", (0, 0)));
    assert_eq!(story(&mut world), ["NegativeHit"]);
    // An item that is written past the cache is not seen; one that is written through it is.
    ask(&mut world, "PutItem", &put("none", 1));
    assert_eq!(text(&dax(&mut world, "GetItem", &get("none"))), "{}");
    dax(&mut world, "PutItem", &put("none", 2));
    check_contains(&text(&dax(&mut world, "GetItem", &get("none"))), r#""n":{"N":"2"}"#);
    // What was deleted through the cache is forgotten, and looked for again.
    dax(&mut world, "DeleteItem", &get("none"));
    // (A copy that lags behind would bring it back.)
    world.run_idle();
    story(&mut world);
    assert_eq!(text(&dax(&mut world, "GetItem", &get("none"))), "{}");
    assert_eq!(story(&mut world), ["CacheMiss", "CacheStore"]);
}

#[test]
fn the_item_cache_knows_keys_and_the_query_cache_knows_parameters() {
    let mut world = cluster(1, &[]);
    for key in ["a", "b"] {
        ask(&mut world, "PutItem", &put(key, 1));
    }
    world.run_idle();
    world.take_trace();
    // A page does not fill the item cache, and other parameters are another page.
    dax(&mut world, "Scan", SCAN);
    dax(&mut world, "GetItem", &get("a"));
    dax(&mut world, "Scan", r#"{"TableName":"Notes","Limit":1}"#);
    assert_eq!(
        story(&mut world),
        ["CacheMiss", "CacheStore", "CacheMiss", "CacheStore", "CacheMiss", "CacheStore"]
    );
    // One item under one key, whatever part of it is asked for.
    let part = r#"{"TableName":"Notes","Key":{"pk":{"S":"b"}},"ProjectionExpression":"n"}"#;
    assert_eq!(text(&dax(&mut world, "GetItem", part)), r#"{"Item":{"n":{"N":"1"}}}"#);
    assert_eq!(text(&dax(&mut world, "GetItem", &get("b"))), r#"{"Item":{"n":{"N":"1"},"pk":{"S":"b"}}}"#);
    assert_eq!(story(&mut world), ["CacheMiss", "CacheStore", "CacheHit"]);
    // Of a batch only what is missing is asked for.
    let batch = r#"{"RequestItems":{"Notes":{"Keys":[{"pk":{"S":"c"}},{"pk":{"S":"a"}},{"pk":{"S":"b"}}]}}}"#;
    let both = dax(&mut world, "BatchGetItem", batch);
    assert_eq!(
        text(&both),
        r#"{"Responses":{"Notes":[{"n":{"N":"1"},"pk":{"S":"a"}},{"n":{"N":"1"},"pk":{"S":"b"}}]},"UnprocessedKeys":{}}"#
    );
    assert_eq!(both.consumed(), (500, 0));
    assert_eq!(story(&mut world), ["CacheMiss", "CacheHit", "CacheHit", "CacheStore"]);
    assert_eq!(dax(&mut world, "BatchGetItem", batch).consumed(), (0, 0));
    assert_eq!(story(&mut world), ["NegativeHit", "CacheHit", "CacheHit"]);
}

#[test]
fn what_is_no_read_of_items_passes_through_or_is_refused_in_words() {
    let mut world = cluster(1, &[]);
    let statement = dax(&mut world, "ExecuteStatement", r#"{"Statement":"SELECT * FROM Notes"}"#);
    check_contains(&text(&statement), "DAX does not support ExecuteStatement");
    check_contains(&text(&dax(&mut world, "ListTables", "{}")), "DAX does not support ListTables");
    // What the service refuses is handed on, and nothing is remembered.
    let wrong =
        r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(pk)"}"#;
    check_contains(&text(&dax(&mut world, "PutItem", wrong)), "ConditionalCheckFailedException");
    story(&mut world);
    dax(&mut world, "GetItem", &get("a"));
    assert_eq!(story(&mut world)[0], "CacheMiss");
    check_contains(&text(&via(&mut world, "dax:other", "GetItem", &get("a"))), "NoRouteException");
    check_contains(
        &text(&dax(&mut world, "GetItem", &get("a").replace("Notes", "Gone"))),
        "ResourceNotFoundException",
    );
}

#[test]
fn a_transaction_is_written_through_and_then_read_back() {
    let mut world = cluster(1, &[]);
    let write = r#"{"TransactItems":[{"Put":{"TableName":"Notes","Item":{"pk":{"S":"t"},"n":{"N":"5"}}}}]}"#;
    let done = dax(&mut world, "TransactWriteItems", write);
    assert!(done.result.is_ok(), "{}", text(&done));
    assert!(world.calls_in_flight() > 0, "the node reads what was written");
    world.run_idle();
    let events = world.take_trace();
    let read: u32 = events
        .iter()
        .filter_map(|event| match event.kind {
            Kind::RequestEnd { read, .. } => Some(read),
            _ => None,
        })
        .sum();
    assert_eq!(read, 2_000, "two read units beside what the write costs");
    check_contains(&text(&dax(&mut world, "GetItem", &get("t"))), r#""n":{"N":"5"}"#);
    assert_eq!(story(&mut world), ["CacheHit"]);
}

#[test]
fn the_other_nodes_have_it_a_little_later() {
    let lag = [("dax.lag_median", 50_000), ("dax.lag_p99", 50_000)];
    let mut world = cluster(3, &lag);
    ask(&mut world, "PutItem", &put("a", 1));
    world.run_idle();
    world.take_trace();
    // Reads take turns: each node is asked once before the first one is asked again.
    dax(&mut world, "GetItem", &get("a"));
    assert_eq!(story(&mut world), ["CacheMiss", "CacheStore"]);
    dax(&mut world, "GetItem", &get("a"));
    assert_eq!(story(&mut world)[0], "CacheMiss", "the second node has not heard of it");
    world.run_idle();
    world.take_trace();
    for _ in 0..3 {
        dax(&mut world, "GetItem", &get("a"));
        assert_eq!(story(&mut world), ["CacheHit"]);
    }
    // A write through the primary is stale on the others for as long.
    dax(&mut world, "PutItem", &put("a", 2));
    let mut seen = Vec::new();
    for _ in 0..3 {
        let answer = text(&dax(&mut world, "GetItem", &get("a")));
        seen.push(answer.contains(r#""N":"2""#));
    }
    seen.sort_unstable();
    assert_eq!(seen, [false, false, true]);
    world.run_idle();
    for _ in 0..3 {
        check_contains(&text(&dax(&mut world, "GetItem", &get("a"))), r#""N":"2""#);
    }
}

#[test]
fn a_replica_takes_the_place_of_a_primary_and_a_single_node_takes_all_with_it() {
    let mut world = cluster(3, &[]);
    ask(&mut world, "PutItem", &put("a", 1));
    world.run_idle();
    dax(&mut world, "GetItem", &get("a"));
    world.run_idle();
    world.take_trace();
    world.dax_node_down("music", "primary").expect("it is up");
    assert!(world.dax_node_down("music", "music-a").is_err(), "it is down already");
    // The others go on reading; nobody takes writes until one was promoted.
    check_contains(&text(&dax(&mut world, "GetItem", &get("a"))), r#""N":"1""#);
    check_contains(&text(&dax(&mut world, "PutItem", &put("a", 2))), "NoRouteException");
    let later = world.now() + 3 * SECOND;
    world.run_until(later);
    let events = world.take_trace();
    assert!(matches!(of_kind(&events, "Failover")[0].kind, Kind::Failover { from: 1, to: 2, .. }));
    assert!(dax(&mut world, "PutItem", &put("a", 2)).result.is_ok());
    // The one that takes its place comes with what the others know.
    world.run_idle();
    let info = &world.caches(9)[0];
    assert_eq!(info.nodes.iter().map(|node| node.entries).collect::<Vec<_>>(), [1, 1, 1]);
    assert!(info.nodes[1].primary);

    let mut world = cluster(1, &[]);
    dax(&mut world, "GetItem", &get("a"));
    world.dax_node_down("music", "1").expect("it is up");
    check_contains(&text(&dax(&mut world, "GetItem", &get("a"))), "NoRouteException");
    world.run_idle();
    story(&mut world);
    dax(&mut world, "GetItem", &get("a"));
    assert_eq!(story(&mut world), ["CacheMiss", "CacheStore"]);
}

#[test]
fn what_was_used_longest_ago_goes_first_and_a_node_can_do_so_much() {
    let mut world = cluster(1, &[("dax.memory_bytes", 15)]);
    for key in ["a", "b", "c"] {
        ask(&mut world, "PutItem", &put(key, 1));
    }
    world.run_idle();
    world.take_trace();
    // An item of 6 bytes and its key of 3: there is room for one; nothing larger fits at all.
    dax(&mut world, "GetItem", &get("a"));
    dax(&mut world, "GetItem", &get("b"));
    assert_eq!(story(&mut world), ["CacheMiss", "CacheStore", "CacheMiss", "CacheStore", "Evict"]);
    let node = &world.caches(9)[0].nodes[0];
    assert_eq!((node.entries, node.counts.evicted), (1, 1));

    let mut world = cluster(1, &[("dax.node_requests", 12)]);
    ask(&mut world, "PutItem", &put("a", 1));
    world.run_idle();
    let full = world.now() / SECOND * SECOND + SECOND;
    world.run_until(full);
    // A miss of 1 KB counts ten, a hit one.
    for _ in 0..3 {
        assert!(dax(&mut world, "GetItem", &get("a")).result.is_ok());
    }
    let refused = text(&dax(&mut world, "GetItem", &get("a")));
    check_contains(&refused, "ThrottlingException");
    assert_eq!(world.caches(0)[0].counts.throttled, 1);
    world.run_until(full + SECOND);
    assert!(dax(&mut world, "GetItem", &get("a")).result.is_ok());
}

#[test]
fn parameter_groups_say_how_long_and_zero_means_without_end_or_not_at_all() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    ask(&mut world, "dax:CreateParameterGroup", r#"{"ParameterGroupName":"forever"}"#);
    let set = r#"{"ParameterGroupName":"forever","ParameterNameValues":[
        {"ParameterName":"record-ttl-millis","ParameterValue":"0"},
        {"ParameterName":"query-ttl-millis","ParameterValue":"0"}]}"#;
    check_contains(&ask(&mut world, "dax:UpdateParameterGroup", set), "forever");
    ask(
        &mut world,
        "dax:CreateCluster",
        r#"{"ClusterName":"music","NodeType":"dax.t3.small","ReplicationFactor":1,"ParameterGroupName":"forever",
            "IamRoleArn":"arn:aws:iam::123456789012:role/DaxRole"}"#,
    );
    world.run_idle();
    check_contains(&ask(&mut world, "dax:UpdateParameterGroup", set), "InvalidParameterGroupStateFault");
    check_contains(
        &ask(&mut world, "dax:DeleteParameterGroup", r#"{"ParameterGroupName":"forever"}"#),
        "InvalidParameterGroupStateFault",
    );
    dax(&mut world, "GetItem", &get("a"));
    dax(&mut world, "Scan", SCAN);
    let later = world.now() + 400 * SECOND;
    world.run_until(later);
    world.take_trace();
    dax(&mut world, "GetItem", &get("a"));
    dax(&mut world, "Scan", SCAN);
    assert_eq!(story(&mut world), ["NegativeHit", "CacheMiss"]);
}

#[test]
fn nodes_are_added_warm_and_taken_away() {
    let mut world = cluster(1, &[]);
    dax(&mut world, "GetItem", &get("a"));
    let more = r#"{"ClusterName":"music","NewReplicationFactor":2}"#;
    check_contains(&ask(&mut world, "dax:IncreaseReplicationFactor", more), r#""Status":"modifying""#);
    check_contains(&ask(&mut world, "dax:IncreaseReplicationFactor", more), "InvalidClusterStateFault");
    world.run_idle();
    assert_eq!(world.caches(0)[0].nodes[1].entries, 1);
    let fewer = r#"{"ClusterName":"music","NewReplicationFactor":1,"NodeIdsToRemove":["music-a"]}"#;
    check_contains(
        &ask(&mut world, "dax:DecreaseReplicationFactor", fewer),
        "InvalidParameterCombinationException",
    );
    let fewer = r#"{"ClusterName":"music","NewReplicationFactor":1}"#;
    check_contains(&ask(&mut world, "dax:DecreaseReplicationFactor", fewer), r#""TotalNodes":2"#);
    world.run_idle();
    assert_eq!(world.caches(0)[0].nodes.len(), 1);
    ask(&mut world, "dax:RebootNode", r#"{"ClusterName":"music","NodeId":"music-a"}"#);
    world.run_idle();
    assert_eq!(world.caches(0)[0].nodes[0].entries, 0, "alone, it comes back with nothing");
    ask(&mut world, "dax:DeleteCluster", r#"{"ClusterName":"music"}"#);
    world.run_idle();
    assert!(world.caches(0).is_empty());
}

fn side(world: &mut World, strategy: CacheStrategy) {
    let name = "side".to_owned();
    let order = CacheOrder::Create { name, strategy, ttl_ms: 60_000, bytes: 1_000_000 };
    let now = world.now();
    world.act(now, &Act::Cache(order)).expect("it is new");
}

#[test]
fn an_application_takes_three_trips_to_miss_and_two_to_write_through() {
    let visits = |world: &mut World| {
        let events = world.take_trace();
        let enters = of_kind(&events, "Enter");
        enters
            .iter()
            .filter(|event| matches!(event.station, trace::Station::Cache | trace::Station::Router))
            .map(|event| event.station.name())
            .collect::<Vec<_>>()
    };
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    side(&mut world, CacheStrategy::Lazy);
    via(&mut world, "cache:side", "PutItem", &put("a", 1));
    assert_eq!(visits(&mut world), ["router"], "a lazy cache is not told of writes");
    world.run_idle();
    via(&mut world, "cache:side", "GetItem", &get("a"));
    assert_eq!(visits(&mut world), ["cache", "router", "cache"]);
    let hit = via(&mut world, "cache:side", "GetItem", &get("a"));
    assert_eq!((visits(&mut world), hit.consumed()), (vec!["cache"], (0, 0)));
    // It is stale until its time is over.
    via(&mut world, "cache:side", "PutItem", &put("a", 2));
    check_contains(&text(&via(&mut world, "cache:side", "GetItem", &get("a"))), r#""N":"1""#);
    let later = world.now() + 61 * SECOND;
    world.run_until(later);
    check_contains(&text(&via(&mut world, "cache:side", "GetItem", &get("a"))), r#""N":"2""#);
    // Its node is lost: only latency is.
    let now = world.now();
    world.act(now, &Act::Cache(CacheOrder::Lose { name: "side".to_owned() })).expect("it is there");
    world.take_trace();
    via(&mut world, "cache:side", "GetItem", &get("a"));
    assert_eq!(visits(&mut world), ["cache", "router", "cache"]);

    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    side(&mut world, CacheStrategy::WriteThrough);
    via(&mut world, "cache:side", "PutItem", &put("a", 1));
    assert_eq!(visits(&mut world), ["router", "cache"]);
    via(&mut world, "cache:side", "GetItem", &get("a"));
    assert_eq!(visits(&mut world), ["cache"]);
    let now = world.now();
    world.act(now, &Act::Cache(CacheOrder::Lose { name: "side".to_owned() })).expect("it is there");
    world.run_idle();
    world.take_trace();
    for _ in 0..2 {
        via(&mut world, "cache:side", "GetItem", &get("a"));
        assert_eq!(visits(&mut world), ["cache", "router"], "missing until it is written again");
    }
}

#[test]
fn a_world_with_caches_is_restored_as_it_was() {
    let mut world = cluster(3, &[]);
    side(&mut world, CacheStrategy::Lazy);
    ask(&mut world, "PutItem", &put("a", 1));
    dax(&mut world, "GetItem", &get("a"));
    dax(&mut world, "Scan", SCAN);
    via(&mut world, "cache:side", "GetItem", &get("a"));
    let durable = world::Durable::from_bytes(&world.durable().to_bytes()).expect("sound");
    let same = World::restore(durable.clone(), Some(&world.volatile())).expect("sound");
    assert_eq!(same.world_hash(), world.world_hash());
    // Without what is volatile the caches are there, and empty.
    let mut empty = World::restore(durable, None).expect("sound");
    assert_eq!(empty.state_hash(), world.state_hash());
    assert_eq!(empty.caches(9).len(), 2);
    empty.take_trace();
    dax(&mut empty, "GetItem", &get("a"));
    assert_eq!(story(&mut empty)[0], "CacheMiss");
}
