//! Measures items and keys against a bare `BTreeMap` of the same attributes, in one run, and prints times and ratios.
//!
//! `cargo run --release -p value --example bench_value`
#![allow(clippy::disallowed_types, clippy::float_arithmetic, reason = "a benchmark measures real time")]

use std::hint::black_box;
use std::time::Instant;

use value::{AttributeValue, Attributes, Item, Number, attributes_size, json, key};

/// An item of about a kilobyte: a typical order with its lines.
fn order() -> Attributes {
    let line = |n: i64| {
        AttributeValue::M(Attributes::from([
            ("sku".to_owned(), format!("SKU-{n:06}").into()),
            ("quantity".to_owned(), n.into()),
            ("price".to_owned(), Number::parse("19.99").expect("a number").into()),
        ]))
    };
    Attributes::from([
        ("pk".to_owned(), "CUSTOMER#4711".into()),
        ("sk".to_owned(), "ORDER#2026-11-20T12:00:00Z".into()),
        ("total".to_owned(), Number::parse("1234.56").expect("a number").into()),
        ("paid".to_owned(), true.into()),
        ("note".to_owned(), "Leave it at the door, please. ".repeat(12).into()),
        ("tags".to_owned(), AttributeValue::string_set(vec!["gift".into(), "express".into(), "eu".into()])),
        ("lines".to_owned(), AttributeValue::L((1..=10).map(line).collect())),
        ("status".to_owned(), "SHIPPED".into()),
        ("version".to_owned(), 17.into()),
        ("address".to_owned(), "12 Rue de la Paix, 75002 Paris".into()),
    ])
}

/// Nanoseconds a call: the best of nine rounds, which the machine's other work disturbs least.
fn time<T>(mut call: impl FnMut() -> T) -> f64 {
    const CALLS: u32 = 20_000;
    (0..9)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..CALLS {
                black_box(call());
            }
            start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
        })
        .fold(f64::INFINITY, f64::min)
}

fn row(name: &str, ours: f64, bare_name: &str, bare: f64) {
    println!("{name:<34} {ours:>9.1} ns   {bare_name:<34} {bare:>9.1} ns   ratio {:>8.3}", ours / bare);
}

fn main() {
    let attributes = order();
    items(&attributes);
    println!();
    keys(&attributes);
    println!();
    numbers();
}

fn items(attributes: &Attributes) {
    let item = Item::new(attributes);
    println!("item of {} bytes (DynamoDB), {} bytes stored\n", item.size(), item.as_bytes().len());

    let clone_map = time(|| black_box(attributes).clone());
    row("Item::clone", time(|| black_box(&item).clone()), "BTreeMap::clone", clone_map);
    let decode = time(|| black_box(&item).decode());
    row("Item::decode", decode, "BTreeMap::clone", clone_map);
    for name in ["address", "note", "version"] {
        row(&format!("Item::get({name})"), time(|| black_box(&item).get(name)), "Item::decode", decode);
        row(
            &format!("Item::get({name})"),
            time(|| black_box(&item).get(name)),
            "BTreeMap::get, cloned",
            time(|| black_box(attributes).get(name).cloned()),
        );
    }
    row("Item::new", time(|| Item::new(black_box(attributes))), "BTreeMap::clone", clone_map);
    row(
        "Item::from_bytes (of an Arc)",
        time(|| Item::from_bytes(black_box(&item).as_bytes().into())),
        "BTreeMap::clone",
        clone_map,
    );
    row(
        "Item::size",
        time(|| black_box(&item).size()),
        "attributes_size",
        time(|| attributes_size(black_box(attributes))),
    );
    row(
        "Item::project (3 names)",
        time(|| black_box(&item).project(&["pk", "sk", "total"])),
        "Item::decode",
        decode,
    );
    let mut out = String::with_capacity(8192);
    let straight = time(|| {
        out.clear();
        item.write_json(&mut out);
    });
    let by_tree = time(|| {
        out.clear();
        json::write_attributes(&mut out, &item.decode());
    });
    row("Item::write_json", straight, "decode, then write", by_tree);
}

fn keys(attributes: &Attributes) {
    let (partition, sort) = (&attributes["pk"], &attributes["sk"]);
    let total = &attributes["total"];
    let tuple = time(|| (black_box(partition).clone(), black_box(sort).clone()));
    row(
        "key::encode (S, S)",
        time(|| key::encode(&[black_box(partition)], &[black_box(sort)])),
        "two values cloned",
        tuple,
    );
    row(
        "key::encode (S, N)",
        time(|| key::encode(&[black_box(partition)], &[black_box(total)])),
        "two values cloned",
        tuple,
    );
    row(
        "key::partition_hash (S)",
        time(|| key::partition_hash(&[black_box(partition)])),
        "two values cloned",
        tuple,
    );
}

fn numbers() {
    let (a, b) = (Number::parse("1234.56").expect("a number"), Number::parse("0.01").expect("a number"));
    let parse_f64 = time(|| black_box("1234.56").parse::<f64>());
    row("Number::parse(1234.56)", time(|| Number::parse(black_box("1234.56"))), "f64::parse", parse_f64);
    let digits = "1.2345678901234567890123456789012345678";
    row(
        "Number::parse(38 digits)",
        time(|| Number::parse(black_box(digits))),
        "f64::parse",
        time(|| black_box(digits).parse::<f64>()),
    );
    row(
        "Number::checked_add",
        time(|| black_box(a).checked_add(black_box(b))),
        "i128 addition",
        time(|| black_box(1_i128) + black_box(2)),
    );
    let hostile = format!("1e{}", "9".repeat(1 << 20));
    let scan = time_once(|| {
        hostile.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
    });
    row(
        "Number::parse(1e + a megabyte)",
        time_once(|| Number::parse(black_box(&hostile))),
        "a pass over the bytes",
        scan,
    );
    let hostile = "7".repeat(1 << 20);
    row(
        "Number::parse(a megabyte)",
        time_once(|| Number::parse(black_box(&hostile))),
        "a pass over the bytes",
        scan,
    );
}

/// Nanoseconds of the best of nine single calls, for what takes long.
fn time_once<T>(mut call: impl FnMut() -> T) -> f64 {
    (0..9)
        .map(|_| {
            let start = Instant::now();
            black_box(call());
            start.elapsed().as_secs_f64() * 1e9
        })
        .fold(f64::INFINITY, f64::min)
}
