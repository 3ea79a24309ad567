//! Lenses: the same stage with another emphasis. Nothing moves when the lens changes.

use lab::view::{CacheView, CallDetail, CopiesView, Expiry, IndexView, TableView};
use yew::prelude::*;

use crate::page::model::{Action, Lens};
use crate::page::shell::Hands;
use crate::words::{self, clock, count, number, units};

const ALL: [(Lens, &str, &str); 10] = [
    (Lens::Data, "Data", "data"),
    (Lens::Heat, "Heat", "heat"),
    (Lens::Indexes, "Indexes", "indexes"),
    (Lens::Streams, "Streams", "streams"),
    (Lens::Ttl, "TTL", "ttl"),
    (Lens::Capacity, "Capacity", "capacity"),
    (Lens::Replicas, "Replicas", "replicas"),
    (Lens::Transactions, "Transactions", "transactions"),
    (Lens::Caches, "Caches", "caches"),
    (Lens::Access, "IAM", "access"),
];

/// Pixels of its neighbours that are seen beside the button of the lens in place.
const AROUND: f64 = 36.0;

/// The class that a lens gives to the drawing.
pub(super) fn class(lens: Lens) -> String {
    let name = ALL.iter().find(|it| it.0 == lens).map_or("data", |it| it.2);
    format!("lens-{name}")
}

/// Whether a table has anything to see through a lens.
fn shows(lens: Lens, table: &TableView, caches: &[CacheView], guarded: bool) -> bool {
    match lens {
        Lens::Indexes => !table.indexes.is_empty(),
        Lens::Streams => table.stream.is_some(),
        Lens::Ttl => table.ttl.is_some(),
        Lens::Heat => table.capacity.is_some(),
        Lens::Caches => !caches.is_empty(),
        Lens::Access => guarded,
        _ => true,
    }
}

/// The lens that is in place: one through which there is nothing to see falls back to the data.
pub(super) fn in_place(lens: Lens, table: &TableView, caches: &[CacheView], guarded: bool) -> Lens {
    if shows(lens, table, caches, guarded) { lens } else { Lens::Data }
}

/// The bar of lenses.
pub(super) fn bar(lens: Lens, table: &TableView, caches: &[CacheView], guarded: bool, hands: &Hands) -> Html {
    html! {
        <div class="lenses" role="group" aria-label="Lens">
            <span class="mute">{ "Lens" }</span>
            { for ALL.iter().filter(|it| shows(it.0, table, caches, guarded)).map(|&(it, name, _)| {
                let press = hands.on(move || Action::Lens(it));
                html! { <button aria-pressed={(it == lens).to_string()} onclick={press}>{ name }</button> }
            }) }
        </div>
    }
}

/// Scrolls the bar of lenses, if it must, until the pressed one is seen.
pub(super) fn bring_its_button_in_sight(stage: &web_sys::Element) {
    let found = |what| stage.query_selector(what).ok().flatten();
    let (Some(bar), Some(button)) = (found(".lenses"), found(".lenses [aria-pressed=true]")) else { return };
    let (view, at) = (bar.get_bounding_client_rect(), button.get_bounding_client_rect());
    let (after, before) = (at.right() + AROUND - view.right(), view.left() + AROUND - at.left());
    let by = if after > 0.0 { after } else { -before.max(0.0) };
    bar.set_scroll_left(bar.scroll_left() + by as i32);
}

