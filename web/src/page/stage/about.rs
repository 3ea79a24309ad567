//! What a mark is: how its figure comes about, which event set it, and how far it can be trusted.

use lab::view::{CallDetail, Sentence};
use yew::prelude::*;

use crate::page::icons::icon;
use crate::page::shell::Hands;
use crate::words::clock;

/// How far a statement can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// AWS says so in its documentation.
    Documented,
    /// Worked out from what is there.
    Measured,
    /// Ours: AWS doesn't publish it.
    Model,
}

/// A kind of mark: its name, how its figure comes about, its standing, and what there is to say about that.
type Fact = (&'static str, &'static str, Standing, &'static str);

const FACTS: [Fact; 16] = [
    (
        "client",
        "The time runs from here until the answer is back.",
        Standing::Model,
        "Times on the network and in the service are drawn from medians and tails of ours.",
    ),
    (
        "router",
        "It reads the request, checks it, and hashes the partition key to find the partition.",
        Standing::Documented,
        "That a request router does this is documented; how long it takes is a model.",
    ),
    (
        "admission",
        "It looks whether the buckets of the table and of the partition have something left, and takes out what the request used.",
        Standing::Documented,
        "Units, the limits of partitions and five minutes of burst are documented; how the buckets are filled in between is a model.",
    ),
    (
        "ruler",
        "hash(partition key), from 0000 at the top to FFFF at the bottom; each partition owns a slice.",
        Standing::Model,
        "That a hash decides is documented. The hash itself is private to AWS: this one is ours.",
    ),
    (
        "zone",
        "Each partition has a copy in each of three Availability Zones.",
        Standing::Documented,
        "Three copies in three zones are documented; which copy leads is chosen by this model.",
    ),
    (
        "partition",
        "Items and their bytes: the sum over the items whose hash falls into its slice.",
        Standing::Documented,
        "A partition holds about 10 GB and serves up to 3,000 RCU and 1,000 WCU a second.",
    ),
    (
        "write",
        "The sum of ⌈bytes ÷ 1,024⌉ over the writes of this second; doubled in transactions. The notch is the even share, the end what a partition can write: documented are 1,000 WCU, a knob changes it.",
        Standing::Measured,
        "Counted from the calls of this second, by the documented rule.",
    ),
    (
        "read",
        "The sum of ⌈bytes ÷ 4,096⌉ over the reads of this second; half of it when eventually consistent, doubled in transactions. The end is what a partition can read: documented are 3,000 RCU, a knob changes it.",
        Standing::Measured,
        "Counted from the calls of this second, by the documented rule.",
    ),
    (
        "copy",
        "The number is the last log record that this copy has applied. A write is safe when two of three copies have its record on disk.",
        Standing::Documented,
        "Leader, followers and quorum are published; how far a follower lags is a model.",
    ),
    (
        "item",
        "Its size is the UTF-8 bytes of its attribute names and values.",
        Standing::Measured,
        "Added up from the item's attributes, by the documented rule.",
    ),
    (
        "collection",
        "All items with this partition key, in the order of the sort key.",
        Standing::Documented,
        "They live in one partition, because they have one hash.",
    ),
    (
        "index",
        "An index has partitions of its own, placed by the hash of its own key.",
        Standing::Documented,
        "A global index is written after the table, a local one with it.",
    ),
    (
        "queue",
        "Changes that the table has and this index has not yet.",
        Standing::Measured,
        "That the delay is usually under a second is documented; each delay here is a model.",
    ),
    (
        "entries",
        "Entries that the index holds in this slice of hashes.",
        Standing::Measured,
        "An item without the index's key attributes has no entry.",
    ),
    (
        "shard",
        "The changes of one partition, in order; each stays for 24 hours.",
        Standing::Documented,
        "Order within a shard and 24 hours are documented; a shard for each partition is a model.",
    ),
    (
        "record",
        "Written with the change itself; the number counts up through the stream.",
        Standing::Documented,
        "Each change appears once and in order for its item; the delay until it can be read is a model.",
    ),
];

/// What is to be said of a mark.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct About {
    /// The mark's name, as a screen reader says it.
    pub(super) what: String,
    /// Its kind and place: `copy:P1:b`.
    pub(super) key: String,
}

