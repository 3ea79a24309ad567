//! Where a partition is divided.

use std::collections::BTreeMap;
use std::sync::Arc;

use value::Key;

/// The first key of a hash.
pub(super) fn edge(hash: u64) -> Key {
    Key { hash, bytes: Arc::default() }
}

/// The key that divides weighed keys best: what comes before it weighs about as much as the rest. `None` when there is
/// nothing to divide, or, where item collections must stay whole, when it is all one collection.
pub(super) fn divide(weights: &BTreeMap<Key, u64>, whole_collections: bool) -> Option<(Key, u64, u64)> {
    let sum: u64 = weights.values().sum();
    let mut left = 0_u64;
    let mut best: Option<(u64, Key, u64)> = None;
    let mut before: Option<&Key> = None;
    for (key, weight) in weights {
        if let Some(before) = before {
            let apart = before.hash != key.hash;
            let difference = left.abs_diff(sum - left);
            // Between equally good places the one between two collections is better.
            let better = best.as_ref().is_none_or(|(least, ..)| difference < *least);
            if better && (apart || !whole_collections) {
                let at = if apart { edge(key.hash) } else { key.clone() };
                best = Some((difference, at, left));
            }
        }
        left = left.saturating_add(*weight);
        before = Some(key);
    }
    best.map(|(_, key, left)| (key, left, sum - left))
}

/// The smallest key above this one.
pub(super) fn after(key: &Key) -> Key {
    key.extended(&[0])
}

/// Hashes that divide a range into equal parts, without its first.
pub(super) fn parts(from: u64, to: u64, parts: u32) -> Vec<Key> {
    let width = u128::from(to - from.min(to)) + 1;
    let cut = |n: u32| from.saturating_add((width * u128::from(n) / u128::from(parts.max(1))) as u64);
    let mut cuts: Vec<Key> = (1..parts).map(cut).filter(|&hash| hash > from).map(edge).collect();
    cuts.dedup();
    cuts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{divide, edge, parts};
    use value::Key;

    fn key(hash: u64, bytes: &[u8]) -> Key {
        Key { hash, bytes: bytes.into() }
    }

    #[test]
    fn what_is_used_is_divided_not_the_range() {
        let weights = BTreeMap::from([(key(1, &[1]), 10), (key(2, &[1]), 10), (key(900, &[1]), 20)]);
        assert_eq!(divide(&weights, true), Some((edge(900), 20, 20)));
    }

    #[test]
    fn collections_stay_whole_where_they_must() {
        let weights = BTreeMap::from([(key(1, &[1]), 10), (key(1, &[2]), 10), (key(1, &[3]), 10)]);
        assert_eq!(divide(&weights, false), Some((key(1, &[2]), 10, 20)));
        assert_eq!(divide(&weights, true), None);
        let two = BTreeMap::from([(key(1, &[1]), 50), (key(1, &[2]), 50), (key(7, &[1]), 1)]);
        assert_eq!(divide(&two, true), Some((edge(7), 100, 1)));
    }

    #[test]
    fn one_key_is_not_divided() {
        assert_eq!(divide(&BTreeMap::from([(key(1, &[1]), 10)]), false), None);
    }

    #[test]
    fn a_range_in_equal_parts() {
        assert_eq!(parts(0, u64::MAX, 4), [edge(1 << 62), edge(1 << 63), edge(3 << 62)]);
        assert_eq!(parts(0, u64::MAX, 1), []);
        assert_eq!(parts(5, 6, 4), [edge(6)]);
        assert_eq!(parts(5, 5, 2), []);
    }
}
