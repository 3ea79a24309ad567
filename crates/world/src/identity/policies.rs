//! Policies: those of a user, group or role itself, and managed ones.

use std::sync::Arc;

use api::identity::Request;
use api::{ApiError, ErrorCode, Object};

use super::control::{Told, arc, limit, nobody};
use super::tell::{listed, wrapped};
use super::{Managed, Sort, managed};
use crate::world::World;

/// Managed policies of an account; AWS allows 1,500.
const MOST: usize = 1_500;
/// Managed policies attached to one user, group or role.
const MOST_ATTACHED: usize = 10;
/// Versions of a managed policy.
const MOST_VERSIONS: usize = 5;

/// Checks a policy's text.
///
/// # Errors
/// `MalformedPolicyDocument` with the first fault and its place, or `LimitExceeded`.
pub(crate) fn check_document(text: &str, rules: iam::Rules) -> Result<(), ApiError> {
    let Err(faults) = iam::read(text, rules) else { return Ok(()) };
    let Some(fault) = faults.first() else { return Ok(()) };
    if fault.from == 0 && fault.to as usize == text.len() && fault.message.starts_with("The policy has") {
        return Err(limit(&fault.message));
    }
    Err(ApiError::new(ErrorCode::MalformedPolicyDocument, described(text, fault)))
}

/// Checks the text of a policy at a table.
///
/// # Errors
/// `ValidationException` with the first fault and its place.
pub(crate) fn check_resource_policy(text: &str) -> Result<(), ApiError> {
    let Err(faults) = iam::read(text, iam::Rules::of(iam::Kind::Resource)) else { return Ok(()) };
    let why = faults.first().map_or_else(String::new, |fault| described(text, fault));
    Err(ApiError::validation(format!(
        "One or more parameter values were invalid: Invalid policy document: {why}"
    )))
}

/// A fault in one line, with its place.
pub(crate) fn described(text: &str, fault: &iam::Fault) -> String {
    let before = text.get(..fault.from as usize).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    let hint = if fault.hint.is_empty() { String::new() } else { format!(" {}", fault.hint) };
    format!("Syntax errors in policy. Line {line}, column {column}: {}{hint}", fault.message)
}

fn no_policy(arn: &str) -> ApiError {
    let message = format!("Policy {arn} does not exist or is not attachable.");
    ApiError::new(ErrorCode::NoSuchEntity, message)
}

impl World {
    /// Refuses an ARN that names no managed policy.
    pub(super) fn check_managed(&self, arn: &str) -> Result<(), ApiError> {
        if !arn.starts_with("arn:") {
            let message = format!("ARN {arn} is not valid.");
            return Err(ApiError::new(ErrorCode::InvalidInput, message));
        }
        self.managed_text(arn).map(|_| ()).ok_or_else(|| no_policy(arn))
    }

