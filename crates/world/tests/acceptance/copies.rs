//! Partitions with one or two copies.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use world::chaos::{Fault, Order, Zone};
use world::{Act, Durable, Input, LeadInfo, PartitionInfo, World};

use crate::faults::{notes_with, plan, strike};
use crate::support::{
    ORDERS, PLAIN, REGION, SECOND, ask, check_contains, complete, create, of_kind, simulated, text,
};

const ITEM: &str = r#"{"TableName":"Notes","Item":{"pk":{"S":"a"},"v":{"N":"2"}}}"#;
const KEY: &str = r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}}}"#;
const STRONG: &str = r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}},"ConsistentRead":true}"#;

fn notes(copies: i64) -> World {
    notes_with(&[("replication.copies", copies)])
}

fn partition(world: &World) -> PartitionInfo {
    world.table(REGION, "Notes").expect("a table").partitions[0].clone()
}

fn zones(partition: &PartitionInfo) -> String {
    partition.replicas.iter().map(|copy| copy.zone).collect()
}

fn wait(world: &mut World, micros: u64) {
    let later = world.now() + micros;
    world.run_until(later);
}

fn set(world: &mut World, knob: &str, value: i64) {
    let now = world.now();
    world.submit(now, Input::Set { knob: knob.to_owned(), value });
}

#[test]
fn partitions_have_as_many_copies_as_the_knob_said_when_they_were_made() {
    let mut world = simulated(&[("replication.copies", 2)]);
    create(&mut world, ORDERS);
    set(&mut world, "replication.copies", 1);
    create(&mut world, PLAIN);
    let orders = world.table(REGION, "Orders").expect("a table");
    let found: Vec<String> = orders.partitions.iter().map(zones).collect();
    assert_eq!(found, ["ab", "bc", "ac", "ab"], "leaders go round, and the next zone follows");
    let indexes = orders.indexes.iter().filter(|it| it.global).flat_map(|it| &it.partitions);
    assert!(indexes.map(zones).all(|zones| zones.len() == 2));
    assert_eq!(zones(&partition(&world)), "a");
    set(&mut world, "replication.copies", 3);
    assert_eq!(zones(&partition(&world)), "a", "it is not made anew");
}

