//! How a table was used, by hash and time: what the heat map draws, and what it says in words.

use serde::{Deserialize, Serialize};
use trace::{Limit, SplitRefusal};
use world::{Capacity, HeatMap, IndexInfo, Knob, Knobs, PartitionInfo, Pool, TableInfo};

use crate::lab::Lab;
use crate::text;
use crate::view::{CapacityView, PoolView};
use crate::words::{count, cut, grouped, units};

/// Keys listed of a partition.
pub(crate) const KEYS: usize = 5;
/// The most partitions that are told of: each is a row of the table, and of the map if it is busy.
const BANDS: usize = 256;

/// A heat map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatView {
    /// The table's name.
    pub table: String,
    /// Seconds that a column stands for.
    pub seconds: u64,
    /// Virtual microseconds at which each column begins; spans without any use have none.
    pub times: Vec<u64>,
    /// Partitions of the table in key order, then those of its global indexes.
    pub bands: Vec<HeatBand>,
    /// Splits that were done, in order of time.
    pub splits: Vec<HeatSplit>,
    /// What there is to say, the worst first.
    pub messages: Vec<HeatMessage>,
    /// Read and write units a second that a partition can do.
    pub ceiling: (u64, u64),
    /// The newest column that is over, if one is: what happens now is told of it.
    pub whole: Option<usize>,
}

/// One partition's part of the map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatBand {
    /// `P1` … or `G1` …
    pub name: String,
    /// The global index that it belongs to.
    pub index: Option<String>,
    /// First and last hash.
    pub range: (u64, u64),
    /// Rows: equal parts of the hash range, at least one.
    pub rows: u64,
    /// Milli-units read in a second, column by column, in each the rows in order.
    pub read: Vec<u64>,
    /// The same of writes.
    pub write: Vec<u64>,
    /// Requests throttled, by column.
    pub throttled: Vec<u32>,
    /// The keys that are used most, noted while it is used much: key, and percent of the partition's use.
    pub keys: Vec<(String, u32)>,
}

/// A split.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatSplit {
    /// When.
    pub at: u64,
    /// The index, if it was one's partition.
    pub index: Option<String>,
    /// The partition that is no more.
    pub partition: String,
    /// Its heirs.
    pub heirs: Vec<String>,
}

/// What there is to say of a map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatMessage {
    /// Whether requests are throttled because of it.
    pub bad: bool,
    /// The partition that it is about.
    pub partition: String,
    /// What is the matter.
    pub headline: String,
    /// Why, and what comes of it.
    pub detail: String,
}

impl Lab {
    /// The heat map of a table.
    pub fn heat(&self, table: &str) -> Option<HeatView> {
        let world = self.session.world();
        let info = world.table(&self.region, table)?;
        let ceiling = ceiling(&world.config().knobs);
        let map = world.heat_map(&self.region, table, None)?;
        let globals: Vec<(&IndexInfo, HeatMap)> = info
            .indexes
            .iter()
            .filter(|index| index.global)
            .filter_map(|index| Some((index, world.heat_map(&self.region, table, Some(&index.name))?)))
            .collect();
        let maps = || std::iter::once(&map).chain(globals.iter().map(|(_, map)| map));
        let seconds = maps().map(|map| map.seconds).max().unwrap_or(1);
        let span = seconds.saturating_mul(1_000_000);
        let mut times: Vec<u64> =
            maps().flat_map(|map| &map.columns).map(|column| column.from / span * span).collect();
        times.sort_unstable();
        times.dedup();
        let mut view = HeatView { table: table.to_owned(), seconds, times, ceiling, ..HeatView::default() };
        let now = world.now();
        view.whole = view.times.iter().rposition(|at| at.saturating_add(span) <= now);
        self.add(&mut view, &info, None, &info.partitions, &map);
        for (index, map) in &globals {
            self.add(&mut view, &info, Some(&index.name), &index.partitions, map);
        }
        view.splits.sort_by_key(|split| split.at);
        view.messages = messages(&view, &info, &world.config().knobs);
        Some(view)
    }

    fn add(
        &self,
        view: &mut HeatView,
        info: &TableInfo,
        index: Option<&str>,
        partitions: &[PartitionInfo],
        map: &HeatMap,
    ) {
        let world = self.session.world();
        let order = match index.and_then(|name| info.schema.index(name)) {
            Some((_, index)) => text::names(index.key()),
            None => text::names(info.schema.key()),
        };
        for partition in partitions.iter().take(BANDS) {
            let hot = world.hot_keys(&self.region, &info.name, index, partition.id, KEYS);
            let mut band = band(view, partition, map);
            band.index = index.map(str::to_owned);
            band.keys = hot.iter().map(|hot| (named(hot, &order), hot.percent)).collect();
            view.bands.push(band);
        }
        view.splits.extend(map.splits.iter().map(|split| HeatSplit {
            at: split.at,
            index: index.map(str::to_owned),
            partition: split.partition.clone(),
            heirs: split.heirs.clone(),
        }));
    }
}

