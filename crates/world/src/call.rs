//! What goes in and what comes out.

use std::sync::Arc;

use api::ApiError;
use api::dynamodb::{Request, Response};
use serde::{Deserialize, Serialize};
use sim::{Micros, ids};
use table::{Access, UnitLine};
use value::{Attributes, Item};

use crate::act::Act;

/// Number of a call, from 1; [`CallId::NONE`] stands for an input that is no call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CallId(pub u32);

impl CallId {
    /// No call.
    pub const NONE: Self = Self(0);
}

/// What can be done to a world.
#[expect(clippy::large_enum_variant, reason = "an input lives for a moment; nothing keeps many")]
#[derive(Clone, Debug)]
pub enum Input {
    /// A request to the API.
    Call(Call),
    /// Turns a knob. An unknown name or a value out of range changes nothing (see [`World::set`](crate::World::set)).
    Set {
        /// Its name.
        knob: String,
        /// Its new value.
        value: i64,
    },
    /// Neither a call nor a knob. What can't be done changes nothing (see [`World::act`](crate::World::act)).
    Act(Act),
}

/// A request to the API.
#[derive(Clone, Debug)]
pub struct Call {
    /// The Region whose endpoint got it.
    pub region: String,
    /// The operation's name as sent.
    pub operation: String,
    /// What it asks for, or why it could not be understood: such a call still reaches the router, and ends there.
    pub request: Result<Request, ApiError>,
    /// Size of the request's body.
    pub request_bytes: u64,
    /// The cache that it goes through, if it goes through one: `dax:` or `cache:` and its name.
    pub via: Option<String>,
    /// As whom it is made: `user/<name>` or `key/<id of an access key>`; the administrator unless it says.
    pub caller: Option<String>,
}

/// The answer to a call, with everything that explains it.
#[derive(Clone, Debug)]
pub struct Completion {
    pub(crate) seed: u64,
    /// Which call.
    pub call: CallId,
    /// The Region.
    pub region: Arc<str>,
    /// The operation's name as sent.
    pub operation: Arc<str>,
    /// When it was sent.
    pub started: Micros,
    /// When the client had the answer.
    pub at: Micros,
    /// The answer.
    pub result: Result<Response, ApiError>,
    /// Keys and places that it touched, in order, at most [`Completion::MOST`]. `trace` events name them by position (1 = the first).
    pub touched: Vec<Touched>,
    /// The arithmetic of the capacity it consumed, a table at a time.
    pub units: Vec<TableUnits>,
    /// Items that it read or changed, in order, at most [`Completion::MOST`]; none when nobody watches
    /// ([`trace::Level::Off`]).
    pub images: Vec<Image>,
    /// What IAM decided about it, when it was asked.
    pub access: Option<Arc<crate::identity::Access>>,
}

impl Completion {
    /// The most places and images that a completion lists.
    pub const MOST: usize = 128;

    /// The service's request id: 52 characters.
    pub fn request_id(&self) -> String {
        ids::request_id(self.seed, u64::from(self.call.0))
    }

    /// Read and write milli-units altogether.
    pub fn consumed(&self) -> (u64, u64) {
        consumed(&self.units)
    }
}

/// Read and write milli-units altogether.
pub(crate) fn consumed(units: &[TableUnits]) -> (u64, u64) {
    units.iter().fold((0, 0), |(read, write), table| {
        let (r, w) = table.consumed();
        (read + r, write + w)
    })
}

/// Capacity consumed on one table.
#[derive(Clone, Debug)]
pub struct TableUnits {
    /// The table's name.
    pub table: Arc<str>,
    /// The sum, line by line.
    pub lines: Vec<UnitLine>,
}

impl TableUnits {
    /// Read and write milli-units altogether.
    pub fn consumed(&self) -> (u64, u64) {
        let of = |access: Access| {
            let lines = self.lines.iter().filter(|line| line.access == access && line.is_capacity());
            lines.map(UnitLine::milli).sum()
        };
        (of(Access::Read), of(Access::Write))
    }
}

/// A place that a call touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Region.
    pub region: Arc<str>,
    /// Table.
    pub table: Arc<str>,
    /// Index, if it was one.
    pub index: Option<Arc<str>>,
    /// Partition: `P1`, or `G1` in a global index.
    pub partition: String,
    /// Zone of the replica that served (`a`, `b`, `c`), if one did.
    pub zone: Option<char>,
    /// The primary key of the item; absent for a partition that a page visited without finding anything.
    pub key: Option<Arc<Attributes>>,
    /// Whether it was a write.
    pub write: bool,
}

/// An item before and after a call; equal for a read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Region.
    pub region: Arc<str>,
    /// Table.
    pub table: Arc<str>,
    /// The primary key.
    pub key: Arc<Attributes>,
    /// Before; absent when there was no item.
    pub before: Option<Item>,
    /// After; absent when there is none.
    pub after: Option<Item>,
}

impl Touched {
    /// The key as one line of `AttributeValue` JSON, as events name it.
    pub fn key_text(&self) -> Option<String> {
        let mut text = String::new();
        value::json::write_attributes(&mut text, self.key.as_ref()?);
        Some(text)
    }
}
