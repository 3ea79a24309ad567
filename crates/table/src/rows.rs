//! What a replica can see: ordered items by key, be it the newest state or an older one.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::{Bound, RangeBounds as _};
use std::sync::Arc;

use imbl::OrdMap;
use value::Item;
use value::key::Key;

use crate::schema::Index;

/// A part of the key order. Never inverted: an empty range is said by [`KeyRange::is_empty`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRange {
    /// Where it begins.
    pub from: Bound<Key>,
    /// Where it ends.
    pub to: Bound<Key>,
}

impl KeyRange {
    /// Everything.
    pub fn all() -> Self {
        Self { from: Bound::Unbounded, to: Bound::Unbounded }
    }

    /// Whether no key can be inside. Ordered maps panic on inverted bounds; callers ask first.
    pub fn is_empty(&self) -> bool {
        match (&self.from, &self.to) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
            (Bound::Included(from), Bound::Included(to)) => from > to,
            (Bound::Included(from) | Bound::Excluded(from), Bound::Included(to) | Bound::Excluded(to)) => {
                from >= to
            }
        }
    }

    /// Whether a key is inside.
    pub fn contains(&self, key: &Key) -> bool {
        self.bounds().contains(key)
    }

    /// Every key of these hashes, both included.
    pub fn of_hashes(first: u64, last: u64) -> Self {
        let at = |hash| Key { hash, bytes: Arc::default() };
        let to = last.checked_add(1).map_or(Bound::Unbounded, |hash| Bound::Excluded(at(hash)));
        Self { from: Bound::Included(at(first)), to }
    }

    /// What two ranges have in common.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let from = match (&self.from, &other.from) {
            (Bound::Unbounded, from) | (from, Bound::Unbounded) => from,
            (
                Bound::Included(mine) | Bound::Excluded(mine),
                Bound::Included(theirs) | Bound::Excluded(theirs),
            ) => match mine.cmp(theirs) {
                Ordering::Greater => &self.from,
                Ordering::Equal if matches!(self.from, Bound::Excluded(_)) => &self.from,
                Ordering::Less | Ordering::Equal => &other.from,
            },
        };
        let to = match (&self.to, &other.to) {
            (Bound::Unbounded, to) | (to, Bound::Unbounded) => to,
            (
                Bound::Included(mine) | Bound::Excluded(mine),
                Bound::Included(theirs) | Bound::Excluded(theirs),
            ) => match mine.cmp(theirs) {
                Ordering::Less => &self.to,
                Ordering::Equal if matches!(self.to, Bound::Excluded(_)) => &self.to,
                Ordering::Greater | Ordering::Equal => &other.to,
            },
        };
        Self { from: from.clone(), to: to.clone() }
    }

    fn bounds(&self) -> (Bound<&Key>, Bound<&Key>) {
        (self.from.as_ref(), self.to.as_ref())
    }
}

/// Rows in order, ascending or descending.
pub type Entries<'a> = Box<dyn Iterator<Item = (&'a Key, &'a Item)> + 'a>;

/// A readable ordered map: a table's items by primary key, or an index's entries by index key.
///
/// An index entry is the whole base item; the projection is applied when it is read.
pub trait Rows {
    /// The item under a key.
    fn get(&self, key: &Key) -> Option<&Item>;
    /// The items of a range, ascending.
    fn forward<'a>(&'a self, range: &KeyRange) -> Entries<'a>;
    /// The items of a range, descending.
    fn backward<'a>(&'a self, range: &KeyRange) -> Entries<'a>;
}

/// The newest state: a leader's map as it is.
#[derive(Clone, Copy, Debug)]
pub struct MapRows<'a>(pub &'a OrdMap<Key, Item>);

impl Rows for MapRows<'_> {
    fn get(&self, key: &Key) -> Option<&Item> {
        self.0.get(key)
    }

    fn forward<'a>(&'a self, range: &KeyRange) -> Entries<'a> {
        if range.is_empty() {
            return Box::new(std::iter::empty());
        }
        Box::new(self.0.range::<_, Key>(range.bounds()))
    }

    fn backward<'a>(&'a self, range: &KeyRange) -> Entries<'a> {
        if range.is_empty() {
            return Box::new(std::iter::empty());
        }
        Box::new(self.0.range::<_, Key>(range.bounds()).rev())
    }
}

