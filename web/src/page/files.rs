//! Files out and in: a world as `.dynamarium.json`, dropped or chosen; other files are for `file://`.

use gloo::events::{EventListener, EventListenerOptions};
use js_sys::{Array, JsString};
use lab::protocol::{Notice, Reply, Request, WorldOrder};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, DragEvent, File, HtmlElement, Url, window};
use yew::prelude::*;

use super::model::Action;
use super::shell::Hands;

/// How the names of world files end.
const ENDING: &str = ".dynamarium.json";
/// Bytes that a world's file may have.
const MOST: f64 = 64_000_000.0;

/// Saves the open world as a file.
pub(crate) fn export(hands: &Hands, name: &str) {
    let (hands, name) = (hands.clone(), file_name(name));
    spawn_local(async move {
        match hands.bridge.ask(Request::Export).await {
            Ok(Reply::Text(text)) if download(&name, &text, "application/json").is_some() => {}
            Ok(_) => tell(&hands, "file-error", "The browser did not take the file.".to_owned()),
            Err(fault) => tell(&hands, "file-error", fault.message),
        }
    });
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
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let anchor = window()?.document()?.create_element("a").ok()?;
    anchor.set_attribute("href", &address).ok()?;
    anchor.set_attribute("download", name).ok()?;
    anchor.unchecked_into::<HtmlElement>().click();
    Url::revoke_object_url(&address).ok()
}

/// Saves the items of a table as a file.
pub(crate) fn export_items(hands: &Hands, table: &str, csv: bool) {
    let (hands, table) = (hands.clone(), table.to_owned());
    spawn_local(async move {
        let (ending, kind) = if csv { ("csv", "text/csv") } else { ("jsonl", "application/jsonl") };
        match hands.bridge.ask(Request::ExportItems { table: table.clone(), csv }).await {
            Ok(Reply::Text(text)) if download(&format!("{table}.{ending}"), &text, kind).is_some() => {}
            Ok(_) => tell(&hands, "file-error", "The browser did not take the file.".to_owned()),
            Err(fault) => tell(&hands, "file-error", fault.message),
        }
    });
}

/// Takes a file in: a world opens as a new one, exported items go into this table, anything else can be read by
/// `file://`.
pub(crate) fn take_in(hands: &Hands, file: File, table: Option<String>) {
    let hands = hands.clone();
    spawn_local(async move {
        let name = file.name();
        if file.size() > MOST {
            return tell(&hands, "file-error", format!("{name} is larger than 64 MB, which no world is."));
        }
        let Some(text) = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) else {
            return tell(&hands, "file-error", format!("{name} can't be read."));
        };
        if name.ends_with(ENDING)
            || text.trim_start_matches('\u{feff}').trim_start().starts_with("{\n\"scenario\"")
        {
            match hands.bridge.ask(Request::World(WorldOrder::Import(text))).await {
                Ok(_) => tell(
                    &hands,
                    "file",
                    format!("{name} is open as a world of its own. The one before is under Worlds."),
                ),
                Err(fault) => tell(&hands, "file-error", format!("{name} was not opened. {}", fault.message)),
            }
        } else if let Some(table) = table.filter(|_| lab::items::is_export(&text)) {
            match hands.bridge.ask(Request::ImportItems { table, text }).await {
                Ok(Reply::Text(done)) => tell(&hands, "file", format!("{name}: {done}")),
                Ok(_) => {}
                Err(fault) => tell(&hands, "file-error", format!("{name}: {}", fault.message)),
            }
        } else {
            match hands.bridge.ask(Request::AddFile { name: name.clone(), content: text }).await {
                Ok(_) => tell(&hands, "file", format!("Commands can read {name} as file://{name}.")),
                Err(fault) => tell(&hands, "file-error", fault.message),
            }
        }
    });
}

fn tell(hands: &Hands, code: &str, text: String) {
    hands.dispatch.dispatch(Action::Tell(Notice { code: code.to_owned(), text }));
}

/// Files may be dropped anywhere on the page; items in them go into this table.
#[hook]
pub(crate) fn use_drops(hands: &Hands, table: Option<String>) {
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
