//! Transactions where time passes: messages between a coordinator and the leaders of items.
//!
//! Nobody waits for a held item, so nothing can lock up: what is in use says no at once. Every step may come twice
//! (a coordinator that takes over sends everything again) and counts once.

mod commit;
mod prepare;
mod reading;
mod recovery;

use std::sync::Arc;

use api::CancellationReason;
use api::dynamodb::{Request, TransactGetItems, TransactWrite, TransactWriteItems};
use sim::random::{draw, uniform};
use sim::{Micros, Purpose};
use table::{Units, Write};
use trace::Kind;
use value::{Attributes, Key};

use super::Dialect;
use super::checks::{Checked, key_attributes};
use super::writes::coordinator;
use crate::due::Due;
use crate::flight::{CLIENT, Flight, Stage};
use crate::knobs::Knob;
use crate::recorder::place;
use crate::transactions::{Part, Running, State, Step, What, Work};
use crate::world::{World, internal};

/// The reads of a transaction.
pub(super) fn reads_of<'a>(work: &'a Work, request: &'a Request) -> Option<(&'a TransactGetItems, Dialect)> {
    match (work, request) {
        (Work::Reads(gets, dialect), _) => Some((gets, *dialect)),
        _ => None,
    }
}

/// The writes of a transaction.
pub(super) fn writes_of<'a>(
    work: &'a Work,
    request: &'a Request,
) -> Option<(&'a TransactWriteItems, Dialect)> {
    match (work, request) {
        (Work::Statements(transaction), _) => Some((transaction, Dialect::Statements)),
        (Work::Request(dialect), Request::TransactWriteItems(transaction)) => Some((transaction, *dialect)),
        _ => None,
    }
}

impl World {
    /// Whether transactions take time, and so messages. Otherwise they are carried out at one moment.
    pub(super) fn has_rounds(&self) -> bool {
        self.knobs.amount(Knob::TransactMessageMax) > 0 || self.knobs.amount(Knob::TransactPrepare) > 0
    }

    /// A coordinator takes over a transaction that writes.
    pub(super) fn begin_writes(
        &mut self,
        flight: &mut Flight,
        (transaction, dialect): (&TransactWriteItems, Dialect),
        checked: Vec<Checked<Write<'_>>>,
    ) {
        let work = match (&flight.statements, dialect) {
            (Some(transaction), Dialect::Statements) => Work::Statements(Arc::clone(transaction)),
            _ => Work::Request(dialect),
        };
        let part = |(action, checked): (&TransactWrite, Checked<Write<'_>>)| {
            let Checked { table, nth, action: write } = checked;
            let shown = table.as_ref().map(|(_, schema)| key_attributes(schema, action));
            part_of((table.map(|(id, _)| id), nth), write.map(|write| write.key().clone()), shown)
        };
        let parts = transaction.actions.iter().zip(checked).map(part).collect();
        if self.begin(flight, work, parts, State::Preparing)
            && let Some(token) = &transaction.token
        {
            self.tokens.begin(&flight.region, token, transaction.fingerprint, self.now);
        }
    }

    /// The same of one that reads.
    pub(super) fn begin_reads(
        &mut self,
        flight: &mut Flight,
        (transaction, dialect): (&TransactGetItems, Dialect),
        checked: Vec<Checked<Key>>,
    ) {
        let work = Work::Reads(Arc::new(transaction.clone()), dialect);
        let part = |(get, checked): (&api::dynamodb::GetItem, Checked<Key>)| {
            part_of((checked.table.map(|(id, _)| id), checked.nth), checked.action, Some(get.key.clone()))
        };
        let parts = transaction.gets.iter().zip(checked).map(part).collect();
        self.begin(flight, work, parts, State::First);
    }

