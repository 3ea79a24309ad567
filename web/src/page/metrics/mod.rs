//! The Metrics panel: what `CloudWatch` would show of a table, by seconds and by minutes side by side; its busiest keys;
//! the alarms.

mod alarms;
mod chart;
mod keys;
mod plot;

use lab::metrics::{MetricItem, MetricsAsk, MetricsView};
use lab::protocol::{Reply, Request};
use lab::view::{Snapshot, TableView};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use self::chart::Charts;
use super::model::{Action, DockTab, Pane, Shared};
use super::shell::{Hands, TypeIn};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct MetricsProps {
    pub(crate) picture: Shared<Snapshot>,
    /// The table on the stage.
    pub(crate) table: Option<Shared<TableView>>,
    /// The moment that is looked at, unless it is the present.
    pub(crate) until: Option<u64>,
}

/// What the panel is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Charts,
    Keys,
    Alarms,
}

/// What the reader chose: the account instead of the table, or something beside the tables, or an index; a metric.
#[derive(Clone, Debug, Default, PartialEq)]
struct Chosen {
    account: bool,
    beside: Option<String>,
    index: Option<String>,
    metric: String,
}

/// The panel.
#[component]
pub(crate) fn Metrics(props: &MetricsProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let chosen = use_state(Chosen::default);
    let part = use_state(|| Part::Charts);
    let view = use_state(|| None::<Shared<MetricsView>>);
    let table = props.table.as_ref().filter(|_| !chosen.account && chosen.beside.is_none());
    let known = |index: &String| {
        table.is_some_and(|table| table.indexes.iter().any(|it| it.global && it.name == *index))
    };
    let index = chosen.index.clone().filter(known);
    let ask = MetricsAsk {
        table: table.map(|table| table.name.clone()),
        index,
        beside: chosen.beside.clone(),
        chosen: chosen.metric.clone(),
        until: props.until,
    };
    use_view(&hands, &view, &ask, (props.picture.revision, props.picture.clock));
    let Some(view) = (*view).clone() else {
        return html! { <div class="metrics" data-testid="metrics"><p class="quiet">{ "Looking at the figures." }</p></div> };
    };
    if !view.kept {
        return html! {
            <div class="metrics" data-testid="metrics">
                <p class="quiet">{ "This world answers instantly and keeps no metrics: in it no time passes that they could be about. A world with time has them." }</p>
            </div>
        };
    }
    let show = |which: Part, name: &'static str| {
        let part_now = part.clone();
        let press = Callback::from(move |_: MouseEvent| part_now.set(which));
        html! { <button aria-pressed={(*part == which).to_string()} onclick={press}>{ name }</button> }
    };
    let raised = view.alarms.iter().filter(|alarm| alarm.state == "ALARM").count();
    html! {
        <div class="metrics" data-testid="metrics">
            <div class="pick">
                { subject(props, &view, &chosen) }
                <div class="turns" role="group" aria-label="What to show">
                    { show(Part::Charts, "Charts") }
                    { show(Part::Keys, "Top keys") }
                    { show(Part::Alarms, "Alarms") }
                    if raised > 0 { <span class="tag bad">{ format!("▲ {raised}") }<span class="unseen">{ " in state ALARM" }</span></span> }
                </div>
                if *part == Part::Charts { { items(&view, &chosen) } }
            </div>
            <div class="shown">
                { match *part {
                    Part::Charts => match &view.chart {
                        Some(chart) => html! { <Charts chart={Shared::new(chart.clone())} epoch={props.picture.epoch}/> },
                        None => html! { <p class="quiet">{ "Nothing was counted here yet. Make a call, or start a workload, and look again." }</p> },
                    },
                    Part::Keys => keys::keys(&view, &ask, &hands),
                    Part::Alarms => {
                        let reads = table.and_then(|table| table.provisioned).map(|(read, _)| read);
                        alarms::alarms(&view, &ask, reads, &hands)
                    },
                } }
            </div>
        </div>
    }
}

/// Keeps the view up to date: asked for when the world or the question changed, one at a time.
#[hook]
fn use_view(
    hands: &Hands,
    view: &UseStateHandle<Option<Shared<MetricsView>>>,
    ask: &MetricsAsk,
    world: (u64, u64),
) {
    let waiting = use_mut_ref(|| (false, None::<MetricsAsk>));
    let (hands, view) = (hands.clone(), view.clone());
    use_effect_with((ask.clone(), world), move |(ask, _)| {
        let ask = ask.clone();
        if waiting.borrow().0 {
            waiting.borrow_mut().1 = Some(ask);
            return;
        }
        waiting.borrow_mut().0 = true;
        spawn_local(async move {
            let mut next = Some(ask);
            while let Some(ask) = next.take() {
                if let Ok(Reply::Metrics(found)) = hands.bridge.ask(Request::Metrics(ask)).await {
                    view.set(Some(Shared::new(*found)));
                }
                next = waiting.borrow_mut().1.take();
            }
            waiting.borrow_mut().0 = false;
        });
    });
}

