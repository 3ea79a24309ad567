//! A function that a stream invokes, in the inspector: how far it is, what became of its batches, what was given up.

use lab::view::{MappingView, TableView};
use yew::prelude::*;

use super::closer;
use crate::page::model::{Action, Selection};
use crate::page::shell::Hands;
use crate::words::{clock, count, date, duration, number};

/// The mapping with this id.
#[inline(never)]
pub(super) fn mapping(table: &TableView, uuid: &str, close: &Callback<MouseEvent>, hands: &Hands) -> Html {
    let found = table.stream.as_ref().and_then(|stream| stream.mappings.iter().find(|it| it.uuid == uuid));
    let back = hands.on(|| Action::Select(Selection::Call));
    html! { <>
        <header>
            <h1>{ "Function" }<span class="sp"></span>{ closer(close) }</h1>
            <p>{ format!("Invoked by the stream of {}", table.name) }</p>
        </header>
        { match found {
            Some(mapping) => facts(mapping),
            None => html! { <p class="sec">{ "This mapping is gone." }</p> },
        } }
        <p class="foot"><button class="btn small" onclick={back}>{ "Back to the call" }</button></p>
    </> }
}

fn facts(it: &MappingView) -> Html {
    let batches: usize = it.places.iter().map(|place| place.batches.len()).sum();
    html! { <>
        <section class="sec"><p class="lead-in"><b class="mono">{ &it.function }</b>{ format!(" {}", it.does) }</p></section>
        <section class="sec" data-testid="mapping-facts"><dl class="facts">
            <dt>{ "State" }</dt><dd>{ &it.state }</dd>
            <dt>{ "Records done" }</dt><dd>{ number(it.done) }</dd>
            if it.filtered > 0 { <dt>{ "Left out by the filter" }</dt><dd>{ number(it.filtered) }</dd> }
            if it.given_up > 0 { <dt>{ "Records given up" }</dt><dd>{ number(it.given_up) }</dd> }
            <dt>{ "Invocations" }</dt><dd>{ format!("{}, {} failed", number(it.invokes), number(it.errors)) }</dd>
            if it.done > 0 { <dt>{ "IteratorAge" }</dt><dd>{ duration(it.age) }<span class="mute">{ ", of the last batch" }</span></dd> }
            <dt>{ "Batches under way" }</dt><dd>{ format!("{}, at most {} a shard", number(batches as u64), number(it.parallel.into())) }</dd>
        </dl></section>
        if it.places.iter().any(|place| place.waiting > 0) {
            <section class="sec"><h2>{ "What it still has to do" }</h2>
                <ul class="plain">{ for it.places.iter().filter(|place| place.waiting > 0).map(|place| html! {
                    <li>{ format!("{}: {}, the oldest waits for {}", place.partition, count(place.waiting, "record", "records"), duration(place.lag)) }
                        { for place.batches.iter().map(|(records, attempt, error)| html! { <p class="mute">{ batch(*records, *attempt, error) }</p> }) }
                    </li>
                }) }</ul>
            </section>
        }
        if !it.windows.is_empty() {
            <section class="sec" data-testid="windows"><h2>{ "Tumbling windows" }</h2>
                <ul class="plain">{ for it.windows.iter().map(|(partition, start, records, values, bytes)| html! {
                    <li>{ format!("{partition}, since {}: {} added up for {}, {} kept; it writes when the window is over", date(*start),
                        count(*records, "record", "records"), count(*values, "value", "values"), count(*bytes, "byte", "bytes")) }</li>
                }) }</ul>
            </section>
        }
        if !it.runs.is_empty() {
            <section class="sec"><h2>{ "Latest invocations" }</h2>
                <div class="sheet" tabindex="0" role="region" aria-label="Latest invocations"><table>
                    <thead><tr><th scope="col">{ "At" }</th><th scope="col">{ "Shard" }</th><th scope="col">{ "Records" }</th><th scope="col">{ "Result" }</th></tr></thead>
                    <tbody>{ for it.runs.iter().map(|run| html! { <tr>
                        <td class="mono">{ clock(run.at) }</td><td>{ &run.partition }</td><td class="mono">{ if run.ends_window { "end of window".to_owned() } else { number(run.records.into()) } }</td>
                        <td class={(!run.error.is_empty()).then_some("over")} title={run.error.clone()}>{ match (run.error.is_empty(), run.good) {
                            (true, _) if run.attempt == 1 => "done".to_owned(),
                            (true, _) => format!("done, attempt {}", run.attempt),
                            (false, 0) => format!("attempt {} failed", run.attempt),
                            (false, good) => format!("attempt {} failed after {good}", run.attempt),
                        } }</td>
                    </tr> }) }</tbody>
                </table></div>
            </section>
        }
        if !it.queue.is_empty() {
            <section class="sec" data-testid="failures"><h2>{ "Failure queue" }<span>{ count(it.failure_count, "message", "messages") }</span></h2>
                <p class="sub mono">{ &it.queue }</p>
                if it.failures.is_empty() {
                    <p class="mute">{ "Nothing was given up." }</p>
                } else {
                    <p class="sub">{ "A message says where the records lie, not what they hold: read them from the stream within the day." }</p>
                    // The newest lies open.
                    { for it.failures.iter().enumerate().map(|(i, (words, document))| html! {
                        <details open={i == 0}>
                            <summary>{ words }</summary>
                            <pre class="body" tabindex="0">{ document }</pre>
                        </details>
                    }) }
                }
            </section>
        }
        <section class="sec"><h2>{ "Settings" }</h2><dl class="facts">{ for it.settings.iter().map(|(name, value)| html! { <>
            <dt>{ name }</dt><dd class="mono">{ value }</dd>
        </> }) }</dl></section>
        <p class="model">{ "A model: how long a function runs, and how long Lambda waits before it tries again, AWS doesn't publish (lambda.duration, lambda.backoff)." }</p>
    </> }
}

/// A batch under way, in a sentence.
fn batch(records: u64, attempt: u32, error: &str) -> String {
    let records = count(records, "record", "records");
    if error.is_empty() {
        format!("The function has a batch of {records}, attempt {attempt}.")
    } else {
        let times = count(u64::from(attempt), "time", "times");
        format!(
            "A batch of {records} failed {times} and will be tried again; the records behind it wait. {error}"
        )
    }
}
