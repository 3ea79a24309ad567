//! The console's input: a text area over its own coloured copy. It echoes by itself; colours, faults and
//! completions come from the engine when it gets round to them.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use lab::protocol::{Checked, Completions, ConsoleError, Notice, Reply, Request, Token};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::advice::{first_fix, show_as, warnings};
use super::choices::Choices;
use super::fault::Fault;
use super::past::Past;
use super::search::search;
use super::text;
use crate::page::forms::Form;
use crate::page::model::Action;
use crate::page::regions;
use crate::page::shell::{Hands, TypeIn};
use crate::words::number;

/// What the first visit's console holds, and what it offers next.
pub(super) const FIRST: &str = "aws dynamodb put-item --table-name Orders --return-consumed-capacity TOTAL \\\n  --item '{\"Customer\":{\"S\":\"Kim\"}, \"Day\":{\"S\":\"2026-11-20\"}, \"Status\":{\"S\":\"NEW\"}, \"Total\":{\"N\":\"86\"}}'";
const NEXT: &str = "aws dynamodb get-item --table-name Orders --return-consumed-capacity TOTAL \\\n  --key '{\"Customer\":{\"S\":\"Kim\"}, \"Day\":{\"S\":\"2026-11-20\"}}'";

/// Milliseconds of rest before the engine is asked.
const CHECK_AFTER: u32 = 140;
const COMPLETE_AFTER: u32 = 90;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct InputProps {
    pub(super) first: bool,
    /// Commands done and found while a run goes on.
    pub(super) running: Option<(u64, u64)>,
    /// Whether the stage looks at the past: then nothing runs.
    pub(super) looking: bool,
    /// Rises as the world changes while nothing runs: a forecast holds for one world only.
    pub(super) world: u64,
}

/// The text with its colours.
#[derive(Clone, Default, PartialEq)]
struct Typed {
    text: Rc<str>,
    tokens: Rc<[Token]>,
}

/// Completions on show: for which text, and which is chosen.
#[derive(Clone, PartialEq)]
pub(super) struct Offer {
    pub(super) completions: Rc<Completions>,
    pub(super) chosen: usize,
    /// Whether the reader moved the choice, so that Enter takes it.
    moved: bool,
}

