//! The stations between client and table: what each said to the call on the stage.

use lab::view::{CallDetail, TableView};
use yew::prelude::*;

use super::flow::Flow;
use super::journey::{Journey, Reach};
use super::layout::{Plan, Rect};
use super::marks::{meter, rect, text};
use crate::page::icons::sign;
use crate::words::{capacity, cut, number, units};

/// Client, router and admission.
pub(super) fn stations(
    plan: &Plan,
    table: &TableView,
    (call, flow): (Option<(&CallDetail, &Journey)>, Option<&Flow>),
    first: bool,
) -> Html {
    html! { <>
        { client(plan, (call, flow), first) }
        if !plan.measure.narrow {
            { rect(plan.gate, 8, "frame") }
            { text(plan.gate.x + 10, plan.gate.y + 17, "k", "Request router") }
        }
        { router(plan, (call, flow)) }
        { admission(plan, table, (call, flow)) }
        if !plan.measure.narrow { { buckets(plan, table, flow.is_some()) } }
    </> }
}

fn client(plan: &Plan, (call, flow): (Option<(&CallDetail, &Journey)>, Option<&Flow>), first: bool) -> Html {
    let (title, operation, class, fact) = match call {
        _ if flow.is_some() => {
            let flow = flow.copied().unwrap_or_default();
            ("Clients", format!("{}/s", number(flow.calls())), "B", "calls a second".to_owned())
        }
        Some((detail, journey)) => {
            let class = match journey.class() {
                "bad" => "bt B",
                "wr" => "wt B",
                "rd" => "rt B",
                _ => "B",
            };
            (
                "AWS CLI",
                detail.summary.operation.clone(),
                class,
                if journey.answered() {
                    format!("call {}", number(detail.summary.id))
                } else {
                    format!("call {}, waits", number(detail.summary.id))
                },
            )
        }
        None if first => ("Your call", "PutItem".to_owned(), "wt B", "waits for Enter".to_owned()),
        None => ("AWS CLI", String::new(), "k", "waits for you".to_owned()),
    };
    let at = plan.client;
    let label = format!("Client: {title} {operation}, {fact}");
    if plan.measure.narrow {
        return html! { <g role="img" aria-label={label.clone()} tabindex="-1" data-mark="" data-about="client" class="told">
            <title>{ label }</title>
            { rect(at, 6, "card") }
            { text(at.middle().0, at.y + 18, "c B", title) }
            { text(at.middle().0, at.y + 34, centred(class), cut(if operation.is_empty() { &fact } else { &operation }, 14)) }
        </g> };
    }
    html! { <g role="img" aria-label={label.clone()} tabindex="-1" data-mark="" data-about="client" class="told">
        <title>{ label }</title>
        { rect(at, 6, "card") }
        { text(at.x + 10, at.y + 17, "h", title) }
        { for parts(&operation).into_iter().zip([33, 45]).map(|(part, y)| text(at.x + 10, at.y + y, class, part)) }
        { text(at.x + 10, at.y + 58, "k", fact) }
    </g> }
}

/// An operation's name as one line, or broken before one of its words where it is too long for that.
fn parts(operation: &str) -> Vec<String> {
    const FIT: usize = 12;
    // A sign for what was cut is wider than a letter.
    let broken = |at: usize| vec![operation[..at].to_owned(), cut(&operation[at..], FIT - 1)];
    if operation.len() <= FIT {
        return vec![operation.to_owned()];
    }
    if let Some(at) = operation.find(':') {
        return broken(at + 1);
    }
    let mut words = operation.char_indices().filter(|(at, c)| c.is_uppercase() && *at > 0 && *at <= FIT);
    words.next_back().map_or_else(|| vec![cut(operation, FIT)], |(at, _)| broken(at))
}

/// A station's verdict: passed, stopped here, or not asked yet.
enum Verdict {
    Waits(String),
    Passed(String),
    Stopped(String),
}

fn station(plan: &Plan, at: Rect, name: &'static str, verdict: &Verdict, fact: &str) -> Html {
    let stopped = matches!(verdict, Verdict::Stopped(_));
    let (class, glyph, words) = match verdict {
        Verdict::Waits(words) => ("s", None, words),
        Verdict::Passed(words) => ("okt B", Some(("ck", "ok-f")), words),
        Verdict::Stopped(words) => ("bt B", Some(("bolt", "bad-f")), words),
    };
    let label = format!("{name}: {words}{}{fact}", if fact.is_empty() { "" } else { ", " });
    let card = classes!("card", stopped.then_some("stop"));
    if plan.measure.narrow {
        let (x, _) = at.middle();
        return html! { <g role="img" aria-label={label.clone()} tabindex="-1" data-mark="" data-about={name.to_ascii_lowercase()} class="told">
            <title>{ label }</title>
            { rect(at, 6, card) }
            { text(x, at.y + 18, "c B", name) }
            { text(x, at.y + 34, centred(class), words.clone()) }
        </g> };
    }
    html! { <g role="img" aria-label={label.clone()} tabindex="-1" data-mark="" data-about={name.to_ascii_lowercase()} class="told">
        <title>{ label }</title>
        { rect(at, 6, card) }
        { text(at.x + 8, at.y + 17, "B", name) }
        { for glyph.map(|(glyph, colour)| sign(glyph, at.x + 8, at.y + 24, 11, colour)) }
        { text(at.x + if glyph.is_some() { 23 } else { 8 }, at.y + 34, class, cut(words, 12)) }
        { text(at.x + 8, at.y + 64, "k", cut(fact, 13)) }
    </g> }
}

