//! Sorting in little code. The standard library's sort is five kilobytes of WebAssembly for each type that it is
//! used with; here one sort of positions serves all types.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts by an order; equal elements stay in theirs.
pub fn sort_by<T>(items: &mut [T], mut order: impl FnMut(&T, &T) -> Ordering) {
    let places = places(items.len(), &mut |a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => order(a, b),
        _ => Ordering::Equal,
    });
    arrange(items, places);
}

/// Sorts by a key; equal elements stay in their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by the elements' own order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// A map of these; of equal keys the last counts. What `collect` makes is the same, and sorts first.
pub fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(entries);
    map
}

/// A set of these.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// The positions of so many elements, in their order.
fn places(count: usize, order: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| order(*a, *b));
    places
}

/// Brings to each position what belongs there, a cycle of positions at a time.
fn arrange<T>(items: &mut [T], mut places: Vec<usize>) {
    for start in 0..places.len() {
        let mut at = start;
        while let Some(place) = places.get_mut(at) {
            let from = std::mem::replace(place, at);
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_library_agrees() {
        for count in 0..200_u32 {
            // Few keys, so that there are equal ones, in a mixed order.
            let mixed: Vec<(u32, u32)> =
                (0..count).map(|n| (n.wrapping_mul(2_654_435_761) >> 27, n)).collect();
            let mut expected = mixed.clone();
            expected.sort_by_key(|(key, _)| *key);
            let mut found = mixed.clone();
            sort_by_key(&mut found, |(key, _)| *key);
            assert_eq!(found, expected);
            let (mut found, mut expected) = (mixed.clone(), mixed);
            sort(&mut found);
            expected.sort_unstable();
            assert_eq!(found, expected);
        }
    }
}