/// Whose metrics: the table's, one of its global indexes', a function's or cache's, the account's.
fn subject(props: &MetricsProps, view: &MetricsView, chosen: &UseStateHandle<Chosen>) -> Html {
    let change = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let Some(select) = event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok()) else {
                return;
            };
            let value = select.value();
            let index = value.strip_prefix("index ").map(str::to_owned);
            let beside = value.strip_prefix("beside ").map(str::to_owned);
            chosen.set(Chosen { account: value == "account", beside, index, metric: String::new() });
        })
    };
    let table = props.table.as_ref();
    let own = !chosen.account && chosen.beside.is_none();
    let indexes = table.into_iter().flat_map(|table| table.indexes.iter().filter(|index| index.global));
    let options = indexes.map(|index| {
        let selected = own && chosen.index.as_ref() == Some(&index.name);
        html! { <option value={format!("index {}", index.name)} {selected}>{ format!("Index {}", index.name) }</option> }
    });
    html! {
        <label class="of">
            <span class="unseen">{ "Metrics of" }</span>
            <select onchange={change}>
                if let Some(table) = table {
                    <option value="table" selected={own && chosen.index.is_none()}>{ format!("Table {}", table.name) }</option>
                    { for options }
                }
                { for view.beside.iter().map(|(dimensions, name)| html! {
                    <option value={format!("beside {dimensions}")} selected={chosen.beside.as_ref() == Some(dimensions)}>{ name }</option>
                }) }
                <option value="account" selected={chosen.account || (own && table.is_none())}>{ "Account" }</option>
            </select>
        </label>
    }
}

/// The metrics to choose from.
fn items(view: &MetricsView, chosen: &UseStateHandle<Chosen>) -> Html {
    let shown = view.chart.as_ref().map(|chart| {
        let operation = chart.dimensions.iter().find(|(name, _)| name == "Operation");
        (chart.name.clone(), operation.map(|(_, value)| value.clone()))
    });
    let row = |item: &MetricItem| {
        let on = shown.as_ref().is_some_and(|(name, operation)| {
            item.id.starts_with(name.as_str())
                && match operation {
                    Some(operation) => item.id.contains(&format!(" of {operation}")),
                    None => item.id == *name,
                }
        });
        let press = {
            let (chosen, id) = (chosen.clone(), item.id.clone());
            Callback::from(move |_: MouseEvent| {
                chosen.set(Chosen { metric: id.clone(), ..(*chosen).clone() });
            })
        };
        html! {
            <li key={item.id.clone()}>
                <button class={classes!("metric", on.then_some("on"))} aria-pressed={on.to_string()} title={item.name.clone()} onclick={press}>
                    <span class="name">{ spaced(&item.name) }</span>
                    <span class="mono">{ item.latest.clone() }</span>
                </button>
            </li>
        }
    };
    html! { <ul class="list" aria-label="Metrics">{ for view.items.iter().map(row) }</ul> }
}

/// Places where a long name may break.
pub(super) fn spaced(name: &str) -> Html {
    let mut parts: Vec<String> = Vec::new();
    for letter in name.chars() {
        match parts.last_mut() {
            Some(last) if !letter.is_uppercase() || last.ends_with(char::is_uppercase) => last.push(letter),
            _ => parts.push(letter.to_string()),
        }
    }
    html! { { for parts.into_iter().map(|part| html! { <>{ part }<wbr/></> }) } }
}

/// A command, and a button that puts it into the console.
fn command(hands: &Hands, text: &str) -> Html {
    let place = {
        let (hands, text) = (hands.clone(), text.to_owned());
        Callback::from(move |_: MouseEvent| {
            hands.dispatch.dispatch(Action::Dock(DockTab::Console));
            hands.dispatch.dispatch(Action::Pane(Pane::Console));
            hands.type_in(TypeIn::Place(text.clone()));
        })
    };
    html! {
        <p class="command">
            <code>{ text }</code>
            <button class="btn small" onclick={place}>{ "Put it into the console" }</button>
        </p>
    }
}
