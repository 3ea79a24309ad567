//! Workloads: calls that come by themselves. A form, what it would need of each bucket, and those that run.

mod chart;
mod draft;
mod fields;
mod running;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use lab::load::{LoadView, NeedView, PreviewView};
use lab::protocol::{Reply, Request};
use lab::view::TableView;
use wasm_bindgen_futures::spawn_local;
use yew::platform::time::sleep;
use yew::prelude::*;

use self::draft::Draft;
use self::running::running;
use super::forms::fields::{Edited, Form};
use super::icons::icon;
use super::model::Shared;
use super::shell::Hands;
use crate::words::{count, number, span, units};

/// Between two looks while things change.
const PAUSE: Duration = Duration::from_millis(300);

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct LoadProps {
    /// The table on the stage.
    pub(crate) table: Option<Shared<TableView>>,
    /// Rises as the world changes.
    pub(crate) world: u64,
    /// Virtual time.
    pub(crate) clock: u64,
    /// Whether commands run.
    pub(crate) busy: bool,
    /// Whether the stage looks at the past: then nothing runs.
    pub(crate) looking: bool,
}

/// What is looked at: the workloads, and what the one in the form would need.
type Seen = (Vec<LoadView>, Option<(String, Result<PreviewView, String>)>);

/// The tab.
#[component]
pub(crate) fn Load(props: &LoadProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let form: Form<Draft> = use_reducer(|| Edited(Draft::default()));
    let seen = use_state(|| Rc::new(Seen::default()));
    let name = props.table.as_ref().map(|table| table.name.clone()).unwrap_or_default();
    let line = form.0.line(&name);
    use_look(&hands, &seen, line.clone(), props.world);
    let Some(table) = &props.table else {
        return html! { <p class="quiet past">{ "There is no table yet. “New table” in the explorer makes one." }</p> };
    };
    let run = |text: String| {
        let hands = hands.clone();
        Callback::from(move |_: MouseEvent| hands.bridge.tell(Request::Run { text: text.clone() }))
    };
    let fault = form.0.fault();
    let (loads, preview) = &**seen;
    let preview = preview.as_ref().filter(|(of, _)| *of == line).map(|(_, preview)| preview);
    let refused = matches!(preview, Some(Err(_))) || fault.is_some();
    let locked = props.looking || refused;
    let play = format!("{line}; lab advance {}", form.0.lasts.trim());
    html! {
        <div class="past load" role="region" aria-label="Workload" data-testid="load">
            <section class="load-new" aria-label="New workload">
                <h2>{ "New workload on " }<b>{ &table.name }</b></h2>
                { fields::fields(&form, table) }
                <p class="load-line"><span class="mute">{ "It stands for" }</span><code>{ &line }</code></p>
                if let Some(fault) = fault { <p class="wrong" role="status">{ fault }</p> }
                if props.looking { <p class="mute">{ "The stage looks at the past. Go back to live to begin a workload." }</p> }
                <div class="foot">
                    <button class="btn go" disabled={locked || props.busy} onclick={run(play)}>{ icon("play") }{ "Begin and play it" }</button>
                    <button class="btn" disabled={locked || props.busy} onclick={run(line.clone())}>{ "Begin" }</button>
                </div>
            </section>
            <section class="load-needs" aria-label="What it would need">
                { needs(preview) }
            </section>
            <section class="load-runs" aria-label="Workloads">
                { running(loads, props, &hands) }
            </section>
        </div>
    }
}

