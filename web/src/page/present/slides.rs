//! What is presented one after the other: calls, and between them the moments that the timeline marks.

use lab::view::{PartitionView, RailKind, RailMark, Snapshot, TableView};
use yew::prelude::*;

use crate::page::model::Shared;
use crate::words::{clock, count, number};

/// Marks of one kind that follow each other within this time are one moment.
const APART: u64 = 60_000_000;
/// So long before the first refusal the table is shown as it fills up.
const BEFORE: u64 = 5_000_000;
/// Partitions that are drawn: the busiest.
const ROWS: usize = 5;

/// Something that is shown by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slide {
    Call(u64),
    Moment(Moment),
}

/// A moment of the world that is no call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) at: u64,
    what: What,
    /// How many it stands for, and until when.
    count: u64,
    until: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Fills,
    Throttled,
    Split,
    Fault,
    Expired,
}

fn what(kind: RailKind) -> Option<What> {
    match kind {
        RailKind::Throttle => Some(What::Throttled),
        RailKind::Split => Some(What::Split),
        RailKind::Fault => Some(What::Fault),
        RailKind::Expiry => Some(What::Expired),
        RailKind::Call | RailKind::Setting | RailKind::Failed => None,
    }
}

/// The moments that marks tell of, in the order of time.
fn moments(marks: &[RailMark]) -> Vec<Moment> {
    let mut out: Vec<Moment> = Vec::new();
    for mark in marks {
        let Some(what) = what(mark.kind) else { continue };
        match out.last_mut() {
            Some(last)
                if last.what == what
                    && what != What::Fault
                    && mark.at.saturating_sub(last.until) <= APART =>
            {
                last.until = mark.at;
                last.count += mark.count;
            }
            _ => out.push(Moment { at: mark.at, what, count: mark.count, until: mark.at }),
        }
    }
    if let Some(first) = out.iter().position(|it| it.what == What::Throttled)
        && let Some(at) = out[first].at.checked_sub(BEFORE)
    {
        out.insert(first, Moment { at, what: What::Fills, count: 0, until: at });
        out.sort_by_key(|it| it.at);
    }
    out
}

/// Everything that is presented of a world, in the order of time.
pub(super) fn slides(picture: &Snapshot) -> Vec<Slide> {
    let calls = picture.calls.iter().map(|call| (call.at, Slide::Call(call.id)));
    // Calls that are listed no more take what happened between them along.
    let from = picture.calls.first().map_or(0, |call| call.at);
    let moments = moments(&picture.rail).into_iter().filter(|it| it.at >= from);
    let mut all: Vec<(u64, Slide)> = calls.chain(moments.map(|it| (it.at, Slide::Moment(it)))).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, slide)| slide).collect()
}

fn load(partition: &PartitionView) -> u64 {
    partition.lately.0 + partition.lately.1
}

/// The table that a moment is about: the one that was refused most, then the busiest, then the largest.
fn table(tables: &[Shared<TableView>]) -> Option<&TableView> {
    let weight = |table: &TableView| {
        let refused: u64 =
            table.partitions.iter().map(|it| it.throttled_total.0 + it.throttled_total.1).sum();
        (refused, table.used_lately.0 + table.used_lately.1, table.item_count)
    };
    tables.iter().map(|table| &**table).max_by_key(|table| weight(table))
}

