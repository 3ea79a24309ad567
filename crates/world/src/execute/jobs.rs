//! Exports, imports and bulk writes: begun, listed, and found to have failed. They read and write files in S3, and there is
//! no S3 here: every bucket is one that doesn't exist, so each ends as it does with the service then.

use std::sync::Arc;

use api::dynamodb::{JobDescription, JobKind, JobOutput, JobRequest, JobStatus, StartJob};
use api::{ApiError, ErrorCode};
use sim::Purpose;
use sim::random::draw;

use super::backups::no_recovery;
use super::missing;
use super::tables::no_table;
use crate::jobs::Job;
use crate::knobs::Knob;
use crate::world::World;

/// What the service says of a bucket that isn't there.
const NO_BUCKET: (&str, &str) = ("S3NoSuchBucket", "The specified bucket does not exist");

/// Digits of a token for the next page.
const TOKEN: usize = 112;

impl World {
    pub(super) fn job(&mut self, region: &str, request: &JobRequest) -> Result<JobOutput, ApiError> {
        match request {
            JobRequest::Start(start) => self.start_job(region, start),
            JobRequest::Describe { kind, arn } => {
                let job = &self.jobs.0[self.place_of_job(region, *kind, arn)?];
                Ok(JobOutput::Described(Box::new(self.describe_job(job))))
            }
            JobRequest::List { kind, table, limit, start } => {
                self.list_jobs(region, *kind, table.as_deref(), (*limit, start.as_deref()))
            }
            JobRequest::Cancel { arn } => self.cancel_job(region, arn),
        }
    }

    /// Where a job stands among all that were begun.
    fn place_of_job(&self, region: &str, kind: JobKind, arn: &str) -> Result<usize, ApiError> {
        let is_it = |job: &Arc<Job>| job.kind == kind && job.region == region && job.arn() == arn;
        self.jobs.0.iter().position(is_it).ok_or_else(|| match kind {
            JobKind::Export => {
                ApiError::new(ErrorCode::ExportNotFoundException, format!("Export not found: {arn}"))
            }
            JobKind::Import => {
                ApiError::new(ErrorCode::ImportNotFoundException, format!("Import not found: {arn}"))
            }
            JobKind::Bulk => {
                missing(&format!("Requested resource not found: Bulk operation: {arn} not found"))
            }
        })
    }

    fn start_job(&mut self, region: &str, start: &StartJob) -> Result<JobOutput, ApiError> {
        let kind = start.kind;
        let (table_arn, table_id) = self.job_table(region, start)?;
        // The same order with the same token is the same job.
        let known = start.token.as_ref().and_then(|token| {
            let same = |job: &&Arc<Job>| {
                job.kind == kind && job.region == region && job.token.as_ref() == Some(token)
            };
            self.jobs.0.iter().find(same)
        });
        if let Some(known) = known {
            if known.table_arn == table_arn && known.echo == start.echo {
                return Ok(JobOutput::Described(Box::new(self.describe_job(known))));
            }
            let code = match start.kind {
                JobKind::Export => ErrorCode::ExportConflictException,
                JobKind::Import => ErrorCode::ImportConflictException,
                JobKind::Bulk => ErrorCode::IdempotentParameterMismatchException,
            };
            return Err(ApiError::new(code, "The client token was used before with other parameters"));
        }
        let moment = self.moment();
        let number = self.jobs.0.len() as u64 + 1;
        let bits = draw(self.config.seed, Purpose::JobId, number, 0);
        let now_ms = moment.unix_ms(self.now);
        let job = Job {
            kind,
            region: region.to_owned(),
            table_arn,
            table_id,
            label: format!("{now_ms:014}-{:08x}", bits >> 32),
            token: start.token.clone(),
            started: self.now,
            until: self.now.saturating_add(self.knobs.amount(Knob::JobBucket)),
            is_cancelled: false,
            at_ms: match start.kind {
                JobKind::Export => Some(start.at_ms.unwrap_or(now_ms)),
                JobKind::Import | JobKind::Bulk => None,
            },
            echo: start.echo.clone(),
        };
        // There are moments in which nobody has looked for the bucket yet.
        let begun = JobDescription {
            status: JobStatus::InProgress,
            ended_ms: None,
            failure: None,
            ..self.describe_job(&job)
        };
        Arc::make_mut(&mut self.jobs.0).push(Arc::new(job));
        Ok(JobOutput::Described(Box::new(begun)))
    }

