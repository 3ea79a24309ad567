//! What is damaged is set aside and told; everything before it survives; nothing panics.

use crate::common::{REGION, Store, apply, open, put, small_world};
use session::Session;

/// A store with a header, a log, a clock and a checkpoint with records behind it, and its world.
fn stored() -> (Store, Session) {
    let mut session = small_world();
    let mut store = Store::new();
    apply(&mut store, session.checkpoint());
    session.call(REGION, "PutItem", &put(2, 9, "x"));
    apply(&mut store, session.take_writes());
    (store, session)
}

/// Opens a damaged store twice: the second time nothing is wrong any more, and nothing was lost in between.
#[track_caller]
fn check(store: &Store, original: &Session, about: &str) {
    let (opened, report) = open(store);
    assert!(!report.notices.is_empty(), "{about}: nothing was told");
    let aside = report.writes.iter().filter(|write| write.key.contains("/aside/")).count();
    assert!(aside > 0, "{about}: nothing was set aside: {:?}", report.notices);
    let opened = opened.unwrap_or_else(|| panic!("{about}: it does not open: {:?}", report.notices));
    let (records, all) = (opened.records().unwrap_or_default(), original.records().unwrap_or_default());
    assert!(all.starts_with(&records), "{about}: other records");
    assert!(opened.now() <= original.now());

    let mut healed = store.clone();
    apply(&mut healed, report.writes);
    let mut opened = opened;
    apply(&mut healed, opened.take_writes());
    let lost = store.values().filter(|value| !healed.values().any(|kept| kept == *value)).count();
    // The clock may have been overwritten by an earlier one, and a chunk by its readable part.
    assert!(lost <= 1, "{about}: {lost} values are lost");
    let (again, report) = open(&healed);
    assert_eq!(report.notices, [], "{about}: the second time");
    let again = again.expect("it opens again");
    assert_eq!((again.inputs(), again.state_hash()), (opened.inputs(), opened.state_hash()), "{about}");
}

/// Bytes of a value to try: all of a small one, a spread of a large one.
fn places(length: usize) -> impl Iterator<Item = usize> {
    let step = if length > 600 { length / 150 } else { 1 };
    (0..length).step_by(step)
}

#[test]
fn every_flipped_byte() {
    let (store, original) = stored();
    for (key, value) in &store {
        for place in places(value.len()) {
            let mut damaged = store.clone();
            if let Some(value) = damaged.get_mut(key) {
                value[place] ^= 0x15;
            }
            check(&damaged, &original, &format!("{key} byte {place}"));
        }
    }
}

#[test]
fn every_truncation() {
    let (store, original) = stored();
    for (key, value) in &store {
        for length in places(value.len()).skip(1) {
            let mut damaged = store.clone();
            if let Some(value) = damaged.get_mut(key) {
                value.truncate(length);
            }
            check(&damaged, &original, &format!("{key} cut to {length}"));
        }
    }
}

#[test]
fn a_damaged_log_keeps_the_records_before_the_damage() {
    let mut session = small_world();
    let mut store = Store::new();
    apply(&mut store, session.take_writes());
    let key = "w1/main/log/000000000000";
    let value = store[key].clone();
    let lines: Vec<usize> =
        value.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(place, _)| place).collect();
    // The header's line, then a line a record.
    assert_eq!(lines.len() as u64, session.inputs() + 1);
    for (record, &end) in lines[1..].iter().enumerate() {
        let mut damaged = store.clone();
        if let Some(value) = damaged.get_mut(key) {
            value[end - 3] ^= 1;
        }
        let (opened, report) = open(&damaged);
        assert_eq!(opened.expect("it opens").inputs(), record as u64);
        assert_eq!(report.notices[0].code, "damaged");
        assert!(report.notices[0].text.contains(&format!("{record} inputs")), "{}", report.notices[0].text);
    }
}

#[test]
fn a_missing_value_is_told_or_made_up_for() {
    let (store, original) = stored();
    for key in store.keys() {
        let mut without = store.clone();
        without.remove(key);
        let (opened, _) = open(&without);
        let opened = opened.expect("it opens");
        // From head, log or checkpoint alone nothing is lost but what only the lost one knew.
        if key.contains("/head/") || key.contains("/check/") {
            assert_eq!(opened.world_hash(), original.world_hash(), "{key}");
        }
        assert!(opened.inputs() >= original.inputs() - 1, "{key}");
    }
}

#[test]
fn a_damaged_old_chunk_costs_only_history() {
    let (mut session, mut store) = (small_world(), Store::new());
    for n in 0..300 {
        session.call(REGION, "PutItem", &put(n % 3, n, "y"));
    }
    apply(&mut store, session.checkpoint());
    for n in 0..300 {
        session.call(REGION, "PutItem", &put(n % 3, n, "z"));
    }
    apply(&mut store, session.take_writes());
    if let Some(first) = store.get_mut("w1/main/log/000000000000") {
        first[100] ^= 1;
    }
    let (opened, report) = open(&store);
    let opened = opened.expect("it opens");
    assert_eq!(opened.world_hash(), session.world_hash());
    assert_eq!((opened.inputs(), opened.records()), (session.inputs(), None));
    assert!(report.notices[0].text.contains("only the history before"), "{:?}", report.notices);
}

#[test]
fn what_a_later_version_wrote_is_kept_for_it() {
    let (mut store, _) = stored();
    let key = "w1/main/check/000000000012";
    assert!(store.contains_key(key), "{:?}", store.keys().collect::<Vec<_>>());
    if let Some(value) = store.get_mut(key) {
        value[5] = 9;
    }
    let (opened, report) = open(&store);
    assert!(opened.is_some());
    assert_eq!(report.notices[0].code, "newer-version");
    assert!(report.writes.iter().any(|write| write.key == "w1/aside/main.check/000000000012"));
}

#[test]
fn foreign_keys_are_left_alone() {
    let (mut store, original) = stored();
    store.insert("epoch".to_owned(), vec![1, 2, 3]);
    store.insert("w1/main/photo/1".to_owned(), vec![4]);
    store.insert("w1/lecture/log/000000000000".to_owned(), vec![5]);
    let (opened, report) = open(&store);
    assert_eq!((report.notices, report.writes), (vec![], vec![]));
    assert_eq!(opened.expect("it opens").world_hash(), original.world_hash());
}

#[test]
fn nothing_stored_is_nothing() {
    let (opened, report) = open(&Store::new());
    assert!(opened.is_none() && report.notices.is_empty());
    let mut noise = Store::new();
    noise.insert("w1/main/log/000000000000".to_owned(), b"noise".to_vec());
    let (opened, report) = open(&noise);
    assert!(opened.is_none());
    assert_eq!(report.writes[0].key, "w1/aside/main.log/000000000000");
    assert!(
        report.notices.iter().any(|notice| notice.text.contains("a new world begins")),
        "{:?}",
        report.notices
    );
}
