//! Top keys: what Contributor Insights counts.

use lab::metrics::{MetricsAsk, MetricsView};
use yew::prelude::*;

use crate::page::shell::Hands;
use crate::words::units;

/// The keys that are used most and throttled most, or how to have them counted.
pub(super) fn keys(view: &MetricsView, ask: &MetricsAsk, hands: &Hands) -> Html {
    let Some(table) = &ask.table else {
        return html! { <p class="quiet">{ "Keys belong to a table: choose one instead of the account." }</p> };
    };
    let index = ask.index.as_ref().map(|index| format!(" --index-name {index}")).unwrap_or_default();
    if !view.insights && view.used.0.is_empty() && view.throttled.0.is_empty() {
        let enable = format!(
            "aws dynamodb update-contributor-insights --table-name {table}{index} --contributor-insights-action ENABLE"
        );
        return html! { <>
            <p class="about">{ "CloudWatch Contributor Insights counts which keys are used most and throttled most. It is off for this table; DynamoDB counts nothing before it is on, and the account pays for it." }</p>
            { super::command(hands, &enable) }
        </> };
    }
    html! { <>
        <p class="about">{ "Contributor Insights, the last hour by partition key. A read unit counts once, a write unit three times; throttles count each. Shares are of all keys together." }</p>
        <div class="charts">
            { ranked("Used most", "rd", &view.used, "No key was used since it is on.") }
            { ranked("Throttled most", "bad", &view.throttled, "No key was throttled since it is on.") }
        </div>
    </> }
}

fn ranked(title: &str, tone: &'static str, (keys, whole): &(Vec<(String, u64)>, u64), none: &str) -> Html {
    let row = |(key, milli): &(String, u64)| {
        let thousandths = (u128::from(*milli) * 1_000 / u128::from(*whole).max(1)).min(1_000) as u64;
        html! {
            <li key={key.clone()}>
                <span class="name mono" title={key.clone()}>{ key }</span>
                <svg class={classes!("share", tone)} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect width={thousandths.to_string()} height="10"/></svg>
                <span class="mono">{ format!("{}, {} %", units(*milli), units(thousandths * 100)) }</span>
            </li>
        }
    };
    html! {
        <section class="ranked" aria-label={title.to_owned()}>
            <h3>{ title }</h3>
            if keys.is_empty() { <p class="quiet">{ none }</p> } else { <ol>{ for keys.iter().map(row) }</ol> }
        </section>
    }
}
