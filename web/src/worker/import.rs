//! Items from a file, call by call, in slices; a press on Stop ends it between two of them.

use std::rc::Rc;

use lab::protocol::{Fault, News, Reply};

use super::host::{Host, fault};

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
