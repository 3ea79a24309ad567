//! DAX's control plane.

use std::sync::Arc;

use api::dax::{
    ClusterDescription, CreateCluster, DEFAULT_GROUP, Group, MOST_NODES, NodeDescription, Request, Response,
};
use api::{ApiError, ErrorCode};
use sim::Micros;

use super::cluster::{Cluster, ClusterStatus, NodeStatus};
use crate::due::Due;
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::small::SmallMap;
use crate::world::World;

fn fault(code: ErrorCode, message: impl Into<String>) -> ApiError {
    ApiError::new(code, message)
}

fn unknown_cluster(name: &str) -> ApiError {
    fault(ErrorCode::ClusterNotFoundFault, format!("Cluster {name} not found."))
}

impl World {
    /// Carries out an operation of DAX's control plane.
    pub(crate) fn dax_control(
        &mut self,
        flight: &Flight,
        request: &Request,
    ) -> Result<api::dynamodb::Response, ApiError> {
        let region = &flight.region;
        let answer = match request {
            Request::CreateCluster(create) => self.create_cluster(region, create)?,
            Request::DescribeClusters(names) => {
                for name in names {
                    self.caches.cluster(region, name).ok_or_else(|| unknown_cluster(name))?;
                }
                let of_region = self.caches.clusters.values().filter(|it| it.region == *region);
                let asked = of_region.filter(|it| names.is_empty() || names.contains(&it.name));
                Response::Clusters(asked.map(|cluster| self.describe_cluster(cluster)).collect())
            }
            Request::DeleteCluster(name) => {
                let id = self.idle_cluster(region, name)?;
                let until = self.now.saturating_add(self.knobs.amount(Knob::DaxDelete));
                self.change_cluster(id, |cluster| {
                    cluster.status = ClusterStatus::Deleting;
                    cluster.until = Some(until);
                    cluster.election = None;
                    for node in &mut cluster.nodes {
                        (node.status, node.until) = (NodeStatus::Deleting, None);
                    }
                })
            }
            Request::Increase { cluster, nodes } => self.increase(region, cluster, *nodes)?,
            Request::Decrease { cluster, nodes, remove } => self.decrease(region, cluster, *nodes, remove)?,
            Request::Reboot { cluster, node } => {
                let id = self.idle_cluster(region, cluster)?;
                let known = self.caches.clusters.get(&id).and_then(|cluster| cluster.named(node));
                let number = known
                    .ok_or_else(|| fault(ErrorCode::NodeNotFoundFault, format!("Node {node} not found.")))?;
                let until = self.now.saturating_add(self.knobs.amount(Knob::DaxReboot));
                self.node_goes(id, number, NodeStatus::Rebooting, Some(until));
                self.change_cluster(id, |_| {})
            }
            request => self.groups_control(region, request)?,
        };
        Ok(api::dynamodb::Response::Dax(Box::new(answer)))
    }

    fn create_cluster(&mut self, region: &Arc<str>, create: &CreateCluster) -> Result<Response, ApiError> {
        if self.caches.cluster(region, &create.name).is_some() {
            let message = format!("Cluster {} already exists.", create.name);
            return Err(fault(ErrorCode::ClusterAlreadyExistsFault, message));
        }
        self.cache_group(region, &create.group)?;
        self.caches.made = self.caches.made.saturating_add(1);
        let id = self.caches.made;
        let until = self.now.saturating_add(self.knobs.amount(Knob::DaxCreate));
        let mut cluster = Cluster {
            id,
            region: Arc::clone(region),
            name: create.name.clone(),
            node_type: create.node_type.name.to_owned(),
            description: create.description.clone(),
            role: create.role.clone(),
            group: create.group.clone(),
            created: self.now,
            status: ClusterStatus::Creating,
            until: Some(until),
            primary: 1,
            election: None,
            made: 0,
            nodes: Vec::new(),
            turns: 0,
            sent: 0,
            parcels: SmallMap::new(),
        };
        for _ in 0..create.nodes {
            cluster.add_node(self.now, until);
        }
        self.caches.clusters.insert(id, Arc::new(cluster));
        Ok(self.change_cluster(id, |_| {}))
    }

    /// A group that says nothing of how long entries live.
    fn with_lives(&self, group: Group) -> Group {
        Group {
            record_ttl_ms: self.knobs.amount(Knob::DaxItemLife) / sim::MICROS_PER_MILLI,
            query_ttl_ms: self.knobs.amount(Knob::DaxQueryLife) / sim::MICROS_PER_MILLI,
            ..group
        }
    }

