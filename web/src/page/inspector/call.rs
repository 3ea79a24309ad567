//! A call in the inspector: what a teacher would say, where it went, what it cost and why, what it changed.

use lab::view::{CallDetail, CallSummary, Sentence};
use yew::prelude::*;

use super::notations::notations;
use super::{actions, closer, diff, sum, waterfall};
use crate::page::access::decision;
use crate::page::icons::icon;
use crate::page::model::{Lens, Shared};
use crate::page::shell::Hands;
use crate::page::throttle::why;
use crate::words::{count, duration, number, pieces};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Trace,
    Json,
    Code,
}

#[derive(Clone, PartialEq, Properties)]
pub(super) struct CallProps {
    pub(super) detail: Shared<CallDetail>,
    pub(super) live: bool,
    /// What comes first.
    pub(super) lens: Lens,
    /// Where the playhead is, microseconds after the call's start, unless in the present.
    pub(super) tau: Option<u64>,
    pub(super) close: Callback<MouseEvent>,
}

/// The call.
#[component]
pub(super) fn Call(props: &CallProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let tab = use_state(|| Tab::Trace);
    let detail = &*props.detail;
    let CallSummary { id, operation, error, .. } = &detail.summary;
    let choose = |which: Tab, name: &'static str| {
        let tab = tab.clone();
        let selected = (*tab == which).to_string();
        html! { <button role="tab" aria-selected={selected} onclick={Callback::from(move |_: MouseEvent| tab.set(which))}>{ name }</button> }
    };
    let watch = {
        let (player, start) = (hands.player.clone(), detail.summary.at);
        Callback::from(move |_: MouseEvent| player.play_from(start))
    };
    html! { <>
        <header>
            <h1><span>{ for pieces(operation).into_iter().map(|piece| html! { <>{ piece }<wbr/></> }) }</span><span class="mute mono">{ format!("#{}", number(*id)) }</span>
                { state(detail, props.tau) }<span class="sp"></span>{ closer(&props.close) }</h1>
            <p>{ &detail.subject }</p>
            <div class="tabs">
                <div class="tabs inner" role="tablist" aria-label="Views of the call">
                    { choose(Tab::Trace, "Trace") }
                    { choose(Tab::Json, "JSON") }
                    { choose(Tab::Code, "As…") }
                </div>
                <span class="sp"></span>
                <button class="watch" onclick={watch} data-testid="watch">{ icon("play") }{ "Watch" }</button>
            </div>
        </header>
        if *tab == Tab::Code {
            { notations(*id) }
        } else if *tab == Tab::Json {
            <section class="sec"><h2>{ "Request" }</h2><pre class="body" tabindex="0">{ &detail.request }</pre></section>
            <section class="sec"><h2>{ if error.is_some() { "Error" } else { "Response" } }</h2><pre class="body" tabindex="0">{ &detail.response }</pre></section>
        } else {
            <section class="sec">
                <p class="lead-in">{ &detail.headline }</p>
                if let Some(plan) = &detail.plan { <p class="plan">{ plan }</p> }
            </section>
            if is_throttled(detail) { { why(props.detail.clone()) } }
            { for parts(props) }
        }
    </> }
}

/// Whether the exception names reasons for throttling.
fn is_throttled(detail: &CallDetail) -> bool {
    detail.summary.error.is_some() && detail.response.contains("hrottlingReasons\"")
}