/// The input.
#[component]
pub(super) fn Input(props: &InputProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    // The first visit's command is there in the first picture.
    let typed = use_state(|| Typed { text: if props.first { FIRST } else { "" }.into(), ..Typed::default() });
    let checked = use_state(|| None::<Rc<Checked>>);
    let offer = use_state(|| None::<Offer>);
    let searching = use_state(|| false);
    let translating = use_state(|| false);
    // Whether the first visit's command was run, and the page has not changed yet.
    let sent = use_state(|| false);
    let past = use_mut_ref(Past::load);
    let latest = use_mut_ref(String::new);
    let area = use_node_ref();
    let anchor = use_node_ref();

    // Shows a text: the state follows what the text area holds, never the other way round while typing.
    let show = {
        let (typed, offer, latest, sent) = (typed.clone(), offer.clone(), latest.clone(), sent.clone());
        Callback::from(move |new: String| {
            let tokens = {
                let old = latest.borrow();
                text::follow(&old, &typed.tokens, &new)
            };
            latest.borrow_mut().clone_from(&new);
            typed.set(Typed { text: new.into(), tokens: tokens.into() });
            sent.set(false);
            offer.set(None);
        })
    };
    // Puts a text into the area, caret at the end or at a byte offset.
    let place = {
        let (area, show) = (area.clone(), show.clone());
        Callback::from(move |(new, caret): (String, Option<u32>)| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                area.set_value(&new);
                let at = text::utf16_of(&new, caret.unwrap_or(new.len() as u32));
                area.set_selection_range(at, at).ok();
            }
            show.emit(new);
        })
    };
    let run = {
        let (hands, past, place, looking) = (hands.clone(), past.clone(), place.clone(), props.looking);
        let (sent, first) = (sent.clone(), props.first);
        Callback::from(move |command: String| {
            if command.trim().is_empty() {
                return;
            }
            if looking {
                hands.dispatch.dispatch(Action::Tell(Notice {
                    code: "past".to_owned(),
                    text: "Nothing was run: the stage looks at the past. Go back to live, or fork here, to go on."
                        .to_owned(),
                }));
                return;
            }
            if first && command.trim() == FIRST {
                // It stays in sight until the page that has its answer takes the welcome's place.
                if *sent {
                    return;
                }
                sent.set(true);
            } else {
                let next = if command.trim() == FIRST { NEXT } else { "" };
                place.emit((next.to_owned(), None));
            }
            past.borrow_mut().push(&command);
            hands.bridge.tell(Request::Run { text: command });
        })
    };
    use_typist(&hands, &place, &run);
    use_check(&hands, &typed, &checked, &latest, &place, props.world);
    {
        // The first visit finds its command ready and the caret behind it; where it ends otherwise than by that command
        // (a link was opened, a script ran) its table may not be there.
        let (place, latest, sent) = (place.clone(), latest.clone(), *sent);
        use_effect_with(props.first, move |first| {
            if *first {
                place.emit((FIRST.to_owned(), None));
            } else if *latest.borrow() == FIRST {
                place.emit((if sent { NEXT } else { "" }.to_owned(), None));
            }
            regions::focus(".editor textarea");
        });
    }

    let complete = {
        let (hands, offer, latest, area) = (hands.clone(), offer.clone(), latest.clone(), area.clone());
        Callback::from(move |forced: bool| {
            let Some(area) = area.cast::<HtmlTextAreaElement>() else { return };
            let now = latest.borrow().clone();
            let caret = area.selection_start().ok().flatten().unwrap_or_default();
            let cursor = text::byte_of(&now, caret);
            let (hands, offer, latest) = (hands.clone(), offer.clone(), latest.clone());
            spawn_local(async move {
                let request = Request::Complete { text: now.clone(), cursor };
                let Ok(Reply::Completions(found)) = hands.bridge.ask(request).await else { return };
                if *latest.borrow() != now || !worth_showing(&found, &now, forced) {
                    return;
                }
                offer.set(Some(Offer { completions: Rc::new(found), chosen: 0, moved: false }));
            });
        })
    };
    let pending = use_mut_ref(|| None::<Timeout>);
    let oninput = {
        let (show, complete, past, pending) = (show.clone(), complete.clone(), past.clone(), pending.clone());
        Callback::from(move |event: InputEvent| {
            let Some(area) = event.target().and_then(|t| t.dyn_into::<HtmlTextAreaElement>().ok()) else {
                return;
            };
            past.borrow_mut().leave();
            show.emit(area.value());
            let complete = complete.clone();
            let typing = event.input_type() == "insertText";
            *pending.borrow_mut() =
                typing.then(|| Timeout::new(COMPLETE_AFTER, move || complete.emit(false)));
        })
    };
    let accept = {
        let (place, latest) = (place.clone(), latest.clone());
        Callback::from(move |(offer, at): (Offer, usize)| {
            let Some(choice) = offer.completions.choices.get(at) else { return };
            let (from, to) = offer.completions.replace;
            let now = latest.borrow().clone();
            let (Some(before), Some(after)) = (now.get(..from as usize), now.get(to as usize..)) else {
                return;
            };
            // An accepted word is followed by a blank, unless something is there already.
            let blank = if after.is_empty() && !choice.insert.ends_with([' ', '=', '/', '"', '\'', '{']) {
                " "
            } else {
                ""
            };
            let caret = before.len() + choice.insert.len() + blank.len();
            place.emit((format!("{before}{}{blank}{after}", choice.insert), Some(caret as u32)));
            regions::focus(".editor textarea");
        })
    };
    let translate = {
        let translating = translating.clone();
        Callback::from(move |_: MouseEvent| translating.set(!*translating))
    };
    let examples = hands.on(|| Action::Form(Some(Form::Learn { examples: true })));
    let stop = {
        let hands = hands.clone();
        Callback::from(move |()| hands.bridge.tell(Request::Stop))
    };
    let mend = {
        let (place, latest) = (place.clone(), latest.clone());
        Callback::from(move |((from, to), fix): ((u32, u32), String)| {
            let now = latest.borrow().clone();
            if let (Some(before), Some(after)) = (now.get(..from as usize), now.get(to as usize..)) {
                place.emit((format!("{before}{fix}{after}"), Some((before.len() + fix.len()) as u32)));
                regions::focus(".editor textarea");
            }
        })
    };
    let onkeydown = {
        let keys = Keys {
            offer: offer.clone(),
            latest: latest.clone(),
            past: past.clone(),
            place: place.clone(),
            run: run.clone(),
            accept: accept.clone(),
            complete: complete.clone(),
            search: {
                let searching = searching.clone();
                Callback::from(move |()| searching.set(true))
            },
            stop: stop.clone(),
            mend: {
                let (mend, checked) = (mend.clone(), checked.clone());
                Callback::from(move |()| {
                    if let Some(fix) = checked.as_ref().and_then(|found| first_fix(found)) {
                        mend.emit(fix);
                    }
                })
            },
            running: props.running.is_some(),
        };
        Callback::from(move |event: KeyboardEvent| keys.pressed(&event))
    };
    let onblur = {
        let offer = offer.clone();
        Callback::from(move |_: FocusEvent| offer.set(None))
    };
    let live = {
        let player = hands.player.clone();
        Callback::from(move |_: MouseEvent| player.live())
    };
    let onrun = {
        let (run, latest) = (run.clone(), latest.clone());
        Callback::from(move |_: MouseEvent| {
            let now = latest.borrow().clone();
            run.emit(now);
            regions::focus(".editor textarea");
        })
    };
    let found = {
        let (searching, place) = (searching.clone(), place.clone());
        Callback::from(move |command: Option<String>| {
            searching.set(false);
            if let Some(command) = command {
                place.emit((command, None));
            }
            regions::focus(".editor textarea");
        })
    };

    let found_out = checked.as_ref().filter(|_| !typed.text.trim().is_empty());
    // What is wrong with the text, or else what the service would say to it.
    let fault = found_out.and_then(|found| found.error.clone().or_else(|| found.forecast.refused.clone()));
    let forecast = found_out.map(|found| found.forecast.says.clone()).unwrap_or_default();
    let known = found_out
        .map(|found| found.forecast.warnings.clone())
        .filter(|_| fault.is_none())
        .unwrap_or_default();
    let active = offer.as_ref().map(|offer| format!("choice-{}", offer.chosen));
    let split = offer.as_ref().map_or(u32::MAX, |offer| offer.completions.replace.0);
    html! { <>
        <div class="typing">
            if *searching { { search(past.clone(), found) } }
            <div class="editor" {onblur}>
                <pre aria-hidden="true">{ coloured(&typed, fault.as_ref(), split, &anchor) }{ "\n" }</pre>
                <textarea ref={area} aria-label="Console: AWS CLI commands" aria-autocomplete="list" data-first=""
                    aria-controls={offer.is_some().then_some("choices")} aria-activedescendant={active}
                    autocapitalize="off" autocomplete="off" autocorrect="off" spellcheck="false" rows="1"
                    placeholder="aws dynamodb …" {oninput} {onkeydown}/>
            </div>
            if let Some(offer) = &*offer {
                <Choices offer={offer.clone()} anchor={anchor.clone()} {accept}/>
            }
            if let Some(fault) = fault.filter(|_| offer.is_none()) {
                <Fault error={fault} command={typed.text.to_string()} quiet=true mend={mend.clone()}/>
            }
            if offer.is_none() && !props.first {
                { warnings(&known, &mend) }
            }
            if *translating { { show_as(typed.text.to_string()) } }
            <div class="bot">
                if let Some((done, all)) = props.running {
                    <button class="btn" onclick={stop.reform(|_: MouseEvent| ())}>{ "Stop" }</button>
                    <progress value={done.to_string()} max={all.max(1).to_string()} aria-label="Commands done"></progress>
                    <span class="say">{ format!("{} of {}", number(done), number(all)) }</span>
                } else if props.looking {
                    <button class="btn" onclick={live}>{ "Back to live" }</button>
                    <span class="say">{ "The stage looks at the past. Commands run in the present." }</span>
                } else {
                    <button class="btn go" onclick={onrun} disabled={typed.text.trim().is_empty()}>
                        { if props.first { "Enter" } else { "Run" } }<span class="mono" aria-hidden="true">{ "⏎" }</span>
                    </button>
                    <span class="say">{ forecast.clone() }</span>
                    if !props.first && !typed.text.trim().is_empty() {
                        <button class="link" aria-expanded={translating.to_string()} onclick={translate}>{ "Show as" }</button>
                    }
                    <span class="keys mute">{ "Shift ⏎ new line" }</span>
                }
            </div>
        </div>
        if props.first {
            <p class="promise"><span class="mute">{ "Nothing leaves this device. No account." }</span><span class="says">{ forecast }</span>
                <button class="link" aria-haspopup="dialog" onclick={examples}>{ "Or open an example" }</button></p>
        }
    </> }
}

