//! A table's items as a file: out, and in. What a file holds is checked before anything is written, and what couldn't be
//! written is told of, row by row, and can be saved as a file of its own.

use std::rc::Rc;

use lab::import::Told;
use lab::protocol::{Reply, Request};
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use crate::page::dialog::Dialog;
use crate::page::files;
use crate::page::model::{Action, TableId};
use crate::page::shell::Hands;
use crate::words::{count, number, span};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ItemsFileProps {
    pub(crate) table: TableId,
    /// The console's Region.
    pub(crate) locked: bool,
    /// What was dropped onto the page.
    pub(crate) dropped: Option<File>,
    pub(crate) closed: Callback<()>,
}

/// What became of a file.
#[derive(Clone, PartialEq)]
enum Seen {
    Nothing,
    /// It is being read or written.
    Busy(&'static str),
    /// It is no file of items.
    Refused(String),
    Checked(Rc<Told>),
    Written(Rc<Told>),
}

/// The dialog.
#[component]
pub(crate) fn ItemsFile(props: &ItemsFileProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let file = use_state(|| props.dropped.clone());
    let seen = use_state(|| Seen::Nothing);
    let table = props.table.1.clone();
    let ask = {
        let (hands, seen, table) = (hands.clone(), seen.clone(), table.clone());
        Rc::new(move |file: File, write: bool| {
            let (hands, seen, table) = (hands.clone(), seen.clone(), table.clone());
            seen.set(Seen::Busy(if write { "Writing…" } else { "Reading…" }));
            spawn_local(async move {
                if let Some(why) = files::too_large(&file) {
                    return seen.set(Seen::Refused(why));
                }
                // The worker reads it.
                let request = Request::ImportItems { table, text: String::new(), write };
                seen.set(match hands.bridge.ask_of(&file, request).await {
                    Ok(reply) => match reply {
                        Reply::Text(report) => Told::read(&report).map(Rc::new),
                        _ => None,
                    }
                    .map_or_else(
                        || Seen::Refused("The engine told of no items.".to_owned()),
                        if write { Seen::Written } else { Seen::Checked },
                    ),
                    Err(fault) => Seen::Refused(fault.message),
                });
            });
        })
    };
    {
        let ask = ask.clone();
        use_effect_with((*file).clone(), move |file| {
            if let Some(file) = file {
                ask(file.clone(), false);
            }
        });
    }
    let choose = {
        let file = file.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let Some(chosen) = input.files().and_then(|files| files.item(0)) else { return };
            // The same file may be chosen again when it has changed.
            input.set_value("");
            file.set(Some(chosen));
        })
    };
    let export = |csv: bool| {
        let (hands, table) = (hands.clone(), table.clone());
        Callback::from(move |_: MouseEvent| files::export_items(&hands, &table, csv))
    };
    let busy = matches!(*seen, Seen::Busy(_));
    html! {
        <Dialog title={format!("Items of {table} as a file")} closed={props.closed.clone()}>
            <div class="body import">
                <div class="row">
                    <p class="grow">{ "Save them as they are now." }</p>
                    <button class="btn" data-first="" onclick={export(true)}>{ "CSV" }</button>
                    <button class="btn" onclick={export(false)}>{ "JSON lines" }</button>
                </div>
                <h3>{ "From a file" }</h3>
                <p>{ "CSV with the names of the attributes in its first line, or a line {\"Item\":{…}} each. In CSV, 12 is a number, true a boolean, an empty cell no attribute, and anything else a string; {\"S\":\"12\"} says its type. The calls stand in the history." }</p>
                <div class="row">
                    <label class="btn file">{ "Choose a file" }<input class="unseen" type="file" disabled={busy} accept=".csv,.tsv,.jsonl,.ndjson,.json,text/csv" onchange={choose}/></label>
                    if let Some(file) = &*file { <span class="mute">{ file.name() }</span> }
                </div>
                { told(&seen, &table, file.as_ref(), props.locked, &ask, &hands) }
            </div>
        </Dialog>
    }
}

