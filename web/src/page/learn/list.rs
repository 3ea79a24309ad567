//! The list of lessons, with how far somebody has come.

use std::rc::Rc;

use learn::{Index, Lesson, Listed};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::progress::{self, Come, Progress};
use super::{begin, files};
use crate::page::files::download;
use crate::page::icons::icon;
use crate::page::shell::Hands;
use crate::reading;

/// The heading under which worlds to look at are listed.
const EXAMPLES: &str = "Examples";

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ListProps {
    /// Examples instead of lessons.
    pub(crate) examples: bool,
}

/// The list.
#[component]
pub(crate) fn List(props: &ListProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let index = use_state(|| None::<Result<Rc<Index>, String>>);
    let come = use_state(Progress::default);
    let own = use_state(Vec::<(String, String)>::new);
    let trouble = use_state(|| None::<String>);
    let said = use_state(String::new);
    {
        let (index, come, own) = (index.clone(), come.clone(), own.clone());
        use_effect_with((), move |()| {
            spawn_local(async move {
                come.set(progress::load().await);
                own.set(titles().await);
                index.set(Some(files::index().await));
            });
        });
    }
    let open = {
        let (hands, trouble) = (hands.clone(), trouble.clone());
        Callback::from(move |(id, over): (String, bool)| {
            let (hands, trouble) = (hands.clone(), trouble.clone());
            spawn_local(async move {
                if let Err(why) = begin::begin(&hands, &id, over).await {
                    trouble.set(Some(why));
                }
            });
        })
    };
    let export = {
        let come = come.clone();
        Callback::from(move |_: MouseEvent| {
            download("dynamarium-progress.json", &come.write(), "application/json");
        })
    };
    let import = {
        let (come, own, said, trouble) = (come.clone(), own.clone(), said.clone(), trouble.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let Some(file) = input.files().and_then(|files| files.item(0)) else { return };
            input.set_value("");
            let (come, own, said, trouble) = (come.clone(), own.clone(), said.clone(), trouble.clone());
            spawn_local(async move {
                let text = match reading::text(&file, None).await {
                    Ok(text) => text,
                    Err(why) => return trouble.set(Some(why)),
                };
                if let Some(other) = Progress::read(&text) {
                    come.set(progress::change(|mine| mine.merge(other)).await);
                    said.set("Your progress was taken in.".to_owned());
                    trouble.set(None);
                } else {
                    match Lesson::read(&text) {
                        Ok(lesson) => {
                            progress::keep_own(&lesson.id, &text).await;
                            own.set(titles().await);
                            said.set(format!("The lesson “{}” is in the list.", lesson.title));
                            trouble.set(None);
                        }
                        Err(fault) => {
                            trouble.set(Some(format!("This is neither progress nor a lesson: {fault}.")));
                        }
                    }
                }
            });
        })
    };
    let row = |lesson: &Listed| row(lesson, come.lessons.get(&lesson.id), &open);
    let list = match &*index {
        None => html! { <p role="status">{ "Looking…" }</p> },
        Some(Err(why)) => html! { <p role="alert">{ why }</p> },
        Some(Ok(index)) => html! { <>
            { for index.headings.iter().filter(|it| (it.name == EXAMPLES) == props.examples).map(|heading| {
                let all = heading.lessons.len();
                let done = heading.lessons.iter().filter(|it| come.lessons.get(&it.id).is_some_and(|come| come.done)).count();
                html! {
                    <section>
                        <h3>{ &heading.name }<span class="mute">{ format!("{done} of {all}") }</span></h3>
                        <ul class="lessons">{ for heading.lessons.iter().map(row) }</ul>
                    </section>
                }
            }) }
            if !own.is_empty() && !props.examples {
                <section>
                    <h3>{ "Made here" }</h3>
                    <ul class="lessons">{ for own.iter().map(|(id, title)| row(&Listed {
                        id: id.clone(), title: title.clone(), minutes: 0, about: String::new(),
                    })) }</ul>
                </section>
            }
        </> },
    };
    html! {
        <div class="form learn-list" data-first="" tabindex="-1">
            if let Some(why) = &*trouble { <p class="wrong" role="alert">{ why }</p> }
            { list }
            if !props.examples {
            <section class="line keep">
                <p class="mute" role="status">{ if said.is_empty() { "Progress is kept in this browser." } else { said.as_str() } }</p>
                <button class="btn" type="button" onclick={export}>{ "Save it as a file" }</button>
                <label class="btn file">{ "Open a file" }<input class="unseen" type="file" accept=".json,.txt" onchange={import}/></label>
            </section>
            }
        </div>
    }
}

/// The lessons that somebody made: ids and titles.
async fn titles() -> Vec<(String, String)> {
    let mut titles = Vec::new();
    for id in progress::own_ids().await {
        if let Ok((_, lesson)) = files::lesson(&id).await {
            titles.push((id, lesson.title));
        }
    }
    titles
}

fn row(lesson: &Listed, come: Option<&Come>, open: &Callback<(String, bool)>) -> Html {
    let id = lesson.id.clone();
    let press = open.reform(move |_: MouseEvent| (id.clone(), false));
    let done = come.is_some_and(|come| come.done);
    let state = match come {
        Some(come) if come.done => "done".to_owned(),
        Some(come) if come.steps > 0 => match come.steps {
            1 => "1 step done".to_owned(),
            steps => format!("{steps} steps done"),
        },
        _ if lesson.minutes > 0 => format!("{} min", lesson.minutes),
        _ => String::new(),
    };
    html! {
        <li key={lesson.id.clone()} class={done.then_some("done")}>
            <button type="button" class="lesson-row" data-lesson={lesson.id.clone()} onclick={press}>
                <span class="mark-of">if done { { icon("ck") } }</span>
                <span class="what"><b>{ &lesson.title }</b><span>{ &lesson.about }</span></span>
                <span class="mute">{ state }</span>
            </button>
        </li>
    }
}
