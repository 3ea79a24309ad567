//! Tokens: what travels over the stage, moved by the playhead alone.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Animation, Element};
use yew::prelude::*;

use super::journey::Flight;
use crate::page::model::Looking;
use crate::theme;

/// Milliseconds that the first visit's token takes for its way.
const ONCE: u32 = 2_400;

/// The tokens at a moment; each moves to where it will be at the next one. `begun`: when the call began.
pub(super) fn tokens(flights: &[Flight], moment: Looking, begun: u64) -> Html {
    let tau = moment.at.saturating_sub(begun);
    let next = moment.hop.map_or(tau, |hop| hop.to.saturating_sub(begun));
    let ms = moment.hop.map_or(0, |hop| hop.ms);
    html! { <>{ for flights
        .iter()
        // At its end a flight hands its token to the next one, or lets it go.
        .filter(|flight| flight.from <= tau && (tau < flight.to || (tau == flight.to && flight.from == tau)))
        .map(|flight| {
            let (from, to) = (share(flight, tau), share(flight, next));
            html! { <Token key={flight.id} class={flight.class} way={flight.way.clone()} {from} {to} {ms} moment={moment.at}/> }
        })
    }</> }
}

/// A token that goes all of its way once, to show where a call will go.
pub(super) fn once(flights: &[Flight]) -> Html {
    let mut way: Vec<(i32, i32)> = Vec::new();
    for flight in flights.iter().filter(|flight| flight.id == "call").take(3) {
        way.extend(flight.way.iter().skip(usize::from(!way.is_empty())));
    }
    let class = flights.first().map_or("", |flight| flight.class);
    html! { <Token key="once" {class} {way} from={0} to={WHOLE} ms={ONCE} moment={0}/> }
}

/// Shares of a way are in thousandths.
const WHOLE: u32 = 1_000;

fn share(flight: &Flight, tau: u64) -> u32 {
    let (done, all) = (tau.clamp(flight.from, flight.to) - flight.from, flight.to - flight.from);
    if all == 0 { WHOLE } else { (u128::from(done) * u128::from(WHOLE) / u128::from(all)) as u32 }
}

/// The corners between two shares of a way, the ends included.
fn stretch(way: &[(i32, i32)], from: u32, to: u32) -> Vec<(f64, f64)> {
    let legs: Vec<f64> = way
        .windows(2)
        .map(|pair| f64::from(pair[1].0 - pair[0].0).hypot(f64::from(pair[1].1 - pair[0].1)))
        .collect();
    let whole: f64 = legs.iter().sum();
    let at = |share: u32| whole * f64::from(share) / f64::from(WHOLE);
    let place = |mut rest: f64| {
        for (leg, pair) in legs.iter().zip(way.windows(2)) {
            if rest <= *leg && *leg > 0.0 {
                let part = rest / leg;
                let along = |a: i32, b: i32| f64::from(a) + f64::from(b - a) * part;
                return (along(pair[0].0, pair[1].0), along(pair[0].1, pair[1].1));
            }
            rest -= leg;
        }
        way.last().map_or((0.0, 0.0), |&(x, y)| (f64::from(x), f64::from(y)))
    };
    let mut out = vec![place(at(from))];
    let mut sum = 0.0;
    for (leg, pair) in legs.iter().zip(way.windows(2)) {
        sum += leg;
        if sum > at(from) && sum < at(to) {
            out.push((f64::from(pair[1].0), f64::from(pair[1].1)));
        }
    }
    out.push(place(at(to)));
    out
}

#[derive(Clone, PartialEq, Properties)]
struct TokenProps {
    class: &'static str,
    way: Vec<(i32, i32)>,
    from: u32,
    to: u32,
    ms: u32,
    /// The moment, so that the same stretch is gone again when the playhead comes again.
    moment: u64,
}

#[component]
fn Token(props: &TokenProps) -> Html {
    let place = use_node_ref();
    let still = theme::reduced_motion() || props.ms == 0;
    let corners = stretch(&props.way, props.from, if still { props.from } else { props.to });
    {
        let (place, corners) = (place.clone(), corners.clone());
        use_effect_with(props.clone(), move |props| {
            let moving = (!still)
                .then(|| place.cast::<Element>().and_then(|element| travel(&element, &corners, props.ms)))
                .flatten();
            move || {
                if let Some(moving) = moving {
                    moving.cancel();
                }
            }
        });
    }
    let (x, y) = corners.last().copied().unwrap_or_default();
    html! {
        <circle ref={place} r="4.5" class={classes!("tok", props.class)} transform={format!("translate({} {})", tenths(x), tenths(y))}/>
    }
}

/// A number with one digit behind the point. (The standard library's way weighs 4 KB of the first load.)
fn tenths(number: f64) -> String {
    let tenths = (number * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// Moves an element from corner to corner at an even pace.
fn travel(element: &Element, corners: &[(f64, f64)], ms: u32) -> Option<Animation> {
    let whole: f64 = corners.windows(2).map(|p| (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1)).sum();
    if whole < 0.5 {
        return None;
    }
    let frames = Array::new();
    let mut gone = 0.0;
    let mut before = corners.first().copied()?;
    for &(x, y) in corners {
        gone += (x - before.0).hypot(y - before.1);
        before = (x, y);
        let frame = Object::new();
        Reflect::set(
            &frame,
            &"transform".into(),
            &format!("translate({}px,{}px)", tenths(x), tenths(y)).into(),
        )
        .ok()?;
        Reflect::set(&frame, &"offset".into(), &(gone / whole).min(1.0).into()).ok()?;
        frames.push(&frame);
    }
    let options = Object::new();
    Reflect::set(&options, &"duration".into(), &ms.into()).ok()?;
    Reflect::set(&options, &"easing".into(), &"cubic-bezier(.4, 0, .3, 1)".into()).ok()?;
    let animate =
        Reflect::get(element, &JsValue::from("animate")).ok()?.dyn_into::<js_sys::Function>().ok()?;
    animate.call2(element, &frames, &options).ok()?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_goes_around_the_corners() {
        let way = [(0, 0), (100, 0), (100, 100)];
        assert_eq!(stretch(&way, 0, 1000), [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)]);
        assert_eq!(stretch(&way, 250, 750), [(50.0, 0.0), (100.0, 0.0), (100.0, 50.0)]);
        assert_eq!(stretch(&way, 100, 100), [(20.0, 0.0), (20.0, 0.0)]);
        assert_eq!(stretch(&[(5, 5), (5, 5)], 0, 500), [(5.0, 5.0), (5.0, 5.0)]);
    }

    #[test]
    fn places_have_one_digit_behind_the_point() {
        for number in [0.0, 0.04, 0.26, 9.96, 123.0, -0.3, -12.5] {
            assert_eq!(tenths(number), format!("{number:.1}"));
        }
    }

    #[test]
    fn shares_follow_the_clock() {
        let flight = Flight { id: "call", class: "", way: vec![(0, 0), (10, 0)], from: 100, to: 300 };
        assert_eq!([50, 100, 200, 300, 400].map(|tau| share(&flight, tau)), [0, 0, 500, 1000, 1000]);
        assert_eq!(share(&Flight { to: 100, ..flight }, 100), 1000);
    }
}
