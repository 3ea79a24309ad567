//! What functions, caches and the building of indexes count of themselves, by the names and dimensions of `CloudWatch`.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use world::{Metric, MetricId, MetricQuery, Stat, World};

use crate::caches::{cluster, dax, get, put};
use crate::lambda::{POISON, function, mapping, start, wait};
use crate::support::{REGION, ask, check_contains, create, simulated};

/// The only minute that a metric has points in, or all of them together.
fn all(world: &World, name: &str, dimensions: &[(&str, &str)]) -> Stat {
    let metric = MetricId::new(name, dimensions);
    let query = MetricQuery { region: REGION.to_owned(), metric, from: 0, to: u32::MAX, period: 60 };
    world.metric(&query).into_iter().fold(Stat::default(), |all, (_, stat)| all.with(stat))
}

const F: [(&str, &str); 1] = [("FunctionName", "f")];

#[test]
fn iterator_age_grows_while_a_batch_fails_again_and_again() {
    let mut world = start();
    function(&mut world, &format!(r#""Do":"log","FailOn":"{POISON}""#));
    mapping(&mut world, "");
    crate::streams::put(&mut world, "Tab", "a", "good");
    wait(&mut world, 5);
    let well = all(&world, "IteratorAge", &F);
    assert_eq!(well.count, 1);
    // Read within the lag of the stream, a poll, and 20 ms of work: in thousandths of milliseconds.
    assert!((20_000..600_000).contains(&well.max), "{}", well.max);
    assert_eq!(all(&world, "Duration", &F).max, 20_000);
    assert_eq!(all(&world, "Errors", &F).sum, 0);

    crate::streams::put(&mut world, "Tab", "b", "poison");
    wait(&mut world, 600);
    let tried = all(&world, "Invocations", &F).sum / 1_000;
    let failed = all(&world, "Errors", &F).sum / 1_000;
    assert!(failed >= 10, "{failed}");
    assert_eq!(tried, failed + 1);
    let late = all(&world, "IteratorAge", &F).max / 1_000;
    assert!((500_000..=600_000).contains(&late), "{late} ms behind");
    assert_eq!(Metric::IteratorAge.namespace(), "AWS/Lambda");
    let listed = ask(&mut world, "cloudwatch:ListMetrics", r#"{"Namespace":"AWS/Lambda"}"#);
    for name in ["Invocations", "Errors", "Duration", "IteratorAge"] {
        check_contains(
            &listed,
            &format!(r#""MetricName":"{name}","Dimensions":[{{"Name":"FunctionName","Value":"f"}}]"#),
        );
    }
    // Of another namespace there is none of that name.
    let other = MetricId { namespace: "AWS/DynamoDB".to_owned(), ..MetricId::new("IteratorAge", &F) };
    let query = MetricQuery { region: REGION.to_owned(), metric: other, from: 0, to: u32::MAX, period: 60 };
    assert_eq!(world.metric(&query), []);
}

#[test]
fn nodes_of_a_cluster_count_and_the_cluster_is_their_sum() {
    let mut world = cluster(2, &[]);
    dax(&mut world, "PutItem", &put("a", 1));
    world.run_idle();
    // In turn: both nodes know the item; of the other key one learns from the other that there is none.
    for key in ["a", "a", "a", "b"] {
        dax(&mut world, "GetItem", &get(key));
    }
    world.run_idle();
    dax(&mut world, "GetItem", &get("b"));
    for _ in 0..2 {
        dax(&mut world, "Scan", r#"{"TableName":"Notes"}"#);
        world.run_idle();
    }
    dax(&mut world, "GetItem", r#"{"TableName":"Nobody","Key":{"pk":{"S":"a"}}}"#);
    let music = [("ClusterId", "music")];
    let sum = |name: &str, of: &[(&str, &str)]| all(&world, name, of).sum / 1_000;
    for (name, expect) in [
        ("TotalRequestCount", 9),
        ("GetItemRequestCount", 6),
        ("PutItemRequestCount", 1),
        ("ScanRequestCount", 2),
        ("ItemCacheHits", 4),
        ("ItemCacheMisses", 1),
        ("ScanCacheHits", 1),
        ("ScanCacheMisses", 1),
        ("QueryCacheHits", 0),
        ("ErrorRequestCount", 1),
        ("FaultRequestCount", 0),
        ("FailedRequestCount", 1),
    ] {
        assert_eq!(sum(name, &music), expect, "{name}");
        assert_eq!(sum(name, &[]), expect, "{name} of all clusters");
        let each: u64 =
            ["music-a", "music-b"].map(|node| sum(name, &[music[0], ("NodeId", node)])).iter().sum();
        assert_eq!(each, expect, "{name} of each node");
    }
    assert_eq!(sum("TotalRequestCount", &[("ClusterId", "other")]), 0);
    assert!(all(&world, "EstimatedDbSize", &music).max > 0);
    assert!(all(&world, "CPUUtilization", &music).max < 1_000, "a few requests are nothing to a node");
    let asked = r#"{"Namespace":"AWS/DAX","MetricName":"ItemCacheHits","Dimensions":[{"Name":"ClusterId","Value":"music"}],
        "StartTime":1790000000,"EndTime":1790003600,"Period":3600,"Statistics":["Sum"]}"#;
    check_contains(&ask(&mut world, "cloudwatch:GetMetricStatistics", asked), r#""Sum":4"#);
}

#[test]
fn a_node_that_is_full_or_busy_says_so() {
    let mut world = cluster(1, &[("dax.memory_bytes", 60), ("dax.node_requests", 30)]);
    for n in 0..4 {
        dax(&mut world, "PutItem", &put(&format!("key {n} with some bytes"), n));
        wait(&mut world, 2);
    }
    let music = [("ClusterId", "music")];
    assert!(all(&world, "EvictedSize", &music).sum > 0);
    assert!(all(&world, "CacheMemoryUtilization", &music).max > 50_000);
    // Two writes in one second: the first leaves 5 of 30 requests, the second takes more than there are.
    for n in 0..4 {
        dax(&mut world, "PutItem", &put("x", n));
    }
    assert!(all(&world, "ThrottledRequestCount", &music).sum >= 1_000);
    assert_eq!(all(&world, "CPUUtilization", &music).max, 100_000);
}

#[test]
fn building_an_index_is_counted_by_itself() {
    let mut world = simulated(&[("burst.initial", 0)]);
    create(
        &mut world,
        r#"{"TableName":"Tab","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
            "ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":500}}"#,
    );
    for n in 0..100 {
        let item = format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"k{n}"}},"v":{{"S":"v{n}"}}}}}}"#);
        assert_eq!(ask(&mut world, "PutItem", &item), "{}");
    }
    let add = r#"{"TableName":"Tab","AttributeDefinitions":[{"AttributeName":"v","AttributeType":"S"}],
        "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"ByV","KeySchema":[{"AttributeName":"v","KeyType":"HASH"}],
        "Projection":{"ProjectionType":"ALL"},"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}}]}"#;
    check_contains(&ask(&mut world, "UpdateTable", add), "ByV");
    wait(&mut world, 300);
    let index = [("TableName", "Tab"), ("GlobalSecondaryIndexName", "ByV")];
    let sum = |name: &str| all(&world, name, &index).sum / 1_000;
    assert_eq!(all(&world, "OnlineIndexPercentageProgress", &index).max, 100_000);
    assert_eq!(sum("OnlineIndexConsumedWriteCapacity"), 100);
    assert_eq!(sum("ConsumedWriteCapacityUnits"), 0, "which doesn't count among what requests consumed");
    assert!(sum("OnlineIndexThrottleEvents") > 0, "one unit a second, ten at a step of six seconds");
}
