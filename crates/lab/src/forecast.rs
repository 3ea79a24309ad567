//! What running something would touch and cost, found out by running it on a copy.

use std::collections::{BTreeMap, BTreeSet};

use api::dynamodb::{Request, Response};
use value::Item;
use world::Completion;

use crate::detail::sum;
use crate::history::Kept;
use crate::lab::Lab;
use crate::protocol::{Forecast, Notation, PlaceView, Reply, Warning};
use crate::sentences::cost;
use crate::words::{count, listed};

/// Calls that a forecast makes at most.
const MOST_CALLS: u32 = 40;
/// Partitions that a sentence names of one table.
const MOST_NAMED: usize = 6;
/// Lines of a sum.
const MOST_LINES: usize = 30;
/// Attributes that a warning names.
const MOST_LOST: usize = 4;
/// Warnings given at most: a script would repeat them for each of its commands.
const MOST_WARNINGS: usize = 4;

impl Lab {
    /// What requests would do, one after the other, and the requests in every notation.
    pub fn forecast_reply(&self, requests: &[(String, String)]) -> Reply {
        let text: Vec<String> =
            requests.iter().map(|(operation, input)| format!("{operation} {input}")).collect();
        let mut notations: Vec<Notation> = Vec::new();
        for (operation, input) in requests {
            let shown = console::notations(operation, input, &self.region);
            for (at, shown) in shown.into_iter().enumerate() {
                match (notations.get_mut(at).map(|all| &mut all.code), shown.code) {
                    (None, code) => notations.push(Notation { name: shown.name.to_owned(), code }),
                    (Some(Ok(all)), Ok(code)) => {
                        all.push('\n');
                        all.push_str(&code);
                    }
                    (Some(all), code) => *all = code,
                }
            }
        }
        Reply::Forecast(Box::new(self.forecast(&text.join("\n"))), notations)
    }

