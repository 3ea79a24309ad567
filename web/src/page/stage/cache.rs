//! The cache between client and router: its nodes, and what it said to the call on the stage.

use lab::view::{CacheTrip, CacheView};
use yew::prelude::*;

use super::layout::{Plan, Rect};
use super::marks::{rect, text};
use crate::words::{cut, span};

/// Where the card stands: below the client, and on a phone in a row of its own.
#[inline(never)]
pub(super) fn place(plan: &Plan) -> Rect {
    let client = plan.client;
    if plan.measure.narrow {
        Rect { x: client.x, y: client.bottom() + 10, w: plan.frame.w, h: 46 }
    } else {
        // It ends above what comes below the table, however low that is.
        Rect { x: client.x, y: client.bottom() + 5, w: client.w, h: 58 }
    }
}

/// The way through the cache, corner by corner.
pub(super) struct Road {
    /// Where it leaves the client.
    pub(super) door: (i32, i32),
    pub(super) at_cache: (i32, i32),
    /// From the cache to the router's edge.
    pub(super) on: Vec<(i32, i32)>,
}

/// The way from the client to the cache and on to the router.
#[inline(never)]
pub(super) fn road(plan: &Plan) -> Road {
    let card = place(plan);
    if plan.measure.narrow {
        let (door, router) = (plan.client.middle().0, plan.router.middle().0);
        return Road {
            door: (door, plan.client.bottom()),
            at_cache: (door, card.y),
            on: vec![(router, card.y), (router, plan.router.bottom())],
        };
    }
    let door = (plan.client.x + 46, plan.client.bottom());
    let (turn, edge, low) = (plan.gate.x - 6, card.y + 20, plan.router.bottom() - 12);
    let on = vec![(card.right(), edge), (turn, edge), (turn, low), (plan.router.x, low)];
    Road { door, at_cache: (door.0, card.middle().1), on }
}

/// The card: which cache, its nodes, and what came of the call.
#[inline(never)]
pub(super) fn card(plan: &Plan, caches: &[CacheView], via: Option<&str>, trip: Option<&CacheTrip>) -> Html {
    let named = |name: &str| caches.iter().find(|cache| cache.via == name);
    let shown = trip.and_then(|trip| named(&trip.via)).or_else(|| via.and_then(named)).or(caches.first());
    let Some(cache) = shown else { return Html::default() };
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
    let Road { door, on, .. } = road(plan);
    let on = on.iter().enumerate().map(|(i, (x, y))| format!("{}{x} {y}", if i == 0 { "M" } else { "L" }));
    let road = format!("M{} {}V{}{}", door.0, door.1, at.y, on.collect::<String>());
    let fact = age.unwrap_or_else(|| {
        // Nodes remember the same but for what is on its way; one that is lost remembers nothing.
        let entries = cache.nodes.iter().map(|node| node.entries).max().unwrap_or(0);
        crate::words::count(entries, "entry", "entries")
    });
    // Name and nodes; verdict and fact stand below them, and on a phone beside them.
    let narrow = plan.measure.narrow;
    let (name, nodes, bar) = if narrow { (18, 26, 12) } else { (14, 20, 9) };
    let (x, lines) = if narrow { (at.right() - 8, [18, 36]) } else { (at.x + 8, [41, 53]) };
    let said = |line: usize, class: &'static str, words: String| {
        html! {
            <text x={x.to_string()} y={(at.y + lines[line]).to_string()} class={classes!(narrow.then_some("e"), class)}>{ words }</text>
        }
    };
    let (longest, widest) = if narrow { (24, 30) } else { (14, 14) };
    html! { <g role="img" aria-label={label.clone()} tabindex="-1" data-mark="" data-about="dax" class="told cachecard">
        <title>{ label }</title>
        <path d={road} class={if through { "croad on" } else { "croad" }}/>
        { rect(at, 6, "card ccard") }
        { text(at.x + 8, at.y + name, "B", cut(&format!("{kind} {}", cache.name), longest)) }
        { for cache.nodes.iter().take(11).enumerate().map(|(i, node)| {
            let answered = trip.is_some_and(|trip| trip.node == node.number);
            let class = classes!("cnode", node.primary.then_some("first"), (node.status != "available").then_some("gone"), answered.then_some("on"));
            let here = Rect { x: at.x + 8 + 7 * i as i32, y: at.y + nodes, w: 5, h: bar };
            rect(here, 1, class)
        }) }
        { said(0, class, cut(&format!("{glyph} {words}"), widest)) }
        { said(1, "k", fact) }
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
