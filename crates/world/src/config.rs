//! What a world is made from.

use serde::{Deserialize, Serialize};

use crate::Knobs;

/// Whether things take time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// Every step takes no time: the same machinery with every latency and lag at zero. For the local server.
    Instant,
    /// Steps take the time that the knobs say.
    #[default]
    Simulated,
}

/// What a world is made from. Equal configurations and inputs make equal worlds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Where chance comes from.
    pub seed: u64,
    /// Unix microseconds at virtual time 0.
    pub epoch_micros: u64,
    /// The account, 12 digits.
    pub account: String,
    /// Whether things take time.
    pub mode: Mode,
    /// Every constant of the model.
    pub knobs: Knobs,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed: 1,
            epoch_micros: 0,
            account: "123456789012".to_owned(),
            mode: Mode::Simulated,
            knobs: Knobs::default(),
        }
    }
}
