//! What each operation takes: the service's model as a table.
//!
//! The table drives the JSON reader here, and flags, completion and shorthand in the console. It is written by
//! `cargo test -p api --test shapes` with `UPDATE=1` from `model/inputs.json`; the same test fails when the two
//! have drifted apart.

// Written by a program: numbers as in the model.
#[rustfmt::skip]
#[allow(clippy::unreadable_literal)]
mod generated;
mod cloudwatch;
mod dax;
mod identity;
mod lambda;

/// Who has an operation: one of the two services behind the endpoint, or a service beside them, which the console
/// reaches and HTTP does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// `DynamoDB_20120810`.
    DynamoDb,
    /// `DynamoDBStreams_20120810`.
    Streams,
    /// AWS Lambda.
    Lambda,
    /// Amazon `CloudWatch`.
    CloudWatch,
    /// DAX's control plane.
    Dax,
    /// IAM.
    Iam,
    /// Organizations.
    Organizations,
    /// STS.
    Sts,
}

impl Service {
    /// The part of `X-Amz-Target` before the full stop.
    pub const fn target_prefix(self) -> &'static str {
        match self {
            Self::DynamoDb => "DynamoDB_20120810",
            Self::Streams => "DynamoDBStreams_20120810",
            // No target begins so: these are not served over HTTP.
            Self::Lambda => "\0lambda",
            Self::CloudWatch => "\0cloudwatch",
            Self::Dax => "\0dax",
            Self::Organizations => "\0organizations",
            // These speak another protocol (`wire::query`).
            Self::Iam => "\0iam",
            Self::Sts => "\0sts",
        }
    }
}

/// An operation of the service's model, built or not.
#[derive(Debug)]
pub struct Operation {
    /// `PutItem`; of a service beside `DynamoDB` with its name: `lambda:CreateFunction`.
    pub name: &'static str,
    /// Which service has it.
    pub service: Service,
    /// What it takes; always a structure (an empty one for `DescribeLimits`).
    pub input: &'static Shape,
    /// Whether it can be carried out. One that can't says so, some of them after the service's own checks.
    pub built: bool,
}

impl Operation {
    /// The name without its service's: `CreateFunction`.
    pub fn own_name(&self) -> &'static str {
        self.name.rsplit(':').next().unwrap_or(self.name)
    }
}

/// Inclusive bounds of a length (characters, bytes, elements) or of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// At least this.
    pub min: Option<u32>,
    /// At most this.
    pub max: Option<u32>,
}

/// The type of a value in a request.
#[derive(Debug)]
pub enum Shape {
    /// A JSON object with known members.
    Structure {
        /// Its name in the model.
        name: &'static str,
        /// In the model's order.
        members: &'static [Member],
    },
    /// A JSON array.
    List {
        /// Its name in the model.
        name: &'static str,
        /// Every element's shape.
        element: &'static Shape,
        /// Number of elements.
        length: Bounds,
    },
    /// A JSON object with free keys.
    Map {
        /// Its name in the model.
        name: &'static str,
        /// Every key's shape, a string.
        key: &'static Shape,
        /// Every value's shape.
        value: &'static Shape,
        /// Number of entries.
        length: Bounds,
    },
    /// Text.
    String {
        /// Its name in the model.
        name: &'static str,
        /// Number of characters.
        length: Bounds,
        /// A regular expression for the whole text, in Java's dialect.
        pattern: Option<&'static str>,
        /// The values allowed, in the model's order; empty when any text is.
        values: &'static [&'static str],
    },
    /// 32 bits.
    Integer {
        /// Of the value.
        range: Bounds,
    },
    /// 64 bits.
    Long {
        /// Of the value.
        range: Bounds,
    },
    /// A number with a fraction.
    Double,
    /// True or false.
    Boolean,
    /// Bytes, sent as base64.
    Blob,
    /// Seconds since 1970.
    Timestamp,
}

/// A member of a structure.
#[derive(Debug)]
pub struct Member {
    /// As in JSON.
    pub name: &'static str,
    /// Its type.
    pub shape: &'static Shape,
    /// Whether the model demands it.
    pub required: bool,
}

impl Shape {
    /// Its name in the model; the kind's name for the nameless scalars.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Structure { name, .. }
            | Self::List { name, .. }
            | Self::Map { name, .. }
            | Self::String { name, .. } => name,
            Self::Integer { .. } => "Integer",
            Self::Long { .. } => "Long",
            Self::Double => "Double",
            Self::Boolean => "Boolean",
            Self::Blob => "Blob",
            Self::Timestamp => "Timestamp",
        }
    }

    /// The members of a structure; none for every other shape.
    pub const fn members(&self) -> &'static [Member] {
        match self {
            Self::Structure { members, .. } => members,
            _ => &[],
        }
    }

    /// The member called `name` of a structure.
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        self.members().iter().find(|member| member.name == name)
    }

    /// Whether this is an `AttributeValue`.
    pub fn is_attribute_value(&self) -> bool {
        matches!(self, Self::Structure { name: "AttributeValue", .. })
    }

    /// The Java type that the service's deserialiser names in its messages.
    pub fn java_name(&self) -> String {
        match self {
            Self::Structure { name, .. } => format!("com.amazonaws.dynamodb.v20120810.{name}"),
            Self::List { element, .. } => format!("java.util.List<{}>", element.java_name()),
            Self::Map { value, .. } => format!("java.util.Map<java.lang.String, {}>", value.java_name()),
            Self::String { .. } => "java.lang.String".to_owned(),
            Self::Integer { .. } => "java.lang.Integer".to_owned(),
            Self::Long { .. } => "java.lang.Long".to_owned(),
            Self::Double => "java.lang.Double".to_owned(),
            Self::Boolean => "java.lang.Boolean".to_owned(),
            Self::Blob => "java.nio.ByteBuffer".to_owned(),
            Self::Timestamp => "java.util.Date".to_owned(),
        }
    }
}

/// Every operation of both services, sorted by name.
pub fn operations() -> &'static [Operation] {
    generated::OPERATIONS
}

/// The operations of the services beside `DynamoDB`.
pub fn other_operations() -> impl Iterator<Item = &'static Operation> {
    lambda::OPERATIONS.iter().chain(cloudwatch::OPERATIONS).chain(dax::OPERATIONS).chain(identity::OPERATIONS)
}

/// The operation called `name`.
pub fn operation(name: &str) -> Option<&'static Operation> {
    let operations = operations();
    match operations.binary_search_by(|operation| operation.name.cmp(name)) {
        Ok(at) => operations.get(at),
        Err(_) if name.contains(':') => other_operations().find(|operation| operation.name == name),
        Err(_) => None,
    }
}
