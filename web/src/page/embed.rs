//! The page inside another page: what the host may ask of it, and what it tells the host.
//!
//! Messages are objects with one member each. In: `load` (a link's fragment), `play` (true or false), `seek` (virtual
//! milliseconds), `goal` (`{calls, table, items}`, or null). Out: `dynamarium` names what is told.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::{Object, Reflect};
use lab::view::Snapshot;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, MessageEvent, Window, window};
use yew::prelude::*;

use super::model::{Mode, Model, Shared};
use super::shell::Hands;

/// Characters that a link may have.
const MOST_LINK: usize = 200_000;
/// The longest name that a goal may speak of.
const MOST_NAME: usize = 255;

/// What the host waits for.
#[derive(Clone, Debug, Default, PartialEq)]
struct Goal {
    /// At least so many calls were made.
    calls: Option<u64>,
    /// This table is there …
    table: Option<String>,
    /// … with exactly so many items.
    items: Option<u64>,
}

impl Goal {
    fn is_met(&self, picture: &Snapshot) -> bool {
        let calls = self.calls.is_none_or(|calls| picture.call_count >= calls);
        let table = self.table.as_ref().is_none_or(|name| {
            let found = picture.tables.iter().find(|table| table.name == *name);
            found.is_some_and(|table| self.items.is_none_or(|items| table.item_count == items))
        });
        calls && table
    }
}

/// What the host asks.
#[derive(Clone, Debug, PartialEq)]
enum Asked {
    Load(String),
    Play(bool),
    /// Virtual microseconds.
    Seek(u64),
    Goal(Option<Goal>),
}

/// Reads a message. `Err` says what is wrong with it.
fn read(data: &JsValue) -> Result<Asked, String> {
    let members = match data.dyn_ref::<Object>() {
        Some(object) if !data.is_function() => Object::keys(object),
        _ => return Err("a message is an object".to_owned()),
    };
    let name = members.get(0).as_string().unwrap_or_default();
    if members.length() != 1 {
        return Err("a message has one member".to_owned());
    }
    let value = Reflect::get(data, &members.get(0)).unwrap_or_default();
    match name.as_str() {
        "load" => {
            let link = value.as_string().ok_or("load takes a link as a string")?;
            let link = link.rsplit('#').next().unwrap_or_default().to_owned();
            if link.len() > MOST_LINK || !link.starts_with("s1") {
                return Err("load takes a link, or its part from # on".to_owned());
            }
            Ok(Asked::Load(link))
        }
        "play" => value.as_bool().map(Asked::Play).ok_or_else(|| "play takes true or false".to_owned()),
        "seek" => {
            let wrong = || "seek takes virtual milliseconds, 0 or more".to_owned();
            count(value.as_f64().map(|ms| (ms * 1_000.0).floor())).map(Asked::Seek).ok_or_else(wrong)
        }
        "goal" if value.is_null() => Ok(Asked::Goal(None)),
        "goal" => goal(&value).map(|goal| Asked::Goal(Some(goal))),
        _ => Err("a message says load, play, seek or goal".to_owned()),
    }
}

/// A number that is a count.
fn count(number: Option<f64>) -> Option<u64> {
    number
        .filter(|number| *number >= 0.0 && *number <= 9e15 && number.fract() == 0.0)
        .map(|number| number as u64)
}

fn goal(value: &JsValue) -> Result<Goal, String> {
    let wrong =
        || "goal takes {calls, table, items}: two whole numbers and a name; items need a table".to_owned();
    let object = value.dyn_ref::<Object>().ok_or_else(wrong)?;
    let mut goal = Goal::default();
    for name in Object::keys(object).iter() {
        let member = Reflect::get(value, &name).unwrap_or_default();
        match name.as_string().as_deref() {
            Some("calls") => goal.calls = Some(count(member.as_f64()).ok_or_else(wrong)?),
            Some("items") => goal.items = Some(count(member.as_f64()).ok_or_else(wrong)?),
            Some("table") => {
                goal.table =
                    Some(member.as_string().filter(|name| name.len() <= MOST_NAME).ok_or_else(wrong)?);
            }
            _ => return Err(wrong()),
        }
    }
    let empty = goal == Goal::default() || (goal.items.is_some() && goal.table.is_none());
    if empty { Err(wrong()) } else { Ok(goal) }
}

/// The page around this one.
fn host() -> Option<Window> {
    let own = window()?;
    let parent = own.parent().ok().flatten()?;
    (!Object::is(&parent, &own)).then_some(parent)
}

/// Tells the host something. It is nothing that the host did not bring: to whom it is, needs no check.
fn tell(what: &str, members: &[(&str, JsValue)]) {
    let Some(host) = host() else { return };
    let message = Object::new();
    Reflect::set(&message, &"dynamarium".into(), &what.into()).ok();
    for (name, value) in members {
        Reflect::set(&message, &(*name).into(), value).ok();
    }
    host.post_message(&message, "*").ok();
}

