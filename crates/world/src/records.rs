//! The records of a log that some copy does not show yet.

use std::collections::VecDeque;
use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::partition::Change;

/// Records by their numbers, which ascend and mostly have no gaps. They come at one end and go at the other: that
/// costs nothing here, while a clone shares everything and copies handles with its first change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Records(Arc<VecDeque<(u64, Arc<Change>)>>);

impl Records {
    /// Where a record is, or where it would be.
    fn find(&self, lsn: u64) -> Result<usize, usize> {
        // Without gaps its place is told by its number.
        let front = self.0.front().map_or(0, |(first, _)| *first);
        let guess = usize::try_from(lsn.saturating_sub(front)).unwrap_or(usize::MAX);
        if self.0.get(guess).is_some_and(|(number, _)| *number == lsn) {
            return Ok(guess);
        }
        self.0.binary_search_by(|(number, _)| number.cmp(&lsn))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, lsn: u64) -> Option<&Arc<Change>> {
        self.find(lsn).ok().and_then(|at| self.0.get(at)).map(|(_, change)| change)
    }

    pub(crate) fn contains(&self, lsn: u64) -> bool {
        self.find(lsn).is_ok()
    }

    pub(crate) fn insert(&mut self, lsn: u64, change: Arc<Change>) {
        let place = if self.0.back().is_none_or(|(last, _)| *last < lsn) {
            Err(self.0.len())
        } else {
            self.find(lsn)
        };
        let records = Arc::make_mut(&mut self.0);
        match place {
            Err(at) => records.insert(at, (lsn, change)),
            Ok(at) => {
                if let Some((_, known)) = records.get_mut(at) {
                    *known = change;
                }
            }
        }
    }

    pub(crate) fn remove(&mut self, lsn: u64) {
        if let Ok(at) = self.find(lsn) {
            Arc::make_mut(&mut self.0).remove(at);
        }
    }

    /// Forgets the records up to this one.
    pub(crate) fn forget(&mut self, upto: u64) {
        if self.0.front().is_none_or(|(first, _)| *first > upto) {
            return;
        }
        let records = Arc::make_mut(&mut self.0);
        while records.front().is_some_and(|(first, _)| *first <= upto) {
            records.pop_front();
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &Arc<Change>)> {
        self.0.iter().map(|(lsn, change)| (*lsn, change))
    }

    /// The records whose numbers lie in a range, oldest first.
    pub(crate) fn range(&self, range: impl RangeBounds<u64>) -> impl Iterator<Item = (u64, &Arc<Change>)> {
        let place = |lsn: u64| self.find(lsn).unwrap_or_else(|at| at);
        let from = match range.start_bound() {
            Bound::Unbounded => 0,
            Bound::Included(&from) => place(from),
            Bound::Excluded(&from) => place(from.saturating_add(1)),
        };
        let to = match range.end_bound() {
            Bound::Unbounded => self.0.len(),
            Bound::Included(&to) => place(to.saturating_add(1)),
            Bound::Excluded(&to) => place(to),
        };
        self.0.range(from..to.max(from)).map(|(lsn, change)| (*lsn, change))
    }
}

impl FromIterator<(u64, Arc<Change>)> for Records {
    fn from_iter<I: IntoIterator<Item = (u64, Arc<Change>)>>(records: I) -> Self {
        let mut all = Self::default();
        for (lsn, change) in records {
            all.insert(lsn, change);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::partition::Thread;

    fn change(call: u32) -> Arc<Change> {
        Arc::new(Change {
            key: value::Key { hash: 0, bytes: [].into() },
            before: None,
            thread: Thread { call, ..Thread::default() },
            persist_at: [0; 3],
            indexes: Vec::new(),
            told: None,
            decided: false,
        })
    }

    /// With gaps, as the parts of a log have them that was split.
    #[test]
    fn records_are_a_map_by_number() {
        let (mut records, mut model) = (Records::default(), BTreeMap::new());
        for lsn in (10..20).chain(25..30).chain([22, 40, 21, 12]) {
            let change = change(u32::try_from(lsn * 2).unwrap());
            records.insert(lsn, Arc::clone(&change));
            model.insert(lsn, change);
        }
        let whole = records.clone();
        let same = |records: &Records, model: &BTreeMap<u64, Arc<Change>>| {
            assert!(records.iter().eq(model.iter().map(|(&lsn, change)| (lsn, change))));
            for from in 0..45 {
                assert_eq!(records.get(from), model.get(&from));
                assert_eq!(records.contains(from), model.contains_key(&from));
                let theirs = |(&lsn, change)| (lsn, change);
                assert!(records.range(from..).eq(model.range(from..).map(theirs)));
                assert!(
                    records.range(from..33).take(1).eq(model.range(from..33.max(from)).map(theirs).take(1))
                );
            }
        };
        same(&records, &model);
        for lsn in [13, 40, 10, 99] {
            records.remove(lsn);
            model.remove(&lsn);
            same(&records, &model);
        }
        for upto in [5, 11, 22, 24] {
            records.forget(upto);
            model.retain(|&lsn, _| lsn > upto);
            same(&records, &model);
        }
        assert_eq!(whole.iter().count(), 18);
        assert_eq!(whole.iter().map(|(lsn, change)| (lsn, Arc::clone(change))).collect::<Records>(), whole);
    }
}
