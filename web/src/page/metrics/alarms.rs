//! Alarms: what they watch and how they stand.

use lab::metrics::{AlarmView, MetricsAsk, MetricsView};
use yew::prelude::*;

use crate::page::shell::Hands;
use crate::words::date;

/// All alarms of the Region, or how to set one.
/// `reads`: the units that the table is provisioned with.
pub(super) fn alarms(view: &MetricsView, ask: &MetricsAsk, reads: Option<u64>, hands: &Hands) -> Html {
    let units = reads.unwrap_or(5).max(1);
    let table = ask.table.clone().unwrap_or_else(|| "Music".to_owned());
    let set = format!(
        "aws cloudwatch put-metric-alarm --alarm-name {table}-busy --namespace AWS/DynamoDB --metric-name ConsumedReadCapacityUnits --dimensions Name=TableName,Value={table} --statistic Sum --period 60 --evaluation-periods 1 --threshold {} --comparison-operator GreaterThanOrEqualToThreshold",
        units * 48
    );
    if view.alarms.is_empty() {
        return html! { <>
            <p class="about">{ format!("An alarm holds a metric against a threshold, once a minute. This one goes off when a minute uses 80 % of {units} read units a second: {units} × 60 × 0.8 = {}.", units * 48) }</p>
            { super::command(hands, &set) }
        </> };
    }
    html! { <>
        <ul class="alarms">{ for view.alarms.iter().map(row) }</ul>
        if !view.history.is_empty() {
            <details class="twin">
                <summary>{ "What happened to them" }</summary>
                <table>
                    <thead><tr><th>{ "When" }</th><th>{ "Alarm" }</th><th>{ "What" }</th></tr></thead>
                    <tbody>{ for view.history.iter().enumerate().map(|(turn, (at, alarm, what))| html! {
                        <tr key={turn}><td class="mono">{ date(*at) }</td><td>{ alarm }</td><td>{ what }</td></tr>
                    }) }</tbody>
                </table>
            </details>
        }
    </> }
}

fn row(alarm: &AlarmView) -> Html {
    let (class, glyph) = match alarm.state.as_str() {
        "ALARM" => ("bad", "▲"),
        "OK" => ("ok", "✓"),
        _ => ("quiet", "?"),
    };
    html! {
        <li key={alarm.name.clone()}>
            <span class={classes!("tag", class)}>{ format!("{glyph} {}", alarm.state) }</span>
            <b>{ &alarm.name }</b>
            <span>{ &alarm.rule }</span>
            <span class="why">{ format!("{} Since {}.", alarm.reason, date(alarm.since)) }</span>
        </li>
    }
}