/// What is to be seen through a lens, in a sentence or two; the data speaks through the call in focus.
pub(super) fn says(lens: Lens, table: &TableView, focus: Option<&CallDetail>) -> Option<String> {
    match lens {
        Lens::Data | Lens::Caches | Lens::Access => None,
        Lens::Indexes => {
            let words: Vec<String> = table.indexes.iter().take(3).map(|it| index(it, table)).collect();
            Some(words.join(" "))
        }
        Lens::Streams => {
            let stream = table.stream.as_ref()?;
            let records = count(stream.record_count, "record", "records");
            let waiting =
                stream.shards.iter().flat_map(|it| &it.records).filter(|it| !it.readable).count() as u64;
            let way = match waiting {
                0 => String::new(),
                n => format!(", {} on the way", number(n)),
            };
            let leaves = stream.shards.iter().filter_map(|shard| shard.leaves).min();
            let edge = leaves.map_or_else(
                || "Each stays for 24 hours.".to_owned(),
                |left| format!("Each stays for 24 hours: the oldest leaves in {}.", words::duration(left.div_ceil(1_000_000) * 1_000_000)),
            );
            let readers = match stream.mappings.len() {
                0 => String::new(),
                n => format!(" {} by it.", count(n as u64, "function is invoked", "functions are invoked")),
            };
            Some(format!("{records} can be read in order{way}. {edge}{readers}"))
        }
        Lens::Ttl => {
            let ttl = table.ttl.as_ref()?;
            let pending = format!("{} by {}.", count(ttl.pending, "item expires", "items expire"), ttl.attribute);
            Some(match ttl.expired {
                0 => pending,
                n => format!("{pending} {} and can still be read: the sweep comes later.", count(n, "has expired", "have expired")),
            })
        }
        Lens::Heat => Some(heat(table)),
        Lens::Capacity => {
            // Where calls flow, a second that is over says more than the one that has begun.
            let steady = focus.is_none() && table.lately.is_some();
            let used = |it: &lab::view::PartitionView| if steady { (it.lately.0, it.lately.1) } else { it.consumed_this_second };
            let busiest = table.partitions.iter().max_by_key(|it| (used(it).1 * table.ceiling.0).max(used(it).0 * table.ceiling.1))?;
            let (read, write) = if steady {
                (table.used_lately.0, table.used_lately.1)
            } else {
                table.consumed_this_second
            };
            let when = match table.lately.filter(|_| steady) {
                None => "This second",
                Some((_, 1)) => "The last second",
                Some(_) => "Lately, a second",
            };
            let (most, serves) = (used(busiest), busiest.serves);
            let even = match table.provisioned {
                Some((r, w)) => format!("of {} RCU and {} WCU provisioned", number(r), number(w)),
                None => "on demand".to_owned(),
            };
            Some(format!(
                "{when}: {} RCU and {} WCU, {even}.{} The busiest partition{} is {}, {} of {} WCU and {} of {} RCU.",
                units(read), units(write), bucket(table), of_shown(table), busiest.name, units(most.1), units(serves.1), units(most.0), units(serves.0)
            ))
        }
        Lens::Replicas => {
            let CopiesView { count: copies, ill, zone, late, leaderless } = &table.copies;
            let all = if *ill > 0 || *leaderless > 0 {
                let down = match (ill, zone) {
                    (0, _) => String::new(),
                    (n, Some(zone)) => format!("{} of {} out of service: zone {zone}. ", number(*n), count(*copies, "copy is", "copies are")),
                    (n, None) => format!("{} of {} out of service. ", number(*n), count(*copies, "copy is", "copies are")),
                };
                let led = match *leaderless {
                    0 => "Every partition has a leader: writes and strongly consistent reads go on.".to_owned(),
                    n => format!(
                        "{} no leader now: neither writes nor strongly consistent reads there until one is elected.",
                        count(n, "partition has", "partitions have")
                    ),
                };
                down + &led
            } else if *late == 0 {
                "Every copy has applied everything: any of them answers the same now.".to_owned()
            } else {
                format!(
                    "{} behind: an eventually consistent read that meets one may be stale, a strongly consistent one asks the leader.",
                    count(*late, "copy is", "copies are")
                )
            };
            Some(match table.more_partitions {
                0 => all,
                more => format!("{all} {} not shown.", count(more, "more partition is", "more partitions are")),
            })
        }
        Lens::Transactions => Some(match focus.filter(|it| !it.actions.is_empty()) {
            Some(detail) => format!("Call {} holds {} together: all of them happen, or none.", number(detail.summary.id), count(detail.actions.len() as u64, "action", "actions")),
            None => "The call in focus is no transaction. TransactWriteItems, TransactGetItems and BEGIN … show their actions here.".to_owned(),
        }),
    }
}

/// Where a table has more partitions than are shown, what is said is about those.
fn of_shown(table: &TableView) -> &'static str {
    if table.more_partitions > 0 { " of those shown" } else { "" }
}

