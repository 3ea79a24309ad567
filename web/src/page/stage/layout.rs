//! Where everything on the stage stands: pure arithmetic on the stage's width and a table's shape.
//!
//! Cause flows from left to right, consequences fall below. Places depend on the width and on how many
//! partitions and indexes there are, never on what happens, so that nothing moves while one looks.

use std::ops::Range;

use lab::view::{
    CollectionView, Expiry, IndexView, ItemChip, Mark, PartitionView, RecordView, ShardView, StreamView,
    TableView,
};

/// Above so many partitions a row becomes one line; above so many, a tile beside others.
pub(super) const LINES_ABOVE: usize = 8;
pub(super) const TILES_ABOVE: usize = 16;
/// Above so many indexes their partitions are tiles, however few they are.
const INDEXES_ROOMY: usize = 3;

/// A rectangle in stage units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

impl Rect {
    pub(super) fn right(self) -> i32 {
        self.x + self.w
    }
    pub(super) fn bottom(self) -> i32 {
        self.y + self.h
    }
    pub(super) fn middle(self) -> (i32, i32) {
        (self.x + self.w / 2, self.y + self.h / 2)
    }
}

/// How a partition is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// With its collections.
    Card,
    /// Name, meter, copies.
    Line,
    /// Name, figure, meter and copies in little room, many beside each other.
    Tile,
}

/// A partition's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) at: Rect,
    pub(super) style: Style,
    /// Rows of collections that fit.
    pub(super) rows: usize,
}

/// An index's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexSlot {
    pub(super) frame: Rect,
    pub(super) parts: Vec<Slot>,
}

/// A stream's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StreamSlot {
    pub(super) frame: Rect,
    /// A lane for each shard that is drawn, by position among the stream's shards.
    pub(super) lanes: Vec<(usize, Rect)>,
    /// A row for each function that reads it.
    pub(super) functions: Vec<Rect>,
}

/// Sizes that differ between a desk and a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) narrow: bool,
    pub(super) chip_h: i32,
    pub(super) row: i32,
    /// Hundredths of a unit that a monospaced character takes.
    glyph: i32,
    /// Between the centres of two zones.
    pub(super) zone: i32,
    pub(super) radius: i32,
    /// The least width of a tile, and its height.
    tile: (i32, i32),
}

/// The meters of the rows of partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meters {
    /// Of writes and of reads, each from its place on, under its own heading.
    Both { write: i32, read: i32 },
    /// Of what is used the greater part of; its figure says which that is.
    One,
}

/// The whole stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) measure: Measure,
    pub(super) client: Rect,
    /// The frame around the stations; empty on a phone.
    pub(super) gate: Rect,
    pub(super) router: Rect,
    pub(super) admission: Rect,
    pub(super) frame: Rect,
    /// The hash ruler's x; the ruler runs from the first slot's top to the last one's bottom.
    pub(super) ruler: i32,
    /// Centres of the zones' columns.
    pub(super) zones: [i32; 3],
    pub(super) slots: Vec<Slot>,
    pub(super) meters: Meters,
    /// The baseline of what tiles' marks mean: the table's heading, or a line below it where there is no room beside.
    pub(super) key: i32,
    pub(super) indexes: Vec<IndexSlot>,
    pub(super) stream: Option<StreamSlot>,
}

impl Plan {
    /// The baseline of the table's heading.
    pub(super) fn heading(&self) -> i32 {
        self.frame.y + if self.measure.narrow { 18 } else { 19 }
    }

    /// Where what stands before the zones ends.
    pub(super) fn before_zones(&self) -> i32 {
        before(self.zones)
    }

    /// How far the words of the table's heading may go.
    pub(super) fn heading_end(&self) -> i32 {
        let tiled = self.slots.iter().all(|slot| slot.style == Style::Tile);
        match self.meters {
            Meters::Both { write, .. } => write - 8,
            Meters::One if !tiled || self.slots.is_empty() => self.before_zones(),
            Meters::One if self.key == self.heading() => self.frame.right() - 12 - KEY - 8,
            Meters::One => self.frame.right() - 12,
        }
    }
}

const DESK: Measure =
    Measure { narrow: false, chip_h: 18, row: 24, glyph: 670, zone: 46, radius: 11, tile: (86, 32) };
