//! Amazon `DynamoDB` Accelerator's control plane: clusters, their nodes, and parameter groups.

use serde::{Deserialize, Serialize};

/// The parameter group that a cluster has unless it names one.
pub const DEFAULT_GROUP: &str = "default.dax1.0";
/// How long cached items and pages live unless a group says otherwise, milliseconds (documented).
pub const DEFAULT_TTL_MS: u64 = 300_000;
/// Nodes of a cluster at most: a primary and ten that follow it (documented).
pub const MOST_NODES: u16 = 11;

/// A request that passed every check that needs no world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `CreateCluster`.
    CreateCluster(Box<CreateCluster>),
    /// `DescribeClusters`: these, or all.
    DescribeClusters(Vec<String>),
    /// `DeleteCluster`, by name.
    DeleteCluster(String),
    /// `IncreaseReplicationFactor`: so many nodes from now on.
    Increase {
        /// The cluster.
        cluster: String,
        /// Nodes from now on.
        nodes: u16,
    },
    /// `DecreaseReplicationFactor`.
    Decrease {
        /// The cluster.
        cluster: String,
        /// Nodes from now on.
        nodes: u16,
        /// Those that go; empty: the ones added last.
        remove: Vec<String>,
    },
    /// `RebootNode`.
    Reboot {
        /// The cluster.
        cluster: String,
        /// The node.
        node: String,
    },
    /// `CreateParameterGroup`.
    CreateGroup(Group),
    /// `UpdateParameterGroup`.
    UpdateGroup {
        /// The group.
        name: String,
        /// `record-ttl-millis`, if it changes.
        record_ttl_ms: Option<u64>,
        /// `query-ttl-millis`, if it changes.
        query_ttl_ms: Option<u64>,
    },
    /// `DescribeParameterGroups`: these, or all.
    DescribeGroups(Vec<String>),
    /// `DescribeParameters` of a group.
    DescribeParameters(String),
    /// `DeleteParameterGroup`, by name.
    DeleteGroup(String),
}

impl Request {
    /// `dax:CreateCluster` and so on.
    pub const fn operation_name(&self) -> &'static str {
        match self {
            Self::CreateCluster(_) => "dax:CreateCluster",
            Self::DescribeClusters(_) => "dax:DescribeClusters",
            Self::DeleteCluster(_) => "dax:DeleteCluster",
            Self::Increase { .. } => "dax:IncreaseReplicationFactor",
            Self::Decrease { .. } => "dax:DecreaseReplicationFactor",
            Self::Reboot { .. } => "dax:RebootNode",
            Self::CreateGroup(_) => "dax:CreateParameterGroup",
            Self::UpdateGroup { .. } => "dax:UpdateParameterGroup",
            Self::DescribeGroups(_) => "dax:DescribeParameterGroups",
            Self::DescribeParameters(_) => "dax:DescribeParameters",
            Self::DeleteGroup(_) => "dax:DeleteParameterGroup",
        }
    }

    /// Whether it may change something.
    pub const fn is_write(&self) -> bool {
        !matches!(self, Self::DescribeClusters(_) | Self::DescribeGroups(_) | Self::DescribeParameters(_))
    }
}

/// `CreateCluster`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateCluster {
    /// Its name, in small letters.
    pub name: String,
    /// The type of its nodes.
    pub node_type: &'static NodeType,
    /// Nodes.
    pub nodes: u16,
    /// The role by which it reaches tables.
    pub role: String,
    /// The parameter group.
    pub group: String,
    /// What people say of it.
    pub description: Option<String>,
}

/// A parameter group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// What people say of it.
    pub description: Option<String>,
    /// `record-ttl-millis`: how long an item may be served; 0: as long as there is room.
    pub record_ttl_ms: u64,
    /// `query-ttl-millis`: how long a page may be served; 0: pages are not cached.
    pub query_ttl_ms: u64,
}

impl Group {
    /// A group with the documented defaults.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            description: None,
            record_ttl_ms: DEFAULT_TTL_MS,
            query_ttl_ms: DEFAULT_TTL_MS,
        }
    }
}

/// A type of node.
#[derive(Debug, PartialEq, Eq)]
pub struct NodeType {
    /// `dax.r5.large`.
    pub name: &'static str,
    /// Memory in bytes (documented).
    pub memory: u64,
    /// Normalised requests a second that a node serves: a hit of 1 KB is one (documented for r5, scaled for others).
    pub requests: u64,
}

const GB: u64 = 1 << 30;

const fn node(name: &'static str, gigabytes: u64, requests: u64) -> NodeType {
    NodeType { name, memory: gigabytes * GB, requests }
}

/// The types of nodes.
pub static NODE_TYPES: &[NodeType] = &[
    node("dax.t2.small", 2, 10_000),
    node("dax.t2.medium", 4, 20_000),
    node("dax.t3.small", 2, 10_000),
    node("dax.t3.medium", 4, 20_000),
    node("dax.r4.large", 15, 75_000),
    node("dax.r4.xlarge", 30, 150_000),
    node("dax.r4.2xlarge", 61, 300_000),
    node("dax.r4.4xlarge", 122, 600_000),
    node("dax.r4.8xlarge", 244, 1_000_000),
    node("dax.r4.16xlarge", 488, 1_000_000),
    node("dax.r5.large", 16, 75_000),
    node("dax.r5.xlarge", 32, 150_000),
    node("dax.r5.2xlarge", 64, 300_000),
    node("dax.r5.4xlarge", 128, 600_000),
    node("dax.r5.8xlarge", 256, 1_000_000),
    node("dax.r5.12xlarge", 384, 1_000_000),
    node("dax.r5.16xlarge", 512, 1_000_000),
    node("dax.r5.24xlarge", 768, 1_000_000),
];

/// The type of this name.
pub fn node_type(name: &str) -> Option<&'static NodeType> {
    NODE_TYPES.iter().find(|known| known.name == name)
}

/// A node as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeDescription {
    /// `music-a`.
    pub id: String,
    /// Its own address.
    pub address: String,
    /// When it was made, milliseconds since 1970.
    pub created_ms: u64,
    /// `eu-central-1a`.
    pub zone: String,
    /// `available`, `creating`, `rebooting` …
    pub status: &'static str,
}

/// A cluster as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterDescription {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// What people say of it.
    pub description: Option<String>,
    /// The type of its nodes.
    pub node_type: String,
    /// `creating`, `available`, `modifying`, `deleting`.
    pub status: &'static str,
    /// The address that clients are given.
    pub address: String,
    /// Its nodes.
    pub nodes: Vec<NodeDescription>,
    /// The role.
    pub role: String,
    /// The parameter group.
    pub group: String,
}

/// What DAX answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// `{"Cluster": …}`.
    Cluster(Box<ClusterDescription>),
    /// `{"Clusters": […]}`.
    Clusters(Vec<ClusterDescription>),
    /// `{"ParameterGroup": …}`.
    Group(Group),
    /// `{"ParameterGroups": […]}`.
    Groups(Vec<Group>),
    /// `{"Parameters": […]}`.
    Parameters(Group),
    /// `{"DeletionMessage": …}`.
    Deleted(String),
}
