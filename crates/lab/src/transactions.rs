//! The ledger of the coordinators as the page's lens shows it.

use serde::{Deserialize, Serialize};
use trace::Vote;
use world::{LedgerState, TransactionInfo, TransactionItem, World};

use crate::text;
use crate::words::{cut, grouped};

/// Calls that the world makes by itself have numbers from here on.
const OWN: u32 = 1 << 31;

/// A transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionView {
    /// Its number in the ledger.
    pub number: u32,
    /// The call that asked for it.
    pub call: u64,
    /// Whether somebody called, rather than a workload's client.
    pub mine: bool,
    /// `call 12`, `a workload’s client`.
    pub who: String,
    /// Its coordinator, from 1.
    pub coordinator: u16,
    /// Another coordinator took it over.
    pub recovered: bool,
    /// Its timestamp.
    pub stamp: u64,
    /// Microseconds that it took, or has taken so far.
    pub took: u64,
    /// Whether it is over.
    pub over: bool,
    /// `PREPARING`, `PAUSED`, `COMMITTING`, `CANCELLING`, `READING`, `COMMITTED`, `CANCELLED`, `ORPHANED`.
    pub state: String,
    /// The same in words.
    pub says: String,
    /// Its items.
    pub items: Vec<ItemView>,
    /// How many more there are.
    pub more: u32,
}

/// An item of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemView {
    /// Its table.
    pub table: String,
    /// Its key in short.
    pub key: String,
    /// Its key as JSON.
    pub json: String,
    /// Its partition, while the transaction is under way.
    pub partition: String,
    /// `asked`, `held`, `no`, `written`, `free`, `read`.
    pub mark: String,
    /// The same in words, and who was in the way.
    pub says: String,
    /// Who was in the way, where somebody was.
    pub with: String,
}

/// What the ledger tells, as JSON: a page decodes it where it is looked at. Empty where there was no transaction.
#[inline(never)]
pub(crate) fn told(world: &World) -> String {
    let views: Vec<TransactionView> = world.transactions().iter().map(|info| view(world, info)).collect();
    if views.is_empty() { String::new() } else { serde_json::to_string(&views).unwrap_or_default() }
}

/// What was told.
#[inline(never)]
pub fn read(told: &str) -> Vec<TransactionView> {
    if told.is_empty() { Vec::new() } else { serde_json::from_str(told).unwrap_or_default() }
}

/// Who made a call.
pub(crate) fn who(call: u32) -> String {
    if call < OWN {
        format!("call {}", grouped(call.into()))
    } else {
        "a workload\u{2019}s client".to_owned()
    }
}

fn view(world: &World, info: &TransactionInfo) -> TransactionView {
    let (state, says) = match info.state {
        _ if info.orphaned => {
            ("ORPHANED", "Its coordinator is gone; by the ledger, a coordinator will take over.".to_owned())
        }
        LedgerState::Preparing => ("PREPARING", "Every item is asked.".to_owned()),
        LedgerState::Paused => ("PAUSED", "All said yes. It pauses before it is decided.".to_owned()),
        LedgerState::Committing => {
            ("COMMITTING", "Committed in the ledger: items are being written.".to_owned())
        }
        LedgerState::Cancelling => ("CANCELLING", "Cancelled in the ledger: items are let go.".to_owned()),
        LedgerState::Reading(round) => ("READING", format!("Look {round} of 2 at every item.")),
        LedgerState::Committed if info.reads => ("COMMITTED", "Read as of one moment.".to_owned()),
        LedgerState::Committed => ("COMMITTED", "All of it was carried out.".to_owned()),
        LedgerState::Cancelled if info.reads => ("CANCELLED", "Nothing was read.".to_owned()),
        LedgerState::Cancelled => ("CANCELLED", "Nothing of it was carried out.".to_owned()),
    };
    TransactionView {
        number: info.number,
        call: info.call.into(),
        mine: info.call < OWN,
        who: who(info.call),
        coordinator: info.coordinator,
        recovered: info.recovered,
        stamp: info.stamp,
        took: info.ended.unwrap_or(world.now()).saturating_sub(info.began),
        over: info.ended.is_some(),
        state: state.to_owned(),
        says,
        items: info.items.iter().map(|it| item(world, info, it)).collect(),
        more: info.more,
    }
}

fn item(world: &World, info: &TransactionInfo, item: &TransactionItem) -> ItemView {
    let with = item.with.map(who).unwrap_or_default();
    let reading = info.reads;
    let decided = matches!(info.state, LedgerState::Committed | LedgerState::Committing);
    let no = |says: &str| ("no", says.to_owned());
    let (mark, says) = match item.vote {
        None => ("asked", "asked".to_owned()),
        Some(Vote::Conflict) if with.is_empty() => no("no: it is in use"),
        Some(Vote::Conflict) => ("no", format!("no: {with} holds it")),
        Some(Vote::Older) if reading => no("no: it was written between the looks"),
        Some(Vote::Older) => no("no: written later than the timestamp"),
        Some(Vote::Condition) => no("no: its condition does not hold"),
        Some(Vote::Capacity) => no("no: no capacity"),
        Some(Vote::Invalid) => no("no: not valid"),
        Some(Vote::Yes) if reading => ("read", "read".to_owned()),
        Some(Vote::Yes) if decided && item.done => ("written", "written".to_owned()),
        Some(Vote::Yes) if item.done => ("free", "was held, is free again".to_owned()),
        Some(Vote::Yes) => ("held", "held".to_owned()),
    };
    ItemView {
        table: item.table.clone(),
        key: short(world, item),
        json: text::attributes_json(&item.key),
        partition: item.partition.clone(),
        mark: mark.to_owned(),
        says,
        with,
    }
}

/// An item's key as people read it.
fn short(world: &World, item: &TransactionItem) -> String {
    let info = world.table(&item.region, &item.table);
    let order = info.as_ref().map(|info| text::names(info.schema.key()));
    cut(&text::key(&item.key, &order.unwrap_or_default()), 40)
}
