//! The table, its items, and the requests: 1 KB items on a table with one global index.

use std::fmt::Write as _;

/// Items that share a value of the index's key: what a query of the index answers.
pub(crate) const GROUP: u64 = 100;

/// `CreateTable`.
pub(crate) const TABLE: &str = r#"{"TableName":"Bench","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"group","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
    "GlobalSecondaryIndexes":[{"IndexName":"groups","KeySchema":[{"AttributeName":"group","KeyType":"HASH"},
        {"AttributeName":"pk","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}]}"#;

/// Position `n` of a walk through `0..items` that jumps about and comes to each number once.
pub(crate) fn scattered(n: u64, items: u64) -> u64 {
    // A prime that divides no sensible number of items.
    (n.wrapping_mul(7_368_787)) % items.max(1)
}

fn key(n: u64) -> String {
    format!(r#"{{"pk":{{"S":"item-{n:09}"}}}}"#)
}

/// About 1 KB by the size formula.
fn item(n: u64) -> String {
    let filler = "x".repeat(900);
    format!(
        r#"{{"pk":{{"S":"item-{n:09}"}},"group":{{"S":"group-{:07}"}},"count":{{"N":"{n}"}},"text":{{"S":"{filler}"}},"flags":{{"L":[{{"BOOL":true}},{{"NULL":true}}]}}}}"#,
        n / GROUP
    )
}

/// The bare map's key and value of an item.
pub(crate) fn bare(n: u64) -> (Vec<u8>, Vec<u8>) {
    (format!("item-{n:09}").into_bytes(), vec![b'x'; 1_000])
}

/// The value of the index's key that an item has.
pub(crate) fn put(n: u64) -> String {
    format!(r#"{{"TableName":"Bench","Item":{}}}"#, item(n))
}

pub(crate) fn get(n: u64) -> String {
    format!(r#"{{"TableName":"Bench","Key":{},"ConsistentRead":true}}"#, key(n))
}

/// An update under a condition that holds.
pub(crate) fn update(n: u64) -> String {
    format!(
        r##"{{"TableName":"Bench","Key":{},"UpdateExpression":"SET #c = #c + :one","ConditionExpression":"attribute_exists(pk) AND #c >= :zero",
        "ExpressionAttributeNames":{{"#c":"count"}},"ExpressionAttributeValues":{{":one":{{"N":"1"}},":zero":{{"N":"0"}}}}}}"##,
        key(n)
    )
}

/// A group of the index.
pub(crate) fn query(n: u64) -> String {
    format!(
        r##"{{"TableName":"Bench","IndexName":"groups","KeyConditionExpression":"#g = :g","ExpressionAttributeNames":{{"#g":"group"}},
        "ExpressionAttributeValues":{{":g":{{"S":"group-{:07}"}}}}}}"##,
        n / GROUP
    )
}

/// A page of a scan: from the beginning, as much as fits.
pub(crate) fn scan() -> String {
    r#"{"TableName":"Bench"}"#.to_owned()
}

/// 25 puts.
pub(crate) fn batch(n: u64, items: u64) -> String {
    let mut out = r#"{"RequestItems":{"Bench":["#.to_owned();
    for at in 0..25 {
        let comma = if at == 0 { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = write!(out, r#"{comma}{{"PutRequest":{{"Item":{}}}}}"#, item(scattered(n * 25 + at, items)));
    }
    out + "]}}"
}

/// Four puts in one transaction.
pub(crate) fn transaction(n: u64, items: u64) -> String {
    let mut out = r#"{"TransactItems":["#.to_owned();
    for at in 0..4 {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(
            out,
            r#"{comma}{{"Put":{{"TableName":"Bench","Item":{}}}}}"#,
            item(scattered(n * 4 + at, items))
        );
    }
    out + "]}"
}
