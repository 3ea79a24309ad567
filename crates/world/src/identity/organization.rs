//! Service control policies: what an organization lets its accounts do at most.
//!
//! The account is a member of an organization whose management account is elsewhere; here only its policies are seen.
//! As long as none was attached there is no organization, and nothing limits anybody. The first one that is attached
//! stands beside `FullAWSAccess`, as in AWS: what none of them allows, nobody in the account may.

use std::sync::Arc;

use api::identity::Request;
use api::{ApiError, ErrorCode, Object};
use iam::Kind;
use serde::{Deserialize, Serialize};

use super::control::Told;
use super::policies::described;
use super::principal::Text;
use super::tell::{listed, wrapped};
use crate::small::SmallMap;
use crate::world::World;

/// The policy of AWS that allows everything.
const FULL: &str = "p-FullAWSAccess";
const FULL_TEXT: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
/// The organization's id.
const ORGANIZATION: &str = "o-dynamarium";
/// Policies attached to one account.
const MOST_ATTACHED: usize = 5;
/// Policies of an organization; AWS allows 10,000.
const MOST: usize = 1_000;

/// The policies of the account's organization.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Organization {
    /// By id.
    policies: SmallMap<Arc<str>, Arc<ControlPolicy>>,
    /// Ids of those that are attached to the account, in the order in which they were; nothing: no organization.
    attached: Vec<Arc<str>>,
}

/// A service control policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ControlPolicy {
    name: String,
    description: String,
    text: String,
}

fn error(code: ErrorCode, message: impl Into<String>) -> ApiError {
    ApiError::new(code, message)
}

fn unknown() -> ApiError {
    error(ErrorCode::PolicyNotFoundException, "We can't find a policy with the PolicyId that you specified.")
}

fn constraint(message: &str) -> ApiError {
    error(ErrorCode::ConstraintViolationException, message)
}

/// Refuses a text that is no service control policy.
fn check(text: &str) -> Result<(), ApiError> {
    let Err(faults) = iam::read(text, iam::Rules::of(Kind::ServiceControl)) else { return Ok(()) };
    let why = faults.first().map_or_else(String::new, |fault| described(text, fault));
    let message = format!(
        "The provided policy document does not meet the requirements of the specified policy type. {why}"
    );
    Err(error(ErrorCode::MalformedPolicyDocumentException, message))
}

impl World {
    /// Organizations carries out an operation.
    pub(super) fn organization(&mut self, name: &str, request: &Request) -> Told {
        let id = request.text("PolicyId").unwrap_or_default();
        if let Some(target) = request.text("TargetId").filter(|target| *target != self.config.account) {
            let message = format!(
                "We can't find a root, OU, or account with the TargetId {target}: here there is the account {}.",
                self.config.account
            );
            return Err(error(ErrorCode::TargetNotFoundException, message));
        }
        for kind in [request.text("Type"), request.text("Filter")].into_iter().flatten() {
            if kind != "SERVICE_CONTROL_POLICY" {
                let message =
                    format!("Here there are policies of the type SERVICE_CONTROL_POLICY; {kind} is none.");
                return Err(error(ErrorCode::ValidationError, message));
            }
        }
        match name {
            "CreatePolicy" => self.create_control_policy(request),
            "UpdatePolicy" => self.update_control_policy(id, request),
            "DeletePolicy" => {
                self.control_policy(id)?;
                if self.organization.attached.iter().any(|own| **own == *id) || id == FULL {
                    let message = "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.";
                    return Err(error(ErrorCode::PolicyInUseException, message));
                }
                self.organization.policies.remove(&Arc::from(id));
                Ok(None)
            }
            "AttachPolicy" => self.attach_control_policy(id),
            "DetachPolicy" => {
                let at = self.organization.attached.iter().position(|own| **own == *id);
                let at = at.ok_or_else(|| {
                    self.control_policy(id).err().unwrap_or_else(|| {
                        let message =
                            "The policy isn't attached to the specified target in the specified root.";
                        error(ErrorCode::PolicyNotAttachedException, message)
                    })
                })?;
                if self.organization.attached.len() == 1 {
                    return Err(constraint(
                        "You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.",
                    ));
                }
                self.organization.attached.remove(at);
                Ok(None)
            }
            "DescribePolicy" => {
                let policy = self.control_policy(id)?;
                Ok(Some(wrapped("Policy", |out| self.write_control_policy(out, id, &policy))))
            }
            _ => {
                let ids: Vec<Arc<str>> = if name == "ListPoliciesForTarget" {
                    self.organization.attached.clone()
                } else {
                    let own = self.organization.policies.keys().cloned();
                    std::iter::once(Arc::from(FULL)).chain(own).collect()
                };
                Ok(Some(listed("Policies", &ids, |out, id| {
                    if let Ok(policy) = self.control_policy(id) {
                        self.write_summary(out, id, &policy);
                    }
                })))
            }
        }
    }

    fn control_policy(&self, id: &str) -> Result<Arc<ControlPolicy>, ApiError> {
        if id == FULL {
            return Ok(Arc::new(ControlPolicy {
                name: "FullAWSAccess".to_owned(),
                description: "Allows access to every operation".to_owned(),
                text: FULL_TEXT.to_owned(),
            }));
        }
        self.organization.policies.get(id).cloned().ok_or_else(unknown)
    }

