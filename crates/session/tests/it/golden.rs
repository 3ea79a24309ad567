//! Stores of every release still open. `UPDATE=1 cargo test -p session` writes the files of this release.

use std::fmt::Write as _;

use session::{Body, Header, Input, Record, Session};

use crate::common::{CREATE, REGION, Store, apply, header, open, put, small_world};

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
    let call = |at, operation: &str, body: &str| Record {
        at,
        input: Input::Call {
            region: REGION.to_owned(),
            operation: operation.to_owned(),
            body: Body::new(body),
            via: None,
            caller: None,
            sent: false,
        },
        out: Some("0123456789abcdef".to_owned()),
    };
    let set = Input::Set { knob: "replica_lag.c".to_owned(), value: -1 };
    let records = [
        call(0, "CreateTable", CREATE),
        call(20_000_000, "PutItem", &put(1, 2, "\u{20ac} \\\" \\n")),
        call(20_000_001, "PutItem", "{\"cut"),
        call(20_000_001, "Scan", "null"),
        Record { at: u64::MAX, input: set, out: None },
    ];
    let mut text = header(u64::MAX).to_json() + "\n";
    for record in &records {
        text.push_str(&record.to_json());
        text.push('\n');
    }
    golden("input-1.jsonl", &text);
    let mut lines = text.lines();
    assert_eq!(lines.next().map(Header::from_json), Some(Ok(header(u64::MAX))));
    for (line, record) in lines.zip(&records) {
        assert_eq!(Record::from_json(line).as_ref(), Ok(record));
    }
}

/// Stores a file of this release if asked to, and reads the store that it holds.
fn release(name: &str, make: impl FnOnce() -> Store) -> Store {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_RELEASE").is_some() {
        std::fs::write(&path, to_text(&make())).expect("the golden file can be written");
    }
    from_text(&std::fs::read_to_string(path).expect("the release's file is there"))
}

#[test]
fn store_1_of_the_first_release() {
    let store = release("store-1-release-0.1.txt", || {
        let mut store = Store::new();
        apply(&mut store, small_world().take_writes());
        store
    });
    assert_eq!(store.len(), 3);
    let (opened, report) = open(&store);
    // Answers may differ in a later engine, and then it is told; but nothing is damaged or from the future.
    assert!(report.notices.iter().all(|notice| notice.code == "differs"), "{:?}", report.notices);
    let opened = opened.expect("it opens");
    assert_eq!((opened.inputs(), opened.calls()), (12, 10));
    assert_eq!(items(&opened), Some(6));
}

/// The durable part of a checkpoint opens in every later release; the volatile part may not.
#[test]
fn checkpoint_1_of_the_first_release() {
    let store = release("checkpoint-1-release-0.1.txt", || {
        let mut store = Store::new();
        apply(&mut store, small_world().checkpoint());
        store.retain(|key, _| !key.contains("/log/"));
        store
    });
    let (opened, report) = open(&store);
    let mut opened = opened.expect("it opens");
    assert!(report.restored, "{:?}", report.notices);
    assert!(report.notices.iter().all(|notice| notice.code == "rebuilt"), "{:?}", report.notices);
    assert_eq!(items(&opened), Some(6));
    let answer = opened.call(REGION, "PutItem", &put(0, 7, "g"));
    assert!(answer.result.is_ok());
    assert_eq!(items(&opened), Some(7));
}

fn items(session: &Session) -> Option<u64> {
    session.world().table(REGION, "Tab").map(|table| table.item_count)
}