/// Which item goes next, and when. That deletions come within days is documented; just when is a model.
pub(super) fn next_to_go(table: &TableView, now: u64) -> Option<String> {
    let (at, key) = table.ttl.as_ref()?.next.first()?;
    Some(format!(
        " Next to go: {key}, in {} (just when is a model).",
        crate::words::span(at.saturating_sub(now))
    ))
}

/// What is saved up, or what a table on demand can do.
fn bucket(table: &TableView) -> String {
    let Some(capacity) = &table.capacity else { return String::new() };
    let level = |pool: &lab::view::PoolView| units(u64::try_from(pool.level).unwrap_or(0) / 1_000 * 1_000);
    let shares = capacity.write.limit == "share";
    if shares && capacity.write.most <= i64::try_from(capacity.write.rate).unwrap_or(0) {
        " Each partition has an even share and saves nothing up.".to_owned()
    } else if table.provisioned.is_some() {
        let each = if shares { ", each partition for itself" } else { "" };
        format!(
            " Saved up{each}: {} of {} WCU and {} of {} RCU.",
            level(&capacity.write),
            number(u64::try_from(capacity.write.most).unwrap_or(0) / 1_000),
            level(&capacity.read),
            number(u64::try_from(capacity.read.most).unwrap_or(0) / 1_000)
        )
    } else {
        format!(
            " It serves up to {} WCU and {} RCU a second at once.",
            number(capacity.write.rate / 1_000),
            number(capacity.read.rate / 1_000)
        )
    }
}

/// The partition that used the greatest part of what one serves, if any was used.
fn busiest(table: &TableView) -> Option<&lab::view::PartitionView> {
    let (reads, writes) = table.ceiling;
    let share = |it: &lab::view::PartitionView| (it.lately.1 * reads).max(it.lately.0 * writes);
    table.partitions.iter().max_by_key(|it| share(it)).filter(|it| share(it) > 0)
}

/// Which partition was used most in the newest span of the heat map that is over, and what was throttled in it.
fn heat(table: &TableView) -> String {
    let (reads, writes) = table.ceiling;
    let begun = || table.partitions.iter().any(|it| it.consumed_this_second != (0, 0));
    if table.lately.is_none() && begun() {
        return "The second in which something was read or written is not over. Let a second pass, and it is said here which partition was used most.".to_owned();
    }
    let Some((from, seconds)) = table.lately else {
        return format!(
            "Nothing was read from {0} or written to it in the last minute. The heat map in the dock shows what was before.",
            table.name
        );
    };
    let when = match seconds {
        0 | 1 => format!("In the second from {}", clock(from)),
        seconds => format!("In the {seconds} s from {}", clock(from)),
    };
    let throttled = table.used_lately.2;
    let splitting: Vec<&str> =
        table.partitions.iter().filter(|it| it.splitting).map(|it| it.name.as_str()).collect();
    let mut said = match busiest(table) {
        None if throttled == 0 => format!("{when} {} used nothing.", table.name),
        None => format!("{when} all requests were throttled."),
        Some(busiest) => {
            let (what, milli, most) = if busiest.lately.1 * reads >= busiest.lately.0 * writes {
                ("WCU", busiest.lately.1, writes)
            } else {
                ("RCU", busiest.lately.0, reads)
            };
            format!(
                "{when} {} was used most{}: {} of {} {what} a second.",
                busiest.name,
                of_shown(table),
                units(milli),
                number(most)
            )
        }
    };
    if throttled > 0 {
        said.push_str(&format!(" {} throttled.", count(throttled, "request was", "requests were")));
    }
    for index in table.indexes.iter().filter(|it| refused(it) > 0) {
        said.push_str(&format!(
            " {} throttled by {}.",
            count(refused(index), "request was", "requests were"),
            index.name
        ));
    }
    if !splitting.is_empty() {
        said.push_str(&format!(
            " {} being split.",
            splitting.join(", ") + if splitting.len() == 1 { " is" } else { " are" }
        ));
    }
    said
}

/// How often a query, or a write of the table, was refused because this index couldn't take it.
fn refused(index: &IndexView) -> u64 {
    index.partitions.iter().map(|it| u64::from(it.lately.2)).sum()
}

