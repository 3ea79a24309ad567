//! Coordinators are lost, and others end what they began.

use std::sync::Arc;

use sim::random::{draw, uniform};
use sim::{Micros, Purpose};
use trace::Kind;

use super::super::writes::coordinator;
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::transactions::{Running, State, What};
use crate::world::{World, internal};

impl World {
    /// A coordinator that is there, by chance: of call `entity`, for the `nth` time.
    pub(super) fn choose_coordinator(&self, entity: u32, nth: u16) -> Option<u16> {
        let all = u16::try_from(self.knobs.amount(Knob::TransactCoordinators)).unwrap_or(1);
        let lost = &self.transactions.ledger.lost;
        let there: Vec<u16> =
            (1..=all).filter(|number| lost.iter().all(|(gone, _)| gone != number)).collect();
        let bits = draw(self.config.seed, Purpose::Coordinator, entity.into(), nth.into());
        there.get(uniform(bits, 0..there.len() as u64) as usize).copied()
    }

    /// What a coordinator's clock says now.
    pub(super) fn clock_of(&self, coordinator: u16) -> Micros {
        let most = self.knobs.amount(Knob::TransactSkew);
        if most == 0 {
            return self.now;
        }
        let bits = draw(self.config.seed, Purpose::CoordinatorClock, coordinator.into(), 0);
        (self.now + uniform(bits, 0..2 * most + 1)).saturating_sub(most)
    }

    /// Coordinators are gone: one, or all that have a transaction under way.
    #[inline(never)]
    pub(crate) fn lose_coordinators(&mut self, fault: u32, which: u32) {
        let at_work = self.transactions.running.values().filter(|running| !running.orphaned);
        let at_work: Vec<u16> = at_work.map(|running| running.coordinator).collect();
        let mut struck: Vec<u16> = match u16::try_from(which) {
            Ok(0) => at_work,
            Ok(number) => vec![number],
            Err(_) => Vec::new(),
        };
        struck.sort_unstable();
        struck.dedup();
        self.transactions.ledger.lost.extend(struck.iter().map(|&number| (number, fault)));
        let orphans = self.transactions.running.iter();
        let orphans: Vec<u32> = orphans
            .filter(|(_, running)| !running.orphaned && struck.contains(&running.coordinator))
            .map(|(id, _)| *id)
            .collect();
        let (recovery, patience) =
            (self.knobs.amount(Knob::TransactRecovery), self.knobs.amount(Knob::RequestTimeout));
        for id in orphans {
            let Some(mut running) = self.transactions.running.get(&id).cloned() else { continue };
            let txn = Arc::make_mut(&mut running);
            txn.orphaned = true;
            txn.epoch = txn.epoch.saturating_add(1);
            if let Some(mut flight) = txn.flight.take().or_else(|| self.flights.take(txn.call)) {
                let flown = Arc::make_mut(&mut flight);
                let span = coordinator(flown);
                let kind = Kind::CoordinatorLost { coordinator: txn.coordinator };
                flown.last = self.tell(flown, span, flown.last, 0, kind);
                if txn.alone {
                    txn.flight = Some(flight);
                } else {
                    self.flights.insert(txn.call, flight);
                }
            }
            self.send_after(txn, 0, What::Patience, patience);
            if !txn.reads() {
                self.send_after(txn, 0, What::Recover, recovery);
            }
            self.transactions.running.insert(id, running);
        }
    }

    /// Coordinators that a fault took are there again. They remember nothing.
    #[inline(never)]
    pub(crate) fn coordinators_return(&mut self, fault: u32) {
        self.transactions.ledger.lost.retain(|(_, blamed)| *blamed != fault);
        let orphans: Vec<Arc<Running>> =
            self.transactions.running.values().filter(|running| running.orphaned).cloned().collect();
        let recovery = self.knobs.amount(Knob::TransactRecovery);
        for running in orphans.iter().filter(|running| !running.reads()) {
            self.send_after(running, 0, What::Recover, recovery);
        }
    }

    /// Another coordinator goes on from what the ledger says.
    pub(super) fn recover(&mut self, txn: &mut Running, flight: &mut Flight) {
        if !txn.orphaned {
            return;
        }
        // Without any coordinator it waits until one is back.
        let Some(chosen) = self.choose_coordinator(txn.call, txn.epoch) else { return };
        (txn.coordinator, txn.orphaned) = (chosen, false);
        let span = coordinator(flight);
        let kind = Kind::TxnRecovered { coordinator: chosen, ledger: txn.ledger() };
        txn.event = self.tell(flight, span, txn.event, 0, kind);
        flight.last = txn.event;
        match txn.state {
            State::Preparing | State::Paused => {
                txn.state = State::Preparing;
                self.send_all(txn, flight, What::Prepare);
            }
            State::Committed | State::Cancelled => self.decided(txn, flight),
            State::First | State::Second => {}
        }
    }

    /// A coordinator doesn't wait for leaders for ever.
    pub(super) fn be_patient(&mut self, txn: &Running) {
        self.send_after(txn, 0, What::Patience, self.knobs.amount(Knob::RequestTimeout));
    }

    /// A client has waited long enough for a coordinator that is gone, or a coordinator for an item's leader. Says
    /// whether the transaction is over.
    pub(super) fn lose_patience(&mut self, txn: &mut Running, flight: &mut Flight) -> bool {
        if txn.alone {
            return false;
        }
        if txn.reads() {
            let waits = txn.orphaned || txn.parts.iter().any(|part| !part.heard);
            if waits {
                flight.result = Some(Err(internal()));
                txn.state = State::Cancelled;
                self.conclude(txn, flight);
            }
            return waits;
        }
        if txn.orphaned {
            // What becomes of it, nobody tells the client.
            detach(txn, flight);
            let span = coordinator(flight);
            flight.last = self.tell(flight, span, flight.last, 0, Kind::Rejected { status: 500 });
            flight.result = Some(Err(internal()));
            flight.waiting = 0;
            self.answer(flight);
        } else if txn.state == State::Preparing && txn.parts.iter().any(|part| part.vote.is_none()) {
            return self.cancel_all(txn, flight, Some(internal()));
        }
        false
    }
}

/// A transaction goes on without its call.
pub(super) fn detach(txn: &mut Running, flight: &Flight) {
    if !txn.alone {
        let mut own = flight.clone();
        (own.leaving, own.waiting, own.trip) = (Vec::new(), 0, None);
        txn.flight = Some(Arc::new(own));
        txn.alone = true;
    }
}