    /// Refuses a name that another policy has.
    fn check_control_name(&self, name: &str, but: &str) -> Result<(), ApiError> {
        let mut others = self.organization.policies.iter().filter(|(id, _)| ***id != *but);
        if others.any(|(_, known)| known.name == name) || name == "FullAWSAccess" {
            let message = "A policy with the same name already exists.";
            return Err(error(ErrorCode::DuplicatePolicyException, message));
        }
        Ok(())
    }

    fn create_control_policy(&mut self, request: &Request) -> Told {
        let text = |member: &str| request.text(member).unwrap_or_default().to_owned();
        let policy =
            ControlPolicy { name: text("Name"), description: text("Description"), text: text("Content") };
        check(&policy.text)?;
        self.check_control_name(&policy.name, "")?;
        if self.organization.policies.len() >= MOST {
            return Err(constraint(
                "You have exceeded the number of policies that you can have in an organization.",
            ));
        }
        // The same name gets the same id, so that a world that is told anew has the same policies.
        let id: Arc<str> = self.control_id(&policy.name).into();
        let policy = Arc::new(policy);
        self.organization.policies.insert(Arc::clone(&id), Arc::clone(&policy));
        Ok(Some(wrapped("Policy", |out| self.write_control_policy(out, &id, &policy))))
    }

    fn update_control_policy(&mut self, id: &str, request: &Request) -> Told {
        let mut policy = (*self.control_policy(id)?).clone();
        if id == FULL {
            return Err(error(ErrorCode::ConstraintViolationException, "A policy of AWS can't be changed."));
        }
        if let Some(text) = request.text("Content") {
            check(text)?;
            text.clone_into(&mut policy.text);
        }
        if let Some(name) = request.text("Name") {
            self.check_control_name(name, id)?;
            name.clone_into(&mut policy.name);
        }
        if let Some(description) = request.text("Description") {
            description.clone_into(&mut policy.description);
        }
        let policy = Arc::new(policy);
        self.organization.policies.insert(Arc::from(id), Arc::clone(&policy));
        Ok(Some(wrapped("Policy", |out| self.write_control_policy(out, id, &policy))))
    }

    fn attach_control_policy(&mut self, id: &str) -> Told {
        self.control_policy(id)?;
        let attached = &mut self.organization.attached;
        if attached.iter().any(|own| **own == *id) {
            let message = "The selected policy is already attached to the specified target.";
            return Err(error(ErrorCode::DuplicatePolicyAttachmentException, message));
        }
        if attached.is_empty() && id != FULL {
            attached.push(Arc::from(FULL));
        }
        if attached.len() >= MOST_ATTACHED {
            return Err(constraint(
                "You have exceeded the number of policies of this type that can be attached to an account.",
            ));
        }
        attached.push(Arc::from(id));
        Ok(None)
    }

    fn control_arn(&self, id: &str) -> String {
        if id == FULL {
            return format!("arn:aws:organizations::aws:policy/service_control_policy/{id}");
        }
        let account = &self.config.account;
        format!("arn:aws:organizations::{account}:policy/{ORGANIZATION}/service_control_policy/{id}")
    }

    fn write_summary(&self, out: &mut String, id: &str, policy: &ControlPolicy) {
        let mut object = Object::new(out);
        object.text("Id", id);
        object.text("Arn", &self.control_arn(id));
        object.text("Name", &policy.name);
        object.text("Description", &policy.description);
        object.text("Type", "SERVICE_CONTROL_POLICY");
        object.member("AwsManaged").push_str(if id == FULL { "true" } else { "false" });
        object.end();
    }

    fn write_control_policy(&self, out: &mut String, id: &str, policy: &ControlPolicy) {
        let mut object = Object::new(out);
        self.write_summary(object.member("PolicySummary"), id, policy);
        object.text("Content", &policy.text);
        object.end();
    }

    /// The policies that limit the account.
    pub(super) fn control_texts(&self) -> impl Iterator<Item = Text> {
        let attached = self.organization.attached.iter().filter_map(|id| self.control_policy(id).ok());
        attached.map(|policy| (Kind::ServiceControl, policy.name.clone(), policy.text.clone()))
    }

    /// The calls that would make the organization's policies anew.
    pub(super) fn retell_organization(&self, tell: &mut dyn FnMut(&'static str, String)) {
        let account = &self.config.account;
        for policy in self.organization.policies.values() {
            let mut body = String::new();
            let mut object = Object::new(&mut body);
            object.text("Name", &policy.name);
            object.text("Description", &policy.description);
            object.text("Type", "SERVICE_CONTROL_POLICY");
            object.text("Content", &policy.text);
            object.end();
            tell("organizations:CreatePolicy", body);
        }
        let of = |id: &str| format!("{{\"PolicyId\":\"{id}\",\"TargetId\":\"{account}\"}}");
        let attached = &self.organization.attached;
        for id in attached.iter().filter(|id| ***id != *FULL) {
            tell("organizations:AttachPolicy", of(id));
        }
        // The first that is attached brings it along.
        if !attached.is_empty() && attached.iter().all(|id| **id != *FULL) {
            tell("organizations:DetachPolicy", of(FULL));
        }
    }
}
