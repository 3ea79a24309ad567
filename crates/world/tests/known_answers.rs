//! Known answers: the same natively and in WebAssembly. They change only with the format of saved worlds or the
//! model, and then knowingly.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[path = "world/support.rs"]
#[allow(dead_code)]
mod support;

use std::fmt::Write as _;

use world::{Durable, World};

use support::{ORDERS, PLAIN, ask, create, instant, simulated};

fn hex(bytes: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(bytes))
}

#[test]
fn fixed_inputs_fixed_hashes() {
    let mut world = simulated(&[]);
    assert_eq!(hex(world.state_hash()), "f05eaf97f81e74ed8aaf83134581cff9");
    create(&mut world, ORDERS);
    for n in 0..50 {
        let item = format!(
            r#""pk":{{"S":"p{}"}},"sk":{{"S":"s{n}"}},"n":{{"N":"{n}.5"}},"owner":{{"S":"o{}"}}"#,
            n % 7,
            n % 3
        );
        ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#));
    }
    assert_eq!(hex(world.state_hash()), "2960ae0b0ceca10998ba7c7350051e61");
    assert_eq!(hex(world.world_hash()), "348efe9f5cbd8cce3593aab70fbfc3db");
    let mut json = String::new();
    trace::write_events(&mut json, &world.take_trace(), &world);
    assert_eq!(
        hex(xxhash_rust::xxh3::xxh3_128(json.as_bytes()).to_be_bytes()),
        "042893ad77a6fa3b39ce024b0ff8643b"
    );
}

/// The order of writes leaves no mark in a table's hash, and what is taken back leaves none either.
#[test]
fn content_not_history() {
    let run = |order: [u32; 4]| {
        let mut world = instant();
        create(&mut world, PLAIN);
        for n in order {
            let body = format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"{}"}}}}}}"#, n % 3);
            ask(&mut world, "PutItem", &body);
        }
        world.state_hash()
    };
    assert_eq!(run([0, 1, 2, 0]), run([2, 1, 0, 3]));
    assert_ne!(run([0, 1, 2, 0]), run([0, 1, 1, 0]));
}

/// A durable part written by the first release is read for ever, and still written byte for byte.
#[test]
fn the_first_durable_format() {
    let golden = include_str!("golden/durable-1.hex");
    let digits: Vec<u8> = golden.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte =
        |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Vec<u8> = digits.chunks(2).filter_map(byte).collect();
    let mut world = simulated(&[("replica_lag.c", 1_000_000)]);
    create(&mut world, ORDERS);
    for n in 0..3 {
        let item = format!(r#""pk":{{"S":"p"}},"sk":{{"S":"s{n}"}},"n":{{"N":"{n}.5"}},"owner":{{"S":"o"}}"#);
        ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#));
    }
    ask(&mut world, "CreateTable", PLAIN);
    let written: String = world.durable().to_bytes().iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    });
    assert_eq!(written, golden.trim());
    let durable = Durable::from_bytes(&bytes).expect("the golden file");
    let restored = World::restore(durable, None).expect("the golden file");
    assert_eq!(hex(restored.state_hash()), hex(world.state_hash()));
}
