//! Capacity drills: a question, an answer, and the sum as the engine makes it.

use serde_json::{Value, json};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{order, place, progress};
use crate::page::model::Action;
use crate::page::shell::Hands;

/// The drills.
#[component]
pub(crate) fn Drills() -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let number = use_state(|| 0_u64);
    let drill = use_state(|| None::<Value>);
    let said = use_state(|| None::<String>);
    let score = use_state(|| (0, 0));
    let field = use_node_ref();
    {
        let (hands, drill, said, score) = (hands.clone(), drill.clone(), said.clone(), score.clone());
        use_effect_with(*number, move |number| {
            let number = *number;
            said.set(None);
            spawn_local(async move {
                score.set(progress::load().await.drills);
                let answer = order(&hands, json!({ "order": "drill", "number": number })).await;
                drill.set(answer.ok().and_then(|answer| serde_json::from_str(&answer).ok()));
            });
        });
    }
    let Some(shown) = (*drill).clone() else {
        return html! { <p class="form" role="status">{ "Looking…" }</p> };
    };
    let text = |name: &str| shown.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let right = (*said).as_ref().is_some_and(|said| same(said, &text("answer")));
    let submit = {
        let (field, said, score, answer) = (field.clone(), said.clone(), score.clone(), text("answer"));
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = field.cast::<HtmlInputElement>() else { return };
            let typed = field.value().trim().to_owned();
            if typed.is_empty() || said.is_some() {
                return;
            }
            let right = same(&typed, &answer);
            said.set(Some(typed));
            let score = score.clone();
            spawn_local(async move {
                let kept = progress::change(|mine| {
                    mine.drills.0 += u64::from(right);
                    mine.drills.1 += 1;
                })
                .await;
                score.set(kept.drills);
            });
        })
    };
    let next = {
        let (number, field) = (number.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            number.set(*number + 1);
            if let Some(field) = field.cast::<HtmlInputElement>() {
                field.set_value("");
                field.focus().ok();
            }
        })
    };
    let lab = {
        let (hands, commands) = (hands.clone(), text("commands"));
        Callback::from(move |_: MouseEvent| {
            hands.dispatch.dispatch(Action::Form(None));
            place(&hands, &commands);
        })
    };
    html! {
        <form class="form drills" onsubmit={submit}>
            <p class="mute">{ format!("Exercise {} · {} of {} right so far", *number + 1, score.0, score.1) }</p>
            <p class="asks"><label for="drill">{ text("asks") }</label></p>
            <section class="line answer">
                <input id="drill" ref={field} inputmode="decimal" autocomplete="off" readonly={said.is_some()} data-testid="drill"/>
                <span>{ text("unit") }</span>
                <button class="btn go" type="submit" disabled={said.is_some()}>{ "Check" }</button>
                <button class="btn" type="button" onclick={next}>{ "Next exercise" }</button>
            </section>
            <div role="status">
                if said.is_some() {
                    <p class={if right { "verdict ok" } else { "verdict" }}>
                        { if right { "Right.".to_owned() } else { format!("It is {} {}.", text("answer"), text("unit")) } }
                    </p>
                    { sum(shown.get("lines")) }
                    if !text("note").is_empty() { <p class="note">{ text("note") }</p> }
                    <button class="btn small" type="button" onclick={lab}>{ "Show it in the lab" }</button>
                }
            </div>
        </form>
    }
}

/// Lines of a sum.
pub(super) fn sum(lines: Option<&Value>) -> Html {
    let part =
        |line: &Value, name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    html! {
        <table class="sum-of"><tbody>{ for lines.and_then(Value::as_array).into_iter().flatten().map(|line| html! {
            <tr><td>{ part(line, "label") }</td><td class="mono">{ part(line, "formula") }</td>
                <td class="mono r">{ format!("{} {}", part(line, "units"), part(line, "unit")) }</td></tr>
        }) }</tbody></table>
    }
}

/// Whether two figures are the same: `24`, `24.0`.
fn same(typed: &str, answer: &str) -> bool {
    // Thousands may be parted: `1,292`.
    let grouped = typed.split(',').skip(1).all(|group| group.len() == 3 && !typed.contains('.'));
    if grouped && typed.replace(',', "") == answer {
        return true;
    }
    let plain = typed.replace(',', ".");
    let plain = if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.') } else { &plain };
    plain == answer
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn figures_are_compared_as_figures() {
        for (typed, right) in
            [("24", true), ("24.0", true), ("24,0", true), ("25", false), ("2", false), ("20", false)]
        {
            assert_eq!(same(typed, "24"), right, "{typed}");
        }
        assert!(same("20", "20") && same("100", "100"));
        assert!(
            same("1,292", "1292") && same("1292", "1292") && !same("129,2", "1292") && !same("2,4", "24")
        );
    }
}
