//! A world with its log and checkpoints: what is replayed, saved and undone.

mod about;
mod act;
mod checkpoint;
mod framing;
mod log;
mod open;
mod past;
mod place;
mod record;
mod saving;
mod send;
mod session;
mod shelf;
mod tail;

pub use about::{About, OPEN_KEY, head_key, head_write, open_write, read_head, read_open};
pub use framing::{Damage, Kind};
pub use open::{Notice, OpenReport};
pub use past::Past;
pub use place::{Write, latest_world, next_world, world_number, world_of};
pub use record::{Body, Header, Input, Record, RecordError};
pub use session::{Answer, IDLE_CAP, Made, Replayed, Session, SetError, WORDING, tables_of};
