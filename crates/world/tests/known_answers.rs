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
    assert_eq!(hex(world.world_hash()), "203df1a93c377013d987525a5acfe01e");
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

fn bytes_of(golden: &str) -> Vec<u8> {
    let digits: Vec<u8> = golden.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte =
        |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    digits.chunks(2).filter_map(byte).collect()
}

#[track_caller]
fn check_restored(golden: &str, world: &World) {
    let durable = Durable::from_bytes(&bytes_of(golden)).expect("the golden file");
    assert_eq!(durable, world.durable());
    let restored = World::restore(durable, None).expect("the golden file");
    assert_eq!(hex(restored.state_hash()), hex(world.state_hash()));
}

/// A world that the first release could make.
fn first_world() -> World {
    let mut world = simulated(&[("replica_lag.c", 1_000_000)]);
    create(&mut world, ORDERS);
    for n in 0..3 {
        let item = format!(r#""pk":{{"S":"p"}},"sk":{{"S":"s{n}"}},"n":{{"N":"{n}.5"}},"owner":{{"S":"o"}}"#);
        ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#));
    }
    ask(&mut world, "CreateTable", PLAIN);
    world
}

/// A durable part written by the first release is read for ever, and is the world that it was.
#[test]
fn the_first_durable_format() {
    check_restored(include_str!("golden/durable-1.hex"), &first_world());
}

/// The same of the second format.
#[test]
fn the_second_durable_format() {
    check_restored(include_str!("golden/durable-2.hex"), &first_world());
}

/// The format of today, byte for byte. `UPDATE=1 cargo test -p world` writes the file, until a release has it.
#[test]
fn the_third_durable_format() {
    check_format(&first_world(), "durable-3.hex", include_str!("golden/durable-3.hex"));
}

/// The same of a table with a vector index, which came later.
#[test]
fn the_third_durable_format_with_a_vector_index() {
    check_format(&tasty_world(), "durable-3-vectors.hex", include_str!("golden/durable-3-vectors.hex"));
}

#[track_caller]
fn check_format(world: &World, file: &str, golden: &str) {
    let written: String = world.durable().to_bytes().iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    });
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE").is_some() {
        let path = format!("{}/tests/golden/{file}", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(path, format!("{written}\n")).expect("the golden file can be written");
        return;
    }
    assert_eq!(written, golden.trim(), "{file}");
    check_restored(golden, world);
}

/// A world whose table has a vector index, with a search schema.
fn tasty_world() -> World {
    let mut world = simulated(&[]);
    create(
        &mut world,
        r#"{"TableName":"Foods","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"kind","AttributeType":"S"}],
            "VectorIndexes":[{"IndexName":"ByTaste","VectorAttribute":{"AttributeName":"taste"},"Dimensions":3,
                "DistanceFunction":"COSINE","Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["name"]},
                "SearchSchema":[{"AttributeName":"kind","SearchSchemaElementType":"INLINE_FILTER"}]}]}"#,
    );
    for n in 0..9 {
        let taste = format!(r#"[{{"N":"{}.1"}},{{"N":"-{n}.7"}},{{"N":"{}e-3"}}]"#, n % 5, n * n);
        let item = format!(r#"{{"pk":{{"S":"p{n}"}},"kind":{{"S":"k"}},"taste":{{"L":{taste}}}}}"#);
        ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Foods","Item":{item}}}"#));
    }
    world.run_idle();
    world
}

/// Floats are the same everywhere.
#[test]
fn a_search_finds_the_same_everywhere() {
    let mut world = tasty_world();
    let body = r#"{"TableName":"Foods","IndexName":"ByTaste","SearchVector":[{"N":"3.3"},{"N":"-0.1"},{"N":"1e-7"}],"TopK":4,
        "ProjectionExpression":"pk","ReturnConsumedCapacity":"TOTAL"}"#;
    assert_eq!(
        ask(&mut world, "SearchVectors", body),
        concat!(
            r#"{"ConsumedCapacity":{"VectorSearchRequestBytes":124.0},"SearchResults":["#,
            r#"{"Item":{"pk":{"S":"p4"}},"Score":0.32011014},{"Item":{"pk":{"S":"p3"}},"Score":0.33485874},"#,
            r#"{"Item":{"pk":{"S":"p2"}},"Score":0.36243274},{"Item":{"pk":{"S":"p1"}},"Score":0.4315682}]}"#
        )
    );
}
