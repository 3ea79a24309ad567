//! The map itself: a band for each partition, its line under its ceiling, splits, and a cross-hair.

use std::rc::Rc;

use lab::heat::{HeatBand, HeatView};
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData};
use yew::prelude::*;

use super::Class;
use super::fold::{self, Fold, Row, key};
use super::paint::{ceiling, cells, pixels, totals};
use crate::page::icons::{icon, sign};
use crate::page::model::{Action, Selection};
use crate::page::shell::Hands;
use crate::words::{clock, number, range, units};

/// The height that the map's rows share, in pixels.
const HEIGHT: u64 = 260;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct BandsProps {
    pub(super) view: Rc<HeatView>,
    pub(super) class: Class,
    pub(super) at: u64,
}

/// A cell under the cross-hair: band, row, column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Spot {
    band: usize,
    row: u64,
    column: usize,
}

#[component]
pub(super) fn Bands(props: &BandsProps) -> Html {
    let spot = use_state(|| None::<Spot>);
    let open = use_state(Vec::<String>::new);
    let view = &props.view;
    let columns = view.times.len();
    let lines = fold::rows(view, props.class, &open);
    let shown = fold::shown(&lines);
    let rows: u64 = shown.iter().map(|band| view.bands[*band].rows).sum();
    let pixel = (HEIGHT / rows.max(1)).clamp(2, 9);
    let onkeydown = {
        let (spot, view) = (spot.clone(), view.clone());
        Callback::from(move |event: KeyboardEvent| {
            let first = Spot { column: view.times.len().saturating_sub(1), ..Spot::default() };
            if let Some(next) = moved(&view, &shown, spot.unwrap_or(first), &event.key()) {
                event.prevent_default();
                spot.set(Some(next));
            }
        })
    };
    let onpointermove = {
        let (spot, view) = (spot.clone(), view.clone());
        Callback::from(move |event: PointerEvent| spot.set(under(&view, &event)))
    };
    let onpointerleave = {
        let spot = spot.clone();
        Callback::from(move |_: PointerEvent| spot.set(None))
    };
    let percent = |column: usize| {
        format!("{}.{:02}%", column * 100 / columns.max(1), column * 10_000 / columns.max(1) % 100)
    };
    let here = view.times.partition_point(|time| *time <= props.at);
    html! { <>
        <div class="heat-map" tabindex="0" role="group" aria-label="Map: arrow keys move the cross-hair" {onkeydown} {onpointermove} {onpointerleave}>
            { for lines.iter().map(|row| match row {
                Row::Band(number) => html! {
                    <Band key={key(&view.bands[*number])} view={view.clone()} number={*number} class={props.class} {pixel}
                          first={*number > 0 && view.bands[*number].index != view.bands[*number - 1].index}/>
                },
                Row::Fold(fold) => folded(view, fold, props.class, &open),
            }) }
            // With a key, as all beside it, so that a row stays the same element when others come.
            <svg key="over" class="heat-over" width="100%" height="100%" aria-hidden="true">
                { for view.splits.iter().map(|split| {
                    let column = view.times.partition_point(|time| *time < split.at);
                    let said = format!("{} was split into {} at {}", split.partition, split.heirs.join(" and "), clock(split.at));
                    html! { <svg x={percent(column)} overflow="visible" class="cut">
                        <title>{ said }</title>
                        <line y1="0" y2="100%"/><circle cy="8" r="9"/>{ sign("cut", -6, 2, 12, "k-f") }
                    </svg> }
                }) }
                if here < columns { <line class="now" x1={percent(here)} x2={percent(here)} y1="0" y2="100%"/> }
                if let Some(spot) = *spot { <line class="hair" x1={percent(spot.column)} x2={percent(spot.column)} y1="0" y2="100%"/> }
            </svg>
        </div>
        <svg class="heat-axis" height="14" aria-hidden="true">
            { for ticks(view).into_iter().map(|(column, at)| html! {
                <text x={percent(column)} y="11">{ clock(at).split('.').next().unwrap_or("").to_owned() }</text>
            }) }
        </svg>
        <p class="heat-read" role="status">{ readout(view, props.class, *spot) }</p>
    </> }
}

