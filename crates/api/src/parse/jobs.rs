//! Exports, imports and bulk writes, as far as they need no table.

use super::constraints::{
    Faults, Layer, at, enveloped, lower_first, max_length, min_length, missing, table_ref,
};
use super::members::Place;
use super::{Input, create_table, managed, streams, tables};
use crate::dynamodb::{JobKind, JobRequest, Managed, Request, StartJob};
use crate::error::ApiError;
use crate::json::Node;

/// Characters of a job's ARN.
const ARN: std::ops::RangeInclusive<usize> = 37..=1_024;

/// What says where files are.
const BUCKET: [&str; 3] = ["S3Bucket", "S3BucketOwner", "S3KeyPrefix"];

/// A member whose text has a pattern, how that is written, and whether a text is as it says.
type Pattern = (&'static str, &'static str, fn(&str) -> bool);

const PATTERNS: [Pattern; 4] = [
    ("S3Bucket", r"^[a-z0-9A-Z]+[\.\-\w]*[a-z0-9A-Z]+$", is_bucket),
    ("S3BucketOwner", "[0-9]{12}", |text| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())),
    ("ClientToken", r"^[^\$]+$", |text| !text.is_empty() && !text.contains('$')),
    ("Delimiter", r"[,;:|\t ]", |text| matches!(text, "," | ";" | ":" | "|" | "\t" | " ")),
];

/// The most jobs a page.
const MAX_PAGE: i64 = 25;

fn job(request: JobRequest) -> Request {
    managed::managed(Managed::Job(request))
}

fn is_bucket(text: &str) -> bool {
    let ends = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    text.len() > 1 && ends(text.bytes().next()) && ends(text.bytes().last()) && text.bytes().all(inner)
}

/// What is wrong with the texts in these members: presence, pattern, length.
fn texts(faults: &mut Faults, place: &Place, names: &[&str]) {
    for name in names {
        let pattern = PATTERNS.iter().find(|(member, ..)| member == name);
        let text = place.node.member(name).and_then(Node::as_text);
        if let Some(((_, pattern, fits), text)) = pattern.zip(text)
            && !fits(text)
        {
            let constraint = format!("Member must satisfy regular expression pattern: {pattern}");
            faults.add(at(text, &place.path(&lower_first(name)), &constraint));
        }
        place.texts(faults, &[name]);
    }
}

/// These members with their JSON, as far as they were sent; what has a default has it.
fn echo(input: &Input, names: &[&str], defaults: &[(&str, &str)]) -> Vec<(String, String)> {
    let json = |name: &str| {
        let default = defaults.iter().find(|(of, _)| *of == name).map(|(_, value)| format!("\"{value}\""));
        input.get(name).map(Node::to_json).or(default)
    };
    names.iter().filter_map(|name| Some(((*name).to_owned(), json(name)?))).collect()
}

fn token(input: &Input) -> Option<String> {
    input.text("ClientToken").map(str::to_owned)
}

pub(super) fn export(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    let root = Place::root(input);
    let members = ["TableArn", "S3Bucket", "ClientToken", "S3BucketOwner", "S3Prefix", "S3SseKmsKeyId"];
    texts(&mut faults, &root, &members);
    for name in ["S3SseAlgorithm", "ExportFormat", "ExportType"] {
        root.enumeration(&mut faults, name, &lower_first(name));
    }
    if let Some(span) = root.inside("IncrementalExportSpecification", "incrementalExportSpecification") {
        span.enumeration(&mut faults, "ExportViewType", "exportViewType");
    }
    faults.finish()?;
    let members = [
        "ClientToken",
        "S3Bucket",
        "S3BucketOwner",
        "S3Prefix",
        "S3SseAlgorithm",
        "S3SseKmsKeyId",
        "ExportFormat",
        "ExportType",
        "IncrementalExportSpecification",
        "FilterSpecification",
    ];
    let defaults =
        [("S3SseAlgorithm", "AES256"), ("ExportFormat", "DYNAMODB_JSON"), ("ExportType", "FULL_EXPORT")];
    Ok(job(JobRequest::Start(StartJob {
        kind: JobKind::Export,
        table: table_ref(input.text("TableArn").unwrap_or_default()),
        at_ms: input.get("ExportTime").and_then(streams::milliseconds),
        token: token(input),
        echo: echo(input, &members, &defaults),
    })))
}

