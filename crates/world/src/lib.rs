//! The service around the tables: router, partitions, replicas, propagation, on a virtual clock.
#![deny(clippy::float_arithmetic)]

mod admission;
mod call;
mod catalogue;
mod config;
mod control;
mod digest;
mod due;
mod durable;
mod execute;
mod flight;
mod hash;
mod inspect;
mod knobs;
mod pace;
mod partition;
mod picture;
mod propagation;
mod recorder;
mod replica;
mod tokens;
mod volatile;
mod world;

pub use call::{Call, CallId, Completion, Image, Input, TableUnits, Touched};
pub use config::{Config, Mode};
pub use durable::{Durable, RestoreError};
pub use inspect::{Collection, Consumed, IndexInfo, PartitionInfo, ReplicaInfo, TableInfo};
pub use knobs::{Knob, KnobError, Knobs};
pub use world::World;
