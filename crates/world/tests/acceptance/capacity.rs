//! Buckets: what is saved up, what is refused, and which bucket it was.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use world::World;

use crate::load::drive;
use crate::support::{REGION, SECOND, ask, create, simulated};

fn table(read: u64, write: u64) -> String {
    format!(
        r#"{{"TableName":"Tab","AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}],
            "KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],
            "ProvisionedThroughput":{{"ReadCapacityUnits":{read},"WriteCapacityUnits":{write}}}}}"#
    )
}

fn put(key: &str) -> (&'static str, String) {
    ("PutItem", format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"{key}"}}}}}}"#))
}

fn get(key: &str) -> (&'static str, String) {
    ("GetItem", format!(r#"{{"TableName":"Tab","ConsistentRead":true,"Key":{{"pk":{{"S":"{key}"}}}}}}"#))
}

/// Keys of each of four partitions.
pub(crate) fn keys_by_partition(world: &World, of: usize) -> Vec<String> {
    let info = world.table(REGION, "Tab").expect("a table");
    assert_eq!(info.partitions.len(), of);
    let mut keys = Vec::new();
    for partition in &info.partitions {
        let found = world.collections(REGION, "Tab", None, partition.id, 1, 1);
        let value = found.first().and_then(|it| it.key.get("pk")).expect("an item in every partition");
        match value {
            value::AttributeValue::S(text) => keys.push(text.clone()),
            other => panic!("{other:?}"),
        }
    }
    keys
}

fn fill(world: &mut World) {
    for n in 0..40 {
        let (operation, body) = put(&format!("k{n}"));
        crate::support::ask(world, operation, &body);
    }
}

#[test]
fn t03_what_is_saved_up_lasts_as_long_as_it_says() {
    let mut world = simulated(&[("burst.initial", 0)]);
    create(&mut world, &table(150, 5));
    let idle = world.now() + 301 * SECOND;
    world.run_until(idle);
    // 150 × 300 = 45,000 units, spent at 200 − 150 = 50 a second: 900 seconds.
    let outcome = drive(&mut world, 200, 905, |_| get("a"));
    let first = outcome.first_throttle().expect("it is spent") - idle;
    assert!((899 * SECOND..=901 * SECOND).contains(&first), "{first}");
    assert_eq!(outcome.reasons()[0].0, "TableReadProvisionedThroughputExceeded");
}

/// Nothing is saved up before a table or index is there: it begins with a second's worth and the initial bank.
#[test]
fn savings_begin_when_a_table_or_index_is_active() {
    let mut world = simulated(&[]);
    let body = table(5, 10);
    let now = world.now();
    world.submit(now, crate::support::input("CreateTable", &body));
    let status = |world: &World| world.table(REGION, "Tab").map(|info| info.status);
    let level = |world: &World| world.table(REGION, "Tab").map(|info| info.capacity.write.level);
    let mut later = now;
    while status(&world) != Some(api::dynamodb::TableStatus::Active) {
        later += SECOND / 4;
        world.run_until(later);
        assert!(later < now + 60 * SECOND, "it takes seconds");
        let most = 610_000 + 10 * 250;
        assert!(level(&world).is_none_or(|level| level <= most), "{:?} at {later}", level(&world));
    }
    world.run_until(later + 2 * SECOND);
    assert!((629_000..=632_500).contains(&level(&world).expect("a table")), "{:?}", level(&world));
    // An index that comes later.
    world.run_until(later + 300 * SECOND);
    let index = r#"{"TableName":"Tab","AttributeDefinitions":[{"AttributeName":"g","AttributeType":"S"}],
        "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"Gsi","Projection":{"ProjectionType":"KEYS_ONLY"},
            "KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],
            "ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":10}}}]}"#;
    crate::support::ask(&mut world, "UpdateTable", index);
    let index = |world: &World| {
        let index = world.table(REGION, "Tab").expect("a table").indexes[0].clone();
        (index.status, index.capacity.write.level)
    };
    let asked = world.now();
    let mut later = asked;
    while index(&world).0 != api::dynamodb::IndexStatus::Active {
        later += SECOND;
        world.run_until(later);
        assert!(later < asked + 600 * SECOND, "it takes a minute or two");
    }
    world.run_until(later + 2 * SECOND);
    assert!((629_000..=640_000).contains(&index(&world).1), "{:?}", index(&world));
}

