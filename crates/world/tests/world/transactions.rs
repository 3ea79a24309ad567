//! Transactions: all of it or nothing, once, alone.

use serde_json::{Value, json};
use world::{Completion, World};

use super::support::{
    ORDERS, PLAIN, SECOND, ask, check_contains, complete, create, instant, of_kind, send, simulated, text,
};

const CANCELLED: &str = "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for \
     specific reasons ";

fn notes() -> World {
    let mut world = instant();
    create(&mut world, PLAIN);
    world
}

fn put(pk: &str, n: u32) -> String {
    format!(r#"{{"Put":{{"TableName":"Notes","Item":{{"pk":{{"S":"{pk}"}},"n":{{"N":"{n}"}}}}}}}}"#)
}

fn put_new(pk: &str) -> String {
    format!(
        r#"{{"Put":{{"TableName":"Notes","Item":{{"pk":{{"S":"{pk}"}},"n":{{"N":"9"}}}},
            "ConditionExpression":"attribute_not_exists(pk)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}}}}"#
    )
}

fn check(pk: &str, n: u32) -> String {
    format!(
        r#"{{"ConditionCheck":{{"TableName":"Notes","Key":{{"pk":{{"S":"{pk}"}}}},"ConditionExpression":"n = :n",
            "ExpressionAttributeValues":{{":n":{{"N":"{n}"}}}}}}}}"#
    )
}

fn update(pk: &str, expression: &str, values: &str) -> String {
    format!(
        r#"{{"Update":{{"TableName":"Notes","Key":{{"pk":{{"S":"{pk}"}}}},"UpdateExpression":"{expression}",
            "ExpressionAttributeValues":{{{values}}}}}}}"#
    )
}