/// The panel. `tau`: microseconds after the start of the call in focus.
pub(super) fn panel(
    about: &About,
    focus: Option<&CallDetail>,
    tau: u64,
    hands: &Hands,
    close: Callback<MouseEvent>,
) -> Html {
    let kind = about.key.split(':').next().unwrap_or_default();
    let Some((_, formula, standing, trust)) = FACTS.iter().find(|fact| fact.0 == kind) else {
        return Html::default();
    };
    let (class, word) = match standing {
        Standing::Documented => ("tag ok", "documented"),
        Standing::Measured => ("tag rd", "measured"),
        Standing::Model => ("tag w", "model"),
    };
    let cause = focus.and_then(|detail| {
        let sentence = detail.sentences.iter().rfind(|it| it.at <= tau && tells_of(&about.key, it))?;
        Some((detail.summary.id, detail.summary.at + sentence.at, sentence))
    });
    html! {
        <aside class="about" aria-label="About this mark" aria-live="polite" data-testid="about">
            <button class="btn sq small close" aria-label="Close" onclick={close}>{ icon("x") }</button>
            <h2>{ &about.what }</h2>
            <p>{ *formula }</p>
            <p><span class={class}>{ word }</span>{ *trust }</p>
            { match cause {
                Some((call, at, sentence)) => {
                    let player = hands.player.clone();
                    let go = Callback::from(move |_: MouseEvent| player.seek(at));
                    html! { <p class="set"><span>{ format!("Set by event {} of call {call}: ", sentence.event) }{ &sentence.text }</span>
                        <button class="link" onclick={go}>{ format!("Look at {}", clock(at)) }</button></p> }
                }
                None => html! { <p class="set"><span>{ "The call in focus did not touch it." }</span></p> },
            } }
        </aside>
    }
}

/// Whether a sentence tells of the event that set a mark.
fn tells_of(key: &str, sentence: &Sentence) -> bool {
    let mut parts = key.split(':');
    let (kind, name, rest) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
    let at_copy = |zone: &str| {
        let mut place = sentence.place.split(':');
        matches!(place.next(), Some("partition" | "replica"))
            && place.next() == Some(name)
            && (zone.is_empty() || place.next() == Some(zone))
    };
    match kind {
        "client" | "router" => sentence.place == kind,
        "admission" => sentence.place.starts_with("admission"),
        "ruler" => sentence.text.contains("hash"),
        "write" | "read" => {
            let unit = if kind == "write" { "WCU" } else { "RCU" };
            let counts = if name.is_empty() { String::from("counts") } else { format!("{name} counts") };
            sentence.text.contains(&counts) && sentence.text.contains(unit)
        }
        // What a copy did, not that it was asked or is done.
        "partition" | "item" | "collection" => at_copy("") && tells(sentence),
        "copy" => at_copy(rest.unwrap_or_default()) && tells(sentence),
        "index" | "queue" => sentence.place.strip_prefix("index:") == Some(name),
        "entries" => sentence.place.strip_prefix("index:") == Some(name) || at_copy(""),
        "shard" | "record" => sentence.place.strip_prefix("stream:") == Some(name),
        _ => false,
    }
}

fn tells(sentence: &Sentence) -> bool {
    ["log record", " reads ", " holds it", "stale"].iter().any(|words| sentence.text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(place: &str, text: &str) -> Sentence {
        Sentence { event: 1, at: 0, place: place.into(), text: text.into() }
    }

    #[test]
    fn a_mark_is_set_by_what_happened_at_its_place() {
        let persist = sentence("replica:P1:b", "Copy b of P1 has log record 4 on disk.");
        let count = sentence("admission", "P1 counts 1 WCU: 1 in this second so far.");
        for (key, of, expected) in [
            ("copy:P1:b", &persist, true),
            ("copy:P1:c", &persist, false),
            ("copy:P2:b", &persist, false),
            ("partition:P1", &persist, true),
            ("write:P1", &count, true),
            ("read:P1", &count, false),
            ("write:P2", &count, false),
            ("admission", &count, true),
            ("queue:ByStatus", &sentence("index:ByStatus", ""), true),
            ("record:P2:1", &sentence("stream:P2", ""), true),
            ("zone", &persist, false),
        ] {
            assert_eq!(tells_of(key, of), expected, "{key}: {of:?}");
        }
    }

    #[test]
    fn every_kind_has_its_say_once() {
        let mut kinds: Vec<&str> = FACTS.iter().map(|fact| fact.0).collect();
        kinds.sort_unstable();
        kinds.dedup();
        assert_eq!(kinds.len(), FACTS.len());
        assert!(FACTS.iter().all(|fact| fact.1.ends_with('.') && fact.3.ends_with('.')));
    }
}
