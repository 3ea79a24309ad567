//! What the tests of this crate share: values in few letters, placeholders for one of each type, an item.

use std::collections::BTreeMap;

use value::{AttributeValue, Attributes, Number};

use crate::error::{ExpressionError, Kind};
use crate::scope::Scope;
use crate::{Condition, KeyCondition, Projection, Update};

pub(crate) fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

#[track_caller]
pub(crate) fn n(text: &str) -> AttributeValue {
    AttributeValue::N(number(text))
}

#[track_caller]
pub(crate) fn number(text: &str) -> Number {
    Number::parse(text).expect("a number")
}

pub(crate) fn b(bytes: &[u8]) -> AttributeValue {
    AttributeValue::B(bytes.to_vec())
}

pub(crate) fn ss(members: &[&str]) -> AttributeValue {
    AttributeValue::string_set(members.iter().map(|member| (*member).to_owned()).collect())
}

#[track_caller]
pub(crate) fn ns(members: &[&str]) -> AttributeValue {
    AttributeValue::number_set(members.iter().map(|member| number(member)).collect())
}

pub(crate) fn bs(members: &[&[u8]]) -> AttributeValue {
    AttributeValue::binary_set(members.iter().map(|member| member.to_vec()).collect())
}

pub(crate) fn l<const N: usize>(elements: [AttributeValue; N]) -> AttributeValue {
    AttributeValue::L(elements.into())
}

pub(crate) fn m<const N: usize>(members: [(&str, AttributeValue); N]) -> AttributeValue {
    AttributeValue::M(attributes(members))
}

pub(crate) fn attributes<const N: usize>(members: [(&str, AttributeValue); N]) -> Attributes {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// `#a` is `a`, `#dot` is `x.y`, `#size` is `size`.
pub(crate) fn names() -> BTreeMap<String, String> {
    [("#a", "a"), ("#b", "b"), ("#dot", "x.y"), ("#size", "size"), ("#0", "zero")]
        .into_iter()
        .map(|(key, name)| (key.to_owned(), name.to_owned()))
        .collect()
}

/// One of each type, and some more.
pub(crate) fn values() -> Attributes {
    attributes([
        (":s", s("s")),
        (":s2", s("t")),
        (":n", n("1")),
        (":n5", n("5")),
        (":b", b(b"b")),
        (":b2", b(b"a")),
        (":bool", AttributeValue::Bool(true)),
        (":null", AttributeValue::Null),
        (":ss", ss(&["a", "b"])),
        (":ns", ns(&["1", "2"])),
        (":bs", bs(&[b"a"])),
        (":l", l([n("1"), s("x")])),
        (":m", m([("k", n("1"))])),
        (":typeS", s("S")),
        (":0", s("0")),
    ])
}

/// The error of a text.
#[track_caller]
pub(crate) fn error(kind: Kind, text: &str) -> ExpressionError {
    let (names, values) = (names(), values());
    let mut scope = Scope::new(Some(&names), Some(&values));
    let result = match kind {
        Kind::Condition | Kind::Filter => Condition::parse(kind, text, &mut scope).err(),
        Kind::KeyCondition => KeyCondition::parse(text, &mut scope).err(),
        Kind::Update => Update::parse(text, &mut scope).err(),
        Kind::Projection => Projection::parse(text, &mut scope).err(),
    };
    result.unwrap_or_else(|| panic!("no error: {text}"))
}

/// A text's error sentence after `Invalid …Expression: `, and the token that it points at (`""` for none).
#[track_caller]
pub(crate) fn check_error(kind: Kind, text: &str, sentence: &str, token: &str) {
    let error = error(kind, text);
    assert_eq!(error.to_string(), format!("Invalid {}: {sentence}", kind.parameter_name()), "{text}");
    let pointed = error.span.map_or("", |span| &text[span.start as usize..span.end as usize]);
    assert_eq!(pointed, token, "{text}");
}

/// A condition on the placeholders above.
#[track_caller]
pub(crate) fn condition(text: &str) -> Condition {
    let (names, values) = (names(), values());
    match Condition::parse(Kind::Condition, text, &mut Scope::new(Some(&names), Some(&values))) {
        Ok(condition) => condition,
        Err(error) => panic!("{text}: {error}"),
    }
}

/// An update with the placeholders above and some values.
#[track_caller]
pub(crate) fn update<const N: usize>(text: &str, more: [(&str, AttributeValue); N]) -> Update {
    let (names, mut values) = (names(), values());
    values.extend(attributes(more));
    match Update::parse(text, &mut Scope::new(Some(&names), Some(&values))) {
        Ok(update) => update,
        Err(error) => panic!("{text}: {error}"),
    }
}
