//! What the world tells of itself while it works.

use api::dynamodb::{IndexStatus, Response};
use api::{ApiError, ErrorCode};
use sim::MICROS_PER_SECOND;
use trace::{Class, Limit};
use value::Key;

use super::name::{self, Metric};
use super::series::SeriesKey;
use crate::admission::{Target, Throttled};
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::world::World;

/// One, in thousandths.
pub(super) const ONE: u64 = 1_000;

impl World {
    /// Whether metrics are kept.
    pub(crate) fn measures(&self) -> bool {
        self.knobs.get(Knob::MetricsKeep) != 0
    }

    /// The second of Unix time.
    pub(super) fn unix_second(&self) -> u32 {
        u32::try_from(self.config.epoch_micros.saturating_add(self.now) / MICROS_PER_SECOND)
            .unwrap_or(u32::MAX)
    }

    pub(super) fn note_of(
        &mut self,
        metric: Metric,
        (subject, index): (u32, Option<u16>),
        call: u32,
        milli: u64,
    ) {
        let key =
            SeriesKey { metric, operation: 0, index: index.map_or(0, |at| at.saturating_add(1)), subject };
        let second = self.unix_second();
        self.metrics.note(key, second, call, milli);
    }

    fn note_operation(&mut self, metric: Metric, (subject, operation): (u32, u8), milli: u64) {
        let second = self.unix_second();
        self.metrics.note(SeriesKey { metric, operation, index: 0, subject }, second, 0, milli);
    }

    /// A call used capacity of a table or global index.
    pub(crate) fn note_consumed(
        &mut self,
        call: u32,
        (table, index, key): (u32, Option<u16>, Option<&Key>),
        (class, milli): (Class, u64),
    ) {
        if !self.measures() {
            return;
        }
        let metric = match class {
            Class::Read => Metric::ConsumedReadCapacityUnits,
            Class::Write => Metric::ConsumedWriteCapacityUnits,
        };
        self.note_of(metric, (table, index), call, milli);
        if let Some(key) = key {
            // Reads count once and writes three times.
            let weight = if class == Class::Write { 3 } else { 1 };
            self.note_key((table, index), key, false, milli.saturating_mul(weight));
        }
    }

    /// An event was throttled.
    pub(crate) fn note_throttled(&mut self, target: Target<'_>, throttled: &Throttled) {
        if !self.measures() {
            return;
        }
        let of = (target.table, throttled.index);
        let (any, exact) = throttle_metrics(throttled.class, throttled.limit);
        self.note_of(any, of, 0, ONE);
        self.note_of(exact, of, 0, ONE);
        if let Some(key) = target.key.filter(|_| throttled.index == target.index) {
            self.note_key(of, key, true, ONE);
        }
    }

    /// A condition didn't hold.
    pub(crate) fn note_condition(&mut self, table: u32) {
        if self.measures() {
            self.note_of(Metric::ConditionalCheckFailedRequests, (table, None), 0, ONE);
        }
    }

    /// A transaction held an item.
    pub(crate) fn note_conflict(&mut self, table: u32) {
        if self.measures() {
            self.note_of(Metric::TransactionConflict, (table, None), 0, ONE);
        }
    }

    /// An item was deleted because its time had come.
    pub(crate) fn note_expired(&mut self, table: u32) {
        if self.measures() {
            self.note_of(Metric::TimeToLiveDeletedItemCount, (table, None), 0, ONE);
        }
    }

    /// A stream's records were read.
    pub(crate) fn note_records(&mut self, stream: u32, records: u64, bytes: u64) {
        if self.measures() {
            let operation = name::operation("GetRecords");
            self.note_operation(
                Metric::ReturnedRecordsCount,
                (stream, operation),
                records.saturating_mul(ONE),
            );
            self.note_operation(Metric::ReturnedBytes, (stream, operation), bytes.saturating_mul(ONE));
        }
    }

    /// The building of an index has taken a step.
    pub(crate) fn note_building(&mut self, table: u32, index: u16) {
        if !self.measures() {
            return;
        }
        let state = self.tables.get(&table).and_then(|it| it.indexes.get(usize::from(index)));
        let backfill = state.and_then(|state| state.control.backfill.as_ref());
        let percent = match (backfill, state.map(|state| state.status)) {
            (Some(backfill), _) => backfill.percent(),
            (None, Some(IndexStatus::Active)) => 100,
            _ => return,
        };
        let milli = u64::from(percent).saturating_mul(ONE);
        self.note_of(Metric::OnlineIndexPercentageProgress, (table, Some(index)), 0, milli);
    }

