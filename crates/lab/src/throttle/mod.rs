//! Why a call was throttled: what an exception's text says, a small world in which the same comes up, which bucket was
//! empty, and what helps, found out by doing it on a branch.

mod case;
mod diagnosis;
mod edits;
mod lab;
mod reading;
mod reason;
mod remedies;
mod traffic;
mod trial;
mod views;

pub use case::Case;
pub use reading::{Reading, read};
pub use reason::{Bound, Reason};
pub use views::{BucketView, Built, Diagnosis, First, KeyUse, Order, Outcome, Refused, Remedy, Trial};
