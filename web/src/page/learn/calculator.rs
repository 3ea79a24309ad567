//! The units calculator.

use gloo::timers::callback::Timeout;
use serde_json::{Value, json};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::drills::sum;
use super::{order, place};
use crate::page::model::Action;
use crate::page::shell::Hands;
use crate::words::{count, number};

/// Milliseconds of rest before what is typed is worked out.
const AFTER: u32 = 160;
const ITEM: &str = "{\n  \"pk\": {\"S\": \"ORDER#1\"},\n  \"state\": {\"S\": \"PAID\"},\n  \"total\": {\"N\": \"42.5\"},\n  \"paid\": {\"BOOL\": true}\n}";

/// What is typed.
#[derive(Clone, PartialEq)]
struct Asked {
    item: String,
    index: String,
    projection: String,
    reads: String,
    writes: String,
    gigabytes: String,
}

/// The calculator.
#[component]
pub(crate) fn Calculator() -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let asked = use_state(|| Asked {
        item: ITEM.to_owned(),
        index: String::new(),
        projection: "ALL".to_owned(),
        reads: "100".to_owned(),
        writes: "20".to_owned(),
        gigabytes: "5".to_owned(),
    });
    let answer = use_state(|| None::<Result<Value, String>>);
    {
        let (hands, answer) = (hands.clone(), answer.clone());
        use_effect_with((*asked).clone(), move |asked| {
            let asked = asked.clone();
            let timer = Timeout::new(AFTER, move || {
                spawn_local(async move {
                    let figure = |text: &str| text.trim().parse::<u64>().unwrap_or_default();
                    let told = order(&hands, json!({
                        "order": "calculate", "item": asked.item, "index": asked.index.trim(), "projection": asked.projection,
                        "reads": figure(&asked.reads), "writes": figure(&asked.writes), "gigabytes": figure(&asked.gigabytes),
                    }))
                    .await;
                    answer.set(Some(
                        told.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string())),
                    ));
                });
            });
            move || drop(timer)
        });
    }
    let edit = |how: fn(&mut Asked, String)| {
        let asked = asked.clone();
        move |value: String| {
            let mut now = (*asked).clone();
            how(&mut now, value);
            asked.set(now);
        }
    };
    let input = |id: &'static str, label: &'static str, value: &str, how: fn(&mut Asked, String)| {
        let change = edit(how);
        let typed = Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                change(field.value());
            }
        });
        html! { <div class="field"><label for={id}>{ label }</label><input {id} value={value.to_owned()} oninput={typed} autocomplete="off"/></div> }
    };
    let item = {
        let change = edit(|asked, value| asked.item = value);
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                change(field.value());
            }
        })
    };
    let projection = {
        let change = edit(|asked, value| asked.projection = value);
        Callback::from(move |event: Event| {
            if let Some(field) = event.target_dyn_into::<HtmlSelectElement>() {
                change(field.value());
            }
        })
    };
    html! {
        <div class="form two calculator">
            <div>
                <div class="field"><label for="calc-item">{ "Item (DynamoDB JSON; pk is the partition key)" }</label>
                    <textarea id="calc-item" rows="8" spellcheck="false" class="mono" value={asked.item.clone()} oninput={item}/></div>
                <section class="line">
                    { input("calc-index", "Global index by attribute (string)", &asked.index, |asked, value| asked.index = value) }
                    <div class="field"><label for="calc-projection">{ "It copies" }</label>
                        <select id="calc-projection" onchange={projection}>
                            <option value="ALL" selected={asked.projection == "ALL"}>{ "all attributes" }</option>
                            <option value="KEYS_ONLY" selected={asked.projection == "KEYS_ONLY"}>{ "keys only" }</option>
                        </select></div>
                </section>
                <section class="line">
                    { input("calc-reads", "Reads a second", &asked.reads, |asked, value| asked.reads = value) }
                    { input("calc-writes", "Writes a second", &asked.writes, |asked, value| asked.writes = value) }
                    { input("calc-size", "Table, GB", &asked.gigabytes, |asked, value| asked.gigabytes = value) }
                </section>
            </div>
            <div role="status" data-testid="calculated">{ match &*answer {
                None => html! { <p>{ "Looking…" }</p> },
                Some(Err(why)) => html! { <p class="wrong">{ why }</p> },
                Some(Ok(answer)) => told(answer, &hands),
            } }</div>
        </div>
    }
}

fn told(answer: &Value, hands: &Hands) -> Html {
    let list = |name: &str| answer.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let figure =
        |value: &Value, name: &str| number(value.get(name).and_then(Value::as_u64).unwrap_or_default());
    let text =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let needs = answer.get("needs").cloned().unwrap_or_default();
    let create = text(answer, "create");
    let show = |command: String| {
        let (hands, commands) = (hands.clone(), format!("{create}\n{command}"));
        Callback::from(move |_: MouseEvent| {
            hands.dispatch.dispatch(Action::Form(None));
            place(&hands, &commands);
        })
    };
    let first = list("rows").first().map(|row| text(row, "command")).unwrap_or_default();
    html! { <>
        <h3>{ format!("Item size: {} bytes", figure(answer, "size")) }</h3>
        <table class="sum-of"><tbody>{ for list("attributes").iter().map(|it| html! {
            <tr><td class="mono">{ text(it, "name") }</td><td class="mono r">{ format!("{} bytes", figure(it, "bytes")) }</td></tr>
        }) }</tbody></table>
        <h3>{ "Units by operation" }</h3>
        <ul class="costs">{ for list("rows").iter().map(|row| {
            let (read, write) = (text(row, "read"), text(row, "write"));
            let units = if read == "0" { format!("{write} WCU") } else { format!("{read} RCU") };
            let command = text(row, "command");
            let commands = if command == first { command } else { format!("{first}\n{command}") };
            html! {
                <li><details>
                    <summary><span>{ text(row, "name") }</span><b class="mono">{ units }</b></summary>
                    { sum(row.get("lines")) }
                    <button class="btn small" type="button" onclick={show(commands)}>{ "Show it in the lab" }</button>
                </details></li>
            }
        }) }</ul>
        <h3>{ "What the table needs" }</h3>
        <p>{ format!("{} RCU strongly consistent, or {} RCU eventually consistent, and {} WCU.", figure(&needs, "rcu"), figure(&needs, "eventual"), figure(&needs, "wcu")) }</p>
        <p>{ format!("At least {}: {} for the units (3,000 reads or 1,000 writes a second each), {} for the size (10 GB each).",
            count(needs.get("partitions").and_then(Value::as_u64).unwrap_or(1), "partition", "partitions"), figure(&needs, "byUnits"), figure(&needs, "bySize")) }</p>
        if let Some(why) = needs.get("refused").and_then(Value::as_str) { <p class="wrong">{ why }</p> }
    </> }
}
