//! The lesson that is open: what is to be done, what is done already, hints, and why it works.

use std::cell::Cell;
use std::rc::Rc;

use lab::protocol::Notice;
use learn::{Guess, Heading, Index, Lesson, Step};
use serde_json::{Value, json};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::progress::{self, Come};
use super::{begin, files, order, place, text};
use crate::page::forms::Form;
use crate::page::icons::icon;
use crate::page::model::Action;
use crate::page::regions;
use crate::page::shell::Hands;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PanelProps {
    /// The lesson's title.
    pub(crate) title: String,
    /// Rises with every change of the world.
    pub(crate) world: u64,
}

thread_local! {
    /// A lesson was begun just now: its heading gets the focus as soon as it is there.
    static BEGUN: Cell<bool> = const { Cell::new(false) };
}

/// Takes the reader to the lesson that was begun, when its text is on the page.
pub(super) fn focus_when_shown() {
    BEGUN.set(true);
}

/// A lesson that was loaded.
struct Loaded {
    text: String,
    lesson: Lesson,
    index: Rc<Index>,
}

/// How far the world has come: steps that are done, goals of the one at hand that are met.
#[derive(Clone, Default, PartialEq)]
struct Standing {
    done: usize,
    met: Vec<bool>,
}

/// [`Panel`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(crate) fn panel(props: PanelProps) -> Html {
    html! { <Panel ..props/> }
}

/// The panel.
#[component]
fn Panel(props: &PanelProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let loaded = use_state(|| None::<Result<Rc<Loaded>, String>>);
    let standing = use_state(|| None::<Standing>);
    let come = use_state(Come::default);
    // The step that is read; the one at hand until somebody turns pages.
    let page = use_state(|| None::<usize>);
    let folded = use_state(|| false);
    {
        let (loaded, standing, come, page) = (loaded.clone(), standing.clone(), come.clone(), page.clone());
        use_effect_with(props.title.clone(), move |title| {
            let title = title.clone();
            standing.set(None);
            page.set(None);
            spawn_local(async move {
                let found = load(&title).await.map(Rc::new);
                if let Ok(found) = &found {
                    come.set(progress::load().await.lessons.remove(&found.lesson.id).unwrap_or_default());
                }
                loaded.set(Some(found));
            });
        });
    }
    let ready = matches!(&*loaded, Some(Ok(found)) if found.lesson.title == props.title);
    {
        let (hands, loaded, standing, come) = (hands.clone(), loaded.clone(), standing.clone(), come.clone());
        use_effect_with((ready, props.world, props.title.clone()), move |(ready, _, _)| {
            if let Some(Ok(found)) = (*loaded).clone().filter(|_| *ready) {
                spawn_local(async move { look(&hands, &found, &standing, &come).await });
            }
        });
    }
    // The lesson that was begun, or the step that was turned to, takes the focus once it is drawn; with every change of the
    // world until it is there: the same lesson may have been begun anew.
    let turned = use_mut_ref(|| false);
    {
        let turned = turned.clone();
        let deps = (ready && standing.is_some(), *page, props.title.clone(), props.world);
        use_effect_with(deps, move |(shown, ..)| {
            if *shown && (BEGUN.replace(false) | turned.replace(false)) {
                regions::focus(".lesson h3");
            }
        });
    }
    let found = match &*loaded {
        None => return Html::default(),
        Some(Err(why)) => {
            return html! { <aside class="lesson" aria-label="Lesson"><p role="alert">{ why }</p></aside> };
        }
        Some(Ok(_)) if !ready => return Html::default(),
        Some(Ok(found)) => found.clone(),
    };
    let Some(stands) = (*standing).clone() else { return Html::default() };
    let lesson = &found.lesson;
    let at = page.unwrap_or(stands.done).min(lesson.steps.len());
    let turn = {
        let page = page.clone();
        Callback::from(move |to: usize| {
            *turned.borrow_mut() = true;
            page.set(Some(to));
        })
    };
    // What was just done is told where it can be seen. A step is read to its end before the next one comes.
    if page.is_none() {
        page.set(Some(at));
    }
    let fold = {
        let folded = folded.clone();
        Callback::from(move |_: MouseEvent| folded.set(!*folded))
    };
    let over = {
        let (hands, found) = (hands.clone(), found.clone());
        Callback::from(move |_: MouseEvent| go(&hands, found.lesson.id.clone(), true, None))
    };
    html! {
        <aside class={classes!("lesson", folded.then_some("folded"))} aria-label="Lesson" data-region="lesson" data-testid="lesson"
               data-lesson={lesson.id.clone()} data-done={stands.done.to_string()} tabindex="-1">
            <header>
                <p class="mute">{ among(&found.index, lesson) }</p>
                <button class="btn sq small" aria-label={if *folded { "Unfold the lesson" } else { "Fold the lesson" }} aria-expanded={(!*folded).to_string()} onclick={fold}>
                    { icon(if *folded { "down" } else { "up" }) }
                </button>
                <h2>{ &lesson.title }</h2>
            </header>
            if !*folded { <>
                <ol class="steps" aria-label={format!("{} of {} steps done", stands.done, lesson.steps.len())}>
                    { for lesson.steps.iter().enumerate().map(|(number, step)| {
                        let press = turn.reform(move |_: MouseEvent| number);
                        let state = if number < stands.done { "done" } else { "" };
                        html! {
                            <li><button class={state} aria-current={(number == at).then_some("step")} disabled={number > stands.done} onclick={press}
                                    aria-label={format!("Step {}: {}{}", number + 1, step.title, if number < stands.done { ", done" } else { "" })}>
                                if number < stands.done { { icon("ck") } } else { { number + 1 } }
                            </button></li>
                        }
                    }) }
                </ol>
                if let Some(step) = lesson.steps.get(at) {
                    <StepView key={at} step={Rc::new(step.clone())} done={at < stands.done} met={stands.met.clone()}
                              guess={come.guesses.get(&(at as u64)).copied()} guessed={guessed(&found, at, &come)}
                              next={turn.reform(move |()| at + 1)} last={at + 1 == lesson.steps.len()}/>
                } else {
                    <End found={Found(found.clone())}/>
                }
                <footer>
                    <button class="link" onclick={hands.on(|| Action::Form(Some(Form::Learn { examples: false })))}>{ "All lessons" }</button>
                    <button class="link" onclick={over}>{ "Start over" }</button>
                </footer>
            </> }
        </aside>
    }
}

