//! Inside the process: typed and JSON, against a bare map and against the peer.

use std::collections::BTreeMap;
use std::hint::black_box;

use anyhow::Result;
use api::dynamodb::Request;

use crate::data::{self, scattered};
use crate::engines::{Ours, Theirs};
use crate::table::{each, median, number};

/// Rounds, one after the other for each engine; the median counts.
const ROUNDS: usize = 3;

/// An operation: its name, how often it is done in a round, and its body.
struct Measured {
    name: &'static str,
    operation: &'static str,
    count: u64,
    body: Box<dyn Fn(u64) -> String>,
    /// How many times faster than the peer JSON should be.
    goal: f64,
}

/// Everything with so many items in the table.
pub(crate) fn bench(items: u64) -> Result<()> {
    println!(
        "\nIn the process: {} items of 1 KB, one global index, instant mode; nanoseconds an operation\n",
        number(items as f64)
    );
    let mut ours = Ours::new(items);
    let theirs = Theirs::new(items)?;
    bare(&mut ours, items);
    println!("\n{:<22}{:>12}{:>12}{:>14}{:>22}", "", "typed", "JSON", "dynoxide", "times faster (goal)");
    let one =
        |f: fn(u64) -> String| -> Box<dyn Fn(u64) -> String> { Box::new(move |n| f(scattered(n, items))) };
    for measured in [
        Measured { name: "GetItem", operation: "GetItem", count: 20_000, body: one(data::get), goal: 3.0 },
        Measured { name: "PutItem", operation: "PutItem", count: 20_000, body: one(data::put), goal: 5.0 },
        Measured {
            name: "UpdateItem",
            operation: "UpdateItem",
            count: 20_000,
            body: one(data::update),
            goal: 5.0,
        },
        Measured {
            name: "Query 100 of a GSI",
            operation: "Query",
            count: 500,
            body: one(data::query),
            goal: 5.0,
        },
        Measured {
            name: "Scan page",
            operation: "Scan",
            count: 50,
            body: Box::new(|_| data::scan()),
            goal: 5.0,
        },
        Measured {
            name: "BatchWriteItem of 25",
            operation: "BatchWriteItem",
            count: 500,
            body: Box::new(move |n| data::batch(n, items)),
            goal: 5.0,
        },
        Measured {
            name: "TransactWriteItems of 4",
            operation: "TransactWriteItems",
            count: 2_000,
            body: Box::new(move |n| data::transaction(n, items)),
            goal: 5.0,
        },
    ] {
        line(&measured, &mut ours, &theirs)?;
    }
    Ok(())
}

fn line(measured: &Measured, ours: &mut Ours, theirs: &Theirs) -> Result<()> {
    let Measured { name, operation, count, body, goal } = measured;
    let bodies: Vec<String> = (0..*count).map(body).collect();
    if api::parse(operation, bodies[0].as_bytes()).is_err() {
        println!("{name:<22}{:>12}", "not built yet");
        return Ok(());
    }
    let at = |n: u64| &bodies[n as usize];
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        let mut requests: Vec<Option<Request>> =
            bodies.iter().map(|body| api::parse(operation, body.as_bytes()).ok()).collect();
        times[0].push(each(*count, |n| {
            let request = requests[n as usize].take().expect("parsed above");
            black_box(ours.typed(operation, request));
        }));
        times[1].push(each(*count, |n| {
            black_box(ours.json(operation, at(n)));
        }));
        // The first of them shows whether it works at all.
        theirs.json(operation, at(0))?;
        times[2].push(each(*count, |n| {
            black_box(theirs.json(operation, at(n)).is_ok());
        }));
    }
    let [typed, json, peer] = times.map(median);
    let cell = format!("{:.1}x ({goal}x)", peer / json);
    println!("{name:<22}{:>12}{:>12}{:>14}{cell:>22}", number(typed), number(json), number(peer));
    Ok(())
}

/// Gets (copying the value) and puts on a bare map of the same size.
fn bare(ours: &mut Ours, items: u64) {
    let rows: Vec<(Vec<u8>, Vec<u8>)> = (0..items).map(data::bare).collect();
    let mut map: BTreeMap<Vec<u8>, Vec<u8>> = rows.iter().cloned().collect();
    let count = items.min(100_000);
    let requests = |operation: &str, body: fn(u64) -> String| -> Vec<Option<Request>> {
        let bodies = (0..count).map(|n| body(scattered(n, items)));
        bodies.map(|body| api::parse(operation, body.as_bytes()).ok()).collect()
    };
    let mut times = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        times[0].push(each(count, |n| {
            black_box(map.get(&rows[scattered(n, items) as usize].0).cloned());
        }));
        let mut gets = requests("GetItem", data::get);
        times[1].push(each(count, |n| {
            black_box(ours.typed("GetItem", gets[n as usize].take().expect("parsed")));
        }));
        times[2].push(each(count, |n| {
            let (key, value) = &rows[scattered(n, items) as usize];
            map.insert(key.clone(), value.clone());
        }));
        let mut puts = requests("PutItem", data::put);
        times[3].push(each(count, |n| {
            black_box(ours.typed("PutItem", puts[n as usize].take().expect("parsed")));
        }));
    }
    let [get, typed_get, put, typed_put] = times.map(median);
    println!("{:<22}{:>12}{:>12}{:>22}", "", "bare map", "typed", "of its speed (goal)");
    let share = |bare: f64, typed: f64| format!("{:.0} %", 100.0 * bare / typed);
    let cell = format!("{} (33 %)", share(get, typed_get));
    println!("{:<22}{:>12}{:>12}{cell:>22}", "get", number(get), number(typed_get));
    println!("{:<22}{:>12}{:>12}{:>22}", "put", number(put), number(typed_put), share(put, typed_put));
}
