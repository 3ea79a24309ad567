//! Keys: their plain order is the order of the values.

use std::cmp::Ordering;

use proptest::collection::vec;
use proptest::prelude::*;
use value::{AttributeValue, Attributes, Item, Key, key};

use crate::strategies::{binary, number, scalar, text};

/// Two values of one type.
fn pair() -> impl Strategy<Value = (AttributeValue, AttributeValue)> {
    prop_oneof![
        (text(), text()).prop_map(|(a, b)| (AttributeValue::S(a), AttributeValue::S(b))),
        (number(), number()).prop_map(|(a, b)| (AttributeValue::N(a), AttributeValue::N(b))),
        (binary(), binary()).prop_map(|(a, b)| (AttributeValue::B(a), AttributeValue::B(b))),
    ]
}

fn refs(values: &[AttributeValue]) -> Vec<&AttributeValue> {
    values.iter().collect()
}

fn entry(partition: &AttributeValue, sort: &AttributeValue) -> Key {
    key::encode(&[partition], &[sort]).expect("scalars")
}

#[test]
fn only_scalars_are_keys() {
    let text = AttributeValue::from("a");
    for value in [
        AttributeValue::Null,
        true.into(),
        AttributeValue::L(vec![]),
        AttributeValue::string_set(vec!["a".into()]),
    ] {
        assert_eq!(Item::new(&Attributes::from([("k".into(), value.clone())])).scalar("k"), None);
        assert_eq!(key::encode(&[&value], &[]), None);
        assert_eq!(key::encode(&[&text], &[&value]), None);
        assert_eq!(key::partition_hash(&[&value]), None);
        assert_eq!(key::collection_end(&[&value]), None);
        assert_eq!(key::sort_bytes(&value), None);
        assert_eq!(key::sort_bytes_prefix(&value), None);
    }
    assert_eq!(key::sort_bytes_prefix(&1.into()), None);
}

#[test]
fn types_are_part_of_the_partition() {
    let (text, binary) = (AttributeValue::from("1"), AttributeValue::B(b"1".to_vec()));
    assert_ne!(key::partition_hash(&[&text]), key::partition_hash(&[&binary]));
    assert_ne!(key::partition_hash(&[&text]), key::partition_hash(&[&1.into()]));
    // Values that only differ in where one ends are different partitions.
    assert_ne!(
        key::partition_hash(&[&"ab".into(), &"c".into()]),
        key::partition_hash(&[&"a".into(), &"bc".into()])
    );
}

