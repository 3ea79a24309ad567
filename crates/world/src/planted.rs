//! Faults planted into the engine itself, to show that the simulation runs would find them. They exist only with the
//! feature `planted`, which nothing but those runs turns on.

use crate::world::World;

/// A mistake that the engine makes on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "planted"),
    expect(unreachable_pub, reason = "only with the feature it is seen outside")
)]
pub enum Planted {
    /// Now and then a log record is written and its item is not.
    LostEntry,
    /// An entry that has to leave a global index stays.
    SkippedIndexDelete,
    /// A write is acknowledged as soon as the leader has it.
    EarlyAck,
    /// Strongly consistent reads are answered by a follower.
    StaleStrongRead,
    /// Now and then a stream tells of a change twice.
    DuplicatedRecord,
    /// Capacity that is used isn't taken out of its bucket.
    MintedToken,
    /// What is left of a decided transaction is not finished by the next leader.
    TornTransaction,
    /// A transaction is prepared whatever its timestamp.
    UncheckedTimestamp,
    /// Now and then a transaction that is prepared doesn't hold its item.
    LostPrepare,
}

impl World {
    /// Plants a mistake.
    #[cfg(feature = "planted")]
    pub fn plant(&mut self, planted: Planted) {
        self.planted = Some(planted);
    }

    #[cfg(feature = "planted")]
    pub(crate) fn has_planted(&self, planted: Planted) -> bool {
        self.planted == Some(planted)
    }

    #[cfg(not(feature = "planted"))]
    #[expect(clippy::unused_self, reason = "with the feature it is asked")]
    pub(crate) const fn has_planted(&self, _: Planted) -> bool {
        false
    }
}
