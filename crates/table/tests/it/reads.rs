//! Gets, queries and scans of one page: what they select, return, refuse and cost.

use api::dynamodb::{Query, Scan, Segment, Select};
use std::ops::Bound;

use table::{Arm, KeyRange, MapRows, PageResult, ReadPlan, Schema, Table, price, shown};
use value::{Item, Key};

use crate::support::{attributes, condition, item, projection, query, scan, schema, table};

fn run_query(table: &Table, query: &Query) -> Result<PageResult, String> {
    let plan = ReadPlan::query(table.schema(), query).map_err(|error| error.message)?;
    Ok(plan.page(&table.newest(plan.index()).expect("rows")))
}

fn run_scan(table: &Table, scan: &Scan) -> Result<PageResult, String> {
    let plan = ReadPlan::scan(table.schema(), scan).map_err(|error| error.message)?;
    Ok(plan.page(&table.newest(plan.index()).expect("rows")))
}

/// The values of one attribute in the order of the page.
fn column(page: &PageResult, name: &str) -> String {
    let text = |item: &Item| {
        item.get(name).map(|value| match value {
            value::AttributeValue::S(text) => text,
            value::AttributeValue::N(number) => number.to_string(),
            other => format!("{other:?}"),
        })
    };
    let items = page.items.as_deref().unwrap_or_default();
    items.iter().map(|item| text(item).unwrap_or_default()).collect::<Vec<_>>().join(" ")
}

// spec: 5.4/GetItem; 5.2/GetItem
#[test]
fn get_units() {
    let units = |text: Option<&str>, consistent| {
        let stored = text.map(item);
        price(None, stored.as_ref(), consistent).total()
    };
    // pk=a x is 4 bytes beside the text.
    assert_eq!(units(Some("pk=S:a x=S*4092"), true), 1000);
    assert_eq!(units(Some("pk=S:a x=S*4092"), false), 500);
    assert_eq!(units(Some("pk=S:a x=S*4093"), true), 2000);
    assert_eq!(units(Some("pk=S:a x=S*4093"), false), 1000);
    assert_eq!(units(None, true), 1000);
    assert_eq!(units(None, false), 500);
}

