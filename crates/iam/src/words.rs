//! Decisions in the service's words, and in ours.

use crate::decision::{Decision, Reason, StatementFinding, Step};
use crate::document::Kind;
use crate::evaluate::{Caller, Request};

/// The sentence of an `AccessDeniedException`.
pub fn denial(caller: &Caller, request: &Request, decision: &Decision) -> String {
    let Request { action, resource, .. } = request;
    let head = format!("User: {} is not authorized to perform: {action} on resource: {resource}", caller.arn);
    match decision.step {
        Step::Denied(kind) => format!("{head} with an explicit deny in {}", with_article(kind)),
        Step::Silent(kind) => format!("{head} because no {} allows the {action} action", kind.name()),
        Step::Allowed(_) => head,
    }
}

fn with_article(kind: Kind) -> String {
    let article = if kind == Kind::Identity { "an" } else { "a" };
    format!("{article} {}", kind.name())
}

/// Why a statement was about a request or not, for people.
pub fn reason(statement: &StatementFinding, request: &Request) -> String {
    match &statement.reason {
        Reason::Matches => "matches".to_owned(),
        Reason::Principal => "is about another principal".to_owned(),
        Reason::Action => format!("is about other actions than {}", request.action),
        Reason::Resource => "is about another resource".to_owned(),
        Reason::Variable(name) => format!("needs a value for ${{{name}}}, and the request has none"),
        Reason::Condition => {
            let failed = statement.checks.iter().find(|check| !check.holds);
            failed.map_or_else(String::new, |check| {
                let found = if check.found.is_empty() { "absent".to_owned() } else { check.found.join(", ") };
                format!("its condition fails: {} is {found}", check.key)
            })
        }
    }
}