/// The lesson of this title.
async fn load(title: &str) -> Result<Loaded, String> {
    let index = files::index().await?;
    let listed = index.all().find(|(_, lesson)| lesson.title == title).map(|(_, lesson)| lesson.id.clone());
    if let Some(id) = listed {
        let (text, lesson) = files::lesson(&id).await?;
        return Ok(Loaded { text, lesson, index });
    }
    for id in progress::own_ids().await {
        let (text, lesson) = files::lesson(&id).await?;
        if lesson.title == title {
            return Ok(Loaded { text, lesson, index });
        }
    }
    Err(format!("There is no lesson “{title}” here. Its file can be opened under Learn."))
}

/// Asks the engine how far the world has come, and keeps it.
async fn look(
    hands: &Hands,
    found: &Loaded,
    standing: &UseStateHandle<Option<Standing>>,
    come: &UseStateHandle<Come>,
) {
    let Ok(answer) = order(hands, json!({ "order": "look", "lesson": found.text })).await else { return };
    let Ok(answer) = serde_json::from_str::<Value>(&answer) else { return };
    let done = answer.get("done").and_then(Value::as_u64).unwrap_or_default();
    let met = answer.get("met").and_then(Value::as_array).into_iter().flatten();
    let met = met.map(|it| it.as_bool().unwrap_or_default()).collect();
    standing.set(Some(Standing { done: usize::try_from(done).unwrap_or_default(), met }));
    let all = found.lesson.steps.len() as u64;
    let id = found.lesson.id.clone();
    if done > 0 {
        let kept = progress::change(|progress| {
            let mine = progress.lessons.entry(id.clone()).or_default();
            mine.steps = mine.steps.max(done);
            mine.done |= done == all;
        })
        .await;
        if let Some(mine) = kept
            .lessons
            .get(&found.lesson.id)
            .filter(|mine| mine.steps != come.steps || mine.done != come.done)
        {
            come.set(mine.clone());
        }
    }
}

