//! AWS Lambda's operations.

use super::Input;
use super::constraints::{Faults, Layer, at, enumeration, missing};
use crate::dynamodb::{Request, StreamRef};
use crate::error::{ApiError, ErrorCode};
use crate::json::Node;
use crate::lambda::{self, Filter, Function, Mapping, MappingChange, StartingPosition, Task};

/// Characters of a function's name.
const MAX_NAME: usize = 64;
/// Filters of a mapping.
const MAX_FILTERS: usize = 5;
/// Milliseconds that a function may run: 15 minutes.
const MAX_MILLIS: i64 = 900_000;

pub(super) fn builder(operation: &str) -> Option<super::Builder> {
    Some(match operation {
        "lambda:CreateFunction" => |input| function(input).map(lambda::Request::CreateFunction).map(wrap),
        "lambda:UpdateFunctionCode" => |input| function(input).map(lambda::Request::UpdateFunction).map(wrap),
        "lambda:GetFunction" => |input| name(input).map(lambda::Request::GetFunction).map(wrap),
        "lambda:DeleteFunction" => |input| name(input).map(lambda::Request::DeleteFunction).map(wrap),
        "lambda:ListFunctions" => |_| Ok(wrap(lambda::Request::ListFunctions)),
        "lambda:CreateEventSourceMapping" => create,
        "lambda:UpdateEventSourceMapping" => update,
        "lambda:GetEventSourceMapping" => |input| uuid(input).map(lambda::Request::GetMapping).map(wrap),
        "lambda:DeleteEventSourceMapping" => {
            |input| uuid(input).map(lambda::Request::DeleteMapping).map(wrap)
        }
        "lambda:ListEventSourceMappings" => list,
        _ => return None,
    })
}

fn wrap(request: lambda::Request) -> Request {
    Request::Lambda(Box::new(request))
}

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidParameterValueException, message)
}

/// The function's name, which may stand at the end of its ARN.
fn name(input: &Input) -> Result<String, ApiError> {
    let given = input.text("FunctionName").unwrap_or_default();
    let name = given.rsplit_once(":function:").map_or(given, |(_, name)| name);
    let mut faults = Faults::default();
    if input.get("FunctionName").is_none() {
        faults.add(missing("functionName"));
    } else if name.is_empty()
        || name.chars().count() > MAX_NAME
        || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    {
        let pattern =
            "Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+ and have at most 64 characters";
        faults.add(at(given, "functionName", pattern));
    }
    faults.finish()?;
    Ok(name.to_owned())
}

fn uuid(input: &Input) -> Result<String, ApiError> {
    let mut faults = Faults::default();
    if input.get("UUID").is_none() {
        faults.add(missing("uUID"));
    }
    faults.finish()?;
    Ok(input.text("UUID").unwrap_or_default().to_owned())
}

/// What a function does: `{"Do": "aggregate", "Table": "Totals", "By": "artist", "Sum": "plays"}`.
fn function(input: &Input) -> Result<Function, ApiError> {
    let name = name(input)?;
    let code = input.get("Code");
    let member = |name: &str| code.and_then(|code| code.member(name));
    let text = |name: &str| member(name).and_then(Node::as_text).filter(|text| !text.is_empty());
    let mut faults = Faults::default();
    match (code, text("Do")) {
        (None, _) => faults.add(missing("code")),
        (Some(_), None) => faults.add(missing("code.do")),
        (Some(_), Some(task)) => {
            let shape = input.shape.member("Code").and_then(|code| code.shape.member("Do"));
            faults.extend(shape.and_then(|shape| enumeration(task, shape.shape, "code.do", Layer::Older)));
        }
    }
    faults.finish()?;
    let task = text("Do").and_then(Task::named).unwrap_or(Task::Log);
    let owned = |name: &str| text(name).map(str::to_owned);
    let (table, by, sum) = (owned("Table"), owned("By"), owned("Sum"));
    if task != Task::Log && table.is_none() {
        return Err(invalid(format!(
            "A function that does {} needs the Table that it writes to.",
            task.name()
        )));
    }
    if task == Task::Aggregate && by.is_none() {
        return Err(invalid(
            "A function that aggregates needs By, the attribute whose values it tells apart.",
        ));
    }
    let unused = [
        ("Table", table.is_some() && task == Task::Log),
        ("By", by.is_some() && task != Task::Aggregate),
        ("Sum", sum.is_some() && task != Task::Aggregate),
    ];
    if let Some((member, _)) = unused.iter().find(|(_, given)| *given) {
        return Err(invalid(format!("A function that does {} has no use for {member}.", task.name())));
    }
    if sum.as_deref() == Some("Count") {
        return Err(invalid("Sum can't be Count: the function counts there."));
    }
    let fail_on = text("FailOn").map(filter).transpose()?;
    let millis = match member("Milliseconds").and_then(Node::as_integer) {
        Some(millis @ 0..=MAX_MILLIS) => u32::try_from(millis).ok(),
        Some(_) => {
            return Err(invalid(
                "Milliseconds must be from 0 to 900000: a function runs 15 minutes at most.",
            ));
        }
        None => None,
    };
    Ok(Function { name, task, table, by, sum, fail_on, millis })
}

fn filter(pattern: &str) -> Result<Filter, ApiError> {
    Filter::new(pattern).ok_or_else(|| invalid("Invalid filter pattern definition."))
}

