//! Pages of `Query` and `Scan`: a visit to each partition in order, until the page is full or nothing is left.

use value::key::Key;
use value::{Attributes, Item};

use crate::output::Source;
use crate::read::{Order, ReadPlan};
use crate::rows::{KeyRange, Rows};
use crate::schema::pick;
use crate::units::{Access, Arm, Formula, READ_BLOCK, Reason, UnitLine, Units, blocks, read_rate};

/// Bytes of evaluated items that end a page, those fetched from the table for a local index included. The item
/// that reaches them is still in it.
pub const PAGE_SIZE: u64 = 1 << 20;
/// How many evaluated keys a page remembers for the trace.
pub const SEEN: usize = 128;

/// A page being read. Owned, so that visits to several partitions may lie apart in time.
#[derive(Clone, Debug, Default)]
pub struct Page {
    items: Vec<Item>,
    count: u64,
    scanned: u64,
    bytes: u64,
    partitions: u64,
    fetched_bytes: u64,
    fetched_blocks: u64,
    seen: Vec<Seen>,
    full: bool,
    last_key: Option<Attributes>,
}

/// An item or index entry that was evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its key in the table or index that was read.
    pub key: Key,
    /// Its bytes there.
    pub bytes: u64,
    /// Whether the filter let it through.
    pub returned: bool,
}

/// A page that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageResult {
    /// The items; absent for `Select=COUNT`.
    pub items: Option<Vec<Item>>,
    /// Items that passed the filter.
    pub count: u64,
    /// Items evaluated.
    pub scanned: u64,
    /// Where the next page starts: the last evaluated key, when evaluation stopped early.
    pub last_key: Option<Attributes>,
    /// The first [`SEEN`] evaluated items, in order.
    pub seen: Vec<Seen>,
    /// Bytes evaluated: whole items of a table, projected entries of an index.
    pub bytes: u64,
    /// Partitions visited.
    pub partitions: u64,
    /// What it costs.
    pub units: Units,
}

impl Page {
    /// Whether the page has reached its limit of items or bytes: no more visits.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Items evaluated so far.
    pub fn scanned(&self) -> u64 {
        self.scanned
    }

    /// The first [`SEEN`] evaluated items so far.
    pub fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// Bytes evaluated so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl ReadPlan<'_> {
    /// Reads what one partition has: `rows` of the table or index that the plan reads, as one replica sees
    /// them; `partition` the keys for which the replica stands. Partitions are visited in the order of reading,
    /// until the page is full.
    pub fn visit(&self, page: &mut Page, rows: &dyn Rows, partition: &KeyRange) {
        if page.full {
            return;
        }
        page.partitions += 1;
        let range = self.range.intersect(partition);
        let entries = match self.order {
            Order::Ascending => rows.forward(&range),
            Order::Descending => rows.backward(&range),
        };
        for (key, item) in entries {
            self.evaluate(page, key, item);
            if page.full {
                break;
            }
        }
    }

    /// Reads a whole page from rows that are in one place.
    pub fn page(&self, rows: &dyn Rows) -> PageResult {
        let mut page = Page::default();
        self.visit(&mut page, rows, &KeyRange::all());
        self.finish(page)
    }

    /// The answer and its price.
    pub fn finish(&self, page: Page) -> PageResult {
        let units = self.units(&page);
        PageResult {
            items: (!matches!(self.output, crate::output::Output::Count)).then_some(page.items),
            count: page.count,
            scanned: page.scanned,
            last_key: page.last_key,
            seen: page.seen,
            bytes: page.bytes,
            partitions: page.partitions,
            units,
        }
    }

    /// Charged first, filtered later.
    fn evaluate(&self, page: &mut Page, key: &Key, item: &Item) {
        let bytes = self
            .index
            .map_or_else(|| self.schema.charged_size(item), |(_, index)| index.projected_size(item));
        page.scanned += 1;
        page.bytes += bytes;
        if self.fetches() {
            let size = self.schema.charged_size(item);
            page.fetched_bytes += size;
            page.fetched_blocks += blocks(size, READ_BLOCK).max(1);
        }
        let returned = self.filter.is_none_or(|filter| match (self.source, self.index) {
            (Source::Entries, Some((_, index))) => filter.matches(&index.project(item)),
            _ => filter.matches(item),
        });
        if returned {
            page.count += 1;
            page.items.extend(self.output.of(item));
        }
        if page.seen.len() < SEEN {
            page.seen.push(Seen { key: key.clone(), bytes, returned });
        }
        page.full = self.size(page) >= PAGE_SIZE || self.limit.is_some_and(|limit| page.scanned >= limit);
        if page.full {
            page.last_key = Some(self.last_key(item));
        }
    }

    /// Whether items are fetched from the table.
    fn fetches(&self) -> bool {
        self.source == Source::Table
    }

    /// What counts towards [`PAGE_SIZE`]: entries whose items are fetched from the table count in whole blocks,
    /// as those items do.
    fn size(&self, page: &Page) -> u64 {
        if self.fetches() {
            (blocks(page.bytes, READ_BLOCK) + page.fetched_blocks) * READ_BLOCK
        } else {
            page.bytes
        }
    }

    fn last_key(&self, item: &Item) -> Attributes {
        let mut last = self.schema.key_attributes(item);
        if let Some((_, index)) = self.index {
            last.extend(pick(index.attribute_names(), item));
        }
        last
    }

    fn units(&self, page: &Page) -> Units {
        let mut units = Units::one(UnitLine {
            arm: self.arm().clone(),
            access: Access::Read,
            reason: Reason::Page,
            before: Some(page.bytes),
            after: Some(page.bytes),
            formula: Formula::read(page.bytes, page.partitions.max(1), self.consistent),
        });
        if self.fetches() && page.scanned > 0 {
            let bytes = page.fetched_bytes;
            units.lines.push(UnitLine {
                arm: Arm::Table,
                access: Access::Read,
                reason: Reason::Fetched,
                before: Some(bytes),
                after: Some(bytes),
                formula: Formula::Each {
                    items: page.scanned,
                    bytes,
                    block: READ_BLOCK,
                    blocks: page.fetched_blocks,
                    rate: read_rate(self.consistent),
                },
            });
        }
        units
    }
}
