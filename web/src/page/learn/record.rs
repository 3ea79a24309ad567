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
                let Ok(from) = numbers(&from) else {
                    let why =
                        format!("Numbers of calls, with commas between them, are expected, not “{from}”.");
                    return said.set(Some(Err(why)));
                };
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
                <div class="field"><label for="record-from">{ "Steps begin with calls number" }</label>
                    <input id="record-from" value={(*from).clone()} oninput={chosen}/></div>
                <button class="btn" type="submit">{ "Make a lesson of it" }</button>
            </form>
            <p class="mute">{ "What was done in this world before the first of these calls becomes the lesson's start. Each step's solution goes from its call to the next step's: 3, 7 makes two steps. Then tell their stories, and leave the goals that matter." }</p>
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

/// The numbers of a list such as `3, 7`.
fn numbers(text: &str) -> Result<Vec<u64>, std::num::ParseIntError> {
    text.split([',', ' ']).filter(|number| !number.is_empty()).map(str::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn calls_are_listed_with_commas() {
        assert_eq!(numbers(" 3, 7"), Ok(vec![3, 7]));
        assert_eq!(numbers("3 7"), Ok(vec![3, 7]));
        assert!(numbers("-1").is_err() && numbers("last").is_err());
    }
}
