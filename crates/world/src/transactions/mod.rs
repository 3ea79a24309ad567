//! What coordinators know of transactions: who coordinates which, in what state it is, and what has a later timestamp.
//!
//! The protocol is that of the paper of 2023 on the service's transactions. A coordinator takes a transaction into its
//! ledger and gives it a timestamp; it asks the leader of each item to prepare; an item that is held by another
//! transaction, or was written at a later timestamp, says no, and nobody waits for anybody. When all have said yes, the
//! ledger says `COMMITTED`, and every item is written; otherwise it says `CANCELLED`, and every item is let go. A
//! coordinator that is gone is replaced by another, which goes on from what the ledger says. Reads go round twice and
//! leave no mark: what a second look finds changed cancels them.
//!
//! Here is what is remembered; the steps are in `execute::transactions::rounds`. Where time stands still (instant mode)
//! a transaction is carried out at one moment, and nothing of this comes about.

mod picture;
mod stamps;

use std::sync::Arc;

use api::CancellationReason;
use api::dynamodb::{TransactGetItems, TransactWriteItems};
use imbl::Vector;
use serde::{Deserialize, Serialize};
use sim::Micros;
use table::{Units, WritePlan};
use trace::Vote;
use value::{Attributes, Item, Key};

pub use self::picture::{LedgerState, TransactionInfo, TransactionItem};
pub(crate) use self::stamps::{Stamp, Stamps};
use crate::execute::Dialect;
use crate::flight::Flight;
use crate::flights::Flights;
use crate::small::SmallMap;

/// The most transactions that the ledger tells of when they are over.
const MOST_OVER: usize = 24;
/// The most items of each that are remembered then.
const MOST_ITEMS: usize = 12;

/// Everything about transactions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transactions {
    pub(crate) ledger: Ledger,
    /// Those under way, by number.
    pub(crate) running: SmallMap<u32, Arc<Running>>,
    /// The latest of those that are over.
    pub(crate) over: Vector<Arc<Over>>,
    pub(crate) stamps: Stamps,
    /// Messages that wait for a partition's leader, or for a write to be committed there.
    pub(crate) stuck: Vector<Step>,
    /// A transaction's write is being carried out: it has its stamp already.
    pub(crate) committing: bool,
    /// Whether coordinators' clocks are off: then every write's time counts.
    pub(crate) skewed: bool,
}

/// What survives everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ledger {
    /// Transactions begun so far: their numbers decide chance.
    pub(crate) made: u32,
    /// Coordinators that are gone, and the fault that is to blame.
    pub(crate) lost: Vec<(u16, u32)>,
    /// No transaction may be older than this: what was written before isn't known any more.
    pub(crate) floor: Micros,
}

/// What goes with a checkpoint's volatile part. There are none while a transaction is under way.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Kept {
    over: Vec<Over>,
    stamps: Stamps,
    /// Of those under way: number, state, and how many items are done. They can't be restored, but they make a
    /// difference.
    running: Vec<(u32, u8, u64)>,
}

/// A transaction under way.
#[derive(Clone, Debug)]
pub(crate) struct Running {
    pub(crate) id: u32,
    pub(crate) call: u32,
    pub(crate) region: Arc<str>,
    pub(crate) coordinator: u16,
    /// How often it changed its coordinator: what was on its way to an earlier one is void.
    pub(crate) epoch: u16,
    /// Its coordinator is gone, and no other has taken over yet.
    pub(crate) orphaned: bool,
    pub(crate) stamp: Stamp,
    pub(crate) began: Micros,
    pub(crate) state: State,
    pub(crate) work: Work,
    pub(crate) parts: Vec<Part>,
    /// The event that began it.
    pub(crate) event: u64,
    /// Its client was answered without knowing the end.
    pub(crate) alone: bool,
    /// The call as it was when its client was answered without knowing the end; absent while the client waits.
    pub(crate) flight: Option<Arc<Flight>>,
}

/// What a transaction does.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    /// The request's own actions.
    Request(Dialect),
    /// Actions that statements mean.
    Statements(Arc<TransactWriteItems>),
    /// Reads.
    Reads(Arc<TransactGetItems>, Dialect),
}

/// How far a transaction has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    /// Its items are being asked.
    Preparing,
    /// All have said yes; it waits before it is decided.
    Paused,
    /// It is committed, as the ledger says. Messages go out when the ledger has it on disk.
    Committed,
    /// It is cancelled.
    Cancelled,
    /// It reads, for the first time.
    First,
    /// It reads again.
    Second,
}

