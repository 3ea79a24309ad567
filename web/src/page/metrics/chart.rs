//! One metric by seconds and by minutes, side by side.

use lab::metrics::{Figure, MetricChart, Points, Tone};
use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::plot::{Axes, BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, at};
use crate::page::model::Shared;
use crate::page::shell::Hands;
use crate::words::{moment, units};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ChartsProps {
    pub(super) chart: Shared<MetricChart>,
    /// Unix microseconds at virtual time 0.
    pub(super) epoch: u64,
}

/// Both charts, what the metric is, and the question for the AWS CLI.
#[component]
pub(super) fn Charts(props: &ChartsProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let chart = &props.chart;
    let of = if chart.dimensions.is_empty() {
        "no dimension".to_owned()
    } else {
        chart.dimensions.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ")
    };
    html! { <>
        <p class="aim"><b>{ &chart.name }</b>{ " " }<span class="mono">{ of }</span>{ " " }{ &chart.about }</p>
        <div class="charts">
            <One chart={chart.clone()} length=1/>
            <One chart={chart.clone()} length=60/>
        </div>
        { legend(chart) }
        { table(chart) }
        { super::command(&hands, &chart.command) }
    </> }
}

#[derive(Clone, PartialEq, Properties)]
struct OneProps {
    chart: Shared<MetricChart>,
    /// Seconds of a point.
    length: u32,
}

/// What is read at a second.
fn reading(chart: &MetricChart, second: u32, length: u32) -> String {
    let points = if length == 1 { &chart.seconds } else { &chart.minutes };
    let start = second - second % length;
    let time = moment(start.into());
    let time = time.split(' ').nth(1).unwrap_or_default();
    let span = if length == 1 { time.to_owned() } else { format!("{} to the next minute", &time[..5]) };
    let figure = match at(points, second, length) {
        Some(milli) => said(chart, milli),
        None => "no data".to_owned(),
    };
    let throttled: u64 = chart
        .throttles
        .iter()
        .filter(|(at, _)| (start..start + length).contains(at))
        .map(|(_, milli)| milli)
        .sum();
    if throttled > 0 {
        format!("{span}: {figure}, {} throttled", units(throttled))
    } else {
        format!("{span}: {figure}")
    }
}

fn said(chart: &MetricChart, milli: u64) -> String {
    if chart.unit.is_empty() { units(milli) } else { format!("{} {}", units(milli), chart.unit) }
}

/// One of the two charts: an instrument that the pointer or the arrow keys read.
#[component]
fn One(props: &OneProps) -> Html {
    let read = use_state(|| None::<u32>);
    let chart = &props.chart;
    let length = props.length;
    let points = if length == 1 { &chart.seconds } else { &chart.minutes };
    let greatest = |points: &Points| points.iter().map(|(_, milli)| *milli).max().unwrap_or(0);
    // A rate has one scale in both charts, so that they can be compared.
    let top = match chart.figure {
        Figure::Rate => greatest(&chart.seconds).max(greatest(&chart.minutes)).max(greatest(&chart.level)),
        Figure::Sum | Figure::Average => greatest(points),
    };
    let axes = Axes::new((chart.from, chart.to), top);
    let tone = match chart.tone {
        Tone::Read => "rd",
        Tone::Write => "w",
        Tone::Bad => "bad",
        Tone::Plain => "plain",
    };
    let over = {
        let read = read.clone();
        Callback::from(move |event: PointerEvent| {
            let Some(drawing) = event.current_target().and_then(|it| it.dyn_into::<Element>().ok()) else {
                return;
            };
            let frame = drawing.get_bounding_client_rect();
            let share = (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0) * 1_000.0;
            read.set(Some(axes.second(share.clamp(0.0, 1_000.0) as u32)));
        })
    };
    let out = {
        let read = read.clone();
        Callback::from(move |_: PointerEvent| read.set(None))
    };
    let last = chart.to.saturating_sub(1);
    let key = {
        let read = read.clone();
        Callback::from(move |event: KeyboardEvent| {
            let now = read.unwrap_or(last);
            let next = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => now.saturating_sub(length),
                "ArrowRight" | "ArrowUp" => now.saturating_add(length),
                "PageDown" => now.saturating_sub(60),
                "PageUp" => now.saturating_add(60),
                "Home" => axes.from,
                "End" => last,
                "Escape" => return read.set(None),
                _ => return,
            };
            event.prevent_default();
            read.set(Some(next.clamp(axes.from, last)));
        })
    };
    let shown = read.map(|second| second.clamp(axes.from, last));
    let name = if length == 1 { "Every second" } else { "Every minute, as CloudWatch keeps it" };
    let text = reading(chart, shown.unwrap_or(last), length);
    let marks = chart.throttles.iter().map(|(second, _)| second - second % length);
    let mut marked: Vec<u32> = marks.filter(|at| *at >= axes.from).collect();
    marked.dedup();
    html! {
        <figure class={classes!("chart", tone)}>
            <figcaption>
                <b>{ name }</b>
                <output class="mono">{ if shown.is_some() { text.clone() } else { chart.unit.clone() } }</output>
            </figcaption>
            <svg viewBox={format!("0 0 {WIDTH} {HEIGHT}")} tabindex="0" role="slider" aria-label={format!("{} {}", chart.name, name.to_lowercase())}
                 aria-valuemin={axes.from.to_string()} aria-valuemax={last.to_string()} aria-valuenow={shown.unwrap_or(last).to_string()}
                 aria-valuetext={text} onpointermove={over} onpointerleave={out} onkeydown={key}>
                <path class="grid" d={format!("M{LEFT} {TOP}H{RIGHT}M{LEFT} {}H{RIGHT}", TOP.midpoint(BOTTOM))}/>
                <path class="base" d={format!("M{LEFT} {BOTTOM}H{RIGHT}")}/>
                <text x={(LEFT - 6).to_string()} y={(TOP + 4).to_string()} text-anchor="end">{ short(axes.top) }</text>
                <text x={(LEFT - 6).to_string()} y={(TOP.midpoint(BOTTOM) + 4).to_string()} text-anchor="end">{ short(axes.top / 2) }</text>
                <text x={(LEFT - 6).to_string()} y={(BOTTOM + 4).to_string()} text-anchor="end">{ "0" }</text>
                <text x={LEFT.to_string()} y={(HEIGHT - 3).to_string()}>{ hour(axes.from) }</text>
                <text x={LEFT.midpoint(RIGHT).to_string()} y={(HEIGHT - 3).to_string()} text-anchor="middle">{ hour(axes.from.midpoint(axes.to)) }</text>
                <text x={RIGHT.to_string()} y={(HEIGHT - 3).to_string()} text-anchor="end">{ hour(axes.to) }</text>
                <path class="fill" d={axes.area(points, length)}/>
                <path class="line" d={axes.steps(points, length)}/>
                <path class="level" d={axes.holds(&chart.level)}/>
                { for marked.into_iter().map(|second| html! { <path class="mark" d={mark(axes, second + length / 2)}/> }) }
                if let Some(second) = shown {
                    <path class="read" d={format!("M{} {TOP}V{BOTTOM}", axes.x(second - second % length + length / 2))}/>
                }
            </svg>
        </figure>
    }
}

