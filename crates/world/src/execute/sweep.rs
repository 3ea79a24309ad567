//! The sweep: items whose time has come are deleted by the service itself.

use api::dynamodb::WriteRequest;
use sim::Micros;
use table::Write;
use trace::{Kind, Station};
use value::{Item, Key};

use crate::flight::Flight;
use crate::knobs::Knob;
use crate::recorder::{Mark, figure, place};
use crate::ttl::Clock;
use crate::world::World;

/// How much later the sweep comes back to an item that a transaction holds.
const HELD: Micros = 10_000;
/// The same of an item whose partition has no leader.
const LEADERLESS: Micros = 60_000_000;

impl World {
    /// The present as the sweep reckons.
    pub(crate) fn clock(&self) -> Clock {
        Clock {
            now: self.now,
            epoch: self.config.epoch_micros,
            seed: self.config.seed,
            spread: self.knobs.amount(Knob::TtlSpread),
            past: i64::try_from(self.knobs.amount(Knob::TtlPastLimit) / sim::MICROS_PER_SECOND)
                .unwrap_or(i64::MAX),
        }
    }

    /// How long after its expiry the sweep comes to an item.
    pub(crate) fn sweep_lag(&self) -> Micros {
        self.knobs.amount(Knob::TtlSweep).saturating_add(self.knobs.amount(Knob::TtlDelay))
    }

    /// Sets the time of a table's next sweep, after something changed what it depends on.
    pub(crate) fn await_expiry(&mut self, id: u32) {
        let Some(table) = self.tables.get(&id) else { return };
        // Nothing goes while time to live is still being turned on.
        let on = table.ttl.changed.map_or(0, |at| at.saturating_add(self.knobs.amount(Knob::TtlEnable)));
        let first = table.ttl.soonest().map(|at| at.saturating_add(self.sweep_lag()).max(self.now).max(on));
        let was = table.ttl.wake;
        if was == first {
            return;
        }
        if let Some(was) = was {
            self.wakes.remove(&(was, id));
        }
        if let Some(first) = first {
            self.wakes.insert((first, id), ());
        }
        if let Some(table) = self.table_mut(id) {
            table.ttl.wake = first;
        }
    }

    /// The same for all tables: a setting has changed.
    pub(crate) fn await_expiries(&mut self) {
        let waiting = self.tables.values().filter(|table| table.ttl.wake.is_some());
        for id in waiting.map(|table| table.id).collect::<Vec<_>>() {
            self.await_expiry(id);
        }
    }

    /// What chance adds to every item's time has changed.
    #[inline(never)]
    pub(crate) fn spread_expiries(&mut self) {
        let clock = self.clock();
        let on = self.tables.values().filter(|table| table.ttl.attribute.is_some());
        for id in on.map(|table| table.id).collect::<Vec<_>>() {
            if let Some(table) = self.table_mut(id) {
                table.ttl.put_in_order(table.data.rows().iter(), clock);
            }
            self.await_expiry(id);
        }
    }

    /// Tells why an item that was written will not expire, if time to live passes over it.
    pub(crate) fn tell_ignored(
        &mut self,
        flight: &mut Flight,
        span: u16,
        nth: u16,
        (id, item): (u32, &Item),
    ) {
        let clock = self.clock();
        let Some(why) = self.tables.get(&id).and_then(|table| table.ttl.ignored(item, clock)) else { return };
        self.tell(flight, span, flight.last, nth, Kind::TtlIgnored { why });
    }

    /// A table goes, and with it what was to be swept.
    pub(crate) fn forget_expiry(&mut self, id: u32) {
        if let Some(wake) = self.tables.get(&id).and_then(|table| table.ttl.wake) {
            self.wakes.remove(&(wake, id));
        }
    }

    /// The sweep comes to a table.
    pub(crate) fn sweep(&mut self, id: u32) {
        let Some(until) = self.now.checked_sub(self.sweep_lag()) else { return };
        if let Some(table) = self.table_mut(id) {
            table.ttl.wake = None;
        }
        let (mut held, mut leaderless) = (Vec::new(), Vec::new());
        while let Some(table) = self.table_mut(id).filter(|table| table.serves()) {
            let Some(key) = table.ttl.take(until) else { break };
            let place = (id, key);
            if self.held.contains_key(&place) {
                held.push(place.1);
            } else if !self.is_led(id, &place.1) {
                leaderless.push(place.1);
            } else {
                self.expire(id, &place.1);
            }
        }
        let later = self.now.saturating_add(HELD);
        let much_later = self.now.saturating_add(LEADERLESS);
        let Some(table) = self.table_mut(id).filter(|table| table.serves()) else { return };
        // A transaction has them for a moment.
        for key in held {
            table.ttl.put_off(key, later);
        }
        for key in leaderless {
            table.ttl.put_off(key, much_later);
        }
        self.await_expiry(id);
    }

    /// Deletes an item, if it has still expired. Nobody pays for it.
    fn expire(&mut self, id: u32, key: &Key) {
        let clock = self.clock();
        let Some(table) = self.tables.get(&id) else { return };
        let Some(item) = table.data.rows().get(key) else { return };
        let Some(late) = table.ttl.expired(item, clock) else { return };
        let delete = WriteRequest::Delete(table.schema().key_attributes(item));
        let planned =
            Write::batch(table.schema(), &delete).map(|write| write.plan(table.schema(), Some(item)));
        let Ok(Ok(mut plan)) = planned else { return };
        for change in &mut plan.indexes {
            change.units = 0;
        }
        let at = table.partitions.locate(key);
        let leader = table.partitions.get(at).map_or(0, |partition| partition.log.leader);
        let home = place(id, None, at);
        let here = home.in_zone(leader + 1);
        let mark = Mark { station: Station::Partition, ..Mark::control(here) };
        let kind = Kind::TtlExpired { late: figure(late.cast_unsigned()) };
        let mut flight = Flight::of_service(self.now);
        flight.last = self.recorder.emit(self.now, 0, mark, kind);
        let span = flight.span(Station::Partition, here, 0);
        self.append(&mut flight, home, (span, 0), &plan);
        self.note_expired(id);
    }
}
