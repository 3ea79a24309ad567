//! The partitions of a table or global index: together they hold the whole key order.

use std::ops::Bound;
use std::sync::Arc;

use api::dynamodb::Throughput;
use imbl::Vector;
use serde::{Deserialize, Serialize};
use sim::Micros;
use table::KeyRange;
use value::Key;

use crate::partition::{Log, Partition, REPLICAS};
use crate::split::Place;
use crate::zones::Zones;
use crate::{Knob, Knobs};

/// The most partitions that a table or index starts with, whatever the knobs say.
const MOST: u64 = 4_096;

/// Partitions in key order. Each keeps its number, by which the trace, queues and people name it, until it is split:
/// then its heirs have new ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Partitions {
    list: Vector<Partition>,
    /// By number: what became of the partition.
    fates: Arc<Vec<Fate>>,
}

/// What became of a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fate {
    /// It is the one at this position.
    At(u32),
    /// It was split.
    Split(Split),
}

/// A split that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Split {
    /// When.
    pub(crate) at: Micros,
    /// Its heirs, in key order.
    pub(crate) heirs: Vec<u32>,
    /// The hashes with which its heirs begin.
    pub(crate) from: Vec<u64>,
}

impl Partitions {
    /// Partitions in key order, and of those that were split: number and heirs. `None` when they don't cover the key
    /// order, or their numbers don't fit.
    pub(crate) fn restore(list: Vec<Partition>, split: Vec<(u32, Split)>) -> Option<Self> {
        let ascends = list.windows(2).all(|pair| pair[0].from < pair[1].from);
        if !ascends || list.first()?.from != start() {
            return None;
        }
        let mut fates: Vec<Option<Fate>> = vec![None; list.len() + split.len()];
        for (position, partition) in (0..).zip(&list) {
            *fates.get_mut(partition.id as usize).filter(|fate| fate.is_none())? = Some(Fate::At(position));
        }
        for (id, split) in split {
            let fits = !split.heirs.is_empty() && split.heirs.iter().all(|&heir| heir > id);
            *fates.get_mut(id as usize).filter(|fate| fate.is_none() && fits)? = Some(Fate::Split(split));
        }
        let fates: Option<Vec<Fate>> = fates.into_iter().collect();
        let fates = fates?;
        let known = |fate: &Fate| match fate {
            Fate::At(_) => true,
            Fate::Split(split) => split.heirs.iter().all(|&heir| (heir as usize) < fates.len()),
        };
        fates.iter().all(known).then(|| Self { list: list.into(), fates: fates.clone().into() })
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.list.len()).unwrap_or(u32::MAX)
    }

    /// In key order.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Partition> {
        self.list.iter()
    }

    /// Numbers given out so far.
    pub(crate) fn born(&self) -> u32 {
        u32::try_from(self.fates.len()).unwrap_or(u32::MAX)
    }

    /// Whether any has fewer copies than there are zones.
    pub(crate) fn has_fewer_copies(&self) -> bool {
        self.iter().any(|partition| partition.log.zones != Zones::ALL)
    }

    /// Those that were split, by number.
    pub(crate) fn split_up(&self) -> impl Iterator<Item = (u32, &Split)> {
        (0..).zip(self.fates.iter()).filter_map(|(id, fate)| match fate {
            Fate::At(_) => None,
            Fate::Split(split) => Some((id, split)),
        })
    }

    /// The position in key order of the partition with this number, while there is one.
    pub(crate) fn position(&self, id: u32) -> Option<u32> {
        match self.fates.get(id as usize)? {
            &Fate::At(position) => Some(position),
            Fate::Split(_) => None,
        }
    }

    /// The partition with this number.
    pub(crate) fn get(&self, id: u32) -> Option<&Partition> {
        self.list.get(self.position(id)? as usize)
    }

    /// The same, to change it.
    pub(crate) fn get_mut(&mut self, id: u32) -> Option<&mut Partition> {
        let position = self.position(id)?;
        self.list.get_mut(position as usize)
    }

    /// The partition at a position in key order.
    pub(crate) fn at(&self, position: u32) -> Option<&Partition> {
        self.list.get(position as usize)
    }

    /// Who is in charge now of what the partition with this number was in charge of: itself, or its heirs.
    pub(crate) fn heirs(&self, id: u32) -> Vec<u32> {
        let (mut found, mut open) = (Vec::new(), vec![id]);
        while let Some(next) = open.pop() {
            match self.fates.get(next as usize) {
                Some(Fate::At(_)) => found.push(next),
                // Heirs have greater numbers, so this ends.
                Some(Fate::Split(split)) => open.extend(split.heirs.iter().rev()),
                None => {}
            }
        }
        found
    }

    /// The number of the partition that holds a key.
    pub(crate) fn locate(&self, key: &Key) -> u32 {
        self.list.get(self.position_of(key)).map_or(0, |partition| partition.id)
    }

    fn position_of(&self, key: &Key) -> usize {
        let (mut low, mut high) = (0, self.list.len());
        // The last partition that begins at or before the key.
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match self.list.get(middle) {
                Some(partition) if partition.from <= *key => low = middle,
                _ => high = middle,
            }
        }
        low
    }

    /// The keys of the partition with this number.
    pub(crate) fn range(&self, id: u32) -> KeyRange {
        let Some(position) = self.position(id) else { return KeyRange::all() };
        self.range_at(position as usize)
    }

    fn range_at(&self, position: usize) -> KeyRange {
        let from = |position| self.list.get(position).map(|partition| partition.from.clone());
        KeyRange {
            from: from(position).map_or(Bound::Unbounded, Bound::Included),
            to: from(position + 1).map_or(Bound::Unbounded, Bound::Excluded),
        }
    }

    /// First and last hash of the partition at a position, both included. Neighbours share one where a boundary lies
    /// inside an item collection.
    pub(crate) fn hashes(&self, position: u32) -> (u64, u64) {
        let from = self.at(position).map_or(0, |partition| partition.from.hash);
        let to = self.at(position + 1).map_or(u64::MAX, |next| {
            if next.from.bytes.is_empty() { next.from.hash.saturating_sub(1) } else { next.from.hash }
        });
        (from, to)
    }

    /// The first and the last place of the partition at a position.
    pub(crate) fn places(&self, position: u32) -> (Place, Place) {
        let (from, to) = self.hashes(position);
        let inner = self.inner(position as usize, from);
        (Place { hash: from, inner }, Place { hash: to, inner: if from == to { inner } else { 0 } })
    }

    /// The place of a hash in the partition with this number.
    pub(crate) fn place(&self, id: u32, hash: u64) -> Place {
        Place { hash, inner: self.position(id).map_or(0, |position| self.inner(position as usize, hash)) }
    }

    /// How many partitions, the one at a position and those before it, begin inside of the item collection with a hash.
    fn inner(&self, position: usize, hash: u64) -> u32 {
        let begins = |it: &&Partition| it.from.hash == hash && !it.from.bytes.is_empty();
        let before = (0..=position).rev().filter_map(|at| self.list.get(at)).take_while(begins);
        u32::try_from(before.count()).unwrap_or(u32::MAX)
    }

    /// The numbers of the partitions that a read of these keys visits, in its direction: at least one.
    pub(crate) fn visited(&self, keys: &KeyRange, backward: bool) -> Vec<u32> {
        let first = match &keys.from {
            Bound::Included(key) | Bound::Excluded(key) => self.position_of(key),
            Bound::Unbounded => 0,
        };
        let last = match &keys.to {
            Bound::Included(key) => self.position_of(key),
            Bound::Excluded(key) => {
                let position = self.position_of(key);
                let begins = self.list.get(position).is_some_and(|partition| partition.from == *key);
                if begins { position.saturating_sub(1) } else { position }
            }
            Bound::Unbounded => self.list.len().saturating_sub(1),
        };
        let ids =
            self.list.iter().skip(first).take(last.max(first) + 1 - first).map(|partition| partition.id);
        let mut ids: Vec<u32> = ids.collect();
        if backward {
            ids.reverse();
        }
        ids
    }

    /// Puts heirs in the place of the partition with this number. Their numbers are given here, in order.
    pub(crate) fn replace(&mut self, id: u32, heirs: Vec<Partition>, at: Micros) -> Vec<u32> {
        let Some(position) = self.position(id) else { return Vec::new() };
        let fates = Arc::make_mut(&mut self.fates);
        let born = u32::try_from(fates.len()).unwrap_or(u32::MAX);
        let numbers: Vec<u32> = (born..).take(heirs.len()).collect();
        fates.extend(heirs.iter().map(|_| Fate::At(0)));
        if let Some(fate) = fates.get_mut(id as usize) {
            let from = heirs.iter().map(|heir| heir.from.hash).collect();
            *fate = Fate::Split(Split { at, heirs: numbers.clone(), from });
        }
        let mut right = self.list.split_off(position as usize);
        right.pop_front();
        for (heir, &number) in heirs.into_iter().zip(&numbers) {
            self.list.push_back(Partition { id: number, ..heir });
        }
        self.list.append(right);
        for (position, partition) in (0..).zip(&self.list) {
            if let Some(fate) = fates.get_mut(partition.id as usize) {
                *fate = Fate::At(position);
            }
        }
        numbers
    }
}

