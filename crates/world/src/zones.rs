//! The zones in which a partition has a copy.

use serde::{Deserialize, Serialize};

use crate::partition::REPLICAS;

/// Zones, at least one: 0, 1, 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Zones(u8);

impl Default for Zones {
    fn default() -> Self {
        Self::ALL
    }
}

impl Zones {
    /// All three.
    pub(crate) const ALL: Self = Self(0b111);

    /// So many, from a zone on.
    pub(crate) fn beginning(first: u8, count: u64) -> Self {
        let zones = Self::ALL.turn(first).take(usize::try_from(count.max(1)).unwrap_or(1));
        Self(zones.fold(0, |bits, zone| bits | 1 << zone))
    }

    /// Those with a bit, the first zone's being the least; none where that makes no sense.
    pub(crate) fn of_bits(bits: u8) -> Option<Self> {
        (1..=Self::ALL.0).contains(&bits).then_some(Self(bits))
    }

    /// A bit for each.
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    pub(crate) const fn has(self, zone: u8) -> bool {
        zone < REPLICAS && self.0 >> zone & 1 == 1
    }

    /// In order.
    pub(crate) fn iter(self) -> impl Iterator<Item = u8> + Clone {
        self.turn(0)
    }

    /// In order from a zone on, and round to those before it.
    pub(crate) fn turn(self, from: u8) -> impl Iterator<Item = u8> + Clone {
        (0..REPLICAS).map(move |turn| (from + turn) % REPLICAS).filter(move |zone| self.has(*zone))
    }

    /// How many.
    pub(crate) const fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// More than half of them.
    pub(crate) const fn majority(self) -> usize {
        self.count() / 2 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::Zones;

    #[test]
    fn zones_go_round() {
        let some = Zones::beginning(2, 2);
        assert_eq!(some.iter().collect::<Vec<_>>(), [0, 2]);
        assert_eq!(some.turn(1).collect::<Vec<_>>(), [2, 0]);
        assert!(!some.has(1) && !some.has(3));
        assert_eq!((some.count(), some.majority(), Zones::ALL.majority()), (2, 2, 2));
        assert_eq!(Zones::beginning(1, 1).majority(), 1);
        assert_eq!((Zones::beginning(1, 3), Zones::of_bits(7)), (Zones::ALL, Some(Zones::ALL)));
        assert_eq!((Zones::of_bits(0), Zones::of_bits(8)), (None, None));
    }
}
