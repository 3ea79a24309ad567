//! Paging against a naive model: whatever the limits, every item once and in order.

use std::cmp::Ordering;

use api::dynamodb::{Query, Scan, Segment};
use proptest::prelude::*;
use table::{KeyRange, Page, ReadPlan, Schema, Table};
use value::{AttributeValue, Attributes, Item};

use crate::support::{query, scan, schema};

fn data_schema() -> Schema {
    schema(
        "pk:S / sk:N",
        &[
            "local L: pk:S / n:N: ALL",
            "global G: g:S / n:N: ALL",
            "global H: g:S: ALL",
            "global M: g:S pk:S / n:N s:S: ALL",
        ],
    )
}

#[derive(Clone, Debug)]
struct Row {
    pk: u8,
    sk: i8,
    n: Option<i8>,
    g: Option<u8>,
    s: Option<String>,
}

fn row() -> impl Strategy<Value = Row> {
    (
        0..5_u8,
        -20..20_i8,
        prop::option::of(-2..3_i8),
        prop::option::of(0..3_u8),
        prop::option::of("[a\u{0}ÿ]{1,3}"),
    )
        .prop_map(|(pk, sk, n, g, s)| Row { pk, sk, n, g, s })
}

fn item_of(row: &Row) -> Item {
    let mut attributes = Attributes::new();
    attributes.insert("pk".to_owned(), format!("p{}", row.pk).into());
    attributes.insert("sk".to_owned(), i64::from(row.sk).into());
    attributes.extend(row.n.map(|n| ("n".to_owned(), i64::from(n).into())));
    attributes.extend(row.g.map(|g| ("g".to_owned(), format!("g{g}").into())));
    attributes.extend(row.s.clone().map(|s| ("s".to_owned(), s.into())));
    Item::new(&attributes)
}

/// The model: distinct items in no order.
fn model(rows: &[Row]) -> Vec<Item> {
    let mut last = std::collections::BTreeMap::new();
    for row in rows {
        last.insert((row.pk, row.sk), item_of(row));
    }
    last.into_values().collect()
}

