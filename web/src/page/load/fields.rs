//! The form's fields: a slider for a lecture, everything for an engineer.

use lab::view::TableView;
use yew::prelude::*;

use super::draft::{Draft, SKEW};
use crate::page::forms::fields::{Form, choices, held, into, on, select, text};

const OPERATIONS: &[(&str, &str)] = &[
    ("put", "put items"),
    ("get", "read items, eventually"),
    ("get-strong", "read items, strongly"),
    ("update", "update items"),
    ("put=1,get=9", "9 reads for a put"),
    ("query", "query item collections"),
    ("delete", "delete items"),
    ("scan", "scan pages"),
    ("transact", "change two items in a transaction"),
    ("transact-get", "read two items in a transaction"),
];
const RETRIES: &[(&str, &str)] = &[
    ("none", "give up"),
    ("legacy", "legacy: 10 tries"),
    ("standard", "standard: 3 tries"),
    ("adaptive", "adaptive: slow down"),
    ("immediate", "10 tries, no wait"),
    ("fixed", "10 tries, same wait"),
    ("full-jitter", "10 tries, full jitter"),
    ("conflicts", "jitter; conflicts, too"),
];
const LASTS: &[(&str, &str)] = &[
    ("10s", "10 seconds"),
    ("60s", "a minute"),
    ("5m", "5 minutes"),
    ("15m", "15 minutes"),
    ("1h", "an hour"),
];
const ARRIVALS: &[(&str, &str)] = &[
    ("constant", "steady"),
    ("ramp", "a ramp"),
    ("spike", "a spike in the middle"),
    ("diurnal", "up and down like a day"),
];
const KEYS: &[(&str, &str)] = &[
    ("uniform", "all alike"),
    ("zipf", "Zipf’s law"),
    ("hot", "one hot key"),
    ("sequential", "one after the other"),
    ("date", "the date"),
    ("sharded", "a key with suffixes"),
];
/// Options of the command, and the fields that they stand for.
const OPTIONS: &[(&str, &str)] = &[
    ("--rate", "Calls a second"),
    ("--for", "For"),
    ("--count", "Partition keys"),
    ("--sorts", "Sort keys each"),
    ("--size", "Item size"),
    ("--clients", "Clients"),
    ("--attempts", "Attempts"),
    ("--index-values", "Values of index keys"),
    ("--index", "Index that reads use"),
    ("--name", "Name"),
    ("--theta", "Theta"),
    ("--hot", "Percent for it"),
    ("--shards", "Shards"),
    ("--to", "Up to, a second"),
    ("--peak", "In it, a second"),
];
const BUCKETS: &[(&str, &str)] = &[("day", "day"), ("hour", "hour"), ("minute", "minute")];

/// What is wrong, told of a field instead of the command's option.
pub(super) fn named(sentence: &str) -> String {
    let says = sentence.strip_prefix("lab workload: ").unwrap_or(sentence);
    let field = OPTIONS
        .iter()
        .find_map(|(option, label)| Some((label, says.strip_prefix(option)?.strip_prefix(' ')?)));
    field.map_or_else(|| says.to_owned(), |(label, rest)| format!("“{label}” {rest}."))
}

pub(super) fn fields(form: &Form<Draft>, table: &TableView) -> Html {
    let draft = &form.0;
    html! { <>
        <div class="line">
            { text("load-rate", "Calls a second", &draft.rate, None, &into(form, |draft, text| draft.rate = text)) }
            { list("load-op", "What they do", &draft.op, OPERATIONS, &into(form, |draft, text| draft.op = text)) }
            { list("load-for", "For", &draft.lasts, LASTS, &into(form, |draft, text| draft.lasts = text)) }
            { list("load-retry", "When throttled", &draft.retry, RETRIES, &into(form, |draft, text| draft.retry = text)) }
        </div>
        if draft.full { { full(form, table) } } else { { skew(form) } }
        <button class="link" aria-expanded={draft.full.to_string()} onclick={on(form, |draft: &mut Draft| draft.full = !draft.full)}>
            { if draft.full { "One slider will do" } else { "Every option" } }
        </button>
    </> }
}

