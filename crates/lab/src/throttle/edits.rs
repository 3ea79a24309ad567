//! Requests as JSON, read and changed: other keys, other consistency.

use serde_json::{Map, Value, json};

/// An attribute value as plain text, where it is a string, a number or binary.
pub(super) fn plain(value: &Value) -> Option<String> {
    let (_, text) = value.as_object()?.iter().next()?;
    text.as_str().map(str::to_owned)
}

/// The name in `ExpressionAttributeValues` that a key condition or update gives to an attribute: of `pk = :v` it is `:v`.
fn placeholder(body: &Value, attribute: &str) -> Option<String> {
    let aliases = body.get("ExpressionAttributeNames").and_then(Value::as_object);
    let means = |token: &str| {
        token == attribute
            || aliases.and_then(|aliases| aliases.get(token)).and_then(Value::as_str) == Some(attribute)
    };
    for member in ["KeyConditionExpression", "UpdateExpression"] {
        let Some(text) = body.get(member).and_then(Value::as_str) else { continue };
        let spaced = text.replace('=', " = ").replace(['(', ')', ','], " ");
        let tokens: Vec<&str> = spaced.split_whitespace().collect();
        for three in tokens.windows(3) {
            if means(three[0]) && three[1] == "=" && three[2].starts_with(':') {
                return Some(three[2].to_owned());
            }
        }
    }
    None
}

/// The value that a request says of an attribute: in its item, its key or its condition.
fn said<'a>(body: &'a mut Value, attribute: &str) -> Option<&'a mut Value> {
    let name = placeholder(body, attribute);
    let body = body.as_object_mut()?;
    for member in ["Item", "Key"] {
        if body.get(member).is_some_and(|it| it.get(attribute).is_some()) {
            return body.get_mut(member)?.get_mut(attribute);
        }
    }
    body.get_mut("ExpressionAttributeValues")?.get_mut(&name?)
}

/// The same as plain text.
pub(super) fn key_value(body: &Value, attribute: &str) -> Option<String> {
    let mut body = body.clone();
    said(&mut body, attribute).and_then(|value| plain(value))
}

/// Adds a suffix to a string that a request says of an attribute. Whether there was one.
pub(super) fn suffix(body: &mut Value, attribute: &str, shard: u64) -> bool {
    let Some(Value::String(text)) = said(body, attribute).and_then(|value| value.get_mut("S")) else {
        return false;
    };
    text.push_str(&format!("#{shard}"));
    true
}

/// Makes a read eventually consistent.
pub(super) fn eventual(body: &mut Value) {
    if let Some(body) = body.as_object_mut() {
        body.remove("ConsistentRead");
    }
}

/// Sets a member of a request.
pub(super) fn set(body: &mut Value, member: &str, value: Value) {
    if let Some(body) = body.as_object_mut() {
        body.insert(member.to_owned(), value);
    }
}

/// A key schema as `CreateTable` takes it.
pub(super) fn schema(of: &api::dynamodb::KeySchema) -> Value {
    let one = |name: &str, kind: &str| json!({"AttributeName": name, "KeyType": kind});
    let hash = of.partition.iter().map(|it| one(&it.name, "HASH"));
    hash.chain(of.sort.iter().map(|it| one(&it.name, "RANGE"))).collect()
}

/// An object of a few members.
pub(super) fn object(members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_wherever_they_stand() {
        let bodies = [
            json!({"Item": {"pk": {"S": "a"}}}),
            json!({"Key": {"pk": {"S": "a"}}, "UpdateExpression": "SET n = :v", "ExpressionAttributeValues": {":v": {"S": "b"}}}),
            json!({"KeyConditionExpression": "(pk=:k) AND sk > :s", "ExpressionAttributeValues": {":k": {"S": "a"}, ":s": {"S": "x"}}}),
            json!({"KeyConditionExpression": "#p = :k", "ExpressionAttributeNames": {"#p": "pk"}, "ExpressionAttributeValues": {":k": {"S": "a"}}}),
            json!({"UpdateExpression": "SET n = :n, pk = :v", "ExpressionAttributeValues": {":n": {"N": "1"}, ":v": {"S": "a"}}}),
        ];
        for mut body in bodies {
            assert_eq!(key_value(&body, "pk").as_deref(), Some("a"), "{body}");
            assert!(suffix(&mut body, "pk", 7));
            assert_eq!(key_value(&body, "pk").as_deref(), Some("a#7"), "{body}");
            assert_eq!(key_value(&body, "other"), None);
        }
        assert!(!suffix(&mut json!({"Item": {"pk": {"N": "1"}}}), "pk", 1), "only strings have suffixes");
        assert!(!suffix(&mut json!(null), "pk", 1));
    }
}
