//! Who calls and what they may: the principal, their policies, an editor for them, and what was decided about a call.

mod decision;
mod editor;
mod picker;
mod read;

use lab::view::Snapshot;
use yew::prelude::*;

pub(crate) use self::decision::{Stack, decision, stack};
use self::editor::Editor;
pub(crate) use self::picker::Picker;
use self::read::{Principals, principals};
use super::model::Shared;
use super::shell::{Hands, TypeIn};
use crate::words::span;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct AccessProps {
    pub(crate) picture: Shared<Snapshot>,
    /// The table on the stage.
    pub(crate) table: Option<AttrValue>,
    /// Whether the stage looks at the past: then nothing can be done.
    pub(crate) looking: bool,
}

/// The tab: who there is, and the policies of whoever is chosen.
#[component]
pub(crate) fn Access(props: &AccessProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let all = use_memo(props.picture.principals.clone(), |json| principals(json));
    let chosen = use_state(|| None::<String>);
    // Whoever calls now is looked at, until somebody else is chosen.
    let who = chosen.as_deref().unwrap_or(&all.current);
    let shown = all.list.iter().position(|it| it.who == who).unwrap_or(0);
    let Some(principal) = all.list.get(shown) else {
        return html! { <p class="quiet past">{ "There are roles and policies, but nobody to call as yet: a user (aws iam create-user) or a session (aws sts assume-role)." }</p> };
    };
    html! {
        <div class="access" role="tabpanel" aria-label="Access">
            <div class="people">
                <p>{ "Calls are made as the account’s administrator, who is asked nothing, until somebody is chosen. IAM hears all policies about a caller: one denial is enough, and without an allowance nothing goes." }</p>
                <ul aria-label="Principals">{ for all.list.iter().enumerate().map(|(i, it)| {
                    let select = {
                        let (chosen, who) = (chosen.clone(), it.who.clone());
                        Callback::from(move |_: MouseEvent| chosen.set(Some(who.clone())))
                    };
                    let calls = it.who == all.current;
                    let over = it.expires.map(|at| format!("ends in {}", span(at.saturating_sub(props.picture.clock))));
                    html! { <li key={it.who.clone()} class={classes!((i == shown).then_some("on"))}>
                        <button aria-pressed={(i == shown).to_string()} onclick={select}>
                            <b class="mono">{ &it.name }</b>
                            <span class="mute">{ over.unwrap_or_else(|| "user".to_owned()) }{ if calls { " · calls now" } else { "" } }</span>
                        </button>
                        { call_as(&all, i, props.looking, &hands) }
                    </li> }
                }) }</ul>
            </div>
            <Editor key={principal.who.clone()} principal={principal.clone()} table={props.table.clone()} looking={props.looking}
                    world={props.picture.revision}/>
        </div>
    }
}

/// The button that makes the commands that follow somebody's, or the administrator's again.
fn call_as(all: &Principals, at: usize, looking: bool, hands: &Hands) -> Html {
    let Some(it) = all.list.get(at) else { return Html::default() };
    let calls = it.who == all.current;
    let command = picker::command(if calls { None } else { Some(it) });
    let hands = hands.clone();
    let press = Callback::from(move |_: MouseEvent| hands.type_in(TypeIn::Run(command.clone())));
    let words = if calls { "Stop calling so" } else { "Call as" };
    let label = format!("{words} {}", it.name);
    html! { <button class="btn small" disabled={looking} aria-label={label} onclick={press}>{ words }</button> }
}