/// Hears the host and tells it what happens, where this page lives inside another one.
#[hook]
pub(crate) fn use_host(hands: &Hands, model: &Model, embedded: bool) {
    let state = use_mut_ref(State::default);
    let at = model.time.looked.as_ref().map_or(model.picture.clock, |looked| looked.at);
    {
        let mut state = state.borrow_mut();
        state.from = if model.time.mode == Mode::Live { 0 } else { at };
        state.picture = model.picture.clone();
    }
    {
        let (hands, state) = (hands.clone(), state.clone());
        use_effect_with(embedded, move |embedded| {
            let listener = embedded.then(window).flatten().map(|window| {
                EventListener::new(&window, "message", move |event| {
                    let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
                    let from_host =
                        event.source().zip(host()).is_some_and(|(source, host)| Object::is(&source, &host));
                    if from_host {
                        obey(&hands, &state, &event.data());
                    }
                })
            });
            move || drop(listener)
        });
    }
    let moment = (model.open, model.picture.revision, at, model.time.mode == Mode::Live);
    let picture = model.picture.clone();
    use_effect_with(moment, move |(open, _, at, live)| {
        if !embedded || !*open {
            return;
        }
        let members = [
            ("calls", JsValue::from_f64(picture.call_count as f64)),
            ("clock", JsValue::from_f64(picture.clock as f64 / 1_000.0)),
            ("at", JsValue::from_f64(*at as f64 / 1_000.0)),
            ("live", JsValue::from_bool(*live)),
        ];
        tell("state", &members);
        let mut state = state.borrow_mut();
        state.judge();
        let height = wish();
        if state.height != height {
            state.height = height;
            tell("height", &[("height", JsValue::from_f64(f64::from(height)))]);
        }
    });
}

/// What is known of the host and told to it.
#[derive(Default)]
struct State {
    /// From where to play.
    from: u64,
    picture: Shared<Snapshot>,
    goal: Option<Goal>,
    /// Whether it was met when that was told last.
    met: Option<bool>,
    /// The height that was told last.
    height: i32,
}

impl State {
    /// Tells whether the goal is met, where that has changed.
    fn judge(&mut self) {
        let met = self.goal.as_ref().map(|goal| goal.is_met(&self.picture));
        if self.met != met {
            self.met = met;
            if let Some(met) = met {
                tell("goal", &[("met", JsValue::from_bool(met))]);
            }
        }
    }
}

#[inline(never)]
fn obey(hands: &Hands, state: &Rc<RefCell<State>>, data: &JsValue) {
    match read(data) {
        Ok(Asked::Load(link)) => {
            let bridge = hands.bridge.clone();
            spawn_local(async move {
                if let Err(fault) = bridge.open(Some(link), false).await {
                    tell("refused", &[("why", fault.message.into())]);
                }
            });
        }
        Ok(Asked::Play(true)) => {
            let from = state.borrow().from;
            hands.player.play_from(from);
        }
        Ok(Asked::Play(false)) => hands.player.pause(),
        Ok(Asked::Seek(at)) => hands.player.seek(at),
        Ok(Asked::Goal(wanted)) => {
            let mut state = state.borrow_mut();
            (state.goal, state.met) = (wanted, None);
            state.judge();
        }
        Err(why) => tell("refused", &[("why", why.into())]),
    }
}

/// The height in which everything that is shown would need no scrolling.
fn wish() -> i32 {
    let document = window().and_then(|window| window.document());
    let found = document.and_then(|document| document.query_selector_all(".lab > *").ok());
    let Some(found) = found else { return 0 };
    (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into::<Element>().ok())
        .filter(|part| part.client_height() > 0)
        .map(|part| part.scroll_height() + 1)
        .sum()
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PlateProps {
    pub(crate) name: String,
}

/// [`Plate`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(crate) fn plate(props: PlateProps) -> Html {
    html! { <Plate ..props/> }
}

/// The line that says what this is, with the way to all of it.
#[component]
pub(crate) fn Plate(props: &PlateProps) -> Html {
    let link = super::link_in_address().unwrap_or_default();
    html! {
        <header class="plate">
            <b>{ &props.name }</b>
            <a href={super::route::address(&link)} target="_blank" rel="noopener">{ "Open in Dynamarium" }</a>
        </header>
    }
}

#[cfg(test)]
mod tests {
    use lab::view::TableView;

    use super::*;

    #[test]
    fn goals_are_met_by_what_is_there() {
        let table = TableView { name: "Orders".to_owned(), item_count: 3, ..TableView::default() };
        let picture = Snapshot { call_count: 5, tables: vec![table], ..Snapshot::default() };
        let goal = |calls, table: Option<&str>, items| Goal { calls, table: table.map(str::to_owned), items };
        assert!(goal(Some(5), None, None).is_met(&picture));
        assert!(!goal(Some(6), None, None).is_met(&picture));
        assert!(goal(None, Some("Orders"), Some(3)).is_met(&picture));
        assert!(!goal(None, Some("Orders"), Some(4)).is_met(&picture));
        assert!(!goal(None, Some("Other"), None).is_met(&picture));
    }

    #[test]
    fn counts_are_whole_and_not_negative() {
        assert_eq!([0.0, 7.0].map(|it| count(Some(it))), [Some(0), Some(7)]);
        assert_eq!([-1.0, 0.5, f64::NAN, 1e30].map(|it| count(Some(it))), [None; 4]);
    }
}
