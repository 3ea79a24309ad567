//! What lessons leave to take home: lines of all lessons, or of those that were done, cards about what lies around DynamoDB, and
//! what older notes say that holds no longer; to read and to print.

use learn::Lesson;
use wasm_bindgen_futures::spawn_local;
use web_sys::window;
use yew::prelude::*;

use super::{begin, files, progress, text};
use crate::page::shell::Hands;

/// What is shown of the sheets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Done,
    Cards,
    Corrected,
}

const PARTS: [(Part, &str); 4] = [
    (Part::All, "All lessons"),
    (Part::Done, "Lessons that I have done"),
    (Part::Cards, "Around DynamoDB"),
    (Part::Corrected, "Older notes, corrected"),
];

/// What the sheets are made of.
struct Loaded {
    /// Lessons, and whether each was done.
    lessons: Vec<(Lesson, bool)>,
    /// Cards: titles and lines.
    cards: Vec<(String, Vec<String>)>,
    /// What notes say, and what holds today.
    corrected: Vec<(String, String)>,
}

/// The sheets.
#[component]
pub(crate) fn Sheets() -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let loaded = use_state(|| None::<Result<Loaded, String>>);
    let part = use_state(|| Part::All);
    let trouble = use_state(|| None::<String>);
    {
        let loaded = loaded.clone();
        use_effect_with((), move |()| spawn_local(async move { loaded.set(Some(load().await)) }));
    }
    let open = {
        let trouble = trouble.clone();
        Callback::from(move |id: String| {
            let (hands, trouble) = (hands.clone(), trouble.clone());
            spawn_local(async move {
                if let Err(why) = begin::begin(&hands, &id, false).await {
                    trouble.set(Some(why));
                }
            });
        })
    };
    let print = Callback::from(|_: MouseEvent| print());
    let all = match &*loaded {
        None => return html! { <p class="form" role="status">{ "Looking…" }</p> },
        Some(Err(why)) => return html! { <p class="form" role="alert">{ why }</p> },
        Some(Ok(all)) => all,
    };
    let choose = |(which, name): (Part, &'static str)| {
        let part = part.clone();
        let checked = *part == which;
        let chosen = Callback::from(move |_: Event| part.set(which));
        html! { <label class="check"><input type="radio" name="sheets" {checked} onchange={chosen}/>{ name }</label> }
    };
    html! {
        <div class="form sheets">
            <div class="line no-print">
                <fieldset class="which"><legend class="unseen">{ "Which sheets" }</legend>{ for PARTS.into_iter().map(choose) }</fieldset>
                <button class="btn go" type="button" onclick={print}>{ "Print" }</button>
            </div>
            if let Some(why) = &*trouble { <p class="wrong" role="alert">{ why }</p> }
            { match *part {
                Part::All | Part::Done => lessons(all, *part == Part::Done, &open),
                Part::Cards => html! { <section><h3>{ "Around DynamoDB" }</h3><div class="columns">{ for all.cards.iter().map(|(title, lines)| html! {
                    <article><h4>{ title }</h4><ul>{ for lines.iter().map(|line| html! { <li>{ text::inline(line) }</li> }) }</ul></article>
                }) }</div></section> },
                Part::Corrected => corrected(all),
            } }
        </div>
    }
}

/// The lessons' sheets; each leads to its lesson.
fn lessons(all: &Loaded, done_only: bool, open: &Callback<String>) -> Html {
    let shown: Vec<&Lesson> =
        all.lessons.iter().filter(|(_, done)| *done || !done_only).map(|(lesson, _)| lesson).collect();
    let mut headings: Vec<&str> = shown.iter().map(|lesson| lesson.heading.as_str()).collect();
    headings.dedup();
    if shown.is_empty() {
        return html! { <p>{ "You have not finished a lesson yet." }</p> };
    }
    let article = |lesson: &&Lesson| {
        let id = lesson.id.clone();
        let press = open.reform(move |_: MouseEvent| id.clone());
        html! {
            <article>
                <h4><button class="link" type="button" onclick={press} data-sheet={lesson.id.clone()}>{ &lesson.title }</button></h4>
                <ul>{ for lesson.sheet.iter().map(|line| html! { <li>{ text::inline(line) }</li> }) }</ul>
            </article>
        }
    };
    html! { <>{ for headings.into_iter().map(|heading| html! {
        <section><h3>{ heading }</h3>
            <div class="columns">{ for shown.iter().filter(|lesson| lesson.heading == heading).map(article) }</div></section>
    }) }</> }
}

/// What older notes say, and what holds today.
fn corrected(all: &Loaded) -> Html {
    html! {
        <section>
            <h3>{ "Older notes, corrected" }</h3>
            <p class="mute">{ "What notes and courses about DynamoDB often say, where it is inexact, wrong or outdated, and what holds today." }</p>
            <table class="corrected"><thead><tr><th>{ "Notes say" }</th><th>{ "Today" }</th></tr></thead>
                <tbody>{ for all.corrected.iter().map(|(says, today)| html! {
                    <tr><td>{ text::inline(says) }</td><td>{ text::inline(today) }</td></tr>
                }) }</tbody></table>
        </section>
    }
}

async fn load() -> Result<Loaded, String> {
    let (index, come) = (files::index().await?, progress::load().await);
    let mut lessons = Vec::new();
    for (_, listed) in index.all() {
        let done = come.lessons.get(&listed.id).is_some_and(|it| it.done);
        lessons.push((files::lesson(&listed.id).await?.1, done));
    }
    let cards = files::table("cards").await?;
    let cards = cards.into_iter().filter_map(|row| match &row[..] {
        [_, title, lines] => Some((title.clone(), lines.split(" / ").map(str::to_owned).collect())),
        _ => None,
    });
    let corrected = files::table("corrected").await?;
    let corrected = corrected.into_iter().filter_map(|row| match &row[..] {
        [says, today] => Some((says.clone(), today.clone())),
        _ => None,
    });
    Ok(Loaded { lessons, cards: cards.collect(), corrected: corrected.collect() })
}

/// Prints what is marked to be printed, and nothing of the page around it.
pub(super) fn print() {
    if let Some(window) = window() {
        window.print().ok();
    }
}
