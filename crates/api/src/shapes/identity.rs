//! IAM, STS and Organizations, as far as they decide who may do what with a table.
//!
//! The shape of an operation's input has the operation's name.

use super::{Bounds, Member, Operation, Service, Shape};

const fn must(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: true }
}

const fn may(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: false }
}

const fn text(name: &'static str, min: u32, max: u32) -> Shape {
    Shape::String { name, length: Bounds { min: Some(min), max: Some(max) }, pattern: None, values: &[] }
}

const ANY: Bounds = Bounds { min: None, max: None };

const fn list(name: &'static str, element: &'static Shape) -> Shape {
    Shape::List { name, element, length: ANY }
}

const fn structure(name: &'static str, members: &'static [Member]) -> Shape {
    Shape::Structure { name, members }
}

static NAME: Shape = text("Name", 1, 128);
static ARN: Shape = text("Arn", 1, 2_048);
static DOCUMENT: Shape = text("PolicyDocument", 1, 131_072);
static ANYTHING: Shape = text("String", 0, 1_000);
static TOKEN: Shape = text("Token", 4, 20_000);
static KEY_ID: Shape = text("AccessKeyId", 16, 128);
static SWITCH: Shape = Shape::Boolean;
static SESSION_SECONDS: Shape = Shape::Integer { range: Bounds { min: Some(900), max: Some(43_200) } };
static TOKEN_SECONDS: Shape = Shape::Integer { range: Bounds { min: Some(900), max: Some(129_600) } };
static ROLE_SECONDS: Shape = Shape::Integer { range: Bounds { min: Some(3_600), max: Some(43_200) } };
static TAG: Shape = structure("Tag", &[must("Key", &ANYTHING), must("Value", &ANYTHING)]);
static TAGS: Shape = list("tagListType", &TAG);
static NAMES: Shape = list("ActionNameListType", &ANYTHING);
static ARNS: Shape = list("ResourceNameListType", &ARN);
static DOCUMENTS: Shape = list("SimulationPolicyListType", &DOCUMENT);
static ENTRY: Shape = structure(
    "ContextEntry",
    &[may("ContextKeyName", &ANYTHING), may("ContextKeyValues", &NAMES), may("ContextKeyType", &ANYTHING)],
);
static ENTRIES: Shape = list("ContextEntryListType", &ENTRY);
static POLICY_ARN: Shape = structure("PolicyDescriptorType", &[may("arn", &ARN)]);
static POLICY_ARNS: Shape = list("policyDescriptorListType", &POLICY_ARN);
static SCOPE: Shape =
    Shape::String { name: "policyScopeType", length: ANY, pattern: None, values: &["All", "AWS", "Local"] };

const fn operation(service: Service, name: &'static str, input: &'static Shape) -> Operation {
    Operation { name, service, input, built: true }
}

macro_rules! operations {
    ($($service:ident $name:literal [$($member:expr),* $(,)?])*) => {
        /// Sorted by name.
        pub(super) static OPERATIONS: &[Operation] = &[$(operation(
            Service::$service,
            $name,
            {
                static INPUT: Shape = structure($name, &[$($member),*]);
                &INPUT
            },
        ),)*];
    };
}

