//! An item in the inspector. The picture knows its key and size; its attributes are shown as the call in
//! focus saw them, or are read with a call of its own, which costs what a read costs.

use lab::view::{CallDetail, ItemChip, TableView};
use yew::prelude::*;

use super::{closer, diff};
use crate::page::model::{Action, Pane, Selection};
use crate::page::shell::{Hands, TypeIn};
use crate::words::{bytes, quoted};

/// The item or index entry, of the table, index and partition given.
pub(super) fn item(
    (table, index, partition): (&TableView, Option<&str>, &str),
    chip: &ItemChip,
    focus: Option<&CallDetail>,
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
            <dl class="facts"><dt>{ "Size" }</dt><dd>{ format!("{} ({} bytes)", bytes(chip.size), chip.size) }</dd></dl>
        </section>
        if let Some(image) = seen {
            <section class="sec"><h2>{ "As the call saw it" }</h2>{ diff::table(image, false) }</section>
        }
        if index.is_none() {
            <section class="sec"><h2>{ "Read it" }</h2>
                <p class="sub">{ "Reading is a call: it goes to one of the three copies and costs 0.5 RCU for each 4 KB, or 1 from the leader." }</p>
            </section>
            <p class="foot">
                { read(table, chip, hands, false) }
                { read(table, chip, hands, true) }
                <button class="btn small" onclick={back}>{ "Back to the call" }</button>
            </p>
        } else {
            <p class="foot"><button class="btn small" onclick={back}>{ "Back to the call" }</button></p>
        }
    </> }
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
