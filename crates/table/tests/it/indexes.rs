//! What writes do to indexes, and what that costs.

use api::dynamodb::ReturnConsumedCapacity;
use table::{Arm, EntryChange, Reason, Write};

use crate::support::{apply, delete, item, put, schema, table, update};

/// The change of index G and its units when `before` becomes `after`.
fn change(index: &str, before: Option<&str>, after: Option<&str>) -> (Option<EntryChange>, u64) {
    let schema = schema("pk:S", &[index]);
    let before = before.map(item);
    let (new, gone);
    let write = if let Some(text) = after {
        new = put(item(text));
        Write::put(&schema, &new)
    } else {
        gone = delete("pk=S:a");
        Write::delete(&schema, &gone)
    };
    let plan = write.expect("valid").plan(&schema, before.as_ref()).expect("a plan");
    let arm = Arm::Global("G".into());
    let line = plan.units.lines.iter().find(|line| line.arm == arm).expect("a line");
    let reason = match line.reason {
        Reason::Entry(change) => Some(change),
        _ => None,
    };
    assert_eq!(plan.indexes.iter().map(|change| change.units).sum::<u64>(), plan.units.of(&arm));
    if plan.changed {
        assert_eq!(plan.indexes.first().map(|change| change.change), reason);
    } else {
        assert!(plan.indexes.is_empty());
    }
    (reason, plan.units.of(&arm))
}

// spec: 5.4/index write; 8/capacity
#[test]
fn units_of_an_index() {
    use EntryChange::{Added, Changed, Moved, Removed, Unchanged};
    let all = "global G: g:S: ALL";
    let keys = "global G: g:S: KEYS";
    let some = "global G: g:S: x";
    for (index, before, after, expected) in [
        (all, None, Some("pk=S:a"), (None, 0)),
        (all, Some("pk=S:a"), None, (None, 0)),
        (all, None, Some("pk=S:a g=S:1"), (Some(Added), 1000)),
        (all, None, Some("pk=S:a g=S:1 x=S*2000"), (Some(Added), 2000)),
        (keys, None, Some("pk=S:a g=S:1 x=S*2000"), (Some(Added), 1000)),
        (all, Some("pk=S:a"), Some("pk=S:a g=S:1"), (Some(Added), 1000)),
        (all, Some("pk=S:a g=S:1 x=S*2000"), None, (Some(Removed), 2000)),
        (all, Some("pk=S:a g=S:1 x=S*2000"), Some("pk=S:a"), (Some(Removed), 2000)),
        (all, Some("pk=S:a g=S:1"), Some("pk=S:a g=S:1"), (Some(Unchanged), 0)),
        (keys, Some("pk=S:a g=S:1 x=N:1"), Some("pk=S:a g=S:1 x=N:2"), (Some(Unchanged), 0)),
        (some, Some("pk=S:a g=S:1 y=N:1"), Some("pk=S:a g=S:1 y=N:2"), (Some(Unchanged), 0)),
        (
            some,
            Some("pk=S:a g=S:1 x=SS:p,q y=N:1"),
            Some("pk=S:a g=S:1 x=SS:q,p y=N:2"),
            (Some(Unchanged), 0),
        ),
        (some, Some("pk=S:a g=S:1 x=N:1"), Some("pk=S:a g=S:1 x=N:2"), (Some(Changed), 1000)),
        (some, Some("pk=S:a g=S:1 x=S*3000"), Some("pk=S:a g=S:1"), (Some(Changed), 3000)),
        (all, Some("pk=S:a g=S:1"), Some("pk=S:a g=S:2"), (Some(Moved), 2000)),
        (all, Some("pk=S:a g=S:1 x=S*3000"), Some("pk=S:a g=S:2"), (Some(Moved), 4000)),
    ] {
        assert_eq!(change(index, before, after), expected, "{index}, {before:?} to {after:?}");
    }
}

// spec: 5.4/shape: INDEXES
#[test]
fn local_and_global_arms() {
    let schema =
        schema("pk:S / sk:N", &["local L: pk:S / l:N: ALL", "global G: g:S: KEYS", "global H: h:S: ALL"]);
    let request = put(item("pk=S:a sk=N:1 l=N:5 g=S:x big=S*1500"));
    let plan = Write::put(&schema, &request).expect("valid").plan(&schema, None).expect("a plan");
    let consumed = plan.units.consumed(&schema, "T", ReturnConsumedCapacity::Indexes).expect("consumed");
    assert_eq!(consumed.table_units, 2000);
    assert_eq!(consumed.local, [("L".to_owned(), 2000)]);
    assert_eq!(consumed.global, [("G".to_owned(), 1000)]);
    assert_eq!(consumed.total(), plan.units.total());
    assert_eq!(plan.units.of_table_throughput(), 4000);
    assert_eq!(plan.units.consumed(&schema, "T", ReturnConsumedCapacity::None), None);
    let total = plan.units.consumed(&schema, "arn", ReturnConsumedCapacity::Total).expect("consumed");
    assert_eq!((total.table.as_str(), total.total(), total.by_index), ("arn", 5000, false));
}

#[test]
fn table_keeps_entries_and_sizes() {
    let schema = schema("pk:S / sk:N", &["local L: pk:S / l:N: KEYS", "global G: g:S: ALL"]);
    let mut table = table(&schema, &[]);
    let request = put(item("pk=S:a sk=N:1 l=N:5 g=S:x"));
    let write = Write::put(&schema, &request).expect("valid");
    let plan = write.plan(&schema, None).expect("a plan");
    table.apply(&plan);
    // Local at once, global when told.
    assert_eq!(table.counts(&Arm::Local("L".into())), (1, 10));
    assert_eq!(table.counts(&Arm::Global("G".into())), (0, 0));
    let change = plan.indexes.iter().find(|change| change.global).expect("a change");
    table.apply_index(change.index, change);
    assert_eq!(table.counts(&Arm::Global("G".into())), (1, 12));
    // An update that moves one entry and re-points the other.
    let request = update("pk=S:a sk=N:1", "SET g = :v", ":v=S:yy");
    apply(&mut table, &Write::update(&schema, &request).expect("valid"));
    assert_eq!(table.counts(&Arm::Global("G".into())), (1, 13));
    let local = table.index_rows(0).expect("rows").values().next().expect("an entry");
    assert_eq!(local, &item("pk=S:a sk=N:1 l=N:5 g=S:yy"));
    assert_eq!(table, crate::support::table(&schema, &["pk=S:a sk=N:1 l=N:5 g=S:yy"]));
    let request = delete("pk=S:a sk=N:1");
    apply(&mut table, &Write::delete(&schema, &request).expect("valid"));
    assert_eq!(table, crate::support::table(&schema, &[]));
}
