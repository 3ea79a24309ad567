//! A small world that the tests share.

use std::collections::BTreeMap;

use session::{Header, Session, Write};

/// Where the tests' calls go.
pub(crate) const REGION: &str = "eu-west-2";

/// A store: keys and values.
pub(crate) type Store = BTreeMap<String, Vec<u8>>;

/// A header for tests.
pub(crate) fn header(seed: u64) -> Header {
    Header { seed, epoch: 1_700_000_000_000_000, name: "test".to_owned(), ..Header::default() }
}

/// `CreateTable` of a table with a sort key and a global index.
pub(crate) const CREATE: &str = r#"{"TableName":"Tab","AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},{"AttributeName":"s","AttributeType":"N"},{"AttributeName":"g","AttributeType":"S"}],"KeySchema":[{"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"s","KeyType":"RANGE"}],"GlobalSecondaryIndexes":[{"IndexName":"ByG","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}],"BillingMode":"PAY_PER_REQUEST"}"#;

/// `PutItem` of one of a few items.
pub(crate) fn put(p: u64, s: u64, g: &str) -> String {
    format!(r#"{{"TableName":"Tab","Item":{{"p":{{"S":"p{p}"}},"s":{{"N":"{s}"}},"g":{{"S":"{g}"}}}}}}"#)
}

/// A world with a table, some items, a knob, a refused call and a read that depends on chance.
pub(crate) fn small_world() -> Session {
    let mut session = Session::new(header(7));
    let created = session.call(REGION, "CreateTable", CREATE);
    assert!(created.result.is_ok(), "{:?}", created.result);
    session.advance(30_000_000);
    for n in 0..6 {
        session.call(REGION, "PutItem", &put(n % 3, n, "a"));
    }
    let refused = session.set("no.such.knob", 1);
    assert!(refused.is_err());
    let set = session.set("replica_lag.c", 1_000_000);
    assert_eq!(set, Ok(()));
    session.call(REGION, "PutItem", "{\"TableName\":");
    session.call(REGION, "PutItem", &put(0, 0, "b"));
    session.call(REGION, "GetItem", r#"{"TableName":"Tab","Key":{"p":{"S":"p0"},"s":{"N":"0"}}}"#);
    session
}

/// Does what writes say.
pub(crate) fn apply(store: &mut Store, writes: Vec<Write>) {
    for write in writes {
        if write.bytes.is_empty() {
            store.remove(&write.key);
        } else {
            assert!(write.bytes.len() <= 1_000_000, "{} is too long", write.key);
            store.insert(write.key, write.bytes);
        }
    }
}

/// Opens a store.
pub(crate) fn open(store: &Store) -> (Option<Session>, session::OpenReport) {
    Session::open(store.iter().map(|(key, bytes)| (key.clone(), bytes.clone())).collect())
}
