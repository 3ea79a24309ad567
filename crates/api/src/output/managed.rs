//! Answers of continuous backups, Contributor Insights, resource policies, and empty lists.

use super::parts::seconds;
use super::{Object, jobs, list};
use crate::dynamodb::{
    InsightsDescription, InsightsMode, InsightsStatus, ManagedOutput, RecoveryDescription,
};

pub(super) fn write(out: &mut String, answer: &ManagedOutput) {
    let mut object = Object::new(out);
    match answer {
        ManagedOutput::ContinuousBackups(recovery) => continuous_backups(&mut object, recovery.as_ref()),
        ManagedOutput::Insights(description) => insights(&mut object, description, true),
        ManagedOutput::InsightsList { summaries, next } => {
            list(object.member("ContributorInsightsSummaries"), summaries, |out, summary| {
                let mut object = Object::new(out);
                insights(&mut object, summary, false);
                object.end();
            });
            if let Some(next) = next {
                object.text("NextToken", next);
            }
        }
        ManagedOutput::PolicyRevision(revision) => object.text("RevisionId", revision),
        ManagedOutput::Policy { document, revision } => {
            object.text("Policy", document);
            object.text("RevisionId", revision);
        }
        ManagedOutput::KinesisDestinations { table } => {
            object.member("KinesisDataStreamDestinations").push_str("[]");
            object.text("TableName", table);
        }
        ManagedOutput::ReplicaAutoScaling { table, status } => {
            let mut description = Object::new(object.member("TableAutoScalingDescription"));
            description.member("Replicas").push_str("[]");
            description.text("TableName", table);
            description.text("TableStatus", status.name());
            description.end();
        }
        ManagedOutput::NoGlobalTables => object.member("GlobalTables").push_str("[]"),
        ManagedOutput::Job(job) => jobs::write(&mut object, job),
    }
    object.end();
}

fn continuous_backups(object: &mut Object, recovery: Option<&RecoveryDescription>) {
    let mut backups = Object::new(object.member("ContinuousBackupsDescription"));
    backups.text("ContinuousBackupsStatus", "ENABLED");
    let mut description = Object::new(backups.member("PointInTimeRecoveryDescription"));
    match recovery {
        None => description.text("PointInTimeRecoveryStatus", "DISABLED"),
        Some(recovery) => {
            description.member("EarliestRestorableDateTime").push_str(&seconds(recovery.earliest_ms));
            description.member("LatestRestorableDateTime").push_str(&seconds(recovery.latest_ms));
            description.text("PointInTimeRecoveryStatus", "ENABLED");
            description.number("RecoveryPeriodInDays", recovery.days.into());
        }
    }
    description.end();
    backups.end();
}

fn insights(object: &mut Object, description: &InsightsDescription, whole: bool) {
    if let Some(mode) = description.mode {
        let mode = match mode {
            InsightsMode::AccessedAndThrottled => "ACCESSED_AND_THROTTLED_KEYS",
            InsightsMode::Throttled => "THROTTLED_KEYS",
        };
        object.text("ContributorInsightsMode", mode);
    }
    if whole && !description.rules.is_empty() {
        list(object.member("ContributorInsightsRuleList"), &description.rules, |out, rule| {
            value::json::write_string(out, rule);
        });
    }
    let status = match description.status {
        InsightsStatus::Enabling => "ENABLING",
        InsightsStatus::Enabled => "ENABLED",
        InsightsStatus::Disabling => "DISABLING",
        InsightsStatus::Disabled => "DISABLED",
    };
    object.text("ContributorInsightsStatus", status);
    if let Some(index) = &description.index {
        object.text("IndexName", index);
    }
    if let Some(updated) = description.updated_ms.filter(|_| whole) {
        object.member("LastUpdateDateTime").push_str(&seconds(updated));
    }
    object.text("TableName", &description.table);
}
