//! The order in which policies are heard.

use crate::condition;
use crate::context::Context;
use crate::decision::{Check, Decision, Finding, Met, Reason, StatementFinding, Step};
use crate::document::{Effect, Kind, Matched, Policy, Principals, Statement};
use crate::glob;

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The account, 12 digits.
    pub account: String,
    /// `arn:aws:iam::…:user/alice`, or `arn:aws:sts::…:assumed-role/app/session`.
    pub arn: String,
    /// The ARN of the role that was assumed.
    pub role: Option<String>,
    /// The service that asks for itself, such as `lambda.amazonaws.com`.
    pub service: Option<String>,
    /// The identity provider that vouches for the caller.
    pub federated: Option<String>,
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `dynamodb:GetItem`.
    pub action: String,
    /// The ARN.
    pub resource: String,
    /// The account that the resource belongs to.
    pub owner: String,
    /// The condition keys.
    pub context: Context,
}

/// A policy that applies to a request.
#[derive(Clone, Copy, Debug)]
pub struct Applied<'a> {
    /// What it is attached to.
    pub kind: Kind,
    /// Its name.
    pub name: &'a str,
    /// What it says.
    pub policy: &'a Policy,
}

/// Decides about a request.
pub fn evaluate(caller: &Caller, request: &Request, policies: &[Applied<'_>]) -> Decision {
    let findings: Vec<Finding> = policies.iter().map(|policy| find(caller, request, policy)).collect();
    let (step, policy) = decide(caller.account == request.owner, &findings);
    let allowed = matches!(step, Step::Allowed(_));
    let effect = if allowed { Effect::Allow } else { Effect::Deny };
    let by = policy.and_then(|at| {
        let said = |it: &StatementFinding| it.reason == Reason::Matches && it.effect == effect;
        let statement = findings.get(at)?.statements.iter().position(said)?;
        Some((at as u32, statement as u32))
    });
    Decision { allowed, step, by, findings }
}

/// The deciding step, and the policy that spoke, by position.
fn decide(same_account: bool, findings: &[Finding]) -> (Step, Option<usize>) {
    // A denial wins over everything; where there are several, the first kind in the order of evaluation is named.
    let denials = findings.iter().enumerate().filter(|(_, finding)| finding.effect == Some(Effect::Deny));
    if let Some((at, finding)) = denials.min_by_key(|(at, finding)| (finding.kind, *at)) {
        return (Step::Denied(finding.kind), Some(at));
    }
    let of = |kind: Kind| findings.iter().enumerate().filter(move |(_, finding)| finding.kind == kind);
    let allows =
        |kind: Kind| of(kind).find(|(_, finding)| finding.effect == Some(Effect::Allow)).map(|(at, _)| at);
    // What is there must allow; what isn't there limits nothing.
    let limits = |kind: Kind| of(kind).next().is_some() && allows(kind).is_none();
    if limits(Kind::ServiceControl) {
        return (Step::Silent(Kind::ServiceControl), None);
    }
    let at_resource = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| matches!(finding.kind, Kind::Resource | Kind::Trust))
        .filter_map(|(at, finding)| Some((finding.met?, at, finding.kind)))
        .max_by_key(|(met, at, _)| (*met, usize::MAX - at));
    let identity = allows(Kind::Identity);
    if of(Kind::Trust).next().is_some() && at_resource.is_none() {
        // A role that doesn't trust the caller can't be assumed, whatever the caller's policies say.
        return (Step::Silent(Kind::Trust), None);
    }
    let granted = match (at_resource, identity) {
        (Some((Met::Itself, at, kind)), _) if same_account => return (Step::Allowed(kind), Some(at)),
        (Some((_, at, kind)), None) if !same_account => {
            let _ = (at, kind);
            return (Step::Silent(Kind::Identity), None);
        }
        (None, _) if !same_account && of(Kind::Resource).next().is_none() => {
            return (Step::Silent(Kind::Resource), None);
        }
        (None, Some(_)) if !same_account => return (Step::Silent(Kind::Resource), None),
        (_, Some(at)) => (Kind::Identity, at),
        (Some((Met::Role, at, kind)), None) => (kind, at),
        _ => return (Step::Silent(Kind::Identity), None),
    };
    for kind in [Kind::Boundary, Kind::Session] {
        if limits(kind) {
            return (Step::Silent(kind), None);
        }
    }
    (Step::Allowed(granted.0), Some(granted.1))
}

