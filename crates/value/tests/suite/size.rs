//! Sizes in the service's accounting, and levels.

use value::{AttributeValue, Attributes, Number, attributes_size};

#[track_caller]
fn check_number(text: &str, expect: u64) {
    assert_eq!(Number::parse(text).expect(text).size(), expect, "{text}");
}

// spec: 2.3/N; 8/item size
#[test]
fn numbers() {
    for (text, size) in [
        ("0", 1),
        ("1", 2),
        ("42", 2),
        ("-42", 3),
        ("100", 2),
        ("0.001", 2),
        ("10.01", 3),
        ("1.5", 3),
        ("3.14159", 5),
        ("123456", 4),
        ("1E125", 2),
        ("1e-130", 2),
        ("-1e-130", 3),
        ("0.12", 2),
        ("1200", 2),
        ("12300", 3),
    ] {
        check_number(text, size);
    }
    check_number(&"9".repeat(38), 20);
    check_number(&format!("-{}", "9".repeat(38)), 21);
    check_number(&format!("9.{}", "9".repeat(37)), 21);
}

#[track_caller]
fn check(value: &AttributeValue, size: u64, depth: u32) {
    assert_eq!((value.size(), value.depth()), (size, depth), "{value:?}");
}

// spec: 2.3/attribute name; 2.3/S; 2.3/B; 2.3/BOOL, NULL; 2.3/SS/NS/BS; 2.3/L; 2.3/M; 2.3/item
#[test]
fn values() {
    let text = AttributeValue::from("é€");
    check(&text, 5, 1);
    check(&AttributeValue::B(vec![0; 7]), 7, 1);
    check(&AttributeValue::Bool(false), 1, 1);
    check(&AttributeValue::Null, 1, 1);
    check(&AttributeValue::string_set(vec!["b".into(), "aa".into(), "b".into(), String::new()]), 3, 1);
    check(&AttributeValue::number_set(vec![Number::from(1), Number::from(-42), Number::from(1)]), 5, 1);
    check(&AttributeValue::binary_set(vec![vec![1, 2], vec![], vec![1, 2]]), 2, 1);
    check(&AttributeValue::L(vec![]), 3, 1);
    check(&AttributeValue::M(Attributes::new()), 3, 1);
    check(&AttributeValue::L(vec![text.clone(), AttributeValue::Null]), 3 + 6 + 2, 2);
    let map = Attributes::from([("nom".to_owned(), AttributeValue::L(vec![text]))]);
    assert_eq!(attributes_size(&map), 3 + 9);
    check(&AttributeValue::M(map), 3 + 1 + 3 + 9, 3);
}
