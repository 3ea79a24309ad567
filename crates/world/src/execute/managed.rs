//! Continuous backups, Contributor Insights, resource policies.

use std::sync::Arc;

use api::dynamodb::{
    InsightsDescription, InsightsMode, InsightsStatus, Managed, ManagedOutput, RecoveryDescription, Response,
    TableRef, TableStatus,
};
use api::{ApiError, ErrorCode};
use sim::{MICROS_PER_DAY, Micros};

use super::missing;
use super::tables::no_table;
use super::update_table::invalid;
use crate::catalogue::TableState;
use crate::control::{Insights, Policy, Recovery};
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::world::{World, internal};

/// Days that point-in-time recovery reaches back unless told otherwise.
const RECOVERY_DAYS: u32 = 35;

/// How far behind the present point-in-time recovery is.
const RECOVERY_LAG: Micros = 300 * sim::MICROS_PER_SECOND;

/// As a revision: there must be no policy.
const NO_POLICY: &str = "NO_POLICY";

impl World {
    pub(crate) fn managed(&mut self, flight: &Flight, request: &Managed) -> Result<Response, ApiError> {
        let region = &*flight.region;
        let output = match request {
            Managed::DescribeContinuousBackups(table) => {
                let table = self.backed_up(region, table)?;
                ManagedOutput::ContinuousBackups(self.recovery(table))
            }
            Managed::UpdateContinuousBackups { table, enabled, days } => {
                self.update_recovery(region, table, *enabled, *days)?
            }
            Managed::DescribeContributorInsights { table, index } => {
                let table = self.watched(region, table, index.as_deref())?;
                ManagedOutput::Insights(self.insights(table, index.as_deref()))
            }
            Managed::UpdateContributorInsights { table, index, enable, mode } => {
                self.update_insights(region, table, index.as_deref(), (*enable, *mode))?
            }
            Managed::ListContributorInsights { table, limit, start } => {
                self.list_insights(region, table.as_ref(), *limit, start.as_deref())?
            }
            Managed::PutResourcePolicy { arn, policy, expected } => {
                self.put_policy(region, arn, policy, expected.as_deref())?
            }
            Managed::GetResourcePolicy { arn } => {
                let table = self.tagged("GetResourcePolicy", region, arn)?;
                let policy = table.control.policy.as_ref().ok_or_else(|| no_policy(arn))?;
                ManagedOutput::Policy { document: policy.document.clone(), revision: policy.revision.clone() }
            }
            Managed::DeleteResourcePolicy { arn, expected } => {
                self.delete_policy(region, arn, expected.as_deref())?
            }
            Managed::DescribeKinesisStreamingDestination(table) => {
                let table = self.find(region, table).ok_or_else(|| no_table(&table.name))?;
                ManagedOutput::KinesisDestinations { table: table.name.to_string() }
            }
            Managed::DescribeTableReplicaAutoScaling(table) => {
                let table = self.find(region, table).ok_or_else(|| no_table(&table.name))?;
                ManagedOutput::ReplicaAutoScaling { table: table.name.to_string(), status: table.status }
            }
            Managed::ListGlobalTables => ManagedOutput::NoGlobalTables,
            Managed::UpdateTableReplicaAutoScaling(table) => {
                self.find(region, table).ok_or_else(|| no_table(&table.name))?;
                // The service lets only tables with replicas have such settings.
                return Err(ApiError::validation(format!(
                    "This operation is only supported for global tables (version 2019.11.21), and {} has no replicas",
                    table.name
                )));
            }
            Managed::Job(job) => ManagedOutput::Job(self.job(region, job)?),
            Managed::Unserved(unserved) => return Err(self.unserved(region, unserved)),
        };
        Ok(Response::Managed(Box::new(output)))
    }

    /// A table in the words of backups.
    pub(super) fn backed_up(&self, region: &str, table: &TableRef) -> Result<&TableState, ApiError> {
        let name = &table.name;
        self.find(region, table).ok_or_else(|| {
            ApiError::new(ErrorCode::TableNotFoundException, format!("Table not found: {name}"))
        })
    }

    pub(super) fn recovery(&self, table: &TableState) -> Option<RecoveryDescription> {
        let recovery = table.control.recovery.as_ref()?;
        let since = recovery.since?;
        let moment = self.moment();
        let from = self.now.saturating_sub(u64::from(recovery.days) * MICROS_PER_DAY).max(since);
        let to = self.now.saturating_sub(RECOVERY_LAG).max(from);
        Some(RecoveryDescription {
            days: recovery.days,
            earliest_ms: moment.unix_ms(from),
            latest_ms: moment.unix_ms(to),
        })
    }