    /// Says whether there is a coordinator.
    fn begin(&mut self, flight: &mut Flight, work: Work, parts: Vec<Part>, state: State) -> bool {
        let span = coordinator(flight);
        let Some(chosen) = self.choose_coordinator(flight.call, 0) else {
            flight.last = self.tell(flight, span, flight.last, 0, Kind::Rejected { status: 500 });
            flight.result = Some(Err(internal()));
            return false;
        };
        let ledger = &mut self.transactions.ledger;
        ledger.made = ledger.made.saturating_add(1);
        let (id, floor) = (ledger.made, ledger.floor);
        let at = self.clock_of(chosen).max(floor);
        let stamp = self.transactions.stamps.give(at);
        let skew = if at >= self.now { small(at - self.now) } else { -small(self.now - at) };
        flight.last =
            self.tell(flight, span, flight.last, 0, Kind::TxnBegin { txn: id, coordinator: chosen, skew });
        let mut running = Running {
            id,
            call: flight.call,
            region: Arc::clone(&flight.region),
            coordinator: chosen,
            epoch: 0,
            orphaned: false,
            stamp,
            began: self.now,
            state,
            work,
            parts,
            event: flight.last,
            alone: false,
            flight: None,
        };
        flight.stage = Stage::Prepared;
        self.send_all(&mut running, flight, if state == State::First { What::Read } else { What::Prepare });
        self.transactions.running.insert(id, Arc::new(running));
        true
    }

    /// Sends a message to every item that has to get it.
    fn send_all(&mut self, running: &mut Running, flight: &mut Flight, what: What) {
        let span = coordinator(flight);
        let mut sent = false;
        for at in 0..running.parts.len() {
            let Some(part) = running.parts.get_mut(at).filter(|part| part.key.is_some() && !part.done) else {
                continue;
            };
            sent = true;
            if matches!(what, What::Prepare | What::Read) {
                (part.heard, part.vote) = (false, None);
            }
            let (table, nth) = (part.table, part.nth);
            if what == What::Prepare {
                let home = self.tables.get(&table).zip(part.key.as_ref());
                let home = home.map_or(0, |(table, key)| table.partitions.locate(key));
                let kind = Kind::PrepareSent { txn: running.id };
                let event = self.tell_of(flight, span, place(table, None, home), running.event, nth, kind);
                if let Some(part) = running.parts.get_mut(at) {
                    part.event = event;
                }
            }
            self.send_to(running, at, what);
        }
        if !sent && matches!(what, What::Prepare | What::Read) {
            // Nobody has to be asked: what is known decides.
            let what = if running.reads() { What::Answer } else { What::Vote };
            self.send_to(running, 0, what);
        }
    }

    /// Puts a message on its way.
    fn send_to(&mut self, running: &Running, part: usize, what: What) {
        let (least, most) =
            (self.knobs.amount(Knob::TransactMessageMin), self.knobs.amount(Knob::TransactMessageMax));
        let counter = (part as u64) << 24 | u64::from(running.epoch) << 8 | what as u64;
        let bits = draw(self.config.seed, Purpose::TransactionMessage, u64::from(running.id), counter);
        let time = uniform(bits, least.min(most)..most.saturating_add(1));
        self.send_after(running, part, what, time);
    }

    fn send_after(&mut self, running: &Running, part: usize, what: What, time: Micros) {
        let part = u16::try_from(part).unwrap_or(u16::MAX);
        let step = Step { txn: running.id, epoch: running.epoch, part, what };
        self.queue.push(self.now.saturating_add(time), Due::Transaction(step));
    }

    /// A message of a transaction arrives.
    #[inline(never)]
    pub(crate) fn transaction_step(&mut self, step: Step) {
        let Some(mut running) = self.transactions.running.remove(&step.txn) else { return };
        let txn = Arc::make_mut(&mut running);
        let detached = txn.flight.take();
        let alone = detached.is_some();
        let Some(mut flight) = detached.or_else(|| self.flights.take(txn.call)) else {
            return self.drop_holds(&running);
        };
        let over = self.take_step(txn, Arc::make_mut(&mut flight), step);
        if alone {
            txn.flight = Some(flight);
        } else {
            self.flights.insert(txn.call, flight);
        }
        if over {
            self.transactions.keep(running.end(self.now));
            self.forget_stamps();
        } else {
            self.transactions.running.insert(step.txn, running);
        }
    }

