//! The actions of a transaction, or the statements of a batch: what each was to do, and what became of it.

use lab::view::{ActionView, CallDetail, Outcome};
use yew::prelude::*;

use crate::page::icons::icon;
use crate::words::count;

/// Actions drawn at once; a transaction may have a hundred.
const MOST: usize = 30;

/// All of them, those that were reasons first to catch the eye by their words and sign.
pub(super) fn actions(detail: &CallDetail) -> Html {
    let all = &detail.actions;
    let failed = all.iter().filter(|action| action.outcome == Outcome::Failed).count() as u64;
    let (title, about) = match (detail.summary.error.is_some(), failed) {
        (true, 0) => ("What it was to do", String::new()),
        (true, failed) => {
            ("Why it was cancelled", format!("{} of {}", count(failed, "reason", "reasons"), all.len()))
        }
        (false, 0) => ("What it did", count(all.len() as u64, "action", "actions")),
        (false, failed) => ("What it did", format!("{failed} of {} failed", all.len())),
    };
    // A hundred actions with one reason: the reason is what is looked for.
    let mut shown: Vec<(usize, &ActionView)> = (1..).zip(all).collect();
    if all.len() > MOST {
        let (mut reasons, mut others) = (MOST, MOST.saturating_sub(failed as usize));
        shown.retain(|(_, action)| {
            let room = if action.outcome == Outcome::Failed { &mut reasons } else { &mut others };
            let fits = *room > 0;
            *room = room.saturating_sub(1);
            fits
        });
    }
    let more = all.len().saturating_sub(MOST) as u64;
    html! {
        <section class="sec">
            <h2>{ title }<span>{ about }</span></h2>
            <ol class="actions">{ for shown.into_iter().map(|(number, action)| one(number, action)) }</ol>
            if more > 0 { <p class="mute">{ format!("and {}", count(more, "more action", "more actions")) }</p> }
        </section>
    }
}

fn one(number: usize, action: &ActionView) -> Html {
    let (class, sign, says) = match action.outcome {
        Outcome::Done => ("done", Some("ck"), ""),
        Outcome::Failed => ("failed", Some("x"), "failed: "),
        Outcome::Undone => ("undone", None, "not done"),
        Outcome::Open => ("undone", None, "open"),
    };
    let place = if action.table.is_empty() || action.key.starts_with(&action.verb) {
        String::new()
    } else {
        format!(" in {}", action.table)
    };
    html! {
        <li key={number} {class}>
            <span class="nr mono">{ number }</span>
            <span class="what">
                if action.key.to_ascii_uppercase().starts_with(&action.verb) && !action.verb.is_empty() {
                    <span class="mono">{ &action.key }</span>
                } else {
                    <b>{ &action.verb }</b>{ " " }<span class="mono">{ &action.key }</span>{ place }
                }
            </span>
            <span class="how">
                { for sign.map(icon) }
                { match action.outcome {
                    Outcome::Done if action.message.is_empty() => html! { "done" },
                    Outcome::Done => html! { &action.message },
                    Outcome::Undone | Outcome::Open => html! { says },
                    Outcome::Failed => html! { <><span class="unseen">{ says }</span><span class="mono">{ &action.code }</span></> },
                } }
            </span>
            if action.outcome == Outcome::Failed && !action.message.is_empty() {
                <span class="why">{ &action.message }</span>
            }
        </li>
    }
}