const PHONE: Measure =
    Measure { narrow: true, chip_h: 26, row: 36, glyph: 740, zone: 34, radius: 11, tile: (96, 44) };
/// Between two things that stand side by side below the table.
const GAP: i32 = 12;
/// Between two tiles.
const SEAM: i32 = 4;
/// Lanes drawn of a stream.
const LANES: usize = 6;
/// The height of a row for caches on a phone.
const CACHE_ROW: i32 = 58;
/// Below this width the stations stand above the table instead of beside it.
const BESIDE_FROM: i32 = 660;
/// What tiles' marks mean takes so much of a line, and a line of its own so much height.
const KEY: i32 = 256;
const KEY_LINE: i32 = 16;

impl Measure {
    /// Width of monospaced text.
    pub(super) fn text(self, text: &str) -> i32 {
        let glyphs: i32 = text.chars().map(|c| if (c as u32) < 0x1100 { 1 } else { 2 }).sum();
        (glyphs * self.glyph + 99) / 100
    }

    /// Width of words in the text's own letters.
    pub(super) fn words(self, words: &str) -> i32 {
        words.chars().count() as i32 * if self.narrow { 64 } else { 58 } / 10
    }

    /// The table's name as its heading shows it.
    pub(super) fn table_name(self, name: &str) -> String {
        crate::words::cut(name, if self.narrow { 18 } else { 30 })
    }

    /// A chip at its place.
    fn slot(self, chip: &ItemChip, at: Rect) -> ChipSlot<'_> {
        let room = (at.w - 6 - sign(chip)).max(0) * 100 / self.glyph;
        ChipSlot { chip, at, most: (room as usize).min(LABEL) }
    }

    /// Width of an item's chip: its label, and a sign when its time has passed.
    pub(super) fn chip(self, chip: &ItemChip) -> i32 {
        (self.text(&crate::words::cut(&chip.label, LABEL)) + 10 + sign(chip)).max(if self.narrow {
            44
        } else {
            36
        })
    }
}

/// What the sign of an item whose time has passed takes of its chip.
fn sign(chip: &ItemChip) -> i32 {
    if matches!(chip.expiry, Expiry::Passed(_)) { 12 } else { 0 }
}

/// A record's place on its lane.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RecordSlot<'a> {
    pub(super) record: &'a RecordView,
    pub(super) at: Rect,
}

/// The records that fit on a lane, oldest first and the newest at its end, and how many stay undrawn.
pub(super) fn records(shard: &ShardView, lane: Rect, measure: Measure) -> (Vec<RecordSlot<'_>>, u64) {
    let mut x = lane.right() - 6;
    let mut out = Vec::new();
    let all = shard.records.len();
    for (i, record) in shard.records.iter().enumerate().rev() {
        let w = measure.text(&record_verb(record)).max(measure.text(&crate::words::cut(&record.key, RECORD)))
            + 14;
        // What is left out is counted before the first record.
        let reserve = if i == 0 && shard.more == 0 { 0 } else { 66 };
        if x - w < lane.x + 6 + reserve && !out.is_empty() {
            break;
        }
        x -= w;
        out.push(RecordSlot { record, at: Rect { x, y: lane.y + 3, w: w - 4, h: lane.h - 6 } });
    }
    out.reverse();
    let left_out = shard.more + (all - out.len()) as u64;
    (out, left_out)
}

/// What a record says first: `INSERT`, or who removed the item.
pub(super) fn record_verb(record: &RecordView) -> String {
    if record.expired { format!("{} by TTL", record.verb) } else { record.verb.clone() }
}

/// The longest key that a record shows.
pub(super) const RECORD: usize = 18;

/// The longest label that a chip shows.
pub(super) const LABEL: usize = 14;

/// Plans the stage. `cached`: whether there are caches, which need a row of their own where it is narrow.
pub(super) fn plan(
    width: i32,
    table: &TableView,
    cached: bool,
    open: impl Fn(&PartitionView) -> bool,
) -> Plan {
    let width = width.max(300);
    if width < BESIDE_FROM {
        narrow(width, table, if cached { CACHE_ROW } else { 0 }, open)
    } else {
        wide(width, table, open)
    }
}

