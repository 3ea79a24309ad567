//! Files out and in: a world as `.dynamarium.json`, dropped or chosen; other files are for `file://`.

use gloo::events::{EventListener, EventListenerOptions};
use js_sys::{Array, JsString};
use lab::protocol::{Notice, Reply, Request, WorldOrder};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, BlobPropertyBag, DragEvent, File, HtmlElement, Url, window};
use yew::prelude::*;

use super::forms::Form;
use super::model::{Action, TableId};
use super::shell::Hands;
use crate::reading::{self, UNREADABLE};
use crate::words::bytes;

/// How the names of world files end.
const ENDING: &str = ".dynamarium.json";
/// Bytes that a file may have.
const MOST: f64 = 64_000_000.0;
/// Bytes that say what a file is.
const HEAD: f64 = 4_096.0;
/// Bytes of a file that takes a while.
const LARGE: f64 = 2_000_000.0;

/// Saves the open world as a file.
pub(crate) fn export(hands: &Hands, name: &str) {
    let (hands, name) = (hands.clone(), file_name(name));
    spawn_local(async move { ask(&hands, Request::Export, &name, "application/json").await });
}

/// A world's name as a file's.
fn file_name(name: &str) -> String {
    let mut stem = String::new();
    for c in name.chars().take(60) {
        if c.is_alphanumeric() {
            stem.extend(c.to_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem = stem.trim_end_matches('-');
    format!("{}{ENDING}", if stem.is_empty() { "world" } else { stem })
}

/// Hands a text to the browser as a file to be saved.
pub(crate) fn download(name: &str, text: &str, kind: &str) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&JsString::from(text)), &options).ok()?;
    save(name, &blob)
}

/// Hands a file to the browser to be saved.
fn save(name: &str, blob: &Blob) -> Option<()> {
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let anchor = window()?.document()?.create_element("a").ok()?;
    anchor.set_attribute("href", &address).ok()?;
    anchor.set_attribute("download", name).ok()?;
    anchor.unchecked_into::<HtmlElement>().click();
    Url::revoke_object_url(&address).ok()
}

/// Asks for a file, and saves it.
async fn ask(hands: &Hands, request: Request, name: &str, kind: &str) {
    let saved = match hands.bridge.ask(request).await {
        Ok(Reply::Text(text)) => match text.is_empty().then(|| hands.bridge.handed()).flatten() {
            Some(file) => file
                .slice_with_f64_and_f64_and_content_type(0.0, file.size(), kind)
                .ok()
                .and_then(|file| save(name, &file)),
            None => download(name, &text, kind),
        },
        Ok(_) => None,
        Err(fault) => return tell(hands, "file-error", fault.message),
    };
    if saved.is_none() {
        tell(hands, "file-error", "The browser did not take the file.".to_owned());
    }
}

/// Saves the items of a table as a file.
pub(crate) fn export_items(hands: &Hands, table: &str, csv: bool) {
    let (hands, table) = (hands.clone(), table.to_owned());
    spawn_local(async move {
        let (ending, kind) = if csv { ("csv", "text/csv") } else { ("jsonl", "application/jsonl") };
        let request = Request::ExportItems { table: table.clone(), csv };
        ask(&hands, request, &format!("{table}.{ending}"), kind).await;
    });
}

