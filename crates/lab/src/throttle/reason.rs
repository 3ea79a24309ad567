//! The sixteen reasons.

use serde::{Deserialize, Serialize};

/// Which limit was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bound {
    /// What one partition can do, or what a table on demand has grown to.
    KeyRange,
    /// What the table or index is provisioned with.
    Provisioned,
    /// The account's quota.
    Account,
    /// The maximum that was set for a table on demand.
    Maximum,
}

/// A reason for throttling, as exceptions name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// A global index's limit, not the table's.
    pub index: bool,
    /// Writes, not reads.
    pub write: bool,
    /// Which limit.
    pub bound: Bound,
}

const BOUNDS: [Bound; 4] = [Bound::KeyRange, Bound::Provisioned, Bound::Account, Bound::Maximum];

impl Bound {
    /// The last part of a reason's name.
    pub const fn name(self) -> &'static str {
        match self {
            Bound::KeyRange => "KeyRangeThroughputExceeded",
            Bound::Provisioned => "ProvisionedThroughputExceeded",
            Bound::Account => "AccountLimitExceeded",
            Bound::Maximum => "MaxOnDemandThroughputExceeded",
        }
    }
}

impl Reason {
    /// All sixteen.
    pub fn all() -> impl Iterator<Item = Reason> {
        BOUNDS.into_iter().flat_map(|bound| {
            [(false, false), (false, true), (true, false), (true, true)].map(|(index, write)| Reason {
                index,
                write,
                bound,
            })
        })
    }

    /// `TableWriteKeyRangeThroughputExceeded` and its like.
    pub fn name(self) -> String {
        let whose = if self.index { "Index" } else { "Table" };
        format!("{whose}{}{}", if self.write { "Write" } else { "Read" }, self.bound.name())
    }

    /// The reason of this name.
    pub fn named(name: &str) -> Option<Reason> {
        let (index, rest) = match name.strip_prefix("Table") {
            Some(rest) => (false, rest),
            None => (true, name.strip_prefix("Index")?),
        };
        let (write, rest) = match rest.strip_prefix("Write") {
            Some(rest) => (true, rest),
            None => (false, rest.strip_prefix("Read")?),
        };
        let bound = BOUNDS.into_iter().find(|bound| bound.name() == rest)?;
        Some(Reason { index, write, bound })
    }

    /// What it says, in a few words.
    pub fn words(self) -> String {
        let whose = if self.index { "index" } else { "table" };
        let class = if self.write { "writes" } else { "reads" };
        match self.bound {
            Bound::KeyRange => format!("{class} of one key range of the {whose}: a partition is full"),
            Bound::Provisioned => format!("{class} beyond what the {whose} is provisioned with"),
            Bound::Account => format!("{class} of the {whose} beyond the account's quota"),
            Bound::Maximum => format!("{class} beyond the maximum set for the {whose} on demand"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_names_are_read_back() {
        let names: Vec<String> = Reason::all().map(Reason::name).collect();
        assert_eq!(names.len(), 16);
        for reason in Reason::all() {
            assert_eq!(Reason::named(&reason.name()), Some(reason));
        }
        for name in ["", "Table", "TableWrite", "TableWriteKeyRange", "IndexReadKeyRangeThroughputExceededX"]
        {
            assert_eq!(Reason::named(name), None, "{name}");
        }
    }
}
