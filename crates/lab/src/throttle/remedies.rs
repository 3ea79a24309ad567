//! What could be done about a throttle. What each brings is found out by doing it, not said here.

use trace::Limit;

use super::Remedy;
use crate::words::grouped;

/// The shape of what was throttled.
pub(super) struct Shape {
    pub(super) limit: Limit,
    pub(super) write: bool,
    pub(super) table: String,
    /// Units a second of the class that was throttled; absent on demand.
    pub(super) table_units: Option<u64>,
    /// The index whose bucket was empty.
    pub(super) index: Option<String>,
    pub(super) index_units: Option<u64>,
    /// What flowed into the empty bucket, units a second.
    pub(super) rate: u64,
    /// The bucket that was empty, by name.
    pub(super) empty: String,
    /// How capacity was shared out (`admission.era`).
    pub(super) era: i64,
    /// Whether reads are strongly consistent.
    pub(super) strong: bool,
}

/// How much more is provisioned, allowed or asked for when something is raised.
const RAISED: u64 = 8;
/// The most that is asked for: what the service lets a table have unless a quota is raised.
const MOST: u64 = 40_000;
/// Shards of a key that is written, and copies of what is read.
pub(super) const SHARDS: u64 = 10;
/// Copies of what is read.
pub(super) const COPIES: u64 = 4;
/// How many times as slow a slower client is.
pub(super) const SLOWER: u64 = 4;

/// A figure when it is raised.
pub(super) fn raised(units: u64) -> u64 {
    units.saturating_mul(RAISED).min(MOST).max(units)
}

/// What could be done, what is most often thought of first.
#[expect(clippy::too_many_lines, reason = "one list")]
pub(super) fn remedies(shape: &Shape) -> Vec<Remedy> {
    let unit = if shape.write { "WCU" } else { "RCU" };
    let mut list = Vec::new();
    let mut add = |id: &str, title: String, about: &str| {
        list.push(Remedy { id: id.to_owned(), title, about: about.to_owned() });
    };
    let (table, limit) = (&shape.table, shape.limit);
    if limit == Limit::Injected {
        return list;
    }
    let account_or_maximum = matches!(limit, Limit::Account | Limit::Maximum);
    if let (Some(index), Some(units)) = (&shape.index, shape.index_units) {
        let title = format!("Raise {index} to {} {unit}", grouped(raised(units)));
        add("raise-index", title, "UpdateTable gives the index more: its bucket fills faster.");
    }
    if let Some(units) = shape.table_units.filter(|_| shape.index.is_none() || shape.write) {
        let title = format!("Raise {table} to {} {unit}", grouped(raised(units)));
        add("raise-table", title, "UpdateTable gives the table more: its bucket fills faster.");
    }
    if shape.table_units.is_some() {
        let title = format!("Switch {table} to on demand");
        add(
            "on-demand",
            title,
            "Nothing is provisioned any more; a partition still serves no more than before.",
        );
    }
    if limit == Limit::Maximum {
        add(
            "raise-maximum",
            format!("Raise the maximum to {}", grouped(raised(shape.rate))),
            "The maximum is a brake on costs that you set yourself: UpdateTable loosens it.",
        );
        add(
            "no-maximum",
            "Remove the maximum".to_owned(),
            "UpdateTable with -1: only the other limits are left.",
        );
    }
    if account_or_maximum {
        add(
            "raise-quota",
            format!("Have the account's quota raised to {}", grouped(raised(shape.rate))),
            "With AWS a request to the support; here a knob of the model.",
        );
    }
    if shape.table_units.is_none() && limit != Limit::Maximum {
        add(
            "warm",
            "Warm it up in advance".to_owned(),
            "UpdateTable with a greater warm throughput: it has more partitions, and serves more at once.",
        );
    }
    if !shape.write && shape.strong && shape.index.is_none() {
        add("eventual", "Read eventually consistently".to_owned(), "Half the price, from any of the copies.");
    }
    match (&shape.index, shape.write) {
        (Some(index), true) => {
            add(
                "keys-only",
                format!("Let {index} hold keys alone"),
                "The index is made anew and copies less: a change of other attributes is no write of it.",
            );
            add(
                "shard-index",
                format!("Spread {index}'s key over {SHARDS} shards"),
                "A suffix from 0 to 9 on the value of the index's key; readers ask all ten and merge.",
            );
        }
        (Some(index), false) => {
            add(
                "keys-only",
                format!("Let {index} hold keys alone"),
                "The index is made anew and copies less, so that reading it costs less.",
            );
            add(
                "second-index",
                format!("A second index like {index}"),
                "Half of the reads go to the other one, which has buckets of its own.",
            );
        }
        (None, true) => add(
            "shard-key",
            format!("Spread each key over {SHARDS} shards"),
            "A suffix from 0 to 9 on the partition key: the writes of one key go to ten, in several partitions.",
        ),
        (None, false) => add(
            "copies",
            format!("Keep {COPIES} copies of each key's items"),
            "A suffix on the partition key; each read takes one of the copies.",
        ),
    }
    add(
        "retries",
        "Leave it to the SDK's retries".to_owned(),
        "Each call is tried up to three more times, after 50, 100 and 200 ms. That helps against short peaks.",
    );
    add(
        "slower",
        format!("Ask {SLOWER} times as slowly"),
        "The client spreads the same calls over more time: a queue, a rate limit, patience.",
    );
    list
}
