//! The ledger of the coordinators, below the stage: each transaction's timestamp, what became of each of its items,
//! and who was in whose way.

use lab::transactions::{ItemView, TransactionView};
use yew::prelude::*;

use crate::page::icons::icon;
use crate::page::model::Action;
use crate::page::shell::Hands;
use crate::words::{clock, count, cut, number, span};

/// Transactions shown at once.
const MOST: usize = 8;
/// Items shown of each.
const MOST_ITEMS: usize = 6;

/// What the lens of transactions says of the newest that something stood in the way of.
pub(super) fn says(ledger: &[TransactionView]) -> Option<String> {
    let holds = |it: &&TransactionView| !it.over && it.items.iter().any(|item| item.mark == "held");
    let now = ledger.iter().find(holds);
    if let Some(it) = now {
        let held = it.items.iter().filter(|item| item.mark == "held").count() as u64;
        let pause = match it.state.as_str() {
            "PAUSED" => " and pauses before its decision (transaction.prepare)",
            "ORPHANED" => ", whose coordinator is gone; another takes over by the ledger",
            _ => "",
        };
        return Some(format!(
            "{} holds {}{pause}. Whoever wants to write one meets a conflict at once: there are no locks to wait for.",
            capital(&it.who),
            count(held, "item", "items")
        ));
    }
    let met = ledger.iter().find_map(|it| Some((it, it.items.iter().find(|item| !item.with.is_empty())?)))?;
    let (transaction, item) = met;
    Some(format!(
        "{} wanted {}, and {} had it: nobody waited, so all of it was cancelled.",
        capital(&transaction.who),
        item.key,
        item.with
    ))
}

/// The ledger as it was told.
#[inline(never)]
pub(super) fn read(told: &str) -> Vec<TransactionView> {
    lab::transactions::read(told)
}