    /// Operations on the policies of a user, group or role.
    pub(super) fn entity_policy(&mut self, sort: Sort, name: &str, request: &Request) -> Told {
        let of = Self::named_entity(sort, request);
        let arn = request.text("PolicyArn").unwrap_or_default();
        let policy = request.text("PolicyName").unwrap_or_default();
        let document = request.text("PolicyDocument").unwrap_or_default();
        let missing = || {
            let message = format!("The {} policy with name {policy} cannot be found.", sort.word());
            ApiError::new(ErrorCode::NoSuchEntity, message)
        };
        if name == "UpdateAssumeRolePolicy" {
            check_document(document, iam::Rules::of(iam::Kind::Trust))?;
            document.clone_into(&mut self.entity_mut(sort, of)?.trust);
        } else if name.ends_with("Boundary") {
            let boundary = request.text("PermissionsBoundary").map(str::to_owned);
            if let Some(arn) = &boundary {
                self.check_managed(arn)?;
            }
            self.entity_mut(sort, of)?.boundary = boundary;
        } else if name.starts_with("Attach") {
            self.check_managed(arn)?;
            let entity = self.entity_mut(sort, of)?;
            if !entity.attached.iter().any(|own| own == arn) {
                if entity.attached.len() >= MOST_ATTACHED {
                    return Err(limit(&format!(
                        "Cannot exceed quota for PoliciesPer{}: {MOST_ATTACHED}",
                        sort.title()
                    )));
                }
                entity.attached.push(arn.to_owned());
            }
        } else if name.starts_with("Detach") {
            let entity = self.entity_mut(sort, of)?;
            let at = entity.attached.iter().position(|own| own == arn).ok_or_else(|| {
                ApiError::new(ErrorCode::NoSuchEntity, format!("Policy {arn} was not found."))
            })?;
            entity.attached.remove(at);
        } else if name.starts_with("Put") {
            check_document(document, iam::Rules::of(iam::Kind::Identity).most(sort.most_inline()))?;
            let entity = self.entity_mut(sort, of)?;
            let mut inline = entity.inline.clone();
            inline.retain(|(known, _)| known != policy);
            inline.push((policy.to_owned(), document.to_owned()));
            inline.sort();
            let size = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            let all: usize = inline.iter().map(|(_, text)| size(text)).sum();
            if all > sort.most_inline() as usize {
                let most = sort.most_inline();
                return Err(limit(&format!(
                    "Maximum policy size of {most} bytes exceeded for {} {of}",
                    sort.word()
                )));
            }
            entity.inline = inline;
        } else if name.starts_with("Delete") {
            let entity = self.entity_mut(sort, of)?;
            let at = entity.inline.iter().position(|(known, _)| known == policy).ok_or_else(missing)?;
            entity.inline.remove(at);
        } else {
            return self.told_policies(sort, of, name, policy);
        }
        Ok(None)
    }

    fn told_policies(&self, sort: Sort, of: &str, name: &str, policy: &str) -> Told {
        let admin = (sort == Sort::User && of == super::ADMIN).then(|| Arc::new(super::tell::admin(of)));
        let entity = self.identities.entity(sort, of).cloned().or(admin).ok_or_else(|| nobody(sort, of))?;
        if name.starts_with("ListAttached") {
            return Ok(Some(listed("AttachedPolicies", &entity.attached, |out, arn| {
                let mut object = Object::new(out);
                object.text("PolicyName", arn.rsplit('/').next().unwrap_or(arn));
                object.text("PolicyArn", arn);
                object.end();
            })));
        }
        if name.starts_with("List") {
            return Ok(Some(listed("PolicyNames", &entity.inline, |out, (name, _)| {
                value::json::write_string(out, name);
            })));
        }
        let (_, document) = entity.inline.iter().find(|(known, _)| known == policy).ok_or_else(|| {
            let message = format!("The {} policy with name {policy} cannot be found.", sort.word());
            ApiError::new(ErrorCode::NoSuchEntity, message)
        })?;
        let mut out = String::new();
        let mut object = Object::new(&mut out);
        object.text(&format!("{}Name", sort.title()), of);
        object.text("PolicyName", policy);
        object.member("PolicyDocument").push_str(document);
        object.end();
        Ok(Some(out))
    }

