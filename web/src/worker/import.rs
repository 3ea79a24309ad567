//! Files, which are read and made here, so that the page never waits for a large one. Items from a file are written call
//! by call, in slices; a press on Stop ends it between two of them.

use std::rc::Rc;

use js_sys::{Array, JsString};
use lab::protocol::{Fault, News, Reply, Request, WorldOrder};
use wasm_bindgen::JsCast as _;
use web_sys::{Blob, DedicatedWorkerGlobalScope};

use super::host::{Host, fault};
use crate::reading;

/// Checks the rows of a file, and writes them if that is asked for.
pub(super) async fn import(host: &Rc<Host>, table: &str, text: &str, write: bool) -> Result<Reply, Fault> {
    let begun = match &*host.lab.borrow() {
        Some(lab) => lab.begin_import(table, text),
        None => return Err(fault("NotOpen", "no world is open yet".to_owned())),
    };
    let mut import = begun.map_err(|why| fault("NotImported", why))?;
    if !write {
        return Ok(Reply::Text(import.checked()));
    }
    let mut told = false;
    loop {
        let goes_on = match &mut *host.lab.borrow_mut() {
            Some(lab) if !host.stopped() => lab.import_some(&mut import),
            _ => false,
        };
        if !goes_on {
            break;
        }
        if host.breathe().await {
            host.set_busy(true);
            told = true;
            host.post.news(News::Running(Some(import.progress())));
        }
    }
    host.set_busy(false);
    if told {
        host.post.news(News::Running(None));
    }
    Ok(Reply::Text(import.report().to_json()))
}

/// Puts the text of the file that the page handed over into the request that it is for. One that can't be read fails the
/// request: an empty text in its place would be taken for what the file holds.
#[inline(never)]
pub(super) async fn fill(host: &Rc<Host>, mut request: Request) -> Result<Request, Fault> {
    let text = match &mut request {
        Request::ImportItems { text, .. }
        | Request::AddFile { content: text, .. }
        | Request::World(WorldOrder::Import(text))
            if text.is_empty() =>
        {
            text
        }
        _ => return Ok(request),
    };
    let file = host.handed.borrow_mut().pop_front();
    if let Some(file) = file {
        *text = reading::text(&file, None).await.map_err(|why| fault(reading::UNREADABLE, why))?;
    }
    Ok(request)
}

/// An answer that is a long text as a file, which goes ahead of it; where nobody takes files, the text.
#[inline(never)]
pub(super) fn as_file(reply: Result<Reply, Fault>) -> Result<Reply, Fault> {
    match reply {
        Ok(Reply::Text(text)) => {
            let parts = Array::of1(&JsString::from(text.as_str()));
            let blob = Blob::new_with_str_sequence(&parts).ok();
            let scope = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>().ok();
            let sent = scope.zip(blob).is_some_and(|(scope, blob)| scope.post_message(&blob).is_ok());
            Ok(Reply::Text(if sent { String::new() } else { text }))
        }
        other => other,
    }
}