/// What is done when somebody answers a step's question.
fn guessed(found: &Rc<Loaded>, step: usize, come: &UseStateHandle<Come>) -> Callback<u64> {
    let (found, come) = (found.clone(), come.clone());
    Callback::from(move |choice: u64| {
        let (id, come) = (found.lesson.id.clone(), come.clone());
        let mut now = (*come).clone();
        now.guesses.insert(step as u64, choice);
        come.set(now);
        spawn_local(async move {
            progress::change(|progress| {
                progress.lessons.entry(id).or_default().guesses.insert(step as u64, choice);
            })
            .await;
        });
    })
}

/// Opens a lesson; the world of another one, which is over, is thrown away.
fn go(hands: &Hands, id: String, over: bool, gone: Option<String>) {
    let hands = hands.clone();
    spawn_local(async move {
        match begin::begin(&hands, &id, over).await {
            Ok(()) => {
                if let Some(title) = gone {
                    begin::forget(&hands, &title).await;
                }
            }
            Err(text) => hands.dispatch.dispatch(Action::Tell(Notice { code: "lesson".to_owned(), text })),
        }
    });
}

#[derive(Clone, PartialEq, Properties)]
struct StepProps {
    step: Rc<Step>,
    done: bool,
    met: Vec<bool>,
    /// What was answered.
    guess: Option<u64>,
    guessed: Callback<u64>,
    next: Callback<()>,
    last: bool,
}

