//! What happened: events with causes, and the ring that keeps the latest.

mod capacity;
mod event;
mod json;
mod kind;
mod level;
mod numbers;
mod ring;
mod spans;
mod station;
mod words;

pub use capacity::{Limit, SplitCause, SplitRefusal};
pub use event::{Event, Place};
pub use json::{Names, write_event, write_events};
pub use kind::Kind;
pub use level::Level;
pub use ring::{RING_BUDGET, Ring};
pub use spans::{Span, spans};
pub use station::Station;
pub use words::{
    Change, Class, Discard, Gathered, Gone, Ignored, Ledger, Outcome, PolicyKind, Skip, Status, Touch, Vote,
    Watch,
};
