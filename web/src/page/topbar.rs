//! The top bar: whose world this is, whether it is saved, and what can be done with all of it.

use js_sys::Date;
use lab::protocol::SaveState;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::forms::Form;
use super::icons::icon;
use super::model::{Action, TableId};
use super::popup::use_closing;
use super::share::{ShareProps, share};
use super::shell::Hands;
use super::worlds::{WorldsProps, worlds};
use crate::theme;

/// What floats under the bar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Menu {
    Worlds,
    Share,
    Help,
}

#[derive(Clone, PartialEq, Properties)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub(crate) struct TopBarProps {
    pub(crate) name: String,
    pub(crate) save: SaveState,
    /// Whether the engine has answered.
    pub(crate) open: bool,
    /// Whether this is the first visit: the bar shows less.
    pub(crate) first: bool,
    /// Whether another tab holds the world.
    pub(crate) second: bool,
    /// Whether the world came with a link and isn't stored.
    pub(crate) visiting: bool,
    /// Whether any call was made in it.
    pub(crate) calls: bool,
    /// The table on the stage, if it is in the console's Region.
    pub(crate) table: Option<TableId>,
    /// The moment that is looked at, if it is not the present.
    pub(crate) looking: Option<u64>,
}

/// The top bar.
#[component]
pub(crate) fn TopBar(props: &TopBarProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let menu = use_state(|| None::<Menu>);
    let dark = use_state(theme::is_dark);
    let bar = use_node_ref();

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
    // A dialog closes by itself.
    use_closing(&bar, *menu == Some(Menu::Help), &close);
    let expanded = |which: Menu| (*menu == Some(which)).to_string();
    html! {
        <header ref={bar} class="bar" data-region="bar">
            <span class="mark">
                <svg viewBox="0 0 20 20" fill="currentColor" aria-hidden="true"><use href="#logo"/></svg>
                if props.first { <span>{ "Dynamarium" }</span> } else { <h1>{ "Dynamarium" }</h1> }
            </span>
            if props.open && !props.first {
                <button class="crumb" aria-haspopup="dialog" title="Worlds" onclick={toggle(Menu::Worlds)}>
                    <span>{ if props.name.is_empty() { "Untitled" } else { &props.name } }</span>{ icon("down") }
                </button>
            }
            <span class="sp"></span>
            if !props.first || (props.open && !props.save.storing) { { saved(props) } }
            if !props.first {
                <button class="btn wide" disabled={!props.calls} onclick={hands.on(|| Action::Present(None))}>{ "Present" }</button>
            }
            <button class="btn wide" aria-haspopup="dialog" disabled={!props.open} onclick={hands.on(|| Action::Form(Some(Form::Learn { examples: true })))}>{ "Examples" }</button>
            <button class="btn" aria-haspopup="dialog" disabled={!props.open} onclick={hands.on(|| Action::Form(Some(Form::Learn { examples: false })))}>{ "Learn" }</button>
            <button class={if props.first { "btn" } else { "btn go" }} data-first="" aria-haspopup="dialog"
                    disabled={!props.open} onclick={toggle(Menu::Share)}>{ "Share" }</button>
            <button class="btn sq" onclick={switch} aria-label={if *dark { "Light theme" } else { "Dark theme" }}>
                { icon("half") }
            </button>
            <button class="btn sq" aria-label="Help" aria-expanded={expanded(Menu::Help)}
                    onclick={toggle(Menu::Help)}>{ "?" }</button>
            { match *menu {
                Some(Menu::Worlds) => worlds(WorldsProps {
                    name: props.name.clone(), storing: props.save.storing, linked: props.visiting, closed: close,
                }),
                Some(Menu::Share) => share(ShareProps {
                    name: props.name.clone(), table: props.table.clone(), looking: props.looking, closed: close,
                }),
                Some(Menu::Help) => help(&hands.on(|| Action::Form(Some(Form::Throttle))).reform({
                    let menu = menu.clone();
                    move |event: MouseEvent| {
                        menu.set(None);
                        event
                    }
                })),
                None => Html::default(),
            } }
        </header>
    }
}

fn saved(props: &TopBarProps) -> Html {
    let save = props.save;
    let (fine, text) = if !props.open {
        (true, "starting…".to_owned())
    } else if !save.storing && props.second {
        (false, "not saved: open in another tab".to_owned())
    } else if !save.storing && props.visiting {
        (true, "by link, not stored".to_owned())
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
    // Where there is little room, the place is left out for the eye.
    let (what, place) = text.split_once(" · ").unwrap_or((&text, ""));
    let place = (!place.is_empty()).then(|| html! { <span class="place">{ format!(" · {place}") }</span> });
    html! {
        <span class={classes!("saved", (!fine).then_some("no"))} role="status" data-testid="saved">
            { icon(if fine { "ck" } else { "fault" }) }<span>{ what }{ place }</span>
        </span>
    }
}

#[inline(never)]
fn help(throttled: &Callback<MouseEvent>) -> Html {
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
            <p><button class="link" onclick={throttled.clone()}>{ "Why was I throttled?" }</button>{ " Paste an exception, and see it happen." }</p>
            <p>{ "What is a model: the hash that places items and all delays are ours; AWS keeps its own private. Answers, errors, sizes and units follow the service." }</p>
        </section>
    }
}
