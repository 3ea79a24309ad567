//! No kind of fault is without effect.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use sim::Micros;
use world::World;
use world::chaos::{CacheNode, Fault, Zone};

use crate::caches::{cluster, dax, get};
use crate::faults::{plan, strike};
use crate::lambda::function;
use crate::streams::{arn, member, table};
use crate::support::{ORDERS, SECOND, ask, create, input};

const LATE: Micros = 3 * SECOND;

fn one_of_each() -> Vec<Fault> {
    let (zone, from, to) = (Zone::B, Zone::A, Zone::B);
    vec![
        Fault::AzLoss { zone },
        Fault::ReplicaCrash { zone },
        Fault::ReplicaLoss { zone },
        Fault::LeaderCrash {},
        Fault::HandOver {},
        Fault::ReplicaLag { zone, micros: LATE },
        Fault::LinkLoss { from, to, both: true, percent: 100 },
        Fault::LinkDelay { from, to, both: true, micros: 30_000 },
        Fault::LinkDuplicate { percent: 100 },
        Fault::IndexSlow { micros: LATE },
        Fault::IndexStop {},
        Fault::Throttle { percent: 100 },
        Fault::QuotaLow { read: 1, write: 1 },
        Fault::ControlSlow { times: 10 },
        Fault::IteratorShort { micros: SECOND },
        Fault::LambdaSlow { micros: LATE },
        Fault::LambdaFail { percent: 100 },
        Fault::LambdaPoison { text: "poison".to_owned() },
        Fault::CacheNodeLoss { node: CacheNode::Number(0) },
        Fault::CoordinatorLoss { coordinator: 0 },
    ]
}

/// A bit of everything that a fault may strike, and what is seen of it: answers, and what happened when and where.
fn played(fault: Option<Fault>) -> Vec<String> {
    let mut world: World = cluster(3, &[]);
    create(&mut world, &table("Tab", 1_000));
    create(&mut world, ORDERS);
    function(&mut world, r#""Do":"log""#);
    let stream = arn(&mut world, "Tab");
    ask(
        &mut world,
        "lambda:CreateEventSourceMapping",
        &format!(r#"{{"FunctionName":"f","EventSourceArn":"{stream}","StartingPosition":"TRIM_HORIZON"}}"#),
    );
    world.run_idle();
    let described = ask(&mut world, "DescribeStream", &format!(r#"{{"StreamArn":"{stream}"}}"#));
    let shard = member(&described, "ShardId").expect("a shard");
    let iterator = ask(
        &mut world,
        "GetShardIterator",
        &format!(r#"{{"StreamArn":"{stream}","ShardId":"{shard}","ShardIteratorType":"TRIM_HORIZON"}}"#),
    );
    let iterator = member(&iterator, "ShardIterator").expect("an iterator");
    world.take_trace();
    let start = world.now();
    let order = r#"{"pk":{"S":"o"},"sk":{"S":"1"},"status":{"S":"new"},"owner":{"S":"u"}}"#;
    let transact = format!(r#"{{"TransactItems":[{{"Put":{{"TableName":"Orders","Item":{order}}}}}]}}"#);
    // The coordinator is lost in the middle of it.
    world.submit(start, input("TransactWriteItems", &transact));
    world.run_until(start + 5_000);
    if let Some(fault) = fault {
        strike(&mut world, plan(fault));
    }
    let mut seen = Vec::new();
    for (operation, body) in [
        ("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"k"},"v":{"S":"poison"}}}"#.to_owned()),
        ("PutItem", format!(r#"{{"TableName":"Orders","Item":{order}}}"#)),
        ("GetItem", r#"{"TableName":"Orders","Key":{"pk":{"S":"o"},"sk":{"S":"1"}}}"#.to_owned()),
        (
            "CreateTable",
            r#"{"TableName":"More","AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],
                "KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],
                "ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}}"#
                .to_owned(),
        ),
    ] {
        seen.push(ask(&mut world, operation, &body));
    }
    for _ in 0..3 {
        seen.push(crate::support::text(&dax(&mut world, "GetItem", &get("a"))));
    }
    world.run_until(start + 20 * SECOND);
    seen.push(ask(&mut world, "GetRecords", &format!(r#"{{"ShardIterator":"{iterator}"}}"#)));
    world.run_until(start + 60 * SECOND);
    let told = world.take_trace();
    let of_it = |name: &str| matches!(name, "FaultStarted" | "FaultEnded");
    let others = told.iter().filter(|event| !of_it(event.kind.name()));
    seen.extend(others.map(|event| format!("{} {:?} {:?}", event.t, event.place, event.kind)));
    seen
}

#[test]
fn every_kind_of_fault_changes_what_happens() {
    let all = one_of_each();
    let numbers: Vec<u32> = all.iter().map(Fault::number).collect();
    assert_eq!(numbers, (1..=20).collect::<Vec<u32>>(), "each kind once");
    assert_eq!(Fault::name_of(21), "fault", "there are no more kinds than these");
    let calm = played(None);
    assert_eq!(calm, played(None));
    let idle: Vec<&str> =
        all.into_iter().filter(|it| played(Some(it.clone())) == calm).map(|it| it.name()).collect();
    assert_eq!(idle, Vec::<&str>::new(), "these do nothing");
}