pub(super) fn import(input: &Input) -> Result<Request, ApiError> {
    let root = Place::root(input);
    let mut faults = Faults::default();
    root.required(&mut faults, "S3BucketSource", "s3BucketSource");
    root.required(&mut faults, "InputFormat", "inputFormat");
    root.required(&mut faults, "TableCreationParameters", "tableCreationParameters");
    root.enumeration(&mut faults, "InputFormat", "inputFormat");
    root.enumeration(&mut faults, "InputCompressionType", "inputCompressionType");
    if let Some(source) = root.inside("S3BucketSource", "s3BucketSource") {
        texts(&mut faults, &source, &BUCKET);
    }
    let options = root.inside("InputFormatOptions", "inputFormatOptions");
    if let Some(csv) = options.and_then(|options| options.inside("Csv", "csv")) {
        texts(&mut faults, &csv, &["Delimiter"]);
    }
    texts(&mut faults, &root, &["ClientToken"]);
    faults.finish()?;
    // The table to be is checked as one that is created.
    let shape = input.shape.member("TableCreationParameters").map(|member| member.shape);
    let table = input.get("TableCreationParameters").zip(shape);
    let Some((node, shape)) = table else { return Err(enveloped(&missing("tableCreationParameters"))) };
    let create = create_table::create(&Input { node, shape, wording: input.wording })?;
    let Request::CreateTable(create) = create else { return Err(tables::no_name()) };
    let members = [
        "ClientToken",
        "S3BucketSource",
        "InputFormat",
        "InputFormatOptions",
        "InputCompressionType",
        "TableCreationParameters",
    ];
    Ok(job(JobRequest::Start(StartJob {
        kind: JobKind::Import,
        table: table_ref(&create.name),
        at_ms: None,
        token: token(input),
        echo: echo(input, &members, &[("InputCompressionType", "NONE")]),
    })))
}

pub(super) fn bulk(input: &Input) -> Result<Request, ApiError> {
    let root = Place::root(input);
    let mut faults = Faults::default();
    root.required(&mut faults, "InputS3Configuration", "inputS3Configuration");
    root.required(&mut faults, "OutputS3Configuration", "outputS3Configuration");
    if let Some(place) = root.inside("InputS3Configuration", "inputS3Configuration") {
        texts(&mut faults, &place, &BUCKET);
        place.required(&mut faults, "InputFormat", "inputFormat");
        place.enumeration(&mut faults, "InputFormat", "inputFormat");
        place.enumeration(&mut faults, "InputCompressionType", "inputCompressionType");
    }
    if let Some(place) = root.inside("OutputS3Configuration", "outputS3Configuration") {
        texts(&mut faults, &place, &BUCKET);
        place.required(&mut faults, "OutputType", "outputType");
        place.enumeration(&mut faults, "S3SseAlgorithm", "s3SseAlgorithm");
    }
    root.enumeration(&mut faults, "PerformanceTier", "performanceTier");
    texts(&mut faults, &root, &["ClientToken"]);
    let table = tables::table_beside(input, faults)?;
    let members = [
        "ClientToken",
        "InputS3Configuration",
        "OutputS3Configuration",
        "MaxWriteRequestUnits",
        "PerformanceTier",
    ];
    Ok(job(JobRequest::Start(StartJob {
        kind: JobKind::Bulk,
        table,
        at_ms: None,
        token: token(input),
        echo: echo(input, &members, &[]),
    })))
}

fn arn(input: &Input, member: &str) -> Result<String, ApiError> {
    let path = lower_first(member);
    let mut faults = Faults::default();
    let arn = input.text(member).unwrap_or_default();
    let length = arn.chars().count();
    if input.text(member).is_none() {
        faults.add(missing(&path));
    } else if length < *ARN.start() {
        faults.add(at(arn, &path, &min_length(*ARN.start() as u32)));
    } else if length > *ARN.end() {
        faults.add(at(arn, &path, &max_length(*ARN.end() as u32)));
    }
    faults.finish()?;
    Ok(arn.to_owned())
}

fn describe(input: &Input, kind: JobKind, member: &str) -> Result<Request, ApiError> {
    Ok(job(JobRequest::Describe { kind, arn: arn(input, member)? }))
}

pub(super) fn describe_export(input: &Input) -> Result<Request, ApiError> {
    describe(input, JobKind::Export, "ExportArn")
}

pub(super) fn describe_import(input: &Input) -> Result<Request, ApiError> {
    describe(input, JobKind::Import, "ImportArn")
}

pub(super) fn describe_bulk(input: &Input) -> Result<Request, ApiError> {
    describe(input, JobKind::Bulk, "BulkOperationArn")
}

pub(super) fn cancel_bulk(input: &Input) -> Result<Request, ApiError> {
    Ok(job(JobRequest::Cancel { arn: arn(input, "BulkOperationArn")? }))
}

fn list(input: &Input, kind: JobKind, limit: &str) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    texts(&mut faults, &Place::root(input), &["TableArn"]);
    faults.extend(input.range(limit, 1, Some(MAX_PAGE), Layer::Older));
    faults.finish()?;
    let limit = input.integer(limit).unwrap_or(MAX_PAGE);
    Ok(job(JobRequest::List {
        kind,
        table: input.text("TableArn").map(str::to_owned),
        limit: u32::try_from(limit).unwrap_or_default(),
        start: input.text("NextToken").map(str::to_owned),
    }))
}

pub(super) fn list_exports(input: &Input) -> Result<Request, ApiError> {
    list(input, JobKind::Export, "MaxResults")
}

pub(super) fn list_imports(input: &Input) -> Result<Request, ApiError> {
    list(input, JobKind::Import, "PageSize")
}

pub(super) fn list_bulk(input: &Input) -> Result<Request, ApiError> {
    list(input, JobKind::Bulk, "MaxResults")
}
