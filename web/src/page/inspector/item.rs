//! An item in the inspector. The picture knows its key and size; its attributes are shown as the call in
//! focus saw them, or are read with a call of its own, which costs what a read costs.

use lab::view::{CallDetail, Expiry, ItemChip, TableView};
use yew::prelude::*;

use super::{closer, diff};
use crate::page::items::edit;
use crate::page::model::{Action, Pane, Selection};
use crate::page::shell::{Hands, TypeIn};
use crate::words::{date, duration, number, quoted, size};

/// The item or index entry, of the table, index and partition given.
#[inline(never)]
pub(super) fn item(
    (table, index, partition): (&TableView, Option<&str>, &str),
    chip: &ItemChip,
    (focus, now): (Option<&CallDetail>, u64),
    close: &Callback<MouseEvent>,
    hands: &Hands,
) -> Html {
    let place = index.map_or_else(
        || format!("{} at {partition}", table.name),
        |index| format!("{index} of {}, {partition}", table.name),
    );
    let seen = focus.and_then(|detail| {
        detail.images.iter().find(|image| image.table == table.name && image.key.ends_with(&chip.label))
    });
    let back = hands.on(|| Action::Select(Selection::Call));
    html! { <>
        <header>
            <h1>{ if index.is_some() { "Index entry" } else { "Item" } }<span class="sp"></span>{ closer(close) }</h1>
            <p>{ place }</p>
        </header>
        <section class="sec"><h2>{ "Key" }</h2><pre class="body">{ &chip.key_json }</pre></section>
        <section class="sec">
            <dl class="facts"><dt>{ "Size" }</dt><dd>{ size(chip.size) }</dd></dl>
        </section>
        if index.is_none() { { expiry(table, &chip.expiry, now) } }
        if let Some(image) = seen {
            <section class="sec"><h2>{ "As the call saw it" }</h2>{ diff::table(image, false) }</section>
        }
        if index.is_none() {
            <section class="sec"><h2>{ "Read it" }</h2>
                <p class="sub">{ "Reading is a call: it goes to one of the copies and costs 0.5 RCU for each 4 KB, or 1 from the leader." }</p>
            </section>
            <p class="foot">
                { read(table, chip, hands, false) }
                { read(table, chip, hands, true) }
                <button class="btn small" onclick={edit(hands, &(table.region.clone(), table.name.clone()), &chip.key_json)}>{ "Edit" }</button>
                <button class="btn small" onclick={back}>{ "Back to the call" }</button>
            </p>
        } else {
            <p class="foot"><button class="btn small" onclick={back}>{ "Back to the call" }</button></p>
        }
    </> }
}

/// Seconds of a thousand years.
const FAR: u64 = 1_000 * 365 * 86_400;

/// What time to live makes of the item; `now` is the Unix second.
fn expiry(table: &TableView, expiry: &Expiry, now: u64) -> Html {
    let Some(ttl) = &table.ttl else { return Html::default() };
    let name = &ttl.attribute;
    let words = match expiry {
        Expiry::Never => {
            format!("It has no attribute {name}, so it never expires.")
        }
        Expiry::At(second) if *second > now.saturating_add(FAR) => format!(
            "It would expire in more than a thousand years: time to live counts seconds since 1970, and {second} looks \
             like milliseconds."
        ),
        Expiry::At(second) => format!(
            "It expires at {}, in {}. After that the service deletes it in its own time (within days, says AWS); \
             until then it can still be read, and costs its storage.",
            date(*second),
            ago(second.saturating_sub(now))
        ),
        Expiry::Passed(second) => format!(
            "It expired at {}, {} ago, and is still here: the sweep has not come yet. Reads return it as before; \
             a filter on {name} keeps it out.",
            date(*second),
            ago(now.saturating_sub(*second))
        ),
        Expiry::Ignored(why) => format!("It has {name}, but never expires: {why}"),
    };
    let far = matches!(expiry, Expiry::At(second) if *second > now.saturating_add(FAR));
    let class =
        if far || matches!(expiry, Expiry::Passed(_) | Expiry::Ignored(_)) { "sub over" } else { "sub" };
    html! {
        <section class="sec"><h2>{ "Time to live" }<span class="mono">{ name }</span></h2>
            <p {class}>{ words }</p>
        </section>
    }
}

fn ago(seconds: u64) -> String {
    const DAY: u64 = 86_400;
    match seconds {
        0..259_200 => duration(seconds.saturating_mul(1_000_000)),
        _ => format!("{} days", number(seconds / DAY)),
    }
}

fn read(table: &TableView, chip: &ItemChip, hands: &Hands, strong: bool) -> Html {
    let consistency = if strong { " \\\n  --consistent-read" } else { "" };
    let command = format!(
        "aws dynamodb get-item --table-name {} --key {}{consistency} --return-consumed-capacity TOTAL",
        table.name,
        quoted(&chip.key_json)
    );
    let hands = hands.clone();
    let press = Callback::from(move |_: MouseEvent| {
        hands.dispatch.dispatch(Action::Pane(Pane::Console));
        hands.type_in(TypeIn::Run(command.clone()));
    });
    html! { <button class="btn small" onclick={press}>{ if strong { "Strongly" } else { "Eventually" } }</button> }
}
