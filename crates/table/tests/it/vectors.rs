//! Vector indexes: what they take, what that counts, and the search against a naive model.

use api::dynamodb::{
    Distance, GlobalIndexDefinition, KeyAttribute, KeySchema, KeyType, Projection, ReturnConsumedCapacity,
    SearchVectors, TableRef, VectorSpec,
};
use expression::{KeyClause, KeyCondition, KeyTest};
use proptest::prelude::*;
use table::{Compared, KeyRange, MapRows, Nearest, Schema, Search, Surface, Table, Write, price};
use value::{AttributeValue, Attributes, Item, Number};

use crate::support::{condition, item, projection, put, query, scan, update};

fn text_key(name: &str) -> KeyAttribute {
    KeyAttribute { name: name.to_owned(), key_type: KeyType::S }
}

/// A table by `pk` with an index `V` over `v`; `search` is its schema (`true` for the `HASH`).
fn schema(dimensions: u32, distance: Distance, search: &[(&str, bool)], copies: Projection) -> Schema {
    let key = KeySchema { partition: vec![text_key("pk")], sort: Vec::new() };
    let search: Vec<(String, bool)> = search.iter().map(|(name, hash)| ((*name).to_owned(), *hash)).collect();
    let spec = VectorSpec { attribute: "v".to_owned(), dimensions, distance, search, copies };
    let index_key = spec
        .hash()
        .map_or_else(|| key.clone(), |hash| KeySchema { partition: vec![text_key(hash)], sort: Vec::new() });
    let index = GlobalIndexDefinition {
        name: "V".to_owned(),
        key: index_key,
        projection: Projection::Vectors(Box::new(spec)),
        throughput: None,
    };
    Schema::new(&key, &[], &[index])
}

fn plain(dimensions: u32) -> Schema {
    schema(dimensions, Distance::Euclidean, &[], Projection::KeysOnly)
}

fn numbers(vector: &[&str]) -> Vec<AttributeValue> {
    vector.iter().map(|text| AttributeValue::N(Number::parse(text).expect("a number"))).collect()
}

/// An item with a vector besides what the text says.
fn with(text: &str, vector: Vec<AttributeValue>) -> Item {
    let mut attributes = item(text).decode();
    attributes.insert("v".to_owned(), AttributeValue::L(vector));
    Item::new(&attributes)
}

fn search(vector: Vec<AttributeValue>, top: u32, equal: &[(&str, &str)]) -> SearchVectors {
    let clause = |(name, value): &(&str, &str)| KeyClause {
        attribute: (*name).to_owned(),
        test: KeyTest::Eq((*value).into()),
    };
    SearchVectors {
        table: TableRef { given: "T".to_owned(), name: "T".to_owned(), arn_of: None },
        index: "V".to_owned(),
        vector,
        top,
        condition: (!equal.is_empty()).then(|| KeyCondition { clauses: equal.iter().map(clause).collect() }),
        projection: None,
        return_consumed: ReturnConsumedCapacity::None,
    }
}

fn run(table: &Table, request: &SearchVectors) -> Result<Nearest, String> {
    let plan = Search::new(table.schema(), request).map_err(|error| error.message)?;
    let mut compared = Compared::default();
    let rows = table.index_rows(plan.index()).expect("rows");
    plan.visit(&mut compared, &MapRows(rows), &KeyRange::all());
    Ok(plan.finish(compared))
}

fn table_of(schema: &Schema, items: Vec<Item>) -> Table {
    Table::from_items(schema.clone(), items)
}

// spec: 3.8/vector indexes
#[test]
fn what_a_write_may_bring() {
    const P: &str = "One or more parameter values were invalid. ";
    let schema = plain(2);
    let refusal = |item: Item| {
        let put = put(item);
        Write::put(&schema, &put).err().map(|error| error.message)
    };
    for vector in [&["1", "2"], &["0", "-1E-130"], &["3.4E38", "1.2345678901234567890123456789012345678"]] {
        assert_eq!(refusal(with("pk=S:a", numbers(vector))), None);
    }
    assert_eq!(refusal(item("pk=S:a")), None);
    for (vector, expected) in [
        (numbers(&["1"]), "Invalid size for parameter v, Expected: 2, Actual: 1 IndexName: V"),
        (numbers(&["1", "2", "3"]), "Invalid size for parameter v, Expected: 2, Actual: 3 IndexName: V"),
        (
            vec![1.into(), "x".into()],
            "Invalid type for parameter v[1], Expected: 32-bit floating point number, Actual: S. IndexName: V",
        ),
        (
            numbers(&["1E39", "1"]),
            "Invalid type for parameter v[0], Expected: 32-bit floating point number, Actual: N. IndexName: V",
        ),
    ] {
        assert_eq!(refusal(with("pk=S:a", vector)), Some(format!("{P}{expected}")));
    }
    assert_eq!(
        refusal(item("pk=S:a v=S:x")),
        Some(format!(
            "{P}Invalid type for parameter v, Expected: list of 32-bit floating point numbers, Actual: S. IndexName: V"
        ))
    );
    // What an update leaves behind is held to the same.
    assert!(schema.check_index_keys(&item("pk=S:a v=N:1"), Surface::Update).is_err());
}

