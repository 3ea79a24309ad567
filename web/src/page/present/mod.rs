//! The presenter: one call at a time, large, a sentence at a time, by keys that clickers have; and between calls the
//! moments that the timeline marks.

mod notes;
mod picture;
mod slides;

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use lab::protocol::{Reply, Request};
use lab::view::{CallDetail, Snapshot, TableView};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, KeyboardEvent, window};
use yew::prelude::*;

use self::notes::{Told, use_notes};
use self::picture::{Drawn, cards, stations};
use self::slides::{Moment, Slide, drawing, slides};
use super::model::{Action, Shared};
use super::route::{address, here};
use super::share::qr;
use super::shell::Hands;
use crate::words::{clock, number};

/// Characters of an address that a QR code on a projector may have: beyond it phones at the back can't read it.
const CODE: usize = 2_900;
/// A world of more calls has no link of that length: none is made at each step.
const CALLS: u64 = 400;
/// More sentences than this are counted in figures.
const DOTS: usize = 12;
/// Headlines longer than this are set smaller.
const LONG: usize = 54;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PresentProps {
    /// The call to begin with.
    pub(crate) call: u64,
    pub(crate) name: String,
    /// The world in the present: its calls.
    pub(crate) picture: Shared<Snapshot>,
    /// Tables at the playhead.
    pub(crate) tables: Vec<Shared<TableView>>,
    /// The moment that they are of, unless it is the present.
    pub(crate) then: Option<u64>,
}

/// Where the presentation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    /// The call; 0 at a moment.
    call: u64,
    /// The moment between calls that is shown.
    moment: Option<Moment>,
    /// The sentence; beyond the last one means: the last one.
    step: usize,
}

impl Place {
    fn of(slide: &Slide, step: usize) -> Self {
        match *slide {
            Slide::Call(call) => Self { call, moment: None, step },
            Slide::Moment(moment) => Self { call: 0, moment: Some(moment), step },
        }
    }

    /// Whether this is shown.
    fn shows(&self, slide: &Slide) -> bool {
        match slide {
            Slide::Call(call) => self.moment.is_none() && self.call == *call,
            Slide::Moment(moment) => self.moment.is_some_and(|it| it.at == moment.at),
        }
    }
}

/// How it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "switches, each with its key")]
struct Look {
    /// New calls don't change what is shown.
    frozen: bool,
    /// Only what the sentence is about is lit.
    spotlight: bool,
    /// Black on white, whatever the theme is.
    contrast: bool,
    /// The code fills the screen.
    code: bool,
}

/// What a key or button does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Move {
    On,
    Back,
    First,
    Last,
    Freeze,
    Spotlight,
    Contrast,
    Code,
    Notes,
    Leave,
}

/// What a key means; on a button, Enter and the space bar press it.
fn meaning(key: &str, on_button: bool) -> Option<Move> {
    Some(match key {
        "PageDown" | "." | "ArrowRight" | "ArrowDown" => Move::On,
        "Enter" | " " if !on_button => Move::On,
        "PageUp" | "," | "ArrowLeft" | "ArrowUp" => Move::Back,
        "Home" => Move::First,
        "End" => Move::Last,
        "f" | "F" => Move::Freeze,
        "s" | "S" => Move::Spotlight,
        "c" | "C" => Move::Contrast,
        "q" | "Q" => Move::Code,
        "n" | "N" => Move::Notes,
        "Escape" => Move::Leave,
        _ => return None,
    })
}

/// [`Present`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(crate) fn present(props: PresentProps) -> Html {
    html! { <Present ..props/> }
}

