//! Known answers: the same natively and in WebAssembly. They change only with the format of saved worlds or the
//! model, and then knowingly.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[path = "world/support.rs"]
#[allow(dead_code)]
mod support;

use support::{ORDERS, PLAIN, ask, create, instant, simulated};

fn hex(bytes: [u8; 16]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn fixed_inputs_fixed_hashes() {
    let mut world = simulated(&[]);
    assert_eq!(hex(world.state_hash()), "");
    create(&mut world, ORDERS);
    for n in 0..50 {
        let item = format!(r#""pk":{{"S":"p{}"}},"sk":{{"S":"s{n}"}},"n":{{"N":"{n}.5"}},"owner":{{"S":"o{}"}}"#, n % 7, n % 3);
        ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#));
    }
    assert_eq!(hex(world.state_hash()), "");
    assert_eq!(hex(world.world_hash()), "");
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