/// Read and write units a second that a partition serves.
pub(crate) fn ceiling(knobs: &Knobs) -> (u64, u64) {
    (knobs.amount(Knob::PartitionReadUnits), knobs.amount(Knob::PartitionWriteUnits))
}

/// A key in words; where there is no such item, its hash.
pub(crate) fn named(hot: &world::HotKey, order: &[&str]) -> String {
    let key = hot.key.as_ref().map(|key| cut(&text::key(key, order), 60));
    key.unwrap_or_else(|| format!("hash {:04X}…", hot.hash >> 48))
}

fn band(view: &HeatView, partition: &PartitionInfo, map: &HeatMap) -> HeatBand {
    let starts = rows(&map.rows, partition);
    let rows = starts.len().max(1);
    let places = view.times.len() * rows;
    let mut band = HeatBand {
        name: partition.name.clone(),
        range: (partition.from, partition.to),
        rows: rows as u64,
        read: vec![0; places],
        write: vec![0; places],
        throttled: vec![0; view.times.len()],
        ..HeatBand::default()
    };
    let span = view.seconds.saturating_mul(1_000_000);
    for column in &map.columns {
        let Ok(at) = view.times.binary_search(&(column.from / span * span)) else { continue };
        let mut last = usize::MAX;
        for (row, start) in starts.iter().enumerate() {
            let found = world::heat_row(&column.rows, start.0, start.1);
            let Some(cell) = column.cells.get(found) else { continue };
            let place = at * rows + row;
            band.read[place] += cell.read / view.seconds;
            band.write[place] += cell.write / view.seconds;
            if found != last {
                band.throttled[at] = band.throttled[at].saturating_add(cell.throttled);
            }
            last = found;
        }
    }
    band
}

/// The places with which the parts of a partition begin, at least one: hash, and boundaries inside of its item collection.
fn rows(rows: &[u64], partition: &PartitionInfo) -> Vec<(u64, u32)> {
    let first = world::heat_row(rows, partition.from, partition.inner.0);
    let last = world::heat_row(rows, partition.to, partition.inner.1);
    let place = |at: usize| {
        let hash = *rows.get(at)?;
        Some((hash, (at - rows.partition_point(|from| *from < hash)) as u32))
    };
    (first..=last).filter_map(place).collect()
}

/// The buckets of a table or index as the page draws them.
pub(crate) fn capacity(capacity: &Capacity) -> CapacityView {
    let pool = |pool: &Pool| PoolView {
        level: pool.level,
        rate: pool.rate,
        most: pool.most,
        limit: pool.limit.map_or("", Limit::name).to_owned(),
    };
    CapacityView { read: pool(&capacity.read), write: pool(&capacity.write) }
}

fn messages(view: &HeatView, info: &TableInfo, knobs: &Knobs) -> Vec<HeatMessage> {
    let mut found = Vec::new();
    let parts = info
        .indexes
        .iter()
        .filter(|index| index.global)
        .flat_map(|index| index.partitions.iter().map(move |partition| (Some(&*index.name), partition)));
    for (index, partition) in info.partitions.iter().map(|it| (None, it)).chain(parts) {
        let band =
            view.bands.iter().find(|band| band.name == partition.name && band.index.as_deref() == index);
        let Some(band) = band else { continue };
        found.extend(of_partition(view, band, partition, knobs));
    }
    for index in info.indexes.iter().filter(|index| index.pressed) {
        found.push(HeatMessage {
            bad: true,
            headline: format!("{} can't keep up with {}.", index.name, info.name),
            detail: format!(
                "{} wait for its write capacity, so writes that would add to them are refused.",
                count(index.waiting, "change")
            ),
            ..HeatMessage::default()
        });
    }
    let own = (&*info.name, None, &info.capacity);
    let globals = info.indexes.iter().filter(|index| index.global);
    let indexes = globals.map(|index| (&*index.name, Some(&*index.name), &index.capacity));
    for (name, index, capacity) in std::iter::once(own).chain(indexes) {
        found.extend(of_buckets(view, (name, index), capacity));
    }
    value::sort_by(&mut found, |a, b| b.bad.cmp(&a.bad));
    found
}

