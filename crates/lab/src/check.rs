//! What running a text would do, found out by running it on a copy.

use std::collections::{BTreeMap, BTreeSet};

use crate::job::console_error;
use crate::lab::Lab;
use crate::protocol::{Checked, Token, TokenKind};
use crate::sentences::cost;
use crate::words::{count, listed};

/// Calls that a forecast makes at most.
const MOST_CALLS: u32 = 40;
/// Partitions that a forecast names of one table.
const MOST_NAMED: usize = 6;

impl Lab {
    /// Reads console text without running it: its first fault, its colours, and what running it would touch and cost.
    pub fn check(&self, text: &str) -> Checked {
        let script = self.parse(text);
        let tokens = script
            .tokens
            .iter()
            .map(|token| Token { from: token.at.from, to: token.at.to, kind: kind(token.kind) })
            .collect();
        let error = script.fault().map(console_error);
        let forecast = if error.is_none() { self.forecast(text) } else { String::new() };
        Checked { commands: script.commands.len() as u64, error, forecast, tokens }
    }

    /// What running a text would touch and cost, in a sentence; empty when it makes no call.
    fn forecast(&self, text: &str) -> String {
        let mut copy = self.dry();
        copy.run(text);
        let whole = copy.step(MOST_CALLS).ran.is_some();
        let calls: Vec<_> = copy.history.iter().collect();
        let Some(first) = calls.first() else { return String::new() };
        let refused = calls.iter().find_map(|kept| {
            let error = kept.completion.result.as_ref().err()?;
            Some((kept.completion.operation.to_string(), error.name()))
        });
        if let (Some((_, name)), 1) = (&refused, calls.len()) {
            let cost = cost_of(&calls);
            let but = if cost.is_empty() { String::new() } else { format!(" and cost {cost} all the same") };
            return format!("Would be refused with {name}{but}.");
        }
        let mut parts = Vec::new();
        if calls.len() > 1 || !whole {
            let at_least = if whole { "" } else { "at least " };
            parts.push(format!("make {at_least}{}", count(calls.len() as u64, "call")));
        }
        let places = places(&calls);
        if !places.is_empty() {
            parts.push(format!("touch {places}"));
        }
        let cost = cost_of(&calls);
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
}

/// `P1 and P2 of Orders, G1 of ByStatus`.
fn places(calls: &[&crate::history::Kept]) -> String {
    let mut by_table: BTreeMap<String, BTreeSet<(usize, String)>> = BTreeMap::new();
    for touched in calls.iter().flat_map(|kept| &kept.completion.touched) {
        let whose = touched.index.as_deref().unwrap_or(&touched.table).to_owned();
        // By number: P2 comes before P10.
        by_table.entry(whose).or_default().insert((touched.partition.len(), touched.partition.clone()));
    }
    let named = by_table.into_iter().map(|(table, partitions)| {
        if partitions.len() > MOST_NAMED {
            return format!("{} partitions of {table}", partitions.len());
        }
        let names: Vec<String> = partitions.into_iter().map(|(_, name)| name).collect();
        format!("{} of {table}", listed(&names))
    });
    named.collect::<Vec<_>>().join(", ")
}

fn cost_of(calls: &[&crate::history::Kept]) -> String {
    let sum = calls.iter().fold((0, 0), |(read, write), kept| {
        let (r, w) = kept.completion.consumed();
        (read + r, write + w)
    });
    cost(sum.0, sum.1)
}

/// What an operation that touches no partition does.
fn control(operation: &str, target: &str) -> String {
    match operation {
        "CreateTable" => format!("create the table {target}"),
        "DeleteTable" => format!("delete the table {target} with all its items"),
        "DescribeTable" => format!("ask the control plane about {target}; it costs nothing"),
        _ => "ask the control plane; it costs nothing".to_owned(),
    }
}

fn kind(kind: console::TokenKind) -> TokenKind {
    match kind {
        console::TokenKind::Command => TokenKind::Command,
        console::TokenKind::Option => TokenKind::Option,
        console::TokenKind::String => TokenKind::String,
        console::TokenKind::Value => TokenKind::Value,
        console::TokenKind::Quiet => TokenKind::Quiet,
        console::TokenKind::Wrong => TokenKind::Wrong,
    }
}
