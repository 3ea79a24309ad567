//! Capacity modes: how often they may be switched, and what may be lowered how often.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use world::World;

use crate::support::{PLAIN, SECOND, ask, check_contains, create, simulated};

const HOUR: u64 = 3_600 * SECOND;

fn wait(world: &mut World, time: u64) {
    let later = world.now() + time;
    world.run_until(later);
}

fn on_demand(world: &mut World) -> String {
    ask(world, "UpdateTable", r#"{"TableName":"Notes","BillingMode":"PAY_PER_REQUEST"}"#)
}

fn provisioned(world: &mut World, units: u64) -> String {
    let body = format!(
        r#"{{"TableName":"Notes","BillingMode":"PROVISIONED",
            "ProvisionedThroughput":{{"ReadCapacityUnits":{units},"WriteCapacityUnits":{units}}}}}"#
    );
    ask(world, "UpdateTable", &body)
}

#[test]
fn t29_four_switches_to_on_demand_a_day() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    for _ in 0..4 {
        check_contains(&on_demand(&mut world), "UPDATING");
        wait(&mut world, HOUR);
        check_contains(&provisioned(&mut world, 5), "UPDATING");
        wait(&mut world, HOUR);
    }
    check_contains(&on_demand(&mut world), "LimitExceededException");
    // A day after the first one there is room again.
    wait(&mut world, 17 * HOUR);
    check_contains(&on_demand(&mut world), "UPDATING");
}

#[test]
fn t30_decreases_of_throughput() {
    // The day begins with the world.
    let mut world = simulated(&[]);
    let body = PLAIN.replace(":5", ":100");
    create(&mut world, &body);
    let midnight = 24 * HOUR - (1_790_000_000 % 86_400) * SECOND;
    world.run_until(midnight);
    let mut units = 100;
    let mut lower = |world: &mut World| {
        units -= 1;
        let body = format!(
            r#"{{"TableName":"Notes","ProvisionedThroughput":{{"ReadCapacityUnits":{units},"WriteCapacityUnits":{units}}}}}"#
        );
        let answer = ask(world, "UpdateTable", &body);
        if answer.starts_with("LimitExceededException") {
            units += 1;
            return false;
        }
        check_contains(&answer, "UPDATING");
        true
    };
    for _ in 0..4 {
        assert!(lower(&mut world));
        wait(&mut world, 5 * 60 * SECOND);
    }
    assert!(!lower(&mut world), "the fifth in the first hour");
    // Then one whenever an hour has passed since the last.
    let mut possible = 4;
    while world.now() < midnight + 24 * HOUR - 10 * SECOND {
        if lower(&mut world) {
            possible += 1;
        }
        wait(&mut world, 60 * SECOND);
    }
    assert_eq!(possible, 27);
}

#[test]
fn an_account_has_a_quota_for_all_that_is_provisioned() {
    let mut world = simulated(&[("quota.account_write_units", 12)]);
    create(&mut world, PLAIN);
    let other = PLAIN.replace("Notes", "Others");
    create(&mut world, &other);
    let third = ask(&mut world, "CreateTable", &PLAIN.replace("Notes", "Thirds"));
    check_contains(&third, "LimitExceededException");
    let raise = |write: u64| {
        format!(
            r#"{{"TableName":"Notes","ProvisionedThroughput":{{"ReadCapacityUnits":5,"WriteCapacityUnits":{write}}}}}"#
        )
    };
    check_contains(&ask(&mut world, "UpdateTable", &raise(8)), "LimitExceededException");
    check_contains(&ask(&mut world, "UpdateTable", &raise(7)), "UPDATING");
}