/// Whose transaction holds the item of a key.
#[inline(never)]
pub(super) fn holder(ledger: &[TransactionView], json: &str) -> Option<String> {
    let holds = |it: &&TransactionView| it.items.iter().any(|item| item.mark == "held" && item.json == json);
    ledger.iter().find(holds).map(|it| it.who.clone())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// The list.
pub(super) fn list(ledger: &[TransactionView], hands: &Hands) -> Html {
    let more = ledger.len().saturating_sub(MOST) as u64;
    html! {
        <section class="ledger" tabindex="0" aria-label="Ledger of transactions" data-testid="ledger">
            <h2>{ "Ledger of the coordinators" }<span class="mute">{ "newest first · prepare, then commit, each item by itself" }</span></h2>
            <ol>{ for ledger.iter().take(MOST).map(|it| row(it, hands)) }</ol>
            if more > 0 { <p class="mute">{ format!("and {}", count(more, "earlier one", "earlier ones")) }</p> }
        </section>
    }
}

fn row(it: &TransactionView, hands: &Hands) -> Html {
    let (sign, class) = match it.state.as_str() {
        "COMMITTED" => ("ck", "done"),
        "CANCELLED" => ("x", "failed"),
        "ORPHANED" => ("fault", "failed"),
        _ => ("glass", "busy"),
    };
    let call = it.call;
    let press = hands.on(move || Action::Pin(call));
    let rest = it.items.len().saturating_sub(MOST_ITEMS) as u64 + u64::from(it.more);
    html! {
        <li key={it.number} class={class} data-txn={it.number.to_string()}>
            <div class="who">
                <b>{ format!("T{}", number(it.number.into())) }</b>
                if it.mine { <button class="link" onclick={press}>{ it.who.clone() }</button> } else { <span>{ it.who.clone() }</span> }
                <span class="mute">{ format!("coordinator {}{}", it.coordinator, if it.recovered { ", took over" } else { "" }) }</span>
            </div>
            <div class="when">
                <span class="mono" title="Timestamp: its place in the order of all writes">{ clock(it.stamp) }</span>
                <span class="mute">{ if it.over { format!("took {}", span(it.took)) } else { format!("for {}", span(it.took)) } }</span>
            </div>
            <ul>
                { for it.items.iter().take(MOST_ITEMS).map(item) }
                if rest > 0 { <li class="mute">{ format!("and {}", count(rest, "item", "items")) }</li> }
            </ul>
            <div class="state">{ icon(sign) }<span>{ it.says.clone() }</span></div>
        </li>
    }
}

fn item(item: &ItemView) -> Html {
    let sign = match item.mark.as_str() {
        "held" => "lock",
        "written" | "read" => "ck",
        "no" => "x",
        _ => "glass",
    };
    let at = if item.partition.is_empty() { String::new() } else { format!(" {}", item.partition) };
    html! {
        <li class={format!("is-{}", item.mark)}>
            { icon(sign) }<span class="mono">{ cut(&item.key, 28) }</span><span class="mute">{ at }</span>
            <span>{ item.says.clone() }</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(key: &str, mark: &str, with: &str) -> ItemView {
        ItemView {
            key: key.to_owned(),
            json: format!("{{\"pk\":\"{key}\"}}"),
            mark: mark.to_owned(),
            with: with.to_owned(),
            ..ItemView::default()
        }
    }

    fn transaction(who: &str, state: &str, over: bool, items: Vec<ItemView>) -> TransactionView {
        TransactionView {
            who: who.to_owned(),
            state: state.to_owned(),
            over,
            items,
            ..TransactionView::default()
        }
    }

    #[test]
    fn the_lens_tells_who_holds_what_and_why_it_waits() {
        assert_eq!(says(&[]), None);
        let held = || vec![item("a", "held", ""), item("b", "held", ""), item("c", "asked", "")];
        let preparing = [transaction("call 3", "PREPARING", false, held())];
        assert_eq!(
            says(&preparing).as_deref(),
            Some(
                "Call 3 holds 2 items. Whoever wants to write one meets a conflict at once: there are no locks to wait for."
            )
        );
        let paused = says(&[transaction("call 3", "PAUSED", false, held())]).unwrap_or_default();
        assert!(
            paused.starts_with("Call 3 holds 2 items and pauses before its decision (transaction.prepare)."),
            "{paused}"
        );
        let orphaned =
            says(&[transaction("a workload’s client", "ORPHANED", false, held())]).unwrap_or_default();
        assert!(
            orphaned.starts_with(
                "A workload’s client holds 2 items, whose coordinator is gone; another takes over"
            ),
            "{orphaned}"
        );
        // What is over holds nothing, whatever its marks say.
        assert_eq!(says(&[transaction("call 3", "COMMITTED", true, held())]), None);
    }

    #[test]
    fn the_lens_tells_of_the_newest_that_something_stood_in_the_way_of() {
        let ledger = [
            transaction("call 5", "COMMITTED", true, vec![item("a", "written", "")]),
            transaction("call 4", "CANCELLED", true, vec![item("b", "free", ""), item("a", "no", "call 3")]),
            transaction("call 2", "CANCELLED", true, vec![item("z", "no", "call 1")]),
        ];
        assert_eq!(
            says(&ledger).as_deref(),
            Some("Call 4 wanted a, and call 3 had it: nobody waited, so all of it was cancelled.")
        );
    }

    #[test]
    fn an_item_is_held_by_whoever_has_it_now() {
        let ledger = [
            transaction("call 5", "PREPARING", false, vec![item("a", "no", "call 4")]),
            transaction("call 4", "PAUSED", false, vec![item("a", "held", "")]),
        ];
        assert_eq!(holder(&ledger, r#"{"pk":"a"}"#).as_deref(), Some("call 4"));
        assert_eq!(holder(&ledger, r#"{"pk":"b"}"#), None);
        assert!(read("").is_empty() && read("no JSON").is_empty());
    }
}