    /// The group of this name in a Region.
    pub(crate) fn cache_group(&self, region: &Arc<str>, name: &str) -> Result<Group, ApiError> {
        match self.caches.groups.get(&(Arc::clone(region), name.to_owned())) {
            Some(group) => Ok(group.clone()),
            None if name == DEFAULT_GROUP => Ok(self.with_lives(Group {
                description: Some("Default parameter group for dax1.0".to_owned()),
                ..Group::new(DEFAULT_GROUP)
            })),
            None => Err(fault(
                ErrorCode::ParameterGroupNotFoundFault,
                format!("Parameter group {name} not found."),
            )),
        }
    }

    /// A cluster that nothing is being done to.
    fn idle_cluster(&self, region: &str, name: &str) -> Result<u32, ApiError> {
        let cluster = self.caches.cluster(region, name).ok_or_else(|| unknown_cluster(name))?;
        if cluster.status == ClusterStatus::Available {
            return Ok(cluster.id);
        }
        let message =
            format!("Cluster {name} is not in an available state: it is {}.", cluster.status.name());
        Err(fault(ErrorCode::InvalidClusterStateFault, message))
    }

    /// Changes a cluster, has what ends come about, and describes it.
    fn change_cluster(&mut self, id: u32, change: impl FnOnce(&mut Cluster)) -> Response {
        if let Some(cluster) = self.caches.cluster_mut(id) {
            change(cluster);
        }
        self.await_cluster(id);
        let described = self.caches.clusters.get(&id).map(|cluster| self.describe_cluster(cluster));
        described.map_or(Response::Clusters(Vec::new()), |cluster| Response::Cluster(Box::new(cluster)))
    }

    fn increase(&mut self, region: &str, name: &str, nodes: u16) -> Result<Response, ApiError> {
        let id = self.idle_cluster(region, name)?;
        let has = self.node_count(id);
        if nodes <= has || nodes > MOST_NODES {
            return Err(fault(
                ErrorCode::InvalidParameterValueException,
                format!(
                    "NewReplicationFactor must be from {} to {MOST_NODES}: the cluster has {has}.",
                    has + 1
                ),
            ));
        }
        let now = self.now;
        let until = now.saturating_add(self.knobs.amount(Knob::DaxCreate));
        Ok(self.change_cluster(id, |cluster| {
            for _ in has..nodes {
                cluster.add_node(now, until);
            }
            (cluster.status, cluster.until) = (ClusterStatus::Modifying, Some(until));
        }))
    }

    fn node_count(&self, id: u32) -> u16 {
        let nodes = self.caches.clusters.get(&id).map_or(0, |cluster| cluster.nodes.len());
        u16::try_from(nodes).unwrap_or(u16::MAX)
    }

    fn decrease(
        &mut self,
        region: &str,
        name: &str,
        nodes: u16,
        remove: &[String],
    ) -> Result<Response, ApiError> {
        let id = self.idle_cluster(region, name)?;
        let has = self.node_count(id);
        if nodes >= has || nodes == 0 {
            return Err(fault(
                ErrorCode::InvalidParameterValueException,
                format!("NewReplicationFactor must be below {has}, and at least 1."),
            ));
        }
        let Some(cluster) = self.caches.clusters.get(&id) else { return Err(unknown_cluster(name)) };
        let mut going = Vec::new();
        for node in remove {
            let known = cluster.named(node);
            let number = known
                .ok_or_else(|| fault(ErrorCode::NodeNotFoundFault, format!("Node {node} not found.")))?;
            if number == cluster.primary {
                let message = format!("Node {node} is the primary; a read replica can be removed.");
                return Err(fault(ErrorCode::InvalidParameterCombinationException, message));
            }
            if !going.contains(&number) {
                going.push(number);
            }
        }
        let fewer = usize::from(has - nodes);
        if !going.is_empty() && going.len() != fewer {
            let message = format!("NodeIdsToRemove names {} nodes, but {fewer} are to go.", going.len());
            return Err(fault(ErrorCode::InvalidParameterCombinationException, message));
        }
        if going.is_empty() {
            let replicas = cluster.nodes.iter().rev().map(|node| node.number);
            going = replicas.filter(|&number| number != cluster.primary).take(fewer).collect();
        }
        let until = self.now.saturating_add(self.knobs.amount(Knob::DaxDelete));
        Ok(self.change_cluster(id, |cluster| {
            for node in cluster.nodes.iter_mut().filter(|node| going.contains(&node.number)) {
                (node.status, node.until) = (NodeStatus::Deleting, Some(until));
            }
            (cluster.status, cluster.until) = (ClusterStatus::Modifying, Some(until));
        }))
    }

