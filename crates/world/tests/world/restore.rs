//! Checkpoints that must not be believed.

use world::{Durable, RestoreError, World};

use crate::support::{ORDERS, REGION, ask, complete, create, input, simulated};

fn used() -> World {
    let mut world = simulated(&[("index_lag.median", 500_000), ("replica_lag.c", 2_000_000)]);
    create(&mut world, ORDERS);
    for n in 0..30 {
        let item = format!(r#""pk":{{"S":"p{}"}},"sk":{{"S":"s{n}"}},"owner":{{"S":"o{}"}}"#, n % 5, n % 3);
        ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#));
    }
    world
}

#[test]
fn without_the_volatile_part_everything_has_arrived() {
    let mut world = used();
    assert!(world.table(REGION, "Orders").expect("a table").indexes[2].queued > 0);
    let restored = World::restore(world.durable(), None).expect("a checkpoint");
    assert_eq!(world.state_hash(), restored.state_hash());
    let after = restored.table(REGION, "Orders").expect("a table");
    assert_eq!((after.indexes[2].queued, after.indexes[2].entry_count, after.item_count), (0, 30, 30));
    assert!(after.partitions.iter().flat_map(|p| &p.replicas).all(|replica| replica.behind == 0));
    world.run_idle();
    let before = world.table(REGION, "Orders").expect("a table");
    assert_eq!(before.indexes[2].size_bytes, after.indexes[2].size_bytes);
    let sizes = |table: &world::TableInfo| -> Vec<(u64, u64)> {
        let of_index = table.indexes[2].partitions.iter();
        of_index.chain(&table.partitions).map(|p| (p.item_count, p.size_bytes)).collect()
    };
    assert_eq!(sizes(&before), sizes(&after));
}

#[test]
fn a_table_still_being_created_becomes_active() {
    let mut world = simulated(&[]);
    complete(&mut world, "CreateTable", ORDERS);
    let mut restored = World::restore(world.durable(), None).expect("a checkpoint");
    assert_eq!(restored.next_event_at(), world.next_event_at());
    world.run_idle();
    restored.run_idle();
    assert_eq!(world.state_hash(), restored.state_hash());
}

#[test]
fn foreign_parts_are_refused() {
    let world = used();
    let volatile = world.volatile();
    let mut later = world.clone();
    ask(&mut later, "PutItem", r#"{"TableName":"Orders","Item":{"pk":{"S":"a"},"sk":{"S":"b"}}}"#);
    let error = World::restore(later.durable(), Some(&volatile)).err();
    assert_eq!(error, Some(RestoreError::Mismatch));
    let mut other = volatile.clone();
    other[1] ^= 1;
    assert_eq!(World::restore(world.durable(), Some(&other)).err(), Some(RestoreError::OtherBuild));
    let mut busy = world.clone();
    busy.submit(0, input("ListTables", "{}"));
    let error = World::restore(busy.durable(), Some(&busy.volatile())).err();
    assert_eq!(error, Some(RestoreError::CallsInFlight));
    assert!(World::restore(busy.durable(), None).is_ok());
}

#[test]
fn what_a_build_wrote_that_knew_fewer_parts_is_read() {
    let world = used();
    let whole = world.durable().to_bytes();
    // The parts since permissions came: tumbling windows, service control policies, exports and imports.
    for missing in 1..=5 {
        assert_eq!(whole[whole.len() - missing], 0, "they are at their defaults");
        let read = Durable::from_bytes(&whole[..whole.len() - missing]);
        assert_eq!(read, Ok(world.durable()), "{missing} bytes fewer");
    }
}

/// Whatever is done to the bytes: an error or a world, never a panic.
#[test]
fn damaged_bytes_are_survived() {
    let world = used();
    let durable = world.durable().to_bytes();
    let volatile = world.volatile();
    assert_eq!(Durable::from_bytes(&[]).err(), Some(RestoreError::Damaged));
    assert_eq!(Durable::from_bytes(&[9, 1, 2]).err(), Some(RestoreError::Version { found: 9 }));
    for at in (0..durable.len()).step_by(3) {
        let mut bytes = durable.clone();
        bytes[at] ^= 0x55;
        if let Ok(durable) = Durable::from_bytes(&bytes)
            && let Ok(mut world) = World::restore(durable, None)
        {
            world.run_idle();
            ask(&mut world, "Scan", r#"{"TableName":"Orders"}"#);
        }
        // A cut among the parts that came later, all at their defaults here, is what an earlier build wrote.
        let cut = Durable::from_bytes(&durable[..at]);
        assert!(cut.is_err() || cut == Ok(world.durable()), "{at}");
    }
    for at in (0..volatile.len()).step_by(7) {
        let mut bytes = volatile.clone();
        bytes[at] ^= 0x55;
        if let Ok(mut world) = World::restore(world.durable(), Some(&bytes)) {
            world.run_idle();
            ask(&mut world, "Scan", r#"{"TableName":"Orders"}"#);
        }
    }
}
