//! "Why was I throttled?": the text of an exception, or one of the sixteen reasons, and the table's shape; made into a world.

use gloo::timers::callback::Timeout;
use lab::throttle::{Bound, Case, Order, Outcome, Reading, Reason};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::window;
use yew::prelude::*;

use super::order;
use crate::page::dialog::Dialog;
use crate::page::forms::fields::{self, Edited, Form};
use crate::page::model::{Action, Selection};
use crate::page::shell::Hands;

/// Milliseconds of rest before a pasted text is read.
const AFTER: u32 = 140;

/// What the form holds: figures as they are typed.
#[derive(Clone, PartialEq)]
struct Draft {
    text: String,
    case: Case,
    table_units: String,
    index_units: String,
    limit: String,
    traffic: String,
    hot: String,
}

impl Draft {
    fn of(text: String, case: Case) -> Self {
        Self {
            text,
            table_units: case.table_units.to_string(),
            index_units: case.index_units.to_string(),
            limit: case.limit.to_string(),
            traffic: case.traffic.to_string(),
            hot: case.hot.to_string(),
            case,
        }
    }

    /// The case with the figures, where they are figures: what is none is a zero, which has its fault.
    fn finished(&self) -> Case {
        let figure = |text: &str| text.trim().replace([',', '\u{202f}', ' '], "").parse().unwrap_or(0);
        Case {
            table_units: figure(&self.table_units),
            index_units: figure(&self.index_units),
            limit: figure(&self.limit),
            traffic: figure(&self.traffic),
            hot: self.hot.trim().trim_end_matches('%').trim().parse().unwrap_or(101),
            ..self.case.clone()
        }
    }
}

/// The dialog.
#[component]
pub(crate) fn Ask() -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let first = Reason::all().find(|it| it.write && it.bound == Bound::KeyRange && !it.index);
    let form: Form<Draft> = use_reducer(move || {
        let reason = first.unwrap_or(Reason { index: false, write: true, bound: Bound::KeyRange });
        Edited(Draft::of(String::new(), Case::of(reason)))
    });
    let reading = use_state(|| None::<Reading>);
    let busy = use_state(|| false);
    let trouble = use_state(|| None::<String>);
    {
        // What was pasted is read when the hands rest.
        let (hands, reading, dispatch) = (hands.clone(), reading.clone(), form.dispatcher());
        use_effect_with(form.0.text.clone(), move |text| {
            let text = text.clone();
            let timer = (!text.trim().is_empty()).then(|| {
                Timeout::new(AFTER, move || {
                    spawn_local(async move {
                        let Ok(Outcome::Read(found)) = order(&hands, Order::Read(text)).await else { return };
                        if let Some(case) = found.case.clone() {
                            dispatch.dispatch(Box::new(move |draft: &mut Draft| {
                                *draft = Draft::of(std::mem::take(&mut draft.text), case);
                            }));
                        }
                        reading.set(Some(found));
                    });
                })
            });
            move || drop(timer)
        });
    }
    let draft = &form.0;
    let case = draft.finished();
    let faults = case.faults();
    let build = {
        let (hands, case, busy, trouble) = (hands.clone(), case.clone(), busy.clone(), trouble.clone());
        Callback::from(move |_: MouseEvent| {
            let (hands, case) = (hands.clone(), case.clone());
            let (busy, trouble) = (busy.clone(), trouble.clone());
            busy.set(true);
            trouble.set(None);
            spawn_local(async move {
                if let Err(why) = go(&hands, case).await {
                    trouble.set(Some(why));
                    busy.set(false);
                }
            });
        })
    };
    let paste = fields::into(&form, |draft: &mut Draft, text| draft.text = text);
    let reason = fields::into(&form, |draft: &mut Draft, name| {
        if let Some(reason) = Reason::named(&name) {
            let old = &draft.case;
            let case = Case {
                region: old.region.clone(),
                account: old.account.clone(),
                table: old.table.clone(),
                index: old.index.clone(),
                ..Case::of(reason)
            };
            *draft = Draft::of(std::mem::take(&mut draft.text), case);
        }
    });
    html! {
        <Dialog title="Why was I throttled?" class="wide" closed={hands.on(|| Action::Form(None))}>
            <div class="form two throttle-ask">
                <div>
                    <div class="field">
                        <label for="exception">{ "The exception, as your program, SDK or CLI printed it" }</label>
                        <textarea id="exception" rows="7" value={draft.text.clone()} spellcheck="false" autocomplete="off"
                                  aria-describedby="understood" oninput={fields::typed(&paste)}
                                  placeholder={EXAMPLE}/>
                    </div>
                    <div id="understood" role="status" class="understood">{ understood(reading.as_ref().filter(|_| !draft.text.trim().is_empty())) }</div>
                    <div class="field">
                        <label for="reason">{ "The reason" }</label>
                        <select id="reason" onchange={fields::chosen(&reason)}>{ for groups(draft.case.reason) }</select>
                        <p class="mute">{ sentence(draft.case.reason) }</p>
                    </div>
                </div>
                <div class="side">
                    { shape(&form) }
                    if let Some(first) = faults.first() { <p class="wrong" role="status">{ first.clone() }</p> }
                    if let Some(why) = &*trouble { <div class="fault" role="alert">{ why }</div> }
                    <div class="foot">
                        <button class="btn go" type="button" disabled={*busy || !faults.is_empty()} onclick={build}>
                            { if *busy { "Building…" } else { "Build this world" } }
                        </button>
                        <span class="mute" role="status">{ if *busy { "A table, its items, thirty seconds of traffic…" } else { "" } }</span>
                    </div>
                    <p class="model">{ "A model of your table: some dozens of greater calls a second instead of many small ones, so that the same units flow, and nothing saved up before. Your own worlds stay as they are." }</p>
                </div>
            </div>
        </Dialog>
    }
}