/// What the workload in the form would need of each bucket.
fn needs(preview: Option<&Result<PreviewView, String>>) -> Html {
    let preview = match preview {
        None => {
            return html! { <p class="mute" aria-busy="true">{ "Trying it on a copy of this world …" }</p> };
        }
        Some(Err(sentence)) => {
            let says = fields::named(sentence);
            return html! { <><h2>{ "What it would need" }</h2><p class="wrong" role="status">{ says }</p></> };
        }
        Some(Ok(preview)) => preview,
    };
    let most = preview.needs.iter().map(|need| need.peak.max(need.limit)).max().unwrap_or(1).max(1);
    let row = |need: &NeedView| {
        let (word, bad) = match need.saved {
            Some(time) if time >= preview.lasts => ("what is saved up makes up for it".to_owned(), false),
            Some(time) => (format!("too much after {}", span(time)), true),
            None if need.mean > need.limit => ("too much".to_owned(), true),
            None if need.peak > need.limit => ("too much at its peak".to_owned(), true),
            None => ("fits".to_owned(), false),
        };
        let unit = if need.write { "WCU" } else { "RCU" };
        let share = |milli: u64| ((milli as f64 / most as f64) * 100.0).clamp(0.0, 100.0).to_string();
        html! {
            <tr class={if bad { "is-bad" } else { "" }}>
                <th scope="row" class={if need.partition { "part" } else { "" }}>{ &need.bucket }</th>
                <td class="n">{ format!("{} {unit}", rounded(need.mean)) }</td>
                <td class="n">{ rounded(need.peak) }</td>
                <td class="n">{ rounded(need.limit) }</td>
                <td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    <rect class={if need.write { "w" } else { "r" }} x="0" y="2" height="6" width={share(need.mean)}/>
                    <rect class="peak" x="0" y="4" height="2" width={share(need.peak)}/>
                    <rect class="limit" x={share(need.limit)} y="0" height="10" width="0.6"/>
                </svg></td>
                <td><span>if bad { { icon("fault") } }{ word }</span></td>
            </tr>
        }
    };
    html! { <>
        <h2>{ "What it would need" }</h2>
        <p>{ format!(
            "{}, {} a second on average, {} at most.",
            count(preview.operations, "operation", "operations"),
            units(preview.rates.0),
            units(preview.rates.1)
        ) }</p>
        if !preview.needs.is_empty() {
            <div class="load-table" tabindex="0" role="region" aria-label="What it needs"><table>
                <thead><tr><th scope="col">{ "Bucket" }</th><th scope="col" class="n">{ "needs a second" }</th>
                    <th scope="col" class="n">{ "at most" }</th><th scope="col" class="n">{ "has" }</th><td class="bar"></td><th scope="col">{ "verdict" }</th></tr></thead>
                <tbody>{ for preview.needs.iter().map(row) }</tbody>
            </table></div>
        }
        if preview.hidden > 0 {
            <p class="mute">{ format!("And {} that are used less.", count(preview.hidden, "partition", "partitions")) }</p>
        }
        if let Some(failure) = &preview.failure {
            <p class="wrong">{ format!("Some calls would fail: {failure}") }</p>
        }
        <p class="model">{ format!(
            "Found out with {} on a copy of this world. What is saved up (burst) counts for tables and indexes.",
            if preview.tried == 1 { "its first operation".to_owned() } else { format!("its first {} operations", number(preview.tried)) }
        ) }</p>
    </> }
}

/// Milli-units with one digit behind the point.
fn rounded(milli: u64) -> String {
    units(if milli >= 100_000 { milli / 1_000 * 1_000 } else { (milli + 50) / 100 * 100 })
}

/// Asks for the workloads and the preview when the world or the form has changed, and not more often than one can look.
#[hook]
fn use_look(hands: &Hands, seen: &UseStateHandle<Rc<Seen>>, line: String, world: u64) {
    let wanted = use_mut_ref(|| (String::new(), 0_u64));
    let busy = use_mut_ref(|| false);
    let (hands, seen) = (hands.clone(), seen.clone());
    use_effect_with((line, world), move |now| {
        wanted.borrow_mut().clone_from(now);
        if !busy.replace(true) {
            spawn_local(follow(hands, seen, wanted, busy));
        }
    });
}

type Wanted = Rc<RefCell<(String, u64)>>;

async fn follow(hands: Hands, seen: UseStateHandle<Rc<Seen>>, wanted: Wanted, busy: Rc<RefCell<bool>>) {
    loop {
        let now = wanted.borrow().clone();
        let loads = match hands.bridge.ask(Request::Loads).await {
            Ok(Reply::Loads(loads)) => loads,
            _ => Vec::new(),
        };
        // A copy of a world that is played costs what it costs: the form waits until time stands still.
        let playing = loads.iter().any(|load| load.running) && wanted.borrow().1 != now.1;
        let preview = if playing {
            None
        } else {
            match hands.bridge.ask(Request::LoadPreview(now.0.clone())).await {
                Ok(Reply::LoadPreview(preview)) => Some((now.0.clone(), *preview)),
                _ => None,
            }
        };
        seen.set(Rc::new((loads, preview)));
        sleep(PAUSE).await;
        if *wanted.borrow() == now {
            busy.replace(false);
            return;
        }
    }
}

/// A time as a student says it.
fn for_time(micros: u64) -> String {
    span(micros)
}
