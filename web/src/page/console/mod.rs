//! The dock: the console with its answers, the history, the narrative.

mod advice;
mod choices;
mod fault;
mod input;
mod output;
mod panels;
mod past;
mod search;
mod tabs;
mod text;

use std::collections::{BTreeSet, VecDeque};

use lab::view::{Snapshot, TableView};
use yew::prelude::*;

use self::input::Input;
use self::output::Output;
use self::panels::panel;
use self::tabs::Tabs;
use super::access::Picker;
use super::icons::icon;
use super::items::Items;
use super::model::{Action, DockTab, Entry, Line, Pane, Shared};
use super::narrative::Narrative;
use super::shell::Hands;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DockProps {
    pub(crate) first: bool,
    pub(crate) tab: DockTab,
    pub(crate) tall: bool,
    /// What else the dock's size depends on: the region that a phone shows, and whether there is an inspector.
    pub(crate) frame: (Pane, bool),
    /// Commands done and found while a run goes on.
    pub(crate) progress: Option<(u64, u64)>,
    pub(crate) entries: Shared<VecDeque<Shared<Entry>>>,
    pub(crate) earlier: u64,
    /// The table on the stage.
    pub(crate) table: Option<Shared<TableView>>,
    pub(crate) picture: Shared<Snapshot>,
    pub(crate) lines: Shared<VecDeque<Line>>,
    /// Calls kept at the top of the history.
    pub(crate) kept: Shared<BTreeSet<u64>>,
    /// The call in focus.
    pub(crate) chosen: Option<u64>,
    /// Whether the stage looks at the past: then nothing runs.
    pub(crate) looking: bool,
    /// The moment that the stage shows, virtual microseconds.
    pub(crate) at: u64,
}

/// The dock.
#[component]
pub(crate) fn Dock(props: &DockProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let simulated = props.table.as_ref().is_some_and(|table| table.capacity.is_some());
    let guarded = !props.picture.principals.is_empty();
    let resize = {
        let tall = !props.tall;
        hands.on(move || Action::Tall(tall))
    };
    let clear = hands.on(|| Action::ClearEntries);
    html! {
        <section class={classes!("dock", (props.tab != DockTab::Console).then_some("panel"))} aria-label="Console" data-region="dock">
            <div class="tabs">
                <Tabs tab={props.tab} {simulated} cached={!props.picture.caches.is_empty()} {guarded}/>
                <span class="sp"></span>
                if guarded && !props.first { <Picker principals={props.picture.principals.clone()} looking={props.looking}/> }
                if props.tab == DockTab::Console && !props.entries.is_empty() {
                    <button class="link" onclick={clear}>{ "Clear answers" }</button>
                }
                <button class="btn sq small desk" aria-label={if props.tall { "Make the console lower" } else { "Make the console taller" }}
                        aria-pressed={props.tall.to_string()} onclick={resize}>{ icon(if props.tall { "down" } else { "up" }) }</button>
            </div>
            // The input stays where it is whatever tab is open: what was typed is never lost.
            <div class="console" hidden={props.tab != DockTab::Console && !props.first}>
                <Input first={props.first} looking={props.looking} running={props.progress} world={if props.progress.is_some() { 0 } else { props.picture.revision }}/>
                <div class="answers"><Output entries={props.entries.clone()} earlier={props.earlier} frame={(props.frame, props.tab, props.tall)}/></div>
            </div>
            <Items table={props.table.clone()} region={props.picture.region.clone()} locked={props.looking}
                   shown={props.tab == DockTab::Items && !props.first} world={props.picture.revision}
                   last={props.picture.calls.last().map_or(0, |call| call.id)}/>
            if !props.first && !matches!(props.tab, DockTab::Console | DockTab::Items | DockTab::Narrative) {
                { panel(props) }
            }
            <Narrative lines={props.lines.clone()} shown={props.tab == DockTab::Narrative && !props.first}/>
        </section>
    }
}
