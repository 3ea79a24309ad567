//! Partitions are split, and never merged: when they grow too large, when their table is to serve more than they can,
//! and when one is used nearly as much as a partition can be.
//!
//! When exactly the service splits, and where, it doesn't tell: the rules here are a model, their figures knobs.

mod boundary;
mod done;
mod grid;
mod heat;
mod lately;
mod start;

pub(crate) use grid::{Cell, Grid, Place, row};
pub(crate) use heat::Heat;
pub(crate) use lately::Lately;
pub(crate) use start::Planned;