/// The least key.
fn start() -> Key {
    Key { hash: 0, bytes: Arc::default() }
}

/// How many partitions serve this throughput (absent: on demand).
pub(crate) fn needed(knobs: &Knobs, provisioned: Option<Throughput>) -> u64 {
    let units = provisioned.unwrap_or(Throughput {
        read: knobs.amount(Knob::OnDemandReadUnits),
        write: knobs.amount(Knob::OnDemandWriteUnits),
    });
    let reads = units.read.div_ceil(knobs.amount(Knob::PartitionReadUnits).max(1));
    let writes = units.write.div_ceil(knobs.amount(Knob::PartitionWriteUnits).max(1));
    reads.max(writes).clamp(1, MOST)
}

/// Partitions that serve this throughput (absent: on demand), the hash range split evenly. The leader's zone
/// goes round, beginning at `turn`.
pub(crate) fn layout(knobs: &Knobs, provisioned: Option<Throughput>, turn: u32) -> Partitions {
    evenly(needed(knobs, provisioned), turn, knobs.amount(Knob::Copies))
}

/// So many partitions of so many copies, the hash range split evenly.
fn evenly(count: u64, turn: u32, copies: u64) -> Partitions {
    let bound = |n: u64| ((u128::from(n) << 64) / u128::from(count.max(1))) as u64;
    let one = |n: u64| {
        let leader = ((u64::from(turn) + n) % u64::from(REPLICAS)) as u8;
        let log = Log { leader, zones: Zones::beginning(leader, copies), ..Log::default() };
        Partition::new(n as u32, Key { hash: bound(n), bytes: Arc::default() }, log)
    };
    let list: Vector<Partition> = (0..count.clamp(1, MOST)).map(one).collect();
    let fates = (0..list.len() as u32).map(Fate::At).collect::<Vec<_>>().into();
    Partitions { list, fates }
}

