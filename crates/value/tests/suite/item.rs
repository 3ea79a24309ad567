//! Items: laws of the stored form.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use value::{AttributeValue, Attributes, DecodeError, Item, ItemBuilder, MAX_DEPTH, Plain, attributes_size};

use crate::strategies::{attributes, value};

fn nested(levels: u32) -> Attributes {
    let innermost = AttributeValue::Null;
    let value = (1..levels).fold(innermost, |value, level| {
        if level % 2 == 0 {
            AttributeValue::L(vec![value])
        } else {
            AttributeValue::M(Attributes::from([("m".to_owned(), value)]))
        }
    });
    Attributes::from([("a".to_owned(), value)])
}

#[test]
fn nesting_is_limited_when_read() {
    let deepest = Item::new(&nested(MAX_DEPTH));
    assert_eq!(deepest.decode()["a"].depth(), MAX_DEPTH);
    assert_eq!(Item::from_bytes(deepest.as_bytes().into()), Ok(deepest));
    let too_deep = Item::new(&nested(MAX_DEPTH + 1));
    assert_eq!(Item::from_bytes(too_deep.as_bytes().into()), Err(DecodeError::Depth));
    // What was not checked is still the item that was made.
    assert_eq!(too_deep.decode(), nested(MAX_DEPTH + 1));
    assert_eq!(too_deep.get("a"), nested(MAX_DEPTH + 1).remove("a"));
    assert_eq!(too_deep.project(&["a"]), too_deep);
}

#[test]
fn bytes_that_announce_the_impossible_are_refused() {
    // A thousand lists in each other, each announcing one element.
    let mut lists = vec![1, 0, 1, 1, b'a'];
    lists.extend([0x8F, 0x1F].iter().chain([0x0A, 1].iter().cycle().take(4000)));
    assert!(Item::from_bytes(lists.into()).is_err());
    // 2^64 - 1 entries.
    let mut many = vec![1, 0];
    many.extend([0xFF; 9]);
    many.push(1);
    assert_eq!(Item::from_bytes(many.into()), Err(DecodeError::Truncated));
}

#[track_caller]
fn check_refused(bytes: &[u8], expect: DecodeError) {
    assert_eq!(Item::from_bytes(bytes.into()), Err(expect));
}

#[test]
fn refusals() {
    check_refused(&[], DecodeError::Truncated);
    check_refused(&[2, 0, 0], DecodeError::Version(2));
    check_refused(&[1, 0, 0, 0], DecodeError::Trailing);
    check_refused(&[1, 0x80, 0, 0], DecodeError::Integer);
    check_refused(&[1, 0, 1], DecodeError::Truncated);
    check_refused(&[1, 3, 1, 1, b'a', 1, 6], DecodeError::Size);
    check_refused(&[1, 2, 1, 1, b'a', 1, 12], DecodeError::Tag(12));
    check_refused(&[1, 2, 1, 1, 0xFF, 1, 6], DecodeError::Utf8);
    check_refused(&[1, 2, 1, 1, b'a', 2, 1, 0xFF], DecodeError::Utf8);
    check_refused(&[1, 2, 1, 1, b'a', 2, 6, 0], DecodeError::Trailing);
    check_refused(&[1, 2, 1, 1, b'a', 2, 2, 0x81], DecodeError::Number);
    check_refused(&[1, 4, 2, 1, b'b', 1, 6, 1, b'a', 1, 6], DecodeError::Order);
    check_refused(&[1, 4, 2, 1, b'a', 1, 6, 1, b'a', 1, 6], DecodeError::Order);
    check_refused(&[1, 3, 1, 1, b'a', 6, 7, 2, 1, b'x', 1, b'x'], DecodeError::Order);
    assert!(Item::from_bytes([1, 2, 1, 1, b'a', 1, 6].into()).is_ok());
}

#[test]
fn sets_put_together_by_hand_are_stored_sorted() {
    let by_hand = AttributeValue::Ss(vec!["b".into(), "a".into(), "b".into()]);
    let item = Item::new(&Attributes::from([("s".to_owned(), by_hand)]));
    assert_eq!(item.get("s"), Some(AttributeValue::string_set(vec!["a".into(), "b".into()])));
    assert_eq!(item.size(), 3);
    assert_eq!(Item::from_bytes(item.as_bytes().into()), Ok(item));
}

