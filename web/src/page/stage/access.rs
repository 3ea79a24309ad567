//! IAM at the gate: the policies that were heard as a stack, and the statement that decided.

use yew::prelude::*;

use super::layout::{Plan, Rect};
use super::marks::{rect, text};
use crate::page::access::{Stack, stack};
use crate::page::model::Lens;
use crate::words::cut;

/// Policies that the stack draws.
const MOST: usize = 6;

/// The stack in the router's head; with the lens, what decided in words below the stations.
pub(super) fn gate(plan: &Plan, decision: &str, lens: Lens) -> Html {
    let Some(stack) = stack(decision).filter(|_| !plan.measure.narrow) else { return Html::default() };
    let shown = stack.policies.len().min(MOST);
    let right = plan.gate.right() - 9;
    let left = right - 14 * shown as i32;
    let (glyph, class) = if stack.allowed { ("✓ Allow", "okt B") } else { ("✕ Deny", "bt B") };
    let label = label(&stack);
    html! { <g role="img" aria-label={label.clone()} tabindex="-1" data-mark="" data-about="auth" class="told iam">
        <title>{ label }</title>
        { text(left - 20, plan.gate.y + 17, "k", "IAM") }
        { for stack.policies.iter().take(MOST).enumerate().map(|(i, (_, says, _, decides))| {
            let at = Rect { x: left + 4 + 14 * i as i32, y: plan.gate.y + 8, w: 11, h: 11 };
            let class = match says.as_str() {
                "Allow" => "pol yes",
                "Deny" => "pol no",
                _ => "pol",
            };
            let mark = match says.as_str() {
                "Allow" => "✓",
                "Deny" => "✕",
                _ => "–",
            };
            html! { <>
                { rect(at, 2, classes!(class, decides.then_some("on"))) }
                { text(at.x + 5, at.y + 9, "c polt", mark) }
            </> }
        }) }
        if lens == Lens::Access {
            { text(plan.gate.x + 10, plan.admission.bottom() + 19, class, glyph) }
            { text(plan.gate.x + 66, plan.admission.bottom() + 19, "s", cut(&by(&stack), 19)) }
            { text(plan.gate.x + 10, plan.admission.bottom() + 38, "k", cut(&of(&stack), 29)) }
        }
    </g> }
}

/// What the lens says.
pub(super) fn says(decision: Option<&str>) -> String {
    match decision.and_then(stack) {
        Some(stack) => stack.verdict,
        None => "The call in focus was the administrator’s: nobody asked IAM about it.".to_owned(),
    }
}

/// The statement that decided, in a word.
fn by(stack: &Stack) -> String {
    stack.by.as_ref().map_or_else(|| "nobody allows it".to_owned(), |(statement, _)| statement.clone())
}

fn of(stack: &Stack) -> String {
    match &stack.by {
        Some((_, policy)) => format!("of {policy}"),
        None => format!("{} heard", crate::words::count(stack.policies.len() as u64, "policy", "policies")),
    }
}

fn label(stack: &Stack) -> String {
    let word = if stack.allowed { "Allow" } else { "Deny" };
    let each: Vec<String> =
        stack.policies.iter().map(|(_, says, name, _)| format!("{name} says {says}")).collect();
    format!("IAM: {word}. {} {}", stack.verdict, each.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_decision() {
        let json = r#"{"allowed":true,"verdict":"Allowed by statement A of p.","policies":[
            {"kind":"identity","says":"Allow","name":"p","statements":[{"name":"A","decides":true}]}]}"#;
        assert_eq!(says(Some(json)), "Allowed by statement A of p.");
        assert!(says(None).contains("administrator"));
        let stack = stack(json).expect("a stack");
        assert_eq!((by(&stack), of(&stack)), ("A".to_owned(), "of p".to_owned()));
        assert_eq!(label(&stack), "IAM: Allow. Allowed by statement A of p. p says Allow");
    }
}