/// What a policy says to a request.
fn find(caller: &Caller, request: &Request, applied: &Applied<'_>) -> Finding {
    let mut effect = None;
    let mut met = None;
    let mut statements = Vec::with_capacity(applied.policy.statements.len());
    for statement in &applied.policy.statements {
        let (reason, checks, as_whom) = hear(caller, request, statement);
        if reason == Reason::Matches {
            match statement.effect {
                Effect::Deny => effect = Some(Effect::Deny),
                Effect::Allow => {
                    effect = effect.or(Some(Effect::Allow));
                    met = met.max(as_whom);
                }
            }
        }
        statements.push(StatementFinding {
            sid: statement.sid.clone(),
            effect: statement.effect,
            from: statement.from,
            to: statement.to,
            reason,
            checks,
        });
    }
    Finding { kind: applied.kind, name: applied.name.to_owned(), effect, met, statements }
}

/// Whether a statement is about a request.
fn hear(caller: &Caller, request: &Request, statement: &Statement) -> (Reason, Vec<Check>, Option<Met>) {
    let context = &request.context;
    let mut as_whom = None;
    if let Some(principals) = &statement.principals {
        as_whom = meets(principals, caller);
        if as_whom.is_none() {
            return (Reason::Principal, Vec::new(), None);
        }
    }
    let small = request.action.to_ascii_lowercase();
    let is_action = |pattern: &crate::Template| glob::matches(&pattern.written.to_ascii_lowercase(), &small);
    if statement.actions.any.iter().any(is_action) == statement.actions.not {
        return (Reason::Action, Vec::new(), None);
    }
    if let Some(resources) = &statement.resources
        && let Some(reason) = misses(resources, request)
    {
        return (reason, Vec::new(), None);
    }
    // A variable without a value compares with nothing: the statement is not about this request.
    let patterns = statement.conditions.iter().flat_map(|clause| &clause.values);
    if let Some(variable) = patterns.into_iter().find_map(|pattern| pattern.unresolved(context)) {
        return (Reason::Variable(variable.to_owned()), Vec::new(), None);
    }
    let checks: Vec<Check> = statement
        .conditions
        .iter()
        .map(|clause| Check {
            test: clause.written.clone(),
            key: clause.key.clone(),
            wanted: clause.values.iter().map(|value| value.text(context)).collect(),
            found: context.get(&clause.key).unwrap_or_default().to_vec(),
            holds: condition::holds(clause, context),
        })
        .collect();
    let holds = checks.iter().all(|check| check.holds);
    (if holds { Reason::Matches } else { Reason::Condition }, checks, as_whom)
}

/// Why a statement's resources are not the request's; nothing when they are.
fn misses(resources: &Matched, request: &Request) -> Option<Reason> {
    let mut unresolved = None;
    let mut fits = false;
    for pattern in &resources.any {
        match pattern.unresolved(&request.context) {
            Some(variable) => unresolved = unresolved.or(Some(variable)),
            None => fits |= glob::fits(&pattern.letters(&request.context), &request.resource),
        }
    }
    // What a variable without a value would have excepted can't be told: the statement keeps away from it.
    if let Some(variable) = unresolved.filter(|_| resources.not || !fits) {
        return Some(Reason::Variable(variable.to_owned()));
    }
    (fits == resources.not).then_some(Reason::Resource)
}

/// As whom principals name a caller.
fn meets(principals: &Principals, caller: &Caller) -> Option<Met> {
    let account = |text: &str| {
        text == caller.account
            || text.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root"))
                == Some(&caller.account)
    };
    let one = |text: &String| {
        if text == "*" || *text == caller.arn {
            Some(Met::Itself)
        } else if caller.role.as_ref() == Some(text) {
            Some(Met::Role)
        } else {
            account(text).then_some(Met::Account)
        }
    };
    let aws = principals.aws.iter().filter_map(one).max();
    let is = |own: &Option<String>, list: &[String]| {
        own.as_ref().is_some_and(|own| list.iter().any(|text| text == "*" || text == own))
    };
    let other = is(&caller.service, &principals.service) || is(&caller.federated, &principals.federated);
    let met = aws.max(other.then_some(Met::Itself));
    match (principals.not, met) {
        (false, met) => met,
        (true, None) => Some(Met::Itself),
        (true, Some(_)) => None,
    }
}