/// A step.
#[component]
fn StepView(props: &StepProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let hints = use_state(|| 0_usize);
    let step = &props.step;
    let left = step.hints.len().saturating_sub(*hints);
    // One button for the hints and for what comes after the last: whoever is at it stays at it.
    let help = {
        let (hints, hands, solution) = (hints.clone(), hands.clone(), step.solution.clone());
        Callback::from(
            move |_: MouseEvent| if left > 0 { hints.set(*hints + 1) } else { place(&hands, &solution) },
        )
    };
    let goal = |(number, line): (usize, &learn::Line)| {
        let met = props.done || props.met.get(number).copied().unwrap_or_default();
        html! {
            <li class={met.then_some("met")}>
                <span class="tick" aria-hidden="true">if met { { icon("ck") } }</span>
                <span>{ text::inline(&line.says) }<span class="unseen">{ if met { ": done" } else { ": not yet" } }</span></span>
            </li>
        }
    };
    {
        let seen = use_mut_ref(|| props.done);
        use_effect_with(props.done, move |done| {
            if *done && !seen.replace(*done) {
                regions::scroll_to(".lesson .why");
            }
        });
    }
    let next = props.next.reform(|_: MouseEvent| ());
    html! {
        <section class="step">
            <h3 tabindex="-1">{ &step.title }</h3>
            { text::paragraphs(&step.says, &hands) }
            if let Some(guess) = &step.guess {
                <Question guess={Rc::new(guess.clone())} done={props.done} answer={props.guess} answered={props.guessed.clone()}/>
            }
            <h4>{ if step.goals.len() == 1 { "Goal" } else { "Goals" } }</h4>
            <ul class="goals">{ for step.goals.iter().enumerate().map(goal) }</ul>
            <div role="status">
                if props.done {
                    <div class="card why" data-testid="why">
                        <h4><span class="star">{ icon("star") }</span>{ "Done. Why it works" }</h4>
                        { text::paragraphs(&step.why, &hands) }
                        if !step.wrongs.is_empty() {
                            <details><summary>{ "What does not work" }</summary>
                                <ul>{ for step.wrongs.iter().map(|wrong| html! { <li>{ text::inline(&wrong.says) }</li> }) }</ul>
                            </details>
                        }
                    </div>
                }
            </div>
            if props.done {
                <button class="btn go next" data-first="" onclick={next}>{ if props.last { "To the end" } else { "Next step" } }</button>
            } else {
                <div class="hints" role="status">
                    <ol>{ for step.hints.iter().take(*hints).map(|hint| html! { <li>{ text::inline(hint) }</li> }) }</ol>
                </div>
                <button class="btn small" onclick={help}>
                    { if left > 0 { format!("Hint {} of {}", *hints + 1, step.hints.len()) } else { "Show me".to_owned() } }
                </button>
                if left == 0 {
                    <p class="mute">{ "It is put into the console; Enter, or Run, runs it." }</p>
                }
            }
        </section>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct QuestionProps {
    guess: Rc<Guess>,
    done: bool,
    answer: Option<u64>,
    answered: Callback<u64>,
}

/// The question before the run; what is right is told when the step is done.
#[component]
fn Question(props: &QuestionProps) -> Html {
    let guess = &props.guess;
    let verdict = props.answer.filter(|_| props.done).map(|answer| {
        let right = guess.choices.iter().position(|choice| choice.right).unwrap_or_default();
        let says = &guess.choices[right].says;
        if answer == right as u64 {
            html! { <p class="verdict ok" role="status">{ icon("ck") }{ "You were right." }</p> }
        } else {
            html! { <p class="verdict" role="status">{ "It was another one: " }{ text::inline(says) }{ "." }</p> }
        }
    });
    html! {
        <fieldset class="predict" disabled={props.done}>
            <legend>{ "Guess first: " }{ text::inline(&guess.asks) }</legend>
            { for guess.choices.iter().enumerate().map(|(number, choice)| {
                let number = number as u64;
                let chosen = props.answered.reform(move |_: Event| number);
                html! {
                    <label class="check"><input type="radio" name="guess" checked={props.answer == Some(number)} onchange={chosen}/>
                        <span>{ text::inline(&choice.says) }</span>
                        if props.done && choice.right { <span class="tag ok">{ "so it is" }</span> }
                    </label>
                }
            }) }
            { for verdict }
        </fieldset>
    }
}

/// A lesson as a property: the same one is equal.
#[derive(Clone)]
struct Found(Rc<Loaded>);

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, PartialEq, Properties)]
struct EndProps {
    found: Found,
}

/// The end of a lesson: what to take home, and where to go on.
#[component]
fn End(props: &EndProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let (lesson, index) = (&props.found.0.lesson, &props.found.0.index);
    let next = index.after(&lesson.id).map(|next| {
        let (id, title) = (next.id.clone(), lesson.title.clone());
        let press = Callback::from(move |_: MouseEvent| go(&hands, id.clone(), false, Some(title.clone())));
        html! { <button class="btn go next" data-first="" onclick={press}>{ format!("Next lesson: {}", next.title) }</button> }
    });
    html! {
        <section class="step" data-testid="finished">
            <h3 tabindex="-1"><span class="star">{ icon("star") }</span>{ "You have finished this lesson" }</h3>
            <div class="card sheet">
                <h4>{ "To take home" }</h4>
                <ul>{ for lesson.sheet.iter().map(|line| html! { <li>{ text::inline(line) }</li> }) }</ul>
            </div>
            <p class="mute">{ "All sheets can be read and printed under Learn, Cheat sheets." }</p>
            { for next }
        </section>
    }
}

/// The lesson's heading, and which of it this is.
fn among(index: &Index, lesson: &Lesson) -> String {
    let place = |heading: &Heading| heading.lessons.iter().position(|it| it.id == lesson.id);
    match index.headings.iter().find_map(|it| Some((place(it)?, it.lessons.len()))) {
        Some((place, all)) => format!("{} · {} of {all}", lesson.heading, place + 1),
        None => lesson.heading.clone(),
    }
}
