//! Why a checkpoint is no world.

use std::fmt;

use super::VERSION;

/// Why a world was not restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreError {
    /// The bytes are not what was written.
    Damaged,
    /// The durable part is of a version that this build does not know.
    Version {
        /// Which.
        found: u32,
    },
    /// The volatile part is of another build: restore without it.
    OtherBuild,
    /// The volatile part goes with another durable part: restore without it.
    Mismatch,
    /// The checkpoint was taken while calls were in flight: restore without the volatile part.
    CallsInFlight,
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged => f.write_str("The checkpoint is damaged."),
            Self::Version { found } => {
                write!(f, "The checkpoint is of version {found}; this engine reads up to {VERSION}.")
            }
            Self::OtherBuild => f.write_str("The volatile part is of another build of the engine."),
            Self::Mismatch => f.write_str("The volatile part does not go with this durable part."),
            Self::CallsInFlight => f.write_str("The checkpoint was taken in the middle of a call."),
        }
    }
}

impl std::error::Error for RestoreError {}
