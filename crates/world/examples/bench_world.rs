//! What the machinery around the tables costs, against bare ordered maps in the same run.
//!
//! `cargo run --release -p world --example bench_world`

#![expect(clippy::disallowed_types, reason = "a benchmark measures real time")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use api::dynamodb::Request;
use imbl::OrdMap;
use value::{AttributeValue, Attributes, Item, Key, key};
use world::{Call, Config, Input, Mode, World};

const ITEMS: u64 = 100_000;
const TABLE: &str = r#"{"TableName":"Bench","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;

fn main() {
    let rows: Vec<(Key, Item)> = (0..ITEMS).map(row).collect();
    let puts: Vec<Request> = (0..ITEMS).map(|n| request("PutItem", "Item", n, true)).collect();
    let gets: Vec<Request> = (0..ITEMS).map(|n| request("GetItem", "Key", n, false)).collect();

    let (bare_put, bare) = time(|| rows.iter().cloned().collect::<BTreeMap<Key, Item>>());
    let (imbl_put, imbl) = time(|| rows.iter().cloned().collect::<OrdMap<Key, Item>>());
    let (bare_get, _) = time(|| rows.iter().filter(|(key, _)| black_box(bare.get(key)).is_some()).count());
    let (imbl_get, _) = time(|| rows.iter().filter(|(key, _)| black_box(imbl.get(key)).is_some()).count());
    let (bare_clone, _) = time(|| black_box(bare.clone()));
    let (imbl_clone, _) = time(|| black_box(imbl.clone()));

    println!("100,000 items of about 1 KB; nanoseconds an operation, and times a bare BTreeMap\n");
    println!("{:<34}{:>18}{:>18}{:>18}", "", "put", "get", "clone (whole)");
    line("BTreeMap", [bare_put, bare_get, bare_clone], [bare_put, bare_get, bare_clone]);
    line("imbl::OrdMap", [imbl_put, imbl_get, imbl_clone], [bare_put, bare_get, bare_clone]);
    for (name, mode, level) in [
        ("world, instant, no observer", Mode::Instant, trace::Level::Off),
        ("world, instant, full trace", Mode::Instant, trace::Level::Full),
        ("world, simulated, full trace", Mode::Simulated, trace::Level::Full),
    ] {
        let mut world = World::new(Config { mode, ..Config::default() });
        world.set_level(level);
        run(&mut world, api::parse("CreateTable", TABLE.as_bytes()).expect("a table"));
        world.run_idle();
        let put = time(|| puts.iter().for_each(|put| run(&mut world, put.clone()))).0;
        let get = time(|| gets.iter().for_each(|get| run(&mut world, get.clone()))).0;
        let (clone, copy) = time(|| black_box(world.clone()));
        line(name, [put, get, clone], [bare_put, bare_get, bare_clone]);
        let (hash, _) = time(|| black_box(copy.state_hash()));
        let (after, ()) = time(|| run(&mut world, puts[0].clone()));
        println!(
            "    state_hash {hash:?}; first write after a clone {after:?}; bytes() {} MB",
            world.bytes() / 1_000_000
        );
    }
}

fn run(world: &mut World, request: Request) {
    let input = Input::Call(Call {
        region: "eu-central-1".to_owned(),
        operation: String::new(),
        request: Ok(request),
        request_bytes: 1_000,
        via: None,
        caller: None,
    });
    let call = world.submit(world.now(), input);
    let completion = world.run_to_completion(call);
    assert!(completion.result.is_ok(), "{:?}", completion.result);
    world.take_trace();
}

fn time<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

/// Prints nanoseconds an operation (for a clone: the whole) and tenths of the bare map's.
fn line(name: &str, times: [Duration; 3], bare: [Duration; 3]) {
    let mut out = format!("{name:<34}");
    for (column, (time, bare)) in times.iter().zip(bare).enumerate() {
        let each = if column < 2 { time.as_nanos() / u128::from(ITEMS) } else { time.as_nanos() };
        let tenths = time.as_nanos() * 10 / bare.as_nanos().max(1);
        let cell = format!("{each} ({}.{}x)", tenths / 10, tenths % 10);
        let _ = write!(out, "{cell:>18}");
    }
    println!("{out}");
}

fn row(n: u64) -> (Key, Item) {
    let pk = AttributeValue::S(format!("key-{n}"));
    let key = key::encode(&[&pk], &[]).expect("a string is a key");
    let more = AttributeValue::S("x".repeat(1_000));
    (key, Item::new(&Attributes::from([("pk".to_owned(), pk), ("more".to_owned(), more)])))
}

fn request(operation: &str, member: &str, n: u64, whole: bool) -> Request {
    let more = if whole { format!(r#","more":{{"S":"{}"}}"#, "x".repeat(1_000)) } else { String::new() };
    let body = format!(r#"{{"TableName":"Bench","{member}":{{"pk":{{"S":"key-{n}"}}{more}}}}}"#);
    api::parse(operation, body.as_bytes()).expect("a request")
}