/// A moment as it is told: its headline and a sentence. Without tables only its time is known.
pub(super) fn told(moment: &Moment, tables: &[Shared<TableView>]) -> (String, String) {
    let Some(table) = table(tables) else { return (clock(moment.at), String::new()) };
    let busiest = table.partitions.iter().max_by_key(|it| (load(it), it.throttled_total.1));
    let (all, most) = (table.used_lately.0 + table.used_lately.1, busiest.map_or(0, load));
    let (name, hot) = (&table.name, busiest.map_or("", |it| it.name.as_str()));
    let share = (most * 100).checked_div(all).unwrap_or(0);
    let busy = if all == 0 {
        format!("{name} is asked for nothing.")
    } else {
        format!("{hot} takes {share}% of all units: its keys are hot, and the other partitions can't help.")
    };
    match moment.what {
        What::Fills => (format!("{name} fills up"), busy),
        What::Throttled => {
            let until = if moment.until > moment.at {
                format!(
                    " {} are throttled until {}.",
                    count(moment.count, "request", "requests"),
                    clock(moment.until)
                )
            } else {
                " A request is throttled.".to_owned()
            };
            (format!("{hot} refuses what is too much"), busy + &until)
        }
        What::Split => (
            "A partition is split".to_owned(),
            format!(
                "{name} has {} now. Each part has a ceiling of its own, and takes the keys that lie in it.",
                count(table.partition_count(), "partition", "partitions")
            ),
        ),
        What::Fault => {
            let down =
                table.partitions.iter().flat_map(|it| &it.replicas).filter(|it| it.ill == "down").count()
                    as u64;
            if down == 0 {
                ("Everything is up again".to_owned(), format!("All copies of {name} are up and catch up."))
            } else {
                (
                    "Something goes wrong".to_owned(),
                    format!(
                        "{} of {name} are down; where a majority is left, it goes on.",
                        count(down, "copy", "copies")
                    ),
                )
            }
        }
        What::Expired => (
            "Time is up".to_owned(),
            format!(
                "Time to live deletes {}; it costs no write units.",
                count(moment.count, "item", "items")
            ),
        ),
    }
}

/// The busiest partitions at a moment, in the order of their hashes.
pub(super) fn drawing(tables: &[Shared<TableView>]) -> Html {
    let Some(table) = table(tables) else { return Html::default() };
    let mut busiest: Vec<&PartitionView> = table.partitions.iter().collect();
    busiest.sort_by_key(|it| u64::MAX - load(it));
    busiest.truncate(ROWS);
    let most = busiest.first().map_or(0, |it| load(it)).max(1);
    busiest.sort_by_key(|it| it.from);
    let rest = table.partition_count() - busiest.len() as u64;
    html! {
        <div class="loads" role="group" aria-label={format!("Partitions of {}", table.name)}>
            <ol>{ for busiest.iter().map(|it| {
                let refused = it.throttled_total.0 + it.throttled_total.1;
                html! {
                    <li key={it.name.clone()} data-partition={it.name.clone()}>
                        <b>{ &it.name }</b>
                        <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                            <rect class="all" width="100" height="10"/>
                            <rect class={classes!("load", (it.lately.2 > 0).then_some("over"))} width={(load(it) * 100 / most).to_string()} height="10"/>
                        </svg>
                        <span>{ format!("{} units a second", number(load(it) / 1_000)) }</span>
                        <span class="refused">{ if refused > 0 { format!("{} refused", number(refused)) } else { count(it.item_count, "item", "items") } }</span>
                    </li>
                }
            }) }</ol>
            if rest > 0 { <p>{ format!("and {}", count(rest, "quieter partition", "quieter partitions")) }</p> }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lab::view::CallSummary;

    fn mark(at: u64, kind: RailKind) -> RailMark {
        RailMark { at: at * 1_000_000, kind, count: 1, call: 0 }
    }

    #[test]
    fn moments_stand_between_calls_and_marks_of_one_kind_are_one() {
        let call = |id, at: u64| CallSummary { id, at: at * 1_000_000, ..CallSummary::default() };
        let rail = vec![
            mark(1, RailKind::Call),
            mark(20, RailKind::Throttle),
            mark(21, RailKind::Throttle),
            mark(60, RailKind::Throttle),
            mark(70, RailKind::Split),
            mark(71, RailKind::Throttle),
            mark(90, RailKind::Fault),
            mark(95, RailKind::Fault),
        ];
        let picture = Snapshot { calls: vec![call(1, 1), call(2, 80)], rail, ..Snapshot::default() };
        let told: Vec<(u64, Option<What>, u64)> = slides(&picture)
            .into_iter()
            .map(|slide| match slide {
                Slide::Call(id) => (id, None, 0),
                Slide::Moment(it) => (it.at / 1_000_000, Some(it.what), it.count),
            })
            .collect();
        let expected = [
            (1, None, 0),
            (15, Some(What::Fills), 0),
            (20, Some(What::Throttled), 3),
            (70, Some(What::Split), 1),
            (71, Some(What::Throttled), 1),
            (2, None, 0),
            (90, Some(What::Fault), 1),
            (95, Some(What::Fault), 1),
        ];
        assert_eq!(told, expected);
    }
}