#[test]
fn successors() {
    assert_eq!(key::successor(b"ab"), Some(b"ac".to_vec()));
    assert_eq!(key::successor(&[1, 0xFF, 0xFF]), Some(vec![2]));
    assert_eq!(key::successor(&[0xFF, 0xFF]), None);
    assert_eq!(key::successor(&[]), None);
    let last = Key { hash: u64::MAX, bytes: [0xFF].into() };
    assert_eq!(last.after_prefix(), None);
    let whole_hash = Key { hash: 7, bytes: [].into() };
    assert_eq!(whole_hash.after_prefix(), Some(Key { hash: 8, bytes: [].into() }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    // spec: 2.6/key order
    #[test]
    fn order_is_the_order_of_sort_values((a, b) in pair(), partition in scalar()) {
        let expected = a.compare(&b);
        prop_assert_eq!(key::sort_bytes(&a).map(|bytes| bytes.cmp(&key::sort_bytes(&b).expect("a scalar"))), expected);
        prop_assert_eq!(Some(entry(&partition, &a).cmp(&entry(&partition, &b))), expected);
    }

    #[test]
    fn several_sort_values_compare_one_after_the_other(pairs in vec(pair(), 1..4)) {
        let (a, b): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        let expected = a.iter().zip(&b).map(|(a, b)| a.compare(b).expect("one type")).find(|order| order.is_ne()).unwrap_or(Ordering::Equal);
        let partition = AttributeValue::from("p");
        let (a, b) = (key::encode(&[&partition], &refs(&a)), key::encode(&[&partition], &refs(&b)));
        prop_assert_eq!(a.cmp(&b), expected);
    }

    #[test]
    fn index_entries_stand_by_index_key_then_base_key((a, b) in pair(), (base_a, base_b) in pair(), partition in scalar()) {
        let base = |value| entry(&"base".into(), value);
        let index = |value, base| key::encode_index(&[&partition], &[value], base).expect("scalars");
        let expected = a.compare(&b).map(|order| order.then(base_a.compare(&base_b).expect("one type")));
        prop_assert_eq!(Some(index(&a, &base(&base_a)).cmp(&index(&b, &base(&base_b)))), expected);
    }

    #[test]
    fn a_key_is_the_same_made_of_values_and_of_an_items_bytes(values in vec(scalar(), 1..5), sorting in 0_usize..4, base in scalar()) {
        let partition = values.len().saturating_sub(sorting).max(1);
        let base = entry(&"base".into(), &base);
        let named = values.iter().enumerate().map(|(at, value)| (format!("a{at}"), value.clone()));
        let item = Item::new(&named.collect::<Attributes>());
        let mut builder = key::KeyBuilder::new(0);
        for (at, value) in values.iter().enumerate() {
            let stored = item.scalar(&format!("a{at}")).expect("a scalar");
            prop_assert_eq!(stored.type_name(), value.type_name());
            prop_assert_eq!(stored.size(), value.size());
            if at < partition { builder.partition(stored) } else { builder.sort(stored) }
        }
        let values = refs(&values);
        prop_assert_eq!(Some(builder.key(&base.bytes)), key::encode_index(&values[..partition], &values[partition..], &base));
    }

    #[test]
    fn a_collection_is_an_interval(partition in vec(scalar(), 1..4), other in vec(scalar(), 1..4), sort in scalar()) {
        let (start, end) = (key::collection_prefix(&refs(&partition)).expect("scalars"), key::collection_end(&refs(&partition)).expect("scalars"));
        let inside = key::encode(&refs(&partition), &[&sort]).expect("scalars");
        prop_assert!(start < inside && inside < end);
        prop_assert_eq!(Some(inside.hash), key::partition_hash(&refs(&partition)));
        prop_assert_eq!(inside, start.extended(&key::sort_bytes(&sort).expect("a scalar")));
        if other != partition && other.len() == partition.len() {
            // Even if the hashes were equal.
            let outside = Key { hash: start.hash, ..key::encode(&refs(&other), &[&sort]).expect("scalars") };
            prop_assert!(outside < start || end <= outside);
        }
    }

    #[test]
    fn values_that_begin_alike_are_an_interval((prefix, value) in pair()) {
        let Some(start) = key::sort_bytes_prefix(&prefix) else { return Ok(()) };
        let begins = match (&prefix, &value) {
            (AttributeValue::S(prefix), AttributeValue::S(value)) => value.starts_with(prefix.as_str()),
            (AttributeValue::B(prefix), AttributeValue::B(value)) => value.starts_with(prefix),
            _ => unreachable!("numbers have no prefix"),
        };
        let bytes = key::sort_bytes(&value).expect("a scalar");
        let below_end = key::successor(&start).is_none_or(|end| bytes < end);
        prop_assert_eq!(start <= bytes && below_end, begins);
    }

    #[test]
    fn keys_are_read_back(partition in scalar(), sort in scalar()) {
        let key = entry(&partition, &sort);
        let bytes = postcard::to_stdvec(&key).expect("bytes");
        prop_assert_eq!(postcard::from_bytes::<Key>(&bytes).ok(), Some(key.clone()));
        let json = serde_json::to_string(&key).expect("a list");
        prop_assert_eq!(serde_json::from_str::<Key>(&json).ok(), Some(key));
    }
}
