//! DAX's operations.

use super::Input;
use crate::dax::{self, CreateCluster, DEFAULT_GROUP, Group, MOST_NODES, NODE_TYPES};
use crate::dynamodb::Request;
use crate::error::{ApiError, ErrorCode};
use crate::json::Node;

/// Characters of a cluster's name.
const MAX_NAME: usize = 20;
/// Characters of a parameter group's name.
const MAX_GROUP: usize = 255;

pub(super) fn builder(operation: &str) -> Option<super::Builder> {
    Some(match operation {
        "dax:CreateCluster" => create,
        "dax:DescribeClusters" => |input| wrap(dax::Request::DescribeClusters(names(input, "ClusterNames"))),
        "dax:DeleteCluster" => |input| wrap(dax::Request::DeleteCluster(cluster(input)?)),
        "dax:IncreaseReplicationFactor" => |input| {
            let (cluster, nodes) = (cluster(input)?, nodes(input, "NewReplicationFactor")?);
            wrap(dax::Request::Increase { cluster, nodes })
        },
        "dax:DecreaseReplicationFactor" => |input| {
            let (cluster, nodes) = (cluster(input)?, nodes(input, "NewReplicationFactor")?);
            let remove = names(input, "NodeIdsToRemove");
            wrap(dax::Request::Decrease { cluster, nodes, remove })
        },
        "dax:RebootNode" => |input| {
            let (cluster, node) = (cluster(input)?, required(input, "NodeId")?.to_owned());
            wrap(dax::Request::Reboot { cluster, node })
        },
        "dax:CreateParameterGroup" => |input| {
            let description = input.text("Description").map(str::to_owned);
            wrap(dax::Request::CreateGroup(Group { description, ..Group::new(&group(input)?) }))
        },
        "dax:UpdateParameterGroup" => update_group,
        "dax:DescribeParameterGroups" => {
            |input| wrap(dax::Request::DescribeGroups(names(input, "ParameterGroupNames")))
        }
        "dax:DescribeParameters" => |input| wrap(dax::Request::DescribeParameters(group(input)?)),
        "dax:DeleteParameterGroup" => |input| wrap(dax::Request::DeleteGroup(group(input)?)),
        _ => return None,
    })
}

#[expect(clippy::unnecessary_wraps, reason = "it ends functions that can fail")]
fn wrap(request: dax::Request) -> Result<Request, ApiError> {
    Ok(Request::Dax(Box::new(request)))
}

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidParameterValueException, message)
}

fn required<'a>(input: &'a Input, member: &str) -> Result<&'a str, ApiError> {
    let given = input.text(member).filter(|text| !text.is_empty());
    given.ok_or_else(|| invalid(format!("The parameter {member} must be provided and must not be blank.")))
}

/// A list of names; none when it isn't there.
fn names(input: &Input, member: &str) -> Vec<String> {
    let list = input.get(member).and_then(Node::as_list).unwrap_or_default();
    list.iter().filter_map(Node::as_text).map(str::to_owned).collect()
}

/// A letter first, then letters, digits and hyphens, none at the end and no two in a row. It is kept in small letters.
fn cluster(input: &Input) -> Result<String, ApiError> {
    let name = required(input, "ClusterName")?.to_ascii_lowercase();
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let letter = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    if !plain || !letter || name.len() > MAX_NAME || name.ends_with('-') || name.contains("--") {
        return Err(invalid(format!(
            "The parameter ClusterName is not a valid identifier: it begins with a letter, has at most {MAX_NAME} letters, digits and hyphens, and neither ends with a hyphen nor has two in a row."
        )));
    }
    Ok(name)
}

fn group(input: &Input) -> Result<String, ApiError> {
    let name = required(input, "ParameterGroupName")?;
    if name.len() > MAX_GROUP || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)) {
        return Err(invalid("The parameter ParameterGroupName is not a valid identifier."));
    }
    Ok(name.to_owned())
}

fn nodes(input: &Input, member: &str) -> Result<u16, ApiError> {
    let given = input.integer(member);
    let nodes =
        given.and_then(|nodes| u16::try_from(nodes).ok()).filter(|nodes| (1..=MOST_NODES).contains(nodes));
    nodes.ok_or_else(|| match given {
        None => invalid(format!("The parameter {member} must be provided.")),
        Some(_) => ApiError::new(
            ErrorCode::NodeQuotaForClusterExceededFault,
            format!("{member} must be from 1 to {MOST_NODES}: a primary and at most ten read replicas."),
        ),
    })
}

fn create(input: &Input) -> Result<Request, ApiError> {
    let name = cluster(input)?;
    let given = required(input, "NodeType")?;
    let node_type = dax::node_type(given).ok_or_else(|| {
        let known: Vec<&str> = NODE_TYPES.iter().map(|known| known.name).collect();
        invalid(format!("Invalid node type {given}. Valid node types: {}.", known.join(", ")))
    })?;
    let nodes = nodes(input, "ReplicationFactor")?;
    let role = required(input, "IamRoleArn")?.to_owned();
    if !role.starts_with("arn:aws:iam::") || !role.contains(":role/") {
        return Err(invalid(format!("Invalid ARN {role}: IamRoleArn is the ARN of a role.")));
    }
    let group = match input.get("ParameterGroupName") {
        Some(_) => group(input)?,
        None => DEFAULT_GROUP.to_owned(),
    };
    let description = input.text("Description").map(str::to_owned);
    wrap(dax::Request::CreateCluster(Box::new(CreateCluster {
        name,
        node_type,
        nodes,
        role,
        group,
        description,
    })))
}

fn update_group(input: &Input) -> Result<Request, ApiError> {
    let name = group(input)?;
    let (mut record_ttl_ms, mut query_ttl_ms) = (None, None);
    let list = input.get("ParameterNameValues").and_then(Node::as_list).unwrap_or_default();
    if list.is_empty() {
        return Err(invalid("The parameter ParameterNameValues must be provided."));
    }
    for pair in list {
        let text = |member: &str| pair.member(member).and_then(Node::as_text).unwrap_or_default();
        let value = text("ParameterValue");
        let millis = value
            .parse::<u64>()
            .ok()
            .ok_or_else(|| invalid(format!("Invalid value {value}: a number of milliseconds is needed.")))?;
        match text("ParameterName") {
            "record-ttl-millis" => record_ttl_ms = Some(millis),
            "query-ttl-millis" => query_ttl_ms = Some(millis),
            other => {
                return Err(invalid(format!(
                    "Could not find parameter with name: {other}. There are record-ttl-millis and query-ttl-millis."
                )));
            }
        }
    }
    wrap(dax::Request::UpdateGroup { name, record_ttl_ms, query_ttl_ms })
}
