//! The stored formats, byte for byte. These files never change: items and keys of every release must stay readable and stay where they are.
//!
//! A line is a description, a tab and hexadecimal bytes. New lines may be added at the end (run with `BLESS=1` to write them).

use std::fmt::Write as _;
use std::path::Path;

use value::{AttributeValue, Attributes, Item, Number, key};

fn number(text: &str) -> AttributeValue {
    Number::parse(text).expect(text).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal"))
        .collect()
}

/// Compares with the file, and returns its lines.
fn compare(file: &str, lines: &[String]) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    let written = lines.iter().fold(String::new(), |out, line| out + line + "\n");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &written).expect("a writable checkout");
    }
    let golden = std::fs::read_to_string(&path).expect(file);
    assert_eq!(written, golden, "the format of {file} has changed");
    let split = |line: &str| line.split_once('\t').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("a tab");
    golden.lines().map(split).collect()
}

fn items() -> Vec<Attributes> {
    let attributes = |pairs: Vec<(&str, AttributeValue)>| -> Attributes {
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    };
    let one = |value: AttributeValue| attributes(vec![("a", value)]);
    vec![
        Attributes::new(),
        one("".into()),
        one("é\u{0}".into()),
        one(number("0")),
        one(number("1")),
        one(number("-1")),
        one(number("-0.00125")),
        one(number("99999999999999999999999999999999999999e88")),
        one(number("-1e-130")),
        one(AttributeValue::B(vec![0, 255])),
        one(false.into()),
        one(true.into()),
        one(AttributeValue::Null),
        one(AttributeValue::string_set(vec!["b".into(), "a".into(), String::new()])),
        one(AttributeValue::number_set(vec![2.into(), Number::from(-2), Number::ZERO])),
        one(AttributeValue::binary_set(vec![vec![255], vec![0, 0]])),
        one(AttributeValue::L(vec![])),
        one(AttributeValue::L(vec!["x".into(), AttributeValue::L(vec![AttributeValue::Null])])),
        one(Attributes::new().into()),
        one(attributes(vec![("y", 10.into()), ("x", one(true.into()).into())]).into()),
        one("z".repeat(200).into()),
        one(AttributeValue::L(vec!["z".repeat(130).into(), 7.into()])),
        attributes(vec![("sk", number("1.5")), ("pk", "user#1".into()), ("Éclair", AttributeValue::Null)]),
    ]
}

#[test]
fn item_1() {
    let lines: Vec<String> = items()
        .iter()
        .map(|attributes| {
            let item = Item::new(attributes);
            format!("{}\t{}", item.to_json(), hex(item.as_bytes()))
        })
        .collect();
    for (json, bytes) in compare("item-1.txt", &lines) {
        let item = Item::from_bytes(unhex(&bytes).into()).expect(&json);
        assert_eq!(item.to_json(), json);
    }
}

#[test]
fn key_1() {
    let scalars: Vec<AttributeValue> = [
        vec!["a".into(), "user#1".into(), "é\u{0}b".into(), "s".repeat(300).into()],
        [
            "0", "1", "9", "10", "99", "100", "1.5", "0.1", "1e-130", "9.9e125", "-1", "-1.5", "-100",
            "-9.9e125", "-1e-130",
        ]
        .map(number)
        .to_vec(),
        vec![number(&"9".repeat(38)), number(&format!("-1.{}", "2".repeat(37)))],
        vec![AttributeValue::B(vec![0]), AttributeValue::B(vec![0, 0, 255, 1])],
    ]
    .concat();
    let mut lines = Vec::new();
    let mut line = |partition: &[&AttributeValue], sort: &[&AttributeValue]| {
        let key = key::encode(partition, sort).expect("scalars");
        let texts = |values: &[&AttributeValue]| {
            values
                .iter()
                .map(|value| format!("{}:{}", value.type_name(), value.display(20).escape_debug()))
                .collect::<Vec<_>>()
                .join(", ")
        };
        lines.push(format!("{} / {}\t{:016x} {}", texts(partition), texts(sort), key.hash, hex(&key.bytes)));
    };
    for value in &scalars {
        line(&[value], &[]);
        line(&[&"p".into()], &[value]);
    }
    line(&[&"a".into(), &1.into()], &[&"b".into(), &2.into(), &AttributeValue::B(vec![0])]);
    let base = key::encode(&[&"pk".into()], &[&"sk".into()]).expect("scalars");
    let index = key::encode_index(&[&"g".into()], &[&5.into()], &base).expect("scalars");
    lines.push(format!("index entry S:g / N:5 of S:pk / S:sk\t{:016x} {}", index.hash, hex(&index.bytes)));
    compare("key-1.txt", &lines);
}