/// The presenter.
#[component]
pub(crate) fn Present(props: &PresentProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let place = use_state(|| Place { call: props.call, ..Place::default() });
    let look = use_state(Look::default);
    let detail = use_state(|| None::<Rc<CallDetail>>);
    let link = use_state(|| None::<String>);
    let calls = &props.picture.calls;
    let last = calls.last().map_or(0, |call| call.id);

    // The call's details, once for each.
    {
        let (detail, hands) = (detail.clone(), hands.clone());
        use_effect_with(place.call, move |call| {
            let call = *call;
            spawn_local(async move {
                let asked = async || match hands.bridge.ask(Request::Detail(call)).await {
                    Ok(Reply::Detail(found)) => *found,
                    _ => None,
                };
                let mut found = asked().await;
                // What came of a call that others have pushed out is told by playing its moment again.
                if let Some(at) = found.as_ref().filter(|it| it.sentences.is_empty()).map(|it| it.summary.at)
                {
                    hands.bridge.ask(Request::Look { at, branch: None }).await.ok();
                    found = asked().await.or(found);
                }
                detail.set(found.map(Rc::new));
            });
        });
    }
    // A call made while the presenter is open is shown, unless the picture is frozen.
    {
        let (place, frozen) = (place.clone(), look.frozen);
        let seen = use_mut_ref(|| last);
        use_effect_with(last, move |last| {
            if *last > seen.replace(*last) && !frozen {
                place.set(Place { call: *last, ..Place::default() });
            }
        });
    }
    let shown = detail.as_ref().filter(|detail| detail.summary.id == place.call).cloned();
    let most = shown.as_ref().map_or(0, |detail| detail.sentences.len().saturating_sub(1));
    let step = place.step.min(most);
    let between = place.moment.map(|it| (it.at, 0));
    let moment = between.or_else(|| {
        shown.as_ref().map(|detail| {
            let after = detail.sentences.get(step).map_or(detail.summary.latency, |sentence| sentence.at);
            (detail.summary.at, after)
        })
    });
    // The playhead follows, and so does the link.
    {
        let (hands, link) = (hands.clone(), link.clone());
        let short = props.picture.call_count <= CALLS;
        use_effect_with(moment, move |moment| {
            let Some((at, after)) = *moment else { return };
            hands.player.seek(at + after);
            if !short {
                return;
            }
            spawn_local(async move {
                let asked = Request::Share { trim: false, look: Some(at + after) };
                let made = hands.bridge.ask(asked).await;
                link.set(match made {
                    Ok(Reply::Shared(shared)) => Some(address(&shared.link)),
                    _ => None,
                });
            });
        });
    }

    let all = Rc::new(slides(&props.picture));
    // Enter continues from the first sentence on.
    let go = use_node_ref();
    {
        let go = go.clone();
        use_effect_with(moment.is_some(), move |_| {
            if let Some(go) = go.cast::<HtmlElement>() {
                go.focus().ok();
            }
        });
    }
    let act = {
        let (place, look, hands) = (place.clone(), look.clone(), hands.clone());
        let shows = all.clone();
        Rc::new(move |wanted: Move| {
            let at = shows.iter().position(|slide| place.shows(slide));
            let neighbour = |ahead: bool| {
                let at = at?;
                shows.get(if ahead { at + 1 } else { at.checked_sub(1)? })
            };
            let show = |slide: Option<&Slide>, step| {
                if let Some(slide) = slide {
                    place.set(Place::of(slide, step));
                }
            };
            match wanted {
                Move::On if step < most => place.set(Place { step: step + 1, ..*place }),
                Move::On => show(neighbour(true), 0),
                Move::Back if step > 0 => place.set(Place { step: step - 1, ..*place }),
                Move::Back => show(neighbour(false), usize::MAX),
                Move::First => show(shows.first(), 0),
                Move::Last => show(shows.last(), 0),
                Move::Freeze => look.set(Look { frozen: !look.frozen, ..*look }),
                Move::Spotlight => look.set(Look { spotlight: !look.spotlight, ..*look }),
                Move::Contrast => look.set(Look { contrast: !look.contrast, ..*look }),
                Move::Code => look.set(Look { code: !look.code, ..*look }),
                Move::Notes => notes::open(),
                Move::Leave if look.code => look.set(Look { code: false, ..*look }),
                Move::Leave => {
                    hands.player.live();
                    hands.dispatch.dispatch(Action::LeavePresent);
                }
            }
        })
    };
    use_keys(act.clone());
    let position = calls.iter().position(|call| call.id == place.call).unwrap_or(0);
    let at = moment.map(|(at, after)| clock(at + after)).unwrap_or_default();
    let sentence = |step: usize| shown.as_ref().and_then(|detail| detail.sentences.get(step));
    let turn = all.iter().position(|slide| place.shows(slide)).unwrap_or(0);
    let following = || match all.get(turn + 1)? {
        Slide::Call(id) => {
            calls.iter().find(|call| call.id == *id).map(|call| format!("{} {}", call.operation, call.id))
        }
        Slide::Moment(moment) => Some(clock(moment.at)),
    };
    // The picture follows the playhead: until it is there, its figures are of another moment.
    let there = |at: u64| props.then.map_or(at >= props.picture.clock, |then| then == at);
    let between = place.moment.map(|it| slides::told(&it, if there(it.at) { &props.tables } else { &[] }));
    let told = Told {
        world: props.name.clone(),
        call: place.call,
        headline: match (&between, &shown) {
            (Some((headline, _)), _) => headline.clone(),
            (None, Some(detail)) => detail.headline.clone(),
            (None, None) => String::new(),
        },
        now: match &between {
            Some((_, says)) => says.clone(),
            None => sentence(step).map(|it| it.text.clone()).unwrap_or_default(),
        },
        next: sentence(step + 1).map(|it| it.text.clone()).or_else(following).unwrap_or_default(),
        clock: at.clone(),
        place: if between.is_some() {
            "Between calls".to_owned()
        } else {
            format!(
                "Sentence {} of {}, call {} of {}",
                step + 1,
                most + 1,
                number(position as u64 + 1),
                number(calls.len() as u64)
            )
        },
    };
    use_notes(told, act.clone());

    let press = |wanted: Move| {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| act(wanted))
    };
    let switch = |name: &'static str, key: &'static str, on: bool, wanted: Move| {
        html! {
            <button class="btn" aria-pressed={on.to_string()} aria-keyshortcuts={key} title={format!("{name} (key {key})")}
                    onclick={press(wanted)}>{ name }</button>
        }
    };
    let ended = step >= most && turn + 1 >= all.len();
    let class = classes!(
        "present",
        look.spotlight.then_some("spotlight"),
        look.contrast.then_some("contrast"),
        look.frozen.then_some("frozen")
    );
    let code = link.as_ref().filter(|link| link.chars().count() <= CODE).and_then(|link| qr::code(link));
    let foot = |text: &str| {
        html! {
            <div class="caption">
                <p aria-live="polite" data-testid="caption">{ text.to_owned() }</p>
                <button class="btn go" ref={go.clone()} disabled={ended} onclick={press(Move::On)}>{ if ended { "The end" } else { "Continue" } }</button>
                <button class="hand" aria-label="The link to this moment as a QR code" aria-keyshortcuts="q" onclick={press(Move::Code)}>
                    if let Some(code) = &code { { qr::drawing(code, "QR code of the link to this moment") } }
                    else { <span>{ "Too long for a code: Share, then Trim" }</span> }
                </button>
            </div>
        }
    };
    let body = match &shown {
        _ if between.is_some() => html! { <>
            { for between.iter().map(|(headline, says)| html! { <>
                <h1>{ headline }</h1>
                { drawing(&props.tables) }
                { foot(says) }
            </> }) }
        </> },
        None => html! { <h1 class="long">{ "Looking at the call…" }</h1> },
        Some(detail) => {
            let after = moment.map_or(0, |(_, after)| after);
            let sentence = detail.sentences.get(step);
            let drawn = Drawn { detail, tables: &props.tables, sentence, after };
            let text = sentence.map_or("", |sentence| sentence.text.as_str());
            let long = detail.headline.chars().count() > LONG;
            html! { <>
                <h1 class={long.then_some("long")}>{ &detail.headline }</h1>
                { stations(&drawn) }
                { cards(&drawn) }
                { foot(text) }
            </> }
        }
    };
    let site = here();
    let site =
        site.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned();
    html! {
        <main {class} aria-label="Presenter" data-call={place.call.to_string()} data-step={step.to_string()}
              data-moment={place.moment.map(|it| it.at.to_string())}>
            <div class="top">
                <span class="name">{ &props.name }</span>
                <span class="site">{ site }</span>
                if between.is_some() { <span class="dots">{ "between calls" }</span> } else {
                <span class="dots" role="img" aria-label={format!("Sentence {} of {}, call {} of {}", step + 1, most + 1, position + 1, calls.len())}>
                    if most < DOTS {
                        { for (0..=most).map(|i| html! { <i class={(i <= step).then_some("d")}></i> }) }
                    } else {
                        <b>{ format!("{} / {}", step + 1, most + 1) }</b>
                    }
                    <span>{ format!("call {} of {}", number(position as u64 + 1), number(calls.len() as u64)) }</span>
                </span>
                }
                if look.frozen { <b class="is-frozen">{ "frozen" }</b> }
                <span class="clock">{ at }</span>
            </div>
            { body }
            <div class="tools" role="toolbar" aria-label="Presenter">
                { switch("Freeze", "f", look.frozen, Move::Freeze) }
                { switch("Spotlight", "s", look.spotlight, Move::Spotlight) }
                { switch("Contrast", "c", look.contrast, Move::Contrast) }
                <button class="btn" onclick={press(Move::Notes)} aria-keyshortcuts="n" title="Notes in a second window (key n)">{ "Notes" }</button>
                <button class="btn" onclick={press(Move::Leave)} aria-keyshortcuts="Escape">{ "Leave" }</button>
            </div>
            if look.code {
                <div class="screen" role="dialog" aria-label="The link to this moment">
                    if let Some(code) = &code { { qr::drawing(code, "QR code of the link to this moment") } }
                    <div>
                        <h2>{ "Open this moment on your own device" }</h2>
                        <p>{ "It holds the whole world; nothing is sent anywhere." }</p>
                        <button class="btn go" onclick={press(Move::Code)}>{ "Back" }</button>
                    </div>
                </div>
            }
        </main>
    }
}

/// Keys work wherever the focus is: a clicker has no mouse.
#[hook]
fn use_keys(act: Rc<impl Fn(Move) + 'static>) {
    use_effect(move || {
        let listener = window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                if event.ctrl_key() || event.meta_key() || event.alt_key() {
                    return;
                }
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let on_button = target.is_some_and(|target| target.tag_name().eq_ignore_ascii_case("button"));
                if let Some(wanted) = meaning(&event.key(), on_button) {
                    event.prevent_default();
                    act(wanted);
                }
            })
        });
        move || drop(listener)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clickers_and_keyboards_move_on_and_back() {
        for key in ["PageDown", ".", "ArrowRight", " "] {
            assert!(meaning(key, false) == Some(Move::On), "{key}");
        }
        for key in ["PageUp", ",", "ArrowLeft"] {
            assert!(meaning(key, true) == Some(Move::Back), "{key}");
        }
        assert!(
            meaning(" ", true).is_none() && meaning("Enter", true).is_none() && meaning("x", false).is_none()
        );
        assert!(meaning("Escape", true) == Some(Move::Leave));
    }
}
