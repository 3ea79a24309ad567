//! Random values that look for trouble.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use value::{AttributeValue, Attributes, Number};

/// Numbers of all sizes; half of them with exponents close to each other, so that sums are exact often.
pub(crate) fn number() -> impl Strategy<Value = Number> {
    let digits = prop_oneof!["[1-9][0-9]{0,4}", "[1-9][0-9]{30,37}", "9{1,38}", "10{0,37}"];
    let exponent = prop_oneof![-4..4_i32, -40..40_i32, -130..126_i32];
    let number = (any::<bool>(), digits, exponent).prop_map(|(negative, digits, exponent)| {
        // The exponent of the first digit is kept in range.
        let first = exponent.clamp(-130, 125);
        let last = first + 1 - i32::try_from(digits.len()).expect("at most 38");
        Number::parse(&format!("{}{digits}e{last}", if negative { "-" } else { "" })).expect("in range")
    });
    prop_oneof![1 => Just(Number::ZERO), 20 => number]
}

/// Strings with the characters whose bytes are special somewhere.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c\u{0}\u{1}\u{7f}\u{ff}\u{10ffff}\"\\\\]{0,6}", ".{0,40}"]
}

/// Bytes, with many zeros and FFs.
pub(crate) fn binary() -> impl Strategy<Value = Vec<u8>> {
    vec(prop_oneof![Just(0), Just(1), Just(0xFE), Just(0xFF), any::<u8>()], 0..8)
}

/// Any value that can be a key.
pub(crate) fn scalar() -> impl Strategy<Value = AttributeValue> {
    prop_oneof![
        text().prop_map(AttributeValue::S),
        number().prop_map(AttributeValue::N),
        binary().prop_map(AttributeValue::B)
    ]
}

/// Any value, of a few levels.
pub(crate) fn value() -> impl Strategy<Value = AttributeValue> {
    let leaf = prop_oneof![
        4 => scalar(),
        1 => any::<bool>().prop_map(AttributeValue::Bool),
        1 => Just(AttributeValue::Null),
        1 => vec(text(), 0..5).prop_map(AttributeValue::string_set),
        1 => vec(number(), 0..5).prop_map(AttributeValue::number_set),
        1 => vec(binary(), 0..5).prop_map(AttributeValue::binary_set),
        1 => "[a-z]{120,260}".prop_map(AttributeValue::S),
    ];
    leaf.prop_recursive(5, 24, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(AttributeValue::L),
            btree_map(text(), inner, 0..5).prop_map(AttributeValue::M)
        ]
    })
}

/// Any attributes.
pub(crate) fn attributes() -> impl Strategy<Value = Attributes> {
    btree_map(text(), value(), 0..6)
}