fn delete(pk: &str) -> String {
    format!(r#"{{"Delete":{{"TableName":"Notes","Key":{{"pk":{{"S":"{pk}"}}}}}}}}"#)
}

fn body(actions: &[String], more: &str) -> String {
    format!(r#"{{"TransactItems":[{}]{more}}}"#, actions.join(","))
}

fn write(world: &mut World, actions: &[String], more: &str) -> String {
    ask(world, "TransactWriteItems", &body(actions, more))
}

fn gets(keys: &[&str]) -> String {
    let get = |key: &&str| format!(r#"{{"Get":{{"TableName":"Notes","Key":{{"pk":{{"S":"{key}"}}}}}}}}"#);
    body(&keys.iter().map(get).collect::<Vec<_>>(), "")
}

fn scan(world: &mut World) -> Vec<Value> {
    let answer: Value =
        serde_json::from_str(&ask(world, "Scan", r#"{"TableName":"Notes","ConsistentRead":true}"#))
            .expect("JSON");
    let mut items = answer["Items"].as_array().expect("a list").clone();
    items.sort_by_key(|item| item["pk"]["S"].to_string());
    items
}

/// `CancellationReasons` as JSON.
fn reasons(completion: &Completion) -> Value {
    let Err(error) = &completion.result else { panic!("not cancelled: {}", text(completion)) };
    let mut out = String::new();
    error.write_json(&mut out);
    let body: Value = serde_json::from_str(&out).expect("JSON");
    assert!(body["Message"].is_string(), "{body}");
    body["CancellationReasons"].clone()
}

#[test]
fn all_actions_happen_together() {
    let mut world = notes();
    write(&mut world, &[put("a", 1), put("b", 2), put("c", 3)], "");
    let add = update("a", "SET n = n + :one", r#"":one":{"N":"1"}"#);
    assert_eq!(write(&mut world, &[add, delete("b"), check("c", 3), put("d", 4)], ""), "{}");
    let expected = [("a", "2"), ("c", "3"), ("d", "4")].map(|(pk, n)| json!({"pk":{"S":pk},"n":{"N":n}}));
    assert_eq!(scan(&mut world), expected);
}

// spec: 5.9/TransactionCanceledException reasons; 1.5/TransactionCanceledException; 8/transactions
// spec: A.5/Transactions
#[test]
fn every_failing_action_is_a_reason_and_nothing_happens() {
    let mut world = notes();
    write(&mut world, &[put("a", 1), put("b", 2)], "");
    let before = scan(&mut world);
    let hash = world.state_hash();
    let actions = [
        put("new", 1),
        put_new("a"),
        check("b", 7),
        r#"{"Update":{"TableName":"Notes","Key":{"pk":{"S":"c"}},"UpdateExpression":"SET n = m"}}"#
            .to_owned(),
        check("nowhere", 1),
        r#"{"Delete":{"TableName":"Notes","Key":{"wrong":{"S":"x"}}}}"#.to_owned(),
        r#"{"Put":{"TableName":"Notes","Item":{"pk":{"N":"1"}}}}"#.to_owned(),
        r#"{"Put":{"TableName":"Notes","Item":{"n":{"N":"1"}}}}"#.to_owned(),
        update("d", "SET pk = :one", r#"":one":{"S":"1"}"#),
    ];
    let completion = complete(&mut world, "TransactWriteItems", &body(&actions, ""));
    let codes = "[None, ConditionalCheckFailed, ConditionalCheckFailed, ValidationError, ConditionalCheckFailed, \
         ValidationError, ValidationError, ValidationError, ValidationError]";
    assert_eq!(text(&completion), format!("{CANCELLED}{codes}"));
    let failed = json!({"Code":"ConditionalCheckFailed","Message":"The conditional request failed"});
    let invalid = |message: &str| json!({"Code":"ValidationError","Message":message});
    // spec: 5.9/key faults cancel
    // spec: 5.9/runtime faults cancel
    // spec: 5.9/condition false; 5.9/TransactionCanceledException reasons; A.5/Transactions; 8/transactions
    assert_eq!(
        reasons(&completion),
        json!([
            {"Code":"None"},
            {"Code":"ConditionalCheckFailed","Message":"The conditional request failed",
             "Item":{"pk":{"S":"a"},"n":{"N":"1"}}},
            failed,
            invalid("The provided expression refers to an attribute that does not exist in the item"),
            failed,
            invalid("The provided key element does not match the schema"),
            invalid("One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N"),
            invalid("One or more parameter values were invalid: Missing the key pk in the item"),
            invalid("One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key"),
        ])
    );
    assert_eq!(scan(&mut world), before);
    assert_ne!(world.state_hash(), hash, "calls are counted");
}

#[test]
fn faults_of_the_whole_request_are_no_reasons() {
    let mut world = notes();
    let validation = |message: &str| format!("ValidationException: {message}");
    let twice = "Transaction request cannot include multiple operations on one item";
    let empty = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an \
         empty string value. Key: pk";
    let elsewhere = put("a", 1).replace("Notes", "Nowhere");
    let beyond = delete("a").replace(r#"{"pk""#, r#"{"more":{"S":"b"},"pk""#);
    let moved = update("a", "SET pk = :o", r#"":o":{"S":"a"}"#);
    // spec: 5.9/same item twice
    assert_eq!(write(&mut world, &[put("a", 1), check("a", 1)], ""), validation(twice));
    // Whatever else is wrong with one of the two.
    assert_eq!(write(&mut world, &[delete("a"), beyond.clone()], ""), validation(twice));
    assert_eq!(write(&mut world, &[beyond.clone(), beyond], ""), validation(twice));
    assert_eq!(write(&mut world, &[moved, delete("a")], ""), validation(twice));
    assert_eq!(write(&mut world, &[put("", 1), delete("")], ""), validation(twice));
    // spec: 5.9/static faults are top-level
    assert_eq!(write(&mut world, &[put("a", 1), put("", 1)], ""), validation(empty));
    assert_eq!(write(&mut world, &[put("a", 1), delete("")], ""), validation(empty));
    assert_eq!(write(&mut world, &[put("a", 1), put("a", 2), put("", 1)], ""), validation(twice));
    assert_eq!(
        write(&mut world, &[put("a", 1), put("a", 1), elsewhere.clone()], ""),
        "ResourceNotFoundException: Requested resource not found"
    );
    create(&mut world, ORDERS);
    let order = |more: &str| {
        format!(r#"{{"Put":{{"TableName":"Orders","Item":{{"pk":{{"S":"a"}},"sk":{{"S":"b"}},{more}}}}}}}"#)
    };
    let mistyped = order(r#""status":{"N":"1"}"#);
    assert_eq!(write(&mut world, &[order(r#""n":{"N":"1"}"#), mistyped], ""), validation(twice));
    assert_eq!(
        write(&mut world, &[put("a", 1), order(r#""status":{"S":""}"#)], ""),
        validation(
            "One or more parameter values are not valid. A value specified for a secondary index key is not supported. \
             The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ByStatus, \
             IndexKey: status"
        )
    );
    let emptied = order(r#""n":{"N":"1"}"#)
        .replace("Put", "Update")
        .replace(r#""Item""#, r##""UpdateExpression":"SET #s = :s","ExpressionAttributeNames":{"#s":"status"},"ExpressionAttributeValues":{":s":{"S":""}},"Key""##)
        .replace(r#","n":{"N":"1"}"#, "");
    let message = "One or more parameter values are not valid. The update expression attempted to update a secondary \
         index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty \
         string value.";
    assert_eq!(write(&mut world, &[put("a", 1), emptied.clone()], ""), validation(message));
    // What an action finds comes first.
    let failing = emptied.replace(
        r#""UpdateExpression""#,
        r#""ConditionExpression":"attribute_exists(pk)","UpdateExpression""#,
    );
    check_contains(
        &write(&mut world, &[put("a", 1), failing], ""),
        "specific reasons [None, ConditionalCheckFailed]",
    );
    // spec: 5.9/runtime faults cancel
    check_contains(
        &write(&mut world, &[put("a", 1), order(r#""status":{"N":"1"}"#)], ""),
        "specific reasons [None, ValidationError]",
    );
    let big = |n: usize| {
        put(&format!("{n}"), 1).replace(r#""N":"1""#, &format!(r#""S":"{}""#, "x".repeat(400_000)))
    };
    let many: Vec<String> = (0..11).map(big).collect();
    // spec: 5.9/4 MB aggregate
    assert_eq!(write(&mut world, &many, ""), validation("Transaction item size has exceeded the 4 MB limit"));
    assert_eq!(write(&mut world, &many[..10], ""), "{}");
    // spec: 5.8/TransactGetItems faults
    assert_eq!(ask(&mut world, "TransactGetItems", &gets(&["a", "a"])), validation(twice));
    assert_eq!(ask(&mut world, "TransactGetItems", &gets(&["a", ""])), validation(empty));
    assert_eq!(
        ask(&mut world, "TransactGetItems", &gets(&["a"]).replace("Notes", "Nowhere")),
        "ResourceNotFoundException: Requested resource not found"
    );
}

/// The finished item is what counts, not what the update says besides.
#[test]
fn an_update_may_fill_an_item() {
    let mut world = notes();
    let values = |bytes: usize| format!(r#"":v":{{"S":"{}"}}"#, "x".repeat(bytes));
    // spec: 2.4/TransactWrite Update
    // The key has 3 bytes, the attribute's name 1.
    assert_eq!(write(&mut world, &[update("a", "SET t = :v", &values(409_596))], ""), "{}");
    let completion =
        complete(&mut world, "TransactWriteItems", &body(&[update("a", "SET t = :v", &values(409_597))], ""));
    assert_eq!(
        reasons(&completion),
        json!([{"Code":"ValidationError","Message":"Item size to update has exceeded the maximum allowed size"}])
    );
    let single = |bytes: usize| {
        format!(
            r#"{{"TableName":"Notes","Key":{{"pk":{{"S":"a"}}}},"UpdateExpression":"SET t = :v",
                "ExpressionAttributeValues":{{{}}}}}"#,
            values(bytes)
        )
    };
    // spec: 2.4/UpdateItem
    let too_big = "ValidationException: Item size to update has exceeded the maximum allowed size";
    assert_eq!(ask(&mut world, "UpdateItem", &single(409_596)), too_big);
    assert_eq!(ask(&mut world, "UpdateItem", &single(409_577)), "{}");
    assert_eq!(ask(&mut world, "UpdateItem", &single(409_578)), too_big);
}

// spec: 5.8/TransactGetItems responses; 5.4/TransactGetItems
#[test]
fn reads_come_in_the_order_of_the_request() {
    let mut world = notes();
    write(&mut world, &[put("a", 1), put("b", 2)], "");
    let get = |key: &str, more: &str| {
        format!(r#"{{"Get":{{"TableName":"Notes","Key":{{"pk":{{"S":"{key}"}}}}{more}}}}}"#)
    };
    let projected = r##","ProjectionExpression":"#n","ExpressionAttributeNames":{"#n":"n"}"##;
    let nothing = r#","ProjectionExpression":"nothing""#;
    let actions = [get("b", ""), get("missing", ""), get("a", projected), get("c", nothing)];
    assert_eq!(
        ask(&mut world, "TransactGetItems", &body(&actions, r#","ReturnConsumedCapacity":"TOTAL""#)),
        r#"{"ConsumedCapacity":[{"CapacityUnits":8.0,"ReadCapacityUnits":8.0,"TableName":"Notes"}],"Responses":[{"Item":{"n":{"N":"2"},"pk":{"S":"b"}}},{},{"Item":{"n":{"N":"1"}}},{}]}"#
    );
    // An item without any of the attributes asked for is told like no item.
    assert_eq!(ask(&mut world, "TransactGetItems", &body(&[get("a", nothing)], "")), r#"{"Responses":[{}]}"#);
    let wrong = r#"{"Get":{"TableName":"Notes","Key":{"wrong":{"S":"x"}}}}"#.to_owned();
    let completion = complete(&mut world, "TransactGetItems", &body(&[get("a", ""), wrong], ""));
    assert_eq!(text(&completion), format!("{CANCELLED}[None, ValidationError]"));
    assert_eq!(reasons(&completion)[1]["Message"], "The provided key element does not match the schema");
}

// spec: 5.4/TransactWriteItems; 5.4/shape: Transact arms
#[test]
fn capacity_is_double_on_the_table_and_single_on_indexes() {
    let mut world = instant();
    create(&mut world, ORDERS);
    create(&mut world, PLAIN);
    let order = r#"{"Put":{"TableName":"Orders","Item":{"pk":{"S":"a"},"sk":{"S":"1"},"n":{"N":"1"},"status":{"S":"new"}}}}"#;
    let actions = [order.to_owned(), put("a", 1), put("b", 2)];
    let answer = write(
        &mut world,
        &actions,
        r#","ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE""#,
    );
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    let units = |n: f64| json!({"CapacityUnits":n,"WriteCapacityUnits":n});
    assert_eq!(
        answer["ConsumedCapacity"],
        json!([
            {"TableName":"Orders","CapacityUnits":4.0,"WriteCapacityUnits":4.0,"Table":units(2.0),
             "LocalSecondaryIndexes":{"ByN":units(1.0)},"GlobalSecondaryIndexes":{"ByStatus":units(1.0)}},
            {"TableName":"Notes","CapacityUnits":4.0,"WriteCapacityUnits":4.0,"Table":units(4.0)},
        ])
    );
    assert_eq!(
        answer["ItemCollectionMetrics"],
        json!({"Orders":[{"ItemCollectionKey":{"pk":{"S":"a"}},"SizeEstimateRangeGB":[0.0,1.0]}]})
    );
    // A check costs as much as a write of the item as it is, and at least two units.
    let total = r#","ReturnConsumedCapacity":"TOTAL""#;
    assert_eq!(
        write(&mut world, &[check("a", 1)], total),
        r#"{"ConsumedCapacity":[{"CapacityUnits":2.0,"WriteCapacityUnits":2.0,"TableName":"Notes"}]}"#
    );
    let completion = complete(&mut world, "TransactWriteItems", &body(&[put("a", 1), put_new("b")], ""));
    assert_eq!(completion.consumed(), (0, 2000), "a cancelled transaction has only looked");
}

// spec: 5.9/idempotency
#[test]
fn a_token_counts_for_ten_minutes() {
    let mut world = notes();
    let add = |by: u32| update("a", "ADD n :by", &format!(r#"":by":{{"N":"{by}"}}"#));
    let token = |token: &str| format!(r#","ClientRequestToken":"{token}","ReturnConsumedCapacity":"TOTAL""#);
    let n = |world: &mut World| scan(world)[0]["n"]["N"].clone();
    let wrote =
        r#"{"ConsumedCapacity":[{"CapacityUnits":2.0,"WriteCapacityUnits":2.0,"TableName":"Notes"}]}"#;
    let read = r#"{"ConsumedCapacity":[{"CapacityUnits":2.0,"ReadCapacityUnits":2.0,"TableName":"Notes"}]}"#;
    assert_eq!(write(&mut world, &[add(1)], &token("t")), wrote);
    assert_eq!(write(&mut world, &[add(1)], &token("t")), read);
    // Only the actions count as parameters.
    assert_eq!(write(&mut world, &[add(1)], r#","ClientRequestToken":"t""#), "{}");
    assert_eq!(n(&mut world), "1");
    assert_eq!(write(&mut world, &[add(1)], &token("u")), wrote);
    assert_eq!(n(&mut world), "2");
    check_contains(&write(&mut world, &[add(2)], &token("t")), "IdempotentParameterMismatchException: ");
    // A cancelled transaction leaves its token free.
    check_contains(&write(&mut world, &[put_new("a")], &token("v")), CANCELLED);
    assert_eq!(write(&mut world, &[add(1)], &token("v")), wrote);
    assert_eq!(n(&mut world), "3");
    // What is remembered survives.
    let mut restored = World::restore(world.durable(), None).expect("restored");
    assert_eq!(restored.state_hash(), world.state_hash());
    assert_eq!(write(&mut restored, &[add(1)], &token("t")), read);
    restored.run_until(restored.now() + 600 * SECOND - 1);
    assert_eq!(write(&mut restored, &[add(1)], &token("v")), read);
    restored.run_until(restored.now() + 1);
    assert_eq!(write(&mut restored, &[add(1)], &token("t")), wrote);
    assert_eq!(n(&mut restored), "4");
}

/// A world in which a transaction holds its items for a second, and one that is in the middle of it.
fn holding(actions: &[String], more: &str) -> World {
    let mut world = simulated(&[("transaction.prepare", 1_000_000)]);
    create(&mut world, PLAIN);
    write(&mut world, &[put("a", 1), put("b", 1)], "");
    world.run_idle();
    world.take_trace();
    send(&mut world, "TransactWriteItems", &body(actions, more));
    world.run_until(world.now() + SECOND / 2);
    world
}

// spec: 5.9/isolation; 1.5/TransactionCanceledException and the other transaction errors
#[test]
fn items_are_held_between_prepare_and_commit() {
    let in_use = "TransactionConflictException: Transaction is ongoing for the item";
    let transaction = [put("a", 2), check("b", 1)];
    for (operation, request) in [
        ("PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#),
        ("UpdateItem", r#"{"TableName":"Notes","Key":{"pk":{"S":"b"}},"UpdateExpression":"REMOVE n"}"#),
        ("DeleteItem", r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}}}"#),
    ] {
        let mut world = holding(&transaction, "");
        let completion = complete(&mut world, operation, request);
        assert_eq!(text(&completion), in_use);
        assert_eq!(completion.consumed(), (0, 0));
        assert_eq!(of_kind(&world.take_trace(), "TxnConflict").len(), 1);
    }
    let mut world = holding(&transaction, "");
    let conflicts =
        complete(&mut world, "TransactWriteItems", &body(&[put("c", 1), put("a", 3), delete("b")], ""));
    assert_eq!(text(&conflicts), format!("{CANCELLED}[None, TransactionConflict, TransactionConflict]"));
    // spec: 5.9/item locked by another transaction
    assert_eq!(
        reasons(&conflicts)[1],
        json!({"Code":"TransactionConflict","Message":"Transaction is ongoing for the item"})
    );
    let mut world = holding(&transaction, "");
    assert_eq!(
        ask(&mut world, "TransactGetItems", &gets(&["c", "a"])),
        format!("{CANCELLED}[None, TransactionConflict]")
    );
    let mut world = holding(&transaction, "");
    let old = r#"{"TableName":"Notes","ConsistentRead":true,"Key":{"pk":{"S":"a"}}}"#;
    assert_eq!(ask(&mut world, "GetItem", old), r#"{"Item":{"n":{"N":"1"},"pk":{"S":"a"}}}"#);
    world.run_idle();
    assert_eq!(ask(&mut world, "GetItem", old), r#"{"Item":{"n":{"N":"2"},"pk":{"S":"a"}}}"#);
    assert_eq!(ask(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#), "{}");
}

#[test]
fn a_batch_leaves_what_a_transaction_holds() {
    let mut world = holding(&[put("a", 2)], "");
    let request = r#"{"RequestItems":{"Notes":[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}},
        {"PutRequest":{"Item":{"pk":{"S":"c"}}}}]}}"#;
    assert_eq!(
        ask(&mut world, "BatchWriteItem", request),
        r#"{"UnprocessedItems":{"Notes":[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]}}"#
    );
    world.run_idle();
    assert_eq!(scan(&mut world).len(), 3);
}

#[test]
fn a_token_of_a_running_transaction_is_in_progress() {
    let token = r#","ClientRequestToken":"t""#;
    let mut world = holding(&[put("a", 2)], token);
    // spec: 5.9/idempotency
    assert_eq!(
        write(&mut world, &[put("a", 2)], token),
        "TransactionInProgressException: The transaction with the given request token is already in progress."
    );
    world.run_idle();
    assert_eq!(write(&mut world, &[put("a", 2)], token), "{}");
}

// spec: 5.8/TransactGetItems faults
#[test]
fn a_read_meets_a_write_that_is_not_committed() {
    let mut world = simulated(&[
        ("persist_lag.median", 1_000_000),
        ("persist_lag.p99", 1_000_000),
        ("persist_lag.cap", 1_000_000),
    ]);
    create(&mut world, PLAIN);
    send(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#);
    world.run_until(world.now() + SECOND / 10);
    assert_eq!(
        ask(&mut world, "TransactGetItems", &gets(&["a", "b"])),
        format!("{CANCELLED}[TransactionConflict, None]")
    );
    world.run_idle();
    assert_eq!(
        ask(&mut world, "TransactGetItems", &gets(&["a", "b"])),
        r#"{"Responses":[{"Item":{"pk":{"S":"a"}}},{}]}"#
    );
}

#[test]
fn a_table_that_goes_meanwhile_cancels_quietly() {
    let mut world = holding(&[put("a", 2)], r#","ClientRequestToken":"t""#);
    world.set(world.now(), "control.delete_table", 0).expect("a knob");
    ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    world.run_idle();
    let answers = world.take_completions();
    assert_eq!(
        answers.iter().map(text).collect::<Vec<_>>(),
        ["ResourceNotFoundException: Requested resource not found"]
    );
    create(&mut world, PLAIN);
    assert_eq!(write(&mut world, &[put("a", 2)], r#","ClientRequestToken":"t""#), "{}");
}

#[test]
fn the_trace_tells_both_phases() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    write(&mut world, &[put("a", 1), put("b", 1)], "");
    let events = world.take_trace();
    let (prepared, commit) = (of_kind(&events, "TxnPrepared"), of_kind(&events, "TxnCommit"));
    assert_eq!((prepared.len(), commit.len()), (2, 1));
    let appended = of_kind(&events, "WalAppend");
    assert_eq!(appended.len(), 2);
    assert!(prepared.iter().all(|event| event.t < commit[0].t));
    assert!(appended.iter().all(|event| event.t > commit[0].t));
    // Messages take different times: the items are not written at one moment.
    assert_ne!(appended[0].t, appended[1].t);
    for (kind, times) in
        [("TxnBegin", 1), ("PrepareSent", 2), ("PrepareVote", 2), ("CommitApplied", 2), ("TxnReleased", 0)]
    {
        assert_eq!(of_kind(&events, kind).len(), times, "{kind}");
    }
}

/// Money moves between four accounts by transactions that overlap in time; whoever reads all four at one moment
/// sees all of it.
#[test]
fn overlapping_transactions_are_as_if_one_after_the_other() {
    const NAMES: [&str; 4] = ["a", "b", "c", "d"];
    let sum = |items: &Value| -> i64 {
        let amount =
            |item: &Value| item["n"]["N"].as_str().and_then(|n| n.parse::<i64>().ok()).expect("a number");
        items.as_array().expect("a list").iter().map(amount).sum()
    };
    let (mut moved, mut conflicts, mut seen) = (0, 0, 0);
    for seed in 0..40_u64 {
        let mut world = simulated(&[]);
        create(&mut world, PLAIN);
        write(&mut world, &NAMES.map(|name| put(name, 10)), "");
        world.run_idle();
        let chance = |n: u64, of: u64| sim::random::draw(seed, sim::Purpose::Latency, n, 77) % of;
        let start = world.now();
        for n in 0..20 {
            let (from, step) = (chance(4 * n, 4), 1 + chance(4 * n + 1, 3));
            let (from, to) = (NAMES[from as usize], NAMES[((from + step) % 4) as usize]);
            let (operation, request) = if chance(4 * n + 2, 3) == 0 {
                ("TransactGetItems", gets(&NAMES))
            } else {
                let add = |name, by: i32| update(name, "ADD n :by", &format!(r#"":by":{{"N":"{by}"}}"#));
                ("TransactWriteItems", body(&[add(from, -1), add(to, 1)], ""))
            };
            world.submit(
                start + n * 7_000 + chance(4 * n + 3, 9_000),
                super::support::input(operation, &request),
            );
        }
        world.run_idle();
        for completion in world.take_completions() {
            let answer = text(&completion);
            match serde_json::from_str::<Value>(&answer) {
                Err(_) => {
                    assert!(answer.contains("TransactionConflict"), "{answer}");
                    conflicts += 1;
                }
                Ok(answer) if answer["Responses"].is_array() => {
                    let items: Vec<Value> = answer["Responses"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .map(|it| it["Item"].clone())
                        .collect();
                    assert_eq!(sum(&Value::Array(items)), 40, "seed {seed}");
                    seen += 1;
                }
                Ok(_) => moved += 1,
            }
        }
        assert_eq!(sum(&Value::Array(scan(&mut world))), 40, "seed {seed}");
        assert!(world.calls_in_flight() == 0);
    }
    assert!(moved > 50 && conflicts > 50 && seen > 50, "{moved} moved, {conflicts} conflicts, {seen} seen");
}
