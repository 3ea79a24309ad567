//! DAX's control plane: clusters and parameter groups.

use super::{Bounds, Member, Operation, Service, Shape};

const ANY: Bounds = Bounds { min: None, max: None };

const fn must(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: true }
}

const fn may(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: false }
}

const fn structure(name: &'static str, members: &'static [Member]) -> Shape {
    Shape::Structure { name, members }
}

static TEXT: Shape = Shape::String { name: "String", length: ANY, pattern: None, values: &[] };
static NUMBER: Shape = Shape::Integer { range: ANY };
static NAMES: Shape = Shape::List { name: "StringList", element: &TEXT, length: ANY };
static PARAMETER: Shape =
    structure("ParameterNameValue", &[may("ParameterName", &TEXT), may("ParameterValue", &TEXT)]);
static PARAMETERS: Shape = Shape::List { name: "ParameterNameValueList", element: &PARAMETER, length: ANY };

static CREATE: Shape = structure(
    "CreateClusterRequest",
    &[
        must("ClusterName", &TEXT),
        must("NodeType", &TEXT),
        may("Description", &TEXT),
        must("ReplicationFactor", &NUMBER),
        must("IamRoleArn", &TEXT),
        may("ParameterGroupName", &TEXT),
    ],
);
static CLUSTERS: Shape = structure("DescribeClustersRequest", &[may("ClusterNames", &NAMES)]);
static CLUSTER: Shape = structure("DeleteClusterRequest", &[must("ClusterName", &TEXT)]);
static INCREASE: Shape = structure(
    "IncreaseReplicationFactorRequest",
    &[must("ClusterName", &TEXT), must("NewReplicationFactor", &NUMBER)],
);
static DECREASE: Shape = structure(
    "DecreaseReplicationFactorRequest",
    &[must("ClusterName", &TEXT), must("NewReplicationFactor", &NUMBER), may("NodeIdsToRemove", &NAMES)],
);
static REBOOT: Shape = structure("RebootNodeRequest", &[must("ClusterName", &TEXT), must("NodeId", &TEXT)]);
static CREATE_GROUP: Shape =
    structure("CreateParameterGroupRequest", &[must("ParameterGroupName", &TEXT), may("Description", &TEXT)]);
static UPDATE_GROUP: Shape = structure(
    "UpdateParameterGroupRequest",
    &[must("ParameterGroupName", &TEXT), must("ParameterNameValues", &PARAMETERS)],
);
static GROUPS: Shape = structure("DescribeParameterGroupsRequest", &[may("ParameterGroupNames", &NAMES)]);
static GROUP: Shape = structure("DeleteParameterGroupRequest", &[must("ParameterGroupName", &TEXT)]);
static GROUP_PARAMETERS: Shape = structure("DescribeParametersRequest", &[must("ParameterGroupName", &TEXT)]);

const fn operation(name: &'static str, input: &'static Shape) -> Operation {
    Operation { name, service: Service::Dax, input, built: true }
}

/// Sorted by name.
pub(super) static OPERATIONS: &[Operation] = &[
    operation("dax:CreateCluster", &CREATE),
    operation("dax:CreateParameterGroup", &CREATE_GROUP),
    operation("dax:DecreaseReplicationFactor", &DECREASE),
    operation("dax:DeleteCluster", &CLUSTER),
    operation("dax:DeleteParameterGroup", &GROUP),
    operation("dax:DescribeClusters", &CLUSTERS),
    operation("dax:DescribeParameterGroups", &GROUPS),
    operation("dax:DescribeParameters", &GROUP_PARAMETERS),
    operation("dax:IncreaseReplicationFactor", &INCREASE),
    operation("dax:RebootNode", &REBOOT),
    operation("dax:UpdateParameterGroup", &UPDATE_GROUP),
];
