//! Which nodes of DAX clusters a fault strikes.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::dax::Cluster;

/// A node of a DAX cluster, or one of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheNode {
    /// The node of this place in every cluster, from 0.
    Number(u32),
    /// The node of this id: `music-a`.
    Named(String),
}

impl CacheNode {
    /// A number stands for a place, anything else for an id.
    pub fn of(word: &str) -> Self {
        word.parse().map_or_else(|_| Self::Named(word.to_owned()), Self::Number)
    }

    /// Whether it is this node of a cluster. Clusters count their nodes from 1.
    pub(crate) fn is(&self, cluster: &Cluster, node: u16) -> bool {
        match self {
            Self::Number(place) => place.checked_add(1) == Some(u32::from(node)),
            Self::Named(id) => cluster.node_id(node) == *id,
        }
    }
}

impl fmt::Display for CacheNode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(place) => write!(out, "{place}"),
            Self::Named(id) => out.write_str(id),
        }
    }
}

/// What stands for a name where numbers are stored. Names came later: a checkpoint with a number is read as ever.
const NAMED: u32 = u32::MAX;

impl Serialize for CacheNode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(place) => serializer.serialize_u32(*place),
            Self::Named(id) if serializer.is_human_readable() => serializer.serialize_str(id),
            Self::Named(id) => {
                let mut pair = serializer.serialize_tuple(2)?;
                pair.serialize_element(&NAMED)?;
                pair.serialize_element(id)?;
                pair.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for CacheNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(NodeVisitor)
        } else {
            deserializer.deserialize_tuple(2, NodeVisitor)
        }
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = CacheNode;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a number from 0, or the id of a node")
    }

    fn visit_u64<E: serde::de::Error>(self, place: u64) -> Result<CacheNode, E> {
        u32::try_from(place).map(CacheNode::Number).map_err(|_| E::custom("the number is too large"))
    }

    fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<CacheNode, E> {
        Ok(CacheNode::Named(id.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<CacheNode, A::Error> {
        let missing = || serde::de::Error::invalid_length(0, &self);
        match pair.next_element()?.ok_or_else(missing)? {
            NAMED => Ok(CacheNode::Named(pair.next_element()?.ok_or_else(missing)?)),
            place => Ok(CacheNode::Number(place)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::Fault;

    #[test]
    fn a_number_is_stored_as_it_was_before_there_were_names() {
        for (node, json) in [
            (CacheNode::Number(300), r#"{"cache-node-loss":{"node":300}}"#),
            (CacheNode::Named("music-a".to_owned()), r#"{"cache-node-loss":{"node":"music-a"}}"#),
        ] {
            let fault = Fault::CacheNodeLoss { node: node.clone() };
            assert_eq!(serde_json::to_string(&fault).expect("it can be written"), json);
            assert_eq!(serde_json::from_str::<Fault>(json).expect("it can be read"), fault);
            // Something follows it in a checkpoint.
            let stored = postcard::to_allocvec(&(&fault, 7_u8)).expect("it can be stored");
            assert_eq!(postcard::from_bytes::<(Fault, u8)>(&stored).expect("it comes back"), (fault, 7));
        }
        let number = postcard::to_allocvec(&CacheNode::Number(300)).expect("it can be stored");
        assert_eq!(number, postcard::to_allocvec(&300_u32).expect("it can be stored"));
        assert!(serde_json::from_str::<CacheNode>("4294967296").is_err());
    }
}
