//! The requests of the item editor.

use std::fmt::Write as _;

use value::json::write_string;

use super::{Draft, Field, write_fields};

/// A request of the item editor: its operation and JSON.
pub type Made = (&'static str, String);

/// `PutItem` of a draft; `fresh`: only if no item has its key.
pub fn put(table: &str, keys: &[&str], item: &Draft, fresh: bool) -> Made {
    let mut out = begin(table);
    out.push_str(",\"Item\":");
    item.write_attributes(&mut out);
    if let (true, Some(key)) = (fresh, keys.first()) {
        out.push_str(
            ",\"ConditionExpression\":\"attribute_not_exists(#k)\",\"ExpressionAttributeNames\":{\"#k\":",
        );
        write_string(&mut out, key);
        out.push('}');
    }
    ("PutItem", finish(out))
}

/// `UpdateItem` of the difference between an item and its draft; `None` when there is none.
pub fn update(table: &str, keys: &[&str], before: &Draft, after: &Draft) -> Option<Made> {
    let is_key = |field: &&Field| keys.contains(&field.name.as_str());
    let old = |name: &str| before.inner.iter().find(|field| field.name == name).map(|field| &field.value);
    let set: Vec<&Field> =
        after.inner.iter().filter(|field| !is_key(field) && old(&field.name) != Some(&field.value)).collect();
    let removed: Vec<&Field> = before
        .inner
        .iter()
        .filter(|field| !is_key(field) && !after.inner.iter().any(|kept| kept.name == field.name))
        .collect();
    if set.is_empty() && removed.is_empty() {
        return None;
    }
    let mut expression = String::new();
    let (mut names, mut values) = (String::new(), String::new());
    for (at, field) in set.iter().chain(&removed).enumerate() {
        let writes = at < set.len();
        let (first, comma) = (at == 0 || at == set.len(), if at == 0 { "" } else { "," });
        expression.push_str(match (writes, first) {
            (true, true) => "SET ",
            (false, true) if at > 0 => " REMOVE ",
            (false, true) => "REMOVE ",
            _ => ", ",
        });
        // Writing to a String cannot fail.
        let _ = write!(expression, "#a{at}");
        let _ = write!(names, "{comma}\"#a{at}\":");
        write_string(&mut names, &field.name);
        if writes {
            let _ = write!(expression, " = :a{at}");
            let _ = write!(values, "{comma}\":a{at}\":");
            field.value.write(&mut values);
        }
    }
    let mut out = begin(table);
    out.push_str(",\"Key\":");
    write_key(&mut out, keys, before);
    out.push_str(",\"UpdateExpression\":");
    write_string(&mut out, &expression);
    let _ = write!(out, ",\"ExpressionAttributeNames\":{{{names}}}");
    if !values.is_empty() {
        let _ = write!(out, ",\"ExpressionAttributeValues\":{{{values}}}");
    }
    Some(("UpdateItem", finish(out)))
}

/// `DeleteItem` of an item.
pub fn delete(table: &str, keys: &[&str], item: &Draft) -> Made {
    let mut out = begin(table);
    out.push_str(",\"Key\":");
    write_key(&mut out, keys, item);
    ("DeleteItem", finish(out))
}

/// `GetItem` of an item by its key as JSON.
pub fn get(table: &str, key: &str) -> Made {
    let out = begin(table);
    ("GetItem", finish(format!("{out},\"Key\":{key},\"ConsistentRead\":true")))
}

fn write_key(out: &mut String, keys: &[&str], item: &Draft) {
    let fields: Vec<&Field> = item.inner.iter().filter(|field| keys.contains(&field.name.as_str())).collect();
    write_fields(out, &fields);
}

fn begin(table: &str) -> String {
    let mut out = String::from("{\"TableName\":");
    write_string(&mut out, table);
    out
}

fn finish(out: String) -> String {
    out + ",\"ReturnConsumedCapacity\":\"INDEXES\"}"
}