/// Neighbours in one row, which opens and closes.
fn folded(view: &HeatView, fold: &Fold, class: Class, open: &UseStateHandle<Vec<String>>) -> Html {
    let bands = &view.bands[fold.bands.clone()];
    let (Some(first), Some(last)) = (bands.first(), bands.last()) else { return Html::default() };
    let unit = if class == Class::Write { "WCU" } else { "RCU" };
    let used = match fold.most {
        0 => format!("no {unit}"),
        most => format!("at most {} {unit} a second each", units(most)),
    };
    let index = first.index.as_ref().map(|index| format!(" of {index}")).unwrap_or_default();
    let press = {
        let (open, was) = (open.clone(), fold.open);
        let own: Vec<String> = bands.iter().map(key).collect();
        Callback::from(move |_: MouseEvent| {
            let mut next: Vec<String> = open.iter().filter(|it| !own.contains(it)).cloned().collect();
            if !was {
                next.extend(own.iter().cloned());
            }
            open.set(next);
        })
    };
    let after = view.bands.get(fold.bands.end).map(key).unwrap_or_default();
    html! {
        // Named by what comes after it: it stays the same button when it begins earlier.
        <button key={format!("…{after}")} class="heat-fold" aria-expanded={fold.open.to_string()} onclick={press}>
            { icon(if fold.open { "down" } else { "rt" }) }<b>{ format!("{}–{}", first.name, last.name) }</b>
            <span>{ format!("{} partitions{index}, {used}", number(bands.len() as u64)) }</span>
        </button>
    }
}

/// The place next to this one that a key leads to, among the bands that are shown.
fn moved(view: &HeatView, shown: &[usize], now: Spot, key: &str) -> Option<Spot> {
    let rows = |band: usize| view.bands.get(band).map_or(1, |band| band.rows);
    let at = shown.partition_point(|band| *band < now.band);
    // What was folded meanwhile is left for what stands there now.
    let band = shown.get(at).or(shown.last()).copied()?;
    let now = if band == now.band { now } else { Spot { band, row: 0, ..now } };
    Some(match key {
        "ArrowLeft" => Spot { column: now.column.saturating_sub(1), ..now },
        "ArrowRight" => Spot { column: (now.column + 1).min(view.times.len().saturating_sub(1)), ..now },
        "ArrowDown" if now.row + 1 < rows(now.band) => Spot { row: now.row + 1, ..now },
        "ArrowDown" if at + 1 < shown.len() => Spot { band: shown[at + 1], row: 0, ..now },
        "ArrowUp" if now.row > 0 => Spot { row: now.row - 1, ..now },
        "ArrowUp" if at > 0 => {
            Spot { band: shown[at - 1], row: rows(shown[at - 1]).saturating_sub(1), ..now }
        }
        "ArrowUp" | "ArrowDown" => now,
        "Home" => Spot { column: 0, ..now },
        "End" => Spot { column: view.times.len().saturating_sub(1), ..now },
        _ => return None,
    })
}

/// The cell under the pointer.
fn under(view: &HeatView, event: &PointerEvent) -> Option<Spot> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let band = target.closest(".heat-band").ok()??;
    let number: usize = band.get_attribute("data-band")?.parse().ok()?;
    let canvas = band.query_selector("canvas").ok()??;
    let at = canvas.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()) - at.left(), f64::from(event.client_y()) - at.top());
    if x < 0.0 || x >= at.width() || view.bands.get(number).is_none() {
        return None;
    }
    let rows = view.bands.get(number)?.rows;
    let row = (y.clamp(0.0, at.height() - 1.0) / at.height().max(1.0) * rows as f64) as u64;
    let column = (x / at.width() * view.times.len() as f64) as usize;
    Some(Spot { band: number, row: row.min(rows - 1), column })
}

/// What the cross-hair is on.
fn readout(view: &HeatView, class: Class, spot: Option<Spot>) -> String {
    let Some(spot) = spot else {
        return "Point at a cell, or press the arrow keys, to read it.".to_owned();
    };
    let (Some(band), Some(&at)) = (view.bands.get(spot.band), view.times.get(spot.column)) else {
        return String::new();
    };
    let unit = if class == Class::Write { "WCU" } else { "RCU" };
    let width = band.range.1.saturating_sub(band.range.0) / band.rows;
    let from = band.range.0.saturating_add(width.saturating_mul(spot.row));
    let to = if spot.row + 1 == band.rows { band.range.1 } else { from.saturating_add(width) };
    let cell =
        cells(band, class).get(spot.column * band.rows as usize + spot.row as usize).copied().unwrap_or(0);
    let whole = totals(view, band, class).get(spot.column).copied().unwrap_or(0);
    let throttled = band.throttled.get(spot.column).copied().unwrap_or(0);
    format!(
        "{}, {}, hashes {}: {} {unit} a second here, {} of {} in the whole partition{}.",
        clock(at),
        band.name,
        range(from, to),
        units(cell),
        units(whole),
        number(ceiling(view, class)),
        if throttled > 0 { format!(", {} throttled", number(throttled.into())) } else { String::new() }
    )
}

/// A few moments for the axis.
fn ticks(view: &HeatView) -> Vec<(usize, u64)> {
    let columns = view.times.len();
    let step = columns.div_ceil(6).max(1);
    (0..columns).step_by(step).map(|column| (column, view.times[column])).collect()
}

#[derive(Clone, PartialEq, Properties)]
struct BandProps {
    view: Rc<HeatView>,
    number: usize,
    class: Class,
    pixel: u64,
    /// Whether it is the first of an index.
    first: bool,
}

