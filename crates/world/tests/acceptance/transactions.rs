//! Transactions: what is refused before anything happens, what others meet meanwhile, what a token is good for.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use world::chaos::{Fault, Order, Plan, Scope};
use world::{Act, World};

use crate::support::{
    ORDERS, PLAIN, SECOND, ask, check_contains, complete, create, input, of_kind, send, simulated, text,
};

const COUNT: &str = r#"{"TableName":"Notes","Select":"COUNT","ConsistentRead":true}"#;
const STRONG_A: &str = r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}},"ConsistentRead":true}"#;

fn put(pk: &str, n: u32) -> String {
    format!(r#"{{"Put":{{"TableName":"Notes","Item":{{"pk":{{"S":"{pk}"}},"n":{{"N":"{n}"}}}}}}}}"#)
}

fn add(pk: &str, n: u32) -> String {
    format!(
        r#"{{"Update":{{"TableName":"Notes","Key":{{"pk":{{"S":"{pk}"}}}},"UpdateExpression":"ADD n :n",
            "ExpressionAttributeValues":{{":n":{{"N":"{n}"}}}}}}}}"#
    )
}

fn body(actions: &[String], more: &str) -> String {
    format!(r#"{{"TransactItems":[{}]{more}}}"#, actions.join(","))
}

fn notes(knobs: &[(&str, i64)]) -> World {
    let mut world = simulated(knobs);
    create(&mut world, PLAIN);
    world
}

fn wait(world: &mut World, time: u64) {
    let later = world.now() + time;
    world.run_until(later);
}

#[test]
fn t26_what_a_transaction_may_not_be() {
    let mut world = notes(&[]);
    let twice = ask(&mut world, "TransactWriteItems", &body(&[put("a", 1), add("a", 1)], ""));
    check_contains(&twice, "ValidationException: Transaction request cannot include multiple operations");
    let many: Vec<String> = (0..101).map(|n| put(&format!("k{n}"), n)).collect();
    check_contains(&ask(&mut world, "TransactWriteItems", &body(&many, "")), "ValidationException");
    check_contains(&ask(&mut world, "TransactWriteItems", &body(&many[..100], "")), "{}");
    let filling = "x".repeat(399_000);
    let large = |n: u32| {
        format!(r#"{{"Put":{{"TableName":"Notes","Item":{{"pk":{{"S":"l{n}"}},"v":{{"S":"{filling}"}}}}}}}}"#)
    };
    let eleven: Vec<String> = (0..11).map(large).collect();
    let before = ask(&mut world, "Scan", COUNT);
    check_contains(
        &ask(&mut world, "TransactWriteItems", &body(&eleven, "")),
        "ValidationException: Transaction item size has exceeded the 4 MB limit",
    );
    assert_eq!(ask(&mut world, "Scan", COUNT), before);
    // What is refused so is never in the ledger: one transaction was.
    assert_eq!(world.transactions().len(), 1);
}

#[test]
fn t27_what_others_meet_while_a_transaction_is_prepared() {
    let mut world = notes(&[("transaction.prepare", 2_000_000)]);
    ask(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"},"n":{"N":"1"}}}"#);
    world.run_idle();
    let first = send(&mut world, "TransactWriteItems", &body(&[put("a", 2), put("b", 2)], ""));
    wait(&mut world, SECOND);
    world.take_trace();
    assert_eq!(
        ask(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"},"n":{"N":"9"}}}"#),
        "TransactionConflictException: Transaction is ongoing for the item"
    );
    assert_eq!(of_kind(&world.take_trace(), "TxnConflict").len(), 1);
    check_contains(&ask(&mut world, "GetItem", STRONG_A), r#""n":{"N":"1"}"#);
    let other = ask(&mut world, "TransactWriteItems", &body(&[put("c", 3), put("b", 3)], ""));
    check_contains(&other, "TransactionCanceledException");
    check_contains(&other, "[None, TransactionConflict]");
    let gets = r#"{"TransactItems":[{"Get":{"TableName":"Notes","Key":{"pk":{"S":"a"}}}}]}"#;
    check_contains(&ask(&mut world, "TransactGetItems", gets), "[TransactionConflict]");
    // What was not in use is free again, and what is in use is written in the end.
    assert_eq!(text(&world.run_to_completion(first)), "{}");
    check_contains(&ask(&mut world, "GetItem", STRONG_A), r#""n":{"N":"2"}"#);
    let after = ask(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"c"}}}"#);
    assert_eq!(after, "{}");
}

#[test]
fn t28_a_token_counts_for_ten_minutes() {
    let mut world = notes(&[]);
    let more = r#","ClientRequestToken":"once","ReturnConsumedCapacity":"TOTAL""#;
    let one = body(&[add("a", 1)], more);
    check_contains(&ask(&mut world, "TransactWriteItems", &one), r#""WriteCapacityUnits":2.0"#);
    wait(&mut world, 500 * SECOND);
    let again = ask(&mut world, "TransactWriteItems", &one);
    check_contains(&again, r#""ReadCapacityUnits":2.0"#);
    assert!(!again.contains("WriteCapacityUnits"), "{again}");
    check_contains(&ask(&mut world, "GetItem", STRONG_A), r#""n":{"N":"1"}"#);
    let other = body(&[add("a", 2)], more);
    check_contains(&ask(&mut world, "TransactWriteItems", &other), "IdempotentParameterMismatchException");
    wait(&mut world, 101 * SECOND);
    check_contains(&ask(&mut world, "TransactWriteItems", &one), r#""WriteCapacityUnits":2.0"#);
    check_contains(&ask(&mut world, "GetItem", STRONG_A), r#""n":{"N":"2"}"#);
}

/// Everything that a world tells, as text.
fn story(seed: u64) -> String {
    let mut world = World::new(crate::support::config(
        seed,
        world::Mode::Simulated,
        &[("transaction.clock_skew", 2_000)],
    ));
    create(&mut world, PLAIN);
    create(&mut world, ORDERS);
    let start = world.now();
    let plan = |fault, at| Plan { fault, on: Scope::default(), at: Some(at), lasts: Some(SECOND) };
    for order in [
        plan(Fault::CoordinatorLoss { coordinator: 0 }, start + 45_000),
        plan(Fault::LeaderCrash {}, start + 300_000),
    ] {
        world.act(start, &Act::Chaos(Order::Start(order))).expect("a fault");
    }
    let mut out = String::new();
    for n in 0..60_u64 {
        let at = start + n * 9_000;
        let (one, other) = (format!("k{}", n % 3), format!("k{}", n % 5 + 10));
        match n % 4 {
            0 => world.submit(at, input("TransactWriteItems", &body(&[add(&one, 1), add(&other, 1)], ""))),
            1 => world.submit(
                at,
                input(
                    "PutItem",
                    &format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"{one}"}},"n":{{"N":"{n}"}}}}}}"#),
                ),
            ),
            2 => world.submit(
                at,
                input(
                    "TransactGetItems",
                    &format!(
                        r#"{{"TransactItems":[{{"Get":{{"TableName":"Notes","Key":{{"pk":{{"S":"{one}"}}}}}}}}]}}"#
                    ),
                ),
            ),
            _ => world.submit(
                at,
                input(
                    "PutItem",
                    &format!(
                        r#"{{"TableName":"Orders","Item":{{"pk":{{"S":"{one}"}},"sk":{{"S":"{n}"}},"owner":{{"S":"o"}}}}}}"#
                    ),
                ),
            ),
        };
    }
    world.run_idle();
    trace::write_events(&mut out, &world.take_trace(), &world);
    for completion in world.take_completions() {
        out.push_str(&text(&completion));
    }
    out
}

#[test]
fn t40_the_same_scenario_tells_the_same_story() {
    let (first, again) = (story(11), story(11));
    assert!(first == again, "the traces differ");
    for kind in ["TxnBegin", "TxnCommit", "CoordinatorLost", "TxnRecovered", "LeaderElected", "ReadRound"] {
        assert!(first.contains(kind), "no {kind}");
    }
    assert!(first != story(12), "chance makes no difference");
}

#[test]
fn another_coordinator_ends_what_one_began() {
    // Lost in the pause, when nothing is decided; and a moment after the decision.
    for late in [false, true] {
        let mut world = notes(&[("transaction.prepare", 200_000)]);
        let token = r#","ClientRequestToken":"t""#;
        let asked = body(&[add("a", 1), add("b", 1)], token);
        let call = send(&mut world, "TransactWriteItems", &asked);
        let mut decided = false;
        while late && !decided {
            let next = world.next_event_at().expect("under way");
            world.run_until(next);
            decided = !of_kind(&world.take_trace(), "TxnCommit").is_empty();
        }
        if !late {
            wait(&mut world, 100_000);
        }
        let now = world.now();
        let fault = Fault::CoordinatorLoss { coordinator: 0 };
        let plan = Plan { fault, on: Scope::default(), at: None, lasts: Some(20 * SECOND) };
        world.act(now, &Act::Chaos(Order::Start(plan))).expect("a fault");
        let answer = world.run_to_completion(call);
        check_contains(&text(&answer), "InternalServerError");
        // Nothing is lost and nothing half done: the items are held, and the token is known.
        check_contains(
            &ask(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#),
            "Conflict",
        );
        let retry = complete(&mut world, "TransactWriteItems", &asked);
        let told = text(&retry);
        // Even when it is decided: not every item is written.
        check_contains(&told, "TransactionInProgressException");
        assert!(world.calls_in_flight() > 0, "it goes on without its client");
        wait(&mut world, 6 * SECOND);
        assert_eq!(of_kind(&world.take_trace(), "TxnRecovered").len(), 1);
        let retry = ask(&mut world, "TransactWriteItems", &asked);
        assert_eq!(retry, "{}");
        check_contains(&ask(&mut world, "GetItem", STRONG_A), r#""n":{"N":"1"}"#);
        let info = &world.transactions()[0];
        assert!(info.recovered && info.state == world::LedgerState::Committed, "{info:?}");
        assert_eq!(world.calls_in_flight(), 0);
    }
}
