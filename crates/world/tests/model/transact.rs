//! Many items at once: batches and transactions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map as JsonMap, Value, json};

use crate::dice::Dice;
use crate::engine::{Engine, sorted};
use crate::store::{FREE, Store, TABLES, Table};
use crate::text::Texts;
use crate::value::{Map, Path, item_json, project};
use crate::writes::{Change, Fault, Write, random_item};

/// Different keys of the tables.
fn random_keys(dice: &mut Dice, most: u64) -> Vec<(&'static Table, Map)> {
    let mut keys = Vec::new();
    for _ in 0..dice.range(1, most) {
        let table = dice.pick(&TABLES);
        let key = (table, table.random_key(dice));
        if !keys.iter().any(|(other, known): &(&Table, Map)| (other.name, known) == (table.name, &key.1)) {
            keys.push(key);
        }
    }
    keys
}

pub(crate) fn batch_write(dice: &mut Dice, engine: &mut Engine, store: &mut Store) {
    let mut request = JsonMap::new();
    let mut changes = Vec::new();
    for (table, key) in random_keys(dice, 8) {
        let item = (!dice.one_in(3)).then(|| random_item(dice, table, &key));
        let one = match &item {
            Some(item) => json!({"PutRequest": {"Item": item_json(item)}}),
            None => json!({"DeleteRequest": {"Key": item_json(&key)}}),
        };
        let list = request.entry(table.name).or_insert_with(|| json!([]));
        list.as_array_mut().expect("a list").push(one);
        changes.push((table, key, item));
    }
    let found = engine.ask("BatchWriteItem", &json!({ "RequestItems": request }));
    if changes.iter().any(|(table, _, item)| item.as_ref().is_some_and(|item| !table.takes(item))) {
        return engine.check(&found.map_err(|(name, _)| name), &Err("ValidationException".to_owned()));
    }
    engine.check(&found, &Ok(json!({"UnprocessedItems": {}})));
    for (table, key, item) in changes {
        store.set(table, &key, item);
    }
}

pub(crate) fn batch_get(dice: &mut Dice, engine: &mut Engine, store: &Store) {
    let mut request = JsonMap::new();
    let mut expected: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (table, key) in random_keys(dice, 10) {
        let entry = request.entry(table.name).or_insert_with(|| json!({"Keys": [], "ConsistentRead": true}));
        entry["Keys"].as_array_mut().expect("a list").push(item_json(&key));
        let found = expected.entry(table.name).or_default();
        found.extend(store.get(table, &key).map(item_json));
    }
    let found = engine.ask("BatchGetItem", &json!({ "RequestItems": request })).map(|answer| {
        let responses = answer["Responses"].as_object().cloned().unwrap_or_default();
        responses.iter().map(|(table, items)| (table.clone(), sorted(items))).collect::<BTreeMap<_, _>>()
    });
    let expected =
        expected.into_iter().map(|(table, items)| (table.to_owned(), sorted(&Value::Array(items)))).collect();
    engine.check(&found, &Ok(expected));
}

pub(crate) fn write(dice: &mut Dice, engine: &mut Engine, store: &mut Store) {
    let mut keys = BTreeSet::new();
    let mut writes = Vec::new();
    for _ in 0..dice.range(1, 5) {
        let write = Write::random(dice, true);
        if keys.insert((write.table.name, write.key.clone())) {
            writes.push(write);
        }
    }
    let action = |write: &Write, dice: &mut Dice| {
        let name = match write.change {
            Change::Put(_) => "Put",
            Change::Update(_) => "Update",
            Change::Delete => "Delete",
            Change::Check => "ConditionCheck",
        };
        json!({ name: write.request(dice, true) })
    };
    let actions: Vec<Value> = writes.iter().map(|write| action(write, dice)).collect();
    let mut request = json!({ "TransactItems": actions });
    let token = dice.one_in(3);
    if token {
        request["ClientRequestToken"] = format!("{:x}", dice.next()).into();
    }
    let found = engine.ask("TransactWriteItems", &request);
    // An empty key of an index in an item that is put is an error of the whole request.
    let empty = |write: &Write| match &write.change {
        Change::Put(item) => write.table.has_empty_index_key(item),
        _ => false,
    };
    if writes.iter().any(empty) {
        return engine.check(&found.map_err(|(name, _)| name), &Err("ValidationException".to_owned()));
    }
    let outcomes: Vec<Result<Option<Map>, Fault>> = writes.iter().map(|write| write.outcome(store)).collect();
    if outcomes.iter().all(Result::is_ok) {
        engine.check(&found, &Ok(json!({})));
        for (write, outcome) in writes.iter().zip(outcomes) {
            store.set(write.table, &write.key, outcome.ok().flatten());
        }
        if token {
            // Once more: nothing happens.
            let again = engine.ask("TransactWriteItems", &request);
            engine.check(&again, &Ok(json!({})));
        }
        return;
    }
    let reason = |(write, outcome): (&Write, &Result<Option<Map>, Fault>)| match outcome {
        Ok(_) => ("None", Value::Null),
        Err(Fault::Invalid) => ("ValidationError", Value::Null),
        Err(Fault::Condition) => {
            let item = store.get(write.table, &write.key).filter(|_| write.tell_old);
            ("ConditionalCheckFailed", item.map_or(Value::Null, item_json))
        }
    };
    let reasons: Vec<(&str, Value)> = writes.iter().zip(&outcomes).map(reason).collect();
    let expected: Vec<(Value, Value)> =
        reasons.iter().map(|(code, item)| (json!(code), item.clone())).collect();
    let found = found.map_err(|(name, body)| {
        let reasons = body["CancellationReasons"].as_array().cloned().unwrap_or_default();
        let reasons: Vec<(Value, Value)> =
            reasons.iter().map(|reason| (reason["Code"].clone(), reason["Item"].clone())).collect();
        (name, reasons)
    });
    engine.check(&found, &Err(("TransactionCanceledException".to_owned(), expected)));
}

pub(crate) fn get(dice: &mut Dice, engine: &mut Engine, store: &Store) {
    let mut gets = Vec::new();
    let mut expected = Vec::new();
    for (table, key) in random_keys(dice, 6) {
        let mut request = json!({"TableName": table.name, "Key": item_json(&key)});
        let paths = random_projection(dice, &FREE);
        let item = store.get(table, &key).map(|item| match &paths {
            Some(paths) => project(item, paths),
            None => item.clone(),
        });
        project_into(&mut request, dice, paths.as_deref());
        gets.push(json!({ "Get": request }));
        expected.push(match item.filter(|item| !item.is_empty()) {
            Some(item) => json!({"Item": item_json(&item)}),
            None => json!({}),
        });
    }
    let found = engine.ask("TransactGetItems", &json!({ "TransactItems": gets }));
    engine.check(&found, &Ok(json!({ "Responses": expected })));
}

/// A few paths that don't overlap, or none at all.
pub(crate) fn random_projection(dice: &mut Dice, names: &[&str]) -> Option<Vec<Path>> {
    if names.is_empty() || !dice.one_in(3) {
        return None;
    }
    let count = dice.range(1, 3);
    let names = dice.some(names, count);
    Some(names.into_iter().map(|name| Path::random(dice, name)).collect())
}

pub(crate) fn project_into(request: &mut Value, dice: &mut Dice, paths: Option<&[Path]>) {
    if let Some(paths) = paths {
        let mut texts = Texts::new(dice);
        request["ProjectionExpression"] = texts.paths(paths).into();
        texts.finish(request);
    }
}
