//! Values on screens.

use value::{AttributeValue, Attributes, Number};

#[track_caller]
fn check(value: &AttributeValue, max_chars: usize, expect: &str) {
    assert_eq!(value.display(max_chars), expect);
}

#[test]
fn short_texts() {
    check(&"héllo".into(), 10, "héllo");
    check(&"héllo".into(), 5, "héllo");
    check(&"héllo".into(), 4, "hél…");
    check(&"héllo".into(), 1, "…");
    check(&"héllo".into(), 0, "");
    check(&"".into(), 0, "");
    check(&Number::parse("1.50").expect("a number").into(), 10, "1.5");
    check(&AttributeValue::B(vec![1, 2, 3]), 20, "<3 bytes>");
    check(&AttributeValue::B(vec![1]), 20, "<1 byte>");
    check(&true.into(), 20, "true");
    check(&AttributeValue::Null, 20, "null");
    check(&AttributeValue::string_set(vec!["b".into(), "a".into()]), 20, "{a, b}");
    check(&AttributeValue::number_set(vec![10.into(), 9.into()]), 20, "{9, 10}");
    check(&AttributeValue::binary_set(vec![vec![0, 0]]), 20, "{<2 bytes>}");
    check(&AttributeValue::string_set(vec!["b".repeat(100), "a".repeat(100)]), 5, "{aaa…");
    check(&AttributeValue::L(vec![AttributeValue::Null, true.into()]), 20, "[2 elements]");
    check(&Attributes::from([("a".to_owned(), AttributeValue::Null)]).into(), 20, "{1 attribute}");
    check(&Attributes::new().into(), 20, "{0 attributes}");
}

#[test]
fn large_sets_are_cut() {
    let set = AttributeValue::number_set((0..100_000).map(Number::from).collect());
    check(&set, 10, "{0, 1, 2,…");
}
