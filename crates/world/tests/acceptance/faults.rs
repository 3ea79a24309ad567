//! Copies go and come back; what was acknowledged stays.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::{
    ORDERS, PLAIN, REGION, SECOND, ask, check_contains, complete, create, input, of_kind, simulated, text,
};
use sim::Micros;
use world::chaos::{Fault, Order, Plan, Scope, Zone};
use world::{Act, CopyState, LeadInfo, World};

const ITEM: &str = r#"{"TableName":"Notes","Item":{"pk":{"S":"a"},"v":{"N":"1"}}}"#;
const NEWER: &str = r#"{"TableName":"Notes","Item":{"pk":{"S":"a"},"v":{"N":"2"}}}"#;
const KEY: &str = r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}}}"#;
const STRONG: &str = r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}},"ConsistentRead":true}"#;

pub(crate) fn plan(fault: Fault) -> Plan {
    Plan { fault, on: Scope::default(), at: None, lasts: None }
}

pub(crate) fn strike(world: &mut World, plan: Plan) {
    let now = world.now();
    world.act(now, &Act::Chaos(Order::Start(plan))).expect("it can be planned");
}

pub(crate) fn stop(world: &mut World, number: u32) {
    let now = world.now();
    world.act(now, &Act::Chaos(Order::Stop { number })).expect("there is one");
}

fn notes() -> World {
    notes_with(&[])
}

pub(crate) fn notes_with(knobs: &[(&str, i64)]) -> World {
    let mut world = simulated(knobs);
    create(&mut world, PLAIN);
    ask(&mut world, "PutItem", ITEM);
    world.run_idle();
    world.take_trace();
    world
}

/// The only partition of the table of notes.
fn partition(world: &World) -> world::PartitionInfo {
    world.table(REGION, "Notes").expect("a table").partitions[0].clone()
}

fn leader(world: &World) -> char {
    partition(world).replicas.iter().find(|copy| copy.leader).expect("a leader").zone
}

/// Puts, one every 50 ms, for a time; says when each that succeeded was acknowledged.
fn put_for(world: &mut World, time: Micros) -> Vec<Micros> {
    let end = world.now() + time;
    let mut calls = Vec::new();
    let mut at = world.now();
    while at < end {
        calls.push(world.submit(at, input("PutItem", NEWER)));
        at += 50_000;
    }
    world.run_until(end + 2 * SECOND);
    let answers = world.take_completions();
    assert_eq!(answers.len(), calls.len());
    answers.iter().filter(|answer| answer.result.is_ok()).map(|answer| answer.at).collect()
}

fn longest_gap(acks: &[Micros]) -> Micros {
    acks.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).max().unwrap_or(0)
}

/// T13: when the leader is killed, no write is acknowledged until its lease has run out; then they are again.
#[test]
fn t13_no_acknowledgement_until_the_lease_has_run_out() {
    let mut world = notes();
    assert_eq!(leader(&world), 'a');
    let start = world.now();
    strike(&mut world, plan(Fault::LeaderCrash {}));
    let acks = put_for(&mut world, 5 * SECOND);
    let first = acks[0] - start;
    assert!((2 * SECOND..2 * SECOND + 200_000).contains(&first), "{first}");
    assert!(acks.len() > 60, "{}", acks.len());
    assert_ne!(leader(&world), 'a');
    let events = world.take_trace();
    for kind in ["ReplicaDown", "LeaseExpired", "ElectionStart", "LeaderElected", "LogReplicaAdded"] {
        assert_eq!(of_kind(&events, kind).len(), 1, "{kind}");
    }
    let expired = of_kind(&events, "LeaseExpired")[0].t;
    assert_eq!(expired, start + 2 * SECOND);
}

