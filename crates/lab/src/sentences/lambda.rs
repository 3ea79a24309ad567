//! Functions that a stream invokes.

use trace::{Discard, Event, Gathered, Kind, Outcome};

use super::Teller;
use crate::words::{count, span};

impl Teller<'_> {
    #[inline(never)]
    pub(super) fn of_lambda(&self, event: &Event) -> String {
        let shard = || format!("the shard of {}", self.names.partition_name(event.place));
        let records = |records: u32| count(records.into(), "record");
        match event.kind {
            Kind::Poll { records: 0, .. } => format!("Lambda finds nothing new in {}.", shard()),
            Kind::Poll { records: read, left, .. } => format!(
                "Lambda reads {} from {}{}.",
                records(read),
                shard(),
                if left == 0 { String::new() } else { format!("; {} stay for the next time", records(left)) }
            ),
            Kind::FilteredOut { records: out, .. } => format!(
                "{} fit no filter: they are passed over, and no function hears of them.",
                records(out)
            ),
            Kind::BatchFormed { records: all, by, .. } => format!(
                "A batch of {} is whole: {}.",
                records(all),
                match by {
                    Gathered::Size => "it has as many as it may have",
                    Gathered::Window => "it was gathered as long as it may be",
                    Gathered::Bytes => "it has 6 MB",
                }
            ),
            Kind::Invoke { records: 0, .. } => {
                format!("Lambda invokes the function for the last time in this window of {}.", shard())
            }
            Kind::Invoke { records: all, attempt: 1, .. } => {
                format!("Lambda invokes the function with {} of {}.", records(all), shard())
            }
            Kind::Invoke { records: all, attempt, .. } => format!(
                "Lambda invokes the function again, for the {attempt}. time, with {} of {}; the shard waits behind them.",
                records(all),
                shard()
            ),
            Kind::InvokeResult { outcome: Outcome::Ok, took, .. } => {
                format!("The function is done with the batch after {}.", span(took.into()))
            }
            Kind::InvokeResult { outcome: Outcome::Failed, .. } => {
                "The function failed. Lambda can't know which records it got done, so all of them count as failed."
                    .to_owned()
            }
            Kind::InvokeResult { outcome: Outcome::Partial, good, .. } => format!(
                "The function says where it failed: {} before that are done and don't come again.",
                records(good)
            ),
            Kind::Bisect { first, second, .. } => format!(
                "The batch is halved, {first} and {second}, so that what fails is found. That is no retry."
            ),
            Kind::Checkpoint { records: done, age, .. } => format!(
                "{} of {} are done. The last was written {} ago: that is IteratorAge.",
                records(done),
                shard(),
                span(u64::from(age) * 1_000)
            ),
            Kind::Discarded { records: gone, why, .. } => format!(
                "{} are given up: {}. The shard goes on behind them.",
                records(gone),
                match why {
                    Discard::Retries => "they were tried as often as they may be",
                    Discard::Age => "they are older than the mapping allows",
                    Discard::Trimmed => "the stream kept them for a day and doesn't have them any more",
                }
            ),
            Kind::SentToDestination { records: gone, .. } => format!(
                "The failure destination is told where {} lie. What they hold it is not told: read them within the day.",
                records(gone)
            ),
            Kind::WindowKept { records: all, values, bytes, .. } => format!(
                "The window has {} so far. What the function has added up for {} is kept until it is over: {}.",
                records(all),
                count(values.into(), "value"),
                count(bytes.into(), "byte")
            ),
            Kind::WindowOver { records: all, values, early, .. } => format!(
                "The window {} with {}: the function writes what it has added up, once for each of {}.",
                if early { "ends before its time, for it has kept more than it may," } else { "is over" },
                records(all),
                count(values.into(), "value")
            ),
            _ => String::new(),
        }
    }
}
