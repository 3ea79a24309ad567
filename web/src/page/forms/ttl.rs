//! Time to live: which items would expire when, and a converter between dates and the seconds that items hold.

use gloo::timers::callback::Timeout;
use lab::forms;
use lab::protocol::{Expiries, Reply, Request};
use lab::view::{Expiry, TableView};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::fields;
use super::{Sender, asked};
use crate::page::dialog::Dialog;
use crate::page::icons::icon;
use crate::page::model::{Action, Shared};
use crate::page::shell::Hands;
use crate::words::{self, count, date, duration, number};

/// Milliseconds of rest before the engine is asked.
const AFTER: u32 = 140;
const DAY: u64 = 86_400;
/// Steps from now that the converter offers.
const STEPS: [(&str, u64); 5] =
    [("Now", 0), ("+1 hour", 3_600), ("+1 day", DAY), ("+30 days", 30 * DAY), ("+1 year", 365 * DAY)];

#[derive(Clone, PartialEq, Properties)]
pub(super) struct TtlProps {
    pub(super) table: Shared<TableView>,
    pub(super) locked: bool,
    pub(super) world: u64,
    /// The present, in seconds since 1970.
    pub(super) now: u64,
}

/// The form.
#[component]
pub(super) fn Ttl(props: &TtlProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let table = &props.table;
    let on = table.ttl.as_ref().map(|ttl| ttl.attribute.clone());
    let attribute = use_state(|| on.clone().unwrap_or_else(|| "ExpiresAt".to_owned()));
    let found = use_state(Expiries::default);
    {
        let (found, hands) = (found.clone(), hands.clone());
        use_effect_with(
            (table.name.clone(), (*attribute).clone(), props.world),
            move |(table, attribute, _)| {
                let asked =
                    Request::Expiries { table: table.clone(), attribute: attribute.trim().to_owned() };
                let timer = Timeout::new(AFTER, move || {
                    spawn_local(async move {
                        if let Ok(Reply::Expiries(expiries)) = hands.bridge.ask(asked).await {
                            found.set(expiries);
                        }
                    });
                });
                move || drop(timer)
            },
        );
    }
    let to = {
        let attribute = attribute.clone();
        Callback::from(move |text: String| attribute.set(text))
    };
    let name = attribute.trim();
    let (words, made) = match &on {
        Some(on) => (format!("Switch time to live off ({on})"), forms::set_ttl(&table.name, on, false)),
        None => ("Switch time to live on".to_owned(), forms::set_ttl(&table.name, name, true)),
    };
    let requests = if name.is_empty() { asked([]) } else { asked([made]) };
    html! {
        <Dialog title={format!("Time to live of {}", table.name)} class="wide" closed={hands.on(|| Action::Form(None))}>
            <div class="form two">
                <div>
                    { fields::text("ttl", "Attribute with the second of expiry", &attribute, None, &to) }
                    { preview(&found, name, props.now) }
                </div>
                <div class="side">
                    <Converter now={props.now}/>
                    if on.is_some() { <p class="sub">{ "To look at another attribute, time to live is switched off first." }</p> }
                    <Sender {requests} world={props.world} locked={props.locked} {words} done={Callback::from(|()| ())}/>
                </div>
            </div>
        </Dialog>
    }
}

/// Which items would expire when.
fn preview(found: &Expiries, name: &str, now: u64) -> Html {
    let stay = count(found.without, "item has", "items have");
    html! { <>
        if found.items.is_empty() {
            <p class="quiet">{ format!("No item has an attribute {name}: none would expire.") }</p>
        } else {
            <div class="sheet" tabindex="0" role="region" aria-label="Items and when they would expire"><table>
                <thead><tr><th scope="col">{ "Item" }</th><th scope="col">{ "Expires" }</th><th scope="col">{ "From now" }</th></tr></thead>
                <tbody>{ for found.items.iter().map(|(key, expiry)| {
                    let (when, from_now, bad) = told(expiry, now);
                    html! { <tr><td>{ key }</td><td class={bad.then_some("over")}>{ if bad { icon("glass") } else { Html::default() } }{ when }</td><td class="mono">{ from_now }</td></tr> }
                }) }</tbody>
            </table></div>
        }
        if found.more > 0 { <p class="mute">{ format!("and {}", count(found.more, "item more", "items more")) }</p> }
        if found.without > 0 && !found.items.is_empty() { <p class="mute">{ format!("{stay} no such attribute and would stay.") }</p> }
        if found.unseen > 0 { <p class="mute">{ format!("{} were not looked at.", count(found.unseen, "item", "items")) }</p> }
        <p class="model">{ "This look is free. Expired items are deleted in the service's own time, within days; until then reads return them." }</p>
    </> }
}

fn told(expiry: &Expiry, now: u64) -> (String, String, bool) {
    let span = |seconds: u64| match seconds {
        0..259_200 => duration(seconds * 1_000_000),
        _ => format!("{} days", number(seconds / DAY)),
    };
    match expiry {
        Expiry::Never => (String::new(), String::new(), false),
        Expiry::Ignored(why) => (format!("never: {why}"), String::new(), true),
        Expiry::Passed(second) => (
            format!("{}, has passed", date(*second)),
            format!("{} ago", span(now.saturating_sub(*second))),
            true,
        ),
        Expiry::At(second) if *second / 1_000 > now / 2 => (
            format!("in the year {}: milliseconds?", 1970 + second / (365 * DAY)),
            "too far".to_owned(),
            true,
        ),
        Expiry::At(second) => (date(*second), format!("in {}", span(second.saturating_sub(now))), false),
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ConverterProps {
    now: u64,
}

/// Seconds since 1970 and dates, each from the other.
#[component]
fn Converter(props: &ConverterProps) -> Html {
    let now = props.now;
    let second = use_state(|| (now + DAY).to_string());
    let written = use_state(|| words::moment(now + DAY));
    let from_second = {
        let (second, written) = (second.clone(), written.clone());
        Callback::from(move |text: String| {
            if let Ok(unix) = text.trim().parse::<u64>() {
                written.set(words::moment(unix));
            }
            second.set(text);
        })
    };
    let from_date = {
        let (second, written) = (second.clone(), written.clone());
        Callback::from(move |text: String| {
            if let Some(unix) = words::unix(&text) {
                second.set(unix.to_string());
            }
            written.set(text);
        })
    };
    let bad_second = second.trim().parse::<u64>().is_err().then_some("Whole seconds since 1970.");
    let bad_date = words::unix(&written).is_none().then_some("Write it as 2026-11-20 09:00:00 (UTC).");
    html! {
        <section class="converter" aria-label="Converter">
            <h3>{ "Epoch seconds and dates" }</h3>
            <div class="line">{ for STEPS.iter().map(|(label, step)| {
                let (from_second, at) = (from_second.clone(), now + step);
                let press = Callback::from(move |_: MouseEvent| from_second.emit(at.to_string()));
                html! { <button class="btn small" type="button" onclick={press}>{ *label }</button> }
            }) }</div>
            { fields::text("epoch", "Seconds since 1970 (a Number)", &second, bad_second, &from_second) }
            { fields::text("date", "Date and time, UTC", &written, bad_date, &from_date) }
            <p class="mute">{ format!("It is {} in this world.", date(now)) }</p>
        </section>
    }
}