fn index(index: &IndexView, table: &TableView) -> String {
    let way = match index.queued {
        0 => String::new(),
        n => format!(", {} on the way", count(n, "change", "changes")),
    };
    format!(
        "{} holds {} of {}{way}.",
        index.name,
        number(index.entry_count),
        count(table.item_count, "item", "items")
    )
}

/// A chip's words under the lens of time to live, in place of its label.
pub(super) fn expiry(expiry: &Expiry, now: u64) -> String {
    let span = |seconds: u64| crate::words::span(seconds * 1_000_000);
    match expiry {
        Expiry::Never => "stays".to_owned(),
        Expiry::At(at) => format!("in {}", span(at.saturating_sub(now))),
        Expiry::Passed(at) => format!("{} over", span(now.saturating_sub(*at))),
        Expiry::Ignored(_) => "ignored".to_owned(),
    }
}

/// The same in a chip with room for so many characters: in full, the span alone, or that in the shortest units.
pub(super) fn short_expiry(expiry: &Expiry, now: u64, most: usize) -> String {
    let full = self::expiry(expiry, now);
    if full.chars().count() <= most {
        return full;
    }
    let seconds = match expiry {
        Expiry::At(at) => at.saturating_sub(now),
        Expiry::Passed(at) => now.saturating_sub(*at),
        Expiry::Never => return "∞".to_owned(),
        Expiry::Ignored(_) => return "–".to_owned(),
    };
    let span = words::span(seconds * 1_000_000);
    if span.chars().count() <= most {
        return span;
    }
    let (number, unit) = span.split_once(' ').unwrap_or((&span, ""));
    format!("{number}{}", unit.get(..1).unwrap_or_default())
}

/// The mark on the stage that a lens is about and that may lie below what is in sight.
pub(super) fn about(lens: Lens) -> Option<&'static str> {
    match lens {
        Lens::Indexes => Some(".of-frame"),
        Lens::Streams => Some(".of-stream"),
        _ => None,
    }
}