/// One action.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) table: u32,
    /// The key's position in what the call touched, from 1.
    pub(crate) nth: u16,
    /// The item's key; absent where the action has no valid one.
    pub(crate) key: Option<Key>,
    pub(crate) shown: Arc<Attributes>,
    /// What the item's leader said.
    pub(crate) vote: Option<Vote>,
    /// Whether the coordinator has heard it.
    pub(crate) heard: bool,
    /// Whether the decision has reached the item, or there is nothing to be reached.
    pub(crate) done: bool,
    pub(crate) reason: CancellationReason,
    /// The call that was in the way.
    pub(crate) with: Option<u32>,
    /// What looking at it costs when nothing comes of it, and what it cost when it was carried out.
    pub(crate) units: Units,
    /// What will be written.
    pub(crate) plan: Option<WritePlan>,
    /// When the item that was read was last written, as far as that is known.
    pub(crate) seen: Option<Stamp>,
    pub(crate) item: Option<Item>,
    pub(crate) metrics: Option<api::dynamodb::ItemCollectionMetrics>,
    /// The latest event about it.
    pub(crate) event: u64,
}

/// A transaction that is over, as the ledger tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Over {
    id: u32,
    call: u32,
    coordinator: u16,
    at: Micros,
    began: Micros,
    ended: Micros,
    committed: bool,
    reads: bool,
    recovered: bool,
    items: Vec<OverItem>,
    more: u32,
}

/// One item of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OverItem {
    table: u32,
    /// Its key, as an item of nothing else.
    key: Item,
    vote: Option<Vote>,
    with: Option<u32>,
}

/// A message of the protocol, or a time that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) txn: u32,
    /// The coordinator that it comes from or goes to.
    pub(crate) epoch: u16,
    /// Which of the actions.
    pub(crate) part: u16,
    pub(crate) what: What,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum What {
    /// An item's leader is asked to prepare.
    Prepare,
    /// Its word reaches the coordinator.
    Vote,
    /// The pause before the decision is over.
    Decide,
    /// The ledger has the decision on disk.
    Decided,
    /// An item's leader is told to commit.
    Commit,
    /// An item's leader is told to let go.
    Release,
    /// An item's leader is asked to read.
    Read,
    /// What it read reaches the coordinator.
    Answer,
    /// Nobody has taken over yet: another coordinator does.
    Recover,
    /// The client has waited long enough for a coordinator, or the coordinator for a leader.
    Patience,
}

impl Transactions {
    /// Whether anybody asks when items were written.
    pub(crate) fn watch(&self) -> bool {
        self.skewed || !self.running.is_empty()
    }

    /// How many go on though their call has its answer.
    pub(crate) fn alone(&self, flights: &Flights) -> u64 {
        self.running.values().filter(|running| !flights.contains(running.call)).count() as u64
    }

    /// From which moment on timestamps may be given after what was known of older ones is lost.
    pub(crate) fn floor_after(&self, now: Micros) -> Micros {
        if self.skewed { now } else { self.ledger.floor }
    }

    /// The oldest timestamp that anybody may still come with.
    pub(crate) fn oldest(&self) -> Option<Micros> {
        self.running.values().map(|running| running.stamp.at).min()
    }

    /// A transaction is over: the ledger tells of it for a while.
    pub(crate) fn keep(&mut self, over: Over) {
        self.over.push_back(Arc::new(over));
        if self.over.len() > MOST_OVER {
            self.over.pop_front();
        }
    }

    pub(crate) fn kept(&self) -> Kept {
        let done = |running: &Running| running.parts.iter().filter(|part| part.done).count() as u64;
        Kept {
            over: self.over.iter().map(|over| (**over).clone()).collect(),
            stamps: self.stamps.clone(),
            running: self.running.values().map(|it| (it.id, it.state as u8, done(it))).collect(),
        }
    }

    /// Takes back what was kept. False while transactions were under way.
    pub(crate) fn take(&mut self, kept: Kept) -> bool {
        self.over = kept.over.into_iter().map(Arc::new).collect();
        self.stamps = kept.stamps;
        kept.running.is_empty()
    }
}

impl Running {
    /// What the ledger says of it.
    pub(crate) const fn ledger(&self) -> trace::Ledger {
        match self.state {
            State::Committed => trace::Ledger::Committed,
            State::Cancelled => trace::Ledger::Cancelled,
            _ => trace::Ledger::Preparing,
        }
    }

    pub(crate) const fn reads(&self) -> bool {
        matches!(self.work, Work::Reads(..))
    }

    /// The transaction at its end.
    pub(crate) fn end(&self, now: Micros) -> Over {
        let item = |part: &Part| OverItem {
            table: part.table,
            key: Item::new(&part.shown),
            vote: part.vote,
            with: part.with,
        };
        Over {
            id: self.id,
            call: self.call,
            coordinator: self.coordinator,
            at: self.stamp.at,
            began: self.began,
            ended: now,
            committed: self.state == State::Committed || self.state == State::Second,
            reads: self.reads(),
            recovered: self.epoch > 0,
            items: self.parts.iter().take(MOST_ITEMS).map(item).collect(),
            more: u32::try_from(self.parts.len().saturating_sub(MOST_ITEMS)).unwrap_or(u32::MAX),
        }
    }
}
