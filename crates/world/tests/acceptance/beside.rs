//! Faults of what stands beside the tables: functions, and nodes of DAX clusters.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use trace::{Kind, Outcome};
use world::World;
use world::chaos::{CacheNode, Fault, Plan, Scope};

use crate::caches::{cluster, dax, get, story};
use crate::faults::{plan, stop, strike};
use crate::lambda::{QUEUE, function, mapping, outcomes, start, ten, told, wait};
use crate::streams::put;
use crate::support::{PLAIN, REGION, SECOND, ask, check_contains, create, of_kind, text};

/// How long each invocation took, in microseconds.
fn took(world: &mut World) -> Vec<u32> {
    let ends = world.take_trace();
    let of = |kind: &Kind| match kind {
        Kind::InvokeResult { took, .. } => Some(*took),
        _ => None,
    };
    ends.iter().filter_map(|event| of(&event.kind)).collect()
}

/// A function that only keeps a log, with batches of one.
fn log_one_by_one() -> World {
    let mut world = start();
    function(&mut world, r#""Do":"log""#);
    mapping(&mut world, r#","BatchSize":1"#);
    world.take_trace();
    world
}

#[test]
fn a_slow_function_takes_so_much_longer_as_long_as_the_fault_lasts() {
    let mut world = log_one_by_one();
    put(&mut world, "Tab", "a", "v");
    wait(&mut world, 5);
    let usual = took(&mut world)[0];
    strike(&mut world, plan(Fault::LambdaSlow { micros: 3 * SECOND }));
    put(&mut world, "Tab", "b", "v");
    wait(&mut world, 10);
    assert_eq!(took(&mut world), [usual + 3_000_000]);
    stop(&mut world, 1);
    put(&mut world, "Tab", "c", "v");
    wait(&mut world, 5);
    assert_eq!(took(&mut world), [usual]);
    assert_eq!(told(&world).done, 3);
}

#[test]
fn a_function_fails_with_the_share_of_the_fault_and_goes_on_after_it() {
    let half = || {
        let mut world = log_one_by_one();
        strike(&mut world, plan(Fault::LambdaFail { percent: 50 }));
        for n in 0..40 {
            put(&mut world, "Tab", &format!("k{n}"), "v");
        }
        wait(&mut world, 600);
        let events = world.take_trace();
        (outcomes(&events), told(&world))
    };
    let (ends, told_of_it) = half();
    let failed = ends.iter().filter(|(outcome, _)| *outcome == Outcome::Failed).count();
    assert!((20..60).contains(&failed), "{failed} of {}", ends.len());
    assert_eq!(ends.len() - failed, 40, "each record gets through in the end");
    assert_eq!((told_of_it.done, told_of_it.errors), (40, failed as u64));
    assert_eq!(half().0, ends, "the same seed, the same failures");

    let mut world = log_one_by_one();
    strike(&mut world, plan(Fault::LambdaFail { percent: 100 }));
    put(&mut world, "Tab", "a", "v");
    wait(&mut world, 20);
    let ends = outcomes(&world.take_trace());
    assert!(ends.len() > 2 && ends.iter().all(|end| *end == (Outcome::Failed, 0)), "{ends:?}");
    check_contains(told(&world).log[0].error.as_deref().expect("a reason"), "lambda-fail");
    stop(&mut world, 1);
    wait(&mut world, 60);
    assert_eq!(outcomes(&world.take_trace()), [(Outcome::Ok, 1)]);
}

#[test]
fn a_fault_of_one_table_leaves_the_functions_of_others_alone() {
    let mut world = log_one_by_one();
    create(&mut world, PLAIN);
    let on = |table: &str| Scope {
        region: Some(REGION.to_owned()),
        table: Some(table.to_owned()),
        ..Scope::default()
    };
    strike(&mut world, Plan { on: on("Notes"), ..plan(Fault::LambdaFail { percent: 100 }) });
    strike(&mut world, Plan { on: on("Notes"), ..plan(Fault::LambdaPoison { text: "v".to_owned() }) });
    put(&mut world, "Tab", "a", "v");
    wait(&mut world, 5);
    assert_eq!(outcomes(&world.take_trace()), [(Outcome::Ok, 1)]);
    strike(&mut world, Plan { on: on("Tab"), ..plan(Fault::LambdaFail { percent: 100 }) });
    put(&mut world, "Tab", "b", "v");
    wait(&mut world, 1);
    assert_eq!(outcomes(&world.take_trace()), [(Outcome::Failed, 0)]);
}

/// A function that raises an error says nothing of single records, also where it could.
#[test]
fn a_poisoned_record_fails_its_whole_batch_until_it_is_given_up() {
    let mut world = start();
    function(&mut world, r#""Do":"log""#);
    let settings = format!(
        r#","BatchSize":10,"MaximumBatchingWindowInSeconds":5,"MaximumRetryAttempts":2,
           "FunctionResponseTypes":["ReportBatchItemFailures"],
           "DestinationConfig":{{"OnFailure":{{"Destination":"{QUEUE}"}}}}"#
    );
    mapping(&mut world, &settings);
    strike(&mut world, plan(Fault::LambdaPoison { text: "oiso".to_owned() }));
    ten(&mut world);
    wait(&mut world, 60);
    assert_eq!(outcomes(&world.take_trace()), [(Outcome::Failed, 0); 3]);
    check_contains(&world.queue(QUEUE)[0].to_json(), r#""batchSize":10"#);
    let reason = told(&world).log[0].error.clone().expect("a reason");
    check_contains(&reason, "lambda-poison");
    // What has no such text in it goes its way, and so does everything after the fault.
    put(&mut world, "Tab", "later", "good");
    wait(&mut world, 10);
    assert_eq!(outcomes(&world.take_trace()), [(Outcome::Ok, 1)]);
    stop(&mut world, 1);
    put(&mut world, "Tab", "last", "poison");
    wait(&mut world, 10);
    assert_eq!(outcomes(&world.take_trace()), [(Outcome::Ok, 1)]);
    assert_eq!((told(&world).done, told(&world).given_up), (2, 10));
}

/// The events about nodes: which, whether it came up.
fn came_and_went(world: &mut World) -> Vec<(u16, u16, bool)> {
    let all = world.take_trace();
    let of = |kind: &Kind| match kind {
        Kind::CacheNode { cache, node, up } => Some((*cache, *node, *up)),
        _ => None,
    };
    all.iter().filter_map(|event| of(&event.kind)).collect()
}

fn states(world: &World) -> Vec<&'static str> {
    world.caches(0).iter().flat_map(|cache| &cache.nodes).map(|node| node.status).collect()
}

#[test]
fn a_lost_primary_is_away_as_long_as_the_fault_and_another_takes_its_place() {
    for named in [CacheNode::Number(0), CacheNode::Named("music-a".to_owned())] {
        let mut world = cluster(3, &[("dax.recover", 40_000_000)]);
        ask(&mut world, "PutItem", &crate::caches::put("a", 1));
        dax(&mut world, "GetItem", &get("a"));
        world.run_idle();
        world.take_trace();
        strike(&mut world, plan(Fault::CacheNodeLoss { node: named }));
        check_contains(&text(&dax(&mut world, "PutItem", &crate::caches::put("a", 2))), "NoRouteException");
        let later = world.now() + 3_600 * SECOND;
        world.run_until(later);
        assert_eq!(states(&world), ["failed", "available", "available"]);
        let events = world.take_trace();
        assert!(matches!(of_kind(&events, "Failover")[0].kind, Kind::Failover { from: 1, to: 2, .. }));
        assert_eq!(of_kind(&events, "CacheNode").len(), 1);
        assert!(dax(&mut world, "PutItem", &crate::caches::put("a", 3)).result.is_ok());
        world.take_trace();
        // After it a node takes its place, when `dax.recover` says, with what the others know.
        stop(&mut world, 1);
        assert_eq!(states(&world)[0], "failed");
        let ended = world.now();
        world.run_idle();
        assert_eq!(came_and_went(&mut world), [(1, 1, true)]);
        assert_eq!(world.now() - ended, 40 * SECOND);
        let info = &world.caches(9)[0];
        assert!(info.nodes[1].primary);
        assert_eq!(info.nodes[0].entries, 1);
    }
}

#[test]
fn a_single_node_takes_all_with_it_and_no_node_comes_up_before_the_fault_is_over() {
    let mut world = cluster(1, &[]);
    dax(&mut world, "GetItem", &get("a"));
    strike(&mut world, plan(Fault::CacheNodeLoss { node: CacheNode::Number(0) }));
    check_contains(&text(&dax(&mut world, "GetItem", &get("a"))), "NoRouteException");
    // The table answers as ever.
    assert_eq!(ask(&mut world, "GetItem", &get("a")), "{}");
    // Started anew, it stays away; and so does the same node of a cluster that is made now.
    ask(&mut world, "dax:RebootNode", r#"{"ClusterName":"music","NodeId":"music-a"}"#);
    ask(
        &mut world,
        "dax:CreateCluster",
        r#"{"ClusterName":"art","NodeType":"dax.r5.large","ReplicationFactor":2,
            "IamRoleArn":"arn:aws:iam::123456789012:role/DaxRole"}"#,
    );
    world.run_idle();
    assert_eq!(states(&world), ["failed", "failed", "available"]);
    // What one fault gives back another one may still hold.
    strike(&mut world, plan(Fault::CacheNodeLoss { node: CacheNode::Named("art-a".to_owned()) }));
    stop(&mut world, 1);
    world.run_idle();
    assert_eq!(states(&world), ["available", "failed", "available"]);
    story(&mut world);
    dax(&mut world, "GetItem", &get("a"));
    assert_eq!(story(&mut world), ["CacheMiss", "CacheStore"]);
    stop(&mut world, 2);
    world.run_idle();
    assert_eq!(states(&world), ["available"; 3]);
}