    /// The building of an index used write units of it.
    pub(crate) fn note_online(&mut self, table: u32, index: u16, milli: u64) {
        if self.measures() {
            self.note_of(Metric::OnlineIndexConsumedWriteCapacity, (table, Some(index)), 0, milli);
        }
    }

    /// The building of an index has to wait for write units of it.
    pub(crate) fn note_online_throttle(&mut self, table: u32, index: u16) {
        if self.measures() {
            self.note_of(Metric::OnlineIndexThrottleEvents, (table, Some(index)), 0, ONE);
        }
    }

    /// A call is answered.
    pub(crate) fn note_answer(&mut self, flight: &Flight) {
        if self.measures() {
            match &flight.result {
                Some(Ok(response)) => self.note_success(flight, response),
                Some(Err(error)) => self.note_failure(flight, error),
                None => self.note_failure(flight, &crate::world::internal()),
            }
        }
    }

    fn note_success(&mut self, flight: &Flight, response: &Response) {
        let operation = name::operation(&flight.operation);
        if operation == 0 {
            return;
        }
        let whole = self.now.saturating_sub(flight.started);
        // Microseconds are thousandths of milliseconds.
        let latency = whole.saturating_sub(flight.pace.out).saturating_sub(flight.pace.back);
        let returned = match response {
            Response::Page(page) => Some(page.count),
            Response::Statement(statement) => Some(statement.items.len() as u64),
            _ => None,
        };
        flight.each_table(|table| {
            self.note_operation(Metric::SuccessfulRequestLatency, (table, operation), latency);
            if let Some(count) = returned {
                let milli = count.saturating_mul(ONE);
                self.note_operation(Metric::ReturnedItemCount, (table, operation), milli);
            }
        });
    }

    fn note_failure(&mut self, flight: &Flight, error: &ApiError) {
        // Other services have other metrics.
        if flight.operation.contains(':') {
            return;
        }
        let operation = name::operation(&flight.operation);
        let of = (flight.table, operation);
        if is_throttle(error) {
            if operation != 0 && flight.table != 0 {
                self.note_operation(Metric::ThrottledRequests, of, ONE);
            }
        } else if error.http_status() >= 500 {
            if operation != 0 && flight.table != 0 {
                self.note_operation(Metric::SystemErrors, of, ONE);
            }
        } else if error.code != ErrorCode::ConditionalCheckFailedException {
            let account = self.metrics.subject_of(&flight.region, "");
            self.note_of(Metric::UserErrors, (account, None), 0, ONE);
        }
    }
}

/// Whether an error says that there was no capacity.
fn is_throttle(error: &ApiError) -> bool {
    !error.throttling.is_empty()
        || matches!(
            error.code,
            ErrorCode::ProvisionedThroughputExceededException
                | ErrorCode::ThrottlingException
                | ErrorCode::RequestLimitExceeded
        )
}

/// The metric of all throttles, and that of the reason.
const fn throttle_metrics(class: Class, limit: Limit) -> (Metric, Metric) {
    let exact = match (class, limit) {
        (Class::Read, Limit::Partition | Limit::Growth) => Metric::ReadKeyRangeThroughputThrottleEvents,
        (Class::Write, Limit::Partition | Limit::Growth) => Metric::WriteKeyRangeThroughputThrottleEvents,
        (Class::Read, Limit::Provisioned | Limit::Share | Limit::Injected) => {
            Metric::ReadProvisionedThroughputThrottleEvents
        }
        (Class::Write, Limit::Provisioned | Limit::Share | Limit::Injected) => {
            Metric::WriteProvisionedThroughputThrottleEvents
        }
        (Class::Read, Limit::Maximum) => Metric::ReadMaxOnDemandThroughputThrottleEvents,
        (Class::Write, Limit::Maximum) => Metric::WriteMaxOnDemandThroughputThrottleEvents,
        (Class::Read, Limit::Account) => Metric::ReadAccountLimitThrottleEvents,
        (Class::Write, Limit::Account) => Metric::WriteAccountLimitThrottleEvents,
    };
    let any = match class {
        Class::Read => Metric::ReadThrottleEvents,
        Class::Write => Metric::WriteThrottleEvents,
    };
    (any, exact)
}