fn wide(width: i32, table: &TableView, open: impl Fn(&PartitionView) -> bool) -> Plan {
    let measure = DESK;
    let client = Rect { x: 14, y: 96, w: 92, h: 64 };
    let gate = Rect { x: 122, y: 66, w: 190, h: 150 };
    let router = Rect { x: gate.x + 7, y: 92, w: 70, h: 72 };
    let admission = Rect { x: router.right() + 6, y: 92, w: gate.right() - 7 - router.right() - 6, h: 72 };
    let frame_x = gate.right() + 16;
    let frame_w = width - 12 - frame_x;
    let key_line = key_line(frame_w, table, measure);
    let cards = Rect { x: frame_x + 32, y: 42 + key_line, w: frame_w - 44, h: 0 };
    let slots = slots(cards, &table.partitions, measure, table.sort_key.is_some(), true, open);
    let bottom = lowest(&slots).unwrap_or(cards.y + 60);
    let frame = Rect { x: frame_x, y: 10, w: frame_w, h: bottom + 8 - 10 };
    let zone_c = cards.right() - 26;
    let zones = [zone_c - 2 * measure.zone, zone_c - measure.zone, zone_c];
    let meters = meters(frame, &slots, zones, table, measure);
    let top = frame.bottom().max(gate.bottom()) + 14;
    let below = Rect { x: 14, y: top, w: width - 26, h: 0 };
    let (indexes, stream, end) = consequences(below, table, measure);
    let height = end.map_or(top - 2, |end| end + 12);
    Plan {
        width,
        height,
        measure,
        client,
        gate,
        router,
        admission,
        frame,
        ruler: frame_x + 20,
        zones,
        slots,
        meters,
        key: frame.y + 19 + key_line,
        indexes,
        stream,
    }
}

fn narrow(width: i32, table: &TableView, cache: i32, open: impl Fn(&PartitionView) -> bool) -> Plan {
    let measure = PHONE;
    let third = (width - 20 - 2 * 14) / 3;
    let station = |i: i32| Rect { x: 10 + i * (third + 14), y: 78, w: third, h: 52 };
    let key_line = key_line(width - 20, table, measure);
    let cards = Rect { x: 26, y: 170 + cache + key_line, w: width - 44, h: 0 };
    // A phone shows what matters and folds the rest.
    let few = table.partitions.len() <= 2;
    let slots = slots(cards, &table.partitions, measure, table.sort_key.is_some(), false, |p| few || open(p));
    let bottom = lowest(&slots).unwrap_or(cards.y + 48);
    let zone_c = cards.right() - 24;
    let zones = [zone_c - 2 * measure.zone, zone_c - measure.zone, zone_c];
    let frame = Rect { x: 10, y: 144 + cache, w: width - 20, h: bottom + 6 - 144 - cache };
    let meters = meters(frame, &slots, zones, table, measure);
    let below = Rect { x: 10, y: bottom + 14, w: width - 20, h: 0 };
    let (indexes, stream, end) = consequences(below, table, measure);
    Plan {
        width,
        height: end.unwrap_or(bottom) + 14,
        measure,
        client: station(0),
        gate: Rect::default(),
        router: station(1),
        admission: station(2),
        frame,
        ruler: 18,
        zones,
        slots,
        meters,
        key: frame.y + 18 + key_line,
        indexes,
        stream,
    }
}

/// Where what stands before the zones ends.
fn before(zones: [i32; 3]) -> i32 {
    zones[0] - 34
}

/// Both meters where they have room beside the widest name, and their headings beside the table's.
fn meters(frame: Rect, slots: &[Slot], zones: [i32; 3], table: &TableView, measure: Measure) -> Meters {
    let right = before(zones);
    let (write, read) = (right - 196, right - 92);
    let left = slots.first().map_or(0, |slot| slot.at.x + 10);
    let name = table.partitions.iter().map(|it| measure.text(&it.name)).max().unwrap_or(0);
    let title = measure.text(&measure.table_name(&table.name));
    let fits = left + name + 8 <= write && frame.x + 12 + title + 8 <= write;
    if fits && slots.iter().all(|slot| slot.style == Style::Card) && slots.len() <= LINES_ABOVE {
        Meters::Both { write, read }
    } else {
        Meters::One
    }
}

