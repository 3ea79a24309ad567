//! The units calculator: an item, and what each operation on it costs, found out by doing it.

use api::dynamodb::Request;
use serde_json::{Map, Value, json};

use super::deed::units;
use super::drill::{lines, table, typed};

/// The partition key of the tables that are made here.
const KEY: &str = "pk";

/// What an item costs by operation and mode; or why it is none. `item` is DynamoDB JSON; `index` gives the table a global
/// index by an attribute of the item, with this projection; `reads` and `writes` come in a second, `gigabytes` lie in the
/// table.
pub(super) fn calculate(order: &Value) -> Result<Value, String> {
    let text = order.get("item").and_then(Value::as_str).unwrap_or_default();
    let mut item: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| format!("This is no item: {error}."))?;
    item.entry(KEY).or_insert_with(|| json!({ "S": "k" }));
    let number = |name: &str| order.get(name).and_then(Value::as_u64).unwrap_or_default();
    let (reads, writes, gigabytes) = (number("reads"), number("writes"), number("gigabytes"));
    let index = order.get("index").and_then(Value::as_str).filter(|name| !name.is_empty());
    let projection = order.get("projection").and_then(Value::as_str).unwrap_or("ALL");
    let indexes: Vec<(&str, &str, &str)> = index.map(|key| ("ByIt", key, projection)).into_iter().collect();
    let mut lab = table("Calc", &indexes);
    let put = json!({ "TableName": "Calc", "Item": item }).to_string();
    let key = json!({ KEY: item[KEY] });
    let attributes = sizes(&put)?;
    let size: u64 = attributes.iter().map(|it| it.1).sum();
    let get = |strong: bool| json!({ "TableName": "Calc", "Key": key, "ConsistentRead": strong }).to_string();
    let calls = [
        ("Write (new)", "PutItem", put.clone()),
        ("Write again, the same", "PutItem", put.clone()),
        ("Read, strongly consistent", "GetItem", get(true)),
        ("Read, eventually consistent", "GetItem", get(false)),
        (
            "Read in a transaction",
            "TransactGetItems",
            json!({ "TransactItems": [{ "Get": { "TableName": "Calc", "Key": key } }] }).to_string(),
        ),
        (
            "Write in a transaction",
            "TransactWriteItems",
            json!({ "TransactItems": [{ "Put": { "TableName": "Calc", "Item": item } }] }).to_string(),
        ),
        ("Delete", "DeleteItem", json!({ "TableName": "Calc", "Key": key }).to_string()),
    ];
    let mut rows = Vec::new();
    let (mut strong, mut eventual, mut write) = (0, 0, 0);
    for (name, operation, body) in &calls {
        // Every copy has what was written before.
        lab.idle();
        let completion = lab.call(operation, body).clone();
        if let Err(error) = &completion.result {
            return Err(error.message.clone());
        }
        let (r, w) = completion.consumed();
        match *name {
            "Write (new)" => write = w,
            "Read, strongly consistent" => strong = r,
            "Read, eventually consistent" => eventual = r,
            _ => {}
        }
        rows.push(json!({
            "name": name, "read": units(r), "write": units(w), "lines": lines(&completion), "command": typed(operation, body),
        }));
    }
    // A table's own partitions, where it is provisioned with what is needed.
    let rcu = (reads * strong).div_ceil(1000).max(1);
    let wcu = (writes * write).div_ceil(1000).max(1);
    let body = json!({
        "TableName": "Sized", "KeySchema": [{ "AttributeName": KEY, "KeyType": "HASH" }],
        "AttributeDefinitions": [{ "AttributeName": KEY, "AttributeType": "S" }],
        "ProvisionedThroughput": { "ReadCapacityUnits": rcu, "WriteCapacityUnits": wcu },
    })
    .to_string();
    let made =
        lab.call("CreateTable", &body).result.as_ref().map(drop).map_err(|error| error.message.clone());
    let by_units =
        lab.session().world().table(scenario::EXAMPLE_REGION, "Sized").map_or(0, |it| it.partitions.len());
    let by_size = gigabytes.div_ceil(10);
    let create = typed("CreateTable", &create_of(&indexes));
    Ok(json!({
        "size": size,
        "attributes": attributes.iter().map(|(name, bytes)| json!({ "name": name, "bytes": bytes })).collect::<Vec<_>>(),
        "rows": rows,
        "create": create,
        "needs": {
            "rcu": rcu, "eventual": (reads * eventual).div_ceil(1000).max(1), "wcu": wcu,
            "partitions": (by_units as u64).max(by_size).max(1), "byUnits": by_units, "bySize": by_size,
            "refused": made.err(),
        },
    }))
}

/// The table's request, for the console.
fn create_of(indexes: &[(&str, &str, &str)]) -> String {
    let mut names = vec![KEY];
    names.extend(indexes.iter().map(|it| it.1));
    let mut body = json!({
        "TableName": "Calc", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{ "AttributeName": KEY, "KeyType": "HASH" }],
        "AttributeDefinitions": names.iter().map(|name| json!({ "AttributeName": name, "AttributeType": "S" })).collect::<Vec<_>>(),
    });
    if !indexes.is_empty() {
        body["GlobalSecondaryIndexes"] = indexes
            .iter()
            .map(|(name, key, projection)| {
                json!({
                    "IndexName": name, "KeySchema": [{ "AttributeName": key, "KeyType": "HASH" }],
                    "Projection": { "ProjectionType": projection },
                })
            })
            .collect();
    }
    body.to_string()
}

/// Bytes of each attribute of what is put, its name included.
fn sizes(put: &str) -> Result<Vec<(String, u64)>, String> {
    match api::parse("PutItem", put.as_bytes()) {
        Ok(Request::PutItem(put)) => Ok(put
            .item
            .decode()
            .iter()
            .map(|(name, value)| (name.clone(), name.len() as u64 + value.size()))
            .collect()),
        Ok(_) => Err("This is no item.".to_owned()),
        Err(error) => Err(error.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(answer: &'a Value, name: &str) -> &'a Value {
        let rows = answer["rows"].as_array().expect("rows");
        rows.iter().find(|row| row["name"] == name).expect("a row")
    }

    #[test]
    fn an_item_of_five_kilobytes_with_an_index() {
        let item =
            json!({ "pk": { "S": "k" }, "state": { "S": "open" }, "text": { "S": "x".repeat(5_000) } });
        let answer = calculate(&json!({
            "item": item.to_string(), "index": "state", "projection": "KEYS_ONLY", "reads": 10_000, "writes": 200, "gigabytes": 95,
        }))
        .expect("an answer");
        assert_eq!(answer["size"], 3 + 9 + 5_004);
        assert_eq!(row(&answer, "Write (new)")["write"], "6", "five for the table, one for the index");
        assert_eq!(row(&answer, "Read, strongly consistent")["read"], "2");
        assert_eq!(row(&answer, "Read, eventually consistent")["read"], "1");
        assert_eq!(row(&answer, "Read in a transaction")["read"], "4");
        assert_eq!(answer["needs"]["rcu"], 20_000);
        assert_eq!(answer["needs"]["wcu"], 1_200);
        assert_eq!((&answer["needs"]["byUnits"], &answer["needs"]["bySize"]), (&json!(7), &json!(10)));
        assert_eq!(answer["needs"]["partitions"], 10);
    }

    #[test]
    fn what_is_no_item_is_told() {
        for item in ["", "[]", "{\"pk\":1}", "{\"pk\":{\"S\":\"\"}}"] {
            assert!(calculate(&json!({ "item": item })).is_err(), "{item}");
        }
    }
}