/// What is the matter with the buckets of a table or index as a whole: one is empty, or requests were throttled though no
/// partition of it is near its ceiling.
fn of_buckets(
    view: &HeatView,
    (name, index): (&str, Option<&str>),
    capacity: &Capacity,
) -> Option<HeatMessage> {
    let bands = || view.bands.iter().filter(|band| band.index.as_deref() == index);
    let recent = recent(view);
    let throttled: u64 = bands().map(|band| throttled(view, band, &recent, false)).sum();
    let empty = [("write", capacity.write), ("read", capacity.read)]
        .into_iter()
        .find(|(_, pool)| pool.level <= 0 && pool.rate > 0 && pool.limit != Some(Limit::Share));
    let headline = match (empty, throttled) {
        (None, 0) => return None,
        (Some((what, _)), 0) => format!("The {what} bucket of {name} is empty."),
        (Some((what, _)), some) => format!(
            "The {what} bucket of {name} is empty, and {} throttled in the last minute.",
            count(some, "request")
        ),
        (None, some) => format!(
            "{} of {name} throttled in the last minute while no partition was near its ceiling.",
            count(some, "request")
        ),
    };
    let mut detail = match empty {
        Some((_, pool)) => {
            format!("{} units a second flow in, and nothing is saved up.", units(pool.rate))
        }
        None if capacity.write.limit == Some(Limit::Share) => {
            "Each partition has a share of its own, and one had used it up, or a fault was ordered."
                .to_owned()
        }
        None => format!("The bucket of {name} as a whole was empty, or a fault was ordered."),
    };
    if throttled > 0 && empty.is_some() {
        detail.push_str(" The partitions have room: other keys or a split would not help.");
    }
    Some(HeatMessage { bad: true, headline, detail, ..HeatMessage::default() })
}

/// The columns of the last minute of the map.
fn recent(view: &HeatView) -> Vec<usize> {
    let last = view.times.last().copied().unwrap_or(0);
    (0..view.times.len()).filter(|&at| view.times[at] + 60_000_000 > last).collect()
}

/// The most that a band used in a second of these columns: milli-units read and written.
fn most_used(band: &HeatBand, columns: &[usize]) -> (u64, u64) {
    let rows = band.rows as usize;
    let most = |cells: &[u64]| {
        let column = |at: usize| cells.iter().skip(at * rows).take(rows).sum::<u64>();
        columns.iter().map(|&at| column(at)).max().unwrap_or(0)
    };
    (most(&band.read), most(&band.write))
}

/// From which part of its ceiling on a partition is hot, percent.
const NEAR: u64 = 80;

/// Whether a partition used nearly all of its ceiling in a second of these columns.
fn is_near(view: &HeatView, band: &HeatBand, columns: &[usize]) -> bool {
    let (read, write) = most_used(band, columns);
    share(read, view.ceiling.0).max(share(write, view.ceiling.1)) >= NEAR
}

/// Requests of a partition that were throttled in these columns: in those in which it was near its ceiling, or in the
/// others, in which another bucket was empty. A column that has only begun is taken to be as the ones before.
fn throttled(view: &HeatView, band: &HeatBand, columns: &[usize], near: bool) -> u64 {
    let whole = |at: usize| view.whole.is_some_and(|whole| at <= whole);
    let is_of =
        |at: usize| near == is_near(view, band, if whole(at) { std::slice::from_ref(&at) } else { columns });
    columns.iter().filter(|at| is_of(**at)).map(|&at| u64::from(band.throttled[at])).sum()
}

/// Milli-units as a part of units, percent.
fn share(milli: u64, most: u64) -> u64 {
    milli / (most.max(1) * 10)
}