/// The height of a line for what tiles' marks mean, where it has no room in the heading.
fn key_line(frame_w: i32, table: &TableView, measure: Measure) -> i32 {
    let title = measure.text(&measure.table_name(&table.name)) + 7 + measure.words("64 of 1,000");
    let beside = !measure.narrow && title + 8 + KEY <= frame_w - 24;
    if beside || table.partitions.len() <= TILES_ABOVE { 0 } else { KEY_LINE }
}

/// What falls below the table: indexes on the left, the stream on the right, or below them where there is no room
/// beside. Also where the lowest of it ends, if there is anything.
fn consequences(
    area: Rect,
    table: &TableView,
    measure: Measure,
) -> (Vec<IndexSlot>, Option<StreamSlot>, Option<i32>) {
    let Some(view) = &table.stream else {
        let (slots, end) = indexes(area, &table.indexes, measure);
        return (slots, None, Some(end).filter(|_| !table.indexes.is_empty()));
    };
    if table.indexes.is_empty() {
        let slot = stream(area, view, measure);
        let end = slot.frame.bottom();
        return (Vec::new(), Some(slot), Some(end));
    }
    let beside = !measure.narrow && area.w >= BESIDE_FROM;
    let half = if beside { (area.w - GAP) / 2 } else { area.w };
    let (slots, end) = indexes(Rect { w: half, ..area }, &table.indexes, measure);
    let (x, y) = if beside { (area.x + half + GAP, area.y) } else { (area.x, end + GAP) };
    let slot = stream(Rect { x, y, w: area.right() - x, h: 0 }, view, measure);
    let end = end.max(slot.frame.bottom());
    (slots, Some(slot), Some(end))
}

/// Lanes for the shards that hold anything; the others fold into a count.
#[inline(never)]
fn stream(area: Rect, view: &StreamView, measure: Measure) -> StreamSlot {
    let (head, title, lane) = if measure.narrow { (34, 16, 52) } else { (30, 14, 38) };
    let drawn = view.shards.iter().enumerate().filter(|(_, shard)| !shard.records.is_empty());
    let mut y = area.y + head;
    let mut lanes = Vec::new();
    // Those that were closed long ago make room for those that go on.
    let drawn: Vec<usize> = drawn.map(|(i, _)| i).collect();
    for &i in drawn.get(drawn.len().saturating_sub(LANES)..).unwrap_or_default() {
        lanes.push((i, Rect { x: area.x + 12, y: y + title, w: area.w - 24, h: lane }));
        y += title + lane + 8;
    }
    if lanes.is_empty() {
        y += 20;
    }
    let mut functions = Vec::new();
    for mapping in &view.mappings {
        // Records that were not handed on, or in vain, are told in a line of their own.
        let h = if mapping.filtered + mapping.given_up + mapping.failure_count > 0 { 40 } else { 26 };
        functions.push(Rect { x: area.x + 12, y, w: area.w - 24, h });
        y += h + 6;
    }
    StreamSlot { frame: Rect { h: y + 4 - area.y, ..area }, lanes, functions }
}

/// Rows of collections that a partition of so many gets.
fn rows(partitions: &[PartitionView], sorted: bool) -> usize {
    let most = match partitions.len() {
        0 | 1 => 6,
        2 => 4,
        3 => 3,
        _ => 2,
    };
    let least = if partitions.len() == 1 { 3 } else { 2 };
    if !sorted {
        return least;
    }
    let wanted = partitions.iter().map(|partition| partition.collections.len()).max().unwrap_or(0);
    wanted.clamp(least, most)
}

/// Where the lowest of some slots ends.
pub(super) fn lowest(slots: &[Slot]) -> Option<i32> {
    slots.iter().map(|slot| slot.at.bottom()).max()
}

/// Tiles in rows, one after the other as one reads.
struct Tiles {
    area: Rect,
    columns: i32,
    size: (i32, i32),
}

impl Tiles {
    fn new(area: Rect, measure: Measure) -> Self {
        let columns = ((area.w + SEAM) / (measure.tile.0 + SEAM)).max(1);
        Self { area, columns, size: ((area.w + SEAM) / columns - SEAM, measure.tile.1) }
    }

    fn at(&self, n: i32) -> Rect {
        let (row, column) = (n / self.columns, n % self.columns);
        let (w, h) = self.size;
        Rect { x: self.area.x + column * (w + SEAM), y: self.area.y + row * (h + SEAM), w, h }
    }
}

