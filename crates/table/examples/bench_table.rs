//! What the engine adds to the bare ordered maps: `cargo run --release -p table --example bench_table`.
//!
//! Every figure is the best of several rounds; ratios are against maps of the same keys and items measured in
//! the same run.
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "a benchmark measures real time")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use api::dynamodb::{
    GetItem, GlobalIndexDefinition, KeyAttribute, KeySchema, KeyType, Projection, PutItem, Query,
    ReturnConsumedCapacity, ReturnValues, TableRef,
};
use expression::{KeyClause, KeyCondition, KeyTest};
use imbl::OrdMap;
use table::{ReadPlan, Schema, Table, Write, price, shown};
use value::key::Key;
use value::{Attributes, Item};

const ITEMS: u64 = 100_000;
const COLLECTION: u64 = 100;
const ROUNDS: u32 = 5;

fn here() -> TableRef {
    TableRef { given: "T".to_owned(), name: "T".to_owned(), arn_of: None }
}

fn attribute(name: &str, key_type: KeyType) -> KeyAttribute {
    KeyAttribute { name: name.to_owned(), key_type }
}

fn schema(global: bool) -> Schema {
    let index = GlobalIndexDefinition {
        name: "ByTag".to_owned(),
        key: KeySchema {
            partition: vec![attribute("tag", KeyType::S)],
            sort: vec![attribute("sk", KeyType::N)],
        },
        projection: Projection::KeysOnly,
        throughput: None,
    };
    let key =
        KeySchema { partition: vec![attribute("pk", KeyType::S)], sort: vec![attribute("sk", KeyType::N)] };
    Schema::new(&key, &[], if global { std::slice::from_ref(&index) } else { &[] })
}

/// An item of about 200 bytes.
fn attributes(number: u64, version: i64) -> Attributes {
    let mut attributes = key_attributes(number);
    attributes.insert("tag".to_owned(), format!("tag{}", number % 7).into());
    attributes.insert("title".to_owned(), "x".repeat(120).into());
    attributes.insert("version".to_owned(), version.into());
    attributes
}

fn key_attributes(number: u64) -> Attributes {
    Attributes::from([
        ("pk".to_owned(), format!("customer#{:06}", number / COLLECTION).into()),
        ("sk".to_owned(), i64::try_from(number % COLLECTION).unwrap_or(0).into()),
    ])
}

fn put(item: &Item) -> PutItem {
    PutItem {
        table: here(),
        item: item.clone(),
        condition: None,
        return_values: ReturnValues::None,
        return_item_on_failure: false,
        return_consumed: ReturnConsumedCapacity::None,
        return_metrics: false,
    }
}

fn query(number: u64) -> Query {
    let value = key_attributes(number).remove("pk").unwrap_or_else(|| "".into());
    Query {
        table: here(),
        index: None,
        key_condition: KeyCondition {
            clauses: vec![KeyClause { attribute: "pk".to_owned(), test: KeyTest::Eq(value) }],
        },
        filter: None,
        projection: None,
        select: None,
        limit: None,
        start: None,
        forward: true,
        consistent: true,
        return_consumed: ReturnConsumedCapacity::None,
        older: false,
    }
}

/// Nanoseconds of one of `count` operations: the best round.
fn measure(count: u64, mut round: impl FnMut()) -> u64 {
    (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            round();
            u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX) / count
        })
        .min()
        .unwrap_or(0)
}

/// A pseudo-random order that visits every number once.
fn shuffled() -> impl Iterator<Item = u64> + Clone {
    (0..ITEMS).map(|step| step * 77_773 % ITEMS)
}

fn report(what: &str, ours: u64, imbl: u64, btree: u64) {
    let ratio = |peer: u64| {
        let hundredths = ours * 100 / peer.max(1);
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    };
    println!("{what:<28} {ours:>7} ns   {imbl:>7} ns ×{:<8} {btree:>7} ns ×{}", ratio(imbl), ratio(btree));
}