    /// Says whether the transaction is over.
    fn take_step(&mut self, txn: &mut Running, flight: &mut Flight, step: Step) -> bool {
        let at = usize::from(step.part);
        // What goes to the coordinator is lost with it.
        let void = txn.orphaned || step.epoch != txn.epoch;
        match step.what {
            What::Prepare => self.prepare_arrives(txn, flight, step),
            What::Vote if !void => return self.vote_arrives(txn, flight, at),
            What::Decide if !void => return self.decide(txn, flight),
            What::Decided if !void => self.decided(txn, flight),
            What::Commit => return self.commit_arrives(txn, flight, step),
            What::Release => return self.release_arrives(txn, flight, step),
            What::Read => self.read_arrives(txn, flight, step),
            What::Answer if !void => return self.answer_arrives(txn, flight, at),
            What::Recover => self.recover(txn, flight),
            What::Patience => return self.lose_patience(txn, flight),
            _ => {}
        }
        false
    }

    /// Whether a message has to wait: nobody leads the item's partition, or a write to the item is not committed there.
    /// Then it does.
    fn parks(&mut self, txn: &Running, step: Step) -> bool {
        let part = txn.parts.get(usize::from(step.part));
        let Some((table, key)) = part.and_then(|part| Some((part.table, part.key.as_ref()?))) else {
            return false;
        };
        let uncommitted = step.what == What::Prepare && self.uncommitted(table, key).is_some();
        if self.is_led(table, key) && !uncommitted {
            return false;
        }
        self.transactions.stuck.push_back(step);
        true
    }

    /// Messages that waited for a partition look again.
    #[inline(never)]
    pub(crate) fn resume_messages(&mut self) {
        for step in std::mem::take(&mut self.transactions.stuck) {
            self.queue.push(self.now, Due::Transaction(step));
        }
    }

    /// The client's answer is there: it waits for what was written, or sets out.
    fn conclude(&mut self, txn: &Running, flight: &mut Flight) {
        if txn.alone || flight.stage != Stage::Prepared {
            return;
        }
        flight.stage = Stage::Served;
        if flight.waiting == 0 {
            self.wait(flight, flight.pace.work);
        } else if self.is_troubled() {
            self.watch(flight.call);
        }
    }

    /// Nothing is held in the name of a transaction whose call is no more.
    fn drop_holds(&mut self, running: &Running) {
        for (table, key) in running.parts.iter().filter_map(|part| Some((part.table, part.key.clone()?))) {
            if self.held.get(&(table, key.clone())) == Some(&running.call) {
                self.held.remove(&(table, key));
            }
        }
    }

    /// The span of an item's leader.
    fn leader_of(&self, txn: &Running, flight: &mut Flight, at: usize) -> u16 {
        let part = txn.parts.get(at).and_then(|part| Some((part.table, part.key.as_ref()?)));
        part.map_or(CLIENT, |(table, key)| self.leader_span(flight, table, key))
    }
}

fn part_of(
    (table, nth): (Option<u32>, u16),
    key: Result<Key, CancellationReason>,
    shown: Option<Attributes>,
) -> Part {
    let (key, reason) = match key {
        Ok(key) => (Some(key), CancellationReason::default()),
        Err(reason) => (None, reason),
    };
    let vote = if key.is_none() { Some(trace::Vote::Invalid) } else { None };
    Part {
        table: table.unwrap_or(0),
        nth,
        heard: key.is_none(),
        done: key.is_none(),
        key,
        shown: Arc::new(shown.unwrap_or_default()),
        vote,
        reason,
        with: None,
        units: Units::default(),
        plan: None,
        seen: None,
        item: None,
        metrics: None,
        event: 0,
    }
}

/// Microseconds as an event has them.
fn small(time: Micros) -> i32 {
    i32::try_from(time).unwrap_or(i32::MAX)
}