fn slots(
    area: Rect,
    partitions: &[PartitionView],
    measure: Measure,
    sorted: bool,
    roomy: bool,
    open: impl Fn(&PartitionView) -> bool,
) -> Vec<Slot> {
    let count = partitions.len();
    let rows = rows(partitions, sorted);
    let card_h = if measure.narrow { 44 } else { 30 } + rows as i32 * measure.row;
    let mut y = area.y;
    if count > TILES_ABOVE {
        // What is open stands above the tiles, so that these stay in rows.
        let opened: Vec<bool> = partitions.iter().map(open).collect();
        let cards = opened.iter().filter(|open| **open).count() as i32;
        let tiles = Tiles::new(Rect { y: y + cards * (card_h + 5), ..area }, measure);
        let mut place = 0;
        let mut slot = |is_open: bool| {
            if is_open {
                y += card_h + 5;
                return Slot {
                    at: Rect { x: area.x, y: y - card_h - 5, w: area.w, h: card_h },
                    style: Style::Card,
                    rows,
                };
            }
            place += 1;
            Slot { at: tiles.at(place - 1), style: Style::Tile, rows }
        };
        return opened.into_iter().map(&mut slot).collect();
    }
    let mut out = Vec::with_capacity(count);
    for partition in partitions {
        let card = (roomy && count <= LINES_ABOVE) || open(partition);
        let (style, h, gap) = if card {
            (Style::Card, card_h, 5)
        } else {
            (Style::Line, if measure.narrow { 48 } else { 26 }, if measure.narrow { 6 } else { 3 })
        };
        out.push(Slot { at: Rect { x: area.x, y, w: area.w, h }, style, rows });
        y += h + gap;
    }
    out
}

fn indexes(area: Rect, indexes: &[IndexView], measure: Measure) -> (Vec<IndexSlot>, i32) {
    let columns = if !measure.narrow && indexes.len() > 1 && area.w >= 760 { 2 } else { 1 };
    let gap = GAP;
    let frame_w = (area.w - gap * (columns - 1)) / columns;
    let mut out: Vec<IndexSlot> = Vec::new();
    let mut tops = vec![area.y; columns as usize];
    for (i, index) in indexes.iter().enumerate() {
        let column = i % tops.len();
        let (x, y) = (area.x + column as i32 * (frame_w + gap), tops[column]);
        let inner = Rect { x: x + 10, y: y + 30, w: frame_w - 20, h: 0 };
        let count = index.partitions.len();
        let across = if columns == 1 && inner.w >= 520 && (2..=4).contains(&count) { 2 } else { 1 };
        let part_w = (inner.w - 6 * (across - 1)) / across;
        let sorted = index.keys.len() > 1;
        let wanted = index.partitions.iter().map(|p| p.collections.len()).max().unwrap_or(0);
        let rows = if sorted { wanted.clamp(1, [1, 4, 2].get(count).copied().unwrap_or(1)) } else { 1 };
        let dense = count > LINES_ABOVE || indexes.len() > INDEXES_ROOMY;
        let tiles = Tiles::new(inner, measure);
        let mut parts = Vec::with_capacity(count);
        let mut end = inner.y;
        for n in 0..count {
            if dense {
                let at = tiles.at(n as i32);
                end = at.bottom();
                parts.push(Slot { at, style: Style::Tile, rows });
                continue;
            }
            let (style, h) = (Style::Card, 26 + rows as i32 * measure.row + 4);
            let (row, col) = (n as i32 / across, n as i32 % across);
            let at = Rect { x: inner.x + col * (part_w + 6), y: inner.y + row * (h + 6), w: part_w, h };
            end = at.bottom();
            parts.push(Slot { at, style, rows });
        }
        let frame = Rect { x, y, w: frame_w, h: end + 10 - y };
        tops[column] = frame.bottom() + gap;
        out.push(IndexSlot { frame, parts });
    }
    let end = tops.into_iter().max().unwrap_or(area.y) - gap;
    (out, end)
}

/// A chip's place, and how many items are left out after it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ChipSlot<'a> {
    pub(super) chip: &'a ItemChip,
    pub(super) at: Rect,
    /// Characters of the label that have room in it.
    pub(super) most: usize,
}

