//! What a teacher would say of reading a stream.

use api::dynamodb::{
    GetShardIterator, IteratorStart, ListStreamsOutput, RecordsOutput, StreamDescription, StreamEvent,
};

use crate::words::{count, listed};

/// `ListStreams`.
pub(super) fn list(streams: &ListStreamsOutput) -> String {
    match streams.streams.as_slice() {
        [] => {
            "No stream can be read here: a table has one once its StreamSpecification turns it on.".to_owned()
        }
        [(_, table, _)] => format!("There is one stream, of {table}."),
        many => format!("There are {}.", count(many.len() as u64, "stream")),
    }
}

/// `DescribeStream`.
pub(super) fn describe(stream: &StreamDescription) -> String {
    let all = stream.shards.len();
    let open = stream.shards.iter().filter(|shard| shard.last.is_none()).count();
    let which = match all - open {
        0 => "one for each partition, so that the changes of an item stay in order".to_owned(),
        _ if open == 0 => "all of them are closed, and kept until their records are a day old".to_owned(),
        closed => format!(
            "one open for each partition, so that the changes of an item stay in order, and {closed} closed"
        ),
    };
    format!("The stream of {} has {}: {which}.", stream.table, count(all as u64, "shard"))
}

/// `GetShardIterator`.
pub(super) fn iterator(get: &GetShardIterator) -> String {
    let place = match &get.start {
        IteratorStart::TrimHorizon => "before the oldest record that is kept",
        IteratorStart::Latest => "behind the newest record: it will see only what comes from now on",
        IteratorStart::At(_) => "at the record with that sequence number",
        IteratorStart::Time(_) => "at the first record since that moment",
        IteratorStart::After(_) => "behind the record with that sequence number",
    };
    format!("An iterator is a place in a shard, good for 15 minutes. This one stands {place}.")
}

/// `GetRecords`.
pub(super) fn records(page: &RecordsOutput) -> String {
    let records = &page.records;
    let of = |event: StreamEvent| records.iter().filter(|record| record.event == event).count();
    let parts: Vec<String> = [
        (of(StreamEvent::Insert), "INSERT"),
        (of(StreamEvent::Modify), "MODIFY"),
        (of(StreamEvent::Remove), "REMOVE"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, verb)| format!("{count} {verb}"))
    .collect();
    let by_ttl = records.iter().filter(|record| record.expired).count() as u64;
    let ttl = match by_ttl {
        0 => String::new(),
        1 => " One of them bears the service's own identity: time to live removed the item.".to_owned(),
        many => format!(" {many} of them bear the service's own identity: time to live removed the items."),
    };
    let rest = if page.next.is_none() {
        " The shard is closed, and this was its end."
    } else if records.is_empty() {
        " Nothing is behind the iterator now. That is an answer, not the end: ask again with the next iterator."
    } else {
        " The next iterator goes on behind them."
    };
    if records.is_empty() {
        format!("No record.{rest}")
    } else {
        format!("{}: {}.{ttl}{rest}", count(records.len() as u64, "record"), listed(&parts))
    }
}
