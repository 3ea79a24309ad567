//! What global indexes cost, and what happens to their table when they can't keep up.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::load::drive;
use crate::support::{REGION, ask, check_contains, create, simulated};

fn table(base: u64, index: u64) -> String {
    format!(
        r#"{{"TableName":"Tab","AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}},
            {{"AttributeName":"g","AttributeType":"S"}}],
            "KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],
            "ProvisionedThroughput":{{"ReadCapacityUnits":5,"WriteCapacityUnits":{base}}},
            "GlobalSecondaryIndexes":[{{"IndexName":"Gsi","Projection":{{"ProjectionType":"KEYS_ONLY"}},
                "KeySchema":[{{"AttributeName":"g","KeyType":"HASH"}}],
                "ProvisionedThroughput":{{"ReadCapacityUnits":5,"WriteCapacityUnits":{index}}}}}]}}"#
    )
}

fn put(n: u64, rest: &str) -> (&'static str, String) {
    ("PutItem", format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"k{n}"}}{rest}}}}}"#))
}

#[test]
fn t09_an_index_that_falls_behind_holds_its_table_back() {
    let mut world = simulated(&[("burst.initial", 0)]);
    create(&mut world, &table(100, 10));
    let with_index = |n: u64| put(n, &format!(r#","g":{{"S":"g{n}"}}"#));
    drive(&mut world, 60, 60, with_index);
    let settled = drive(&mut world, 60, 60, |n| with_index(10_000 + n));
    assert!((9 * 60..=12 * 60).contains(&settled.accepted()), "{}", settled.accepted());
    let reasons = settled.reasons();
    assert_eq!(
        reasons,
        [(
            "IndexWriteProvisionedThroughputExceeded".to_owned(),
            format!("arn:aws:dynamodb:{REGION}:123456789012:table/Tab/index/Gsi")
        )]
    );
    // Later everything is there: an entry for each item.
    world.run_idle();
    let info = world.table(REGION, "Tab").expect("a table");
    assert_eq!(info.indexes[0].entry_count, info.item_count);
}

#[test]
fn t10_writes_that_do_not_touch_the_index_go_on() {
    let mut world = simulated(&[("burst.initial", 0)]);
    create(&mut world, &table(100, 1));
    drive(&mut world, 60, 30, |n| put(n, &format!(r#","g":{{"S":"g{n}"}}"#)));
    let pressed = drive(&mut world, 10, 5, |n| put(1_000_000 + n, r#","g":{"S":"x"}"#));
    assert!(pressed.throttled() > 0);
    let apart = drive(&mut world, 40, 10, |n| put(2_000_000 + n, ""));
    assert_eq!(apart.throttled(), 0);
    let units: u64 = apart.calls.iter().map(|(_, completion)| completion.consumed().1).sum();
    assert_eq!(units, 400 * 1_000, "nothing for the index");
}

#[test]
fn t11_what_an_index_costs() {
    let mut world = simulated(&[]);
    create(&mut world, &table(100, 100));
    let mut cost = |rest: &str| {
        let body = format!(
            r#"{{"TableName":"Tab","ReturnConsumedCapacity":"INDEXES","Item":{{"pk":{{"S":"a"}}{rest}}}}}"#
        );
        ask(&mut world, "PutItem", &body)
    };
    let units =
        |answer: &str, index: &str| check_contains(answer, &format!(r#""Gsi":{{"CapacityUnits":{index}}}"#));
    units(&cost(r#","g":{"S":"x"}"#), "1.0");
    units(&cost(r#","g":{"S":"y"}"#), "2.0");
    units(&cost(""), "1.0");
    assert!(!cost("").contains("\"Gsi\""), "it is in the index neither before nor after");
}

/// An entry that moves to another partition of its index is a delete at the one and a put at the other: each pays for
/// its part, and both together what the call was told.
#[test]
fn a_moved_entry_is_paid_for_where_it_was_and_where_it_is() {
    let mut world = simulated(&[]);
    create(
        &mut world,
        r#"{"TableName":"Tab","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
            {"AttributeName":"g","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST",
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"GlobalSecondaryIndexes":[{"IndexName":"Gsi",
            "Projection":{"ProjectionType":"ALL"},"KeySchema":[{"AttributeName":"g","KeyType":"HASH"}]}]}"#,
    );
    let used = |world: &world::World| -> Vec<u64> {
        let info = world.table(REGION, "Tab").expect("a table");
        info.indexes[0].partitions.iter().map(|it| it.consumed.total.1).collect()
    };
    // Sizes that tell the parts apart: 1, 2, 3, 1, 2 … WCU.
    let mut moves = 0;
    let mut last: Option<(usize, u64)> = None;
    for n in 0..12_u64 {
        let size = 1 + n % 3;
        let text = "x".repeat(size as usize * 1_000 - 500);
        let item = format!(r#"{{"pk":{{"S":"a"}},"g":{{"S":"g{n}"}},"t":{{"S":"{text}"}}}}"#);
        let before = used(&world);
        ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Tab","Item":{item}}}"#));
        world.run_idle();
        let after = used(&world);
        let paid: Vec<u64> = after.iter().zip(&before).map(|(after, before)| after - before).collect();
        let holds = |it: &world::PartitionInfo| it.item_count == 1;
        let info = world.table(REGION, "Tab").expect("a table");
        let at = info.indexes[0].partitions.iter().position(holds).expect("one entry");
        let mut expected = vec![0; paid.len()];
        expected[at] += size * 1_000;
        if let Some((from, size)) = last {
            expected[from] += size * 1_000;
            moves += u32::from(from != at);
        }
        assert_eq!(paid, expected, "move {n}");
        last = Some((at, size));
    }
    assert!(moves > 3, "{moves}");
}
