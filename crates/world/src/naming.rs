//! Tables by Region and name, found without making either anew.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::sync::Arc;

/// What tables are found by.
pub(crate) type TableName = (Arc<str>, Arc<str>);

/// A [`TableName`], or its parts borrowed from elsewhere.
pub(crate) trait Named {
    /// Region and name.
    fn parts(&self) -> (&str, &str);
}

impl Named for TableName {
    fn parts(&self) -> (&str, &str) {
        (&self.0, &self.1)
    }
}

impl Named for (&str, &str) {
    fn parts(&self) -> (&str, &str) {
        *self
    }
}

impl<'a> Borrow<dyn Named + 'a> for TableName {
    fn borrow(&self) -> &(dyn Named + 'a) {
        self
    }
}

// As the pair itself compares: whoever borrows must.
impl PartialEq for dyn Named + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for dyn Named + '_ {}

impl PartialOrd for dyn Named + '_ {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for dyn Named + '_ {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts())
    }
}
