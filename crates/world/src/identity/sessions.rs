//! STS: roles are assumed, for a time.

use std::sync::Arc;

use api::identity::Request;
use api::{ApiError, ErrorCode, Object};
use iam::{Kind, Rules};
use sim::MICROS_PER_SECOND;

use super::context::federated;
use super::control::{Told, arc, limit};
use super::policies::check_document;
use super::principal::Text;
use super::{ADMIN, Entity, Session, Sort};
use crate::flight::Flight;
use crate::world::World;

/// Sessions that are remembered; those that are over make room first.
const MOST: usize = 1_000;
/// Seconds of a session unless another length is asked for.
const ROLE_SECONDS: u64 = 3_600;
const USER_SECONDS: u64 = 43_200;

impl World {
    pub(super) fn sts(&mut self, flight: &mut Flight, name: &str, request: &Request) -> Told {
        match name {
            "AssumeRole" => self.assume_role(flight, request),
            "AssumeRoleWithWebIdentity" => self.assume_with_web_identity(flight, request),
            "GetSessionToken" => self.session_token(flight, request),
            _ => {
                let caller = self.principal(flight.caller.as_deref())?;
                let mut out = String::new();
                let mut object = Object::new(&mut out);
                object.text("UserId", &caller.id);
                object.text("Account", &caller.caller.account);
                object.text("Arn", &caller.caller.arn);
                object.end();
                Ok(Some(out))
            }
        }
    }

    /// The role of an ARN.
    fn role(&self, arn: &str) -> Option<Arc<Entity>> {
        let name = arn.strip_prefix(&self.identity_arn(Sort::Role, ""))?;
        self.identities.entity(Sort::Role, name).map(Arc::clone)
    }

    fn assume_role(&mut self, flight: &mut Flight, request: &Request) -> Told {
        let arn = request.text("RoleArn").unwrap_or_default();
        let caller = self.principal(flight.caller.as_deref())?;
        let denied = || {
            let who = &caller.caller.arn;
            let message =
                format!("User: {who} is not authorized to perform: sts:AssumeRole on resource: {arn}");
            ApiError::new(ErrorCode::AccessDenied, message)
        };
        let role = self.role(arn).ok_or_else(denied)?;
        let ask = iam::Request {
            action: "sts:AssumeRole".to_owned(),
            resource: arn.to_owned(),
            owner: self.config.account.clone(),
            context: self.context_of(&caller, &flight.region),
        };
        let mut texts: Vec<Text> =
            vec![(Kind::Trust, format!("trust policy of {}", role.name), role.trust.clone())];
        texts.extend(self.texts_of(&caller));
        if !self.judge(flight, &caller.caller, ask, texts) {
            return Err(denied());
        }
        let seconds = duration(request, ROLE_SECONDS);
        // A session that assumes another role has an hour at most.
        if caller.caller.role.is_some() && seconds > 3_600 {
            return Err(ApiError::new(
                ErrorCode::ValidationError,
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
            ));
        }
        let session = self.role_session(&role, request, seconds, request.tags())?;
        let mut out = String::new();
        let mut object = Object::new(&mut out);
        self.begin_session(&mut object, session.clone())?;
        self.write_assumed(&mut object, &role, &session);
        object.end();
        Ok(Some(out))
    }

    /// Somebody for whom an identity provider vouches becomes a role. A token here is what the provider would say:
    /// the subject, or the provider and the subject with a `/` between them.
    fn assume_with_web_identity(&mut self, flight: &mut Flight, request: &Request) -> Told {
        let arn = request.text("RoleArn").unwrap_or_default();
        let token = request.text("WebIdentityToken").unwrap_or_default();
        let (provider, subject) = match (request.text("ProviderId"), token.split_once('/')) {
            (Some(provider), _) => (provider, token),
            (None, Some((provider, subject))) if provider.contains('.') => (provider, subject),
            (None, _) => ("cognito-identity.amazonaws.com", token),
        };
        if subject.is_empty() || token.chars().any(char::is_whitespace) {
            return Err(ApiError::new(
                ErrorCode::InvalidIdentityToken,
                "The token is not one that an identity provider gave: here it is the subject's name.",
            ));
        }
        let denied = || {
            let message = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
            ApiError::new(ErrorCode::AccessDenied, message)
        };
        let role = self.role(arn).ok_or_else(denied)?;
        let caller = iam::Caller {
            account: self.config.account.clone(),
            arn: format!("{provider}/{subject}"),
            federated: Some(provider.to_owned()),
            ..iam::Caller::default()
        };
        let mut ask = iam::Request {
            action: "sts:AssumeRoleWithWebIdentity".to_owned(),
            resource: arn.to_owned(),
            owner: self.config.account.clone(),
            context: iam::Context::new(),
        };
        federated(&mut ask.context, provider, subject);
        let texts = vec![(Kind::Trust, format!("trust policy of {}", role.name), role.trust.clone())];
        if !self.judge(flight, &caller, ask, texts) {
            return Err(denied());
        }
        let mut session = self.role_session(&role, request, duration(request, ROLE_SECONDS), Vec::new())?;
        session.federated = Some((provider.to_owned(), subject.to_owned()));
        let mut out = String::new();
        let mut object = Object::new(&mut out);
        self.begin_session(&mut object, session.clone())?;
        object.text("SubjectFromWebIdentityToken", subject);
        self.write_assumed(&mut object, &role, &session);
        object.text("Provider", provider);
        object.end();
        Ok(Some(out))
    }

