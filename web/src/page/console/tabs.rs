//! The dock's tabs: by what they are for, as tabs where there is room and as one menu on a phone.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::page::model::{Action, DockTab};
use crate::page::shell::Hands;

/// Tabs that belong together, and what they have in common.
struct Group {
    name: &'static str,
    tabs: &'static [(DockTab, &'static str)],
}

const GROUPS: [Group; 3] = [
    Group {
        name: "Calls and items",
        tabs: &[
            (DockTab::Console, "Console"),
            (DockTab::Items, "Items"),
            (DockTab::History, "History"),
            (DockTab::Narrative, "Narrative"),
        ],
    },
    Group { name: "Watch", tabs: &[(DockTab::Heat, "Heat map"), (DockTab::Metrics, "Metrics")] },
    Group {
        name: "Set going",
        tabs: &[
            (DockTab::Load, "Workload"),
            (DockTab::Chaos, "Chaos"),
            (DockTab::Caches, "Caches"),
            (DockTab::Access, "Access"),
        ],
    },
];

/// What is there to be shown.
#[derive(Clone, Copy, PartialEq, Properties)]
pub(super) struct TabsProps {
    pub(super) tab: DockTab,
    /// Whether the world has time and limits: what is about them has no meaning in another.
    pub(super) simulated: bool,
    /// Whether there is a cache.
    pub(super) cached: bool,
    /// Whether calls can be made as anybody but the administrator.
    pub(super) guarded: bool,
}

impl TabsProps {
    fn has(self, tab: DockTab) -> bool {
        match tab {
            DockTab::Console | DockTab::Items | DockTab::History | DockTab::Narrative => true,
            DockTab::Caches => self.simulated || self.cached,
            DockTab::Access => self.guarded,
            _ => self.simulated,
        }
    }
}

/// The tabs.
#[component]
pub(super) fn Tabs(props: &TabsProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let groups = || {
        GROUPS.iter().filter_map(|group| {
            let tabs: Vec<_> = group.tabs.iter().filter(|(tab, _)| props.has(*tab)).collect();
            (!tabs.is_empty()).then_some((group.name, tabs))
        })
    };
    let onchange = {
        let hands = hands.clone();
        Callback::from(move |event: Event| {
            let select = event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok());
            let chosen = select.map(|it| it.value()).unwrap_or_default();
            let mut all = GROUPS.iter().flat_map(|group| group.tabs);
            if let Some((tab, _)) = all.find(|(_, name)| *name == chosen) {
                hands.dispatch.dispatch(Action::Dock(*tab));
            }
        })
    };
    html! { <>
        <div role="tablist" aria-label="Dock" class="tabs inner">
            { for groups().enumerate().map(|(at, (_, tabs))| html! { <>
                if at > 0 { <i class="parting" role="presentation"></i> }
                { for tabs.into_iter().map(|&(tab, name)| {
                    let press = hands.on(move || Action::Dock(tab));
                    html! { <button key={name} role="tab" aria-selected={(props.tab == tab).to_string()} onclick={press}>{ name }</button> }
                }) }
            </> }) }
        </div>
        <label class="tab-menu">
            <span class="unseen">{ "Shown below" }</span>
            <select {onchange}>
                { for groups().map(|(name, tabs)| html! {
                    <optgroup label={name}>
                        { for tabs.into_iter().map(|&(tab, name)| html! { <option value={name} selected={props.tab == tab}>{ name }</option> }) }
                    </optgroup>
                }) }
            </select>
        </label>
    </> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_without_time_has_no_tabs_about_it() {
        let props = TabsProps { tab: DockTab::Console, simulated: false, cached: false, guarded: false };
        let all = || GROUPS.iter().flat_map(|group| group.tabs);
        let names: Vec<_> = all().filter(|(tab, _)| props.has(*tab)).map(|it| it.1).collect();
        assert_eq!(names, ["Console", "Items", "History", "Narrative"]);
        let props = TabsProps { simulated: true, ..props };
        assert!(!props.has(DockTab::Access));
        let props = TabsProps { guarded: true, ..props };
        assert!(all().all(|(tab, _)| props.has(*tab)));
        assert_eq!(all().count(), 10);
    }
}