/// T13: a planned hand-over leaves no gap.
#[test]
fn t13_a_hand_over_leaves_no_gap() {
    let mut world = notes();
    let mut calm = notes();
    let expected = longest_gap(&put_for(&mut calm, SECOND));
    let now = world.now();
    let order = Order::Start(Plan { at: Some(now + 500_000), ..plan(Fault::HandOver {}) });
    world.act(now, &Act::Chaos(order)).expect("planned");
    let acks = put_for(&mut world, SECOND);
    assert_eq!(acks.len(), 20);
    assert!(longest_gap(&acks) < expected + 20_000, "{} {expected}", longest_gap(&acks));
    assert_ne!(leader(&world), 'a');
    let events = world.take_trace();
    assert!(matches!(
        of_kind(&events, "LeaderElected")[0].kind,
        trace::Kind::LeaderElected { planned: true, dropped: 0 }
    ));
}

/// T13: strongly consistent reads wait, too; eventually consistent ones are answered all the time.
#[test]
fn t13_reads_while_nobody_leads() {
    let mut world = notes();
    strike(&mut world, plan(Fault::LeaderCrash {}));
    let strong = complete(&mut world, "GetItem", STRONG);
    assert_eq!(text(&strong), "InternalServerError: Internal server error");
    assert!(strong.at - strong.started >= SECOND);
    let mut zones = Vec::new();
    for _ in 0..20 {
        let read = complete(&mut world, "GetItem", KEY);
        check_contains(&text(&read), r#""v":{"N":"1"}"#);
        zones.extend(read.touched[0].zone);
    }
    assert!(!zones.contains(&'a') && zones.contains(&'b') && zones.contains(&'c'), "{zones:?}");
    // This one waits for the election, and is answered.
    let now = world.now();
    world.run_until(now + 700_000);
    let strong = complete(&mut world, "GetItem", STRONG);
    check_contains(&text(&strong), r#""v":{"N":"1"}"#);
}

#[test]
fn what_was_acknowledged_survives_the_leader() {
    for seed in 0..40 {
        let mut world = World::new(crate::support::config(seed, world::Mode::Simulated, &[]));
        create(&mut world, PLAIN);
        let mut acknowledged = 0;
        for n in 1..=30_u64 {
            let now = world.now();
            if n == 15 {
                let at = Some(now + 2_000 + seed * 100);
                let order = Order::Start(Plan { at, ..plan(Fault::LeaderCrash {}) });
                world.act(now, &Act::Chaos(order)).expect("planned");
            }
            let body = ITEM.replace("\"1\"", &format!("\"{n}\""));
            if complete(&mut world, "PutItem", &body).result.is_ok() {
                acknowledged = n;
            }
        }
        let answer = ask(&mut world, "GetItem", STRONG);
        let read: u64 =
            answer.split("\"N\":\"").nth(1).expect("a number").split('"').next().unwrap().parse().unwrap();
        assert!(read >= acknowledged, "seed {seed}: {read} < {acknowledged}");
    }
}

#[test]
fn a_write_in_flight_when_the_leader_dies_has_an_unknown_end() {
    let mut world = notes();
    for to in [Zone::B, Zone::C] {
        strike(&mut world, plan(Fault::LinkLoss { from: Zone::A, to, both: false, percent: 100 }));
    }
    let now = world.now();
    let call = world.submit(now, input("PutItem", NEWER));
    let order = Order::Start(Plan { at: Some(now + 20_000), ..plan(Fault::LeaderCrash {}) });
    world.act(now, &Act::Chaos(order)).expect("planned");
    let answer = world.run_to_completion(call);
    assert_eq!(text(&answer), "InternalServerError: Internal server error");
    world.run_until(now + 4 * SECOND);
    // No copy had it on disk but the leader's.
    let events = world.take_trace();
    assert!(matches!(of_kind(&events, "RecordsDropped")[0].kind, trace::Kind::RecordsDropped { records: 1 }));
    check_contains(&ask(&mut world, "GetItem", STRONG), r#""v":{"N":"1"}"#);
    assert_eq!(world.table(REGION, "Notes").expect("a table").item_count, 1);
}

#[test]
fn a_log_replica_restores_the_quorum_and_healing_ends_it() {
    let mut world = notes();
    strike(&mut world, plan(Fault::ReplicaCrash { zone: Zone::B }));
    let start = world.now();
    assert!(complete(&mut world, "PutItem", NEWER).result.is_ok());
    world.run_until(start + 2_900_000);
    assert!(partition(&world).group.stand_ins.is_empty());
    world.run_until(start + 3_000_000);
    assert_eq!(partition(&world).group.stand_ins.len(), 1);
    // The log replica and the leader are a majority: the loss of another copy does no harm.
    strike(&mut world, plan(Fault::ReplicaCrash { zone: Zone::C }));
    let body = NEWER.replace("\"2\"", "\"3\"");
    assert!(complete(&mut world, "PutItem", &body).result.is_ok());
    assert_eq!(partition(&world).group.copies, [CopyState::Up, CopyState::Down, CopyState::Down]);
    world.run_until(start + 299_000_000);
    assert_eq!(partition(&world).group.copies[1], CopyState::Down);
    world.run_until(start + 304_000_000);
    let healed = partition(&world);
    assert_eq!(healed.group, world::GroupInfo::default());
    assert!(healed.replicas.iter().all(|copy| copy.behind == 0));
    let events = world.take_trace();
    assert_eq!(of_kind(&events, "ReplicaHealed").len(), 2);
}

#[test]
fn two_copies_down_refuse_writes_and_the_third_answers() {
    let mut world = notes();
    strike(&mut world, plan(Fault::ReplicaCrash { zone: Zone::B }));
    strike(&mut world, plan(Fault::ReplicaCrash { zone: Zone::C }));
    // The lease is still good, but nothing gets a second copy.
    check_contains(&ask(&mut world, "GetItem", STRONG), r#""v":{"N":"1"}"#);
    assert_eq!(ask(&mut world, "PutItem", NEWER), "InternalServerError: Internal server error");
    let now = world.now();
    world.run_until(now + 2 * SECOND);
    assert_eq!(partition(&world).group.lead, LeadInfo::NoMajority);
    check_contains(&ask(&mut world, "PutItem", NEWER), "ServiceUnavailable: ");
    check_contains(&ask(&mut world, "GetItem", STRONG), "ServiceUnavailable: ");
    check_contains(
        &ask(&mut world, "Scan", r#"{"TableName":"Notes","ConsistentRead":true}"#),
        "ServiceUnavailable: ",
    );
    let read = complete(&mut world, "GetItem", KEY);
    assert_eq!(read.touched[0].zone, Some('a'));
    check_contains(&text(&read), r#""v":{"N":"#);
    stop(&mut world, 1);
    let now = world.now();
    world.run_until(now + SECOND);
    assert!(complete(&mut world, "PutItem", NEWER).result.is_ok());
    check_contains(&ask(&mut world, "GetItem", STRONG), r#""v":{"N":"2"}"#);
}

#[test]
fn a_lost_zone_strikes_every_partition_and_comes_back() {
    let mut world = simulated(&[]);
    create(&mut world, ORDERS);
    let put = |n: u32| {
        format!(
            r#"{{"TableName":"Orders","Item":{{"pk":{{"S":"p{n}"}},"sk":{{"S":"1"}},"n":{{"N":"{n}"}},
                "owner":{{"S":"o{}"}},"status":{{"S":"s{}"}}}}}}"#,
            n % 7,
            n % 5
        )
    };
    for n in 0..20 {
        ask(&mut world, "PutItem", &put(n));
    }
    world.run_idle();
    let extent = world.extent(&plan(Fault::AzLoss { zone: Zone::B })).expect("a fault");
    assert_eq!(extent.hits.len(), 12);
    assert!(extent.hits.iter().any(|hit| hit.leader) && extent.hits.iter().all(|hit| hit.majority));
    strike(&mut world, Plan { lasts: Some(15 * SECOND), ..plan(Fault::AzLoss { zone: Zone::B }) });
    assert!(world.partitions_without_leader().0 > 0);
    let now = world.now();
    world.run_until(now + 3 * SECOND);
    assert_eq!(world.partitions_without_leader(), (0, 12));
    for n in 20..60 {
        let written = complete(&mut world, "PutItem", &put(n));
        assert!(written.result.is_ok(), "{}", text(&written));
    }
    world.run_until(now + 17 * SECOND);
    assert!(world.faults().is_empty());
    for info in world.tables() {
        let indexes = info.indexes.iter().filter(|index| index.global);
        for partition in info.partitions.iter().chain(indexes.flat_map(|index| &index.partitions)) {
            assert_eq!(partition.group, world::GroupInfo::default(), "{}", partition.name);
        }
    }
    world.run_idle();
    let count = |world: &mut World, index: &str, strong: bool| {
        let body = format!(r#"{{"TableName":"Orders"{index},"Select":"COUNT","ConsistentRead":{strong}}}"#);
        ask(world, "Scan", &body)
    };
    check_contains(&count(&mut world, "", true), r#""Count":60"#);
    check_contains(&count(&mut world, "", false), r#""Count":60"#);
    check_contains(&count(&mut world, r#","IndexName":"ByOwner""#, false), r#""Count":60"#);
    check_contains(&count(&mut world, r#","IndexName":"ByStatus""#, false), r#""Count":60"#);
}

/// A leader that is cut off can't acknowledge; the others elect another; its copy answers with the past until it is
/// replaced.
#[test]
fn a_leader_that_is_cut_off() {
    let mut world = notes_with(&[("replica_choice", 1)]);
    for to in [Zone::B, Zone::C] {
        strike(&mut world, plan(Fault::LinkLoss { from: Zone::A, to, both: true, percent: 100 }));
    }
    let start = world.now();
    assert_eq!(partition(&world).group.lead, LeadInfo::Lapsing { until: start + 2 * SECOND });
    assert_eq!(ask(&mut world, "PutItem", NEWER), "InternalServerError: Internal server error");
    check_contains(&ask(&mut world, "GetItem", STRONG), r#""v":{"N":"1"}"#);
    world.run_until(start + 2_200_000);
    assert_ne!(leader(&world), 'a');
    let third = NEWER.replace("\"2\"", "\"3\"");
    assert!(complete(&mut world, "PutItem", &third).result.is_ok());
    check_contains(&ask(&mut world, "GetItem", STRONG), r#""v":{"N":"3"}"#);
    let stale = complete(&mut world, "GetItem", KEY);
    assert_eq!(stale.touched[0].zone, Some('a'));
    check_contains(&text(&stale), r#""v":{"N":"1"}"#);
    world.run_until(start + 6 * SECOND);
    assert_eq!(partition(&world).group.copies[0], CopyState::Replaced);
    check_contains(&ask(&mut world, "GetItem", KEY), r#""v":{"N":"3"}"#);
    let now = world.now();
    world.act(now, &Act::Chaos(Order::StopAll {})).expect("all");
    world.run_until(now + SECOND);
    assert_eq!(partition(&world).group, world::GroupInfo::default());
    let healed = complete(&mut world, "GetItem", KEY);
    assert_eq!(healed.touched[0].zone, Some('a'));
    check_contains(&text(&healed), r#""v":{"N":"3"}"#);
}

/// The records arrive, but the answers don't: nothing is acknowledged, and the record survives the election.
#[test]
fn a_leader_that_hears_nobody() {
    let mut world = notes();
    for from in [Zone::B, Zone::C] {
        strike(&mut world, plan(Fault::LinkLoss { from, to: Zone::A, both: false, percent: 100 }));
    }
    assert_eq!(ask(&mut world, "PutItem", NEWER), "InternalServerError: Internal server error");
    let now = world.now();
    world.run_until(now + 3 * SECOND);
    assert_ne!(leader(&world), 'a');
    check_contains(&ask(&mut world, "GetItem", STRONG), r#""v":{"N":"2"}"#);
}

#[test]
fn messages_that_arrive_twice_or_late_or_not_at_all() {
    let mut world = notes();
    strike(&mut world, plan(Fault::LinkDuplicate { percent: 100 }));
    strike(&mut world, plan(Fault::LinkLoss { from: Zone::A, to: Zone::B, both: false, percent: 40 }));
    strike(&mut world, plan(Fault::LinkDelay { from: Zone::A, to: Zone::C, both: false, micros: 30_000 }));
    for n in 0..40 {
        let body = format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"k{n}"}}}}}}"#);
        let written = complete(&mut world, "PutItem", &body);
        assert!(written.result.is_ok(), "{}", text(&written));
    }
    let events = world.take_trace();
    assert!(!of_kind(&events, "MessageLost").is_empty());
    assert!(!of_kind(&events, "MessageAgain").is_empty());
    let now = world.now();
    world.act(now, &Act::Chaos(Order::StopAll {})).expect("all");
    world.run_until(now + 3 * SECOND);
    world.run_idle();
    let partition = partition(&world);
    assert_eq!(partition.group, world::GroupInfo::default());
    assert!(partition.replicas.iter().all(|copy| copy.behind == 0), "{:?}", partition.replicas);
}

#[test]
fn a_copy_that_lags_is_stale_and_the_leader_is_not() {
    let mut world = notes_with(&[("replica_choice", 3)]);
    strike(&mut world, plan(Fault::ReplicaLag { zone: Zone::C, micros: 3 * SECOND }));
    ask(&mut world, "PutItem", NEWER);
    check_contains(&ask(&mut world, "GetItem", KEY), r#""v":{"N":"1"}"#);
    check_contains(&ask(&mut world, "GetItem", STRONG), r#""v":{"N":"2"}"#);
    world.run_idle();
    check_contains(&ask(&mut world, "GetItem", KEY), r#""v":{"N":"2"}"#);
}

#[test]
fn a_transaction_is_whole_whoever_dies() {
    for seed in 0..60 {
        let mut world = World::new(crate::support::config(seed, world::Mode::Simulated, &[]));
        create(&mut world, ORDERS);
        let actions: Vec<String> = (0..8)
            .map(|n| {
                format!(
                    r#"{{"Put":{{"TableName":"Orders","Item":{{"pk":{{"S":"t{n}"}},"sk":{{"S":"1"}}}}}}}}"#
                )
            })
            .collect();
        let body = format!(r#"{{"TransactItems":[{}]}}"#, actions.join(","));
        let now = world.now();
        let call = world.submit(now, input("TransactWriteItems", &body));
        let at = Some(now + 6_000 + seed * 150);
        world
            .act(now, &Act::Chaos(Order::Start(Plan { at, ..plan(Fault::AzLoss { zone: Zone::A }) })))
            .expect("ok");
        let answer = world.run_to_completion(call);
        world.run_until(now + 8 * SECOND);
        let found =
            ask(&mut world, "Scan", r#"{"TableName":"Orders","ConsistentRead":true,"Select":"COUNT"}"#);
        let all = found.contains(r#""Count":8"#);
        assert!(all || found.contains(r#""Count":0"#), "seed {seed}: {found}");
        assert!(all || answer.result.is_err(), "seed {seed}");
    }
}

#[test]
fn faults_survive_a_checkpoint() {
    let mut world = notes();
    let now = world.now();
    let late = Plan { at: Some(now + 9 * SECOND), lasts: Some(SECOND), ..plan(Fault::IndexStop {}) };
    world.act(now, &Act::Chaos(Order::Start(late))).expect("planned");
    strike(&mut world, Plan { lasts: Some(8 * SECOND), ..plan(Fault::AzLoss { zone: Zone::A }) });
    world.run_until(now + SECOND);
    let durable = world::Durable::from_bytes(&world.durable().to_bytes()).expect("it reads");
    let mut same = World::restore(durable.clone(), Some(&world.volatile())).expect("it fits");
    let mut rebuilt = World::restore(durable, None).expect("it stands alone");
    assert_eq!(same.world_hash(), world.world_hash());
    assert_eq!(rebuilt.state_hash(), world.state_hash());
    assert_eq!(rebuilt.faults(), world.faults());
    assert_eq!(partition(&rebuilt).group.copies[0], CopyState::Down);
    for world in [&mut world, &mut same, &mut rebuilt] {
        world.run_until(now + 4 * SECOND);
        assert_ne!(leader(world), 'a');
        assert!(complete(world, "PutItem", NEWER).result.is_ok());
        world.run_until(now + 12 * SECOND);
        assert!(world.faults().is_empty());
        assert_eq!(partition(world).group, world::GroupInfo::default());
    }
    assert_eq!(same.world_hash(), world.world_hash());
}

#[test]
fn injected_refusals_say_what_they_are() {
    let mut world = notes();
    strike(&mut world, plan(Fault::Throttle { percent: 100 }));
    let refused = complete(&mut world, "PutItem", NEWER);
    check_contains(&text(&refused), "ProvisionedThroughputExceededException: Injected");
    assert_eq!(refused.consumed(), (0, 0));
    assert_eq!(of_kind(&world.take_trace(), "ThrottleInjected").len(), 1);
    stop(&mut world, 1);
    check_contains(&ask(&mut world, "GetItem", STRONG), r#""v":{"N":"1"}"#);
}

#[test]
fn indexes_stop_and_catch_up() {
    let mut world = simulated(&[]);
    create(&mut world, ORDERS);
    strike(&mut world, plan(Fault::IndexStop {}));
    for n in 0..30 {
        let body = format!(
            r#"{{"TableName":"Orders","Item":{{"pk":{{"S":"a"}},"sk":{{"S":"{}"}},"owner":{{"S":"o"}},"n":{{"N":"{n}"}}}}}}"#,
            n % 3
        );
        ask(&mut world, "PutItem", &body);
    }
    world.run_idle();
    let query = r##"{"TableName":"Orders","IndexName":"ByOwner","KeyConditionExpression":"#o = :o",
        "ExpressionAttributeNames":{"#o":"owner"},"ExpressionAttributeValues":{":o":{"S":"o"}}}"##
        .to_owned();
    check_contains(&ask(&mut world, "Query", &query), r#""Count":0"#);
    stop(&mut world, 1);
    world.run_idle();
    let found = ask(&mut world, "Query", &query);
    for expected in [r#""Count":3"#, r#""n":{"N":"27"}"#, r#""n":{"N":"28"}"#, r#""n":{"N":"29"}"#] {
        check_contains(&found, expected);
    }
}

#[test]
fn what_cant_be_is_refused_in_words() {
    let mut world = notes();
    let mut refuse = |plan: Plan| {
        let now = world.now();
        world.act(now, &Act::Chaos(Order::Start(plan))).expect_err("it can't be").to_string()
    };
    let scope = Scope { region: Some(REGION.to_owned()), table: Some("None".to_owned()), ..Scope::default() };
    assert_eq!(
        refuse(Plan { on: scope, ..plan(Fault::IndexStop {}) }),
        "There is no table None in eu-central-1."
    );
    assert_eq!(
        refuse(plan(Fault::LinkLoss { from: Zone::A, to: Zone::A, both: true, percent: 100 })),
        "A link joins two zones."
    );
    assert_eq!(refuse(plan(Fault::Throttle { percent: 0 })), "throttle takes 1 to 100 percent, not 0.");
    let now = world.now();
    let none = world.act(now, &Act::Chaos(Order::Stop { number: 4 })).expect_err("there is none");
    assert_eq!(none.to_string(), "No fault has the number 4.");
}

/// What a fault does to settings lasts as long as the fault, and comes back with a checkpoint.
#[test]
fn faults_act_as_if_settings_were_others() {
    let mut world = simulated(&[]);
    strike(&mut world, plan(Fault::ControlSlow { times: 10 }));
    assert!(complete(&mut world, "CreateTable", PLAIN).result.is_ok());
    strike(&mut world, plan(Fault::QuotaLow { read: 3, write: 4 }));
    let created = world.now();
    world.run_until(created + 30 * SECOND);
    check_contains(&ask(&mut world, "DescribeTable", r#"{"TableName":"Notes"}"#), "CREATING");
    let durable = world.durable();
    let same = World::restore(durable, Some(&world.volatile())).expect("it fits");
    assert_eq!(same.world_hash(), world.world_hash());
    check_contains(&ask(&mut world, "DescribeLimits", "{}"), r#""TableMaxReadCapacityUnits":3"#);
    let now = world.now();
    world.act(now, &Act::Chaos(Order::StopAll {})).expect("all");
    check_contains(&ask(&mut world, "DescribeLimits", "{}"), r#""TableMaxReadCapacityUnits":40000"#);
    world.run_until(created + 41 * SECOND);
    check_contains(&ask(&mut world, "DescribeTable", r#"{"TableName":"Notes"}"#), "ACTIVE");
}

/// Two idle days with a copy down and no majority elsewhere: nothing repeats by itself.
#[test]
fn idle_days_under_faults_cost_nothing() {
    let mut world = notes();
    strike(&mut world, plan(Fault::AzLoss { zone: Zone::B }));
    strike(&mut world, plan(Fault::LinkLoss { from: Zone::A, to: Zone::C, both: true, percent: 100 }));
    let before = world.events_made();
    let now = world.now();
    world.run_until(now + 48 * 3_600 * SECOND);
    assert!(world.events_made() - before < 50, "{}", world.events_made() - before);
    assert!(world.next_event_at().is_none());
}

/// A loss is over when every copy was built anew; a host that only stopped stays away until its fault is ended.
#[test]
fn lost_copies_are_over_when_the_last_is_built_anew() {
    let mut world = notes();
    create(&mut world, ORDERS);
    strike(&mut world, plan(Fault::ReplicaLoss { zone: Zone::B }));
    assert_eq!(world.faults().len(), 1);
    world.run_idle();
    assert_eq!(world.faults(), []);
    let events = world.take_trace();
    let healed = of_kind(&events, "ReplicaHealed");
    let ended = of_kind(&events, "FaultEnded");
    assert_eq!(healed.len(), of_kind(&events, "ReplicaDown").len());
    assert!(healed.len() > 4, "{}", healed.len());
    assert_eq!((ended.len(), ended[0].t), (1, healed[healed.len() - 1].t));
    assert_eq!(partition(&world).group.copies, [CopyState::Up; 3]);

    // The disk of a zone that is gone is built when the zone is back: until then the loss lasts.
    strike(&mut world, plan(Fault::AzLoss { zone: Zone::B }));
    strike(&mut world, plan(Fault::ReplicaLoss { zone: Zone::B }));
    let later = world.now() + 3_600 * SECOND;
    world.run_until(later);
    assert_eq!(world.faults().len(), 2);
    stop(&mut world, 2);
    world.run_idle();
    assert_eq!(world.faults(), []);

    strike(&mut world, plan(Fault::ReplicaCrash { zone: Zone::B }));
    world.run_idle();
    assert_eq!(world.faults().len(), 1);
}

/// Followers are slow. A write is answered, its leader's zone is lost: how long the answer took, and the world after that.
fn after_the_leaders_zone(quorum: i64) -> (u64, World) {
    let slow =
        [("persist_lag.median", 4_000_000), ("persist_lag.p99", 5_000_000), ("persist_lag.cap", 5_000_000)];
    let mut world = simulated(&[&slow[..], &[("replication.write_quorum", quorum)]].concat());
    create(&mut world, ORDERS);
    let item = |status: &str| {
        format!(
            r#"{{"TableName":"Orders","Item":{{"pk":{{"S":"a"}},"sk":{{"S":"1"}},"status":{{"S":"{status}"}}}}}}"#
        )
    };
    ask(&mut world, "PutItem", &item("OLD"));
    world.run_idle();
    let put = complete(&mut world, "PutItem", &item("NEW"));
    assert!(put.result.is_ok(), "{}", text(&put));
    let partitions = world.table(REGION, "Orders").expect("a table").partitions;
    let home = partitions.iter().find(|it| it.item_count > 0).expect("a home");
    let zone = match home.replicas.iter().find(|copy| copy.leader).expect("a leader").zone {
        'a' => Zone::A,
        'b' => Zone::B,
        _ => Zone::C,
    };
    // The index hears of it before that.
    world.run_until(put.at + 200_000 * u64::from(quorum == 1));
    strike(&mut world, plan(Fault::AzLoss { zone }));
    world.run_until(put.at + 20 * SECOND);
    (put.at - put.started, world)
}

const BY_STATUS: &str = r##"{"TableName":"Orders","IndexName":"ByStatus","KeyConditionExpression":"#s = :s",
    "ExpressionAttributeNames":{"#s":"status"},"ExpressionAttributeValues":{":s":{"S":"STATUS"}}}"##;

#[test]
fn a_quorum_of_one_is_faster_and_loses_what_it_acknowledged() {
    let get = r#"{"TableName":"Orders","Key":{"pk":{"S":"a"},"sk":{"S":"1"}},"ConsistentRead":true}"#;
    let count = |world: &mut World, status: &str| {
        let answer = ask(world, "Query", &BY_STATUS.replace("STATUS", status));
        answer.contains(r#""Count":1"#)
    };
    let (slow, mut kept) = after_the_leaders_zone(2);
    check_contains(&ask(&mut kept, "GetItem", get), "NEW");
    assert!(count(&mut kept, "NEW") && !count(&mut kept, "OLD"));
    let (fast, mut lost) = after_the_leaders_zone(1);
    assert!(fast + 100_000 < slow, "{fast} {slow}");
    check_contains(&ask(&mut lost, "GetItem", get), "OLD");
    // The index had it, and forgets it again.
    assert!(count(&mut lost, "OLD") && !count(&mut lost, "NEW"));
    let events = lost.take_trace();
    assert_eq!(of_kind(&events, "RecordsDropped").len(), 1);
    // Everything goes on: when the zone is back, all copies agree.
    let number = lost.faults()[0].number;
    stop(&mut lost, number);
    lost.run_idle();
    let again = r#"{"TableName":"Orders","Item":{"pk":{"S":"a"},"sk":{"S":"1"},"status":{"S":"NEWER"}}}"#;
    assert!(complete(&mut lost, "PutItem", again).result.is_ok());
    lost.run_idle();
    let partitions = lost.table(REGION, "Orders").expect("a table").partitions;
    assert!(partitions.iter().all(|it| it.group == world::GroupInfo::default()));
    assert!(partitions.iter().all(|it| it.replicas.iter().all(|copy| copy.behind == 0)));
    assert!(count(&mut lost, "NEWER") && !count(&mut lost, "OLD"));
}

#[test]
fn a_quorum_of_three_needs_every_zone() {
    let mut usual = notes();
    let mut all = notes_with(&[("replication.write_quorum", 3)]);
    let time = |world: &mut World| {
        let put = complete(world, "PutItem", NEWER);
        assert!(put.result.is_ok());
        put.at - put.started
    };
    assert!(time(&mut all) >= time(&mut usual));
    for (world, goes) in [(&mut usual, true), (&mut all, false)] {
        strike(world, plan(Fault::AzLoss { zone: Zone::C }));
        // Not even when log replicas have been called in other zones.
        for wait in [0, 5 * SECOND, 600 * SECOND] {
            world.run_until(world.now() + wait);
            let put = complete(world, "PutItem", NEWER);
            assert_eq!(put.result.is_ok(), goes, "{}", text(&put));
        }
        check_contains(&ask(world, "GetItem", STRONG), "\"v\"");
        let number = world.faults()[0].number;
        stop(world, number);
        world.run_idle();
        assert!(complete(world, "PutItem", NEWER).result.is_ok());
    }
    // A lower quorum lets go what waits for a higher one.
    strike(&mut all, plan(Fault::AzLoss { zone: Zone::C }));
    let now = all.now();
    let call = all.submit(now, input("PutItem", NEWER));
    all.run_until(now + 500_000);
    assert!(all.is_under_way(call));
    all.set(now + 500_000, "replication.write_quorum", 2).expect("it can be turned");
    assert!(all.run_to_completion(call).result.is_ok());
}
