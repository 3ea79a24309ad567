//! What happened, in sentences: the stage for ears. A tab shows all of it to eyes; a live region of its own says it
//! aloud, once a second at most, and what came in a burst in one sentence.

use std::collections::VecDeque;

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::model::{Line, Shared};
use crate::words::{clock, count, number};

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
                    { for props.lines.iter().map(|line| html! {
                        <p key={line.number}><span class="mono mute">{ clock(line.at) }</span>{ " " }{ &line.text }</p>
                    }) }
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
    /// The latest call that was said.
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
        let newest = |of: fn(&Line) -> u64| props.lines.iter().map(of).max().unwrap_or(0);
        let last = newest(|line| line.number);
        if props.lines.is_empty() {
            *said = Said::default();
        } else if last > said.number {
            if rest > 0.0 && said.at > 0.0 {
                if said.due.is_none() {
                    said.due = Some(Timeout::new(rest.ceil() as u32, move || again.force_update()));
                }
            } else if let Some(text) = announcement(&props.lines, said.number, said.call) {
                let call = newest(|line| line.call);
                (said.number, said.call, said.at, said.due) = (last, call, now, None);
                said.texts.push_back((last, text));
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

/// What is to be said of the lines after this one, when this call was the latest: a line as it is; of several how many
/// calls there were, how many failed, what else happened, and what came last.
fn announcement(lines: &VecDeque<Line>, after: u64, call: u64) -> Option<String> {
    let fresh: Vec<&Line> = lines.iter().filter(|line| line.number > after).collect();
    let last = fresh.iter().max_by_key(|line| line.number)?;
    if fresh.len() == 1 {
        return Some(last.text.clone());
    }
    let calls = || fresh.iter().map(|line| line.call).filter(|call| *call > 0);
    let first = if call > 0 { call } else { calls().min().unwrap_or(1) - 1 };
    let made = calls().max().unwrap_or(0).saturating_sub(first);
    let failed: u64 = fresh.iter().map(|line| line.failed).sum();
    let others = fresh.iter().filter(|line| line.call == 0).count() as u64;
    let mut parts = Vec::new();
    if made > 0 {
        parts.push(count(made, "call", "calls"));
    }
    if failed > 0 {
        parts.push(format!("{} of them failed", number(failed)));
    }
    if others > 0 {
        parts.push(count(others, "other event", "other events"));
    }
    let before = if parts.is_empty() { String::new() } else { format!("{}. ", parts.join(", ")) };
    Some(format!("{before}The latest: {}", last.brief))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u64, call: u64, failed: u64) -> Line {
        let brief = format!("PutItem {call}: written.");
        Line { number, call, failed, text: format!("{brief} Every copy has it."), brief, ..Line::default() }
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
        // What happens outside of calls stands at its moment, which may lie before the last call's.
        let split = Line { number: 3, told: 1, brief: "P1 is split.".to_owned(), ..Line::default() };
        let among: VecDeque<Line> = [line(1, 1, 0), split, line(2, 2, 0)].into();
        assert_eq!(
            announcement(&among, 1, 1).as_deref(),
            Some("1 call, 1 other event. The latest: P1 is split.")
        );
    }
}
