//! `UpdateTimeToLive` and `DescribeTimeToLive`.

use super::TableRef;

/// `UpdateTimeToLive`.
#[derive(Clone, Debug)]
pub struct UpdateTimeToLive {
    /// Which table.
    pub table: TableRef,
    /// The attribute that holds the time of expiry in seconds since 1970.
    pub attribute: String,
    /// On or off.
    pub enabled: bool,
}

/// `DescribeTimeToLive`.
#[derive(Clone, Debug)]
pub struct DescribeTimeToLive {
    /// Which table.
    pub table: TableRef,
}

/// The answer to `DescribeTimeToLive`: enabled on this attribute, or not.
#[derive(Clone, Debug, Default)]
pub struct TimeToLiveDescription {
    /// Absent when expiry is off.
    pub attribute: Option<String>,
    /// Whether that is still being turned on or off.
    pub settling: bool,
}
