//! A call's spans as bars on one axis of virtual time.

use lab::view::{CallDetail, SpanView};
use yew::prelude::*;

use crate::words::{cut, duration};

const WIDTH: i32 = 328;
/// The bars' share of the width; labels stand left of it, facts right.
const LEFT: i32 = 112;
const RIGHT: i32 = 270;
const ROW: i32 = 21;
const TOP: i32 = 16;

/// Steps that an axis may have, microseconds.
const STEPS: [u64; 16] = [
    10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000, 1_000_000,
    60_000_000,
];

/// Draws it.
pub(super) fn waterfall(detail: &CallDetail, tau: Option<u64>) -> Html {
    let latency = detail.summary.latency;
    // What runs on after the answer gets a third of the axis at most: the call is what one looks at.
    let ends = detail.spans.iter().filter_map(|span| span.end).max().unwrap_or(latency);
    let whole = ends.min(latency.saturating_mul(3) / 2).max(latency).max(1);
    let step = STEPS.into_iter().find(|step| whole.div_ceil(*step) <= 4).unwrap_or(3_600_000_000);
    let full = whole.div_ceil(step) * step;
    let x = |at: u64| LEFT + (u128::from(at.min(full)) * (RIGHT - LEFT) as u128 / u128::from(full)) as i32;
    let height = TOP + detail.spans.len() as i32 * ROW + 2;
    let read = detail.summary.units.1 == 0;
    let seconds = full >= 2_000_000;
    let label = format!(
        "Waterfall of call {}: {} stations, answered after {}",
        detail.summary.id,
        detail.spans.len(),
        duration(latency)
    );
    html! {
        <svg class="waterfall" viewBox={format!("0 0 {WIDTH} {height}")} role="img" aria-label={label.clone()}>
            <title>{ label }</title>
            { for (0..=full / step).map(|i| {
                let at = i * step;
                let mark = axis(at, seconds, i == full / step);
                let class = if i == full / step { "m e" } else { "m c" };
                let text_x = if i == full / step { x(at) + 16 } else { x(at) };
                html! { <>
                    <path class="grid" d={format!("M{} {TOP}V{height}", x(at))}/>
                    <text x={text_x.to_string()} y="10" {class}>{ mark }</text>
                </> }
            }) }
            { for detail.spans.iter().enumerate().map(|(i, span)| bar(span, i as i32, &x, full, read)) }
            <path class="answer" d={format!("M{} 13V{height}", x(latency))}/>
            if let Some(tau) = tau.filter(|&tau| tau <= full) {
                <path class="head" d={format!("M{} 11V{height}", x(tau))}/>
            }
        </svg>
    }
}

fn axis(at: u64, seconds: bool, last: bool) -> String {
    let unit = if seconds { 1_000_000 } else { 1_000 };
    let number = if at.is_multiple_of(unit) {
        (at / unit).to_string()
    } else {
        let thousandths = at % unit * 1000 / unit;
        format!("{}.{}", at / unit, format!("{thousandths:03}").trim_end_matches('0'))
    };
    match (last, seconds) {
        (true, true) => format!("{number} s"),
        (true, false) => format!("{number} ms"),
        _ => number,
    }
}

fn bar(span: &SpanView, row: i32, x: &dyn Fn(u64) -> i32, full: u64, read: bool) -> Html {
    let y = TOP + row * ROW;
    let start = x(span.start);
    let leader = span.station == "partition";
    let indent = 4 + 8 * span.depth.min(3) as i32;
    let pending = span.end.is_none() || span.after_answer;
    let class = classes!("span", span.station.clone(), pending.then_some("after"), read.then_some("rd"));
    let fact = if !span.note.is_empty() {
        // The axis says the unit; what came after the answer has its own, as it is another scale.
        match span.note.strip_suffix(" after the answer") {
            Some(late) => format!("+{late}"),
            None => span.note.strip_suffix(" ms").unwrap_or(&span.note).replace(" on the way", " queued"),
        }
    } else if let Some(end) = span.end {
        duration(end - span.start.min(end)).trim_end_matches(" ms").to_owned()
    } else {
        "on its way".to_owned()
    };
    // What has no end yet, or ends beyond the axis, runs up to its note.
    let open_end = RIGHT.min(WIDTH - 8 - 7 * fact.chars().count() as i32);
    let end = span.end.filter(|&end| end <= full).map_or(open_end, x).max(start + 3);
    let voice = match span.station.as_str() {
        "replica" if pending => "late-t",
        "index" => "ix-t",
        _ => "",
    };
    let words = format!(
        "{}: from {} {}",
        span.label,
        duration(span.start),
        span.end.map_or("on".to_owned(), |end| format!("to {}", duration(end)))
    );
    let beyond = span.start >= full;
    html! { <g key={row}>
        <title>{ words }</title>
        <text x={indent.to_string()} y={(y + 16).to_string()} class={if leader { "B" } else { "" }}>
            { cut(&span.label, ((LEFT - indent) / 6) as usize) }
        </text>
        if !beyond {
            <rect x={start.to_string()} y={(y + 7).to_string()} width={(end - start).to_string()} height="10" rx="2" {class}/>
        }
        <text x={(WIDTH - 2).to_string()} y={(y + 16).to_string()} class={classes!("m", "e", "halo", voice)}>{ cut(&fact, 16) }</text>
    </g> }
}

#[cfg(test)]
mod tests {
    use super::axis;

    #[test]
    fn the_axis_says_its_unit_once() {
        assert_eq!(axis(2_000, false, false), "2");
        assert_eq!(axis(2_500, false, false), "2.5");
        assert_eq!(axis(8_000, false, true), "8 ms");
        assert_eq!(axis(1_500_000, true, true), "1.5 s");
    }
}
