//! A workload's operations: they begin, are tried, are refused and tried again, and end.

use std::sync::Arc;

use api::{ApiError, ErrorCode};
use sim::Purpose;
use sim::random::{draw, exponential};
use trace::{Kind, Place, Station};

use super::arrival::CALL;
use super::tally::step;
use super::{Attempt, End, Prepared, RetryMode};
use crate::due::Due;
use crate::flight::{Flight, Origin};
use crate::knobs::Knob;
use crate::recorder::{Mark, figure};
use crate::world::World;

impl World {
    /// The next operation of a workload is awaited, or the workload is over. Nothing comes before its `first`.
    pub(crate) fn expect_operation(&mut self, number: u32, first: bool) {
        let (seed, now) = (self.config.seed, self.now);
        let Some(workload) = self.load.get_mut(number).filter(|workload| workload.over.is_none()) else {
            return;
        };
        let spec = &workload.spec;
        workload.due += if spec.arrival.poisson {
            let bits = draw(seed, Purpose::WorkloadArrival, u64::from(number), workload.made);
            u128::from(exponential(bits, CALL as u64, 50 * CALL as u64))
        } else if first {
            spec.arrival.shape.first()
        } else {
            CALL
        };
        let since = now.saturating_sub(workload.started);
        match spec.arrival.shape.when(workload.due, since, spec.lasts) {
            Some(at) => {
                workload.next = workload.started.saturating_add(at);
                self.queue.push(workload.next, Due::Arrive { workload: number });
            }
            // Over at its end, not with its last operation.
            None => {
                workload.next = workload.started.saturating_add(spec.lasts);
                if workload.next > now {
                    self.queue.push(workload.next, Due::Arrive { workload: number });
                } else {
                    self.end_workload(number, End::Done);
                }
            }
        }
    }

    /// An operation of a workload begins, or its time is over.
    #[inline(never)]
    pub(crate) fn operation_begins(&mut self, number: u32) {
        let (now, most) = (self.now, self.knobs.amount(Knob::WorkloadUnderWay));
        let Some(workload) = self.load.get_mut(number).filter(|workload| workload.over.is_none()) else {
            return;
        };
        let since = now.saturating_sub(workload.started);
        if since >= workload.spec.lasts {
            return self.end_workload(number, End::Done);
        }
        let operation = workload.made;
        workload.made += 1;
        workload.tally.offered += 1;
        let fits = workload.under_way < most;
        workload.tally.series.at(since).offered += 1;
        if fits {
            workload.under_way += 1;
        } else {
            workload.tally.dropped += 1;
        }
        self.expect_operation(number, false);
        if fits {
            let traced = self.is_traced();
            self.attempt(Attempt { workload: number, number: operation, attempt: 1, since: now, traced });
        }
    }

    /// Whether the operation that begins now is one of those that are traced one by one.
    fn is_traced(&mut self) -> bool {
        let Some(distance) = self.trace_distance() else { return false };
        if self.now < self.load.traced {
            return false;
        }
        self.load.traced = self.now.saturating_add(distance);
        true
    }

    /// An attempt is due: it goes out at once, or as soon as its client allows itself another call.
    #[inline(never)]
    pub(crate) fn attempt(&mut self, attempt: Attempt) {
        let now = self.now;
        if self.is_called_off(attempt) {
            return;
        }
        let held = self.client_of(attempt).map_or(0, |client| client.hold(now));
        if held > 0 {
            self.queue.push(now.saturating_add(held), Due::Send(attempt));
        } else {
            self.send(attempt);
        }
    }

    fn client_of(&mut self, attempt: Attempt) -> Option<&mut super::Client> {
        let workload = self.load.get_mut(attempt.workload)?;
        let count = workload.clients.len() as u64;
        let place = attempt.number.checked_rem(count)?;
        Arc::make_mut(&mut workload.clients).get_mut(place as usize)
    }

    /// An attempt that waited goes out.
    #[inline(never)]
    pub(crate) fn send_held(&mut self, attempt: Attempt) {
        if !self.is_called_off(attempt) {
            self.send(attempt);
        }
    }

    /// Whether somebody ended the workload while this attempt waited: then it is given up.
    fn is_called_off(&mut self, attempt: Attempt) -> bool {
        let Some(workload) = self.load.get_mut(attempt.workload) else { return true };
        let off = matches!(workload.over, Some((_, End::Stopped)));
        if off {
            workload.under_way = workload.under_way.saturating_sub(1);
            workload.tally.given_up += 1;
        }
        off
    }

    /// An attempt goes out.
    fn send(&mut self, attempt: Attempt) {
        let (seed, now) = (self.config.seed, self.now);
        // The key of an operation is that of its beginning, whenever it is tried.
        let unix = self.config.epoch_micros.saturating_add(attempt.since);
        let Some(prepared) = self.prepared(attempt.workload) else { return };
        let Some(workload) = self.load.get_mut(attempt.workload) else { return };
        workload.tally.attempts += 1;
        workload.tally.series.at(now.saturating_sub(workload.started)).attempts += 1;
        let of = (attempt.workload, attempt.number);
        let (name, request, bytes) = prepared.request(&workload.spec, seed, of, unix);
        let call = self.load.number(attempt.traced);
        let region = Arc::clone(&prepared.region);
        self.launch(call, Origin::Client(attempt), (region, name), Ok(request), bytes);
    }

