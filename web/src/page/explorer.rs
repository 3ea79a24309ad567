//! The explorer: the Region's tables, their keys, meters and indexes; other Regions' tables; the files.

use lab::protocol::Request;
use lab::view::TableView;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::forms::Form;
use super::icons::icon;
use super::model::{Action, DockTab, Pane, SINGLE, Shared, TableId};
use super::shell::Hands;
use crate::words::{count, number, units};

/// Regions offered besides those that hold tables.
const REGIONS: [&str; 8] = [
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "ca-central-1",
    "eu-west-1",
    "eu-central-1",
    "ap-southeast-2",
    "ap-northeast-1",
];

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ExplorerProps {
    pub(crate) tables: Vec<Shared<TableView>>,
    /// The console's Region.
    pub(crate) region: String,
    /// Tables not listed.
    pub(crate) more: u64,
    pub(crate) files: Vec<String>,
    /// The table on the stage.
    pub(crate) shown: Option<TableId>,
    pub(crate) open: bool,
}

/// The explorer.
#[component]
pub(crate) fn Explorer(props: &ExplorerProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    if !props.open {
        return html! { <nav class="explorer" aria-label="Explorer"><p class="cap">{ "Starting the engine…" }</p></nav> };
    }
    let here = props.tables.iter().filter(|table| table.region == props.region);
    let mut elsewhere: Vec<&str> = props.tables.iter().map(|table| table.region.as_str()).collect();
    elsewhere.retain(|region| *region != props.region);
    elsewhere.dedup();
    let row = |table: &Shared<TableView>| {
        let on =
            props.shown.as_ref().is_some_and(|(region, name)| *region == table.region && *name == table.name);
        let key = format!("{}/{}", table.region, table.name);
        html! { <Row {key} table={table.clone()} {on} here={table.region == props.region}/> }
    };
    html! {
        <nav class="explorer" aria-label="Explorer" data-region="explorer" tabindex="-1">
            <div class="cap">{ region(props, &hands) }<span>{ "simulated" }</span></div>
            <ul class="tree">{ for here.map(row) }</ul>
            <div class="cap"><button class="link" onclick={hands.on(|| Action::Form(Some(Form::NewTable)))}>{ "New table" }</button></div>
            if !props.tables.iter().any(|table| table.region == props.region) {
                <p class="cap">{ "No tables in this Region." }</p>
            }
            { for elsewhere.into_iter().map(|region| html! {
                <><div class="cap"><h2>{ region }</h2></div>
                <ul class="tree">{ for props.tables.iter().filter(|table| table.region == region).map(row) }</ul></>
            }) }
            if props.more > 0 { <p class="cap">{ format!("and {} more tables", number(props.more)) }</p> }
            <div class="cap"><h2>{ "Files" }</h2><AddFile/></div>
            if props.files.is_empty() {
                <p class="cap">{ "Add what your commands read with file://" }</p>
            } else {
                <ul class="tree">{ for props.files.iter().map(|name| html! {
                    <li class="row l1" key={name.clone()}><span class="mono">{ name }</span></li>
                }) }</ul>
            }
        </nav>
    }
}

fn region(props: &ExplorerProps, hands: &Hands) -> Html {
    let mut all: Vec<&str> = REGIONS.to_vec();
    let others = props.tables.iter().map(|table| table.region.as_str()).chain([props.region.as_str()]);
    for region in others {
        if !all.contains(&region) {
            all.push(region);
        }
    }
    let bridge = hands.bridge.clone();
    let chosen = Callback::from(move |event: Event| {
        if let Some(select) = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok()) {
            bridge.tell(Request::Region(select.value()));
        }
    });
    html! {
        <select class="region" aria-label="Region of the console" data-first="" onchange={chosen}>
            { for all.into_iter().map(|name| html! {
                <option value={name.to_owned()} selected={name == props.region}>{ name }</option>
            }) }
        </select>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct RowProps {
    table: Shared<TableView>,
    on: bool,
    /// Whether it is in the console's Region.
    here: bool,
}

/// A table: one line, and when it is on the stage everything about its shape.
#[component]
fn Row(props: &RowProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let table = &*props.table;
    let select = {
        let id = (table.region.clone(), table.name.clone());
        hands.on(move || Action::Table(id.clone()))
    };
    let current = props.on.then_some("true");
    let settled = table.status == "ACTIVE";
    html! {
        <li class={props.on.then_some("on")}>
            <button class="row" onclick={select} aria-current={current}>
                { icon(if props.on { "down" } else { "rt" }) }{ icon("tbl") }
                <span title={table.name.clone()}>{ &table.name }</span>
                if settled {
                    <span class="n" title="items">{ number(table.item_count) }</span>
                } else {
                    <span class="n warn">{ table.status.to_ascii_lowercase() }</span>
                }
            </button>
            if props.on && props.here { { deeds(table, &hands) } }
            if props.on { { shape(table) } }
        </li>
    }
}

/// What can be done to a table without typing.
fn deeds(table: &TableView, hands: &Hands) -> Html {
    let id: TableId = (table.region.clone(), table.name.clone());
    let form = |words: &'static str, form: fn(TableId) -> Form| {
        let id = id.clone();
        html! { <button class="link" onclick={hands.on(move || Action::Form(Some(form(id.clone()))))}>{ words }</button> }
    };
    let items = {
        let dispatch = hands.dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.dispatch(Action::Dock(DockTab::Items));
            dispatch.dispatch(Action::Pane(Pane::Console));
        })
    };
    html! {
        <p class="deeds">
            <button class="link" onclick={items}>{ "Items" }</button>
            { form("Indexes", Form::Index) }
            { form("TTL", Form::Ttl) }
            if table.stream.as_ref().is_some_and(|stream| stream.status != "DISABLED") { { form("Function", Form::Function) } }
            { form("Delete", Form::Delete) }
        </p>
    }
}

