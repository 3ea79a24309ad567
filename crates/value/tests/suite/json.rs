//! The JSON writer.

use proptest::prelude::*;
use value::{AttributeValue, Attributes, Item, Number, json};

use crate::strategies::{attributes, text};

#[track_caller]
fn check(value: &AttributeValue, expect: &str) {
    let mut out = String::new();
    json::write_attribute(&mut out, value);
    assert_eq!(out, expect);
    let item = Item::new(&Attributes::from([("v".to_owned(), value.clone())]));
    assert_eq!(item.to_json(), format!("{{\"v\":{expect}}}"));
    assert_eq!(format!("{item:?}"), item.to_json());
}

#[test]
fn every_type() {
    check(&"a".into(), r#"{"S":"a"}"#);
    check(&Number::parse("-1.50e2").expect("a number").into(), r#"{"N":"-150"}"#);
    check(&AttributeValue::B(vec![0xFB, 0xFF]), r#"{"B":"+/8="}"#);
    check(&AttributeValue::B(vec![]), r#"{"B":""}"#);
    check(&true.into(), r#"{"BOOL":true}"#);
    check(&false.into(), r#"{"BOOL":false}"#);
    check(&AttributeValue::Null, r#"{"NULL":true}"#);
    check(&AttributeValue::string_set(vec!["b".into(), "a".into()]), r#"{"SS":["a","b"]}"#);
    check(&AttributeValue::number_set(vec![10.into(), 9.into()]), r#"{"NS":["9","10"]}"#);
    check(&AttributeValue::binary_set(vec![vec![1], vec![]]), r#"{"BS":["","AQ=="]}"#);
    check(&AttributeValue::L(vec![]), r#"{"L":[]}"#);
    let map = Attributes::from([("b".to_owned(), "x".into()), ("a".to_owned(), AttributeValue::Null)]);
    check(
        &AttributeValue::L(vec![map.clone().into(), 1.into()]),
        r#"{"L":[{"M":{"a":{"NULL":true},"b":{"S":"x"}}},{"N":"1"}]}"#,
    );
    check(&Attributes::new().into(), r#"{"M":{}}"#);
}

#[test]
fn escapes() {
    check(
        &"\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}é\u{2028}𝄞".into(),
        "{\"S\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u{7f}é\u{2028}𝄞\"}",
    );
}

proptest! {
    #[test]
    fn strings_are_read_back(text in text()) {
        let mut out = String::new();
        json::write_string(&mut out, &text);
        prop_assert_eq!(serde_json::from_str::<String>(&out).ok(), Some(text));
    }

    #[test]
    fn items_write_what_their_attributes_write(attributes in attributes()) {
        let mut out = String::new();
        json::write_attributes(&mut out, &attributes);
        prop_assert_eq!(Item::new(&attributes).to_json(), out.clone());
        prop_assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok());
    }
}