// spec: 5.4/GetItem; 4.8/nothing matches
#[test]
fn get_projects() {
    let stored = item("pk=S:a m=M:b,c x=S*5000");
    let check = |text: &str, expected: &str| {
        let projection = projection(text);
        let item = shown(Some(&stored), Some(&projection));
        assert_eq!(item.map(|item| item.to_json()).as_deref(), Some(expected));
    };
    check("pk", r#"{"pk":{"S":"a"}}"#);
    check("m.b", r#"{"m":{"M":{"b":{"S":"v"}}}}"#);
    check("nothing", "{}");
    assert_eq!(shown(None, Some(&projection("pk"))), None);
}

fn letters() -> Table {
    let schema = schema("pk:S / sk:S", &["local L: pk:S / n:N: KEYS", "global G: g:S / n:N: x"]);
    table(
        &schema,
        &[
            "pk=S:p sk=S:a n=N:3 g=S:u x=N:1 y=S:1",
            "pk=S:p sk=S:ab n=N:-1 g=S:u x=N:2 y=S:2",
            "pk=S:p sk=S:b n=N:10 g=S:u x=N:3 y=S:3",
            "pk=S:p sk=S:c g=S:u x=N:4 y=S:4",
            "pk=S:q sk=S:a n=N:3 g=S:u x=N:5 y=S:5",
        ],
    )
}

#[track_caller]
fn check_keys(index: Option<&str>, text: &str, values: &str, forward: &str) {
    let table = letters();
    let mut request = query(index, text, values);
    assert_eq!(column(&run_query(&table, &request).expect(text), "sk"), forward, "{text}");
    request.forward = false;
    let backward: Vec<&str> = forward.split(' ').rev().collect();
    assert_eq!(
        column(&run_query(&table, &request).expect(text), "sk"),
        backward.join(" "),
        "{text}, backward"
    );
}

// spec: 4.7/clauses in any order
#[test]
fn key_conditions() {
    check_keys(None, "pk = :p", ":p=S:p", "a ab b c");
    check_keys(None, "pk = :p", ":p=S:none", "");
    check_keys(None, "pk = :p AND sk = :s", ":p=S:p :s=S:ab", "ab");
    check_keys(None, "pk = :p AND sk < :s", ":p=S:p :s=S:b", "a ab");
    check_keys(None, "pk = :p AND sk <= :s", ":p=S:p :s=S:b", "a ab b");
    check_keys(None, "pk = :p AND sk > :s", ":p=S:p :s=S:a", "ab b c");
    check_keys(None, "pk = :p AND sk >= :s", ":p=S:p :s=S:ab", "ab b c");
    check_keys(None, "pk = :p AND begins_with(sk, :s)", ":p=S:p :s=S:a", "a ab");
    check_keys(None, "pk = :p AND sk BETWEEN :s AND :t", ":p=S:p :s=S:aa :t=S:b", "ab b");
    check_keys(None, "sk > :s AND pk = :p", ":p=S:q :s=S:A", "a");
    check_keys(Some("L"), "pk = :p", ":p=S:p", "ab a b");
    check_keys(Some("L"), "pk = :p AND n >= :n", ":p=S:p :n=N:3", "a b");
    check_keys(Some("L"), "pk = :p AND n = :n", ":p=S:p :n=N:10", "b");
    check_keys(Some("L"), "pk = :p AND n BETWEEN :n AND :m", ":p=S:p :n=N:-2 :m=N:3", "ab a");
    check_keys(Some("G"), "g = :g AND n < :n", ":g=S:u :n=N:0", "ab");
    // The item without n is in no index; two with the same n are ordered by the table's key.
    let page = run_query(&letters(), &query(Some("G"), "g = :g", ":g=S:u")).expect("a page");
    assert_eq!(page.count, 4);
    assert_eq!(column(&page, "n"), "-1 3 3 10");
}

// spec: 3.6/query rules; 3.6/Query lacks a HASH; 3.6/gap in RANGE
#[test]
fn several_key_attributes() {
    let schema = schema("pk:S", &["global M: a:S b:N / c:S d:N e:S: ALL"]);
    let table = table(
        &schema,
        &[
            "pk=S:1 a=S:x b=N:1 c=S:p d=N:1 e=S:k",
            "pk=S:2 a=S:x b=N:1 c=S:p d=N:2 e=S:k",
            "pk=S:3 a=S:x b=N:1 c=S:p d=N:10 e=S:j",
            "pk=S:4 a=S:x b=N:1 c=S:pp d=N:0 e=S:j",
            "pk=S:5 a=S:x b=N:2 c=S:p d=N:1 e=S:j",
            "pk=S:6 a=S:x b=N:1 c=S:p d=N:1",
        ],
    );
    let values = ":a=S:x :b=N:1 :c=S:p :d=N:1 :f=N:9 :e=S:k";
    let run = |text: &str| {
        let values =
            attributes(values).into_iter().filter(|(name, _)| text.contains(name.as_str())).collect();
        let mut request = query(Some("M"), "a = :a", ":a=S:x");
        request.key_condition =
            expression::KeyCondition::parse(text, &mut expression::Scope::new(None, Some(&values)))
                .expect("an expression");
        run_query(&table, &request).map(|page| column(&page, "pk"))
    };
    assert_eq!(run("a = :a AND b = :b").as_deref(), Ok("1 2 3 4"));
    assert_eq!(run("b = :b AND a = :a AND c = :c").as_deref(), Ok("1 2 3"));
    assert_eq!(run("a = :a AND b = :b AND begins_with(c, :c)").as_deref(), Ok("1 2 3 4"));
    assert_eq!(run("a = :a AND b = :b AND c = :c AND d > :d").as_deref(), Ok("2 3"));
    assert_eq!(run("a = :a AND b = :b AND d BETWEEN :d AND :f AND c = :c").as_deref(), Ok("1 2"));
    assert_eq!(run("a = :a AND b = :b AND c = :c AND d = :d AND e = :e").as_deref(), Ok("1"));
    assert_eq!(
        run("a = :a"),
        Err("HASH key attributes b must have equality conditions specified in the query".to_owned())
    );
    let gap = |lacking: &str, present: &str| {
        Err(format!(
            "RANGE key attributes {lacking} must have equality conditions specified in the query because a \
             condition is present on key attribute {present}"
        ))
    };
    assert_eq!(run("a = :a AND b = :b AND d = :d"), gap("c", "d"));
    assert_eq!(run("a = :a AND b = :b AND e = :e"), gap("c, d", "e"));
    assert_eq!(run("a = :a AND b = :b AND c < :c AND d = :d"), gap("c", "d"));
}

#[track_caller]
fn check_fault(request: &Query, message: &str) {
    assert_eq!(run_query(&letters(), request).expect_err("a fault"), message);
}

// spec: 4.7/hash missing; 4.7/hash or range with; 4.7/too many clauses; 4.7/operand of a key type
// spec: 4.7/empty key value; 3.6/too many conditions
#[test]
fn faults_of_key_conditions() {
    let fault = |text: &str, values: &str, message: &str| check_fault(&query(None, text, values), message);
    let missed = |name: &str| format!("Query condition missed key schema element: {name}");
    fault("sk = :s", ":s=S:a", &missed("pk"));
    fault("stranger = :s", ":s=S:a", &missed("pk"));
    fault("pk = :p AND stranger = :s", ":p=S:p :s=S:a", &missed("sk"));
    fault("pk > :p", ":p=S:p", "Query key condition not supported");
    fault("begins_with(pk, :p) AND sk = :s", ":p=S:p :s=S:a", "Query key condition not supported");
    fault(
        "pk = :p AND sk = :s AND n = :n",
        ":p=S:p :s=S:a :n=N:1",
        "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)",
    );
    let kind =
        "One or more parameter values were invalid: Condition parameter type does not match schema type";
    fault("pk = :p", ":p=N:1", kind);
    fault("pk = :p AND sk > :s", ":p=S:p :s=N:1", kind);
    fault(
        "pk = :p",
        ":p=S:",
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an \
         empty string value. Key: pk",
    );
    check_fault(
        &query(Some("G"), "g = :g", ":g=S:"),
        "One or more parameter values are not valid. A value specified for a secondary index key is not supported. \
         The AttributeValue for a key attribute cannot contain an empty string value. IndexName: G, IndexKey: g",
    );
}

// spec: 2.6/partition key value; 2.6/sort key value
#[test]
fn oversized_operands_of_key_conditions() {
    let partition = "Size of hashkey has exceeded the maximum size limit of2048 bytes";
    let sort = "Aggregated size of all range keys has exceeded the size limit of 1024 bytes";
    let invalid = |rest: &str| format!("One or more parameter values were invalid: {rest}");
    check_fault(&query(None, "pk = :p", ":p=S*2049"), &invalid(partition));
    check_fault(&query(None, "pk = :p AND sk < :s", ":p=S:p :s=S*1025"), &invalid(sort));
}

// spec: 5.3/LEK content
#[test]
fn query_for_one_key_says_where_it_ended() {
    let one = || query(None, "pk = :p AND sk = :s", ":p=S:p :s=S:b");
    assert_eq!(run_query(&letters(), &one()).expect("a page").last_key, None);
    let page = run_query(&letters(), &Query { limit: Some(1), ..one() }).expect("a page");
    assert_eq!((page.count, page.last_key.clone()), (1, Some(attributes("pk=S:p sk=S:b"))));
    // Nothing is left from there on.
    let rest =
        run_query(&letters(), &Query { limit: Some(1), start: page.last_key, ..one() }).expect("a page");
    assert_eq!((rest.count, rest.last_key), (0, None));
    let simple = table(&schema("pk:S", &[]), &["pk=S:p"]);
    let request = Query { start: Some(attributes("pk=S:p")), ..query(None, "pk = :p", ":p=S:p") };
    assert_eq!(run_query(&simple, &request).expect("a page").count, 0);
    let request = Query { limit: Some(1), ..query(Some("L"), "pk = :p AND n = :n", ":p=S:p :n=N:3") };
    assert!(run_query(&letters(), &request).expect("a page").last_key.is_some());
}

// spec: 5.3/ConsistentRead on GSI; 5.3/FilterExpression; 4.8/projection on indexes; 5.3/Select
#[test]
fn faults_of_queries() {
    let base = || query(None, "pk = :p", ":p=S:p");
    let global = || query(Some("G"), "g = :g", ":g=S:u");
    check_fault(
        &query(Some("None"), "pk = :p", ":p=S:p"),
        "The table does not have the specified index: None",
    );
    check_fault(
        &Query { consistent: true, ..global() },
        "Consistent reads are not supported on global secondary indexes",
    );
    check_fault(
        &Query { filter: Some(condition("x = :v AND sk = :v AND pk = :v", ":v=S:p")), ..base() },
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: pk",
    );
    // Before what any other key may not be.
    check_fault(
        &Query { filter: Some(condition("n[0] = :v OR pk.a = :v OR sk.a = :v", ":v=S:p")), ..global() },
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: n",
    );
    let below =
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ";
    check_fault(
        &Query { filter: Some(condition("x = :v OR sk.a = :v", ":v=S:p")), ..global() },
        &format!("{below}Key: sk"),
    );
    for (index, filter, which) in [
        (None, "pk[0] = :v", "Key: pk"),
        (None, "sk.a = :v AND pk.a = :v", "Key: sk"),
        (Some("G"), "size(g.a) = :v", "IndexKey: g"),
        (Some("G"), "pk.a = :v", "Key: pk"),
    ] {
        let request = Scan { filter: Some(condition(filter, ":v=N:1")), ..scan(index) };
        assert_eq!(run_scan(&letters(), &request).expect_err("a fault"), format!("{below}{which}"));
    }
    // For a projection there is nothing at such a path.
    let request = Scan { projection: Some(projection("x, sk[0]")), ..scan(None) };
    let only_x = Scan { projection: Some(projection("x")), ..scan(None) };
    let shown = |request: &Scan| column(&run_scan(&letters(), request).expect("a page"), "x");
    assert_eq!(shown(&request), shown(&only_x));
    check_fault(
        &Query { filter: Some(condition("n = :v", ":v=N:1")), ..global() },
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: n",
    );
    // The table's key is no key of the index.
    let allowed = Query { filter: Some(condition("sk = :v", ":v=S:ab")), ..global() };
    assert_eq!(column(&run_query(&letters(), &allowed).expect("a page"), "x"), "2");
    check_fault(
        &Query { projection: Some(projection("y, x, z.a")), ..global() },
        "One or more parameter values were invalid: Global secondary index G does not project [y, z]",
    );
    check_fault(
        &Query { filter: Some(condition("y = :v", ":v=S:1")), ..global() },
        "One or more parameter values were invalid: Global secondary index G does not project [y]",
    );
    check_fault(
        &Query { select: Some(Select::AllAttributes), ..global() },
        "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global \
         secondary index G because its projection type is not ALL",
    );
}

// spec: 5.3/ESK: wrong; 5.3/ESK: Query, hash differs; 5.3/ESK: Query, fails; 5.3/ESK: Query, hash-only
// spec: 5.3/start key need not exist
#[test]
fn faults_of_start_keys() {
    let start = |index: Option<&str>, text: &str, values: &str, start: &str, message: &str| {
        check_fault(&Query { start: Some(attributes(start)), ..query(index, text, values) }, message);
    };
    let invalid = "The provided starting key is invalid";
    start(None, "pk = :p", ":p=S:p", "pk=S:p", invalid);
    start(None, "pk = :p", ":p=S:p", "pk=S:p sk=N:1", invalid);
    start(None, "pk = :p", ":p=S:p", "pk=S:p sk=S:a x=N:1", invalid);
    start(Some("G"), "g = :g", ":g=S:u", "g=S:u n=N:3", invalid);
    start(Some("G"), "g = :g", ":g=S:u", "pk=S:p sk=S:a g=S:u n=S:3", invalid);
    start(Some("G"), "g = :g", ":g=S:u", "pk=S:p sk=S:a g=S:u n=N:3 x=N:1", invalid);
    let outside = "The provided starting key is outside query boundaries based on provided conditions";
    start(None, "pk = :p", ":p=S:p", "pk=S:q sk=S:a", outside);
    start(Some("G"), "g = :g", ":g=S:u", "pk=S:p sk=S:a g=S:v n=N:3", outside);
    let predicate = "The provided starting key does not match the range key predicate";
    start(None, "pk = :p AND sk > :s", ":p=S:p :s=S:b", "pk=S:p sk=S:a", predicate);
    start(Some("L"), "pk = :p AND n < :n", ":p=S:p :n=N:3", "pk=S:p sk=S:a n=N:3", predicate);
    start(None, "pk = :p AND sk = :s", ":p=S:p :s=S:b", "pk=S:p sk=S:c", predicate);
    // The sort key is looked at before the partition key.
    start(None, "pk = :p AND sk > :s", ":p=S:p :s=S:b", "pk=S:q sk=S:a", predicate);
    let one = "The query can return at most one row and cannot be restarted";
    start(None, "pk = :p AND sk > :s", ":p=S:p :s=S:b", "pk=S:q sk=S:c", one);
    start(None, "pk = :p AND sk = :s", ":p=S:p :s=S:b", "pk=S:qq sk=S:b", one);
    start(Some("G"), "g = :g AND n < :n", ":g=S:u :n=N:3", "pk=S:p sk=S:a g=S:v n=N:2", one);
    start(Some("G"), "g = :g AND n < :n", ":g=S:u :n=N:3", "pk=S:p sk=S:a g=S:v n=N:3", predicate);
    let empty = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain \
                 an empty string value. Key: ";
    start(None, "pk = :p", ":p=S:p", "pk=S: sk=S:a", &format!("{empty}pk"));
    start(None, "pk = :p", ":p=S:p", "pk=S:p sk=S:", &format!("{empty}sk"));
    start(Some("G"), "g = :g", ":g=S:u", "pk=S: sk=S:a g=S:u n=N:3", &format!("{empty}pk"));
    start(Some("G"), "g = :g", ":g=S:u", "pk=S: sk=S:a", invalid);
    start(Some("G"), "g = :g", ":g=S:u", "pk=S: sk=S:a g=N:1 n=N:3", invalid);
    start(None, "pk = :p", ":p=S:p", "pk=S: sk=N:1", invalid);
    let long = "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes";
    start(None, "pk = :p", ":p=S:p", "pk=S*2049 sk=S:a", long);

    // Where a partition key is all there is, the key of another item is told in other words.
    let simple = table(&schema("pk:S", &[]), &["pk=S:p"]);
    for (start, newer, older) in [
        ("pk=N:1", invalid, "The provided key element does not match the schema"),
        ("x=S:p", invalid, invalid),
        ("pk=S:p x=S:p", invalid, invalid),
        ("pk=S:q", "The provided exclusive start key is invalid", outside),
    ] {
        let request = Query { start: Some(attributes(start)), ..query(None, "pk = :p", ":p=S:p") };
        assert_eq!(run_query(&simple, &request).expect_err("a fault"), newer, "{start}");
        let request = Query { older: true, ..request };
        assert_eq!(run_query(&simple, &request).expect_err("a fault"), older, "{start}");
    }

    // The start key need not exist.
    let request = Query { start: Some(attributes("pk=S:p sk=S:aa")), ..query(None, "pk = :p", ":p=S:p") };
    assert_eq!(column(&run_query(&letters(), &request).expect("a page"), "sk"), "ab b c");
    let request = Query { forward: false, ..request };
    assert_eq!(column(&run_query(&letters(), &request).expect("a page"), "sk"), "a");
}

/// In an index the attributes come first, then the types of its own key, then those of the table's.
#[test]
fn older_words_tell_what_is_wrong_with_a_start_key() {
    let invalid = "The provided starting key is invalid";
    let mismatch = "The provided key element does not match the schema";
    let both = format!("{invalid}: {mismatch}");
    let simple = table(&schema("pk:S", &[]), &["pk=S:p"]);
    for (table, index, start, older) in [
        (&letters(), None, "pk=S:p", both.as_str()),
        (&letters(), None, "pk=S:p sk=N:1", &both),
        (&simple, None, "pk=S:p x=N:1", &both),
        (&letters(), Some("G"), "pk=S:p sk=S:a", invalid),
        (&letters(), Some("G"), "pk=S:p sk=S:a g=S:u n=N:3 x=N:1", invalid),
        (&letters(), Some("G"), "pk=S:p sk=S:a g=N:1 n=N:3", mismatch),
        (&letters(), Some("G"), "pk=S:p sk=N:1 g=S:u n=N:3", &both),
        (&letters(), Some("L"), "pk=N:1 sk=S:a n=N:3", mismatch),
    ] {
        let request = Scan { start: Some(attributes(start)), ..scan(index) };
        assert_eq!(run_scan(table, &request).expect_err("a fault"), invalid, "{start}");
        assert_eq!(run_scan(table, &Scan { older: true, ..request }).expect_err("a fault"), older, "{start}");
        // A query tells the same of an index.
        let (text, values) = match index {
            Some("G") => ("g = :g", ":g=S:u"),
            Some(_) => ("pk = :p", ":p=S:p"),
            None => continue,
        };
        let request = Query { start: Some(attributes(start)), older: true, ..query(index, text, values) };
        assert_eq!(run_query(table, &request).expect_err("a fault"), older, "{start}");
    }
    let request = Scan { start: Some(attributes("pk=S:")), older: true, ..scan(None) };
    assert_eq!(
        run_scan(&simple, &request).expect_err("a fault"),
        "The provided starting key is invalid: One or more parameter values are not valid. The AttributeValue for a \
         key attribute cannot contain an empty string value. Key: pk"
    );
}

// spec: 5.3/ESK: parallel
#[test]
fn start_key_of_another_segment() {
    let table = letters();
    let hash = table.schema().key_of(&attributes("pk=S:p sk=S:a")).expect("a key").hash;
    let (home, other) = if hash < 1 << 63 { (0, 1) } else { (1, 0) };
    let start = Some(attributes("pk=S:p sk=S:b"));
    let request =
        |index| Scan { start: start.clone(), segment: Some(Segment { index, total: 2 }), ..scan(None) };
    assert!(run_scan(&table, &request(home)).is_ok());
    assert_eq!(
        run_scan(&table, &request(other)).expect_err("a fault"),
        format!(
            "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with \
             correct Segment. TotalSegments: 2 Segment: {other}"
        )
    );
}

// spec: 5.3/Limit; 5.3/page ends; 5.3/LEK content; 8/Count, ScannedCount
#[test]
fn limit_counts_evaluated_items() {
    let table = letters();
    let filter = || Some(condition("x > :v", ":v=N:2"));
    let page = |limit| {
        let request = Query { limit: Some(limit), filter: filter(), ..query(None, "pk = :p", ":p=S:p") };
        run_query(&table, &request).expect("a page")
    };
    let first = page(2);
    assert_eq!((first.count, first.scanned, column(&first, "sk").as_str()), (0, 2, ""));
    assert_eq!(first.last_key, Some(attributes("pk=S:p sk=S:ab")));
    assert_eq!(first.seen.iter().map(|seen| seen.returned).collect::<Vec<_>>(), [false, false]);
    // Exactly all: evaluation stopped early for all one knows.
    let all = page(4);
    assert_eq!((all.count, all.scanned, all.last_key), (2, 4, Some(attributes("pk=S:p sk=S:c"))));
    let more = page(5);
    assert_eq!((more.count, more.scanned, more.last_key), (2, 4, None));
    let index = Query { limit: Some(1), ..query(Some("G"), "g = :g", ":g=S:u") };
    let last = run_query(&table, &index).expect("a page").last_key;
    assert_eq!(last, Some(attributes("pk=S:p sk=S:ab g=S:u n=N:-1")));
}

// spec: 5.3/page ends
#[test]
fn page_ends_at_a_megabyte() {
    // Each item has 100 + 4 + 4 + … bytes: pk=a (3), sk (2 + 2), x (1 + n).
    let schema = schema("pk:S / sk:N", &[]);
    let items: Vec<String> = (1..=12).map(|n| format!("pk=S:a sk=N:{n} x=S*{}", 104_857 - 8)).collect();
    let table = table(&schema, &items.iter().map(String::as_str).collect::<Vec<_>>());
    let page = run_query(&table, &query(None, "pk = :p", ":p=S:a")).expect("a page");
    // Ten items are 1,048,570 bytes: six short of a megabyte, so the eleventh is in the page too.
    assert_eq!((page.scanned, page.bytes), (11, 11 * 104_857));
    assert_eq!(page.last_key, Some(attributes("pk=S:a sk=N:11")));
    assert_eq!(page.units.total(), (11_u64 * 104_857).div_ceil(4096) * 500);
}

// spec: 5.3/Select; 5.3/COUNT; 4.8/projection on indexes
#[test]
fn select() {
    let table = letters();
    let page = |request: Query| run_query(&table, &request).expect("a page");
    let local = || query(Some("L"), "pk = :p", ":p=S:p");
    let count = page(Query { select: Some(Select::Count), ..local() });
    assert_eq!((count.items.is_none(), count.count), (true, 3));
    let names = |page: &PageResult| {
        let first = page.items.iter().flatten().next().expect("an item");
        first.names().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(&page(local())), "n pk sk");
    assert_eq!(names(&page(Query { select: Some(Select::AllProjectedAttributes), ..local() })), "n pk sk");
    assert_eq!(names(&page(Query { select: Some(Select::AllAttributes), ..local() })), "g n pk sk x y");
    assert_eq!(names(&page(Query { projection: Some(projection("y, sk")), ..local() })), "sk y");
    assert_eq!(names(&page(query(Some("G"), "g = :g", ":g=S:u"))), "g n pk sk x");
}

// spec: 5.4/Query/Scan; 5.4/LSI query
#[test]
fn page_units() {
    let table = letters();
    let units = |request: &Query| {
        let units = run_query(&table, request).expect("a page").units;
        (units.of(&Arm::Table), units.of(&Arm::Local("L".into())), units.of(&Arm::Global("G".into())))
    };
    let base = query(None, "pk = :p", ":p=S:p");
    assert_eq!(units(&base), (500, 0, 0));
    assert_eq!(units(&Query { consistent: true, ..base }), (1000, 0, 0));
    assert_eq!(units(&query(None, "pk = :p", ":p=S:none")), (500, 0, 0));
    assert_eq!(units(&query(Some("G"), "g = :g", ":g=S:u")), (0, 0, 500));
    let local = || query(Some("L"), "pk = :p", ":p=S:p");
    assert_eq!(units(&local()), (0, 500, 0));
    // Three entries fetched from the table, half a unit each.
    assert_eq!(units(&Query { projection: Some(projection("y")), ..local() }), (1500, 500, 0));
    // For a filter nothing is.
    assert_eq!(units(&Query { filter: Some(condition("y = :v", ":v=S:1")), ..local() }), (0, 500, 0));
    let all = Query { select: Some(Select::AllAttributes), consistent: true, ..local() };
    assert_eq!(units(&all), (3000, 1000, 0));
    let count = Query { select: Some(Select::Count), ..local() };
    assert_eq!(units(&count), (0, 500, 0));
}

// What is fetched from the table counts towards the page in whole blocks, beside the entries' own.
#[test]
fn fetched_items_fill_a_page() {
    let schema = schema("pk:S / sk:N", &["local L: pk:S / n:N: KEYS_ONLY"]);
    let items: Vec<String> = (0..300).map(|n| format!("pk=S:a sk=N:{n} n=N:{n} y=S:y")).collect();
    let table = table(&schema, &items.iter().map(String::as_str).collect::<Vec<_>>());
    let local = || query(Some("L"), "pk = :p", ":p=S:a");
    let projected = run_query(&table, &local()).expect("a page");
    assert_eq!((projected.count, projected.last_key), (300, None));
    let fetched = run_query(&table, &Query { projection: Some(projection("y")), ..local() }).expect("a page");
    assert_eq!((fetched.count, fetched.last_key.is_some()), (255, true));
    let filtered = Query { filter: Some(condition("y = :v", ":v=S:x")), ..local() };
    let narrow = run_query(&table, &filtered).expect("a page");
    assert_eq!((narrow.count, narrow.scanned, narrow.last_key), (0, 300, None));
    let whole = Query { select: Some(Select::AllAttributes), ..filtered };
    let whole = run_query(&table, &whole).expect("a page");
    assert_eq!((whole.count, whole.scanned, whole.last_key.is_some()), (0, 255, true));
}

// spec: 3.5/LSI
#[test]
fn a_filter_sees_what_the_index_holds() {
    let table = letters();
    let scanned = |request: Scan| run_scan(&table, &request).expect("a page").count;
    let queried = |request: Query| run_query(&table, &request).expect("a page").count;
    let query = || query(Some("L"), "pk = :p", ":p=S:p");
    let scan = || scan(Some("L"));
    let y = || Some(condition("y = :v", ":v=S:1"));
    let no_y = || Some(condition("attribute_not_exists(y)", ""));
    let all = queried(query());
    assert_eq!(
        (queried(Query { filter: y(), ..query() }), queried(Query { filter: no_y(), ..query() })),
        (0, all)
    );
    assert_eq!(scanned(Scan { filter: y(), ..scan() }), 0);
    let count = Some(Select::Count);
    assert_eq!(queried(Query { filter: y(), select: count, ..query() }), 0);
    assert_eq!(queried(Query { filter: y(), projection: Some(projection("n")), ..query() }), 0);
    // What is fetched all the same is seen, too.
    let with_y = queried(Query { filter: y(), projection: Some(projection("y")), ..query() });
    assert!(with_y > 0);
    assert_eq!(queried(Query { filter: y(), projection: Some(projection("x")), ..query() }), with_y);
    let whole = Some(Select::AllAttributes);
    assert_eq!(queried(Query { filter: y(), select: whole, ..query() }), with_y);
    assert_eq!(scanned(Scan { filter: y(), select: whole, ..scan() }), with_y);
}

// spec: 5.4/Query/Scan; 8/capacity
#[test]
fn one_rounding_a_page() {
    let schema = schema("pk:S / sk:N", &[]);
    let items: Vec<String> = (10..20).map(|n| format!("pk=S:a sk=N:{n} x=S*{}", 1000 - 8)).collect();
    let table = table(&schema, &items.iter().map(String::as_str).collect::<Vec<_>>());
    let page = run_query(&table, &query(None, "pk = :p", ":p=S:a")).expect("a page");
    assert_eq!((page.bytes, page.units.total()), (10_000, 1500));
}

// spec: A.5/Scan of one; 5.4/Query/Scan
#[test]
fn scan_pays_for_each_partition() {
    let schema = schema("pk:S", &[]);
    let table = table(&schema, &["pk=S:a"]);
    let visit = |parts: u64, consistent: bool| {
        let request = Scan { consistent, ..scan(None) };
        let plan = ReadPlan::scan(&schema, &request).expect("a plan");
        let mut page = table::Page::default();
        let width = u64::MAX / parts;
        for part in 0..parts {
            let last = if part + 1 == parts { u64::MAX } else { (part + 1) * width - 1 };
            plan.visit(&mut page, &MapRows(table.rows()), &KeyRange::of_hashes(part * width, last));
        }
        let page = plan.finish(page);
        assert_eq!((page.count, page.partitions), (1, parts));
        page.units.total()
    };
    assert_eq!(visit(4, true), 4000);
    assert_eq!(visit(4, false), 2000);
    assert_eq!(visit(1, false), 500);
}

#[test]
fn plan_tells_where_to_read() {
    let schema: Schema = schema("pk:S / sk:S", &["global G: g:S: ALL"]);
    let request = query(None, "pk = :p", ":p=S:p");
    let key = schema.key_of(&attributes("pk=S:p sk=S:x")).expect("a key");
    let next = Key { hash: key.hash + 1, bytes: [].into() };
    let plan = ReadPlan::query(&schema, &request).expect("a plan");
    let other = schema.key_of(&attributes("pk=S:q sk=S:x")).expect("a key");
    assert!(plan.keys().contains(&key) && !plan.keys().contains(&next) && !plan.keys().contains(&other));
    assert!(!plan.is_backward());
    let whole = scan(None);
    assert_eq!(ReadPlan::scan(&schema, &whole).expect("a plan").keys(), &KeyRange::of_hashes(0, u64::MAX));
    let segment = Scan { segment: Some(Segment { index: 1, total: 4 }), ..scan(Some("G")) };
    let plan = ReadPlan::scan(&schema, &segment).expect("a plan");
    assert_eq!(plan.keys(), &KeyRange::of_hashes(1 << 62, (1 << 63) - 1));
    assert_eq!((plan.index(), plan.arm()), (Some(0), &Arm::Global("G".into())));
    let started = Scan { start: Some(attributes("pk=S:p sk=S:x")), ..scan(None) };
    assert_eq!(ReadPlan::scan(&schema, &started).expect("a plan").keys().from, Bound::Excluded(key));
}
