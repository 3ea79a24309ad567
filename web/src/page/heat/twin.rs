//! The map as a table: what the eye sees there, in figures.

use lab::heat::HeatView;
use yew::prelude::*;

use super::Class;
use super::paint::totals;
use crate::words::{number, range, units};

/// A row for each partition.
pub(super) fn table(view: &HeatView, class: Class) -> Html {
    let (unit, most) = match class {
        Class::Write => ("WCU", view.ceiling.1),
        Class::Read => ("RCU", view.ceiling.0),
    };
    let rows = view.bands.iter().map(|band| {
        let totals = totals(view, band, class);
        let last = view.whole.and_then(|at| totals.get(at));
        let (last, peak) = (last.copied().unwrap_or(0), totals.iter().copied().max().unwrap_or(0));
        let throttled: u64 = band.throttled.iter().map(|it| u64::from(*it)).sum();
        let top = band.keys.first().map_or_else(String::new, |(key, percent)| format!("{key}, {percent} %"));
        let whose = band
            .index
            .as_deref()
            .map_or_else(|| band.name.clone(), |index| format!("{} of {index}", band.name));
        html! { <tr>
            <th scope="row">{ whose }</th>
            <td class="mono">{ range(band.range.0, band.range.1) }</td>
            <td class="n">{ units(last) }</td>
            <td class="n">{ units(peak) }</td>
            <td class="n">{ format!("{} %", peak / (most.max(1) * 10)) }</td>
            <td class="n">{ number(throttled) }</td>
            <td>{ top }</td>
        </tr> }
    });
    html! {
        <div class="heat-table" tabindex="0" role="region" aria-label="Heat map as a table">
        <table class="plain">
            <thead><tr>
                <th scope="col">{ "Partition" }</th><th scope="col">{ "Hashes" }</th>
                <th scope="col" class="n">{ format!("{unit} a second, last") }</th><th scope="col" class="n">{ "At most" }</th>
                <th scope="col" class="n">{ "Of its ceiling" }</th><th scope="col" class="n">{ "Throttled" }</th>
                <th scope="col">{ "Key used most" }</th>
            </tr></thead>
            <tbody>{ for rows }</tbody>
        </table>
        </div>
    }
}