operations! {
    Iam "iam:AddUserToGroup" [must("GroupName", &NAME), must("UserName", &NAME)]
    Iam "iam:AttachGroupPolicy" [must("GroupName", &NAME), must("PolicyArn", &ARN)]
    Iam "iam:AttachRolePolicy" [must("RoleName", &NAME), must("PolicyArn", &ARN)]
    Iam "iam:AttachUserPolicy" [must("UserName", &NAME), must("PolicyArn", &ARN)]
    Iam "iam:CreateAccessKey" [may("UserName", &NAME)]
    Iam "iam:CreateGroup" [must("GroupName", &NAME)]
    Iam "iam:CreatePolicy" [must("PolicyName", &NAME), must("PolicyDocument", &DOCUMENT), may("Description", &ANYTHING)]
    Iam "iam:CreatePolicyVersion" [must("PolicyArn", &ARN), must("PolicyDocument", &DOCUMENT), may("SetAsDefault", &SWITCH)]
    Iam "iam:CreateRole" [
        must("RoleName", &NAME),
        must("AssumeRolePolicyDocument", &DOCUMENT),
        may("Description", &ANYTHING),
        may("MaxSessionDuration", &ROLE_SECONDS),
        may("PermissionsBoundary", &ARN),
        may("Tags", &TAGS),
    ]
    Iam "iam:CreateUser" [must("UserName", &NAME), may("PermissionsBoundary", &ARN), may("Tags", &TAGS)]
    Iam "iam:DeleteAccessKey" [may("UserName", &NAME), must("AccessKeyId", &KEY_ID)]
    Iam "iam:DeleteGroup" [must("GroupName", &NAME)]
    Iam "iam:DeleteGroupPolicy" [must("GroupName", &NAME), must("PolicyName", &NAME)]
    Iam "iam:DeletePolicy" [must("PolicyArn", &ARN)]
    Iam "iam:DeleteRole" [must("RoleName", &NAME)]
    Iam "iam:DeleteRolePermissionsBoundary" [must("RoleName", &NAME)]
    Iam "iam:DeleteRolePolicy" [must("RoleName", &NAME), must("PolicyName", &NAME)]
    Iam "iam:DeleteUser" [must("UserName", &NAME)]
    Iam "iam:DeleteUserPermissionsBoundary" [must("UserName", &NAME)]
    Iam "iam:DeleteUserPolicy" [must("UserName", &NAME), must("PolicyName", &NAME)]
    Iam "iam:DetachGroupPolicy" [must("GroupName", &NAME), must("PolicyArn", &ARN)]
    Iam "iam:DetachRolePolicy" [must("RoleName", &NAME), must("PolicyArn", &ARN)]
    Iam "iam:DetachUserPolicy" [must("UserName", &NAME), must("PolicyArn", &ARN)]
    Iam "iam:GetGroup" [must("GroupName", &NAME)]
    Iam "iam:GetGroupPolicy" [must("GroupName", &NAME), must("PolicyName", &NAME)]
    Iam "iam:GetPolicy" [must("PolicyArn", &ARN)]
    Iam "iam:GetPolicyVersion" [must("PolicyArn", &ARN), must("VersionId", &ANYTHING)]
    Iam "iam:GetRole" [must("RoleName", &NAME)]
    Iam "iam:GetRolePolicy" [must("RoleName", &NAME), must("PolicyName", &NAME)]
    Iam "iam:GetUser" [may("UserName", &NAME)]
    Iam "iam:GetUserPolicy" [must("UserName", &NAME), must("PolicyName", &NAME)]
    Iam "iam:ListAccessKeys" [may("UserName", &NAME)]
    Iam "iam:ListAttachedGroupPolicies" [must("GroupName", &NAME)]
    Iam "iam:ListAttachedRolePolicies" [must("RoleName", &NAME)]
    Iam "iam:ListAttachedUserPolicies" [must("UserName", &NAME)]
    Iam "iam:ListGroupPolicies" [must("GroupName", &NAME)]
    Iam "iam:ListGroups" []
    Iam "iam:ListGroupsForUser" [must("UserName", &NAME)]
    Iam "iam:ListPolicies" [may("Scope", &SCOPE)]
    Iam "iam:ListRolePolicies" [must("RoleName", &NAME)]
    Iam "iam:ListRoles" []
    Iam "iam:ListUserPolicies" [must("UserName", &NAME)]
    Iam "iam:ListUsers" []
    Iam "iam:PutGroupPolicy" [must("GroupName", &NAME), must("PolicyName", &NAME), must("PolicyDocument", &DOCUMENT)]
    Iam "iam:PutRolePermissionsBoundary" [must("RoleName", &NAME), must("PermissionsBoundary", &ARN)]
    Iam "iam:PutRolePolicy" [must("RoleName", &NAME), must("PolicyName", &NAME), must("PolicyDocument", &DOCUMENT)]
    Iam "iam:PutUserPermissionsBoundary" [must("UserName", &NAME), must("PermissionsBoundary", &ARN)]
    Iam "iam:PutUserPolicy" [must("UserName", &NAME), must("PolicyName", &NAME), must("PolicyDocument", &DOCUMENT)]
    Iam "iam:RemoveUserFromGroup" [must("GroupName", &NAME), must("UserName", &NAME)]
    Iam "iam:SimulateCustomPolicy" [
        must("PolicyInputList", &DOCUMENTS),
        may("PermissionsBoundaryPolicyInputList", &DOCUMENTS),
        must("ActionNames", &NAMES),
        may("ResourceArns", &ARNS),
        may("ResourcePolicy", &DOCUMENT),
        may("ResourceOwner", &ARN),
        may("CallerArn", &ARN),
        may("ContextEntries", &ENTRIES),
    ]
    Iam "iam:SimulatePrincipalPolicy" [
        must("PolicySourceArn", &ARN),
        may("PolicyInputList", &DOCUMENTS),
        may("PermissionsBoundaryPolicyInputList", &DOCUMENTS),
        must("ActionNames", &NAMES),
        may("ResourceArns", &ARNS),
        may("ResourcePolicy", &DOCUMENT),
        may("ResourceOwner", &ARN),
        may("CallerArn", &ARN),
        may("ContextEntries", &ENTRIES),
    ]
    Iam "iam:TagRole" [must("RoleName", &NAME), must("Tags", &TAGS)]
    Iam "iam:TagUser" [must("UserName", &NAME), must("Tags", &TAGS)]
    Iam "iam:UpdateAssumeRolePolicy" [must("RoleName", &NAME), must("PolicyDocument", &DOCUMENT)]
    Organizations "organizations:AttachPolicy" [must("PolicyId", &ANYTHING), must("TargetId", &ANYTHING)]
    Organizations "organizations:CreatePolicy" [
        must("Content", &DOCUMENT),
        must("Description", &ANYTHING),
        must("Name", &ANYTHING),
        must("Type", &ANYTHING),
    ]
    Organizations "organizations:DeletePolicy" [must("PolicyId", &ANYTHING)]
    Organizations "organizations:DescribePolicy" [must("PolicyId", &ANYTHING)]
    Organizations "organizations:DetachPolicy" [must("PolicyId", &ANYTHING), must("TargetId", &ANYTHING)]
    Organizations "organizations:ListPolicies" [must("Filter", &ANYTHING)]
    Organizations "organizations:ListPoliciesForTarget" [must("TargetId", &ANYTHING), must("Filter", &ANYTHING)]
    Organizations "organizations:UpdatePolicy" [
        must("PolicyId", &ANYTHING),
        may("Name", &ANYTHING),
        may("Description", &ANYTHING),
        may("Content", &DOCUMENT),
    ]
    Sts "sts:AssumeRole" [
        must("RoleArn", &ARN),
        must("RoleSessionName", &NAME),
        may("PolicyArns", &POLICY_ARNS),
        may("Policy", &DOCUMENT),
        may("DurationSeconds", &SESSION_SECONDS),
        may("Tags", &TAGS),
    ]
    Sts "sts:AssumeRoleWithWebIdentity" [
        must("RoleArn", &ARN),
        must("RoleSessionName", &NAME),
        must("WebIdentityToken", &TOKEN),
        may("ProviderId", &ANYTHING),
        may("PolicyArns", &POLICY_ARNS),
        may("Policy", &DOCUMENT),
        may("DurationSeconds", &SESSION_SECONDS),
    ]
    Sts "sts:GetCallerIdentity" []
    Sts "sts:GetSessionToken" [may("DurationSeconds", &TOKEN_SECONDS)]
}