/// What both `CreateEventSourceMapping` and `UpdateEventSourceMapping` say.
fn settings(input: &Input) -> Result<MappingChange, ApiError> {
    let mut faults = Faults::default();
    for (member, least, most) in [
        ("BatchSize", 1, 10_000),
        ("MaximumBatchingWindowInSeconds", 0, 300),
        ("ParallelizationFactor", 1, 10),
        ("MaximumRecordAgeInSeconds", -1, 604_800),
        ("MaximumRetryAttempts", -1, 10_000),
        ("TumblingWindowInSeconds", 0, 900),
    ] {
        faults.extend(input.range(member, least, Some(most), Layer::Older));
    }
    let types = input.get("FunctionResponseTypes").and_then(Node::as_list);
    for kind in types.unwrap_or_default().iter().filter_map(Node::as_text) {
        if kind != "ReportBatchItemFailures" {
            let constraint = "Member must satisfy enum value set: [ReportBatchItemFailures]";
            faults.add(at(kind, "functionResponseTypes", constraint));
        }
    }
    faults.finish()?;
    let number = |member: &str| input.integer(member);
    let plain = |member: &str| number(member).and_then(|number| u32::try_from(number).ok());
    // −1 says "without end".
    let limit = |member: &str| number(member).map(|number| u32::try_from(number).ok());
    if let Some(1..60) = number("MaximumRecordAgeInSeconds") {
        return Err(invalid("Maximum record age in seconds must be -1, or from 60 to 604800."));
    }
    let max_age_s = limit("MaximumRecordAgeInSeconds").map(|age| age.filter(|age| *age > 0));
    let filters = match input.get("FilterCriteria") {
        None => None,
        Some(criteria) => {
            let list = criteria.member("Filters").and_then(Node::as_list).unwrap_or_default();
            if list.len() > MAX_FILTERS {
                return Err(invalid("The maximum number of filters for an event source mapping is 5."));
            }
            let pattern =
                |node: &Node| node.member("Pattern").and_then(Node::as_text).map(filter).transpose();
            let filters: Result<Vec<Option<Filter>>, ApiError> = list.iter().map(pattern).collect();
            Some(filters?.into_iter().flatten().collect())
        }
    };
    let on_failure = match input.get("DestinationConfig") {
        None => None,
        Some(config) => {
            let place = config.member("OnFailure").and_then(|place| place.member("Destination"));
            let arn = place.and_then(Node::as_text).filter(|arn| !arn.is_empty());
            if let Some(arn) = arn
                && !is_destination(arn)
            {
                return Err(invalid(
                    "Invalid destination ARN: the on-failure destination of a stream is a standard SQS queue or SNS topic.",
                ));
            }
            Some(arn.map(str::to_owned))
        }
    };
    Ok(MappingChange {
        uuid: String::new(),
        function: None,
        enabled: input.boolean("Enabled"),
        batch_size: plain("BatchSize"),
        window_s: plain("MaximumBatchingWindowInSeconds"),
        parallel: plain("ParallelizationFactor"),
        bisect: input.boolean("BisectBatchOnFunctionError"),
        retries: limit("MaximumRetryAttempts"),
        max_age_s,
        on_failure,
        filters,
        report: types.map(|types| !types.is_empty()),
        tumbling_s: plain("TumblingWindowInSeconds"),
    })
}

/// `arn:aws:sqs:<region>:<account>:<name>` or the same of `sns`; FIFO ones can't be told of failures.
fn is_destination(arn: &str) -> bool {
    let parts: Vec<&str> = arn.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "sqs" | "sns", region, account, name] => {
            let named = |text: &str| {
                !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
            };
            named(region) && named(account) && named(name)
        }
        _ => false,
    }
}

fn create(input: &Input) -> Result<Request, ApiError> {
    let function = name(input)?;
    let source = input.text("EventSourceArn").unwrap_or_default();
    if StreamRef::parse(source).is_none() {
        return Err(invalid("Unrecognized event source, must be the ARN of a DynamoDB stream."));
    }
    let start = match input.text("StartingPosition") {
        Some("TRIM_HORIZON") => StartingPosition::TrimHorizon,
        Some("LATEST") => StartingPosition::Latest,
        Some("AT_TIMESTAMP") => {
            return Err(invalid("Unsupported starting position for DynamoDB event source: AT_TIMESTAMP."));
        }
        Some(_) => {
            let mut faults = Faults::default();
            faults.extend(input.enumeration("StartingPosition", Layer::Older));
            faults.finish()?;
            return Err(invalid("StartingPosition is required."));
        }
        None => return Err(invalid("StartingPosition is required.")),
    };
    let mut mapping = Mapping {
        function,
        source: source.to_owned(),
        enabled: true,
        batch_size: 100,
        window_s: 0,
        parallel: 1,
        start,
        bisect: false,
        retries: None,
        max_age_s: None,
        on_failure: None,
        filters: Vec::new(),
        report: false,
    };
    let settings = settings(input)?;
    let tumbling_s = settings.tumbling_s.unwrap_or(0);
    settings.apply(&mut mapping);
    Ok(wrap(lambda::Request::CreateMapping(Box::new(mapping), tumbling_s)))
}

fn update(input: &Input) -> Result<Request, ApiError> {
    let function = input.get("FunctionName").map(|_| name(input)).transpose()?;
    let change = MappingChange { uuid: uuid(input)?, function, ..settings(input)? };
    Ok(wrap(lambda::Request::UpdateMapping(Box::new(change))))
}

fn list(input: &Input) -> Result<Request, ApiError> {
    let function = input.get("FunctionName").map(|_| name(input)).transpose()?;
    let source = input.text("EventSourceArn").map(str::to_owned);
    Ok(wrap(lambda::Request::ListMappings { source, function }))
}
