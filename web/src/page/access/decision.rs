//! What was decided about a call: the deciding statement first, then every policy and statement with its reason.

use lab::access::Tree;
use yew::prelude::*;

use super::read::{is, list, number, text};

/// A policy in the stack at the gate.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stack {
    /// Whether the call may go on.
    pub(crate) allowed: bool,
    /// Each policy: kind, word (`Allow`, `Deny`, `silent`), name, and whether it decided.
    pub(crate) policies: Vec<(String, String, String, bool)>,
    /// The deciding statement and its policy.
    pub(crate) by: Option<(String, String)>,
    /// The decision in a sentence.
    pub(crate) verdict: String,
}

/// What the stage draws of a decision.
pub(crate) fn stack(json: &str) -> Option<Stack> {
    let tree = Tree::read(json)?;
    let decides = |policy: &Tree| list(policy, "statements").iter().find(|it| is(it, "decides")).cloned();
    let by = list(&tree, "policies").iter().find_map(|policy| {
        decides(policy).map(|it| (text(&it, "name").to_owned(), text(policy, "name").to_owned()))
    });
    let policies = list(&tree, "policies").iter().map(|policy| {
        (
            text(policy, "kind").to_owned(),
            text(policy, "says").to_owned(),
            text(policy, "name").to_owned(),
            decides(policy).is_some(),
        )
    });
    Some(Stack {
        allowed: is(&tree, "allowed"),
        policies: policies.collect(),
        by,
        verdict: text(&tree, "verdict").to_owned(),
    })
}

/// The decision as a section of the inspector, and of the editor's trial.
pub(crate) fn decision(json: &str) -> Html {
    let Some(tree) = Tree::read(json) else { return Html::default() };
    view(&tree)
}

/// The same of JSON that was read.
pub(super) fn view(tree: &Tree) -> Html {
    let allowed = is(tree, "allowed");
    let asks = number(tree, "asks").unwrap_or(1);
    let context = list(tree, "context");
    html! {
        <section class="sec decision" aria-label="What IAM decided" data-testid="decision">
            <h2>{ "What IAM decided" }{ word(if allowed { "Allow" } else { "Deny" }) }</h2>
            <p class="verdict">{ text(tree, "verdict") }</p>
            <dl>
                <dt>{ "Who" }</dt><dd class="mono">{ text(tree, "caller") }</dd>
                <dt>{ "Action" }</dt><dd class="mono">{ text(tree, "action") }</dd>
                <dt>{ "Resource" }</dt><dd class="mono">{ text(tree, "resource") }</dd>
                if asks > 1 { <dt>{ "Asked" }</dt><dd>{ format!("{asks} permissions; this one decided.") }</dd> }
            </dl>
            <ol class="heard">{ for list(tree, "policies").iter().map(policy) }</ol>
            if list(tree, "policies").is_empty() { <p class="mute">{ "No policy is about this caller, and what nobody allows is denied." }</p> }
            if !context.is_empty() {
                <details><summary>{ "What the request says of itself (condition keys)" }</summary>
                    <table class="keys"><tbody>{ for context.iter().map(|it| html! {
                        <tr><th scope="row" class="mono">{ text(it, "key") }</th><td class="mono">{ text(it, "value") }</td></tr>
                    }) }</tbody></table>
                </details>
            }
        </section>
    }
}

fn policy(policy: &Tree) -> Html {
    let more = number(policy, "more").unwrap_or(0);
    html! {
        <li>
            <p class="policy"><b>{ text(policy, "name") }</b><span class="mute">{ kind(text(policy, "kind")) }</span>{ word(text(policy, "says")) }</p>
            <ul>{ for list(policy, "statements").iter().map(statement) }</ul>
            if more > 0 { <p class="mute">{ format!("and {more} more statements") }</p> }
        </li>
    }
}

fn statement(statement: &Tree) -> Html {
    let (matches, decides) = (is(statement, "matches"), is(statement, "decides"));
    let checks = list(statement, "checks");
    let effect = text(statement, "effect");
    html! {
        <li class={classes!(decides.then_some("decides"), (!matches).then_some("past"))}>
            <p>
                <span class="what">{ text(statement, "name") }</span>
                <span class="mono">{ effect }</span>
                <span>{ text(statement, "why") }</span>
                if decides { <span class="tag">{ "decides" }</span> }
            </p>
            if !checks.is_empty() {
                <table class="checks">
                    <thead><tr><th>{ "Condition" }</th><th>{ "Policy" }</th><th>{ "Request" }</th><th>{ "" }</th></tr></thead>
                    <tbody>{ for checks.iter().map(|check| {
                        let holds = is(check, "holds");
                        let found = text(check, "found");
                        html! { <tr class={classes!((!holds).then_some("fails"))}>
                            <td><span class="mono">{ text(check, "key") }</span><br/><span class="mute">{ text(check, "test") }</span></td>
                            <td class="mono">{ text(check, "wanted") }</td>
                            <td class="mono">{ if found.is_empty() { "absent" } else { found } }</td>
                            <td>{ if holds { "✓ holds" } else { "✕ fails" } }</td>
                        </tr> }
                    }) }</tbody>
                </table>
            }
            <details><summary>{ "The statement" }</summary><pre class="body" tabindex="0">{ text(statement, "text") }</pre></details>
        </li>
    }
}

/// A policy's word with its shape.
fn word(says: &str) -> Html {
    match says {
        "Allow" => html! { <span class="tag ok">{ "✓ Allow" }</span> },
        "Deny" => html! { <span class="tag bad">{ "✕ Deny" }</span> },
        _ => html! { <span class="tag">{ "– silent" }</span> },
    }
}

/// What a kind of policy is, in a few words.
pub(super) fn kind(word: &str) -> &'static str {
    match word {
        "account" => "of the organization",
        "resource" => "at the resource",
        "identity" => "of the caller",
        "boundary" => "boundary: the most there can be",
        "session" => "of the session: never more",
        "trust" => "of the role: who may assume it",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stack_names_what_decided() {
        let json = r#"{"allowed":false,"verdict":"Denied.","policies":[
            {"kind":"identity","says":"Allow","name":"a","statements":[{"name":"S1","decides":false}]},
            {"kind":"boundary","says":"Deny","name":"b","statements":[{"name":"No","decides":true}]}]}"#;
        let stack = stack(json).expect("a stack");
        assert_eq!(stack.by, Some(("No".to_owned(), "b".to_owned())));
        assert_eq!(stack.policies.iter().map(|it| it.3).collect::<Vec<_>>(), [false, true]);
        assert!(super::stack("").is_none());
    }
}
