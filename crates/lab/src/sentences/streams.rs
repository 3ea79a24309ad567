//! Streams, and items that expire.

use trace::{Event, Kind};

use super::Teller;
use crate::words::{count, span};

impl Teller<'_> {
    #[inline(never)]
    pub(super) fn of_stream(&self, event: &Event) -> String {
        let place = event.place;
        match event.kind {
            Kind::StreamSwitched { on: true } => format!(
                "The stream of {} is on: from now on it tells of every change of an item, for a day.",
                self.names.table_name(place)
            ),
            Kind::StreamSwitched { on: false } => format!(
                "The stream of {} is off: it tells of nothing new, and can be read for another day.",
                self.names.table_name(place)
            ),
            Kind::StreamRecord { change, bytes, lag } => format!(
                "The stream's shard of {} has the record: {}, {}. Its readers see it {} after the write.",
                self.names.partition_name(place),
                change.name(),
                count(bytes.into(), "byte"),
                span(lag.into())
            ),
            Kind::StreamRead { records: 0, .. } => {
                format!("The stream's shard of {} has nothing new.", self.names.partition_name(place))
            }
            Kind::StreamRead { records, bytes } => format!(
                "The stream's shard of {} gives {}, {}. Reading a stream costs no capacity.",
                self.names.partition_name(place),
                count(records.into(), "record"),
                count(bytes.into(), "byte")
            ),
            Kind::TtlSwitched { on: true } => format!(
                "Time to live of {} is on: items whose attribute lies in the past will be deleted.",
                self.names.table_name(place)
            ),
            Kind::TtlSwitched { on: false } => {
                format!("Time to live of {} is off: nothing expires any more.", self.names.table_name(place))
            }
            Kind::ShardClosed { children } => format!(
                "The stream's shard of {} is closed: {}. Its records can still be read, and are to be read before those behind.",
                self.names.partition_name(place),
                if children == 1 {
                    "another one follows it".to_owned()
                } else {
                    format!("{children} children follow it")
                }
            ),
            Kind::ShardOpened { parent: true } => format!(
                "A shard opens for {}, a child of the shard of the partition that was split.",
                self.names.partition_name(place)
            ),
            Kind::ShardOpened { parent: false } => format!(
                "A new shard opens for {}; the one before is its parent.",
                self.names.partition_name(place)
            ),
            Kind::IteratorIssued { waiting } => format!(
                "A reader gets a place in the shard of {}, good for 15 minutes; {} lie before it.",
                self.names.partition_name(place),
                count(waiting.into(), "record")
            ),
            Kind::IteratorExpired { age } => format!(
                "The reader's place is {} old, and expired after 15 minutes: it needs a new one.",
                span(age.into())
            ),
            Kind::RecordTrimmed { records } => format!(
                "{} older than a day {} gone from the stream.",
                count(records.into(), "record"),
                if records == 1 { "is" } else { "are" }
            ),
            Kind::TtlExpired { late } => format!(
                "An item in {} expired {} ago. The service deletes it, and nobody pays for that.",
                self.names.partition_name(place),
                span(u64::from(late) * 1_000_000)
            ),
            _ => String::new(),
        }
    }
}
