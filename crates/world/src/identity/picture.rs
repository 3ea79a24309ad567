//! What a picture shows of IAM.

use std::sync::Arc;

use sim::Micros;

use super::{ADMIN, Sort};
use crate::world::World;

/// Somebody as whom calls can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalInfo {
    /// How a call says it: `user/alice`, `key/ASIA…`.
    pub who: String,
    /// Its name: the user's, or role and session.
    pub name: String,
    /// `arn:aws:iam::…`.
    pub arn: String,
    /// When it ends.
    pub expires: Option<Micros>,
    /// Whose policies they are: `User` or `Role`, and the name.
    pub of: (&'static str, String),
    /// Its policies.
    pub policies: Vec<PolicyText>,
}

/// A policy that is about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyText {
    /// What it is attached to.
    pub kind: iam::Kind,
    /// Its name.
    pub name: String,
    /// What it says.
    pub text: String,
    /// Whether it is the principal's own, so that it can be written anew under its name.
    pub inline: bool,
}

impl World {
    /// Whether calls can be made as anybody but the administrator.
    pub fn has_principals(&self) -> bool {
        !self.identities.is_empty()
    }

    /// Everybody as whom calls can be made, but the administrator: users, then sessions, the newest last.
    pub fn principals(&self) -> Vec<PrincipalInfo> {
        if self.identities.is_empty() {
            return Vec::new();
        }
        let users = self.identities.entities.values().filter(|it| it.sort == Sort::User);
        let mut all: Vec<PrincipalInfo> = users
            .filter_map(|user| self.principal_info(&format!("user/{}", user.name), &user.name, None))
            .collect();
        let mut sessions: Vec<_> = self.identities.sessions.iter().collect();
        sessions.sort_by_key(|(id, session)| (session.issued, Arc::clone(id)));
        for (id, session) in sessions.into_iter().filter(|(_, session)| session.expires > self.now) {
            let name = match session.sort {
                Sort::User => format!("{} (session)", session.of),
                _ => format!("{}/{}", session.of, session.name),
            };
            all.extend(self.principal_info(&format!("key/{id}"), &name, Some(session.expires)));
        }
        all
    }

    /// The words of everybody as whom calls could ever be made: users, their keys, sessions, also those that are over.
    pub fn callers(&self) -> Vec<String> {
        let users = self.identities.entities.values().filter(|it| it.sort == Sort::User);
        let keys = self.identities.keys.keys().chain(self.identities.sessions.keys());
        users.map(|user| format!("user/{}", user.name)).chain(keys.map(|id| format!("key/{id}"))).collect()
    }

    fn principal_info(&self, who: &str, name: &str, expires: Option<Micros>) -> Option<PrincipalInfo> {
        let principal = self.principal(Some(who)).ok()?;
        let own = principal.entity.iter().flat_map(|entity| &entity.inline);
        let own: Vec<&String> = own.map(|(name, _)| name).collect();
        let policies = self.texts_of(&principal).into_iter().map(|(kind, name, text)| PolicyText {
            inline: kind == iam::Kind::Identity && own.contains(&&name),
            kind,
            name,
            text,
        });
        Some(PrincipalInfo {
            who: who.to_owned(),
            name: name.to_owned(),
            arn: principal.caller.arn.clone(),
            expires,
            of: principal
                .entity
                .as_ref()
                .map_or(("User", ADMIN.to_owned()), |entity| (entity.sort.title(), entity.name.to_string())),
            policies: policies.collect(),
        })
    }

    /// The word for a principal that somebody names: a user, an access key, a session, a role's newest session.
    /// Nothing for the administrator and for whom nobody knows.
    pub fn principal_named(&self, name: &str) -> Option<String> {
        if self.identities.entity(Sort::User, name).is_some() {
            return Some(format!("user/{name}"));
        }
        if self.identities.keys.get(name).is_some() || self.identities.sessions.get(name).is_some() {
            return Some(format!("key/{name}"));
        }
        let (role, session) =
            name.split_once('/').map_or((name, None), |(role, session)| (role, Some(session)));
        let meant = self.identities.sessions.iter().filter(|(_, it)| match session {
            Some(session) => *it.of == *role && *it.name == *session,
            None => *it.of == *role || *it.name == *role,
        });
        // Of several the newest, be it over: then the call says so.
        let newest = meant.max_by_key(|(id, it)| (it.issued, Arc::clone(id)))?;
        Some(format!("key/{}", newest.0))
    }

    /// The word for whom an access key belongs to, if it was made here.
    pub fn caller_of_key(&self, id: &str) -> Option<String> {
        let known = !self.identities.is_empty()
            && (self.identities.keys.get(id).is_some() || self.identities.sessions.get(id).is_some());
        known.then(|| format!("key/{id}"))
    }

    /// The name of the administrator, as whom calls are made without a principal.
    pub fn administrator(&self) -> &'static str {
        ADMIN
    }
}