#[component]
fn Band(props: &BandProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let canvas = use_node_ref();
    let view = props.view.clone();
    use_effect_with((props.view.clone(), props.number, props.class, props.pixel), {
        let canvas = canvas.clone();
        move |(view, number, class, pixel)| {
            if let (Some(canvas), Some(band)) = (canvas.cast::<HtmlCanvasElement>(), view.bands.get(*number))
            {
                // Styles in the markup are forbidden; a property is not.
                let _ = canvas.style().set_property("height", &format!("{}px", band.rows * pixel));
                paint(&canvas, view, band, *class);
            }
        }
    });
    let Some(band) = view.bands.get(props.number) else { return Html::default() };
    let totals = totals(&view, band, props.class);
    let most = ceiling(&view, props.class).max(1);
    // What has only begun says little.
    let last = view.whole.unwrap_or(0);
    let (last, throttled) =
        (totals.get(last).copied().unwrap_or(0), band.throttled.get(last).copied().unwrap_or(0));
    let unit = if props.class == Class::Write { "WCU" } else { "RCU" };
    let press = {
        let (name, index) = (band.name.clone(), band.index.clone());
        hands.on(move || Action::Select(Selection::Partition { index: index.clone(), name: name.clone() }))
    };
    html! {
        <div class={classes!("heat-band", props.first.then_some("first"), band.index.is_some().then_some("of-index"))} data-band={props.number.to_string()}>
            <button class="link name" onclick={press} title={band.index.clone()}>
                <b>{ &band.name }</b><span class="mono">{ format!("{:04X}", band.range.0 >> 48) }</span>
                if throttled > 0 { { icon("lock") } }
            </button>
            <div class="plot">
                <canvas ref={canvas} aria-hidden="true"></canvas>
                <svg class="line" viewBox={format!("0 0 {} 20", view.times.len().max(1))} preserveAspectRatio="none" aria-hidden="true">
                    <path class="top" d={format!("M0 1H{}", view.times.len().max(1))}/>
                    <path class="use" d={line(&totals, most)}/>
                    <path class="thr" d={marks(&band.throttled)}/>
                </svg>
            </div>
            <span class={if throttled > 0 { "value is-bad" } else { "value" }}>
                { format!("{} {unit}", units(last)) }
                if throttled > 0 { <br/>{ format!("{} throttled", number(throttled.into())) } }
            </span>
        </div>
    }
}

fn paint(canvas: &HtmlCanvasElement, view: &HeatView, band: &HeatBand, class: Class) {
    let (columns, rows) = (view.times.len() as u32, band.rows as u32);
    canvas.set_width(columns);
    canvas.set_height(rows);
    let context = canvas.get_context("2d").ok().flatten();
    let Some(context) = context.and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok()) else { return };
    let pixels = pixels(view, band, class);
    if let Ok(image) = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), columns, rows) {
        // A picture that can't be drawn leaves the table twin.
        let _ = context.put_image_data(&image, 0.0, 0.0);
    }
}

/// The band's use over time, under its ceiling.
fn line(totals: &[u64], most: u64) -> String {
    let height = |milli: u64| 19 - (milli.min(most * 1_000) * 18 / (most * 1_000)).min(18);
    let points = totals.iter().enumerate().map(|(at, &milli)| format!("{at} {}H{}", height(milli), at + 1));
    format!("M{}", points.collect::<Vec<_>>().join("V").replace('V', "L"))
}

/// A stroke for each column in which something was throttled.
fn marks(throttled: &[u32]) -> String {
    let places = throttled.iter().enumerate().filter(|(_, count)| **count > 0);
    places.map(|(at, _)| format!("M{at}.5 1V7")).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use lab::heat::{HeatBand, HeatView};

    use super::{Spot, moved};

    #[test]
    fn keys_step_over_what_is_folded() {
        let bands = (0..20).map(|_| HeatBand { rows: 2, ..HeatBand::default() }).collect();
        let view = HeatView { times: vec![0, 1, 2], bands, ..HeatView::default() };
        let shown = [3, 4, 9];
        let step = |band, row, key| {
            let next = moved(&view, &shown, Spot { band, row, column: 1 }, key).expect("a place");
            (next.band, next.row, next.column)
        };
        assert_eq!(step(4, 0, "ArrowDown"), (4, 1, 1));
        assert_eq!(step(4, 1, "ArrowDown"), (9, 0, 1));
        assert_eq!(step(9, 0, "ArrowUp"), (4, 1, 1));
        assert_eq!(step(3, 0, "ArrowUp"), (3, 0, 1));
        assert_eq!(step(9, 1, "ArrowDown"), (9, 1, 1));
        // The first step leads to what is shown, and so does one from a band that was folded meanwhile.
        assert_eq!(step(0, 0, "ArrowLeft"), (3, 0, 0));
        assert_eq!(step(12, 1, "End"), (9, 0, 2));
        assert_eq!(moved(&view, &[], Spot::default(), "End"), None);
    }
}