    fn update_recovery(
        &mut self,
        region: &str,
        table: &TableRef,
        enabled: bool,
        days: Option<u32>,
    ) -> Result<ManagedOutput, ApiError> {
        let now = self.now;
        let table = self.backed_up(region, table)?;
        if table.status == TableStatus::Creating {
            return Err(ApiError::new(
                ErrorCode::ContinuousBackupsUnavailableException,
                format!("Backups are being enabled for the table: {}. Please retry later", table.name),
            ));
        }
        let id = table.id;
        let control = self.control_mut(id).ok_or_else(internal)?;
        let before = control.recovery.take();
        let since = before.as_ref().and_then(|recovery| recovery.since);
        control.recovery = enabled.then(|| Recovery {
            since: Some(since.unwrap_or(now)),
            days: days.or(before.map(|recovery| recovery.days)).unwrap_or(RECOVERY_DAYS),
        });
        let table = self.tables.get(&id).ok_or_else(internal)?;
        Ok(ManagedOutput::ContinuousBackups(self.recovery(table)))
    }

    /// A table whose insights, or those of one of its global indexes, are asked for.
    fn watched(&self, region: &str, table: &TableRef, index: Option<&str>) -> Result<&TableState, ApiError> {
        let found = self.find(region, table).ok_or_else(|| no_table(&table.name))?;
        let Some(name) = index else { return Ok(found) };
        match found.schema().index(name) {
            Some((_, index)) if index.is_global() && !index.is_vector() => Ok(found),
            _ => {
                let table = &table.name;
                Err(missing(&format!("Requested resource not found: Index {name} for table {table}")))
            }
        }
    }

    pub(crate) fn insights(&self, table: &TableState, index: Option<&str>) -> InsightsDescription {
        let plain = InsightsDescription {
            table: table.name.to_string(),
            index: index.map(str::to_owned),
            ..InsightsDescription::default()
        };
        let known = table.control.insights.iter().find(|(name, _)| name.as_deref() == index);
        let Some((_, insights)) = known else { return plain };
        let going_on = insights.until.is_some_and(|until| until > self.now);
        let status = match (insights.enabled, going_on) {
            (true, true) => InsightsStatus::Enabling,
            (true, false) => InsightsStatus::Enabled,
            (false, true) => InsightsStatus::Disabling,
            (false, false) => InsightsStatus::Disabled,
        };
        let updated = self.moment().unix_ms(insights.updated);
        let sorted = match index.and_then(|name| table.schema().index(name)) {
            Some((_, index)) => !index.key().sort.is_empty(),
            None => !table.schema().key().sort.is_empty(),
        };
        let kinds = ["PKC", "PKT", "SKC", "SKT"].into_iter().filter(|kind| {
            (sorted || kind.starts_with('P')) && (!insights.throttled_only || kind.ends_with('T'))
        });
        let rules = kinds.map(|kind| match index {
            None => format!("DynamoDBContributorInsights-{kind}-{}-{updated}", table.name),
            Some(index) => format!("DynamoDBContributorInsights-{kind}-{}-{index}-{updated}", table.name),
        });
        InsightsDescription {
            status,
            mode: insights.enabled.then_some(if insights.throttled_only {
                InsightsMode::Throttled
            } else {
                InsightsMode::AccessedAndThrottled
            }),
            rules: rules.filter(|_| insights.enabled).collect(),
            updated_ms: Some(updated),
            ..plain
        }
    }

    fn update_insights(
        &mut self,
        region: &str,
        table: &TableRef,
        index: Option<&str>,
        (enable, mode): (bool, Option<InsightsMode>),
    ) -> Result<ManagedOutput, ApiError> {
        let now = self.now;
        let until = now.saturating_add(self.knobs.amount(Knob::UpdateInsights));
        let table = self.watched(region, table, index)?;
        let id = table.id;
        let throttled_only = mode == Some(InsightsMode::Throttled);
        let known = table.control.insights.iter().position(|(name, _)| name.as_deref() == index);
        let current = known.and_then(|at| table.control.insights.get(at)).map(|(_, insights)| insights);
        let same = current.map_or(!enable, |insights| {
            insights.enabled == enable && (!enable || insights.throttled_only == throttled_only)
        });
        if !same {
            let changed = Insights { enabled: enable, until: Some(until), updated: now, throttled_only };
            let control = self.control_mut(id).ok_or_else(internal)?;
            match known.and_then(|at| control.insights.get_mut(at)) {
                Some((_, insights)) => *insights = changed,
                None => control.insights.push((index.map(str::to_owned), changed)),
            }
        }
        let table = self.tables.get(&id).ok_or_else(internal)?;
        let description = self.insights(table, index);
        // A change has only begun, however short it is.
        let status = match (same, enable) {
            (true, _) => description.status,
            (false, true) => InsightsStatus::Enabling,
            (false, false) => InsightsStatus::Disabling,
        };
        Ok(ManagedOutput::Insights(InsightsDescription {
            status,
            rules: Vec::new(),
            updated_ms: None,
            ..description
        }))
    }

