//! What happened, in sentences: the stage for ears. A tab shows all of it to eyes; a live region of its own says it
//! aloud, once a second at most, and what came in a burst in one sentence.

use std::collections::VecDeque;

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::model::{Line, Shared};
use crate::words::{count, number};

/// Milliseconds between two announcements.
const PAUSE: u32 = 1_000;
/// Announcements that stay in the live region: what is added is said, what is old can be read again.
const KEPT: usize = 3;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct NarrativeProps {
    pub(crate) lines: Shared<VecDeque<Line>>,
    /// Whether its tab is open.
    pub(crate) shown: bool,
}

/// The narrative.
#[component]
pub(crate) fn Narrative(props: &NarrativeProps) -> Html {
    html! { <>
        if props.shown {
            <div class="past" tabindex="0" role="region" aria-label="Narrative">
                <div class="narrative" data-testid="narrative">
                    if props.lines.is_empty() {
                        <p>{ "Nothing has happened yet." }</p>
                    }
                    { for props.lines.iter().map(|line| html! { <p key={line.number}>{ &line.text }</p> }) }
                </div>
            </div>
        }
        <Announcer lines={props.lines.clone()}/>
    </> }
}

/// What was said, and when the next thing may be.
#[derive(Default)]
struct Said {
    /// The latest line that was said.
    number: u64,
    /// The call of that line.
    call: u64,
    texts: VecDeque<(u64, String)>,
    /// Milliseconds.
    at: f64,
    due: Option<Timeout>,
}

#[derive(Clone, PartialEq, Properties)]
struct AnnouncerProps {
    lines: Shared<VecDeque<Line>>,
}

/// The live region.
#[component]
fn Announcer(props: &AnnouncerProps) -> Html {
    let said = use_mut_ref(Said::default);
    let again = use_force_update();
    let now = js_sys::Date::now();
    {
        let mut said = said.borrow_mut();
        let rest = f64::from(PAUSE) - (now - said.at);
        if props.lines.is_empty() {
            *said = Said::default();
        } else if props.lines.back().is_some_and(|line| line.number > said.number) {
            if rest > 0.0 && said.at > 0.0 {
                if said.due.is_none() {
                    said.due = Some(Timeout::new(rest.ceil() as u32, move || again.force_update()));
                }
            } else if let Some(text) = announcement(&props.lines, said.number, said.call)
                && let Some(last) = props.lines.back()
            {
                (said.number, said.call, said.at, said.due) = (last.number, last.call, now, None);
                said.texts.push_back((last.number, text));
                if said.texts.len() > KEPT {
                    said.texts.pop_front();
                }
            }
        }
    }
    let said = said.borrow();
    html! {
        <div class="unseen" role="log" aria-live="polite" aria-label="What just happened" data-testid="said">
            { for said.texts.iter().map(|(number, text)| html! { <p key={*number}>{ text }</p> }) }
        </div>
    }
}

/// What is to be said of the lines after this one, which told of this call: a line as it is; of several how many
/// calls there were, how many failed, and what came last.
fn announcement(lines: &VecDeque<Line>, after: u64, call: u64) -> Option<String> {
    let fresh: Vec<&Line> = lines.iter().filter(|line| line.number > after).collect();
    let last = fresh.last()?;
    if fresh.len() == 1 {
        return Some(last.text.clone());
    }
    let first = if after > 0 { call } else { fresh.first().map_or(0, |line| line.call.saturating_sub(1)) };
    let calls = count(last.call.saturating_sub(first), "call", "calls");
    let failed: u64 = fresh.iter().map(|line| line.failed).sum();
    let failures = if failed > 0 { format!(", {} of them failed", number(failed)) } else { String::new() };
    Some(format!("{calls}{failures}. The latest: {}", last.brief))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u64, call: u64, failed: u64) -> Line {
        let brief = format!("PutItem {call}: written.");
        Line { number, call, failed, text: format!("{brief} Every copy has it."), brief }
    }

    #[test]
    fn a_burst_is_summed_up() {
        let lines: VecDeque<Line> = [line(1, 1, 0), line(3, 2, 0), line(4, 212, 13), line(5, 213, 1)].into();
        assert_eq!(announcement(&lines, 5, 213), None);
        assert_eq!(announcement(&lines, 4, 212).as_deref(), Some("PutItem 213: written. Every copy has it."));
        assert_eq!(
            announcement(&lines, 1, 1).as_deref(),
            Some("212 calls, 14 of them failed. The latest: PutItem 213: written.")
        );
        assert_eq!(
            announcement(&[line(1, 1, 0), line(2, 2, 0)].into(), 0, 0).as_deref(),
            Some("2 calls. The latest: PutItem 2: written.")
        );
    }
}
