//! IAM and STS beside the tables: who there is, what each may, and the gate that a call with a principal passes.
//!
//! A call without one is the account's administrator's: nothing is evaluated, and nothing here is looked at.

mod asks;
mod context;
mod control;
mod entities;
mod gate;
mod keys;
mod managed;
mod organization;
mod picture;
mod policies;
mod principal;
mod retell;
mod sessions;
mod simulate;
mod tell;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::Micros;

use crate::small::SmallMap;

pub use gate::Access;
pub(crate) use organization::Organization;
pub use picture::{PolicyText, PrincipalInfo};
pub(crate) use policies::check_resource_policy;

/// The user that a call without a principal is taken for. It may do everything, whether or not somebody made it.
pub(crate) const ADMIN: &str = "dynamodb_admin";

/// What policies can be attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Sort {
    User,
    Group,
    Role,
}

/// All of an account's IAM. The default is an account with nobody but its administrator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identities {
    /// Ids given out so far.
    pub(crate) made: u32,
    pub(crate) entities: SmallMap<(Sort, Arc<str>), Arc<Entity>>,
    /// Managed policies of the account, by ARN.
    pub(crate) managed: SmallMap<Arc<str>, Arc<Managed>>,
    /// Users' access keys, by id.
    pub(crate) keys: SmallMap<Arc<str>, Arc<AccessKey>>,
    /// Temporary credentials, by the id of their access key.
    pub(crate) sessions: SmallMap<Arc<str>, Arc<Session>>,
}

/// A user, a group or a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entity {
    pub(crate) sort: Sort,
    pub(crate) name: Arc<str>,
    /// `AIDA…`, `AGPA…`, `AROA…`.
    pub(crate) id: String,
    pub(crate) created: Micros,
    pub(crate) tags: Vec<(String, String)>,
    /// Policies of its own: name and text, by name.
    pub(crate) inline: Vec<(String, String)>,
    /// ARNs of managed policies, in the order in which they were attached.
    pub(crate) attached: Vec<String>,
    /// ARN of the policy that limits it.
    pub(crate) boundary: Option<String>,
    /// A user's groups.
    pub(crate) groups: Vec<Arc<str>>,
    /// A role's trust policy.
    pub(crate) trust: String,
    pub(crate) description: String,
    /// The longest session of a role, seconds.
    pub(crate) longest: u32,
}

/// A managed policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Managed {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) description: String,
    pub(crate) created: Micros,
    pub(crate) updated: Micros,
    /// Version and text, the oldest first.
    pub(crate) versions: Vec<(u32, String)>,
    /// The version that counts.
    pub(crate) default: u32,
}

/// A user's access key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccessKey {
    pub(crate) user: Arc<str>,
    pub(crate) created: Micros,
}

/// Temporary credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// Whose they are: a role that was assumed, or the user who asked for them.
    pub(crate) sort: Sort,
    pub(crate) of: Arc<str>,
    /// The role's id, so that a later role of the same name isn't meant.
    pub(crate) of_id: String,
    /// `RoleSessionName`.
    pub(crate) name: Arc<str>,
    pub(crate) issued: Micros,
    pub(crate) expires: Micros,
    /// Policies that were passed: name and text. None: no limit.
    pub(crate) policies: Vec<(String, String)>,
    /// The identity provider that vouched for it, and whom it meant.
    pub(crate) federated: Option<(String, String)>,
    pub(crate) tags: Vec<(String, String)>,
}

impl Identities {
    /// Whether nobody was ever made: then nobody can call as somebody.
    pub(crate) fn is_empty(&self) -> bool {
        self.made == 0
    }

    pub(crate) fn entity(&self, sort: Sort, name: &str) -> Option<&Arc<Entity>> {
        self.entities.get(&(sort, Arc::from(name)))
    }
}

impl Sort {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
        }
    }

    /// `User`, as in the names of operations and members.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::Role => "Role",
        }
    }

    /// The sort that an operation's name names.
    pub(crate) fn of(operation: &str) -> Option<Self> {
        [Self::User, Self::Group, Self::Role].into_iter().find(|sort| operation.contains(sort.title()))
    }

    /// How its ids begin.
    pub(crate) const fn id_prefix(self) -> &'static str {
        match self {
            Self::User => "AIDA",
            Self::Group => "AGPA",
            Self::Role => "AROA",
        }
    }

    /// Characters of all policies of its own together.
    pub(crate) const fn most_inline(self) -> u32 {
        match self {
            Self::User => 2_048,
            Self::Group => 5_120,
            Self::Role => 10_240,
        }
    }
}
