//! Streams of calls that the world makes by itself.

use serde::{Deserialize, Serialize};

use crate::act::ActError;
use crate::world::World;

/// What can be done about workloads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Ends one before its time.
    Stop {
        /// Its name.
        name: String,
    },
}

impl Order {
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Stop { name } => format!("the end of the workload {name}"),
        }
    }
}

impl World {
    pub(crate) fn order_workload(&mut self, order: &Order) -> Result<(), ActError> {
        match order {
            Order::Stop { name } => Err(ActError(format!("No workload is called {name}."))),
        }
    }
}
