//! From a call's word for its caller to who that is, and to the policies that are about it.

use std::sync::Arc;

use api::{ApiError, ErrorCode};
use iam::Kind;

use super::{ADMIN, Entity, Session, Sort, managed};
use crate::world::World;

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub(crate) caller: iam::Caller,
    /// The user or role whose policies count; none for the account's administrator when nobody made that user.
    pub(crate) entity: Option<Arc<Entity>>,
    /// `aws:userid`.
    pub(crate) id: String,
    pub(crate) session: Option<Arc<Session>>,
}

/// A policy that is about somebody: kind, name and text.
pub(crate) type Text = (Kind, String, String);

impl World {
    /// Who a call's word means: `user/<name>`, or `key/<id of an access key>`; none is the administrator.
    ///
    /// # Errors
    /// When there is nobody of that name, or the session is over.
    pub(crate) fn principal(&self, who: Option<&str>) -> Result<Principal, ApiError> {
        let Some(who) = who else { return Ok(self.admin()) };
        let unknown = || {
            ApiError::new(
                ErrorCode::UnrecognizedClientException,
                "The security token included in the request is invalid.",
            )
        };
        match who.split_once('/') {
            Some(("user", name)) => self.user(name).ok_or_else(unknown),
            Some(("key", id)) => {
                if let Some(key) = self.identities.keys.get(id) {
                    return self.user(&key.user).ok_or_else(unknown);
                }
                let session = self.identities.sessions.get(id).ok_or_else(unknown)?;
                if self.now >= session.expires {
                    return Err(ApiError::new(
                        ErrorCode::ExpiredTokenException,
                        "The security token included in the request is expired",
                    ));
                }
                self.in_session(session).ok_or_else(unknown)
            }
            _ => Err(unknown()),
        }
    }

    /// The administrator that is always there.
    pub(crate) fn admin(&self) -> Principal {
        self.of_user(ADMIN, None)
    }

    fn user(&self, name: &str) -> Option<Principal> {
        let entity = self.identities.entity(Sort::User, name)?;
        Some(self.of_user(name, Some(entity)))
    }

    fn of_user(&self, name: &str, entity: Option<&Arc<Entity>>) -> Principal {
        let entity = entity.cloned();
        Principal {
            caller: iam::Caller {
                account: self.config.account.clone(),
                arn: self.identity_arn(Sort::User, name),
                ..iam::Caller::default()
            },
            id: entity.as_ref().map_or_else(|| ADMIN_ID.to_owned(), |entity| entity.id.clone()),
            entity,
            session: None,
        }
    }

    fn in_session(&self, session: &Arc<Session>) -> Option<Principal> {
        if session.sort == Sort::User {
            let user = match self.user(&session.of) {
                Some(user) => user,
                None if *session.of == *ADMIN => self.admin(),
                None => return None,
            };
            return Some(Principal { session: Some(Arc::clone(session)), ..user });
        }
        let role = self.identities.entity(Sort::Role, &session.of).filter(|role| role.id == session.of_id)?;
        Some(Principal {
            caller: iam::Caller {
                account: self.config.account.clone(),
                arn: self.session_arn(session),
                role: Some(self.identity_arn(Sort::Role, &session.of)),
                ..iam::Caller::default()
            },
            id: format!("{}:{}", role.id, session.name),
            entity: Some(Arc::clone(role)),
            session: Some(Arc::clone(session)),
        })
    }

    /// `arn:aws:iam::…:user/alice`.
    pub(crate) fn identity_arn(&self, sort: Sort, name: &str) -> String {
        format!("arn:aws:iam::{}:{}/{name}", self.config.account, sort.word())
    }

    /// `arn:aws:sts::…:assumed-role/app/session`.
    pub(crate) fn session_arn(&self, session: &Session) -> String {
        format!("arn:aws:sts::{}:assumed-role/{}/{}", self.config.account, session.of, session.name)
    }

    /// The text of a managed policy, the account's or AWS's, with its name.
    pub(crate) fn managed_text(&self, arn: &str) -> Option<(String, String)> {
        if let Some((name, text)) = managed::aws(arn) {
            return Some((name.to_owned(), text.to_owned()));
        }
        let policy = self.identities.managed.get(arn)?;
        let (_, text) = policy.versions.iter().find(|(version, _)| *version == policy.default)?;
        Some((policy.name.clone(), text.clone()))
    }

    /// The policies about a principal: the organization's, its own, its groups', what was attached, its boundary, its
    /// session's.
    pub(crate) fn texts_of(&self, principal: &Principal) -> Vec<Text> {
        let mut texts: Vec<Text> = self.control_texts().collect();
        match &principal.entity {
            Some(entity) => {
                self.texts_of_entity(entity, &mut texts);
                for group in &entity.groups {
                    if let Some(group) = self.identities.entity(Sort::Group, group) {
                        self.texts_of_entity(group, &mut texts);
                    }
                }
                if let Some(boundary) = &entity.boundary {
                    // A boundary whose policy is gone allows nothing.
                    let (name, text) =
                        self.managed_text(boundary).unwrap_or((boundary.clone(), String::new()));
                    texts.push((Kind::Boundary, name, text));
                }
            }
            None => {
                if let Some((name, text)) = managed::aws(&managed::arn("AdministratorAccess")) {
                    texts.push((Kind::Identity, name.to_owned(), text.to_owned()));
                }
            }
        }
        for (name, text) in principal.session.iter().flat_map(|session| &session.policies) {
            texts.push((Kind::Session, name.clone(), text.clone()));
        }
        texts
    }

    pub(crate) fn texts_of_entity(&self, entity: &Entity, texts: &mut Vec<Text>) {
        let whose = |name: &str| match entity.sort {
            Sort::Group => format!("{name} (group {})", entity.name),
            _ => name.to_owned(),
        };
        for (name, text) in &entity.inline {
            texts.push((Kind::Identity, whose(name), text.clone()));
        }
        for arn in &entity.attached {
            if let Some((name, text)) = self.managed_text(arn) {
                texts.push((Kind::Identity, whose(&name), text));
            }
        }
    }
}

/// The administrator's id while nobody has made that user.
pub(crate) const ADMIN_ID: &str = "AIDAQDYNAMARIUM000001";
