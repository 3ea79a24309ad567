//! One table's items: a query or scan, its answer, page by page.

use std::rc::Rc;

use lab::browse::{Browse, Spot};
use lab::grid::Grid;
use lab::view::TableView;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::builder::{self, Builder};
use super::file::AsFile;
use super::table::table;
use crate::page::forms::fields::Edited;
use crate::page::forms::{Form, Preview, Requests, asked, carry_out};
use crate::page::model::{Action, Shared, TableId};
use crate::page::shell::Hands;
use crate::words::{capacity, count, number};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct BrowserProps {
    pub(super) table: Shared<TableView>,
    pub(super) locked: bool,
    pub(super) shown: bool,
    pub(super) world: u64,
    pub(super) last: u64,
}

/// The pages that were read, and what was asked for.
#[derive(Clone, Default, PartialEq)]
struct Pages {
    browse: Browse,
    read: Vec<Rc<Grid>>,
    at: usize,
}

/// [`Browser`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(super) fn browser(table: &Shared<TableView>, props: &super::ItemsProps) -> Html {
    html! {
        <Browser key={format!("{}/{}", table.region, table.name)} table={table.clone()} locked={props.locked}
                 shown={props.shown} world={props.world} last={props.last}/>
    }
}

#[component]
pub(super) fn Browser(props: &BrowserProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let form = use_reducer(|| {
        let table = props.table.name.clone();
        Edited(Browse { table, keys: builder::keys(&props.table, None), ..Browse::default() })
    });
    let pages = use_state(Pages::default);
    let busy = use_state(|| false);
    let refused = use_state(|| None::<String>);
    if !props.shown {
        return Html::default();
    }
    let browse = &form.0;
    let made = browse.request(None);
    let faults: Vec<(Spot, String)> = made.as_ref().err().cloned().unwrap_or_default();
    let requests: Requests = made.map(|made| asked([made])).unwrap_or_default();
    let read = {
        let (pages, busy, refused) = (pages.clone(), busy.clone(), refused.clone());
        Rc::new(move |mut next: Pages, start: Option<String>| {
            let Ok(made) = next.browse.request(start.as_deref()) else { return };
            let (pages, busy, refused, hands) = (pages.clone(), busy.clone(), refused.clone(), hands.clone());
            busy.set(true);
            spawn_local(async move {
                match carry_out(&hands, &asked([made])).await {
                    Ok(grid) => {
                        next.at = next.read.len();
                        next.read.push(Rc::new(grid));
                        pages.set(next);
                        refused.set(None);
                    }
                    Err(why) => refused.set(Some(why)),
                }
                busy.set(false);
            });
        })
    };
    let run = {
        let (read, browse) = (read.clone(), browse.clone());
        Callback::from(move |()| read(Pages { browse: browse.clone(), ..Pages::default() }, None))
    };
    let onkeydown = {
        let (run, ready) = (run.clone(), !requests.is_empty() && !*busy && !props.locked);
        Callback::from(move |event: KeyboardEvent| {
            let typing = event.target_dyn_into::<web_sys::HtmlInputElement>().is_some();
            if event.key() == "Enter" && typing && ready {
                event.prevent_default();
                run.emit(());
            }
        })
    };
    html! {
        <div class="items" data-testid="items">
            <div class="builder" {onkeydown}>
                <div class="fields">
                <Builder table={props.table.clone()} form={form.clone()} faults={faults}/>
                <Preview requests={requests.clone()} world={props.world}/>
                </div>
                <div class="bot">
                    <button class="btn go" disabled={requests.is_empty() || *busy || props.locked} onclick={run.reform(|_: MouseEvent| ())}>
                        { if browse.query { "Run query" } else { "Run scan" } }
                    </button>
                    { new_item(&props.table, props.locked) }
                    <AsFile id={(props.table.region.clone(), props.table.name.clone())}/>
                    if props.locked { <span class="say">{ "The stage looks at the past. Calls are made in the present." }</span> }
                </div>
            </div>
            <div class="found">
                if let Some(why) = &*refused { <div class="fault" role="alert"><code>{ why }</code></div> }
                { found(props, &pages, *busy, read) }
            </div>
        </div>
    }
}

/// The button for a new item.
fn new_item(table: &TableView, locked: bool) -> Html {
    html! { <NewItem id={(table.region.clone(), table.name.clone())} {locked}/> }
}

#[derive(Clone, PartialEq, Properties)]
struct NewItemProps {
    id: TableId,
    locked: bool,
}

#[component]
fn NewItem(props: &NewItemProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let id = props.id.clone();
    let press = hands.on(move || Action::Form(Some(Form::Item { table: id.clone(), item: None })));
    html! { <button class="btn" disabled={props.locked} onclick={press}>{ "New item" }</button> }
}

/// The page on show, and the way to the others.
fn found(
    props: &BrowserProps,
    pages: &UseStateHandle<Pages>,
    busy: bool,
    read: Rc<impl Fn(Pages, Option<String>) + 'static>,
) -> Html {
    let Some(grid) = pages.read.get(pages.at) else {
        return html! { <p class="quiet">{ "Nothing was read yet. Reading is a call: it is charged, and stands in the history." }</p> };
    };
    let all = pages.read.iter().fold((0, 0, 0), |(items, read, write), page| {
        (items + page.count, read + page.units.0, write + page.units.1)
    });
    let last = pages.read.last().and_then(|page| page.last_key.clone());
    let next = last.map(|start| {
        let pages = (**pages).clone();
        let press = Callback::from(move |_: MouseEvent| read(pages.clone(), Some(start.clone())));
        html! { <button class="btn small" disabled={busy || props.locked} onclick={press}>{ "Next page" }</button> }
    });
    let numbers = pages.read.iter().enumerate().map(|(at, page)| {
        let pages = pages.clone();
        let on = pages.at == at;
        let title = format!("{} of {} read, {}", number(page.count), number(page.scanned), capacity(page.units));
        let press = Callback::from(move |_: MouseEvent| pages.set(Pages { at, ..(*pages).clone() }));
        html! { <button class="btn small sq" aria-pressed={on.to_string()} {title} onclick={press}>{ number(at as u64 + 1) }</button> }
    });
    let what = format!(
        "{} of {} read, {}",
        count(grid.count, "item", "items"),
        number(grid.scanned),
        capacity(grid.units)
    );
    let together = (pages.read.len() > 1).then(|| {
        let pages = count(pages.read.len() as u64, "page", "pages");
        format!("{pages} together: {}, {}", count(all.0, "item", "items"), capacity((all.1, all.2)))
    });
    html! { <>
        <div class="pager">
            <span role="status" data-testid="page">{ what }</span>
            <Trace call={grid.call}/>
            if props.last > grid.call { <span class="mute">{ "Read before the latest call: run again to see what changed." }</span> }
            <span class="sp"></span>
            if let Some(together) = together { <span class="mute">{ together }</span> }
            if pages.read.len() > 1 || next.is_some() { <span class="mute">{ "Page" }</span>{ for numbers } }
            { next.unwrap_or_default() }
        </div>
        { table(&props.table, grid, props.locked) }
    </> }
}

#[derive(Clone, PartialEq, Properties)]
struct TraceProps {
    call: u64,
}

/// The way to the trace of a page's call.
#[component]
fn Trace(props: &TraceProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let call = props.call;
    html! { <button class="link" onclick={hands.on(move || Action::Pin(call))}>{ "Trace" }</button> }
}
