//! Pictures of streams and of what expires.

use value::{Item, Key};

use crate::catalogue::TableState;
use crate::inspect::{Expiry, FlagInfo, RecordInfo, ShardInfo, StreamInfo, TtlInfo};
use crate::knobs::Knob;
use crate::partition;
use crate::shard::{Shard, sequence_number};
use crate::world::World;

/// How far expired items are counted.
const EXPIRED: usize = 1_000;

impl World {
    pub(crate) fn stream_picture(&self, table: &TableState) -> Option<StreamInfo> {
        let stream = self.streams.all.get(&table.stream.as_ref()?.id)?;
        if !stream.lives(self.now, self.knobs.amount(Knob::StreamRetention)) {
            return None;
        }
        let horizon = self.horizon();
        let shards = stream.visible(horizon).map(|shard| self.shard_picture(shard, stream.is_open(shard)));
        Some(StreamInfo {
            arn: stream.arn(&self.config.account),
            label: stream.label.clone(),
            status: stream.status(self.now),
            view: stream.view,
            shards: shards.collect(),
            flags: self.flag_pictures(stream.id),
            mappings: self.mapping_pictures(stream.id),
        })
    }

    /// The places that readers hold and can still use.
    fn flag_pictures(&self, stream: u32) -> Vec<FlagInfo> {
        let life = self.knobs.amount(Knob::ShardIteratorLife);
        let flags = self.streams.flags.iter().filter(|flag| flag.stream == stream);
        let flags = flags.map(|flag| FlagInfo {
            shard: flag.shard,
            next: sequence_number(flag.next),
            left: flag.issued.saturating_add(life).saturating_sub(self.now),
        });
        flags.filter(|flag| flag.left > 0).collect()
    }

    fn shard_picture(&self, shard: &Shard, open: bool) -> ShardInfo {
        let from = shard.trimmed_to(self.horizon()).saturating_add(1);
        let newest = shard.records.range(from..).rev();
        let latest = newest.take(ShardInfo::LATEST).map(|(&number, record)| RecordInfo {
            sequence_number: sequence_number(number),
            at: record.at,
            event: record.event,
            keys: record.keys.decode(),
            new: record.new.clone(),
            old: record.old.clone(),
            size_bytes: record.size(),
            expired: record.expired,
            readable: number <= shard.shown,
        });
        let behind = shard.records.range(shard.shown.saturating_add(1)..).count() as u64;
        let trimmed = shard.records.range(..from).count() as u64;
        ShardInfo {
            id: shard.id.clone(),
            number: shard.number,
            partition: partition::name(shard.life.partition, false),
            parent: shard.life.parent.clone(),
            opened: shard.life.opened,
            closed: shard.life.closed,
            leaves: shard.records.range(from..).next().map(|(_, record)| {
                record.at.saturating_add(self.knobs.amount(Knob::StreamRetention)).saturating_sub(self.now)
            }),
            open,
            record_count: (shard.records.len() as u64).saturating_sub(behind).saturating_sub(trimmed),
            behind,
            latest: latest.collect(),
        }
    }

    pub(crate) fn ttl_picture(&self, table: &TableState) -> Option<TtlInfo> {
        let attribute = table.ttl.attribute.clone()?;
        let next = table.ttl.first().take(TtlInfo::NEXT).filter_map(|(at, key)| {
            let item = table.data.rows().get(key)?;
            Some((at.saturating_add(self.sweep_lag()), table.schema().key_attributes(item)))
        });
        // With chance added, the order is no longer that of expiry.
        let spread = self.knobs.amount(Knob::TtlSpread) > 0;
        let clock = self.clock();
        let past = |key: &Key| {
            let item = table.data.rows().get(key);
            item.is_some_and(|item| matches!(clock.expiry(&attribute, item), Expiry::Passed(_)))
        };
        let expired = if spread {
            table.ttl.first().take(EXPIRED).filter(|(_, key)| past(key)).count() as u64
        } else {
            table.ttl.first().take_while(|(at, _)| *at <= self.now).take(EXPIRED).count() as u64
        };
        let next: Vec<_> = next.collect();
        Some(TtlInfo { attribute, pending: table.ttl.pending(), expired, next })
    }

    /// What time to live on this attribute makes of an item.
    pub fn expiry(&self, attribute: &str, item: &Item) -> Expiry {
        self.clock().expiry(attribute, item)
    }
}