/// The coloured copy, with an anchor for the list of completions.
fn coloured(typed: &Typed, fault: Option<&ConsoleError>, split: u32, anchor: &NodeRef) -> Html {
    let mut at = 0;
    let mut out = Vec::new();
    let mut anchored = split == u32::MAX;
    let wrong = fault.and_then(|fault| fault.at);
    for (kind, piece) in text::pieces(&typed.text, &typed.tokens) {
        let from = at;
        at += piece.len() as u32;
        let hit = wrong.is_some_and(|(a, b)| from < b.max(a + 1) && at > a);
        let class = classes!(kind.map(text::class), hit.then_some("y-w"));
        let inside = (split.saturating_sub(from)) as usize;
        if !anchored && split < at && piece.is_char_boundary(inside) {
            anchored = true;
            let (before, after) = piece.split_at(inside);
            // Keys are places, so of two pieces neither may be empty.
            if !before.is_empty() {
                out.push(html! { <span key={from} class={class.clone()}>{ before }</span> });
            }
            out.push(html! { <span key="anchor" ref={anchor}></span> });
            out.push(html! { <span key={split} {class}>{ after }</span> });
        } else {
            // What begins where it began stays the same element: nothing seems to move when colours come.
            out.push(html! { <span key={from} {class}>{ piece }</span> });
        }
    }
    if !anchored {
        out.push(html! { <span key="anchor" ref={anchor}></span> });
    }
    html! { <>{ for out }</> }
}

