//! What the presenter shows of a call: who asked, the way, and the three copies.

use lab::view::{CallDetail, Change, Going, ImageLine, ImageView, ReplicaView, Sentence, TableView};
use yew::prelude::*;

use crate::page::icons::icon;
use crate::page::model::Shared;
use crate::words::{capacity, count, cut, duration, number};

/// Characters of a value that fit onto a card.
const ROOM: usize = 10;

/// A moment of a call.
pub(super) struct Drawn<'a> {
    pub(super) detail: &'a CallDetail,
    /// The tables at that moment.
    pub(super) tables: &'a [Shared<TableView>],
    pub(super) sentence: Option<&'a Sentence>,
    /// Microseconds since the call began.
    pub(super) after: u64,
}

/// The names under which stations stand in the row, in the order of the way.
const WAY: [(&str, &str); 9] = [
    ("client", "Client"),
    ("router", "Router"),
    ("admission", "Admission"),
    ("txn", "Transaction"),
    ("partition", "Leader"),
    ("replica", "Copies"),
    ("index", "Index"),
    ("stream", "Stream"),
    ("control", "Control plane"),
];

/// The station that a sentence is of.
fn station(sentence: &Sentence) -> &str {
    sentence.place.split(':').next().unwrap_or_default()
}

/// Whether it is of this copy, or of all copies of its partition.
fn is_of(sentence: &Sentence, partition: &str, zone: &str) -> bool {
    let mut parts = sentence.place.split(':');
    matches!(parts.next(), Some("partition" | "replica"))
        && parts.next() == Some(partition)
        && parts.next().is_none_or(|at| at.is_empty() || at == zone)
}

/// The stations that the call came by, the one of the sentence lit.
pub(super) fn stations(drawn: &Drawn<'_>) -> Html {
    let passed =
        |station: &str| drawn.detail.sentences.iter().any(|sentence| self::station(sentence) == station);
    let here = drawn.sentence.map_or("", station);
    html! {
        <ol class="way" aria-label="Stations">
            { for WAY.iter().filter(|(station, _)| passed(station)).map(|(station, name)| html! {
                <li class={(*station == here).then_some("on")} aria-current={(*station == here).then_some("step")}>{ *name }</li>
            }) }
        </ol>
    }
}

/// Who asked, and the copies that it was about.
pub(super) fn cards(drawn: &Drawn<'_>) -> Html {
    let detail = drawn.detail;
    let place = detail.touched.iter().find(|place| place.index.is_none()).or(detail.touched.first());
    let table = place.and_then(|place| {
        drawn.tables.iter().find(|table| table.name == place.table && table.region == place.region)
    });
    let partitions = place.zip(table).and_then(|(place, table)| {
        let all = match &place.index {
            None => &table.partitions,
            Some(index) => &table.indexes.iter().find(|it| it.name == *index)?.partitions,
        };
        all.iter().find(|partition| partition.name == place.partition)
    });
    let value = detail.images.first().and_then(|image| value_of(image, table.map(|table| &**table)));
    html! {
        <div class={classes!("cards", partitions.is_none().then_some("few"))}>
            { client(drawn, value.as_ref()) }
            if let (Some(partition), Some(place)) = (partitions, place) {
                <div class="copies" aria-label={format!("{} of {}", partition.name, place.table)} role="group">
                    <p class="of">{ format!("{} of {}", partition.name, cut(place.index.as_ref().unwrap_or(&place.table), 28)) }</p>
                    { for partition.replicas.iter().map(|replica| copy(drawn, &partition.name, replica, value.as_ref(), place.write)) }
                </div>
            } else {
                { nowhere(drawn) }
            }
        </div>
    }
}

/// What a call did to one attribute: the value before and after.
struct Value {
    before: String,
    after: String,
}

/// The value to be shown large: the first attribute that changed; else the first that is no key.
fn value_of(image: &ImageView, table: Option<&TableView>) -> Option<Value> {
    let is_key = |name: &str| {
        table.is_some_and(|table| {
            table.partition_key.0 == name || table.sort_key.as_ref().is_some_and(|key| key.0 == name)
        })
    };
    let changed = image.lines.iter().find(|line| line.change != Change::Kept && !is_key(&line.name));
    let short = |line: &&ImageLine| !is_key(&line.name) && line.value.chars().count() <= ROOM;
    let plain =
        || image.lines.iter().find(short).or_else(|| image.lines.iter().find(|line| !is_key(&line.name)));
    let line = changed.or_else(plain)?;
    let of = |change: Change| {
        let found = image
            .lines
            .iter()
            .find(|it| it.name == line.name && (it.change == change || it.change == Change::Kept));
        found.map_or_else(|| "\u{2013}".to_owned(), |it| cut(it.value.trim_matches('"'), ROOM))
    };
    Some(Value { before: of(Change::Removed), after: of(Change::Added) })
}

/// A class for what the sentence is about, and for what it is not.
fn lit(is: bool) -> Classes {
    classes!("card", if is { "lit" } else { "dim" })
}