    /// What running a text would touch and cost, found out on a copy of the world.
    pub fn forecast(&self, text: &str) -> Forecast {
        let mut copy = self.dry();
        copy.run(text);
        let progress = copy.step(MOST_CALLS);
        let whole = progress.ran.is_some();
        let calls: Vec<&Kept> = copy.history.iter().collect();
        let refused = progress.printed.into_iter().find_map(|printed| printed.error);
        if calls.is_empty() {
            return Forecast { refused, ..Forecast::default() };
        }
        let places = places(&calls);
        let mut sum = sum(calls.iter().map(|kept| &kept.completion));
        let totals = sum.iter().filter(|line| line.total).count();
        let lines = sum.len() - totals;
        let more_lines = lines.saturating_sub(MOST_LINES);
        sum.drain(lines - more_lines..lines);
        let mut warnings: Vec<Warning> = Vec::new();
        for text in calls.iter().flat_map(|kept| self.warn(kept, calls.len() == 1)) {
            let warning = Warning { text, fix: None };
            if warnings.len() < MOST_WARNINGS && !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        Forecast {
            says: says(&calls, &places, whole),
            warnings,
            places,
            sum,
            more_lines: more_lines as u64,
            calls: calls.len() as u64,
            refused,
        }
    }

    /// What should be known of a call before it is made.
    fn warn(&self, kept: &Kept, alone: bool) -> Vec<String> {
        let completion = &kept.completion;
        let Ok(response) = &completion.result else { return Vec::new() };
        let mut out = Vec::new();
        match kept.request() {
            Some(Request::Scan(scan)) => {
                let whose = scan.index.as_deref().unwrap_or(&scan.table.name);
                let partitions = count(partitions(completion) as u64, "partition");
                out.push(format!(
                    "This is a Scan of {partitions} of {whose}: every item on the way is read and charged, whatever comes out."
                ));
                out.extend(scan.filter.is_some().then(|| filtered(response)));
            }
            Some(Request::Query(query)) => out.extend(query.filter.is_some().then(|| filtered(response))),
            Some(Request::PutItem(_)) => out.extend(replaced(completion)),
            Some(Request::UpdateItem(_)) if before(completion).is_none() => {
                out.push("No item has this key: UpdateItem makes one.".to_owned());
            }
            Some(Request::DeleteItem(_)) if before(completion).is_none() => {
                out.push(
                    "No item has this key: nothing is deleted, and it costs the same as if there were."
                        .to_owned(),
                );
            }
            Some(Request::GetItem(_)) if before(completion).is_none() => {
                out.push("No item has this key; looking costs the least that a read can cost.".to_owned());
            }
            Some(Request::DeleteTable(_)) => {
                let info = self.session.world().table(&completion.region, &kept.target);
                if let Some(items) = info.map(|info| info.item_count).filter(|items| *items > 0) {
                    let go = if items == 1 { "goes" } else { "go" };
                    out.push(format!("Its {} {go} with it, at once and for good.", count(items, "item")));
                }
            }
            Some(Request::ExecuteStatement(_)) => {
                out.extend(
                    crate::plans::plan(kept, self.session.world()).filter(|plan| plan.contains("Scan")),
                );
            }
            _ => {}
        }
        if let Response::Page(page) = response
            && page.last_key.is_some()
            && alone
        {
            out.push(
                "There is more: this call answers one page, and the next begins at its LastEvaluatedKey."
                    .to_owned(),
            );
        }
        out
    }
}

/// The sentence.
fn says(calls: &[&Kept], places: &[PlaceView], whole: bool) -> String {
    let Some(first) = calls.first() else { return String::new() };
    let refused = calls.iter().find_map(|kept| {
        let error = kept.completion.result.as_ref().err()?;
        Some((kept.completion.operation.to_string(), error.name()))
    });
    if let (Some((_, name)), 1) = (&refused, calls.len()) {
        let cost = cost_of(calls);
        let but = if cost.is_empty() { String::new() } else { format!(" and cost {cost} all the same") };
        return format!("Would be refused with {name}{but}.");
    }
    let mut parts = Vec::new();
    if calls.len() > 1 || !whole {
        let at_least = if whole { "" } else { "at least " };
        parts.push(format!("make {at_least}{}", count(calls.len() as u64, "call")));
    }
    if !places.is_empty() {
        parts.push(format!("touch {}", named(places)));
    }
    let cost = cost_of(calls);
    if cost.is_empty() {
        if calls.len() == 1 && places.is_empty() {
            parts.push(control(&first.completion.operation, &first.target));
        }
    } else {
        parts.push(format!("cost {cost}"));
    }
    let refused = refused.map_or_else(String::new, |(operation, name)| {
        format!(" A {operation} among them would be refused with {name}.")
    });
    format!("Will {}.{refused}", listed(&parts))
}

/// The partitions touched, a table or index at a time, tables first.
fn places(calls: &[&Kept]) -> Vec<PlaceView> {
    let mut by_place: BTreeMap<(bool, String), BTreeSet<(usize, String)>> = BTreeMap::new();
    for touched in calls.iter().flat_map(|kept| &kept.completion.touched) {
        let name = touched.index.as_deref().unwrap_or(&touched.table).to_owned();
        // By number: P2 comes before P10.
        let partition = (touched.partition.len(), touched.partition.clone());
        by_place.entry((touched.index.is_some(), name)).or_default().insert(partition);
    }
    let place = |((index, name), partitions): ((bool, String), BTreeSet<(usize, String)>)| PlaceView {
        name,
        index,
        partitions: partitions.into_iter().map(|(_, name)| name).collect(),
    };
    by_place.into_iter().map(place).collect()
}

/// `P1 and P2 of Orders, G1 of the index ByStatus`.
fn named(places: &[PlaceView]) -> String {
    let named = places.iter().map(|PlaceView { name, index, partitions }| {
        let what = if *index { "the index " } else { "" };
        if partitions.len() > MOST_NAMED {
            format!("{} partitions of {what}{name}", partitions.len())
        } else {
            format!("{} of {what}{name}", listed(partitions))
        }
    });
    named.collect::<Vec<_>>().join(", ")
}

fn partitions(completion: &Completion) -> usize {
    let names: BTreeSet<&str> =
        value::set(completion.touched.iter().map(|touched| touched.partition.as_str()));
    names.len()
}

fn cost_of(calls: &[&Kept]) -> String {
    let sum = calls.iter().fold((0, 0), |(read, write), kept| {
        let (r, w) = kept.completion.consumed();
        (read + r, write + w)
    });
    cost(sum.0, sum.1)
}

/// What a filter costs.
fn filtered(response: &Response) -> String {
    let Response::Page(page) = response else { return String::new() };
    format!(
        "The filter is applied after the units are charged: {} read and charged, {} come back.",
        if page.scanned_count == 1 {
            "1 item is".to_owned()
        } else {
            format!("{} are", count(page.scanned_count, "item"))
        },
        page.count
    )
    .replace(", 1 come back", ", 1 comes back")
}

fn before(completion: &Completion) -> Option<&Item> {
    completion.images.first().and_then(|image| image.before.as_ref())
}

/// What `PutItem` replaces.
fn replaced(completion: &Completion) -> Option<String> {
    let image = completion.images.first()?;
    let (before, after) = (image.before.as_ref()?, image.after.as_ref()?);
    let lost: Vec<String> =
        before.names().filter(|name| after.get(name).is_none()).map(str::to_owned).collect();
    let lost = match lost.len() {
        0 => String::new(),
        1..=MOST_LOST => format!("; {} would be lost", listed(&lost)),
        many => format!("; {many} of its attributes would be lost"),
    };
    Some(format!("An item with this key exists: PutItem replaces it as a whole{lost}."))
}

/// What an operation that touches no partition does.
fn control(operation: &str, target: &str) -> String {
    match operation {
        "CreateTable" => format!("create the table {target}"),
        "DeleteTable" => format!("delete the table {target} with all its items"),
        "UpdateTable" => format!("change the table {target}; the change itself costs nothing"),
        "UpdateTimeToLive" => format!("change time to live of {target}; it costs nothing"),
        "DescribeTable" => format!("ask the control plane about {target}; it costs nothing"),
        _ => "ask the control plane; it costs nothing".to_owned(),
    }
}
