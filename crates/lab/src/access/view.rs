//! Principals and decisions, as JSON for the panels that show them.

use api::{Object, write_list};
use iam::{Check, Effect, Finding, Kind, Reason, StatementFinding, Step};
use value::json::write_string;
use world::{Access, World};

/// Statements that a decision shows; policies with more are told as such.
const MOST_STATEMENTS: usize = 60;
/// Values that a line of a condition shows.
const MOST_VALUES: usize = 12;

/// Everybody as whom calls can be made, and as whom they are made now; nothing while there is nobody.
pub(crate) fn principals_json(world: &World, caller: Option<&str>) -> String {
    if !world.has_principals() {
        return String::new();
    }
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    object.text("current", caller.unwrap_or_default());
    object.text("administrator", world.administrator());
    write_list(object.member("principals"), &world.principals(), |out, it| {
        let mut one = Object::new(out);
        one.text("who", &it.who);
        one.text("name", &it.name);
        one.text("arn", &it.arn);
        one.text("of", &format!("{}/{}", it.of.0, it.of.1));
        if let Some(expires) = it.expires {
            one.number("expires", expires);
        }
        write_list(one.member("policies"), &it.policies, |out, policy| {
            let mut inner = Object::new(out);
            inner.text("kind", word(policy.kind));
            inner.text("name", &policy.name);
            inner.text("text", &policy.text);
            inner.member("inline").push_str(flag(policy.inline));
            inner.end();
        });
        one.end();
    });
    object.end();
    out
}

fn flag(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

/// A kind of policy in one word.
pub(super) fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::ServiceControl => "account",
        Kind::Resource => "resource",
        Kind::Identity => "identity",
        Kind::Boundary => "boundary",
        Kind::Session => "session",
        Kind::Trust => "trust",
    }
}

/// What was decided about a call, with each policy and statement.
pub(crate) fn decision_json(access: &Access) -> String {
    let decision = &access.decision;
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    object.member("allowed").push_str(flag(decision.allowed));
    object.text("caller", &access.caller.arn);
    object.text("action", &access.request.action);
    object.text("resource", &access.request.resource);
    object.number("asks", u64::from(access.asks));
    object.text("verdict", &verdict(access));
    let kind = match decision.step {
        Step::Denied(kind) | Step::Silent(kind) | Step::Allowed(kind) => kind,
    };
    object.text("step", word(kind));
    object.member("explicit").push_str(flag(matches!(decision.step, Step::Denied(_))));
    let mut left = MOST_STATEMENTS;
    let policies: Vec<(usize, &Finding)> = decision.findings.iter().enumerate().collect();
    write_list(object.member("policies"), &policies, |out, (at, finding)| {
        let text = access.texts.get(*at).map_or("", String::as_str);
        let decides = |statement: usize| decision.by == Some((*at as u32, statement as u32));
        let shown = finding.statements.len().min(left);
        left -= shown;
        let mut policy = Object::new(out);
        policy.text("kind", word(finding.kind));
        policy.text("name", &finding.name);
        policy.text("says", said(finding));
        policy.number("more", (finding.statements.len() - shown) as u64);
        let statements: Vec<(usize, &StatementFinding)> =
            finding.statements.iter().enumerate().take(shown).collect();
        write_list(policy.member("statements"), &statements, |out, (number, statement)| {
            write_statement(out, access, text, *number, statement, decides(*number));
        });
        policy.end();
    });
    let context: Vec<(&str, &[String])> = access.request.context.iter().collect();
    write_list(object.member("context"), &context, |out, (key, values)| {
        let mut one = Object::new(out);
        one.text("key", key);
        one.text("value", &listed(values));
        one.end();
    });
    object.end();
    out
}

/// A policy's word.
fn said(finding: &Finding) -> &'static str {
    match finding.effect {
        Some(Effect::Deny) => "Deny",
        Some(Effect::Allow) => "Allow",
        None => "silent",
    }
}

/// The decision in a sentence that names what decided.
pub(crate) fn verdict(access: &Access) -> String {
    let decision = &access.decision;
    let by = decision.decider().map(|(policy, statement)| {
        let number = decision.by.map_or(1, |(_, at)| at + 1);
        let which = statement
            .sid
            .as_ref()
            .map_or_else(|| format!("statement {number}"), |sid| format!("statement {sid}"));
        format!("{which} of {}", policy.name)
    });
    let by = by.unwrap_or_default();
    match decision.step {
        Step::Allowed(_) => format!("Allowed by {by}."),
        Step::Denied(_) => format!("Denied by {by}. A denial wins over every allowance."),
        Step::Silent(Kind::Boundary) => {
            "Denied: the permissions boundary doesn't allow it, and nothing can be had beyond a boundary."
                .to_owned()
        }
        Step::Silent(Kind::Session) => {
            "Denied: the session policy doesn't allow it, and a session has no more than that.".to_owned()
        }
        Step::Silent(Kind::Trust) => "Denied: the role doesn't trust the caller.".to_owned(),
        Step::Silent(kind) => {
            format!("Denied: no {} allows it, and what nobody allows is denied.", kind.name())
        }
    }
}

fn write_statement(
    out: &mut String,
    access: &Access,
    text: &str,
    number: usize,
    statement: &StatementFinding,
    decides: bool,
) {
    let mut object = Object::new(out);
    object.text("name", &statement.sid.clone().unwrap_or_else(|| format!("Statement {}", number + 1)));
    object.text("effect", statement.effect.name());
    object.member("matches").push_str(flag(statement.reason == Reason::Matches));
    object.member("decides").push_str(flag(decides));
    object.text("why", &iam::reason(statement, &access.request));
    object.text("text", text.get(statement.from as usize..statement.to as usize).unwrap_or_default());
    write_list(object.member("checks"), &statement.checks, write_check);
    object.end();
}

fn write_check(out: &mut String, check: &Check) {
    let mut object = Object::new(out);
    object.text("test", &check.test);
    object.text("key", &check.key);
    object.text("wanted", &listed(&check.wanted));
    object.text("found", &listed(&check.found));
    object.member("holds").push_str(flag(check.holds));
    object.end();
}

/// Values in a line; empty when there are none.
fn listed(values: &[String]) -> String {
    let mut shown = values.iter().take(MOST_VALUES).cloned().collect::<Vec<_>>().join(", ");
    if values.len() > MOST_VALUES {
        shown.push_str(&format!(" and {} more", values.len() - MOST_VALUES));
    }
    shown
}

/// Faults of a policy's text, as a JSON array.
pub(super) fn faults_json(text: &str, faults: &[iam::Fault]) -> String {
    let mut out = String::new();
    write_list(&mut out, faults, |out, fault| {
        let before = text.get(..fault.from as usize).unwrap_or_default();
        let mut object = Object::new(out);
        object.number("from", u64::from(fault.from));
        object.number("to", u64::from(fault.to));
        object.number("line", before.matches('\n').count() as u64 + 1);
        object.number("column", before.rsplit('\n').next().map_or(0, |it| it.chars().count()) as u64 + 1);
        object.text("message", &fault.message);
        object.text("hint", &fault.hint);
        object.end();
    });
    out
}

/// A text as a JSON string.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_string(&mut out, text);
    out
}