fn by(names: &[&str]) -> impl Fn(&Item, &Item) -> Ordering {
    move |a, b| {
        let compare = |name: &&str| match (a.get(name), b.get(name)) {
            (Some(a), Some(b)) => a.compare(&b).unwrap_or(Ordering::Equal),
            _ => Ordering::Equal,
        };
        names.iter().map(compare).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

/// Every page of a query, with limits taken in turn.
fn query_all(table: &Table, mut request: Query, limits: &[u32]) -> Vec<Item> {
    let mut items = Vec::new();
    for limit in limits.iter().cycle() {
        request.limit = Some(*limit);
        let plan = ReadPlan::query(table.schema(), &request).expect("a plan");
        let page = plan.page(&table.newest(plan.index()).expect("rows"));
        assert!(page.scanned <= u64::from(*limit));
        assert_eq!(page.scanned == u64::from(*limit), page.last_key.is_some());
        items.extend(page.items.expect("items"));
        let Some(last) = page.last_key else { break };
        request.start = Some(last);
    }
    items
}

/// Every page of a scan, over `parts` partitions that lie apart.
fn scan_all(table: &Table, mut request: Scan, limits: &[u32], parts: u64) -> Vec<Item> {
    let mut items = Vec::new();
    let width = u64::MAX / parts;
    for limit in limits.iter().cycle() {
        request.limit = Some(*limit);
        let plan = ReadPlan::scan(table.schema(), &request).expect("a plan");
        let rows = table.newest(plan.index()).expect("rows");
        let mut page = Page::default();
        for part in 0..parts {
            let last = if part + 1 == parts { u64::MAX } else { (part + 1) * width - 1 };
            let partition = KeyRange::of_hashes(part * width, last);
            if !partition.intersect(plan.keys()).is_empty() && !page.is_full() {
                plan.visit(&mut page, &rows, &partition);
            }
        }
        let page = plan.finish(page);
        assert!(page.scanned <= u64::from(*limit));
        items.extend(page.items.expect("items"));
        let Some(last) = page.last_key else { break };
        request.start = Some(last);
    }
    items
}

fn sorted(mut items: Vec<Item>, order: impl Fn(&Item, &Item) -> Ordering) -> Vec<Item> {
    items.sort_by(order);
    items
}

fn has(item: &Item, name: &str, value: &str) -> bool {
    item.get(name) == Some(AttributeValue::from(value))
}

proptest! {
    // spec: 8/GSI paging; 3.5/Order and ties
    #[test]
    fn queries(
        rows in prop::collection::vec(row(), 0..120),
        limits in prop::collection::vec(1..9_u32, 1..5),
        forward: bool,
    ) {
        let items = model(&rows);
        let table = Table::from_items(data_schema(), items.iter().cloned());
        let check = |request: Query, keep: &dyn Fn(&Item) -> bool, order: &[&str]| {
            let mut expected = sorted(items.iter().filter(|item| keep(item)).cloned().collect(), by(order));
            if !forward {
                expected.reverse();
            }
            let found = query_all(&table, Query { forward, ..request }, &limits);
            // Ties of an index are in order of the table's key as bytes, in which partition keys come first.
            assert_eq!(found, expected);
        };
        check(query(None, "pk = :p", ":p=S:p1"), &|item| has(item, "pk", "p1"), &["sk"]);
        check(
            query(None, "pk = :p AND sk BETWEEN :a AND :b", ":p=S:p2 :a=N:-7 :b=N:9"),
            &|item| has(item, "pk", "p2") && (-7..=9).contains(&number(item, "sk").unwrap_or(99)),
            &["sk"],
        );
        check(
            query(Some("L"), "pk = :p", ":p=S:p1"),
            &|item| has(item, "pk", "p1") && item.contains("n"),
            &["n", "sk"],
        );
        check(
            query(Some("L"), "pk = :p AND n = :n", ":p=S:p1 :n=N:0"),
            &|item| has(item, "pk", "p1") && number(item, "n") == Some(0),
            &["sk"],
        );
        check(
            query(Some("G"), "g = :g", ":g=S:g1"),
            &|item| has(item, "g", "g1") && item.contains("n"),
            &["n", "pk", "sk"],
        );
        check(
            query(Some("G"), "g = :g AND n > :n", ":g=S:g1 :n=N:-1"),
            &|item| has(item, "g", "g1") && number(item, "n").is_some_and(|n| n > -1),
            &["n", "pk", "sk"],
        );
        check(query(Some("H"), "g = :g", ":g=S:g0"), &|item| has(item, "g", "g0"), &["pk", "sk"]);
        let in_m = |item: &Item| has(item, "g", "g1") && has(item, "pk", "p1") && item.contains("s");
        check(
            query(Some("M"), "g = :g AND pk = :p AND n <= :n", ":g=S:g1 :p=S:p1 :n=N:1"),
            &|item| in_m(item) && number(item, "n").is_some_and(|n| n <= 1),
            &["n", "s", "sk"],
        );
        check(
            query(Some("M"), "g = :g AND pk = :p AND n = :n AND begins_with(s, :s)", ":g=S:g1 :p=S:p1 :n=N:1 :s=S:a"),
            &|item| in_m(item) && number(item, "n") == Some(1) && starts_with_a(item),
            &["s", "sk"],
        );
    }

    // spec: 8/parallel scan; 5.3/scan order
    #[test]
    fn scans(
        rows in prop::collection::vec(row(), 0..120),
        limits in prop::collection::vec(1..9_u32, 1..5),
        total in 1..9_u32,
        parts in prop::sample::select(vec![1_u64, 2, 4, 16]),
    ) {
        let items = model(&rows);
        let table = Table::from_items(data_schema(), items.iter().cloned());
        let check = |index: Option<&str>, keep: &dyn Fn(&Item) -> bool| {
            let whole = scan_all(&table, scan(index), &limits, parts);
            let mut segments = Vec::new();
            for segment in 0..total {
                let segment = Some(Segment { index: segment, total });
                segments.extend(scan_all(&table, Scan { segment, ..scan(index) }, &limits, parts));
            }
            // Segments are consecutive parts of the whole scan.
            assert_eq!(segments, whole);
            let key = by(&["pk", "sk"]);
            let expected: Vec<Item> = items.iter().filter(|item| keep(item)).cloned().collect();
            assert_eq!(sorted(whole, &key), sorted(expected, &key));
        };
        check(None, &|_| true);
        check(Some("L"), &|item| item.contains("n"));
        check(Some("G"), &|item| item.contains("g") && item.contains("n"));
        check(Some("H"), &|item| item.contains("g"));
        check(Some("M"), &|item| item.contains("g") && item.contains("n") && item.contains("s"));
    }
}

fn number(item: &Item, name: &str) -> Option<i64> {
    match item.get(name)? {
        AttributeValue::N(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

fn starts_with_a(item: &Item) -> bool {
    matches!(item.get("s"), Some(AttributeValue::S(text)) if text.starts_with('a'))
}
