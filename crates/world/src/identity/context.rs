//! The condition keys of every request: who asks, when, from where.

use iam::Context;
use sim::MICROS_PER_SECOND;

use super::Sort;
use super::principal::Principal;
use crate::calendar::iso_millis;
use crate::world::World;

/// Where calls come from. A model: an address that is kept for examples.
const SOURCE: &str = "203.0.113.10";

impl World {
    /// What is known of whoever asks.
    pub(crate) fn context_of(&self, principal: &Principal, region: &str) -> Context {
        let mut context = Context::new();
        let caller = &principal.caller;
        let in_role = caller.role.is_some();
        context.set("aws:PrincipalArn", caller.role.clone().unwrap_or_else(|| caller.arn.clone()));
        context.set("aws:PrincipalAccount", caller.account.clone());
        context.set("aws:PrincipalType", if in_role { "AssumedRole" } else { "User" });
        context.set("aws:userid", principal.id.clone());
        if !in_role {
            context.set("aws:username", caller.arn.rsplit('/').next().unwrap_or_default());
        }
        let unix = self.config.epoch_micros.saturating_add(self.now);
        context.set("aws:CurrentTime", seconds_iso(unix));
        context.set("aws:EpochTime", (unix / MICROS_PER_SECOND).to_string());
        context.set("aws:RequestedRegion", region);
        context.set("aws:SourceIp", SOURCE);
        context.set("aws:SecureTransport", "true");
        context.set("aws:ViaAWSService", "false");
        let tags = principal.entity.iter().flat_map(|entity| &entity.tags);
        let passed = principal.session.iter().flat_map(|session| &session.tags);
        // What was passed with a session counts more than what the role has.
        for (key, value) in tags.chain(passed) {
            context.set(&format!("aws:PrincipalTag/{key}"), value.clone());
        }
        if let Some(session) = &principal.session {
            context.set("aws:MultiFactorAuthPresent", "false");
            let issued = self.config.epoch_micros.saturating_add(session.issued);
            context.set("aws:TokenIssueTime", seconds_iso(issued));
            if session.sort == Sort::Role {
                context.set("sts:RoleSessionName", &*session.name);
            }
            if let Some((provider, subject)) = &session.federated {
                federated(&mut context, provider, subject);
            }
        }
        context
    }
}

/// What is known of somebody for whom an identity provider vouches.
pub(crate) fn federated(context: &mut Context, provider: &str, subject: &str) {
    context.set("aws:FederatedProvider", provider);
    let names: &[&str] = match provider {
        "www.amazon.com" => &["user_id"],
        "graph.facebook.com" => &["id"],
        "cognito-identity.amazonaws.com" => {
            context.set_all(&format!("{provider}:amr"), vec!["authenticated".to_owned()]);
            &["sub"]
        }
        _ => &["sub"],
    };
    for name in names {
        context.set(&format!("{provider}:{name}"), subject);
    }
}

/// `2026-11-20T09:00:00Z` of Unix microseconds.
pub(crate) fn seconds_iso(unix: u64) -> String {
    let iso = iso_millis(unix);
    format!("{}Z", iso.split('.').next().unwrap_or_default())
}
