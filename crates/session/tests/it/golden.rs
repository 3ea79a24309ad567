//! Stores of every release still open. `UPDATE=1 cargo test -p session` writes the files of this release.

use std::fmt::Write as _;

use crate::common::{REGION, Store, apply, open, put, small_world};

/// A store as text: a key a line, then its value in hex, 32 bytes a line.
fn to_text(store: &Store) -> String {
    let mut out = String::new();
    for (key, value) in store {
        out.push_str(key);
        out.push('\n');
        for line in value.chunks(32) {
            out.push(' ');
            for byte in line {
                let _ = write!(out, "{byte:02x}");
            }
            out.push('\n');
        }
    }
    out
}

fn from_text(text: &str) -> Store {
    let mut store = Store::new();
    let mut key = String::new();
    for line in text.lines() {
        match line.strip_prefix(' ') {
            None => line.clone_into(&mut key),
            Some(hex) => {
                let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
                store.entry(key.clone()).or_default().extend((0..hex.len()).step_by(2).map(byte));
            }
        }
    }
    store
}

/// Compares with a golden file, or writes it.
#[track_caller]
fn golden(name: &str, found: &str) {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, found).expect("the golden file can be written");
    }
    let expect = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expect == found, "{name} differs:\n{found}");
}

#[test]
fn input_1() {
    let session = small_world();
    let mut text = session.header().to_json() + "\n";
    for record in session.records().expect("all records are in memory") {
        text.push_str(&record.to_json());
        text.push('\n');
    }
    golden("input-1.jsonl", &text);
}

#[test]
fn store_1() {
    let mut session = small_world();
    let mut store = Store::new();
    apply(&mut store, session.take_writes());
    golden("store-1.txt", &to_text(&store));
    let (opened, report) = open(&from_text(&to_text(&store)));
    assert_eq!(report.notices, []);
    assert_eq!(opened.expect("it opens").world_hash(), session.world_hash());
}

/// The durable part of a checkpoint opens in every later release; the volatile part may not.
#[test]
fn checkpoint_1_of_the_first_release() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/checkpoint-1-release-0.1.txt");
    if std::env::var_os("UPDATE_RELEASE").is_some() {
        let mut session = small_world();
        let mut store = Store::new();
        apply(&mut store, session.checkpoint());
        store.retain(|key, _| !key.contains("/log/"));
        std::fs::write(path, to_text(&store)).expect("the golden file can be written");
    }
    let store = from_text(&std::fs::read_to_string(path).expect("the release's file is there"));
    let (opened, report) = open(&store);
    let mut opened = opened.expect("it opens");
    assert!(report.restored, "{:?}", report.notices);
    assert!(report.notices.iter().all(|notice| notice.code == "rebuilt"), "{:?}", report.notices);
    assert_eq!(opened.state_hash(), small_world().state_hash());
    let answer = opened.call(REGION, "PutItem", &put(0, 7, "g"));
    assert!(answer.result.is_ok());
}
