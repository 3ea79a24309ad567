//! IAM at the gate.

use trace::{Event, Kind, PolicyKind};

use super::Teller;
use crate::words::count;

impl Teller<'_> {
    pub(super) fn of_access(&self, event: &Event) -> String {
        match event.kind {
            Kind::PoliciesHeard { policies, statements, asks } => {
                let who = self
                    .completion
                    .and_then(|it| it.access.as_ref())
                    .map_or("the caller", |access| access.caller.arn.as_str());
                let asks =
                    if asks > 1 { format!(" The request asks for {asks} things.") } else { String::new() };
                format!(
                    "IAM hears {} about {who}: {}.{asks}",
                    if policies == 1 { "the one policy".to_owned() } else { format!("{policies} policies") },
                    count(statements.into(), "statement")
                )
            }
            Kind::StatementMatched { of, policy, statement, allows } => {
                let word = if allows { "Allow" } else { "Deny" };
                format!("{} is about this request and says {word}.", self.statement(of, policy, statement))
            }
            Kind::AccessAllowed { of, policy, statement } => {
                format!("Allowed, by {}.", self.statement(of, policy, statement))
            }
            Kind::AccessDenied { of, policy: 0, .. } => {
                format!("Denied: no {} allows it. What nobody allows is denied.", kind(of))
            }
            Kind::AccessDenied { of, policy, statement } => format!(
                "Denied, by {}. A denial wins over every allowance.",
                self.statement(of, policy, statement)
            ),
            _ => "The session is over: temporary credentials end by themselves. Assume the role again."
                .to_owned(),
        }
    }

    /// `statement OwnItems of tenant-access`, or by numbers where the names aren't kept.
    fn statement(&self, of: PolicyKind, policy: u32, statement: u32) -> String {
        let findings =
            self.completion.and_then(|it| it.access.as_ref()).map(|access| &access.decision.findings);
        let finding = findings.and_then(|all| all.get(policy.checked_sub(1)? as usize));
        let Some(finding) = finding else { return format!("a statement of the {}", kind(of)) };
        let told = finding.statements.get(statement.saturating_sub(1) as usize);
        let name = told.and_then(|it| it.sid.clone()).unwrap_or_else(|| statement.to_string());
        format!("statement {name} of {} ({})", finding.name, kind(of))
    }
}

fn kind(of: PolicyKind) -> &'static str {
    match of {
        PolicyKind::ServiceControl => "service control policy",
        PolicyKind::Resource => "resource-based policy",
        PolicyKind::Identity => "identity-based policy",
        PolicyKind::Boundary => "permissions boundary",
        PolicyKind::Session => "session policy",
        PolicyKind::Trust => "trust policy",
    }
}
