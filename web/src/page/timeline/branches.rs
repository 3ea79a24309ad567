//! Branches: the same beginning, another way on. And undo, which is one of them.

use lab::protocol::{Fault, Notice, Reply, Request};
use lab::view::BranchView;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::page::model::Action;
use crate::page::popup::use_popup;
use crate::page::rename::{RenameProps, rename};
use crate::page::shell::Hands;
use crate::words::{clock, count};

/// Asks for something about branches, and tells what it came to.
fn ask(hands: &Hands, request: Request, told: impl Fn(&str) -> Option<String> + 'static) {
    let hands = hands.clone();
    spawn_local(async move {
        let text = match hands.bridge.ask(request).await {
            Ok(Reply::Text(name)) => told(&name),
            Ok(_) => told(""),
            Err(Fault { message, .. }) => Some(message),
        };
        if let Some(text) = text {
            hands.dispatch.dispatch(Action::Tell(Notice { code: "branch".to_owned(), text }));
        }
    });
}

/// Begins a branch at a moment (the present if absent).
pub(super) fn fork(hands: &Hands, at: Option<u64>) {
    hands.player.live();
    ask(hands, Request::Fork { at, name: None }, |name| {
        Some(format!(
            "Branch {name} begins here. The branch before stays as it is: the menu of branches leads back."
        ))
    });
}

/// Takes the last input back.
pub(crate) fn undo(hands: &Hands) {
    hands.player.live();
    ask(hands, Request::Undo, |what| Some(format!("{what} was taken back.")));
}

#[derive(Clone, PartialEq, Properties)]
pub(super) struct BranchesProps {
    pub(super) name: String,
    pub(super) branches: Vec<BranchView>,
    /// The moment that is seen, if it isn't the present.
    pub(super) at: Option<u64>,
    pub(super) beside: Option<AttrValue>,
    pub(super) undo: Option<String>,
    pub(super) looking: bool,
}

/// Undo, and the menu of branches.
#[component]
pub(super) fn Branches(props: &BranchesProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let (place, open) = use_popup();
    let renaming = use_state(|| None::<String>);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let take_back = {
        let hands = hands.clone();
        Callback::from(move |_: MouseEvent| undo(&hands))
    };
    let take_back_here = {
        let (open, take_back) = (open.clone(), take_back.clone());
        Callback::from(move |event: MouseEvent| {
            open.set(false);
            take_back.emit(event);
        })
    };
    let begin = {
        let (hands, open, at) = (hands.clone(), open.clone(), props.at);
        Callback::from(move |_: MouseEvent| {
            open.set(false);
            fork(&hands, at);
        })
    };
    let row = |branch: &BranchView| {
        let (name, current) = (branch.name.clone(), branch.name == props.name);
        let request = |request: Request| {
            let (hands, open) = (hands.clone(), open.clone());
            Callback::from(move |_: MouseEvent| {
                open.set(false);
                hands.player.live();
                ask(&hands, request.clone(), |_| None);
            })
        };
        let beside = props.beside.as_deref() == Some(name.as_str());
        let compare = {
            let (hands, name) = (hands.clone(), name.clone());
            Callback::from(move |_: MouseEvent| hands.player.set_beside((!beside).then(|| name.clone())))
        };
        let rename = {
            let (renaming, name) = (renaming.clone(), name.clone());
            Callback::from(move |_: MouseEvent| renaming.set(Some(name.clone())))
        };
        let since = match branch.forked_at {
            Some(at) => format!("from {}, {}", clock(at), count(branch.calls, "call", "calls")),
            None => count(branch.calls, "call", "calls"),
        };
        html! {
            <li key={name.clone()}>
                if renaming.as_deref() == Some(&name) {
                    { rename_field(&hands, &renaming, &name) }
                } else {
                    <b>{ &name }</b>
                    <span class="mute">{ if current { format!("open, {since}") } else { since } }</span>
                    <span class="sp"></span>
                    if !current {
                        <button class="btn small" onclick={request(Request::Switch(name.clone()))}>{ "Open" }</button>
                        <button class="btn small" aria-pressed={beside.to_string()} onclick={compare}>{ "Beside" }</button>
                    }
                    <button class="btn small" onclick={rename}>{ "Rename" }</button>
                    if !current {
                        <button class="btn small" onclick={request(Request::DropBranch(name.clone()))} aria-label={format!("Throw branch {name} away")}>{ "Throw away" }</button>
                    }
                }
            </li>
        }
    };
    html! { <>
        if let Some(what) = &props.undo {
            <button class="btn small undo" onclick={take_back} disabled={props.looking} title={format!("Take {what} back")}
                    data-testid="undo">{ "Undo" }</button>
        }
        <div ref={place} class="menu">
            <button class="btn small" aria-expanded={open.to_string()} onclick={toggle} data-testid="branches">
                { if props.branches.is_empty() { "Branches".to_owned() } else { format!("Branch {}", props.name) } }
            </button>
            if *open {
                <section class="float branches" role="dialog" aria-label="Branches">
                    if props.branches.is_empty() {
                        <p>{ "A branch begins like this world and goes its own way: what if the key were another one? The world as it is stays." }</p>
                    } else {
                        <ul>{ for props.branches.iter().map(row) }</ul>
                    }
                    // A phone's transport has no room for it.
                    if let Some(what) = &props.undo {
                        <button class="btn small phone" onclick={take_back_here} disabled={props.looking}>{ format!("Undo {what}") }</button>
                    }
                    <button class="btn small" onclick={begin}>{ if props.at.is_some() { "Fork at the playhead" } else { "Fork now" } }</button>
                </section>
            }
        </div>
    </> }
}

/// The field for a branch's new name: Enter keeps it, Escape and leaving don't.
fn rename_field(hands: &Hands, renaming: &UseStateHandle<Option<String>>, name: &str) -> Html {
    let (hands, state, old) = (hands.clone(), renaming.clone(), name.to_owned());
    let done = Callback::from(move |to: Option<String>| {
        if let Some(to) = to {
            ask(&hands, Request::RenameBranch { name: old.clone(), to }, |_| None);
        }
        state.set(None);
    });
    let label = format!("New name of branch {name}");
    rename(RenameProps { name: name.to_owned().into(), label: label.into(), most: 40, done })
}
