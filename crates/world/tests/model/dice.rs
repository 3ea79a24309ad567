//! Chance from a seed.

/// Splitmix64.
pub(crate) struct Dice {
    state: u64,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// From `from` to `to`, both included.
    pub(crate) fn range(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }

    /// The same, of small numbers that may be negative.
    pub(crate) fn signed(&mut self, from: i64, to: i64) -> i64 {
        from.saturating_add_unsigned(self.below(from.abs_diff(to) + 1))
    }

    pub(crate) fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }

    /// The same, of words.
    pub(crate) fn word(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len() as u64) as usize]
    }

    /// So many different ones, or fewer if there are not as many.
    pub(crate) fn some<T: Clone>(&mut self, from: &[T], count: u64) -> Vec<T> {
        let mut left = from.to_vec();
        let mut picked = Vec::new();
        while (picked.len() as u64) < count && !left.is_empty() {
            let at = self.below(left.len() as u64) as usize;
            picked.push(left.remove(at));
        }
        picked
    }
}
