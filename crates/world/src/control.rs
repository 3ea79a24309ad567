//! What the control plane remembers of a table and of an index besides their definitions.
//!
//! All of it is durable. A default is what tables had before there was any of this: it leaves no mark in hashes.

use api::dynamodb::{BillingMode, OnDemandLimits, TableClass, Throughput};
use serde::{Deserialize, Serialize};
use sim::Micros;
use value::Key;

/// Of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Control {
    /// Tags: key and value, in order of arrival.
    pub(crate) tags: Vec<(String, String)>,
    /// When they were last changed.
    pub(crate) tags_changed: Option<Micros>,
    /// The KMS key that encrypts the table; absent for the one that AWS owns.
    pub(crate) encryption: Option<Encryption>,
    /// `OnDemandThroughput`, when it was said.
    pub(crate) limits: Option<OnDemandLimits>,
    /// When the table last went on demand; absent when it never did, or did when it was created and is so still.
    pub(crate) on_demand_since: Option<Micros>,
    /// Changes of the table's own throughput.
    pub(crate) changes: Changes,
    /// What becomes true when the status ends.
    pub(crate) pending: Option<Pending>,
    /// Until when a greater warm throughput is being prepared.
    pub(crate) warming: Option<Micros>,
    /// When deletion protection was last changed.
    pub(crate) protection_changed: Option<Micros>,
    /// When the table class was changed, in the last thirty days.
    pub(crate) class_changes: Vec<Micros>,
    /// When encryption was changed, in the last day.
    pub(crate) encryption_changes: Vec<Micros>,
    /// The resource policy.
    pub(crate) policy: Option<Policy>,
    /// When a policy was last put or deleted.
    pub(crate) policy_changed: Option<Micros>,
    /// The backup that the table came from.
    pub(crate) restored: Option<Restored>,
    /// Point-in-time recovery.
    pub(crate) recovery: Option<Recovery>,
    /// Contributor Insights of the table and of its indexes (by name), where they were ever asked for.
    pub(crate) insights: Vec<(Option<String>, Insights)>,
}

/// Of a global index. A local one has none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IndexControl {
    /// `OnDemandThroughput`, when it was said.
    pub(crate) limits: Option<OnDemandLimits>,
    /// The most that was ever provisioned or asked for; absent: as its throughput or its table has it.
    pub(crate) warm: Option<Throughput>,
    /// Changes of its throughput.
    pub(crate) changes: Changes,
    /// The throughput that it will have when its status ends.
    pub(crate) pending: Option<Throughput>,
    /// When its status ends.
    pub(crate) until: Option<Micros>,
    /// An index that was added to a table with items.
    pub(crate) backfill: Option<Backfill>,
}

/// How far an index that was added has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Backfill {
    /// Its partitions are being made.
    Allocating,
    /// Items are read and put into it, in steps.
    Reading {
        /// Items up to this key are in it.
        done: Option<Key>,
        /// Steps still to take.
        left: u32,
    },
}

impl Backfill {
    /// Steps in which a new index reads its table.
    pub(crate) const STEPS: u32 = 10;

    /// How much of the table it has read, percent.
    pub(crate) fn percent(&self) -> u8 {
        let taken = match self {
            Self::Allocating => 0,
            Self::Reading { left, .. } => Self::STEPS.saturating_sub(*left),
        };
        u8::try_from(taken * 100 / Self::STEPS).unwrap_or(100)
    }
}

/// When and how often throughput changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Changes {
    pub(crate) last_increase: Option<Micros>,
    pub(crate) last_decrease: Option<Micros>,
    /// Decreases on the UTC day of the last one.
    pub(crate) decreases: u32,
}

/// What becomes true of a table when its status ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub(crate) billing: Option<BillingMode>,
    pub(crate) throughput: Option<Throughput>,
    pub(crate) class: Option<TableClass>,
    /// A stream is being switched on or off.
    pub(crate) stream: bool,
}

/// Encryption with a KMS key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Encryption {
    /// `KMSMasterKeyArn`.
    pub(crate) key: String,
    /// Until when the change to it goes on.
    pub(crate) until: Option<Micros>,
}

/// Where a table came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Restored {
    /// The backup's ARN; empty when it came from a table.
    pub(crate) backup: String,
    /// The ARN of the table that was backed up, or that it came from.
    pub(crate) table: String,
    pub(crate) at: Micros,
}

/// A resource policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Policy {
    /// As it was sent.
    pub(crate) document: String,
    /// `RevisionId`.
    pub(crate) revision: String,
    /// When it was put.
    pub(crate) since: Micros,
}

/// Point-in-time recovery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recovery {
    /// When it was switched on; absent while it is off.
    pub(crate) since: Option<Micros>,
    /// `RecoveryPeriodInDays`.
    pub(crate) days: u32,
}

/// Contributor Insights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Insights {
    pub(crate) enabled: bool,
    /// Until when the change goes on.
    pub(crate) until: Option<Micros>,
    /// When it was last changed.
    pub(crate) updated: Micros,
    /// `THROTTLED_KEYS` instead of `ACCESSED_AND_THROTTLED_KEYS`.
    pub(crate) throttled_only: bool,
}