// spec: 2.3/vector attribute; 5.4/vector tables
#[test]
fn a_vector_counts_four_bytes_a_number() {
    let schema = plain(300);
    let long = "1.2345678901234567890123456789012345678";
    let stored = with("pk=S:a", numbers(&[long; 300]));
    // As a list it is 3 bytes and 22 a number; the rest is 4 bytes.
    assert_eq!(stored.size(), 3 + 1 + 3 + 300 * 22);
    assert_eq!(schema.charged_size(&stored), 3 + 1 + 1200);
    let units = |schema: Option<&Schema>| price(schema, Some(&stored), true).total();
    assert_eq!((units(None), units(Some(&schema))), (2000, 1000));
    let request = put(stored.clone());
    let plan = Write::put(&schema, &request).expect("a write").plan(&schema, None).expect("a plan");
    assert_eq!(plan.units.total(), 2000);
    let told: Vec<String> =
        plan.units.lines.iter().map(|line| format!("{}: {}", line.label(), line.sum_text())).collect();
    assert_eq!(
        told,
        [
            "table: item created, 1,204 B after: ceil(1,204 / 1,024) = 2 WCU",
            "vector index V: entry added, 1,204 B after: 1,204 = 1,204 bytes",
        ]
    );
    let consumed = plan.units.consumed(&schema, "T", ReturnConsumedCapacity::Indexes).expect("told");
    assert_eq!((consumed.total(), consumed.vectors), (2000, vec![("V".to_owned(), 1_204_000)]));
    // At least 1,024; nothing when nothing of the entry changes.
    let small = self::plain(2);
    let before = with("pk=S:a", numbers(&["1", "2"]));
    for (after, bytes) in [
        (with("pk=S:a", numbers(&["1", "3"])), 1_024_000),
        (with("pk=S:a n=N:1", numbers(&["1", "2"])), 0),
        (item("pk=S:a"), 1_024_000),
    ] {
        let request = put(after);
        let write = Write::put(&small, &request).expect("a write");
        let plan = write.plan(&small, Some(&before)).expect("a plan");
        assert_eq!(plan.units.of(&table::Arm::Vector("V".into())), bytes);
        // They are nobody's capacity.
        assert!(plan.indexes.iter().all(|change| change.units == 0));
    }
    // A failed condition is charged on what would have been there, the vector at four bytes a number.
    let stored = with("pk=S:a", numbers(&[long; 300]));
    let mut request = update("pk=S:a", "SET x = :x", ":x=S*2048");
    request.condition = Some(condition("attribute_exists(nothing)", ""));
    let write = Write::update(&schema, &request).expect("a write");
    let refusal = write.plan(&schema, Some(&stored)).expect_err("a failed condition");
    assert_eq!(
        (refusal.units.lines[0].before, refusal.units.lines[0].after),
        (Some(1204), Some(1204 + 2049))
    );
    // Without a vector, or with one that no index has, an item is as large as it is.
    assert_eq!(small.charged_size(&item("pk=S:a x=S:b")), item("pk=S:a x=S:b").size());
}

