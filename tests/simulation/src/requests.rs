//! Requests as AWS JSON. What an item holds follows from its version.

use world::{Call, Input};

pub(crate) const REGION: &str = "eu-central-1";
/// Keys of the table.
pub(crate) const KEYS: u64 = 20;

/// On demand, with an index by `owner`, and a stream.
pub(crate) const TABLE: &str = r#"{"TableName":"Simulated","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"owner","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
    "GlobalSecondaryIndexes":[{"IndexName":"ByOwner","Projection":{"ProjectionType":"ALL"},
        "KeySchema":[{"AttributeName":"owner","KeyType":"HASH"}]}],
    "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}"#;

/// With little capacity.
pub(crate) const SMALL: &str = r#"{"TableName":"Small",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
    "ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}"#;

pub(crate) fn call(operation: &str, body: &str) -> Input {
    Input::Call(Call {
        region: REGION.to_owned(),
        operation: operation.to_owned(),
        request: api::parse(operation, body.as_bytes()),
        request_bytes: body.len() as u64,
        via: None,
        caller: None,
    })
}

/// The owner that a version has, if it has one: one in four is in no index.
pub(crate) fn owner(version: u64) -> Option<String> {
    (!version.is_multiple_of(4)).then(|| format!("o{}", version % 3))
}

fn attributes(version: u64) -> String {
    let pad = "x".repeat(usize::try_from(version * 7 % 300).unwrap_or(0));
    let owner = owner(version).map(|owner| format!(r#","owner":{{"S":"{owner}"}}"#)).unwrap_or_default();
    format!(r#""v":{{"N":"{version}"}},"pad":{{"S":"{pad}"}}{owner}"#)
}

pub(crate) fn item(key: u64, version: u64) -> String {
    format!(r#"{{"pk":{{"S":"k{key}"}},{}}}"#, attributes(version))
}

pub(crate) fn key(key: u64) -> String {
    format!(r#"{{"pk":{{"S":"k{key}"}}}}"#)
}

pub(crate) fn put(key: u64, version: u64, absent: bool) -> String {
    let condition = if absent { r#","ConditionExpression":"attribute_not_exists(pk)""# } else { "" };
    format!(r#"{{"TableName":"Simulated","Item":{}{condition}}}"#, item(key, version))
}

pub(crate) fn update(at: u64, version: u64) -> String {
    let (owner_set, owner_value) = match owner(version) {
        Some(owner) => (", #o = :o".to_owned(), format!(r#","":o":{{"S":"{owner}"}}"#).replace("\"\"", "\"")),
        None => (" REMOVE #o".to_owned(), String::new()),
    };
    let pad = "x".repeat(usize::try_from(version * 7 % 300).unwrap_or(0));
    format!(
        r##"{{"TableName":"Simulated","Key":{},"UpdateExpression":"SET v = :v, pad = :p{owner_set}",
            "ExpressionAttributeNames":{{"#o":"owner"}},
            "ExpressionAttributeValues":{{":v":{{"N":"{version}"}},":p":{{"S":"{pad}"}}{owner_value}}}}}"##,
        key(at)
    )
}

pub(crate) fn delete(at: u64) -> String {
    format!(r#"{{"TableName":"Simulated","Key":{}}}"#, key(at))
}

pub(crate) fn get(at: u64, strong: bool) -> String {
    format!(r#"{{"TableName":"Simulated","Key":{},"ConsistentRead":{strong}}}"#, key(at))
}

pub(crate) fn transaction(puts: &[(u64, u64)]) -> String {
    let puts = puts.iter().map(|&(key, version)| {
        format!(r#"{{"Put":{{"TableName":"Simulated","Item":{}}}}}"#, item(key, version))
    });
    format!(r#"{{"TransactItems":[{}]}}"#, puts.collect::<Vec<_>>().join(","))
}
