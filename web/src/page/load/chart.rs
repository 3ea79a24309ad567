//! A small chart of a workload: what succeeded, what was throttled, second by second.

use std::fmt::Write as _;

use lab::load::LoadView;
use yew::prelude::*;

use super::for_time;
use crate::words::units;

/// The picture's own measures.
const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 48.0;

pub(super) fn chart(load: &LoadView) -> Html {
    let seconds = (load.width / 1_000_000).max(1);
    let whole = (load.lasts.div_ceil(load.width.max(1)) as usize).max(load.cells.len()).max(1);
    let most = load.cells.iter().map(|cell| cell[0].max(cell[3]).max(cell[1])).max().unwrap_or(0).max(1);
    // A number of calls in a cell, a second.
    let rate = |figure: u32| units(u64::from(figure) * 1_000 / seconds / 100 * 100);
    let x = |place: usize| place as f64 / whole as f64 * WIDTH;
    let y = |figure: u32| HEIGHT - 1.0 - f64::from(figure) / f64::from(most) * (HEIGHT - 3.0);
    let steps = |of: usize| {
        let mut path = String::new();
        for (place, cell) in load.cells.iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = write!(
                path,
                "{}{:.1} {:.1}H{:.1}",
                if place == 0 { "M" } else { "L" },
                x(place),
                y(cell[of]),
                x(place + 1)
            );
        }
        path
    };
    let area = |of: usize| {
        let line = steps(of);
        if line.is_empty() { line } else { format!("{line}V{HEIGHT}H0Z") }
    };
    let last = load.cells.iter().rev().nth(1).or(load.cells.last()).copied().unwrap_or_default();
    let throttles = load.cells.iter().any(|cell| cell[3] > 0);
    let said = format!(
        "In the last {}: {} operations a second began, {} succeeded, {} calls were throttled.",
        if seconds == 1 { "second".to_owned() } else { for_time(load.width) },
        rate(last[0]),
        rate(last[1]),
        rate(last[3])
    );
    html! {
        <figure class="load-chart">
            <svg viewBox={format!("0 0 {WIDTH} {HEIGHT}")} preserveAspectRatio="none" role="img" aria-label={said}>
                <path class="offered" d={steps(0)}/>
                <path class="good" d={area(1)}/>
                if throttles { <path class="bad" d={steps(3)}/> }
            </svg>
            <figcaption class="mute">
                <span>{ format!("up to {} a second", rate(most)) }</span>
                <span class="key"><i class="good"></i>{ "succeeded" }</span>
                <span class="key"><i class="offered"></i>{ "begun" }</span>
                if throttles { <span class="key"><i class="bad"></i>{ "throttled" }</span> }
            </figcaption>
        </figure>
    }
}
