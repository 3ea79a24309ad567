//! Answers about exports, imports and bulk writes.

use super::parts::seconds;
use super::{Object, list};
use crate::dynamodb::{JobDescription, JobKind, JobOutput, JobStatus};

pub(super) fn write(object: &mut Object, output: &JobOutput) {
    match output {
        JobOutput::Described(job) => {
            let name = match job.kind {
                JobKind::Export => "ExportDescription",
                JobKind::Import => "ImportTableDescription",
                JobKind::Bulk => "BulkOperationDescription",
            };
            describe(object.member(name), job);
        }
        JobOutput::Listed { kind, jobs, next } => {
            let name = match kind {
                JobKind::Export => "ExportSummaries",
                JobKind::Import => "ImportSummaryList",
                JobKind::Bulk => "BulkOperationsSummaryList",
            };
            list(object.member(name), jobs, summary);
            if let Some(next) = next {
                object.text("NextToken", next);
            }
        }
        JobOutput::Cancelled { arn, status } => {
            object.text("BulkOperationArn", arn);
            object.text("BulkOperationStatus", status_name(*status));
        }
    }
}

const fn status_name(status: JobStatus) -> &'static str {
    match status {
        JobStatus::InProgress => "IN_PROGRESS",
        JobStatus::Cancelled => "CANCELLED",
        JobStatus::Failed => "FAILED",
    }
}

/// The first two members of descriptions and summaries.
fn head(object: &mut Object, job: &JobDescription) {
    let (arn, status) = match job.kind {
        JobKind::Export => ("ExportArn", "ExportStatus"),
        JobKind::Import => ("ImportArn", "ImportStatus"),
        JobKind::Bulk => ("BulkOperationArn", "BulkOperationStatus"),
    };
    object.text(arn, &job.arn);
    object.text(status, status_name(job.status));
}

fn times(object: &mut Object, job: &JobDescription) {
    object.member("StartTime").push_str(&seconds(job.started_ms));
    if let Some(ended) = job.ended_ms {
        object.member("EndTime").push_str(&seconds(ended));
    }
}

fn describe(out: &mut String, job: &JobDescription) {
    let mut object = Object::new(out);
    head(&mut object, job);
    times(&mut object, job);
    if job.kind == JobKind::Bulk {
        list(object.member("TableDetails"), [&job.table_arn], |out, arn| {
            let mut detail = Object::new(out);
            detail.text("TableArn", arn);
            detail.end();
        });
    } else {
        object.text("TableArn", &job.table_arn);
        if let Some(id) = &job.table_id {
            object.text("TableId", id);
        }
    }
    if let Some(at) = job.at_ms {
        object.member("ExportTime").push_str(&seconds(at));
    }
    for (name, json) in &job.echo {
        object.member(name).push_str(json);
    }
    if let Some((code, message)) = job.failure {
        object.text("FailureCode", code);
        object.text("FailureMessage", message);
    }
    object.end();
}

fn summary(out: &mut String, job: &JobDescription) {
    let mut object = Object::new(out);
    head(&mut object, job);
    let echoed: &[&str] = match job.kind {
        JobKind::Export => &["ExportType"],
        JobKind::Import => {
            object.text("TableArn", &job.table_arn);
            &["S3BucketSource", "InputFormat"]
        }
        JobKind::Bulk => &[],
    };
    for (name, json) in job.echo.iter().filter(|(name, _)| echoed.contains(&name.as_str())) {
        object.member(name).push_str(json);
    }
    if job.kind != JobKind::Export {
        times(&mut object, job);
    }
    object.end();
}