fn client(drawn: &Drawn<'_>, value: Option<&Value>) -> Html {
    let summary = &drawn.detail.summary;
    let answered = drawn.after >= summary.latency;
    let here = drawn.sentence.is_some_and(|sentence| {
        matches!(station(sentence), "client" | "router" | "admission" | "control" | "txn")
    });
    let reads = drawn.detail.going != Going::Write;
    let units = capacity(summary.units);
    html! {
        <section class={lit(here)}>
            <p class="k">{ format!("call {}", number(summary.id)) }</p>
            <p class="op">{ &summary.operation }</p>
            <p class="fact">{ cut(if drawn.detail.subject.is_empty() { &summary.target } else { &drawn.detail.subject }, 40) }</p>
            if answered {
                <div class={classes!("answer", summary.error.is_some().then_some("bad"))}>
                    { match (&summary.error, value) {
                        (Some(error), _) => html! { <b class="error">{ cut(error, 32) }</b> },
                        (None, Some(value)) if reads => html! { <b class="value">{ &value.after }</b> },
                        (None, _) => html! { <b>{ "200, done" }</b> },
                    } }
                    <span>{ if units.is_empty() { duration(summary.latency) } else { units } }</span>
                </div>
            }
        </section>
    }
}

fn copy(
    drawn: &Drawn<'_>,
    partition: &str,
    replica: &ReplicaView,
    value: Option<&Value>,
    write: bool,
) -> Html {
    let zone = replica.zone.as_str();
    let here = drawn.sentence.is_some_and(|sentence| is_of(sentence, partition, zone));
    let answers = drawn
        .detail
        .touched
        .iter()
        .any(|place| place.partition == partition && place.zone.as_deref() == Some(zone));
    let state = if write { written(drawn, partition, zone, answers) } else { read(replica, answers) };
    let shown =
        value.filter(|_| write || answers).map(|value| if state.has { &value.after } else { &value.before });
    let class = classes!(lit(here), state.class, (here && !state.has).then_some("waits"));
    html! {
        <section {class} aria-label={format!("Copy in zone {zone}")} data-zone={zone.to_owned()}>
            <p class="head"><span>{ format!("AZ {zone}") }</span><span class={replica.leader.then_some("b")}>{ if replica.leader { "leader" } else { "follower" } }</span></p>
            if let Some(shown) = shown { <p class="value">{ shown }</p> }
            <p class="fact">{ format!("log record {}", number(replica.applied)) }</p>
            if !state.says.is_empty() {
                <p class="state">{ icon(state.sign) }{ state.says }</p>
            }
        </section>
    }
}

/// What a copy is about at the moment.
struct State {
    /// Whether it has the new value.
    has: bool,
    class: &'static str,
    sign: &'static str,
    says: String,
}

/// A copy's part in a write.
fn written(drawn: &Drawn<'_>, partition: &str, zone: &str, leads: bool) -> State {
    let detail = drawn.detail;
    let own =
        |label: &str| detail.spans.iter().find(|span| span.label == format!("{partition} {label} {zone}"));
    let set_out = detail.spans.iter().any(|span| {
        span.station == "replica" && span.label.starts_with(partition) && span.start <= drawn.after
    });
    let state = |has, class, sign, says: &str| State { has, class, sign, says: says.to_owned() };
    if leads {
        return if set_out || own("leader").and_then(|span| span.end).is_some_and(|end| end <= drawn.after) {
            state(
                detail.summary.error.is_none(),
                "has",
                "ck",
                if detail.summary.error.is_none() { "has it" } else { "checked it" },
            )
        } else {
            state(false, "", "", "")
        };
    }
    let Some(span) = own("copy") else { return state(false, "", "", "") };
    let stored = detail
        .persisted
        .iter()
        .any(|it| it.partition == partition && it.zone == zone && it.at <= drawn.after);
    if span.end.is_some_and(|end| end <= drawn.after) {
        state(true, "has", "ck", "has it")
    } else if stored {
        state(false, "behind", "ck", "on disk, not shown yet")
    } else if span.start <= drawn.after {
        state(false, "behind", "fault", "has not heard of it")
    } else {
        state(false, "", "", "")
    }
}

/// A copy beside a read.
fn read(replica: &ReplicaView, answers: bool) -> State {
    let late = replica.behind > 0;
    let says = match (answers, late) {
        (true, true) => format!("answers, {} behind", number(replica.behind)),
        (true, false) => "answers".to_owned(),
        (false, true) => format!("{} behind", number(replica.behind)),
        (false, false) => String::new(),
    };
    let class = match (answers, late) {
        (_, true) => "behind",
        (true, false) => "reads",
        (false, false) => "",
    };
    State { has: true, class, sign: if late { "fault" } else { "ck" }, says }
}

/// A call that came to no partition: why, or what it was about.
fn nowhere(drawn: &Drawn<'_>) -> Html {
    let summary = &drawn.detail.summary;
    let table = drawn.tables.iter().find(|table| table.name == summary.target);
    html! {
        <section class={lit(true)}>
            { match (&summary.error, table) {
                (Some(error), _) => html! { <>
                    <p class="k">{ "It came no further than the router" }</p>
                    <p class="op bt">{ cut(error, 40) }</p>
                </> },
                (None, Some(table)) => html! { <>
                    <p class="k">{ "Table" }</p>
                    <p class="op">{ cut(&table.name, 32) }</p>
                    <p class="fact">{ format!("{}, {}", table.status, count(table.partition_count(), "partition", "partitions")) }</p>
                </> },
                (None, None) if summary.target.is_empty() => html! { <p class="fact">{ "It touched no partition." }</p> },
                (None, None) => html! { <>
                    <p class="k">{ "Table" }</p>
                    <p class="op">{ cut(&summary.target, 32) }</p>
                    <p class="fact">{ "not there at this moment" }</p>
                </> },
            } }
        </section>
    }
}
