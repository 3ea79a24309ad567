//! The lessons, proved in WebAssembly.
#![cfg(target_arch = "wasm32")]

use learn::Lesson;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

macro_rules! lessons {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../lessons/", $name, ".txt")))),*]
    };
}

#[wasm_bindgen_test]
fn each_lesson_is_proved_here_too() {
    // A native test sees to it that none is missing.
    let lessons = lessons![
        "cap-1-units",
        "cap-2-burst",
        "cap-3-index",
        "cap-4-hot",
        "change-1-stream",
        "change-2-poison",
        "change-3-ttl",
        "change-4-dax",
        "ex-01-orders",
        "ex-02-chat",
        "ex-03-leaderboard",
        "ex-04-games",
        "ex-05-session",
        "ex-06-cart",
        "ex-07-bank",
        "ex-08-sensors",
        "ex-09-scan",
        "ex-10-totals",
        "ex-11-cleanup",
        "ex-12-music",
        "index-1-late",
        "index-2-sparse",
        "index-3-local",
        "index-4-one-table",
        "keys-1-place",
        "keys-2-collection",
        "keys-3-types",
        "keys-4-conditions",
        "keys-5-batch",
        "keys-6-forms",
        "query-1-bill",
        "query-2-filter",
        "query-3-pages",
        "query-4-partiql",
        "safe-1-stale",
        "safe-2-zone",
        "safe-3-transaction",
        "safe-4-rows",
        "safe-5-columns",
        "safe-6-role",
    ];
    for (name, text) in lessons {
        let lesson = Lesson::read(text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let faults = lab::learn::prove(&lesson);
        assert!(faults.is_empty(), "{name}: {}", faults.join("\n"));
    }
}
