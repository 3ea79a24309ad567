//! Operations of IAM, STS and Organizations.

use super::Input;
use crate::dynamodb::Request;
use crate::error::{ApiError, ErrorCode};
use crate::identity::{self, Field};
use crate::json::Node;
use crate::shapes::{Member, Shape, operation};

/// The name is found again in the shape: every operation of the three has a shape of its own name.
pub(super) fn builder(name: &str) -> Option<super::Builder> {
    ["iam:", "organizations:", "sts:"].iter().any(|service| name.starts_with(service)).then_some(build)
}

fn build(input: &Input) -> Result<Request, ApiError> {
    let Shape::Structure { name, .. } = input.shape else { return Err(super::unbuilt("")) };
    // `iam:CreateUser` is the name of its input's shape, too.
    let known = operation(name).ok_or_else(|| super::unbuilt(name))?;
    let members = structure(input.node, input.shape.members(), "")?;
    Ok(Request::Identity(Box::new(identity::Request { operation: known.name, members })))
}

/// The members of a structure, checked: what the shape demands is there, and texts are as long as they may be.
fn structure(node: &Node, members: &[Member], path: &str) -> Result<Vec<(&'static str, Field)>, ApiError> {
    let mut found = Vec::new();
    for member in members {
        let small: String = member.name.chars().take(1).flat_map(char::to_lowercase).collect();
        let path = format!("{path}{small}{}", member.name.get(1..).unwrap_or_default());
        match node.member(member.name) {
            Some(node) => found.push((member.name, field(node, member.shape, &path)?)),
            None if member.required => return Err(invalid(&path, "Member must not be null")),
            None => {}
        }
    }
    Ok(found)
}

fn field(node: &Node, shape: &'static Shape, path: &str) -> Result<Field, ApiError> {
    Ok(match shape {
        Shape::Structure { members, .. } => Field::Members(structure(node, members, &format!("{path}."))?),
        Shape::List { element, .. } => {
            let nodes = node.as_list().unwrap_or_default();
            Field::List(nodes.iter().map(|node| field(node, element, path)).collect::<Result<_, _>>()?)
        }
        Shape::Integer { range } => {
            let value = node.as_integer().unwrap_or_default();
            let outside = range.min.is_some_and(|min| value < i64::from(min))
                || range.max.is_some_and(|max| value > i64::from(max));
            if outside {
                let (min, max) = (range.min.unwrap_or_default(), range.max.unwrap_or_default());
                return Err(invalid(path, &format!("Member must have value between {min} and {max}")));
            }
            Field::Text(value.to_string())
        }
        Shape::Boolean => Field::Text(node.as_boolean().unwrap_or_default().to_string()),
        _ => {
            let text = node.as_text().unwrap_or_default();
            if let Shape::String { length, values, .. } = shape {
                let count = text.chars().count();
                if length.min.is_some_and(|min| count < min as usize) {
                    return Err(invalid(path, "Member must not be empty"));
                }
                if let Some(max) = length.max.filter(|max| count > *max as usize) {
                    return Err(invalid(
                        path,
                        &format!("Member must have length less than or equal to {max}"),
                    ));
                }
                if !values.is_empty() && !values.contains(&text) {
                    let set = values.join(", ");
                    return Err(invalid(path, &format!("Member must satisfy enum value set: [{set}]")));
                }
                if is_name(shape) && !text.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c))
                {
                    return Err(ApiError::new(
                        ErrorCode::ValidationError,
                        format!(
                            "The specified value for {path} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-"
                        ),
                    ));
                }
            }
            Field::Text(text.to_owned())
        }
    })
}

/// Names of users, groups, roles, policies and sessions have the same letters.
fn is_name(shape: &Shape) -> bool {
    shape.name() == "Name"
}

fn invalid(path: &str, constraint: &str) -> ApiError {
    ApiError::new(
        ErrorCode::ValidationError,
        format!("1 validation error detected: Value at '{path}' failed to satisfy constraint: {constraint}"),
    )
}
