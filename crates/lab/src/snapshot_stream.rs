//! Streams and expiry in the picture of the world.

use api::dynamodb::{StreamEvent, StreamStatus, StreamView as Shows};
use value::{Attributes, Item};
use world::{RecordInfo, ShardInfo, StreamInfo, TableInfo, TtlInfo, World};

use crate::detail::diff;
use crate::history::Kept;
use crate::text;
use crate::view::{Change, Expiry, ImageLine, RecordView, ShardView, StreamView, TtlView};
use crate::words::cut;

/// Attributes shown of a record.
const LINES: usize = 12;
/// Characters shown of a record's key.
const KEY: usize = 40;
/// Characters shown of a value.
const VALUE: usize = 80;

/// A table's stream. `last` is the latest call: its records are fresh.
#[inline(never)]
pub(crate) fn stream(table: &TableInfo, stream: &StreamInfo, last: Option<&Kept>) -> StreamView {
    let shards = stream.shards.iter().map(|it| shard(table, stream, it, last));
    StreamView {
        arn: stream.arn.clone(),
        view: view_name(stream.view).to_owned(),
        status: status_name(stream.status).to_owned(),
        record_count: stream.shards.iter().map(|shard| shard.record_count).sum(),
        shards: shards.collect(),
        mappings: stream.mappings.iter().map(crate::readers_view::mapping).collect(),
    }
}

fn shard(table: &TableInfo, stream: &StreamInfo, shard: &ShardInfo, last: Option<&Kept>) -> ShardView {
    let all = shard.record_count + shard.behind;
    let parent = stream.shards.iter().find(|it| shard.parent.as_ref() == Some(&it.id));
    let flags = stream.flags.iter().filter(|flag| flag.shard == shard.number);
    ShardView {
        id: shard.id.to_string(),
        partition: shard.partition.clone(),
        parent: parent.map(|parent| parent.partition.clone()).unwrap_or_default(),
        closed: !shard.open,
        leaves: shard.leaves,
        flags: flags.map(crate::readers_view::flag).collect(),
        records: shard.latest.iter().rev().map(|it| record(table, stream, it, last)).collect(),
        more: all.saturating_sub(shard.latest.len() as u64),
    }
}

fn record(table: &TableInfo, stream: &StreamInfo, record: &RecordInfo, last: Option<&Kept>) -> RecordView {
    let order = text::names(table.schema.key());
    let (lines, more_lines) = lines(stream.view, record, &order);
    RecordView {
        verb: verb(record.event).to_owned(),
        key: cut(&text::key(&record.keys, &order), KEY),
        sequence: record.sequence_number.clone(),
        at: record.at,
        size: record.size_bytes,
        expired: record.expired,
        readable: record.readable,
        fresh: !record.expired && last.is_some_and(|last| wrote(last, table, record)),
        lines,
        more_lines,
    }
}

/// Whether a call wrote what a record tells.
fn wrote(call: &Kept, table: &TableInfo, record: &RecordInfo) -> bool {
    let completion = &call.completion;
    let during = (completion.started..=completion.at).contains(&record.at);
    during
        && completion.images.iter().any(|image| {
            image.table == table.name
                && image.region == table.region
                && image.before != image.after
                && *image.key == record.keys
        })
}

/// What a record shows: the difference where it has both images, else the one that it has, else the key.
fn lines(view: Shows, record: &RecordInfo, order: &[&str]) -> (Vec<ImageLine>, u64) {
    let decode = |item: &Option<Item>| item.as_ref().map(Item::decode).unwrap_or_default();
    let (old, new) = (decode(&record.old), decode(&record.new));
    let none = Attributes::new();
    let mut all = match view {
        Shows::NewAndOldImages => diff(&old, &new, order),
        Shows::NewImage if record.new.is_some() => diff(&none, &new, order),
        Shows::OldImage if record.old.is_some() => diff(&old, &none, order),
        _ => diff(&record.keys, &record.keys, order),
    };
    if view != Shows::NewAndOldImages {
        // One image alone tells of no change.
        for line in &mut all {
            line.change = Change::Kept;
        }
    }
    let more = all.len().saturating_sub(LINES) as u64;
    all.truncate(LINES);
    for line in &mut all {
        line.value = cut(&line.value, VALUE);
    }
    (all, more)
}

/// Time to live of a table.
#[inline(never)]
pub(crate) fn ttl(ttl: &TtlInfo, order: &[&str]) -> TtlView {
    let next = ttl.next.iter().map(|(at, key)| (*at, cut(&text::key(key, order), 60)));
    TtlView {
        attribute: ttl.attribute.to_string(),
        pending: ttl.pending,
        expired: ttl.expired,
        next: next.collect(),
    }
}

/// What time to live makes of an item.
pub(crate) fn expiry(world: &World, table: &TableInfo, item: &Item) -> Expiry {
    table.ttl.as_ref().map_or(Expiry::Never, |ttl| expiry_under(world, &ttl.attribute, item))
}

/// What time to live makes of an item, if this attribute says when it expires.
pub(crate) fn expiry_under(world: &World, name: &str, item: &Item) -> Expiry {
    match world.expiry(name, item) {
        world::Expiry::Never => Expiry::Never,
        world::Expiry::At(second) => Expiry::At(second.unsigned_abs()),
        world::Expiry::Passed(second) => Expiry::Passed(second.max(0).unsigned_abs()),
        world::Expiry::TooOld(_) => Expiry::Ignored(
            "it says a time of more than five years ago, which time to live takes for a mistake.".to_owned(),
        ),
        world::Expiry::Milliseconds(said) => Expiry::Ignored(format!(
            "{said} lies thousands of years ahead: it is in milliseconds, and time to live counts seconds since 1970."
        )),
        world::Expiry::Nested => Expiry::Ignored(format!(
            "{name} lies within another attribute, and only attributes of the item itself count."
        )),
        world::Expiry::NoNumber => {
            let kind = item.get(name).map(|value| value.type_name()).unwrap_or_default();
            Expiry::Ignored(format!(
                "it is of type {kind}, and only a Number (N) of seconds since 1970 counts."
            ))
        }
    }
}

fn verb(event: StreamEvent) -> &'static str {
    match event {
        StreamEvent::Insert => "INSERT",
        StreamEvent::Modify => "MODIFY",
        StreamEvent::Remove => "REMOVE",
    }
}

fn view_name(view: Shows) -> &'static str {
    match view {
        Shows::KeysOnly => "KEYS_ONLY",
        Shows::NewImage => "NEW_IMAGE",
        Shows::OldImage => "OLD_IMAGE",
        Shows::NewAndOldImages => "NEW_AND_OLD_IMAGES",
    }
}

fn status_name(status: StreamStatus) -> &'static str {
    match status {
        StreamStatus::Enabling => "ENABLING",
        StreamStatus::Enabled => "ENABLED",
        StreamStatus::Disabling => "DISABLING",
        StreamStatus::Disabled => "DISABLED",
    }
}
