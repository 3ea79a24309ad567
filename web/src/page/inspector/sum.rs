//! "Why 4 WCU?": the sum of a call's capacity units, each figure with its rule behind it.

use lab::view::{CallDetail, UnitLine};
use yew::prelude::*;

use crate::page::model::Shared;
use crate::words::{capacity, units};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct SumProps {
    pub(super) detail: Shared<CallDetail>,
}

/// The sum.
#[component]
pub(super) fn Sum(props: &SumProps) -> Html {
    let open = use_state(|| None::<usize>);
    let detail = &*props.detail;
    let total = capacity(detail.summary.units);
    let title = if total.is_empty() { "Why nothing?".to_owned() } else { format!("Why {total}?") };
    html! {
        <section class="sec" id="why">
            <h2>{ title }</h2>
            <table class="sum">
                { for detail.arithmetic.iter().enumerate().map(|(i, line)| {
                    let open = open.clone();
                    let shown = *open == Some(i);
                    let press = Callback::from(move |_: MouseEvent| open.set(if shown { None } else { Some(i) }));
                    row(line, i, shown, press)
                }) }
            </table>
        </section>
    }
}

/// The lines of a sum without their rules.
pub(crate) fn lines(sum: &[UnitLine]) -> Html {
    html! { <>{ for sum.iter().map(|line| html! {
        <tr class={if line.total { "tot" } else { "in" }}>
            <td><div><span>{ &line.label }</span><span class="how">{ ceiling(&line.formula) }</span></div></td>
            <td>{ format!("{} {}", units(line.units), line.unit) }</td>
        </tr>
    }) }</> }
}

fn row(line: &UnitLine, i: usize, shown: bool, press: Callback<MouseEvent>) -> Html {
    let figure = format!("{} {}", units(line.units), line.unit);
    if line.total {
        return html! { <tr class="tot" key={i}><td>{ &line.label }</td><td>{ figure }</td></tr> };
    }
    html! { <>
        <tr class="in">
            <td><div><span>{ &line.label }</span><span class="how">{ ceiling(&line.formula) }</span></div></td>
            <td><button class="why" aria-expanded={shown.to_string()} onclick={press}>{ figure }</button></td>
        </tr>
        if shown { <tr class="because"><td colspan="2">{ rule(line) }</td></tr> }
    </> }
}

/// `ceil(a / b)` as mathematicians write it.
fn ceiling(formula: &str) -> String {
    let mut signs = formula.replace(" / ", " ÷ ").replace(" * ", " × ");
    while let Some((before, rest)) = signs.split_once("ceil(")
        && let Some((inside, after)) = rest.split_once(')')
    {
        signs = format!("{before}⌈{inside}⌉{after}");
    }
    signs
}

/// The service's rule behind a figure (AWS Developer Guide: read and write operations).
fn rule(line: &UnitLine) -> String {
    let figure = format!("{} {}", units(line.units), line.unit);
    let sum = if line.formula.is_empty() {
        figure.clone()
    } else {
        format!("{} = {figure}", ceiling(&line.formula))
    };
    let label = line.label.to_ascii_lowercase();
    let rule = match (line.unit.as_str(), label.contains("transact")) {
        ("WCU", false) => {
            "A write costs 1 WCU for every KB (1,024 bytes) begun, of the item before or after, whichever is larger; every index entry put or deleted is a write of its own."
        }
        ("WCU", true) => {
            "A write in a transaction costs 2 WCU for every KB begun: one to prepare, one to commit."
        }
        ("bytes", _) => {
            "A vector index is charged in bytes: of an entry that is written, 1,024 at the least; of a search, the vectors that are compared and what it returns."
        }
        (_, true) => "A read in a transaction costs 2 RCU for every 4 KB begun.",
        _ => {
            "A strongly consistent read costs 1 RCU for every 4 KB begun, an eventually consistent one half of it; a Query or Scan adds its items up before rounding."
        }
    };
    format!("{sum}. {rule}")
}

#[cfg(test)]
mod tests {
    use super::ceiling;

    #[test]
    fn formulas_are_typeset() {
        assert_eq!(ceiling("ceil(1,234 / 1,024)"), "⌈1,234 ÷ 1,024⌉");
        assert_eq!(ceiling("ceil(52 / 4,096) / 2"), "⌈52 ÷ 4,096⌉ ÷ 2");
        assert_eq!(ceiling("max(4, ceil(267 / 4,096)) × 0.5"), "max(4, ⌈267 ÷ 4,096⌉) × 0.5");
        assert_eq!(ceiling("ceil(10 / 1,024) + ceil(7 / 1,024)"), "⌈10 ÷ 1,024⌉ + ⌈7 ÷ 1,024⌉");
        assert_eq!(ceiling("2 * 1"), "2 × 1");
        assert_eq!(ceiling(""), "");
    }
}
