//! A lagging replica sees what the leader had.

use imbl::OrdMap;
use proptest::prelude::*;
use table::{KeyRange, MapRows, OverlayRows, Rows, Table, Undo, Write};
use value::Item;
use value::key::Key;

use crate::support::{apply, delete, item, put, schema};

type Listed = Vec<(Key, Item)>;

/// Everything of a range, once read forward and once backward (and turned round).
fn listed(rows: &dyn Rows, range: &KeyRange) -> [Listed; 2] {
    let own = |(key, item): (&Key, &Item)| (key.clone(), item.clone());
    let mut backward: Listed = rows.backward(range).map(own).collect();
    backward.reverse();
    [rows.forward(range).map(own).collect(), backward]
}

#[track_caller]
fn check_same(old: &OrdMap<Key, Item>, overlay: &OverlayRows<'_>, range: &KeyRange) {
    let past = listed(&MapRows(old), range);
    assert_eq!(listed(overlay, range), past);
    for (key, item) in &past[0] {
        assert_eq!(overlay.get(key), Some(item));
    }
}

proptest! {
    #[test]
    fn overlay_is_the_past(writes in prop::collection::vec((0..6_u8, 0..4_u8, 0..5_u8), 1..40), behind in 0..40_usize) {
        let schema = schema("pk:S / sk:N", &["local L: pk:S / l:N: ALL"]);
        let mut table = Table::new(schema.clone());
        let mut states = vec![table.clone()];
        let mut log = Vec::new();
        for (pk, sk, l) in writes {
            let key = format!("pk=S:{pk} sk=N:{sk}");
            // 0 deletes, 1 leaves the index.
            let plan = match l {
                0 => {
                    let request = delete(&key);
                    apply(&mut table, &Write::delete(&schema, &request).expect("valid"))
                }
                1 => {
                    let request = put(item(&key));
                    apply(&mut table, &Write::put(&schema, &request).expect("valid"))
                }
                _ => {
                    let request = put(item(&format!("{key} l=N:{l}")));
                    apply(&mut table, &Write::put(&schema, &request).expect("valid"))
                }
            };
            log.push((plan.key, plan.before));
            states.push(table.clone());
        }
        let past = log.len().saturating_sub(behind);
        let undo = Undo::new(log[past..].iter().cloned());
        let index = &schema.indexes()[0];
        let index_undo = Undo::of_index(index, &undo, table.rows());
        let old = &states[past];
        let base = OverlayRows::new(table.rows(), undo);
        let entries = OverlayRows::new(table.index_rows(0).expect("rows"), index_undo);
        check_same(old.rows(), &base, &KeyRange::all());
        check_same(old.index_rows(0).expect("rows"), &entries, &KeyRange::all());
        for range in [KeyRange::of_hashes(0, 1 << 63), KeyRange::of_hashes(1 << 62, 1 << 63), KeyRange::of_hashes(9, 8)] {
            check_same(old.rows(), &base, &range);
            check_same(old.index_rows(0).expect("rows"), &entries, &range);
        }
    }
}