#[test]
fn records_go_to_the_copies_that_there_are_and_to_no_other() {
    for copies in 1..=3 {
        let mut world = notes(copies);
        for _ in 0..50 {
            assert!(complete(&mut world, "PutItem", ITEM).result.is_ok());
            let read = complete(&mut world, "GetItem", KEY);
            assert!(zones(&partition(&world)).contains(read.touched[0].zone.expect("a zone")));
            // The only copy is always the newest.
            assert!(copies > 1 || text(&read).contains(r#""N":"2""#));
        }
        world.run_idle();
        let followers = copies.unsigned_abs() as usize - 1;
        let events = world.take_trace();
        assert_eq!(of_kind(&events, "Persist").len(), 50 * followers);
        assert_eq!(of_kind(&events, "Apply").len(), 50 * followers);
        assert_eq!(of_kind(&events, "QuorumReached").len(), 50);
        assert!(partition(&world).replicas.iter().all(|copy| copy.behind == 0));
    }
}

#[test]
fn a_choice_of_a_zone_without_a_copy_falls_to_the_next() {
    for (choice, zone) in [(1, 'a'), (2, 'b'), (3, 'a')] {
        let mut world = notes_with(&[("replication.copies", 2), ("replica_choice", choice)]);
        assert_eq!(complete(&mut world, "GetItem", KEY).touched[0].zone, Some(zone), "{choice}");
    }
    let mut world = notes_with(&[("replication.copies", 2), ("replica_choice", 4)]);
    let mut read = || complete(&mut world, "GetItem", KEY).touched[0].zone;
    assert_ne!(read(), read(), "in turn");
}

/// While the only copy is down there is no answer at all. Then it leads again, with all that was acknowledged.
#[test]
fn the_only_copy_goes_and_comes_back() {
    for fault in [Fault::LeaderCrash {}, Fault::AzLoss { zone: Zone::A }] {
        let mut world = notes(1);
        assert!(complete(&mut world, "PutItem", ITEM).result.is_ok());
        strike(&mut world, world::chaos::Plan { lasts: Some(10 * SECOND), ..plan(fault) });
        check_contains(&ask(&mut world, "PutItem", ITEM), "ServiceUnavailable: ");
        check_contains(&ask(&mut world, "GetItem", KEY), "ServiceUnavailable: ");
        wait(&mut world, 3 * SECOND);
        assert_eq!(partition(&world).group.lead, LeadInfo::NoMajority);
        wait(&mut world, 6 * SECOND);
        check_contains(&ask(&mut world, "GetItem", STRONG), r#""v":{"N":"2"}"#);
        assert!(complete(&mut world, "PutItem", ITEM).result.is_ok());
        world.run_idle();
        assert_eq!(partition(&world).group, world::GroupInfo::default());
        assert_eq!(of_kind(&world.take_trace(), "RecordsDropped").len(), 0);
    }
}

/// Its disk is lost for good: after five minutes there is a new one, with what the archive of the log had.
#[test]
fn the_only_copy_is_built_anew() {
    let mut world = notes(1);
    assert!(complete(&mut world, "PutItem", ITEM).result.is_ok());
    strike(&mut world, plan(Fault::ReplicaLoss { zone: Zone::A }));
    wait(&mut world, 290 * SECOND);
    check_contains(&ask(&mut world, "GetItem", STRONG), "ServiceUnavailable: ");
    wait(&mut world, 12 * SECOND);
    check_contains(&ask(&mut world, "GetItem", STRONG), r#""v":{"N":"2"}"#);
    assert!(complete(&mut world, "PutItem", ITEM).result.is_ok());
    world.run_idle();
    assert!(world.faults().is_empty(), "the loss is made good");
    assert_eq!(partition(&world).group, world::GroupInfo::default());
}

#[test]
fn of_two_copies_both_must_have_a_write() {
    let mut world = notes(2);
    strike(
        &mut world,
        world::chaos::Plan { lasts: Some(10 * SECOND), ..plan(Fault::ReplicaCrash { zone: Zone::B }) },
    );
    assert_eq!(ask(&mut world, "PutItem", ITEM), "InternalServerError: Internal server error");
    wait(&mut world, 2 * SECOND);
    check_contains(&ask(&mut world, "PutItem", ITEM), "ServiceUnavailable: ");
    wait(&mut world, 7 * SECOND);
    assert!(complete(&mut world, "PutItem", ITEM).result.is_ok());
    world.run_idle();
    assert_eq!(partition(&world).group, world::GroupInfo::default());
    // A quorum of three zones is one of the two that there are.
    let mut world = notes_with(&[("replication.copies", 2), ("replication.write_quorum", 3)]);
    assert!(complete(&mut world, "PutItem", ITEM).result.is_ok());
}

#[test]
fn a_fault_of_a_copy_needs_one() {
    let mut world = notes(2);
    let scope = world::chaos::Scope {
        region: Some(REGION.to_owned()),
        table: Some("Notes".to_owned()),
        ..world::chaos::Scope::default()
    };
    let mut order = |fault: Fault, scope: &world::chaos::Scope| {
        let now = world.now();
        let plan = world::chaos::Plan { on: scope.clone(), ..plan(fault) };
        let extent = world.extent(&plan).map(|extent| extent.hits.len());
        let started = world.act(now, &Act::Chaos(Order::Start(plan)));
        assert_eq!(extent.is_ok(), started.is_ok());
        extent.map_err(|error| error.0)
    };
    let lacks = Err("No partition there has a copy in zone c.".to_owned());
    assert_eq!(order(Fault::ReplicaCrash { zone: Zone::C }, &scope), lacks);
    assert_eq!(order(Fault::ReplicaLag { zone: Zone::C, micros: 5 }, &scope), lacks);
    assert_eq!(order(Fault::AzLoss { zone: Zone::C }, &scope), Ok(0), "a zone is lost with nothing in it");
    assert_eq!(order(Fault::HandOver {}, &scope), Ok(1));
    assert_eq!(order(Fault::ReplicaCrash { zone: Zone::C }, &world::chaos::Scope::default()), Ok(0));
    assert_eq!(order(Fault::ReplicaCrash { zone: Zone::B }, &scope), Ok(1));
    let mut world = notes(1);
    let now = world.now();
    let plan = world::chaos::Plan { on: scope, ..plan(Fault::HandOver {}) };
    let refused = world.act(now, &Act::Chaos(Order::Start(plan))).expect_err("nobody could take over");
    assert_eq!(refused.0, "No partition there has a second copy.");
}

#[test]
fn parts_of_a_partition_have_its_copies() {
    let mut world = notes_with(&[("replication.copies", 2), ("partition.max_bytes", 150)]);
    set(&mut world, "replication.copies", 3);
    for n in 0..40 {
        let item = ITEM.replace(r#""S":"a""#, &format!(r#""S":"a{n}""#));
        assert!(complete(&mut world, "PutItem", &item).result.is_ok());
    }
    wait(&mut world, 400 * SECOND);
    let info = world.table(REGION, "Notes").expect("a table");
    assert!(info.partitions.len() > 1);
    assert!(info.partitions.iter().all(|it| zones(it) == "ab"));
    assert!(info.partitions.iter().any(|it| it.replicas[1].leader), "they are led in turn");
}

#[test]
fn copies_are_stored() {
    for copies in 1..=3 {
        let mut world = simulated(&[("replication.copies", copies)]);
        create(&mut world, ORDERS);
        create(&mut world, PLAIN);
        assert!(complete(&mut world, "PutItem", ITEM).result.is_ok());
        world.run_idle();
        let bytes = world.durable().to_bytes();
        // Of before there was a choice nothing of it is stored, nor of what came since, and that means three.
        let earlier = Durable::from_bytes(&bytes[..bytes.len() - 2]);
        assert_eq!(earlier.ok() == Some(world.durable()), copies == 3, "{copies}");
        let volatile = world.volatile();
        for volatile in [None, Some(&*volatile)] {
            let durable = Durable::from_bytes(&bytes).expect("what was written");
            let mut again = World::restore(durable, volatile).expect("a world");
            assert_eq!(again.state_hash(), world.state_hash());
            for (before, after) in world.tables().iter().zip(again.tables()) {
                let of = |info: &world::TableInfo| info.partitions.iter().map(zones).collect::<Vec<_>>();
                assert_eq!(of(before), of(&after));
            }
            check_contains(&ask(&mut again, "GetItem", KEY), r#""N":"2""#);
            assert!(complete(&mut again, "PutItem", ITEM).result.is_ok());
        }
    }
}
