//! Unit lines as the inspector prints them.

use table::{Access, Arm, EntryChange, Formula, Milli, Reason, UnitLine};

#[track_caller]
fn check(access: Access, formula: Formula, expected: &str) {
    let line =
        UnitLine { arm: Arm::Table, access, reason: Reason::Replaced, before: None, after: None, formula };
    assert_eq!(line.sum_text(), expected);
}

#[test]
fn sums() {
    let blocks = |bytes, block, least, rate| Formula::Blocks { bytes, block, least, rate };
    check(Access::Write, blocks(1234, 1024, 1, 1000), "ceil(1,234 / 1,024) = 2 WCU");
    check(Access::Write, blocks(0, 1024, 1, 1000), "max(1, ceil(0 / 1,024)) = 1 WCU");
    check(Access::Read, blocks(4096, 4096, 1, 500), "ceil(4,096 / 4,096) × 0.5 = 0.5 RCU");
    check(Access::Read, blocks(20, 4096, 4, 500), "max(4, ceil(20 / 4,096)) × 0.5 = 2 RCU");
    check(Access::Read, blocks(20_000_000, 4096, 1, 500), "ceil(20,000,000 / 4,096) × 0.5 = 2,441.5 RCU");
    check(Access::Write, blocks(1234, 1024, 1, 2000), "ceil(1,234 / 1,024) × 2 = 4 WCU");
    let both = Formula::Both { removed: 100, added: 2000, block: 1024, rate: 1000 };
    check(Access::Write, both, "ceil(100 / 1,024) + ceil(2,000 / 1,024) = 3 WCU");
    let each = Formula::Each { items: 2, bytes: 5000, block: 4096, blocks: 3, rate: 500 };
    check(Access::Read, each, "3 blocks of 4,096 (2 items, each rounded up) × 0.5 = 1.5 RCU");
    check(Access::Write, Formula::Free, "0 = 0 WCU");
}

#[test]
fn labels() {
    let line = |arm, access, reason, before, after| {
        UnitLine { arm, access, reason, before, after, formula: Formula::Free }.label()
    };
    assert_eq!(
        line(Arm::Table, Access::Write, Reason::Replaced, Some(1202), Some(1234)),
        "table: item replaced, the larger size counts, 1,202 B before, 1,234 B after"
    );
    assert_eq!(
        line(Arm::Global("G".into()), Access::Write, Reason::Entry(EntryChange::Added), None, Some(9)),
        "GSI G: entry added, 9 B after"
    );
    assert_eq!(
        line(Arm::Local("L".into()), Access::Read, Reason::Page, Some(9), Some(9)),
        "LSI L: everything evaluated, rounded up once, 9 B"
    );
}

#[test]
fn thousandths() {
    for (milli, expected) in
        [(0, "0"), (500, "0.5"), (1000, "1"), (12_250, "12.25"), (1_000_001, "1,000.001")]
    {
        assert_eq!(Milli(milli).to_string(), expected);
    }
}