/// A row of chips: an item collection, or for tables without a sort key simply the next items.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ChipRow<'a> {
    /// The collection, drawn as its key before the chips.
    pub(super) collection: Option<&'a CollectionView>,
    pub(super) baseline: i32,
    pub(super) chips: Vec<ChipSlot<'a>>,
    /// Items of this collection that are not drawn.
    pub(super) more: u64,
    /// Where the row's drawing ends.
    pub(super) end: i32,
}

/// How items that aren't drawn are counted.
pub(super) fn beyond_words(items: u64, measure: Measure) -> String {
    if measure.narrow {
        format!("+{}", crate::words::number(items))
    } else {
        format!("+{}", crate::words::count(items, "item", "items"))
    }
}

/// The width of the column in which a partition's name and the keys of its collections stand.
pub(super) fn key_column(partition: &PartitionView, rows: usize, width: i32, measure: Measure) -> i32 {
    let shown = partition.collections.iter().take(rows);
    let widest = shown.map(|c| measure.text(&crate::words::cut(&c.key, LABEL))).max().unwrap_or(0);
    (widest + 12).clamp(40, (width / 2).max(40))
}

/// The rows of chips of a partition, and the items that are not drawn.
pub(super) fn chip_rows(
    partition: &PartitionView,
    first: i32,
    area: Rect,
    rows: usize,
    sorted: bool,
    measure: Measure,
) -> (Vec<ChipRow<'_>>, u64) {
    let mut out = Vec::new();
    let mut drawn = 0;
    if sorted {
        let shown = partition.collections.iter().take(rows);
        // The last row leaves room for the count of items beyond those collections.
        let known: u64 = shown.clone().map(|c| c.items.len() as u64 + c.more).sum();
        let beyond = partition.item_count > known;
        let reserve = measure.text(&beyond_words(partition.item_count, measure)) + 8;
        let last_right = area.right() - if beyond { reserve } else { 0 };
        let last = shown.len().saturating_sub(1);
        let column = key_column(partition, rows, area.w, measure);
        for (i, collection) in shown.enumerate() {
            let y = first + i as i32 * measure.row;
            let mut x = area.x + column;
            let right = if i == last { last_right } else { area.right() };
            let mut chips = Vec::new();
            let shown = window(collection, right - x, measure);
            for chip in &collection.items[shown] {
                // Where the count has no room beside a legible chip, it lies over it.
                let end = if right - x < 60 { area.right() } else { right };
                let w = measure.chip(chip).min(end - x).max(20);
                chips.push(measure.slot(chip, Rect { x, y, w, h: measure.chip_h }));
                x += w + 4;
            }
            drawn += chips.len() as u64;
            // Where the rest of the partition is counted, this collection's rest is counted with it.
            let more = collection.more + (collection.items.len() - chips.len()) as u64;
            let more = if i == last && beyond { 0 } else { more };
            let baseline = y + measure.chip_h - (measure.chip_h - 9) / 2;
            out.push(ChipRow { collection: Some(collection), baseline, chips, more, end: x });
        }
    } else {
        let items: Vec<&ItemChip> = partition.collections.iter().flat_map(|c| &c.items).collect();
        let mut next = items.into_iter().peekable();
        for i in 0..rows {
            let y = first + i as i32 * measure.row;
            let mut x = area.x;
            let mut chips = Vec::new();
            // The last row leaves room for the count of what is not drawn.
            let right = if i + 1 == rows { area.right() - 76 } else { area.right() };
            while let Some(chip) = next.peek() {
                let w = measure.chip(chip);
                if x + w > right && !chips.is_empty() {
                    break;
                }
                chips.push(measure.slot(chip, Rect { x, y, w, h: measure.chip_h }));
                x += w + 4;
                next.next();
            }
            if chips.is_empty() {
                break;
            }
            drawn += chips.len() as u64;
            let baseline = y + measure.chip_h - (measure.chip_h - 9) / 2;
            out.push(ChipRow { collection: None, baseline, chips, more: 0, end: x });
        }
    }
    (out, partition.item_count.saturating_sub(drawn))
}

