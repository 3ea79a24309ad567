//! The lessons' files, which are parts of the site.

use std::cell::RefCell;
use std::rc::Rc;

use learn::{Index, Lesson};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, window};

thread_local! {
    static INDEX: RefCell<Option<Rc<Index>>> = const { RefCell::new(None) };
}

/// The list of lessons.
pub(super) async fn index() -> Result<Rc<Index>, String> {
    if let Some(index) = INDEX.with(|slot| slot.borrow().clone()) {
        return Ok(index);
    }
    let text = fetch("lessons/index.txt").await?;
    let index = Rc::new(Index::read(&text).map_err(|fault| format!("The list of lessons, {fault}."))?);
    INDEX.with(|slot| *slot.borrow_mut() = Some(index.clone()));
    Ok(index)
}

/// A lesson: its text, and what that says. Those that people made themselves are kept by their ids.
pub(super) async fn lesson(id: &str) -> Result<(String, Lesson), String> {
    let text = match super::progress::own(id).await {
        Some(text) => text,
        None => fetch(&format!("lessons/{id}.txt")).await?,
    };
    let lesson = Lesson::read(&text).map_err(|fault| format!("The lesson {id}, {fault}."))?;
    Ok((text, lesson))
}

/// A table beside the lessons: rows of cells.
pub(super) async fn table(name: &str) -> Result<Vec<Vec<String>>, String> {
    let text = fetch(&format!("lessons/{name}.tsv")).await?;
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    Ok(lines.map(|line| line.split('|').map(str::to_owned).collect()).collect())
}

async fn fetch(path: &str) -> Result<String, String> {
    let away = || format!("{path} can't be loaded. Is the network away?");
    let window = window().ok_or_else(away)?;
    let answer = JsFuture::from(window.fetch_with_str(path)).await.map_err(|_| away())?;
    let answer: Response = answer.dyn_into().map_err(|_| away())?;
    if !answer.ok() {
        return Err(away());
    }
    let text = JsFuture::from(answer.text().map_err(|_| away())?).await.map_err(|_| away())?;
    text.as_string().ok_or_else(away)
}