// spec: 3.8/vector indexes
#[test]
fn the_nearest_by_each_distance() {
    let rows = || {
        [("a", ["1", "0"]), ("b", ["3", "4"]), ("c", ["0", "3"]), ("d", ["-1", "0"]), ("e", ["0", "0"])]
            .map(|(pk, vector)| with(&format!("pk=S:{pk} x=S:y"), numbers(&vector)))
            .to_vec()
    };
    for (distance, expected) in [
        (Distance::Cosine, "a 0, b 0.4, c 1, e 1, d 2"),
        (Distance::DotProduct, "b 6, a 2, c 0, e 0, d -2"),
        (Distance::Euclidean, "a 1, e 2, d 3, c 3.6055513, b 4.1231056"),
    ] {
        let mut items = rows();
        items.push(item("pk=S:none"));
        let table = table_of(&schema(2, distance, &[], Projection::KeysOnly), items);
        let found = run(&table, &search(numbers(&["2", "0"]), 5, &[])).expect("an answer");
        let told: Vec<String> = found
            .results
            .iter()
            .map(|(item, score)| {
                let Some(AttributeValue::S(pk)) = item.get("pk") else { panic!("no key") };
                assert_eq!(item.len(), 2, "keys and vector: {}", item.to_json());
                format!("{pk} {score}")
            })
            .collect();
        assert_eq!(
            sorted_ties(&told),
            sorted_ties(&expected.split(", ").map(str::to_owned).collect::<Vec<_>>())
        );
        // Five vectors of 8 bytes were compared, five entries of 12 returned.
        assert_eq!(found.units.lines[0].sum_text(), "100 = 100 bytes");
        assert_eq!(found.units.total(), 0);
    }
}

/// Ties come in the order of keys, whose hashes nobody knows by heart: here they are put by name.
fn sorted_ties(told: &[String]) -> Vec<String> {
    let mut told: Vec<(usize, String)> = told.iter().cloned().enumerate().collect();
    let score = |text: &str| text.split_once(' ').map(|(_, score)| score.to_owned());
    for at in 1..told.len() {
        if score(&told[at].1) == score(&told[at - 1].1) {
            told[at].0 = told[at - 1].0;
        }
    }
    told.sort();
    told.into_iter().map(|(_, text)| text).collect()
}

