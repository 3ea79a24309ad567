//! A stream record in the inspector: what it tells, of which item, and how one gets at it.

use lab::view::{ImageView, RecordView, ShardView, StreamView, TableView};
use yew::prelude::*;

use super::{closer, diff};
use crate::page::model::{Action, Pane, Selection};
use crate::page::shell::{Hands, TypeIn};
use crate::words::{clock, count, size};

/// The record of the table's stream, by its shard and sequence number.
#[inline(never)]
pub(super) fn record(
    table: &TableView,
    (shard, sequence): (&str, &str),
    close: &Callback<MouseEvent>,
    hands: &Hands,
) -> Html {
    let found = table.stream.as_ref().and_then(|stream| {
        let shard = stream.shards.iter().find(|it| it.id == shard)?;
        let record = shard.records.iter().find(|it| it.sequence == sequence)?;
        Some((stream, shard, record))
    });
    let back = hands.on(|| Action::Select(Selection::Call));
    html! { <>
        <header>
            <h1>{ "Stream record" }<span class="sp"></span>{ closer(close) }</h1>
            <p>{ format!("Stream of {}", table.name) }</p>
        </header>
        { match found {
            Some((stream, shard, record)) => facts(stream, shard, record, hands),
            None => html! { <p class="sec">{ "This record is no longer drawn: others came after it. A stream keeps each for 24 hours." }</p> },
        } }
        <p class="foot"><button class="btn small" onclick={back}>{ "Back to the call" }</button></p>
    </> }
}

fn facts(stream: &StreamView, shard: &ShardView, record: &RecordView, hands: &Hands) -> Html {
    let what = match record.verb.as_str() {
        "INSERT" => "The item is new.",
        "MODIFY" => "The item was there, and is another one now.",
        _ if record.expired => {
            "The item had expired, and the service deleted it: time to live, not a call of yours."
        }
        _ => "The item was deleted.",
    };
    let state = if record.readable { "" } else { " Readers don't get this record yet: it is on its way." };
    let shows = match stream.view.as_str() {
        "KEYS_ONLY" => "The stream shows the key alone.",
        "NEW_IMAGE" => "The stream shows the item as it is after the change.",
        "OLD_IMAGE" => "The stream shows the item as it was before the change.",
        _ => "The stream shows the item before and after the change.",
    };
    let identity = if record.expired { "Service, dynamodb.amazonaws.com" } else { "none: an ordinary call" };
    let image = ImageView { lines: record.lines.clone(), ..ImageView::default() };
    html! { <>
        <section class="sec"><p class="lead-in"><b class="mono">{ &record.verb }</b>{ format!(" {}. {what}{state}", record.key) }</p></section>
        <section class="sec"><dl class="facts">
            <dt>{ "Sequence number" }</dt><dd>{ &record.sequence }</dd>
            <dt>{ "Written at" }</dt><dd>{ clock(record.at) }</dd>
            <dt>{ "Shard" }</dt><dd>{ format!("of {}, {}", shard.partition, shard.id) }</dd>
            <dt>{ "Size" }</dt><dd>{ size(record.size) }</dd>
            <dt>{ "userIdentity" }</dt><dd>{ identity }</dd>
        </dl></section>
        <section class="sec"><h2>{ "What it shows" }<span>{ &stream.view }</span></h2>
            <p class="sub">{ shows }</p>
            { diff::lines(&image) }
            if record.more_lines > 0 { <p class="mute">{ format!("and {}", count(record.more_lines, "more attribute", "more attributes")) }</p> }
        </section>
        <section class="sec"><h2>{ "Read it" }</h2>
            <p class="sub">{ "Readers first ask for an iterator, a place in the shard, and then for the records behind it." }</p>
        </section>
        <p class="foot">{ iterator(stream, shard, record, hands) }</p>
    </> }
}

/// The command that gives an iterator at the record.
fn iterator(stream: &StreamView, shard: &ShardView, record: &RecordView, hands: &Hands) -> Html {
    let command = format!(
        "aws dynamodbstreams get-shard-iterator \\\n  --stream-arn {} \\\n  --shard-id {} \\\n  --shard-iterator-type AT_SEQUENCE_NUMBER --sequence-number {}",
        stream.arn, shard.id, record.sequence
    );
    let hands = hands.clone();
    let press = Callback::from(move |_: MouseEvent| {
        hands.dispatch.dispatch(Action::Pane(Pane::Console));
        hands.type_in(TypeIn::Run(command.clone()));
    });
    html! { <button class="btn small" disabled={!record.readable} onclick={press}>{ "Ask for an iterator here" }</button> }
}