#[cfg(test)]
mod tests {
    use std::ops::Bound;

    use super::{Partitions, Split, evenly};
    use crate::partition::{Log, Partition};
    use table::KeyRange;
    use value::Key;

    fn key(hash: u64, bytes: &[u8]) -> Key {
        Key { hash, bytes: bytes.into() }
    }

    fn heirs(of: &[u32]) -> Split {
        Split { at: 9, heirs: of.to_vec(), from: vec![0, 5] }
    }

    fn between(from: &Key, to: &Key) -> KeyRange {
        KeyRange { from: Bound::Included(from.clone()), to: Bound::Excluded(to.clone()) }
    }

    /// P1 of two, split inside the collection of hash 5.
    fn split() -> Partitions {
        let mut partitions = evenly(2, 0, 3);
        let heirs = vec![
            Partition::new(0, key(0, &[]), Log::default()),
            Partition::new(0, key(5, &[7]), Log::default()),
        ];
        assert_eq!(partitions.replace(0, heirs, 9), [2, 3]);
        partitions
    }

    #[test]
    fn numbers_are_never_used_again() {
        let partitions = split();
        assert_eq!(partitions.iter().map(|it| it.id).collect::<Vec<_>>(), [2, 3, 1]);
        assert_eq!(partitions.position(0), None);
        assert_eq!(partitions.position(1), Some(2));
        assert_eq!(partitions.heirs(0), [2, 3]);
        assert_eq!(partitions.heirs(1), [1]);
        assert!(partitions.get(0).is_none());
        assert_eq!(partitions.born(), 4);
        let list = partitions.iter().cloned().collect();
        let again = Partitions::restore(list, vec![(0, heirs(&[2, 3]))]).expect("they fit");
        assert_eq!(again, partitions);
    }

    #[test]
    fn a_boundary_may_lie_inside_a_collection() {
        let partitions = split();
        assert_eq!(partitions.locate(&key(5, &[6, 9])), 2);
        assert_eq!(partitions.locate(&key(5, &[7])), 3);
        assert_eq!(partitions.locate(&key(6, &[])), 3);
        assert_eq!((partitions.hashes(0), partitions.hashes(1)), ((0, 5), (5, (1 << 63) - 1)));
        let collection = between(&key(5, &[]), &key(6, &[]));
        assert_eq!(partitions.visited(&collection, false), [2, 3]);
        assert_eq!(partitions.visited(&collection, true), [3, 2]);
        assert_eq!(partitions.visited(&between(&key(5, &[7]), &key(5, &[8])), false), [3]);
        assert_eq!(partitions.visited(&between(&key(5, &[1]), &key(5, &[7])), false), [2]);
        assert_eq!(partitions.visited(&KeyRange::all(), false), [2, 3, 1]);
        // A range without keys is looked for somewhere.
        assert_eq!(partitions.visited(&between(&key(9, &[]), &key(1, &[])), false), [3]);
    }

    #[test]
    fn what_does_not_cover_the_keys_is_refused() {
        let list: Vec<Partition> = split().iter().cloned().collect();
        assert!(Partitions::restore(list.clone(), Vec::new()).is_none());
        assert!(Partitions::restore(list[1..].to_vec(), vec![(0, heirs(&[2, 3]))]).is_none());
        assert!(Partitions::restore(list.clone(), vec![(0, heirs(&[]))]).is_none());
        assert!(Partitions::restore(list, vec![(0, heirs(&[2, 9]))]).is_none());
    }
}
