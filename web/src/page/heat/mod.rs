//! The heat map: how a table was used, by hash and time, with what there is to say about it in words first.

mod bands;
mod fold;
mod paint;
mod twin;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use lab::heat::{HeatMessage, HeatView};
use lab::protocol::{Reply, Request};
use lab::view::TableView;
use wasm_bindgen_futures::spawn_local;
use yew::platform::time::sleep;
use yew::prelude::*;

use self::bands::Bands;
pub(crate) use self::paint::step;
use super::icons::icon;
use super::model::{Action, Selection, Shared};
use super::shell::Hands;
use crate::words::{number, span, units};

/// Between two looks while things change.
const PAUSE: Duration = Duration::from_millis(400);

/// Which operations are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Write,
    Read,
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HeatProps {
    /// The table on the stage.
    pub(crate) table: Option<Shared<TableView>>,
    /// Rises as the world changes.
    pub(crate) world: u64,
    /// The moment that the stage shows, virtual microseconds.
    pub(crate) at: u64,
}

/// The tab.
#[component]
pub(crate) fn Heat(props: &HeatProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let view = use_state(|| None::<Rc<HeatView>>);
    let class = use_state(|| Class::Write);
    let table_twin = use_state(|| false);
    let name = props.table.as_ref().map(|table| table.name.clone());
    use_look(&hands, &view, name.clone(), props.world);
    let Some(table) = &props.table else {
        return html! { <p class="quiet past">{ "There is no table yet. “New table” in the explorer makes one." }</p> };
    };
    let Some(seen) = view.as_ref().filter(|seen| Some(&seen.table) == name.as_ref()).cloned() else {
        return html! { <p class="quiet past" aria-busy="true">{ "Looking at the partitions …" }</p> };
    };
    if seen.times.is_empty() {
        return html! {
            <div class="past heat-empty">
                <p>{ format!("Nothing was read from {} or written to it yet.", table.name) }</p>
                <p class="mute">{ "The map shows each partition’s part of the hash range over time: one bright row is a hot key, a bright block a hot partition." }</p>
            </div>
        };
    }
    let choose = |it: Class, words: &'static str| {
        let press = {
            let class = class.clone();
            Callback::from(move |_: MouseEvent| class.set(it))
        };
        html! { <button aria-pressed={(*class == it).to_string()} onclick={press}>{ words }</button> }
    };
    let turn = {
        let table_twin = table_twin.clone();
        Callback::from(move |_: MouseEvent| table_twin.set(!*table_twin))
    };
    let (most, unit) = match *class {
        Class::Write => (seen.ceiling.1, "WCU"),
        Class::Read => (seen.ceiling.0, "RCU"),
    };
    html! {
        <div class="past heat" role="region" aria-label="Heat map" data-testid="heat">
            <div class="heat-head">
                <div class="heat-says">{ messages(&seen, &hands) }</div>
                <div class="heat-legend">
                    <div class="turns" role="group" aria-label="Operations">
                        { choose(Class::Write, "Writes") }
                        { choose(Class::Read, "Reads") }
                    </div>
                    <span class="ramp" aria-hidden="true">{ for (0..10).map(|step| html! { <i class={format!("heat-{step}")}></i> }) }</span>
                    <span class="mute">{ format!("{} to {} {unit} a second, log scale", units(most * 10), number(most)) }</span>
                    <button class="link" onclick={turn}>{ if *table_twin { "As a map" } else { "As a table" } }</button>
                </div>
            </div>
            if *table_twin {
                { twin::table(&seen, *class) }
            } else {
                <Bands key={seen.table.clone()} view={seen.clone()} class={*class} at={props.at}/>
            }
            <p class="model">{ format!(
                "A column is {}; the figures at the right are of the newest one that is over. A model: AWS keeps its hash, and when and where it splits, to itself. Knobs: split.heat_percent, split.heat_minutes, split.duration, partition.write_units, partition.read_units.",
                span(seen.seconds * 1_000_000)
            ) }</p>
        </div>
    }
}

/// Asks for the map when the world has changed, and not more often than one can look.
#[hook]
fn use_look(hands: &Hands, view: &UseStateHandle<Option<Rc<HeatView>>>, name: Option<String>, world: u64) {
    let wanted = use_mut_ref(|| (None::<String>, 0_u64));
    let busy = use_mut_ref(|| false);
    let (hands, view) = (hands.clone(), view.clone());
    use_effect_with((name, world), move |now| {
        wanted.borrow_mut().clone_from(now);
        if !busy.replace(true) {
            spawn_local(follow(hands, view, wanted, busy));
        }
    });
}

type Wanted = Rc<RefCell<(Option<String>, u64)>>;

async fn follow(
    hands: Hands,
    view: UseStateHandle<Option<Rc<HeatView>>>,
    wanted: Wanted,
    busy: Rc<RefCell<bool>>,
) {
    loop {
        let now = wanted.borrow().clone();
        if let Some(name) = &now.0
            && let Ok(Reply::Heat(seen)) = hands.bridge.ask(Request::Heat(name.clone())).await
        {
            view.set(seen.map(Rc::new));
        }
        sleep(PAUSE).await;
        if *wanted.borrow() == now {
            busy.replace(false);
            return;
        }
    }
}

fn messages(view: &HeatView, hands: &Hands) -> Html {
    if view.messages.is_empty() {
        return html! { <p><b>{ "No partition is near its ceiling." }</b></p> };
    }
    let one = |message: &HeatMessage| {
        let sign = if message.bad { icon("fault") } else { icon("bolt") };
        let partition = message.partition.clone();
        let show =
            hands.on(move || Action::Select(Selection::Partition { index: None, name: partition.clone() }));
        html! {
            <p class={if message.bad { "is-bad" } else { "" }}>{ sign }
                <span><b>{ &message.headline }</b>{ " " }{ &message.detail }
                if message.partition.starts_with('P') {
                    { " " }<button class="link" onclick={show}>{ format!("Show {}", message.partition) }</button>
                }
                </span>
            </p>
        }
    };
    html! { <>
        { for view.messages.iter().take(3).map(one) }
        if view.messages.len() > 3 { <p class="mute">{ format!("and {} more", number(view.messages.len() as u64 - 3)) }</p> }
    </> }
}