    /// Operations on managed policies.
    pub(super) fn managed_policy(&mut self, name: &str, request: &Request) -> Told {
        let arn = request.text("PolicyArn").unwrap_or_default();
        let document = request.text("PolicyDocument").unwrap_or_default();
        match name {
            "CreatePolicy" => {
                let title = request.text("PolicyName").unwrap_or_default();
                let arn = format!("arn:aws:iam::{}:policy/{title}", self.config.account);
                if self.identities.managed.get(&*arn).is_some() {
                    let message =
                        format!("A policy called {title} already exists. Duplicate names are not allowed.");
                    return Err(ApiError::new(ErrorCode::EntityAlreadyExists, message));
                }
                if self.identities.managed.len() >= MOST {
                    return Err(limit(&format!("Cannot exceed quota for PoliciesPerAccount: {MOST}")));
                }
                check_document(document, iam::Rules::of(iam::Kind::Identity))?;
                let policy = Managed {
                    name: title.to_owned(),
                    id: self.fresh_id("ANPA"),
                    description: request.text("Description").unwrap_or_default().to_owned(),
                    created: self.now,
                    updated: self.now,
                    versions: vec![(1, document.to_owned())],
                    default: 1,
                };
                self.identities.managed.insert(arc(&arn), Arc::new(policy.clone()));
                Ok(Some(wrapped("Policy", |out| self.write_managed(out, &arn, &policy))))
            }
            "CreatePolicyVersion" => {
                check_document(document, iam::Rules::of(iam::Kind::Identity))?;
                let now = self.now;
                let policy = self.identities.managed.get_mut(&arc(arn)).map(Arc::make_mut);
                let policy = policy.ok_or_else(|| no_policy(arn))?;
                if policy.versions.len() >= MOST_VERSIONS {
                    // AWS asks one to delete a version; here the oldest that doesn't count makes room.
                    let default = policy.default;
                    if let Some(at) = policy.versions.iter().position(|(version, _)| *version != default) {
                        policy.versions.remove(at);
                    }
                }
                let version = policy.versions.last().map_or(1, |(last, _)| last + 1);
                policy.versions.push((version, document.to_owned()));
                policy.updated = now;
                let counts = request.text("SetAsDefault") == Some("true");
                if counts {
                    policy.default = version;
                }
                Ok(Some(wrapped("PolicyVersion", |out| self.write_version(out, None, version, counts))))
            }
            "DeletePolicy" => {
                let policy = self.identities.managed.get(arn).ok_or_else(|| no_policy(arn))?;
                let used = self.identities.entities.values().any(|it| {
                    it.attached.iter().any(|own| own == arn) || it.boundary.as_deref() == Some(arn)
                });
                if used {
                    return Err(ApiError::new(
                        ErrorCode::DeleteConflict,
                        format!("Cannot delete a policy attached to entities: {}.", policy.name),
                    ));
                }
                self.identities.managed.remove(&arc(arn));
                Ok(None)
            }
            "ListPolicies" => {
                let scope = request.text("Scope").unwrap_or("All");
                let own = self.identities.managed.iter().map(|(arn, it)| (arn.to_string(), Arc::clone(it)));
                let own = own.filter(|_| scope != "AWS");
                let aws = managed::AWS.iter().filter(|_| scope != "Local");
                let aws = aws.map(|(name, text)| (managed::arn(name), Arc::new(of_aws(name, text))));
                let all: Vec<(String, Arc<Managed>)> = own.chain(aws).collect();
                Ok(Some(listed("Policies", &all, |out, (arn, it)| self.write_managed(out, arn, it))))
            }
            _ => {
                let own = self.identities.managed.get(arn).map(|policy| (**policy).clone());
                let aws = managed::aws(arn).map(|(name, text)| of_aws(name, text));
                let policy = own.or(aws).ok_or_else(|| no_policy(arn))?;
                if name == "GetPolicy" {
                    return Ok(Some(wrapped("Policy", |out| self.write_managed(out, arn, &policy))));
                }
                let wanted = request.text("VersionId").unwrap_or_default();
                let found = policy.versions.iter().find(|(version, _)| format!("v{version}") == wanted);
                let (version, text) = found.ok_or_else(|| {
                    let message =
                        format!("Policy {arn} version {wanted} does not exist or is not attachable.");
                    ApiError::new(ErrorCode::NoSuchEntity, message)
                })?;
                let counts = *version == policy.default;
                Ok(Some(wrapped("PolicyVersion", |out| {
                    self.write_version(out, Some(text), *version, counts);
                })))
            }
        }
    }

    fn write_version(&self, out: &mut String, text: Option<&str>, version: u32, counts: bool) {
        let mut object = Object::new(out);
        if let Some(text) = text {
            object.member("Document").push_str(text);
        }
        object.text("VersionId", &format!("v{version}"));
        object.member("IsDefaultVersion").push_str(if counts { "true" } else { "false" });
        object.text("CreateDate", &self.moment_text(self.now));
        object.end();
    }
}

/// A policy of AWS.
fn of_aws(name: &str, text: &str) -> Managed {
    Managed {
        name: name.to_owned(),
        id: "ANPAI23HZ27SI6FQMGNQ2".to_owned(),
        description: String::new(),
        created: 0,
        updated: 0,
        versions: vec![(1, text.to_owned())],
        default: 1,
    }
}
