//! Which operation does what.

use std::sync::Arc;

use api::identity::Request;
use api::{ApiError, ErrorCode, dynamodb};

use super::Sort;
use crate::flight::Flight;
use crate::world::World;

/// An operation's answer: JSON, or nothing at all.
pub(super) type Told = Result<Option<String>, ApiError>;

impl World {
    /// IAM or STS carries out an operation.
    #[inline(never)]
    pub(crate) fn identity(
        &mut self,
        flight: &mut Flight,
        request: &Request,
    ) -> Result<dynamodb::Response, ApiError> {
        let told = self.identity_told(flight, request)?;
        Ok(told.map_or(dynamodb::Response::Nothing, |json| dynamodb::Response::Identity(json.into())))
    }

    fn identity_told(&mut self, flight: &mut Flight, request: &Request) -> Told {
        let (service, name) = request.operation.split_once(':').unwrap_or_default();
        if service == "sts" {
            return self.sts(flight, name, request);
        }
        if service == "organizations" {
            return self.organization(name, request);
        }
        match name {
            "CreateAccessKey" | "DeleteAccessKey" | "ListAccessKeys" => {
                self.access_key(flight, name, request)
            }
            "CreatePolicy"
            | "CreatePolicyVersion"
            | "DeletePolicy"
            | "GetPolicy"
            | "GetPolicyVersion"
            | "ListPolicies" => self.managed_policy(name, request),
            "SimulateCustomPolicy" | "SimulatePrincipalPolicy" => self.simulate(flight, request),
            "AddUserToGroup" | "RemoveUserFromGroup" | "ListGroupsForUser" | "GetGroup" => {
                self.membership(name, request)
            }
            "UpdateAssumeRolePolicy" => self.entity_policy(Sort::Role, name, request),
            _ => {
                let sort = Sort::of(name).ok_or_else(crate::world::internal)?;
                if name.ends_with("Policy") || name.ends_with("Policies") || name.ends_with("Boundary") {
                    return self.entity_policy(sort, name, request);
                }
                self.entity_itself(flight, sort, name, request)
            }
        }
    }

    /// The name of the user, group or role that a request is about.
    pub(super) fn named_entity(sort: Sort, request: &Request) -> &str {
        request.text(&format!("{}Name", sort.title())).unwrap_or_default()
    }
}

/// `NoSuchEntity`.
pub(super) fn nobody(sort: Sort, name: &str) -> ApiError {
    let word = sort.word();
    let message = match sort {
        Sort::User => format!("The user with name {name} cannot be found."),
        Sort::Group => format!("The group with name {name} cannot be found."),
        Sort::Role => format!("The role with name {name} cannot be found."),
    };
    debug_assert!(message.contains(word));
    ApiError::new(ErrorCode::NoSuchEntity, message)
}

pub(super) fn limit(message: &str) -> ApiError {
    ApiError::new(ErrorCode::LimitExceeded, message)
}

pub(super) fn arc(text: &str) -> Arc<str> {
    Arc::from(text)
}