/// The slider.
fn skew(form: &Form<Draft>) -> Html {
    let place = form.0.skew.min(SKEW.len() - 1);
    let dispatch = form.dispatcher();
    let slide = Callback::from(move |event: InputEvent| {
        if let Some(place) = held(&event).and_then(|text| text.parse().ok()) {
            dispatch.dispatch(Box::new(move |draft: &mut Draft| draft.skew = place));
        }
    });
    html! {
        <div class="field load-skew">
            <label for="load-skew">{ "Skew: " }<b>{ SKEW[place].0 }</b></label>
            <input id="load-skew" type="range" min="0" max={(SKEW.len() - 1).to_string()} step="1"
                   value={place.to_string()} aria-valuetext={SKEW[place].0} oninput={slide}/>
            <div class="ends mute" aria-hidden="true"><span>{ "every key alike" }</span><span>{ "one hot key" }</span></div>
        </div>
    }
}

/// Everything.
fn full(form: &Form<Draft>, table: &TableView) -> Html {
    let draft = &form.0;
    let put = |put: fn(&mut Draft, String)| into(form, put);
    let line = |id: &'static str, label: &'static str, value: &str, to: fn(&mut Draft, String)| {
        text(id, label, value, None, &put(to))
    };
    html! { <>
        <div class="line">
            { select("load-keys", "Keys", &draft.keys, KEYS, &put(Draft::choose_keys)) }
            if draft.keys == "zipf" { { line("load-figure", "Theta", &draft.figure, |d, t| d.figure = t) } }
            if draft.keys == "hot" { { line("load-figure", "Percent for it", &draft.figure, |d, t| d.figure = t) } }
            if draft.keys == "sharded" { { line("load-figure", "Shards", &draft.figure, |d, t| d.figure = t) } }
            if draft.keys == "date" { { select("load-bucket", "Changes every", &draft.bucket, BUCKETS, &put(|d, t| d.bucket = t)) } }
            { line("load-count", "Partition keys", &draft.count, |d, t| d.count = t) }
            if table.sort_key.is_some() { { line("load-sorts", "Sort keys each (0: counts up)", &draft.sorts, |d, t| d.sorts = t) } }
        </div>
        <div class="line">
            { select("load-arrival", "Arrival", &draft.arrival, ARRIVALS, &put(|d, t| d.arrival = t)) }
            if draft.arrival == "ramp" { { line("load-other", "Up to, a second", &draft.other, |d, t| d.other = t) } }
            if draft.arrival == "spike" { { line("load-other", "In it, a second", &draft.other, |d, t| d.other = t) } }
            { line("load-size", "Item size", &draft.size, |d, t| d.size = t) }
            { line("load-clients", "Clients", &draft.clients, |d, t| d.clients = t) }
            <label class="check"><input type="checkbox" checked={draft.poisson}
                onchange={on(form, |draft: &mut Draft| draft.poisson = !draft.poisson)}/>{ "calls come by chance (Poisson)" }</label>
        </div>
        <div class="line">
            { line("load-attempts", "Attempts (empty: as the mode has it)", &draft.attempts, |d, t| d.attempts = t) }
            if !table.indexes.is_empty() {
                { line("load-values", "Values of index keys (0: none)", &draft.index_values, |d, t| d.index_values = t) }
                { line("load-index", "Index that reads use", &draft.index, |d, t| d.index = t) }
            }
            { line("load-name", "Name", &draft.name, |d, t| d.name = t) }
        </div>
    </> }
}

/// A list that also shows a value which was typed elsewhere.
fn list(id: &str, label: &str, value: &str, options: &[(&str, &str)], to: &Callback<String>) -> Html {
    let known = options.iter().any(|(name, _)| *name == value);
    html! {
        <div class="field">
            <label for={id.to_owned()}>{ label.to_owned() }</label>
            <select id={id.to_owned()} onchange={crate::page::forms::fields::chosen(to)}>
                { choices(value, options) }
                if !known { <option value={value.to_owned()} selected=true>{ value.to_owned() }</option> }
            </select>
        </div>
    }
}
