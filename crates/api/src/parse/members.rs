//! The members that the operations on tables have in common, and what the older layer says about each.

use super::Input;
use super::constraints::{
    Faults, Layer, at, enumeration, lower_first, max_length, min_length, missing, name_faults, text_faults,
};
use super::echo;
use crate::json::Node;
use crate::shapes::{Member, Shape};

/// Elements of a key schema: of the table and local indexes, of global ones.
pub(super) const TABLE_KEY: usize = 2;
pub(super) const GLOBAL_KEY: usize = 8;

/// Characters of a key attribute or a projected one.
const MAX_ATTRIBUTE_NAME: usize = 255;

/// Attributes that an index projects besides keys.
const MAX_NON_KEYS: usize = 20;

/// A structure, its shape and its place in the request.
pub(super) struct Place<'a> {
    pub(super) node: &'a Node<'a>,
    shape: &'static Shape,
    /// Empty, or ending in a full stop.
    path: String,
}

impl<'a> Place<'a> {
    /// The whole request.
    pub(super) fn root(input: &Input<'a>) -> Self {
        Self { node: input.node, shape: input.shape, path: String::new() }
    }

    pub(super) fn member(&self, name: &str) -> Option<(&'a Node<'a>, &'static Member)> {
        self.node.member(name).zip(self.shape.member(name))
    }

    /// `keySchema` below this place.
    pub(super) fn path(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }

    /// The structure in a member.
    pub(super) fn inside(&self, name: &str, path: &str) -> Option<Place<'a>> {
        let (node, member) = self.member(name)?;
        Some(Place { node, shape: member.shape, path: format!("{}.", self.path(path)) })
    }

    /// The elements of a list of structures.
    pub(super) fn elements(&self, name: &str, path: &str) -> Vec<Place<'a>> {
        let Some((node, Member { shape: Shape::List { element, .. }, .. })) = self.member(name) else {
            return Vec::new();
        };
        let elements = node.as_list().unwrap_or_default().iter().enumerate();
        elements
            .map(|(at, node)| Place {
                node,
                shape: element,
                path: format!("{}.{}.member.", self.path(path), at + 1),
            })
            .collect()
    }

    pub(super) fn enumeration(&self, faults: &mut Faults, name: &str, path: &str) {
        if let Some((node, member)) = self.member(name)
            && let Some(value) = node.as_text()
        {
            faults.extend(enumeration(value, member.shape, &self.path(path), Layer::Older));
        }
    }

    /// What is wrong with the presence and length of the texts in these members.
    pub(super) fn texts(&self, faults: &mut Faults, names: &[&str]) {
        for name in names {
            let Some(member) = self.shape.member(name) else { continue };
            let path = self.path(&lower_first(name));
            match self.node.member(name).and_then(Node::as_text) {
                Some(text) => faults.extend(text_faults(text, member.shape, &path)),
                None if member.required => faults.add(missing(&path)),
                None => {}
            }
        }
    }

    pub(super) fn required(&self, faults: &mut Faults, name: &str, path: &str) {
        if self.node.member(name).is_none() {
            faults.add(missing(&self.path(path)));
        }
    }
}

pub(super) fn throughput(faults: &mut Faults, place: &Place) {
    if let Some(throughput) = place.inside("ProvisionedThroughput", "provisionedThroughput") {
        units(faults, &throughput);
    }
}

/// Both kinds of units, of any member that is a throughput.
pub(super) fn units(faults: &mut Faults, throughput: &Place) {
    for (name, path) in
        [("WriteCapacityUnits", "writeCapacityUnits"), ("ReadCapacityUnits", "readCapacityUnits")]
    {
        let path = throughput.path(path);
        match throughput.node.member(name).and_then(Node::as_integer) {
            None => faults.add(missing(&path)),
            Some(units) if units < 1 => {
                let constraint = "Member must have value greater than or equal to 1";
                faults.add(at(&units.to_string(), &path, constraint));
            }
            Some(_) => {}
        }
    }
}

pub(super) fn key_schema(faults: &mut Faults, place: &Place, most: usize) {
    let path = place.path("keySchema");
    let Some((node, member)) = place.member("KeySchema") else {
        faults.add(missing(&path));
        return;
    };
    let length = node.as_list().map_or(0, <[Node]>::len);
    if length == 0 {
        faults.add(at("[]", &path, &min_length(1)));
    } else if length > most {
        faults.add(at(&echo::java(node, member.shape), &path, &max_length(most as u32)));
    }
    for element in place.elements("KeySchema", "keySchema") {
        attribute_name(faults, &element);
        element.required(faults, "KeyType", "keyType");
        element.enumeration(faults, "KeyType", "keyType");
    }
}

