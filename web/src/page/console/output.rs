//! The console's answers, oldest first: what was typed, what it printed, what it cost.

use std::collections::VecDeque;

use lab::protocol::Printed;
use lab::view::CallSummary;
use web_sys::Element;
use yew::prelude::*;

use super::fault::Fault;
use super::text;
use crate::page::model::{Action, DockTab, Entry, Pane, Shared};
use crate::page::regions;
use crate::page::shell::{Hands, TypeIn};
use crate::words::{capacity, count, cut, duration};

/// Characters of an answer drawn at once.
const SHOWN: usize = 20_000;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct OutputProps {
    pub(super) entries: Shared<VecDeque<Shared<Entry>>>,
    /// Answers no longer on the page.
    pub(super) earlier: u64,
    /// What the answers' size depends on.
    pub(super) frame: ((Pane, bool), DockTab, bool),
}

/// The answers.
#[component]
pub(super) fn Output(props: &OutputProps) -> Html {
    let place = use_node_ref();
    {
        // The latest answer is in sight, its beginning first; and stays there as what is above it changes its height,
        // unless the reader has scrolled meanwhile.
        let (place, held) = (place.clone(), use_mut_ref(|| (None, 0)));
        let latest = props.entries.back().map(|entry| entry.number);
        use_effect_with((props.entries.clone(), props.frame), move |_| {
            let Some(place) = place.cast::<Element>() else { return };
            let mut held = held.borrow_mut();
            let end = place.scroll_height() - place.client_height();
            let untouched = place.scroll_top() == held.1 || end < held.1;
            if let Some(last) = place.last_element_child().filter(|_| held.0 != latest || untouched) {
                let top = last.get_bounding_client_rect().top() - place.get_bounding_client_rect().top();
                place.set_scroll_top(place.scroll_top() + top as i32 - 8);
                *held = (latest, place.scroll_top());
            }
        });
    }
    html! {
        <div ref={place} class="printed" tabindex="0" role="region" aria-label="Answers" data-testid="output">
            if props.entries.is_empty() {
                <p class="quiet">{ "Answers appear here." }</p>
            }
            if props.earlier > 0 {
                <p class="quiet">{ format!("{} no longer shown", count(props.earlier, "earlier answer", "earlier answers")) }</p>
            }
            { for props.entries.iter().map(|entry| html! { <Answer key={entry.number} entry={entry.clone()}/> }) }
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct AnswerProps {
    entry: Shared<Entry>,
}

#[component]
fn Answer(props: &AnswerProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let whole = use_state(|| false);
    let Entry { printed, call, .. } = &*props.entry;
    let output = printed.output.trim_end();
    let long = output.len() > SHOWN && !*whole;
    let shown = if long { &output[..floor(output, SHOWN)] } else { output };
    let json = shown.starts_with(['{', '[']);
    let all = {
        let whole = whole.clone();
        Callback::from(move |_: MouseEvent| whole.set(true))
    };
    let mend = {
        let (hands, command) = (hands.clone(), printed.command.clone());
        Callback::from(move |((from, to), fix): ((u32, u32), String)| {
            if let (Some(before), Some(after)) = (command.get(..from as usize), command.get(to as usize..)) {
                hands.type_in(TypeIn::Place(format!("{before}{fix}{after}")));
            }
        })
    };
    let again = {
        let (hands, command) = (hands.clone(), printed.command.clone());
        Callback::from(move |_: MouseEvent| hands.type_in(TypeIn::Place(command.clone())))
    };
    let first_line = printed.command.lines().next().unwrap_or_default();
    html! {
        <article class="entry">
            <button class="typed" title="Put this command back into the input" onclick={again}>{ cut(first_line, 120) }</button>
            if let Some(error) = &printed.error {
                <Fault error={error.clone()} command={printed.command.clone()} quiet=false {mend}/>
                if let Some(call) = printed.call.filter(|_| is_throttle(refusal(printed))) {
                    <p><button class="link" onclick={hands.on(move || Action::Pin(call))}>{ "Why was it throttled?" }</button></p>
                }
            } else if !shown.is_empty() {
                <pre>{ if json {
                    html! { <>{ for text::json_pieces(shown).into_iter().map(|(class, piece)| html! { <span {class}>{ piece }</span> }) }</> }
                } else {
                    html! { shown }
                } }</pre>
            } else if printed.code == 0 && printed.remarks.is_empty() {
                <p class="mute">{ "Done; the AWS CLI prints nothing here." }</p>
            }
            if long {
                <button class="link" onclick={all}>{ format!("Show all {}", count(output.len() as u64, "character", "characters")) }</button>
            }
            { for printed.remarks.iter().map(|remark| html! { <p class="remark">{ remark }</p> }) }
            { after(&hands, (printed.code, refusal(printed)), printed.call, call.as_ref()) }
        </article>
    }
}

/// How it ended, what it cost, how long it took, and the way to its trace.
fn after(
    hands: &Hands,
    (code, error): (i32, Option<&str>),
    id: Option<u64>,
    call: Option<&CallSummary>,
) -> Html {
    let status = match (code, error) {
        (0, _) => html! { <span class="tag ok">{ "200" }</span> },
        (_, Some(name)) => html! { <span class="tag bad">{ name }</span> },
        _ => html! { <span class="tag bad">{ format!("exit {code}") }</span> },
    };
    let Some(id) = id else {
        return html! { <p class="after">{ if code == 0 { Html::default() } else { status } }</p> };
    };
    let pin = |why: bool| {
        let dispatch = hands.dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.dispatch(Action::Pin(id));
            if why {
                // Once the inspector is drawn.
                gloo::timers::callback::Timeout::new(80, || regions::scroll_to("#why")).forget();
            }
        })
    };
    let stage = hands.on(|| Action::Pane(Pane::Stage));
    html! {
        <p class="after">
            { status }
            if let Some(call) = call {
                { cost(call, pin(true)) }
                <span class="sp"></span>
                <span class="mono mute">{ duration(call.latency) }</span>
            }
            <button class="link phone" onclick={stage}>{ "Stage" }</button>
            <button class="link" onclick={pin(false)}>{ "Trace" }</button>
        </p>
    }
}

