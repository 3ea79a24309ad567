//! What a screen can see.

use crate::support::{ORDERS, REGION, ask, complete, create, instant};

#[test]
fn collections_of_a_partition() {
    let mut world = instant();
    create(&mut world, ORDERS);
    for n in 0..40 {
        let item = format!(
            r#""pk":{{"S":"p{}"}},"sk":{{"S":"s{n:02}"}},"n":{{"N":"{n}"}},"owner":{{"S":"o{}"}}"#,
            n % 4,
            n % 2
        );
        ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#));
    }
    let table = world.table(REGION, "Orders").expect("a table");
    assert_eq!((table.item_count, world.tables().len()), (40, 1));
    let mut collections = Vec::new();
    for partition in 0..4 {
        let found = world.collections(REGION, "Orders", None, partition, 10, 3);
        let shown: u64 = found.iter().map(|collection| collection.items.len() as u64 + collection.more).sum();
        assert_eq!(shown, table.partitions[partition as usize].item_count);
        collections.extend(found);
    }
    assert_eq!(collections.len(), 4);
    for collection in &collections {
        assert_eq!((collection.items.len(), collection.more), (3, 7));
        let again = world.collection(REGION, "Orders", None, &collection.key, 3);
        assert_eq!(again.as_ref(), Some(collection));
    }
    let owners: usize = (0..4)
        .map(|partition| world.collections(REGION, "Orders", Some("ByOwner"), partition, 10, 1).len())
        .sum();
    assert_eq!(owners, 2);
    let local = &table.indexes[0];
    assert_eq!(local.partitions.iter().map(|partition| partition.item_count).sum::<u64>(), 40);
    let nobody = [("pk".to_owned(), value::AttributeValue::S("nobody".to_owned()))].into();
    assert_eq!(world.collection(REGION, "Orders", None, &nobody, 3), None);
    assert!(world.collections(REGION, "Nowhere", None, 0, 10, 3).is_empty());
    assert!(world.collections(REGION, "Orders", None, 9, 10, 3).is_empty());
}

#[test]
fn meters_count_by_second() {
    let mut world = instant();
    create(&mut world, ORDERS);
    let item = r#""pk":{"S":"a"},"sk":{"S":"1"},"status":{"S":"NEW"}"#;
    complete(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#));
    complete(&mut world, "GetItem", r#"{"TableName":"Orders","Key":{"pk":{"S":"a"},"sk":{"S":"1"}}}"#);
    world.run_idle();
    let table = world.table(REGION, "Orders").expect("a table");
    assert_eq!((table.consumed.second, table.consumed.total), ((500, 1000), (500, 1000)));
    assert_eq!(table.indexes[1].consumed.second, (0, 1000));
    let hot: Vec<_> =
        table.partitions.iter().filter(|partition| partition.consumed.total != (0, 0)).collect();
    assert_eq!((hot.len(), hot[0].consumed.second), (1, (500, 1000)));
    world.run_until(1_000_000);
    let table = world.table(REGION, "Orders").expect("a table");
    assert_eq!((table.consumed.second, table.consumed.total), ((0, 0), (500, 1000)));
}

#[test]
fn bytes_come_and_go() {
    let mut world = instant();
    create(&mut world, ORDERS);
    world.take_trace();
    let empty = world.bytes();
    let item = format!(r#""pk":{{"S":"a"}},"sk":{{"S":"1"}},"x":{{"S":"{}"}}"#, "x".repeat(10_000));
    complete(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#));
    world.run_idle();
    world.take_trace();
    assert!(world.bytes() > empty + 10_000);
    complete(&mut world, "DeleteItem", r#"{"TableName":"Orders","Key":{"pk":{"S":"a"},"sk":{"S":"1"}}}"#);
    world.run_idle();
    world.take_trace();
    assert_eq!(world.bytes(), empty);
}
