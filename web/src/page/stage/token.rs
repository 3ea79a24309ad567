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
    // Where the playhead has gone past the end of its way, a token stands.
    let next = moment.hop.map_or(tau, |hop| hop.to.saturating_sub(begun).max(tau));
    let ms = moment.hop.map_or(0, |hop| hop.ms);
    html! { <>{ for flying(flights, tau)
        .into_iter()
        .map(|flight| {
            let stops = stops(flights, flight, tau, next);
            html! { <Token key={flight.id} class={flight.class} {stops} {ms} moment={moment.at}/> }
        })
    }</> }
}

/// Where a token comes by until the next moment, from where it is now: through all of its flights that begin by then,
/// each as long as it takes.
fn stops(flights: &[Flight], now: &Flight, tau: u64, next: u64) -> Vec<Stop> {
    let span = next.saturating_sub(tau);
    let part = |at: u64| {
        let gone = (at.clamp(tau, next) - tau) * u64::from(WHOLE);
        gone.checked_div(span).unwrap_or_default() as u32
    };
    let mut out = Vec::new();
    let later =
        flights.iter().filter(|it| it.id == now.id && it.from >= now.to && it.from < next && it.to > it.from);
    for flight in std::iter::once(now).chain(later) {
        let (begin, end) = (part(flight.from), part(flight.to));
        let legs = stretch(&flight.way, share(flight, tau), share(flight, next));
        let length = |pair: &[(f64, f64)]| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
        let whole: f64 = legs.windows(2).map(length).sum();
        let mut gone = 0.0;
        for (n, &(x, y)) in legs.iter().enumerate() {
            if n > 0 {
                gone += length(&legs[n - 1..=n]);
            }
            let done = if whole < 0.5 { n.min(1) as f64 } else { gone / whole };
            out.push(Stop { x, y, share: begin + (f64::from(end - begin) * done) as u32 });
        }
    }
    // What has arrived waits there.
    if let Some(last) = out.last().cloned().filter(|last| last.share < WHOLE) {
        out.push(Stop { share: WHOLE, ..last });
    }
    out
}

/// A place on a token's way, and the share of the hop at which it is there, in thousandths.
#[derive(Clone, Debug, PartialEq)]
struct Stop {
    x: f64,
    y: f64,
    share: u32,
}

/// The flights that are drawn at a moment, one of each token: where several that take no time meet, the last of them.
fn flying(flights: &[Flight], tau: u64) -> Vec<&Flight> {
    // At its end a flight hands its token to the next one, or lets it go.
    let is_up = |flight: &&Flight| {
        flight.from <= tau && (tau < flight.to || (tau == flight.to && flight.from == tau))
    };
    let up: Vec<&Flight> = flights.iter().filter(is_up).collect();
    let is_last = |at: usize| up[at + 1..].iter().all(|later| later.id != up[at].id);
    (0..up.len()).filter(|at| is_last(*at)).map(|at| up[at]).collect()
}

/// A token that goes all of its way once, to show where a call will go.
pub(super) fn once(flights: &[Flight]) -> Html {
    let mut way: Vec<(i32, i32)> = Vec::new();
    for flight in flights.iter().filter(|flight| flight.id == "call").take(3) {
        way.extend(flight.way.iter().skip(usize::from(!way.is_empty())));
    }
    let class = flights.first().map_or("", |flight| flight.class);
    let whole = Flight { id: "call", class, way, from: 0, to: 1 };
    let stops = stops(&[], &whole, 0, 1);
    html! { <Token key="once" {class} {stops} ms={ONCE} moment={0}/> }
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
    stops: Vec<Stop>,
    ms: u32,
    /// The moment, so that the same stretch is gone again when the playhead comes again.
    moment: u64,
}