/// What to take back from the newest state to see an older one: the items as they were then.
#[derive(Clone, Debug, Default)]
pub struct Undo(BTreeMap<Key, Option<Item>>);

impl Undo {
    /// From the changes that the older state does not have yet, oldest first: key, and the item before the
    /// change.
    pub fn new(changes: impl IntoIterator<Item = (Key, Option<Item>)>) -> Self {
        let mut undo = BTreeMap::new();
        for (key, before) in changes {
            undo.entry(key).or_insert(before);
        }
        Self(undo)
    }

    /// The same lag seen in a local index, whose entries change together with their items. `now` is the newest
    /// state of the table that `base` takes back from.
    pub fn of_index(index: &Index, base: &Undo, now: &OrdMap<Key, Item>) -> Self {
        let mut undo = BTreeMap::new();
        for (key, before) in &base.0 {
            if let Some(entry) = now.get(key).and_then(|item| index.entry_key(item, key)) {
                undo.insert(entry, None);
            }
            if let Some(item) = before
                && let Some(entry) = index.entry_key(item, key)
            {
                undo.insert(entry, Some(item.clone()));
            }
        }
        Self(undo)
    }

    /// Whether the older state is the newest.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many keys differ, at most.
    pub fn len(&self) -> u64 {
        self.0.len() as u64
    }
}

/// An older state: the newest map, with its latest changes taken back. What a lagging replica sees.
#[derive(Clone, Debug)]
pub struct OverlayRows<'a> {
    newest: &'a OrdMap<Key, Item>,
    undo: Undo,
}

impl<'a> OverlayRows<'a> {
    /// The state of `newest` before the changes that `undo` was made from.
    pub fn new(newest: &'a OrdMap<Key, Item>, undo: Undo) -> Self {
        Self { newest, undo }
    }
}

impl Rows for OverlayRows<'_> {
    fn get(&self, key: &Key) -> Option<&Item> {
        match self.undo.0.get(key) {
            Some(before) => before.as_ref(),
            None => self.newest.get(key),
        }
    }

    fn forward<'a>(&'a self, range: &KeyRange) -> Entries<'a> {
        if range.is_empty() {
            return Box::new(std::iter::empty());
        }
        let undo = self.undo.0.range::<Key, _>(range.bounds());
        let newest = self.newest.range::<_, Key>(range.bounds());
        Box::new(Merge { newest: newest.peekable(), undo: undo.peekable(), descending: false })
    }

    fn backward<'a>(&'a self, range: &KeyRange) -> Entries<'a> {
        if range.is_empty() {
            return Box::new(std::iter::empty());
        }
        let undo = self.undo.0.range::<Key, _>(range.bounds()).rev();
        let newest = self.newest.range::<_, Key>(range.bounds()).rev();
        Box::new(Merge { newest: newest.peekable(), undo: undo.peekable(), descending: true })
    }
}

/// Two ordered sequences as one; where both have a key, the older state counts.
struct Merge<N: Iterator, U: Iterator> {
    newest: Peekable<N>,
    undo: Peekable<U>,
    descending: bool,
}

impl<'a, N, U> Iterator for Merge<N, U>
where
    N: Iterator<Item = (&'a Key, &'a Item)>,
    U: Iterator<Item = (&'a Key, &'a Option<Item>)>,
{
    type Item = (&'a Key, &'a Item);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some((then, _)) = self.undo.peek() else { return self.newest.next() };
            if let Some((now, _)) = self.newest.peek() {
                let order = if self.descending { then.cmp(now) } else { now.cmp(then) };
                if order.is_lt() {
                    return self.newest.next();
                }
                if order.is_eq() {
                    self.newest.next();
                }
            }
            if let Some((key, Some(item))) = self.undo.next() {
                return Some((key, item));
            }
        }
    }
}
