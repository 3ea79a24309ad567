//! Learn: the list of lessons, the lesson that is open, and what goes with them.

mod begin;
mod calculator;
mod drills;
mod files;
mod list;
mod panel;
mod progress;
mod record;
mod sheets;
mod text;

use yew::prelude::*;

pub(crate) use self::panel::{PanelProps, panel};
use super::dialog::Dialog;
use super::model::{Action, DockTab, Pane};
use super::shell::{Hands, TypeIn};
use lab::protocol::{Reply, Request};

/// What the window shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Lessons,
    Examples,
    Drills,
    Calculator,
    Sheets,
    Record,
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct LearnProps {
    /// Whether the examples are shown first.
    pub(crate) examples: bool,
}

/// The window behind the buttons “Learn” and “Examples”.
#[component]
pub(crate) fn Learn(props: &LearnProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let examples = props.examples;
    let tab = use_state(|| if examples { Tab::Examples } else { Tab::Lessons });
    let close = hands.on(|| Action::Form(None));
    let button = |which: Tab, name: &'static str| {
        let tab_state = tab.clone();
        let press = Callback::from(move |_: MouseEvent| tab_state.set(which));
        html! { <button role="tab" type="button" aria-selected={(*tab == which).to_string()} onclick={press}>{ name }</button> }
    };
    html! {
        <Dialog title="Learn" class="wide" closed={close}>
            <div class="learn">
                <div class="tabs" role="tablist" aria-label="Learn">
                    { button(Tab::Lessons, "Lessons") }
                    { button(Tab::Examples, "Examples") }
                    { button(Tab::Drills, "Drills") }
                    { button(Tab::Calculator, "Calculator") }
                    { button(Tab::Sheets, "Cheat sheets") }
                    { button(Tab::Record, "Make a lesson") }
                </div>
                { match *tab {
                    Tab::Lessons => html! { <list::List examples=false/> },
                    Tab::Examples => html! { <list::List examples=true/> },
                    Tab::Drills => html! { <drills::Drills/> },
                    Tab::Calculator => html! { <calculator::Calculator/> },
                    Tab::Record => html! { <record::Record/> },
                    Tab::Sheets => html! { <sheets::Sheets/> },
                } }
            </div>
        </Dialog>
    }
}

/// Puts commands into the console, and shows it: another panel may lie over it, and a phone may be at another region.
fn place(hands: &Hands, commands: &str) {
    hands.dispatch.dispatch(Action::Dock(DockTab::Console));
    hands.dispatch.dispatch(Action::Pane(Pane::Console));
    hands.type_in(TypeIn::Place(commands.to_owned()));
}

/// Gives the engine an order about lessons; its answer's text, or why there is none.
async fn order(hands: &Hands, order: serde_json::Value) -> Result<String, String> {
    match hands.bridge.ask(Request::Learn(order.to_string())).await {
        Ok(Reply::Text(text)) => Ok(text),
        Ok(_) => Err("The engine answered something else.".to_owned()),
        Err(fault) => Err(fault.message),
    }
}
