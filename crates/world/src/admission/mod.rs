//! Admission: whether a request may use capacity now, and what it used.
//!
//! Two buckets stand in its way: that of the partition, whose rate nobody can raise, and that of the table or global
//! index. A request is admitted while both have something left, and takes what it really used afterwards, so that a
//! level may go below zero once (the guide says of queries that they are charged after the fact; of the rest it says
//! nothing: a model). In instant mode capacity is counted and never refused.

mod bucket;
mod check;
mod demand;
mod gate;
mod meter;
mod reasons;
mod rerate;
mod routers;
pub(crate) mod shares;

pub(crate) use check::{Target, flow, has_shares};
pub(crate) use gate::{Doors, Gate, pool};
pub(crate) use meter::{Meter, share};
pub(crate) use reasons::Throttled;
