//! In the inspector of a call that was throttled: which bucket was empty, which keys were used most, what helps.

use lab::throttle::{BucketView, Diagnosis, Order, Outcome, Refused, Trial};
use lab::view::CallDetail;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::remedies::Remedies;
use super::{order, summary};
use crate::page::dialog::Copy;
use crate::page::model::Shared;
use crate::page::shell::Hands;
use crate::words::{count, number, units};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct WhyProps {
    pub(crate) detail: Shared<CallDetail>,
}

/// What is known: nothing yet, nothing at all, or why.
#[derive(Clone, PartialEq)]
enum Known {
    Asking,
    Nothing,
    Why(Box<Diagnosis>),
}

/// [`Why`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(crate) fn why(detail: Shared<CallDetail>) -> Html {
    // Worlds that are built one after the other number their calls alike.
    let key = format!("{} {} {}", detail.summary.id, detail.summary.at, detail.summary.operation);
    html! { <Why {key} {detail}/> }
}

/// The sections of the inspector about a throttle.
#[component]
pub(crate) fn Why(props: &WhyProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let summary = &props.detail.summary;
    let refused = Refused {
        call: summary.id,
        started: summary.at,
        answered: summary.at.saturating_add(summary.latency),
    };
    let known = use_state(|| Known::Asking);
    let trials = use_state(Vec::<Trial>::new);
    {
        let (known, hands) = (known.clone(), hands.clone());
        use_effect_with(summary.id, move |_| {
            spawn_local(async move {
                known.set(match order(&hands, Order::Why(refused)).await {
                    Ok(Outcome::Why(found)) => {
                        (*found).map_or(Known::Nothing, |found| Known::Why(Box::new(found)))
                    }
                    _ => Known::Nothing,
                });
            });
        });
    }
    let diagnosis = match &*known {
        Known::Asking => {
            return html! { <section class="sec"><h2>{ "Why it was throttled" }</h2><p role="status" class="mute">{ "Looking at the buckets of that moment…" }</p></section> };
        }
        Known::Nothing => return Html::default(),
        Known::Why(diagnosis) => diagnosis,
    };
    let tried = {
        let trials = trials.clone();
        Callback::from(move |trial: Trial| {
            let mut all: Vec<Trial> = (*trials).clone();
            all.retain(|old| old.remedy != trial.remedy);
            all.push(trial);
            trials.set(all);
        })
    };
    let (calls, span) = diagnosis.window;
    html! { <>
        <section class="sec throttled" data-testid="throttled">
            <h2>{ "Why it was throttled" }</h2>
            <p class="lead-in"><b>{ crate::page::metrics::spaced(&diagnosis.reason) }</b></p>
            <p class="mono resource">{ &diagnosis.resource }</p>
            <p>{ &diagnosis.why }</p>
            if diagnosis.injected { <p class="tag w">{ "injected, not capacity" }</p> }
            <ul class="buckets" aria-label="Buckets at that moment">{ for diagnosis.buckets.iter().map(|it| bucket(it, &diagnosis.unit)) }</ul>
            if calls > 1 {
                <p class="mute">{ format!("Around it: {} of the same traffic, in {}.", count(calls, "call", "calls"), crate::words::duration(span)) }</p>
            }
        </section>
        if !diagnosis.keys.is_empty() { { keys(diagnosis) } }
        if !diagnosis.remedies.is_empty() {
            <Remedies {refused} remedies={diagnosis.remedies.clone()} trials={(*trials).clone()} {tried}/>
        }
        <section class="sec"><h2>{ "To pass on" }</h2>
            <Copy label="Summary of the throttle" text={summary::text(diagnosis, &trials)} lines=true/>
        </section>
    </> }
}

/// A bucket as a bar: how full it was, and what was taken out of it.
fn bucket(bucket: &BucketView, unit: &str) -> Html {
    let full = if bucket.most > 0 { bucket.level.max(0).saturating_mul(100) / bucket.most } else { 0 };
    let left = number(bucket.level.max(0).unsigned_abs() / 1_000);
    let state = if bucket.empty { "empty".to_owned() } else { format!("{left} {unit} left, {full} % full") };
    html! {
        <li class={bucket.empty.then_some("empty")}>
            <span><b>{ &bucket.name }</b>{ ": " }{ state }</span>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="tr" width="100" height="6"/>
                <rect class={if bucket.empty { "bad-f" } else { "ok-f" }} width={if bucket.empty { "100".to_owned() } else { full.to_string() }} height="6"/>
            </svg>
            <span class="mute">{ format!("In the second before: {} {unit} out, {} in", units(bucket.used), units(bucket.rate)) }</span>
        </li>
    }
}

/// The keys that were used most.
fn keys(diagnosis: &Diagnosis) -> Html {
    // The first call that is throttled has none before it.
    let throttled = diagnosis.keys.iter().any(|key| key.throttled > 0);
    html! {
        <section class="sec">
            <h2>{ "Top keys" }<span>{ "of the ten seconds before" }</span></h2>
            <table class="top-keys">
                <thead><tr><th scope="col">{ "Key" }</th><th scope="col">{ "Calls" }</th>if throttled { <th scope="col">{ "Throttled" }</th> }</tr></thead>
                <tbody>{ for diagnosis.keys.iter().map(|key| html! {
                    <tr><td class="mono">{ &key.key }</td><td class="mono">{ number(key.calls) }</td>if throttled { <td class="mono">{ number(key.throttled) }</td> }</tr>
                }) }</tbody>
            </table>
        </section>
    }
}