/// A triangle on the upper edge: here something was throttled.
fn mark(axes: Axes, second: u32) -> String {
    format!("M{} {}l-3 -5h6z", axes.x(second), TOP + 6)
}

/// A figure for an axis: `1,200`, `0.5`, `12 k`.
fn short(milli: u64) -> String {
    match milli {
        10_000_000..10_000_000_000 => format!("{} k", units(milli / 1_000)),
        10_000_000_000.. => format!("{} M", units(milli / 1_000_000)),
        _ => units(milli),
    }
}

/// `09:04:30`.
fn hour(second: u32) -> String {
    moment(second.into()).split(' ').nth(1).unwrap_or_default().to_owned()
}

/// What the lines are, by their shapes.
fn legend(chart: &MetricChart) -> Html {
    let figure = match chart.figure {
        Figure::Rate => "used; a minute shows its sum divided by 60",
        Figure::Sum => "the sum of each second, of each minute",
        Figure::Average => "the average of each second, of each minute",
    };
    let tone = match chart.tone {
        Tone::Read => "rd",
        Tone::Write => "w",
        Tone::Bad => "bad",
        Tone::Plain => "plain",
    };
    let key = |class: &'static str, path: &'static str, words: String| {
        html! { <span class={classes!("key", tone)}><svg viewBox="0 0 20 12" aria-hidden="true"><path {class} d={path}/></svg>{ words }</span> }
    };
    let throttled: u64 = chart.throttles.iter().map(|(_, milli)| milli).sum();
    let provisioned = chart.level.last().map(|(_, milli)| units(*milli));
    html! {
        <p class="legend">
            { key("line", "M1 8H8V4H19", figure.to_owned()) }
            if let Some(provisioned) = provisioned { { key("level", "M1 6H19", format!("provisioned, {provisioned} a second")) } }
            if throttled > 0 { { key("mark", "M10 9l-4 -6h8z", format!("throttled, {} in this time", units(throttled))) } }
        </p>
    }
}

/// The minutes as a table.
fn table(chart: &MetricChart) -> Html {
    let row = |&(at, milli): &(u32, u64)| {
        let most =
            chart.seconds.iter().filter(|(second, _)| (at..at + 60).contains(second)).map(|it| it.1).max();
        let throttled: u64 =
            chart.throttles.iter().filter(|(second, _)| (at..at + 60).contains(second)).map(|it| it.1).sum();
        html! {
            <tr key={at}>
                <td class="mono">{ hour(at) }</td>
                <td class="mono">{ said(chart, milli) }</td>
                <td class="mono">{ most.map(|milli| said(chart, milli)).unwrap_or_default() }</td>
                <td class="mono">{ units(throttled) }</td>
            </tr>
        }
    };
    html! {
        <details class="twin">
            <summary>{ "The same as a table" }</summary>
            <table>
                <thead><tr><th>{ "Minute" }</th><th>{ "Figure" }</th><th>{ "Its greatest second" }</th><th>{ "Throttled" }</th></tr></thead>
                <tbody>{ for chart.minutes.iter().rev().map(row) }</tbody>
            </table>
        </details>
    }
}
