//! What a table tells of itself, and the account of its quotas.

use serde_json::{Value, json};

use crate::support::{
    ORDERS, PLAIN, SECOND, ask, check_contains, complete, create, instant, simulated, text,
};

fn described(world: &mut world::World, name: &str) -> Value {
    let answer = ask(world, "DescribeTable", &json!({"TableName": name}).to_string());
    serde_json::from_str::<Value>(&answer).expect("JSON")["Table"].clone()
}

#[test]
fn names_and_numbers() {
    let mut world = instant();
    create(&mut world, ORDERS);
    let table = described(&mut world, "Orders");
    // spec: 3.1/ARNs
    let arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/Orders";
    assert_eq!(table["TableArn"], arn);
    assert_eq!(table["GlobalSecondaryIndexes"][1]["IndexArn"], format!("{arn}/index/ByOwner"));
    assert_eq!(table["LocalSecondaryIndexes"][0]["IndexArn"], format!("{arn}/index/ByN"));
    assert_eq!(described(&mut world, arn), table);
    // spec: 3.1/TableId
    let id = table["TableId"].as_str().expect("an id").to_owned();
    let lengths: Vec<usize> = id.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12]);
    ask(&mut world, "DeleteTable", r#"{"TableName":"Orders"}"#);
    create(&mut world, ORDERS);
    assert_ne!(described(&mut world, "Orders")["TableId"], id.as_str());
}

/// A table that is being made on demand doesn't tell yet since when it is.
#[test]
fn on_demand_since_it_was_made() {
    let mut world = simulated(&[]);
    // spec: 3.3/BillingModeSummary
    let answer = ask(&mut world, "CreateTable", ORDERS);
    let made = serde_json::from_str::<Value>(&answer).expect("JSON")["TableDescription"].clone();
    assert_eq!(made["TableStatus"], "CREATING");
    assert_eq!(made["BillingModeSummary"], json!({"BillingMode": "PAY_PER_REQUEST"}));
    assert_eq!(made["TableThroughputModeSummary"], json!({"TableThroughputMode": "PAY_PER_REQUEST"}));
    world.run_idle();
    let table = described(&mut world, "Orders");
    assert_eq!(table["TableStatus"], "ACTIVE");
    for summary in ["BillingModeSummary", "TableThroughputModeSummary"] {
        assert_eq!(table[summary]["LastUpdateToPayPerRequestDateTime"], table["CreationDateTime"]);
    }
}

#[test]
fn indexes_count_their_entries() {
    let mut world = instant();
    create(&mut world, ORDERS);
    // spec: 3.3/ItemCount, TableSizeBytes
    let table = described(&mut world, "Orders");
    assert_eq!((&table["ItemCount"], &table["TableSizeBytes"]), (&json!(0), &json!(0)));
    for (sk, more) in [("a", r#","owner":{"S":"o"}"#), ("b", r#","n":{"N":"1"}"#)] {
        let body =
            format!(r#"{{"TableName":"Orders","Item":{{"pk":{{"S":"p"}},"sk":{{"S":"{sk}"}}{more}}}}}"#);
        assert_eq!(ask(&mut world, "PutItem", &body), "{}");
    }
    let table = described(&mut world, "Orders");
    assert_eq!((&table["ItemCount"], &table["TableSizeBytes"]), (&json!(2), &json!(21)));
    let members =
        |value: &Value| -> Vec<String> { value.as_object().expect("an object").keys().cloned().collect() };
    // spec: 3.3/GSI entry
    let global = &table["GlobalSecondaryIndexes"][1];
    assert_eq!(global["ItemCount"], 1);
    assert_eq!(
        members(global),
        [
            "IndexArn",
            "IndexName",
            "IndexSizeBytes",
            "IndexStatus",
            "ItemCount",
            "KeySchema",
            "Projection",
            "ProvisionedThroughput",
            "WarmThroughput"
        ]
    );
    // spec: 3.3/LSI entry
    let local = &table["LocalSecondaryIndexes"][0];
    assert_eq!(local["ItemCount"], 1);
    assert_eq!(
        members(local),
        ["IndexArn", "IndexName", "IndexSizeBytes", "ItemCount", "KeySchema", "Projection"]
    );
}

#[test]
fn quotas() {
    let mut world = simulated(&[("quota.tables", 3), ("quota.control_operations", 2)]);
    // spec: 3.7/DescribeLimits
    assert_eq!(
        ask(&mut world, "DescribeLimits", "{}"),
        r#"{"AccountMaxReadCapacityUnits":80000,"AccountMaxWriteCapacityUnits":80000,"TableMaxReadCapacityUnits":40000,"TableMaxWriteCapacityUnits":40000}"#
    );
    let table = |n: u32| PLAIN.replace("Notes", &format!("Notes{n}"));
    // spec: 3.7/Quotas
    for n in 0..2 {
        assert!(complete(&mut world, "CreateTable", &table(n)).result.is_ok());
    }
    let answer = complete(&mut world, "CreateTable", &table(2));
    assert_eq!(text(&answer), "LimitExceededException: Too many operations for a given subscriber.");
    world.run_idle();
    create(&mut world, &table(2));
    assert_eq!(
        ask(&mut world, "CreateTable", &table(3)),
        "LimitExceededException: Subscriber limit exceeded: There is a limit of 3 tables per subscriber"
    );
}

/// There is said to be a quota of four switches a day, which nobody has seen.
#[test]
fn billing_switches_at_will() {
    let mut world = instant();
    create(&mut world, PLAIN);
    // spec: 3.4/billing switch quota
    for _ in 0..6 {
        for members in [
            json!({"TableName": "Notes", "BillingMode": "PAY_PER_REQUEST"}),
            json!({"TableName": "Notes", "BillingMode": "PROVISIONED",
                   "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}}),
        ] {
            check_contains(
                &ask(&mut world, "UpdateTable", &members.to_string()),
                r#""TableStatus":"UPDATING""#,
            );
            world.run_until(world.now() + SECOND);
        }
    }
}
