//! A policy, read.

use crate::operator::Test;
use crate::template::Template;

/// What a policy is attached to: what it may say, and what its silence means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An organization's limit for an account.
    ServiceControl,
    /// At the resource.
    Resource,
    /// At a user, a group or a role.
    Identity,
    /// The most that a user's or role's own policies can give.
    Boundary,
    /// Passed when a role was assumed.
    Session,
    /// At a role: who may assume it.
    Trust,
}

impl Kind {
    /// As the service's sentences call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ServiceControl => "service control policy",
            Self::Resource => "resource-based policy",
            Self::Identity => "identity-based policy",
            Self::Boundary => "permissions boundary",
            Self::Session => "session policy",
            Self::Trust => "role trust policy",
        }
    }
}

/// Allow or deny.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// `Allow`.
    Allow,
    /// `Deny`.
    Deny,
}

impl Effect {
    /// As a policy says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

/// `Action` or `NotAction`, `Resource` or `NotResource`: patterns, and whether it means everything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// Whether it is the `Not…` of the two.
    pub not: bool,
    /// Any of these.
    pub any: Vec<Template>,
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Principals {
    /// Whether it is `NotPrincipal`.
    pub not: bool,
    /// `AWS`: `*`, an account, or ARNs.
    pub aws: Vec<String>,
    /// `Service`.
    pub service: Vec<String>,
    /// `Federated`.
    pub federated: Vec<String>,
}

/// One line of a condition: a test, a key, and the values that it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// `ForAllValues:StringEquals`, as it is written.
    pub written: String,
    /// The same, understood.
    pub test: Test,
    /// `dynamodb:LeadingKeys`.
    pub key: String,
    /// Any of these.
    pub values: Vec<Template>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// `Sid`.
    pub sid: Option<String>,
    /// `Effect`.
    pub effect: Effect,
    /// `Principal`, where the policy is at a resource or role.
    pub principals: Option<Principals>,
    /// `Action`.
    pub actions: Matched,
    /// `Resource`; absent in a role's trust policy.
    pub resources: Option<Matched>,
    /// `Condition`: all of these.
    pub conditions: Vec<Clause>,
    /// Where it stands in the text.
    pub from: u32,
    /// Its end.
    pub to: u32,
}

/// A policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// In the order of the text.
    pub statements: Vec<Statement>,
}
