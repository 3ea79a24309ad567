//! A lesson made from what somebody did: the world until a call is its start, what was done since is its solution.

use std::fmt::Write as _;

use serde_json::{Value, json};
use session::{Input, Record};
use world::Act;

use super::retell::Teller;
use crate::lab::Lab;

/// Goals that are offered at most.
const MOST: usize = 12;

impl Lab {
    /// The text of a lesson whose steps begin with these calls. It wants words, and is proved like any other.
    pub(super) fn recorded(&self, from: &[u64]) -> Result<String, String> {
        let records = self.session.records().ok_or("The beginning of this world is no longer in memory.")?;
        let mut calls = 0;
        let numbers: Vec<u64> = records
            .iter()
            .map(|record| {
                calls += u64::from(matches!(record.input, Input::Call { .. }));
                calls
            })
            .collect();
        // Where each step begins, and with which call.
        let place = |first: &u64| numbers.iter().position(|number| number >= first.max(&1));
        let mut begins = from.iter().map(place).collect::<Option<Vec<usize>>>().unwrap_or_default();
        begins.sort_unstable();
        begins.dedup();
        let Some(&begin) = begins.first() else {
            return Err("Nothing was done since then: choose an earlier call.".to_owned());
        };
        let name = &self.session.header().name;
        let mut text = format!(
            "lesson/1\nid: my-lesson\nheading: Made here\ntitle: {}\nabout: Say in a sentence what it is about.\nminutes: 5\nseed: {}\nlens: Data\n\n== start\n",
            if name.is_empty() { "My lesson" } else { name.trim_start_matches(super::WORLD) },
            self.session.header().seed,
        );
        let mut teller = Teller::new();
        text.push_str(&teller.tell(&records[..begin], records[begin].at, ""));
        text.push_str("lab idle\n");
        for (at, &begin) in begins.iter().enumerate() {
            let end = begins.get(at + 1).copied().unwrap_or(records.len());
            let until = records.get(end).map_or_else(|| self.session.now(), |record| record.at);
            let done = &records[begin..end];
            text.push_str("\n== step Say what is to be done\nTell the story here, a paragraph a line.\n");
            for (says, goal) in self.offers(done, numbers[begin]) {
                // Writing to a String cannot fail.
                let _ = writeln!(text, "goal: {says} => {goal}");
            }
            let solution = teller.tell(done, until, "    ");
            let _ = write!(text, "hint: Say what helps.\nsolution:\n{solution}why: Say why it works.\n");
        }
        text.push_str("\n== sheet\n- A line to take home.\n");
        Ok(text)
    }

    /// Goals that what was done would meet; the first call of it has this number.
    fn offers(&self, done: &[Record], first: u64) -> Vec<(String, String)> {
        let mut offers: Vec<(String, String)> = Vec::new();
        let mut next = first;
        for record in done {
            let (region, operation, body) = match &record.input {
                Input::Call { region, operation, body, .. } => (region, operation, body),
                Input::Act(act) => {
                    let offer = act_offer(act);
                    let offer = offer.map(|(says, goal)| (says.to_owned(), goal.to_owned()));
                    offers.extend(offer.filter(|offer| !offers.contains(offer)));
                    continue;
                }
                Input::Set { .. } => continue,
            };
            let kept = self.history.get(next);
            next += 1;
            if let Some(error) = kept.and_then(|kept| kept.completion.result.as_ref().err()) {
                let name = error.name();
                let offer =
                    (format!("{operation} was refused"), format!("call {operation} where error = {name}"));
                if !offers.contains(&offer) && offers.len() < MOST {
                    offers.push(offer);
                }
                continue;
            }
            let Ok(request) = serde_json::from_str::<Value>(body.text()) else { continue };
            let table = request.get("TableName").and_then(Value::as_str).unwrap_or_default();
            let key = match operation.as_str() {
                "PutItem" => self.session.world().table(region, table).map(|info| {
                    let names = crate::text::names(info.schema.key());
                    let item = request.get("Item");
                    names
                        .iter()
                        .map(|name| {
                            (
                                (*name).to_owned(),
                                item.and_then(|it| it.get(*name)).cloned().unwrap_or_default(),
                            )
                        })
                        .collect()
                }),
                "UpdateItem" | "DeleteItem" => request.get("Key").and_then(Value::as_object).cloned(),
                _ => None,
            };
            let offer = match key {
                Some(key) => {
                    let body = json!({ "TableName": table, "Key": key, "ConsistentRead": true });
                    let there = if operation == "DeleteItem" { "absent" } else { "there" };
                    (
                        format!("The item of {table} is {there}"),
                        format!("call {operation} also state GetItem {body} where Item is {there}"),
                    )
                }
                None => {
                    (format!("{operation} was called"), format!("call {operation} where error is absent"))
                }
            };
            if !offers.contains(&offer) && offers.len() < MOST {
                offers.push(offer);
            }
        }
        offers
    }
}

/// The goal that something other than a call would meet.
fn act_offer(act: &Act) -> Option<(&'static str, &'static str)> {
    match act {
        Act::Workload(world::workload::Order::Start(_)) => {
            Some(("The workload came to its end", "event WorkloadEnded"))
        }
        Act::Chaos(world::chaos::Order::Start(_)) => Some(("The fault was there", "event FaultStarted")),
        _ => None,
    }
}
