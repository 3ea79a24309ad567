//! Sharing: the world as a link that holds all of it.

use lab::protocol::{Reply, Request};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlInputElement, window};
use yew::prelude::*;

use super::shell::Hands;
use crate::words;

/// What a link of so many characters survives.
const LIMITS: [(usize, &str); 4] = [
    (1_900, "Short enough for every place that takes links."),
    (4_000, "Works in chats and documents; some bookmarks and QR codes are too small for it."),
    (32_000, "Too long for most chats, which would cut it: send it by mail or in a document."),
    (
        usize::MAX,
        "Too long for most programs that pass links on. Begin a new world and run only what matters.",
    ),
];

/// The panel under the Share button.
#[component]
pub(crate) fn Share() -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let link = use_state(|| None::<Result<String, String>>);
    let copied = use_state(|| false);
    let field = use_node_ref();
    {
        let link = link.clone();
        use_effect_with((), move |()| {
            spawn_local(async move {
                let made = match hands.bridge.ask(Request::Share).await {
                    Ok(Reply::Text(fragment)) => Ok(address(&fragment)),
                    Ok(_) => Err("The engine made no link.".to_owned()),
                    Err(fault) => Err(fault.message),
                };
                link.set(Some(made));
            });
        });
    }
    let copy = {
        let (field, copied, link) = (field.clone(), copied.clone(), link.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(Ok(text)) = (*link).clone() else { return };
            if let Some(field) = field.cast::<HtmlInputElement>() {
                field.select();
            }
            let copied = copied.clone();
            spawn_local(async move {
                let Some(window) = window() else { return };
                let done = JsFuture::from(window.navigator().clipboard().write_text(&text)).await;
                copied.set(done.is_ok());
            });
        })
    };
    let body = match &*link {
        None => html! { <p role="status">{ "Making the link…" }</p> },
        Some(Err(why)) => html! { <p role="alert">{ why }</p> },
        Some(Ok(text)) => {
            let length = text.chars().count();
            let (_, advice) = LIMITS.iter().find(|(most, _)| length <= *most).unwrap_or(&LIMITS[3]);
            html! { <>
                <div class="row">
                    <input ref={field} type="text" readonly=true value={text.clone()} aria-label="The link"/>
                    <button class="btn go" onclick={copy}>{ if *copied { "Copied" } else { "Copy" } }</button>
                </div>
                { scale(length) }
                <p role="status">{ format!("{} characters. {advice}", words::number(length as u64)) }</p>
            </> }
        }
    };
    html! {
        <section class="pop" role="dialog" aria-label="Share this world">
            <h2>{ "Share this world" }</h2>
            <p>{ "The link holds every command of this world and nothing else. Whoever opens it sees the same partitions, copies and answers. Nothing is sent anywhere." }</p>
            { body }
        </section>
    }
}

/// The link's length on a scale with the limits as ticks.
fn scale(length: usize) -> Html {
    // Each limit takes an equal share of the scale.
    let mut at = 0;
    let mut low = 0;
    for (high, _) in &LIMITS[..3] {
        let inside = length.clamp(low, *high) - low;
        at += 100 * inside / (high - low);
        low = *high;
    }
    let class = if length <= 4_000 { "ok-f" } else { "bad-f" };
    html! {
        <svg class="scale" viewBox="0 0 320 20" preserveAspectRatio="none" aria-hidden="true">
            <rect x="0" y="6" width="320" height="6" rx="3" class="tr"/>
            <rect x="0" y="6" width={at.max(4).to_string()} height="6" rx="3" {class}/>
            { for [100, 200, 300].map(|x| html! { <path class="lim" d={format!("M{x} 3v12")}/> }) }
        </svg>
    }
}

fn address(fragment: &str) -> String {
    let here = window().and_then(|w| w.location().href().ok()).unwrap_or_default();
    let page = here.split('#').next().unwrap_or_default();
    format!("{page}#{fragment}")
}
