//! DAX's answers.

use super::{Object, list};
use crate::dax::{ClusterDescription, Group, NodeDescription, Response};

/// The port of a cluster without encryption on the way.
const PORT: u64 = 8111;

pub(super) fn write(out: &mut String, answer: &Response) {
    let mut object = Object::new(out);
    match answer {
        Response::Cluster(one) => cluster(object.member("Cluster"), one),
        Response::Clusters(clusters) => list(object.member("Clusters"), clusters, cluster),
        Response::Group(one) => group(object.member("ParameterGroup"), one),
        Response::Groups(groups) => list(object.member("ParameterGroups"), groups, group),
        Response::Parameters(group) => {
            let both = [
                (
                    "query-ttl-millis",
                    group.query_ttl_ms,
                    "Duration in milliseconds for queries to remain cached",
                ),
                (
                    "record-ttl-millis",
                    group.record_ttl_ms,
                    "Duration in milliseconds for records to remain valid in cache (Default: 0 = infinite)",
                ),
            ];
            list(object.member("Parameters"), both, |out, (name, value, about)| {
                let mut object = Object::new(out);
                object.text("ParameterName", name);
                object.text("ParameterType", "DEFAULT");
                object.text("ParameterValue", &value.to_string());
                object.member("NodeTypeSpecificValues").push_str("[]");
                object.text("Description", about);
                object.text("Source", "user");
                object.text("DataType", "integer");
                object.text("AllowedValues", "0-");
                object.text("IsModifiable", "TRUE");
                object.text("ChangeType", "IMMEDIATE");
                object.end();
            });
        }
        Response::Deleted(message) => object.text("DeletionMessage", message),
    }
    object.end();
}

fn endpoint(out: &mut String, address: &str, url: bool) {
    let mut object = Object::new(out);
    object.text("Address", address);
    object.number("Port", PORT);
    if url {
        object.text("URL", &format!("dax://{address}"));
    }
    object.end();
}

fn node(out: &mut String, node: &NodeDescription) {
    let mut object = Object::new(out);
    object.text("NodeId", &node.id);
    endpoint(object.member("Endpoint"), &node.address, false);
    let ms = node.created_ms;
    let time = object.member("NodeCreateTime");
    time.push_str(&format!("{}.{:03}", ms / 1_000, ms % 1_000));
    object.text("AvailabilityZone", &node.zone);
    object.text("NodeStatus", node.status);
    object.text("ParameterGroupStatus", "in-sync");
    object.end();
}

fn cluster(out: &mut String, cluster: &ClusterDescription) {
    let active = cluster.nodes.iter().filter(|node| node.status == "available").count();
    let mut object = Object::new(out);
    object.text("ClusterName", &cluster.name);
    if let Some(description) = &cluster.description {
        object.text("Description", description);
    }
    object.text("ClusterArn", &cluster.arn);
    object.number("TotalNodes", cluster.nodes.len() as u64);
    object.number("ActiveNodes", active as u64);
    object.text("NodeType", &cluster.node_type);
    object.text("Status", cluster.status);
    endpoint(object.member("ClusterDiscoveryEndpoint"), &cluster.address, true);
    list(object.member("Nodes"), &cluster.nodes, node);
    object.text("IamRoleArn", &cluster.role);
    let mut group = Object::new(object.member("ParameterGroup"));
    group.text("ParameterGroupName", &cluster.group);
    group.text("ParameterApplyStatus", "in-sync");
    group.member("NodeIdsToReboot").push_str("[]");
    group.end();
    let mut encryption = Object::new(object.member("SSEDescription"));
    encryption.text("Status", "DISABLED");
    encryption.end();
    object.text("ClusterEndpointEncryptionType", "NONE");
    object.end();
}

fn group(out: &mut String, group: &Group) {
    let mut object = Object::new(out);
    object.text("ParameterGroupName", &group.name);
    if let Some(description) = &group.description {
        object.text("Description", description);
    }
    object.end();
}
