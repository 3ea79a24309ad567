//! How long the steps of a call take.

use api::ApiError;
use api::dynamodb::Request;
use sim::Purpose;
use sim::random::{draw, lognormal};

use crate::execute::is_control;
use crate::flight::Pace;
use crate::{Knob, Knobs};

/// Shares of a call's time in percent: to the router, in it, in admission, back; the partition has the rest.
const OUT: u64 = 15;
const ROUTER: u64 = 10;
const ADMISSION: u64 = 5;
const BACK: u64 = 15;
/// The most that chance makes of a latency, as a multiple of its median.
const MOST: u64 = 10;

/// The pace of one call. A write's work leaves out the time until its first follower has persisted it: that comes
/// by itself.
pub(crate) fn of(knobs: &Knobs, seed: u64, call: u32, request: &Result<Request, ApiError>) -> Pace {
    let median = knobs.amount(knob(request));
    let p99 = median.saturating_mul(knobs.amount(Knob::LatencySpread)) / 100;
    let bits = draw(seed, Purpose::Latency, u64::from(call), 0);
    let whole = lognormal(bits, median, p99, median.saturating_mul(MOST));
    let share = |percent: u64| whole * percent / 100;
    let (out, router, admission, back) = (share(OUT), share(ROUTER), share(ADMISSION), share(BACK));
    let rest = whole - out - router - admission - back;
    match request {
        Err(_) => Pace { out, router: router + admission + rest, back, ..Pace::default() },
        Ok(request) if may_write_items(request) => {
            let mut work = rest.saturating_sub(knobs.amount(Knob::PersistMedian));
            if matches!(request, Request::TransactWriteItems(_) | Request::ExecuteTransaction(_)) {
                // Three messages follow each other before the items are written: prepare and its vote, and the commit;
                // the ledger has the decision on disk in the time of a fourth.
                let (least, most) = (Knob::TransactMessageMin, Knob::TransactMessageMax);
                let message = knobs.amount(least).midpoint(knobs.amount(most));
                work = work.saturating_sub(knobs.amount(Knob::TransactPrepare) + 4 * message);
            }
            Pace { out, router, admission, work, back }
        }
        // The control plane has no admission.
        Ok(request) if is_control(request) => {
            Pace { out, router, admission: 0, work: admission + rest, back }
        }
        Ok(_) => Pace { out, router, admission, work: rest, back },
    }
}

fn knob(request: &Result<Request, ApiError>) -> Knob {
    match request {
        Err(_) => Knob::RejectLatency,
        Ok(request) => match request {
            Request::GetItem(get) if get.consistent => Knob::GetStrongLatency,
            Request::GetItem(_) => Knob::GetEventualLatency,
            Request::PutItem(_) | Request::UpdateItem(_) | Request::DeleteItem(_) => Knob::WriteLatency,
            Request::Query(_) | Request::ExecuteStatement(_) | Request::SearchVectors(_) => {
                Knob::QueryLatency
            }
            Request::Scan(_) => Knob::ScanLatency,
            Request::BatchGetItem(_) => Knob::BatchGetLatency,
            Request::BatchWriteItem(_) | Request::BatchExecuteStatement(_) => Knob::BatchWriteLatency,
            Request::TransactGetItems(_) => Knob::TransactGetLatency,
            Request::TransactWriteItems(_) | Request::ExecuteTransaction(_) => Knob::TransactWriteLatency,
            Request::GetRecords(_) | Request::GetShardIterator(_) => Knob::StreamLatency,
            _ => Knob::ControlLatency,
        },
    }
}

pub(crate) fn may_write_items(request: &Request) -> bool {
    matches!(
        request,
        Request::PutItem(_)
            | Request::UpdateItem(_)
            | Request::DeleteItem(_)
            | Request::BatchWriteItem(_)
            | Request::TransactWriteItems(_)
            | Request::ExecuteStatement(_)
            | Request::BatchExecuteStatement(_)
            | Request::ExecuteTransaction(_)
    )
}