pub(super) fn attribute_name(faults: &mut Faults, place: &Place) {
    let path = place.path("attributeName");
    match place.node.member("AttributeName").and_then(Node::as_text) {
        None => faults.add(missing(&path)),
        Some("") => faults.add(at("", &path, &min_length(1))),
        Some(name) if name.chars().count() > MAX_ATTRIBUTE_NAME => {
            faults.add(at(name, &path, &max_length(MAX_ATTRIBUTE_NAME as u32)));
        }
        Some(_) => {}
    }
}

pub(super) fn index_name(faults: &mut Faults, index: &Place) {
    match index.node.member("IndexName").and_then(Node::as_text) {
        None => faults.add(missing(&index.path("indexName"))),
        Some(name) => faults.extend(name_faults(name, &index.path("indexName"))),
    }
}

pub(super) fn index_members(faults: &mut Faults, index: &Place, most_keys: usize) {
    index_name(faults, index);
    key_schema(faults, index, most_keys);
    projection(faults, index);
}

pub(super) fn projection(faults: &mut Faults, index: &Place) {
    let Some(projection) = index.inside("Projection", "projection") else {
        faults.add(missing(&index.path("projection")));
        return;
    };
    projection.enumeration(faults, "ProjectionType", "projectionType");
    let Some((node, member)) = projection.member("NonKeyAttributes") else { return };
    let names = node.as_list().unwrap_or_default();
    let path = projection.path("nonKeyAttributes");
    let echo = || echo::java(node, member.shape);
    if names.is_empty() {
        faults.add(at("[]", &path, &min_length(1)));
    } else if names.len() > MAX_NON_KEYS {
        faults.add(at(&echo(), &path, &max_length(MAX_NON_KEYS as u32)));
    }
    let length = |name: &Node| name.as_text().map_or(0, |name| name.chars().count());
    if names.iter().any(|name| !(1..=MAX_ATTRIBUTE_NAME).contains(&length(name))) {
        let constraint = format!("Member must satisfy constraint: [{}, {}]", max_length(255), min_length(1));
        faults.add(at(&echo(), &path, &constraint));
    }
}

pub(super) fn definitions(faults: &mut Faults, root: &Place) {
    for definition in root.elements("AttributeDefinitions", "attributeDefinitions") {
        attribute_name(faults, &definition);
        definition.required(faults, "AttributeType", "attributeType");
        definition.enumeration(faults, "AttributeType", "attributeType");
    }
}

pub(super) fn stream(faults: &mut Faults, root: &Place) {
    if let Some(stream) = root.inside("StreamSpecification", "streamSpecification") {
        stream.required(faults, "StreamEnabled", "streamEnabled");
        stream.enumeration(faults, "StreamViewType", "streamViewType");
    }
}

pub(super) fn encryption(faults: &mut Faults, root: &Place) {
    if let Some(encryption) = root.inside("SSESpecification", "sSESpecification") {
        encryption.enumeration(faults, "SSEType", "sSEType");
    }
}

/// Characters of a tag's key and value.
const MAX_TAG_KEY: usize = 128;
const MAX_TAG_VALUE: usize = 256;

pub(super) fn tag_key(faults: &mut Faults, key: &str, path: &str) {
    if key.is_empty() {
        faults.add(at(key, path, &min_length(1)));
    } else if key.chars().count() > MAX_TAG_KEY {
        faults.add(at(key, path, &max_length(MAX_TAG_KEY as u32)));
    }
}

pub(super) fn tags(faults: &mut Faults, root: &Place) {
    for tag in root.elements("Tags", "tags") {
        let text = |name: &str| tag.node.member(name).and_then(Node::as_text);
        match text("Key") {
            None => faults.add(missing(&tag.path("key"))),
            Some(key) => tag_key(faults, key, &tag.path("key")),
        }
        match text("Value") {
            None => faults.add(missing(&tag.path("value"))),
            Some(value) if value.chars().count() > MAX_TAG_VALUE => {
                faults.add(at(value, &tag.path("value"), &max_length(MAX_TAG_VALUE as u32)));
            }
            Some(_) => {}
        }
    }
}
