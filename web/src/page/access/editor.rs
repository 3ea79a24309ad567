//! A policy, written: its faults at their places, and a line to try it before it is saved.

use std::rc::Rc;

use lab::access::{Tree, quoted};
use lab::protocol::{Reply, Request};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::decision::{kind, view};
use super::read::{Fault, Policy, Principal, faults, text};
use crate::page::shell::{Hands, TypeIn};
use crate::words;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct EditorProps {
    pub(super) principal: Principal,
    /// The table on the stage.
    pub(super) table: Option<AttrValue>,
    pub(super) looking: bool,
    /// Rises as the world changes.
    pub(super) world: u64,
}

/// The policy that is written.
#[derive(Clone, Default, PartialEq)]
struct Draft {
    name: String,
    text: String,
    /// Whether somebody wrote in it.
    touched: bool,
}

/// The editor of one principal's policies.
#[component]
pub(super) fn Editor(props: &EditorProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let principal = &props.principal;
    let draft = use_state(|| first(principal, props.table.as_deref()));
    let (found, tried) = (use_state(Vec::<Fault>::new), use_state(|| None::<Rc<Tree>>));
    let (area, line) = (use_node_ref(), use_node_ref());
    // What was saved meanwhile is shown, unless somebody writes.
    use_effect_with((principal.clone(), props.world), {
        let (draft, table) = (draft.clone(), props.table.clone());
        move |(principal, _)| {
            if !draft.touched {
                let kept = principal.policies.iter().find(|it| it.inline && it.name == draft.name);
                let fresh = kept.map_or_else(|| first(principal, table.as_deref()), of);
                if fresh != *draft {
                    draft.set(fresh);
                }
            }
        }
    });
    use_effect_with((draft.text.clone(), principal.of.0.clone()), {
        let (hands, found) = (hands.clone(), found.clone());
        move |(policy, sort)| {
            let order = format!("{{\"check\":{},\"kind\":{}}}", quoted(policy), quoted(sort));
            spawn_local(async move {
                if let Ok(Reply::Json(json)) = hands.bridge.ask(Request::Access(order)).await {
                    found.set(faults(&json));
                }
            });
        }
    });
    let oninput = {
        let (draft, tried) = (draft.clone(), tried.clone());
        Callback::from(move |event: InputEvent| {
            let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            draft.set(Draft { text: area.value(), touched: true, ..(*draft).clone() });
            tried.set(None);
        })
    };
    let rename = {
        let draft = draft.clone();
        Callback::from(move |event: InputEvent| {
            let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
            draft.set(Draft { name: field.value(), touched: true, ..(*draft).clone() });
        })
    };
    let good = found.is_empty() && !draft.name.is_empty();
    let save = {
        let (hands, draft, principal) = (hands.clone(), draft.clone(), principal.clone());
        Callback::from(move |_: MouseEvent| {
            hands.type_in(TypeIn::Run(command(&principal.of, &draft.name, &draft.text)));
            draft.set(Draft { touched: false, ..(*draft).clone() });
        })
    };
    let ontry = {
        let (hands, draft, tried, line) = (hands.clone(), draft.clone(), tried.clone(), line.clone());
        let principal = principal.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = line.cast::<HtmlInputElement>() else { return };
            let order = format!(
                "{{\"try\":{},\"who\":{},\"of\":{},\"name\":{},\"policy\":{}}}",
                quoted(&field.value()),
                quoted(&principal.who),
                quoted(&format!("{}/{}", principal.of.0, principal.of.1)),
                quoted(&draft.name),
                quoted(&draft.text)
            );
            let (hands, tried) = (hands.clone(), tried.clone());
            spawn_local(async move {
                if let Ok(Reply::Json(json)) = hands.bridge.ask(Request::Access(order)).await {
                    tried.set(Tree::read(&json).map(Rc::new));
                }
            });
        })
    };
    let sample = props.table.as_ref().map_or_else(
        || "aws dynamodb list-tables".to_owned(),
        |table| format!("aws dynamodb scan --table-name {table}"),
    );
    // Written once: as a value it would come back over what somebody typed.
    use_effect_with((line.clone(), sample), |(line, sample)| {
        if let Some(field) = line.cast::<HtmlInputElement>() {
            field.set_value(sample);
        }
    });
    html! {
        <section class="policies" aria-label={format!("Policies of {}", principal.name)}>
            <h2>{ "Policies of " }<span class="mono">{ &principal.name }</span><span class="mute mono">{ &principal.arn }</span></h2>
            { files(principal, &draft) }
            <div class="write">
                <label class="named">{ "Policy" }<input value={draft.name.clone()} oninput={rename} spellcheck="false" disabled={props.looking}/></label>
                <label class="text"><span class="unseen">{ "The policy’s text" }</span>
                    <textarea ref={area.clone()} value={draft.text.clone()} {oninput} spellcheck="false" rows="14" disabled={props.looking}
                              aria-invalid={(!found.is_empty()).to_string()} aria-describedby="policy-faults"/></label>
                <div id="policy-faults" role="status">{ told(&found, &draft.text, &area) }</div>
                <button class="btn go" disabled={!good || props.looking} onclick={save}>{ "Save the policy" }</button>
            </div>
            <form class="try" onsubmit={ontry}>
                <label>{ "Try a command under it" }<input ref={line} class="mono" spellcheck="false"/></label>
                <button class="btn" disabled={!good}>{ "Try it" }</button>
                <p class="mute">{ "It is tried on a copy of this world: nothing is saved, nothing is written." }</p>
            </form>
            if let Some(tried) = &*tried {
                <div class="tried" role="status">
                    <p class="verdict">{ text(tried, "sentence") }</p>
                    { tried.member("decision").filter(|it| !it.members().is_empty()).map(view).unwrap_or_default() }
                </div>
            }
        </section>
    }
}

