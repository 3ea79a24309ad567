//! What lessons say, as elements: words in backticks are code, a paragraph that is a command can be put into the console.

use yew::prelude::*;

use crate::page::shell::Hands;

/// Text with code in it.
pub(super) fn inline(text: &str) -> Html {
    html! { <>{ for text.split('`').enumerate().map(|(place, part)| {
        if place % 2 == 1 { html! { <code>{ part }</code> } } else { html! { { part } } }
    }) }</> }
}

/// Paragraphs.
pub(super) fn paragraphs(texts: &[String], hands: &Hands) -> Html {
    html! { <>{ for texts.iter().map(|text| match command(text) {
        Some(command) => {
            let (hands, typed) = (hands.clone(), command.to_owned());
            let place = Callback::from(move |_: MouseEvent| super::place(&hands, &typed));
            html! {
                <div class="cmd">
                    <pre>{ command }</pre>
                    <button class="btn small" onclick={place}>{ "Into the console" }</button>
                </div>
            }
        }
        None => html! { <p>{ inline(text) }</p> },
    }) }</> }
}

/// The command that a paragraph is, if it is one.
fn command(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('`')?.strip_suffix('`')?;
    (!inner.contains('`') && (inner.starts_with("aws ") || inner.starts_with("lab "))).then_some(inner)
}
