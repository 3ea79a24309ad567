//! A partition in the inspector: its range, its load, its copies, what it holds.

use lab::view::{PartitionView, TableView};
use yew::prelude::*;

use super::closer;
use crate::page::model::{Action, Selection};
use crate::page::shell::Hands;
use crate::words::{bytes, count, number, units};

/// The partition of the table, or of one of its indexes.
#[inline(never)]
pub(super) fn partition(
    table: &TableView,
    index: Option<&str>,
    name: &str,
    close: &Callback<MouseEvent>,
    hands: &Hands,
) -> Html {
    let parts = match index {
        None => Some(&table.partitions),
        Some(index) => table.indexes.iter().find(|i| i.name == index).map(|i| &i.partitions),
    };
    let found = parts.and_then(|parts| parts.iter().find(|p| p.name == name));
    let whose = index.map_or_else(|| table.name.clone(), |index| format!("{index} of {}", table.name));
    let back = hands.on(|| Action::Select(Selection::Call));
    html! { <>
        <header>
            <h1>{ format!("Partition {name}") }<span class="sp"></span>{ closer(close) }</h1>
            <p>{ whose }</p>
        </header>
        { match found {
            Some(partition) => facts(partition, index),
            None => html! { <p class="sec">{ "This partition is gone: it was split, or its table was deleted." }</p> },
        } }
        <p class="foot"><button class="btn small" onclick={back}>{ "Back to the call" }</button></p>
        <p class="model">{ "A model: the hash and the moment of a split are this playground's own. AWS keeps its own private." }</p>
    </> }
}

/// What is known of its heat: throttles, a split that goes on or would not help, the keys used most.
fn heat(partition: &PartitionView) -> Html {
    let (reads, writes) = partition.throttled_total;
    let state = match (partition.splitting, partition.refused.as_deref(), partition.hot_minutes) {
        (true, ..) => Some("It is being split, and goes on serving meanwhile.".to_owned()),
        (_, Some("lsi"), _) => Some("A split would not help: a local index keeps the hot item collection in one piece.".to_owned()),
        (_, Some("monotonic"), _) => Some("A split would not help: every new key comes after all others.".to_owned()),
        (_, Some(_), _) => Some("A split would not help: one item is the heat, and it is alone already. Spread its key over several, with a suffix.".to_owned()),
        (_, None, 0) => None,
        (_, None, 1) => Some("The last minute that is over was hot; if it stays so, it is split.".to_owned()),
        (_, None, minutes) => Some(format!("The last {minutes} minutes that are over were hot; if it stays so, it is split.")),
    };
    if reads + writes == 0 && state.is_none() && partition.hot_keys.is_empty() {
        return Html::default();
    }
    html! {
        <section class="sec" data-testid="heat-facts"><h2>{ "Its heat" }<span>{ "since it came into being" }</span></h2>
            <dl class="facts">
                if writes > 0 { <dt>{ "Writes throttled" }</dt><dd>{ number(writes) }</dd> }
                if reads > 0 { <dt>{ "Reads throttled" }</dt><dd>{ number(reads) }</dd> }
            </dl>
            if let Some(state) = state { <p>{ state }</p> }
            if !partition.hot_keys.is_empty() {
                <h3>{ "Keys used most" }</h3>
                <div class="keys">{ for partition.hot_keys.iter().map(|(key, percent)| html! { <>
                    <span class="mono" title={key.clone()}>{ key }</span>
                    <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={percent.to_string()} height="8"/></svg>
                    <span>{ format!("{percent} %") }</span>
                </> }) }</div>
            }
        </section>
    }
}

fn facts(partition: &PartitionView, index: Option<&str>) -> Html {
    let ((read, write), (reads, writes)) = (partition.consumed_this_second, partition.serves);
    let share = ((u128::from(partition.to - partition.from) + 1) * 1000 + (1 << 63)) >> 64;
    let held = if index.is_some() {
        count(partition.item_count, "entry", "entries")
    } else {
        count(partition.item_count, "item", "items")
    };
    html! { <>
        <section class="sec"><h2>{ "What it holds" }</h2>
            <dl class="facts">
                <dt>{ "Contents" }</dt><dd>{ format!("{held}, {}", bytes(partition.size_bytes)) }</dd>
                <dt>{ "Hashes from" }</dt><dd>{ format!("{:016X}", partition.from) }</dd>
                <dt>{ "to" }</dt><dd>{ format!("{:016X}", partition.to) }</dd>
                <dt>{ "Share" }</dt><dd>{ format!("{}.{} % of all hashes", share / 10, share % 10) }</dd>
            </dl>
        </section>
        <section class="sec"><h2>{ "This second" }</h2>
            <dl class="facts">
                <dt>{ "Written" }</dt><dd>{ format!("{} of {} WCU", units(write), units(writes)) }</dd>
                <dt>{ "Read" }</dt><dd>{ format!("{} of {} RCU", units(read), units(reads)) }</dd>
                if partition.lately != (0, 0, 0) {
                    <dt>{ "Lately" }</dt><dd>{ format!("{} WCU and {} RCU a second", units(partition.lately.1), units(partition.lately.0)) }</dd>
                }
            </dl>
        </section>
        { heat(partition) }
        if !partition.replicas.is_empty() {
            <section class="sec"><h2>{ "Its copies" }<span>{ match partition.replicas.len() { 3 => "a write is safe when two of three have it", 2 => "a write is safe when both have it", _ => "" } }</span></h2>
                <dl class="facts">{ for partition.replicas.iter().map(|replica| {
                    let role = if replica.leader { "leader" } else { "replica" };
                    let lag = if replica.behind > 0 { format!(", {} behind", number(replica.behind)) } else { String::new() };
                    html! { <><dt>{ format!("AZ {}, {role}", replica.zone) }</dt>
                        <dd>{ format!("log applied to {}{lag}", number(replica.applied)) }</dd></> }
                }) }</dl>
            </section>
        }
        if !partition.collections.is_empty() {
            <section class="sec"><h2>{ "Item collections" }<span>{ "touched last" }</span></h2>
                <dl class="facts">{ for partition.collections.iter().map(|collection| {
                    let size = count(collection.items.len() as u64 + collection.more, "item", "items");
                    html! { <><dt class="mono">{ &collection.key }</dt><dd>{ format!("{size}, hash {:04X}…", collection.hash >> 48) }</dd></> }
                }) }</dl>
            </section>
        }
    </> }
}
