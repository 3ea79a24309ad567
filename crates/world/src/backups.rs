//! Backups on demand: a table as it was, under a name. They outlive their tables.

use std::sync::Arc;

use api::dynamodb::{OnDemandLimits, StreamView};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use sim::Micros;
use value::{Item, Key};

use crate::catalogue::{Definition, TableState};
use crate::describe::told;
use crate::small::SmallMap;

/// All backups there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Backups {
    /// How many there have been.
    pub(crate) made: u32,
    /// By number.
    pub(crate) all: SmallMap<u32, Arc<Backup>>,
}

/// One backup.
#[derive(Clone, Debug)]
pub(crate) struct Backup {
    pub(crate) about: About,
    pub(crate) settings: Settings,
    /// The table's items: shared with it as long as they are the same.
    pub(crate) items: OrdMap<Key, Item>,
    /// Wrapping sum of the hashes of its rows.
    pub(crate) content: u128,
}

/// What is known of a backup besides its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    /// Its number, never used again.
    pub(crate) id: u32,
    pub(crate) region: String,
    /// `BackupName`.
    pub(crate) name: String,
    /// The last part of its ARN.
    pub(crate) label: String,
    pub(crate) created: Micros,
    /// When it is there.
    pub(crate) ready: Micros,
    /// The table's id.
    pub(crate) table_id: String,
    pub(crate) table_created: Micros,
    pub(crate) definition: Definition,
    pub(crate) size_bytes: u64,
    /// Its stream, if it had one.
    pub(crate) stream: Option<StreamView>,
    /// The attribute of its time to live, if that was on.
    pub(crate) ttl: Option<String>,
}

/// What comes back with a table besides its definition. The default leaves no mark in hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// The KMS key that encrypts it; absent for the one that AWS owns.
    pub(crate) key: Option<String>,
    /// `OnDemandThroughput` of the table, then of its global indexes; empty where none was said.
    pub(crate) limits: Vec<Option<OnDemandLimits>>,
}

impl Settings {
    pub(crate) fn of(table: &TableState) -> Self {
        let state = |name: &str| table.indexes.get(usize::from(table.schema().index(name)?.0));
        let global = table.definition.global.iter();
        let mut limits: Vec<_> = global.map(|index| told(state(&index.name)?.control.limits)).collect();
        limits.insert(0, told(table.control.limits));
        if limits.iter().all(Option::is_none) {
            limits.clear();
        }
        Self { key: table.control.encryption.as_ref().map(|encryption| encryption.key.clone()), limits }
    }
}

impl Backup {
    /// `…:table/<table>/backup/<label>`.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!("{}/backup/{}", self.table_arn(account), self.about.label)
    }

    pub(crate) fn table_arn(&self, account: &str) -> String {
        let About { region, definition, .. } = &self.about;
        format!("arn:aws:dynamodb:{region}:{account}:table/{}", definition.name)
    }
}

impl Backups {
    /// The backup of an ARN.
    pub(crate) fn find(&self, account: &str, region: &str, arn: &str) -> Option<&Arc<Backup>> {
        self.all.values().find(|backup| backup.about.region == region && backup.arn(account) == arn)
    }
}
