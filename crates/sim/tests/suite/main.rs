//! Laws and frozen values of the sim crate.

mod ids;
mod queue;
mod random;