/// The parts of the story, the one that the lens asks for first.
fn parts(props: &CallProps) -> Vec<Html> {
    let detail = &*props.detail;
    let actions = (!detail.actions.is_empty()).then(|| actions::actions(detail));
    let trace = (!detail.spans.is_empty()).then(|| html! {
        <section class="sec">
            <h2>{ "Where it was" }<span>{ format!("answered after {}", duration(detail.summary.latency)) }</span></h2>
            { waterfall::waterfall(detail, props.tau) }
        </section>
    });
    let sum = (!detail.arithmetic.is_empty()).then(|| html! { <sum::Sum detail={props.detail.clone()}/> });
    let images = (!detail.images.is_empty()).then(|| diff::images(detail));
    let told = (!detail.sentences.is_empty()).then(|| story(detail, props.tau));
    let access = detail.access.as_deref().map(decision);
    let order = match props.lens {
        // What stopped a call comes first.
        Lens::Data if detail.summary.error.is_some() => [access, actions, trace, sum, images, told],
        Lens::Data => [actions, trace, sum, images, access, told],
        Lens::Ttl => [actions, images, trace, sum, access, told],
        Lens::Capacity | Lens::Heat => [actions, sum, trace, images, access, told],
        Lens::Access => [access, actions, trace, told, sum, images],
        Lens::Replicas | Lens::Indexes | Lens::Streams | Lens::Transactions | Lens::Caches => {
            [actions, trace, told, sum, images, access]
        }
    };
    order.into_iter().flatten().collect()
}

/// How the call stands, in a few words.
fn state(detail: &CallDetail, tau: Option<u64>) -> Html {
    if tau.is_some_and(|tau| tau < detail.summary.latency) {
        return html! { <span class="tag w">{ "under way" }</span> };
    }
    let late =
        detail.spans.iter().filter(|span| span.station == "replica" && span.end.is_none()).count() as u64;
    let queued =
        detail.spans.iter().filter(|span| span.station == "index" && span.end.is_none()).count() as u64;
    match &detail.summary.error {
        Some(_) => html! { <span class="tag bad">{ "failed" }</span> },
        None if late > 0 => {
            html! { <span class="tag w">{ format!("answered, {} late", count(late, "copy", "copies")) }</span> }
        }
        None if queued > 0 => html! { <span class="tag w">{ "answered, index on its way" }</span> },
        None => html! { <span class="tag ok">{ "done" }</span> },
    }
}

fn story(detail: &CallDetail, tau: Option<u64>) -> Html {
    let now = tau.and_then(|tau| detail.sentences.iter().map(|it| it.at).filter(|&at| at <= tau).max());
    html! {
        <section class="sec">
            <h2>{ "What happened" }</h2>
            <ol class="story">{ for folded(&detail.sentences).into_iter().map(|(sentence, alike)| html! {
                <li key={sentence.event} class={match tau {
                    Some(tau) if sentence.at > tau => "later",
                    Some(_) if Some(sentence.at) == now => "now",
                    _ => "",
                }}><span class="mono">{ duration(sentence.at) }</span><span>
                    { &sentence.text }
                    if alike > 0 { <span class="mute">{ format!(" And {} more like it.", number(alike)) }</span> }
                </span></li>
            }) }</ol>
        </section>
    }
}

/// So many sentences that differ only in whom they are about are one, with a count.
const ALIKE: u64 = 5;

/// The sentences, and how many like each are left out after it: what happens to many partitions at one moment is told once.
fn folded(sentences: &[Sentence]) -> Vec<(&Sentence, u64)> {
    fn rest(sentence: &Sentence) -> Option<&str> {
        sentence.text.split_once(' ').map(|(_, rest)| rest)
    }
    let mut out: Vec<(&Sentence, u64)> = Vec::new();
    let mut at = 0;
    while let Some(first) = sentences.get(at) {
        let alike =
            sentences[at..].iter().take_while(|it| it.at == first.at && rest(it) == rest(first)).count();
        if alike as u64 > ALIKE {
            out.push((first, alike as u64 - 1));
            at += alike;
        } else {
            out.push((first, 0));
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_to_many_is_told_once() {
        let say = |at, text: String| Sentence { at, text, ..Sentence::default() };
        let mut all = vec![say(1, "The table is CREATING now.".into())];
        all.extend((1..=40).map(|n| say(2, format!("P{n} of Big comes into being."))));
        all.push(say(3, "P1 of Big comes into being.".into()));
        let told = folded(&all);
        assert_eq!(told.iter().map(|it| it.1).collect::<Vec<_>>(), [0, 39, 0]);
        assert_eq!(folded(&all[..5]).len(), 5, "a few are all told");
    }
}