/// Takes a file in: a world opens as a new one, exported items go into this table, anything else can be read by
/// `file://`.
pub(crate) fn take_in(hands: &Hands, file: File, table: Option<TableId>) {
    let hands = hands.clone();
    spawn_local(async move {
        let name = file.name();
        let large = file.size() > LARGE;
        if large {
            tell(&hands, "file", format!("Reading {name}, {} …", bytes(file.size() as u64)));
        }
        if let Some(why) = too_large(&file) {
            return tell(&hands, "file-error", why);
        }
        let head = match head_of(&file).await {
            Ok(head) => head,
            Err(why) => return tell(&hands, "file-error", why),
        };
        if name.ends_with(ENDING)
            || head.trim_start_matches('\u{feff}').trim_start().starts_with("{\n\"scenario\"")
        {
            let request = Request::World(WorldOrder::Import(String::new()));
            match hands.bridge.ask_of(&file, request).await {
                Ok(_) => tell(
                    &hands,
                    "file",
                    format!("{name} is open as a world of its own. The one before is under Worlds."),
                ),
                Err(fault) if fault.name == UNREADABLE => tell(&hands, "file-error", fault.message),
                Err(fault) => tell(&hands, "file-error", format!("{name} was not opened. {}", fault.message)),
            }
        } else if let Some(table) = table.filter(|_| are_items(&name, &head)) {
            // What is in it is told before anything is written.
            hands.dispatch.dispatch(Action::Form(Some(Form::File { table, dropped: Some(file) })));
        } else {
            add(&hands, &file).await;
        }
    });
}

/// Hands a file to the engine, which keeps it for `file://`.
pub(crate) async fn add(hands: &Hands, file: &File) {
    let name = file.name();
    if let Some(why) = too_large(file) {
        return tell(hands, "file-error", why);
    }
    let request = Request::AddFile { name: name.clone(), content: String::new() };
    match hands.bridge.ask_of(file, request).await {
        Ok(_) => tell(hands, "file", format!("Commands can read {name} as file://{name}.")),
        Err(fault) => tell(hands, "file-error", fault.message),
    }
}

/// Why a file can't be taken in, if it can't.
pub(crate) fn too_large(file: &File) -> Option<String> {
    let (name, size) = (file.name(), file.size());
    (size > MOST)
        .then(|| format!("{name} has {}. At most 64 MB can be taken in at once.", bytes(size as u64)))
}

/// How a file begins: it says what it is.
async fn head_of(file: &File) -> Result<String, String> {
    match file.slice_with_f64_and_f64(0.0, HEAD) {
        Ok(head) => reading::text(&head, Some(file.name())).await,
        Err(error) => Err(format!("{} can't be read: {error:?}", file.name())),
    }
}

/// Whether a file's name and beginning say that it holds items.
fn are_items(name: &str, text: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["csv", "tsv"].iter().any(|it| ending.eq_ignore_ascii_case(it)) || lab::items::is_export(text)
}

fn tell(hands: &Hands, code: &str, text: String) {
    hands.dispatch.dispatch(Action::Tell(Notice { code: code.to_owned(), text }));
}

/// Files may be dropped anywhere on the page; items in them go into this table.
#[hook]
pub(crate) fn use_drops(hands: &Hands, table: Option<TableId>) {
    let hands = hands.clone();
    let target = use_mut_ref(|| None);
    target.borrow_mut().clone_from(&table);
    use_effect_with((), move |()| {
        let listeners = window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            let over = EventListener::new_with_options(&window, "dragover", options, |event| {
                if files_of(event).is_some() {
                    event.prevent_default();
                }
            });
            let drop = EventListener::new_with_options(&window, "drop", options, move |event| {
                let Some(files) = files_of(event) else { return };
                // The browser would leave the page and show the file.
                event.prevent_default();
                for file in files {
                    take_in(&hands, file, target.borrow().clone());
                }
            });
            (over, drop)
        });
        move || drop(listeners)
    });
}

/// The files of a drag; while it goes on, browsers tell only that there are some.
fn files_of(event: &Event) -> Option<Vec<File>> {
    let transfer = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    let kinds = transfer.types();
    kinds.includes(&JsValue::from_str("Files"), 0).then(|| {
        let files = transfer.files();
        (0..files.as_ref().map_or(0, web_sys::FileList::length))
            .filter_map(|at| files.as_ref()?.item(at))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_become_names_of_files() {
        for (name, file) in [
            ("Orders, three copies", "orders-three-copies.dynamarium.json"),
            ("../../etc/passwd", "etc-passwd.dynamarium.json"),
            ("Übung 3", "übung-3.dynamarium.json"),
            ("…", "world.dynamarium.json"),
        ] {
            assert_eq!(file_name(name), file);
        }
    }
}