fn router(plan: &Plan, (call, flow): (Option<(&CallDetail, &Journey)>, Option<&Flow>)) -> Html {
    let (verdict, fact) = match call {
        _ if flow.is_some() => (Verdict::Passed(number(flow.map_or(0, Flow::calls))), String::new()),
        Some((_, journey)) if journey.reach == Reach::Cache => {
            (Verdict::Waits("not asked".to_owned()), String::new())
        }
        Some((detail, journey)) if journey.at_router() => {
            let stopped = journey.failed && journey.reach == Reach::Router;
            let fact = note(detail, "router");
            (
                if stopped && !journey.is_refused() {
                    Verdict::Waits("reads it".to_owned())
                } else if stopped {
                    Verdict::Stopped(if detail.access.is_some() { "denied" } else { "400" }.to_owned())
                } else {
                    Verdict::Passed("valid".to_owned())
                },
                fact,
            )
        }
        _ => (Verdict::Waits("reads it".to_owned()), String::new()),
    };
    station(plan, plan.router, "Router", &verdict, &fact)
}

fn admission(
    plan: &Plan,
    table: &TableView,
    (call, flow): (Option<(&CallDetail, &Journey)>, Option<&Flow>),
) -> Html {
    let (verdict, fact) = match call {
        _ if flow.is_some() => {
            let flow = flow.copied().unwrap_or_default();
            let served = format!("{} served", number(flow.served()));
            match flow.throttled {
                0 => (Verdict::Passed(number(flow.served())), "no throttles".to_owned()),
                refused => (Verdict::Stopped(number(refused)), served),
            }
        }
        Some((_, journey)) if journey.reach == Reach::Cache => {
            (Verdict::Waits("not asked".to_owned()), String::new())
        }
        Some((detail, journey)) if journey.at_admission() => {
            let spent = capacity(detail.summary.units);
            if journey.throttled && !journey.is_refused() {
                (Verdict::Waits("counts".to_owned()), String::new())
            } else if journey.throttled {
                (Verdict::Stopped("throttled".to_owned()), note(detail, "admission"))
            } else {
                let words = if spent.is_empty() { "passed".to_owned() } else { spent };
                (Verdict::Passed(words), note(detail, "admission"))
            }
        }
        Some((_, journey)) if journey.reach < Reach::Admission && journey.at_router() => {
            (Verdict::Waits("not asked".to_owned()), String::new())
        }
        _ => {
            let has = table.provisioned.map_or("on demand".to_owned(), |(_, w)| format!("{} WCU", number(w)));
            (Verdict::Waits(has), String::new())
        }
    };
    station(plan, plan.admission, "Admission", &verdict, &fact)
}

/// The same class, centred.
fn centred(class: &'static str) -> &'static str {
    match class {
        "okt B" => "c okt B",
        "bt B" => "c bt B",
        "wt B" => "c wt B",
        "rt B" => "c rt B",
        "s" => "c s",
        _ => "c k",
    }
}

/// The table's own buckets, below the stations.
fn buckets(plan: &Plan, table: &TableView, steady: bool) -> Html {
    let (read, write) =
        if steady { (table.used_lately.0, table.used_lately.1) } else { table.consumed_this_second };
    let one = |y: i32,
               letter: &'static str,
               milli: u64,
               ceiling: Option<u64>,
               default: u64,
               unit: &str,
               class| {
        let label = match ceiling {
            Some(ceiling) => format!("{} of {} {unit}", units(milli), number(ceiling)),
            None => format!("{} {unit}/s", units(milli)),
        };
        let kind = if letter == "W" { "write:" } else { "read:" };
        html! { <g role="img" aria-label={format!("The table's {}: {label}", if letter == "W" { "writes" } else { "reads" })} tabindex="-1" data-mark="" data-about={kind} class="told of-capacity">
            <title>{ format!("The table's {}: {label}", if letter == "W" { "writes" } else { "reads" }) }</title>
            { text(plan.gate.x + 10, y, "k", letter) }
            { meter(Rect { x: plan.gate.x + 23, y: y - 7, w: 44, h: 6 }, milli, ceiling.unwrap_or(default), class, None) }
            { text(plan.gate.x + 74, y, "s", cut(&label, 18)) }
        </g> }
    };
    html! { <>
        { one(plan.admission.bottom() + 19, "W", write, table.provisioned.map(|(_, w)| w), table.ceiling.1, "WCU", "fw") }
        { one(plan.admission.bottom() + 38, "R", read, table.provisioned.map(|(r, _)| r), table.ceiling.0, "RCU", "fr") }
    </> }
}

fn note(detail: &CallDetail, station: &str) -> String {
    detail.spans.iter().find(|span| span.station == station).map(|span| span.note.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn long_names_are_broken_between_words() {
        assert_eq!(parts("PutItem"), ["PutItem"]);
        assert_eq!(parts("TransactWriteItems"), ["Transact", "WriteItems"]);
        assert_eq!(parts("lambda:CreateEventSourceMapping"), ["lambda:", "CreateEven…"]);
        assert_eq!(parts("DescribeTable"), ["Describe", "Table"]);
        assert_eq!(parts("BatchExecuteStatement"), ["BatchExecute", "Statement"]);
        assert_eq!(parts("DescribeTimeToLive"), ["DescribeTime", "ToLive"]);
        assert_eq!(parts(""), [""]);
    }
}
