//! Maps of what there are not many of: tables, streams, series of metrics.
//!
//! A persistent tree pays from thousands of entries on, and costs twenty kilobytes of WebAssembly for each type that
//! it is used with. This is one shared, sorted vector: a clone costs nothing, the first change after it copies the
//! entries, which are small.

use std::borrow::Borrow;
use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Entries in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SmallMap<K, V>(Arc<Vec<(K, V)>>);

impl<K, V> Default for SmallMap<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Ord + Clone, V: Clone> SmallMap<K, V> {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().and_then(|at| self.0.get(at)).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let at = self.find(key).ok()?;
        Arc::make_mut(&mut self.0).get_mut(at).map(|(_, value)| value)
    }

    pub(crate) fn contains_key(&self, key: &K) -> bool {
        self.find(key).is_ok()
    }

    /// Adds an entry; what was there of its key comes out.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let found = self.find::<K>(&key);
        let entries = Arc::make_mut(&mut self.0);
        match found {
            Ok(at) => entries.get_mut(at).map(|(_, known)| std::mem::replace(known, value)),
            Err(at) => {
                entries.insert(at, (key, value));
                None
            }
        }
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.find(key).ok()?;
        Some(Arc::make_mut(&mut self.0).remove(at).1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The first entry.
    pub(crate) fn get_min(&self) -> Option<(&K, &V)> {
        self.0.first().map(|(key, value)| (key, value))
    }

    /// The entries whose keys lie in a range.
    pub(crate) fn range(&self, range: impl RangeBounds<K>) -> impl Iterator<Item = (&K, &V)> {
        let from = match range.start_bound() {
            Bound::Unbounded => 0,
            Bound::Included(from) => self.0.partition_point(|(key, _)| key < from),
            Bound::Excluded(from) => self.0.partition_point(|(key, _)| key <= from),
        };
        let to = match range.end_bound() {
            Bound::Unbounded => self.0.len(),
            Bound::Included(to) => self.0.partition_point(|(key, _)| key <= to),
            Bound::Excluded(to) => self.0.partition_point(|(key, _)| key < to),
        };
        self.0.get(from..to).unwrap_or_default().iter().map(|(key, value)| (key, value))
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for SmallMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::SmallMap;

    #[test]
    fn entries_are_in_order_and_a_clone_stays_as_it_was() {
        let mut map: SmallMap<u32, &str> = [(3, "c"), (1, "a"), (2, "b"), (3, "d")].into_iter().collect();
        let before = map.clone();
        assert_eq!(map.insert(1, "e"), Some("a"));
        assert_eq!((map.remove(&2), map.remove(&9)), (Some("b"), None));
        *map.get_mut(&3).expect("it is there") = "f";
        assert_eq!(map.iter().collect::<Vec<_>>(), [(&1, &"e"), (&3, &"f")]);
        assert_eq!(before.iter().collect::<Vec<_>>(), [(&1, &"a"), (&2, &"b"), (&3, &"d")]);
        assert_eq!(before.range(2..).map(|(key, _)| *key).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(before.range(2..=2).count(), 1);
        assert_eq!((map.get_min(), map.len(), map.contains_key(&2)), (Some((&1, &"e")), 2, false));
    }
}