/// What became of the file, and what can be done about it.
fn told(
    seen: &Seen,
    table: &str,
    file: Option<&File>,
    locked: bool,
    ask: &Rc<impl Fn(File, bool) + 'static>,
    hands: &Hands,
) -> Html {
    let report = match seen {
        Seen::Nothing => return Html::default(),
        Seen::Busy(what) => {
            let stop = hands.bridge.clone();
            let stop = Callback::from(move |_: MouseEvent| stop.tell(Request::Stop));
            return html! {
                <div class="row" role="status">
                    <p class="grow">{ *what }</p>
                    if *what == "Writing…" { <button class="btn" onclick={stop}>{ "Stop" }</button> }
                </div>
            };
        }
        Seen::Refused(why) => return html! { <p class="wrong" role="alert">{ why }</p> },
        Seen::Checked(report) | Seen::Written(report) => report,
    };
    let (good, bad, written) = (report.good, report.bad, report.written);
    let done = matches!(seen, Seen::Written(_));
    let sentence = match (done, good) {
        (true, _) => {
            let calls = count(report.calls, "call", "calls");
            let again = match report.retries {
                0 => String::new(),
                many => format!(
                    ", {} of them tried again after a throttle; {} of virtual time went by",
                    number(many),
                    span(report.waited)
                ),
            };
            format!("{} went into {table} by {calls}{again}.", count(written, "item", "items"))
        }
        (false, 0) => "No row of it can be written.".to_owned(),
        (false, _) => {
            let rest = if bad == 0 { " All rows are well." } else { "" };
            format!("{} can be written.{rest}", count(good, "item", "items"))
        }
    };
    let write = file.filter(|_| !done && good > 0).map(|file| {
        let (ask, file) = (ask.clone(), file.clone());
        let press = Callback::from(move |_: MouseEvent| ask(file.clone(), true));
        html! { <button class="btn go" disabled={locked} onclick={press}>{ format!("Write {}", count(good, "item", "items")) }</button> }
    });
    let save = (bad > 0).then(|| {
        let rest = report.rest.clone();
        let name = format!("not-written-{}", file.map_or("items.csv".to_owned(), File::name));
        let press = Callback::from(move |_: MouseEvent| {
            files::download(&name, &rest, "text/plain");
        });
        html! { <button class="btn" onclick={press}>{ format!("Save {} as a file", if bad == 1 { "this row".to_owned() } else { format!("these {} rows", number(bad)) }) }</button> }
    });
    let rows = &report.rows;
    html! { <>
        <p role="status" data-testid="imported">{ sentence }{ if locked && !done { " The stage looks at the past: go back to live to write." } else { "" } }</p>
        if bad > 0 {
            <p>{ format!("{} {} not:", count(bad, "row", "rows"), match (done, bad) { (true, 1) => "was", (true, _) => "were", (false, 1) => "is", (false, _) => "are" }) }</p>
            <ol class="bad-rows" tabindex="0" aria-label="Rows that are not written">{ for rows.iter().map(|(line, why)| html! {
                <li><b>{ format!("Line {}", number(*line)) }</b>{ " " }{ why }</li>
            }) }</ol>
            if (rows.len() as u64) < bad { <p class="mute">{ format!("and {} more, which are in the file.", number(bad - rows.len() as u64)) }</p> }
        }
        <div class="row">{ write.unwrap_or_default() }{ save.unwrap_or_default() }</div>
    </> }
}

/// The button that opens the dialog.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct AsFileProps {
    pub(super) id: TableId,
}

#[component]
pub(super) fn AsFile(props: &AsFileProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let id = props.id.clone();
    let press = hands
        .on(move || Action::Form(Some(crate::page::forms::Form::File { table: id.clone(), dropped: None })));
    html! { <button class="btn" onclick={press}>{ "File in or out" }</button> }
}