const EXAMPLE: &str = "{\"__type\": \"…#ProvisionedThroughputExceededException\",\n \"ThrottlingReasons\": [{\"reason\": \
                       \"TableWriteKeyRangeThroughputExceeded\",\n  \"resource\": \"arn:aws:dynamodb:…:table/Orders\"}]}";

/// What was understood of a text.
fn understood(reading: Option<&Reading>) -> Html {
    let Some(reading) = reading else { return Html::default() };
    let found = reading.case.as_ref().map(|case| {
        let place =
            if case.reason.index { format!("{} of {}", case.index, case.table) } else { case.table.clone() };
        format!("{} on {place}.", case.reason.name())
    });
    html! { <>
        if let Some(found) = &found { <p>{ "Understood: " }<b>{ found }</b></p> }
        { for reading.remarks.iter().map(|remark| html! { <p class={if found.is_none() { "wrong" } else { "mute" }}>{ remark }</p> }) }
    </> }
}

/// A reason in a sentence.
fn sentence(reason: Reason) -> String {
    let mut words = reason.words();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words.push('.');
    words
}

/// The sixteen, by table and index, reads and writes.
fn groups(chosen: Reason) -> Vec<Html> {
    let group = |index: bool, write: bool| {
        let label =
            format!("{}, {}", if index { "Index" } else { "Table" }, if write { "writes" } else { "reads" });
        let of = Reason::all().filter(|reason| reason.index == index && reason.write == write);
        html! {
            <optgroup {label}>{ for of.map(|reason| html! {
                <option value={reason.name()} selected={reason == chosen}>{ reason.name() }</option>
            }) }</optgroup>
        }
    };
    vec![group(false, true), group(false, false), group(true, true), group(true, false)]
}

/// The table's shape, and the traffic.
fn shape(form: &Form<Draft>) -> Html {
    let draft = &form.0;
    let case = &draft.case;
    let unit = if case.reason.write { "WCU" } else { "RCU" };
    let table = fields::into(form, |draft: &mut Draft, text| draft.case.table = text);
    let index = fields::into(form, |draft: &mut Draft, text| draft.case.index = text);
    let mode = fields::into(form, |draft: &mut Draft, text| draft.case.choose_mode(text == "demand"));
    let table_units = fields::into(form, |draft: &mut Draft, text| draft.table_units = text);
    let index_units = fields::into(form, |draft: &mut Draft, text| draft.index_units = text);
    let limit = fields::into(form, |draft: &mut Draft, text| draft.limit = text);
    let traffic = fields::into(form, |draft: &mut Draft, text| draft.traffic = text);
    let hot = fields::into(form, |draft: &mut Draft, text| draft.hot = text);
    let modes: &[(&str, &str)] = match case.reason.bound {
        Bound::Provisioned => &[("provisioned", "Provisioned")],
        Bound::Maximum => &[("demand", "On demand")],
        Bound::KeyRange | Bound::Account => &[("provisioned", "Provisioned"), ("demand", "On demand")],
    };
    let whose = if case.reason.index { "the index" } else { "the table" };
    html! { <>
        <div class="line">
            { fields::text("t-table", "Table", &case.table, None, &table) }
            if case.reason.index { { fields::text("t-index", "Global index", &case.index, None, &index) } }
        </div>
        { fields::radio("t-mode", "Capacity mode", if case.on_demand { "demand" } else { "provisioned" }, modes, &mode) }
        <div class="line">
            if !case.on_demand {
                { fields::text("t-units", &format!("{unit} of the table"), &draft.table_units, None, &table_units) }
                if case.reason.index { { fields::text("t-index-units", &format!("{unit} of the index"), &draft.index_units, None, &index_units) } }
            }
            if case.reason.bound == Bound::Maximum { { fields::text("t-limit", &format!("Maximum of {whose}, a second"), &draft.limit, None, &limit) } }
            if case.reason.bound == Bound::Account { { fields::text("t-limit", "The account's quota, a second", &draft.limit, None, &limit) } }
        </div>
        <div class="line">
            { fields::text("t-traffic", &format!("Traffic, {unit} a second"), &draft.traffic, None, &traffic) }
            { fields::text("t-hot", "Percent of it on one key", &draft.hot, None, &hot) }
        </div>
    </> }
}

/// Builds the world, opens it like a link, and shows the first throttle.
async fn go(hands: &Hands, case: Case) -> Result<(), String> {
    let Outcome::Built(built) = order(hands, Order::Build(Box::new(case))).await? else {
        return Err("The engine built no world.".to_owned());
    };
    if built.first.is_none() {
        return Err(format!(
            "None of its {} calls was throttled: with this traffic every bucket had something left. Ask for more, or \
             give the table less.",
            built.calls.0
        ));
    }
    let stage = format!("#{}", built.link);
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        history.push_state_with_url(&JsValue::NULL, "", Some(&stage)).ok();
    }
    hands.dispatch.dispatch(Action::Renewed);
    let opened = hands.bridge.open(Some(built.link.clone()), false).await.map_err(|fault| fault.message)?;
    crate::page::link_was_opened(&opened);
    hands.dispatch.dispatch(Action::Explore);
    hands.dispatch.dispatch(Action::Select(Selection::Call));
    hands.dispatch.dispatch(Action::Form(None));
    Ok(())
}