/// The items of a collection that fit into a width: the first ones, but never without the one that the call
/// in focus touched.
fn window(collection: &CollectionView, room: i32, measure: Measure) -> Range<usize> {
    let items = &collection.items;
    let width = |chip: &ItemChip| measure.chip(chip) + 4;
    let fit = |from: usize| {
        let mut left = room;
        let mut end = from;
        for (i, chip) in items.iter().enumerate().skip(from) {
            // What is left out is counted behind the last chip.
            let all = from == 0 && i + 1 == items.len() && collection.more == 0;
            let reserve = if all { 0 } else { 26 };
            if width(chip) - 4 + reserve > left && i > from {
                break;
            }
            left -= width(chip);
            end = i + 1;
        }
        from..end
    };
    let first = fit(0);
    let marked = items.iter().position(|chip| chip.mark != Mark::None);
    match marked {
        Some(marked) if marked >= first.end => {
            (1..=marked).map(&fit).find(|range| range.contains(&marked)).unwrap_or(marked..marked + 1)
        }
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(partitions: usize, collections: usize) -> TableView {
        let collection = CollectionView {
            key: "C#1042".into(),
            items: vec![ItemChip { label: "2026-11-18".into(), ..ItemChip::default() }; 5],
            more: 3,
            ..CollectionView::default()
        };
        let partition = PartitionView {
            collections: vec![collection; collections],
            item_count: 8 * collections as u64,
            ..PartitionView::default()
        };
        TableView {
            sort_key: Some(("OrderDate".into(), "S".into())),
            partitions: vec![partition; partitions],
            indexes: vec![
                IndexView { partitions: vec![PartitionView::default(); 2], ..IndexView::default() };
                3
            ],
            ..TableView::default()
        }
    }

    #[test]
    fn nothing_overlaps_or_leaves_the_stage() {
        for width in [320, 390, 583, 660, 702, 862, 1400] {
            for partitions in [1, 2, 4, 8, 9, 33, 200] {
                let plan = plan(width, &table(partitions, 4), false, |_| false);
                let bottom = lowest(&plan.slots).unwrap();
                for (i, slot) in plan.slots.iter().enumerate() {
                    let apart = |other: &Slot| {
                        slot.at.right() <= other.at.x
                            || other.at.right() <= slot.at.x
                            || slot.at.bottom() <= other.at.y
                            || other.at.bottom() <= slot.at.y
                    };
                    assert!(plan.slots[..i].iter().all(apart), "{width} {partitions}: {slot:?}");
                    assert!(
                        slot.at.x >= 0 && slot.at.right() <= plan.width,
                        "{width} {partitions}: {slot:?}"
                    );
                    assert!(slot.at.w >= 24 && slot.at.h >= 24, "{width} {partitions}: {slot:?}");
                }
                assert!(plan.indexes.iter().all(|i| i.frame.y > bottom && i.frame.bottom() <= plan.height));
                assert!(plan.zones[0] - 22 > plan.slots[0].at.x);
                assert!(plan.admission.right() <= plan.width && plan.router.right() < plan.admission.x);
            }
        }
    }

    #[test]
    fn headings_and_meters_agree() {
        let mut table = table(4, 1);
        table.name = "Orders".into();
        for (i, partition) in table.partitions.iter_mut().enumerate() {
            partition.name = format!("P{}", i + 1);
        }
        let at = |width, table: &TableView| plan(width, table, false, |_| false);
        // Beside the inspector on a large screen both meters have room, on a small one one has.
        assert!(matches!(at(848, &table).meters, Meters::Both { .. }));
        assert_eq!(at(732, &table).meters, Meters::One);
        // Whose name leaves no room for headings has none, and figures say their unit.
        table.name = "A table with quite a long name".into();
        assert_eq!(at(848, &table).meters, Meters::One);
        for width in 300..1400 {
            let plan = at(width, &table);
            let Meters::Both { write, read } = plan.meters else { continue };
            assert!(plan.slots.iter().all(|slot| slot.style == Style::Card), "{width}");
            let title = plan.frame.x + 12 + plan.measure.text(&plan.measure.table_name(&table.name));
            assert!(title < write && write < read && read < plan.before_zones(), "{width}");
        }
    }

    #[test]
    fn what_tiles_mean_never_lies_over_the_heading() {
        for name in ["Votes", "A table with quite a long name"] {
            let mut table = table(64, 1);
            table.name = name.into();
            for width in 300..1400 {
                let plan = plan(width, &table, false, |_| false);
                let title = plan.frame.x + 12 + plan.measure.text(&plan.measure.table_name(name));
                let beside = plan.key == plan.heading();
                assert!(!beside || title + 8 < plan.frame.right() - 12 - KEY, "{name} {width}");
                assert!(plan.slots.iter().all(|slot| slot.at.y > plan.key), "{name} {width}");
            }
        }
    }

    #[test]
    fn words_that_take_the_labels_place_have_the_chips_room() {
        let chip = ItemChip { label: "2026-11-18".into(), ..ItemChip::default() };
        for measure in [DESK, PHONE] {
            let w = measure.chip(&chip);
            let slot = measure.slot(&chip, Rect { x: 0, y: 0, w, h: measure.chip_h });
            assert!(slot.most >= chip.label.len() && slot.most as i32 * measure.glyph <= (w - 4) * 100);
        }
    }

    #[test]
    fn on_a_phone_a_cache_has_a_row_between_stations_and_table() {
        for width in [320, 390, 583] {
            let (without, with) =
                (plan(width, &table(4, 4), false, |_| false), plan(width, &table(4, 4), true, |_| false));
            let cache = crate::page::stage::cache::place(&with);
            assert!(cache.y > with.client.bottom() && cache.bottom() < with.frame.y, "{cache:?}");
            assert!(cache.x >= 0 && cache.right() <= with.width);
            assert_eq!(with.height - without.height, CACHE_ROW);
        }
    }

    #[test]
    fn chips_stay_inside_and_the_rest_is_counted() {
        let table = table(1, 3);
        let partition = &table.partitions[0];
        for width in [110, 120, 240, 600] {
            let area = Rect { x: 10, y: 0, w: width, h: 0 };
            let (rows, more) = chip_rows(partition, 30, area, 2, true, DESK);
            let drawn: usize = rows.iter().map(|row| row.chips.len()).sum();
            assert_eq!(rows.len(), 2);
            assert_eq!(more, partition.item_count - drawn as u64);
            for slot in rows.iter().flat_map(|row| &row.chips) {
                assert!(slot.at.right() <= area.right());
                assert!(DESK.text(&crate::words::cut(&slot.chip.label, slot.most)) <= slot.at.w, "{width}");
            }
        }
    }

    #[test]
    fn the_count_has_room_beside_a_chip_whose_time_has_passed() {
        let mut table = table(1, 1);
        let partition = &mut table.partitions[0];
        partition.item_count = 700;
        for chip in partition.collections.iter_mut().flat_map(|it| &mut it.items) {
            chip.label = "2026-11-24 12:30".to_owned();
            chip.expiry = Expiry::Passed(1);
        }
        for width in [200, 222, 240] {
            let area = Rect { x: 10, y: 0, w: width, h: 0 };
            let (rows, more) = chip_rows(partition, 30, area, 1, true, DESK);
            let last = rows[0].chips.last().expect("a chip").at.right();
            assert!(last + DESK.text(&beyond_words(more, DESK)) <= area.right(), "{width}: {last}");
        }
    }

    #[test]
    fn the_touched_item_is_always_shown() {
        let mut table = table(1, 1);
        let collection = &mut table.partitions[0].collections[0];
        collection.items[4].mark = Mark::Written;
        for room in [60, 120, 200, 300, 900] {
            let shown = window(collection, room, DESK);
            assert!(shown.contains(&4), "{room}: {shown:?}");
        }
        collection.items[4].mark = Mark::None;
        assert_eq!(window(collection, 200, DESK).start, 0);
    }

    #[test]
    fn many_partitions_fold() {
        let style = |n| plan(862, &table(n, 1), false, |_| false).slots[0].style;
        assert_eq!(style(8), Style::Card);
        assert_eq!(style(9), Style::Line);
        assert_eq!(style(16), Style::Line);
        assert_eq!(style(17), Style::Tile);
    }

    #[test]
    fn what_is_open_stands_above_the_tiles() {
        let mut table = table(64, 1);
        table.partitions[40].name = "P41".into();
        let plan = plan(862, &table, false, |partition| partition.name == "P41");
        assert_eq!(plan.slots[40].style, Style::Card);
        let above = plan.slots[40].at.bottom();
        assert!(plan.slots.iter().filter(|slot| slot.style == Style::Tile).all(|slot| slot.at.y > above));
        assert!(plan.slots[0].at.y == plan.slots[1].at.y && plan.slots[0].at.x < plan.slots[1].at.x);
    }
}