    fn groups_control(&mut self, region: &Arc<str>, request: &Request) -> Result<Response, ApiError> {
        match request {
            Request::CreateGroup(group) => {
                if self.cache_group(region, &group.name).is_ok() {
                    let message = format!("Parameter group {} already exists.", group.name);
                    return Err(fault(ErrorCode::ParameterGroupAlreadyExistsFault, message));
                }
                let group = self.with_lives(group.clone());
                self.caches.groups.insert((Arc::clone(region), group.name.clone()), group.clone());
                Ok(Response::Group(group))
            }
            Request::UpdateGroup { name, record_ttl_ms, query_ttl_ms } => {
                let mut group = self.free_group(region, name, "modified")?;
                group.record_ttl_ms = record_ttl_ms.unwrap_or(group.record_ttl_ms);
                group.query_ttl_ms = query_ttl_ms.unwrap_or(group.query_ttl_ms);
                self.caches.groups.insert((Arc::clone(region), name.clone()), group.clone());
                Ok(Response::Group(group))
            }
            Request::DeleteGroup(name) => {
                self.free_group(region, name, "deleted")?;
                self.caches.groups.remove(&(Arc::clone(region), name.clone()));
                Ok(Response::Deleted(format!("Parameter group {name} has been deleted.")))
            }
            Request::DescribeParameters(name) => Ok(Response::Parameters(self.cache_group(region, name)?)),
            Request::DescribeGroups(names) => {
                let mut groups = Vec::new();
                if names.is_empty() {
                    groups.push(self.cache_group(region, DEFAULT_GROUP)?);
                    let here = self.caches.groups.iter().filter(|((at, _), _)| at == region);
                    groups.extend(here.map(|(_, group)| group.clone()));
                }
                for name in names {
                    groups.push(self.cache_group(region, name)?);
                }
                Ok(Response::Groups(groups))
            }
            _ => Err(crate::world::internal()),
        }
    }

    /// A group that no cluster has, and that is not the default.
    fn free_group(&self, region: &Arc<str>, name: &str, what: &str) -> Result<Group, ApiError> {
        let group = self.cache_group(region, name)?;
        let user = self.caches.clusters.values().find(|it| it.region == *region && it.group == name);
        let message = match user {
            Some(cluster) => format!(
                "Parameter group {name} can't be {what}: the cluster {} uses it. Create another group, and a cluster with it.",
                cluster.name
            ),
            None if name == DEFAULT_GROUP => format!("The default parameter group can't be {what}."),
            None => return Ok(group),
        };
        Err(fault(ErrorCode::InvalidParameterGroupStateFault, message))
    }

    fn describe_cluster(&self, cluster: &Cluster) -> ClusterDescription {
        let (region, name) = (&cluster.region, &cluster.name);
        let home = format!("{name}.{:06x}.dax-clusters.{region}.amazonaws.com", cluster.id);
        let ms = |at: Micros| self.config.epoch_micros.saturating_add(at) / 1_000;
        let node = |node: &super::cluster::Node| NodeDescription {
            id: cluster.node_id(node.number),
            address: format!("{}.{home}", cluster.node_id(node.number)),
            created_ms: ms(node.created),
            zone: format!("{region}{}", ["a", "b", "c"][usize::from(node.zone.min(2))]),
            status: node.status.name(),
        };
        ClusterDescription {
            name: name.clone(),
            arn: format!("arn:aws:dax:{region}:{}:cache/{name}", self.config.account),
            description: cluster.description.clone(),
            node_type: cluster.node_type.clone(),
            status: cluster.status.name(),
            address: home.clone(),
            nodes: cluster.nodes.iter().map(node).collect(),
            role: cluster.role.clone(),
            group: cluster.group.clone(),
        }
    }

    /// Has the world come back to all clusters of which something ends.
    pub(crate) fn await_clusters(&mut self) {
        for id in self.caches.clusters.keys().copied().collect::<Vec<_>>() {
            self.await_cluster(id);
        }
    }

    /// Has the world come back to a cluster when something of it ends.
    pub(crate) fn await_cluster(&mut self, id: u32) {
        let next = self.caches.clusters.get(&id).and_then(|cluster| cluster.next());
        if let Some(next) = next {
            self.queue.push(next.max(self.now), Due::Cluster { cluster: id });
        }
    }
}