/// The partition that was used most, where the lens of heat names one.
pub(super) fn hottest(table: &TableView) -> Option<&str> {
    table.lately?;
    busiest(table).map(|it| it.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lens_needs_something_to_see() {
        let table = TableView::default();
        assert_eq!(in_place(Lens::Streams, &table, &[], false), Lens::Data);
        assert_eq!(in_place(Lens::Caches, &table, &[], false), Lens::Data);
        assert_eq!(in_place(Lens::Caches, &table, &[CacheView::default()], false), Lens::Caches);
        assert_eq!(in_place(Lens::Replicas, &table, &[], false), Lens::Replicas);
        assert_eq!(in_place(Lens::Access, &table, &[], false), Lens::Data);
        assert_eq!(in_place(Lens::Access, &table, &[], true), Lens::Access);
        assert_eq!(says(Lens::Data, &table, None), None);
        assert_eq!(class(Lens::Ttl), "lens-ttl");
    }

    #[test]
    fn heat_is_of_the_newest_span_that_is_over() {
        let partition = |name: &str, lately| lab::view::PartitionView {
            name: name.to_owned(),
            consumed_this_second: (9_000, 9_000),
            lately,
            ..lab::view::PartitionView::default()
        };
        let mut table = TableView {
            partitions: vec![partition("P1", (0, 20_000, 3)), partition("P2", (900_000, 4_000, 0))],
            lately: Some((61_000_000, 1)),
            used_lately: (900_000, 24_000, 3),
            ceiling: (3_000, 1_000),
            name: "Orders".to_owned(),
            ..TableView::default()
        };
        assert_eq!(
            heat(&table),
            "In the second from 00:01:01.000 P2 was used most: 900 of 3,000 RCU a second. 3 requests were throttled."
        );
        assert_eq!(hottest(&table), Some("P2"));
        let full = IndexView {
            name: "ByPrice".to_owned(),
            partitions: vec![partition("G1", (0, 0, 40))],
            ..IndexView::default()
        };
        let mut refused = TableView { indexes: vec![full], ..table.clone() };
        assert!(
            heat(&refused).ends_with(" 3 requests were throttled. 40 requests were throttled by ByPrice.")
        );
        refused.partitions.clear();
        refused.used_lately = (0, 0, 0);
        assert_eq!(
            heat(&refused),
            "In the second from 00:01:01.000 Orders used nothing. 40 requests were throttled by ByPrice."
        );
        table.more_partitions = 2;
        assert!(heat(&table).contains(" P2 was used most of those shown: 900 of "), "{}", heat(&table));
        table.lately = None;
        assert!(heat(&table).starts_with("The second in which something was read or written is not over."));
        for partition in &mut table.partitions {
            partition.consumed_this_second = (0, 0);
        }
        assert!(
            heat(&table).starts_with("Nothing was read from Orders or written to it in the last minute.")
        );
    }

    #[test]
    fn what_is_saved_up_is_a_pools_or_each_partitions_own() {
        let table = |limit: &str, seconds: i64| {
            let pool = |units: i64| lab::view::PoolView {
                level: units * 1_000,
                rate: units.unsigned_abs() * 1_000,
                most: units * seconds * 1_000,
                limit: limit.to_owned(),
            };
            let partition = |name: &str, write| lab::view::PartitionView {
                name: name.to_owned(),
                consumed_this_second: (0, write),
                serves: (1_250, 100_000),
                ..lab::view::PartitionView::default()
            };
            TableView {
                provisioned: Some((5, 400)),
                ceiling: (3_000, 1_000),
                partitions: vec![partition("P1", 2_000), partition("P2", 7_000)],
                consumed_this_second: (0, 9_000),
                capacity: Some(lab::view::CapacityView { read: pool(5), write: pool(400) }),
                ..TableView::default()
            }
        };
        for (limit, seconds, saved) in [
            ("provisioned", 300, "Saved up: 400 of 120,000 WCU and 5 of 1,500 RCU."),
            ("share", 1, "Each partition has an even share and saves nothing up."),
            ("share", 300, "Saved up, each partition for itself: 400 of 120,000 WCU and 5 of 1,500 RCU."),
        ] {
            assert_eq!(
                says(Lens::Capacity, &table(limit, seconds), None),
                Some(format!(
                    "This second: 0 RCU and 9 WCU, of 5 RCU and 400 WCU provisioned. {saved} The busiest partition \
                     is P2, 7 of 100 WCU and 0 of 1.25 RCU."
                ))
            );
        }
    }

    #[test]
    fn what_is_not_shown_is_said_of_copies() {
        let mut table = TableView::default();
        let all = says(Lens::Replicas, &table, None).expect("words");
        table.more_partitions = 136;
        let some = says(Lens::Replicas, &table, None);
        assert_eq!(some, Some(format!("{all} 136 more partitions are not shown.")));
        // A count is of all copies, with the zone where it is one.
        table.copies =
            CopiesView { count: 600, ill: 200, zone: Some("b".to_owned()), late: 7, leaderless: 0 };
        let lost = says(Lens::Replicas, &table, None).expect("words");
        assert!(
            lost.starts_with("200 of 600 copies are out of service: zone b. Every partition has a leader:"),
            "{lost}"
        );
        table.copies = CopiesView { count: 600, ill: 400, zone: None, late: 7, leaderless: 12 };
        let lost = says(Lens::Replicas, &table, None).expect("words");
        assert!(
            lost.starts_with("400 of 600 copies are out of service. 12 partitions have no leader now:"),
            "{lost}"
        );
    }

    #[test]
    fn time_to_live_is_said_in_the_units_of_people() {
        assert_eq!(expiry(&Expiry::At(172_800), 0), "in 48 h");
        assert_eq!(expiry(&Expiry::Passed(0), 90), "1 min over");
        assert_eq!(expiry(&Expiry::Never, 5), "stays");
    }

    #[test]
    fn time_to_live_is_said_in_the_room_that_a_chip_has() {
        let years = Expiry::At(2_363 * 86_400);
        assert_eq!(short_expiry(&years, 0, 12), "in 6.5 years");
        assert_eq!(short_expiry(&years, 0, 11), "6.5 years");
        assert_eq!(short_expiry(&years, 0, 8), "6.5y");
        assert_eq!(short_expiry(&Expiry::Passed(0), 90, 4), "1m");
        assert_eq!(short_expiry(&Expiry::At(729 * 86_400), 0, 4), "729d");
        assert_eq!(short_expiry(&Expiry::Never, 0, 4), "∞");
        assert_eq!(short_expiry(&Expiry::Never, 0, 5), "stays");
    }
}