/// Whether completions should open by themselves: while a word is being typed, or where an option wants its
/// value; not when the only choice is what stands there already.
fn worth_showing(found: &Completions, text: &str, forced: bool) -> bool {
    let (from, to) = found.replace;
    let Some(word) = text.get(from as usize..to as usize) else { return false };
    let only_itself = found.choices.len() == 1 && found.choices[0].insert.trim() == word;
    if found.choices.is_empty() || only_itself {
        return false;
    }
    let before = text.get(..from as usize).unwrap_or_default().split_whitespace().last().unwrap_or_default();
    forced || !word.is_empty() || before.starts_with("--")
}

/// Lets other regions type here.
#[hook]
fn use_typist(hands: &Hands, place: &Callback<(String, Option<u32>)>, run: &Callback<String>) {
    let (hands, place, run) = (hands.clone(), place.clone(), run.clone());
    // The callbacks are new at every drawing; the typist must always be the latest.
    use_effect(move || {
        hands.set_typist(Rc::new(move |what| match what {
            TypeIn::Place(text) => {
                place.emit((text, None));
                regions::focus(".editor textarea");
            }
            TypeIn::Run(text) => run.emit(text),
        }));
    });
}

/// Has the engine look at the text after a moment's rest.
#[hook]
fn use_check(
    hands: &Hands,
    typed: &UseStateHandle<Typed>,
    checked: &UseStateHandle<Option<Rc<Checked>>>,
    latest: &Rc<std::cell::RefCell<String>>,
    place: &Callback<(String, Option<u32>)>,
    world: u64,
) {
    let (hands, typed, checked, latest) = (hands.clone(), typed.clone(), checked.clone(), latest.clone());
    let place = place.clone();
    use_effect_with((typed.text.clone(), world), move |(now, _)| {
        let now = now.clone();
        if now.trim().is_empty() {
            checked.set(None);
        }
        let timer = (!now.trim().is_empty()).then(|| {
            Timeout::new(CHECK_AFTER, move || {
                spawn_local(async move {
                    let request = Request::Check { text: now.to_string() };
                    let Ok(Reply::Checked(found)) = hands.bridge.ask(request).await else { return };
                    if **latest.borrow() != *now {
                        return;
                    }
                    // What the page itself proposed has no place in a world that would refuse it.
                    if *now == *NEXT && found.forecast.refused.is_some() {
                        place.emit(<_>::default());
                        return;
                    }
                    typed.set(Typed { text: now, tokens: found.tokens.clone().into() });
                    checked.set(Some(Rc::new(*found)));
                });
            })
        });
        move || drop(timer)
    });
}

