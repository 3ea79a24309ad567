//! Making a lesson of what was done: choose the call with which its step begins, edit the text, prove it, keep it.

use lab::protocol::{Reply, Request};
use learn::Lesson;
use serde_json::{Value, json};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::{order, progress};
use crate::page::files::download;
use crate::page::shell::Hands;

/// The builder.
#[component]
pub(crate) fn Record() -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let from = use_state(|| "1".to_owned());
    let text = use_state(String::new);
    let said = use_state(|| None::<Result<String, String>>);
    let made = {
        let (hands, from, text, said) = (hands.clone(), from.clone(), text.clone(), said.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (hands, from, text, said) = (hands.clone(), (*from).clone(), text.clone(), said.clone());
            spawn_local(async move {
                let from = from.trim().parse::<u64>().unwrap_or(1);
                match order(&hands, json!({ "order": "record", "from": from })).await {
                    Ok(made) => {
                        text.set(made);
                        said.set(None);
                    }
                    Err(why) => said.set(Some(Err(why))),
                }
            });
        })
    };
    let prove = {
        let (hands, text, said) = (hands.clone(), text.clone(), said.clone());
        Callback::from(move |_: MouseEvent| {
            let (hands, text, said) = (hands.clone(), text.clone(), said.clone());
            spawn_local(async move { said.set(Some(proved(&hands, &text).await)) });
        })
    };
    let keep = {
        let (text, said) = (text.clone(), said.clone());
        Callback::from(move |_: MouseEvent| {
            let (text, said) = (text.clone(), said.clone());
            spawn_local(async move {
                said.set(Some(match Lesson::read(&text) {
                    Ok(lesson) => {
                        progress::keep_own(&lesson.id, &text).await;
                        Ok(format!("“{}” is in the list of lessons.", lesson.title))
                    }
                    Err(fault) => Err(fault.to_string()),
                }));
            });
        })
    };
    let save = {
        let text = text.clone();
        Callback::from(move |_: MouseEvent| {
            let id = Lesson::read(&text).map_or_else(|_| "lesson".to_owned(), |lesson| lesson.id);
            download(&format!("{id}.txt"), &text, "text/plain");
        })
    };
    let chosen = {
        let from = from.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                from.set(field.value());
            }
        })
    };
    let edited = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                text.set(field.value());
            }
        })
    };
    {
        // The last call is a good guess of where a step begins.
        let from = from.clone();
        use_effect_with((), move |()| {
            spawn_local(async move {
                if let Ok(Reply::Text(trace)) = hands.bridge.ask(Request::Trace).await
                    && let Ok(Value::Array(events)) = serde_json::from_str::<Value>(&trace)
                    && let Some(call) = events.iter().filter_map(|it| it.get("call")?.as_u64()).max()
                {
                    from.set(call.max(1).to_string());
                }
            });
        });
    }
    html! {
        <div class="form record">
            <form class="line" onsubmit={made}>
                <div class="field"><label for="record-from">{ "The step begins with call number" }</label>
                    <input id="record-from" inputmode="numeric" value={(*from).clone()} oninput={chosen}/></div>
                <button class="btn" type="submit">{ "Make a lesson of it" }</button>
            </form>
            <p class="mute">{ "What was done in this world before that call becomes the lesson's start; that call and all after it become the solution. Then tell its story, and leave the goals that matter." }</p>
            if !text.is_empty() {
                <label class="unseen" for="record-text">{ "The lesson's text" }</label>
                <textarea id="record-text" class="mono" rows="16" spellcheck="false" value={(*text).clone()} oninput={edited}/>
                <section class="line">
                    <button class="btn go" type="button" onclick={prove}>{ "Prove it" }</button>
                    <button class="btn" type="button" onclick={keep}>{ "Keep it in the list" }</button>
                    <button class="btn" type="button" onclick={save}>{ "Save it as a file" }</button>
                </section>
            }
            <div role="status" data-testid="proved">{ match &*said {
                None => Html::default(),
                Some(Ok(fine)) => html! { <p class="verdict ok">{ fine }</p> },
                Some(Err(why)) => html! { <pre class="wrong">{ why }</pre> },
            } }</div>
        </div>
    }
}

async fn proved(hands: &Hands, text: &str) -> Result<String, String> {
    let answer = order(hands, json!({ "order": "prove", "lesson": text })).await?;
    let answer: Value = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
    let faults = answer.get("faults").and_then(Value::as_array).cloned().unwrap_or_default();
    let faults: Vec<&str> = faults.iter().filter_map(Value::as_str).collect();
    if faults.is_empty() {
        Ok("Proved: its start meets no goal, its solution meets all.".to_owned())
    } else {
        Err(faults.join("\n\n"))
    }
}
