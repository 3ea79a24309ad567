//! Policies: what is read, what is refused and where, what is decided.

mod conditions;
mod decisions;
mod documents;
mod properties;
mod wildcards;

use iam::{Applied, Caller, Context, Decision, Kind, Policy, Request, Rules, Step, evaluate, read};

pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const TABLE: &str = "arn:aws:dynamodb:eu-west-2:123456789012:table/Notes";

#[track_caller]
pub(crate) fn policy(kind: Kind, text: &str) -> Policy {
    match read(text, Rules::of(kind)) {
        Ok(policy) => policy,
        Err(faults) => panic!("{text}\n{faults:?}"),
    }
}

/// A policy of one statement, of the newer version.
pub(crate) fn one(kind: Kind, statement: &str) -> Policy {
    policy(kind, &format!(r#"{{"Version":"2012-10-17","Statement":{{{statement}}}}}"#))
}

pub(crate) fn alice() -> Caller {
    Caller {
        account: ACCOUNT.to_owned(),
        arn: format!("arn:aws:iam::{ACCOUNT}:user/alice"),
        ..Caller::default()
    }
}

pub(crate) fn get(context: Context) -> Request {
    Request {
        action: "dynamodb:GetItem".to_owned(),
        resource: TABLE.to_owned(),
        owner: ACCOUNT.to_owned(),
        context,
    }
}

pub(crate) fn decide(caller: &Caller, request: &Request, policies: &[(Kind, &Policy)]) -> Decision {
    let applied: Vec<Applied<'_>> =
        policies.iter().map(|(kind, policy)| Applied { kind: *kind, name: "p", policy }).collect();
    evaluate(caller, request, &applied)
}

pub(crate) fn step(caller: &Caller, request: &Request, policies: &[(Kind, &Policy)]) -> Step {
    decide(caller, request, policies).step
}
