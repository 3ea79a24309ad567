//! Operations that need what no table here has: they look their table up, and end in a refusal.

use super::TableRef;

/// One of these operations.
#[derive(Clone, Debug)]
pub struct Unserved {
    /// Its name.
    pub operation: &'static str,
    /// Which table.
    pub table: TableRef,
    /// What it needs besides the table.
    pub need: Need,
}

/// What such an operation needs.
#[derive(Clone, Debug)]
pub enum Need {
    /// A Kinesis stream of this ARN that can be written to.
    KinesisStream(String),
    /// A Kinesis stream of this ARN that the table's changes already go to.
    KinesisDestination(String),
}