#[component]
fn Token(props: &TokenProps) -> Html {
    let place = use_node_ref();
    let still = theme::reduced_motion() || props.ms == 0;
    {
        let place = place.clone();
        use_effect_with(props.clone(), move |props| {
            let moving = (!still)
                .then(|| place.cast::<Element>().and_then(|element| travel(&element, &props.stops, props.ms)))
                .flatten();
            move || {
                if let Some(moving) = moving {
                    moving.cancel();
                }
            }
        });
    }
    // Where it sets out: the movement carries it on and holds it at its end, so that no frame shows it anywhere else.
    let (x, y) = props.stops.first().map_or((0.0, 0.0), |stop| (stop.x, stop.y));
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

/// Moves an element from stop to stop.
fn travel(element: &Element, stops: &[Stop], ms: u32) -> Option<Animation> {
    let first = stops.first()?;
    if stops.iter().all(|stop| (stop.x - first.x).hypot(stop.y - first.y) < 0.5) {
        return None;
    }
    let frames = Array::new();
    for stop in stops {
        let frame = Object::new();
        let place = format!("translate({}px,{}px)", tenths(stop.x), tenths(stop.y));
        Reflect::set(&frame, &"transform".into(), &place.into()).ok()?;
        Reflect::set(&frame, &"offset".into(), &(f64::from(stop.share) / f64::from(WHOLE)).into()).ok()?;
        frames.push(&frame);
    }
    let options = Object::new();
    Reflect::set(&options, &"fill".into(), &"forwards".into()).ok()?;
    Reflect::set(&options, &"duration".into(), &ms.into()).ok()?;
    Reflect::set(&options, &"easing".into(), &"cubic-bezier(.4, 0, .3, 1)".into()).ok()?;
    let animate =
        Reflect::get(element, &JsValue::from("animate")).ok()?.dyn_into::<js_sys::Function>().ok()?;
    animate.call2(element, &frames, &options).ok()?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::model::{Hop, Mode};

    #[test]
    fn a_stretch_goes_around_the_corners() {
        let way = [(0, 0), (100, 0), (100, 100)];
        assert_eq!(stretch(&way, 0, 1000), [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)]);
        assert_eq!(stretch(&way, 250, 750), [(50.0, 0.0), (100.0, 0.0), (100.0, 50.0)]);
        assert_eq!(stretch(&way, 100, 100), [(20.0, 0.0), (20.0, 0.0)]);
        assert_eq!(stretch(&[(5, 5), (5, 5)], 0, 500), [(5.0, 5.0), (5.0, 5.0)]);
    }

    #[test]
    fn a_token_turns_between_two_moments() {
        let flight =
            |from, to, way: &[(i32, i32)]| Flight { id: "call", class: "", way: way.to_vec(), from, to };
        // It waits until 75, then it goes back; the moments are 50 and 100.
        let flights = [
            flight(0, 50, &[(0, 0), (10, 0)]),
            flight(50, 75, &[(10, 0), (10, 0)]),
            flight(75, 125, &[(10, 0), (0, 0)]),
        ];
        let seen: Vec<_> =
            stops(&flights, &flights[1], 50, 100).iter().map(|it| (it.x as i32, it.share)).collect();
        assert_eq!(seen, [(10, 0), (10, 500), (10, 500), (5, 1000)]);
        // What comes there before the next moment waits.
        let seen: Vec<_> =
            stops(&flights, &flights[2], 100, 150).iter().map(|it| (it.x as i32, it.share)).collect();
        assert_eq!(seen, [(5, 0), (0, 500), (0, 1000)]);
        // Standing still, it is where it is.
        assert_eq!(stops(&flights, &flights[2], 100, 100)[0], Stop { x: 5.0, y: 0.0, share: 0 });
    }

    #[test]
    fn a_token_stands_where_the_playhead_has_gone_past_its_way() {
        let flights = [Flight { id: "call", class: "", way: vec![(0, 0), (10, 0)], from: 0, to: 5_000 }];
        let hop = Some(Hop { to: 660, ms: 300 });
        drop(tokens(&flights, Looking { at: 4_045, mode: Mode::Following, hop }, 0));
    }

    #[test]
    fn a_token_is_in_one_place() {
        let flight = |id, from, to| Flight { id, class: "", way: vec![(0, 0), (10, 0)], from, to };
        let flights = [
            flight("call", 0, 100),
            flight("call", 100, 100),
            flight("call", 100, 100),
            flight("copy-a", 50, 200),
        ];
        let at = |tau| flying(&flights, tau).iter().map(|it| (it.id, it.from)).collect::<Vec<_>>();
        assert_eq!(at(60), [("call", 0), ("copy-a", 50)]);
        assert_eq!(at(100), [("call", 100), ("copy-a", 50)]);
        assert_eq!(at(200), []);
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