/// The name of the service's error, which the AWS CLI prints in brackets.
fn refusal(printed: &Printed) -> Option<&str> {
    let (_, named) = printed.error.as_ref()?.message.split_once("An error occurred (")?;
    named.split_once(')').map(|(name, _)| name).filter(|_| printed.call.is_some())
}

/// Whether an error is one of those that come with reasons for throttling.
fn is_throttle(error: Option<&str>) -> bool {
    const THROTTLES: [&str; 3] =
        ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"];
    error.is_some_and(|error| THROTTLES.contains(&error))
}

fn cost(call: &CallSummary, press: Callback<MouseEvent>) -> Html {
    let spent = capacity(call.units);
    if spent.is_empty() {
        return Html::default();
    }
    let class = if call.units.1 > 0 { "cost w" } else { "cost rd" };
    html! { <><span {class}><b>{ spent }</b></span><button class="link" onclick={press}>{ "why?" }</button></> }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use lab::protocol::{ConsoleError, Printed};

    use super::refusal;

    #[test]
    fn a_refusal_has_its_name_before_the_picture_comes() {
        let message =
            "An error occurred (ValidationException) when calling the PutItem operation: (no)".to_owned();
        let error = Some(ConsoleError { message, ..ConsoleError::default() });
        let printed = Printed { call: Some(3), code: 254, error, ..Printed::default() };
        assert_eq!(refusal(&printed), Some("ValidationException"));
        assert_eq!(refusal(&Printed { call: None, ..printed }), None);
        assert_eq!(refusal(&Printed { code: 252, ..Printed::default() }), None);
    }
}
