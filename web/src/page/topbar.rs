//! The top bar: whose world this is, whether it is saved, and what can be done with all of it.

use gloo::events::EventListener;
use js_sys::Date;
use lab::protocol::{Notice, Request, SaveState};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{HtmlElement, window};
use yew::prelude::*;

use super::icons::icon;
use super::model::Action;
use super::share::Share;
use super::shell::Hands;
use crate::bridge::wall_micros;
use crate::theme;

/// What floats under the bar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Menu {
    New,
    Share,
    Help,
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TopBarProps {
    pub(crate) name: String,
    pub(crate) save: SaveState,
    /// Whether the engine has answered.
    pub(crate) open: bool,
    /// Whether this is the first visit: the bar shows less.
    pub(crate) first: bool,
    /// Whether another tab holds the world.
    pub(crate) second: bool,
}

/// The top bar.
#[component]
pub(crate) fn TopBar(props: &TopBarProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let menu = use_state(|| None::<Menu>);
    let dark = use_state(theme::is_dark);
    let bar = use_node_ref();
    use_closing(&bar, &menu);

    let toggle = |which: Menu| {
        let menu = menu.clone();
        Callback::from(move |_: MouseEvent| menu.set(if *menu == Some(which) { None } else { Some(which) }))
    };
    let switch = {
        let dark = dark.clone();
        Callback::from(move |_: MouseEvent| {
            theme::toggle();
            dark.set(theme::is_dark());
        })
    };
    let close = {
        let menu = menu.clone();
        Callback::from(move |()| menu.set(None))
    };
    let expanded = |which: Menu| (*menu == Some(which)).to_string();
    html! {
        <header ref={bar} class="bar" data-region="bar">
            <span class="mark">
                <svg viewBox="0 0 20 20" fill="currentColor" aria-hidden="true"><use href="#logo"/></svg>
                <span>{ "Dynamarium" }</span>
            </span>
            if !props.first && !props.name.is_empty() {
                <span class="crumb" title={props.name.clone()}>{ &props.name }</span>
            }
            <span class="sp"></span>
            if !props.first || (props.open && !props.save.storing) { { saved(props) } }
            if !props.first {
                <button class="btn" aria-expanded={expanded(Menu::New)} onclick={toggle(Menu::New)}>{ "New" }</button>
            }
            <button class={if props.first { "btn" } else { "btn go" }} data-first="" aria-expanded={expanded(Menu::Share)}
                    disabled={!props.open} onclick={toggle(Menu::Share)}>{ "Share" }</button>
            <button class="btn sq" onclick={switch} aria-label={if *dark { "Light theme" } else { "Dark theme" }}>
                { icon("half") }
            </button>
            <button class="btn sq" aria-label="Help" aria-expanded={expanded(Menu::Help)}
                    onclick={toggle(Menu::Help)}>{ "?" }</button>
            { match *menu {
                Some(Menu::New) => html! { <New {close} {hands}/> },
                Some(Menu::Share) => html! { <Share/> },
                Some(Menu::Help) => help(),
                None => Html::default(),
            } }
        </header>
    }
}

/// Closes what floats on Escape and on a press outside the bar.
#[hook]
fn use_closing(bar: &NodeRef, menu: &UseStateHandle<Option<Menu>>) {
    let (bar, menu) = (bar.clone(), menu.clone());
    use_effect_with(menu.is_some(), move |open| {
        let listeners = open.then(window).flatten().map(|window| {
            let pressed = {
                let (bar, menu) = (bar.clone(), menu.clone());
                EventListener::new(&window, "pointerdown", move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
                    let inside = bar.cast::<HtmlElement>().is_some_and(|bar| bar.contains(target.as_ref()));
                    if !inside {
                        menu.set(None);
                    }
                })
            };
            let escaped = EventListener::new(&window, "keydown", move |event| {
                if event.dyn_ref::<web_sys::KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
                    let opener = bar.cast::<HtmlElement>().and_then(|bar| {
                        bar.query_selector("[aria-expanded=true]")
                            .ok()
                            .flatten()?
                            .dyn_into::<HtmlElement>()
                            .ok()
                    });
                    menu.set(None);
                    if let Some(opener) = opener {
                        opener.focus().ok();
                    }
                }
            });
            (pressed, escaped)
        });
        move || drop(listeners)
    });
}

