//! What is done to a world besides calls and knobs.

use std::fmt;

use serde::{Deserialize, Serialize};
use sim::Micros;

use crate::chaos;
use crate::dax;
use crate::workload;
use crate::world::World;

/// Something done to a world that is neither a call nor a knob. Stored in input/1 under its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// About a stream of calls that the world makes by itself.
    Workload(workload::Order),
    /// About an application's own cache.
    Cache(dax::Order),
    /// About something that goes wrong.
    Chaos(chaos::Order),
}

impl Act {
    /// What it is, for people: `the workload w1`.
    pub fn title(&self) -> String {
        match self {
            Self::Workload(order) => order.title(),
            Self::Cache(order) => order.title(),
            Self::Chaos(order) => order.title(),
        }
    }
}

/// Why something was not done, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActError(pub String);

impl fmt::Display for ActError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for ActError {}

impl World {
    /// Does something at a time (the present, if that is past). What is due by then happens first.
    ///
    /// # Errors
    /// When it can't be done; only time has passed then.
    pub fn act(&mut self, at: Micros, act: &Act) -> Result<(), ActError> {
        self.run_until(at);
        match act {
            Act::Workload(order) => self.order_workload(order),
            Act::Cache(order) => self.order_cache(order),
            Act::Chaos(order) => self.order_chaos(order),
        }
    }
}