    fn list_insights(
        &self,
        region: &str,
        table: Option<&TableRef>,
        limit: Option<u32>,
        start: Option<&str>,
    ) -> Result<ManagedOutput, ApiError> {
        let tables: Vec<&TableState> = if let Some(table) = table {
            vec![self.find(region, table).ok_or_else(|| no_table(&table.name))?]
        } else {
            let all = self.names.iter().filter(|((of, _), _)| **of == *region);
            all.filter_map(|(_, id)| self.tables.get(id)).map(Arc::as_ref).collect()
        };
        let mut summaries: Vec<InsightsDescription> = Vec::new();
        for table in tables {
            summaries.push(self.insights(table, None));
            let indexes = table.definition.global.iter().filter(|it| !it.is_vector());
            summaries.extend(indexes.map(|index| self.insights(table, Some(&index.name))));
        }
        let token = |summary: &InsightsDescription| {
            format!("{}/{}", summary.table, summary.index.as_deref().unwrap_or_default())
        };
        if let Some(start) = start {
            let at = summaries.iter().position(|summary| token(summary) == start);
            summaries.drain(..at.map_or(summaries.len(), |at| at + 1));
        }
        let most = limit.map_or(usize::MAX, |limit| limit as usize);
        let more = summaries.len() > most;
        summaries.truncate(most);
        let next = summaries.last().filter(|_| more).map(token);
        Ok(ManagedOutput::InsightsList { summaries, next })
    }

    fn put_policy(
        &mut self,
        region: &str,
        arn: &str,
        document: &str,
        expected: Option<&str>,
    ) -> Result<ManagedOutput, ApiError> {
        let table = self.tagged("PutResourcePolicy", region, arn)?;
        let (id, name) = (table.id, Arc::clone(&table.name));
        let current = table.control.policy.as_ref();
        match (expected, current) {
            (None, _) | (Some(NO_POLICY), None) => {}
            (Some(NO_POLICY), Some(policy)) => {
                return Err(policy_mismatch(&format!(
                    "Requested policy update expecting none to be present for table {name}, but a policy exists with \
                     revision id {}.",
                    policy.revision
                )));
            }
            (Some(_), None) => return Err(no_policy(arn)),
            (Some(expected), Some(policy)) => check_revision(expected, policy, &name)?,
        }
        if let Some(policy) = current.filter(|policy| policy.document == document) {
            return Ok(ManagedOutput::PolicyRevision(policy.revision.clone()));
        }
        crate::identity::check_resource_policy(document)?;
        self.check_policy_cooldown(table)?;
        let revision = self.policy_revision();
        let policy = Policy { document: document.to_owned(), revision: revision.clone(), since: self.now };
        let control = self.control_mut(id).ok_or_else(internal)?;
        control.policy_changed = Some(policy.since);
        control.policy = Some(policy);
        Ok(ManagedOutput::PolicyRevision(revision))
    }

    /// The name of a policy's version: the time.
    pub(super) fn policy_revision(&self) -> String {
        self.moment().unix_ms(self.now).to_string()
    }

    fn delete_policy(
        &mut self,
        region: &str,
        arn: &str,
        expected: Option<&str>,
    ) -> Result<ManagedOutput, ApiError> {
        let now = self.now;
        let table = self.tagged("DeleteResourcePolicy", region, arn)?;
        let id = table.id;
        let Some(policy) = &table.control.policy else {
            // Deleting what isn't there is no fault, unless a version was named.
            return match expected {
                Some(_) => Err(no_policy(arn)),
                None => Ok(ManagedOutput::PolicyRevision(String::new())),
            };
        };
        if let Some(expected) = expected {
            check_revision(expected, policy, &table.name)?;
        }
        self.check_policy_cooldown(table)?;
        let revision = policy.revision.clone();
        let control = self.control_mut(id).ok_or_else(internal)?;
        control.policy = None;
        control.policy_changed = Some(now);
        Ok(ManagedOutput::PolicyRevision(revision))
    }

    fn check_policy_cooldown(&self, table: &TableState) -> Result<(), ApiError> {
        let what = format!("Resource-based policy for table {}", table.name);
        self.check_cooldown(table.control.policy_changed, &what).map_err(|mut error| {
            error.message.push('.');
            error
        })
    }
}

fn no_policy(arn: &str) -> ApiError {
    ApiError::new(
        ErrorCode::PolicyNotFoundException,
        format!("Resource-based policy not found for the provided ResourceArn: {arn}"),
    )
}

fn policy_mismatch(sentence: &str) -> ApiError {
    ApiError { code: ErrorCode::PolicyNotFoundException, ..invalid(sentence) }
}

fn check_revision(expected: &str, policy: &Policy, table: &str) -> Result<(), ApiError> {
    if expected == policy.revision {
        return Ok(());
    }
    Err(policy_mismatch(&format!(
        "Requested update for policy with revision id {expected}, but the policy associated to target table {table} has \
         revision id {}.",
        policy.revision
    )))
}