fn saved(props: &TopBarProps) -> Html {
    let save = props.save;
    let (fine, text) = if !props.open {
        (true, "starting…".to_owned())
    } else if !save.storing && props.second {
        (false, "not saved: open in another tab".to_owned())
    } else if !save.storing {
        (false, "not saved: this browser keeps nothing here".to_owned())
    } else if save.failed {
        (false, "not saved: storing failed".to_owned())
    } else if save.saved < save.made {
        (true, "saving…".to_owned())
    } else if save.at == 0 {
        (true, "saved · this device".to_owned())
    } else {
        let at = Date::new(&JsValue::from_f64(save.at as f64));
        (true, format!("saved {:02}:{:02} · this device", at.get_hours(), at.get_minutes()))
    };
    html! {
        <span class={classes!("saved", (!fine).then_some("no"))} role="status" data-testid="saved">
            { icon(if fine { "ck" } else { "fault" }) }<span>{ text }</span>
        </span>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct NewProps {
    close: Callback<()>,
    hands: Hands,
}

/// The choice between a new empty world and the example. Both can be undone.
#[component]
fn New(props: &NewProps) -> Html {
    let begin = |example: bool| {
        let props = props.clone();
        Callback::from(move |_: MouseEvent| {
            let wall = wall_micros();
            props.hands.bridge.tell(Request::Reset { example, seed: wall / 1_000_000, epoch: wall });
            props.hands.dispatch.dispatch(Action::ClearEntries);
            props.hands.dispatch.dispatch(Action::Tell(Notice {
                code: "reset".to_owned(),
                text: "A new world began. The one before can be brought back as long as this page is open."
                    .to_owned(),
            }));
            props.close.emit(());
        })
    };
    html! {
        <section class="pop" role="dialog" aria-label="New world">
            <h2>{ "New world" }</h2>
            <p>{ "The world on the page makes room. You can undo this until the page is closed." }</p>
            <button class="choice" onclick={begin(false)}><b>{ "Empty" }</b>{ "No tables, no items, the clock at zero." }</button>
            <button class="choice" onclick={begin(true)}><b>{ "The example" }</b>{ "A small Orders table to play with." }</button>
        </section>
    }
}

fn help() -> Html {
    html! {
        <section class="pop" role="dialog" aria-label="Help">
            <h2>{ "How it works" }</h2>
            <p>{ "Paste AWS CLI commands into the console and press Enter. The stage draws what this DynamoDB did; the inspector says why, to the byte." }</p>
            <dl>
                <dt><kbd>{ "Enter" }</kbd></dt><dd>{ "Run. Inside an open quote, or after \\, it adds a line." }</dd>
                <dt><kbd>{ "Shift Enter" }</kbd></dt><dd>{ "Add a line." }</dd>
                <dt><kbd>{ "↑ ↓" }</kbd></dt><dd>{ "Earlier commands, at the first and last line." }</dd>
                <dt><kbd>{ "Ctrl R" }</kbd></dt><dd>{ "Search the earlier commands." }</dd>
                <dt><kbd>{ "Ctrl Space" }</kbd></dt><dd>{ "What could stand here. Tab takes it, Escape closes." }</dd>
                <dt><kbd>{ "Ctrl ." }</kbd></dt><dd>{ "Mend the fault, or take the advice, under the console." }</dd>
                <dt><kbd>{ "Ctrl C" }</kbd></dt><dd>{ "Stop what runs." }</dd>
                <dt><kbd>{ "F6" }</kbd></dt><dd>{ "The next region. On the stage arrows move, Enter inspects." }</dd>
            </dl>
            <p>{ "What is a model: the hash that places items and all delays are ours; AWS keeps its own private. Answers, errors, sizes and units follow the service." }</p>
        </section>
    }
}
