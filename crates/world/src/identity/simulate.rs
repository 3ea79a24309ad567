//! IAM's policy simulator: what would be decided, without a call.

use api::identity::Request;
use api::{ApiError, ErrorCode, Object, write_list};
use iam::{Applied, Caller, Context, Decision, Effect, Kind, Policy, Reason, Rules, Step};

use super::Sort;
use super::control::Told;
use super::policies::described;
use super::principal::{Principal, Text};
use crate::flight::Flight;
use crate::world::World;

/// Combinations of action and resource that one call tries.
const MOST: usize = 200;

impl World {
    pub(super) fn simulate(&mut self, flight: &Flight, request: &Request) -> Told {
        let principal = self.simulated_principal(flight, request)?;
        let mut texts =
            if request.text("PolicySourceArn").is_some() { self.texts_of(&principal) } else { Vec::new() };
        let given = |member: &str, kind: Kind| -> Vec<Text> {
            let documents = request.texts(member).into_iter().zip(1..);
            documents
                .map(|(text, at): (&str, u32)| (kind, format!("{member}.{at}"), text.to_owned()))
                .collect()
        };
        texts.extend(given("PolicyInputList", Kind::Identity));
        let boundaries = given("PermissionsBoundaryPolicyInputList", Kind::Boundary);
        if !boundaries.is_empty() {
            texts.retain(|(kind, ..)| *kind != Kind::Boundary);
            texts.extend(boundaries);
        }
        if let Some(text) = request.text("ResourcePolicy") {
            texts.push((Kind::Resource, "ResourcePolicy".to_owned(), text.to_owned()));
        }
        let read = |(kind, name, text): &Text| match iam::read(text, Rules::of(*kind)) {
            Ok(policy) => Ok((*kind, name.clone(), policy)),
            Err(faults) => {
                let why = faults.first().map_or_else(String::new, |fault| described(text, fault));
                Err(ApiError::new(ErrorCode::InvalidInput, format!("{name}: {why}")))
            }
        };
        let policies: Vec<(Kind, String, Policy)> = texts.iter().map(read).collect::<Result<_, _>>()?;
        let applied: Vec<Applied<'_>> =
            policies.iter().map(|(kind, name, policy)| Applied { kind: *kind, name, policy }).collect();
        let mut context = self.context_of(&principal, &flight.region);
        with_entries(&mut context, request);
        let account = self.config.account.as_str();
        let owner = request.text("ResourceOwner").and_then(|arn| arn.split(':').nth(4)).unwrap_or(account);
        let resources = match request.texts("ResourceArns") {
            resources if resources.is_empty() => vec!["*"],
            resources => resources,
        };
        let pairs = request
            .texts("ActionNames")
            .into_iter()
            .flat_map(|action| resources.iter().map(move |resource| (action, *resource)));
        let results: Vec<(&str, &str, Decision)> = pairs
            .take(MOST)
            .map(|(action, resource)| {
                let ask = iam::Request {
                    action: action.to_owned(),
                    resource: resource.to_owned(),
                    owner: owner.to_owned(),
                    context: context.clone(),
                };
                (action, resource, iam::evaluate(&principal.caller, &ask, &applied))
            })
            .collect();
        let mut out = String::new();
        let mut object = Object::new(&mut out);
        write_list(object.member("EvaluationResults"), &results, |out, (action, resource, decision)| {
            write_result(out, action, resource, decision, &context);
        });
        object.member("IsTruncated").push_str("false");
        object.end();
        Ok(Some(out))
    }