// spec: 3.8/vector indexes
#[test]
fn what_a_search_may_ask() {
    let searchable = schema(2, Distance::Cosine, &[("kind", true), ("colour", false)], Projection::KeysOnly);
    let table = table_of(
        &searchable,
        [("a", "x", "red"), ("b", "x", "blue"), ("c", "y", "red")]
            .map(|(pk, kind, colour)| {
                with(&format!("pk=S:{pk} kind=S:{kind} colour=S:{colour} more=S:z"), numbers(&["1", "1"]))
            })
            .into_iter()
            // Without the HASH it is not in the index.
            .chain([with("pk=S:d colour=S:red", numbers(&["1", "1"]))])
            .collect(),
    );
    let keys = |equal: &[(&str, &str)]| {
        let found = run(&table, &search(numbers(&["1", "0"]), 9, equal)).expect("an answer");
        let mut keys: Vec<String> =
            found.results.iter().map(|(item, _)| format!("{:?}", item.get("pk"))).collect();
        keys.sort();
        keys.len()
    };
    assert_eq!(table.index_rows(0).map(imbl::OrdMap::len), Some(3));
    assert_eq!(keys(&[("kind", "x")]), 2);
    assert_eq!(keys(&[("colour", "red"), ("kind", "x")]), 1);
    assert_eq!(keys(&[("kind", "z")]), 0);
    let fails = |request: &SearchVectors| run(&table, request).err().unwrap_or_default();
    let must = "SearchConditionExpression must be provided when SearchSchema has a HASH key";
    assert_eq!(fails(&search(numbers(&["1", "0"]), 1, &[])), must);
    assert_eq!(fails(&search(numbers(&["1", "0"]), 1, &[("colour", "red")])), must);
    assert_eq!(
        fails(&search(numbers(&["1", "0"]), 1, &[("kind", "x"), ("more", "z")])),
        "SearchConditionExpression can only have conditions on attributes of the SearchSchema: more"
    );
    assert_eq!(
        fails(&search(numbers(&["1"]), 1, &[("kind", "x")])),
        "Input search vector dimension 1 does not match vector index dimension 2"
    );
    assert_eq!(
        fails(&search(vec![1.into(), "x".into()], 1, &[("kind", "x")])),
        "One or more parameter values were invalid. Invalid type for parameter SearchVector[1], Expected: 32-bit \
         floating point number, Actual: S. IndexName: V"
    );
    let mut request = search(numbers(&["1", "0"]), 1, &[("kind", "x")]);
    request.index = "W".to_owned();
    assert_eq!(fails(&request), "The table does not have the specified index: W");
    let mut request = search(numbers(&["1", "0"]), 1, &[("kind", "x"), ("colour", "red")]);
    request.projection = Some(projection("pk, colour"));
    let found = run(&table, &request).expect("an answer");
    assert_eq!(found.results[0].0.to_json(), r#"{"colour":{"S":"red"},"pk":{"S":"a"}}"#);
    request.projection = Some(projection("more"));
    assert!(fails(&request).ends_with("Vector index V does not project [more]"), "{}", fails(&request));
}

// spec: 3.8/vector indexes
#[test]
fn no_other_read_goes_there() {
    let schema = plain(2);
    let asked = query(Some("V"), "pk = :pk", ":pk=S:a");
    let error = table::ReadPlan::query(&schema, &asked).expect_err("no query");
    assert_eq!(error.message, "Query operation not supported on this index type.");
    let asked = scan(Some("V"));
    let error = table::ReadPlan::scan(&schema, &asked).expect_err("no scan");
    assert_eq!(error.message, "Scan operation not supported on this index type");
}

/// How near, by the book, in the same steps.
fn naive(distance: Distance, one: &[i8], other: &[i8]) -> f64 {
    let dot = |a: &[i8], b: &[i8]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    match distance {
        Distance::DotProduct => dot(one, other),
        Distance::Euclidean => {
            let difference: Vec<f64> =
                one.iter().zip(other).map(|(a, b)| f64::from(*a) - f64::from(*b)).collect();
            difference.iter().map(|it| it * it).sum::<f64>().sqrt()
        }
        Distance::Cosine => {
            let lengths = (dot(one, one) * dot(other, other)).sqrt();
            if lengths > 0.0 { 1.0 - dot(one, other) / lengths } else { 1.0 }
        }
    }
}

proptest! {
    /// Of any vectors, in any order of writing, a search finds as many as asked, none nearer than what it leaves out, each
    /// with its distance.
    #[test]
    fn a_search_finds_the_nearest(
        rows in prop::collection::btree_map(0..40_u8, (prop::collection::vec(-5..6_i8, 3), 0..2_u8), 0..40),
        wanted in prop::collection::vec(-5..6_i8, 3),
        top in 1..12_u32,
        which in 0..3_usize,
        filter in prop::option::of(0..2_u8),
    ) {
        let distance = [Distance::Cosine, Distance::DotProduct, Distance::Euclidean][which];
        let vector = |numbers: &[i8]| numbers.iter().map(|n| i64::from(*n).into()).collect::<Vec<AttributeValue>>();
        let of = |(pk, (numbers, colour)): (&u8, &(Vec<i8>, u8))| {
            let mut attributes = Attributes::new();
            attributes.insert("pk".to_owned(), format!("p{pk}").into());
            attributes.insert("colour".to_owned(), format!("c{colour}").into());
            attributes.insert("v".to_owned(), AttributeValue::L(vector(numbers)));
            Item::new(&attributes)
        };
        let schema = schema(3, distance, &[("colour", false)], Projection::All);
        let table = table_of(&schema, rows.iter().map(of).collect());
        let colour = filter.map(|filter| format!("c{filter}"));
        let equal: Vec<(&str, &str)> = colour.iter().map(|colour| ("colour", colour.as_str())).collect();
        let found = run(&table, &search(vector(&wanted), top, &equal)).expect("an answer");

        let fits = rows.values().filter(|(_, colour)| filter.is_none_or(|filter| filter == *colour));
        let mut scores: Vec<f64> = fits.map(|(numbers, _)| naive(distance, &wanted, numbers)).collect();
        scores.sort_by(f64::total_cmp);
        if distance == Distance::DotProduct {
            scores.reverse();
        }
        scores.truncate(top as usize);
        prop_assert_eq!(found.results.len(), scores.len());
        for ((item, score), expected) in found.results.iter().zip(&scores) {
            prop_assert!((score - expected).abs() < 1e-5, "{} is not {}", score, expected);
            let Some(AttributeValue::S(pk)) = item.get("pk") else { panic!("no key") };
            let row = &rows[&pk[1..].parse::<u8>().expect("a number")];
            prop_assert!((naive(distance, &wanted, &row.0) - score).abs() < 1e-5);
            prop_assert!(filter.is_none_or(|filter| filter == row.1));
        }
        let keys: std::collections::BTreeSet<String> =
            found.results.iter().map(|(item, _)| format!("{:?}", item.get("pk"))).collect();
        prop_assert_eq!(keys.len(), found.results.len());
    }
}
