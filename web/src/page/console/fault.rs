//! A fault in what was typed: the exact words, the place, why, and one press that mends it.

use lab::protocol::ConsoleError;
use yew::prelude::*;

use super::text;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct FaultProps {
    pub(super) error: ConsoleError,
    /// The text that the fault's range is about.
    pub(super) command: String,
    /// Whether the reader is still typing: said softly, and without the place, which is marked in the text.
    pub(super) quiet: bool,
    pub(super) mend: Callback<((u32, u32), String)>,
}

/// The fault.
#[component]
pub(super) fn Fault(props: &FaultProps) -> Html {
    let ConsoleError { message, at, hint, fix } = &props.error;
    let place = at.map(|at| fix.as_ref().map_or(at, |fix| text::first_difference(&props.command, at, fix)));
    let line = place.filter(|_| !props.quiet).and_then(|at| text::fault_line(&props.command, at));
    let mend = at.zip(fix.clone()).map(|(at, fix)| {
        let mend = props.mend.clone();
        let shown = fix.clone();
        let press = Callback::from(move |_: MouseEvent| mend.emit((at, fix.clone())));
        html! { <button class="btn small" onclick={press} onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())}>
            { "Fix: " }<span class="mono">{ crate::words::cut(&text::changed(&props.command, at, &shown), 48) }</span>
            if props.quiet { <kbd class="keys">{ "Ctrl ." }</kbd> }
        </button> }
    });
    html! {
        <div class="fault" role={if props.quiet { "status" } else { "group" }} aria-label="Fault">
            <code>{ message }</code>
            if let Some((line, column, length)) = line {
                <pre aria-label={format!("at column {}", column + 1)}>{ line }{ "\n" }<span class="caret">{ format!("{}{}", " ".repeat(column), "^".repeat(length)) }</span></pre>
            }
            if !hint.is_empty() { <p>{ hint }</p> }
            if let Some(mend) = mend { <div>{ mend }</div> }
        </div>
    }
}
