//! What a workload is: the record of the log that describes it as a whole.

use serde::{Deserialize, Serialize};
use sim::Micros;

use super::arrival::Arrival;
use super::keys::Keys;
use super::retry::Retry;
use crate::act::ActError;

/// The longest that a workload may last: 30 days.
pub const LONGEST: Micros = 30 * sim::MICROS_PER_DAY;
/// The most simulated clients of one workload.
pub const MOST_CLIENTS: u32 = 10_000;
/// The largest item that a workload writes, in bytes (documented: 400 KB).
pub const LARGEST_ITEM: u32 = 409_600;
/// The most parts that a mix of operations has.
pub const MOST_PARTS: usize = 16;
/// The most characters of a workload's name.
pub const LONGEST_NAME: usize = 40;

/// A stream of calls that the world makes by itself. Everything that is left to chance is a function of the world's
/// seed, the workload's number, and the number of the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// What people call it.
    pub name: String,
    /// The Region whose endpoint its clients call.
    pub region: String,
    /// The table.
    pub table: String,
    /// When operations begin.
    pub arrival: Arrival,
    /// For how long, microseconds.
    #[serde(rename = "for")]
    pub lasts: Micros,
    /// Which keys they are about.
    pub keys: Keys,
    /// What they do, by weight.
    pub mix: Vec<Part>,
    /// The index that its queries and scans read, if not the table.
    #[serde(default)]
    pub index: Option<String>,
    /// Bytes of the items that it writes, as the service counts them.
    pub size: u32,
    /// How many values an attribute has that is a key of an index only; with 0, items have no such attribute and
    /// appear in no index.
    #[serde(default)]
    pub index_values: u32,
    /// How many clients there are. Operations go to them in turn; a client may have several under way.
    pub clients: u32,
    /// What a client does when it is refused.
    pub retry: Retry,
}

/// A part of a mix of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What is done.
    pub op: Op,
    /// How often, in proportion to the other parts.
    pub weight: u32,
}

/// What a client does with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Puts a whole item.
    Put,
    /// Changes an item: another filling, and a counter goes up.
    Update,
    /// Deletes it.
    Delete,
    /// Reads it, eventually consistent.
    Get,
    /// Reads it, strongly consistent.
    GetStrong,
    /// Reads one page of the item collection, or of the index's, eventually consistent.
    Query,
    /// The same, strongly consistent.
    QueryStrong,
    /// Reads one page of the table or index.
    Scan,
    /// Changes two items in one transaction: in each a counter goes up.
    Transact,
    /// Reads two items in one transaction.
    TransactGet,
}

impl Op {
    /// All of them, with the words of a command line.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Put, "put"),
        (Self::Update, "update"),
        (Self::Delete, "delete"),
        (Self::Get, "get"),
        (Self::GetStrong, "get-strong"),
        (Self::Query, "query"),
        (Self::QueryStrong, "query-strong"),
        (Self::Scan, "scan"),
        (Self::Transact, "transact"),
        (Self::TransactGet, "transact-get"),
    ];

    /// The word of a command line.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(op, _)| *op == self).map_or("", |(_, word)| word)
    }
}

impl Spec {
    /// Whether it makes sense by itself; whether there is such a table is for the world to say.
    ///
    /// # Errors
    /// A sentence about the first thing that doesn't.
    pub fn check(&self) -> Result<(), ActError> {
        let refuse = |sentence: String| Err(ActError(sentence));
        let length = self.name.chars().count();
        if length == 0 || length > LONGEST_NAME || self.name.chars().any(char::is_control) {
            return refuse(format!("A workload's name has 1 to {LONGEST_NAME} characters."));
        }
        if self.lasts == 0 || self.lasts > LONGEST {
            return refuse("A workload lasts more than nothing and at most 30 days.".to_owned());
        }
        if self.clients == 0 || self.clients > MOST_CLIENTS {
            return refuse(format!("A workload has 1 to {MOST_CLIENTS} clients, not {}.", self.clients));
        }
        if self.size > LARGEST_ITEM {
            return refuse(format!("Items have at most {LARGEST_ITEM} bytes, not {}.", self.size));
        }
        if self.mix.len() > MOST_PARTS || self.mix.iter().all(|part| part.weight == 0) {
            return refuse(format!(
                "A workload does 1 to {MOST_PARTS} kinds of operation, one of them with a weight above 0."
            ));
        }
        self.arrival.check()?;
        self.keys.check()?;
        self.retry.check()
    }

    /// The sum of the weights.
    pub(super) fn weights(&self) -> u64 {
        self.mix.iter().map(|part| u64::from(part.weight)).sum()
    }
}
