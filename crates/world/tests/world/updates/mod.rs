//! `UpdateTable` and tags, as the table has it.

mod backfill;
mod settings;
mod tags;
mod units;

use serde_json::{Value, json};
use world::World;

use crate::support::{ORDERS, PLAIN, REGION, SECOND, ask, check_contains, create, instant, simulated};

const P: &str = "ValidationException: One or more parameter values were invalid: ";
const IN_USE: &str = "ResourceInUseException: Attempt to change a resource which is still in use: ";
const ARN: &str = "arn:aws:dynamodb:eu-central-1:123456789012:table/Notes";

fn body(table: &str, members: &Value) -> String {
    let mut body = members.clone();
    body["TableName"] = json!(table);
    body.to_string()
}

fn update(world: &mut World, members: &Value) -> String {
    ask(world, "UpdateTable", &body("Notes", members))
}

#[track_caller]
fn refused(world: &mut World, members: &Value, expected: &str) {
    let before = ask(world, "DescribeTable", r#"{"TableName":"Notes"}"#);
    let answer = update(world, members);
    assert_eq!(answer, expected.replace("P: ", P));
    // Rejected calls change nothing.
    assert_eq!(ask(world, "DescribeTable", r#"{"TableName":"Notes"}"#), before);
}

fn described(world: &mut World) -> Value {
    let answer = ask(world, "DescribeTable", r#"{"TableName":"Notes"}"#);
    serde_json::from_str::<Value>(&answer).expect("JSON")["Table"].clone()
}

fn units(read: u64, write: u64) -> Value {
    json!({"ReadCapacityUnits": read, "WriteCapacityUnits": write})
}

fn on_demand() -> String {
    let mut table: Value = serde_json::from_str(PLAIN).expect("JSON");
    table["BillingMode"] = json!("PAY_PER_REQUEST");
    table.as_object_mut().expect("an object").remove("ProvisionedThroughput");
    table.to_string()
}

/// `Notes` with a global index `ByTag`.
fn indexed(billing: &str) -> String {
    let mut table: Value = serde_json::from_str(&on_demand()).expect("JSON");
    table["BillingMode"] = json!(billing);
    table["AttributeDefinitions"] = json!([{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "tag", "AttributeType": "S"}]);
    table["GlobalSecondaryIndexes"] = json!([by("ByTag", "tag")]);
    if billing == "PROVISIONED" {
        table["ProvisionedThroughput"] = units(5, 5);
        table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"] = units(5, 5);
    }
    table.to_string()
}

fn by(name: &str, attribute: &str) -> Value {
    json!({"IndexName": name, "KeySchema": [{"AttributeName": attribute, "KeyType": "HASH"}],
           "Projection": {"ProjectionType": "ALL"}})
}

fn added(index: &Value, attribute: &str, kind: &str) -> Value {
    json!({"AttributeDefinitions": [{"AttributeName": attribute, "AttributeType": kind}],
           "GlobalSecondaryIndexUpdates": [{"Create": index}]})
}

fn deleted(name: &str) -> Value {
    json!({"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": name}}]})
}

fn put(world: &mut World, attributes: &Value) -> String {
    ask(world, "PutItem", &json!({"TableName": "Notes", "Item": attributes}).to_string())
}

fn query(world: &mut World, index: &str, attribute: &str, value: &str) -> String {
    let body = json!({
        "TableName": "Notes", "IndexName": index, "KeyConditionExpression": "#a = :v",
        "ExpressionAttributeNames": {"#a": attribute}, "ExpressionAttributeValues": {":v": {"S": value}},
    });
    ask(world, "Query", &body.to_string())
}

fn advance(world: &mut World, time: u64) {
    world.run_until(world.now() + time);
}