/// The keys of the input.
struct Keys {
    offer: UseStateHandle<Option<Offer>>,
    latest: Rc<std::cell::RefCell<String>>,
    past: Rc<std::cell::RefCell<Past>>,
    place: Callback<(String, Option<u32>)>,
    run: Callback<String>,
    accept: Callback<(Offer, usize)>,
    complete: Callback<bool>,
    search: Callback<()>,
    stop: Callback<()>,
    /// Mends the fault, or takes the advice, that is on show.
    mend: Callback<()>,
    running: bool,
}

impl Keys {
    fn pressed(&self, event: &KeyboardEvent) {
        let Some(area) = event.target().and_then(|t| t.dyn_into::<HtmlTextAreaElement>().ok()) else {
            return;
        };
        if event.is_composing() {
            return;
        }
        let key = event.key();
        if let Some(offer) = &*self.offer
            && self.chose(event, offer, &key)
        {
            event.prevent_default();
            event.stop_propagation();
            return;
        }
        let now = self.latest.borrow().clone();
        let (start, end) = (
            area.selection_start().ok().flatten().unwrap_or(0),
            area.selection_end().ok().flatten().unwrap_or(0),
        );
        let caret = text::byte_of(&now, start);
        let command = event.ctrl_key() || event.meta_key();
        let handled = match key.as_str() {
            "Enter" if event.shift_key() => false,
            "Enter" if command || !text::wants_more(&now, caret) => {
                self.run.emit(now);
                true
            }
            "ArrowUp" if start == end && !now[..caret as usize].contains('\n') => {
                let earlier = self.past.borrow_mut().earlier(&now);
                self.go(earlier)
            }
            "ArrowDown" if start == end && !now[caret as usize..].contains('\n') => {
                let later = self.past.borrow_mut().later();
                self.go(later)
            }
            "." if command => {
                self.mend.emit(());
                true
            }
            " " if event.ctrl_key() => {
                self.complete.emit(true);
                true
            }
            "r" if event.ctrl_key() && !event.shift_key() => {
                self.search.emit(());
                true
            }
            "c" if event.ctrl_key() && start == end && self.running => {
                self.stop.emit(());
                true
            }
            _ => false,
        };
        if handled {
            event.prevent_default();
        }
    }

    fn go(&self, text: Option<String>) -> bool {
        let there = text.is_some();
        if let Some(text) = text {
            self.place.emit((text, None));
        }
        there
    }

    /// A key while completions are on show; whether it was meant for them.
    fn chose(&self, event: &KeyboardEvent, offer: &Offer, key: &str) -> bool {
        let count = offer.completions.choices.len();
        let choose = |chosen: usize| {
            self.offer.set(Some(Offer { chosen, moved: true, ..offer.clone() }));
            true
        };
        match key {
            "ArrowDown" => choose((offer.chosen + 1) % count),
            "ArrowUp" => choose((offer.chosen + count - 1) % count),
            "PageDown" => choose((offer.chosen + 8).min(count - 1)),
            "PageUp" => choose(offer.chosen.saturating_sub(8)),
            "Tab" if !event.shift_key() => {
                self.accept.emit((offer.clone(), offer.chosen));
                true
            }
            "Enter" if offer.moved => {
                self.accept.emit((offer.clone(), offer.chosen));
                true
            }
            "Escape" => {
                self.offer.set(None);
                true
            }
            _ => false,
        }
    }
}