#[test]
fn t04_half_of_twice_the_rate_and_a_bank_of_five_minutes() {
    let mut world = simulated(&[("burst.initial", 0)]);
    create(&mut world, &table(5, 5));
    // What was saved since the table was there is spent first.
    drive(&mut world, 100, 30, |n| put(&format!("k{n}")));
    let steady = drive(&mut world, 10, 100, |n| put(&format!("k{n}")));
    assert!((490..=510).contains(&steady.throttled()), "{}", steady.throttled());
    let idle = world.now() + 300 * SECOND;
    world.run_until(idle);
    let burst = drive(&mut world, 400, 10, |n| put(&format!("k{n}")));
    // 1,500 units were saved, and 5 a second came meanwhile.
    assert!((1_545..=1_556).contains(&burst.accepted()), "{}", burst.accepted());
}

#[test]
fn a_batch_takes_what_there_is_and_leaves_the_rest() {
    let mut world = simulated(&[("burst.initial", 0)]);
    create(&mut world, &table(5, 5));
    // What was saved up is spent, and in the second after it five units come.
    let call = |n| if n % 2 == 0 { put(&format!("k{}", n % 9)) } else { get("k1") };
    assert!(drive(&mut world, 200, 20, call).throttled() > 3_000);
    let keys = |wrap: &dyn Fn(u32) -> String| (0..9).map(wrap).collect::<Vec<_>>().join(",");
    let puts = keys(&|n| format!(r#"{{"PutRequest":{{"Item":{{"pk":{{"S":"k{n}"}},"new":{{"N":"1"}}}}}}}}"#));
    let put = ask(&mut world, "BatchWriteItem", &format!(r#"{{"RequestItems":{{"Tab":[{puts}]}}}}"#));
    let left = put.matches("PutRequest").count();
    assert!((3..=5).contains(&left), "{put}");
    let keys = keys(&|n| format!(r#"{{"pk":{{"S":"k{n}"}}}}"#));
    let tables = format!(r#"{{"RequestItems":{{"Tab":{{"ConsistentRead":true,"Keys":[{keys}]}}}}}}"#);
    let got = ask(&mut world, "BatchGetItem", &tables);
    let (answered, asked_again) = got.split_once("UnprocessedKeys").expect("both parts");
    let answered_for = answered.matches(r#""pk""#).count();
    assert!((4..=6).contains(&answered_for), "{got}");
    assert_eq!(answered_for + asked_again.matches(r#""pk""#).count(), 9, "{got}");
    // What was written is what was not sent back.
    world.run_until(world.now() + 60 * SECOND);
    let all = ask(&mut world, "BatchGetItem", &tables);
    assert_eq!(all.matches(r#""new""#).count(), 9 - left, "{all}");
}

#[test]
fn t05_an_even_share_each_or_one_pool() {
    let run = |era: i64| {
        // Four partitions, as a table has that was greater once.
        let mut world =
            simulated(&[("admission.era", era), ("burst.initial", 0), ("partition.write_units", 100)]);
        create(&mut world, &table(5, 400));
        let now = world.now();
        world.set(now, "partition.write_units", 1_000).expect("a knob");
        fill(&mut world);
        let keys = keys_by_partition(&world, 4);
        let later = world.now() + 2 * SECOND;
        world.run_until(later);
        // 50, 50, 50 and 150 writes a second.
        let turn = [0, 1, 2, 3, 3, 3];
        let outcome = drive(&mut world, 300, 60, |n| put(&keys[turn[(n % 6) as usize]]));
        let throttled: Vec<u64> = keys
            .iter()
            .map(|key| {
                let mine = outcome.calls.iter().filter(|(_, completion)| {
                    completion.touched[0].key.as_ref().is_some_and(|it| it["pk"] == key.as_str().into())
                });
                mine.filter(|(_, completion)| completion.result.is_err()).count() as u64
            })
            .collect();
        (throttled, outcome.reasons())
    };
    let (shares, reasons) = run(0);
    assert_eq!(shares[..3], [0, 0, 0]);
    assert!((2_900..=3_000).contains(&shares[3]), "{shares:?}");
    assert_eq!(reasons[0].0, "TableWriteProvisionedThroughputExceeded");
    assert_eq!(run(3).0, [0, 0, 0, 0], "one pool serves whoever asks");
}

#[test]
fn t06_a_hot_key_meets_its_partition_not_its_table() {
    let mut world = simulated(&[]);
    create(&mut world, &table(5, 6_000));
    let outcome = drive(&mut world, 1_500, 10, |_| put("hot"));
    // A thousand a second, and what the bucket held at first.
    assert!((10_000..=11_100).contains(&outcome.accepted()), "{}", outcome.accepted());
    assert_eq!(
        outcome.reasons(),
        [(
            "TableWriteKeyRangeThroughputExceeded".to_owned(),
            format!("arn:aws:dynamodb:{REGION}:123456789012:table/Tab")
        )]
    );
    let info = world.table(REGION, "Tab").expect("a table");
    assert!(info.capacity.write.level > 1_000_000, "the table has plenty: {:?}", info.capacity.write);
}

/// One partition serves half as many units again when all three copies may serve them, by eventually consistent reads.
#[test]
fn eventually_consistent_reads_may_use_what_all_copies_can_serve() {
    // Without the words on consistency, twice as many reads for the same units.
    let eventual = |key: &str| ("GetItem", get(key).1.replace("true", "false"));
    // A tenth of the usual 3,000 units a second.
    // The only copy has no others to lean on.
    for (headroom, copies, strong, weak) in [(0, 3, 300, 600), (1, 3, 300, 900), (1, 1, 300, 600)] {
        let knobs = [
            ("admission.eventual_headroom", headroom),
            ("replication.copies", copies),
            ("partition.read_units", 300),
        ];
        for (most, read) in [(strong, &get as &dyn Fn(&str) -> _), (weak, &eventual)] {
            let mut world = simulated(&knobs);
            create(&mut world, &table(3_000, 1));
            let outcome = drive(&mut world, 1_200, 3, |_| read("hot"));
            let accepted = outcome.accepted();
            // Three seconds of it, and what the bucket held at first.
            let expected = most * 4;
            assert!(
                (expected * 97 / 100..=expected * 103 / 100).contains(&accepted),
                "{headroom}: {accepted}"
            );
        }
    }
}

#[test]
fn a_request_that_is_throttled_changes_and_costs_nothing() {
    let mut world = simulated(&[("burst.initial", 0)]);
    create(&mut world, &table(1, 1));
    let outcome = drive(&mut world, 50, 4, |n| put(&format!("k{n}")));
    assert!(outcome.throttled() > 0);
    let info = world.table(REGION, "Tab").expect("a table");
    assert_eq!(info.item_count, outcome.accepted());
    assert_eq!(info.consumed.total.1, outcome.accepted() * 1_000);
    assert_eq!(info.consumed.total_throttled.1, outcome.throttled());
}

#[test]
fn a_batch_gives_back_what_is_throttled_and_fails_when_all_is() {
    let mut world = simulated(&[("burst.initial", 0)]);
    create(&mut world, &table(1, 1));
    let items: Vec<String> =
        (0..25).map(|n| format!(r#"{{"PutRequest":{{"Item":{{"pk":{{"S":"b{n}"}}}}}}}}"#)).collect();
    let body = format!(r#"{{"RequestItems":{{"Tab":[{}]}}}}"#, items.join(","));
    // Admission looks at levels, which a batch overdraws once.
    let first = crate::support::complete(&mut world, "BatchWriteItem", &body);
    assert!(first.result.is_ok());
    let second = crate::support::complete(&mut world, "BatchWriteItem", &body);
    let error = second.result.expect_err("nothing is left");
    assert_eq!(error.name(), "ProvisionedThroughputExceededException");
    assert_eq!(error.throttling[0].reason, "TableWriteProvisionedThroughputExceeded");
    let mut body = String::new();
    error.write_json(&mut body);
    crate::support::check_contains(&body, r#""ThrottlingReasons":[{"reason":"TableWrite"#);
}

/// Puts 150 writes a second on one of four partitions of a table of 400, in an era of shares.
fn one_busy_partition(era: i64, seconds: u64) -> u64 {
    let mut world =
        simulated(&[("admission.era", era), ("burst.initial", 0), ("partition.write_units", 100)]);
    create(&mut world, &table(5, 400));
    let now = world.now();
    world.set(now, "partition.write_units", 1_000).expect("a knob");
    fill(&mut world);
    let keys = keys_by_partition(&world, 4);
    let idle = world.now() + 310 * SECOND;
    world.run_until(idle);
    drive(&mut world, 150, seconds, |_| put(&keys[2])).throttled()
}

/// What a table of four partitions draws on after a minute, in an era.
fn four_partitions(era: i64) -> world::TableInfo {
    let mut world = simulated(&[("admission.era", era), ("partition.write_units", 100)]);
    create(&mut world, &table(8, 400));
    let now = world.now();
    world.set(now, "partition.write_units", 1_000).expect("a knob");
    world.run_until(now + 60 * SECOND);
    world.table(REGION, "Tab").expect("a table")
}

#[test]
fn the_picture_tells_which_bucket_is_in_use() {
    for (era, seconds) in [(0, 1), (1, 300), (2, 300)] {
        let info = four_partitions(era);
        let pool = info.capacity.write;
        assert_eq!((pool.limit, pool.rate), (Some(trace::Limit::Share), 400_000), "{era}: no pool is in use");
        let shares: Vec<world::Pool> =
            info.partitions.iter().map(|it| it.share.expect("a share").write).collect();
        assert!(shares.iter().all(|it| it.rate == 100_000 && it.most == 100_000 * seconds), "{shares:?}");
        assert_eq!(pool.level, shares.iter().map(|it| it.level).sum::<i64>());
        assert_eq!(shares[0].level >= 60 * 100_000, seconds > 1, "{shares:?}");
        assert_eq!(info.partitions[0].serves(), (2_000, 100_000));
    }
    let info = four_partitions(3);
    assert_eq!(info.capacity.write.limit, Some(trace::Limit::Provisioned));
    assert!(info.partitions.iter().all(|it| it.share.is_none() && it.serves() == (3_000_000, 1_000_000)));
}

#[test]
fn burst_lends_a_partition_what_it_left_unused() {
    // 100 a second for 300 seconds were left: 50 a second more for ten minutes.
    assert_eq!(one_busy_partition(1, 300), 0);
    assert!(one_busy_partition(0, 20) > 850);
}

#[test]
fn adaptive_capacity_gives_more_after_a_while() {
    let mut world = simulated(&[
        ("admission.era", 2),
        ("burst.initial", 0),
        ("burst.seconds", 1),
        ("partition.write_units", 100),
    ]);
    create(&mut world, &table(5, 400));
    let now = world.now();
    world.set(now, "partition.write_units", 1_000).expect("a knob");
    fill(&mut world);
    let keys = keys_by_partition(&world, 4);
    let first = drive(&mut world, 150, 50, |_| put(&keys[2]));
    assert!(first.throttled() > 50 * 40, "it has its share: {}", first.throttled());
    drive(&mut world, 150, 20, |_| put(&keys[2]));
    let later = drive(&mut world, 150, 50, |_| put(&keys[2]));
    assert_eq!(later.throttled(), 0, "the others leave enough");
}

#[test]
fn on_demand_serves_twice_the_peak_of_half_an_hour_ago() {
    let small = [("on_demand.write_units", 40), ("on_demand.doubling_window", 120_000_000)];
    let on_demand = r#"{"TableName":"Tab","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;
    let many = |n: u64| put(&format!("k{n}"));
    let mut world = simulated(&small);
    create(&mut world, on_demand);
    let sudden = drive(&mut world, 90, 60, many);
    assert!(sudden.throttled() > 60 * 40, "{}", sudden.throttled());
    assert_eq!(sudden.reasons()[0].0, "TableWriteKeyRangeThroughputExceeded");
    let mut world = simulated(&small);
    create(&mut world, on_demand);
    assert_eq!(drive(&mut world, 40, 130, many).throttled(), 0);
    drive(&mut world, 40, 120, many);
    assert_eq!(drive(&mut world, 78, 60, many).throttled(), 0, "twice the peak");
    assert!(drive(&mut world, 120, 60, many).throttled() > 0, "and no more");
}

#[test]
fn routers_share_one_pool() {
    let mut world = simulated(&[("gac.routers", 4), ("burst.initial", 0)]);
    create(&mut world, &table(5, 40));
    drive(&mut world, 400, 20, |n| put(&format!("k{n}")));
    let outcome = drive(&mut world, 400, 30, |n| put(&format!("k{n}")));
    // What four routers let through together is what the table is provisioned with.
    let accepted = outcome.accepted();
    assert!((30 * 36..=30 * 44).contains(&accepted), "{accepted}");
}