fn main() {
    let schema_plain = schema(false);
    let old: Vec<Item> = (0..ITEMS).map(|number| Item::new(&attributes(number, 1))).collect();
    let new: Vec<Item> = (0..ITEMS).map(|number| Item::new(&attributes(number, 2))).collect();
    let at = |number: u64| usize::try_from(number).unwrap_or(0);
    let keys: Vec<Key> = old.iter().filter_map(|item| schema_plain.stored_key(item)).collect();
    let key_parameters: Vec<GetItem> = (0..ITEMS)
        .map(|number| GetItem {
            table: here(),
            key: key_attributes(number),
            consistent: true,
            projection: None,
            return_consumed: ReturnConsumedCapacity::None,
        })
        .collect();
    let puts: Vec<PutItem> = new.iter().map(put).collect();
    let table = Table::from_items(schema_plain.clone(), old.iter().cloned());
    let imbl: OrdMap<Key, Item> = keys.iter().cloned().zip(old.iter().cloned()).collect();
    let btree: BTreeMap<Key, Item> = keys.iter().cloned().zip(old.iter().cloned()).collect();

    println!("{ITEMS} items of about {} bytes; best of {ROUNDS} rounds", old[0].size());
    println!("{:<28} {:>10}   {:<19} BTreeMap", "", "table", "imbl::OrdMap");

    let ours = measure(ITEMS, || {
        for number in shuffled() {
            let request = &key_parameters[at(number)];
            let key = schema_plain.key_of(&request.key);
            let stored = key.ok().and_then(|key| table.rows().get(&key));
            black_box((price(None, stored, true), shown(stored, None)));
        }
    });
    let bare = measure(ITEMS, || shuffled().for_each(|n| drop(black_box(imbl.get(&keys[at(n)]).cloned()))));
    let std = measure(ITEMS, || shuffled().for_each(|n| drop(black_box(btree.get(&keys[at(n)]).cloned()))));
    report("get (key, item, units)", ours, bare, std);

    let bare = measure(ITEMS, || {
        let mut map = imbl.clone();
        shuffled().for_each(|n| drop(map.insert(keys[at(n)].clone(), new[at(n)].clone())));
    });
    let mut map = btree.clone();
    let std = measure(ITEMS, || {
        shuffled().for_each(|n| drop(map.insert(keys[at(n)].clone(), new[at(n)].clone())));
    });
    for (what, global) in [("put (check, plan, apply)", false), ("put with a KEYS_ONLY index", true)] {
        let schema = schema(global);
        let start = Table::from_items(schema.clone(), old.iter().cloned());
        let ours = measure(ITEMS, || {
            let mut table = start.clone();
            for number in shuffled() {
                let Ok(write) = Write::put(&schema, &puts[at(number)]) else { continue };
                let before = table.rows().get(write.key());
                if let Ok(plan) = write.plan(&schema, before) {
                    table.apply(&plan);
                }
            }
        });
        report(what, ours, bare, std);
    }

    let queries: Vec<Query> = (0..ITEMS / COLLECTION).map(|n| query(n * COLLECTION)).collect();
    let bounds: Vec<(Key, Key)> = (0..ITEMS / COLLECTION)
        .map(|n| (keys[at(n * COLLECTION)].clone(), keys[at(n * COLLECTION + COLLECTION - 1)].clone()))
        .collect();
    let ours = measure(ITEMS, || {
        for query in &queries {
            let Ok(plan) = ReadPlan::query(&schema_plain, query) else { continue };
            if let Some(rows) = table.newest(plan.index()) {
                black_box(plan.page(&rows));
            }
        }
    });
    let bare = measure(ITEMS, || {
        for (from, to) in &bounds {
            let items = imbl.range::<_, Key>(from..=to).map(|(_, item)| item.clone());
            black_box(items.collect::<Vec<_>>());
        }
    });
    let std = measure(ITEMS, || {
        for (from, to) in &bounds {
            let items = btree.range::<Key, _>(from..=to).map(|(_, item)| item.clone());
            black_box(items.collect::<Vec<_>>());
        }
    });
    report("query of 100, an item", ours, bare, std);

    let clones = 1000;
    let ours = measure(clones, || (0..clones).for_each(|_| drop(black_box(table.clone()))));
    let bare = measure(clones, || (0..clones).for_each(|_| drop(black_box(imbl.clone()))));
    let std = measure(1, || drop(black_box(btree.clone())));
    report("clone of the table", ours, bare, std);
}