    /// Whose policies are tried, or who is supposed to ask.
    fn simulated_principal(&self, flight: &Flight, request: &Request) -> Result<Principal, ApiError> {
        let Some(arn) = request.text("PolicySourceArn").or_else(|| request.text("CallerArn")) else {
            return self.principal(flight.caller.as_deref());
        };
        let invalid =
            || ApiError::new(ErrorCode::NoSuchEntity, format!("Policy source {arn} cannot be found."));
        if let Some(name) = arn.strip_prefix(&self.identity_arn(Sort::User, "")) {
            return match self.principal(Some(&format!("user/{name}"))) {
                Err(_) if name == super::ADMIN => Ok(self.admin()),
                found => found.map_err(|_| invalid()),
            };
        }
        let sort =
            [Sort::Role, Sort::Group].into_iter().find(|sort| arn.starts_with(&self.identity_arn(*sort, "")));
        let sort = sort.ok_or_else(invalid)?;
        let name = arn.rsplit('/').next().unwrap_or_default();
        let entity = self.identities.entity(sort, name).cloned().ok_or_else(invalid)?;
        Ok(Principal {
            caller: Caller {
                account: self.config.account.clone(),
                arn: arn.to_owned(),
                role: (sort == Sort::Role).then(|| arn.to_owned()),
                ..Caller::default()
            },
            id: entity.id.clone(),
            entity: Some(entity),
            session: None,
        })
    }
}

/// `ContextEntries`: what the caller says of the request.
fn with_entries(context: &mut Context, request: &Request) {
    for entry in request.list("ContextEntries") {
        let values = entry.member("ContextKeyValues").map_or(&[][..], api::identity::Field::elements);
        let values: Vec<String> =
            values.iter().filter_map(|value| value.as_text()).map(str::to_owned).collect();
        if let Some(key) = entry.text("ContextKeyName") {
            context.set_all(key, values);
        }
    }
}

fn write_result(out: &mut String, action: &str, resource: &str, decision: &Decision, context: &Context) {
    let effect = if decision.allowed { Effect::Allow } else { Effect::Deny };
    let mut object = Object::new(out);
    object.text("EvalActionName", action);
    object.text("EvalResourceName", resource);
    object.text(
        "EvalDecision",
        match decision.step {
            Step::Allowed(_) => "allowed",
            Step::Denied(_) => "explicitDeny",
            Step::Silent(_) => "implicitDeny",
        },
    );
    let matched: Vec<(&str, Kind, u32, u32)> = decision
        .findings
        .iter()
        .flat_map(|finding| finding.statements.iter().map(move |statement| (finding, statement)))
        .filter(|(_, statement)| statement.reason == Reason::Matches && statement.effect == effect)
        .map(|(finding, statement)| (finding.name.as_str(), finding.kind, statement.from, statement.to))
        .collect();
    write_list(object.member("MatchedStatements"), &matched, |out, (name, kind, from, to)| {
        let mut statement = Object::new(out);
        statement.text("SourcePolicyId", name);
        statement
            .text("SourcePolicyType", if *kind == Kind::Resource { "Resource Policy" } else { "IAM Policy" });
        for (name, at) in [("StartPosition", from), ("EndPosition", to)] {
            // Places are bytes of the policy's text here; AWS counts lines and columns.
            let mut place = Object::new(statement.member(name));
            place.number("Line", 1);
            place.number("Column", u64::from(*at));
            place.end();
        }
        statement.end();
    });
    // Keys that a statement asked for and the request has not.
    let mut missing: Vec<&str> = decision
        .findings
        .iter()
        .flat_map(|finding| &finding.statements)
        .flat_map(|statement| &statement.checks)
        .filter(|check| context.get(&check.key).is_none())
        .map(|check| check.key.as_str())
        .collect();
    missing.sort_unstable();
    missing.dedup();
    write_list(object.member("MissingContextValues"), &missing, |out, key| {
        value::json::write_string(out, key);
    });
    if decision.findings.iter().any(|finding| finding.kind == Kind::Boundary) {
        let allows = decision
            .findings
            .iter()
            .any(|finding| finding.kind == Kind::Boundary && finding.effect == Some(Effect::Allow));
        let mut detail = Object::new(object.member("PermissionsBoundaryDecisionDetail"));
        detail.member("AllowedByPermissionsBoundary").push_str(if allows { "true" } else { "false" });
        detail.end();
    }
    object.end();
}
