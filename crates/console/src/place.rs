//! Where something stands in the typed text.

/// A byte range of the typed text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// First byte.
    pub from: u32,
    /// Byte after the last.
    pub to: u32,
}

impl Place {
    /// The bytes from `from` up to, not including, `to`.
    pub fn new(from: usize, to: usize) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { from: clamp(from), to: clamp(to.max(from)) }
    }

    /// The smallest place that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), to: self.to.max(other.to) }
    }

    /// First byte.
    pub const fn start(self) -> usize {
        self.from as usize
    }

    /// Byte after the last.
    pub const fn end(self) -> usize {
        self.to as usize
    }

    /// Whether the two share a byte.
    pub const fn touches(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// What stands there; empty when the place is none of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start()..self.end()).unwrap_or_default()
    }
}
