//! What lessons leave to take home: lines of all lessons, or of those that were done, to read and to print.

use learn::Lesson;
use wasm_bindgen_futures::spawn_local;
use web_sys::window;
use yew::prelude::*;

use super::{files, progress, text};

/// The sheets.
#[component]
pub(crate) fn Sheets() -> Html {
    let lessons = use_state(|| None::<Result<Vec<(Lesson, bool)>, String>>);
    let mine = use_state(|| false);
    {
        let lessons = lessons.clone();
        use_effect_with((), move |()| spawn_local(async move { lessons.set(Some(load().await)) }));
    }
    let toggle = {
        let mine = mine.clone();
        Callback::from(move |_: Event| mine.set(!*mine))
    };
    let print = Callback::from(|_: MouseEvent| print());
    let all = match &*lessons {
        None => return html! { <p class="form" role="status">{ "Looking…" }</p> },
        Some(Err(why)) => return html! { <p class="form" role="alert">{ why }</p> },
        Some(Ok(all)) => all,
    };
    let shown: Vec<&Lesson> =
        all.iter().filter(|(_, done)| *done || !*mine).map(|(lesson, _)| lesson).collect();
    let mut headings: Vec<&str> = shown.iter().map(|lesson| lesson.heading.as_str()).collect();
    headings.dedup();
    html! {
        <div class="form sheets">
            <div class="line no-print">
                <label class="check"><input type="checkbox" checked={*mine} onchange={toggle}/>{ "Only lessons that I have done" }</label>
                <button class="btn go" type="button" onclick={print}>{ "Print" }</button>
            </div>
            if shown.is_empty() { <p>{ "You have not finished a lesson yet." }</p> }
            { for headings.into_iter().map(|heading| html! {
                <section>
                    <h3>{ heading }</h3>
                    { for shown.iter().filter(|lesson| lesson.heading == heading).map(|lesson| html! {
                        <article>
                            <h4>{ &lesson.title }</h4>
                            <ul>{ for lesson.sheet.iter().map(|line| html! { <li>{ text::inline(line) }</li> }) }</ul>
                        </article>
                    }) }
                </section>
            }) }
        </div>
    }
}

/// All lessons, and whether each was done.
async fn load() -> Result<Vec<(Lesson, bool)>, String> {
    let (index, come) = (files::index().await?, progress::load().await);
    let mut lessons = Vec::new();
    for (_, listed) in index.all() {
        let done = come.lessons.get(&listed.id).is_some_and(|it| it.done);
        lessons.push((files::lesson(&listed.id).await?.1, done));
    }
    Ok(lessons)
}

/// Prints what is marked to be printed, and nothing of the page around it.
pub(super) fn print() {
    if let Some(window) = window() {
        window.print().ok();
    }
}