/// What is the matter with a partition, if anything is: in this second, the one before, and the last minute of the map.
fn of_partition(
    view: &HeatView,
    band: &HeatBand,
    partition: &PartitionInfo,
    knobs: &Knobs,
) -> Option<HeatMessage> {
    let recent = recent(view);
    let (most_read, most_written) = most_used(band, &recent);
    let used = &partition.consumed;
    let read = used.second.0.max(used.latest.0).max(most_read);
    let write = used.second.1.max(used.latest.1).max(most_written);
    let (percent, knob, milli, most) = if share(write, view.ceiling.1) >= share(read, view.ceiling.0) {
        (share(write, view.ceiling.1), Knob::PartitionWriteUnits, write, view.ceiling.1)
    } else {
        (share(read, view.ceiling.0), Knob::PartitionReadUnits, read, view.ceiling.0)
    };
    let what = if knob == Knob::PartitionWriteUnits { "WCU" } else { "RCU" };
    // What is throttled in a partition that has room met another bucket: see `of_buckets`.
    let throttled = throttled(view, band, &recent, true);
    if percent < NEAR {
        return None;
    }
    let name = match &band.index {
        Some(index) => &format!("{} of {index}", partition.name),
        None => &partition.name,
    };
    let over = milli > most * 1_000;
    let used = if over {
        format!("{} {what} in one second, more than the {} that it can keep up", units(milli), grouped(most))
    } else {
        format!("{} of {} {what} a second", units(milli), grouped(most))
    };
    let headline = if throttled > 0 {
        format!("{name} is full: {used}, and {} throttled in the last minute.", count(throttled, "request"))
    } else {
        format!("{name} is hot: {used}.")
    };
    let mut detail = Vec::new();
    if let Some((key, percent)) = band.keys.first().filter(|(_, percent)| *percent >= 20) {
        detail.push(format!("{key} takes {percent} % of it."));
    }
    detail.push(why(knob, what, most, over));
    detail.push(match (partition.splitting, partition.refused) {
        (true, _) => "It is being split.".to_owned(),
        (false, Some(SplitRefusal::OneItem)) => {
            "A split can't help: it is one item, which is alone already.".to_owned()
        }
        (false, Some(SplitRefusal::Monotonic)) => {
            "A split can't help: every new key comes after all others.".to_owned()
        }
        (false, Some(SplitRefusal::LocalIndex)) => {
            "A split can't help: a local index keeps the item collection in one piece.".to_owned()
        }
        (false, None) => minutes(partition.hot_minutes.into(), knobs.amount(Knob::HeatChecks)),
    });
    Some(HeatMessage {
        bad: throttled > 0,
        partition: partition.name.clone(),
        headline,
        detail: detail.join(" "),
    })
}

/// Why a partition can't do more: whose figure it is, and how more than it was used.
fn why(knob: Knob, what: &str, most: u64, over: bool) -> String {
    let documented = u64::try_from(knob.default_value()).unwrap_or(0);
    let serves = if most == documented {
        format!("AWS documents {} {what} a second for each partition.", grouped(most))
    } else {
        format!(
            "Each partition serves {} {what} a second here: the knob {} says so, AWS documents {}.",
            grouped(most),
            knob.name(),
            grouped(documented)
        )
    };
    if over {
        serves + " Up to a second’s worth that it had saved up came on top (a model)."
    } else {
        serves
    }
}

/// Since when a partition is hot, as the look at each minute that is over found it.
fn minutes(hot: u64, checks: u64) -> String {
    let after = count(checks, "minute");
    match hot {
        0 => format!("If it is hot for {after} on end, it is split."),
        1 => format!(
            "The last minute that is over was hot, at least in part; after {after} on end it is split."
        ),
        hot => format!("The last {hot} minutes that are over were hot; after {after} on end it is split."),
    }
}

#[cfg(test)]
mod tests {
    use super::{minutes, rows, why};
    use world::{Knob, PartitionInfo};

    #[test]
    fn a_range_covers_at_least_one_row() {
        let starts = [0, 100, 200];
        let partition = |from, to| PartitionInfo { from, to, ..PartitionInfo::default() };
        let check = |(from, to), expected: &[u64]| {
            let expected: Vec<(u64, u32)> = expected.iter().map(|hash| (*hash, 0)).collect();
            assert_eq!(rows(&starts, &partition(from, to)), expected);
        };
        check((0, u64::MAX), &[0, 100, 200]);
        check((100, 199), &[100]);
        check((150, 150), &[100]);
        check((250, u64::MAX), &[200]);
    }

    #[test]
    fn a_ceiling_has_a_reason_and_minutes_are_those_that_are_over() {
        assert_eq!(
            why(Knob::PartitionWriteUnits, "WCU", 1_000, false),
            "AWS documents 1,000 WCU a second for each partition."
        );
        assert_eq!(
            why(Knob::PartitionReadUnits, "RCU", 20, true),
            "Each partition serves 20 RCU a second here: the knob partition.read_units says so, AWS documents 3,000. Up to a \
             second’s worth that it had saved up came on top (a model)."
        );
        assert_eq!(minutes(0, 5), "If it is hot for 5 minutes on end, it is split.");
        assert!(
            minutes(1, 5)
                .starts_with("The last minute that is over was hot, at least in part; after 5 minutes")
        );
        assert!(minutes(3, 5).starts_with("The last 3 minutes that are over were hot; after 5 minutes"));
    }

    #[test]
    fn partitions_that_share_an_item_collection_share_no_row() {
        let starts = [0, 100, 100, 200];
        let before = PartitionInfo { to: 100, ..PartitionInfo::default() };
        let behind = PartitionInfo { from: 100, to: u64::MAX, inner: (1, 0), ..PartitionInfo::default() };
        assert_eq!(rows(&starts, &before), [(0, 0), (100, 0)]);
        assert_eq!(rows(&starts, &behind), [(100, 1), (200, 0)]);
    }
}
