//! Global indexes hear of changes later, and end up right.

use std::collections::BTreeMap;

use crate::support::{ORDERS, REGION, ask, check_contains, complete, create, instant, of_kind, simulated};
use world::{Completion, World};

fn put(item: &str) -> String {
    format!(r#"{{"TableName":"Orders","ReturnConsumedCapacity":"INDEXES","Item":{{{item}}}}}"#)
}

/// Milli-units of a call on one index.
fn units(completion: &Completion, index: &str) -> u64 {
    let global = table::Arm::Global(index.into());
    completion
        .units
        .iter()
        .flat_map(|units| &units.lines)
        .filter(|line| line.arm == global)
        .map(table::UnitLine::milli)
        .sum()
}

/// T10: a write that touches no key and no projected attribute of an index costs the index nothing.
// spec: 3.5/Sparse; 5.4/index write
#[test]
fn t10_untouched_indexes_cost_nothing() {
    let mut world = simulated(&[]);
    create(&mut world, ORDERS);
    let item = |x: u32| {
        put(&format!(r#""pk":{{"S":"a"}},"sk":{{"S":"1"}},"status":{{"S":"NEW"}},"x":{{"N":"{x}"}}"#))
    };
    assert_eq!(units(&complete(&mut world, "PutItem", &item(1)), "ByStatus"), 1000);
    world.run_idle();
    world.take_trace();
    let written = complete(&mut world, "PutItem", &item(2));
    assert_eq!(units(&written, "ByStatus"), 0);
    assert_eq!(units(&written, "ByOwner"), 0);
    world.run_idle();
    let events = world.take_trace();
    assert!(of_kind(&events, "PropagateQueued").is_empty());
    let why: Vec<trace::Kind> = of_kind(&events, "PropagateSkipped").iter().map(|event| event.kind).collect();
    let skipped = |why| trace::Kind::PropagateSkipped { lsn: 2, why };
    assert_eq!(why, [skipped(trace::Skip::Unchanged), skipped(trace::Skip::Sparse)]);
    let index = &world.table(REGION, "Orders").expect("a table").indexes[1];
    assert_eq!((index.entry_count, index.consumed.total), (1, (0, 1000)));
}

/// T11: a changed key is two writes of the index, entering and leaving one each.
// spec: 5.4/index write
#[test]
fn t11_moves_cost_two() {
    let mut world = simulated(&[]);
    create(&mut world, ORDERS);
    let mut cost = |status: &str| {
        let completion =
            complete(&mut world, "PutItem", &put(&format!(r#""pk":{{"S":"a"}},"sk":{{"S":"1"}}{status}"#)));
        world.run_idle();
        units(&completion, "ByStatus")
    };
    assert_eq!(cost(""), 0);
    assert_eq!(cost(r#","status":{"S":"NEW"}"#), 1000);
    assert_eq!(cost(r#","status":{"S":"PAID"}"#), 2000);
    assert_eq!(cost(""), 1000);
    let index = &world.table(REGION, "Orders").expect("a table").indexes[1];
    assert_eq!((index.entry_count, index.queued, index.consumed.total.1), (0, 0, 4000));
}

// spec: 3.5/GSI propagation
#[test]
fn an_entry_arrives_later() {
    let mut world = simulated(&[("index_lag.median", 1_000_000), ("index_lag.p99", 1_000_000)]);
    create(&mut world, ORDERS);
    complete(&mut world, "PutItem", &put(r#""pk":{"S":"a"},"sk":{"S":"1"},"owner":{"S":"o"}"#));
    let query = r##"{"TableName":"Orders","IndexName":"ByOwner","KeyConditionExpression":"#o = :o",
        "ExpressionAttributeNames":{"#o":"owner"},"ExpressionAttributeValues":{":o":{"S":"o"}}}"##;
    check_contains(&ask(&mut world, "Query", query), r#""Count":0"#);
    let index = |world: &World| world.table(REGION, "Orders").expect("a table").indexes[2].clone();
    assert_eq!((index(&world).queued, index(&world).entry_count), (1, 0));
    assert!(index(&world).oldest > 0);
    world.run_idle();
    check_contains(&ask(&mut world, "Query", query), r#""Count":1"#);
    assert_eq!((index(&world).queued, index(&world).oldest, index(&world).entry_count), (0, 0, 1));
    let partitions: u64 = index(&world).partitions.iter().map(|partition| partition.item_count).sum();
    assert_eq!(partitions, 1);
}

// spec: 3.5/GSI
#[test]
fn strong_reads_of_a_global_index_are_refused() {
    let mut world = instant();
    create(&mut world, ORDERS);
    let scan = r#"{"TableName":"Orders","IndexName":"ByOwner","ConsistentRead":true}"#;
    check_contains(
        &ask(&mut world, "Scan", scan),
        "Consistent reads are not supported on global secondary indexes",
    );
}

/// What an index holds, by scanning it: keys of items with the projected text.
fn scanned(world: &mut World, index: Option<&str>) -> BTreeMap<String, String> {
    let body = match index {
        Some(index) => format!(r#"{{"TableName":"Orders","IndexName":"{index}"}}"#),
        None => r#"{"TableName":"Orders","ConsistentRead":true}"#.to_owned(),
    };
    let completion = complete(world, "Scan", &body);
    let Ok(api::dynamodb::Response::Page(page)) = completion.result else { panic!("{completion:?}") };
    let entry = |item: value::Item| (format!("{:?} {:?}", item.get("pk"), item.get("sk")), item.to_json());
    page.items.unwrap_or_default().into_iter().map(entry).collect()
}

mod convergence {
    use super::{BTreeMap, scanned};
    use crate::support::{ORDERS, create, input, simulated};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Whatever is written in whatever rhythm, in the end each index shows the items that have its keys.
        #[test]
        fn indexes_converge(
            writes in prop::collection::vec((0_u8..6, 0_u8..4, 0_u8..4, any::<bool>(), 0_u64..40_000), 1..60),
        ) {
            let mut world = simulated(&[("index_lag.median", 15_000)]);
            create(&mut world, ORDERS);
            let mut at = world.now();
            for (key, status, owner, delete, pause) in writes {
                at += pause;
                let key = format!(r#""pk":{{"S":"p{}"}},"sk":{{"S":"s{}"}}"#, key % 2, key / 2);
                let status = if status > 0 { format!(r#","status":{{"S":"st{status}"}}"#) } else { String::new() };
                let owner = if owner > 0 {
                    format!(r#","owner":{{"S":"o{owner}"}},"n":{{"N":"{owner}"}}"#)
                } else {
                    String::new()
                };
                let item = format!("{key}{status}{owner}");
                if delete {
                    world.submit(at, input("DeleteItem", &format!(r#"{{"TableName":"Orders","Key":{{{key}}}}}"#)));
                } else {
                    world.submit(at, input("PutItem", &format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#)));
                }
            }
            world.run_idle();
            for completion in world.take_completions() {
                prop_assert!(completion.result.is_ok());
            }
            let base = scanned(&mut world, None);
            let having = |attribute: &str| -> BTreeMap<String, String> {
                let name = format!("\"{attribute}\"");
                base.clone().into_iter().filter(|(_, json)| json.contains(&name)).collect()
            };
            prop_assert_eq!(scanned(&mut world, Some("ByOwner")), having("owner"));
            prop_assert_eq!(scanned(&mut world, Some("ByN")), having("n"));
            let keys = |map: BTreeMap<String, String>| map.into_keys().collect::<Vec<_>>();
            prop_assert_eq!(keys(scanned(&mut world, Some("ByStatus"))), keys(having("status")));
            let table = world.table(crate::support::REGION, "Orders").expect("the table");
            for index in &table.indexes[1..] {
                prop_assert_eq!(index.partitions.iter().map(|p| p.item_count).sum::<u64>(), index.entry_count);
                prop_assert_eq!(index.partitions.iter().map(|p| p.size_bytes).sum::<u64>(), index.size_bytes);
            }
            prop_assert_eq!(table.partitions.iter().map(|p| p.item_count).sum::<u64>(), table.item_count);
            prop_assert_eq!(table.partitions.iter().map(|p| p.size_bytes).sum::<u64>(), table.size_bytes);
        }
    }
}
