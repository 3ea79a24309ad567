//! Calls and events as goals look at them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use trace::{Event, Kind, Names, write_event};
use world::{Completion, World};

use crate::detail::answer_json;

/// Bytes of an answer that goals can look into.
const MOST: usize = 100_000;

/// A call as goals look at it: `operation`, `table`, `index`, `partitions`, `error`, `message`, `read` and `write` (units),
/// `stale`, `cache`, `caller` (`user/kim`, where IAM was asked), `request`, `response`.
pub(super) fn deed(world: &World, completion: &Completion, body: &str, events: &[Event]) -> Value {
    let mut deed = Map::new();
    let mut say = |name: &str, value: Value| deed.insert(name.to_owned(), value);
    say("operation", completion.operation.to_string().into());
    let tables: BTreeSet<&str> = completion.touched.iter().map(|it| &*it.table).collect();
    if let Some(first) = completion.touched.first() {
        say("table", first.table.to_string().into());
        say("tables", tables.len().into());
    }
    let mut read_from = completion.touched.iter().filter(|it| !it.write);
    if let Some(index) = read_from.find_map(|it| it.index.as_deref()) {
        say("index", index.into());
    }
    let places: BTreeSet<_> =
        completion.touched.iter().map(|it| (&it.table, &it.index, &it.partition)).collect();
    say("partitions", places.len().into());
    let (read, write) = completion.consumed();
    say("read", units(read).into());
    say("write", units(write).into());
    say("stale", events.iter().any(|event| matches!(event.kind, Kind::StaleRead { .. })).into());
    if let Some(trip) = crate::caches::trip(world, events) {
        say("cache", trip.outcome.into());
    }
    if let Some(access) = &completion.access {
        let arn = &access.caller.arn;
        say("caller", arn.rsplit_once(':').map_or(arn.as_str(), |(_, name)| name).into());
    }
    if let Err(error) = &completion.result {
        say("error", error.name().into());
        say("message", error.message.clone().into());
    }
    if let Ok(request) = serde_json::from_str(body) {
        say("request", request);
    }
    let answer = answer_json(completion);
    if answer.len() <= MOST
        && let Ok(response) = serde_json::from_str(&answer)
    {
        say("response", response);
    }
    Value::Object(deed)
}

/// Milli-units in units, without zeros at the end.
pub(crate) fn units(milli: u64) -> String {
    let text = format!("{}.{:03}", milli / 1000, milli % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An event as goals look at it: its station and the members of its `refs` and `data` in trace/1.
pub(super) fn seen(event: &Event, names: &dyn Names) -> Value {
    let mut text = String::new();
    write_event(&mut text, event, names);
    let whole: Value = serde_json::from_str(&text).unwrap_or_default();
    let mut seen = Map::new();
    for part in ["refs", "data"] {
        if let Some(Value::Object(members)) = whole.get(part) {
            seen.extend(members.clone());
        }
    }
    seen.insert("station".to_owned(), event.station.name().into());
    Value::Object(seen)
}