/// One change to bytes.
#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Flip(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Truncate(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let index = any::<Index>;
    prop_oneof![
        (index(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (index(), 0..8_u8).prop_map(|(at, bit)| Change::Flip(at, 1 << bit)),
        (index(), any::<u8>()).prop_map(|(at, byte)| Change::Insert(at, byte)),
        index().prop_map(Change::Remove),
        index().prop_map(Change::Truncate),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    if bytes.is_empty() {
        return;
    }
    match change {
        Change::Set(at, byte) => *at.get_mut(bytes) = *byte,
        Change::Flip(at, bit) => *at.get_mut(bytes) ^= bit,
        Change::Insert(at, byte) => bytes.insert(at.index(bytes.len()), *byte),
        Change::Remove(at) => drop(bytes.remove(at.index(bytes.len()))),
        Change::Truncate(at) => bytes.truncate(at.index(bytes.len())),
    }
}

/// Bytes that were accepted are the bytes of what they say.
fn accepted_bytes_are_canonical(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(item) = Item::from_bytes(Arc::from(bytes)) {
        let attributes = item.decode();
        prop_assert_eq!(Item::new(&attributes).as_bytes().to_vec(), bytes.to_vec());
        prop_assert_eq!(item.size(), attributes_size(&attributes));
        let mut json = String::new();
        value::json::write_attributes(&mut json, &attributes);
        prop_assert_eq!(item.to_json(), json);
    }
    Ok(())
}

fn plain_of(value: &AttributeValue) -> Option<Plain<'_>> {
    Some(match value {
        AttributeValue::S(text) => Plain::S(text),
        AttributeValue::N(number) => Plain::N(*number),
        AttributeValue::B(bytes) => Plain::B(bytes),
        AttributeValue::Bool(boolean) => Plain::Bool(*boolean),
        AttributeValue::Null => Plain::Null,
        _ => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn an_item_is_the_same_put_together_of_plain_values(attributes in attributes()) {
        let plain: Attributes =
            attributes.into_iter().filter(|(_, value)| plain_of(value).is_some()).collect();
        let mut builder = ItemBuilder::new(8);
        for (name, value) in &plain {
            builder.add(name, plain_of(value).expect("a plain value"));
        }
        prop_assert_eq!(builder.item(), Item::new(&plain));
    }

    #[test]
    fn round_trip(attributes in attributes()) {
        let item = Item::new(&attributes);
        prop_assert_eq!(item.decode(), attributes.clone());
        prop_assert_eq!(item.size(), attributes_size(&attributes));
        prop_assert_eq!(item.len(), attributes.len() as u64);
        prop_assert_eq!(Item::from_bytes(item.as_bytes().into()), Ok(item.clone()));
        prop_assert!(item.names().eq(attributes.keys()));
        for (name, value) in &attributes {
            prop_assert_eq!(item.get(name), Some(value.clone()));
            prop_assert!(item.contains(name));
        }
        prop_assert_eq!(item.get("no such name"), attributes.get("no such name").cloned());
        let bytes = postcard::to_stdvec(&item).expect("bytes");
        prop_assert_eq!(postcard::from_bytes::<Item>(&bytes).ok(), Some(item.clone()));
        let json = serde_json::to_string(&item).expect("a list");
        prop_assert_eq!(serde_json::from_str::<Item>(&json).ok(), Some(item));
    }

    #[test]
    fn values_round_trip(value in value()) {
        let bytes = postcard::to_stdvec(&value).expect("bytes");
        prop_assert_eq!(postcard::from_bytes::<AttributeValue>(&bytes).ok(), Some(value));
    }

    #[test]
    fn projection(attributes in attributes(), chosen in vec(any::<Index>(), 0..4)) {
        let all: Vec<&str> = attributes.keys().map(String::as_str).collect();
        let mut names = vec!["no such name"];
        if !all.is_empty() {
            names.extend(chosen.iter().map(|index| all[index.index(all.len())]));
        }
        let item = Item::new(&attributes);
        let kept: Attributes =
            attributes.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(name, value)| (name.clone(), value.clone())).collect();
        let projected = item.project(&names);
        prop_assert_eq!(projected.size(), item.projected_size(&names));
        prop_assert_eq!(projected, Item::new(&kept));
    }

    /// Attributes that change, go and come, beside those that stay.
    #[test]
    fn replacement(attributes in attributes(), others in attributes(), chosen in vec(any::<Index>(), 0..4)) {
        let mut all: Vec<&str> = attributes.keys().chain(others.keys()).map(String::as_str).collect();
        all.push("no such name");
        let names: Vec<&str> = chosen.iter().map(|index| all[index.index(all.len())]).collect();
        let of = |from: &Attributes| -> Attributes {
            from.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        let (item, values) = (Item::new(&attributes), of(&others));
        prop_assert_eq!(item.pick(&names), of(&attributes));
        let mut expected = attributes.clone();
        expected.retain(|name, _| !names.contains(&name.as_str()));
        expected.extend(values.clone());
        prop_assert_eq!(item.with(&names, &values), Item::new(&expected));
    }

    #[test]
    fn changed_bytes_are_refused_or_canonical(attributes in attributes(), changes in vec(change(), 1..4)) {
        let mut bytes = Item::new(&attributes).as_bytes().to_vec();
        for change in &changes {
            apply(&mut bytes, change);
            accepted_bytes_are_canonical(&bytes)?;
        }
    }

    #[test]
    fn any_bytes_are_refused_or_canonical(tail in vec(prop_oneof![0..12_u8, any::<u8>()], 0..40)) {
        let mut bytes = vec![1];
        bytes.extend(tail);
        accepted_bytes_are_canonical(&bytes)?;
    }

    #[test]
    fn number_bytes_are_refused_or_canonical(bytes in vec(prop_oneof![Just(0xFF_u8), Just(2_u8), any::<u8>()], 0..24)) {
        let stored = postcard::to_stdvec(&bytes).expect("bytes");
        if let Ok(number) = postcard::from_bytes::<value::Number>(&stored) {
            prop_assert_eq!(postcard::to_stdvec(&number).expect("bytes"), stored);
        }
    }
}
