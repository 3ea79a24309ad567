//! Files that somebody chose, read as text: by then they may be gone, or changed, and then nothing is taken for what they
//! held.

use js_sys::Error;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

/// The name of the fault of an order whose file can't be read.
pub const UNREADABLE: &str = "NotRead";

/// What a file holds, or a sentence that says why it can't be read. A part of a file goes by the name of the whole.
pub async fn text(file: &Blob, name: Option<String>) -> Result<String, String> {
    let error = match JsFuture::from(file.text()).await {
        Ok(text) => return Ok(text.as_string().unwrap_or_default()),
        Err(error) => error,
    };
    let name =
        name.or_else(|| file.dyn_ref::<File>().map(File::name)).unwrap_or_else(|| "The file".to_owned());
    let told = error.dyn_ref::<Error>();
    let why = match told.map(|error| String::from(error.name())).unwrap_or_default().as_str() {
        "NotFoundError" => "it is no longer where it was. Choose it again.".to_owned(),
        "NotReadableError" => {
            "it has changed since it was chosen, or this page may not read it. Choose it again.".to_owned()
        }
        _ => told.map_or_else(|| format!("{error:?}"), |error| error.message().into()),
    };
    Err(format!("{name} can't be read: {why}"))
}
