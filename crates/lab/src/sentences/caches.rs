//! Caches, and items that time to live passes over.

use trace::{Event, Gone, Ignored, Kind, Station};

use super::Teller;
use crate::words::{count, grouped, span};

impl Teller<'_> {
    #[inline(never)]
    pub(super) fn of_cache(&self, event: &Event) -> String {
        let side = matches!(event.station, Station::Cache | Station::Client);
        let name = |cache: u16, node: u16| {
            let name = trace::Names::cache(self.names, cache, node);
            name.unwrap_or_else(|| "the cache".to_owned())
        };
        let what = |query: bool| {
            if query {
                "a page for exactly these parameters".to_owned()
            } else {
                self.key_of(event).map_or_else(|| "the item".to_owned(), |key| format!("the item ({key})"))
            }
        };
        match event.kind {
            Kind::TtlIgnored { why } => format!(
                "Time to live passes over this item: {}. It will never expire.",
                match why {
                    Ignored::NotNumber => "its attribute is no number",
                    Ignored::Milliseconds =>
                        "its number lies thousands of years ahead, because it is in milliseconds; seconds are asked for",
                    Ignored::TooOld =>
                        "its time lies more than five years back, which is taken for a mistake",
                    Ignored::Nested =>
                        "the attribute lies within another one; only attributes of the item itself count",
                }
            ),
            Kind::CacheHit { cache, node, query, age, left } => format!(
                "Hit: {} has {}, {} old. {}. No read unit is used, and nobody asks whether the table has something newer.",
                name(cache, node),
                what(query),
                span(age.into()),
                lasts(left)
            ),
            Kind::NegativeHit { cache, node, age, left } => format!(
                "Hit: {} remembers that there is no item of this key; it knows so since {}. {}. No read unit is used.",
                name(cache, node),
                span(age.into()),
                lasts(left)
            ),
            Kind::CacheMiss { cache, node, query } => {
                format!("Miss: {} does not have {}. DynamoDB is asked.", name(cache, node), what(query))
            }
            Kind::PassThrough { cache, .. } if side => format!(
                "The application passes by its cache {}: this is no read that may be answered from there.",
                name(cache, 0)
            ),
            Kind::PassThrough { cache, node } => format!(
                "{} passes the request through to DynamoDB, and will not remember the answer.",
                name(cache, node)
            ),
            Kind::CacheStore { cache, node, query, bytes } => format!(
                "{} remembers {}, {}.",
                name(cache, node),
                if query { "the page".to_owned() } else { what(false) },
                count(bytes.into(), "byte")
            ),
            Kind::CacheReplicate { cache, node, query, lag } => format!(
                "{} on its way within the cluster: {} has it too, after {}.",
                if query { "The page was" } else { "The item was" },
                name(cache, node),
                span(lag.into())
            ),
            Kind::Evict { cache, node, why, bytes } => format!(
                "{} drops an entry of {}: {}.",
                name(cache, node),
                count(bytes.into(), "byte"),
                match why {
                    Gone::Room => "room was needed, and it was used longest ago",
                    Gone::Time => "its time to live in the cache is over",
                }
            ),
            Kind::Failover { cache, from, to } => format!(
                "{} takes the place of {} as the primary of {}: it takes the writes now.",
                name(cache, to),
                name(cache, from),
                name(cache, 0)
            ),
            Kind::CacheThrottle { cache, node, used, most } => format!(
                "{} has no time left in this second: {} normalised requests of {} are done. It refuses this one.",
                name(cache, node),
                grouped(used.into()),
                grouped(most.into())
            ),
            Kind::CacheNode { cache, node, up: true } => format!("{} is up.", name(cache, node)),
            Kind::CacheNode { cache, node, up: false } => {
                format!("{} is gone, and with it all that it remembered.", name(cache, node))
            }
            Kind::CacheForget { cache, node } => {
                format!("{} forgets the item that was deleted.", name(cache, node))
            }
            _ => String::new(),
        }
    }
}

/// How long an entry may still be served.
fn lasts(left: u32) -> String {
    match left {
        u32::MAX => "It may be served as long as there is room for it".to_owned(),
        left => format!("It may be served for another {}", span(left.into())),
    }
}
