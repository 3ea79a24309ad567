//! Which items would expire when, under an attribute that time to live may or may not look at yet.

use value::Item;

use crate::lab::Lab;
use crate::protocol::Expiries;
use crate::snapshot_stream::expiry_under;
use crate::text;
use crate::view::Expiry;
use crate::words::cut;

/// Items looked at.
const LOOKED_AT: usize = 5_000;
/// Items listed.
const LISTED: usize = 200;

impl Lab {
    /// When the items of a table would expire, if this attribute said so. It is a look and no call: it costs nothing.
    pub fn expiries(&self, table: &str, attribute: &str) -> Expiries {
        let world = self.session.world();
        let Some(info) = world.table(&self.region, table) else { return Expiries::default() };
        let order = text::names(info.schema.key());
        let mut looked = 0_u64;
        let mut found = Expiries::default();
        let mut dated: Vec<(u8, u64, String, Expiry)> = Vec::new();
        let mut look = |item: &Item| {
            looked += 1;
            let (rank, second, expiry) = match expiry_under(world, attribute, item) {
                Expiry::Never => {
                    found.without += 1;
                    return;
                }
                Expiry::Passed(second) => (0, second, Expiry::Passed(second)),
                Expiry::At(second) => (1, second, Expiry::At(second)),
                ignored @ Expiry::Ignored(_) => (2, 0, ignored),
            };
            let key = text::key(&info.schema.key_attributes(item), &order);
            dated.push((rank, second, cut(&key, 80), expiry));
        };
        for partition in &info.partitions {
            let collections =
                world.collections(&self.region, table, None, partition.id, LOOKED_AT, LOOKED_AT);
            collections.iter().flat_map(|collection| &collection.items).take(LOOKED_AT).for_each(&mut look);
        }
        value::sort_by(&mut dated, |a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
        found.more = dated.len().saturating_sub(LISTED) as u64;
        found.items = dated.into_iter().take(LISTED).map(|(.., key, expiry)| (key, expiry)).collect();
        found.unseen = info.item_count.saturating_sub(looked);
        found
    }
}