    fn session_token(&mut self, flight: &Flight, request: &Request) -> Told {
        let caller = self.principal(flight.caller.as_deref())?;
        if caller.session.is_some() {
            return Err(ApiError::new(
                ErrorCode::AccessDenied,
                "Cannot call GetSessionToken with session credentials",
            ));
        }
        let of = caller.entity.as_ref().map_or_else(|| arc(ADMIN), |entity| Arc::clone(&entity.name));
        let seconds = duration(request, USER_SECONDS);
        let session = Session {
            sort: Sort::User,
            name: Arc::clone(&of),
            of,
            of_id: caller.id,
            issued: self.now,
            expires: self.now.saturating_add(seconds * MICROS_PER_SECOND),
            policies: Vec::new(),
            federated: None,
            tags: Vec::new(),
        };
        let mut out = String::new();
        let mut object = Object::new(&mut out);
        self.begin_session(&mut object, session)?;
        object.end();
        Ok(Some(out))
    }

    /// A session of a role, with the policies that were passed.
    fn role_session(
        &self,
        role: &Entity,
        request: &Request,
        seconds: u64,
        tags: Vec<(String, String)>,
    ) -> Result<Session, ApiError> {
        if seconds > u64::from(role.longest) {
            return Err(ApiError::new(
                ErrorCode::ValidationError,
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            ));
        }
        let mut policies = Vec::new();
        if let Some(text) = request.text("Policy") {
            check_document(text, Rules::of(Kind::Session))?;
            policies.push(("the session policy".to_owned(), text.to_owned()));
        }
        for arn in request.list("PolicyArns").iter().filter_map(|it| it.text("arn")) {
            self.check_managed(arn)?;
            policies.extend(self.managed_text(arn));
        }
        Ok(Session {
            sort: Sort::Role,
            of: Arc::clone(&role.name),
            of_id: role.id.clone(),
            name: arc(request.text("RoleSessionName").unwrap_or_default()),
            issued: self.now,
            expires: self.now.saturating_add(seconds * MICROS_PER_SECOND),
            policies,
            federated: None,
            tags,
        })
    }

    /// Gives out the credentials of a session.
    fn begin_session(&mut self, object: &mut Object<'_>, session: Session) -> Result<(), ApiError> {
        if self.identities.sessions.len() >= MOST {
            let over: Vec<Arc<str>> = self
                .identities
                .sessions
                .iter()
                .filter(|(_, session)| session.expires <= self.now)
                .map(|(id, _)| Arc::clone(id))
                .collect();
            for id in &over {
                self.identities.sessions.remove(id);
            }
            if over.is_empty() {
                return Err(limit(&format!("There are {MOST} sessions already, and none of them is over.")));
            }
        }
        let id = self.fresh_id("ASIA");
        let mut inner = Object::new(object.member("Credentials"));
        inner.text("AccessKeyId", &id);
        inner.text("SecretAccessKey", &self.fresh_secret());
        inner.text("SessionToken", &self.fresh_token());
        inner.text("Expiration", &self.moment_text(session.expires));
        inner.end();
        self.identities.sessions.insert(arc(&id), Arc::new(session));
        Ok(())
    }

    fn write_assumed(&self, object: &mut Object<'_>, role: &Entity, session: &Session) {
        let mut inner = Object::new(object.member("AssumedRoleUser"));
        inner.text("AssumedRoleId", &format!("{}:{}", role.id, session.name));
        inner.text("Arn", &self.session_arn(session));
        inner.end();
    }
}

fn duration(request: &Request, otherwise: u64) -> u64 {
    request.text("DurationSeconds").and_then(|seconds| seconds.parse().ok()).unwrap_or(otherwise)
}
