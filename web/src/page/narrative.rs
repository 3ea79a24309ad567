//! What happened, in sentences: the stage for ears. Always there for screen readers; a tab for eyes.

use std::collections::VecDeque;

use yew::prelude::*;

use super::model::{Line, Shared};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct NarrativeProps {
    pub(crate) lines: Shared<VecDeque<Line>>,
    /// Whether its tab is open.
    pub(crate) shown: bool,
}

/// The narrative. Unseen it keeps only the latest lines: an announcement is made of what is added.
#[component]
pub(crate) fn Narrative(props: &NarrativeProps) -> Html {
    let skip = if props.shown { 0 } else { props.lines.len().saturating_sub(3) };
    html! {
        <div class={if props.shown { "past" } else { "unseen" }}>
            <div class="narrative" role="log" aria-live="polite" aria-label="Narrative" data-testid="narrative">
                if props.shown && props.lines.is_empty() {
                    <p>{ "Nothing has happened yet." }</p>
                }
                { for props.lines.iter().skip(skip).map(|line| html! { <p key={line.number}>{ &line.text }</p> }) }
            </div>
        </div>
    }
}