    /// What a workload's requests have in common. A workload whose table was never there again is over.
    fn prepared(&mut self, number: u32) -> Option<Arc<Prepared>> {
        let workload = self.load.all.get(&number)?;
        let table = self.named(&workload.spec.region, &workload.spec.table);
        match (&workload.prepared, table) {
            (Some(prepared), None) => Some(Arc::clone(prepared)),
            (Some(prepared), Some(table)) if prepared.fits(table) => Some(Arc::clone(prepared)),
            (_, Some(table)) => {
                let prepared = Arc::new(Prepared::new(&workload.spec, table));
                let workload = self.load.get_mut(number)?;
                workload.prepared = Some(Arc::clone(&prepared));
                Some(prepared)
            }
            (None, None) => {
                self.end_workload(number, End::Stopped);
                None
            }
        }
    }

    /// A client has an answer: the operation is done, tried again, or given up.
    #[inline(never)]
    pub(crate) fn client_hears(&mut self, flight: &mut Flight, attempt: Attempt, (read, write): (u64, u64)) {
        let error = match flight.result.take() {
            Some(Ok(_)) => None,
            Some(Err(error)) => Some(error),
            None => Some(crate::world::internal()),
        };
        let now = self.now;
        let throttled = error.as_ref().is_some_and(is_throttle);
        let again = throttled || error.as_ref().is_some_and(|error| error.http_status() >= 500);
        let knobs = Arc::clone(&self.knobs);
        if let Some(client) = self.client_of(attempt) {
            client.learn(&knobs, now, throttled, attempt.attempt > 1, error.is_none());
        }
        let conflict = error.as_ref().is_some_and(is_conflict);
        let Some(workload) = self.load.get_mut(attempt.workload) else { return };
        let retry = workload.spec.retry;
        let again = again || conflict && retry.mode == RetryMode::Conflicts;
        let since = now.saturating_sub(workload.started);
        let tally = &mut workload.tally;
        tally.read += read;
        tally.write += write;
        if throttled {
            tally.throttled += 1;
            tally.series.at(since).throttled += 1;
        }
        let mut tries = again && workload.over.is_none_or(|(_, end)| end == End::Done);
        tries &= attempt.attempt < retry.most(&knobs);
        if tries && retry.mode.has_quota() {
            tries = self.client_of(attempt).is_some_and(|client| client.spend(&knobs));
        }
        if tries {
            return self.try_again(attempt, flight);
        }
        let Some(workload) = self.load.get_mut(attempt.workload) else { return };
        workload.under_way = workload.under_way.saturating_sub(1);
        let tally = &mut workload.tally;
        tally.latency[step(now.saturating_sub(attempt.since))] += 1;
        match error {
            None => {
                tally.succeeded += 1;
                tally.series.at(since).succeeded += 1;
            }
            Some(_) if again => {
                tally.given_up += 1;
                tally.series.at(since).given_up += 1;
                self.tell_client(flight, Kind::ClientGaveUp { attempts: attempt.attempt });
            }
            Some(_) => tally.failed += 1,
        }
    }

    fn try_again(&mut self, attempt: Attempt, flight: &Flight) {
        let of = (attempt.workload, attempt.number);
        let Some(workload) = self.load.get_mut(attempt.workload) else { return };
        let wait = workload.spec.retry.wait(&self.knobs, self.config.seed, of, attempt.attempt);
        workload.tally.retries += 1;
        workload.tally.waited += wait;
        self.tell_client(flight, Kind::ClientWaits { attempt: attempt.attempt, wait: figure(wait) });
        let next = Attempt { attempt: attempt.attempt + 1, ..attempt };
        self.queue.push(self.now.saturating_add(wait), Due::Attempt(next));
    }

    /// Tells what a client does about a call.
    fn tell_client(&mut self, flight: &Flight, kind: Kind) {
        self.tell(flight, crate::flight::CLIENT, flight.last, 0, kind);
    }

    /// Tells something about a workload.
    pub(crate) fn tell_workload(&mut self, number: u32, kind: Kind) {
        let Some(workload) = self.load.all.get(&number) else { return };
        let table = self.named(&workload.spec.region, &workload.spec.table).map_or(0, |table| table.id);
        let place = Place { table, ..Place::default() };
        let mark = Mark { call: 0, span: 0, parent: 0, place, station: Station::Client, key: 0 };
        self.recorder.emit(self.now, 0, mark, kind);
    }
}

/// Whether an error says that a transaction was in the way, and nothing else.
fn is_conflict(error: &ApiError) -> bool {
    let only =
        |reason: &api::CancellationReason| matches!(reason.code, None | Some("None" | "TransactionConflict"));
    match error.code {
        ErrorCode::TransactionConflictException => true,
        ErrorCode::TransactionCanceledException => error.reasons.iter().all(only),
        _ => false,
    }
}

/// Whether an error asks the client to come back later.
fn is_throttle(error: &ApiError) -> bool {
    matches!(
        error.code,
        ErrorCode::ProvisionedThroughputExceededException
            | ErrorCode::ThrottlingException
            | ErrorCode::RequestLimitExceeded
            | ErrorCode::LimitExceededException
            | ErrorCode::TransactionInProgressException
    )
}
