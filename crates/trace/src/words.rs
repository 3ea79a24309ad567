//! The words in events: each a small set of names that only grows.

use serde::{Deserialize, Serialize};

/// Reading or writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Read units.
    Read,
    /// Write units.
    Write,
}

/// What a change did to an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Touch {
    /// A new entry.
    Put,
    /// An entry gone.
    Delete,
    /// The entry's content, at the same place.
    Update,
    /// The entry moved: its index key changed.
    Move,
}

/// Why a change did not travel to an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Skip {
    /// The item lacks a key attribute of the index, before and after.
    Sparse,
    /// Nothing that the index holds changed.
    Unchanged,
}

/// Where a table or index is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// `CREATING`.
    Creating,
    /// `ACTIVE`.
    Active,
    /// `UPDATING`.
    Updating,
    /// `DELETING`.
    Deleting,
    /// It is no more.
    Deleted,
}

/// What a write did to an item, as a stream tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Change {
    /// `INSERT`: there was none before.
    Insert,
    /// `MODIFY`: it is another one now.
    Modify,
    /// `REMOVE`: there is none now.
    Remove,
}

/// Why an entry of a cache is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Gone {
    /// Room was needed, and it was used longest ago.
    Room,
    /// Its time was over.
    Time,
}

/// Why an item will not expire although it has the attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ignored {
    /// The value is no number.
    NotNumber,
    /// The number can only be meant in milliseconds: it lies thousands of years ahead.
    Milliseconds,
    /// It lies more than five years back.
    TooOld,
    /// The attribute lies within another one.
    Nested,
}

/// What made a batch whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Gathered {
    /// It has as many records as it may have.
    Size,
    /// It was gathered as long as it may be.
    Window,
    /// It has as many bytes as it may have.
    Bytes,
}

/// How an invocation went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// All records are done.
    Ok,
    /// The function failed.
    Failed,
    /// The function says at which record it failed.
    Partial,
}

/// Why records were given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Discard {
    /// They were tried as often as they may be.
    Retries,
    /// They are older than the mapping allows.
    Age,
    /// The stream doesn't have them any more.
    Trimmed,
}

impl Class {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

impl Touch {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::Delete => "delete",
            Self::Update => "update",
            Self::Move => "move",
        }
    }
}

impl Skip {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sparse => "sparse",
            Self::Unchanged => "unchanged",
        }
    }
}

impl Change {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Modify => "MODIFY",
            Self::Remove => "REMOVE",
        }
    }
}

impl Status {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Updating => "UPDATING",
            Self::Deleting => "DELETING",
            Self::Deleted => "DELETED",
        }
    }
}

impl Gone {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Room => "lru",
            Self::Time => "ttl",
        }
    }
}

impl Gathered {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Window => "window",
            Self::Bytes => "bytes",
        }
    }
}

impl Ignored {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotNumber => "not_number",
            Self::Milliseconds => "milliseconds",
            Self::TooOld => "too_old",
            Self::Nested => "nested",
        }
    }
}

impl Outcome {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Partial => "partial",
        }
    }
}

impl Discard {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Retries => "retries",
            Self::Age => "age",
            Self::Trimmed => "trimmed",
        }
    }
}

/// How an alarm stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Watch {
    /// Within its threshold.
    Ok,
    /// Beyond it.
    Alarm,
    /// Nobody knows.
    Unknown,
}

impl Watch {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::Unknown => "INSUFFICIENT_DATA",
        }
    }
}

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PolicyKind {
    /// An organization's account.
    ServiceControl,
    /// A resource.
    Resource,
    /// A user, group or role.
    Identity,
    /// A user or role, as the most that it can have.
    Boundary,
    /// A session.
    Session,
    /// A role, as to who may assume it.
    Trust,
}

impl PolicyKind {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ServiceControl => "service_control",
            Self::Resource => "resource",
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Trust => "trust",
        }
    }
}

/// How an item's leader votes on a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Vote {
    /// It can be carried out.
    Yes,
    /// Another transaction holds the item.
    Conflict,
    /// The item was written later than the transaction's timestamp.
    Older,
    /// The condition doesn't hold.
    Condition,
    /// There is no capacity.
    Capacity,
    /// It is not valid for the item as it is.
    Invalid,
}

impl Vote {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Conflict => "conflict",
            Self::Older => "older",
            Self::Condition => "condition",
            Self::Capacity => "capacity",
            Self::Invalid => "invalid",
        }
    }
}

/// What the ledger of the coordinators says of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ledger {
    /// Nothing is decided.
    Preparing,
    /// It is committed.
    Committed,
    /// It is cancelled.
    Cancelled,
}

impl Ledger {
    /// The name in trace/1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preparing => "PREPARING",
            Self::Committed => "COMMITTED",
            Self::Cancelled => "CANCELLED",
        }
    }
}
