//! The cache between client and router: its nodes, and what it said to the call on the stage.

use lab::view::{CacheTrip, CacheView};
use yew::prelude::*;

use super::layout::{Plan, Rect};
use super::marks::{rect, text};
use crate::words::{cut, span};

/// Where the card stands: it ends above what comes below the table, however low that is.
pub(super) fn place(plan: &Plan) -> Rect {
    Rect { x: plan.client.x, y: plan.client.bottom() + 5, w: plan.client.w, h: 58 }
}

/// The card below the client: which cache, its nodes, and what came of the call.
pub(super) fn card(plan: &Plan, caches: &[CacheView], via: Option<&str>, trip: Option<&CacheTrip>) -> Html {
    let named = |name: &str| caches.iter().find(|cache| cache.via == name);
    let shown = trip.and_then(|trip| named(&trip.via)).or_else(|| via.and_then(named)).or(caches.first());
    let Some(cache) = shown.filter(|_| !plan.measure.narrow) else { return Html::default() };
    let at = place(plan);
    let trip = trip.filter(|trip| trip.via == cache.via);
    let (glyph, words, class) = match trip.map(|trip| trip.outcome.as_str()) {
        Some("hit") => ("◆", "hit", "okt B"),
        Some("negative") => ("◆", "hit: no item", "okt B"),
        Some("miss") => ("◇", "miss", "rt B"),
        Some("part") => ("◈", "part of it", "rt B"),
        Some("pass") => ("→", "passed", "s"),
        Some("stored") => ("◆", "stored", "wt B"),
        Some("throttled") => ("!", "throttled", "bt B"),
        _ => ("", if cache.status == "available" { "ready" } else { cache.status.as_str() }, "s"),
    };
    let age =
        trip.filter(|trip| trip.age.is_some()).map(|trip| format!("{} old", span(trip.age.unwrap_or(0))));
    let kind = if cache.via.starts_with("dax:") { "DAX" } else { "Cache" };
    let label = format!(
        "{kind} {}: {words}{}. {}",
        cache.name,
        age.as_ref().map(|age| format!(", {age}")).unwrap_or_default(),
        if via == Some(cache.via.as_str()) { "Commands go through it." } else { "Commands go past it." }
    );
    let through = via == Some(cache.via.as_str()) || trip.is_some();
    let (from, to) = ((plan.client.x + 46, plan.client.bottom()), (plan.router.x, plan.router.bottom() - 12));
    let road = format!(
        "M{} {}V{}M{} {}H{}V{}H{}",
        from.0,
        from.1,
        at.y,
        at.right(),
        at.y + 20,
        plan.gate.x - 6,
        to.1,
        to.0
    );
    html! { <g role="img" aria-label={label.clone()} tabindex="-1" data-mark="" data-about="dax" class="told cachecard">
        <title>{ label }</title>
        <path d={road} class={if through { "croad on" } else { "croad" }}/>
        { rect(at, 6, "card ccard") }
        { text(at.x + 8, at.y + 14, "B", cut(&format!("{kind} {}", cache.name), 14)) }
        { for cache.nodes.iter().take(11).enumerate().map(|(i, node)| {
            let answered = trip.is_some_and(|trip| trip.node == node.number);
            let class = classes!("cnode", node.primary.then_some("first"), (node.status != "available").then_some("gone"), answered.then_some("on"));
            let here = Rect { x: at.x + 8 + 7 * i as i32, y: at.y + 20, w: 5, h: 9 };
            rect(here, 1, class)
        }) }
        { text(at.x + 8, at.y + 41, class, cut(&format!("{glyph} {words}"), 13)) }
        { text(at.x + 8, at.y + 53, "k", age.unwrap_or_else(|| {
            // Nodes remember the same but for what is on its way; one that is lost remembers nothing.
            let entries = cache.nodes.iter().map(|node| node.entries).max().unwrap_or(0);
            crate::words::count(entries, "entry", "entries")
        })) }
    </g> }
}

/// What the lens of caches says.
pub(super) fn says(caches: &[CacheView], trip: Option<&CacheTrip>) -> String {
    let through =
        |trip: &CacheTrip| caches.iter().find(|cache| cache.via == trip.via).map(|it| it.name.clone());
    match trip.and_then(|trip| through(trip).map(|name| (trip, name))) {
        Some((trip, name)) => match (trip.outcome.as_str(), trip.age) {
            ("hit", Some(age)) => format!(
                "This answer came out of {name}, where it was {} old: nobody asked the table.",
                span(age)
            ),
            ("negative", Some(age)) => format!(
                "{name} remembered for {} that there is no such item: nobody asked the table.",
                span(age)
            ),
            ("miss", _) => {
                format!("{name} did not have it: the table was asked, and the answer is remembered.")
            }
            ("part", _) => format!("{name} had a part of the batch: the table was asked for the rest."),
            ("pass", _) => format!("{name} had nothing to say to this: it went on as it was."),
            ("stored", _) => format!(
                "The table was written first, then {name}: reads through it see it. Cached pages stay as they were."
            ),
            _ => format!("The call went through {name}."),
        },
        None => {
            let all: (u64, u64) = caches.iter().fold((0, 0), |sum, cache| {
                (sum.0 + cache.hits.0 + cache.hits.1, sum.1 + cache.misses.0 + cache.misses.1)
            });
            let stale = caches
                .iter()
                .flat_map(|cache| &cache.nodes)
                .flat_map(|node| &node.shown)
                .filter(|entry| entry.stale)
                .count();
            let stale = match stale {
                0 => "Nothing shown is older than its table.".to_owned(),
                n => format!(
                    "{} differ from their table by now.",
                    crate::words::count(n as u64, "entry", "entries")
                ),
            };
            match ratio(all) {
                Some(percent) => {
                    format!("{percent} % of reads that might be answered by a cache were. {stale}")
                }
                None => "The call in focus went past the caches.".to_owned(),
            }
        }
    }
}

/// Hits in percent of looks.
pub(crate) fn ratio((hits, misses): (u64, u64)) -> Option<u64> {
    (hits * 100).checked_div(hits + misses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_needs_looks() {
        assert_eq!((ratio((0, 0)), ratio((3, 1)), ratio((0, 5))), (None, Some(75), Some(0)));
    }

    #[test]
    fn the_lens_says_where_the_answer_came_from() {
        let cache =
            CacheView { name: "music".to_owned(), via: "dax:music".to_owned(), ..CacheView::default() };
        let trip = CacheTrip {
            via: "dax:music".to_owned(),
            outcome: "hit".to_owned(),
            age: Some(2_000_000),
            ..CacheTrip::default()
        };
        assert!(
            says(std::slice::from_ref(&cache), Some(&trip))
                .starts_with("This answer came out of music, where it was 2 s old")
        );
        assert_eq!(says(&[cache], None), "The call in focus went past the caches.");
    }
}
