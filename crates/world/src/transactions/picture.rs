//! The ledger, for pictures.

use std::sync::Arc;

use sim::Micros;
use trace::Vote;
use value::Attributes;

use super::{Over, Running, State};
use crate::partition;
use crate::world::World;

/// What the ledger says of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerState {
    /// Items are being asked.
    Preparing,
    /// All said yes, and it waits before it is decided.
    Paused,
    /// It is decided, and items are being written.
    Committing,
    /// It is decided, and items are let go.
    Cancelling,
    /// It reads: round 1 or 2. Reads have no row in the ledger.
    Reading(u8),
    /// All of it was carried out.
    Committed,
    /// Nothing of it was.
    Cancelled,
}

/// A transaction, for pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionInfo {
    /// Its number in the ledger.
    pub number: u32,
    /// The call that asked for it.
    pub call: u32,
    /// Its coordinator, from 1.
    pub coordinator: u16,
    /// Whether its coordinator is gone.
    pub orphaned: bool,
    /// Whether another coordinator took it over.
    pub recovered: bool,
    /// Its timestamp: a moment of the coordinator's clock.
    pub stamp: Micros,
    /// Whether it only reads.
    pub reads: bool,
    /// When it began.
    pub began: Micros,
    /// When it was over, if it is.
    pub ended: Option<Micros>,
    /// What the ledger says.
    pub state: LedgerState,
    /// Its items; of those that are over, the first twelve.
    pub items: Vec<TransactionItem>,
    /// How many more there are.
    pub more: u32,
}

/// An item of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionItem {
    /// Its table.
    pub table: String,
    /// Its Region.
    pub region: String,
    /// Its key.
    pub key: Arc<Attributes>,
    /// Its partition, `P1`; empty when its table is gone or the transaction over.
    pub partition: String,
    /// What its leader said.
    pub vote: Option<Vote>,
    /// Whether the decision has reached it.
    pub done: bool,
    /// The call that was in the way.
    pub with: Option<u32>,
}

impl World {
    /// The transactions under way and the latest that are over, newest first.
    pub fn transactions(&self) -> Vec<TransactionInfo> {
        let running = self.transactions.running.values().map(|running| self.running_picture(running));
        let over = self.transactions.over.iter().map(|over| self.over_picture(over));
        let mut all: Vec<TransactionInfo> = over.chain(running).collect();
        value::sort_by_key(&mut all, |info| std::cmp::Reverse(info.number));
        all
    }

    fn running_picture(&self, running: &Running) -> TransactionInfo {
        let item = |part: &super::Part| {
            let (region, table) = self.table_names(part.table);
            let home = self.tables.get(&part.table).zip(part.key.as_ref());
            let at = home.map(|(table, key)| partition::name(table.partitions.locate(key), false));
            TransactionItem {
                table,
                region,
                key: Arc::clone(&part.shown),
                partition: at.unwrap_or_default(),
                vote: part.vote,
                done: part.done,
                with: part.with,
            }
        };
        TransactionInfo {
            number: running.id,
            call: running.call,
            coordinator: running.coordinator,
            orphaned: running.orphaned,
            recovered: running.epoch > 0 && !running.orphaned,
            stamp: running.stamp.at,
            reads: running.reads(),
            began: running.began,
            ended: None,
            state: match running.state {
                State::Preparing => LedgerState::Preparing,
                State::Paused => LedgerState::Paused,
                State::Committed => LedgerState::Committing,
                State::Cancelled => LedgerState::Cancelling,
                State::First => LedgerState::Reading(1),
                State::Second => LedgerState::Reading(2),
            },
            items: running.parts.iter().map(item).collect(),
            more: 0,
        }
    }

    fn over_picture(&self, over: &Over) -> TransactionInfo {
        let item = |item: &super::OverItem| {
            let (region, table) = self.table_names(item.table);
            TransactionItem {
                table,
                region,
                key: Arc::new(item.key.decode()),
                partition: String::new(),
                vote: item.vote,
                done: true,
                with: item.with,
            }
        };
        TransactionInfo {
            number: over.id,
            call: over.call,
            coordinator: over.coordinator,
            orphaned: false,
            recovered: over.recovered,
            stamp: over.at,
            reads: over.reads,
            began: over.began,
            ended: Some(over.ended),
            state: if over.committed { LedgerState::Committed } else { LedgerState::Cancelled },
            items: over.items.iter().map(item).collect(),
            more: over.more,
        }
    }

    /// Region and name of a table that is or was.
    fn table_names(&self, table: u32) -> (String, String) {
        let names = self.directory.get(&table);
        names.map(|names| (names.region.to_string(), names.name.to_string())).unwrap_or_default()
    }
}