    /// ARN and id of the table that a job is about, if it may be.
    fn job_table(&self, region: &str, start: &StartJob) -> Result<(String, Option<String>), ApiError> {
        let name = &start.table.name;
        let account = &self.config.account;
        let found = self.find(region, &start.table);
        match start.kind {
            JobKind::Export => {
                let table = found.ok_or_else(|| {
                    let message = format!("Table not found: {}", start.table.given);
                    ApiError::new(ErrorCode::TableNotFoundException, message)
                })?;
                let recovery = self.recovery(table).ok_or_else(|| no_recovery(name))?;
                let now = self.moment().unix_ms(self.now);
                if start.at_ms.is_some_and(|at| !(recovery.earliest_ms..=now).contains(&at)) {
                    return Err(ApiError::new(
                        ErrorCode::InvalidExportTimeException,
                        format!("ExportTime is out of the restorable range of the table: {name}"),
                    ));
                }
                Ok((table.arn(account), Some(table.uuid.to_string())))
            }
            JobKind::Bulk => {
                let table = found.ok_or_else(|| no_table(name))?;
                Ok((table.arn(account), Some(table.uuid.to_string())))
            }
            JobKind::Import if found.is_some() => {
                Err(ApiError::new(ErrorCode::ResourceInUseException, format!("Table already exists: {name}")))
            }
            JobKind::Import => Ok((format!("arn:aws:dynamodb:{region}:{account}:table/{name}"), None)),
        }
    }

    fn describe_job(&self, job: &Job) -> JobDescription {
        let moment = self.moment();
        let is_over = job.is_cancelled || job.until <= self.now;
        let status = match (job.is_cancelled, is_over) {
            (true, _) => JobStatus::Cancelled,
            (false, true) => JobStatus::Failed,
            (false, false) => JobStatus::InProgress,
        };
        JobDescription {
            kind: job.kind,
            arn: job.arn(),
            status,
            table_arn: job.table_arn.clone(),
            table_id: job.table_id.clone(),
            started_ms: moment.unix_ms(job.started),
            ended_ms: is_over.then(|| moment.unix_ms(job.until)),
            at_ms: job.at_ms,
            failure: (status == JobStatus::Failed).then_some(NO_BUCKET),
            echo: job.echo.clone(),
        }
    }

    fn list_jobs(
        &self,
        region: &str,
        kind: JobKind,
        table: Option<&str>,
        (limit, start): (u32, Option<&str>),
    ) -> Result<JobOutput, ApiError> {
        let from = match start {
            None => 0,
            Some(token) => u32::from_str_radix(token.trim_start_matches('0'), 16)
                .map_err(|_| ApiError::validation("Invalid NextToken"))?,
        };
        let of_kind = (1_u32..).zip(self.jobs.0.iter()).filter(|(number, job)| {
            *number > from
                && job.kind == kind
                && job.region == region
                && table.is_none_or(|table| job.table_arn == table)
        });
        let mut page: Vec<(u32, &Arc<Job>)> = of_kind.take(limit as usize + 1).collect();
        let more = page.len() > limit as usize;
        page.truncate(limit as usize);
        let next = page.last().filter(|_| more).map(|(number, _)| format!("{number:0TOKEN$x}"));
        let jobs = page.into_iter().map(|(_, job)| self.describe_job(job)).collect();
        Ok(JobOutput::Listed { kind, jobs, next })
    }

    fn cancel_job(&mut self, region: &str, arn: &str) -> Result<JobOutput, ApiError> {
        let place = self.place_of_job(region, JobKind::Bulk, arn)?;
        let job = &self.jobs.0[place];
        if !job.is_cancelled && job.until > self.now {
            let job = Arc::make_mut(&mut Arc::make_mut(&mut self.jobs.0)[place]);
            (job.is_cancelled, job.until) = (true, self.now);
        }
        let status = self.describe_job(&self.jobs.0[place]).status;
        Ok(JobOutput::Cancelled { arn: arn.to_owned(), status })
    }
}