fn shape(table: &TableView) -> Html {
    // Where calls flow, the stage shows the newest second that is over; so does this.
    let (read, write) = if table.calls_lately() > SINGLE {
        (table.used_lately.0, table.used_lately.1)
    } else {
        table.consumed_this_second
    };
    let key = |(name, kind): &(String, String), role: &str| {
        html! {
            <li class="row l1"><span title={name.clone()}>{ name }</span><span class="n">{ format!("{kind}, {role}") }</span></li>
        }
    };
    html! { <>
        <div class="meters">
            { meter("write", write, (table.provisioned.map(|(_, w)| w), table.ceiling.1), "WCU", "fw") }
            { meter("read", read, (table.provisioned.map(|(r, _)| r), table.ceiling.0), "RCU", "fr") }
        </div>
        <ul>
            { key(&table.partition_key, "pk") }
            { for table.sort_key.iter().map(|sort| key(sort, "sk")) }
            { for table.indexes.iter().map(|index| {
                let fact = if let Some(percent) = index.backfill {
                    html! { <span class="n ix" title="items read and put into the index">{ format!("filling, {percent} %") }</span> }
                } else if index.status != "ACTIVE" {
                    html! { <span class="n warn">{ index.status.to_ascii_lowercase() }</span> }
                } else if index.queued > 0 {
                    html! { <span class="n ix">{ format!("{} queued", number(index.queued)) }</span> }
                } else {
                    html! { <span class="n" title="entries">{ number(index.entry_count) }</span> }
                };
                html! { <li class="row l1" key={index.name.clone()}>
                    <span title={index.name.clone()}>{ format!("{} {}", index.kind(), index.name) }</span>{ fact }
                </li> }
            }) }
            { for table.stream.iter().map(|stream| html! {
                <li class="row l1"><span title={stream.view.clone()}>{ "Stream" }</span>
                    if stream.status == "ENABLED" {
                        <span class="n" title="records that can be read">{ count(stream.record_count, "record", "records") }</span>
                    } else {
                        <span class="n warn">{ stream.status.to_ascii_lowercase() }</span>
                    }
                </li>
            }) }
            { for table.ttl.iter().map(|ttl| html! {
                <li class="row l1"><span title={format!("Items expire at the second that {} says", ttl.attribute)}>{ format!("TTL {}", ttl.attribute) }</span>
                    if ttl.expired > 0 {
                        <span class="n warn" title="their time is over, but they are not deleted yet">{ icon("glass") }{ format!("{} expired", number(ttl.expired)) }</span>
                    } else {
                        <span class="n" title="items that will expire">{ format!("{} to go", number(ttl.pending)) }</span>
                    }
                </li>
            }) }
            { for table.tags.iter().map(|(key, value)| html! {
                <li class="row l1 label" key={key.clone()}><span title={format!("tag {key}")}>{ key }</span><span class="n" title={value.clone()}>{ value }</span></li>
            }) }
        </ul>
    </> }
}

/// Consumption in a second, against the ceiling where there is one.
fn meter(
    name: &'static str,
    milli: u64,
    (ceiling, default): (Option<u64>, u64),
    unit: &'static str,
    class: &'static str,
) -> Html {
    // Without a ceiling of its own a table shows itself against one partition's.
    let full = ceiling.unwrap_or(default).max(1) * 1000;
    let width = if milli == 0 { 0 } else { (milli.min(full) * 200 / full).max(4) };
    html! {
        <div class="meter">
            <span class="mute">{ name }</span>
            <svg viewBox="0 0 200 6" preserveAspectRatio="none" aria-hidden="true">
                <rect width="200" height="6" rx="3" class="tr"/>
                <rect width={width.to_string()} height="6" rx="3" {class}/>
            </svg>
            <span class="v"><b>{ units(milli) }</b>{ match ceiling {
                Some(ceiling) => format!(" of {} {unit}", number(ceiling)),
                None => format!(" {unit}, on demand"),
            } }</span>
        </div>
    }
}

/// Hands files to the engine, which keeps them for `file://`.
#[component]
fn AddFile() -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let chosen = Callback::from(move |event: Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        let Some(files) = input.files() else { return };
        for i in 0..files.length() {
            let Some(file) = files.item(i) else { continue };
            let hands = hands.clone();
            spawn_local(async move { super::files::add(&hands, &file).await });
        }
        input.set_value("");
    });
    html! {
        <label class="addfile">{ "Add file" }<input type="file" multiple=true onchange={chosen}/></label>
    }
}