/// The policies that are heard beside the one that is written, and those that can be.
fn files(principal: &Principal, draft: &UseStateHandle<Draft>) -> Html {
    if principal.policies.is_empty() {
        return html! { <p class="mute">{ "None yet: nothing is allowed." }</p> };
    }
    html! {
        <ul class="files">{ for principal.policies.iter().map(|it| {
            let open = {
                let (draft, it) = (draft.clone(), it.clone());
                Callback::from(move |_: MouseEvent| draft.set(of(&it)))
            };
            let on = it.inline && it.name == draft.name;
            html! { <li key={format!("{}/{}", it.kind, it.name)}>
                if it.inline {
                    <button aria-pressed={on.to_string()} onclick={open}>{ &it.name }</button>
                    <span class="mute">{ kind(&it.kind) }</span>
                } else {
                    <details><summary>{ &it.name }<span class="mute">{ kind(&it.kind) }</span></summary><pre class="body" tabindex="0">{ &it.text }</pre></details>
                }
            </li> }
        }) }</ul>
    }
}

/// The faults, each with its line and a caret under the place.
fn told(found: &[Fault], policy: &str, area: &NodeRef) -> Html {
    if found.is_empty() {
        return html! { <p class="fine">{ "✓ A policy that IAM takes." }</p> };
    }
    html! {
        <ol class="faults">{ for found.iter().map(|it| {
            let go = {
                let (area, range) = (area.clone(), (units(policy, it.from), units(policy, it.to)));
                Callback::from(move |_: MouseEvent| {
                    if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                        area.focus().ok();
                        area.set_selection_range(range.0, range.1).ok();
                    }
                })
            };
            let (shown, caret) = marked(policy, it);
            html! { <li>
                <button class="link" onclick={go}>{ format!("Line {}, column {}", it.line, it.column) }</button>
                <span>{ &it.message }</span>
                if !it.hint.is_empty() { <span class="mute">{ &it.hint }</span> }
                <pre aria-hidden="true">{ shown }{ "\n" }<span class="caret">{ caret }</span></pre>
            </li> }
        }) }</ol>
    }
}

/// Characters before a fault that its line shows at most.
const BEFORE: usize = 34;
/// Characters of a line that are shown.
const SHOWN: usize = 72;

/// The line of a fault, and the carets below it.
fn marked(policy: &str, fault: &Fault) -> (String, String) {
    let start = policy.get(..fault.from).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = policy.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let before = policy.get(start..fault.from).map_or(0, |text| text.chars().count());
    let skip = before.saturating_sub(BEFORE);
    let length = policy
        .get(fault.from..fault.to)
        .unwrap_or_default()
        .lines()
        .next()
        .map_or(0, |it| it.chars().count());
    let shown: String = line.chars().skip(skip).take(SHOWN).collect();
    let room = shown.chars().count().saturating_sub(before - skip).max(1);
    (shown, format!("{}{}", " ".repeat(before - skip), "^".repeat(length.clamp(1, room))))
}

/// A place in bytes as the text area counts: UTF-16 units.
fn units(policy: &str, at: usize) -> u32 {
    policy.get(..at).unwrap_or(policy).encode_utf16().count() as u32
}

/// A policy as it is written; one that came in one line gets several.
fn of(policy: &Policy) -> Draft {
    let text = if policy.text.contains('\n') { policy.text.clone() } else { lab::pretty(&policy.text) };
    Draft { name: policy.name.clone(), text, touched: false }
}

/// The first policy that can be written; for whom has none, one that gives away their own items.
fn first(principal: &Principal, table: Option<&str>) -> Draft {
    if let Some(policy) = principal.policies.iter().find(|it| it.inline) {
        return of(policy);
    }
    let variable = if principal.of.0 == "Role" { "${aws:userid}" } else { "${aws:username}" };
    let table = table.unwrap_or("*");
    Draft {
        name: "own-items".to_owned(),
        text: format!(
            "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \"Sid\": \"OwnItems\",\n      \"Effect\": \"Allow\",\n      \"Action\": [\"dynamodb:GetItem\", \"dynamodb:Query\", \"dynamodb:PutItem\"],\n      \"Resource\": \"arn:aws:dynamodb:*:*:table/{table}\",\n      \"Condition\": {{\n        \"ForAllValues:StringEquals\": {{\n          \"dynamodb:LeadingKeys\": [\"{variable}\"]\n        }}\n      }}\n    }}\n  ]\n}}"
        ),
        touched: false,
    }
}

/// The command that saves a policy: the administrator's, whoever is picked.
fn command((sort, of): &(String, String), name: &str, policy: &str) -> String {
    let small = sort.to_lowercase();
    format!(
        "aws iam put-{small}-policy --{small}-name {} --policy-name {} --policy-document {} --profile admin",
        words::quoted(of),
        words::quoted(name),
        words::quoted(policy)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_marked_in_its_line() {
        let policy = "{\n  \"Effect\": \"allow\"\n}";
        let fault = Fault { from: 14, to: 21, line: 2, column: 13, ..Fault::default() };
        let (line, caret) = marked(policy, &fault);
        assert_eq!(line, "  \"Effect\": \"allow\"");
        assert_eq!(caret, "            ^^^^^^^");
        assert_eq!(units("ä\"x", 2), 1);
    }

    #[test]
    fn what_is_saved_is_a_command() {
        let of = ("User".to_owned(), "alice".to_owned());
        assert_eq!(
            command(&of, "p", "{\"a\":'b'}"),
            "aws iam put-user-policy --user-name 'alice' --policy-name 'p' --policy-document '{\"a\":'\\''b'\\''}' --profile admin"
        );
    }
}
